//! Whether a sentence ends at a terminator that a gap follows.

use super::chars::{Kind, char_before, is_figure, is_gap, skip_white, word_after, word_before};
use super::table::{Flags, Table};
use super::terminator::{Next, Terminator};

/// Everything a rule may look at.
struct Place<'a, 'n> {
    text: &'a str,
    /// The sentence in hand, up to the terminator.
    so_far: &'a str,
    /// The word right before the terminator, empty if something else is.
    word: &'a str,
    /// What the word is known for.
    flags: Flags,
    terminator: Terminator,
    next: &'n Next<'a>,
    table: &'static Table,
}

/// Where the sentence `so_far` ends, if it ends at `terminator`.
pub(super) fn sentence_end<'a>(
    text: &'a str,
    so_far: &'a str,
    word: &'a str,
    terminator: Terminator,
    next: &Next<'a>,
    table: &'static Table,
) -> Option<usize> {
    let place = Place {
        text,
        so_far,
        word,
        flags: abbreviation_flags(word, next.kind, table),
        terminator,
        next,
        table,
    };
    if let Some(end) = place.footnote_end() {
        return Some(end);
    }
    place.ends().then_some(terminator.end)
}

/// The flags of a word before a full stop. In lower case, an abbreviation that is an everyday word
/// too is taken for that word, unless a number follows.
fn abbreviation_flags(word: &str, next: Kind, table: &Table) -> Flags {
    let flags = table.flags(word);
    let everyday = flags.has(Flags::EVERYDAY) && !starts_upper(word) && next != Kind::Digit;
    // "IE" is a browser, "ie" is not.
    let acronym = flags.has(Flags::CONTINUING) && word.bytes().all(|b| b.is_ascii_uppercase());
    if everyday || acronym && word.len() > 1 {
        flags.without(Flags::ABBREVIATED)
    } else {
        flags
    }
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn starts_lower(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

/// The one character of a word.
fn only_char(word: &str) -> Option<char> {
    let mut chars = word.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl Place<'_, '_> {
    fn ends(&self) -> bool {
        let next = self.next;
        match next.kind {
            Kind::Lower => return self.ends_before_lower(),
            Kind::Other if self.goes_on_with_sign() => return false,
            Kind::Closer if !self.terminator.is_full_stop() => return false,
            _ => {}
        }
        if self.terminator.strong {
            !self.is_reported_speech() && !self.is_company_name()
        } else if self.terminator.dots > 1 {
            self.ends_at_ellipsis() && !self.is_reported_speech()
        } else if self.is_list_head() {
            false
        } else if self.terminator.is_closed() {
            self.ends_closed()
        } else {
            self.ends_after_word()
        }
    }

    /// "a, b" and "a = b" go on behind an abbreviation; behind a question only a comma does. A run of
    /// terminators with spaces in it ends at the last one.
    fn goes_on_with_sign(&self) -> bool {
        match self.text.as_bytes()[self.next.at] {
            b',' | b';' | b'!' | b'?' => true,
            b'.' => is_gap(self.text, self.next.at + 1),
            b':' | b'&' | b'=' | b'|' | b'/' | b'+' | b'%' => !self.terminator.strong,
            _ => false,
        }
    }

    fn ends_before_lower(&self) -> bool {
        let next = self.next;
        if self.terminator.is_full_stop() {
            return !self.terminator.is_closed() && self.is_informal_end();
        }
        if !self.terminator.strong || self.terminator.is_closed() {
            return false;
        }
        if next.dashed && !next.is_opened() {
            return false;
        }
        // "Yahoo! in the news": a name with a mark of its own.
        let run = &self.text[self.terminator.start..self.terminator.run_end];
        let is_name = run == "!" && self.word.len() < self.so_far.len() && starts_upper(self.word);
        !is_name || next.is_opened() || next.word == "i"
    }

    /// Writers who do without capitals start every sentence in lower case.
    fn is_informal_end(&self) -> bool {
        let opened_in_lower = starts_lower(self.so_far);
        if is_figure(self.word) {
            return opened_in_lower && self.word.len() > 3;
        }
        let plain = self.word.len() > 1
            && self.word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !self.flags.has(Flags::ABBREVIATED);
        let starts = self.next.flags.has(Flags::STARTER) && self.word.len() >= SURE_WORD_BYTES_MIN;
        plain && (opened_in_lower || starts || self.next.bracketed || self.is_address_next())
    }

    /// An address stands for itself.
    fn is_address_next(&self) -> bool {
        let rest = &self.text[self.next.at..];
        rest.starts_with("http") || rest.starts_with("www.")
    }

    /// `"Why?" Smith asked`, `“No!” he said`.
    fn is_reported_speech(&self) -> bool {
        let next = self.next;
        if !self.terminator.is_closed() || next.kind != Kind::Upper || next.is_opened() {
            return false;
        }
        let is_reporting =
            |word: &str| starts_lower(word) && self.table.flags(word).has(Flags::REPORTING);
        let second_start = skip_white(self.text, next.end());
        let second = word_after(self.text, second_start);
        let third = word_after(
            self.text,
            skip_white(self.text, second_start + second.len()),
        );
        let names_speaker = !next.flags.has(Flags::STARTER) || next.word.len() <= PRONOUN_BYTES_MAX;
        names_speaker && is_reporting(second) || starts_upper(second) && is_reporting(third)
    }

    /// "Yahoo! Inc."
    fn is_company_name(&self) -> bool {
        let named = !self.terminator.is_closed() && starts_upper(self.word);
        let flags = self.next.flags;
        named && flags.has(Flags::ABBREVIATION) && !flags.has(Flags::STARTER.with(Flags::EVERYDAY))
    }

    fn ends_at_ellipsis(&self) -> bool {
        let next = self.next;
        match next.kind {
            Kind::Upper | Kind::Letter => true,
            Kind::Digit => self.terminator.dots > 3,
            _ => self.terminator.dots == 2 || next.is_opened() || next.bulleted || next.dashed,
        }
    }

    /// A marker and no sentence yet: "1.", "IV.", "2.1.", "a.)", "Figure 3."; also behind a colon,
    /// as in "for two reasons: 1. Rain".
    fn is_list_head(&self) -> bool {
        let head = &self.so_far[..self.so_far.len() - self.word.len()];
        if self.word.is_empty() {
            return false;
        }
        let is_number = is_figure(self.word) && self.word.len() <= FIGURE_BYTES_MAX
            || self.word.len() <= NUMBER_BYTES_MAX && is_numbering(self.word);
        let is_letter = only_char(self.word).is_some_and(char::is_alphanumeric);
        if !is_number && !is_letter && !is_roman(self.word) {
            return false;
        }
        let open = head.trim_end();
        let is_labelled =
            is_number && open.len() < head.len() && (open.ends_with(':') || self.is_label(open));
        is_labelled || head.len() <= HEAD_BYTES_MAX && !head.contains(char::is_alphanumeric)
    }

    /// "Figure", "Table", "Step" as the whole sentence so far: a number behind it makes a label of it.
    fn is_label(&self, word: &str) -> bool {
        starts_upper(word)
            && word.chars().all(char::is_alphabetic)
            && !self.table.flags(word).has(Flags::STARTER)
    }

    /// `.)` and `."`: nothing but an abbreviation could go on.
    fn ends_closed(&self) -> bool {
        let abbreviated = self.flags.has(Flags::TITLE.with(Flags::CONTINUING));
        let quoted = self.text.as_bytes()[self.terminator.run_end] == b'\'';
        !(quoted && abbreviated && self.next.kind == Kind::Upper)
    }

    fn ends_after_word(&self) -> bool {
        let next = self.next;
        if self.word.is_empty() {
            // "N°. 12"
            return char_before(self.text, self.terminator.start) != Some('°');
        }
        if is_thai(self.word) {
            return false;
        }
        if let Some(c) = only_char(self.word) {
            return self.ends_after_letter(c);
        }
        if is_figure(self.word) {
            let ordinal = self.table.ordinal_stop && self.word.len() <= 2;
            return !(ordinal && next.kind == Kind::Upper && !next.is_starter(self.text));
        }
        if self.word.contains('.') {
            return self.ends_after_dotted();
        }
        !self.flags.has(Flags::ABBREVIATED) || self.ends_after_abbreviation()
    }

    /// A single letter or digit: mostly an initial.
    fn ends_after_letter(&self, c: char) -> bool {
        let next = self.next;
        let word_start = self.so_far.len() - self.word.len();
        // "don't", "20 °C"
        if matches!(char_before(self.so_far, word_start), Some('\'' | '’' | '°')) {
            return true;
        }
        if c.is_ascii_digit() {
            let ordinal = self.table.ordinal_stop && next.kind == Kind::Upper;
            return !ordinal || next.is_starter(self.text);
        }
        if next.kind == Kind::Digit {
            // "p. 5", "c. 1580", "S. 10th Street".
            return false;
        }
        if !c.is_uppercase() {
            let bracketed = self.so_far[..word_start].ends_with('(');
            let goes_on = bracketed || self.flags.has(Flags::CONTINUING);
            return !goes_on && (next.is_starter(self.text) || next.kind != Kind::Upper);
        }
        if next.kind != Kind::Upper {
            return c != 'I' && (next.bulleted || next.quoted);
        }
        let earlier = self.so_far[..word_start].trim_end();
        let after_lower = starts_lower(word_before(earlier, 0, earlier.len()));
        if c == 'I' && self.table.flags("i").has(Flags::STARTER) {
            return after_lower;
        }
        next.is_starter(self.text) && (after_lower || next.word.len() > 2)
    }

    /// "U.S.", "p.m.", "Ph.D."; but also "example.com" and "1.5".
    fn ends_after_dotted(&self) -> bool {
        let next = self.next;
        let parts_are_short = self
            .word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
        if !parts_are_short && !self.flags.has(Flags::ABBREVIATED) {
            return true;
        }
        if self.flags.has(Flags::CONTINUING) {
            return false;
        }
        if next.kind != Kind::Upper {
            return next.bulleted;
        }
        if next.dashed || next.bracketed {
            return false;
        }
        if next.quoted {
            return true;
        }
        let is_time =
            self.word.eq_ignore_ascii_case("a.m") || self.word.eq_ignore_ascii_case("p.m");
        if is_time && next.flags.has(Flags::TITLE) {
            return self.so_far.len() > CLAUSE_BYTES_MIN;
        }
        next.is_starter(self.text) && self.so_far.len() > HEADING_BYTES_MAX
    }

    fn ends_after_abbreviation(&self) -> bool {
        let (next, flags) = (self.next, self.flags);
        let capitalised = starts_upper(self.word);
        let goes_on = flags.has(Flags::CONTINUING) || next.dashed || next.bracketed;
        if goes_on || next.kind == Kind::Digit {
            return false;
        }
        let starter = next.is_starter(self.text);
        if flags.has(Flags::BEFORE_NUMBER) && !flags.has(Flags::TITLE.with(Flags::ABBREVIATION)) {
            // "No. He left", "Fig. A".
            return flags.has(Flags::EVERYDAY)
                || next.kind == Kind::Upper && (starter || !capitalised);
        }
        if flags.has(Flags::TITLE) && !flags.has(Flags::ABBREVIATION) && next.kind == Kind::Upper {
            return false;
        }
        starter || next.kind == Kind::Upper && (next.quoted || next.bulleted)
    }

    /// "the end. 12 The next": a footnote mark that lost its raised place ends the sentence.
    fn footnote_end(&self) -> Option<usize> {
        let next = self.next;
        let plain_word = self.word.len() > 1 && !is_figure(self.word) && !self.word.contains('.');
        if next.kind != Kind::Digit
            || !self.terminator.is_full_stop()
            || self.terminator.is_closed()
            || next.on_new_line
            || next.at > next.start
            || !plain_word
            || self.flags.has(Flags::ABBREVIATED)
        {
            return None;
        }
        let digits = self.text[next.start..]
            .bytes()
            .take(FOOTNOTE_DIGITS_MAX + 1)
            .take_while(u8::is_ascii_digit)
            .count();
        let end = next.start + digits;
        let after = word_after(self.text, skip_white(self.text, end));
        let is_footnote = (1..=FOOTNOTE_DIGITS_MAX).contains(&digits)
            && self.text.as_bytes().get(end) == Some(&b' ')
            && starts_upper(after)
            && self.table.flags(after).has(Flags::STARTER);
        is_footnote.then_some(end)
    }
}

/// Shorter lower-case words may be abbreviations that no list knows.
const SURE_WORD_BYTES_MIN: usize = 5;
/// A list rarely has more than 999 items; a year is no marker.
const FIGURE_BYTES_MAX: usize = 3;
/// "2.10.3"
const NUMBER_BYTES_MAX: usize = 6;
/// "They", "I", "we"; longer openings name no speaker.
const PRONOUN_BYTES_MAX: usize = 4;
/// What may stand before the marker of a list item: a bullet, a bracket.
const HEAD_BYTES_MAX: usize = 5;
/// A sentence takes at least so much: "U.S. The" is none.
const HEADING_BYTES_MAX: usize = 10;
/// "At 5 a.m." is no clause yet, "He left the bank at 6 p.m." is one.
const CLAUSE_BYTES_MIN: usize = 16;
const FOOTNOTE_DIGITS_MAX: usize = 3;

/// "2.1", but no figure.
fn is_numbering(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| !part.is_empty() && is_figure(part))
}

fn is_roman(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// Thai writes full stops in abbreviations and figures only.
fn is_thai(word: &str) -> bool {
    word.ends_with(|c| matches!(c, '\u{e00}'..='\u{e7f}'))
}

/// The place of a list marker in its list: "3" is 3, "c" is three after "`".
pub(super) fn marker(word: &str) -> Option<u32> {
    match word.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(u32::from(*letter)),
        [b'1'..=b'9', ..] if word.len() <= 3 && is_figure(word) => word.parse().ok(),
        _ => None,
    }
}

/// The marker that `sentence` starts with: "1.", "• 9.", "a)".
pub(super) fn opening_marker(sentence: &str) -> Option<u32> {
    let head = sentence
        .char_indices()
        .take_while(|&(at, _)| at <= HEAD_BYTES_MAX)
        .find(|(_, c)| c.is_alphanumeric())?;
    let rest = &sentence[head.0..];
    let length = rest
        .bytes()
        .take(4)
        .position(|byte| matches!(byte, b'.' | b')'))?;
    marker(&rest[..length])
}

/// "world.Today": whether the space was forgotten behind the full stop inside a run of characters.
pub(super) fn is_missing_space(
    text: &str,
    start: usize,
    terminator: Terminator,
    table: &Table,
) -> bool {
    let next = word_after(text, terminator.run_end);
    if !starts_upper(next) || !ends_like_word(&text[start..terminator.start]) {
        return false;
    }
    let behind = &text.as_bytes()[terminator.run_end + next.len()..];
    let stands_free = match behind {
        [] => true,
        [b'.', rest @ ..] => rest.first().is_none_or(u8::is_ascii_whitespace),
        [byte, ..] => byte.is_ascii_whitespace() || matches!(byte, b',' | b'\''),
    };
    let rest_is_lower = next.chars().skip(1).all(char::is_lowercase);
    let is_word = next.len() > 2 || table.flags(next).has(Flags::STARTER.with(Flags::TITLE));
    let is_domain = ["com", "net", "org"]
        .iter()
        .any(|domain| next.eq_ignore_ascii_case(domain));
    stands_free && rest_is_lower && is_word && !is_domain
}

/// Whether `before` ends in a word or figure that is no part of an address.
pub(super) fn ends_like_word(before: &str) -> bool {
    let run = before
        .bytes()
        .rev()
        .take(RUN_BYTES_MAX)
        .take_while(|byte| !byte.is_ascii_whitespace());
    let is_address = |byte| matches!(byte, b'/' | b'@' | b'_' | b'\\' | b':' | b'=' | b'.');
    let mut last = before.chars().rev().take(3);
    let lower = before
        .chars()
        .rev()
        .take(3)
        .filter(|c| c.is_lowercase())
        .count()
        == 3;
    let digits = last.by_ref().take(2).filter(char::is_ascii_digit).count() == 2;
    (lower || digits) && !run.clone().any(is_address)
}

const RUN_BYTES_MAX: usize = 40;
