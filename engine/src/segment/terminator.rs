//! Reads what stands at a possible sentence end: the terminator, and what follows it.

use super::boundary_table::{BoundaryTable, Flags};
use super::chars::{
    CharKind, char_at, char_before, is_cjk, is_gap, skip_closers, skip_white, word_after,
};
use crate::clean::is_site;

/// A run of terminators, and the marks that close behind it: `?!")`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminator {
    /// Position of the first terminator.
    pub(super) start: usize,
    /// Position behind the last terminator.
    pub(super) run_end: usize,
    /// Position behind the closing brackets and quotation marks, where the sentence would end.
    pub(super) end: usize,
    /// The number of full stops; an ellipsis character counts as three.
    pub(super) dots: usize,
    /// Whether any terminator is not a full stop or ellipsis: `!`, `?`, and all terminators of other
    /// scripts.
    pub(super) is_strong: bool,
    /// Whether any terminator ends a sentence without a gap behind it, as 。 does.
    pub(super) needs_no_gap: bool,
}

impl Terminator {
    /// Reads the terminators at `start`. `None` if the character there is no terminator.
    #[inline]
    pub(super) fn read(text: &str, start: usize) -> Option<Terminator> {
        let mut terminator = Terminator {
            start,
            run_end: start,
            end: start,
            dots: 0,
            is_strong: false,
            needs_no_gap: false,
        };
        while let Some(single) = SingleTerminator::read(text, terminator.run_end) {
            terminator.dots += single.dots;
            terminator.is_strong |= single.dots == 0;
            terminator.needs_no_gap |= single.needs_no_gap;
            terminator.run_end += single.bytes;
        }
        if terminator.run_end == start {
            // Marks that close are skipped behind a terminator only: a run of them would otherwise be
            // read again from each of them.
            return None;
        }
        terminator.end = skip_closers(text, terminator.run_end);
        Some(terminator)
    }

    /// Whether a bracket or quotation mark closes behind the terminators.
    #[inline]
    pub(super) fn is_closed(self) -> bool {
        self.end > self.run_end
    }

    /// Whether the run is a single full stop.
    #[inline]
    pub(super) fn is_full_stop(self) -> bool {
        self.dots == 1 && !self.is_strong
    }
}

/// One terminator character.
struct SingleTerminator {
    bytes: usize,
    dots: usize,
    needs_no_gap: bool,
}

impl SingleTerminator {
    #[inline]
    fn read(text: &str, at: usize) -> Option<SingleTerminator> {
        let (dots, needs_no_gap) = match *text.as_bytes().get(at)? {
            b'.' => (1, false),
            b'!' | b'?' => (0, false),
            // The Greek question mark is usually written as a semicolon.
            b';' if matches!(char_before(text, at), Some('\u{386}'..='\u{3ff}')) => (0, false),
            // A colon is often typed for the Armenian full stop. Only Armenian visits colons.
            b':' if is_behind_armenian(text, at) => (0, false),
            0xc2.. => match char_at(text, at)? {
                '…' => (3, false),
                // Before a digit it is a decimal point.
                '．' if CharKind::at(text, at + '．'.len_utf8()) == CharKind::Digit => {
                    return None;
                }
                c => (0, needs_no_gap(c)?),
            },
            _ => return None,
        };
        Some(SingleTerminator {
            bytes: char_at(text, at)?.len_utf8(),
            dots,
            needs_no_gap,
        })
    }
}

/// Whether a colon at `at` may be an Armenian full stop, by what stands before it. Up to three full
/// stops are skipped.
fn is_behind_armenian(text: &str, at: usize) -> bool {
    let before = |at| char_before(text, at);
    let Some(c @ ('.' | '…')) = before(at) else {
        return before(at).is_some_and(|c| is_armenian(c) || matches!(c, '0'..='9' | ')' | '»'));
    };
    let dots = text[..at]
        .bytes()
        .rev()
        .take(3)
        .take_while(|&byte| byte == b'.');
    before(at - dots.count().max(c.len_utf8())).is_some_and(is_armenian)
}

fn is_armenian(c: char) -> bool {
    matches!(c, '\u{531}'..='\u{58f}')
}

