//! What a reader gets of messy pages: the bullets of all `tests/pages`, side by side in one golden
//! file, and how many of them the judge of readability objects to.

use crate::cleaning::{format_of, pages};
use crate::golden;
use gleaner::eval::{Faults, judge};
use gleaner::{Budget, Options, summarize};
use std::fmt::Write;
use std::path::Path;

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
        let options = Options {
            budget: Budget::Bullets(4),
            input_format: format_of(&page),
            ..Options::default()
        };
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
