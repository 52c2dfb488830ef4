//! Forms of text that show its role: a byline, a caption, a request, a remark in brackets.

use super::phrases::{REQUEST_OBJECTS, REQUESTS};
use super::prefixes::{has_prefix, starts_with_words};
use crate::clean::text_form::{has_speaker, is_all_caps, is_site, is_terminated};

/// What a speaker says: "Good morning, everybody." of "Chair: Good morning, everybody."
pub(super) fn after_speaker(text: &str) -> Option<&str> {
    let (_, said) = split_label(text)?;
    has_speaker(text).then_some(said)
}

/// The text before and after the first ": ". The same as `text.split_once(": ")`, but cheaper.
fn split_label(text: &str) -> Option<(&str, &str)> {
    let is_spaced = |colon: &usize| text.as_bytes().get(colon + 1) == Some(&b' ');
    let colon = memchr::memchr_iter(b':', text.as_bytes()).find(is_spaced)?;
    Some((&text[..colon], &text[colon + 2..]))
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether `text` is a reference or source tag on its own: `[12]`, `[edit]`, `(example.com)`.
pub(super) fn is_reference_or_source_tag(text: &str) -> bool {
    let inside = |open, close| {
        text.strip_prefix(open)?
            .trim_end_matches('.')
            .strip_suffix(close)
    };
    match (inside('[', ']'), inside('(', ')')) {
        (Some(reference), _) => !reference.contains(['[', ' ']),
        (_, Some(tag)) => is_site(tag),
        _ => false,
    }
}

/// Whether `text` is a few words in brackets that make no sentence: "(The Hill Reporter)",
/// `[laughter]`.
pub(super) fn is_bracketed_remark(text: &str) -> bool {
    let inside = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    let Some(inside) = inside('(', ')').or_else(|| inside('[', ']')) else {
        return false;
    };
    inside.len() <= REMARK_BYTES_MAX
        && word_count(inside) <= REMARK_WORDS_MAX
        && !inside.contains(['(', '['])
        && !is_terminated(inside)
}

const REMARK_BYTES_MAX: usize = 60;

/// More words than this may be a sentence.
const REMARK_WORDS_MAX: usize = 8;

/// Whether `text` is written in capitals and has few words: "WEEKLY NEWS QUIZ."
pub(super) fn is_short_all_caps(text: &str) -> bool {
    is_all_caps(text) && word_count(text) <= 6
}

/// Whether `lower`, which is in lower case, asks readers to do something on a site or with an app:
/// "follow us on twitter".
pub(super) fn is_request(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    let starts_with_request = REQUESTS.iter().any(|request| {
        has_prefix(bytes, request.as_bytes()) && bytes.get(request.len()) == Some(&b' ')
    });
    let has_object = || {
        REQUEST_OBJECTS
            .iter()
            .any(|object| memchr::memmem::find(bytes, object.as_bytes()).is_some())
    };
    starts_with_request && has_object() && !lower.contains(" said")
}

/// Whether `text` consists of "By" and names: "By Jane Doe", "BY JANE DOE FOR THE TIMES".
pub(super) fn is_byline(text: &str) -> bool {
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
        let is_between_names = matches!(
            word,
            "" | "and" | "for" | "the" | "of" | "in" | "at" | "de" | "van" | "von"
        );
        capitals += usize::from(is_name);
        others += usize::from(!is_name && !is_between_names);
    }
    others == 0
        && (2..=10).contains(&capitals)
        && !text.contains(". ")
        && !text.ends_with(['!', '?'])
}

/// Whether `lower`, which is in lower case, is a reading time: "5 min read", "12-minute read".
pub(super) fn is_reading_time(lower: &[u8]) -> bool {
    let digits = lower
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let unit = lower[digits..].trim_ascii();
    let unit = unit.strip_prefix(b"-").unwrap_or(unit);
    let unit = unit.strip_suffix(b".").unwrap_or(unit);
    digits > 0
        && matches!(
            unit,
            b"min read" | b"minute read" | b"minutes read" | b"mins read"
        )
}

