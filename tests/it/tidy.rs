//! Every Rust file starts with a comment that says what it is.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_file_says_what_it_is() {
    for folder in ["src", "tests", "benches", "engine/src", "engine/tests"] {
        let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        assert!(!files.is_empty(), "{folder} has no Rust files");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                text.starts_with("//!"),
                "{} does not start with a module comment",
                file.display()
            );
        }
    }
}

/// The Rust files in `folder` and below.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
