//! Key phrases: runs of up to four adjacent terms, scored from the term matrix.
//!
//! After RAKE (Rose, Engel, Cramer & Cowley 2010, "Automatic keyword extraction from individual documents"): phrases lie
//! between stop words and punctuation, so that no grammar of any language is needed. The score of a phrase is
//! (count − ½√length) · Σ idf of its terms, where length is its number of terms. Like RAKE's sum over words, it ranks
//! "night train" above "train" if most trains in the text are night trains. The ½√length lowers long phrases that occur
//! once. A phrase of several words must occur twice, be a name (every word capitalised) or occur in a short text. A phrase
//! that is part of a better one is left out.
//!
//! Departures from RAKE: parts of a run are phrases too; terms are stems; weights come from idf instead of co-occurrence;
//! no phrase starts with a number or a word of quantity, and none ends with a verb of reporting.

use crate::cancel::Cancel;
use crate::clean::Text;
use crate::document::{Document, TermId, TermOccurrence};
use crate::language::WordClass;
use crate::matrix::TermMatrix;
use crate::span::Span;
use crate::summary::Keyword;
use foldhash::fast::RandomState;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

/// The largest number of terms in a phrase.
const TERMS_MAX: usize = 4;
/// In a text with at most this many candidates, a phrase need not occur twice.
const SHORT_TEXT_SENTENCES: usize = 10;

/// The terms of a phrase, padded with [`NO_TERM`].
type Phrase = [TermId; TERMS_MAX];
const NO_TERM: TermId = TermId::MAX;

/// At most `count` key phrases, the best first. Needs [`Document::occurrences`]. O(words · log(words)). `None` when
/// cancelled.
pub(crate) fn keywords(
    texts: &[Text],
    document: &Document,
    matrix: &TermMatrix,
    count: usize,
    cancel: &mut Cancel,
) -> Option<Vec<Keyword>> {
    if count == 0 {
        return Some(Vec::new());
    }
    let phrases = Phrases { texts, document };
    let mut candidates = candidates(phrases, matrix, cancel)?;
    let mut parts_of_better: HashSet<Phrase> = HashSet::new();
    let mut keywords: Vec<Keyword> = Vec::new();
    let mut highest = None;
    // Two phrases of other terms can be written alike: "Hanley's" and "Hanley" in a language whose
    // stemmer keeps the possessive. Then others take the place of the second, in a second round.
    for _ in 0..ROUNDS_MAX {
        let mut best: Vec<Candidate> = Vec::new();
        while keywords.len() + best.len() < count
            && let Some(candidate) = candidates.pop()
        {
            if !parts_of_better.contains(&candidate.phrase) {
                parts_of_better.extend(runs(terms_of(&candidate.phrase)).map(phrase_of));
                best.push(candidate);
            }
        }
        if best.is_empty() {
            break;
        }
        let texts = written_forms(phrases, &best, cancel)?;
        let highest = *highest.get_or_insert(best[0].score);
        let mut written: HashSet<String> =
            keywords.iter().map(|known| known.text.clone()).collect();
        for (candidate, text) in best.iter().zip(texts) {
            if written.insert(text.clone()) {
                let score = candidate.score / highest;
                keywords.push(Keyword { text, score });
            }
        }
    }
    Some(keywords)
}

/// Each round is a pass over the document. Two are enough but for texts that are made of such pairs.
const ROUNDS_MAX: usize = 3;

/// The work on a tally counts as much as this many bytes of text (see [`Cancel::check_after`]).
const TALLY_BYTES: usize = 16;

