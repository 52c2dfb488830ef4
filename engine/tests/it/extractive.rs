//! Law 1, extractive: a bullet is the text under its source spans.
//!
//! The text of each span is decoded as its format says: entities and backslash escapes stand for
//! characters, and a run of white space is one space. What stands between two spans of a bullet is left
//! out, a hyphen at the end of a line among it. The spans are then joined by nothing or by one space,
//! and the first letter may be upper-cased where something before it is left out. Nothing else may
//! differ from the source.
//!
//! The law allows either way of joining. Where the source tells which one is right, the test asks for
//! that one: a space where white space stood next to a span, nothing where no white space was left out.
//! And between two spans of plain text or Markdown no word may be left out, other than in brackets.

use crate::generators::{
    ENTITIES, HTML_ENTITIES, MARKDOWN_ENTITIES, MarkedUp, config, marked_up, messy_text,
};
use gleaner_engine::{
    Bullet, InputFormat, Language, Options, Role, Sentence, Source, SourceSpan, Summarizer,
    summarize,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

const FORMATS: [InputFormat; 3] = [InputFormat::Plain, InputFormat::Markdown, InputFormat::Html];

/// A kind of difference between a bullet and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Entity,
    Escape,
    LineEndHyphen,
    WhiteSpace,
    JoinedByNothing,
    JoinedBySpace,
    Capital,
}

/// A document that is known to be in `format`, which is not [`InputFormat::Auto`].
struct Document<'d> {
    source: &'d str,
    format: InputFormat,
    sentences: &'d [Sentence],
}

/// What has to stand in a bullet before its next character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    NothingOrSpace,
    Space,
}

