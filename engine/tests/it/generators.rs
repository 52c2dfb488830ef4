//! Generators of documents.
//!
//! - [`messy_text`]: sentences of every kind with stray marks, markup and other scripts between them.
//! - [`marked_up`]: the same sentences written as plain text, as Markdown and as HTML, with everything
//!   in them that cleaning decodes and that trimming leaves out.
//! - [`prose`]: documents whose sentences and roles are known beforehand.

use gleaner_engine::InputFormat;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A configuration of `cases` cases, few because every push runs them, or of as many as the variable
/// `PROPTEST_CASES` says. Seeds differ from run to run.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => default.cases,
            None => cases,
        },
        failure_persistence: None,
        ..default
    }
}

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
    "-3",
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

const SENTENCE_ENDS: &[&str] = &[
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

/// What may stand between the sentences of messy text.
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

fn messy_sentence() -> impl Strategy<Value = String> {
    (vec(select(WORDS), 1..14), select(SENTENCE_ENDS)).prop_map(|(words, end)| {
        let mut sentence = words.join(" ");
        if let Some(first) = sentence.chars().next() {
            let capital: String = first.to_uppercase().collect();
            sentence.replace_range(..first.len_utf8(), &capital);
        }
        sentence + end
    })
}

/// Up to 24 sentences, with oddities between them.
pub(crate) fn messy_text() -> impl Strategy<Value = String> {
    let oddity = select(ODDITIES).prop_map(str::to_owned);
    vec(prop_oneof![4 => messy_sentence(), 1 => oddity], 0..24).prop_map(|parts| parts.concat())
}

/// One document in each of the formats.
#[derive(Clone, Debug, Default)]
pub(crate) struct MarkedUp {
    pub(crate) plain: String,
    pub(crate) markdown: String,
    pub(crate) html: String,
}

impl MarkedUp {
    /// The document as `format` writes it.
    pub(crate) fn source(&self, format: InputFormat) -> &str {
        match format {
            InputFormat::Markdown => &self.markdown,
            InputFormat::Html => &self.html,
            _ => &self.plain,
        }
    }
}

/// What one piece of a sentence is in plain text, in Markdown and in HTML.
type Piece = [&'static str; 3];

/// A piece that every format writes alike.
const fn same(text: &'static str) -> Piece {
    [text; 3]
}

/// Words, numbers, and all that is decoded, left out or joined in the middle of a sentence. Every
/// entity is listed in [`ENTITIES`]; no backslash escapes another one.
const PIECES: &[Piece] = &[
    same("river"),
    same("council"),
    same("the"),
    same("Łódź"),
    same("don't"),
    same("state-of-the-art"),
    same("“so”"),
    same("(est. 1901)"),
    same("e\u{301}tude"),
    same("a\u{200b}b"),
    same("👩‍🚒"),
    // Signs and separators of numbers.
    same("1,200"),
    same("3 - 2"),
    same("−5"),
    same("-5"),
    same("$4.50"),
    // Citation marks, empty brackets.
    same("[12]"),
    same("[3], [4]"),
    same("[citation needed]"),
    same("closed[edit]"),
    same("( ; )"),
    // Words broken at the end of a line.
    same("bridge-\nwork"),
    same("well-\nknown"),
    same("soft\u{ad}\nhyphen"),
    same("re\u{2010}\nopen"),
    same("state-of-the-\nart"),
    same("水車\n小屋"),
    // White space.
    same("x\ty"),
    same("x  y"),
    same("x\u{a0}y"),
    same("x\u{3000}y"),
    same("x\u{2028}y"),
    same("x\ny"),
    same("x \r\n  y"),
    same("x\ry"),
    // Entities.
    ["R&D", "R&amp;D", "R&amp;D"],
    ["café", "caf&eacute;", "caf&eacute;"],
    ["😀", "&#x1F600;", "&#128512;"],
    ["a\u{a0}b", "a&nbsp;b", "a&nbsp;b"],
    ["\u{226b}\u{20d2}", "&nGt;", "&nGt;"],
    ["it’s", "it&rsquo;s", "it&#146;s"],
    ["©", "&copy;", "&copy"],
    ["&amp;", "`&amp;`", "&amp;amp;"],
    ["R&D", "R&D", "R&ampD"],
    ["¬it;", "&not;it;", "&notit;"],
    same("R & D"),
    same("&bogus;"),
    // Escapes.
    ["5 < 6", "5 \\< 6", "5 &lt; 6"],
    ["5*6", "5\\*6", "5*6"],
    ["\\[x]", "\\[x\\]", "[x]"],
    ["C:\\temp", "C:\\temp", "C:\\temp"],
    // Emphasis, links, pictures, code.
    ["**old**", "**old**", "<b>old</b>"],
    ["*wry*", "*wry*", "<i>wry</i>"],
    ["w*or*d", "w*or*d", "w<i>or</i>d"],
    ["old", "~~old~~", "<s>old</s>"],
    [
        "[the mill](http://example.com/a)",
        "[the mill](http://example.com/a \"t\")",
        "<a href='?a=1&amp;b'>the mill</a>",
    ],
    [
        "![a view](mill.png)",
        "![a view](mill.png)",
        "<img alt='a view'>",
    ],
    ["`x = 1`", "`x = 1`", "<code>x = 1</code>"],
    ["`x  \\* y`", "`x  \\* y`", "<code>x  \\* y</code>"],
    // What is not shown.
    ["x", "x<!-- no -->y", "x<!-- no -->y"],
    ["x", "x<i>y</i>z", "x<script>no</script>y"],
    ["¹", "x[^1]", "x<sup><a href='#'>1</a></sup>"],
    // Line breaks that are meant.
    ["x\ny", "x  \ny", "x<br>y"],
    ["x\ny", "x\\\ny", "x<br/>y"],
];

/// The entities of [`PIECES`] and [`ODDITIES`], and what they stand for.
pub(crate) const ENTITIES: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&eacute;", "é"),
    ("&nbsp;", "\u{a0}"),
    ("&rsquo;", "’"),
    ("&copy;", "©"),
    ("&not;", "¬"),
    ("&nGt;", "\u{226b}\u{20d2}"),
    ("&#x1F600;", "😀"),
    ("&#128512;", "😀"),
];

/// Those that HTML alone reads so.
pub(crate) const HTML_ENTITIES: &[(&str, &str)] = &[
    ("&amp", "&"),
    ("&copy", "©"),
    ("&not", "¬"),
    ("&#146;", "’"),
];
/// Those that Markdown alone reads so.
pub(crate) const MARKDOWN_ENTITIES: &[(&str, &str)] = &[("&#146;", "\u{92}")];

/// What sentences start with that a bullet may leave out.
const OPENINGS: &[&str] = &[
    "The ",
    "The ",
    "The ",
    "the ",
    "",
    "And ",
    "And, in addition, the ",
    "Meanwhile, ",
    "LONDON (Reuters) — The ",
    "(CNN) The ",
    "• ",
    "2) ",
    "[00:12:03] ",
    "A: ",
    "\"",
    "Und die ",
    "Darüber hinaus, ",
    "Кроме того, ",
];

const MARKED_UP_ENDS: &[&str] = &[
    ".",
    ".",
    ".",
    ".",
    "!",
    "?",
    "…",
    ".\"",
    ".)",
    ".[12]",
    ". (example.com)",
    "。",
];

fn marked_up_sentence() -> impl Strategy<Value = [String; 3]> {
    let pieces = vec(select(PIECES), 1..10);
    (select(OPENINGS), pieces, select(MARKED_UP_ENDS)).prop_map(|(opening, pieces, end)| {
        std::array::from_fn(|format| {
            let pieces: Vec<&str> = pieces.iter().map(|piece| piece[format]).collect();
            [opening, &pieces.join(" "), end].concat()
        })
    })
}

/// How a paragraph stands in the text.
#[derive(Clone, Copy, Debug)]
enum Setting {
    Paragraph,
    Item,
    /// Quoted: in plain text, as an answer to a mail quotes.
    Quoted,
    /// After a greeting of its own.
    Greeted,
    /// Broken into lines of about so many bytes.
    Wrapped(usize),
}

fn setting() -> impl Strategy<Value = Setting> {
    prop_oneof![
        4 => Just(Setting::Paragraph),
        2 => Just(Setting::Item),
        1 => Just(Setting::Quoted),
        1 => Just(Setting::Greeted),
        2 => (25usize..80).prop_map(Setting::Wrapped),
    ]
}

/// One to four paragraphs of one to four sentences.
pub(crate) fn marked_up() -> impl Strategy<Value = MarkedUp> {
    let paragraph = (setting(), vec(marked_up_sentence(), 1..5));
    vec(paragraph, 1..5).prop_map(|paragraphs| {
        let mut document = MarkedUp::default();
        for (setting, sentences) in &paragraphs {
            let [plain, markdown, html] = std::array::from_fn(|format| {
                let sentences: Vec<&str> = sentences.iter().map(|all| &*all[format]).collect();
                sentences.join(" ")
            });
            document.plain += &laid_out(&plain, *setting);
            document.markdown += &laid_out(&markdown, *setting);
            document.html += &match setting {
                Setting::Paragraph => format!("<p>{html}</p>\n"),
                Setting::Item => format!("<ul><li>{html}</ul>\n"),
                Setting::Quoted => format!("<blockquote>{html}</blockquote>"),
                Setting::Greeted => format!("<p>Dear all,</p><p>{html}</p>"),
                Setting::Wrapped(width) => format!("<div>{}</div>", wrapped(&html, *width)),
            };
        }
        document
    })
}

/// A paragraph of plain text or Markdown, laid out as `setting` says.
fn laid_out(text: &str, setting: Setting) -> String {
    match setting {
        Setting::Paragraph => format!("{text}\n\n"),
        Setting::Item => format!("- {text}\n\n"),
        Setting::Quoted => format!("> {}\n\n", text.replace('\n', "\n> ")),
        Setting::Greeted => format!("Dear all,\n\n{text}\n\n"),
        Setting::Wrapped(width) => format!("{}\n\n", wrapped(text, width)),
    }
}

/// `text` with a line break in place of the first space after every `width` bytes or so.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut line_bytes = 0;
    for word in text.split_inclusive(' ') {
        line_bytes += word.len();
        if line_bytes >= width && word.ends_with(' ') {
            lines += word.trim_end_matches(' ');
            lines.push('\n');
            line_bytes = 0;
        } else {
            lines += word;
        }
    }
    lines
}

