//! Blocks → sentences → words.
//!
//! Sentence ends are found by own rules on candidates (bitmaps of them): what stands at the candidate
//! and behind it (`terminator`), the rules (`rules`), and the words they know (`table`); the usual end is
//! told without them (`usual`). The walk that joins them is `splitter`; units that come out too long are
//! cut in `cut`.

mod chars;
mod cut;
mod places;
mod rules;
mod splitter;
mod table;
mod terminator;
mod usual;
mod words;

pub(crate) use places::Places;
pub(crate) use terminator::is_terminator;
pub(crate) use words::is_lone;
pub use words::words;
pub(crate) use words::words_within;

use crate::cancel::{Cancel, never_cancelled};
use crate::clean::{Block, Role};
use crate::language::Language;
use crate::scan::Bitmaps;
use crate::span::Span;
use splitter::Splitter;
use table::Table;

/// One sentence as found in the text, nothing trimmed from it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceSpan {
    /// Where, in clean text; no white space at either end.
    pub span: Span,
    /// Whether it is a piece of an over-long unit that was cut for scoring.
    pub cut: bool,
    /// Whether the unit goes on in the next span: true for every piece but the last.
    pub continues: bool,
}

/// Appends the sentences of one block, which cover all its non-blank text in order.
///
/// A unit of more than 400 bytes that no terminator ends, or of more than 1,000 that one does, is
/// cut at the best inner boundaries. Costs one pass over the block.
pub fn sentences(
    content: &str,
    block: Block,
    language: Language,
    sentences: &mut Vec<SentenceSpan>,
) {
    let start = sentences.len();
    let text = block.span.of(content);
    let alone = Block {
        span: Span::new(0..text.len()),
        ..block
    };
    let mut bitmaps = Bitmaps::default();
    never_cancelled(|cancel| {
        bitmaps.read(text, cancel)?;
        sentences_until(text, &bitmaps, alone, language, sentences, cancel)
    });
    for sentence in &mut sentences[start..] {
        sentence.span.start += block.span.start;
        sentence.span.end += block.span.start;
    }
}

/// The same, with the `bitmaps` of `content`; `None` when cancelled.
pub(crate) fn sentences_until(
    content: &str,
    bitmaps: &Bitmaps,
    block: Block,
    language: Language,
    sentences: &mut Vec<SentenceSpan>,
    cancel: &mut Cancel,
) -> Option<()> {
    let text = block.span.of(content);
    let base = block.span.start as usize;
    let splitter = Splitter::new(text, base, Table::of(language), sentences, cancel);
    match block.role {
        Role::Table | Role::Code => splitter.run_lines(),
        _ => {
            // Lent, since it is too large to be handed on by copies.
            let stops = &mut bitmaps.stops(block.span);
            splitter.run(stops.map(|at| at - base))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// A block of a MiB is left off when the caller says so, however its sentences end.
    #[test]
    fn a_stop_is_heeded_within_a_block() {
        let check = |unit: &str, role: Role| {
            let content = unit.repeat((1 << 20) / unit.len());
            let span = Span::new(0..content.len());
            let mut bitmaps = Bitmaps::default();
            never_cancelled(|cancel| bitmaps.read(&content, cancel));
            let asked = Cell::new(0);
            let sentences_after = |looks: usize| {
                asked.set(0);
                let cancel = || {
                    asked.set(asked.get() + 1);
                    asked.get() > looks
                };
                let mut sentences = Vec::new();
                let block = Block { span, role };
                let cancel = &mut Cancel::new(&cancel);
                let english = Language::ENGLISH;
                let done =
                    sentences_until(&content, &bitmaps, block, english, &mut sentences, cancel);
                (sentences.len(), done.is_some())
            };
            let (all, done) = sentences_after(usize::MAX);
            assert!(done && asked.get() >= 12, "{} looks", asked.get());
            let (some, done) = sentences_after(3);
            assert!(!done && some < all / 2, "{some} of {all} sentences");
            assert_eq!(asked.get(), 4);
        };
        check("The council voted to build the bridge. ", Role::Body);
        check("and then the council voted to build it ", Role::Body);
        check("x = 1\n", Role::Code);
    }
}
