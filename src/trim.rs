//! Which parts of a sentence to keep: a takeaway needs no dateline, source tag or "Meanwhile,".
//!
//! Only what takes nothing away goes: list marks, datelines, openings that merely add ("And"),
//! citation marks, empty parentheses and the name of the site a text was taken from. Attributions,
//! hedges, negations and conditions stay, and so does every quotation mark.

use crate::language::Language;
use crate::span::Span;
use std::sync::OnceLock;

/// What trimming knows of a language.
pub struct Trimmer {
    /// Sorted by the class of their first letter.
    lead_ins: Vec<LeadIn>,
    /// Where the lead-ins of each class end.
    class_ends: [usize; CLASSES],
    /// By the class of the first letter, a bit for each class of second letters that any of its
    /// lead-ins has.
    second_letters: [u32; CLASSES],
    /// Whether "3. Oktober" is a date, not the third item.
    ordinal_stop: bool,
}

/// An opening that a sentence can do without.
struct LeadIn {
    phrase: &'static str,
    /// Its first bytes, and which bits of them a text that starts with it has too. None beyond
    /// ASCII, where a letter can change more than one byte with its case.
    head: u32,
    mask: u32,
}

impl LeadIn {
    fn new(phrase: &'static str) -> LeadIn {
        let mask = match phrase.len() {
            _ if !phrase.is_ascii() => 0,
            length @ 0..4 => (1 << (8 * length)) - 1,
            _ => u32::MAX,
        };
        LeadIn {
            phrase,
            head: head(phrase) & mask,
            mask,
        }
    }
}

impl Trimmer {
    /// What there is to know of `language`; found out at its first use.
    pub fn of(language: Language) -> &'static Trimmer {
        static TRIMMERS: OnceLock<Box<[OnceLock<Trimmer>]>> = OnceLock::new();
        let trimmers = TRIMMERS.get_or_init(|| Language::all().map(|_| OnceLock::new()).collect());
        trimmers[language.index()].get_or_init(|| Trimmer::new(language))
    }

    fn new(language: Language) -> Trimmer {
        let mut phrases = language.lead_ins().to_vec();
        let class = |phrase: &&str| class(phrase.as_bytes()[0]);
        phrases.sort_by_key(class);
        let mut class_ends = [0; CLASSES];
        for (index, end) in class_ends.iter_mut().enumerate() {
            *end = phrases.partition_point(|phrase| class(phrase) <= index);
        }
        let mut second_letters = [0; CLASSES];
        for phrase in &phrases {
            second_letters[class(phrase)] |= match phrase.as_bytes() {
                [_, second, ..] if phrase.is_ascii() => 1 << self::class(*second),
                _ => u32::MAX,
            };
        }
        Trimmer {
            second_letters,
            lead_ins: phrases.into_iter().map(LeadIn::new).collect(),
            class_ends,
            ordinal_stop: language.boundary_words().ordinal_stop,
        }
    }

    /// Appends to `kept` the spans of `sentence` (a span of `content`) that a bullet keeps:
    /// ascending, disjoint, no white space at their ends, at least one. Returns whether the
    /// sentence's first word was among what was left out, so that the next one must be upper-cased.
    /// `marks` are where in the sentence something may open or close.
    pub(crate) fn trim(
        &self,
        content: &str,
        sentence: Span,
        marks: &[u32],
        kept: &mut Vec<Span>,
    ) -> bool {
        let sentence = sentence.trimmed(content);
        let marks = marks.iter().map(|mark| *mark as usize);
        let is_bracket = |at: &usize| matches!(content.as_bytes()[*at], b'(' | b'[');
        let brackets = marks.filter(is_bracket);
        let has_brackets = brackets.clone().next().is_some();
        let head = self.opening(sentence.of(content), has_brackets);
        if head == 0 && !has_brackets {
            kept.push(sentence);
            return false;
        }
        let before = kept.len();
        keep_between(content, sentence, head, brackets, kept);
        if kept[before..].iter().all(|span| span.len() < 2) {
            // Nothing that could be read is left: then it was not an ornament after all.
            kept.truncate(before);
            kept.push(sentence);
            return false;
        }
        head > 0
    }

    /// Bytes at the start of `text` that a bullet does not need, white space after them included.
    fn opening(&self, text: &str, has_brackets: bool) -> usize {
        // So most sentences start, which have neither mark nor dateline then.
        if let [b'A'..=b'Z', b'a'..=b'z', ..] = text.as_bytes()
            && !has_brackets
        {
            return self.lead_ins_of(text);
        }
        let mut skipped = list_mark(text, self.ordinal_stop);
        skipped += dateline(&text[skipped..], has_brackets).unwrap_or(0);
        skipped + self.lead_ins_of(&text[skipped..])
    }

    /// The length of the lead-ins that `text` starts with, white space after them included.
    #[inline]
    fn lead_ins_of(&self, text: &str) -> usize {
        match self.lead_in(text) {
            0 => 0,
            // "And in addition, …" has two of them.
            first => first + self.lead_in(&text[first..]),
        }
    }

    /// The length of an opening that merely adds, and of the white space after it.
    fn lead_in(&self, text: &str) -> usize {
        let [first, second, ..] = *text.as_bytes() else {
            return 0;
        };
        let class = class(first);
        if self.second_letters[class] >> self::class(second) & 1 == 0 {
            return 0;
        }
        let start = class
            .checked_sub(1)
            .map_or(0, |before| self.class_ends[before]);
        let head = head(text);
        let lead_ins = &self.lead_ins[start..self.class_ends[class]];
        let fits = lead_ins
            .iter()
            .filter(|lead_in| head & lead_in.mask == lead_in.head);
        for LeadIn { phrase, .. } in fits {
            if let Some(end) = prefix_ignoring_case(text, phrase)
                && let Some(length) = lead_in_end(text, end)
            {
                return length;
            }
        }
        0
    }
}

