//! Key phrases: runs of up to four adjacent terms, scored from the term matrix.
//!
//! After RAKE (Rose, Engel, Cramer & Cowley 2010, "Automatic keyword extraction from individual
//! documents"): candidates lie between stop words and punctuation, so no grammar of any language is
//! needed. A phrase scores (count − ½√length) · Σ idf of its terms: like RAKE's sum over words, this
//! lets "night train" stand before "train" if most trains are night trains, and the term subtracted
//! keeps long phrases down that occur once. A phrase of several words must occur twice, or be a name
//! (every word capitalised), or stand in a short text. One inside a better one is left out.
//!
//! Departures from RAKE: parts of a run are candidates too, terms are stems, weights come from idf
//! instead of co-occurrence, and no phrase starts with a number or a word of quantity or ends with a
//! verb of saying.

use crate::cancel::Cancel;
use crate::clean::Text;
use crate::document::{Document, Place, TermId};
use crate::language::WordClass;
use crate::matrix::TermMatrix;
use crate::span::Span;
use crate::summary::Keyword;
use foldhash::fast::RandomState;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

/// Terms of a phrase at most.
const TERMS_MAX: usize = 4;
/// Up to this many sentences a phrase need not recur.
const SHORT_TEXT_SENTENCES: usize = 10;

/// The terms of a phrase; [`NO_TERM`] fills up.
type Phrase = [TermId; TERMS_MAX];
const NO_TERM: TermId = TermId::MAX;

/// At most `count` key phrases, the best first. Needs [`Document::places`]. O(words · log).
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
    let mut best: Vec<Candidate> = Vec::new();
    let mut inside_better: HashSet<Phrase> = HashSet::new();
    while best.len() < count
        && let Some(candidate) = candidates.pop()
    {
        if !inside_better.contains(&candidate.phrase) {
            inside_better.extend(parts(terms_of(&candidate.phrase)).map(phrase_of));
            best.push(candidate);
        }
    }
    let surfaces = surfaces(phrases, &best, cancel)?;
    let most = best.first().map_or(1.0, |candidate| candidate.score);
    let keyword = |(candidate, text): (&Candidate, String)| Keyword {
        text,
        score: candidate.score / most,
    };
    Some(best.iter().zip(surfaces).map(keyword).collect())
}

/// What a tally costs, in bytes of text.
const TALLY_BYTES: usize = 16;

/// A phrase that may become a keyword. The greatest is the best: of equals the one met first.
#[derive(PartialEq)]
struct Candidate {
    phrase: Phrase,
    score: f64,
    /// Its place in the order in which phrases were first met.
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
    count: u32,
    first: u32,
    /// Whether every occurrence so far had every word capitalised.
    is_name: bool,
}

