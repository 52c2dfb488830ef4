//! Datelines: "(CNN)", "LONDON (Reuters) — ".

use crate::clean::{is_site, opens_quotation};

/// The length in bytes of a dateline at the start of `text` ("(CNN)", "LONDON (Reuters) — ", "KABUL,
/// Afghanistan — "), the white space after it included. `has_brackets` may be false only if there is no
/// bracket in `text`.
pub(super) fn dateline_bytes(text: &str, has_brackets: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts_all_caps = match bytes {
        [b'(', ..] => return agency_end(text, 0),
        [first, second, ..] if first.is_ascii_uppercase() => second.is_ascii_uppercase(),
        [first, ..] if !first.is_ascii() => text.chars().take(2).all(char::is_uppercase),
        _ => return None,
    };
    let window = &bytes[..bytes.len().min(DATELINE_BYTES_MAX)];
    if !starts_all_caps {
        if !has_brackets {
            return None;
        }
        let mark = memchr::memchr(b'(', window)?;
        return (is_place(&text[..mark])).then(|| agency_end(text, mark))?;
    }
    // 0xE2 is the first byte of the dashes beyond ASCII.
    for mark in memchr::memchr3_iter(b'(', b'-', 0xE2, window) {
        let end = match bytes[mark] {
            b'(' => agency_end(text, mark),
            _ => dash_end(text, mark),
        };
        if end.is_some() && is_place(&text[..mark]) {
            return end;
        }
    }
    None
}

/// No dateline is longer up to its agency or dash, its place and date included.
const DATELINE_BYTES_MAX: usize = 64;

/// Where the sentence starts after the agency ("(Reuters) — ") whose bracket is at `mark`, if there is one.
fn agency_end(text: &str, mark: usize) -> Option<usize> {
    let inside = &text[mark + 1..];
    let close = memchr::memchr(b')', &inside.as_bytes()[..inside.len().min(40)])?;
    let name = inside[..close].trim();
    let end = mark + close + 2;
    if name.contains('.') && mark == 0 && is_site(name) {
        return sentence_start(text, end);
    }
    let is_known = is_agency(name);
    let is_name = name.starts_with(char::is_uppercase) && name.split(' ').count() <= 3;
    match dash_end(text, end) {
        // A newspaper gives its own name after a place in capitals, or alone.
        Some(start) if is_known || is_name && !text[..mark].contains(char::is_lowercase) => {
            Some(start)
        }
        None if is_known => sentence_start(text, end),
        _ => None,
    }
}

/// Whether `name` is a news agency or another name known from datelines.
#[rustfmt::skip]
fn is_agency(name: &str) -> bool {
    // A pattern rather than a list, so that the names are compared at once, not one by one.
    matches!(
        name,
        "AAP" | "AFP" | "ANI" | "ANSA" | "AP" | "Associated Press" | "BBC" | "Bloomberg" | "CBS"
            | "CNN" | "CNN Business" | "CNN Money" | "CNN Opinion" | "CNN Sport" | "CNN Student News"
            | "CNN Travel" | "CNNMoney" | "CP" | "dpa" | "DPA" | "EFE" | "HealthDay News" | "IANS"
            | "Interfax" | "Kyodo" | "PA" | "PTI" | "REUTERS" | "Reuters" | "TASS"
            | "The Associated Press" | "UPI" | "Xinhua"
    )
}

/// Where the sentence starts after a dash at `at`. White space may stand before the dash.
fn dash_end(text: &str, at: usize) -> Option<usize> {
    let is_after_space = text[..at].ends_with(char::is_whitespace);
    let rest = text.get(at..)?.trim_start();
    let is_spaced = is_after_space || rest.len() < text.len() - at || text[..at].ends_with(')');
    let after = ["—", "–", "--", "-"]
        .iter()
        .find_map(|dash| rest.strip_prefix(dash))?;
    let is_hyphen = rest.starts_with('-') && !rest.starts_with("--");
    if !is_spaced || is_hyphen && !after.starts_with(char::is_whitespace) {
        return None;
    }
    sentence_start(text, text.len() - after.len())
}

/// Where the sentence starts at or after `at`, if one does: with a capital, a digit or a quotation mark,
/// and with a space in it.
fn sentence_start(text: &str, at: usize) -> Option<usize> {
    let sentence = text[at..].trim_start();
    let starts =
        |c: char| c.is_numeric() || opens_quotation(c) || c.is_alphabetic() && !c.is_lowercase();
    (sentence.starts_with(starts) && sentence.contains(' ')).then(|| text.len() - sentence.len())
}

/// Whether `text` can be a place, and perhaps a date: at most seven words, which start with a capital or a
/// digit.
fn is_place(text: &str) -> bool {
    let mut words = 0;
    text.split([' ', ',', '/', '\u{a0}']).all(|word| {
        words += usize::from(!word.is_empty());
        word.is_empty()
            || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(
                word,
                "and" | "of" | "the" | "de" | "la" | "el" | "am" | "—" | "-"
            )
    }) && (1..=7).contains(&words)
}