/// The classes of first letters: those of ASCII, all others, and what is none.
const CLASSES: usize = 28;

#[inline]
fn class(byte: u8) -> usize {
    match byte | LOWER {
        letter @ b'a'..=b'z' => usize::from(letter - b'a'),
        0x80.. => 26,
        _ => 27,
    }
}

/// The bit that ASCII letters in lower case have and capitals have not.
const LOWER: u8 = 0x20;

/// The first four bytes of `text`, the first one lowest, ASCII letters in lower case.
#[inline]
fn head(text: &str) -> u32 {
    let bytes = match text.as_bytes().first_chunk() {
        Some(first) => *first,
        None => {
            let mut padded = [0; 4];
            padded[..text.len()].copy_from_slice(text.as_bytes());
            padded
        }
    };
    u32::from_le_bytes(bytes) | u32::from_le_bytes([LOWER; 4])
}

/// Appends what is between `head` and the end of `sentence` to `kept`, but for marks and tags in
/// the `brackets`.
fn keep_between(
    content: &str,
    sentence: Span,
    head: usize,
    brackets: impl Iterator<Item = usize>,
    kept: &mut Vec<Span>,
) {
    let text = sentence.of(content);
    let mut start = head;
    let mut at = head;
    for mark in brackets.map(|mark| mark - sentence.start as usize) {
        if mark < at {
            continue;
        }
        at = match mark_end(text, mark) {
            Some(end) => {
                keep(content, sentence, start..mark, kept);
                start = end;
                end
            }
            None => mark + 1,
        };
    }
    keep(content, sentence, start..text.len(), kept);
}

/// Appends to `bullet` the text of a bullet: the `kept` spans of `content`, joined by one space
/// where white space stood at the gap and by nothing elsewhere, every run of white space one space,
/// the first letter upper-cased if `capitalize`.
pub fn write(content: &str, kept: &[Span], capitalize: bool, bullet: &mut String) {
    let first = bullet.len();
    bullet.reserve(kept.iter().map(|span| span.len() + 1).sum());
    for (index, span) in kept.iter().enumerate() {
        if index > 0 && has_space_between(content, kept[index - 1], *span) {
            bullet.push(' ');
        }
        let text = span.of(content);
        if is_evenly_spaced(text) {
            bullet.push_str(text);
            continue;
        }
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 {
                bullet.push(' ');
            }
            bullet.push_str(word);
        }
    }
    if capitalize {
        upper_case_first(bullet, first);
    }
}

