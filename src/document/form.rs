//! The form of a sentence: how it ends, whether what it opens it closes.

use super::Flags;
use crate::segment::is_terminator;
use crate::span::Span;

/// Reads the flags of form off the `kept` spans of a sentence; `marks` are where in it something may
/// open or close, or be a sign of money.
pub(super) fn read(content: &str, kept: &[Span], marks: &[u32], flags: &mut Flags) {
    if !marks.is_empty() {
        read_pairs(content, kept, marks, flags);
    }
    if let Some(last) = kept.last() {
        match content.as_bytes()[last.range()] {
            // As most sentences end.
            [.., b'.'] | [.., b'.', b'"'] => {}
            _ => set_end(last.of(content), flags),
        }
    }
}

fn read_pairs(content: &str, kept: &[Span], marks: &[u32], flags: &mut Flags) {
    let mut pairs = Pairs::default();
    let mut marks = marks.iter().peekable();
    for span in kept {
        let bytes = &content.as_bytes()[..span.end as usize];
        while let Some(&mark) = marks.next_if(|mark| **mark < span.end) {
            if mark >= span.start {
                pairs.mark(&bytes[mark as usize..]);
            }
        }
    }
    pairs.set(flags);
}

/// Sets the flags of how `text` ends.
fn set_end(text: &str, flags: &mut Flags) {
    let end = text.trim_end_matches(is_closer);
    let terminator = end.chars().next_back().unwrap_or(' ');
    flags.set(
        Flags::QUESTION,
        matches!(terminator, '?' | '？' | '؟' | ';'),
    );
    flags.set(Flags::COLON, matches!(terminator, ':' | '：'));
    flags.set(Flags::UNTERMINATED, !is_terminator(terminator));
}

/// Whether `c` may stand behind the terminator of a sentence.
fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '】' | '」' | '』' | '）'
    )
}

/// Whether quotation marks and brackets pair up.
#[derive(Default)]
struct Pairs {
    quotes: bool,
    money: bool,
    straight: u32,
    curly: i32,
    round: i32,
    square: i32,
    closed_early: bool,
}

impl Pairs {
    /// Takes the mark in that `bytes` start with.
    fn mark(&mut self, bytes: &[u8]) {
        match bytes {
            [b'"', ..] => {
                self.straight += 1;
                self.quotes = true;
            }
            [b'(', ..] => self.round += 1,
            [b'$' | b'%', ..] | [0xC2, 0xA3 | 0xA5, ..] | [0xE2, 0x82, 0xAC, ..] => {
                self.money = true; // $ % £ ¥ €
            }
            [b')', ..] => self.round -= 1,
            [b'[', ..] => self.square += 1,
            [b']', ..] => self.square -= 1,
            // U+201C and U+201D; the other quotation marks differ from language to language.
            [0xE2, 0x80, 0x9C, ..] => {
                self.curly += 1;
                self.quotes = true;
            }
            [0xE2, 0x80, 0x9D, ..] => {
                self.curly -= 1;
                self.quotes = true;
            }
            _ => {}
        }
        self.closed_early |= self.round < 0 || self.square < 0;
    }

    fn set(&self, flags: &mut Flags) {
        flags.set(Flags::QUOTES, self.quotes);
        flags.set(Flags::UNBALANCED, !self.balanced());
        flags.set(Flags::MONEY, self.money);
    }

    fn balanced(&self) -> bool {
        self.straight.is_multiple_of(2)
            && self.curly == 0
            && self.round == 0
            && self.square == 0
            && !self.closed_early
    }
}
