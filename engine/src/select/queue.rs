//! A priority queue of the candidates that are neither taken nor skipped yet.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::hint::select_unpredictable;

/// A candidate and its gain. The greatest candidate is the one with the largest gain; of equal gains, the earliest
/// sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) gain: f64,
    pub(super) sentence: u32,
    /// The value of `Greedy::exact_picks_left` when the gain was computed. The gain is out of date if the two differ.
    pub(super) exact_picks_left: usize,
}

impl Candidate {
    /// What candidates are ordered by: the gain, as an integer with the order of [`f64::total_cmp`], then the
    /// sentence, the earliest highest.
    #[inline]
    fn rank(&self) -> (i64, u32) {
        let bits = self.gain.to_bits() as i64;
        (bits ^ ((bits >> 63) as u64 >> 1) as i64, !self.sentence)
    }
}

impl Ord for Candidate {
    #[inline]
    fn cmp(&self, other: &Candidate) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Candidate {}

/// A priority queue, the greatest candidate first.
///
/// The plain equivalent is a [`BinaryHeap`]. Most summaries take a few bullets from a few hundred candidates, and
/// then searching an unsorted list for the greatest is faster than making a heap: three bullets need three to five
/// searches of about thirty candidates, and that saved 0.1 of 17 to 20 µs per article. The list becomes a heap after
/// [`SEARCHES_MAX`] searches. The test `gives_the_greatest_first` holds it equal to a sorted list.
pub(super) enum CandidateQueue {
    List {
        candidates: Vec<Candidate>,
        searches_left: u32,
    },
    Heap(BinaryHeap<Candidate>),
}

/// With more candidates than this, the queue is a heap from the start: sixteen searches would cost more than making
/// one.
const LIST_LEN_MAX: usize = 512;

/// This many searches cost about as much as making a heap.
const SEARCHES_MAX: u32 = 16;

impl CandidateQueue {
    /// A queue of `candidates`, in any order.
    pub(super) fn new(candidates: Vec<Candidate>) -> CandidateQueue {
        if candidates.len() > LIST_LEN_MAX {
            return CandidateQueue::Heap(BinaryHeap::from(candidates));
        }
        CandidateQueue::List {
            candidates,
            searches_left: SEARCHES_MAX,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            CandidateQueue::List { candidates, .. } => candidates.is_empty(),
            CandidateQueue::Heap(heap) => heap.is_empty(),
        }
    }

    /// Removes the greatest candidate and returns it. O(candidates) for a list, O(log candidates) for a heap.
    pub(super) fn pop(&mut self) -> Option<Candidate> {
        match self {
            CandidateQueue::List {
                candidates,
                searches_left: 0,
            } => {
                let mut heap = BinaryHeap::from(std::mem::take(candidates));
                let greatest = heap.pop();
                *self = CandidateQueue::Heap(heap);
                greatest
            }
            CandidateQueue::List {
                candidates,
                searches_left,
            } => {
                *searches_left -= 1;
                let (mut greatest, mut highest) = (0, candidates.first()?.rank());
                for (at, rank) in candidates.iter().map(Candidate::rank).enumerate() {
                    // Which of the two is greater is an unpredictable branch.
                    let is_greater =
                        (rank.0 > highest.0) | (rank.0 == highest.0) & (rank.1 > highest.1);
                    greatest = select_unpredictable(is_greater, at, greatest);
                    highest.0 = select_unpredictable(is_greater, rank.0, highest.0);
                    highest.1 = select_unpredictable(is_greater, rank.1, highest.1);
                }
                Some(candidates.swap_remove(greatest))
            }
            CandidateQueue::Heap(heap) => heap.pop(),
        }
    }

    pub(super) fn push(&mut self, candidate: Candidate) {
        match self {
            CandidateQueue::List { candidates, .. } => candidates.push(candidate),
            CandidateQueue::Heap(heap) => heap.push(candidate),
        }
    }

    /// The remaining candidates, in any order.
    pub(super) fn into_vec(self) -> Vec<Candidate> {
        match self {
            CandidateQueue::List { candidates, .. } => candidates,
            CandidateQueue::Heap(heap) => heap.into_vec(),
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
            gain in prop_oneof![any::<f64>(), -1.0f64..1.0, Just(0.0), Just(-0.0)],
            other in prop_oneof![any::<f64>(), -1.0f64..1.0, Just(0.0), Just(-0.0)],
            sentences in (0u32..3, 0u32..3),
        ) {
            let candidate = |gain, sentence| Candidate { gain, sentence, exact_picks_left: 0 };
            let expected = gain.total_cmp(&other).then(sentences.1.cmp(&sentences.0));
            let found = candidate(gain, sentences.0).cmp(&candidate(other, sentences.1));
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn gives_the_greatest_first(
            gains in prop_oneof![
                proptest::collection::vec(-3i32..4, 0..60),
                proptest::collection::vec(-3i32..4, LIST_LEN_MAX - 9..LIST_LEN_MAX + 9),
            ],
            pushed in proptest::collection::vec(-3i32..4, 0..60),
        ) {
            let candidate = |(sentence, &gain): (u32, &i32)| Candidate {
                gain: f64::from(gain),
                sentence,
                exact_picks_left: 0,
            };
            let mut sorted: Vec<Candidate> = (0..).zip(&gains).map(candidate).collect();
            let mut queue = CandidateQueue::new(sorted.clone());
            for pushed in (1_000..).zip(&pushed).map(candidate) {
                sorted.sort_unstable();
                prop_assert_eq!(queue.pop(), sorted.pop());
                queue.push(pushed);
                sorted.push(pushed);
            }
            let mut left = queue.into_vec();
            left.sort_unstable();
            sorted.sort_unstable();
            prop_assert_eq!(left, sorted);
        }
    }
}
