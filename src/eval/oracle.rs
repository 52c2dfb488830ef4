//! The greedy ROUGE oracle: the sentences one would pick with the reference in sight (Nallapati,
//! Zhai & Zhou 2017). It is the ceiling of extraction, and the target of fitting.

use super::rouge::{f1, ngrams};
use std::collections::HashMap;

/// At most `bullets` of `sentences`, each chosen for the greatest gain in ROUGE-1 + ROUGE-2 over
/// those before it, in the order chosen; fewer where nothing gains any more. Ties go to the
/// earlier sentence.
pub fn oracle(sentences: &[Vec<u32>], reference: &[u32], bullets: usize) -> Vec<usize> {
    let unigrams = Overlap::new(&ngrams::<1>(reference));
    let bigrams = Overlap::new(&ngrams::<2>(reference));
    let mut state = (Chosen::new(&unigrams), Chosen::new(&bigrams));
    let mut picks = Vec::new();
    let mut best = 0.0;
    while picks.len() < bullets {
        let mut pick = None;
        for (index, sentence) in sentences.iter().enumerate() {
            if picks.contains(&index) {
                continue;
            }
            let score = state.0.with(sentence) + state.1.with(sentence);
            if score > best + 1e-9 {
                (best, pick) = (score, Some(index));
            }
        }
        let Some(index) = pick else { break };
        state.0.take(&sentences[index]);
        state.1.take(&sentences[index]);
        picks.push(index);
    }
    picks
}

/// The n-grams of a reference, numbered, with how often each may count.
struct Overlap<const N: usize> {
    numbers: HashMap<[u32; N], usize>,
    limits: Vec<usize>,
    total: usize,
}

impl<const N: usize> Overlap<N> {
    fn new(counts: &HashMap<[u32; N], usize>) -> Overlap<N> {
        let mut overlap = Overlap {
            numbers: HashMap::new(),
            limits: Vec::new(),
            total: 0,
        };
        for (&ngram, &count) in counts {
            overlap.numbers.insert(ngram, overlap.limits.len());
            overlap.limits.push(count);
            overlap.total += count;
        }
        overlap
    }
}

/// What the sentences chosen so far hold of a reference's n-grams.
struct Chosen<'a, const N: usize> {
    reference: &'a Overlap<N>,
    counts: Vec<usize>,
    hits: usize,
    total: usize,
}

impl<'a, const N: usize> Chosen<'a, N> {
    fn new(reference: &'a Overlap<N>) -> Chosen<'a, N> {
        Chosen {
            reference,
            counts: vec![0; reference.limits.len()],
            hits: 0,
            total: 0,
        }
    }

    /// F1 if `sentence` were chosen too.
    fn with(&mut self, sentence: &[u32]) -> f64 {
        let (hits, total) = (self.hits, self.total);
        self.take(sentence);
        let score = f1(self.hits, self.total, self.reference.total);
        for number in self.numbers(sentence) {
            self.counts[number] -= 1;
        }
        (self.hits, self.total) = (hits, total);
        score
    }

    fn take(&mut self, sentence: &[u32]) {
        for number in self.numbers(sentence) {
            self.hits += usize::from(self.counts[number] < self.reference.limits[number]);
            self.counts[number] += 1;
        }
        self.total += (sentence.len() + 1).saturating_sub(N);
    }

    fn numbers<'b>(&self, sentence: &'b [u32]) -> impl Iterator<Item = usize> + use<'a, 'b, N> {
        let reference = self.reference;
        sentence.windows(N).filter_map(move |ngram| {
            let ngram: [u32; N] = ngram.try_into().expect("a window has N tokens");
            reference.numbers.get(&ngram).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Vocabulary;

    #[track_caller]
    fn check(sentences: &[&str], reference: &str, bullets: usize, expected: &[usize]) {
        let mut vocabulary = Vocabulary::default();
        let sentences: Vec<_> = sentences.iter().map(|s| vocabulary.tokens(s)).collect();
        let reference = vocabulary.tokens(reference);
        assert_eq!(oracle(&sentences, &reference, bullets), expected);
    }

    #[test]
    fn takes_what_gains_most_and_then_stops() {
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
    fn a_repeated_sentence_gains_once() {
        check(
            &["Rain fell.", "Rain fell.", "Wind rose."],
            "rain fell, wind rose",
            3,
            &[0, 2],
        );
    }
}
