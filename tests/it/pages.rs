//! What a reader gets of messy pages: the bullets of all `engine/tests/pages`, side by side in one golden
//! file, and how many of them the judge of readability objects to.

use crate::golden;
use gleaner::eval::{Faults, judge};
use gleaner::{InputFormat, Options, summarize};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Bullets with each fault at most, of all pages together: below 1 %, and below 5 % for bullets that
/// open with a pronoun. So a new fit is judged by what readers bear, not by what the last one did.
const FAULTS_MAX: [usize; 7] = [1, 1, 5, 1, 1, 1, 1];

#[test]
fn bullets_of_messy_pages_read_well() {
    let mut shown = String::new();
    let mut counts = [0; 7];
    let mut faulty = String::new();
    for page in pages() {
        let source = std::fs::read_to_string(&page).expect("UTF-8");
        let options = Options::default()
            .with_bullets(4)
            .with_input_format(format_of(&page));
        let bullets = summarize(&source, &options).bullets;
        let bullets: Vec<String> = bullets.into_iter().map(|bullet| bullet.text).collect();
        let name = page.file_name().expect("a file").to_string_lossy();
        let _ = writeln!(shown, "## {name}");
        for (bullet, faults) in bullets.iter().zip(judge(&bullets, &source)) {
            let _ = writeln!(shown, "• {bullet}");
            for (at, flag) in faults.flags().into_iter().enumerate() {
                counts[at] += usize::from(flag);
                if flag {
                    let _ = writeln!(faulty, "{name}: {}: {bullet}", Faults::NAMES[at]);
                }
            }
        }
        shown.push('\n');
    }
    golden::check(Path::new("tests/pages.bullets.txt"), &shown);
    let within = counts
        .iter()
        .zip(FAULTS_MAX)
        .all(|(count, most)| *count <= most);
    assert!(within, "{counts:?}, at most {FAULTS_MAX:?}:\n{faulty}");
}

/// The pages, sorted by name; what stands beside each as `.blocks` is none.
fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("engine/tests/pages");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is in the tree")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension != "blocks")
        })
        .collect();
    pages.sort();
    pages
}

/// How a page of that name is marked up.
fn format_of(page: &Path) -> InputFormat {
    match page.extension().and_then(|extension| extension.to_str()) {
        Some("md") => InputFormat::Markdown,
        Some("html") => InputFormat::Html,
        _ => InputFormat::Auto,
    }
}
