//! Counting the words of sentences: how many are of which class, and which are terms.

use super::{Counts, Flags, Sentence, TermId};
use crate::language::WordClass;
use crate::simd::{Kernel, LANES, U32Mask, U32x16, Vectors};
use crate::span::Span;
use crate::vocabulary::{WordId, WordIds};
use std::ops::Range;

/// Words of a text that were looked up.
#[derive(Clone, Copy)]
pub(super) struct Words<'w> {
    /// Where they stand, and behind them [`LANES`] that stand behind any text; an empty span for a
    /// word that is part of the next pair.
    pub(super) places: &'w [Span],
    pub(super) looked_up: &'w WordIds,
}

/// What is known of a sentence's words once they are counted.
#[derive(Default)]
struct Counted {
    words: u32,
    /// How many words are of each class that is counted, by [`WordClass::field`].
    of_classes: [u32; WordClass::FIELDS],
    first: Option<WordId>,
}

impl Counted {
    /// How many words are of `class`, one of those counted.
    #[inline(always)]
    fn of_class(&self, class: WordClass) -> u32 {
        self.of_classes[class.field()]
    }

    /// Adds sums of classes, field by field.
    #[inline(always)]
    fn add(&mut self, sums: impl U32x16) {
        // Every other field of each, so that there is room for the sum of all.
        let mask = U32x16::splat(u32::MAX / 0xFF * ((1 << WordClass::FIELD_BITS) - 1));
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

    #[inline(always)]
    fn write(&self, sentence: &mut Sentence) {
        let first = self.first.unwrap_or_default().class();
        let is_capital = first.has(WordClass::CAPITALISED);
        sentence.counts = Counts {
            words: self.words,
            numbers: self.of_class(WordClass::NUMBER),
            capitalised: self.of_class(WordClass::CAPITALISED) - u32::from(is_capital),
            personal: self.of_class(WordClass::FIRST_PERSON),
            reporting: self.of_class(WordClass::REPORTING),
            bonus: self.of_class(WordClass::BONUS),
            stigma: self.of_class(WordClass::STIGMA),
        };
        let flags = &mut sentence.flags;
        flags.set(Flags::HAS_ANCHOR, self.of_class(WordClass::BOILERPLATE) > 0);
        flags.set(Flags::OPENS_WITH_PRONOUN, first.has(WordClass::ANAPHORIC));
        flags.set(
            Flags::OPENS_FIRST_PERSON,
            first.has(WordClass::FIRST_PERSON),
        );
        flags.set(
            Flags::OPENS_WITH_CONNECTIVE,
            first.has(WordClass::CONNECTIVE),
        );
    }
}

/// Counts the `words` of `sentences`, which keep spans of `kept`, and writes the stems of those that are
/// terms to `terms` from `terms_len` on, where there is room for as many and [`LANES`] more. Done,
/// that is how many terms there are.
pub(super) struct Counting<'c> {
    pub(super) words: Words<'c>,
    pub(super) sentences: &'c mut [Sentence],
    pub(super) kept: &'c [Span],
    pub(super) terms: &'c mut [TermId],
    pub(super) terms_len: usize,
}

impl Kernel for Counting<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<V: Vectors>(self) -> usize {
        let Counting {
            words,
            sentences,
            kept,
            terms,
            mut terms_len,
        } = self;
        let mut next_word = 0;
        for sentence in sentences {
            let terms_start = terms_len;
            let mut counted = Counted::default();
            for &span in &kept[sentence.kept[0] as usize..sentence.kept[1] as usize] {
                next_word = words.next_in(span, next_word);
                let counting = CountingSpan {
                    words,
                    from: next_word,
                    span,
                    counted: &mut counted,
                    terms: &mut terms[terms_len..],
                };
                let read = counting.run::<V>();
                let range = next_word..next_word + read.words;
                (next_word, terms_len) = (range.end, terms_len + read.terms);
                if counted.first.is_none() {
                    counted.first = words.first_whole(range);
                }
            }
            sentence.terms = [terms_start as u32, terms_len as u32];
            counted.write(sentence);
        }
        terms_len
    }
}

impl Words<'_> {
    /// The first word from the one at `from` on that may be one of `span`: what stands between sentences
    /// is looked up with them.
    #[inline(always)]
    pub(super) fn next_in(self, span: Span, mut from: usize) -> usize {
        while self.places[from].start < span.start {
            from += 1;
        }
        from
    }

    /// The first that is no part of the next pair.
    #[inline(always)]
    fn first_whole(self, mut range: Range<usize>) -> Option<WordId> {
        let first = range.find(|&at| !self.places[at].is_empty())?;
        Some(self.looked_up.id(first))
    }
}

/// Counts those `words`, from the one at `from` on, that start in `span`; writes the stems of those
/// that are terms to `terms`, where there is room for [`LANES`] more.
struct CountingSpan<'c> {
    words: Words<'c>,
    from: usize,
    span: Span,
    counted: &'c mut Counted,
    terms: &'c mut [TermId],
}

