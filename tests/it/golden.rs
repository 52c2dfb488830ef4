//! The sample article and its goldens: the bullets that the first command of the README prints, and
//! the sentences that `gleaner sentences` shows.
//!
//! `UPDATE_GOLDEN=1 cargo test golden` writes the goldens again. Their diff belongs to the commit
//! that causes it.

use gleaner::{Options, summarize};
use std::path::Path;

const ARTICLE: &str = include_str!("../../samples/tidal-barrage.md");

/// Compares `found` with the golden file at this path in the repository.
#[track_caller]
fn check(golden: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(golden);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).expect("the golden can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        found, expected,
        "{golden} differs; UPDATE_GOLDEN=1 writes it again"
    );
}

#[test]
fn the_bullets_of_the_sample_article() {
    let summary = summarize(ARTICLE, &Options::default());
    let bullets: String = summary
        .bullets
        .iter()
        .map(|bullet| format!("• {}\n", bullet.text))
        .collect();
    check("samples/tidal-barrage.bullets.txt", &bullets);
}

#[test]
fn the_sentences_of_the_sample_article() {
    let sentences = gleaner::sentences(ARTICLE, &Options::default());
    let lines: String = sentences
        .iter()
        .map(|sentence| {
            let text = sentence.text.replace('\n', " ");
            format!("{:<11} {text}\n", sentence.role.name())
        })
        .collect();
    check("samples/tidal-barrage.sentences.txt", &lines);
}