/// Whether `lower`, which is in lower case, is the text under a picture: "pictured: …", or as daily
/// papers write it, "tragedy: mr doe, pictured (left), …".
pub(super) fn is_caption(lower: &str) -> bool {
    if starts_with_words(lower.as_bytes(), b"pictured") {
        return word_count(lower) <= 30;
    }
    let Some((label, rest)) = split_label(lower) else {
        return false;
    };
    word_count(label) <= 4
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
        .any(|position| rest.contains(position))
}

/// Whether `lower`, which is in lower case, starts with the number of a figure or table: "table 2.
/// errors by hour", "fig. 3: the wheel", but not "figure 3 shows".
pub(super) fn is_figure_label(lower: &str) -> bool {
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
        has_prefix(lower.as_bytes(), label.as_bytes()) && {
            let rest = &lower[label.len()..];
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let ends = after.starts_with(". ") || after.starts_with(": ") || after.is_empty();
            after.len() < rest.len() && ends
        }
    })
}

/// Whether `text` opens or closes a letter: "Hi all,", "Kind regards,".
pub(super) fn is_greeting(text: &str) -> bool {
    let Some(words) = text.strip_suffix([',', '!', '，', '：']) else {
        return false;
    };
    let first = words.split(' ').next().unwrap_or(words);
    let opens = OPENINGS.contains(&first);
    let closes = [
        "Regards",
        "Kind",
        "Best",
        "Cheers",
        "Thanks",
        "Thank",
        "Sincerely",
        "Yours",
        "Warm",
        "Many",
        "Cordialement",
        "Saludos",
    ]
    .contains(&first);
    words.len() <= 40 && words.split(' ').count() <= 5 && (opens || closes)
}

/// The first words of letters. Written by the authors of gleaner.
#[rustfmt::skip]
const OPENINGS: &[&str] = &[
    "Hi", "Hello", "Dear", "Hey", "Greetings", "Hallo", "Liebe", "Lieber", "Liebes", "Sehr", "Moin", "Bonjour",
    "Bonsoir", "Cher", "Chère", "Chers", "Chères", "Hola", "Estimado", "Estimada", "Estimados", "Estimadas",
    "Querido", "Querida", "Queridos", "Ciao", "Buongiorno", "Gentile", "Gentili", "Caro", "Cara", "Cari", "Olá",
    "Prezado", "Prezada", "Prezados", "Beste", "Geachte", "Hej", "Hei", "Kära", "Käre", "Bästa", "Kære", "Kjære",
    "Hyvä", "Hyvät", "Moi", "Szanowny", "Szanowna", "Szanowni", "Drogi", "Droga", "Drodzy", "Cześć", "Vážený",
    "Vážená", "Vážení", "Ahoj", "Milý", "Milá", "Уважаемый", "Уважаемая", "Уважаемые", "Здравствуйте", "Привет",
    "Дорогой", "Дорогая", "Дорогие", "Sayın", "Merhaba", "Sevgili", "您好", "大家好", "你好", "안녕하세요", "皆様",
];

/// Whether `text` consists of tags: "#forest #drought".
pub(super) fn is_tag_line(text: &str) -> bool {
    text.starts_with('#')
        && text.contains(" #")
        && text.split_whitespace().all(|word| word.starts_with('#'))
}

/// Whether `text` is a header line of a mail: "From: Jane Doe".
pub(in crate::clean) fn is_mail_header(text: &str) -> bool {
    const FIELDS: &[&str] = &[
        "From: ",
        "To: ",
        "Cc: ",
        "Bcc: ",
        "Date: ",
        "Sent: ",
        "Subject: ",
        "Reply-To: ",
        "Message-ID: ",
        "Von: ",
        "An: ",
        "Betreff: ",
    ];
    FIELDS.iter().any(|field| {
        let value = text.strip_prefix(field);
        // "To: do" is an item of a list.
        value.is_some_and(|value| {
            !value.starts_with(char::is_lowercase)
                || value.contains('@')
                || matches!(*field, "Subject: " | "Betreff: " | "Message-ID: ")
        })
    })
}
