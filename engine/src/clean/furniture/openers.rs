//! What furniture starts with.

use super::phrases::{LETTER_OPENERS, OPENERS, REQUESTS};
use super::{DATE_BYTES_MAX, fold_bytes, unadorned};
use crate::clean::{Role, WORDS_SHORT};
use crate::scan::has_byte_within;
use crate::span::Span;

/// The role of a text that starts with one of [`OPENERS`] and has no more words than that may have.
pub(super) fn by_opener(folded: &[u8]) -> Option<Role> {
    let opened = &folded[folded.iter().take_while(|byte| is_mark(**byte)).count()..];
    let (_, role, words_max) = opener(opened)?;
    let words = opened.split(u8::is_ascii_whitespace);
    (words.filter(|word| !word.is_empty()).count() <= *words_max).then_some(*role)
}

/// What furniture may stand behind.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'*' | b'_' | b'>' | b' ' | b'|')
}

/// The first of [`OPENERS`] that `opened` starts with.
fn opener(opened: &[u8]) -> Option<&'static (&'static str, Role, usize)> {
    match *opened {
        [first @ b'a'..=b'z', b, c, d, ..] => {
            let head = u32::from_le_bytes([first, b, c, d]);
            let letter = usize::from(first - b'a');
            let mut openers = (LETTER_STARTS[letter]..LETTER_STARTS[letter + 1])
                .filter(|index| OPENER_HEADS[*index] == head)
                .map(|index| &LETTER_OPENERS[index]);
            openers.find(|(opener, ..)| starts_with(opened, opener.as_bytes()))
        }
        _ => (OPENERS.iter()).find(|(opener, ..)| starts_with(opened, opener.as_bytes())),
    }
}

/// Whether a text of these bytes may start with one of [`OPENERS`] that may have more than
/// [`WORDS_SHORT`] words.
#[inline]
pub(in crate::clean) fn has_long_opener(text: &[u8]) -> bool {
    match text {
        // "(London) The mill" has none, long as it is; "(example.com) Scroll down" may, since a full stop
        // is in its first word.
        [b'(', letter, ..] if letter.is_ascii_alphabetic() && text.len() > DATE_BYTES_MAX => {
            let mut tag = text.iter().take_while(|byte| **byte != b' ');
            tag.any(|byte| *byte == b'.') || starts_with_opener_of(&HEADS, &text[1..])
        }
        [first, ..] if is_mark(*first) => true,
        [0xC2, 0xA9, ..] => true,               // ©
        [0xC3, ..] => starts_with_opener(text), // "À lire"
        // Quotation marks come often, and set nothing off.
        [0xE2, 0x80, 0x98..=0x9F, ..] => false,
        // » → ▶ 📧
        [0xC2 | 0xE2 | 0xF0, ..] => starts_adorned(text),
        _ => starts_with_opener_of(&LONG_HEADS, text),
    }
}

#[inline]
fn starts_with_opener_of(heads: &Heads, text: &[u8]) -> bool {
    let head = text.first_chunk();
    head.is_some_and(|head| heads.has(*head)) && starts_with_opener(text)
}

/// Whether what is set off by ornaments starts with any opener.
#[cold]
fn starts_adorned(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).ok().and_then(unadorned);
    text.is_some_and(|text| starts_with_opener_of(&HEADS, text.as_bytes()))
}

#[cold]
fn starts_with_opener(text: &[u8]) -> bool {
    let mut folded = [0; OPENER_BYTES_MAX];
    fold_bytes(text, &mut folded);
    opener(&folded[..text.len().min(OPENER_BYTES_MAX)]).is_some()
}

/// The first bytes of a text: so many show of most that no opener stands there.
type Head = [u8; 6];

/// The heads of openers of long texts.
static LONG_HEADS: Heads = Heads::of_openers(WORDS_SHORT + 1);

/// The heads of all [`LETTER_OPENERS`].
static HEADS: Heads = Heads::of_openers(0);

