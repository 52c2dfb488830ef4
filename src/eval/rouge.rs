//! ROUGE-1, ROUGE-2 and ROUGE-Lsum (Lin 2004, "ROUGE: a package for automatic evaluation of
//! summaries") as Google's `rouge-score` package computes them with `use_stemmer=True`.
//!
//! Tokens are runs of ASCII letters and digits of the lower-cased text, words above three letters
//! stemmed. ROUGE-Lsum takes lines as sentences: per reference sentence the union of its longest
//! common subsequences with each candidate sentence, no token counted more often than it occurs.

use super::porter;
use std::collections::HashMap;

/// F1 measures, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rouge {
    /// Unigrams.
    pub one: f64,
    /// Bigrams.
    pub two: f64,
    /// Longest common subsequences of sentences, one a line.
    pub lsum: f64,
}

impl Rouge {
    /// The mean of the three.
    pub fn mean(self) -> f64 {
        (self.one + self.two + self.lsum) / 3.0
    }
}

/// The agreement of `candidate` with `reference`, sentences separated by line feeds.
///
/// Costs the product of their lengths in words. Use a [`Vocabulary`] to score many.
pub fn rouge(candidate: &str, reference: &str) -> Rouge {
    let mut vocabulary = Vocabulary::default();
    let candidate = vocabulary.lines(candidate);
    let reference = vocabulary.lines(reference);
    rouge_of_lines(&candidate, &reference)
}

/// Numbers the stems of many texts, so that each distinct word is stemmed once.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Words as written, in lower case, to token.
    words: HashMap<Box<[u8]>, u32>,
    /// Stems to token.
    stems: HashMap<Box<[u8]>, u32>,
}

impl Vocabulary {
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

/// The same as [`rouge`] over tokens of one vocabulary, one inner vector a line.
pub fn rouge_of_lines(candidate: &[Vec<u32>], reference: &[Vec<u32>]) -> Rouge {
    let candidate_tokens = candidate.concat();
    let reference_tokens = reference.concat();
    Rouge {
        one: ngram_f1::<1>(&candidate_tokens, &reference_tokens),
        two: ngram_f1::<2>(&candidate_tokens, &reference_tokens),
        lsum: lsum_f1(candidate, reference),
    }
}

/// F1 of `hits` among that many candidate and reference items.
pub(super) fn f1(hits: usize, candidate: usize, reference: usize) -> f64 {
    if hits == 0 {
        return 0.0;
    }
    let precision = hits as f64 / candidate as f64;
    let recall = hits as f64 / reference as f64;
    2.0 * precision * recall / (precision + recall)
}

/// How often each n-gram occurs.
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
    let mut candidate_left = ngrams::<1>(&candidate.concat());
    let mut hits = 0;
    // A token of the reference is met once for each time it occurs there, so the reference side
    // cannot be counted double; the candidate side can.
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
            if let Some(left) = candidate_left.get_mut(&[token])
                && *left > 0
            {
                *left -= 1;
                hits += 1;
            }
        }
    }
    let total = |lines: &[Vec<u32>]| lines.iter().map(Vec::len).sum();
    f1(hits, total(candidate), total(reference))
}

/// Marks in `in_union` one longest common subsequence of `reference` and `candidate`: of several,
/// the one that the package's backtracking finds.
fn mark_lcs(reference: &[u32], candidate: &[u32], in_union: &mut [bool]) {
    let width = candidate.len() + 1;
    let mut table = vec![0u32; (reference.len() + 1) * width];
    for (i, token) in reference.iter().enumerate() {
        for (j, other) in candidate.iter().enumerate() {
            table[(i + 1) * width + j + 1] = if token == other {
                table[i * width + j] + 1
            } else {
                table[i * width + j + 1].max(table[(i + 1) * width + j])
            };
        }
    }
    let (mut i, mut j) = (reference.len(), candidate.len());
    while i > 0 && j > 0 {
        if reference[i - 1] == candidate[j - 1] {
            i -= 1;
            j -= 1;
            in_union[i] = true;
        } else if table[i * width + j - 1] > table[(i - 1) * width + j] {
            j -= 1;
        } else {
            i -= 1;
        }
    }
}