/// A phrase that may become a key phrase. The greatest is the best: the one with the highest score; of equal scores, the one
/// that occurs first.
#[derive(PartialEq)]
struct Candidate {
    phrase: Phrase,
    score: f64,
    /// The number of phrases whose first occurrence is earlier.
    first: u32,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then(other.first.cmp(&self.first))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Candidate {}

/// What is counted of a phrase.
struct Tally {
    /// How often it occurs.
    count: u32,
    /// The number of phrases whose first occurrence is earlier.
    first: u32,
    /// Whether every word of every occurrence is capitalised.
    is_name: bool,
}

/// Every phrase that may become a key phrase, as a heap, because most callers want only a few. `None` when cancelled.
fn candidates(
    phrases: Phrases,
    matrix: &TermMatrix,
    cancel: &mut Cancel,
) -> Option<BinaryHeap<Candidate>> {
    let document = phrases.document;
    // A fast hash, because an article has hundreds of phrases; their order in the table does not matter. Room for as
    // many phrases as there are terms, which is most of them: growing a large table takes long, and the caller cannot
    // cancel meanwhile.
    let terms = (0..document.sentences().len()).map(|sentence| document.terms(sentence).len());
    let mut tallies: HashMap<Phrase, Tally, RandomState> =
        HashMap::with_capacity_and_hasher(terms.sum(), RandomState::default());
    for sentence in 0..document.sentences().len() {
        cancel.check_after(document.sentences()[sentence].span.len())?;
        let any_term = |_: TermId| true;
        phrases.for_each(sentence, any_term, |phrase, occurrences, content| {
            let first = tallies.len() as u32;
            let tally = tallies.entry(phrase).or_insert(Tally {
                count: 0,
                first,
                is_name: true,
            });
            tally.count += 1;
            tally.is_name &= (occurrences.iter()).all(|term| is_capitalised(term.span.of(content)));
        });
    }
    let is_short = document.candidate_count() <= SHORT_TEXT_SENTENCES;
    let is_eligible = |phrase: &Phrase, tally: &Tally| {
        phrase[1] == NO_TERM || tally.count > 1 || tally.is_name || is_short
    };
    let mut candidates = BinaryHeap::new();
    for (phrase, tally) in tallies {
        cancel.check_after(TALLY_BYTES)?;
        let score = score(matrix, &phrase, tally.count);
        if is_eligible(&phrase, &tally) && score > 0.0 {
            let first = tally.first;
            candidates.push(Candidate {
                phrase,
                score,
                first,
            });
        }
    }
    Some(candidates)
}

/// The score of a phrase that occurs `count` times (see the head of this file).
fn score(matrix: &TermMatrix, phrase: &Phrase, count: u32) -> f64 {
    let terms = terms_of(phrase);
    let idf = terms.iter().map(|&term| f64::from(matrix.column(term).idf));
    let length = terms.len() as f64;
    (f64::from(count) - 0.5 * length.sqrt()) * idf.sum::<f64>()
}

/// For each phrase in `best` the text by which it occurs most often; of equally frequent ones the first. An occurrence at the
/// start of a sentence counts half, because its first word is capitalised in any case. `None` when cancelled.
fn written_forms(phrases: Phrases, best: &[Candidate], cancel: &mut Cancel) -> Option<Vec<String>> {
    let document = phrases.document;
    // Only phrases with the first term of one in `best` are looked at.
    let mut is_first_term = vec![false; document.term_count()];
    for candidate in best {
        is_first_term[candidate.phrase[0] as usize] = true;
    }
    let mut forms: HashMap<Phrase, Vec<(String, u32)>> = HashMap::new();
    forms.extend(best.iter().map(|candidate| (candidate.phrase, Vec::new())));
    for sentence in 0..document.sentences().len() {
        cancel.check_after(document.sentences()[sentence].span.len())?;
        let start = document.kept(sentence).first().map_or(0, |kept| kept.start);
        let may_start = |term: TermId| is_first_term[term as usize];
        phrases.for_each(sentence, may_start, |phrase, occurrences, content| {
            let Some(forms) = forms.get_mut(&phrase) else {
                return;
            };
            let (first, last) = (occurrences[0].span, occurrences[occurrences.len() - 1].span);
            let words = content[first.start as usize..last.end as usize].split_whitespace();
            let form = without_possessive(words.collect::<Vec<_>>().join(" "));
            let weight = if first.start == start { 1 } else { 2 };
            match forms.iter_mut().find(|(known, _)| *known == form) {
                Some((_, sum)) => *sum += weight,
                None => forms.push((form, weight)),
            }
        });
    }
    let most_frequent = |candidate: &Candidate| {
        let forms = forms.remove(&candidate.phrase).unwrap_or_default();
        let more =
            |best: (String, u32), next: (String, u32)| if next.1 > best.1 { next } else { best };
        forms.into_iter().reduce(more).unwrap_or_default().0
    };
    Some(best.iter().map(most_frequent).collect())
}

/// The phrases of a document's sentences.
#[derive(Clone, Copy)]
struct Phrases<'p> {
    texts: &'p [Text<'p>],
    document: &'p Document,
}

