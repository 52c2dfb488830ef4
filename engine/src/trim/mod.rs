//! Trimming: which parts of a sentence a bullet keeps. A takeaway needs no dateline, source tag or
//! "Meanwhile,".
//!
//! Only parts that carry no meaning of their own are left out: list markers, timestamps, datelines,
//! lead-ins that merely add ("And"), citation marks, the number of a note, empty parentheses, and the name of the site that
//! the text was taken from. Attributions, hedges, negations, conditions and quotation marks stay.

mod bracket;
mod bullet_text;
mod dateline;
mod lead_in;
mod list_marker;

pub(crate) use bullet_text::write_bullet_text;

use crate::clean::{after_timestamp, without_note_number};
use crate::language::Language;
use crate::span::Span;
use bracket::bracket_end;
use dateline::dateline_bytes;
use lead_in::LeadIns;
use list_marker::list_marker_bytes;
use std::sync::OnceLock;

/// Trims the sentences of one language.
pub(crate) struct Trimmer {
    lead_ins: LeadIns,
    /// Whether "3. Oktober" is a date rather than the third item of a list.
    ordinal_full_stop: bool,
}

impl Trimmer {
    /// The trimmer of `language`. Built at its first use.
    pub(crate) fn of(language: Language) -> &'static Trimmer {
        static TRIMMERS: OnceLock<Box<[OnceLock<Trimmer>]>> = OnceLock::new();
        let trimmers = TRIMMERS.get_or_init(|| Language::all().map(|_| OnceLock::new()).collect());
        trimmers[language.index()].get_or_init(|| Trimmer {
            lead_ins: LeadIns::of(language),
            ordinal_full_stop: language.boundary_words().ordinal_full_stop,
        })
    }

    /// Appends to `kept` the spans of `sentence`, a range of `content`, that a bullet keeps: ascending,
    /// disjoint, without white space at their ends, at least one. `marks` are positions in the sentence,
    /// ascending; all its opening brackets are among them.
    ///
    /// Returns whether the start of the sentence is left out, in which case the first letter of the
    /// bullet must be upper-cased.
    pub(crate) fn trim(
        &self,
        content: &str,
        sentence: Span,
        marks: &[u32],
        kept: &mut Vec<Span>,
    ) -> bool {
        let mut sentence = sentence.trimmed(content);
        if content.as_bytes()[..sentence.end as usize]
            .last()
            .is_some_and(u8::is_ascii_digit)
        {
            sentence.end = sentence.start + without_note_number(sentence.of(content)).len() as u32;
        }
        let marks = marks.iter().map(|mark| *mark as usize);
        let is_bracket = |at: &usize| matches!(content.as_bytes()[*at], b'(' | b'[');
        let brackets = marks.filter(is_bracket);
        let has_brackets = brackets.clone().next().is_some();
        let opening = self.opening_bytes(sentence.of(content), has_brackets);
        if opening == 0 && !has_brackets {
            kept.push(sentence);
            return false;
        }
        let kept_before = kept.len();
        keep_rest(content, sentence, opening, brackets, kept);
        if kept[kept_before..].iter().all(|span| span.len() < 2) {
            // Nothing is left to read, so the whole sentence stays.
            kept.truncate(kept_before);
            kept.push(sentence);
            return false;
        }
        opening > 0
    }

    /// How many bytes at the start of `text` a bullet does not need, the white space after them included.
    fn opening_bytes(&self, text: &str, has_brackets: bool) -> usize {
        // Most sentences start like this: with neither a list marker nor a dateline.
        let is_ordinary = match text.as_bytes() {
            [b'A'..=b'Z', second, ..] => !matches!(second, b'A'..=b'Z' | b':'),
            [b'"' | b'a'..=b'z', ..] => true,
            _ => false,
        };
        if is_ordinary && !has_brackets {
            return self.lead_ins.bytes_in(text);
        }
        let mut skipped = list_marker_bytes(text, self.ordinal_full_stop);
        skipped +=
            after_timestamp(&text[skipped..]).map_or(0, |said| text.len() - skipped - said.len());
        skipped += dateline_bytes(&text[skipped..], has_brackets).unwrap_or(0);
        skipped + self.lead_ins.bytes_in(&text[skipped..])
    }
}

/// Appends to `kept` what is left of `sentence` after its first `opening` bytes, without citation marks
/// and the like. `brackets` are the positions of its opening brackets.
fn keep_rest(
    content: &str,
    sentence: Span,
    opening: usize,
    brackets: impl Iterator<Item = usize>,
    kept: &mut Vec<Span>,
) {
    let text = sentence.of(content);
    let mut start = opening;
    let mut at = opening;
    for bracket in brackets.map(|bracket| bracket - sentence.start as usize) {
        if bracket < at {
            continue;
        }
        at = match bracket_end(text, bracket) {
            Some(end) => {
                keep(content, sentence, start..bracket, kept);
                start = end;
                end
            }
            None => bracket + 1,
        };
    }
    keep(content, sentence, start..text.len(), kept);
}

/// Appends the part `range` of `sentence`, unless it is blank.
fn keep(content: &str, sentence: Span, range: std::ops::Range<usize>, kept: &mut Vec<Span>) {
    let start = sentence.start as usize;
    let span = Span::new(start + range.start..start + range.end).trimmed(content);
    if !span.is_empty() {
        kept.push(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that the bullet of `sentence` is `expected`.
    #[track_caller]
    fn check(sentence: &str, expected: &str) {
        let mut kept = Vec::new();
        let span = Span::new(0..sentence.len());
        let marks = sentence.match_indices(['(', '[']);
        let marks: Vec<u32> = marks.map(|(at, _)| at as u32).collect();
        let trimmer = Trimmer::of(Language::ENGLISH);
        let capitalize = trimmer.trim(sentence, span, &marks, &mut kept);
        let mut bullet = String::new();
        write_bullet_text(sentence, &kept, capitalize, &mut bullet);
        assert_eq!(bullet, expected, "{sentence:?} keeps {kept:?}");
    }

    #[track_caller]
    fn untouched(sentence: &str) {
        check(sentence, sentence);
    }

    #[test]
    fn lead_ins_are_left_out() {
        check("And the mill closed.", "The mill closed.");
        check("Meanwhile, prices rose.", "Prices rose.");
        check("Meanwhile the harbour froze.", "The harbour froze.");
        check("In addition, iPhone sales fell.", "iPhone sales fell.");
        check("And, in addition, rents rose.", "Rents rose.");
        check("Moreover, “no one” came.", "“no one” came.");
    }

    #[test]
    fn meaningful_openings_stay() {
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
    fn datelines_are_left_out() {
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
    fn other_dashes_and_parentheses_stay() {
        untouched("NASA — the space agency — said no.");
        untouched("The mill (CNN) closed.");
        untouched("(At least) The mill closed.");
        untouched("COVID-19 cases rose.");
        untouched("X-ray images (AP style) were shown.");
        untouched("AT&T (NYSE: T) — said no.");
    }

    #[test]
    fn citation_marks_and_source_tags_are_left_out() {
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
    fn meaningful_brackets_stay() {
        untouched("“[He] closed it in [2015],” she said [sic].");
        untouched("The mill (est. 1901) closed (Smith, 1992).");
        untouched("The site (example.com) was blocked on Monday.");
        untouched("[12]");
        untouched("()");
    }

    #[test]
    fn list_markers_are_left_out() {
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
