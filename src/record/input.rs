//! Which files a job reads, in which order, and what kind of records each holds.

use super::compression::Compression;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What kind of records an input holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum InputKind {
    /// One JSON object per line
    Jsonl,
    /// Comma-separated rows with a header
    Csv,
    /// Tab-separated rows with a header
    Tsv,
    /// Apache Parquet
    Parquet,
    /// Text, Markdown or HTML; each file is one record
    Text,
}

/// One file to read, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// As the caller wrote it or as it was found in a directory; `-` is standard input.
    pub(crate) path: PathBuf,
    pub(crate) kind: InputKind,
    /// The size of the file in bytes, compressed if it is compressed. 0 if unknown.
    pub(crate) file_bytes: u64,
    /// When the file was last changed, in nanoseconds since 1970. 0 if unknown.
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

/// A file that `find_inputs` considers.
struct FoundFile {
    path: PathBuf,
    /// The caller wrote this very path. Files that were only found by a directory or glob are
    /// skipped if they are of no known kind or belong to the job.
    is_named: bool,
}

/// The files that `patterns` name. Files and globs keep the order of `patterns`; the files in a
/// directory are sorted by path. A file that is found twice is read once. `own_files`, the files
/// that the job itself writes, are skipped in directories and globs.
///
/// # Errors
///
/// One line that names the first pattern without a readable file and says what to do.
pub(crate) fn find_inputs(
    patterns: &[PathBuf],
    read_as: Option<InputKind>,
    own_files: &[PathBuf],
) -> Result<Vec<Input>, String> {
    let mut found = Vec::new();
    for pattern in patterns {
        let is_stdin = pattern == Path::new("-");
        if !is_stdin && pattern.is_dir() {
            list_directory(pattern, &mut found)
                .map_err(|error| format!("cannot read {}: {error}", pattern.display()))?;
        } else if is_stdin || pattern.exists() {
            found.push(FoundFile {
                path: pattern.clone(),
                is_named: true,
            });
        } else {
            expand_glob(pattern, &mut found)?;
        }
    }
    let own_files = OwnFiles::new(own_files);
    let mut seen = HashSet::new();
    let mut inputs = Vec::new();
    for FoundFile { path, is_named } in found {
        let kind = read_as.or_else(|| kind_from_name(&path));
        let is_skipped = !is_named && (kind.is_none() || own_files.contains(&path));
        if is_skipped || !seen.insert(path.clone()) {
            continue;
        }
        let kind = kind.ok_or_else(|| {
            format!(
                "cannot tell from its name what {} holds; pass --read-as",
                path.display()
            )
        })?;
        inputs.push(inspect(path, kind)?);
    }
    if inputs.is_empty() {
        return Err("no input file found; directories are searched for .jsonl, .csv, .tsv, .parquet, .txt, .md and .html files, also with .gz or .zst".into());
    }
    Ok(inputs)
}

/// The files that the job itself writes.
struct OwnFiles {
    /// The bare names, to skip the system call for almost all paths.
    names: HashSet<std::ffi::OsString>,
    paths: HashSet<PathBuf>,
}

impl OwnFiles {
    fn new(files: &[PathBuf]) -> OwnFiles {
        OwnFiles {
            names: files
                .iter()
                .filter_map(|path| path.file_name())
                .map(ToOwned::to_owned)
                .collect(),
            paths: files.iter().flat_map(|path| path.canonicalize()).collect(),
        }
    }

    fn contains(&self, path: &Path) -> bool {
        path.file_name()
            .is_some_and(|name| self.names.contains(name))
            && path
                .canonicalize()
                .is_ok_and(|path| self.paths.contains(&path))
    }
}

/// Checks that the file can be read, and takes its size and time of change.
fn inspect(path: PathBuf, kind: InputKind) -> Result<Input, String> {
    let mut input = Input {
        path,
        kind,
        file_bytes: 0,
        modified: 0,
    };
    if input.is_stdin() {
        if kind == InputKind::Parquet {
            return Err("Parquet cannot be read from standard input; name a file".into());
        }
        return Ok(input);
    }
    let fail = |error: io::Error| format!("cannot read {}: {error}", input.path.display());
    let metadata = fs::metadata(&input.path).map_err(fail)?;
    // A named pipe must not be opened here: it can be opened only once.
    if metadata.is_file() {
        if kind != InputKind::Text {
            fs::File::open(&input.path).map_err(fail)?;
        }
        input.file_bytes = metadata.len();
        let modified = metadata.modified().map_err(fail)?;
        input.modified = modified
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
    }
    Ok(input)
}

/// What the name of a file says about its content. Standard input is JSONL.
fn kind_from_name(path: &Path) -> Option<InputKind> {
    if path == Path::new("-") {
        return Some(InputKind::Jsonl);
    }
    let (_, name) = Compression::split_extension(path);
    let extension = name.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "jsonl" | "ndjson" | "json" => InputKind::Jsonl,
        "csv" => InputKind::Csv,
        "tsv" => InputKind::Tsv,
        "parquet" => InputKind::Parquet,
        "txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml" => InputKind::Text,
        _ => return None,
    })
}

/// Adds every file under `directory`, sorted by path. Hidden files and directories are skipped.
fn list_directory(directory: &Path, found: &mut Vec<FoundFile>) -> io::Result<()> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory)? {
        entries.push(entry?.path());
    }
    entries.sort_unstable();
    for path in entries {
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if is_hidden {
            continue;
        }
        // Links to directories are not followed, because they may form a circle.
        if path.is_dir() && !path.is_symlink() {
            list_directory(&path, found)?;
        } else if path.is_file() {
            found.push(FoundFile {
                path,
                is_named: false,
            });
        }
    }
    Ok(())
}

/// Adds the files that match a glob.
fn expand_glob(pattern: &Path, found: &mut Vec<FoundFile>) -> Result<(), String> {
    let name = pattern.display();
    let glob = pattern
        .to_str()
        .filter(|pattern| pattern.contains(['*', '?', '[']))
        .ok_or_else(|| format!("cannot read {name}: no such file"))?;
    let paths = glob::glob(glob).map_err(|error| format!("cannot read {name}: {error}"))?;
    let mut has_matched = false;
    for path in paths {
        let path = path.map_err(|error| format!("cannot read {name}: {error}"))?;
        if path.is_file() {
            has_matched = true;
            found.push(FoundFile {
                path,
                is_named: false,
            });
        }
    }
    match has_matched {
        true => Ok(()),
        false => Err(format!("no file matches {name}")),
    }
}