impl Document<'_> {
    /// Checks that `bullet` is the text under its spans. Returns how it differs from them, or what is
    /// wrong.
    fn check(&self, bullet: &Bullet) -> Result<Vec<Change>, String> {
        self.check_spans(bullet)?;
        let mut changes = Vec::new();
        let mut bullet_chars = bullet.text.chars().peekable();
        let mut gap = Gap::Nothing;
        let mut end_before = None;
        let mut is_first = true;
        for span in &bullet.sources {
            let decoded = self.decode(span, &mut changes);
            if let Some(end) = end_before {
                let left_out = &self.source[end..span.start as usize];
                let is_html = self.format == InputFormat::Html || self.is_in_raw_html(end);
                if !is_html && has_word_outside_brackets(left_out) {
                    return Err(format!("{left_out:?} is left out"));
                }
                gap = gap.max(self.gap(end, span.start as usize, &decoded));
                changes.extend(change_of_gap(left_out, gap));
            }
            end_before = Some(span.end as usize);
            for c in decoded.chars() {
                if c.is_whitespace() {
                    if c != ' ' || gap == Gap::Space {
                        changes.push(Change::WhiteSpace);
                    }
                    gap = Gap::Space;
                    continue;
                }
                let has_space = !is_first && bullet_chars.next_if_eq(&' ').is_some();
                if !is_first
                    && (gap == Gap::Space && !has_space || gap == Gap::Nothing && has_space)
                {
                    return Err(format!("before {c:?} there must be {gap:?}"));
                }
                let found = bullet_chars.next();
                if found != Some(c) {
                    let is_capital = found.is_some_and(|found| c.to_uppercase().eq([found]));
                    if !(is_first && is_capital && self.may_start_with_capital(bullet)) {
                        return Err(format!("{found:?} stands for {c:?}"));
                    }
                    changes.push(Change::Capital);
                }
                (is_first, gap) = (false, Gap::Nothing);
            }
        }
        match bullet_chars.next() {
            None => Ok(changes),
            Some(c) => Err(format!("{c:?} and what follows is in no span")),
        }
    }

    /// Spans must be ranges of the bullet's own sentence, ascending, with something between them.
    fn check_spans(&self, bullet: &Bullet) -> Result<(), String> {
        let own = self.sentences[bullet.sentence_indices[0] as usize].source;
        let is_range = |span: &SourceSpan| {
            let range = span.start as usize..span.end as usize;
            self.source.get(range).is_some_and(|text| !text.is_empty())
        };
        let is_own = |span: &SourceSpan| own.start <= span.start && span.end <= own.end;
        let spans = &bullet.sources;
        let fault = if spans.is_empty() {
            "no span"
        } else if !spans.iter().all(is_range) {
            "a span is no range of the source"
        } else if !spans.iter().all(is_own) {
            "a span stands outside the bullet's sentence"
        } else if !spans.windows(2).all(|pair| pair[0].end < pair[1].start) {
            "spans touch or overlap"
        } else {
            return Ok(());
        };
        Err(fault.to_owned())
    }

    /// The text under `span` with every entity and every escape replaced.
    fn decode(&self, span: &SourceSpan, changes: &mut Vec<Change>) -> String {
        let (start, end) = (span.start as usize, span.end as usize);
        let is_raw_html = self.is_in_raw_html(start);
        let is_html = self.format == InputFormat::Html || is_raw_html;
        let is_markdown = self.format == InputFormat::Markdown
            && !is_raw_html
            // In code everything stands for itself.
            && self.source[..start].matches('`').count().is_multiple_of(2);
        let own_entities = if is_html {
            HTML_ENTITIES
        } else {
            MARKDOWN_ENTITIES
        };
        let entities = ENTITIES.iter().chain(own_entities);
        let mut decoded = String::new();
        let mut rest = &self.source[start..end];
        while let Some(c) = rest.chars().next() {
            let is_entity = |(entity, _): &&(&str, &str)| rest.starts_with(entity);
            if (is_html || is_markdown)
                && let Some((entity, stands_for)) = entities.clone().find(is_entity)
            {
                changes.push(Change::Entity);
                decoded += stands_for;
                rest = &rest[entity.len()..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            if is_markdown && c == '\\' && rest.starts_with(|c: char| c.is_ascii_punctuation()) {
                changes.push(Change::Escape);
                continue;
            }
            decoded.push(c);
        }
        decoded
    }

    /// Whether `at` is in a block of raw HTML within Markdown. Such a block starts with the tag of an
    /// element that is a block, and ends with a blank line.
    fn is_in_raw_html(&self, at: usize) -> bool {
        if self.format != InputFormat::Markdown {
            return false;
        }
        let starts = |line: &str| RAW_HTML_STARTS.iter().any(|start| line.starts_with(start));
        let lines = self.source[..at].lines().map(str::trim_start);
        lines.fold(false, |is_raw, line| {
            !line.is_empty() && (is_raw || starts(line))
        })
    }

    /// What the source asks for between two spans, of which the second, `decoded`, starts at `start`.
    fn gap(&self, end: usize, start: usize, decoded: &str) -> Gap {
        let left_out = &self.source[end..start];
        let shown = match self.format {
            InputFormat::Html => without_tags(left_out),
            _ => left_out.to_owned(),
        };
        let is_line_break = left_out.to_ascii_lowercase().contains("<br");
        if !shown.contains(char::is_whitespace) && !is_line_break {
            return Gap::Nothing;
        }
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = self.source[..end].chars().next_back();
        // Words may touch where a line ends: a hyphen was removed, or the script has no spaces.
        let is_line_end = left_out.contains('\n');
        if left_out.trim().len() < left_out.len()
            && !is_line_end
            && is_letter(before)
            && is_letter(decoded.chars().next())
        {
            return Gap::Space;
        }
        Gap::NothingOrSpace
    }

    /// Whether something that would stand before the bullet is left out: a part of its sentence, or a
    /// greeting that ends in a comma.
    fn may_start_with_capital(&self, bullet: &Bullet) -> bool {
        let index = bullet.sentence_indices[0] as usize;
        let is_greeting = |sentence: &Sentence| {
            sentence.role == Role::Boilerplate && sentence.text.ends_with(',')
        };
        bullet.sources[0].start > self.sentences[index].source.start
            || index > 0 && is_greeting(&self.sentences[index - 1])
    }
}

const RAW_HTML_STARTS: [&str; 8] = [
    "<p>",
    "<div",
    "<ul",
    "<ol",
    "<li",
    "<h",
    "<table",
    "<blockquote",
];

/// What `left_out` says has happened between two spans.
fn change_of_gap(left_out: &str, gap: Gap) -> impl Iterator<Item = Change> {
    let is_hyphen = left_out.starts_with(['-', '\u{ad}', '\u{2010}']) && left_out.contains('\n');
    let change = match gap {
        Gap::Nothing => Some(Change::JoinedByNothing),
        Gap::NothingOrSpace => None,
        Gap::Space => Some(Change::JoinedBySpace),
    };
    let hyphen = is_hyphen.then_some(Change::LineEndHyphen);
    let escape = left_out.ends_with('\\').then_some(Change::Escape);
    change.into_iter().chain(hyphen).chain(escape)
}

/// Whether `text` has letters or digits outside brackets, which need not pair up.
fn has_word_outside_brackets(text: &str) -> bool {
    let mut depth = 0u32;
    text.chars().any(|c| {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // Superscripts are the numbers of notes.
        depth == 0 && c.is_alphanumeric() && !matches!(c, '¹' | '²' | '³' | '⁰'..='⁹')
    })
}

/// HTML without tags and comments, none of which has `>` in it.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text += before;
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text + rest
}

