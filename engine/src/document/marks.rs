//! The punctuation of a sentence: whether its quotation marks and brackets pair up, whether it contains
//! money signs, and how it ends.

use super::Flags;
use crate::segment::is_terminator;
use crate::span::Span;

/// How many of each mark a sentence has, counted without branches, because which mark comes next is
/// unpredictable.
///
/// The plain equivalent is [`MarkPairs`], which reads the marks in order. Counts give the same flags where
/// order does not matter: in sentences without brackets of which nothing was trimmed. The test
/// `marks_are_counted_as_one_by_one` holds the two equal. Before, the few marks of a sentence were searched
/// four times, each time in a loop with an unpredictable end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MarkCounts {
    /// Straight quotation marks.
    straight: u32,
    /// Opening quotation marks.
    opening: u32,
    /// Closing quotation marks.
    closing: u32,
    has_money: bool,
    /// Whether there are round or square brackets.
    pub(super) has_brackets: bool,
}

impl MarkCounts {
    /// Counts the mark at the start of `bytes`.
    #[inline]
    pub(super) fn add(&mut self, bytes: &[u8]) {
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
        // Other quotation marks open in one language and close in another.
        self.opening += u32::from(is(three, "“"));
        self.closing += u32::from(is(three, "”"));
        self.has_money |=
            is(one, "$") | is(one, "%") | is(two, "£") | is(two, "¥") | is(three, "€");
        self.has_brackets |= is(one, "(") | is(one, ")") | is(one, "[") | is(one, "]");
    }

    /// Sets the flags that depend on the marks of a sentence without brackets.
    #[inline]
    fn set_flags(self, flags: &mut Flags) {
        let MarkCounts {
            straight,
            opening,
            closing,
            has_money,
            ..
        } = self;
        let is_unbalanced = !straight.is_multiple_of(2) | (opening != closing);
        flags.set(Flags::QUOTES, straight | opening | closing != 0);
        flags.set(Flags::UNBALANCED, is_unbalanced);
        flags.set(Flags::MONEY, has_money);
    }
}

/// Sets the flags that depend on the punctuation of a sentence with the spans `kept`. `marks` are the positions of
/// its brackets, quotation marks and money signs. `counted` are their counts, if nothing of the sentence
/// was trimmed and it has no brackets; else `None`.
#[inline]
pub(super) fn set_flags(
    content: &str,
    kept: &[Span],
    marks: &[u32],
    counted: Option<MarkCounts>,
    flags: &mut Flags,
) {
    match counted {
        None => set_flags_in_order(content, kept, marks, flags),
        Some(counted) => counted.set_flags(flags),
    }
    if let Some(first) = kept.first() {
        flags.set(Flags::OPENS_WITH_QUOTE, opens_with_quote(first.of(content)));
    }
    if let Some(last) = kept.last() {
        match content.as_bytes()[last.range()] {
            // The ends of most sentences, for which no flag is set.
            [.., b'.'] | [.., b'.', b'"'] => {}
            _ => set_end_flags(last.of(content), flags),
        }
    }
}

/// Whether `text` starts with a quotation mark that opens.
fn opens_with_quote(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'"' | b'\'') => true,
        Some(byte) if byte.is_ascii() => false,
        _ => text.starts_with(['“', '‘', '„', '«', '「', '『']),
    }
}

/// Sets the flags that depend on `marks`, reading them in order.
fn set_flags_in_order(content: &str, kept: &[Span], marks: &[u32], flags: &mut Flags) {
    let mut pairs = MarkPairs::default();
    let mut marks = marks.iter().peekable();
    for span in kept {
        let bytes = &content.as_bytes()[..span.end as usize];
        while let Some(&mark) = marks.next_if(|mark| **mark < span.end) {
            if mark >= span.start {
                pairs.add(&bytes[mark as usize..]);
            }
        }
    }
    pairs.set_flags(flags);
}

/// Sets the flags that depend on how the sentence `text` ends.
fn set_end_flags(text: &str, flags: &mut Flags) {
    let end = text.trim_end_matches(is_closer);
    let terminator = end.chars().next_back().unwrap_or(' ');
    flags.set(
        Flags::QUESTION,
        matches!(terminator, '?' | '？' | '؟' | ';'),
    );
    flags.set(Flags::COLON, matches!(terminator, ':' | '：'));
    flags.set(Flags::UNTERMINATED, !is_terminator(terminator));
}

/// Whether `c` is a mark that may follow the terminator of a sentence.
fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '】' | '」' | '』' | '）'
    )
}

/// How many quotation marks and brackets are open while the marks of a sentence are read in order.
#[derive(Default)]
struct MarkPairs {
    has_quotes: bool,
    has_money: bool,
    /// The number of straight quotation marks.
    straight: u32,
    /// Opening less closing curly quotation marks, and so on for both kinds of brackets.
    curly: i32,
    round: i32,
    square: i32,
    /// Whether a bracket was closed before it was opened.
    closed_early: bool,
}

impl MarkPairs {
    /// Reads the mark at the start of `bytes`.
    fn add(&mut self, bytes: &[u8]) {
        match bytes {
            [b'"', ..] => {
                self.straight += 1;
                self.has_quotes = true;
            }
            [b'(', ..] => self.round += 1,
            [b'$' | b'%', ..] | [0xC2, 0xA3 | 0xA5, ..] | [0xE2, 0x82, 0xAC, ..] => {
                self.has_money = true; // $ % £ ¥ €
            }
            [b')', ..] => self.round -= 1,
            [b'[', ..] => self.square += 1,
            [b']', ..] => self.square -= 1,
            // “ and ”. Other quotation marks open in one language and close in another.
            [0xE2, 0x80, 0x9C, ..] => {
                self.curly += 1;
                self.has_quotes = true;
            }
            [0xE2, 0x80, 0x9D, ..] => {
                self.curly -= 1;
                self.has_quotes = true;
            }
            _ => {}
        }
        self.closed_early |= self.round < 0 || self.square < 0;
    }

    fn set_flags(&self, flags: &mut Flags) {
        flags.set(Flags::QUOTES, self.has_quotes);
        flags.set(Flags::UNBALANCED, !self.is_balanced());
        flags.set(Flags::MONEY, self.has_money);
    }

    fn is_balanced(&self) -> bool {
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
            let mut counted = MarkCounts::default();
            marks.iter().for_each(|mark| counted.add(&content.as_bytes()[*mark as usize..]));
            let (mut flags, mut expected) = (Flags::default(), Flags::default());
            set_flags(&content, &kept, &marks, Some(counted), &mut flags);
            set_flags_in_order(&content, &kept, &marks, &mut expected);
            expected.set(Flags::OPENS_WITH_QUOTE, opens_with_quote(&content));
            prop_assert_eq!(flags, expected);
        }
    }
}