/// Whether `c` ends a sentence without a gap behind it; `None` if it is not a terminator beyond ASCII.
fn needs_no_gap(c: char) -> Option<bool> {
    match c {
        '‼' | '‽' | '⁇' | '⁈' | '⁉' => Some(false),
        // The Greek question mark, the Armenian full stop, the Arabic question mark, the Urdu full stop.
        '\u{37e}' | '։' | '؟' | '۔' => Some(false),
        // Line and paragraph separators.
        '\u{2028}' | '\u{2029}' => Some(true),
        '。' | '｡' | '！' | '？' | '．' => Some(true),
        // Full stops and question marks of Devanagari, Burmese, Khmer, Ethiopic, Mongolian, Tibetan.
        '।' | '॥' | '။' | '។' | '៕' | '።' | '፧' | '፨' | '᠃' | '༎' => Some(true),
        _ => None,
    }
}

/// Whether `c` is a terminator in any script. Semicolons, which are Greek question marks too, are not.
pub(crate) fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || needs_no_gap(c).is_some()
}

/// What follows a terminator.
#[derive(Clone, Copy)]
pub(super) struct Next<'a> {
    /// Position of the first character behind the gap.
    pub(super) start: usize,
    /// Position behind opening marks, bullets and dashes, where `kind` and `word` are.
    pub(super) at: usize,
    /// What the next sentence would start with.
    pub(super) kind: CharKind,
    /// Whether a quotation mark precedes `at`.
    pub(super) quoted: bool,
    /// Whether an opening bracket precedes `at`.
    pub(super) bracketed: bool,
    /// Whether a bullet precedes `at`.
    pub(super) bulleted: bool,
    /// Whether a dash precedes `at`.
    pub(super) dashed: bool,
    /// Whether there is a line end in the gap.
    pub(super) on_new_line: bool,
    /// The word at `at`, empty if there is none.
    pub(super) word: &'a str,
    /// The flags of the word.
    pub(super) flags: Flags,
}

/// At most so many opening marks, bullets and dashes are skipped before a word.
const OPENERS_MAX: usize = 6;

impl<'a> Next<'a> {
    /// Reads what follows the gap at `gap`.
    #[inline]
    pub(super) fn read(text: &'a str, gap: usize, table: &BoundaryTable) -> Next<'a> {
        let start = skip_white(text, gap);
        let mut next = Next {
            start,
            at: start,
            kind: CharKind::at(text, start),
            quoted: false,
            bracketed: false,
            bulleted: false,
            dashed: false,
            on_new_line: text.as_bytes()[gap..start].contains(&b'\n'),
            word: "",
            flags: Flags::NONE,
        };
        for _ in 0..OPENERS_MAX {
            if !next.skip_opener(text) {
                break;
            }
        }
        next.word = word_after(text, next.at);
        next.flags = table.flags(next.word);
        // Names such as "eBay" and "iPhone" start in lower case, and sentences may start with them.
        if next.kind == CharKind::Lower && next.word.contains(char::is_uppercase) {
            next.kind = CharKind::Upper;
        }
        next
    }

    /// Skips one mark that a sentence may open with. Returns whether there was one.
    fn skip_opener(&mut self, text: &str) -> bool {
        let seen = match self.kind {
            CharKind::Quote => &mut self.quoted,
            CharKind::Bracket => &mut self.bracketed,
            CharKind::Bullet => &mut self.bulleted,
            // Two commas stand for the opening mark „ in Dutch and elsewhere.
            CharKind::Other if text[self.at..].starts_with(",,") => {
                self.at += 1;
                &mut self.quoted
            }
            CharKind::Dash => &mut self.dashed,
            _ => return false,
        };
        *seen = true;
        self.at += char_at(text, self.at).map_or(0, char::len_utf8);
        if matches!(
            self.kind,
            CharKind::Bullet | CharKind::Dash | CharKind::Other
        ) {
            self.at = skip_white(text, self.at);
        }
        self.kind = CharKind::at(text, self.at);
        true
    }

    /// The position behind the word.
    pub(super) fn end(&self) -> usize {
        self.at + self.word.len()
    }

    /// Whether a quotation mark or bracket precedes the word.
    pub(super) fn is_opened(&self) -> bool {
        self.quoted || self.bracketed
    }

    /// Whether the word is capitalised and a sentence starter, so that it is hardly a name.
    #[inline]
    pub(super) fn is_starter(&self, text: &str) -> bool {
        self.kind == CharKind::Upper && self.flags.has(Flags::STARTER) && !self.is_initial(text)
    }

    /// Whether the word is a single letter with a full stop: "B. Smith", "z. B.".
    pub(super) fn is_initial(&self, text: &str) -> bool {
        text.as_bytes().get(self.end()) == Some(&b'.') && self.word.chars().count() == 1
    }
}

/// The end of the citations at `at`: `[12]`, `[3, 4][7]`, `[8] [9]`, `[citation needed]`. `None` if
/// there are none.
pub(super) fn citations_end(text: &str, at: usize) -> Option<usize> {
    let mut end = None;
    let mut at = at;
    for _ in 0..CITATIONS_MAX {
        let Some(after) = citation_end(text, at) else {
            break;
        };
        end = Some(after);
        at = after + usize::from(text.as_bytes().get(after) == Some(&b' '));
    }
    end
}

const CITATIONS_MAX: usize = 16;
const CITATION_BYTES_MAX: usize = 32;

fn citation_end(text: &str, at: usize) -> Option<usize> {
    let inside = text.as_bytes().get(at..)?.strip_prefix(b"[")?;
    let inside = &inside[..inside.len().min(CITATION_BYTES_MAX)];
    let inside = &inside[..memchr::memchr(b']', inside)?];
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b' ' | b',' | b'-' | 0x80..);
    let is_number = inside.iter().any(u8::is_ascii_digit) && inside.iter().all(is_part);
    (is_number || inside.ends_with(b" needed")).then_some(at + inside.len() + 2)
}

