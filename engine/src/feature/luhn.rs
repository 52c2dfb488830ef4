//! Luhn 1958, "The automatic creation of literature abstracts": a sentence is worth as much as its densest
//! cluster of significant words: (significant words)² / (all words of the cluster).
//!
//! Departures from the paper: a word is significant if it is a term that occurs at least twice, where Luhn
//! set the bounds by eye. Words with the same stem count as the same word, where he compared runs of equal
//! letters. A single significant word is not a cluster. As he proposes, up to four other words may stand
//! between two significant ones.

use crate::document::Document;
use crate::matrix::TermMatrix;

/// At most this many other words stand between two significant words of a cluster.
const GAP_MAX: u32 = 4;
/// A term that occurs this often is significant.
const FREQUENCY_MIN: u32 = 2;

/// Fills `column` with the significance factor of each sentence, as in the paper; 0 without a cluster. Needs
/// [`Document::gaps`].
pub(super) fn significance(document: &Document, matrix: &TermMatrix, column: &mut [f32]) {
    for (sentence, value) in column.iter_mut().enumerate() {
        let words = document.terms(sentence).iter().zip(document.gaps(sentence));
        *value = best_cluster(words.map(|(&term, &gap)| {
            let significant = matrix.column(term).frequency >= FREQUENCY_MIN;
            (significant, u32::from(gap))
        }));
    }
}

/// The largest significance factor of the clusters of a sentence. For each term, `terms` says whether it is
/// significant and how many words that are not terms precede it.
fn best_cluster(terms: impl Iterator<Item = (bool, u32)>) -> f32 {
    let mut best = 0.0;
    // Of the current cluster: all its words up to the last significant one, and the significant ones.
    let (mut words, mut significant_words) = (0, 0);
    // The number of words since the last significant one.
    let mut since = 0;
    for (significant, gap) in terms {
        since += gap;
        if !significant {
            since += 1;
            continue;
        }
        if significant_words > 0 && since <= GAP_MAX {
            words += since + 1;
            significant_words += 1;
        } else {
            best = factor(words, significant_words).max(best);
            (words, significant_words) = (1, 1);
        }
        since = 0;
    }
    factor(words, significant_words).max(best)
}

/// The significance factor of a cluster.
fn factor(words: u32, significant_words: u32) -> f32 {
    if significant_words < 2 {
        return 0.0;
    }
    (significant_words * significant_words) as f32 / words as f32
}

#[cfg(test)]
mod tests {
    use super::best_cluster;

    /// Each char is a word: `*` a significant term, `.` another term, `-` not a term.
    fn check(sentence: &str, expected: f32) {
        let mut gap = 0;
        let mut terms = Vec::new();
        for word in sentence.chars() {
            if word == '-' {
                gap += 1;
            } else {
                terms.push((word == '*', gap));
                gap = 0;
            }
        }
        assert_eq!(best_cluster(terms.into_iter()), expected, "{sentence}");
    }

    #[test]
    fn a_cluster_is_worth_its_significant_words_squared_over_its_length() {
        // The paper's figure: four significant words among the seven of a cluster.
        check("--*-**--*-", 16.0 / 7.0);
        check("*----*", 4.0 / 6.0);
        check("*-----*", 0.0);
        check("*.....**", 2.0);
        check("**.....***", 3.0);
        // The whole cluster counts, not its densest part.
        check("**----*", 9.0 / 7.0);
        check("*", 0.0);
        check("", 0.0);
    }
}
