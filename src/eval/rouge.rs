//! ROUGE-1, ROUGE-2 and ROUGE-Lsum (Lin 2004, "ROUGE: a package for automatic evaluation of
//! summaries") as Google's `rouge-score` package computes them with `use_stemmer=True`.
//!
//! A token is a run of ASCII letters and digits in the lower-cased text, stemmed if it has more than
//! three characters. For ROUGE-Lsum each line is a sentence: for each reference sentence, the hits
//! are the union of its longest common subsequences with all candidate sentences, and no token is
//! counted more often than it occurs in either text.

use super::porter;
use std::collections::HashMap;

/// The three ROUGE measures of a summary: F1, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rouge {
    /// ROUGE-1: unigrams.
    pub one: f64,
    /// ROUGE-2: bigrams.
    pub two: f64,
    /// ROUGE-Lsum: longest common subsequences of sentences.
    pub lsum: f64,
}

impl Rouge {
    /// The mean of ROUGE-1, ROUGE-2 and ROUGE-Lsum.
    pub fn mean(self) -> f64 {
        (self.one + self.two + self.lsum) / 3.0
    }
}

/// ROUGE of the summary `candidate` against `reference`, one sentence per line in both.
///
/// Takes time proportional to the product of their lengths in tokens. To score many summaries, use
/// one [`Tokenizer`] and [`rouge_of_lines`].
pub fn rouge(candidate: &str, reference: &str) -> Rouge {
    let mut tokenizer = Tokenizer::default();
    let candidate = tokenizer.lines(candidate);
    let reference = tokenizer.lines(reference);
    rouge_of_lines(&candidate, &reference)
}

/// Splits texts into tokens. A token is the id of a stem; ids count up from 0 and mean the same in
/// all texts of one tokenizer. Each distinct word is stemmed once.
#[derive(Debug, Default)]
pub struct Tokenizer {
    /// The token of each word, in lower case and not stemmed.
    words: HashMap<Box<[u8]>, u32>,
    /// The token of each stem.
    stems: HashMap<Box<[u8]>, u32>,
}

impl Tokenizer {
    /// The tokens of each line of `text`.
    pub fn lines(&mut self, text: &str) -> Vec<Vec<u32>> {
        text.split('\n').map(|line| self.tokens(line)).collect()
    }

    /// The tokens of `text`.
    pub fn tokens(&mut self, text: &str) -> Vec<u32> {
        let lower = text.to_lowercase();
        lower
            .as_bytes()
            .split(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit())
            .filter(|word| !word.is_empty())
            .map(|word| self.token(word))
            .collect()
    }

    fn token(&mut self, word: &[u8]) -> u32 {
        if let Some(&token) = self.words.get(word) {
            return token;
        }
        let mut stem = word.to_vec();
        if word.len() > 3 {
            porter::stem(&mut stem);
        }
        let next = self.stems.len() as u32;
        let token = *self.stems.entry(stem.into()).or_insert(next);
        self.words.insert(word.into(), token);
        token
    }
}

/// The same as [`rouge`], given the tokens of each line. Both sides must come from one
/// [`Tokenizer`].
pub fn rouge_of_lines(candidate: &[Vec<u32>], reference: &[Vec<u32>]) -> Rouge {
    let candidate_tokens = candidate.concat();
    let reference_tokens = reference.concat();
    Rouge {
        one: ngram_f1::<1>(&candidate_tokens, &reference_tokens),
        two: ngram_f1::<2>(&candidate_tokens, &reference_tokens),
        lsum: lsum_f1(candidate, reference),
    }
}

/// F1 of `hits` shared items, where the candidate has `candidate` items and the reference has
/// `reference` items.
pub(super) fn f1(hits: usize, candidate: usize, reference: usize) -> f64 {
    if hits == 0 {
        return 0.0;
    }
    let precision = hits as f64 / candidate as f64;
    let recall = hits as f64 / reference as f64;
    2.0 * precision * recall / (precision + recall)
}

/// The distinct n-grams of `tokens` and how often each occurs.
pub(super) fn ngrams<const N: usize>(tokens: &[u32]) -> HashMap<[u32; N], usize> {
    let mut counts = HashMap::new();
    for ngram in tokens.windows(N) {
        let ngram: [u32; N] = ngram.try_into().expect("a window has N tokens");
        *counts.entry(ngram).or_default() += 1;
    }
    counts
}

fn ngram_f1<const N: usize>(candidate: &[u32], reference: &[u32]) -> f64 {
    let in_candidate = ngrams::<N>(candidate);
    let hits = ngrams::<N>(reference)
        .iter()
        .map(|(ngram, &count)| count.min(in_candidate.get(ngram).copied().unwrap_or(0)))
        .sum();
    let total = |tokens: &[u32]| (tokens.len() + 1).saturating_sub(N);
    f1(hits, total(candidate), total(reference))
}

fn lsum_f1(candidate: &[Vec<u32>], reference: &[Vec<u32>]) -> f64 {
    let mut unused = ngrams::<1>(&candidate.concat());
    let mut hits = 0;
    // Each position of the reference is visited once, so the reference limits its own counts. The
    // counts of the candidate have to be limited here.
    for sentence in reference {
        let mut in_union = vec![false; sentence.len()];
        for other in candidate {
            mark_lcs(sentence, other, &mut in_union);
        }
        for (&token, _) in sentence
            .iter()
            .zip(&in_union)
            .filter(|(_, marked)| **marked)
        {
            if let Some(count) = unused.get_mut(&[token])
                && *count > 0
            {
                *count -= 1;
                hits += 1;
            }
        }
    }
    let total = |lines: &[Vec<u32>]| lines.iter().map(Vec::len).sum();
    f1(hits, total(candidate), total(reference))
}

/// Marks in `in_union` the positions of `reference` that belong to a longest common subsequence
/// with `candidate`. If there are several, it is the one that the package's backtracking finds.
fn mark_lcs(reference: &[u32], candidate: &[u32], in_union: &mut [bool]) {
    let width = candidate.len() + 1;
    let mut lengths = vec![0u32; (reference.len() + 1) * width];
    for (i, token) in reference.iter().enumerate() {
        for (j, other) in candidate.iter().enumerate() {
            lengths[(i + 1) * width + j + 1] = if token == other {
                lengths[i * width + j] + 1
            } else {
                lengths[i * width + j + 1].max(lengths[(i + 1) * width + j])
            };
        }
    }
    let (mut i, mut j) = (reference.len(), candidate.len());
    while i > 0 && j > 0 {
        if reference[i - 1] == candidate[j - 1] {
            i -= 1;
            j -= 1;
            in_union[i] = true;
        } else if lengths[i * width + j - 1] > lengths[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}
