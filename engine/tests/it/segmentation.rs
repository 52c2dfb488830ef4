//! Sentence boundaries and words.

use gleaner_engine::fit::Block;
use gleaner_engine::fit::{self, SentenceSpan};
use gleaner_engine::{Language, Role, Span};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

fn split(text: &str, language: Language) -> Vec<SentenceSpan> {
    let mut sentences = Vec::new();
    let block = Block {
        span: Span::new(0..text.len()).trimmed(text),
        role: Role::Body,
    };
    fit::sentences_of_block(text, block, language, &mut sentences);
    sentences
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    fit::words(text, |start, end| words.push(&text[start..end]));
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
fn terminators_end_sentences() {
    check("It rained. |We stayed in.");
    check("Who knows? |Nobody! |So be it.");
    check("Really?! |Yes!! |Fine...");
    check("She left (at last). |He stayed.");
    check("No terminator at all");
}

#[test]
fn abbreviations_end_sentences_before_starters_but_not_before_names() {
    check("Dr. Ames met Mrs. Okoro. |They talked.");
    check("Ames works for Harbour Inc. in Leeds.");
    check("Ames works for Harbour Inc. |She likes it there.");
    check("The U.S. Navy left. |He lives in the U.S. |She does not.");
    check("The train left at 5 p.m. |They missed it.");
    check("Shares of Harbour Inc. (HRB) rose.");
    check("LEEDS, Ala. — The mayor resigned.");
    check("Fruit, e.g. Apples, and so on.");
    check("It has pears, plums, etc. |Some are ripe.");
}

#[test]
fn everyday_words_are_no_abbreviations() {
    check("The cat sat. |Then it slept.");
    check("She said no. |Nobody asked why.");
    check("He fell ill. |Doctors came.");
}

#[test]
fn brackets_between_sentences_belong_to_neither_sentence() {
    check("It rained on Monday. |(example.com) |We stayed in.");
    check("It will wait for 2.1. |(example.com) |We stayed in.");
    check("He lives in the U.S. |(example.com) |She does not.");
    check("It rained. |[Read more: The flood] |We stayed in.");
    check("It rained. |(Photo by Jane Doe) |“We stayed in.”");
    check("Harbour Inc. (example.com) Chairman Moss left.");
    check("It rained. |(We stayed in.) |Nobody came.");
    check("It rained. |(ii) We stayed in.");
    check("It rained. |(The Reporter) |We stayed in.");
    check("It rained. |[Prime Minister] Smith stayed in.");
    check("“I like her. |[Donna] Moss is strong,” she said.");
    check("It rained. |(Former) President Moss stayed in.");
    check("He won. |(the first time in years) The mayor smiled.");
    check("It rained. |👉 Stay in. |✅ Read a book.");
}

#[test]
fn initials_belong_to_names() {
    check("J. R. Moss wrote it. |It sold well.");
    check("Ask George W. Hill about it.");
    check("Between you and I. |Do tell.");
    check("They chose plan B. |It worked.");
    check("King Charles V. |This was long ago.");
}

#[test]
fn full_stops_in_numbers_end_no_sentence() {
    check("It cost 3.50 euros. |That is 1.000.000 too much.");
    check("See p. 12 and Fig. 3 for details.");
    check("It lasted until 2004. |Then came rain.");
    check("She was born c. 1580 (d. 1640) in Bath.");
    check("It was 20 °C. |The ice melted.");
    check("The gate is No. 5 of nine. |Use it.");
}

#[test]
fn list_markers_belong_to_their_items() {
    check("1. Rain fell. |2. Rivers rose.");
    check("1) Rain |2) Wind");
    check("a. Rain |b. Wind |c. Snow");
    check("IV. The voyage home");
    check("2.1. Methods of counting");
    check("Figure 3. The old harbour.");
    check("Two reasons: 1. It rained all week.");
    check("• 9. Oats |• 10. Rye");
    check("Rain fell |■ Rivers rose |◦ Roads closed");
}

#[test]
fn legal_abbreviations_end_no_sentence() {
    check("See Moss v. Hill Inc., 5 F.3d 12 (9th Cir. 2001). |It was overruled.");
    check("Fed. R. Civ. P. 12(b)(6) applies. |Sec. 3(a) does not.");
    check("Is it no. 5? |No. |It is fig. 2. |In 2010 it was Fig. 1.");
}

#[test]
fn reporting_words_belong_to_the_quotation_before() {
    check("\"Why?\" he asked. |\"Because!\" Jane Moss replied. |They left.");
    check("“Stop!” she said. |“It is late.” |He nodded.");
    check("He said: “It is late.” |She agreed.");
    check("'Enough.' |She stood up.");
}

#[test]
fn ellipses_end_sentences_before_capitals_only() {
    check("Well ... maybe not.");
    check("I wonder... |The door opened.");
    check("He was . . . tired.");
    check("It was late [...] and dark.");
    check("It was late. |. . . Nobody came.");
}

#[test]
fn full_stops_in_addresses_end_no_sentence() {
    check("Write to a.moss@example.com or see https://example.com/a.html?b=C.d today.");
    check("It ended at last.|Everyone went home.");
    check("Use example.com. |It is free.");
    check("What happened?|how come?");
}

#[test]
fn citations_and_emoticons_belong_to_the_sentence_before() {
    check("Ice floats.[1] |Salt sinks. [2] [3] |Oil floats.");
    check("It is so. [citation needed] |We think.");
    check("We won! :) |Let us dance.");
    check("We won! 🎉🎉 |Let us dance.");
    check("A note (see below. ) |And more.");
}

#[test]
fn informal_sentences_start_in_lower_case() {
    check("it works fine. |but it is slow. |thanks! |i love it.");
    check("Thanks for everything. |you are kind.");
    check("He works at Yahoo! in Leeds.");
    check("Hello there. |eBay sells it.");
}

#[test]
fn line_ends_inside_a_block_are_spaces() {
    check("It cost\n$4.20 a sack. |The\nSeine froze, said Dr.\nAmes.");
    check("oats\n|• rye\n|• barley and wheat");
    check(
        "The council met on Tuesday evening to talk about the\n\
         harbour, which Mayor Joan Ames and the council of\n\
         Leeds had closed. |Nobody knew when the old harbour\n\
         would open again.",
    );
}

#[test]
fn scripts_have_terminators_of_their_own() {
    for marked in [
        "今天下雨。|我们在家。",
        "“下雨了。”他说。|“真的？”她问。",
        "雨が降った。|家にいた。",
        "「雨です。」と彼は言った。|彼女は黙った。",
        "「雨です。寒いです。」と彼は言った。",
        "비가 왔다. |우리는 집에 있었다.",
        "वर्षा हुई। |हम घर पर रहे।",
        "هل هطل المطر؟ |نعم. |بقينا في البيت.",
        "بارش ہوئی۔ |ہم گھر پر رہے۔",
        "ዝናብ ዘነበ። |ቤት ቆየን።",
        "မိုးရွာသည်။ |အိမ်မှာနေသည်။",
        "ភ្លៀងធ្លាក់។ |យើងនៅផ្ទះ។",
        "Անձրև եկավ։ |Մենք տանն էինք։",
        "Έβρεξε; |Ναι. |Μείναμε σπίτι.",
        "ฝนตกเมื่อ พ.ศ. 2559 ที่บ้าน",
    ] {
        check_in("und", marked);
    }
}

#[test]
fn languages_have_abbreviations_and_ordinals_of_their_own() {
    check_in(
        "de",
        "Am 3. Mai kam der 2. Weltkrieg zur Sprache. |Das war z. B. neu. |Es kostet rd. 40 Mark.",
    );
    check_in("de", "Das geschah 1945. |Danach war Ruhe.");
    check_in("de", "„Es regnet.“ |Sie ging. |Dr. Moos blieb.");
    check_in("fr", "M. Moreau et Mme Petit sont partis. |Il pleut.");
    check_in("fr", "« Pourquoi ? » demanda-t-il. |Elle partit.");
    check_in("fr", "« Il pleut. » |Elle partit.");
    check_in("es", "La Sra. Ruiz llegó. |¿Quién la vio? |¡Nadie!");
    check_in("und", "Dr. Moss saw Mr. Hill. |No. 5 won.");
    check_in("ru", "А. С. Иванов родился в г. Казани. |Он жил там.");
}

#[test]
fn over_long_units_are_cut_at_their_best_inner_boundary() {
    let clause = "and the river rose over the old harbour walls ";
    let speech = format!(
        "{}; {}, {}",
        clause.repeat(5),
        clause.repeat(6),
        clause.repeat(9)
    );
    let pieces = split(&speech, Language::ENGLISH);
    assert!(
        pieces
            .iter()
            .all(|piece| piece.cut && piece.span.len() <= 400)
    );
    assert!(pieces[0].span.of(&speech).ends_with(';'));
    assert!(pieces[1].span.of(&speech).ends_with(','));
    let continues: Vec<bool> = pieces.iter().map(|piece| piece.continues).collect();
    assert_eq!(continues.iter().filter(|&&continues| !continues).count(), 1);
    assert!(!continues[pieces.len() - 1]);

    let statute = format!("{}.", clause.repeat(18).trim());
    assert_eq!(
        split(&statute, Language::ENGLISH).len(),
        1,
        "a sentence is left whole"
    );
    // Without any boundary, a piece has as many whole characters as fit.
    let unspaced = "ก".repeat(1000);
    let pieces = split(&unspaced, Language::UNDETERMINED);
    let lengths: Vec<usize> = pieces.iter().map(|piece| piece.span.len()).collect();
    assert_eq!(lengths, [399, 399, 399, 399, 399, 399, 399, 207]);
}

#[test]
fn hostile_text_takes_linear_time() {
    const BYTES: usize = 300_000;
    let cost = |piece: &str| {
        let text = piece.repeat(BYTES / piece.len());
        let start = Instant::now();
        let sentences = split(&text, Language::ENGLISH).len();
        let mut words = 0;
        fit::words(&text, |_, _| words += 1);
        assert!(sentences <= text.len() && words <= text.len());
        start.elapsed()
    };
    let ordinary = cost("The harbour was quiet on that day, and nobody came. ");
    let many_closers = format!(".{}", ")".repeat(BYTES / 2));
    let many_spaces = format!(".{}", " ".repeat(BYTES / 2));
    for piece in [
        many_closers.as_str(),
        many_spaces.as_str(),
        ".))))",
        ".    ",
        "x",
        "A. ",
        "a. ",
        "1. ",
        "1) ",
        "\n",
        "a\n",
        "I.\n",
        "\u{301}",
        "a\u{301}",
        ".",
        ". ",
        "!",
        "! ",
        ".[1]",
        ". [1] ",
        "「",
        "「。",
        "あ。",
        "…",
        ". - - ",
        "a.\"\" ",
        "(.",
        "\"",
        "A.B.C. ",
        ". :) ",
        ". 😀",
        "漢字",
        "ก ",
        "a.\u{a0}»",
        "\u{ad}\u{200d}",
        " \u{301}",
    ] {
        let hostile = cost(piece);
        // Quadratic time would be thousands of times as much.
        let bearable = ordinary * 300 + Duration::from_millis(500);
        assert!(
            hostile < bearable,
            "{hostile:?} against {ordinary:?} for {piece:.9}"
        );
    }
}

#[test]
fn words_are_those_of_unicode_segmentation_for_every_character() {
    // Blocks of ideographs and syllables and rare scripts are left out; they are like their neighbours.
    let varied = [
        '\0'..='\u{3100}',
        '\u{a960}'..='\u{ac10}',
        '\u{fb00}'..='\u{ffff}',
        '\u{1f100}'..='\u{1f700}',
    ];
    for c in varied.into_iter().flatten() {
        for text in [format!("a{c}b {c}1"), format!("1{c}2 a{c} '{c}")] {
            let expected: Vec<&str> = text.unicode_words().collect();
            assert_eq!(words(&text), expected, "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Sentences lose nothing but white space, do not overlap, and are trimmed.
    #[test]
    fn sentences_cover_all_text_in_order(
        text in hostile_text(),
        language in 0..Language::all().count(),
    ) {
        let language = Language::all().nth(language).unwrap();
        let mut end = 0;
        for sentence in split(&text, language) {
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

/// Text made of pieces that segmentation has rules for, and of any other characters.
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