/// Checks every bullet that `source` can have. Returns how they differ from the source.
fn check(
    source: &str,
    format: InputFormat,
    language: Option<Language>,
) -> Result<Vec<Change>, TestCaseError> {
    let options = Options::default()
        .with_input_format(format)
        .with_language(language)
        .with_bullets(1_000);
    // One for both, since a new one takes longer than such a text.
    let mut summarizer = Summarizer::new();
    let document = Document {
        source,
        format,
        sentences: &summarizer.sentences(source, &options),
    };
    let summary = summarizer.summarize(&Source::from(source), &options);
    let mut changes = Vec::new();
    for bullet in &summary.bullets {
        let of_bullet = document.check(bullet).map_err(|fault| {
            let spans = bullet.sources.iter();
            let spans: Vec<&str> = spans
                .filter_map(|span| source.get(span.start as usize..span.end as usize))
                .collect();
            TestCaseError::fail(format!(
                "{fault} in {:?}\nfrom {spans:?}\nof the {format} text {source:?}",
                bullet.text
            ))
        })?;
        changes.extend(of_bullet);
    }
    Ok(changes)
}

/// A language that is named, or none.
fn language() -> impl Strategy<Value = Option<Language>> {
    select(&[None, Some("en"), Some("de"), Some("ru")])
        .prop_map(|tag| tag.and_then(Language::from_tag))
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn bullets_of_plain_text_are_its_own_words(document in marked_up(), language in language()) {
        check(&document.plain, InputFormat::Plain, language)?;
    }

    #[test]
    fn bullets_of_markdown_are_its_own_words(document in marked_up(), language in language()) {
        check(&document.markdown, InputFormat::Markdown, language)?;
    }

    #[test]
    fn bullets_of_html_are_its_own_words(document in marked_up(), language in language()) {
        check(&document.html, InputFormat::Html, language)?;
    }

    /// Text that says nothing of its format, in any of them.
    #[test]
    fn bullets_of_messy_text_are_its_own_words(text in messy_text(), language in language()) {
        for format in FORMATS {
            check(&text, format, language)?;
        }
    }

    /// A text of unknown format is read as one of the known ones.
    #[test]
    fn a_detected_format_is_one_of_the_others(text in prop_oneof![
        messy_text(),
        marked_up().prop_map(|document| document.html),
        marked_up().prop_map(|document| format!("---\ntitle: The mill\n---\n{}", document.markdown)),
    ]) {
        let summary = |format| summarize(&text, &Options::default().with_input_format(format));
        let detected = summary(InputFormat::Auto);
        prop_assert!(FORMATS.into_iter().any(|format| summary(format) == detected));
    }
}

proptest! {
    #![proptest_config(config(12))]

    /// Markup of one format, read as another.
    #[test]
    fn bullets_of_the_wrong_format_are_its_own_words(document in marked_up(), language in language()) {
        for format in FORMATS {
            for written in FORMATS {
                check(document.source(written), format, language)?;
            }
        }
    }
}

#[test]
fn code_over_two_lines_has_the_spans_of_its_words() {
    check(
        "The mill on `the\nhill` closed.",
        InputFormat::Markdown,
        None,
    )
    .unwrap();
}

/// The documents that the laws are tested on have everything that the law speaks of.
#[test]
fn every_change_that_the_law_allows_is_met() {
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<(usize, Change), usize> = BTreeMap::new();
    for _ in 0..50 {
        let document: MarkedUp = marked_up().new_tree(&mut runner).unwrap().current();
        for (index, format) in FORMATS.into_iter().enumerate() {
            for change in check(document.source(format), format, None).unwrap() {
                *counts.entry((index, change)).or_default() += 1;
            }
        }
    }
    use Change::*;
    let of_plain = vec![
        LineEndHyphen,
        WhiteSpace,
        JoinedByNothing,
        JoinedBySpace,
        Capital,
    ];
    let of_html = vec![Entity, WhiteSpace, JoinedByNothing, JoinedBySpace, Capital];
    let of_markdown = [&of_html[..], &[Escape]].concat();
    for (index, changes) in [of_plain, of_markdown, of_html].iter().enumerate() {
        for &change in changes {
            let count = counts.get(&(index, change)).copied().unwrap_or(0);
            assert!(count >= 5, "{change:?} of {}: {counts:?}", FORMATS[index]);
        }
    }
}
