//! Blocks → sentences → words.

use crate::clean::Block;
use crate::language::Language;
use crate::span::Span;
use unicode_segmentation::UnicodeSegmentation;

/// One sentence as found in the text, nothing trimmed from it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentenceSpan {
    /// Where, in clean text; no white space at either end.
    pub span: Span,
    /// Whether it is a piece of an over-long unit that was cut for scoring.
    pub cut: bool,
}

/// Appends the sentences of one block, which cover all its non-blank text in order.
pub fn sentences(
    content: &str,
    block: Block,
    language: Language,
    sentences: &mut Vec<SentenceSpan>,
) {
    let _ = language;
    let text = block.span.of(content);
    for (offset, sentence) in text.split_sentence_bound_indices() {
        let start = block.span.start as usize + offset;
        let span = Span::new(start..start + sentence.len()).trimmed(content);
        if !span.is_empty() {
            sentences.push(SentenceSpan { span, cut: false });
        }
    }
}

/// Calls `word` with the range of each word of `text` (UAX #29 words that hold a letter or digit).
pub fn words(text: &str, mut word: impl FnMut(usize, usize)) {
    for (start, found) in text.unicode_word_indices() {
        word(start, start + found.len());
    }
}