/// Where the sentence ends if marks follow the terminator that belong to it and stand apart: `? " .`,
/// `. ''`, and `. "` if a quotation mark is open; and whether it does end, because it goes on in
/// `? " - he asked`. `start` is the start of the sentence.
pub(super) fn detached_marks_end(
    text: &str,
    start: usize,
    terminator: Terminator,
) -> Option<(usize, bool)> {
    let rest = text[terminator.end..].strip_prefix(' ')?;
    let mark = ["''", "”", "\""]
        .into_iter()
        .find(|mark| rest.starts_with(mark))?;
    let end = terminator.end + 1 + mark.len();
    let stop = end + usize::from(text[end..].starts_with(' '));
    if matches!(char_at(text, stop), Some('.' | '!' | '?')) && is_gap(text, stop + 1) {
        return Some((stop + 1, true));
    }
    let from = start.max(terminator.start.saturating_sub(DETACHED_BYTES_MAX));
    let before = &text.as_bytes()[from..terminator.end];
    let closes = mark != "\"" || memchr::memchr_iter(b'"', before).count() % 2 == 1;
    (closes && is_gap(text, end)).then(|| (end, !continues_quotation(text, end)))
}

/// Whether a word in lower case, a comma, or a dash and a word in lower case follow the gap at `at`:
/// `? " - he asked`.
fn continues_quotation(text: &str, at: usize) -> bool {
    let next = skip_white(text, at);
    match CharKind::at(text, next) {
        CharKind::Lower => true,
        CharKind::Dash => {
            let dash = char_at(text, next).map_or(0, char::len_utf8);
            CharKind::at(text, skip_white(text, next + dash)) == CharKind::Lower
        }
        _ => text[next..].starts_with(',') && !text[next..].starts_with(",,"),
    }
}

/// A quotation mark that opened longer ago is not looked for.
const DETACHED_BYTES_MAX: usize = 400;

/// A bracketed text between two sentences that belongs to neither of them.
#[derive(Clone, Copy)]
pub(super) struct Aside<'a> {
    /// Position behind the closing bracket.
    pub(super) end: usize,
    /// What follows the aside.
    pub(super) next: Next<'a>,
}

