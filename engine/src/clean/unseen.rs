//! Characters that nobody sees, and superscript numbers of notes: clean text has neither.
//!
//! Unseen characters hide the end of a sentence and make two terms of one word. They stay where they
//! matter: between letters of scripts that are joined or written without spaces, and in emoji.

use crate::cancel::Cancel;
use crate::scan::{CHUNK_BYTES, Chunk, load_chunk};
use crate::simd::{self, ByteMask, Kernel, Vectors};
use crate::span::Span;

/// Appends to `omitted` the spans of `text` that clean text leaves out: ascending, disjoint, not adjacent.
/// A soft hyphen before a line end is left out only if `joins_lines`, and together with the line end.
/// `None` when cancelled.
pub(super) fn find(
    text: &str,
    joins_lines: bool,
    omitted: &mut Vec<Span>,
    cancel: &mut Cancel,
) -> Option<()> {
    let mut before = None;
    // Readers of plain text skip the mark of byte order at the start themselves.
    let start = if !joins_lines && text.starts_with('\u{feff}') {
        3
    } else {
        0
    };
    if !may_hold(&text.as_bytes()[start..]) {
        return Some(());
    }
    let (mut at, mut checked) = (start, start);
    while let Some(c) = text[at..].chars().next() {
        if at - checked >= CANCEL_CHECK_BYTES {
            cancel.check_after(at - checked)?;
            checked = at;
        }
        let end = at + c.len_utf8();
        let end = match c {
            '\0'..='\x7f' => at,
            '\u{ad}' => soft_hyphen_end(text, end, joins_lines).unwrap_or(at),
            c if is_superscript(c) => note_end(text, at).unwrap_or(at),
            c if is_unseen(c) && !matters(c, before, &text[end..]) => end,
            _ => at,
        };
        if end > at {
            match omitted.last_mut() {
                Some(last) if last.end as usize == at => last.end = end as u32,
                _ => omitted.push(Span::new(at..end)),
            }
            at = end;
        } else {
            before = Some(c);
            at += c.len_utf8();
        }
    }
    Some(())
}

const CANCEL_CHECK_BYTES: usize = 1 << 12;

/// Whether any character of `text` is one that [`find`] looks at. In plain terms:
/// `(0..text.len()).any(|at| starts_candidate(&text[at..]))`, 64 bytes at a time. It costs a tenth of an
/// instruction per byte of ASCII. The test `candidates_are_found_everywhere` holds the two equal.
fn may_hold(text: &[u8]) -> bool {
    simd::dispatch(MayHold { text })
}

/// The argument of [`may_hold`].
struct MayHold<'t> {
    text: &'t [u8],
}

impl Kernel for MayHold<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Vectors>(self) -> bool {
        let text = self.text;
        let mut padded = [0; CHUNK_BYTES];
        // No closures: compilers would not inline vectors into them.
        let mut start = 0;
        while start < text.len() {
            let (chunk, mask) = load_chunk(text, start, text.len(), &mut padded);
            let mut non_ascii = 0;
            let mut at = 0;
            while at < CHUNK_BYTES {
                non_ascii |= V::load(chunk, at).non_ascii().bits() << at;
                at += V::BYTES;
            }
            if non_ascii & mask != 0 && holds_candidate::<V>(chunk, mask, &text[start..]) {
                return true;
            }
            start += CHUNK_BYTES;
        }
        false
    }
}

/// Whether a candidate starts in the bytes of `chunk` in `mask`, which are the first of `text`.
#[inline(always)]
fn holds_candidate<V: Vectors>(chunk: &Chunk, mask: u64, text: &[u8]) -> bool {
    let (mut leads, mut arabic_leads, mut arabic_seconds) = (0, 0, 0);
    let mut at = 0;
    while at < CHUNK_BYTES {
        let bytes = V::load(chunk, at);
        // The case bit turns 0xC2 into 0xE2.
        let frequent = bytes.set_case_bit().equal(0xE2).or(bytes.equal(0xEF));
        let found = frequent.or(bytes.equal(0xCD)).or(bytes.equal(0xF3));
        leads |= found.bits() << at;
        arabic_leads |= bytes.equal(0xD8).bits() << at;
        arabic_seconds |= bytes.equal(0x9C).bits() << at;
        at += V::BYTES;
    }
    // Half of the letters of Arabic start with 0xD8, so that the byte behind is asked for too.
    leads |= arabic_leads & (arabic_seconds >> 1 | 1 << 63);
    leads &= mask;
    while leads != 0 {
        if starts_candidate(&text[leads.trailing_zeros() as usize..]) {
            return true;
        }
        leads &= leads - 1;
    }
    false
}

