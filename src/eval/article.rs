//! Articles with reference bullets, one JSON object per line with the fields `id`, `text` and
//! `summary` (a list of bullets), and optionally `title` and `lang`. Other fields are ignored.

use serde::Deserialize;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// An article and its reference bullets.
#[derive(Clone, Debug, Deserialize)]
pub struct Article {
    /// Identifies the article within its file.
    pub id: String,
    /// The whole article.
    pub text: String,
    /// The reference bullets.
    pub summary: Vec<String>,
    /// The article's title, if it is not part of the text.
    #[serde(default)]
    pub title: Option<String>,
    /// The language as a BCP 47 tag, if known.
    #[serde(default)]
    pub lang: Option<String>,
}

/// Why a file of articles could not be read.
#[derive(Debug)]
pub struct ArticleError {
    path: PathBuf,
    /// The line, counted from 1; 0 if the file could not be opened.
    line: usize,
    cause: String,
}

impl fmt::Display for ArticleError {
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

impl std::error::Error for ArticleError {}

/// Reads all articles of a file. Blank lines are skipped.
///
/// # Errors
///
/// If the file cannot be read, or at the first line that is not an article.
pub fn read_articles(path: &Path) -> Result<Vec<Article>, ArticleError> {
    let fail = |line, cause: &dyn fmt::Display| ArticleError {
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
