//! Lines that consist of a date or a time.

use super::text_form::{is_terminated, lowercase_ascii};

/// Longer texts are no dates.
pub(super) const DATE_BYTES_MAX: usize = 80;

/// Whether `line` consists of a date and has no terminator.
pub(super) fn is_date_line(line: &str) -> bool {
    let mut lower = [0; DATE_BYTES_MAX];
    line.len() <= lower.len() && !is_terminated(line) && {
        lowercase_ascii(line.as_bytes(), &mut lower);
        is_date(&lower[..line.len()])
    }
}

/// Whether `lower`, which is in lower case, consists of a date, a time or an age: "3 may 2015",
/// "published 12:01 gmt, tue may 3", "3 hours ago". Callers ask only about texts with a digit.
pub(super) fn is_date(lower: &[u8]) -> bool {
    if lower.len() > DATE_BYTES_MAX {
        return false;
    }
    let lower = std::str::from_utf8(lower).unwrap_or("");
    let is_age = lower.ends_with(" ago");
    let mut has_month_or_time = is_age;
    let mut items = lower
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

/// Months. A start of at least three letters stands for the month.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "sept",
    "october",
    "november",
    "december",
];

/// Days of the week. A start of at least three letters stands for the day.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "tues",
    "wednesday",
    "thursday",
    "thurs",
    "friday",
    "saturday",
    "sunday",
];

/// Other words that may stand in a date.
const DATE_WORDS: &[&str] = &[
    "updated",
    "published",
    "posted",
    "modified",
    "created",
    "last",
    "first",
    "at",
    "on",
    "of",
    "the",
    "am",
    "pm",
    "a",
    "m",
    "p",
    "et",
    "est",
    "edt",
    "gmt",
    "bst",
    "utc",
    "cet",
    "pt",
    "pst",
    "pdt",
    "h",
    "hrs",
    "uhr",
    "date",
];

/// The units of an age: "3 hours ago".
const UNITS_OF_TIME: &[&str] = &[
    "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "day", "days", "week",
    "weeks", "month", "months", "year", "years",
];