/// The heads of [`REQUESTS`], of which some have but three letters and a space behind them.
static REQUEST_HEADS: Heads = {
    let mut heads = Heads([0; 256]);
    let mut index = 0;
    while index < REQUESTS.len() {
        let request = REQUESTS[index].as_bytes();
        let fourth = if request.len() > 3 { request[3] } else { b' ' };
        heads = heads.with(Heads::of_four([request[0], request[1], request[2], fourth]));
        index += 1;
    }
    heads
};

/// Heads of phrases: a bit for each slot that one of them has.
struct Heads([u64; 256]);

impl Heads {
    /// Those of openers of texts that may have `words` words.
    const fn of_openers(words: usize) -> Heads {
        let mut heads = Heads([0; 256]);
        let mut index = 0;
        while index < LETTER_OPENERS.len() {
            let (opener, _, words_max) = LETTER_OPENERS[index];
            if words_max >= words {
                let opener = opener.as_bytes();
                match *opener {
                    [a, b, c, d, e, f, ..] => heads = heads.with([a, b, c, d, e, f]),
                    // "foto:": see `has`.
                    _ => assert!(opener.len() == 5 && opener[4] == b':'),
                }
            }
            index += 1;
        }
        heads
    }

    const fn with(mut self, head: Head) -> Heads {
        let slot = Heads::slot(head);
        self.0[slot / 64] |= 1 << (slot % 64);
        self
    }

    /// What stands for a head of four bytes.
    const fn of_four([a, b, c, d]: [u8; 4]) -> Head {
        [a, b, c, d, b' ', b' ']
    }

    /// Whether one of the phrases may start like `head`, in any case.
    #[inline]
    fn has(&self, head: Head) -> bool {
        let slot = Heads::slot(head);
        // What is shorter than a head ends in a colon.
        (self.0[slot / 64] >> (slot % 64) & 1 != 0) | (head[4] == b':')
    }

