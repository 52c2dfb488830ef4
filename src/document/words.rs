//! The words of sentences, looked up: terms, gaps, classes.

use super::{Counts, Document, Flags, Sentence, TermId};
use crate::language::{WordClass, unspaced};
use crate::scan::Bitmaps;
use crate::segment::{self, Places};
use crate::span::Span;
use crate::vocabulary::{Vocabulary, Word};
use std::hint::select_unpredictable;

/// A title or query says what it is about in fewer terms; longer ones would cost their square.
const PHRASE_TERMS_MAX: usize = 256;

/// What looking words up needs beside them; kept from document to document.
#[derive(Clone, Default)]
pub(super) struct WordScratch {
    /// Where the words of the sentences in hand stand; those in pairs, each pair.
    found: Places,
    looked_up: Vec<Word>,
    /// Words of a title or query.
    phrase_words: Vec<Span>,
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
        self.found.part(content, kept);
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
        self.stamps.hold(vocabulary.stem_count());
    }

    /// Counts the words of the sentences of `document` from `first` on, those that were looked up, and
    /// appends their terms. Calls `counted` with each sentence in turn, and whether any of its words
    /// is a [`WordClass::BOILERPLATE`] one.
    pub(super) fn count(
        &mut self,
        content: &str,
        document: &mut Document,
        first: usize,
        mut counted: impl FnMut(usize, &mut Sentence, bool),
    ) {
        let Document {
            sentences,
            kept,
            terms,
            gaps,
            places,
            stems,
            ..
        } = document;
        let first_term = terms.len();
        let mut words = Words {
            bytes: content.as_bytes(),
            found: self.found.words(),
            looked_up: &self.looked_up,
        };
        // Room for as many as there may be: written without a look at whether there is.
        terms.resize(first_term + self.looked_up.len(), 0);
        let mut next_term = first_term;
        for (index, sentence) in sentences.iter_mut().enumerate().skip(first) {
            let kept = &kept[sentence.kept[0] as usize..sentence.kept[1] as usize];
            let terms_start = next_term;
            let mut of_sentence = Counted::default();
            let mut gap = 0;
            for span in kept {
                let read = of_sentence.read(&mut words, *span, terms, &mut next_term);
                if self.keeps.gaps {
                    gaps.extend(read.gaps(&mut gap));
                }
                if self.keeps.places {
                    places.extend(read.places_of_terms());
                }
            }
            sentence.terms = [terms_start as u32, next_term as u32];
            of_sentence.write(&mut sentence.counts, &mut sentence.flags);
            let anchors = of_sentence.tally.of_class(WordClass::BOILERPLATE);
            counted(index, sentence, anchors > 0);
        }
        terms.truncate(next_term);
        self.stamps.number(&mut terms[first_term..], stems);
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

/// Words of a text that were looked up.
#[derive(Clone, Copy)]
struct Words<'w> {
    bytes: &'w [u8],
    /// Where they stand; an empty span for a word that is part of the next pair.
    found: &'w [Span],
    looked_up: &'w [Word],
}

impl<'w> Words<'w> {
    /// Takes the first `count` words off.
    #[inline]
    fn take(&mut self, count: usize) -> Words<'w> {
        let (found, found_left) = self.found.split_at(count);
        let (looked_up, looked_up_left) = self.looked_up.split_at(count);
        (self.found, self.looked_up) = (found_left, looked_up_left);
        Words {
            found,
            looked_up,
            ..*self
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&'w Span, &'w Word)> + use<'w> {
        self.found.iter().zip(self.looked_up)
    }

    /// See [`Document::gaps`]; `gap` is how many words that are no terms stand right before.
    fn gaps<'g>(&self, gap: &'g mut u8) -> impl Iterator<Item = u8> + use<'w, 'g> {
        let words = self.iter().filter(|(place, _)| !place.is_empty());
        words.filter_map(|(_, word)| {
            if word.is_term() {
                return Some(std::mem::take(gap));
            }
            *gap = gap.saturating_add(1);
            None
        })
    }

    /// See [`Document::places`].
    fn places_of_terms(&self) -> impl Iterator<Item = Span> + use<'w> {
        let of_terms = self.iter().filter(|(_, word)| word.is_term());
        of_terms.map(|(place, _)| *place)
    }
}

/// What is counted of the words of one sentence, side by side in one number: so a word takes two
/// additions. No field is ever full, as sentences are cut long before: at a thousand bytes, which is
/// at most five hundred words.
#[derive(Clone, Copy, Default)]
struct Tally(u64);

/// Bits of a field.
const FIELD_BITS: usize = 9;

/// The field of words that start with a digit; before it stand those of the counted classes.
const NUMBERS: usize = WordClass::COUNTED.trailing_zeros() as usize;
/// The field of words that start with an ASCII capital.
const CAPITALISED: usize = NUMBERS + 1;

