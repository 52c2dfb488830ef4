//! The candidates that are neither taken nor passed over yet, the greatest first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::hint::select_unpredictable;

/// A candidate. The greatest is the next to look at: the one of the largest gain, of equals the
/// earliest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Open {
    pub(super) gain: f64,
    pub(super) sentence: u32,
    /// How many exact picks were left when the gain was reckoned.
    pub(super) as_of: usize,
}

impl Open {
    /// What candidates are ordered by: the gain, as a number in the order of [`f64::total_cmp`], then
    /// the sentence, the earliest highest.
    #[inline]
    fn rank(&self) -> (i64, u32) {
        let bits = self.gain.to_bits() as i64;
        (bits ^ ((bits >> 63) as u64 >> 1) as i64, !self.sentence)
    }
}

impl Ord for Open {
    #[inline]
    fn cmp(&self, other: &Open) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Open) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Open {}

/// A few are wanted: of a few hundred the greatest is sought, which costs less than a heap; of more, and
/// after some searches, a heap is made.
pub(super) enum Queue {
    List { open: Vec<Open>, searches_left: u32 },
    Heap(BinaryHeap<Open>),
}

/// Among so many, a summary's picks are found sooner by searching than by a heap.
const SEARCHED_MAX: usize = 512;

/// Searches that cost about what a heap does.
const SEARCHES_MAX: u32 = 16;

impl Queue {
    pub(super) fn of(open: Vec<Open>) -> Queue {
        if open.len() > SEARCHED_MAX {
            return Queue::Heap(BinaryHeap::from(open));
        }
        Queue::List {
            open,
            searches_left: SEARCHES_MAX,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Queue::List { open, .. } => open.is_empty(),
            Queue::Heap(heap) => heap.is_empty(),
        }
    }

    /// Takes the greatest out. O(log candidates), or O(candidates) a few times where they are few.
    pub(super) fn pop(&mut self) -> Option<Open> {
        match self {
            Queue::List {
                open,
                searches_left: 0,
            } => {
                let mut heap = BinaryHeap::from(std::mem::take(open));
                let greatest = heap.pop();
                *self = Queue::Heap(heap);
                greatest
            }
            Queue::List {
                open,
                searches_left,
            } => {
                *searches_left -= 1;
                let (mut greatest, mut highest) = (0, open.first()?.rank());
                for (at, rank) in open.iter().map(Open::rank).enumerate() {
                    // Without a branch, since which one is greater no processor foresees.
                    let is_greater =
                        (rank.0 > highest.0) | (rank.0 == highest.0) & (rank.1 > highest.1);
                    greatest = select_unpredictable(is_greater, at, greatest);
                    highest.0 = select_unpredictable(is_greater, rank.0, highest.0);
                    highest.1 = select_unpredictable(is_greater, rank.1, highest.1);
                }
                Some(open.swap_remove(greatest))
            }
            Queue::Heap(heap) => heap.pop(),
        }
    }

    pub(super) fn push(&mut self, one: Open) {
        match self {
            Queue::List { open, .. } => open.push(one),
            Queue::Heap(heap) => heap.push(one),
        }
    }

    /// All that are left, in any order.
    pub(super) fn into_vec(self) -> Vec<Open> {
        match self {
            Queue::List { open, .. } => open,
            Queue::Heap(heap) => heap.into_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gains_are_ordered_as_floats_are(
            some in prop_oneof![any::<f64>(), -1.0f64..1.0, Just(0.0), Just(-0.0)],
            other in prop_oneof![any::<f64>(), -1.0f64..1.0, Just(0.0), Just(-0.0)],
            sentences in (0u32..3, 0u32..3),
        ) {
            let open = |gain, sentence| Open { gain, sentence, as_of: 0 };
            let expected = some.total_cmp(&other).then(sentences.1.cmp(&sentences.0));
            prop_assert_eq!(open(some, sentences.0).cmp(&open(other, sentences.1)), expected);
        }

        #[test]
        fn gives_the_greatest_first(
            gains in prop_oneof![
                proptest::collection::vec(-3i32..4, 0..60),
                proptest::collection::vec(-3i32..4, SEARCHED_MAX - 9..SEARCHED_MAX + 9),
            ],
            pushed in proptest::collection::vec(-3i32..4, 0..60),
        ) {
            let open = |(sentence, &gain): (u32, &i32)| Open {
                gain: f64::from(gain),
                sentence,
                as_of: 0,
            };
            let mut sorted: Vec<Open> = (0..).zip(&gains).map(open).collect();
            let mut queue = Queue::of(sorted.clone());
            for one in (1_000..).zip(&pushed).map(open) {
                sorted.sort_unstable();
                prop_assert_eq!(queue.pop(), sorted.pop());
                queue.push(one);
                sorted.push(one);
            }
            let mut left = queue.into_vec();
            left.sort_unstable();
            sorted.sort_unstable();
            prop_assert_eq!(left, sorted);
        }
    }
}
