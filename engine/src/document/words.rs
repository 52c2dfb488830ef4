//! The words of sentences, looked up: terms, gaps, classes.

use super::count::{Counting, Words};
use super::{Document, Place, Sentence, TermId};
use crate::language::is_unspaced;
use crate::scan::Bitmaps;
use crate::scratch::ensure_len;
use crate::segment::{self, WordSpans};
use crate::simd::{self, LANES};
use crate::span::Span;
use crate::vocabulary::{Vocabulary, WordIds};
use std::hint::select_unpredictable;
use std::ops::Range;

/// A title or query says what it is about in fewer terms; longer ones would cost their square.
const PHRASE_TERMS_MAX: usize = 256;

/// What looking words up needs beside them; kept from document to document.
#[derive(Clone, Default)]
pub(super) struct WordScratch {
    /// Where the words of the sentences in hand stand; those in pairs, each pair.
    found: WordSpans,
    looked_up: WordIds,
    /// Words of a title or query.
    phrase_words: Vec<Span>,
    stamps: Stamps,
    /// How many of [`Document::terms`] there are so far.
    terms_len: usize,
    keeps: Keeps,
}

/// What to keep of the words of a document that few ask for.
#[derive(Clone, Copy, Default)]
pub(super) struct Keeps {
    /// [`Document::gaps`].
    pub(super) gaps: bool,
    /// [`Document::places`].
    pub(super) places: bool,
}

impl WordScratch {
    /// Starts on a new document.
    pub(super) fn begin(&mut self, keeps: Keeps) {
        self.stamps.begin();
        self.terms_len = 0;
        self.keeps = keeps;
    }

    /// How many terms the document has so far.
    pub(super) fn term_count(&self) -> u32 {
        self.stamps.term_count()
    }

    /// The term of `stem`, if the document has it.
    pub(super) fn known(&self, stem: u32) -> Option<TermId> {
        self.stamps.known(stem)
    }

    /// Starts on a new text.
    pub(super) fn begin_text(&mut self, content: &str) {
        self.found.begin(content);
    }

    /// Gives back the memory that a long text took.
    pub(super) fn release(&mut self) {
        self.found.release();
    }

    /// Says that a sentence keeps the span `kept` of `content`.
    #[inline]
    pub(super) fn keep(&mut self, content: &str, kept: Span) {
        self.found.add_part(content, kept);
    }

    /// Looks up the words of sentences that keep the spans `kept` of `content`. Finding, looking up
    /// and counting are loops of their own: short ones, of which a processor has several rounds
    /// under way at once.
    pub(super) fn look_up(
        &mut self,
        content: &str,
        bitmaps: &Bitmaps,
        kept: &[Span],
        vocabulary: &mut Vocabulary,
    ) {
        if self.found.read(content, bitmaps, kept) {
            pair_up(content, kept, self.found.words_mut());
        }
        vocabulary.look_up(content, self.found.words(), &mut self.looked_up);
        self.stamps.ensure_len(vocabulary.stem_count());
    }

    /// Counts the words of the sentences of `document` from `first` on, those that were looked up, and
    /// appends their terms.
    pub(super) fn count(&mut self, document: &mut Document, first: usize) {
        let Document {
            sentences,
            kept,
            terms,
            gaps,
            places,
            stems,
            ..
        } = document;
        let first_term = self.terms_len;
        let words = Words {
            places: self.found.words_and_sentinels(),
            looked_up: &self.looked_up,
        };
        let sentences = &mut sentences[first..];
        // Room for as many as there may be: written without a look at whether there is.
        ensure_len(terms, first_term + self.looked_up.len() + LANES);
        self.terms_len = simd::dispatch(Counting {
            words,
            sentences,
            kept,
            terms,
            terms_len: first_term,
        });
        if self.keeps.gaps || self.keeps.places {
            words.append_gaps_and_places(self.keeps, sentences, kept, gaps, places);
        }
        self.stamps
            .number(&mut terms[first_term..self.terms_len], stems);
    }

    /// Appends the terms of `phrase` that the document has too, each once, the first
    /// [`PHRASE_TERMS_MAX`] of them.
    pub(super) fn known_terms(
        &mut self,
        phrase: &str,
        vocabulary: &mut Vocabulary,
        terms: &mut Vec<TermId>,
    ) {
        let WordScratch {
            phrase_words,
            looked_up,
            stamps,
            ..
        } = self;
        phrase_words.clear();
        segment::words(phrase, |start, end| {
            phrase_words.push(Span::new(start..end))
        });
        pair_up(phrase, &[Span::new(0..phrase.len())], phrase_words);
        vocabulary.look_up(phrase, phrase_words, looked_up);
        let start = terms.len();
        for word in looked_up.iter() {
            if word.is_term()
                && let Some(term) = stamps.known(word.stem())
                && !terms[start..].contains(&term)
                && terms.len() - start < PHRASE_TERMS_MAX
            {
                terms.push(term);
            }
        }
    }
}

