//! What stands around an article and is not part of it, told by its wording.
//!
//! Precision comes first: prose that speaks of newsletters, cookies or photographs must stay body,
//! so every phrase is bound to a place (the start), to a form (an imperative, a line of names) or
//! is a formula that prose does not use.

mod phrases;

pub(crate) use phrases::ANCHORS;

use super::{Role, line};
use crate::lanes::{self, Vectors, Work};
use crate::scan::{self, CHUNK_BYTES};
use phrases::{
    DATE_WORDS, DAYS, FORMULAS, LETTER_OPENERS, MONTHS, OPENERS, REQUEST_OBJECTS, REQUESTS,
};

/// Texts of at most this many bytes are asked about whatever their words.
pub(crate) const SHORT_BYTES: usize = 60;

/// Longer texts are never furniture.
const BYTES_MAX: usize = 400;

/// The part that `text`, one sentence or one line, plays around an article; `None` for prose.
pub(crate) fn furniture(text: &str) -> Option<Role> {
    if text.len() > BYTES_MAX {
        return None;
    }
    // A source tag may have stayed with the sentence behind it.
    if text.starts_with('(')
        && let Some((tag, rest)) = text.split_once(' ')
        && is_only_a_mark(tag)
    {
        return furniture(rest.trim_start());
    }
    let (mut small, mut large);
    let buffer: &mut [u8] = if text.len() <= SHORT_BYTES {
        small = [0; CHUNK_BYTES];
        &mut small
    } else {
        large = [0; BYTES_MAX.next_multiple_of(CHUNK_BYTES)];
        &mut large
    };
    fold(text, buffer);
    let cues = Cues::read(buffer, text.len());
    let folded = &buffer[..text.len()];
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(2).count();
    if letters < 2 || is_only_a_mark(text) {
        return Some(Role::Boilerplate);
    }
    by_opener(folded)
        .or_else(|| cues.has_anchor.then(|| by_anchor(folded, &cues))?)
        .or_else(|| is_byline(text).then_some(Role::Byline))
        .or_else(|| (cues.has_digit && is_date(folded)).then_some(Role::Byline))
        .or_else(|| (is_shouted(text) && words(text) <= 6).then_some(Role::Heading))
        .or_else(|| is_aside(text).then_some(Role::Boilerplate))
        .or_else(|| furniture(said(text)?))
}

/// What a speaker says: "Chair: Good morning, everybody."
fn said(text: &str) -> Option<&str> {
    let (_, said) = after_label(text)?;
    line::has_speaker(text).then_some(said)
}

/// What stands before and behind the first ": ", as `split_once` has it, which costs more.
fn after_label(text: &str) -> Option<(&str, &str)> {
    let is_spaced = |colon: &usize| text.as_bytes().get(colon + 1) == Some(&b' ');
    let colon = memchr::memchr_iter(b':', text.as_bytes()).find(is_spaced)?;
    Some((&text[..colon], &text[colon + 2..]))
}

/// Writes `text` to `folded` with ASCII letters in lower case and white space as spaces. Without a
/// branch, which compilers make vector code of.
fn fold(text: &str, folded: &mut [u8]) {
    fold_bytes(text.as_bytes(), folded);
}

#[inline]
fn fold_bytes(text: &[u8], folded: &mut [u8]) {
    for (to, &from) in folded.iter_mut().zip(text) {
        let lower = from.to_ascii_lowercase();
        let is_white = (from == b'\n') | (from == b'\r') | (from == b'\t');
        *to = if is_white { b' ' } else { lower };
    }
}

/// The role of a text that holds an anchor.
fn by_anchor(folded: &[u8], cues: &Cues) -> Option<Role> {
    // Only ASCII bytes were folded, and to ASCII ones.
    let folded = std::str::from_utf8(folded).ok()?;
    by_formula(folded.as_bytes(), cues.formula_places())
        .or_else(|| by_request(folded))
        .or_else(|| is_caption(folded).then_some(Role::Caption))
        .or_else(|| is_figure_label(folded).then_some(Role::Caption))
}

