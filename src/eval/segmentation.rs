//! How well sentence boundaries are found: precision and recall of exact boundaries over whole
//! documents, as the sentence segmentation of Universal Dependencies is scored.
//!
//! The data is one JSON object a line, `{text, sentences, lang}`, whose sentences tile the text up
//! to white space; `lang` may be left out, and an `exact` of false passes a line over. The end of a document is no boundary to
//! be found. Pieces of an over-long unit count as the one sentence they were cut from.

use gleaner_engine::fit::{Buffers, SentenceSpan, clean, sentences_of_block};
use gleaner_engine::{InputFormat, Language, detect};
use serde::Deserialize;
use std::fmt;
use std::io::BufRead;

/// Boundaries found, right and wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoundaryScore {
    /// Documents read.
    pub documents: usize,
    /// Documents in which every boundary is right and none is missing.
    pub exact: usize,
    /// Boundaries in the data.
    pub expected: usize,
    /// Boundaries that gleaner set.
    pub found: usize,
    /// Boundaries that both have.
    pub right: usize,
}

impl BoundaryScore {
    /// The share of boundaries set that are right, 0 to 1; 1 where none was set.
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// The share of boundaries in the data that were set, 0 to 1; 1 where there is none.
    pub fn recall(self) -> f64 {
        share(self.right, self.expected)
    }

    /// The harmonic mean of precision and recall, 0 to 1.
    pub fn f1(self) -> f64 {
        share(2 * self.right, self.expected + self.found)
    }

    fn add(&mut self, expected: &[usize], found: &[usize]) {
        self.documents += 1;
        self.exact += usize::from(expected == found);
        self.expected += expected.len();
        self.found += found.len();
        // Both ascend.
        self.right += expected
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

/// A line that could not be scored.
#[derive(Debug)]
pub struct SegmentationError {
    /// Counted from 1.
    line: usize,
    cause: String,
}

impl fmt::Display for SegmentationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SegmentationError { line, cause } = self;
        write!(
            f,
            "line {line}: {cause}; expected a JSON object with text and sentences (a list that tiles it)"
        )
    }
}

impl std::error::Error for SegmentationError {}

#[derive(Deserialize)]
struct Annotated {
    text: String,
    sentences: Vec<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    exact: Option<bool>,
}

/// Scores the boundaries in every document of `data`; `differs` is called with each document whose
/// boundaries differ: its text, and the ends (in bytes) that are missing and that are wrong.
///
/// # Errors
///
/// The first line that cannot be read, is no such object, or whose sentences do not tile its text.
pub fn boundary_score(
    data: impl BufRead,
    mut differs: impl FnMut(&str, &[usize], &[usize]),
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
        let document: Annotated = serde_json::from_str(&line).map_err(|error| fail(&error))?;
        if document.exact == Some(false) {
            continue;
        }
        let expected = expected_ends(&document)
            .ok_or_else(|| fail(&"the sentences are not those of the text"))?;
        let language = document.lang.as_deref().and_then(Language::from_tag);
        let found = found_ends(&document.text, language, &mut buffers);
        score.add(&expected, &found);
        if expected != found {
            let only = |these: &[usize], those: &[usize]| -> Vec<usize> {
                these
                    .iter()
                    .copied()
                    .filter(|end| !those.contains(end))
                    .collect()
            };
            differs(
                &document.text,
                &only(&expected, &found),
                &only(&found, &expected),
            );
        }
    }
    Ok(score)
}

/// Where each sentence but the last ends, by the data; `None` where they do not tile the text.
fn expected_ends(document: &Annotated) -> Option<Vec<usize>> {
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

/// Where each sentence but the last ends, by gleaner.
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
    let whole = sentences.iter().filter(|sentence| !sentence.continues);
    let mut ends: Vec<usize> = whole.filter_map(source_end).collect();
    ends.pop();
    ends
}
