//! What must be absent from the engine: I/O, clocks, threads, the environment. Crates for them are
//! absent because its Cargo.toml has none.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the standard library that the engine never names.
const BANNED: &[&str] = &["env", "fs", "io", "net", "process", "thread", "time"];

#[test]
fn the_engine_does_no_io() {
    let mut faults = Vec::new();
    for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        for name in std_modules(&text) {
            if BANNED.contains(&name.as_str()) {
                faults.push(format!("{}: std::{name}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The modules of `std` that a file names: `std::fs` and `std::{fs, io::Write}` alike.
fn std_modules(text: &str) -> Vec<String> {
    let code: String = (text.lines())
        .map(|line| line.split("//").next().unwrap_or(line))
        .flat_map(|line| line.chars().chain(['\n']))
        .filter(|c| !c.is_whitespace())
        .collect();
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("std::") {
        let rest = &code[at + "std::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            modules.extend(first_name(rest));
            continue;
        };
        let mut depth = 0;
        let mut item_start = Some(0);
        for (at, c) in list.char_indices() {
            if let Some(start) = item_start.take() {
                debug_assert!(start <= at);
                modules.extend(first_name(&list[start..]));
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => item_start = Some(at + 1),
                _ => {}
            }
        }
    }
    modules
}

fn first_name(path: &str) -> Option<String> {
    let end = path
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(path.len());
    (end > 0).then(|| path[..end].to_owned())
}

#[test]
fn modules_of_std_are_found_however_they_are_written() {
    let check = |code, expected: &[&str]| assert_eq!(std_modules(code), expected, "{code}");
    check("use std::fs;", &["fs"]);
    check("use std::{fs};", &["fs"]);
    check(
        "use std::{\n    fmt::{self, Write},\n    io,\n};",
        &["fmt", "io"],
    );
    check("let now = std::time::Instant::now(); // std::fs", &["time"]);
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
