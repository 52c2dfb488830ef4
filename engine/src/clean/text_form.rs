//! What the form of a short text says: how it starts and ends, whether it is the name of a site, a
//! speaker's line, or written in capitals.

/// Whether `c` is a bullet: a character that marks the items of lists and has no other meaning.
#[inline]
pub(crate) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '‣' | '⁃' | '▪' | '■' | '●' | '◦')
}

/// The length of the numbers of notes that `text` starts with: "1", "12,13", "4-6".
pub(crate) fn note_number_bytes(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(b'1'..=b'9') = bytes.get(end) {
        let rest = bytes[end..].iter().take(4);
        let digits = rest.take_while(|byte| byte.is_ascii_digit()).count();
        // Notes have three digits at most.
        if digits > 3 || end > NOTE_NUMBER_BYTES_MAX {
            return None;
        }
        end += digits;
        match bytes[end..] {
            [b',' | b'-', b'1'..=b'9', ..] => end += 1,
            _ => break,
        }
    }
    (end > 0).then_some(end)
}

/// Longer numbers are not those of notes.
const NOTE_NUMBER_BYTES_MAX: usize = 12;

/// `sentence` without the number of a note behind its terminator: "the arches.1".
pub(crate) fn without_note_number(sentence: &str) -> &str {
    const NUMBERED: &[&str] = &[
        "abb", "art", "cap", "fig", "kap", "nos", "ref", "sec", "tab", "vol",
    ];
    let numbers = sentence.bytes().rev().take(NOTE_NUMBER_BYTES_MAX + 4);
    let numbers = numbers.take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'-'));
    let (text, number) = sentence.split_at(sentence.len() - numbers.count());
    let open = text.trim_end_matches(['"', '”', '’', '»', ')']);
    let before = open.strip_suffix(['.', '!', '?']).unwrap_or("");
    let letters = before
        .chars()
        .rev()
        .take(4)
        .take_while(|c| c.is_lowercase())
        .count();
    let word = before
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("");
    let is_note = note_number_bytes(number) == Some(number.len())
        && letters >= 3
        && !NUMBERED.contains(&word);
    if is_note { text } else { sentence }
}

/// Whether `c` opens a quotation.
pub(crate) fn opens_quotation(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '「' | '『')
}

/// The text after a timestamp (`[00:12:03] `, "(1:07) ") at the start of `text`, if there is one.
pub(crate) fn after_timestamp(text: &str) -> Option<&str> {
    let inside = text.strip_prefix(['[', '('])?;
    let end = inside.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))?;
    let is_time = inside[..end].contains(':') && inside.starts_with(|c: char| c.is_ascii_digit());
    let rest = inside[end..].strip_prefix([']', ')'])?;
    let said = rest.trim_start();
    let is_spaced = said.len() < rest.len() && !said.is_empty();
    (is_time && is_spaced && end <= "00:00:00.000".len()).then_some(said)
}

/// Whether `line`, which is not empty, has the form "Speaker: utterance". A timestamp may stand
/// before the speaker.
pub(super) fn has_speaker(line: &str) -> bool {
    let line = after_timestamp(line).unwrap_or(line);
    let window = &line.as_bytes()[..line.len().min(60)];
    if window[0].is_ascii_lowercase() {
        return false;
    }
    let Some(colon) = memchr::memchr(b':', window) else {
        return false;
    };
    let mut words = 1;
    let mut before = 0;
    // Every word of a name starts with a capital, a digit or a bracket.
    let is_name = window[..colon].iter().all(|byte| {
        words += usize::from(*byte == b' ');
        let starts_low = matches!(before, 0 | b' ') && byte.is_ascii_lowercase();
        before = *byte;
        !starts_low && !matches!(byte, b',' | b'!' | b'?' | b'"')
    });
    is_name && words <= 6 && matches!(line.as_bytes().get(colon + 1), Some(b' ') | None)
}

/// Whether `text` ends as a sentence does: with a terminator, perhaps followed by quotation marks or
/// brackets.
pub(super) fn is_terminated(text: &str) -> bool {
    match text.as_bytes().last() {
        Some(b'.' | b'!' | b'?' | b':' | b';') => return true,
        Some(byte) if byte.is_ascii_alphanumeric() || *byte == b',' => return false,
        _ => {}
    }
    // A reference mark follows the full stop: "It closed.[12]"
    let text = match text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
    {
        Some((before, mark)) if mark.len() <= 5 => before.trim_end(),
        _ => text,
    };
    text.trim_end_matches(|c: char| "\"'”’»)]】」』）*_".contains(c))
        .ends_with(|c: char| ".!?:;…。！？：；｡؟۔।॥։።".contains(c))
}

/// Whether `text` starts as headings do: with a capital, a digit or a letter without case,
/// quotation marks and brackets before it aside.
pub(super) fn starts_like_heading(text: &str) -> bool {
    let mut chars = text
        .trim_start_matches(['"', '\'', '“', '‘', '«', '(', '[', '¿', '¡', '„'])
        .chars();
    chars
        .next()
        .is_some_and(|c| c.is_numeric() || c.is_alphabetic() && !c.is_lowercase())
}

/// Whether `text` is written in capitals: it has at least five and no lower-case letter.
pub(super) fn is_all_caps(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += usize::from(c.is_uppercase());
    }
    capitals >= 5
}

/// Whether `text` is the name of a web site: "example.com", "www.example.co.uk/news".
pub(crate) fn is_site(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or(text);
    let Some((name, domain)) = host.rsplit_once('.') else {
        return false;
    };
    !text.contains(char::is_whitespace)
        && (2..=6).contains(&domain.len())
        && domain.bytes().all(|byte| byte.is_ascii_lowercase())
        && name.len() >= 2
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// Writes `text` to `lower` with ASCII letters in lower case and ASCII white space as spaces, up to
/// the length of the shorter of the two. Without a branch, so that the compiler vectorizes the loop.
#[inline]
pub(super) fn lowercase_ascii(text: &[u8], lower: &mut [u8]) {
    for (to, &from) in lower.iter_mut().zip(text) {
        let letter = from.to_ascii_lowercase();
        let is_white = (from == b'\n') | (from == b'\r') | (from == b'\t');
        *to = if is_white { b' ' } else { letter };
    }
}
