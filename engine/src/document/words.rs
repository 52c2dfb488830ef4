//! Finds the words of sentences, looks them up in the vocabulary and numbers their terms.

use super::count::{CountSentences, Words};
use super::{Document, Sentence, TermId, TermOccurrence};
use crate::language::is_unspaced;
use crate::scan::Bitmaps;
use crate::scratch::ensure_len;
use crate::segment::{self, WordSpans};
use crate::simd::{self, LANES};
use crate::span::Span;
use crate::vocabulary::{Vocabulary, WordIds};
use std::hint::select_unpredictable;
use std::ops::Range;

/// At most this many terms of a title or a query are used. Its cost is the square of that number, and
/// real titles and queries have far fewer.
const PHRASE_TERMS_MAX: usize = 256;

/// The memory needed to look up words, reused for the next document.
#[derive(Clone, Default)]
pub(super) struct WordScratch {
    /// The words of the pending sentences. Words of scripts without spaces are joined in pairs.
    found: WordSpans,
    /// What the vocabulary knows of them.
    looked_up: WordIds,
    /// The words of a title or a query.
    phrase_words: Vec<Span>,
    numbering: TermNumbering,
    /// How many values of [`Document::terms`] are in use.
    terms_len: usize,
    retain: Retain,
}

/// What to retain of the words of a document beside their terms, because a method or an option needs it.
#[derive(Clone, Copy, Default)]
pub(super) struct Retain {
    /// [`Document::gaps`].
    pub(super) gaps: bool,
    /// [`Document::occurrences`].
    pub(super) occurrences: bool,
}

impl WordScratch {
    /// Starts a new document.
    pub(super) fn begin_document(&mut self, retain: Retain) {
        self.numbering.begin_document();
        self.terms_len = 0;
        self.retain = retain;
    }

    /// The number of distinct terms that the document has so far.
    pub(super) fn term_count(&self) -> u32 {
        self.numbering.term_count()
    }

    /// The term of `stem`, if the document contains it.
    pub(super) fn term_of_stem(&self, stem: u32) -> Option<TermId> {
        self.numbering.term_of_stem(stem)
    }

    /// Starts a new text of the document.
    pub(super) fn begin_text(&mut self, content: &str) {
        self.found.begin(content);
    }

    /// Frees the memory that only a long text needs.
    pub(super) fn release(&mut self) {
        self.found.release();
    }

    /// Adds a kept span of a pending sentence of `content`. No word goes across its ends.
    #[inline]
    pub(super) fn add_kept_span(&mut self, content: &str, kept: Span) {
        self.found.add_part(content, kept);
    }

    /// Finds the words of the pending sentences, which have the spans `kept` of `content`, and looks them
    /// up.
    ///
    /// Finding, looking up and counting are separate loops over the words of many sentences. Such loops are
    /// short, so that a processor works on several rounds at once, and they do not end after every sentence
    /// in an unpredictable branch. Together with the other changes of its commit that saved 3 of 25 µs per
    /// news article under the method `lead`.
    pub(super) fn look_up(
        &mut self,
        content: &str,
        bitmaps: &Bitmaps,
        kept: &[Span],
        vocabulary: &mut Vocabulary,
    ) {
        if self.found.read(content, bitmaps, kept) {
            pair_unspaced_words(content, kept, self.found.words_mut());
        }
        vocabulary.look_up(content, self.found.words(), &mut self.looked_up);
        self.numbering.ensure_len(vocabulary.stem_count());
    }

    /// Counts the words of the sentences of `document` from the index `first` on, after
    /// [`WordScratch::look_up`] has looked them up, and appends their terms.
    pub(super) fn count(&mut self, document: &mut Document, first: usize) {
        let Document {
            sentences,
            kept,
            terms,
            gaps,
            occurrences,
            stems,
            ..
        } = document;
        let first_term = self.terms_len;
        let words = Words {
            spans: self.found.words_and_sentinels(),
            looked_up: &self.looked_up,
        };
        let sentences = &mut sentences[first..];
        // Every word may be a term, and terms are written LANES at a time.
        ensure_len(terms, first_term + self.looked_up.len() + LANES);
        self.terms_len = simd::dispatch(CountSentences {
            words,
            sentences,
            kept,
            terms,
            terms_len: first_term,
        });
        if self.retain.gaps || self.retain.occurrences {
            words.append_gaps_and_occurrences(self.retain, sentences, kept, gaps, occurrences);
        }
        self.numbering
            .number(&mut terms[first_term..self.terms_len], stems);
    }

    /// Appends the terms of `phrase`, a title or a query, that the document contains: each once, and at most
    /// [`PHRASE_TERMS_MAX`].
    pub(super) fn append_known_terms(
        &mut self,
        phrase: &str,
        vocabulary: &mut Vocabulary,
        terms: &mut Vec<TermId>,
    ) {
        let WordScratch {
            phrase_words,
            looked_up,
            numbering,
            ..
        } = self;
        phrase_words.clear();
        segment::words(phrase, |start, end| {
            phrase_words.push(Span::new(start..end))
        });
        pair_unspaced_words(phrase, &[Span::new(0..phrase.len())], phrase_words);
        vocabulary.look_up(phrase, phrase_words, looked_up);
        let start = terms.len();
        for word in looked_up.iter() {
            if word.is_term()
                && let Some(term) = numbering.term_of_stem(word.stem())
                && !terms[start..].contains(&term)
                && terms.len() - start < PHRASE_TERMS_MAX
            {
                terms.push(term);
            }
        }
    }
}