impl<'a> Aside<'a> {
    /// Reads an aside that opens at `at`: `(example.com)`, `(AP Photo/Jane Doe)`, `[Read more: The
    /// mill]`, `(The Reporter)`. `[Prime] Minister`, where an editor added a word, is none, and neither
    /// are `(2)` and `(Former)`.
    pub(super) fn read(text: &'a str, at: usize, table: &BoundaryTable) -> Option<Aside<'a>> {
        let bytes = text.as_bytes();
        let (is_round, close) = match bytes.get(at)? {
            b'(' => (true, b')'),
            b'[' => (false, b']'),
            _ => return None,
        };
        let window = &bytes[at + 1..bytes.len().min(at + ASIDE_BYTES_MAX)];
        let end = at + 1 + memchr::memchr(close, window)?;
        let inside = &text[at + 1..end];
        let next = Next::read(text, end + 1, table);
        let starts =
            matches!(next.kind, CharKind::Upper | CharKind::Letter) && is_gap(text, end + 1);
        let is_tag = is_site(inside) || inside.contains([':', '/']);
        let is_name = || is_round && is_name(inside) && next.is_starter(text);
        let stands_apart = starts && !holds_sentence(inside) && (is_tag || is_name());
        stands_apart.then_some(Aside { end: end + 1, next })
    }
}

/// Whether `inside` has the end of a sentence, another opening bracket or a line end.
fn holds_sentence(inside: &str) -> bool {
    let is_end =
        |pair: &[u8]| matches!(pair, [b'.' | b'!' | b'?', b' '] | [b'(' | b'[' | b'\n', _]);
    inside.as_bytes().windows(2).any(is_end) || inside.ends_with(['.', '!', '?'])
}

/// Whether `inside` may be a name: all words are capitalised, except for words that names have inside.
fn is_name(inside: &str) -> bool {
    let is_part = |word: &str| {
        word.starts_with(char::is_uppercase) || ["and", "by", "for", "of", "via"].contains(&word)
    };
    inside.len() > 1 && inside.starts_with(char::is_uppercase) && inside.split(' ').all(is_part)
}

const ASIDE_BYTES_MAX: usize = 100;

/// The end of the emoticon or emoji at `at`, which belongs to the sentence before it. `None` if there is
/// none.
pub(super) fn emoticon_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if rest.starts_with(POINTERS) {
        return None;
    }
    let emoji = |c: char| matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}');
    let length = match rest.as_bytes() {
        [b':' | b';' | b'=', b'-' | b'\'', mouth, ..] if is_mouth(*mouth) => 3,
        [b':' | b';' | b'=', mouth, ..] if is_mouth(*mouth) => 2,
        [b'^', b'_', b'^', ..] => 3,
        _ => rest
            .char_indices()
            .take(EMOJI_MAX)
            .find(|&(_, c)| !emoji(c))
            .map_or(0, |(length, _)| length),
    };
    let repeats = rest[length..]
        .bytes()
        .take(EMOJI_MAX)
        .take_while(|byte| matches!(byte, b')' | b'('))
        .count();
    let end = at + length + repeats;
    (length > 0 && is_gap(text, end)).then_some(end)
}

const EMOJI_MAX: usize = 16;

/// Emoji that belong to the sentence behind them.
const POINTERS: [char; 9] = ['👉', '👇', '➡', '▶', '✅', '✔', '☑', '🔹', '🔸'];

fn is_mouth(byte: u8) -> bool {
    matches!(
        byte,
        b')' | b'(' | b'D' | b'P' | b'p' | b'O' | b'o' | b'/' | b'|'
    )
}

/// Whether the text behind `at` continues a sentence whose quoted speech ended with 。 and a quotation
/// mark: 「…。」と言った, “…。”他说。
pub(super) fn continues_cjk_speech(text: &str, at: usize) -> bool {
    let Some(first) = char_at(text, at) else {
        return false;
    };
    if matches!(first, '、' | '，' | '：' | ',') {
        return true;
    }
    if !is_cjk(first) {
        return false;
    }
    // Particles that attach to what is quoted; no sentence starts with one.
    if matches!(
        first,
        'と' | 'っ' | 'て' | 'を' | 'が' | 'は' | 'に' | 'の' | 'も' | 'へ' | 'な' | 'で'
    ) {
        return true;
    }
    text[at..]
        .chars()
        .take_while(|&c| is_cjk(c))
        .take(REPORTING_CHARS_MAX)
        .any(|c| {
            matches!(
                c,
                '说' | '說' | '道' | '问' | '問' | '答' | '喊' | '叫' | '称' | '稱'
            )
        })
}

const REPORTING_CHARS_MAX: usize = 6;
