//! Luhn 1958, "The automatic creation of literature abstracts": a sentence is worth its densest
//! cluster of significant words, (significant words)² / (words of the cluster).
//!
//! Departures from the paper: a word is significant when it is a term that occurs twice or more (he
//! set the bounds by eye), stems stand for his runs of equal letters, and a lone significant word is
//! no cluster. As he proposes, up to four other words may stand between two significant ones.

use crate::document::Document;
use crate::matrix::TermMatrix;

/// Other words allowed between two significant ones.
const GAP_MAX: u32 = 4;
/// Occurrences that make a term significant.
const FREQUENCY_MIN: u32 = 2;

/// The significance factor of each sentence, as in the paper: 0 for none.
pub(super) fn significance(document: &Document, matrix: &TermMatrix, column: &mut [f32]) {
    for (sentence, value) in column.iter_mut().enumerate() {
        let words = document.terms(sentence).iter().zip(document.gaps(sentence));
        *value = densest(words.map(|(&term, &gap)| {
            let significant = matrix.column(term).frequency >= FREQUENCY_MIN;
            (significant, u32::from(gap))
        }));
    }
}

/// The largest (significant words)² / words over clusters. Takes, for each term, whether it is
/// significant and how many words that are no terms stand before it.
fn densest(terms: impl Iterator<Item = (bool, u32)>) -> f32 {
    let mut best = 0.0;
    // Of the open cluster: its words up to the last significant one, and those among them.
    let (mut words, mut significant_words) = (0, 0);
    // Words since then.
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

/// What a cluster is worth.
fn factor(words: u32, significant_words: u32) -> f32 {
    if significant_words < 2 {
        return 0.0;
    }
    (significant_words * significant_words) as f32 / words as f32
}

#[cfg(test)]
mod tests {
    use super::densest;

    /// One char a word: `*` significant, `.` another term, `-` no term.
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
        assert_eq!(densest(terms.into_iter()), expected, "{sentence}");
    }

    #[test]
    fn clusters_are_worth_their_significant_words_squared_over_their_length() {
        // The paper's figure: four significant words in a bracket of seven.
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
