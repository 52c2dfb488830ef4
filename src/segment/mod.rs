//! Blocks → sentences → words.
//!
//! Sentence ends are found by own rules on candidates (`scan`): what stands at the candidate and
//! behind it (`stop`), the rules (`rules`), and the words they know (`table`). The walk that
//! joins them is `splitter`; units that come out too long are cut in `cut`.

mod chars;
mod cut;
mod rules;
mod scan;
mod splitter;
mod stop;
mod table;
mod words;

pub use words::{words, words_within};

use crate::clean::{Block, Role};
use crate::language::Language;
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
    let text = block.span.of(content);
    let base = block.span.start as usize;
    let splitter = Splitter::new(text, base, Table::of(language), sentences);
    match block.role {
        Role::Table | Role::Code => splitter.run_lines(),
        _ => splitter.run(),
    }
}