impl<'w> Words<'w> {
    /// Appends what `retain` asks for of the words of `sentences`.
    fn append_gaps_and_occurrences(
        self,
        retain: Retain,
        sentences: &[Sentence],
        kept: &[Span],
        gaps: &mut Vec<u8>,
        occurrences: &mut Vec<TermOccurrence>,
    ) {
        let mut next = 0;
        for sentence in sentences {
            let mut gap = 0;
            for &span in &kept[sentence.kept[0] as usize..sentence.kept[1] as usize] {
                let first = self.first_in(span, next);
                let in_span = self.spans[first..]
                    .iter()
                    .take_while(|word| word.start < span.end);
                next = first + in_span.count();
                if retain.gaps {
                    gaps.extend(self.gaps(first..next, &mut gap));
                }
                if retain.occurrences {
                    occurrences.extend(self.occurrences(first..next));
                }
            }
        }
    }

    /// The gaps before the terms among the words of `range`: see [`Document::gaps`]. `gap` is the number of
    /// words that precede the range and follow the last term.
    fn gaps<'g>(
        self,
        range: Range<usize>,
        gap: &'g mut u8,
    ) -> impl Iterator<Item = u8> + use<'w, 'g> {
        let words = range.filter(move |&at| !self.spans[at].is_empty());
        words.filter_map(move |at| {
            if self.looked_up.id(at).is_term() {
                return Some(std::mem::take(gap));
            }
            *gap = gap.saturating_add(1);
            None
        })
    }

    /// The terms among the words of `range`: see [`Document::occurrences`].
    fn occurrences(self, range: Range<usize>) -> impl Iterator<Item = TermOccurrence> + use<'w> {
        let terms = range.filter(move |&at| self.looked_up.id(at).is_term());
        terms.map(move |at| TermOccurrence {
            span: self.spans[at],
            class: self.looked_up.id(at).class(),
        })
    }
}

/// Numbers the terms of a document in order of first appearance, and finds the term of a stem.
///
/// The plain equivalent is a map from stem to term that is cleared for each document. Here the map is a
/// list by stem, and its numbers rise from document to document, so that nothing needs to be cleared: a stem
/// whose number is below those of the current document does not occur in it.
#[derive(Clone, Default)]
struct TermNumbering {
    /// For each stem, the number of its term in the last document that contains it; 0 if none did.
    of_stem: Vec<u32>,
    /// The number of the current document's first term. Less that, a number is a term id.
    first: u32,
    /// The number that the next new term gets.
    next: u32,
}

impl TermNumbering {
    fn begin_document(&mut self) {
        // 0 is for stems that occurred nowhere.
        self.first = self.next.max(1);
        // Half of the numbers are enough for any document: a term every two bytes of what 32-bit spans can
        // point to.
        if self.first > u32::MAX / 2 {
            self.of_stem.fill(0);
            self.first = 1;
        }
        self.next = self.first;
    }

    /// The number of distinct terms that the document has so far.
    fn term_count(&self) -> u32 {
        self.next - self.first
    }

    /// Makes room for stems below `stem_count`.
    fn ensure_len(&mut self, stem_count: usize) {
        if stem_count > self.of_stem.len() {
            self.of_stem.resize(stem_count.next_power_of_two(), 0);
        }
    }

    /// Replaces the stems in `terms` by their terms. Writes the stem of each term to `stems`, at the index
    /// of the term.
    fn number(&mut self, terms: &mut [u32], stems: &mut Vec<u32>) {
        let (first, mut next) = (self.first, self.next);
        ensure_len(stems, self.term_count() as usize + terms.len());
        let of_stem = &mut self.of_stem[..];
        let stem_of = &mut stems[..];
        for term in terms {
            let stem = *term;
            let number = &mut of_stem[stem as usize];
            // Whether a term is new is an unpredictable branch.
            let is_new = *number < first;
            *number = select_unpredictable(is_new, next, *number);
            *term = *number - first;
            stem_of[*term as usize] = stem;
            next += u32::from(is_new);
        }
        self.next = next;
    }

    /// The term of `stem`, if the document contains it.
    fn term_of_stem(&self, stem: u32) -> Option<TermId> {
        self.of_stem.get(stem as usize)?.checked_sub(self.first)
    }
}

/// Joins each word of a script without spaces with the word before, if they touch: its span grows to cover
/// both. The first word of such a run has no word before; its span becomes empty, unless it is the only one.
///
/// Word boundaries of such scripts need a dictionary, and UAX #29 makes each character a word of its own. So
/// the term of a character is its bigram with the one before. Bigrams retrieve Chinese and Japanese text
/// about as well as dictionary words do (Nie et al. 2000, "On the use of words and n-grams for Chinese
/// information retrieval").
fn pair_unspaced_words(text: &str, parts: &[Span], words: &mut [Span]) {
    let is_unspaced_at = |at: u32| {
        let rest = text.as_bytes().get(at as usize..).unwrap_or(&[]);
        // The first test is true for most words of such scripts. None of the scripts is below U+0800, so
        // that the second test can leave out characters of one and two bytes.
        segment::is_single_char_word(rest)
            || matches!(rest, [0xE0..=0xFF, ..])
                && text[at as usize..].chars().next().is_some_and(is_unspaced)
    };
    let mut parts = parts.iter();
    let mut part_end = 0;
    // The word before, as it was found, if it is of such a script and in the same part.
    let mut last = Span::default();
    for word in words {
        while word.start >= part_end
            && let Some(part) = parts.next()
        {
            (part_end, last) = (part.end, Span::default());
        }
        if !is_unspaced_at(word.start) {
            continue;
        }
        let before = std::mem::replace(&mut last, *word);
        if before.end == word.start && !before.is_empty() {
            word.start = before.start;
        } else if word.end < part_end && is_unspaced_at(word.end) {
            word.end = word.start;
        }
    }
}
