//! What the engine must not do: I/O, and anything with clocks, threads or the environment. That no
//! dependency does so for it, its Cargo.toml shows.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of the standard library that the engine never names.
const BANNED_MODULES: &[&str] = &[
    "backtrace",
    "env",
    "fs",
    "io",
    "net",
    "os",
    "process",
    "thread",
    "time",
];

/// Macros that write to standard output or standard error, or read the environment at build time.
const BANNED_MACROS: &[&str] = &[
    "dbg",
    "eprint",
    "eprintln",
    "option_env",
    "print",
    "println",
];

#[test]
fn the_engine_does_no_io() {
    let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 50, "{} files", files.len());
    let mut faults = Vec::new();
    for file in files {
        let code = code_of(&fs::read_to_string(&file).unwrap());
        for name in std_modules(&code) {
            if BANNED_MODULES.contains(&name.as_str()) {
                faults.push(format!("{}: std::{name}", file.display()));
            }
        }
        for name in macros(&code) {
            if BANNED_MACROS.contains(&name) {
                faults.push(format!("{}: {name}!", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A file without comments.
fn code_of(text: &str) -> String {
    let lines = text.lines();
    let code = lines.map(|line| line.split("//").next().unwrap_or(line));
    code.flat_map(|line| [line, "\n"]).collect()
}

/// The modules of `std` and `core` that `code` names: `std::fs` and `std::{fs, io::Write}` alike.
fn std_modules(code: &str) -> Vec<String> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let mut modules = Vec::new();
    for (at, root) in (code.match_indices("std::")).chain(code.match_indices("core::")) {
        let rest = &code[at + root.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            modules.push(first_name(rest).to_owned());
            continue;
        };
        let mut depth = 0;
        let mut is_item_start = true;
        for (at, c) in list.char_indices() {
            if std::mem::take(&mut is_item_start) {
                modules.push(first_name(&list[at..]).to_owned());
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => is_item_start = true,
                _ => {}
            }
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

/// The macros that `code` calls.
fn macros(code: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices('!').map(move |(end, _)| {
        let before = &code[..end];
        &before[before.trim_end_matches(is_name).len()..]
    })
}

/// The first name in a path, or nothing.
fn first_name(path: &str) -> &str {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_');
    &path[..end.unwrap_or(path.len())]
}

#[test]
fn modules_and_macros_are_found_however_they_are_written() {
    let check =
        |code, expected: &[&str]| assert_eq!(std_modules(&code_of(code)), expected, "{code}");
    check("use std::fs;", &["fs"]);
    check("use std::{fs};", &["fs"]);
    check(
        "use std::{\n    fmt::{self, Write},\n    io,\n};",
        &["fmt", "io"],
    );
    check("let now = std::time::Instant::now(); // std::fs", &["time"]);
    check("let limit = core::time::Duration::ZERO;", &["time"]);
    let found: Vec<&str> = macros("println!(\"{}\", concat!(a, b) != c)").collect();
    assert_eq!(found, ["println", "concat", ""]);
}

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
