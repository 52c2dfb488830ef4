//! Key phrases.

use crate::generators::{config, marked_up, messy_text};
use gleaner_engine::{
    InputFormat, Keyword, Language, Options, Role, Source, Summarizer, sentences, summarize,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn keywords(text: &str, count: u32) -> Vec<Keyword> {
    summarize(text, &Options::default().with_keywords(count)).keywords
}

fn texts_of(keywords: &[Keyword]) -> Vec<&str> {
    keywords.iter().map(|keyword| &*keyword.text).collect()
}

/// Checks that the best phrases of `text` are `expected`, the best first.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = keywords(text, expected.len() as u32);
    assert_eq!(texts_of(&found), expected);
}

#[test]
fn a_phrase_stands_for_its_parts() {
    check(
        "The night train left late. A night train needs a crew. Every night train was full. Cats sleep.",
        &["night train"],
    );
    let found = keywords(
        "The night train left late. A night train needs a crew. Every night train was full.",
        9,
    );
    assert!(found.len() > 2, "{found:?}");
    for part in ["night", "train"] {
        assert!(!texts_of(&found).contains(&part), "{found:?}");
    }
}

#[test]
fn a_phrase_is_written_as_the_document_writes_it() {
    // Most often "solar panels"; the capital at the start of a sentence counts for less.
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
fn a_phrase_is_written_without_markup() {
    check(
        "<p>The Caf&eacute; Br&uuml;cke&nbsp;Nord closed. The Caf&eacute; Br&uuml;cke <b>Nord</b> burned.</p>",
        &["Café Brücke Nord"],
    );
    check(
        "The **Harbour** Bridge closed in May. The [Harbour Bridge](http://example.com/a) is old.",
        &["Harbour Bridge"],
    );
    check(
        "The council of the valley closed the old water-\nworks in the spring of the year. The waterworks leaked.",
        &["waterworks"],
    );
}

#[test]
fn stop_words_punctuation_and_numbers_separate_phrases() {
    let found = keywords(
        "Rivers, floods and dams. Rivers, floods and dams. The 300 dams burst. The 300 dams burst.",
        20,
    );
    let found = texts_of(&found);
    for word in ["Rivers", "floods"] {
        assert!(found.contains(&word), "{found:?}");
    }
    for phrase in ["Rivers, floods", "floods and dams", "300 dams"] {
        assert!(
            !found.iter().any(|found| found.contains(phrase)),
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
    for language in Language::all().filter(|&language| language != Language::UNDETERMINED) {
        let file = format!(
            "{}/tests/texts/{}.txt",
            env!("CARGO_MANIFEST_DIR"),
            language.tag()
        );
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(keywords(&text, 5).len(), 5, "{}", language.name());
    }
}

#[test]
fn a_possessive_and_its_name_are_one_phrase() {
    let croatian = Options::default()
        .with_language(Language::from_tag("hr"))
        .with_keywords(9);
    let found = summarize("Hanley's coffee. Hanley coffee.", &croatian).keywords;
    let mut texts = texts_of(&found);
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), found.len(), "{found:?}");
}

#[test]
fn there_are_as_many_as_asked_for() {
    let text = include_str!("../texts/articles/night-trains.txt");
    assert_eq!(keywords(text, 0), []);
    for count in [1, 5, 40] {
        let found = keywords(text, count);
        assert_eq!(found.len(), count as usize);
        assert_eq!(found[0].score, 1.0);
    }
    assert_eq!(keywords("", 3), []);
    assert_eq!(keywords("# Heading alone", 3), []);
}

/// Whether `phrase` stands in `text`, of which every run of white space is one space, as whole words.
fn stands_in(phrase: &str, text: &str) -> bool {
    // Words of scripts without spaces have no such ends.
    let is_letter = |c: char| c.is_alphanumeric() && !('\u{e00}'..'\u{a000}').contains(&c);
    let touches =
        |a: Option<char>, b: Option<char>| a.is_some_and(is_letter) && b.is_some_and(is_letter);
    text.match_indices(phrase).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + phrase.len()..]);
        !touches(before.chars().next_back(), phrase.chars().next())
            && !touches(phrase.chars().next_back(), after.chars().next())
    })
}

proptest! {
    #![proptest_config(config(32))]

    /// Every phrase stands in a body sentence as it is written there, decoded and with every run of white
    /// space one space. No phrase comes twice, none scores more than the one before it, and bullets do
    /// not depend on them.
    #[test]
    fn phrases_are_the_texts_own(
        texts in vec(prop_oneof![
            messy_text(),
            marked_up().prop_map(|document| document.html),
            marked_up().prop_map(|document| document.markdown),
        ], 1..3),
        count in 1u32..40,
        format in select(InputFormat::ALL),
    ) {
        let mut summarizer = Summarizer::new();
        let options = Options::default().with_input_format(format);
        for text in &texts {
            let with_keywords = options.clone().with_keywords(count);
            let summary = summarizer.summarize(&Source::from(text.as_str()), &with_keywords);
            prop_assert_eq!(&summary, &summarize(text, &with_keywords));
            prop_assert_eq!(&summary.bullets, &summarize(text, &options).bullets);

            let found = summary.keywords;
            prop_assert!(found.len() <= count as usize);
            let is_body = |role: Role| matches!(role, Role::Body | Role::ListItem);
            let bodies: Vec<String> = sentences(text, &options)
                .iter()
                .filter(|sentence| is_body(sentence.role))
                .map(|sentence| sentence.text.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            for (at, keyword) in found.iter().enumerate() {
                prop_assert!(keyword.text.contains(char::is_alphanumeric), "{:?}", keyword);
                prop_assert!(
                    bodies.iter().any(|body| stands_in(&keyword.text, body)),
                    "{:?} stands in none of {:?}", keyword, bodies
                );
                let before = found[..at].last().map_or(1.0, |before| before.score);
                prop_assert!(keyword.score > 0.0 && keyword.score <= before, "{:?}", found);
                let is_new = found[..at].iter().all(|other| other.text != keyword.text);
                prop_assert!(is_new, "{:?}", found);
            }
        }
    }
}
