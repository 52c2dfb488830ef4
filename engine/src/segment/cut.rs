//! Cuts units that are too long to be read or scored as one sentence.

use crate::cancel::Cancel;
use crate::span::Span;

/// A sentence as it was found in the text, before anything is trimmed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceSpan {
    /// Where the sentence is in clean text, without white space at either end.
    pub span: Span,
    /// Whether it is a piece of a unit that was too long and was cut for scoring.
    pub cut: bool,
    /// Whether the unit continues in the next span: true for every piece but the last.
    pub continues: bool,
}

/// A unit that no terminator ends is cut if it is longer than this: about 65 English words, twice a
/// long sentence. Such units are mostly speech or lists without punctuation.
const OPEN_UNIT_BYTES_MAX: usize = 400;

/// A unit that a terminator ends is a sentence, and is cut only if it is longer than this. Of 25,000
/// sentences of news, web and encyclopedia text none is longer, while some sentences of statutes are.
const SENTENCE_BYTES_MAX: usize = 1000;

/// The length of a piece is at most this, and at least a quarter of it.
const PIECE_BYTES_MAX: usize = 400;
const PIECE_BYTES_MIN: usize = PIECE_BYTES_MAX / 4;

/// Appends the unit `text[start..]`, in pieces if it is too long. `has_terminator` says whether a
/// terminator ends it; `base` is the position of `text` in clean text. Returns `None` when cancelled.
#[inline]
pub(super) fn push(
    text: &str,
    start: usize,
    has_terminator: bool,
    base: usize,
    sentences: &mut Vec<SentenceSpan>,
    cancel: &mut Cancel,
) -> Option<()> {
    let end = text.len();
    let bytes_max = if has_terminator {
        SENTENCE_BYTES_MAX
    } else {
        OPEN_UNIT_BYTES_MAX
    };
    if end - start > bytes_max {
        return push_pieces(text, start, base, sentences, cancel);
    }
    let span = Span::new(base + start..base + end);
    sentences.push(SentenceSpan {
        span,
        cut: false,
        continues: false,
    });
    cancel.check_after(end - start)
}

#[cold]
fn push_pieces(
    text: &str,
    mut start: usize,
    base: usize,
    sentences: &mut Vec<SentenceSpan>,
    cancel: &mut Cancel,
) -> Option<()> {
    let end = text.len();
    while start < end {
        let unit = &text[start..end];
        let length = piece_bytes(unit);
        cancel.check_after(length)?;
        let piece = unit[..length].trim_end();
        let next = end - unit[length..].trim_start().len();
        sentences.push(SentenceSpan {
            span: Span::new(base + start..base + start + piece.len()),
            cut: true,
            continues: next < end,
        });
        start = next;
    }
    Some(())
}

/// The length of the first piece of `unit`: up to the best boundary, or the last of equally good ones.
fn piece_bytes(unit: &str) -> usize {
    if unit.len() <= PIECE_BYTES_MAX {
        return unit.len();
    }
    // Leaves enough for a last piece that is not too short.
    let most = PIECE_BYTES_MAX.min(unit.len() - PIECE_BYTES_MIN);
    let mut best = (BoundaryRank::None, 0);
    let mut last_char = most;
    for (at, c) in unit.char_indices().take_while(|&(at, _)| at <= most) {
        last_char = at;
        if at >= PIECE_BYTES_MIN {
            let after = at + c.len_utf8();
            let rank = boundary_rank(c, &unit[after..]);
            // White space belongs to neither piece, other characters to the piece before.
            let cut = if c.is_whitespace() { at } else { after };
            if rank >= best.0 && rank != BoundaryRank::None {
                best = (rank, cut);
            }
        }
    }
    if best.0 == BoundaryRank::None {
        last_char
    } else {
        best.1
    }
}

/// How good a boundary a character is, the best last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BoundaryRank {
    None,
    Space,
    Comma,
    Clause,
    Line,
}

/// The rank of `c`, which `after` follows.
fn boundary_rank(c: char, after: &str) -> BoundaryRank {
    let before_gap = after.starts_with(char::is_whitespace);
    match c {
        '\n' => BoundaryRank::Line,
        ';' | ':' | '–' | '—' if before_gap => BoundaryRank::Clause,
        '；' | '：' | '؛' | '၊' | '፤' | '፣' => BoundaryRank::Clause,
        ',' if before_gap => BoundaryRank::Comma,
        '，' | '、' | '،' => BoundaryRank::Comma,
        c if c.is_whitespace() => BoundaryRank::Space,
        _ => BoundaryRank::None,
    }
}