/// A document whose sentences are known: no two are alike, and nothing is trimmed from any.
#[derive(Clone, Debug)]
pub(crate) struct Prose {
    pub(crate) blocks: Vec<ProseBlock>,
}

/// A block of [`Prose`].
#[derive(Clone, Debug)]
pub(crate) enum ProseBlock {
    Heading(String),
    Paragraph(Vec<String>),
    List(Vec<String>),
}

impl Prose {
    /// The sentences that may become bullets.
    pub(crate) fn candidates(&self) -> Vec<&str> {
        let mut candidates = Vec::new();
        for block in &self.blocks {
            if let ProseBlock::Paragraph(sentences) | ProseBlock::List(sentences) = block {
                candidates.extend(sentences.iter().map(String::as_str));
            }
        }
        candidates
    }

    /// The document in each format.
    pub(crate) fn marked_up(&self) -> MarkedUp {
        let mut document = MarkedUp::default();
        for block in &self.blocks {
            match block {
                ProseBlock::Heading(heading) => {
                    document.plain += &format!("{heading}\n\n");
                    document.markdown += &format!("## {heading}\n\n");
                    document.html += &format!("<h2>{heading}</h2>\n");
                }
                ProseBlock::Paragraph(sentences) => {
                    let text = sentences.join(" ");
                    document.plain += &format!("{text}\n\n");
                    document.markdown += &format!("{text}\n\n");
                    document.html += &format!("<p>{}</p>\n", text.replace('&', "&amp;"));
                }
                ProseBlock::List(items) => {
                    let lines: String = items.iter().map(|item| format!("- {item}\n")).collect();
                    document.plain += &format!("{lines}\n");
                    document.markdown += &format!("{lines}\n");
                    let items: String = items
                        .iter()
                        .map(|item| format!("<li>{item}</li>"))
                        .collect();
                    document.html += &format!("<ul>{}</ul>\n", items.replace('&', "&amp;"));
                }
            }
        }
        document
    }
}