impl<'w> Words<'w> {
    /// Appends what few ask for of the words of `sentences`.
    fn append_gaps_and_places(
        self,
        keeps: Keeps,
        sentences: &[Sentence],
        kept: &[Span],
        gaps: &mut Vec<u8>,
        places: &mut Vec<Place>,
    ) {
        let mut next = 0;
        for sentence in sentences {
            let mut gap = 0;
            for &span in &kept[sentence.kept[0] as usize..sentence.kept[1] as usize] {
                let first = self.next_in(span, next);
                let of_span = self.places[first..]
                    .iter()
                    .take_while(|place| place.start < span.end);
                next = first + of_span.count();
                if keeps.gaps {
                    gaps.extend(self.gaps(first..next, &mut gap));
                }
                if keeps.places {
                    places.extend(self.places_of_terms(first..next));
                }
            }
        }
    }

    /// See [`Document::gaps`]; `gap` is how many words that are no terms stand right before.
    fn gaps<'g>(
        self,
        range: Range<usize>,
        gap: &'g mut u8,
    ) -> impl Iterator<Item = u8> + use<'w, 'g> {
        let words = range.filter(move |&at| !self.places[at].is_empty());
        words.filter_map(move |at| {
            if self.looked_up.id(at).is_term() {
                return Some(std::mem::take(gap));
            }
            *gap = gap.saturating_add(1);
            None
        })
    }

    /// See [`Document::places`].
    fn places_of_terms(self, range: Range<usize>) -> impl Iterator<Item = Place> + use<'w> {
        let of_terms = range.filter(move |&at| self.looked_up.id(at).is_term());
        of_terms.map(move |at| Place {
            span: self.places[at],
            class: self.looked_up.id(at).class(),
        })
    }
}

/// Stem → term of the current document. Numbers go on rising from document to document, so that
/// nothing is cleared: a stem whose number lies below those of this document is not in it.
#[derive(Clone, Default)]
struct Stamps {
    of_stem: Vec<u32>,
    /// The number of the document's first term.
    first: u32,
    /// One more than the number of its last.
    next: u32,
}

impl Stamps {
    fn begin(&mut self) {
        // Stems have 0 before they are met.
        self.first = self.next.max(1);
        // That leaves room for a term every two bytes of what spans can point into.
        if self.first > u32::MAX / 2 {
            self.of_stem.fill(0);
            self.first = 1;
        }
        self.next = self.first;
    }

    /// How many terms the document has so far.
    fn term_count(&self) -> u32 {
        self.next - self.first
    }

    /// Makes room for stems below `stem_count`.
    fn ensure_len(&mut self, stem_count: usize) {
        if stem_count > self.of_stem.len() {
            self.of_stem.resize(stem_count.next_power_of_two(), 0);
        }
    }

    /// Puts terms in place of stems, and into `stems` the stems of those that are new, each at the
    /// place of its term.
    fn number(&mut self, terms: &mut [u32], stems: &mut Vec<u32>) {
        let (first, mut next) = (self.first, self.next);
        ensure_len(stems, self.term_count() as usize + terms.len());
        let of_stem = &mut self.of_stem[..];
        let stem_of = &mut stems[..];
        for term in terms {
            let stem = *term;
            let stamp = &mut of_stem[stem as usize];
            let is_new = *stamp < first;
            // A coin toss, which is no good branch.
            *stamp = select_unpredictable(is_new, next, *stamp);
            *term = *stamp - first;
            stem_of[*term as usize] = stem;
            next += u32::from(is_new);
        }
        self.next = next;
    }

    fn known(&self, stem: u32) -> Option<TermId> {
        self.of_stem.get(stem as usize)?.checked_sub(self.first)
    }
}

/// Makes words of scripts without spaces pairs with the word before, where they touch; the first
/// of a run of them loses its letters to the pair.
///
/// Such scripts give one word per character (UAX #29 knows no dictionary): there the term of a word
/// is its bigram with the word before. Bigrams retrieve Chinese and Japanese about as well as
/// dictionary words do (Nie et al. 2000, "On the use of words and n-grams for Chinese information
/// retrieval").
fn pair_up(text: &str, parts: &[Span], words: &mut [Span]) {
    let is_unspaced_at = |at: u32| {
        let rest = text.as_bytes().get(at as usize..).unwrap_or(&[]);
        // Most of what is asked; below U+0800 none is.
        segment::is_single_char_word(rest)
            || matches!(rest, [0xE0..=0xFF, ..])
                && text[at as usize..].chars().next().is_some_and(is_unspaced)
    };
    let mut parts = parts.iter();
    let mut part_end = 0;
    // Where the last word stands, if it is of such a script.
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
