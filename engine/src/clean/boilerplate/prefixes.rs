//! What boilerplate starts with.

use super::phrases::{LETTER_PREFIXES, OTHER_PREFIXES, Prefix, REQUESTS};
use crate::clean::block::Role;
use crate::clean::date::DATE_BYTES_MAX;
use crate::clean::text_form::{is_bullet, lowercase_ascii};
use crate::scan::has_byte_within;
use crate::span::Span;

/// Sentences of at most this many words are judged even where they have no trigger word, unless they
/// are surely prose.
pub(super) const SHORT_WORDS_MAX: usize = 10;

/// The role of a text in lower case that starts with one of the prefixes and has no more words than
/// the prefix allows.
pub(super) fn role_by_prefix(lower: &[u8]) -> Option<Role> {
    let text = &lower[lower.iter().take_while(|byte| is_lead_mark(**byte)).count()..];
    let (_, role, words_max) = prefix_of(text)?;
    let words = text.split(u8::is_ascii_whitespace);
    (words.filter(|word| !word.is_empty()).count() <= *words_max).then_some(*role)
}

/// Whether `byte` may stand before a prefix.
fn is_lead_mark(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'*' | b'_' | b'>' | b' ' | b'|')
}

/// The first of the prefixes that `text`, which is in lower case, starts with.
fn prefix_of(text: &[u8]) -> Option<&'static Prefix> {
    match *text {
        [first @ b'a'..=b'z', b, c, d, ..] => {
            let head = u32::from_le_bytes([first, b, c, d]);
            let letter = usize::from(first - b'a');
            let mut prefixes = (LETTER_STARTS[letter]..LETTER_STARTS[letter + 1])
                .filter(|index| FOUR_BYTE_HEADS[*index] == head)
                .map(|index| &LETTER_PREFIXES[index]);
            prefixes.find(|(prefix, ..)| starts_with_words(text, prefix.as_bytes()))
        }
        _ => {
            (OTHER_PREFIXES.iter()).find(|(prefix, ..)| starts_with_words(text, prefix.as_bytes()))
        }
    }
}

/// Whether `text`, in any case, may start with a prefix that allows more than [`SHORT_WORDS_MAX`]
/// words. May be wrong about texts without such a prefix, never about texts with one, to which the test
/// `no_long_prefix_is_missed` holds it.
#[inline]
pub(super) fn may_have_long_prefix(text: &[u8]) -> bool {
    match text {
        // A long "(London) The mill …" has no prefix. "(example.com) Scroll down" may have one, because
        // there is a full stop in its first word.
        [b'(', letter, ..] if letter.is_ascii_alphabetic() && text.len() > DATE_BYTES_MAX => {
            let mut tag = text.iter().take_while(|byte| **byte != b' ');
            tag.any(|byte| *byte == b'.') || starts_with_prefix_in(&PREFIX_HEADS, &text[1..])
        }
        [first, ..] if is_lead_mark(*first) => true,
        [0xC2, 0xA9, ..] => true,               // ©
        [0xC3, ..] => starts_with_prefix(text), // "À lire"
        // Quotation marks are frequent, and are none of the symbols that may stand before a prefix.
        [0xE2, 0x80, 0x98..=0x9F, ..] => false,
        // » → ▶ 📧
        [0xC2 | 0xE2 | 0xF0, ..] => starts_with_symbols_and_prefix(text),
        _ => starts_with_prefix_in(&LONG_PREFIX_HEADS, text),
    }
}

/// Whether `text` starts with a prefix whose head is in `heads`.
#[inline]
fn starts_with_prefix_in(heads: &HeadSet, text: &[u8]) -> bool {
    let head = text.first_chunk();
    head.is_some_and(|head| heads.may_contain(*head)) && starts_with_prefix(text)
}

/// Whether `text` starts with symbols and any prefix after them.
#[cold]
fn starts_with_symbols_and_prefix(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).ok().and_then(after_symbols);
    text.is_some_and(|text| starts_with_prefix_in(&PREFIX_HEADS, text.as_bytes()))
}

/// Whether `text`, in any case, starts with any prefix.
#[cold]
fn starts_with_prefix(text: &[u8]) -> bool {
    let mut lower = [0; PREFIX_BYTES_MAX];
    lowercase_ascii(text, &mut lower);
    prefix_of(&lower[..text.len().min(PREFIX_BYTES_MAX)]).is_some()
}

/// No prefix is longer, the byte after its last word included.
const PREFIX_BYTES_MAX: usize = 64;

