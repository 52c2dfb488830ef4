//! What stands at a possible sentence end: the terminator, and what follows it.

use super::chars::{
    Kind, char_at, char_before, is_cjk, is_gap, skip_closers, skip_white, word_after,
};
use super::table::{Flags, Table};
use crate::clean::is_site;

/// A run of terminators and what closes behind it: `?!")`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminator {
    /// Its first byte.
    pub(super) start: usize,
    /// Behind its last terminator.
    pub(super) run_end: usize,
    /// Behind the brackets and quotation marks that close after it: where the sentence would end.
    pub(super) end: usize,
    /// How many full stops there are; an ellipsis character is three.
    pub(super) dots: usize,
    /// Whether it is more than full stops: `!`, `?` and what other scripts have for any of them.
    pub(super) strong: bool,
    /// Whether it ends a sentence without a space behind it, as 。 does.
    pub(super) tight: bool,
}

impl Terminator {
    /// The terminator at `start`, unless the character there is no terminator.
    #[inline]
    pub(super) fn read(text: &str, start: usize) -> Option<Terminator> {
        let mut terminator = Terminator {
            start,
            run_end: start,
            end: start,
            dots: 0,
            strong: false,
            tight: false,
        };
        while let Some(mark) = Mark::read(text, terminator.run_end) {
            terminator.dots += mark.dots;
            terminator.strong |= mark.dots == 0;
            terminator.tight |= mark.tight;
            terminator.run_end += mark.bytes;
        }
        terminator.end = skip_closers(text, terminator.run_end);
        (terminator.run_end > start).then_some(terminator)
    }

    /// Whether a bracket or quotation mark closes behind the terminators.
    #[inline]
    pub(super) fn is_closed(self) -> bool {
        self.end > self.run_end
    }

    /// Whether it is one full stop and nothing else.
    #[inline]
    pub(super) fn is_full_stop(self) -> bool {
        self.dots == 1 && !self.strong
    }
}

/// One terminator.
struct Mark {
    bytes: usize,
    dots: usize,
    tight: bool,
}

impl Mark {
    #[inline]
    fn read(text: &str, at: usize) -> Option<Mark> {
        let (dots, tight) = match *text.as_bytes().get(at)? {
            b'.' => (1, false),
            b'!' | b'?' => (0, false),
            // Greek asks with what looks like a semicolon.
            b';' if matches!(char_before(text, at), Some('\u{386}'..='\u{3ff}')) => (0, false),
            0xc2.. => match char_at(text, at)? {
                '…' => (3, false),
                // Between figures it is a decimal point.
                '．' if Kind::at(text, at + '．'.len_utf8()) == Kind::Digit => return None,
                c => (0, is_tight(c)?),
            },
            _ => return None,
        };
        Some(Mark {
            bytes: char_at(text, at)?.len_utf8(),
            dots,
            tight,
        })
    }
}

/// Whether `c`, a terminator beyond ASCII, ends a sentence without a gap behind it; `None` if it is
/// no terminator.
fn is_tight(c: char) -> Option<bool> {
    match c {
        '‼' | '‽' | '⁇' | '⁈' | '⁉' => Some(false),
        // The Greek question mark; Armenian, Arabic and Urdu full stops and questions.
        '\u{37e}' | '։' | '؟' | '۔' => Some(false),
        // Line and paragraph separators.
        '\u{2028}' | '\u{2029}' => Some(true),
        '。' | '｡' | '！' | '？' | '．' => Some(true),
        // Devanagari, Burmese, Khmer, Ethiopic, Mongolian, Tibetan.
        '।' | '॥' | '။' | '។' | '៕' | '።' | '፧' | '፨' | '᠃' | '༎' => Some(true),
        _ => None,
    }
}

/// Whether `c` ends sentences in any script.
pub(crate) fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || is_tight(c).is_some()
}

/// What comes after a terminator.
#[derive(Clone, Copy)]
pub(super) struct Next<'a> {
    /// The first character behind the gap.
    pub(super) start: usize,
    /// Where `kind` is, behind opening marks, bullets and dashes.
    pub(super) at: usize,
    /// What the sentence that may start here starts with.
    pub(super) kind: Kind,
    /// Whether a quotation mark stands before it.
    pub(super) quoted: bool,
    /// Whether a bracket opens before it.
    pub(super) bracketed: bool,
    /// Whether a bullet stands before it.
    pub(super) bulleted: bool,
    /// Whether a dash stands before it.
    pub(super) dashed: bool,
    /// Whether the gap holds a line end.
    pub(super) on_new_line: bool,
    /// The word there, empty if it is none.
    pub(super) word: &'a str,
    /// What the word is known for.
    pub(super) flags: Flags,
}

/// More marks than this before a word are no opening of a sentence.
const OPENERS_MAX: usize = 6;

