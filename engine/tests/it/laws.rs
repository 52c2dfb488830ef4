//! The laws of a summary, as ARCHITECTURE.md states them. Law 1 stands in `extractive.rs`.

use crate::generators::{config, marked_up, messy_text, paragraphs, prose};
use gleaner_engine::fit::{Buffers, SentenceSpan, clean, sentences_of_block};
use gleaner_engine::{
    Budget, Bullet, BulletOrder, InputFormat, Language, Method, OffsetUnit, Options, Role, Source,
    SourceSpan, Summarizer, Summary, WarningCode, sentences, summarize, summarize_documents,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::cell::Cell;
use unicode_segmentation::UnicodeSegmentation;

fn method() -> impl Strategy<Value = Method> {
    select(Method::ALL)
}

fn input_format() -> impl Strategy<Value = InputFormat> {
    select(InputFormat::ALL)
}

/// Budgets, those out of range among them.
fn budget() -> impl Strategy<Value = Budget> {
    prop_oneof![
        (0u32..9).prop_map(Budget::Bullets),
        (0u32..90).prop_map(Budget::Words),
        (0u32..6).prop_map(Budget::Words),
        (0u32..500).prop_map(Budget::Chars),
        (0u32..30).prop_map(Budget::Chars),
        (-0.5f64..1.5).prop_map(Budget::Ratio),
        Just(Budget::Ratio(f64::NAN)),
    ]
}

/// Options of every kind. Some are out of range: a summary must come of them all the same.
fn options() -> impl Strategy<Value = Options> {
    let scoring = (
        method(),
        budget(),
        prop_oneof![3 => Just(None), 1 => (0u32..200).prop_map(Some)],
        select(&[None, Some(0.0), Some(0.7), Some(-3.0), Some(9.0)]),
        select(&["", "the river council", "?!", "brigde"]),
        select(&[None, Some("en"), Some("zh")]),
    );
    let reading = (
        input_format(),
        select(BulletOrder::ALL),
        select(OffsetUnit::ALL),
        (any::<bool>(), any::<bool>()),
        select(&[0u32, 5, 5_000]),
        select(&[
            None,
            None,
            None,
            Some(-9.0),
            Some(0.1),
            Some(1e9),
            Some(f64::NAN),
        ]),
        any::<u64>(),
    );
    (scoring, reading).prop_map(|(scoring, reading)| {
        let (method, budget, chars_max, redundancy, query, language) = scoring;
        let (input_format, order, unit, (explain, per_section), keywords, min_score, seed) =
            reading;
        Options::default()
            .with_method(method)
            .with_budget(budget)
            .with_max_bullet_chars(chars_max)
            .with_redundancy(redundancy)
            .with_query(query)
            .with_language(language.and_then(Language::from_tag))
            .with_input_format(input_format)
            .with_order(order)
            .with_offset_unit(unit)
            .with_explain(explain)
            .with_per_section(per_section)
            .with_keywords(keywords)
            .with_min_score(min_score)
            .with_seed(seed)
    })
}

fn word_count(text: &str) -> usize {
    text.unicode_words().count()
}

fn char_count(text: &str) -> usize {
    text.chars().count()
}

/// How many sentences of `text` may become bullets.
fn candidate_count(text: &str, options: &Options) -> usize {
    let is_body = |role: Role| matches!(role, Role::Body | Role::ListItem);
    let sentences = sentences(text, options);
    sentences
        .iter()
        .filter(|sentence| is_body(sentence.role))
        .count()
}

fn has_warning(summary: &Summary, code: WarningCode) -> bool {
    summary.warnings.iter().any(|warning| warning.code == code)
}

/// Every bullet that a text can have.
fn all_bullets(text: &str, options: &Options) -> Vec<Bullet> {
    let unlimited = options
        .clone()
        .with_bullets(10_000)
        .with_max_bullet_chars(None);
    summarize(text, &unlimited).bullets
}

/// Whether `text` is too long for a bullet under `options`, even as the only one.
fn is_too_long(text: &str, options: &Options) -> bool {
    let chars = char_count(text);
    let is_over_budget = match options.budget {
        Budget::Words(words_max) => word_count(text) > words_max as usize,
        Budget::Chars(chars_max) => chars > chars_max as usize,
        _ => false,
    };
    let chars_max = options.max_bullet_chars;
    is_over_budget || chars_max.is_some_and(|chars_max| chars > chars_max as usize)
}

/// Whether the budget has no room for any bullet, whatever its length.
fn is_nothing(budget: Budget) -> bool {
    match budget {
        Budget::Bullets(most) | Budget::Words(most) | Budget::Chars(most) => most == 0,
        Budget::Ratio(ratio) => ratio.is_nan() || ratio <= 0.0,
        other => panic!("no law is written for {other:?}"),
    }
}

proptest! {
    #![proptest_config(config(96))]

    /// Law 2, total: every string has a summary. If it is empty, the warning that tells the cause is
    /// there; it is there only then.
    #[test]
    fn any_string_has_a_summary_and_an_empty_one_says_why(
        text in prop_oneof![
            any::<String>(),
            messy_text(),
            "[A-Z][a-z]{1,9} [a-z]{1,9}[.!]",
            ".{0,3}".prop_map(|text| text.repeat(99)),
        ],
        options in options(),
    ) {
        let summary = summarize(&text, &options);
        let is_empty = summary.bullets.is_empty();
        let has_candidates = candidate_count(&text, &options) > 0;
        prop_assert_eq!(has_warning(&summary, WarningCode::NoBody), !has_candidates);
        let is_scored_low = has_warning(&summary, WarningCode::MinScoreTooHigh);
        let is_too_small = has_warning(&summary, WarningCode::BudgetTooSmall);
        prop_assert_eq!(is_scored_low || is_too_small, has_candidates && is_empty, "{:?}", summary);
        if is_scored_low {
            prop_assert!(!is_too_small);
            let min_score = options.min_score.unwrap();
            let is_gain = matches!(options.method, Method::Sumbasic | Method::Kl | Method::Coverage);
            for bullet in all_bullets(&text, &options.clone().with_min_score(None)) {
                prop_assert!(is_gain || bullet.score < min_score, "{:?} scores enough", bullet);
            }
        }
        if is_too_small && !is_nothing(options.budget) {
            for bullet in all_bullets(&text, &options) {
                prop_assert!(is_too_long(&bullet.text, &options), "{:?} fits", bullet.text);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(48))]

    /// Law 3, within budget: counted over the bullets as written, by the words of UAX #29 and by code
    /// points. As many bullets as were asked for, as long as there are enough.
    #[test]
    fn budgets_are_kept(
        text in messy_text(),
        method in method(),
        budget in budget(),
        chars_max in proptest::option::of(1u32..200),
    ) {
        let options = Options::default().with_method(method).with_budget(budget).with_max_bullet_chars(chars_max);
        let bullets = summarize(&text, &options).bullets;
        let sum = |count: fn(&str) -> usize| bullets.iter().map(|bullet| count(&bullet.text)).sum::<usize>();
        let all = || summarize(&text, &options.clone().with_bullets(10_000)).bullets.len();
        match budget {
            Budget::Bullets(bullets_max) => prop_assert_eq!(bullets.len(), all().min(bullets_max as usize)),
            Budget::Words(words_max) => prop_assert!(sum(word_count) <= words_max as usize),
            Budget::Chars(chars_max) => prop_assert!(sum(char_count) <= chars_max as usize),
            Budget::Ratio(ratio) => {
                let share = candidate_count(&text, &options) as f64 * ratio.clamp(0.0, 1.0);
                prop_assert_eq!(bullets.len(), all().min(share.ceil() as usize));
            }
            other => prop_assert!(false, "no law is written for {other:?}"),
        }
        if let Some(chars_max) = chars_max {
            prop_assert!(bullets.iter().all(|bullet| char_count(&bullet.text) <= chars_max as usize));
        }
    }

    /// Law 3 again, exactly: a sentence that does not fit is passed over, and a later one that fits is
    /// taken.
    #[test]
    fn lead_takes_each_sentence_that_still_fits(
        prose in prose(),
        budget in prop_oneof![
            3 => (9u32..120).prop_map(Budget::Words),
            3 => (50u32..600).prop_map(Budget::Chars),
            1 => budget(),
        ],
    ) {
        let options = Options::default().with_method(Method::Lead).with_budget(budget);
        let candidates = prose.candidates();
        let ratio = |ratio: f64| (candidates.len() as f64 * ratio.clamp(0.0, 1.0)).ceil() as usize;
        let (mut left, cost): (usize, fn(&str) -> usize) = match budget {
            Budget::Words(words) => (words as usize, word_count),
            Budget::Chars(chars) => (chars as usize, char_count),
            Budget::Bullets(bullets) => (bullets as usize, |_| 1),
            Budget::Ratio(share) => (ratio(share), |_| 1),
            other => panic!("no law is written for {other:?}"),
        };
        let fits = |sentence: &&str| match left.checked_sub(cost(sentence)) {
            Some(rest) => { left = rest; true }
            None => false,
        };
        let expected: Vec<&str> = candidates.iter().copied().filter(fits).collect();
        let summary = summarize(&prose.marked_up().plain, &options);
        let found: Vec<&str> = summary.bullets.iter().map(|bullet| &*bullet.text).collect();
        prop_assert_eq!(found, expected);
    }

    /// Law 4, ordered: in document order, spans ascend and are disjoint; of several documents, those
    /// of the first come first. The order of scores has the same bullets, the best first.
    #[test]
    fn bullets_stand_in_the_order_asked_for(
        texts in vec(messy_text(), 1..4),
        options in options(),
        bullets in 1u32..40,
    ) {
        let sources: Vec<Source> = texts.iter().map(|text| Source::from(text.as_str())).collect();
        let options = options.with_bullets(bullets).with_max_bullet_chars(None);
        let in_order = |order| summarize_documents(&sources, &options.clone().with_order(order)).bullets;

        let by_place = in_order(BulletOrder::Document);
        let of_bullet = |bullet: &Bullet| -> Vec<(u32, SourceSpan)> {
            bullet.sources.iter().map(|&span| (bullet.document, span)).collect()
        };
        let spans: Vec<(u32, SourceSpan)> = by_place.iter().flat_map(of_bullet).collect();
        prop_assert!(spans.iter().all(|(_, span)| span.start < span.end));
        prop_assert!(spans.windows(2).all(|pair| {
            let [(document, before), (next_document, span)] = pair else { return false };
            document < next_document || document == next_document && before.end <= span.start
        }), "{:?}", spans);

        let by_score = in_order(BulletOrder::Score);
        prop_assert!(by_score.iter().zip(1..).all(|(bullet, rank)| bullet.rank == rank));
        prop_assert!(by_score.windows(2).all(|pair| pair[0].score >= pair[1].score));
        let mut by_rank = by_place;
        by_rank.sort_by_key(|bullet| bullet.rank);
        prop_assert_eq!(by_rank, by_score);
    }

    /// Law 6, lossless cut: the sentences of a block ascend and cover all of it but white space, and the
    /// blocks cover all clean text but white space and marks.
    #[test]
    fn sentences_cover_the_text(
        text in prop_oneof![
            2 => messy_text(),
            1 => marked_up().prop_map(|document| document.html),
            1 => marked_up().prop_map(|document| document.markdown),
            1 => "([a-z]{1,9}[ ,;\n]){99}",
        ],
        format in input_format(),
        language in select(&["en", "de", "ja", "th", "ar"]),
    ) {
        let language = Language::from_tag(language).unwrap();
        let mut buffers = Buffers::default();
        let clean = clean(&text, format, &mut buffers);
        let mut found: Vec<SentenceSpan> = Vec::new();
        let mut block_end = 0;
        for block in clean.blocks {
            let between = &clean.content[block_end..block.span.range().start];
            prop_assert!(!between.contains(char::is_alphanumeric), "{:?} is lost", between);
            let start = found.len();
            sentences_of_block(clean.content, *block, language, &mut found);
            let mut end = block.span.range().start;
            for sentence in &found[start..] {
                let range = sentence.span.range();
                prop_assert!(end <= range.start && range.end <= block.span.range().end);
                prop_assert_eq!(clean.content[end..range.start].trim(), "");
                let words = &clean.content[range.clone()];
                prop_assert!(!words.is_empty() && words.trim() == words, "{:?}", words);
                end = range.end;
            }
            block_end = block.span.range().end;
            prop_assert_eq!(clean.content[end..block_end].trim(), "");
        }
        prop_assert!(!clean.content[block_end..].contains(char::is_alphanumeric));

        // What callers see are these sentences.
        let options = Options::default().with_input_format(format).with_language(language);
        let seen: Vec<String> = sentences(&text, &options).into_iter().map(|sentence| sentence.text).collect();
        let texts: Vec<&str> = found.iter().map(|sentence| sentence.span.of(clean.content)).collect();
        prop_assert_eq!(seen, texts);
        let is_cut = found.iter().any(|sentence| sentence.cut);
        prop_assert_eq!(has_warning(&summarize(&text, &options), WarningCode::UnitCut), is_cut);
    }

    /// Law 7, whole: with `lead`, no redundancy penalty, nothing to trim and room for all, all body and
    /// list-item sentences are bullets, and no headings.
    #[test]
    fn lead_with_room_takes_all(
        prose in prose(),
        format in input_format(),
        budget in select(&[
            Budget::Bullets(10_000),
            Budget::Words(10_000),
            Budget::Chars(100_000),
            Budget::Ratio(1.0),
        ]),
    ) {
        let options = Options::default()
            .with_method(Method::Lead)
            .with_redundancy(0.0)
            .with_budget(budget)
            .with_input_format(format);
        let document = prose.marked_up();
        let bullets = summarize(document.source(format), &options).bullets;
        let found: Vec<&str> = bullets.iter().map(|bullet| &*bullet.text).collect();
        prop_assert_eq!(found, prose.candidates());
    }

    /// Law 8, format-blind: for paragraphs of terminated prose, plain text, Markdown and HTML of the
    /// same words have the same bullets.
    #[test]
    fn prose_has_the_same_bullets_in_every_format(
        prose in paragraphs(),
        method in method(),
        bullets in 1u32..6,
    ) {
        let document = prose.marked_up();
        let bullets_in = |format| {
            let options = Options::default()
                .with_method(method)
                .with_bullets(bullets)
                .with_explain(true)
                .with_input_format(format);
            let mut bullets = summarize(document.source(format), &options).bullets;
            bullets.iter_mut().for_each(|bullet| bullet.sources.clear());
            bullets
        };
        let plain = bullets_in(InputFormat::Plain);
        prop_assert_eq!(plain.len(), prose.candidates().len().min(bullets as usize));
        prop_assert_eq!(&bullets_in(InputFormat::Markdown), &plain);
        prop_assert_eq!(&bullets_in(InputFormat::Html), &plain);
        prop_assert_eq!(&bullets_in(InputFormat::Auto), &plain);
    }

    /// The reasons of a bullet sum to its score. They are given only where they are asked for.
    #[test]
    fn contributions_sum_to_the_score(text in messy_text(), method in method(), query in "(the river council)?") {
        let options = Options::default().with_method(method).with_query(query).with_explain(true);
        let summary = summarize(&text, &options);
        for bullet in &summary.bullets {
            let sum: f64 = bullet.reasons.iter().map(|reason| reason.contribution).sum();
            prop_assert!((sum - bullet.score).abs() < 1e-5, "{} is not {}", sum, bullet.score);
        }
        let mut without_reasons = summary;
        without_reasons.bullets.iter_mut().for_each(|bullet| bullet.reasons.clear());
        prop_assert_eq!(summarize(&text, &options.with_explain(false)), without_reasons);
    }

    /// Offsets in each unit point at the same text.
    #[test]
    fn offset_units_agree(texts in vec(messy_text(), 1..4), method in method()) {
        let sources: Vec<Source> = texts.iter().map(|text| Source::from(text.as_str())).collect();
        let bullets_in = |unit| {
            let options = Options::default().with_method(method).with_bullets(9).with_offset_unit(unit);
            summarize_documents(&sources, &options).bullets
        };
        let in_bytes = bullets_in(OffsetUnit::Utf8);
        let counted_in = |count: fn(&str) -> usize| {
            let mut bullets = in_bytes.clone();
            for bullet in &mut bullets {
                let text = &texts[bullet.document as usize];
                for span in &mut bullet.sources {
                    span.start = count(&text[..span.start as usize]) as u64;
                    span.end = count(&text[..span.end as usize]) as u64;
                }
            }
            bullets
        };
        prop_assert_eq!(bullets_in(OffsetUnit::Codepoint), counted_in(char_count));
        prop_assert_eq!(bullets_in(OffsetUnit::Utf16), counted_in(|text| text.encode_utf16().count()));
    }

    /// The section of a bullet is the last heading above it.
    #[test]
    fn sections_are_the_headings_above(text in prop_oneof![
        messy_text(),
        prose().prop_map(|prose| prose.marked_up().markdown),
    ], format in input_format()) {
        let options = Options::default().with_input_format(format).with_bullets(20);
        let sentences = sentences(&text, &options);
        for bullet in summarize(&text, &options).bullets {
            let above = &sentences[..bullet.sentence_indices[0] as usize];
            let heading = above.iter().rfind(|sentence| sentence.role == Role::Heading);
            match (&bullet.section, heading) {
                (None, None) => {}
                (Some(section), Some(heading)) => {
                    prop_assert!(is_trimmed(section, &heading.text), "{:?} is not {:?}", section, heading);
                }
                (section, heading) => prop_assert!(false, "{:?} is not {:?}", section, heading),
            }
        }
    }
}

/// Whether `trimmed` is what is left of `text` when parts of it are left out, the case of letters aside.
fn is_trimmed(trimmed: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let mut rest = text.chars();
    let is_next = |c: char| rest.any(|other| other == c || c == ' ' && other.is_whitespace());
    !trimmed.is_empty() && trimmed.to_lowercase().chars().all(is_next)
}

/// One summary that somebody asks for.
#[derive(Clone, Debug)]
struct Request {
    texts: Vec<String>,
    options: Options,
}

impl Request {
    fn sources(&self) -> Vec<Source<'_>> {
        self.texts
            .iter()
            .map(|text| Source::from(text.as_str()))
            .collect()
    }

    fn json(&self, summarizer: &mut Summarizer) -> String {
        let summary = summarizer.summarize_documents(&self.sources(), &self.options);
        serde_json::to_string(&summary).unwrap()
    }
}

fn request() -> impl Strategy<Value = Request> {
    let text = prop_oneof![messy_text(), marked_up().prop_map(|document| document.html)];
    let texts = prop_oneof![3 => vec(text.clone(), 1), 1 => vec(text, 0..4)];
    (texts, options()).prop_map(|(texts, options)| Request { texts, options })
}

proptest! {
    #![proptest_config(config(24))]

    /// Law 5, deterministic: the JSON of a summary has the same bytes whatever the summarizer did
    /// before: other texts, languages, formats and methods, work that was cancelled, lists of
    /// sentences.
    #[test]
    fn a_used_summarizer_gives_the_same_bytes(requests in vec((request(), 0usize..9), 1..5)) {
        let mut used = Summarizer::new();
        for (request, looks) in &requests {
            let left = Cell::new(*looks);
            let is_cancelled = || left.replace(left.get().saturating_sub(1)) == 0;
            used.summarize_documents_until(&request.sources(), &request.options, &is_cancelled);
            let text = request.texts.first().map_or("", |text| text);
            used.sentences(text, &request.options);
            let found = request.json(&mut used);
            prop_assert_eq!(&found, &request.json(&mut used), "the second time");
            prop_assert_eq!(&found, &request.json(&mut Summarizer::new()));
        }
    }

    /// Law 5 again, on several threads at once, each with the requests in an order of its own.
    #[test]
    fn threads_give_the_same_bytes(requests in vec(request(), 3)) {
        let expected: Vec<String> = requests.iter().map(|request| request.json(&mut Summarizer::new())).collect();
        let in_order_from = |first: usize| {
            let mut summarizer = Summarizer::new();
            let mut found = vec![String::new(); requests.len()];
            for at in (0..requests.len()).map(|step| (first + step) % requests.len()) {
                found[at] = requests[at].json(&mut summarizer);
            }
            found
        };
        let found: Vec<Vec<String>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|first| scope.spawn(move || in_order_from(first))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for found in found {
            prop_assert_eq!(&found, &expected);
        }
    }
}

#[test]
fn there_are_as_many_bullets_as_asked_for_while_there_are_sentences() {
    let text: String = (1..=20)
        .map(|n| format!("Crew {n} repaired bridge number {n} after flood {n}.\n\n"))
        .collect();
    for method in Method::ALL {
        for bullets in [1, 5, 20, 30] {
            let options = Options::default()
                .with_method(*method)
                .with_bullets(bullets);
            assert_eq!(
                summarize(&text, &options).bullets.len(),
                bullets.min(20) as usize,
                "{method}, {bullets}"
            );
        }
    }
}

#[test]
fn repeated_sentences_are_taken_once() {
    let text = "The dam broke at noon on Friday. Nobody was hurt in the valley below. ".repeat(50);
    for method in Method::ALL {
        let options = Options::default().with_method(*method).with_bullets(10);
        let mut texts: Vec<String> = summarize(&text, &options)
            .bullets
            .into_iter()
            .map(|bullet| bullet.text)
            .collect();
        texts.sort();
        assert_eq!(
            texts,
            [
                "Nobody was hurt in the valley below.",
                "The dam broke at noon on Friday."
            ],
            "{method}"
        );
    }
}
