//! Bullets of messy pages: how many readability faults the judge finds in the bullets of all pages in
//! `engine/tests/pages`. Which sentences are picked is not tested, because it changes with every fit.
//! The cleaning tests of the engine fix the pages' blocks and roles.

use gleaner::eval::{Faults, judge};
use gleaner::{InputFormat, Options, summarize};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// For each fault, the largest number of bullets that may have it: below 1 % of the bullets of all
/// pages, and below 5 % for those that start with a pronoun.
const FAULTS_MAX: [usize; 7] = [1, 1, 5, 1, 1, 1, 1];

/// How many bullets the pages must have in total, so that the limits above mean something.
const BULLETS_MIN: usize = 100;

#[test]
fn bullets_of_messy_pages_read_well() {
    let mut all_bullets = String::new();
    let mut faulty_bullets = String::new();
    let mut bullet_count = 0;
    let mut fault_counts = [0; 7];
    for page in pages() {
        let name = page.file_name().expect("a file").to_string_lossy();
        let source = std::fs::read_to_string(&page).expect("the page is UTF-8");
        let options = Options::default()
            .with_bullets(4)
            .with_input_format(format_of(&page));
        let bullets = summarize(&source, &options).bullets;
        let bullets: Vec<String> = bullets.into_iter().map(|bullet| bullet.text).collect();
        assert!(!bullets.is_empty(), "{name} has no bullets");
        bullet_count += bullets.len();
        let _ = writeln!(all_bullets, "\n## {name}");
        for (bullet, faults) in bullets.iter().zip(judge(&bullets, &source)) {
            let _ = writeln!(all_bullets, "• {bullet}");
            for (index, has_fault) in faults.flags().into_iter().enumerate() {
                if has_fault {
                    fault_counts[index] += 1;
                    let _ = writeln!(faulty_bullets, "{name}: {}: {bullet}", Faults::NAMES[index]);
                }
            }
        }
    }
    // The test harness shows this if the test fails.
    println!("{all_bullets}");
    assert!(bullet_count >= BULLETS_MIN, "only {bullet_count} bullets");
    let is_within_limits = (fault_counts.iter().zip(FAULTS_MAX)).all(|(count, max)| *count <= max);
    assert!(
        is_within_limits,
        "bullets with each of {:?}: {fault_counts:?}, at most {FAULTS_MAX:?} allowed:\n{faulty_bullets}",
        Faults::NAMES
    );
}

/// The pages, sorted by name. The `.blocks` files next to them are goldens of the cleaning tests.
fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("engine/tests/pages");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder exists")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension != "blocks")
        })
        .collect();
    pages.sort();
    pages
}

/// The markup of a page, by the extension of its name.
fn format_of(page: &Path) -> InputFormat {
    match page.extension().and_then(|extension| extension.to_str()) {
        Some("md") => InputFormat::Markdown,
        Some("html") => InputFormat::Html,
        _ => InputFormat::Auto,
    }
}