/// The text after symbols such as "→ ", "▶" or "📧 " at the start of `text`, if there are any and
/// text follows.
pub(super) fn after_symbols(text: &str) -> Option<&str> {
    // None of the symbols is ASCII.
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    let rest = text.trim_start_matches(is_symbol);
    (rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

/// Whether `c` is a bullet, arrow, dash, pictograph or the like, which may stand before a call to
/// readers.
fn is_symbol(c: char) -> bool {
    let is_other = matches!(c,
        '»' | '›' | '·' | '–' | '—' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}');
    is_other || is_bullet(c) || c.is_whitespace()
}

/// Whether only one of [`TRIGGER_WORDS`](super::TRIGGER_WORDS) could make boilerplate of the range
/// `span` of `content`. Most sentences show this by their first letters, and by having no digit and
/// no colon. May answer no for prose, but never yes for anything else, to which the test
/// `what_is_surely_prose_has_no_other_role` holds it.
pub(super) fn is_surely_prose(content: &[u8], span: Span) -> bool {
    let text = &content[span.range()];
    let (is_quoted, unquoted) = match text {
        [b'"', unquoted @ ..] | [0xE2, 0x80, 0x9C, unquoted @ ..] => (true, unquoted), // “
        _ => (false, text),
    };
    let Some(head @ &[first, second, third, fourth, ..]) = unquoted.first_chunk::<6>() else {
        return false;
    };
    // "The mill", "I thought": neither written in capitals nor without letters.
    let has_letters =
        first.is_ascii_alphabetic() && (second.is_ascii_lowercase() || third.is_ascii_lowercase());
    let may_be_request =
        || REQUEST_HEADS.may_contain(HeadSet::four_byte_head([first, second, third, fourth]));
    has_letters
        // No prefix, request or byline starts with a quotation mark.
        && (is_quoted
            || !(PREFIX_HEADS.may_contain(*head)
                || may_be_request()
                || unquoted.starts_with(b"By ")))
        // The range from '0' to ':' holds the digits and the colon.
        && !has_byte_within(content, span, b'0', b':')
}

/// The first bytes of a text: enough to tell for most texts that no prefix starts like them.
type Head = [u8; 6];

/// The heads of prefixes that allow more than [`SHORT_WORDS_MAX`] words.
static LONG_PREFIX_HEADS: HeadSet = HeadSet::of_prefixes(SHORT_WORDS_MAX + 1);

/// The heads of all [`LETTER_PREFIXES`].
static PREFIX_HEADS: HeadSet = HeadSet::of_prefixes(0);

/// The heads of [`REQUESTS`]. The shortest have three letters, to which a space is added.
static REQUEST_HEADS: HeadSet = {
    let mut heads = HeadSet([0; 256]);
    let mut index = 0;
    while index < REQUESTS.len() {
        let request = REQUESTS[index].as_bytes();
        let fourth = if request.len() > 3 { request[3] } else { b' ' };
        let head = HeadSet::four_byte_head([request[0], request[1], request[2], fourth]);
        heads = heads.with(head);
        index += 1;
    }
    heads
};

/// A set of heads, in any case, as a hash table of bits: it may contain heads that nobody put in.
struct HeadSet([u64; 256]);

impl HeadSet {
    /// The heads of [`LETTER_PREFIXES`] that allow texts of `words` words.
    const fn of_prefixes(words: usize) -> HeadSet {
        let mut heads = HeadSet([0; 256]);
        let mut index = 0;
        while index < LETTER_PREFIXES.len() {
            let (prefix, _, words_max) = LETTER_PREFIXES[index];
            if words_max >= words {
                let prefix = prefix.as_bytes();
                match *prefix {
                    [a, b, c, d, e, f, ..] => heads = heads.with([a, b, c, d, e, f]),
                    // "foto:": see `may_contain`.
                    _ => assert!(prefix.len() == 5 && prefix[4] == b':'),
                }
            }
            index += 1;
        }
        heads
    }

    const fn with(mut self, head: Head) -> HeadSet {
        let slot = HeadSet::slot(head);
        self.0[slot / 64] |= 1 << (slot % 64);
        self
    }

    /// Four bytes as a head.
    const fn four_byte_head([a, b, c, d]: [u8; 4]) -> Head {
        [a, b, c, d, b' ', b' ']
    }

    /// Whether `head`, in any case, may be in the set.
    #[inline]
    fn may_contain(&self, head: Head) -> bool {
        let slot = HeadSet::slot(head);
        // Prefixes that are shorter than a head end in a colon.
        (self.0[slot / 64] >> (slot % 64) & 1 != 0) | (head[4] == b':')
    }

    /// The bit of `head`, the same in any case and for any white space.
    #[inline]
    const fn slot([a, b, c, d, e, f]: Head) -> usize {
        const ONES: u64 = u64::MAX / 0xFF;
        let head = u64::from_le_bytes([a, b, c, d, e, f, b' ', b' ']);
        // Sets bit 5 of every byte, which makes letters lower-case. Bytes that had neither bit 5 nor
        // bit 6, among them all control characters, lose their lower bits, so that every kind of white
        // space becomes a space.
        let others = (head >> 5 | head >> 6) & ONES;
        let lower = (head | ONES << 5) & !((ONES ^ others) * 0x1F);
        (lower.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize
    }
}

/// The first four bytes of each of [`LETTER_PREFIXES`], none of which is shorter.
static FOUR_BYTE_HEADS: [u32; LETTER_PREFIXES.len()] = {
    let mut heads = [0; LETTER_PREFIXES.len()];
    let mut index = 0;
    while index < heads.len() {
        let prefix = LETTER_PREFIXES[index].0.as_bytes();
        heads[index] = u32::from_le_bytes([prefix[0], prefix[1], prefix[2], prefix[3]]);
        index += 1;
    }
    heads
};

/// Where the prefixes of each letter start in [`LETTER_PREFIXES`].
static LETTER_STARTS: [usize; 27] = {
    let mut starts = [0; 27];
    let mut index = 0;
    let mut letter = 0;
    while letter < 26 {
        starts[letter] = index;
        while index < LETTER_PREFIXES.len()
            && LETTER_PREFIXES[index].0.as_bytes()[0] == b'a' + letter as u8
        {
            index += 1;
        }
        letter += 1;
    }
    starts[26] = index;
    starts
};

/// Whether `text` starts with `phrase` and does not go on within its last word.
pub(super) fn starts_with_words(text: &[u8], phrase: &[u8]) -> bool {
    let ends_in_word = phrase.last().is_some_and(u8::is_ascii_lowercase);
    let continues_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'-';
    has_prefix(text, phrase)
        && !(ends_in_word && text.get(phrase.len()).is_some_and(continues_word))
}

/// Whether `text` starts with `phrase`. The same as `text.starts_with(phrase)`, but cheaper in a search
/// through many phrases, most of which differ in their first byte.
pub(super) fn has_prefix(text: &[u8], phrase: &[u8]) -> bool {
    text.first() == phrase.first() && text.starts_with(phrase)
}

#[cfg(test)]
mod tests {
    use super::super::form::{after_speaker, is_byline, is_reference_or_source_tag, is_request};
    use super::*;
    use crate::clean::text_form::is_all_caps;
    use proptest::prelude::*;

    /// `text` as `role_by_prefix` takes it.
    fn lowercase(text: &str) -> Vec<u8> {
        let mut lower = vec![0; text.len()];
        lowercase_ascii(text.as_bytes(), &mut lower);
        lower
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_surely_prose_has_no_other_role(
            prefix in 0..LETTER_PREFIXES.len(),
            before in "[(\\[* A-Z\"“]{0,1}",
            text in "([A-Za-z]{1,6}|[A-Z]{2,7}|[0-9:.,()é\n\t]|By|May| ){0,8}",
            has_prefix in any::<bool>(),
            gap in "[ \n\t\r]",
        ) {
            let prefix = if has_prefix { LETTER_PREFIXES[prefix].0 } else { "" };
            let prefix = prefix.replace(' ', &gap);
            let text = format!("{before}{prefix}{text}");
            if is_surely_prose(text.as_bytes(), Span::new(0..text.len())) {
                let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                prop_assert!(letters >= 2 && !is_reference_or_source_tag(&text), "{}", text);
                prop_assert_eq!(role_by_prefix(&lowercase(&text)), None, "{}", text);
                let requested = format!("{text} on youtube.com");
                prop_assert!(!is_request(&requested.to_lowercase()), "{}", text);
                prop_assert!(!is_byline(&text) && !is_all_caps(&text), "{}", text);
                prop_assert!(!text.contains(|c: char| c.is_ascii_digit()), "{}", text);
                prop_assert_eq!(after_speaker(&text), None, "{}", text);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn no_long_prefix_is_missed(
            prefix in 0..LETTER_PREFIXES.len(),
            before in "[(\\[* ]?(\\(?example\\.com\\) |[A-Za-z]{1,6}\\) )?",
            text in "(:dpa|[A-Za-z]{1,6}-[a-z]{1,9}|[0-9]{1,4}|May|[.,] | | on the hill){0,20}",
            gap in "[ \n\t]",
        ) {
            let prefix = LETTER_PREFIXES[prefix].0.replace(' ', &gap);
            let text = format!("{before}{prefix}{text}");
            // Texts of few words are judged anyway.
            let is_long = text.split_whitespace().count() > SHORT_WORDS_MAX;
            if is_long && text.len() <= 400 && role_by_prefix(&lowercase(&text)).is_some() {
                prop_assert!(may_have_long_prefix(text.as_bytes()), "{}", text);
            }
        }
    }

    /// A prefix that starts with another one must stand before it, or it would never be found.
    #[test]
    fn prefixes_are_sorted() {
        let is_before = |a: &str, b: &str| a.starts_with(b) || a < b && !b.starts_with(a);
        for pair in LETTER_PREFIXES.windows(2) {
            assert!(is_before(pair[0].0, pair[1].0), "{:?}", pair);
        }
    }
}