impl<'p> Phrases<'p> {
    /// Calls `found` with every phrase of `sentence` whose first term `may_start` a phrase, with the occurrences of its
    /// terms, and with the text that these are spans of. Sentences that cannot be bullets have no phrases.
    fn for_each(
        self,
        sentence: usize,
        may_start: impl Fn(TermId) -> bool,
        mut found: impl FnMut(Phrase, &[TermOccurrence], &'p str),
    ) {
        let Phrases { texts, document } = self;
        if !document.is_candidate(sentence) {
            return;
        }
        let content = texts[document.sentences()[sentence].document as usize].content;
        let terms = document.terms(sentence);
        let occurrences = document.occurrences(sentence);
        for start in (0..terms.len()).filter(|start| may_start(terms[*start])) {
            // "1200 workers" is not a phrase, but "Route 66" is.
            let TermOccurrence { span, class } = occurrences[start];
            if class.has(NEVER_FIRST) || span.of(content).chars().all(char::is_numeric) {
                continue;
            }
            for end in start + 1..=terms.len().min(start + TERMS_MAX) {
                let last = occurrences[end - 1];
                if end - start > 1 && !are_adjacent(content, occurrences[end - 2].span, last.span) {
                    break;
                }
                if !last.class.has(WordClass::REPORTING) {
                    let phrase = phrase_of(&terms[start..end]);
                    found(phrase, &occurrences[start..end], content);
                }
            }
        }
    }
}

/// Words of these classes never start a phrase, because they say nothing about its topic.
const NEVER_FIRST: WordClass = WordClass::QUANTITY
    .with(WordClass::REPORTING)
    .with(WordClass::FIRST_PERSON)
    .with(WordClass::CONNECTIVE);

/// `phrase` without the "'s" at its end: "Hanley's" becomes "Hanley".
fn without_possessive(mut phrase: String) -> String {
    if phrase.ends_with("'s") || phrase.ends_with("’s") {
        let end = phrase.rfind(['\'', '’']).unwrap_or(phrase.len());
        phrase.truncate(end);
    }
    phrase
}

/// Whether only white space or one hyphen is between two terms. Terms of scripts without spaces overlap, and so are
/// adjacent.
fn are_adjacent(content: &str, left: Span, right: Span) -> bool {
    let between = content
        .get(left.end as usize..right.start as usize)
        .unwrap_or("");
    matches!(between, "-" | "‐" | "‑") || between.chars().all(char::is_whitespace)
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The phrase of at most [`TERMS_MAX`] terms.
fn phrase_of(terms: &[TermId]) -> Phrase {
    std::array::from_fn(|at| terms.get(at).copied().unwrap_or(NO_TERM))
}

/// The terms of a phrase, without the padding.
fn terms_of(phrase: &Phrase) -> &[TermId] {
    let length = phrase.iter().position(|&term| term == NO_TERM);
    &phrase[..length.unwrap_or(TERMS_MAX)]
}

/// Every run of adjacent terms in `terms`, including all of `terms`.
fn runs(terms: &[TermId]) -> impl Iterator<Item = &[TermId]> {
    (1..=terms.len()).flat_map(|length| terms.windows(length))
}
