//! Which files a job reads, in which order, and how each is read.

use super::compression::Compression;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// How the records of an input are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// One JSON object a line
    Jsonl,
    /// Rows under a header, separated by commas
    Csv,
    /// Rows under a header, separated by tabs
    Tsv,
    /// Apache Parquet
    Parquet,
    /// Text, Markdown or HTML: each file is one record
    Text,
}

/// One file to read, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// As callers wrote it or as it was found; `-` is standard input.
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    /// Bytes as stored; 0 when that is not known.
    pub(crate) length: u64,
    /// Nanoseconds since 1970; 0 when that is not known.
    pub(crate) modified: u128,
}

impl Input {
    pub(crate) fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// The path as rows and messages show it.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}

/// The files that `patterns` mean: files and globs as they are given, folders in the order of their
/// paths. A file met twice is read once; the job's own files, `spare`, are passed over in folders.
///
/// # Errors
///
/// One line that names the first pattern that means nothing and what to do.
pub(crate) fn find(
    patterns: &[PathBuf],
    read_as: Option<Kind>,
    spare: &[PathBuf],
) -> Result<Vec<Input>, String> {
    let mut paths = Vec::new();
    for pattern in patterns {
        if pattern == Path::new("-") {
            paths.push((pattern.clone(), true));
        } else if pattern.is_dir() {
            walk(pattern, &mut paths)
                .map_err(|error| format!("cannot read {}: {error}", pattern.display()))?;
        } else if pattern.exists() {
            paths.push((pattern.clone(), true));
        } else {
            expand(pattern, &mut paths)?;
        }
    }
    let spare_names: HashSet<_> = spare.iter().filter_map(|path| path.file_name()).collect();
    let spare: HashSet<_> = spare.iter().flat_map(|path| path.canonicalize()).collect();
    let is_spare = |path: &Path| {
        path.file_name()
            .is_some_and(|name| spare_names.contains(name))
            && path.canonicalize().is_ok_and(|path| spare.contains(&path))
    };
    let mut seen = HashSet::new();
    let mut inputs = Vec::new();
    for (path, named) in paths {
        let kind = read_as.or_else(|| kind_of_name(&path));
        let passed_over = !named && (kind.is_none() || is_spare(&path));
        if passed_over || !seen.insert(path.clone()) {
            continue;
        }
        let kind = kind.ok_or_else(|| {
            format!(
                "cannot tell what {} holds by its name; say --read-as",
                path.display()
            )
        })?;
        inputs.push(input(path, kind)?);
    }
    if inputs.is_empty() {
        return Err("no input file found; folders are searched for .jsonl, .csv, .tsv, .parquet, .txt, .md and .html, plain or as .gz or .zst".into());
    }
    Ok(inputs)
}

fn input(path: PathBuf, kind: Kind) -> Result<Input, String> {
    let mut input = Input {
        path,
        kind,
        length: 0,
        modified: 0,
    };
    if input.is_stdin() {
        if kind == Kind::Parquet {
            return Err("Parquet cannot be read from standard input; name a file".into());
        }
        return Ok(input);
    }
    let cannot = |error: io::Error| format!("cannot read {}: {error}", input.path.display());
    let metadata = fs::metadata(&input.path).map_err(cannot)?;
    // A pipe must not be opened twice.
    if metadata.is_file() {
        if kind != Kind::Text {
            fs::File::open(&input.path).map_err(cannot)?;
        }
        input.length = metadata.len();
        let modified = metadata.modified().map_err(cannot)?;
        input.modified = modified
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
    }
    Ok(input)
}

/// How a file is read, by its name; standard input is JSONL.
fn kind_of_name(path: &Path) -> Option<Kind> {
    if path == Path::new("-") {
        return Some(Kind::Jsonl);
    }
    let (_, name) = Compression::of_name(path);
    let extension = name.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "jsonl" | "ndjson" | "json" => Kind::Jsonl,
        "csv" => Kind::Csv,
        "tsv" => Kind::Tsv,
        "parquet" => Kind::Parquet,
        "txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml" => Kind::Text,
        _ => return None,
    })
}

/// Every file under `folder`, in the order of their names; hidden ones are passed over.
fn walk(folder: &Path, paths: &mut Vec<(PathBuf, bool)>) -> io::Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        entries.push(entry?.path());
    }
    entries.sort_unstable();
    for path in entries {
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden {
            continue;
        }
        // A link to a folder may lead back up; only links to files are followed.
        if path.is_dir() && !path.is_symlink() {
            walk(&path, paths)?;
        } else if path.is_file() {
            paths.push((path, false));
        }
    }
    Ok(())
}

/// The files that a glob matches.
fn expand(pattern: &Path, paths: &mut Vec<(PathBuf, bool)>) -> Result<(), String> {
    let name = pattern.display();
    let glob = pattern
        .to_str()
        .filter(|pattern| pattern.contains(['*', '?', '[']))
        .ok_or_else(|| format!("cannot read {name}: no such file"))?;
    let found = glob::glob(glob).map_err(|error| format!("cannot read {name}: {error}"))?;
    let mut any = false;
    for path in found {
        let path = path.map_err(|error| format!("cannot read {name}: {error}"))?;
        if path.is_file() {
            any = true;
            paths.push((path, false));
        }
    }
    match any {
        true => Ok(()),
        false => Err(format!("no file matches {name}")),
    }
}
