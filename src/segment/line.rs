//! Whether a line end inside a block ends a sentence: lines may have been wrapped to a width, or
//! be an item each.

use super::chars::{Kind, char_before, skip_white};
use memchr::memchr_iter;

/// How the lines of a block came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Broken by a program where the next word did not fit: line ends are spaces.
    Wrapped,
    /// Broken by the writer.
    Lines,
}

/// Nobody wraps text to fewer columns.
const WRAP_BYTES_MIN: usize = 40;

impl Layout {
    /// Reads the layout off the lines of `block`: in wrapped text the first word of a line would
    /// have made the line before it longer than the longest. One pass over it.
    pub(super) fn of(block: &str) -> Layout {
        let mut width = 0;
        let mut count = 0;
        for line in block.split('\n') {
            width = width.max(line.trim_end().len());
            count += 1;
        }
        // Two lines prove nothing: the longer one is the width.
        if count < 3 || width < WRAP_BYTES_MIN {
            return Layout::Lines;
        }
        let misfits = memchr_iter(b'\n', block.as_bytes())
            .scan(0, |line_start, end| {
                let line = block[*line_start..end].trim_end();
                *line_start = end + 1;
                let word = block[end + 1..].split_whitespace().next().unwrap_or("");
                Some(line.len() + 1 + word.len() > width)
            })
            .filter(|&misfit| misfit)
            .count();
        // Paragraphs may have been set without blank lines between them.
        if misfits * 5 >= (count - 1) * 4 {
            Layout::Wrapped
        } else {
            Layout::Lines
        }
    }
}

/// Writers who break lines by hand break them earlier than this.
const LINE_BYTES_MIN: usize = 45;

/// Whether the line end at `at` ends a sentence that no terminator has ended.
pub(super) fn ends_sentence(text: &str, at: usize, layout: Layout) -> bool {
    let next = skip_white(text, at);
    let last = char_before(text, at);
    match Kind::at(text, next) {
        Kind::End | Kind::Bullet => true,
        _ if layout == Layout::Wrapped => false,
        Kind::Lower if is_list_letter(text, next) => true,
        Kind::Lower => {
            let unfinished = matches!(last, Some(' ' | ',' | '-' | ';' | ':'));
            !unfinished && line_bytes(text, at) < LINE_BYTES_MIN
        }
        Kind::Upper | Kind::Digit => last != Some(',') || line_bytes(text, at) < LINE_BYTES_MIN,
        _ => true,
    }
}

/// "a)" or "b." at the start of a line.
fn is_list_letter(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at + 1), Some(b')' | b'.'))
}

/// The length of the line that ends at `at`, or [`LINE_BYTES_MIN`] if it is longer.
fn line_bytes(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[at.saturating_sub(LINE_BYTES_MIN)..at];
    let line_start = memchr::memrchr(b'\n', bytes).map_or(0, |newline| newline + 1);
    bytes.len() - line_start
}