/// Whether single spaces are surely all the white space there is in `text`, which has none at its
/// ends. Looks at every byte and its neighbours without a branch, which compilers make vector code
/// of; so it knows dashes and quotation marks, and takes a few other characters for white space.
fn is_evenly_spaced(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(count) = bytes.len().checked_sub(2) else {
        return true;
    };
    let is_odd = |first: u8, second: u8, third: u8| {
        // White space starts with C2, E1, E2 or E3; U+2010 to U+2027 are dashes and marks.
        let is_mark = (second == 0x80) & (0x90..0xA8).contains(&third);
        (second < b' ')
            | (first == b' ') & (second == b' ')
            | (first == 0xC2)
            | (first == 0xE1)
            | (first == 0xE2) & !is_mark
            | (first == 0xE3)
    };
    let neighbours = bytes[1..].iter().zip(&bytes[2..]);
    let triples = bytes[..count].iter().zip(neighbours);
    let odd = triples.fold(0, |odd, (&first, (&second, &third))| {
        odd | u8::from(is_odd(first, second, third))
    });
    odd == 0
}

fn keep(content: &str, sentence: Span, range: std::ops::Range<usize>, kept: &mut Vec<Span>) {
    let start = sentence.start as usize;
    let span = Span::new(start + range.start..start + range.end).trimmed(content);
    if !span.is_empty() {
        kept.push(span);
    }
}

/// Whether what was left out between two kept spans leaves a space: not before closing punctuation.
fn has_space_between(content: &str, left: Span, right: Span) -> bool {
    let gap = Span::new(left.range().end..right.range().start).of(content);
    let closes = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '’');
    gap.trim().len() < gap.len() && !right.of(content).starts_with(closes)
}

/// Upper-cases the first letter of `text[at..]` unless the word has its own way ("iPhone").
fn upper_case_first(text: &mut String, at: usize) {
    let mut chars = text[at..].chars();
    let (Some(first), second) = (chars.next(), chars.next()) else {
        return;
    };
    let mut upper = first.to_uppercase();
    let (Some(capital), None) = (upper.next(), upper.next()) else {
        return;
    };
    if capital != first && !second.is_some_and(char::is_uppercase) {
        let mut buffer = [0; 4];
        text.replace_range(at..at + first.len_utf8(), capital.encode_utf8(&mut buffer));
    }
}

/// The length of "• ", "- ", "2) " or "2. " at the start of `text`, 0 if there is none.
fn list_mark(text: &str, ordinal_stop: bool) -> usize {
    let mark = match text.as_bytes() {
        [b'-' | b'*' | b'+', b' ', ..] => 1,
        [0xE2, ..] if text.starts_with(['•', '‣', '▪', '◦', '●', '■', '–']) => 3,
        [b'0'..=b'9', ..] => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            match text.as_bytes().get(digits) {
                Some(b')') if digits <= 3 => digits + 1,
                Some(b'.') if digits <= 2 && !ordinal_stop => digits + 1,
                _ => return 0,
            }
        }
        _ => return 0,
    };
    let rest = &text[mark..];
    let item = rest.trim_start();
    // "- 5 degrees" may be below zero.
    let is_sign = text.starts_with(['-', '–']) && item.starts_with(|c: char| c.is_numeric());
    let starts = |c: char| c.is_alphanumeric() || is_quote(c);
    if item.len() == rest.len() || is_sign || !item.starts_with(starts) {
        return 0;
    }
    text.len() - item.len()
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '「' | '『')
}

