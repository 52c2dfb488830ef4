//! Which parts of a sentence to keep: a takeaway needs no dateline, source tag or "Meanwhile,".
//!
//! Only what takes nothing away goes: list marks, datelines, openings that merely add ("And"),
//! citation marks, empty parentheses and the name of the site a text was taken from. Attributions,
//! hedges, negations and conditions stay, and so does every quotation mark.

mod bracket;
mod dateline;
mod lead_in;
mod write;

use crate::clean::{after_timestamp, is_bullet};
use crate::language::Language;
use crate::span::Span;
use bracket::mark_end;
use dateline::dateline;
use lead_in::LeadIns;
use std::sync::OnceLock;
pub(crate) use write::write;

/// What trimming knows of a language.
pub(crate) struct Trimmer {
    lead_ins: LeadIns,
    /// Whether "3. Oktober" is a date, not the third item.
    ordinal_stop: bool,
}

impl Trimmer {
    /// What there is to know of `language`; found out at its first use.
    pub(crate) fn of(language: Language) -> &'static Trimmer {
        static TRIMMERS: OnceLock<Box<[OnceLock<Trimmer>]>> = OnceLock::new();
        let trimmers = TRIMMERS.get_or_init(|| Language::all().map(|_| OnceLock::new()).collect());
        trimmers[language.index()].get_or_init(|| Trimmer {
            lead_ins: LeadIns::of(language),
            ordinal_stop: language.boundary_words().ordinal_full_stop,
        })
    }

    /// Appends to `kept` the spans of `sentence` (a span of `content`) that a bullet keeps:
    /// ascending, disjoint, no white space at their ends, at least one. Returns whether the
    /// sentence's first word was among what was left out, so that the next one must be upper-cased.
    /// `marks` are where in the sentence brackets may open, among others.
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
        let is_usual = match text.as_bytes() {
            [b'A'..=b'Z', second, ..] => !matches!(second, b'A'..=b'Z' | b':'),
            [b'"' | b'a'..=b'z', ..] => true,
            _ => false,
        };
        if is_usual && !has_brackets {
            return self.lead_ins.length_in(text);
        }
        let mut skipped = list_mark(text, self.ordinal_stop);
        skipped +=
            after_timestamp(&text[skipped..]).map_or(0, |said| text.len() - skipped - said.len());
        skipped += dateline(&text[skipped..], has_brackets).unwrap_or(0);
        skipped + self.lead_ins.length_in(&text[skipped..])
    }
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

fn keep(content: &str, sentence: Span, range: std::ops::Range<usize>, kept: &mut Vec<Span>) {
    let start = sentence.start as usize;
    let span = Span::new(start + range.start..start + range.end).trimmed(content);
    if !span.is_empty() {
        kept.push(span);
    }
}

/// The length of "• ", "- ", "2) ", "2. ", "2/ " or "A: " at the start of `text`, 0 if there is none.
fn list_mark(text: &str, ordinal_stop: bool) -> usize {
    let mark = match text.as_bytes() {
        [b'-' | b'*' | b'+', b' ', ..] => 1,
        [0xC2 | 0xE2 | 0xF0, ..] => text.len() - text.trim_start_matches(sets_off).len(),
        // Not the first of "A: 12, B: 15".
        [b'A' | b'Q', b':', b' ', next, ..] if !next.is_ascii_digit() => 2,
        [b'0'..=b'9', ..] => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            match text.as_bytes().get(digits) {
                Some(b')' | b'/') if digits <= 3 => digits + 1,
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

/// Whether `c` sets off the items of lists, points to them, or asks for the colours of the emoji
/// before it.
fn sets_off(c: char) -> bool {
    let points = |c| matches!(c, '➡' | '▶' | '✅' | '✔' | '☑' | '👉' | '👇' | '🔹' | '🔸');
    is_bullet(c) || points(c) || matches!(c, '·' | '–' | '\u{fe0f}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«' | '„' | '「' | '『')
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
        check("· The mill closed.", "The mill closed.");
        check("◦ The mill closed.", "The mill closed.");
        check("2. The mill closed.", "The mill closed.");
        check("2/ The mill closed.", "The mill closed.");
        check("A: The mill closed.", "The mill closed.");
        check("👉 The mill closed.", "The mill closed.");
        check("▶️▶️ The mill closed.", "The mill closed.");
        check("[00:12:03] The mill closed.", "The mill closed.");
        check("ROE: [laughs] The mill closed.", "ROE: The mill closed.");
        check("(1:07) ROE: The mill closed.", "ROE: The mill closed.");
        check("(CNN)", "(CNN)");
        untouched("(12) The mill closed.");
        untouched("2.5 million came.");
        untouched("1986. was long ago.");
        untouched("- 5 degrees");
        untouched("A: 12, B: 15 and C: 9 were the marks.");
    }
}