/// What a word's first byte adds.
static INITIALS: [u64; 256] = {
    let mut initials = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (number, capital) = (
            (byte as u8).is_ascii_digit(),
            (byte as u8).is_ascii_uppercase(),
        );
        initials[byte] = (number as u64) << (NUMBERS * FIELD_BITS)
            | (capital as u64) << (CAPITALISED * FIELD_BITS);
        byte += 1;
    }
    initials
};

/// What each combination of counted classes adds.
static CLASSES: [u64; WordClass::COUNTED] = {
    let mut tallies = [0; WordClass::COUNTED];
    let mut row = 0;
    while row < WordClass::COUNTED {
        let mut class = 0;
        while class < NUMBERS {
            tallies[row] |= ((row >> class & 1) as u64) << (class * FIELD_BITS);
            class += 1;
        }
        row += 1;
    }
    tallies
};

impl Tally {
    /// How often the thing of that field was counted.
    #[inline]
    fn field(self, field: usize) -> u32 {
        (self.0 >> (field * FIELD_BITS)) as u32 % (1 << FIELD_BITS)
    }

    /// How many words were of `class`, one of those counted.
    #[inline]
    fn of_class(self, class: WordClass) -> u32 {
        self.field(class.counted().trailing_zeros() as usize)
    }
}

/// What is known of a sentence's words once they are counted.
#[derive(Default)]
struct Counted {
    words: usize,
    tally: Tally,
    /// The first word, and whether it is capitalised.
    first: Option<(Word, bool)>,
}

impl Counted {
    /// Counts those of `words` that start in `span`, and writes the stems of those that are terms to
    /// `terms` from `next_term` on. Takes them off `words`, and what stands before them.
    #[inline]
    fn read<'w>(
        &mut self,
        words: &mut Words<'w>,
        span: Span,
        terms: &mut [TermId],
        next_term: &mut usize,
    ) -> Words<'w> {
        let before = (words.found.iter()).take_while(|word| word.start < span.start);
        words.take(before.count());
        let (mut tally, mut next, mut count) = (self.tally.0, *next_term, 0);
        for (place, word) in words.iter() {
            if place.start >= span.end {
                break;
            }
            // Written in any case and kept if it is a term: stop words come too often and too
            // irregularly to branch on.
            terms[next] = word.stem;
            next += usize::from(word.is_term());
            tally += INITIALS[usize::from(words.bytes[place.start as usize])];
            tally += CLASSES[word.class.counted()];
            count += 1;
        }
        *next_term = next;
        self.words += count;
        self.tally = Tally(tally);
        let read = words.take(count);
        if self.first.is_none() {
            let mut whole = read.iter().filter(|(place, _)| !place.is_empty());
            let is_capital = |place: &Span| words.bytes[place.start as usize].is_ascii_uppercase();
            self.first = (whole.next()).map(|(place, word)| (*word, is_capital(place)));
        }
        read
    }

    fn write(&self, counts: &mut Counts, flags: &mut Flags) {
        let (first, is_capital) = self.first.unwrap_or_default();
        let tally = self.tally;
        *counts = Counts {
            words: self.words as u32,
            numbers: tally.field(NUMBERS),
            capitalised: tally.field(CAPITALISED) - u32::from(is_capital),
            personal: tally.of_class(WordClass::PERSONAL),
            reporting: tally.of_class(WordClass::REPORTING),
            bonus: tally.of_class(WordClass::BONUS),
            stigma: tally.of_class(WordClass::STIGMA),
        };
        flags.set(Flags::POINTS_BACK, first.class.has(WordClass::POINTING));
        flags.set(Flags::OPENS_PERSONAL, first.class.has(WordClass::PERSONAL));
        flags.set(Flags::CONNECTS_BACK, first.class.has(WordClass::CONNECTIVE));
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
    fn hold(&mut self, stem_count: usize) {
        if stem_count > self.of_stem.len() {
            self.of_stem.resize(stem_count.next_power_of_two(), 0);
        }
    }

    /// Puts terms in place of stems, and the stems of those that are new behind `stems`.
    fn number(&mut self, terms: &mut [u32], stems: &mut Vec<u32>) {
        let (first, mut next) = (self.first, self.next);
        let of_stem = &mut self.of_stem[..];
        let stems_max = stems.len() + terms.len();
        stems.resize(stems_max, 0);
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
        stems.truncate(self.term_count() as usize);
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
    let is_unspaced = |at: u32| text[at as usize..].chars().next().is_some_and(unspaced);
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
        if !is_unspaced(word.start) {
            continue;
        }
        let before = std::mem::replace(&mut last, *word);
        if before.end == word.start && !before.is_empty() {
            word.start = before.start;
        } else if word.end < part_end && is_unspaced(word.end) {
            word.end = word.start;
        }
    }
}