/// Where what follows a lead-in of `end` bytes starts, if the sentence can do without the lead-in.
fn lead_in_end(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
    let sentence = rest.trim_start();
    let is_spaced = sentence.len() < rest.len() || text[..end].ends_with(['、', '，', ',']);
    let word = sentence.split(|c: char| !c.is_alphanumeric()).next()?;
    let goes_on = sentence.starts_with(|c: char| c.is_alphanumeric() || is_quote(c));
    let leans_back = LEANING
        .iter()
        .any(|leaning| word.eq_ignore_ascii_case(leaning));
    (is_spaced && goes_on && !leans_back && sentence.len() > 7).then(|| text.len() - sentence.len())
}

/// The length in `text` of `phrase`, which is lower-case, at its start in any case.
fn prefix_ignoring_case(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_ascii() {
        let prefix = text.as_bytes().get(..phrase.len())?;
        return prefix
            .eq_ignore_ascii_case(phrase.as_bytes())
            .then_some(phrase.len());
    }
    let mut chars = text.chars();
    for expected in phrase.chars() {
        let found = chars.next()?;
        if found != expected && !found.to_lowercase().eq([expected]) {
            return None;
        }
    }
    Some(text.len() - chars.as_str().len())
}

/// After these "And" is part of something else: "And yet", "And so".
const LEANING: &[&str] = &[
    "yet", "so", "then", "still", "that", "nor", "not", "neither",
];

/// The length of a dateline at the start of `text` ("(CNN)", "LONDON (Reuters) — ", "KABUL,
/// Afghanistan — ") and of the white space after it.
fn dateline(text: &str, has_brackets: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_shouted = match bytes {
        [b'(', ..] => return agency_end(text, 0),
        [first, second, ..] if first.is_ascii_uppercase() => second.is_ascii_uppercase(),
        [first, ..] if !first.is_ascii() => text.chars().take(2).all(char::is_uppercase),
        _ => return None,
    };
    let window = &bytes[..bytes.len().min(DATELINE_BYTES_MAX)];
    if !is_shouted {
        if !has_brackets {
            return None;
        }
        let mark = memchr::memchr(b'(', window)?;
        return (is_place(&text[..mark])).then(|| agency_end(text, mark))?;
    }
    // A dash of three bytes starts with 0xE2.
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

/// No dateline is longer, its place and date included.
const DATELINE_BYTES_MAX: usize = 64;

/// Where the sentence starts after the "(Reuters) — " at `mark`.
fn agency_end(text: &str, mark: usize) -> Option<usize> {
    let inside = &text[mark + 1..];
    let close = memchr::memchr(b')', &inside.as_bytes()[..inside.len().min(40)])?;
    let name = inside[..close].trim();
    let end = mark + close + 2;
    if name.contains('.') && mark == 0 && is_site(name) {
        return sentence_start(text, end);
    }
    let is_known = AGENCIES.contains(&name);
    let is_name = name.starts_with(char::is_uppercase) && name.split(' ').count() <= 3;
    match dash_end(text, end) {
        // A paper's own name stands behind a place in capitals, or alone.
        Some(start) if is_known || is_name && !text[..mark].contains(char::is_lowercase) => {
            Some(start)
        }
        None if is_known => sentence_start(text, end),
        _ => None,
    }
}

/// Who signs datelines.
const AGENCIES: &[&str] = &[
    "AAP",
    "AFP",
    "ANI",
    "ANSA",
    "AP",
    "Associated Press",
    "BBC",
    "Bloomberg",
    "CBS",
    "CNN",
    "CNN Business",
    "CNN Money",
    "CNN Opinion",
    "CNN Sport",
    "CNN Student News",
    "CNN Travel",
    "CNNMoney",
    "CP",
    "dpa",
    "DPA",
    "EFE",
    "HealthDay News",
    "IANS",
    "Interfax",
    "Kyodo",
    "PA",
    "PTI",
    "REUTERS",
    "Reuters",
    "TASS",
    "The Associated Press",
    "UPI",
    "Xinhua",
];

/// Where the sentence starts after the dash at `at`, white space before it allowed.
fn dash_end(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].ends_with(char::is_whitespace);
    let rest = text.get(at..)?.trim_start();
    let is_spaced = before || rest.len() < text.len() - at || text[..at].ends_with(')');
    let after = ["—", "–", "--", "-"]
        .iter()
        .find_map(|dash| rest.strip_prefix(dash))?;
    let hyphen = rest.starts_with('-') && !rest.starts_with("--");
    if !is_spaced || hyphen && !after.starts_with(char::is_whitespace) {
        return None;
    }
    sentence_start(text, text.len() - after.len())
}

