//! What stands around an article and is not part of it, told by its wording.
//!
//! Precision comes first: prose that speaks of newsletters, cookies or photographs must stay body,
//! so every phrase is bound to a place (the start), to a form (an imperative, a line of names) or
//! is a formula that prose does not use.

mod cues;
mod openers;
mod phrases;

pub(super) use openers::{has_long_opener, is_surely_prose};
pub(crate) use phrases::ANCHORS;

use super::{Role, line};
use crate::scan::CHUNK_BYTES;
use cues::Cues;
use openers::{by_opener, has_prefix, starts_with};
use phrases::{DATE_WORDS, DAYS, MONTHS, REQUEST_OBJECTS, REQUESTS, UNITS_OF_TIME};

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
    if let Some(rest) = line::after_timestamp(text).or_else(|| unadorned(text)) {
        return furniture(rest);
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
        .or_else(|| is_reading_time(folded).then_some(Role::Byline))
        .or_else(|| (is_shouted(text) && words(text) <= 6).then_some(Role::Heading))
        .or_else(|| is_aside(text).then_some(Role::Boilerplate))
        .or_else(|| furniture(said(text)?))
}

/// What stands behind "→ ", "▶" or "📧 " at the start of `text`, if anything does.
fn unadorned(text: &str) -> Option<&str> {
    // None of them is ASCII.
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    let rest = text.trim_start_matches(is_ornament);
    (rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

/// Whether `c` is a bullet, arrow, dash, pictograph or the like, as calls to readers are set off with.
fn is_ornament(c: char) -> bool {
    let is_symbol = matches!(c,
        '»' | '›' | '·' | '–' | '—' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}' | '\u{200D}');
    is_symbol || line::is_bullet(c) || c.is_whitespace()
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
    cues.formula(folded.as_bytes())
        .or_else(|| by_request(folded))
        .or_else(|| is_caption(folded).then_some(Role::Caption))
        .or_else(|| is_figure_label(folded).then_some(Role::Caption))
}

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
        (_, Some(tag)) => is_site(tag),
        _ => false,
    }
}

/// Whether this is the name of a web site: "example.com", "www.example.co.uk/news".
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

/// "(The Hill Reporter)", "[laughter]": a few words in brackets that are no sentence.
fn is_aside(text: &str) -> bool {
    let inside = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let Some(inside) = inside('(', ')').or_else(|| inside('[', ']')) else {
        return false;
    };
    inside.len() <= SHORT_BYTES
        && words(inside) <= ASIDE_WORDS_MAX
        && !inside.contains(['(', '['])
        && !line::is_terminated(inside)
}

/// More words than this may be a sentence.
const ASIDE_WORDS_MAX: usize = 8;

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

/// Whether a line is nothing but a date.
pub(super) fn is_date_line(line: &str) -> bool {
    let mut folded = [0; DATE_BYTES_MAX];
    line.len() <= folded.len() && !line::is_terminated(line) && {
        fold(line, &mut folded);
        is_date(&folded[..line.len()])
    }
}

/// No date is longer, and nothing else that is told by its form.
const DATE_BYTES_MAX: usize = 80;

/// Nothing but a date and time: "3 May 2015", "Published 12:01 GMT, Tue May 3", "3 hours ago". Asked
/// of texts with a digit.
fn is_date(folded: &[u8]) -> bool {
    if folded.len() > DATE_BYTES_MAX {
        return false;
    }
    let folded = std::str::from_utf8(folded).unwrap_or("");
    let is_age = folded.ends_with(" ago");
    let mut has_month_or_time = is_age;
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
            || is_age && (item == "ago" || UNITS_OF_TIME.contains(&item))
    });
    is_date && has_month_or_time
}

/// "5 min read", "12-minute read".
fn is_reading_time(folded: &[u8]) -> bool {
    let digits = folded
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let unit = folded[digits..].trim_ascii();
    let unit = unit.strip_prefix(b"-").unwrap_or(unit);
    let unit = unit.strip_suffix(b".").unwrap_or(unit);
    digits > 0
        && matches!(
            unit,
            b"min read" | b"minute read" | b"minutes read" | b"mins read"
        )
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
        "forward-looking statements",
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
        "safe harbor statement",
        "see also",
        "weblinks",
        "works cited",
    ];
    let words = heading.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    let words = words.trim_end_matches([':', '.', ' ']);
    words.len() <= 30 && HEADINGS.contains(&words.to_lowercase().as_str())
}

