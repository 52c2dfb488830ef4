//! Articles with reference bullets, one JSON object a line: `id`, `text`, `summary` (a list of
//! bullets), and where known `title` and `lang`. Other fields are passed over.

use serde::Deserialize;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// One article and what its editors took from it.
#[derive(Clone, Debug, Deserialize)]
pub struct Article {
    /// Names the article within its file.
    pub id: String,
    /// The whole article.
    pub text: String,
    /// The reference bullets.
    pub summary: Vec<String>,
    /// The article's title, where it is not part of the text.
    #[serde(default)]
    pub title: Option<String>,
    /// BCP 47, where it is known.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What went wrong with a file of articles.
#[derive(Debug)]
pub struct DataError {
    path: PathBuf,
    /// Counted from 1; 0 when the file could not be read at all.
    line: usize,
    cause: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.line {
            0 => write!(f, "cannot read {path}: {}", self.cause),
            line => write!(
                f,
                "{path}, line {line}: {}; expected a JSON object with id, text and summary (a list)",
                self.cause
            ),
        }
    }
}

impl std::error::Error for DataError {}

/// Reads all articles of a file; blank lines are passed over.
///
/// # Errors
///
/// The first line that is not an article, or what kept the file from being read.
pub fn read_articles(path: &Path) -> Result<Vec<Article>, DataError> {
    let fail = |line, cause: &dyn fmt::Display| DataError {
        path: path.into(),
        line,
        cause: cause.to_string(),
    };
    let file = File::open(path).map_err(|error| fail(0, &error))?;
    let mut articles = Vec::new();
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| fail(index + 1, &error))?;
        if !line.trim().is_empty() {
            articles.push(serde_json::from_str(&line).map_err(|error| fail(index + 1, &error))?);
        }
    }
    Ok(articles)
}