/// What the bytes that the words of a text start with give away; spares most texts the search for
/// every phrase.
#[derive(Default)]
struct Cues {
    /// Whether one of [`ANCHORS`] may be there.
    has_anchor: bool,
    /// Where one of [`FORMULAS`] may have its rarest word: the first `formula_count` of it.
    formula_places: [u16; FORMULA_PLACES_MAX],
    formula_count: usize,
    has_digit: bool,
}

/// Of more such words the first ones are looked at, and the last.
const FORMULA_PLACES_MAX: usize = 32;

impl Cues {
    /// Reads the first `length` bytes of `folded`, behind which there is room for a chunk.
    fn read(folded: &[u8], length: usize) -> Cues {
        lanes::work(Reading { folded, length })
    }

    fn formula_places(&self) -> &[u16] {
        &self.formula_places[..self.formula_count.min(FORMULA_PLACES_MAX)]
    }

    #[inline(always)]
    fn read_by<V: Vectors>(folded: &[u8], length: usize) -> Cues {
        /// Chunks overlap, so that each has the heads of all words that start in its stride.
        const STRIDE: usize = CHUNK_BYTES - HEAD_BYTES;
        let (mut anchors, mut formula_count) = (0, 0);
        let mut formula_places = [0; FORMULA_PLACES_MAX];
        let (mut digits, mut in_word) = (0, 0);
        let mut padded = [0; CHUNK_BYTES];
        for at in (0..length).step_by(STRIDE) {
            let (chunk, mask) = scan::chunk(folded, at, length, &mut padded);
            let bits = scan::classes_by::<V>(chunk);
            digits |= bits.digits;
            let letters = (bits.letters | bits.wide) & mask;
            let mut starts = letters & !(letters << 1 | in_word) & ((1 << STRIDE) - 1);
            in_word = letters >> (STRIDE - 1) & 1;
            while starts != 0 {
                let start = starts.trailing_zeros() as usize;
                let mut head = [0; HEAD_BYTES];
                head.copy_from_slice(&chunk[start..start + HEAD_BYTES]);
                let slot = slot(head, (letters >> start).trailing_ones() as usize);
                let cues = &CUES[slot / 64];
                anchors |= cues.anchors >> (slot % 64);
                // Written in any case, and kept if there may be one.
                formula_places[formula_count.min(FORMULA_PLACES_MAX - 1)] = (at + start) as u16;
                formula_count += (cues.formulas >> (slot % 64) & 1) as usize;
                starts &= starts - 1;
            }
        }
        Cues {
            has_anchor: anchors & 1 != 0,
            formula_places,
            formula_count,
            has_digit: digits != 0,
        }
    }
}

/// All of [`Cues::read`].
struct Reading<'r> {
    folded: &'r [u8],
    length: usize,
}

impl Work for Reading<'_> {
    type Done = Cues;

    #[inline(always)]
    fn run<V: Vectors>(self) -> Cues {
        Cues::read_by::<V>(self.folded, self.length)
    }
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

const SLOTS: usize = 4096;

/// So many first letters of a word count.
const HEAD_BYTES: usize = 4;

/// Where words of `letters` letters that start like `head` are noted.
#[inline]
const fn slot(head: [u8; HEAD_BYTES], letters: usize) -> usize {
    let mut hash: u32 = 0;
    let mut at = 0;
    while at < HEAD_BYTES {
        let next = (hash ^ head[at] as u32).wrapping_mul(0x0100_0193);
        hash = if at < letters { next } else { hash };
        at += 1;
    }
    (hash >> 16) as usize % SLOTS
}

