//! The form of a sentence: how it ends, whether what it opens it closes.

use super::Flags;
use crate::segment::is_terminator;
use crate::span::Span;

/// What may open or close something in a sentence, or is a sign of money, as [`Pairs`] knows it, counted
/// without a branch: what comes next no processor foresees.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    straight: u32,
    opening: u32,
    closing: u32,
    money: bool,
    /// Whether there are brackets of any kind.
    pub(super) brackets: bool,
}

impl Marks {
    /// Takes the mark in that `bytes` start with.
    #[inline]
    pub(super) fn note(&mut self, bytes: &[u8]) {
        let first = match bytes.first_chunk() {
            Some(first) => *first,
            None => {
                let mut first = [0; 4];
                first[..bytes.len()].copy_from_slice(bytes);
                first
            }
        };
        let four = u32::from_le_bytes(first);
        let (one, two, three) = (four & 0xFF, four & 0xFFFF, four & 0xFF_FFFF);
        let is = |found: u32, mark: &str| {
            let mut bytes = [0; 4];
            bytes[..mark.len()].copy_from_slice(mark.as_bytes());
            found == u32::from_le_bytes(bytes)
        };
        self.straight += u32::from(is(one, "\""));
        // The other quotation marks differ from language to language.
        self.opening += u32::from(is(three, "“"));
        self.closing += u32::from(is(three, "”"));
        self.money |= is(one, "$") | is(one, "%") | is(two, "£") | is(two, "¥") | is(three, "€");
        self.brackets |= is(one, "(") | is(one, ")") | is(one, "[") | is(one, "]");
    }

    #[inline]
    fn set(self, flags: &mut Flags) {
        let Marks {
            straight,
            opening,
            closing,
            money,
            ..
        } = self;
        let is_unbalanced = !straight.is_multiple_of(2) | (opening != closing);
        flags.set(Flags::QUOTES, straight | opening | closing != 0);
        flags.set(Flags::UNBALANCED, is_unbalanced);
        flags.set(Flags::MONEY, money);
    }
}

/// Reads the flags of form off the `kept` spans of a sentence; `marks` are where in it something may
/// open or close, or be a sign of money, and `counted` is how many of which, where nothing is left out
/// and no bracket is among them: then order plays no part.
#[inline]
pub(super) fn read(
    content: &str,
    kept: &[Span],
    marks: &[u32],
    counted: Option<Marks>,
    flags: &mut Flags,
) {
    match counted {
        None => read_pairs(content, kept, marks, flags),
        Some(counted) => counted.set(flags),
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_counted_as_one_by_one(text in "[a\"“”$%£¥€#‘é]{0,20}") {
            let content = format!("{text}.");
            let kept = [Span::new(0..content.len())];
            let is_mark = |&(_, c): &(usize, char)| !c.is_ascii_alphanumeric() && c != '.';
            let marks: Vec<u32> = content
                .char_indices()
                .filter(is_mark)
                .map(|(at, _)| at as u32)
                .collect();
            let mut counted = Marks::default();
            marks.iter().for_each(|mark| counted.note(&content.as_bytes()[*mark as usize..]));
            let (mut flags, mut expected) = (Flags::default(), Flags::default());
            read(&content, &kept, &marks, Some(counted), &mut flags);
            read_pairs(&content, &kept, &marks, &mut expected);
            prop_assert_eq!(flags, expected);
        }
    }
}
