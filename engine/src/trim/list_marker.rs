//! List markers: "• ", "- ", "2) ".

use crate::clean::{is_bullet, opens_quotation};

/// The length in bytes of a list marker at the start of `text` ("• ", "- ", "2) ", "2. ", "2/ " or "A: "),
/// the white space after it included; 0 if there is none. `ordinal_full_stop` says that a number with a full
/// stop is an ordinal in this language.
pub(super) fn list_marker_bytes(text: &str, ordinal_full_stop: bool) -> usize {
    let marker = match text.as_bytes() {
        [b'-' | b'*' | b'+', b' ', ..] => 1,
        [0xC2 | 0xE2 | 0xF0, ..] => text.len() - text.trim_start_matches(marks_item).len(),
        // Not the first of "A: 12, B: 15".
        [b'A' | b'Q', b':', b' ', next, ..] if !next.is_ascii_digit() => 2,
        [b'0'..=b'9', ..] => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            match text.as_bytes().get(digits) {
                Some(b')' | b'/') if digits <= 3 => digits + 1,
                Some(b'.') if digits <= 2 && !ordinal_full_stop => digits + 1,
                _ => return 0,
            }
        }
        _ => return 0,
    };
    let rest = &text[marker..];
    let item = rest.trim_start();
    // "- 5 degrees" may be below zero.
    let is_minus = text.starts_with(['-', '–']) && item.starts_with(|c: char| c.is_numeric());
    let starts = |c: char| c.is_alphanumeric() || opens_quotation(c);
    if item.len() == rest.len() || is_minus || !item.starts_with(starts) {
        return 0;
    }
    text.len() - item.len()
}

/// Whether `c` marks the item of a list, points to it, or is the variation selector of such an emoji.
fn marks_item(c: char) -> bool {
    let is_emoji = |c| matches!(c, '➡' | '▶' | '✅' | '✔' | '☑' | '👉' | '👇' | '🔹' | '🔸');
    is_bullet(c) || is_emoji(c) || matches!(c, '·' | '–' | '\u{fe0f}')
}
