//! Sentence boundaries and words.

use gleaner::clean::Block;
use gleaner::segment::{self, SentenceSpan};
use gleaner::{Language, Role, Span};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

fn split(text: &str, language: Language) -> Vec<SentenceSpan> {
    let mut sentences = Vec::new();
    let block = Block {
        span: Span::new(0..text.len()).trimmed(text),
        role: Role::Body,
    };
    segment::sentences(text, block, language, &mut sentences);
    sentences
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    segment::words(text, |start, end| words.push(&text[start..end]));
    words
}

/// Checks that `|` stands exactly where sentences end.
fn check(marked: &str) {
    check_in("en", marked);
}

fn check_in(language: &str, marked: &str) {
    let text = marked.replace('|', "");
    let language = Language::from_tag(language).unwrap_or(Language::UNDETERMINED);
    let found: Vec<&str> = split(&text, language)
        .iter()
        .map(|sentence| sentence.span.of(&text))
        .collect();
    let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_full_stop_ends_a_sentence() {
    check("It rained. |We stayed in.");
    check("Who knows? |Nobody! |So be it.");
}

#[test]
fn words_are_those_of_unicode_segmentation_for_every_character() {
    // Ideographs and Hangul syllables are all alike, and planes beyond the first two hold no more.
    let alike = [
        '\u{3500}'..='\u{9f00}',
        '\u{ac80}'..='\u{d700}',
        '\u{e100}'..='\u{f800}',
    ];
    let varied = |c: &char| !alike.iter().any(|range| range.contains(c));
    for c in ('\0'..='\u{1ffff}').filter(varied) {
        for text in [format!("a{c}b {c}1"), format!("1{c}2 a{c} '{c}")] {
            let expected: Vec<&str> = text.unicode_words().collect();
            assert_eq!(words(&text), expected, "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The text is cut, nothing of it is lost, and no piece overlaps another.
    #[test]
    fn sentences_cover_all_text_in_order(text in hostile_text()) {
        let mut end = 0;
        for sentence in split(&text, Language::ENGLISH) {
            let span = sentence.span.range();
            prop_assert!(text[end..span.start].trim().is_empty());
            prop_assert_eq!(sentence.span.of(&text).trim(), sentence.span.of(&text));
            prop_assert!(!span.is_empty());
            end = span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn words_are_those_of_unicode_segmentation(text in hostile_text()) {
        let expected: Vec<&str> = text.unicode_words().collect();
        prop_assert_eq!(words(&text), expected);
    }
}

/// Text of pieces that segmentation has rules for, between any characters at all.
fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,6}",
        4 => r#"[ .!?,;:'"()\[\]\-_*\n]{1,3}"#,
        2 => "[0-9]{1,3}",
        2 => "[éßЖяΩ’“”…–•«»。」「と\u{301}\u{200d}\u{a0}\u{ad}Ⓜא٣]{1,2}",
        1 => "\\PC{1,3}",
        1 => proptest::sample::select(vec!["Mr.", "U.S.", "p.m.", "[12]", ". . .", "1)", "2.", "e.g."])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}