/// The first byte of the sentence that starts at or after `at`, if one does.
fn sentence_start(text: &str, at: usize) -> Option<usize> {
    let sentence = text[at..].trim_start();
    let starts = |c: char| c.is_numeric() || is_quote(c) || c.is_alphabetic() && !c.is_lowercase();
    (sentence.starts_with(starts) && sentence.contains(' ')).then(|| text.len() - sentence.len())
}

/// Whether these can be a place, and perhaps a date: few words, all with a capital or digits.
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

/// Where what is left out ends, if at `mark` (a bracket) stand a citation mark, empty parentheses
/// or a source tag.
fn mark_end(text: &str, mark: usize) -> Option<usize> {
    let rest = &text[mark + 1..];
    let window = &rest.as_bytes()[..rest.len().min(MARK_BYTES_MAX)];
    if text.as_bytes()[mark] == b'(' {
        let close = memchr::memchr(b')', window)?;
        let inside = &rest[..close];
        let is_empty = inside
            .chars()
            .all(|c| matches!(c, ' ' | ',' | ';' | '\u{a0}'));
        let is_tag = || {
            let tail = &rest[close + 1..];
            is_site(inside) && mark > 0 && tail.len() <= 2 && !tail.contains(char::is_alphanumeric)
        };
        return (is_empty || is_tag()).then_some(mark + close + 2);
    }
    if mark == 0 {
        return None;
    }
    let close = memchr::memchr(b']', window)?;
    if !is_citation(&rest[..close]) {
        return None;
    }
    let end = mark + close + 2;
    // "[1]–[11]" and "[3], [4]" are one mark.
    let next = text[end..].trim_start_matches(['–', '-', ',', ' ']);
    match next.starts_with('[') {
        true => mark_end(text, text.len() - next.len()).or(Some(end)),
        false => Some(end),
    }
}

/// No citation mark or source tag is longer.
const MARK_BYTES_MAX: usize = 80;

/// Whether this stands in brackets for a reference: "12", "3, 4", "7–9", "edit", "note 2".
fn is_citation(inside: &str) -> bool {
    let numbers = inside
        .split([',', ';', '-', '–', ' '])
        .filter(|number| !number.is_empty());
    let is_number = |number: &str| number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    if numbers.clone().all(is_number) {
        // Four digits are a year that an editor put in.
        return numbers.count() > 0;
    }
    let word = inside.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    matches!(
        word,
        "edit"
            | "note"
            | "nb"
            | "citation needed"
            | "better source needed"
            | "clarification needed"
            | "who?"
            | "when?"
            | "by whom?"
            | "according to whom?"
            | "update"
            | "dead link"
            | "Bearbeiten"
            | "Quelltext bearbeiten"
            | "modifier"
            | "editar"
    ) || inside.len() == 1 && inside.as_bytes()[0].is_ascii_lowercase()
}

