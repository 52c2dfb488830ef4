//! The words of a sentence, looked up: terms, gaps, classes.

use super::{Counts, Document, Flags, Sentence, TermId};
use crate::language::{WordClass, unspaced};
use crate::scan::Bitmaps;
use crate::segment;
use crate::span::Span;
use crate::vocabulary::{Vocabulary, Word};

/// A title or query says what it is about in fewer terms; longer ones would cost their square.
const PHRASE_TERMS_MAX: usize = 256;

/// What looking words up needs beside them; kept from document to document.
#[derive(Clone, Default)]
pub(super) struct WordScratch {
    /// Where the words of the sentences in hand stand; those in pairs, each pair.
    found: Vec<Span>,
    /// Where the words of each of these sentences end among all.
    ends: Vec<usize>,
    looked_up: Vec<Word>,
    stamps: Stamps,
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
        self.keeps = keeps;
    }

    /// How many terms the document has so far.
    pub(super) fn term_count(&self) -> u32 {
        self.stamps.term_count
    }

    /// The term of `stem`, if the document has it.
    pub(super) fn known(&self, stem: u32) -> Option<TermId> {
        self.stamps.known(stem)
    }

    /// Starts on a new group of sentences.
    pub(super) fn clear(&mut self) {
        self.found.clear();
        self.ends.clear();
    }

    /// Finds the words of the next sentence, in its `kept` spans; returns how many there are.
    pub(super) fn find(&mut self, content: &str, bitmaps: &Bitmaps, kept: &[Span]) -> u32 {
        let mut words = 0;
        for span in kept {
            let mut bigrams = Bigrams::default();
            let text = &content[..span.end as usize];
            segment::words_in(content, bitmaps, span.range(), |start, end| {
                words += 1;
                if let Some(start) = bigrams.term_start(text, start, end) {
                    self.found.push(Span::new(start..end));
                }
            });
        }
        self.ends.push(self.found.len());
        words
    }

    /// Looks up all words found. Finding, looking up and counting are loops of their own: short
    /// ones, of which a processor has several rounds under way at once.
    pub(super) fn look_up(&mut self, content: &str, vocabulary: &mut Vocabulary) {
        vocabulary.look_up(content, &self.found, &mut self.looked_up);
        self.stamps.hold(vocabulary.stem_count());
    }

    /// Appends the terms of the `nth` sentence of the group to `document` and counts the classes
    /// of its words. Returns the classes met.
    pub(super) fn count(
        &mut self,
        nth: usize,
        content: &str,
        document: &mut Document,
        sentence: &mut Sentence,
    ) -> WordClass {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range = start..self.ends[nth];
        let found = &self.found[range.clone()];
        let looked_up = &self.looked_up[range];
        let Sentence { counts, flags, .. } = sentence;
        let Document {
            terms,
            gaps,
            places,
            stems,
            ..
        } = document;

        let bytes = content.as_bytes();
        let first_term = terms.len();
        terms.resize(first_term + found.len(), 0);
        let mut classes = WordClass::default();
        let mut initials = 0u64;
        let mut next_term = first_term;
        for (at, (word, known)) in found.iter().zip(looked_up).enumerate() {
            // Written in any case and kept if it is a term: stop words come too often and too
            // irregularly to branch on.
            terms[next_term] = known.stem;
            next_term += usize::from(known.is_term());
            initials += INITIALS[bytes[word.start as usize] as usize];
            if known.class.is_telling() {
                count_classes(known.class, at == 0, counts, flags);
                classes = classes.with(known.class);
            }
        }
        terms.truncate(next_term);
        counts.numbers = initials as u32;
        counts.capitalised = (initials >> 32) as u32;
        if let Some(first) = found.first() {
            counts.capitalised -= u32::from(bytes[first.start as usize].is_ascii_uppercase());
        }
        if self.keeps.gaps {
            gaps.extend(gaps_of(looked_up));
        }
        if self.keeps.places {
            let words = found.iter().zip(looked_up);
            let of_terms = words.filter(|(_, word)| word.is_term());
            places.extend(of_terms.map(|(place, _)| *place));
        }
        let stems_max = stems.len() + terms.len() - first_term;
        stems.resize(stems_max, 0);
        for term in &mut terms[first_term..] {
            let stem = *term;
            *term = self.stamps.term(stem);
            stems[*term as usize] = stem;
        }
        stems.truncate(self.stamps.term_count as usize);
        classes
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
            found,
            looked_up,
            stamps,
            ..
        } = self;
        found.clear();
        let mut bigrams = Bigrams::default();
        segment::words(phrase, |start, end| {
            if let Some(start) = bigrams.term_start(phrase, start, end) {
                found.push(Span::new(start..end));
            }
        });
        vocabulary.look_up(phrase, found, looked_up);
        let start = terms.len();
        for word in looked_up {
            if word.is_term()
                && let Some(term) = stamps.known(word.stem)
                && !terms[start..].contains(&term)
                && terms.len() - start < PHRASE_TERMS_MAX
            {
                terms.push(term);
            }
        }
    }
}

