//! The map from clean text to the source, tested on marked-up text whose meaning is known.

use gleaner_engine::fit::{Buffers, Text, clean};
use gleaner_engine::{Bullet, InputFormat, Method, Options, Span, summarize};
use proptest::prelude::*;

/// A piece of a paragraph: how HTML and Markdown write it, and the text it stands for.
#[derive(Clone, Debug)]
struct Piece {
    html: &'static str,
    markdown: &'static str,
    text: &'static str,
}

const fn piece(html: &'static str, markdown: &'static str, text: &'static str) -> Piece {
    Piece {
        html,
        markdown,
        text,
    }
}

/// Words, entities, escapes, tags and white space.
const PIECES: &[Piece] = &[
    piece("mill", "mill", "mill"),
    piece("The ", "The ", "The "),
    piece(" 1,200 ", " 1,200 ", " 1,200 "),
    piece(
        "e\u{301}te\u{301}",
        "e\u{301}te\u{301}",
        "e\u{301}te\u{301}",
    ),
    piece("\u{1f600}", "\u{1f600}", "\u{1f600}"),
    piece("水車", "水車", "水車"),
    piece("مرحبا\u{200f}", "مرحبا\u{200f}", "مرحبا"),
    piece("a\u{200b}b", "a\u{200b}b", "ab"),
    piece("&amp;", "&amp;", "&"),
    piece("&lt;b&gt;", "&lt;b&gt;", "<b>"),
    piece("x&eacute;", "x&eacute;", "x\u{e9}"),
    piece("&#x1F600;", "&#x1F600;", "\u{1f600}"),
    piece("&nGt;&semi;", "&nGt;&semi;", "\u{226b}\u{20d2};"),
    piece("&acE;", "&acE;", "\u{223e}\u{333}"),
    piece("&nbsp;", "&nbsp;", "\u{a0}"),
    piece("*", "\\*", "*"),
    piece("#1", "\\#1", "#1"),
    piece("<b>old</b>", "**old**", "old"),
    piece(
        "w<i title='caf\u{e9} > \u{1f600}'>or</i>d",
        "w*or*d",
        "word",
    ),
    piece(
        "<a href=\"?a=1&amp;b=2\">it</a>",
        "[it](?a=1&amp;b=2 \"t\")",
        "it",
    ),
    piece("<!-- not > shown -->", "", ""),
    piece("<script>a < b</script>", "![no](x.png)", ""),
    piece(" ", " ", " "),
    piece("\r\n", "\n", " "),
    piece("\n", "\n", " "),
    piece(". ", ". ", ". "),
    piece("\u{201c}", "\u{201c}", "\u{201c}"),
];

/// Paragraphs of pieces. [`meaning`] puts words around each, so that no piece is taken for the markup of a
/// block.
fn paragraphs() -> impl Strategy<Value = Vec<Vec<Piece>>> {
    let piece = proptest::sample::select(PIECES);
    proptest::collection::vec(proptest::collection::vec(piece, 0..12), 1..5)
}