/// Whether an unseen character or a superscript may start `bytes`.
fn starts_candidate(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xC2, 0xAD | 0xB2 | 0xB3 | 0xB9, ..]
            | [0xCD, 0x8F, ..]
            | [0xD8, 0x9C, ..]
            | [0xE2, 0x80, 0x8B..=0x8F | 0xAA..=0xAE, ..]
            | [0xE2, 0x81, 0xA0..=0xB9, ..]
            | [0xEF, 0xB8, 0x80..=0x8F, ..]
            | [0xEF, 0xBB, 0xBF, ..]
            | [0xEF, 0xBF, 0xBC, ..]
            | [0xF3, 0xA0, ..]
    )
}

/// Whether `c` is unseen: joiners, marks of direction, variation selectors, tags, the mark of byte order.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fffc}' | '\u{e0000}'..='\u{e01ef}')
}

/// Whether the unseen character `c` changes how the text is read. `before` is the last character before it
/// that stays, `after` the text behind it.
fn matters(c: char, before: Option<char>, after: &str) -> bool {
    let (Some(before), next) = (before, after.chars().next().unwrap_or(' ')) else {
        return false;
    };
    match c {
        // A place where a line may break, and so the end of a word where there are no spaces.
        '\u{200b}' => has_marked_word_ends(before) && has_marked_word_ends(next),
        '\u{200c}' => is_joined(before) && is_joined(next),
        '\u{200d}' => is_joined(before) || is_pictogram(before) && is_pictogram(next),
        // "1️⃣"
        '\u{fe00}'..='\u{fe0f}' if before.is_ascii() => next == '\u{20e3}',
        '\u{fe00}'..='\u{fe0f}' => {
            is_cjk(before)
                || has_marked_word_ends(before)
                || !(before.is_alphanumeric() || before.is_whitespace() || is_unseen(before))
        }
        '\u{e0100}'..='\u{e01ef}' => is_cjk(before),
        // The flags of England, Scotland and Wales.
        '\u{e0020}'..='\u{e007f}' => matches!(before, '\u{1f3f4}' | '\u{e0020}'..='\u{e007f}'),
        _ => false,
    }
}

/// Whether `c` is of a script whose letters change their form beside each other: Arabic, Syriac, Mongolian,
/// and the Indic scripts.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}'
        | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && (c.is_alphabetic() || !c.is_numeric() && !c.is_whitespace())
}

/// Whether `c` is of a script without spaces in which a zero-width space may mark the end of a word: Thai,
/// Lao, Tibetan, Burmese, Khmer.
fn has_marked_word_ends(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether `c` is an emoji or another sign that emoji are made of.
fn is_pictogram(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// The end of what is left out with the soft hyphen that ends at `end`.
fn soft_hyphen_end(text: &str, end: usize, joins_lines: bool) -> Option<usize> {
    let gap = text.as_bytes()[end..]
        .iter()
        .take(GAP_BYTES_MAX)
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    if !text.as_bytes()[end..end + gap].contains(&b'\n') {
        return Some(end);
    }
    joins_lines.then_some(end + gap)
}

/// Longer gaps behind a soft hyphen keep their white space.
const GAP_BYTES_MAX: usize = 64;

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The end of the superscript at `at` if it is the number of a note: "in the works.¹² All". `None` if it
/// is an exponent ("m²", "10²", "(a + b)²") or starts a note itself.
fn note_end(text: &str, at: usize) -> Option<usize> {
    let last = text[..at].chars().next_back()?;
    if is_superscript(last) {
        // Within a run of superscripts that is no number, or each would read the rest of the run again.
        return None;
    }
    let run = text[at..]
        .char_indices()
        .take(NOTE_CHARS_MAX + 1)
        .take_while(|&(offset, c)| is_superscript(c) || offset > 0 && matches!(c, ',' | '˒' | '⁻'))
        .map(|(offset, c)| (offset + c.len_utf8(), c));
    // A comma behind the last number belongs to the text.
    let end = at + run.filter(|&(_, c)| is_superscript(c)).last()?.0;
    let (before, mark) = (&text[..at], &text[at..end]);
    if mark.chars().count() > NOTE_CHARS_MAX || mark.starts_with('⁰') {
        return None;
    }
    let next = text[end..].chars().next();
    let before_last = before.chars().rev().nth(1).unwrap_or(' ');
    let is_point = matches!(
        last,
        '.' | ',' | ';' | ':' | '!' | '?' | '…' | '。' | '，' | '”' | '»' | '"' | '’'
    ) && !before_last.is_ascii_digit()
        || last == ')' && matches!(before_last, '.' | '!' | '?');
    let ends_word = next.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '”' | '’' | '»' | '—' | '–'
            )
    });
    let letters_from = before
        .char_indices()
        .rev()
        .take(WORD_CHARS_MAX)
        .take_while(|(_, c)| c.is_alphabetic() || *c == '\u{ad}')
        .last()
        .map_or(at, |(from, _)| from);
    let word = &before[letters_from..];
    let is_in_word = is_cjk(last)
        || ends_word
            && last.is_lowercase()
            && word.chars().count() >= if mark.starts_with('¹') { 2 } else { 3 }
            && !before[..letters_from]
                .ends_with(|c: char| c.is_ascii_digit() || "/·*^=".contains(c))
            && !UNITS.contains(&word.to_lowercase().as_str());
    (is_point || is_in_word).then_some(end)
}