/// What a word's first byte counts for: 1 for a digit, 1 in the upper half for an ASCII capital.
static INITIALS: [u64; 256] = {
    let mut initials = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        initials[byte] =
            (byte as u8).is_ascii_digit() as u64 | ((byte as u8).is_ascii_uppercase() as u64) << 32;
        byte += 1;
    }
    initials
};

/// See [`Document::gaps`].
fn gaps_of(words: &[Word]) -> impl Iterator<Item = u8> {
    let mut gap = 0u8;
    words.iter().filter_map(move |word| {
        let before = gap;
        gap = if word.is_term() {
            0
        } else {
            gap.saturating_add(1)
        };
        word.is_term().then_some(before)
    })
}

/// Notes what classes other than stop words mean for a sentence. Out of line, since few words have
/// any.
fn count_classes(class: WordClass, first: bool, counts: &mut Counts, flags: &mut Flags) {
    counts.personal += u32::from(class.has(WordClass::PERSONAL));
    counts.reporting += u32::from(class.has(WordClass::REPORTING));
    counts.bonus += u32::from(class.has(WordClass::BONUS));
    counts.stigma += u32::from(class.has(WordClass::STIGMA));
    flags.set(Flags::POINTS_BACK, first && class.has(WordClass::POINTING));
    flags.set(
        Flags::OPENS_PERSONAL,
        first && class.has(WordClass::PERSONAL),
    );
    flags.set(
        Flags::CONNECTS_BACK,
        first && class.has(WordClass::CONNECTIVE),
    );
}

/// Stem → term of the current document. Stamped by generation, so that nothing is cleared.
#[derive(Clone, Default)]
struct Stamps {
    generation: u32,
    of_stem: Vec<(u32, TermId)>,
    term_count: u32,
}

impl Stamps {
    fn begin(&mut self) {
        self.term_count = 0;
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.of_stem.fill((0, 0));
            self.generation = 1;
        }
    }

    /// Makes room for stems below `stem_count`.
    #[inline]
    fn hold(&mut self, stem_count: usize) {
        if stem_count > self.of_stem.len() {
            self.of_stem.resize(stem_count.next_power_of_two(), (0, 0));
        }
    }

    /// The term of a stem that there is room for. Branch-free, since whether a word is new to the
    /// document is a coin toss.
    #[inline]
    fn term(&mut self, stem: u32) -> TermId {
        let stamp = &mut self.of_stem[stem as usize];
        let is_new = stamp.0 != self.generation;
        let term = if is_new { self.term_count } else { stamp.1 };
        *stamp = (self.generation, term);
        self.term_count += u32::from(is_new);
        term
    }

    fn known(&self, stem: u32) -> Option<TermId> {
        let &(generation, term) = self.of_stem.get(stem as usize)?;
        (generation == self.generation).then_some(term)
    }
}

/// Scripts without spaces give one word per character (UAX #29 knows no dictionary): there the
/// term of a word is its bigram with the word before. Bigrams retrieve Chinese and Japanese about
/// as well as dictionary words do (Nie et al. 2000, "On the use of words and n-grams for Chinese
/// information retrieval").
#[derive(Default)]
struct Bigrams {
    /// Where the last word stands, if it is of such a script.
    last: Option<(usize, usize)>,
}

impl Bigrams {
    /// Where the term of the word at `start..end` starts: with the word itself; with the one before
    /// it, in a script without spaces; nowhere, for the first word of a run of them.
    #[inline]
    fn term_start(&mut self, text: &str, start: usize, end: usize) -> Option<usize> {
        // No script without spaces is encoded below U+0800.
        if text.as_bytes()[start] < 0xE0 {
            return Some(start);
        }
        self.term_start_unspaced(text, start, end)
    }

    #[inline(never)]
    fn term_start_unspaced(&mut self, text: &str, start: usize, end: usize) -> Option<usize> {
        let is_unspaced = |at: usize| text[at..].chars().next().is_some_and(unspaced);
        if !is_unspaced(start) {
            return Some(start);
        }
        match self.last.replace((start, end)) {
            Some((last_start, last_end)) if last_end == start => Some(last_start),
            _ if is_unspaced(end) => None,
            _ => Some(start),
        }
    }
}
