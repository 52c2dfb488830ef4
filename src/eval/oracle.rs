//! The greedy ROUGE oracle (Nallapati, Zhai & Zhou 2017, "SummaRuNNer"): the sentences that one
//! would pick if one knew the reference. It is the upper bound of what extraction reaches, and the
//! target of fitting.

use super::rouge::{f1, ngrams};
use std::collections::HashMap;

/// Picks at most `bullets` of `sentences`, in each step the one that raises ROUGE-1 + ROUGE-2 (F1)
/// against `reference` the most, and returns their indices in that order. Stops early if no
/// sentence raises it. Ties go to the earlier sentence.
///
/// Sentences and reference are tokens of one [`Tokenizer`](super::Tokenizer). Takes time
/// proportional to the number of bullets times the number of tokens.
pub fn greedy_oracle(sentences: &[Vec<u32>], reference: &[u32], bullets: usize) -> Vec<usize> {
    let reference_unigrams = ReferenceNgrams::new(&ngrams::<1>(reference));
    let reference_bigrams = ReferenceNgrams::new(&ngrams::<2>(reference));
    let mut unigrams = PickedNgrams::new(&reference_unigrams);
    let mut bigrams = PickedNgrams::new(&reference_bigrams);
    let mut picks = Vec::new();
    let mut best_score = 0.0;
    while picks.len() < bullets {
        let mut pick = None;
        for (index, sentence) in sentences.iter().enumerate() {
            if picks.contains(&index) {
                continue;
            }
            let score = unigrams.f1_with(sentence) + bigrams.f1_with(sentence);
            if score > best_score + 1e-9 {
                (best_score, pick) = (score, Some(index));
            }
        }
        let Some(index) = pick else { break };
        unigrams.add(&sentences[index]);
        bigrams.add(&sentences[index]);
        picks.push(index);
    }
    picks
}

/// The distinct n-grams of a reference.
struct ReferenceNgrams<const N: usize> {
    /// The id of each n-gram.
    ids: HashMap<[u32; N], usize>,
    /// How often each n-gram occurs, by id.
    counts: Vec<usize>,
    /// All n-grams, repetitions included.
    total: usize,
}

impl<const N: usize> ReferenceNgrams<N> {
    fn new(counts: &HashMap<[u32; N], usize>) -> ReferenceNgrams<N> {
        let mut reference = ReferenceNgrams {
            ids: HashMap::new(),
            counts: Vec::new(),
            total: 0,
        };
        for (&ngram, &count) in counts {
            reference.ids.insert(ngram, reference.counts.len());
            reference.counts.push(count);
            reference.total += count;
        }
        reference
    }
}

/// The n-grams of the sentences picked so far.
struct PickedNgrams<'a, const N: usize> {
    reference: &'a ReferenceNgrams<N>,
    /// How often each n-gram of the reference occurs in the picks, by id.
    counts: Vec<usize>,
    /// n-grams that picks and reference share: per n-gram the smaller of the two counts.
    hits: usize,
    /// All n-grams of the picks, repetitions included.
    total: usize,
}

impl<'a, const N: usize> PickedNgrams<'a, N> {
    fn new(reference: &'a ReferenceNgrams<N>) -> PickedNgrams<'a, N> {
        PickedNgrams {
            reference,
            counts: vec![0; reference.counts.len()],
            hits: 0,
            total: 0,
        }
    }

    /// The F1 that the picks would have with `sentence` added.
    fn f1_with(&mut self, sentence: &[u32]) -> f64 {
        let (hits, total) = (self.hits, self.total);
        self.add(sentence);
        let score = f1(self.hits, self.total, self.reference.total);
        for id in self.reference_ids(sentence) {
            self.counts[id] -= 1;
        }
        (self.hits, self.total) = (hits, total);
        score
    }

    fn add(&mut self, sentence: &[u32]) {
        for id in self.reference_ids(sentence) {
            self.hits += usize::from(self.counts[id] < self.reference.counts[id]);
            self.counts[id] += 1;
        }
        self.total += (sentence.len() + 1).saturating_sub(N);
    }

    /// The ids of the sentence's n-grams that the reference contains.
    fn reference_ids<'b>(
        &self,
        sentence: &'b [u32],
    ) -> impl Iterator<Item = usize> + use<'a, 'b, N> {
        let reference = self.reference;
        sentence.windows(N).filter_map(move |ngram| {
            let ngram: [u32; N] = ngram.try_into().expect("a window has N tokens");
            reference.ids.get(&ngram).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Tokenizer;

    #[track_caller]
    fn check(sentences: &[&str], reference: &str, bullets: usize, expected: &[usize]) {
        let mut tokenizer = Tokenizer::default();
        let sentences: Vec<_> = sentences.iter().map(|s| tokenizer.tokens(s)).collect();
        let reference = tokenizer.tokens(reference);
        assert_eq!(greedy_oracle(&sentences, &reference, bullets), expected);
    }

    #[test]
    fn picks_the_largest_gain_first_and_stops_when_nothing_gains() {
        let sentences = [
            "Fog delayed ferries.",
            "Nobody was hurt.",
            "Ferries sail again at noon.",
        ];
        check(&sentences, "ferries sail again; nobody hurt", 3, &[2, 1]);
        check(&sentences, "ferries sail again; nobody hurt", 1, &[2]);
        check(&sentences, "an unrelated thing", 3, &[]);
    }

    #[test]
    fn a_repeated_sentence_is_picked_once() {
        check(
            &["Rain fell.", "Rain fell.", "Wind rose."],
            "rain fell, wind rose",
            3,
            &[0, 2],
        );
    }
}
