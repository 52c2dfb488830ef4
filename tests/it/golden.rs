//! Samples and what becomes of them. `UPDATE_GOLDEN=1 cargo test golden` renews the files; their
//! diff is part of the commit that changes them.

use gleaner::{Options, summarize};
use std::path::Path;

/// Compares `found` with the file of that name in the tree.
#[track_caller]
pub(crate) fn check(golden: &Path, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(golden);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, found).expect("goldens can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let name = golden.display();
    assert_eq!(found, expected, "{name} differs; UPDATE_GOLDEN=1 renews it");
}

#[test]
fn the_sample_article() {
    let article = include_str!("../../samples/tidal-barrage.md");
    let summary = summarize(article, &Options::default().with_bullets(5));
    let bullets: String = summary
        .bullets
        .iter()
        .map(|bullet| format!("• {}\n", bullet.text))
        .collect();
    check(Path::new("samples/tidal-barrage.bullets.txt"), &bullets);
}

#[test]
fn the_sample_articles_sentences() {
    let article = include_str!("../../samples/tidal-barrage.md");
    let sentences = gleaner::sentences(article, &Options::default());
    let lines: String = sentences
        .iter()
        .map(|sentence| {
            format!(
                "{:<11} {}\n",
                sentence.role.name(),
                sentence.text.replace('\n', " ")
            )
        })
        .collect();
    check(Path::new("samples/tidal-barrage.sentences.txt"), &lines);
}
