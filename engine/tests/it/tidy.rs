//! What the engine must not do: I/O, and anything with clocks, threads or the environment. That no
//! dependency does so for it, its Cargo.toml shows. And in which order its modules build on another.

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

#[test]
fn modules_use_only_what_stands_above_them_in_the_architecture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = root.join("src");
    let levels = levels(&fs::read_to_string(root.join("../ARCHITECTURE.md")).unwrap());
    let level_of = |module: &str| {
        let is_of = |level: &Vec<String>| level.iter().any(|known| known == module);
        levels.iter().position(is_of)
    };
    let mut faults = Vec::new();
    for file in rust_files(&source) {
        let path = file.strip_prefix(&source).unwrap();
        let first = path.components().next().unwrap().as_os_str();
        let module = first.to_str().unwrap().trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let Some(level) = level_of(module) else {
            faults.push(format!("{module} is missing in the table"));
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        let code = code_of(text.split("#[cfg(test)]\nmod tests").next().unwrap());
        for used in crate_modules(&code) {
            if level_of(used).is_some_and(|other| other > level) {
                faults.push(format!("{}: {used} stands below {module}", path.display()));
            }
        }
    }
    assert!(levels.len() > 20, "{levels:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The modules of each row of the table under "`engine/src`, in the order …".
fn levels(architecture: &str) -> Vec<Vec<String>> {
    let section = architecture.split("### `engine/src`, in the order").nth(1);
    let section = section
        .expect("the heading of the table")
        .split("\n### ")
        .next();
    let rows = section
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let names = row.split('|').nth(1).unwrap().split(',');
        names
            .map(|name| name.trim_matches([' ', '`', '/']).to_owned())
            .collect()
    })
    .collect()
}

/// The modules that `code` names as `crate::module`.
fn crate_modules(code: &str) -> Vec<&str> {
    let paths = code.split("crate::").skip(1);
    paths
        .map(|path| {
            let end = path.find(|c: char| !c.is_alphanumeric() && c != '_');
            &path[..end.unwrap_or(path.len())]
        })
        .collect()
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
