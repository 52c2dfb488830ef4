//! Generators of text as it really comes, and worse.

use proptest::prelude::*;

const WORDS: &[&str] = &[
    "river",
    "council",
    "the",
    "of",
    "bridge",
    "budget",
    "minister",
    "said",
    "rose",
    "percent",
    "Łódź",
    "naïve",
    "don't",
    "state-of-the-art",
    "e.g.",
    "Mr.",
    "U.S.",
    "3.5",
    "1,200",
    "$4.50",
    "№",
    "I",
    "a",
    "we",
    "report",
    "flood",
    "station",
    "coöperate",
    "e\u{301}tude",
    "🚆",
    "👩‍🚒",
    "Ünal",
    "ﬁnance",
    "x",
    "COVID-19",
    "http://example.com/a.b",
    "a.m.",
    "(sic)",
];

const ENDS: &[&str] = &[
    ". ",
    ".\n",
    "! ",
    "? ",
    "… ",
    ".\" ",
    ".) ",
    ".\n\n",
    ".\r\n\r\n",
    ". (example.com) ",
    ": ",
    " ",
    "。",
    ".[12] ",
];

const ODDITIES: &[&str] = &[
    "### What changed? ",
    "**Bold heading** ",
    "\n\n- an item ",
    "\n1. first ",
    "LONDON (Reuters) — ",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "\0",
    "\t",
    "((((",
    "\"",
    "“",
    "”",
    "[edit] ",
    "Read more: ",
    "\n\nIntroduction\n\n",
    "hyphen-\nated ",
    "And ",
    "Meanwhile, ",
    "&amp; ",
    "<p>",
    "</p>",
    "<b>",
    "* * * ",
    "| a | b |\n",
    "中文句子。",
    "ภาษาไทย ",
    "これは文です。",
    "\u{301}\u{301}",
];

fn sentence() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec(proptest::sample::select(WORDS), 1..14);
    (words, proptest::sample::select(ENDS)).prop_map(|(words, end)| {
        let mut sentence = words.join(" ");
        if let Some(first) = sentence.chars().next() {
            let capital: String = first.to_uppercase().collect();
            sentence.replace_range(..first.len_utf8(), &capital);
        }
        sentence + end
    })
}

/// Sentences, good and bad, with oddities between them.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let oddity = proptest::sample::select(ODDITIES).prop_map(str::to_owned);
    proptest::collection::vec(prop_oneof![4 => sentence(), 1 => oddity], 0..24)
        .prop_map(|parts| parts.concat())
}

/// Paragraphs of terminated prose, nothing else.
pub(crate) fn prose() -> impl Strategy<Value = String> {
    const PLAIN: &[&str] = &[
        "river", "council", "the", "old", "bridge", "budget", "rose", "minister", "report", "Łódź",
        "flood", "seven", "trains",
    ];
    let sentence = (
        1u32..1_000_000,
        proptest::collection::vec(proptest::sample::select(PLAIN), 3..12),
    )
        .prop_map(|(number, words)| format!("Line {number} of the {}.", words.join(" ")));
    let paragraph =
        proptest::collection::vec(sentence, 1..6).prop_map(|sentences| sentences.join(" "));
    proptest::collection::vec(paragraph, 0..6).prop_map(|paragraphs| paragraphs.join("\n\n"))
}