/// The slot of a word.
const fn slot_of(word: &str) -> usize {
    let word = word.as_bytes();
    let mut head = [0; HEAD_BYTES];
    let mut letters = 0;
    while letters < HEAD_BYTES && letters < word.len() && is_letter(word[letters]) {
        head[letters] = word[letters];
        letters += 1;
    }
    slot(head, letters)
}

/// What words start like those of 64 slots: a bit for each.
#[derive(Clone, Copy)]
struct SlotCues {
    /// An anchor does.
    anchors: u64,
    /// The rarest word of a formula does.
    formulas: u64,
}

static CUES: [SlotCues; SLOTS / 64] = {
    let none = SlotCues {
        anchors: 0,
        formulas: 0,
    };
    let mut cues = [none; SLOTS / 64];
    let mut index = 0;
    while index < ANCHORS.len() {
        let slot = slot_of(ANCHORS[index]);
        cues[slot / 64].anchors |= 1 << (slot % 64);
        index += 1;
    }
    index = 0;
    while index < FORMULAS.len() {
        let slot = slot_of(FORMULAS[index].1);
        cues[slot / 64].formulas |= 1 << (slot % 64);
        index += 1;
    }
    cues
};

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// `[12]`, `[edit]`, `(example.com)`: a reference or source tag on its own.
fn is_only_a_mark(text: &str) -> bool {
    let inside = |open, close| {
        text.strip_prefix(open)?
            .trim_end_matches('.')
            .strip_suffix(close)
    };
    match (inside('[', ']'), inside('(', ')')) {
        (Some(mark), _) => !mark.contains(['[', ' ']),
        (_, Some(tag)) => {
            let host = tag.split('/').next().unwrap_or(tag);
            !tag.contains(char::is_whitespace)
                && host.rsplit_once('.').is_some_and(|(name, domain)| {
                    name.len() > 1
                        && domain.len() > 1
                        && domain.bytes().all(|b| b.is_ascii_lowercase())
                })
        }
        _ => false,
    }
}

/// "(The Hill Reporter)", "[laughter]": a few words in brackets that are no sentence.
fn is_aside(text: &str) -> bool {
    let inside = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let Some(inside) = inside('(', ')').or_else(|| inside('[', ']')) else {
        return false;
    };
    words(inside) <= ASIDE_WORDS_MAX && !inside.contains(['(', '[']) && !line::is_terminated(inside)
}

/// More words than this may be a sentence.
const ASIDE_WORDS_MAX: usize = 8;

fn by_opener(folded: &[u8]) -> Option<Role> {
    let marks = |byte: &u8| matches!(byte, b'(' | b'[' | b'*' | b'_' | b'>' | b' ' | b'|');
    let opened = &folded[folded.iter().take_while(|byte| marks(byte)).count()..];
    let opener = match *opened {
        [first @ b'a'..=b'z', b, c, d, ..] => {
            let head = u32::from_le_bytes([first, b, c, d]);
            let letter = usize::from(first - b'a');
            let mut openers = (LETTER_STARTS[letter]..LETTER_STARTS[letter + 1])
                .filter(|index| OPENER_HEADS[*index] == head)
                .map(|index| &LETTER_OPENERS[index]);
            openers.find(|(opener, ..)| starts_with(opened, opener.as_bytes()))
        }
        _ => (OPENERS.iter()).find(|(opener, ..)| starts_with(opened, opener.as_bytes())),
    };
    let (_, role, words_max) = opener?;
    let words = opened.split(u8::is_ascii_whitespace);
    (words.filter(|word| !word.is_empty()).count() <= *words_max).then_some(*role)
}

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

