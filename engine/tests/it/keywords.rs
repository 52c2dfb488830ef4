//! Key phrases.

use gleaner_engine::{Keyword, Options, Source, Summarizer, summarize};
use proptest::prelude::*;

use crate::messy;

fn keywords(text: &str, count: u32) -> Vec<Keyword> {
    let keywords = count;
    summarize(text, &Options::default().with_keywords(keywords)).keywords
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = keywords(text, expected.len() as u32);
    let texts: Vec<&str> = found.iter().map(|keyword| keyword.text.as_str()).collect();
    assert_eq!(texts, expected);
}

#[test]
fn phrases_stand_before_their_parts() {
    check(
        "The night train left late. A night train needs a crew. Every night train was full. Cats sleep.",
        &["night train"],
    );
    let found = keywords(
        "The night train left late. A night train needs a crew. Every night train was full.",
        9,
    );
    assert!(
        !found
            .iter()
            .any(|keyword| ["night", "train"].contains(&keyword.text.as_str())),
        "{found:?}"
    );
}

#[test]
fn a_phrase_is_written_as_the_document_writes_it() {
    // Most often "solar panels"; the capital at the start of a sentence says little.
    check(
        "Solar panels pay. Few buy solar panels now. Old solar panels break. Solar panel prices fell.",
        &["solar panels"],
    );
    check(
        "The plant opened. Ingrid Solvang's plant hired. Then Ingrid Solvang sold it to her brother.",
        &["Ingrid Solvang"],
    );
    check(
        "Last night a big storm hit, and a remote-controlled\ncrane fell into the harbour. The remote-controlled crane was new.",
        &["remote-controlled crane"],
    );
}

#[test]
fn stop_words_punctuation_and_numbers_part_phrases() {
    let found = keywords(
        "Rivers, floods and dams. Rivers, floods and dams. The 300 dams burst. The 300 dams burst.",
        20,
    );
    for phrase in ["Rivers, floods", "floods and dams", "300 dams"] {
        assert!(
            !found.iter().any(|keyword| keyword.text.contains(phrase)),
            "{found:?}"
        );
    }
}

#[test]
fn every_language_has_phrases() {
    check(
        "Die Brücke über den Fluss ist gesperrt. Die Brücke wird abgerissen. Die neue Brücke kostet Geld.",
        &["Brücke"],
    );
    check(
        "Мост закрыт. Старый мост снесут. Новый мост построят через год.",
        &["мост"],
    );
    check("大桥关闭。大桥很旧。工程师检查大桥。", &["大桥"]);
}

#[test]
fn none_unless_asked_for_and_no_more_than_asked_for() {
    let text = include_str!("../texts/articles/night-trains.txt");
    assert_eq!(keywords(text, 0), []);
    for count in [1, 5, 40] {
        let found = keywords(text, count);
        assert_eq!(found.len(), count as usize);
        assert_eq!(found[0].score, 1.0);
        assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
    assert_eq!(keywords("", 3), []);
    assert_eq!(keywords("# Heading alone", 3), []);
}

#[test]
fn asking_for_keywords_changes_no_bullet() {
    let text = include_str!("../texts/articles/seagrass.txt");
    let with = summarize(text, &Options::default().with_keywords(10));
    assert_eq!(with.bullets, summarize(text, &Options::default()).bullets);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every phrase stands in the text, white space aside; the same whatever was done before.
    #[test]
    fn phrases_are_the_texts_own(texts in proptest::collection::vec(messy::text(), 1..3), count in 1u32..20) {
        let mut summarizer = Summarizer::new();
        let options = Options::default().with_keywords(count);
        for text in &texts {
            let found = summarizer.summarize(&Source::from(text.as_str()), &options).keywords;
            prop_assert_eq!(&found, &keywords(text, count));
            prop_assert!(found.len() <= count as usize);
            for keyword in &found {
                prop_assert!(keyword.score > 0.0 && keyword.score <= 1.0, "{:?}", keyword);
                prop_assert!(!keyword.text.trim().is_empty());
            }
        }
    }
}
