//! What must be absent: imports that would let I/O, clocks or threads into the core.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules above the core; everything else in `src` is the core.
const EDGES: &[&str] = &[
    "args", "batch", "cli", "eval", "json", "main", "record", "service",
];

/// What the core never names.
const BANNED: &[&str] = &[
    "tokio",
    "tonic",
    "prost",
    "clap",
    "serde",
    "tracing",
    "std::fs",
    "std::env",
    "std::time",
    "std::thread",
    "std::io",
    "std::net",
];

#[test]
fn the_core_imports_no_edge() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in rust_files(&source) {
        let module = file
            .strip_prefix(&source)
            .unwrap()
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        if EDGES.contains(&module.trim_end_matches(".rs")) {
            continue;
        }
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap_or(line);
            let names = |banned: &str| {
                code.match_indices(banned).any(|(at, _)| {
                    let before = code[..at]
                        .chars()
                        .next_back()
                        .is_none_or(|c| !c.is_alphanumeric() && c != '_');
                    let after = code[at + banned.len()..].starts_with("::")
                        || code[at + banned.len()..].starts_with(';');
                    before && after
                })
            };
            for banned in BANNED.iter().filter(|banned| names(banned)) {
                faults.push(format!(
                    "{}:{}: {banned} has no place in the core",
                    file.display(),
                    number + 1
                ));
            }
            for edge in EDGES
                .iter()
                .filter(|edge| code.contains(&format!("crate::{edge}::")))
            {
                faults.push(format!(
                    "{}:{}: the core knows nothing of {edge}",
                    file.display(),
                    number + 1
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    for folder in ["src", "tests", "benches"] {
        for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//!"), "{} has no head", file.display());
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