/// "Line 5071 of the old river rose." The numbers are made distinct by [`numbered`]. The last word is
/// one that nobody could take for an abbreviation.
fn known_sentence() -> impl Strategy<Value = (u32, String)> {
    const WORDS: &[&str] = &[
        "river", "council", "the", "old", "bridge,", "budget", "rose", "minister", "report",
        "Łódź", "flood", "seven", "trains", "R&D", "don't", "1,200", "-5", "“so”",
    ];
    const LAST_WORDS: &[&str] = &["river.", "again.", "trains.", "report!", "flood?"];
    (0u32..1_000, vec(select(WORDS), 3..12), select(LAST_WORDS))
        .prop_map(|(number, words, last)| (number, words.join(" ") + " " + last))
}

/// Gives every sentence a number that no other has.
fn numbered(sentences: Vec<(u32, String)>, count: &mut u32) -> Vec<String> {
    let numbered = |(number, words): (u32, String)| {
        *count += 1;
        format!("Line {} of the {words}", *count * 1_000 + number)
    };
    sentences.into_iter().map(numbered).collect()
}

/// Headings, paragraphs and lists of sentences that are known; a heading stands only before a
/// paragraph, as plain text shows it.
pub(crate) fn prose() -> impl Strategy<Value = Prose> {
    let block = (
        prop_oneof![2 => Just(0), 1 => Just(1), 1 => Just(2)],
        vec(known_sentence(), 1..6),
    );
    vec(block, 0..6).prop_map(|parts| {
        let mut count = 0;
        let mut blocks = Vec::new();
        for (kind, sentences) in parts {
            let sentences = numbered(sentences, &mut count);
            match kind {
                0 => blocks.push(ProseBlock::Paragraph(sentences)),
                1 => blocks.push(ProseBlock::List(sentences)),
                _ => {
                    blocks.push(ProseBlock::Heading(format!("Part {count} of the report")));
                    blocks.push(ProseBlock::Paragraph(sentences));
                }
            }
        }
        Prose { blocks }
    })
}

/// Paragraphs of terminated prose, nothing else.
pub(crate) fn paragraphs() -> impl Strategy<Value = Prose> {
    vec(vec(known_sentence(), 1..6), 0..6).prop_map(|paragraphs| {
        let mut count = 0;
        let paragraph = |sentences| ProseBlock::Paragraph(numbered(sentences, &mut count));
        Prose {
            blocks: paragraphs.into_iter().map(paragraph).collect(),
        }
    })
}