    /// Where phrases that start like `head`, in any case, are noted.
    #[inline]
    const fn slot([a, b, c, d, e, f]: Head) -> usize {
        const ONES: u64 = u64::MAX / 0xFF;
        let head = u64::from_le_bytes([a, b, c, d, e, f, b' ', b' ']);
        // White space of any kind is a space: what has neither of the bits 5 and 6 loses those below.
        let others = (head >> 5 | head >> 6) & ONES;
        let lower = (head | ONES << 5) & !((ONES ^ others) * 0x1F);
        (lower.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize
    }
}

/// No opener is longer, what follows its last word included.
const OPENER_BYTES_MAX: usize = 64;

/// The first four bytes of each of [`LETTER_OPENERS`], none of which is shorter.
static OPENER_HEADS: [u32; LETTER_OPENERS.len()] = {
    let mut heads = [0; LETTER_OPENERS.len()];
    let mut index = 0;
    while index < heads.len() {
        let opener = LETTER_OPENERS[index].0.as_bytes();
        heads[index] = u32::from_le_bytes([opener[0], opener[1], opener[2], opener[3]]);
        index += 1;
    }
    heads
};

/// Whether nothing but one of [`ANCHORS`] could make furniture of the part `span` of `content`: most
/// sentences show it by their first letters, and hold no figure and no colon.
pub(in crate::clean) fn is_surely_prose(content: &[u8], span: Span) -> bool {
    let text = &content[span.range()];
    let (is_quoted, said) = match text {
        [b'"', said @ ..] | [0xE2, 0x80, 0x9C, said @ ..] => (true, said), // “
        _ => (false, text),
    };
    let Some(head @ &[first, second, third, fourth, ..]) = said.first_chunk::<6>() else {
        return false;
    };
    // "The mill", "I thought": neither shouted nor without letters.
    let has_letters =
        first.is_ascii_alphabetic() && (second.is_ascii_lowercase() || third.is_ascii_lowercase());
    let is_request = || REQUEST_HEADS.has(Heads::of_four([first, second, third, fourth]));
    has_letters
        // No opener, request or byline is quoted.
        && (is_quoted || !(HEADS.has(*head) || is_request() || said.starts_with(b"By ")))
        && !has_byte_within(content, span, b'0', b':')
}

/// Where the openers of each letter start.
static LETTER_STARTS: [usize; 27] = {
    let mut starts = [0; 27];
    let mut index = 0;
    let mut letter = 0;
    while letter < 26 {
        starts[letter] = index;
        while index < LETTER_OPENERS.len()
            && LETTER_OPENERS[index].0.as_bytes()[0] == b'a' + letter as u8
        {
            index += 1;
        }
        letter += 1;
    }
    starts[26] = index;
    starts
};

/// Whether `text` starts with the whole words of `phrase`.
pub(super) fn starts_with(text: &[u8], phrase: &[u8]) -> bool {
    let ends_in_word = phrase.last().is_some_and(u8::is_ascii_lowercase);
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'-';
    has_prefix(text, phrase) && !(ends_in_word && text.get(phrase.len()).is_some_and(goes_on))
}

/// Whether `text` starts with `phrase`. Most of many phrases show by their first byte that it does
/// not, which spares the call that compares the rest.
pub(super) fn has_prefix(text: &[u8], phrase: &[u8]) -> bool {
    text.first() == phrase.first() && text.starts_with(phrase)
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_surely_prose_is(
            opener in 0..LETTER_OPENERS.len(),
            before in "[(\\[* A-Z\"“]{0,1}",
            text in "([A-Za-z]{1,6}|[A-Z]{2,7}|[0-9:.,()é\n\t]|By|May| ){0,8}",
            has_opener in any::<bool>(),
            gap in "[ \n\t\r]",
        ) {
            let opener = if has_opener { LETTER_OPENERS[opener].0 } else { "" };
            let opener = opener.replace(' ', &gap);
            let text = format!("{before}{opener}{text}");
            if is_surely_prose(text.as_bytes(), Span::new(0..text.len())) {
                let buffer = &mut [0; 512];
                fold(&text, buffer);
                let folded = &buffer[..text.len()];
                let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                prop_assert!(letters >= 2 && !is_only_a_mark(&text), "{}", text);
                prop_assert_eq!(by_opener(folded), None, "{}", text);
                let requested = format!("{text} on youtube.com");
                prop_assert_eq!(by_request(&requested.to_lowercase()), None, "{}", text);
                prop_assert!(!is_byline(&text) && !is_shouted(&text), "{}", text);
                prop_assert!(!text.contains(|c: char| c.is_ascii_digit()), "{}", text);
                prop_assert_eq!(said(&text), None, "{}", text);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_opens_long_furniture_is_asked_about(
            opener in 0..LETTER_OPENERS.len(),
            before in "[(\\[* ]?(\\(?example\\.com\\) |[A-Za-z]{1,6}\\) )?",
            text in "(:dpa|[A-Za-z]{1,6}-[a-z]{1,9}|[0-9]{1,4}|May|[.,] | | on the hill){0,20}",
            gap in "[ \n\t]",
        ) {
            let opener = LETTER_OPENERS[opener].0.replace(' ', &gap);
            let text = format!("{before}{opener}{text}");
            let buffer = &mut [0; 512];
            fold(&text, buffer);
            let folded = &buffer[..text.len()];
            // What has few words is asked about anyway.
            let is_long = text.split_whitespace().count() > WORDS_SHORT;
            if is_long && text.len() <= 400 && by_opener(folded).is_some() {
                prop_assert!(has_long_opener(text.as_bytes()), "{}", text);
            }
        }
    }

    /// A longer one that starts with another stands before it, or would never be found.
    #[test]
    fn openers_are_sorted() {
        let is_before = |a: &str, b: &str| a.starts_with(b) || a < b && !b.starts_with(a);
        for pair in LETTER_OPENERS.windows(2) {
            assert!(is_before(pair[0].0, pair[1].0), "{:?}", pair);
        }
    }
}