/// Whether nothing but one of [`ANCHORS`] could make furniture of a text of these bytes: most
/// sentences show it by their first letters, and hold no figure and no colon.
pub(super) fn is_surely_prose(text: &[u8]) -> bool {
    let [first, second @ b'a'..=b'z', third, fourth, ..] = *text else {
        return false;
    };
    let mut head = [0; HEAD_BYTES];
    fold_bytes(&[first, second, third, fourth], &mut head);
    let slot = opener_slot(head);
    // Looks at all bytes, which compilers make vector code of.
    let is_figure_or_colon = |byte: &u8| (b'0'..=b':').contains(byte);
    first.is_ascii_alphabetic()
        && OPENER_SLOTS[slot / 64] >> (slot % 64) & 1 == 0
        && !(head.starts_with(b"by"))
        && !(text.iter()).fold(false, |any, byte| any | is_figure_or_colon(byte))
}

/// A bit for each slot that any of [`LETTER_OPENERS`] has.
static OPENER_SLOTS: [u64; 32] = {
    let mut slots = [0; 32];
    let mut index = 0;
    while index < OPENER_HEADS.len() {
        let slot = opener_slot(OPENER_HEADS[index].to_le_bytes());
        slots[slot / 64] |= 1 << (slot % 64);
        index += 1;
    }
    slots
};

/// Where openers that start like `head` are noted.
const fn opener_slot(head: [u8; HEAD_BYTES]) -> usize {
    (u32::from_le_bytes(head).wrapping_mul(0x9E37_79B1) >> 21) as usize
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
fn starts_with(text: &[u8], phrase: &[u8]) -> bool {
    let ends_in_word = phrase.last().is_some_and(u8::is_ascii_lowercase);
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'-';
    has_prefix(text, phrase) && !(ends_in_word && text.get(phrase.len()).is_some_and(goes_on))
}

/// The role by the first of [`FORMULAS`] that stands in `folded` around one of `places`.
fn by_formula(folded: &[u8], places: &[u16]) -> Option<Role> {
    let stands_around = |place: usize, at: usize| {
        let RarestWord { head, before } = RAREST_WORDS[at];
        folded[place..].starts_with(&head)
            && place >= before
            && folded[place - before..].starts_with(FORMULAS[at].0.as_bytes())
    };
    let formula_around =
        |place: &u16| (0..FORMULAS.len()).find(|&at| stands_around(usize::from(*place), at));
    let first = places.iter().filter_map(formula_around).min()?;
    Some(FORMULAS[first].2)
}

/// The rarest word of a formula.
#[derive(Clone, Copy)]
struct RarestWord {
    /// Its first letters; none has fewer.
    head: [u8; HEAD_BYTES],
    /// How many bytes of the formula stand before it.
    before: usize,
}

static RAREST_WORDS: [RarestWord; FORMULAS.len()] = {
    let none = RarestWord {
        head: [0; HEAD_BYTES],
        before: 0,
    };
    let mut words = [none; FORMULAS.len()];
    let mut at = 0;
    while at < words.len() {
        let (formula, word) = (FORMULAS[at].0.as_bytes(), FORMULAS[at].1.as_bytes());
        let mut same = 0;
        while same < word.len() {
            let is_same = formula[words[at].before + same] == word[same];
            same = if is_same { same + 1 } else { 0 };
            words[at].before += !is_same as usize;
        }
        words[at].head = [word[0], word[1], word[2], word[3]];
        at += 1;
    }
    words
};

/// Whether `text` starts with `phrase`. Most of many phrases show by their first byte that it does
/// not, which spares the call that compares the rest.
fn has_prefix(text: &[u8], phrase: &[u8]) -> bool {
    text.first() == phrase.first() && text.starts_with(phrase)
}

fn by_request(folded: &str) -> Option<Role> {
    let folded_bytes = folded.as_bytes();
    let asks = REQUESTS.iter().any(|request| {
        has_prefix(folded_bytes, request.as_bytes())
            && folded_bytes.get(request.len()) == Some(&b' ')
    });
    let with = || {
        REQUEST_OBJECTS
            .iter()
            .any(|object| memchr::memmem::find(folded_bytes, object.as_bytes()).is_some())
    };
    (asks && with() && !folded.contains(" said")).then_some(Role::Boilerplate)
}

/// "By Jane Doe", "BY JANE DOE FOR THE TIMES": nothing but names after "By".
fn is_byline(text: &str) -> bool {
    let Some(names) = text
        .strip_prefix("By ")
        .or_else(|| text.strip_prefix("BY "))
    else {
        return false;
    };
    let mut capitals = 0;
    let mut others = 0;
    for word in names.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '|' | '&')) {
        let is_name = word.starts_with(|c: char| c.is_uppercase());
        let may_stand = matches!(
            word,
            "" | "and" | "for" | "the" | "of" | "in" | "at" | "de" | "van" | "von"
        );
        capitals += usize::from(is_name);
        others += usize::from(!is_name && !may_stand);
    }
    others == 0
        && (2..=10).contains(&capitals)
        && !text.contains(". ")
        && !text.ends_with(['!', '?'])
}