/// Whether this is the name of a web site: "example.com", "www.example.co.uk/news".
fn is_site(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `sentence` is written as `expected`.
    #[track_caller]
    fn check(sentence: &str, expected: &str) {
        let mut kept = Vec::new();
        let span = Span::new(0..sentence.len());
        let marks = sentence.match_indices(['(', '[']);
        let marks: Vec<u32> = marks.map(|(at, _)| at as u32).collect();
        let trimmer = Trimmer::of(Language::ENGLISH);
        let capitalize = trimmer.trim(sentence, span, &marks, &mut kept);
        let mut bullet = String::new();
        write(sentence, &kept, capitalize, &mut bullet);
        assert_eq!(bullet, expected, "{sentence:?} keeps {kept:?}");
    }

    /// Runs of white space become one space, whatever they are made of and wherever they stand.
    #[test]
    fn white_space_becomes_one_space() {
        let white = (char::MIN..=char::MAX).filter(|c| c.is_whitespace());
        let others = "éÀ一中“”–—…€‐„я";
        for odd in white.chain(others.chars()) {
            for text in [
                format!("a{odd}b"),
                format!("The mill{odd}closed in the spring of the year."),
                format!("The mill closed in the spring of the year{odd}b"),
                format!("The {odd} mill {odd}closed."),
            ] {
                let mut bullet = String::new();
                write(&text, &[Span::new(0..text.len())], false, &mut bullet);
                let words: Vec<&str> = text.split_whitespace().collect();
                assert_eq!(bullet, words.join(" "), "{text:?}");
            }
        }
    }

    #[track_caller]
    fn untouched(sentence: &str) {
        check(sentence, sentence);
    }

    #[test]
    fn lead_ins_that_merely_add_go() {
        check("And the mill closed.", "The mill closed.");
        check("Meanwhile, prices rose.", "Prices rose.");
        check("Meanwhile the harbour froze.", "The harbour froze.");
        check("In addition, iPhone sales fell.", "iPhone sales fell.");
        check("And, in addition, rents rose.", "Rents rose.");
        check("Moreover, “no one” came.", "“no one” came.");
    }

    #[test]
    fn openings_that_mean_something_stay() {
        untouched("If it rains, the match is off.");
        untouched("Unless it rains, the match is on.");
        untouched("Instead, the mill closed.");
        untouched("However, prices rose.");
        untouched("But the mill closed.");
        untouched("And yet the mill closed.");
        untouched("In addition to rents, prices rose.");
        untouched("Also known as the Old Mill, it closed.");
        untouched("Android sales fell.");
        untouched("“And the mill closed,” she said.");
        untouched("And.");
    }

    #[test]
    fn datelines_go() {
        check("(CNN)The mill closed.", "The mill closed.");
        check("(CNN) -- The mill closed.", "The mill closed.");
        check("LONDON (Reuters) — The mill closed.", "The mill closed.");
        check(
            "WASHINGTON, Jan. 5 (AP) - The mill closed.",
            "The mill closed.",
        );
        check("Los Angeles (CNN) The mill closed.", "The mill closed.");
        check("KABUL, Afghanistan — The mill closed.", "The mill closed.");
        check(
            "NEW YORK -- “We closed,” she said.",
            "“We closed,” she said.",
        );
        check("(CNN) And the mill closed.", "The mill closed.");
    }

    #[test]
    fn what_looks_like_a_dateline_stays() {
        untouched("NASA — the space agency — said no.");
        untouched("The mill (CNN) closed.");
        untouched("(At least) The mill closed.");
        untouched("COVID-19 cases rose.");
        untouched("X-ray images (AP style) were shown.");
        untouched("AT&T (NYSE: T) — said no.");
    }

    #[test]
    fn citation_marks_and_source_tags_go() {
        check("The mill closed.[12]", "The mill closed.");
        check(
            "Grammar [1]–[11], it says [12], matters.",
            "Grammar, it says, matters.",
        );
        check(
            "The mill[edit] closed[a][citation needed].",
            "The mill closed.",
        );
        check("The mill ( ; ) closed.", "The mill closed.");
        check("The mill closed. (example.com)", "The mill closed.");
        check("The mill closed (www.example.co.uk).", "The mill closed.");
    }

    #[test]
    fn what_brackets_say_stays() {
        untouched("“[He] closed it in [2015],” she said [sic].");
        untouched("The mill (est. 1901) closed (Smith, 1992).");
        untouched("The site (example.com) was blocked on Monday.");
        untouched("[12]");
        untouched("()");
    }

    #[test]
    fn list_marks_go() {
        check("• The mill closed.", "The mill closed.");
        check("2. The mill closed.", "The mill closed.");
        check("(CNN)", "(CNN)");
        untouched("2.5 million came.");
        untouched("1986. was long ago.");
        untouched("- 5 degrees");
    }
}
