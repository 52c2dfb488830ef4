//! Cuts units that are too long to be read or scored as one sentence.

use super::SentenceSpan;
use crate::cancel::Cancel;
use crate::span::Span;

/// A unit that no terminator ends is cut beyond this: some 65 English words, twice a long
/// sentence. It is mostly speech or lists without punctuation.
const OPEN_UNIT_BYTES_MAX: usize = 400;

/// A unit that a terminator ends is a sentence, and left alone up to here: of 25,000 sentences of
/// news, web and encyclopedia text none is longer, while statutes have some.
const SENTENCE_BYTES_MAX: usize = 1000;

/// Pieces are at most so long, and at least a quarter of it.
const PIECE_BYTES_MAX: usize = 400;
const PIECE_BYTES_MIN: usize = PIECE_BYTES_MAX / 4;

/// Appends the unit `text[start..]`, in pieces if it is too long; `base` is where `text` starts in
/// clean text. `ended` says whether a terminator ends it. `None` when cancelled.
#[inline]
pub(super) fn push(
    text: &str,
    start: usize,
    ended: bool,
    base: usize,
    sentences: &mut Vec<SentenceSpan>,
    cancel: &mut Cancel,
) -> Option<()> {
    let end = text.len();
    let bytes_max = if ended {
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

/// How much of `unit` the next piece takes: up to the best inner boundary, the last among equals.
fn piece_bytes(unit: &str) -> usize {
    if unit.len() <= PIECE_BYTES_MAX {
        return unit.len();
    }
    // The last piece shall not be a mere rest.
    let most = PIECE_BYTES_MAX.min(unit.len() - PIECE_BYTES_MIN);
    let mut best = (Rank::None, 0);
    let mut last_char = most;
    for (at, c) in unit.char_indices().take_while(|&(at, _)| at <= most) {
        last_char = at;
        if at >= PIECE_BYTES_MIN {
            let after = at + c.len_utf8();
            let rank = rank(c, &unit[after..]);
            // White space goes with neither piece; other marks end the one before.
            let cut = if c.is_whitespace() { at } else { after };
            if rank >= best.0 && rank != Rank::None {
                best = (rank, cut);
            }
        }
    }
    if best.0 == Rank::None {
        last_char
    } else {
        best.1
    }
}

/// How good a place a character is to cut at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    None,
    Space,
    Comma,
    Clause,
    Line,
}

fn rank(c: char, after: &str) -> Rank {
    let before_gap = after.starts_with(char::is_whitespace);
    match c {
        '\n' => Rank::Line,
        ';' | ':' | '–' | '—' if before_gap => Rank::Clause,
        '；' | '：' | '؛' | '၊' | '፤' | '፣' => Rank::Clause,
        ',' if before_gap => Rank::Comma,
        '，' | '、' | '،' => Rank::Comma,
        c if c.is_whitespace() => Rank::Space,
        _ => Rank::None,
    }
}