/// Nothing but a date and time: "3 May 2015", "Published 12:01 GMT, Tue May 3". Asked of texts with
/// a digit.
fn is_date(folded: &[u8]) -> bool {
    if folded.len() > 80 {
        return false;
    }
    let folded = std::str::from_utf8(folded).unwrap_or("");
    let mut has_month_or_time = false;
    let mut items = folded
        .split(|c: char| !(c.is_alphanumeric() || c == ':'))
        .filter(|item| !item.is_empty());
    let is_date = items.all(|item| {
        let item = item.trim_matches(':');
        let is_time = item.contains(':');
        let is_month = item.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(item));
        has_month_or_time |= is_time || is_month;
        let digits = item.bytes().filter(u8::is_ascii_digit).count();
        is_time && digits > 2
            || is_month
            || item.is_empty()
            || digits > 0 && item.len() <= digits + 2
            || item.len() >= 3 && DAYS.iter().any(|day| day.starts_with(item))
            || DATE_WORDS.contains(&item)
    });
    is_date && has_month_or_time
}

/// "Jane Doe, pictured (left) with …" under a picture: a label and the word.
fn is_caption(folded: &str) -> bool {
    if starts_with(folded.as_bytes(), b"pictured") {
        return words(folded) <= 30;
    }
    let Some((label, rest)) = after_label(folded) else {
        return false;
    };
    // Daily papers put a label before the caption: "Tragedy: Mr Doe, pictured (left), …".
    words(label) <= 4
        && rest.contains("pictured")
        && [
            "(left",
            "(right",
            "(centre",
            "(center",
            "pictured left",
            "pictured right",
            "pictured with",
            "pictured above",
            "pictured below",
            "pictured in",
            "pictured at",
            "pictured (",
        ]
        .iter()
        .any(|place| rest.contains(place))
}

/// "Table 2. Errors by hour", "Fig. 3: The wheel": not "Figure 3 shows".
fn is_figure_label(folded: &str) -> bool {
    let labels = [
        "figure ",
        "fig. ",
        "table ",
        "tabelle ",
        "abbildung ",
        "abb. ",
        "tableau ",
    ];
    labels.iter().any(|label| {
        has_prefix(folded.as_bytes(), label.as_bytes()) && {
            let rest = &folded[label.len()..];
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let goes_on = after.starts_with(". ") || after.starts_with(": ") || after.is_empty();
            after.len() < rest.len() && goes_on
        }
    })
}

/// Whether nothing below a heading is the article any more: references, thanks.
pub(super) fn heads_back_matter(heading: &str) -> bool {
    const HEADINGS: &[&str] = &[
        "acknowledgement",
        "acknowledgements",
        "acknowledgment",
        "acknowledgments",
        "author contributions",
        "authors' contributions",
        "bibliografía",
        "bibliographie",
        "bibliography",
        "competing interests",
        "conflict of interest",
        "conflicts of interest",
        "danksagung",
        "einzelnachweise",
        "external links",
        "funding",
        "further reading",
        "literatur",
        "literature cited",
        "notes and references",
        "quellen",
        "references",
        "referencias",
        "références",
        "siehe auch",
        "see also",
        "weblinks",
        "works cited",
    ];
    let words = heading.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    let words = words.trim_end_matches([':', '.', ' ']);
    words.len() <= 30 && HEADINGS.contains(&words.to_lowercase().as_str())
}

