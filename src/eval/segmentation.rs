//! Accuracy of sentence boundaries: precision and recall of exact boundaries over whole documents,
//! as the sentence segmentation of Universal Dependencies is scored.
//!
//! The data has one JSON object per line, `{text, sentences, lang, exact}`. The sentences must make
//! up the whole text, except for white space. `lang` is optional, and a line with `exact` false is
//! skipped. The end of a document does not count as a boundary. If the engine cuts an over-long
//! sentence into pieces, the pieces count as one sentence.

use gleaner_engine::fit::{Buffers, SentenceSpan, clean, sentences_of_block};
use gleaner_engine::{InputFormat, Language, detect};
use serde::Deserialize;
use std::fmt;
use std::io::BufRead;

/// Counts of expected and found boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoundaryScore {
    /// Documents scored.
    pub documents: usize,
    /// Documents in which all boundaries are found and no wrong one is.
    pub exact: usize,
    /// Boundaries in the data.
    pub expected: usize,
    /// Boundaries that gleaner found.
    pub found: usize,
    /// Boundaries in both.
    pub correct: usize,
}

impl BoundaryScore {
    /// The share of the found boundaries that are correct, 0 to 1; 1 if none was found.
    pub fn precision(self) -> f64 {
        share(self.correct, self.found)
    }

    /// The share of the expected boundaries that were found, 0 to 1; 1 if none is expected.
    pub fn recall(self) -> f64 {
        share(self.correct, self.expected)
    }

    /// The harmonic mean of precision and recall, 0 to 1.
    pub fn f1(self) -> f64 {
        share(2 * self.correct, self.expected + self.found)
    }

    fn add(&mut self, expected: &[usize], found: &[usize]) {
        self.documents += 1;
        self.exact += usize::from(expected == found);
        self.expected += expected.len();
        self.found += found.len();
        // Both lists ascend.
        self.correct += expected
            .iter()
            .filter(|end| found.binary_search(end).is_ok())
            .count();
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// Why a line could not be scored.
#[derive(Debug)]
pub struct SegmentationError {
    /// The line, counted from 1.
    line: usize,
    cause: String,
}

impl fmt::Display for SegmentationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SegmentationError { line, cause } = self;
        write!(
            f,
            "line {line}: {cause}; expected a JSON object with text and sentences (a list that makes up the text)"
        )
    }
}

impl std::error::Error for SegmentationError {}

/// One line of the data.
#[derive(Deserialize)]
struct AnnotatedDocument {
    text: String,
    sentences: Vec<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    exact: Option<bool>,
}

/// Scores the boundaries in every document of `data`. Calls `on_difference` for each document whose
/// boundaries differ, with its text, the missing boundaries and the wrong boundaries; a boundary is
/// the byte offset of a sentence's end.
///
/// # Errors
///
/// The first line that cannot be read, is not such an object, or whose sentences do not make up its
/// text.
pub fn score_boundaries(
    data: impl BufRead,
    mut on_difference: impl FnMut(&str, &[usize], &[usize]),
) -> Result<BoundaryScore, SegmentationError> {
    let mut score = BoundaryScore::default();
    let mut buffers = Buffers::default();
    for (number, line) in data.lines().enumerate() {
        let fail = |cause: &dyn fmt::Display| SegmentationError {
            line: number + 1,
            cause: cause.to_string(),
        };
        let line = line.map_err(|error| fail(&error))?;
        if line.trim().is_empty() {
            continue;
        }
        let document: AnnotatedDocument =
            serde_json::from_str(&line).map_err(|error| fail(&error))?;
        if document.exact == Some(false) {
            continue;
        }
        let expected = expected_ends(&document)
            .ok_or_else(|| fail(&"the sentences do not make up the text"))?;
        let language = document.lang.as_deref().and_then(Language::from_tag);
        let found = found_ends(&document.text, language, &mut buffers);
        score.add(&expected, &found);
        if expected != found {
            let missing = without(&expected, &found);
            let wrong = without(&found, &expected);
            on_difference(&document.text, &missing, &wrong);
        }
    }
    Ok(score)
}

/// The `ends` that are not in `others`.
fn without(ends: &[usize], others: &[usize]) -> Vec<usize> {
    let is_missing = |end: &usize| !others.contains(end);
    ends.iter().copied().filter(is_missing).collect()
}

/// The expected end of each sentence but the last; `None` if the sentences do not make up the text.
fn expected_ends(document: &AnnotatedDocument) -> Option<Vec<usize>> {
    let text = &document.text;
    let mut ends = Vec::new();
    let mut chars = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    for sentence in &document.sentences {
        let mut end = None;
        for expected in sentence.chars().filter(|c| !c.is_whitespace()) {
            let (at, c) = chars.next()?;
            if c != expected {
                return None;
            }
            end = Some(at + c.len_utf8());
        }
        ends.extend(end);
    }
    ends.pop();
    chars.next().is_none().then_some(ends)
}

/// The end that gleaner finds of each sentence but the last, in bytes of `source`.
fn found_ends(source: &str, language: Option<Language>, buffers: &mut Buffers) -> Vec<usize> {
    let text = clean(source, InputFormat::Plain, buffers);
    let language = language.unwrap_or_else(|| detect(text.content).language);
    let mut sentences = Vec::new();
    for &block in text.blocks {
        sentences_of_block(text.content, block, language, &mut sentences);
    }
    let mut sources = Vec::new();
    let source_end = |sentence: &SentenceSpan| {
        sources.clear();
        text.map.to_source(sentence.span, &mut sources);
        sources.last().map(|span| span.end as usize)
    };
    let complete = sentences.iter().filter(|sentence| !sentence.continues);
    let mut ends: Vec<usize> = complete.filter_map(source_end).collect();
    ends.pop();
    ends
}
