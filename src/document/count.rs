//! Counting the words of a sentence: how many are of which class, and which are terms.

use super::{Counts, Flags, TermId};
use crate::lanes::{NUMBERS, Numbers, Set, Vectors, Work};
use crate::language::WordClass;
use crate::span::Span;
use crate::vocabulary::{LookedUp, Word};

/// Words of a text that were looked up.
#[derive(Clone, Copy)]
pub(super) struct Words<'w> {
    /// Where they stand, and behind them [`NUMBERS`] that stand behind any text; an empty span for a
    /// word that is part of the next pair.
    pub(super) places: &'w [Span],
    pub(super) looked_up: &'w LookedUp,
}

/// What is known of a sentence's words once they are counted.
#[derive(Default)]
pub(super) struct Counted {
    words: u32,
    /// How many words are of each class that is counted, by [`WordClass::field`].
    of_classes: [u32; WordClass::FIELDS],
    first: Option<Word>,
}

impl Counted {
    /// Notes the first word of a sentence, if it is not known yet.
    pub(super) fn note_first(&mut self, find: impl FnOnce() -> Option<Word>) {
        if self.first.is_none() {
            self.first = find();
        }
    }

    /// How many words are of `class`, one of those counted.
    pub(super) fn of_class(&self, class: WordClass) -> u32 {
        self.of_classes[class.field()]
    }

    /// Adds sums of classes, field by field.
    #[inline(always)]
    fn add(&mut self, sums: impl Numbers) {
        // Every other field of each, so that there is room for the sum of all.
        let mask = Numbers::every(u32::MAX / 0xFF * ((1 << WordClass::FIELD_BITS) - 1));
        let even = sums.and(mask).sum().to_le_bytes();
        let odd = sums
            .shift_right::<{ WordClass::FIELD_BITS }>()
            .and(mask)
            .sum()
            .to_le_bytes();
        let (fields, _) = self.of_classes.as_chunks_mut::<2>();
        for ((fields, even), odd) in fields.iter_mut().zip(even).zip(odd) {
            fields[0] += u32::from(even);
            fields[1] += u32::from(odd);
        }
    }

    pub(super) fn write(&self, counts: &mut Counts, flags: &mut Flags) {
        let first = self.first.unwrap_or_default().class();
        let is_capital = first.has(WordClass::CAPITALISED);
        *counts = Counts {
            words: self.words,
            numbers: self.of_class(WordClass::NUMBER),
            capitalised: self.of_class(WordClass::CAPITALISED) - u32::from(is_capital),
            personal: self.of_class(WordClass::PERSONAL),
            reporting: self.of_class(WordClass::REPORTING),
            bonus: self.of_class(WordClass::BONUS),
            stigma: self.of_class(WordClass::STIGMA),
        };
        flags.set(Flags::POINTS_BACK, first.has(WordClass::POINTING));
        flags.set(Flags::OPENS_PERSONAL, first.has(WordClass::PERSONAL));
        flags.set(Flags::CONNECTS_BACK, first.has(WordClass::CONNECTIVE));
    }
}

/// Counts those `words`, from the one at `from` on, that start in `span`; writes the stems of those
/// that are terms to `terms`, where there is room for [`NUMBERS`] more.
pub(super) struct Counting<'c> {
    pub(super) words: Words<'c>,
    pub(super) from: usize,
    pub(super) span: Span,
    pub(super) counted: &'c mut Counted,
    pub(super) terms: &'c mut [TermId],
}

/// How many words were counted.
pub(super) struct Read {
    pub(super) words: usize,
    /// Those that are terms.
    pub(super) terms: usize,
}

/// So often can classes be added: then a field of four bits is full.
const SUMS_MAX: usize = (1 << WordClass::FIELD_BITS) - 1;

impl Work for Counting<'_> {
    type Done = Read;

    #[inline(always)]
    fn run<V: Vectors>(self) -> Read {
        let mut read = Read { words: 0, terms: 0 };
        let mut is_more = true;
        while is_more {
            let mut sums = V::Numbers::every(0);
            for _ in 0..SUMS_MAX {
                let at = self.from + read.words;
                let places = self
                    .words
                    .places
                    .get(at..)
                    .and_then(|left| left.first_chunk());
                let room = self
                    .terms
                    .get_mut(read.terms..)
                    .and_then(|left| left.first_chunk_mut());
                let (Some(places), Some(looked_up), Some(room)) =
                    (places, self.words.looked_up.some(at), room)
                else {
                    // There is room for all of them.
                    is_more = false;
                    break;
                };
                let of_span = V::Numbers::starts(places).below(self.span.end);
                let [stems, classes] = V::Numbers::halves(looked_up);
                // Packed rather than asked one by one: stop words come too often and too irregularly to
                // branch on.
                read.terms += stems.pack(of_span.but(stems.equal(Word::NO_STEM)), room);
                sums = sums.add_at(of_span, classes);
                let count = of_span.count();
                read.words += count;
                is_more = count == NUMBERS;
                if !is_more {
                    break;
                }
            }
            self.counted.add(sums);
        }
        self.counted.words += read.words as u32;
        read
    }
}