impl<'a> Next<'a> {
    /// What follows the gap at `gap`.
    #[inline]
    pub(super) fn read(text: &'a str, gap: usize, table: &Table) -> Next<'a> {
        let start = skip_white(text, gap);
        let mut next = Next {
            start,
            at: start,
            kind: Kind::at(text, start),
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
        // "eBay", "iPhone": names that start in lower case start sentences too.
        if next.kind == Kind::Lower && next.word.contains(char::is_uppercase) {
            next.kind = Kind::Upper;
        }
        next
    }

    /// Goes past one mark that a sentence may open with.
    fn skip_opener(&mut self, text: &str) -> bool {
        let seen = match self.kind {
            Kind::Quote => &mut self.quoted,
            Kind::Bracket => &mut self.bracketed,
            Kind::Bullet => &mut self.bulleted,
            Kind::Dash => &mut self.dashed,
            _ => return false,
        };
        *seen = true;
        self.at += char_at(text, self.at).map_or(0, char::len_utf8);
        if matches!(self.kind, Kind::Bullet | Kind::Dash) {
            self.at = skip_white(text, self.at);
        }
        self.kind = Kind::at(text, self.at);
        true
    }

    /// Behind the word.
    pub(super) fn end(&self) -> usize {
        self.at + self.word.len()
    }

    /// Whether a quotation mark or bracket opens before it.
    pub(super) fn is_opened(&self) -> bool {
        self.quoted || self.bracketed
    }

    /// Whether it is a capitalised word that opens sentences more often than it is a name.
    #[inline]
    pub(super) fn is_starter(&self, text: &str) -> bool {
        self.kind == Kind::Upper && self.flags.has(Flags::STARTER) && !self.is_initial(text)
    }

    /// Whether it is a single letter with a full cancel: "B. Smith", "z. B.".
    pub(super) fn is_initial(&self, text: &str) -> bool {
        text.as_bytes().get(self.end()) == Some(&b'.') && self.word.chars().count() == 1
    }
}

/// Where the citations that start at `at` end, if any do: `[12]`, `[3, 4][7]`, `[8] [9]`,
/// `[citation needed]`.
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
    let counts = inside.iter().any(u8::is_ascii_digit) && inside.iter().all(is_part);
    (counts || inside.ends_with(b" needed")).then_some(at + inside.len() + 2)
}

/// What stands in brackets behind a gap, and is neither of the sentence before nor of the next.
#[derive(Clone, Copy)]
pub(super) struct Aside<'a> {
    pub(super) end: usize,
    /// What the next sentence starts with.
    pub(super) next: Next<'a>,
}

impl<'a> Aside<'a> {
    /// The aside that opens at `at`: "(example.com)", "(AP Photo/Jane Doe)", "[Read more: The mill]",
    /// "(The Reporter)". Not "[Prime] Minister", which an editor put in, nor "(2)" or "(Former)".
    pub(super) fn read(text: &'a str, at: usize, table: &Table) -> Option<Aside<'a>> {
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
        let starts = matches!(next.kind, Kind::Upper | Kind::Letter) && is_gap(text, end + 1);
        let is_tag = is_site(inside) || inside.contains([':', '/']);
        let is_name = || is_round && is_name(inside) && next.is_starter(text);
        let stands_apart = starts && !holds_sentence(inside) && (is_tag || is_name());
        stands_apart.then_some(Aside { end: end + 1, next })
    }
}

/// Whether a sentence, or another bracket, is in `inside`.
fn holds_sentence(inside: &str) -> bool {
    let is_end =
        |pair: &[u8]| matches!(pair, [b'.' | b'!' | b'?', b' '] | [b'(' | b'[' | b'\n', _]);
    inside.as_bytes().windows(2).any(is_end) || inside.ends_with(['.', '!', '?'])
}

/// Whether the words of `inside` have capitals, but for those that hardly any name has.
fn is_name(inside: &str) -> bool {
    let is_part = |word: &str| {
        word.starts_with(char::is_uppercase) || ["and", "by", "for", "of", "via"].contains(&word)
    };
    inside.len() > 1 && inside.starts_with(char::is_uppercase) && inside.split(' ').all(is_part)
}

const ASIDE_BYTES_MAX: usize = 100;

/// Where the emoticon or emoji that starts at `at` ends: it belongs to what it comments on.
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

/// Emoji that set off or point to what comes behind them.
const POINTERS: [char; 9] = ['👉', '👇', '➡', '▶', '✅', '✔', '☑', '🔹', '🔸'];

fn is_mouth(byte: u8) -> bool {
    matches!(
        byte,
        b')' | b'(' | b'D' | b'P' | b'p' | b'O' | b'o' | b'/' | b'|'
    )
}

/// Whether the words behind `at` go on with speech that a 。 inside quotation marks has closed:
/// 「…。」と言った, “…。”他说。
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
    // Particles that hang on what is quoted; no sentence starts with one.
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
