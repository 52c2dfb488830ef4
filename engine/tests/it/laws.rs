//! The laws of a summary, on text that no writer would send and some senders do.

use crate::messy;
use gleaner_engine::{
    Budget, BulletOrder, InputFormat, Method, OffsetUnit, Options, Source, Summarizer, Summary,
    summarize,
};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// Few cases a law, since every push runs them; their seeds differ from run to run.
fn cases() -> ProptestConfig {
    ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn method() -> impl Strategy<Value = Method> {
    proptest::sample::select(Method::ALL)
}

fn budget() -> impl Strategy<Value = Budget> {
    prop_oneof![
        (0u32..9).prop_map(Budget::Bullets),
        (0u32..90).prop_map(Budget::Words),
        (0u32..500).prop_map(Budget::Chars),
        (-0.5f64..1.5).prop_map(Budget::Ratio),
    ]
}

proptest! {
    #![proptest_config(cases())]

    /// Law 1: a bullet is made of its source spans, but for white space, line-end hyphens and the
    /// case of the first letter.
    #[test]
    fn bullets_are_the_sources_own_words(text in messy::text(), method in method()) {
        let summary = summarize(&text, &Options::default().with_method(method));
        for bullet in &summary.bullets {
            let parts: String = bullet.sources.iter().map(|span| &text[span.start as usize..span.end as usize]).collect();
            prop_assert_eq!(letters(&bullet.text.replace("&amp;", "&")), letters(&parts.replace("&amp;", "&")), "{:?}", bullet);
        }
    }

    /// Law 2: every string has a summary, and an empty one says why.
    #[test]
    fn any_string_has_a_summary(text in any::<String>(), method in method(), budget in budget()) {
        let summary = summarize(&text, &Options::default().with_method(method).with_budget(budget));
        let asked_for_nothing = matches!(budget, Budget::Bullets(0) | Budget::Words(0) | Budget::Chars(0))
            || matches!(budget, Budget::Ratio(ratio) if ratio <= 0.0);
        prop_assert!(!summary.bullets.is_empty() || !summary.warnings.is_empty() || asked_for_nothing);
    }

    /// Law 3: counted by the standard's own words and chars.
    #[test]
    fn budgets_are_kept(text in messy::text(), method in method(), budget in budget(), chars_max in proptest::option::of(1u32..200)) {
        let summary = summarize(&text, &Options::default().with_method(method).with_budget(budget).with_max_bullet_chars(chars_max));
        let words = || summary.bullets.iter().map(|bullet| bullet.text.unicode_words().count()).sum::<usize>();
        let chars = |text: &str| text.chars().count();
        match budget {
            Budget::Bullets(most) => prop_assert!(summary.bullets.len() <= most as usize),
            Budget::Words(most) => prop_assert!(words() <= most as usize),
            Budget::Chars(most) => prop_assert!(summary.bullets.iter().map(|bullet| chars(&bullet.text)).sum::<usize>() <= most as usize),
            Budget::Ratio(ratio) => {
                let body = body_sentences(&text).len() as f64;
                prop_assert!(summary.bullets.len() as f64 <= (body * ratio.clamp(0.0, 1.0)).ceil());
            }
            other => prop_assert!(false, "a budget that no law is written for: {other:?}"),
        }
        if let Some(most) = chars_max {
            prop_assert!(summary.bullets.iter().all(|bullet| chars(&bullet.text) <= most as usize));
        }
    }

    /// Law 4, and ranks by score.
    #[test]
    fn spans_ascend_and_ranks_follow_scores(text in messy::text(), method in method()) {
        let summary = summarize(&text, &Options::default().with_method(method).with_bullets(6));
        let spans: Vec<_> = summary.bullets.iter().flat_map(|bullet| &bullet.sources).collect();
        prop_assert!(spans.iter().all(|span| span.start < span.end));
        prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", spans);

        let by_score = summarize(&text, &Options::default().with_method(method).with_bullets(6).with_order(BulletOrder::Score));
        prop_assert!(by_score.bullets.iter().zip(1..).all(|(bullet, rank)| bullet.rank == rank));
        prop_assert!(by_score.bullets.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    /// Law 5: whatever was summarized before.
    #[test]
    fn memory_changes_no_answer(texts in proptest::collection::vec(messy::text(), 1..4), method in method()) {
        let options = Options::default().with_method(method).with_explain(true);
        let mut summarizer = Summarizer::new();
        for text in &texts {
            let warm = summarizer.summarize(&Source::from(text.as_str()), &options);
            prop_assert_eq!(warm, summarize(text, &options));
        }
    }

    /// Law 6: no word is lost between sentences.
    #[test]
    fn sentences_cover_the_text(text in messy::prose()) {
        let sentences = gleaner_engine::sentences(&text, &Options::default());
        let covered: String = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
        prop_assert_eq!(letters(&covered), letters(&text));
    }

    /// Law 7: with nothing to choose, everything is taken.
    #[test]
    fn lead_with_room_takes_all(text in messy::prose()) {
        let options = Options::default().with_method(Method::Lead).with_redundancy(0.0).with_bullets(10_000);
        let summary = summarize(&text, &options);
        let mut kept: Vec<String> = Vec::new();
        for sentence in body_sentences(&text) {
            if !kept.iter().any(|earlier| is_like(earlier, &sentence)) {
                kept.push(sentence);
            }
        }
        let mut taken: Vec<String> = summary.bullets.iter().map(|bullet| letters(&bullet.text)).collect();
        taken.sort();
        kept.sort();
        prop_assert_eq!(taken, kept);
    }

    /// Law 8: prose is the same sentences in any format.
    #[test]
    fn prose_reads_alike_in_every_format(text in messy::prose()) {
        let paragraphs: Vec<&str> = text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).collect();
        let plain = paragraphs.join("\n\n");
        let html: String = paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
        let sentences = |text: &str, input_format| -> Vec<String> {
            let options = Options::default().with_input_format(input_format);
            gleaner_engine::sentences(text, &options).into_iter().map(|sentence| sentence.text).collect()
        };
        let expected = sentences(&plain, InputFormat::Plain);
        prop_assert_eq!(&sentences(&plain, InputFormat::Markdown), &expected);
        prop_assert_eq!(&sentences(&html, InputFormat::Html), &expected);
    }

    /// Reasons sum to the score.
    #[test]
    fn contributions_sum_to_the_score(text in messy::text()) {
        let summary = summarize(&text, &Options::default().with_explain(true));
        for bullet in &summary.bullets {
            let sum: f64 = bullet.reasons.iter().map(|reason| reason.contribution).sum();
            prop_assert!((sum - bullet.score).abs() < 1e-5, "{} against {}", sum, bullet.score);
        }
    }

    /// Offsets in another unit point at the same text.
    #[test]
    fn offset_units_agree(text in messy::text()) {
        let bytes = summarize(&text, &Options::default());
        let points = summarize(&text, &Options::default().with_offset_unit(OffsetUnit::Codepoint));
        let units = summarize(&text, &Options::default().with_offset_unit(OffsetUnit::Utf16));
        let chars: Vec<char> = text.chars().collect();
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let spans = |summary: &Summary| -> Vec<(usize, usize)> {
            summary.bullets.iter().flat_map(|bullet| &bullet.sources).map(|span| (span.start as usize, span.end as usize)).collect()
        };
        for ((byte, point), unit) in spans(&bytes).into_iter().zip(spans(&points)).zip(spans(&units)) {
            let expected = &text[byte.0..byte.1];
            prop_assert_eq!(&chars[point.0..point.1].iter().collect::<String>(), expected);
            prop_assert_eq!(&String::from_utf16(&utf16[unit.0..unit.1]).unwrap(), expected);
        }
    }
}

#[test]
fn bullets_number_exactly_as_asked_for_while_sentences_last() {
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
fn repeated_sentences_never_stand_together() {
    let text = "The dam broke at noon on Friday. Nobody was hurt in the valley below. ".repeat(50);
    for method in Method::ALL {
        let summary = summarize(
            &text,
            &Options::default().with_method(*method).with_bullets(10),
        );
        assert_eq!(summary.bullets.len(), 2, "{method}");
    }
}

fn body_sentences(text: &str) -> Vec<String> {
    let sentences = gleaner_engine::sentences(text, &Options::default());
    sentences
        .iter()
        .filter(|sentence| matches!(sentence.role.name(), "body" | "list_item"))
        .map(|sentence| letters(&sentence.text))
        .collect()
}

fn is_like(a: &str, b: &str) -> bool {
    a == b
}

/// Text less white space, hyphens and case: what cleaning may never change.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