/// Every phrase that may become a keyword: a heap, since few of many are wanted.
fn candidates(
    phrases: Phrases,
    matrix: &TermMatrix,
    cancel: &mut Cancel,
) -> Option<BinaryHeap<Candidate>> {
    let document = phrases.document;
    // Hashed fast: an article has hundreds of phrases, and nobody sees in which order they lie there. Room
    // for one a term, which is most of them: to grow a large table takes long between two looks at `stop`.
    let terms = (0..document.sentences().len()).map(|sentence| document.terms(sentence).len());
    let mut tallies: HashMap<Phrase, Tally, RandomState> =
        HashMap::with_capacity_and_hasher(terms.sum(), RandomState::default());
    for sentence in 0..document.sentences().len() {
        cancel.check_after(document.sentences()[sentence].span.len())?;
        let any_term = |_: TermId| true;
        phrases.each(sentence, any_term, |phrase, places, content| {
            let first = tallies.len() as u32;
            let tally = tallies.entry(phrase).or_insert(Tally {
                count: 0,
                first,
                is_name: true,
            });
            tally.count += 1;
            tally.is_name &= (places.iter()).all(|place| is_capitalised(place.span.of(content)));
        });
    }
    let is_short = document.candidate_count() <= SHORT_TEXT_SENTENCES;
    let recurs = |phrase: &Phrase, tally: &Tally| {
        phrase[1] == NO_TERM || tally.count > 1 || tally.is_name || is_short
    };
    let mut candidates = BinaryHeap::new();
    for (phrase, tally) in tallies {
        cancel.check_after(TALLY_BYTES)?;
        let score = score(matrix, &phrase, tally.count);
        if recurs(&phrase, &tally) && score > 0.0 {
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

fn score(matrix: &TermMatrix, phrase: &Phrase, count: u32) -> f64 {
    let terms = terms_of(phrase);
    let idf = terms.iter().map(|&term| f64::from(matrix.column(term).idf));
    let length = terms.len() as f64;
    (f64::from(count) - 0.5 * length.sqrt()) * idf.sum::<f64>()
}

/// How the document writes each phrase: its most frequent form, of equals the first. A form at the
/// start of a sentence counts half, since its capital says little.
fn surfaces(phrases: Phrases, best: &[Candidate], cancel: &mut Cancel) -> Option<Vec<String>> {
    let document = phrases.document;
    // Most phrases start with a term that none of these does.
    let mut starts_one = vec![false; document.term_count()];
    for candidate in best {
        starts_one[candidate.phrase[0] as usize] = true;
    }
    let mut forms: HashMap<Phrase, Vec<(String, u32)>> = HashMap::new();
    forms.extend(best.iter().map(|candidate| (candidate.phrase, Vec::new())));
    for sentence in 0..document.sentences().len() {
        cancel.check_after(document.sentences()[sentence].span.len())?;
        let start = document.kept(sentence).first().map_or(0, |kept| kept.start);
        let may_start = |term: TermId| starts_one[term as usize];
        phrases.each(sentence, may_start, |phrase, places, content| {
            let Some(forms) = forms.get_mut(&phrase) else {
                return;
            };
            let (first, last) = (places[0].span, places[places.len() - 1].span);
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
    /// Calls `found` with every phrase of a sentence that can be a bullet and whose first term
    /// `may_start` one, where its terms stand, and the text they stand in.
    fn each(
        self,
        sentence: usize,
        may_start: impl Fn(TermId) -> bool,
        mut found: impl FnMut(Phrase, &[Place], &'p str),
    ) {
        let Phrases { texts, document } = self;
        if !document.is_candidate(sentence) {
            return;
        }
        let content = texts[document.sentences()[sentence].document as usize].content;
        let (terms, places) = (document.terms(sentence), document.places(sentence));
        for start in (0..terms.len()).filter(|start| may_start(terms[*start])) {
            // "1200 workers" is no phrase, "Route 66" is.
            let Place { span, class } = places[start];
            if class.has(DULL) || span.of(content).chars().all(char::is_numeric) {
                continue;
            }
            for end in start + 1..=terms.len().min(start + TERMS_MAX) {
                let last = places[end - 1];
                if end - start > 1 && !adjoin(content, places[end - 2].span, last.span) {
                    break;
                }
                if !last.class.has(WordClass::REPORTING) {
                    found(phrase_of(&terms[start..end]), &places[start..end], content);
                }
            }
        }
    }
}

/// Classes that say nothing of a topic where a phrase starts.
const DULL: WordClass = WordClass::QUANTITY
    .with(WordClass::REPORTING)
    .with(WordClass::FIRST_PERSON)
    .with(WordClass::CONNECTIVE);

/// "Hanley's" is about Hanley.
fn without_possessive(mut phrase: String) -> String {
    if phrase.ends_with("'s") || phrase.ends_with("’s") {
        let end = phrase.rfind(['\'', '’']).unwrap_or(phrase.len());
        phrase.truncate(end);
    }
    phrase
}

/// Whether nothing but white space or a hyphen stands between two terms. Terms of scripts without
/// spaces overlap.
fn adjoin(content: &str, left: Span, right: Span) -> bool {
    let between = content
        .get(left.end as usize..right.start as usize)
        .unwrap_or("");
    matches!(between, "-" | "‐" | "‑") || between.chars().all(char::is_whitespace)
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn phrase_of(terms: &[TermId]) -> Phrase {
    std::array::from_fn(|at| terms.get(at).copied().unwrap_or(NO_TERM))
}

fn terms_of(phrase: &Phrase) -> &[TermId] {
    let length = phrase.iter().position(|&term| term == NO_TERM);
    &phrase[..length.unwrap_or(TERMS_MAX)]
}

/// Every run of `terms`, the whole one too.
fn parts(terms: &[TermId]) -> impl Iterator<Item = &[TermId]> {
    (1..=terms.len()).flat_map(|length| terms.windows(length))
}