/// Longer runs of superscripts are not the numbers of notes.
const NOTE_CHARS_MAX: usize = 12;

/// So many letters before a superscript are read.
const WORD_CHARS_MAX: usize = 16;

/// Units and functions of three letters or more that take an exponent. Our own list.
const UNITS: &[&str] = &[
    "bar",
    "chi",
    "cos",
    "exp",
    "feet",
    "foot",
    "inch",
    "inches",
    "kilometer",
    "kilometers",
    "kilometre",
    "kilometres",
    "log",
    "lux",
    "meter",
    "meters",
    "metre",
    "metres",
    "metri",
    "metro",
    "metros",
    "mètres",
    "mile",
    "miles",
    "min",
    "mol",
    "rad",
    "sec",
    "sin",
    "tan",
    "yard",
    "yards",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cancel::never_cancelled;

    fn without(text: &str) -> String {
        let mut omitted = Vec::new();
        never_cancelled(|cancel| find(text, true, &mut omitted, cancel));
        let mut left = String::new();
        let mut at = 0;
        for span in omitted {
            left.push_str(&text[at..span.range().start]);
            at = span.range().end;
        }
        left + &text[at..]
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(without(text), expected, "{text:?}");
    }

    #[track_caller]
    fn stays(text: &str) {
        check(text, text);
    }

    #[test]
    fn candidates_are_found_everywhere() {
        for c in [
            "\u{ad}", "¹", "\u{34f}", "\u{61c}", "\u{200b}", "\u{2066}", "\u{fe0f}", "\u{feff}",
        ] {
            for before in 0..130 {
                let text = format!("{}{c} “ю”", "a".repeat(before));
                for found in simd::dispatch_at_each_level(|| MayHold {
                    text: text.as_bytes(),
                }) {
                    assert!(found, "{before} {c:?}");
                }
            }
        }
        assert!(!may_hold(
            "“The mill” — ю المطحنة، 桥，é … “The mill” closed."
                .repeat(9)
                .as_bytes()
        ));
    }

    #[test]
    fn unseen_characters_are_left_out() {
        check("inter\u{ad}national", "international");
        check("The mill clo\u{ad}\n  sed.", "The mill closed.");
        check("It closed.\u{200b} We left.", "It closed. We left.");
        check("Auf\u{200c}lage", "Auflage");
        check(
            "It closed.\u{200e}\u{200f}\u{2060}\u{feff} We",
            "It closed. We",
        );
        check("\u{feff}The \u{2068}mill\u{2069}", "The mill");
        check("a\u{fe0f}b\u{200d}c", "abc");
        check("a\u{e0041}b\u{61c}", "ab");
        check(&"a\u{200b}\u{200b}".repeat(500), &"a".repeat(500));
    }

    #[test]
    fn unseen_characters_stay_where_they_matter() {
        stays("می\u{200c}خواهم");
        stays("क्\u{200d}ष");
        stays("👩\u{200d}🔬 ❤\u{fe0f} 1\u{fe0f}\u{20e3}");
        stays("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}");
        stays("ภาษา\u{200b}ไทย");
        stays("葛\u{e0100}城");
    }

    #[test]
    fn superscript_note_numbers_are_left_out() {
        check("in the works.¹² All went.", "in the works. All went.");
        check("The mill¹ closed,² she said.", "The mill closed, she said.");
        check("“It closed.”³ We left.", "“It closed.” We left.");
        check("the works.¹,² All", "the works. All");
        check("桥梁²关闭。", "桥梁关闭。");
    }

    #[test]
    fn exponents_stay() {
        stays("40 m² and 3 km² of land, 10³ mol², x² + y²");
        stays("(a + b)² = 4, E = mc², R² was 0.9, s⁻¹, 12 miles², Chi² tests");
        stays("¹ Measured in May.");
    }
}
