//! Blocks → sentences → words.
//!
//! Sentences: the bitmaps of `scan` tell where a sentence may end. `splitter` visits these positions.
//! `fast_path` decides most of them from a few bytes. For the others, `terminator` reads what stands
//! there and behind it, and `rules` decide with the words in `boundary_table`. `cut` cuts units that
//! are too long. `chars` has what all of them ask about single characters.
//!
//! Words: `words` finds the words of one text, `word_spans` those of all sentences of a document.

mod boundary_table;
mod chars;
mod cut;
mod fast_path;
mod rules;
mod splitter;
mod terminator;
mod word_spans;
mod words;

pub use cut::SentenceSpan;
pub(crate) use terminator::is_terminator;
pub(crate) use word_spans::WordSpans;
pub(crate) use words::is_single_char_word;
pub use words::words;
pub(crate) use words::words_within;

use crate::cancel::{Cancel, never_cancelled};
use crate::clean::{Block, Role};
use crate::language::Language;
use crate::scan::Bitmaps;
use crate::span::Span;
use boundary_table::BoundaryTable;
use splitter::Splitter;

/// Appends the sentences of one block. They cover all its text except white space, in order.
///
/// A unit of more than 400 bytes that no terminator ends, or of more than 1,000 bytes that one ends,
/// is cut at its best inner boundaries. Takes time linear in the length of the block.
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

/// Like [`sentences`], with the `bitmaps` of `content`. Returns `None` when cancelled.
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
    let table = BoundaryTable::of(language);
    let splitter = Splitter::new(text, base, table, sentences, cancel);
    match block.role {
        Role::Table | Role::Code => splitter.run_lines(),
        _ => {
            // By reference, because copies of the iterator's buffer are expensive.
            let possible_ends = &mut bitmaps.possible_ends(block.span);
            let possible_ends = possible_ends.map(|at| at - base);
            match table.other_mark {
                None => splitter.run(possible_ends),
                Some(mark) => splitter.run_any(&mut with_marks(possible_ends, mark, text)),
            }
        }
    }
}

/// The ascending positions `ends`, and those of `mark` in `text`.
fn with_marks<'t>(
    ends: impl Iterator<Item = usize> + 't,
    mark: &'t str,
    text: &'t str,
) -> impl Iterator<Item = usize> + 't {
    let mut marks = memchr::memmem::find_iter(text.as_bytes(), mark).peekable();
    let mut ends = ends.peekable();
    std::iter::from_fn(move || match (ends.peek(), marks.peek()) {
        (Some(end), Some(mark)) if mark < end => marks.next(),
        (None, _) => marks.next(),
        _ => ends.next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// A block of 1 MiB ends early when it is cancelled, whatever its sentences are like.
    #[test]
    fn a_block_can_be_cancelled() {
        let check = |unit: &str, role: Role| {
            let content = unit.repeat((1 << 20) / unit.len());
            let span = Span::new(0..content.len());
            let mut bitmaps = Bitmaps::default();
            never_cancelled(|cancel| bitmaps.read(&content, cancel));
            let asked = Cell::new(0);
            let sentences_when_cancelled_after = |checks: usize| {
                asked.set(0);
                let is_cancelled = || {
                    asked.set(asked.get() + 1);
                    asked.get() > checks
                };
                let mut sentences = Vec::new();
                let block = Block { span, role };
                let cancel = &mut Cancel::new(&is_cancelled);
                let english = Language::ENGLISH;
                let done =
                    sentences_until(&content, &bitmaps, block, english, &mut sentences, cancel);
                (sentences.len(), done.is_some())
            };
            let (all, done) = sentences_when_cancelled_after(usize::MAX);
            assert!(done && asked.get() >= 12, "asked {} times", asked.get());
            let (some, done) = sentences_when_cancelled_after(3);
            assert!(!done && some < all / 2, "{some} of {all} sentences");
            assert_eq!(asked.get(), 4);
        };
        check("The council voted to build the bridge. ", Role::Body);
        check("and then the council voted to build it ", Role::Body);
        check("x = 1\n", Role::Code);
    }
}