/// Whether there are letters with case and none of them is lower-case.
pub(super) fn is_shouted(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += usize::from(c.is_uppercase());
    }
    capitals >= 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Role) {
        assert_eq!(furniture(text), Some(expected), "{text:?}");
        let folded = text.to_lowercase();
        let mut words = folded.split(|c: char| !c.is_alphanumeric());
        assert!(
            text.len() <= SHORT_BYTES || words.any(|word| ANCHORS.contains(&word)),
            "{text:?} needs a word of ANCHORS"
        );
    }

    #[track_caller]
    fn prose(text: &str) {
        assert_eq!(furniture(text), None, "{text:?}");
    }

    proptest! {
        #[test]
        fn cues_are_those_of_every_word(text in "[a-c é3-]{0,70}(photo|rights|here|x| ){0,30}[a-c é-]{0,200}") {
            let mut buffer = [0; 512];
            fold(&text, &mut buffer);
            let cues = Cues::read(&buffer, text.len());
            let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic());
            let words = words.filter(|word| !word.is_empty());
            let with = |of: fn(&SlotCues) -> u64| -> Vec<u16> {
                let is_noted = |slot: usize| of(&CUES[slot / 64]) & 1 << (slot % 64) != 0;
                let noted = words.clone().filter(|word| is_noted(slot_of(word)));
                noted.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize) as u16).collect()
            };
            prop_assert_eq!(cues.has_anchor, !with(|cues| cues.anchors).is_empty());
            let mut places = with(|cues| cues.formulas);
            if let Some(last) = places.last().copied() && places.len() > FORMULA_PLACES_MAX {
                places.truncate(FORMULA_PLACES_MAX - 1);
                places.push(last);
            }
            prop_assert_eq!(cues.formula_places(), &places);
            prop_assert_eq!(cues.has_digit, text.contains('3'));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn what_is_surely_prose_is(
            opener in 0..LETTER_OPENERS.len(),
            before in "[(\\[* A-Z]{0,1}",
            text in "([A-Za-z]{1,6}|[A-Z]{2,7}|[0-9:.,()é]|By|May| ){0,8}",
            has_opener in any::<bool>(),
        ) {
            let opener = if has_opener { LETTER_OPENERS[opener].0 } else { "" };
            let text = format!("{before}{opener}{text}");
            if is_surely_prose(text.as_bytes()) {
                let buffer = &mut [0; 512];
                fold(&text, buffer);
                let folded = &buffer[..text.len()];
                let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                prop_assert!(letters >= 2 && !is_only_a_mark(&text), "{}", text);
                prop_assert_eq!(by_opener(folded), None, "{}", text);
                prop_assert!(!is_byline(&text) && !is_shouted(&text), "{}", text);
                prop_assert!(!text.contains(|c: char| c.is_ascii_digit()), "{}", text);
                prop_assert_eq!(said(&text), None, "{}", text);
            }
        }
    }

    #[test]
    fn formulas_are_known_anywhere() {
        for (formula, _, role) in FORMULAS {
            let text = format!("here, {formula} é");
            let buffer = &mut [0; 512];
            fold(&text, buffer);
            let cues = Cues::read(buffer, text.len());
            assert_eq!(
                by_formula(text.as_bytes(), cues.formula_places()),
                Some(*role),
                "{text}"
            );
        }
    }

    #[test]
    fn every_formula_has_its_rarest_word() {
        for (formula, word, _) in FORMULAS {
            // The first word of a formula may stand at the end of another one.
            let mut words = formula.split(|c: char| !c.is_alphanumeric()).skip(1);
            assert!(words.any(|found| found == *word), "{formula}");
        }
    }

    #[test]
    fn openers_are_sorted_by_first_letter() {
        assert!(LETTER_OPENERS.is_sorted_by_key(|(opener, ..)| opener.as_bytes()[0]));
    }

    #[test]
    fn furniture_is_known() {
        check("Scroll down for video.", Role::Caption);
        check(
            "Read more: The mill that would not close",
            Role::Boilerplate,
        );
        check(
            "Click here for Jane Doe's full match report.",
            Role::Boilerplate,
        );
        check(
            "\u{a9}2015 The Hill Reporter. All rights reserved.",
            Role::Boilerplate,
        );
        check(
            "Follow @HillPhotos on Twitter to join the conversation about photography.",
            Role::Boilerplate,
        );
        check(
            "Operator: Good morning, and welcome to the call of Brindle Foods on its third quarter.",
            Role::Boilerplate,
        );
        check(
            "Ewa Marsh in The Salt Road at the Playhouse. Photograph: Dev Anand",
            Role::Caption,
        );
        check("17/06/2023 - 08:15 h.", Role::Byline);
        check(
            "Sign up for the free weekly newsletter and have the best of the hills in your inbox.",
            Role::Boilerplate,
        );
        check(
            "We use cookies to improve your experience on our site and to show you adverts.",
            Role::Boilerplate,
        );
        check(
            "Download the Hill News app on the App Store or Google Play for live scores and alerts.",
            Role::Boilerplate,
        );
        check("PUBLISHED: 07:04 EST, 9 January 2014", Role::Byline);
        check("9 January 2014 at 07:04", Role::Byline);
        check("By Jane Doe for the Hill Reporter", Role::Byline);
        check("BY JANE DOE", Role::Byline);
        check(
            "Jane Roe and John Doe in Paris contributed to this report.",
            Role::Byline,
        );
        check(
            "Tragedy: Mr Doe, pictured (left) with his brother, owned the mill for twenty years",
            Role::Caption,
        );
        check("Photo by Jane Doe", Role::Caption);
        check("Table 2. Errors by hour", Role::Caption);
        check("WEEKLY NEWS QUIZ.", Role::Heading);
        check("(example.com)", Role::Boilerplate);
        check("(example.com) Scroll down for video.", Role::Caption);
        check("(The Hill Reporter)", Role::Boilerplate);
        check("[12]", Role::Boilerplate);
        check(
            "We may earn a commission when you buy through links on the pages of the Reporter.",
            Role::Boilerplate,
        );
        check(
            "An earlier version of this article misspelled the name of the mill's last owner.",
            Role::Boilerplate,
        );
        check(
            "Media contact: Jane Doe, press@example.com, at the offices of the Hill Reporter, 1 Hill Road",
            Role::Byline,
        );
        check("Image credits: Jane Doe / The Hill Reporter", Role::Caption);
        check(
            "By continuing you accept our cookie policy.",
            Role::Boilerplate,
        );
        check("* * *", Role::Boilerplate);
    }

    #[test]
    fn prose_stays_body() {
        prose("The newsletter was founded in 1901 and has two thousand subscribers.");
        prose("Regulators fined the site because its cookies followed readers.");
        prose("She was pictured leaving the court on Friday.");
        prose("The firm said people could download the app from the App Store.");
        prose("By Friday the mill had closed.");
        prose("Read more books, she told the pupils, and watch less television every day.");
        prose("Share prices fell on Monday.");
        prose("(The mill closed in May.)");
        prose("The commission said on Friday that links to the mill were to be disclosed.");
        prose("In May 2015 the mill closed.");
        prose("May 3 was a day of mourning.");
        prose("Follow the money, he said.");
        prose("NASA said no.");
        prose("The opinions of the miller were well known.");
        prose("Table 2 shows how many came.");
        prose("Sign languages differ from country to country.");
        prose("Advertising is what pays for it all.");
    }
}