/// How many words were counted.
struct Read {
    words: usize,
    /// Those that are terms.
    terms: usize,
}

/// So often can classes be added: then a field of four bits is full.
const SUMS_MAX: usize = (1 << WordClass::FIELD_BITS) - 1;

impl CountingSpan<'_> {
    #[inline(always)]
    fn run<V: Vectors>(mut self) -> Read {
        let mut read = Read { words: 0, terms: 0 };
        loop {
            let (sums, is_more) = self.sums_of_some::<V>(&mut read);
            self.counted.add(sums);
            if !is_more {
                break;
            }
        }
        self.counted.words += read.words as u32;
        read
    }

    /// Adds the classes of the next words behind those `read`, as many as fields have room for, and
    /// tells whether there may be more.
    #[inline(always)]
    fn sums_of_some<V: Vectors>(&mut self, read: &mut Read) -> (V::U32x16, bool) {
        let mut sums = V::U32x16::splat(0);
        for _ in 0..SUMS_MAX {
            let at = self.from + read.words;
            let places = self.words.places.get(at..).and_then(<[_]>::first_chunk);
            let terms = self.terms.get_mut(read.terms..);
            let room = terms.and_then(<[_]>::first_chunk_mut);
            let (Some(places), Some(looked_up), Some(room)) =
                (places, self.words.looked_up.lanes(at), room)
            else {
                // There is room for all of them.
                return (sums, false);
            };
            let of_span = V::U32x16::span_starts(places).less_than(self.span.end);
            let [stems, classes] = V::U32x16::split_halves(looked_up);
            // Packed rather than asked one by one: stop words come too often and too irregularly to
            // branch on.
            read.terms += stems.compress(of_span.and_not(stems.equal(WordId::NO_STEM)), room);
            sums = sums.add_masked(of_span, classes);
            let count = of_span.count();
            read.words += count;
            if count < LANES {
                return (sums, false);
            }
        }
        (sums, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::simd;
    use crate::vocabulary::Vocabulary;
    use proptest::prelude::*;

    /// How many words a span has, how many of each class, and the stems of its terms.
    type Found = (u32, [u32; WordClass::FIELDS], Vec<TermId>);

    /// Counts the words of one span.
    #[derive(Clone, Copy)]
    struct Whole<'w> {
        words: Words<'w>,
        from: usize,
        span: Span,
    }

    impl Kernel for Whole<'_> {
        type Output = Found;

        #[inline(always)]
        fn run<V: Vectors>(self) -> Found {
            let mut counted = Counted::default();
            let mut terms = vec![0; self.words.looked_up.len() + LANES];
            let counting = CountingSpan {
                words: self.words,
                from: self.from,
                span: self.span,
                counted: &mut counted,
                terms: &mut terms,
            };
            let read = counting.run::<V>();
            terms.truncate(read.terms);
            (counted.words, counted.of_classes, terms)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn words_are_counted_as_one_by_one(
            kinds in proptest::collection::vec(
                prop::sample::select(vec!["I", "The", "said", "7", "mill", "Newsletter", "hardly"]),
                1..600,
            ),
            is_uniform in any::<bool>(),
            (from, to) in (0usize..600, 0usize..600),
        ) {
            // All alike they fill a field soonest.
            let kinds = if is_uniform { vec![kinds[0]; kinds.len()] } else { kinds };
            let text = kinds.join(" ");
            let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
            let span = |word: &str| Span::new(offset(word)..offset(word) + word.len());
            let mut places: Vec<Span> = text.split(' ').map(span).collect();
            let mut looked_up = WordIds::default();
            Vocabulary::new(Language::ENGLISH).look_up(&text, &places, &mut looked_up);
            let (from, to) = (from.min(places.len() - 1), to.min(places.len() - 1));
            let (from, to) = (from.min(to), from.max(to));
            let span = Span { start: places[from].start, end: places[to].end };

            let words: Vec<WordId> = looked_up.iter().collect();
            let of_span = &words[from..=to];
            let mut of_classes = [0; WordClass::FIELDS];
            for (field, count) in of_classes[..WordClass::FIELDS - 1].iter_mut().enumerate() {
                let class = WordClass::of_bits(1 << (field as u32 * WordClass::FIELD_BITS));
                *count = of_span.iter().filter(|word| word.class().has(class)).count() as u32;
            }
            let terms = of_span.iter().filter(|word| word.is_term());
            let terms: Vec<TermId> = terms.map(|word| word.stem()).collect();

            places.extend([Span { start: u32::MAX, end: u32::MAX }; LANES]);
            let words = Words { places: &places, looked_up: &looked_up };
            for mut found in simd::dispatch_at_each_level(|| Whole { words, from, span }) {
                // The last field is that of classes that are not counted.
                found.1[WordClass::FIELDS - 1] = 0;
                prop_assert_eq!(&found, &(of_span.len() as u32, of_classes, terms.clone()));
            }
        }
    }
}