/// Text without its white space.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text that a run of source stands for: its entities decoded.
fn decoded(source: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&eacute;", "\u{e9}"),
        ("&#x1F600;", "\u{1f600}"),
        ("&nGt;", "\u{226b}\u{20d2}"),
        ("&semi;", ";"),
        ("&acE;", "\u{223e}\u{333}"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(source.to_owned(), |text, (entity, is)| {
            text.replace(entity, is)
        })
}

/// Checks that the blocks of `source` are as `expected`, and that both parts of each block, which is cut at
/// byte `cut` or so, map to a source that decodes to them.
fn check(
    source: &str,
    format: InputFormat,
    expected: &[String],
    cut: usize,
) -> Result<(), TestCaseError> {
    let mut buffers = Buffers::default();
    let text: Text = clean(source, format, &mut buffers);
    let found: Vec<String> = text
        .blocks
        .iter()
        .map(|block| squeezed(block.span.of(text.content)))
        .collect();
    prop_assert_eq!(&found, expected, "{:?}", source);
    for block in text.blocks {
        let words = block.span.of(text.content);
        let at = words.floor_char_boundary(cut % (words.len() + 1));
        for range in [0..at, at..words.len()] {
            let start = block.span.start as usize;
            let part = Span::new(start + range.start..start + range.end);
            // An entity that stands for two characters is in both parts if the cut is between them.
            if splits_entity(part.of(text.content)) {
                continue;
            }
            let mut spans = Vec::new();
            text.map.to_source(part, &mut spans);
            let joined: String = spans.iter().map(|span| decoded(span.of(source))).collect();
            prop_assert_eq!(
                bare(&joined),
                bare(part.of(text.content)),
                "{:?} of {:?}",
                spans,
                source
            );
        }
    }
    Ok(())
}

fn splits_entity(part: &str) -> bool {
    part.starts_with(['\u{20d2}', '\u{333}']) || part.ends_with(['\u{226b}', '\u{223e}'])
}

fn meaning(paragraph: &[Piece]) -> String {
    let text: String = paragraph.iter().map(|piece| piece.text).collect();
    squeezed(&format!(
        "Once {text} upon a time the old mill by the river closed."
    ))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html_maps_back_exactly(paragraphs in paragraphs(), cut in 0usize..200, has_bom: bool, is_nested: bool) {
        let mut source = String::from(if has_bom { "\u{feff}" } else { "" });
        for paragraph in &paragraphs {
            let text: String = paragraph.iter().map(|piece| piece.html).collect();
            let (open, close) = if is_nested { ("<div class='a'><div><p>", "</p></div></div>\r\n") } else { ("<p>", "") };
            source += &format!("{open}Once {text} upon a time the old mill by the river closed.{close}");
        }
        let expected: Vec<String> = paragraphs.iter().map(|paragraph| meaning(paragraph)).collect();
        check(&source, InputFormat::Auto, &expected, cut)?;
    }

    #[test]
    fn markdown_maps_back_exactly(paragraphs in paragraphs(), cut in 0usize..200) {
        let mut source = String::new();
        for paragraph in &paragraphs {
            let text: String = paragraph.iter().map(|piece| piece.markdown).collect();
            source += &format!("Once {} upon a time the old mill by the river closed.\n\n", one_block(&text));
        }
        let expected: Vec<String> = paragraphs.iter().map(|paragraph| meaning(paragraph)).collect();
        // Emphasis that touches letters or quotation marks need not be emphasis.
        prop_assume!(!source.contains("**") && !source.contains("\u{201c}*") && !source.contains("*\u{201c}"));
        check(&source, InputFormat::Markdown, &expected, cut)?;
    }

    #[test]
    fn plain_text_is_its_own_source(paragraphs in paragraphs(), has_bom: bool) {
        let mut source = String::from(if has_bom { "\u{feff}" } else { "" });
        for paragraph in &paragraphs {
            source += &meaning(paragraph);
            source += "\r\n\r\n";
        }
        // Two stars may be emphasis.
        prop_assume!(source.matches('*').count() < 2);
        let mut buffers = Buffers::default();
        let text = clean(&source, InputFormat::Plain, &mut buffers);
        prop_assert_eq!(text.content, &source);
    }
}

/// Pieces of a paragraph of Markdown, with `\n` for each line end, and the text they stand for.
const LINE_PIECES: &[(&str, &str)] = &[
    ("The mill", "The mill"),
    (" closed. Nobody", " closed. Nobody"),
    (". ", ". "),
    ("a\n", "a "),
    ("a  \n", "a "),
    ("a\\\n", "a "),
    (" `code` ", " code "),
    (" `let a = 1.\nLet b` ", " let a = 1. Let b "),
    (" `A mill.\nA weir.\nA lock.` ", " A mill. A weir. A lock. "),
    (" `` a ` b.\nThe c `` ", " a ` b. The c "),
    (" `\nThe end.\n` ", " The end. "),
    (
        " `caf\u{e9}.\nCaf\u{e8} > \u{1f600}` ",
        " caf\u{e9}. Caf\u{e8} > \u{1f600} ",
    ),
    (
        " [the\ncouncil](https://example.com \"t\") ",
        " the council ",
    ),
    (" *it\nis.\nIt* ", " it is. It "),
    (" **was\nsold.** ", " was sold. "),
    (" ~~not.\nNever~~ ", " not. Never "),
    (" &amp; ", " & "),
    (" &nGt;\n&eacute;. ", " \u{226b}\u{20d2} \u{e9}. "),
    (" \\* ", " * "),
    (" ![a\npicture](x.png) ", "  "),
];

/// The prefix of the first line of a paragraph, and that of the others.
const LINE_PREFIXES: &[(&str, &str)] = &[
    ("", ""),
    ("", "  "),
    ("- ", "  "),
    ("* ", "\t"),
    ("- ", ""),
    ("> ", "> "),
    (">", ">   "),
    ("> ", ""),
    ("> > ", ">> "),
    ("> - ", ">   "),
    ("- > ", "  > "),
];

/// The bullets of a Markdown text, one for each body sentence.
fn all_bullets(source: &str) -> Vec<Bullet> {
    let options = Options::default()
        .with_input_format(InputFormat::Markdown)
        .with_method(Method::Lead)
        .with_redundancy(0.0)
        .with_bullets(1000);
    summarize(source, &options).bullets
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a paragraph is broken into lines, the source spans of its bullets hold the text of the
    /// bullet and no more (law 1), and they are disjoint (law 4).
    #[test]
    fn line_ends_in_markdown_map_back_exactly(
        pieces in proptest::collection::vec(proptest::sample::select(LINE_PIECES), 0..12),
        (first, next) in proptest::sample::select(LINE_PREFIXES),
        line_end in proptest::sample::select(&["\n", "\r\n"][..]),
        cut in 0usize..200,
    ) {
        let written: String = pieces.iter().map(|(written, _)| *written).collect();
        let meant: String = pieces.iter().map(|(_, meant)| *meant).collect();
        let written = format!("Once {written} upon a time the old mill by the river closed.");
        let lines = written.replace('\n', &format!("{line_end}{next}"));
        let source = format!("{first}{lines}{line_end}");
        let meaning = squeezed(&format!("Once {meant} upon a time the old mill by the river closed."));
        check(&source, InputFormat::Markdown, &[meaning], cut)?;

        let mut end = 0;
        for bullet in all_bullets(&source) {
            let mut parts = String::new();
            for span in &bullet.sources {
                prop_assert!(end <= span.start && span.start < span.end, "{:?} of {:?}", bullet, source);
                end = span.end;
                parts += &source[span.start as usize..span.end as usize];
            }
            // The first letter may be upper-cased.
            let letters = |text: &str| bare(text).to_lowercase();
            prop_assert_eq!(letters(&decoded(&parts)), letters(&bullet.text), "{:?} of {:?}", bullet, source);
        }
    }
}

/// Checks the text of each bullet of a Markdown text, and the parts of the source that it consists of.
#[track_caller]
fn check_parts(source: &str, expected: &[(&str, &[&str])]) {
    let bullets = all_bullets(source);
    let parts = |bullet: &Bullet| -> Vec<&str> {
        (bullet.sources.iter())
            .map(|span| &source[span.start as usize..span.end as usize])
            .collect()
    };
    let found: Vec<(&str, Vec<&str>)> = (bullets.iter())
        .map(|bullet| (bullet.text.as_str(), parts(bullet)))
        .collect();
    let expected: Vec<(&str, Vec<&str>)> = (expected.iter())
        .map(|(text, parts)| (*text, parts.to_vec()))
        .collect();
    assert_eq!(found, expected, "{source:?}");
}

#[test]
fn a_code_span_over_a_line_end_belongs_to_its_own_sentences() {
    check_parts(
        "Type `let a = 1.\nLet b` and wait for the mill to start.",
        &[
            ("Type let a = 1.", &["Type ", "let a = 1."]),
            (
                "Let b and wait for the mill to start.",
                &["Let b", " and wait for the mill to start."],
            ),
        ],
    );
    check_parts(
        "Type `let a = 1;\nlet b` and wait for the mill to start.",
        &[(
            "Type let a = 1; let b and wait for the mill to start.",
            &[
                "Type ",
                "let a = 1;\nlet b",
                " and wait for the mill to start.",
            ],
        )],
    );
    check_parts(
        "Type `` a ` b ``, then `` ` `` and wait for the mill to start.",
        &[(
            "Type a ` b, then ` and wait for the mill to start.",
            &[
                "Type ",
                "a ` b",
                ", then ",
                "`",
                " and wait for the mill to start.",
            ],
        )],
    );
}

#[test]
fn prefixes_of_lines_in_a_code_span_are_left_out() {
    check_parts(
        "> Type `let a = 1.\n> Let b` and wait for the mill to start.",
        &[
            ("Type let a = 1.", &["Type ", "let a = 1."]),
            (
                "Let b and wait for the mill to start.",
                &["Let b", " and wait for the mill to start."],
            ),
        ],
    );
    check_parts(
        "> Type `let a = 1;\n> let b` and wait for the mill to start.",
        &[(
            "Type let a = 1; let b and wait for the mill to start.",
            &[
                "Type ",
                "let a = 1;\n",
                "let b",
                " and wait for the mill to start.",
            ],
        )],
    );
    check_parts(
        "- Type `let a = 1;\r\n  let b` and wait for the mill to start.",
        &[(
            "Type let a = 1; let b and wait for the mill to start.",
            &[
                "Type ",
                "let a = 1;\r\n",
                "let b",
                " and wait for the mill to start.",
            ],
        )],
    );
}

#[test]
fn line_breaks_and_entities_belong_to_their_own_sentences() {
    check_parts(
        "The mill [closed.\nNobody](https://example.com) bought\\\nit &amp; *its\nwheel* in May.",
        &[
            ("The mill closed.", &["The mill ", "closed."]),
            (
                "Nobody bought it & its wheel in May.",
                &["Nobody", " bought", "it &amp; ", "its\nwheel", " in May."],
            ),
        ],
    );
}

/// `text` without the line breaks, which would start another block.
fn one_block(text: &str) -> String {
    text.replace('\n', " ").trim_start().to_owned()
}

/// Paragraphs of terminated prose give the same body sentences in all formats.
#[test]
fn formats_of_the_same_prose_give_the_same_sentences() {
    let paragraphs = [
        "The mill by the river closed in the winter of 1986. Nobody in the valley knows why, and the miller won't say.",
        "\u{201c}It was the grain,\u{201d} his niece said on Monday. \u{201c}It cost $4.20 a sack!\u{201d} Is that true?",
        "Why not ask him? He lives at no. 7, next to the church.",
        "Since then the wheel has turned twice: once in a flood, and once when boys from the next village set it free.",
        "It's for sale.",
        "In 2019 the council offered 3 million for it; the offer was refused, unless the school moved in as well.",
    ];
    let read = |source: &str, format| -> Vec<String> {
        let options = Options::default().with_input_format(format);
        let is_body = |sentence: &gleaner_engine::Sentence| sentence.role.is_body();
        let sentences = gleaner_engine::sentences(source, &options);
        sentences
            .into_iter()
            .filter(is_body)
            .map(|sentence| squeezed(&sentence.text))
            .collect()
    };
    let plain = read(&paragraphs.join("\n\n"), InputFormat::Plain);
    assert_eq!(plain.len(), 10);
    assert_eq!(plain, read(&paragraphs.join("\n\n"), InputFormat::Auto));
    assert_eq!(plain, read(&paragraphs.join("\n\n"), InputFormat::Markdown));
    assert_eq!(plain, read(&paragraphs.join("\n"), InputFormat::Plain));
    let html = |open: &str, close: &str| -> String {
        paragraphs
            .iter()
            .map(|paragraph| format!("{open}{paragraph}{close}"))
            .collect()
    };
    assert_eq!(plain, read(&html("<p>", "</p>\n"), InputFormat::Html));
    assert_eq!(plain, read(&html("<p>", ""), InputFormat::Auto));
    assert_eq!(
        plain,
        read(&html("<div><div>", "</div></div>"), InputFormat::Html)
    );
    assert_eq!(plain, read(&html("", "<br><br>"), InputFormat::Html));
    let page = format!(
        "<html><body><nav><a href=/>Home</a></nav><article>{}</article></body></html>",
        html("<p>", "</p>")
    );
    assert_eq!(plain, read(&page, InputFormat::Auto));
    let wrapped = |paragraph: &&str| {
        let mut lines = String::new();
        let mut length = 0;
        for word in paragraph.split(' ') {
            if length > 0 && length + word.len() > 60 {
                lines.push('\n');
                length = 0;
            } else if length > 0 {
                lines.push(' ');
            }
            lines.push_str(word);
            length += word.len() + 1;
        }
        lines
    };
    let wrapped: Vec<String> = paragraphs.iter().map(wrapped).collect();
    assert_eq!(plain, read(&wrapped.join("\n\n"), InputFormat::Auto));
}