/// "About Brindle Foods" at the end of a press release: what is said there is said each time.
pub(super) fn heads_company_profile(heading: &str) -> bool {
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(word, "and" | "of" | "the" | "&")
    };
    heading.strip_prefix("About ").is_some_and(|name| {
        name.len() <= SHORT_BYTES && !name.ends_with('?') && name.split_whitespace().all(is_name)
    })
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
    use crate::clean::WORDS_SHORT;
    use crate::span::Span;

    #[track_caller]
    fn check(text: &str, expected: Role) {
        assert_eq!(furniture(text), Some(expected), "{text:?}");
        let folded = text.to_lowercase();
        let mut words = folded.split(|c: char| !c.is_alphanumeric());
        let is_asked = words.any(|word| ANCHORS.contains(&word))
            || text.split_whitespace().count() <= WORDS_SHORT
                && !is_surely_prose(text.as_bytes(), Span::new(0..text.len()))
            || has_long_opener(text.as_bytes());
        assert!(is_asked, "{text:?} needs a word of ANCHORS");
    }

    #[track_caller]
    fn prose(text: &str) {
        assert_eq!(furniture(text), None, "{text:?}");
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
        check(
            "→ Read more: The mill that would not close",
            Role::Boilerplate,
        );
        check("▶ Watch: the mill in motion", Role::Boilerplate);
        check("» Subscribe to our newsletter today", Role::Boilerplate);
        check("👉🏽 Lesen Sie auch: Die Mühle", Role::Boilerplate);
        check(
            "📧\u{FE0F} Sign up for our newsletter, which comes each Friday and says what happened in the hills",
            Role::Boilerplate,
        );
        check("— By Jane Doe for the Hill Reporter", Role::Byline);
        check("5 min read.", Role::Byline);
        check("12-minute read", Role::Byline);
        check(
            "By clicking “Accept” you agree to the terms of the Hill Reporter and of those who advertise in it.",
            Role::Boilerplate,
        );
        check(
            "For more stories like this, sign up for what we send each week.",
            Role::Boilerplate,
        );
        check(
            "This article is sponsored by the Hill Road Mills and was not written by the Reporter.",
            Role::Boilerplate,
        );
        check(
            "À lire aussi : Le vieux moulin de la vallée, qui a fermé en mai après quarante ans",
            Role::Boilerplate,
        );
        check("Leia também: O moinho", Role::Boilerplate);
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
        check(
            "[00:12:03] ROE: Thanks for having me, Ann.",
            Role::Boilerplate,
        );
        check(
            "ANN: Welcome back to The Long Hill, the show on mills and those who run them.",
            Role::Boilerplate,
        );
        check(
            "Welcome to Mill Notes, the newsletter on mills and those who run them.",
            Role::Boilerplate,
        );
        check(
            "Welcome to the Brindle Foods third quarter 2024 earnings conference call.",
            Role::Boilerplate,
        );
        check(
            "Publié le 12 mars 2025 à 18h04, mis à jour à 19h30",
            Role::Byline,
        );
        check("Stand: 04.02.2025 16:12 Uhr", Role::Byline);
        check("3 hours ago", Role::Byline);
        check("Updated 12 mins ago", Role::Byline);
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
        prose("(市议会在星期一的会议上以七票对两票决定关闭这座有一百年历史的大桥)");
        prose("Agents earn a commission on every sale they make.");
        prose("The film was edited and condensed for television.");
        prose("Never miss a chance to vote, she told them.");
        prose("Become a member of the European Union, ministers were told.");
        prose("Sources: Ames to sell the mill to Okoro.");
        prose("Catch all the fish and none will be left, he said.");
        prose("An earlier version of this bill failed in May.");
        prose("Media contacts with the mayor ended on Friday.");
        prose("The commission said on Friday that links to the mill were to be disclosed.");
        prose("In May 2015 the mill closed.");
        prose("May 3 was a day of mourning.");
        prose("Follow the money, he said.");
        prose("NASA said no.");
        prose("The opinions of the miller were well known.");
        prose("Table 2 shows how many came.");
        prose("Sign languages differ from country to country.");
        prose("The mill closed 3 years ago.");
        prose("3 mills closed two years ago");
        prose("→ The mill closed in May, and the weir in June.");
        prose("— Read more books, she told the pupils, and watch less television every day.");
        prose("Sponsored races are held each May.");
        prose("Trending north, the road leaves the hills.");
        prose("By clicking the mouse they sent the letter.");
        prose("A 5 minute read of the gauge was enough.");
        prose("Welcome to the hills, she told the pupils.");
        prose("Advertising is what pays for it all.");
    }
}
