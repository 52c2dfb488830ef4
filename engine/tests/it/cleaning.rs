//! Cleaning: messy text → blocks with roles, and the map back to the source.
//!
//! `tests/pages` holds messy samples, written for these tests. The blocks of each are in the file of
//! the same name with `.blocks` added, one block on a line. `UPDATE_GOLDEN=1` rewrites those files.

use gleaner_engine::fit::{Buffers, Text, clean};
use gleaner_engine::{InputFormat, Role};
use std::path::{Path, PathBuf};

/// Cleans `source` and calls `read` with the text.
pub(crate) fn cleaned<T>(source: &str, format: InputFormat, read: impl FnOnce(Text) -> T) -> T {
    read(clean(source, format, &mut Buffers::default()))
}

/// The blocks, each as its role and its text on one line.
pub(crate) fn lines(text: Text) -> Vec<String> {
    let line = |block: &gleaner_engine::fit::Block| {
        let words: Vec<&str> = block.span.of(text.content).split_whitespace().collect();
        format!("{}: {}", block.role.name(), words.join(" "))
    };
    text.blocks.iter().map(line).collect()
}

#[track_caller]
pub(crate) fn check_as(format: InputFormat, source: &str, expected: &[&str]) {
    cleaned(source, format, |text| {
        check_map(source, text);
        assert_eq!(lines(text), expected, "{source:?}");
    });
}

#[track_caller]
pub(crate) fn check(source: &str, expected: &[&str]) {
    check_as(InputFormat::Auto, source, expected);
}

/// Checks what is true of every clean text: blocks ascend and are not blank, and the source spans of a
/// block decode to its text.
#[track_caller]
fn check_map(source: &str, text: Text) {
    let mut end = 0;
    for block in text.blocks {
        assert!(block.span.start >= end, "blocks overlap in {source:?}");
        end = block.span.end;
        let words = block.span.of(text.content);
        assert!(!words.is_empty() && words == words.trim(), "{words:?}");
        let mut spans = Vec::new();
        text.map.to_source(block.span, &mut spans);
        let is_ascending = spans.windows(2).all(|pair| pair[0].end < pair[1].start);
        assert!(!spans.is_empty() && is_ascending, "{spans:?} of {words:?}");
        let decoded: String = spans.iter().map(|span| decode(span.of(source))).collect();
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(
            squeezed(&decoded),
            squeezed(words),
            "{spans:?} of {source:?}"
        );
    }
}

/// Decodes the entities that these tests use.
fn decode(source: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&eacute;", "\u{e9}"),
        ("&copy;", "\u{a9}"),
        ("&pound;", "\u{a3}"),
        ("&ndash;", "\u{2013}"),
        ("&mdash;", "\u{2014}"),
        ("&lsquo;", "\u{2018}"),
        ("&rsquo;", "\u{2019}"),
        ("&ldquo;", "\u{201c}"),
        ("&rdquo;", "\u{201d}"),
        ("&#39;", "'"),
        ("&#8217;", "\u{2019}"),
        ("&#x1F600;", "\u{1f600}"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(source.to_owned(), |text, (entity, decoded)| {
        text.replace(entity, decoded)
    })
}

/// Compares `found` with the file `path`; `UPDATE_GOLDEN=1` rewrites it.
#[track_caller]
fn check_golden(path: &Path, found: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, found).expect("goldens can be written");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    let name = path.display();
    assert_eq!(found, expected, "{name} differs; UPDATE_GOLDEN=1 renews it");
}

/// The pages in `tests/pages`, sorted by name, without the `.blocks` files.
fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let is_page = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| extension != "blocks")
    };
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("tests/pages is in the tree")
        .map(|entry| entry.expect("readable").path())
        .filter(is_page)
        .collect();
    pages.sort();
    pages
}

/// The format of a page, by the extension of its name.
fn format_of(page: &Path) -> InputFormat {
    match page.extension().and_then(|extension| extension.to_str()) {
        Some("md") => InputFormat::Markdown,
        Some("html") => InputFormat::Html,
        _ => InputFormat::Auto,
    }
}

#[test]
fn pages_become_their_golden_blocks() {
    for page in pages() {
        let source = std::fs::read_to_string(&page).expect("UTF-8");
        let format = format_of(&page);
        let found = cleaned(&source, format, |text| {
            check_map(&source, text);
            let title = format!("title: {}\n", text.title.unwrap_or("-"));
            title + &lines(text).join("\n") + "\n"
        });
        let golden = page.with_added_extension("blocks");
        check_golden(&golden, &found);
    }
}

#[test]
fn plain_prose_is_not_copied() {
    let source = "The mill closed in May. Nobody bought it.\n\nIt stands empty today.";
    cleaned(source, InputFormat::Plain, |text| {
        assert_eq!(text.content.as_ptr(), source.as_ptr());
        assert_eq!(text.blocks.len(), 2);
    });
}

#[test]
fn footnotes_and_link_addresses_are_boilerplate() {
    check(
        "The mill closed in May.[^1] Nobody bought it.\n\n[^1]: It was the last one in the valley.\n[1]: https://example.com/mill",
        &[
            "body: The mill closed in May.[^1] Nobody bought it.",
            "boilerplate: [^1]: It was the last one in the valley.",
            "boilerplate: [1]: https://example.com/mill",
        ],
    );
    check(
        "[The minister]: We shall see. It is early yet.",
        &["body: [The minister]: We shall see. It is early yet."],
    );
}

#[test]
fn bylines_and_tags_may_stand_between_a_title_and_its_text() {
    check(
        "To Grind Finer, the Millers Had to Learn From Their Daughters All Over Again\n\nBy Jane Doe\n\n#mill #flour\n\nThe mill closed in May, and nobody bought it.",
        &[
            "heading: To Grind Finer, the Millers Had to Learn From Their Daughters All Over Again",
            "byline: By Jane Doe",
            "byline: #mill #flour",
            "body: The mill closed in May, and nobody bought it.",
        ],
    );
}

#[test]
fn blank_lines_separate_paragraphs() {
    check(
        "\u{feff}The mill closed.\r\n\r\nIt stands empty today.\r\n",
        &["body: The mill closed.", "body: It stands empty today."],
    );
}

#[test]
fn wrapped_lines_are_joined() {
    check(
        "The old mill by the river has stood empty since the\nwinter of 1986, when the last miller left it to his niece,\nwho lives abroad and has never seen the place.\n\nThe council wants to buy it and to turn it into a school\nfor the children of the valley.",
        &[
            "body: The old mill by the river has stood empty since the winter of 1986, when the last miller left it to his niece, who lives abroad and has never seen the place.",
            "body: The council wants to buy it and to turn it into a school for the children of the valley.",
        ],
    );
}

#[test]
fn line_end_hyphens_are_removed_and_others_stay() {
    check(
        "The mill was known for the quality of its flour and for infor-\nmation about the weather, which the miller, a well-\nknown man, gave to all who came up from the val-\nley on Sundays.",
        &[
            "body: The mill was known for the quality of its flour and for information about the weather, which the miller, a well-known man, gave to all who came up from the valley on Sundays.",
        ],
    );
}

#[test]
fn lines_that_are_paragraphs_stay_separate() {
    check(
        "Revenue rose 4% to $2 million.\nWe opened two mills in the quarter.\nMargins fell as grain cost more.",
        &[
            "body: Revenue rose 4% to $2 million.",
            "body: We opened two mills in the quarter.",
            "body: Margins fell as grain cost more.",
        ],
    );
}

#[test]
fn transcripts_keep_one_utterance_a_line() {
    check(
        "Chair: Shall we start\nMiller B: Yes, please.\nMiller C: Um\nChair: The mill is closed, as you all know by now, and the council asks us what is to become of it.",
        &[
            "body: Chair: Shall we start",
            "body: Miller B: Yes, please.",
            "body: Miller C: Um",
            "body: Chair: The mill is closed, as you all know by now, and the council asks us what is to become of it.",
        ],
    );
}

#[test]
fn short_lines_before_prose_are_headings() {
    check(
        "1 Introduction\n\nThe mill has been closed for thirty years, and nobody knows why.\n\nA CLOSED MILL\nIts wheel still turns when the river is high in spring.\n\n2.1 Methods\n\nWe asked everyone in the valley about it.",
        &[
            "heading: 1 Introduction",
            "body: The mill has been closed for thirty years, and nobody knows why.",
            "heading: A CLOSED MILL",
            "body: Its wheel still turns when the river is high in spring.",
            "heading: 2.1 Methods",
            "body: We asked everyone in the valley about it.",
        ],
    );
}

#[test]
fn headings_in_running_text_are_found() {
    check(
        "The mill closed. ### What changed? The council bought it. ### Background The mill was built in 1840. ### How the council paid Taxpayers paid half.",
        &[
            "body: The mill closed.",
            "heading: What changed?",
            "body: The council bought it.",
            "heading: Background",
            "body: The mill was built in 1840.",
            "heading: How the council paid",
            "body: Taxpayers paid half.",
        ],
    );
    check(
        "# The mill Nobody came. ### How do I get there? Take the bus. ###Why The road is closed.",
        &[
            "heading: The mill",
            "body: Nobody came.",
            "heading: How do I get there?",
            "body: Take the bus.",
            "heading: Why",
            "body: The road is closed.",
        ],
    );
    check(
        "The mill closed. **The council's plan** It wants a school there. **No one** was asked.",
        &[
            "body: The mill closed.",
            "heading: The council's plan",
            "body: It wants a school there. No one was asked.",
        ],
    );
}

#[test]
fn emphasis_and_links_become_their_text() {
    check(
        "The **old** mill, says [the council](https://example.com/a), is *not* for sale: f**k that, at 5 * 3 * 2 pounds a****.",
        &[
            "body: The old mill, says the council, is not for sale: f**k that, at 5 * 3 * 2 pounds a****.",
        ],
    );
}

#[test]
fn lists_are_items() {
    check(
        "You need:\n- a stone of flour\n- two eggs\n• salt\n⁃ water\n· a spoon\n1. Mix it all.\n2) Bake it for an hour\n   in a hot oven.",
        &[
            "body: You need:",
            "list_item: a stone of flour",
            "list_item: two eggs",
            "list_item: salt",
            "list_item: water",
            "list_item: a spoon",
            "list_item: 1. Mix it all.",
            "list_item: 2) Bake it for an hour in a hot oven.",
        ],
    );
}

#[test]
fn company_profiles_and_disclaimers_are_boilerplate() {
    check(
        "Brindle Foods opened a mill in Hill on Monday. It will grind forty tonnes of oats a day, twice what the old one did. The old one, which stood for two hundred years, closes in May.\n\n\
         About Brindle Foods\nBrindle Foods makes oats. It was founded in 1901.\n\n\
         Forward-Looking Statements\nActual results could differ from what is expected here.",
        &[
            "body: Brindle Foods opened a mill in Hill on Monday. It will grind forty tonnes of oats a day, twice what the old one did. The old one, which stood for two hundred years, closes in May.",
            "heading: About Brindle Foods",
            "boilerplate: Brindle Foods makes oats. It was founded in 1901.",
            "boilerplate: Forward-Looking Statements",
            "boilerplate: Actual results could differ from what is expected here.",
        ],
    );
}

#[test]
fn ages_are_bylines_and_superscript_notes_are_boilerplate() {
    check(
        "Hospital waiting times fall for the first time in years\n3 hours ago\n\
         The number of patients who wait has fallen, figures show.\n\n\
         ¹ Measured at the end of March.",
        &[
            "heading: Hospital waiting times fall for the first time in years",
            "byline: 3 hours ago",
            "body: The number of patients who wait has fallen, figures show.",
            "boilerplate: ¹ Measured at the end of March.",
        ],
    );
}

#[test]
fn bars_after_prose_make_no_table() {
    let prose = "The mill on the hill closed in May after two hundred years. Nobody in the valley wanted to buy it.";
    check(
        &format!("{prose} Home | News | Unsubscribe"),
        &[&format!("body: {prose} Home | News | Unsubscribe")],
    );
}

#[test]
fn tables_code_and_rules_are_no_prose() {
    check(
        "The figures of the mill are these, as the miller noted them.\n\n| year | sacks |\n|---|---|\n| 1985 | 300 |\n\n```\nlet sacks = 300;\n```\n-----\nYear    Sacks    Price\n1986    280      12",
        &[
            "body: The figures of the mill are these, as the miller noted them.",
            "table: | year | sacks |",
            "table: |---|---|",
            "table: | 1985 | 300 |",
            "code: let sacks = 300;",
            "table: Year Sacks Price",
            "table: 1986 280 12",
        ],
    );
}

#[test]
fn unspaced_scripts_are_joined_without_a_space() {
    check(
        "水車小屋は川のそばに建っていて、もう三十年も前から\n閉まったままになっているが、その理由を知る人は\n谷にはひとりもいない。",
        &[
            "body: 水車小屋は川のそばに建っていて、もう三十年も前から閉まったままになっているが、その理由を知る人は谷にはひとりもいない。",
        ],
    );
}

#[test]
fn markdown_is_reduced_to_its_text() {
    check_as(
        InputFormat::Markdown,
        "---\nauthor: x\n---\n# The *old* mill\n\nIt &amp; its \\*wheel\\*, says\n[the council](https://example.com \"x\"), are `not` for sale.[^1]\n![a mill](mill.png)\n\n> We will\n> buy it.\n\n1. Mix it.\n2. Bake it,\n   slowly.\n\n   And wait.\n- Salt\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n    let x = 1;\n\n**What is next**\n\nNobody ~~at all~~ knows.  \nReally.\n\n[^1]: Or so they say.",
        &[
            "heading: The old mill",
            "body: It & its *wheel*, says the council, are not for sale.",
            "quote: We will buy it.",
            "list_item: 1. Mix it.",
            "list_item: 2. Bake it, slowly.",
            "list_item: And wait.",
            "list_item: Salt",
            "table: a b",
            "table: 1 2",
            "code: let x = 1;",
            "heading: What is next",
            "body: Nobody at all knows. Really.",
        ],
    );
}

#[test]
fn code_spans_lose_backticks_prefixes_and_escapes() {
    check_as(
        InputFormat::Markdown,
        "> Type `` a ` b\n> c `` and wait.\n\nNobody came, and the `\nmill\n` closed.\n\n| a |\n|---|\n| `x\\|y` |",
        &[
            "quote: Type a ` b c and wait.",
            "body: Nobody came, and the mill closed.",
            "table: a",
            "table: x|y",
        ],
    );
}

#[test]
fn html_is_reduced_to_its_text() {
    let check_html =
        |source: &str, expected: &[&str]| check_as(InputFormat::Auto, source, expected);
    check_html(
        "<p>The <b>old</b> mill&#8217;s wheel &amp; door.<p>It is <i>not</i> for sale",
        &[
            "body: The old mill\u{2019}s wheel & door.",
            "body: It is not for sale",
        ],
    );
    check_html(
        "\u{feff}<!doctype html><title>The mill - News</title><h1>The mill</h1>It closed.<br><br>Nobody\r\nknows &lt;why&gt;.",
        &[
            "heading: The mill",
            "body: It closed.",
            "body: Nobody knows <why>.",
        ],
    );
    check_html(
        "<ul><li>Salt<li>Two <a href=x>eggs</a> and milk<ol><li>Mix.</ol></ul><pre>let x\n= 1;</pre><table><tr><th>Year<th>Sacks<tr><td>1985<td>300</table>",
        &[
            "list_item: Salt",
            "list_item: Two eggs and milk",
            "list_item: Mix.",
            "code: let x = 1;",
            "table: Year Sacks",
            "table: 1985 300",
        ],
    );
    check_html(
        "<div class='caf\u{e9} \u{1f600}' title=\"a>b\"><p>e\u{301}tait<sup><a href=#n>[1]</a></sup> x<sup>2</sup> &#x1F600;&nbsp;\u{1f600}.<script>if (a<b) {}</script></p></div>",
        &["body: e\u{301}tait x2 \u{1f600} \u{1f600}."],
    );
    check_html(
        "<nav><a href=/>Home</a></nav><p>The mill by the river closed in the winter of 1986, and nobody knows why.</p><figure><img src=x><figcaption>The mill in May</figcaption></figure><footer>Contact us</footer>",
        &[
            "boilerplate: Home",
            "body: The mill by the river closed in the winter of 1986, and nobody knows why.",
            "caption: The mill in May",
            "boilerplate: Contact us",
        ],
    );
}

/// Paragraphs for pages of the tests below.
const PARAGRAPHS: &str = "<p>The mill by the river closed in the winter of 1986, and nobody knows why.</p><p>Its wheel was sold to a museum in the next valley for three hundred pounds.</p>";

/// Checks that the body of `page` is [`PARAGRAPHS`].
fn check_paragraphs(page: &str) {
    cleaned(page, InputFormat::Html, |text| {
        check_map(page, text);
        let body: Vec<String> = lines(text)
            .into_iter()
            .filter(|line| line.starts_with("body: ") || line.starts_with("list_item: "))
            .collect();
        assert_eq!(
            body,
            [
                "body: The mill by the river closed in the winter of 1986, and nobody knows why.",
                "body: Its wheel was sold to a museum in the next valley for three hundred pounds.",
            ],
            "{page}"
        );
    });
}

#[test]
fn hints_lose_against_marks_and_against_most_of_the_prose() {
    for element in [
        "article class='newsletter-post post'",
        "article class='post category-social tag-search hentry'",
        "div class='post type-post tag-cookies'",
        "main class='has-sidebar popular'",
        "div role=MAIN class=widget",
        "div itemprop=articleBody id=share-buttons-2",
        "div id=contentWithSidebar",
        "div class='article-body paywall'",
        "div class='content-sidebar-wrap'",
        "section id=search-and-sharing",
        "section class='RELATED'",
        "form class=page",
        "div class=recommendation",
    ] {
        let name = element.split(' ').next().unwrap_or_default();
        check_paragraphs(&format!("<body><{element}>{PARAGRAPHS}</{name}>"));
        if ["article", "main"].contains(&name) || element.contains("role") {
            check_paragraphs(&format!(
                "<body><{element}>{PARAGRAPHS}</{name}><div class=archive><p>No posts</p></div>"
            ));
        }
    }
    // What a hint says counts when the article stands elsewhere.
    let other = "<p>This paper has been printed in the town every week for ninety years.</p>";
    for element in [
        "div class=sidebar",
        "div class=SideBar",
        "div id=newsletter",
        "section id=related-stories",
        "div class='post-content related-posts'",
        "nav",
        "aside",
        "footer",
        "form",
        "div class=cookie-notice",
    ] {
        let name = element.split(' ').next().unwrap_or_default();
        check_paragraphs(&format!(
            "<body><div>{PARAGRAPHS}</div><{element}>{other}</{name}>"
        ));
    }
    // A discussion may be longer than the article.
    let comments = other.repeat(8);
    check_paragraphs(&format!(
        "<article>{PARAGRAPHS}<div id=comments>{comments}</div></article>"
    ));
}

#[test]
fn ids_made_from_headings_say_nothing() {
    for (id, heading) in [
        ("search-and-sharing", "Search and sharing"),
        ("related_work", "2.1 Related work"),
        ("legal", "Legal\u{b6}"),
        ("cookies-and-newsletters", "Cookies and newsletters"),
        ("social-media", "<b>Social</b> media"),
    ] {
        let page = format!(
            "<main><section id=intro><h1>Intro</h1><p>The guide to the mill has five parts, and this is the first of them.</p><section id={id}><h2 id={id}>{heading}</h2><p>The wheel turns when the gate is opened by the miller, twice a day.</p></section></section></main>"
        );
        cleaned(&page, InputFormat::Html, |text| {
            let found = lines(text);
            assert_eq!(found.len(), 4, "{page}: {found:?}");
            assert!(
                !found.iter().any(|line| line.starts_with("boilerplate")),
                "{page}: {found:?}"
            );
        });
    }
}

#[test]
fn hidden_text_is_left_out_unless_it_is_all_there_is() {
    let secret = "Text that nobody is meant to read on a page such as this one.";
    for attributes in [
        "class=sr-only",
        "class='x screen-reader-text'",
        "class=visuallyhidden",
        "class=visually-hidden",
        "class=VisuallyHidden",
        "class=d-none",
        "class=hidden",
        "hidden",
        "hidden=until-found",
        "aria-hidden=TRUE",
        "style='visibility:hidden'",
        "style='color: red; VISIBILITY : hidden;'",
        "style='DISPLAY : none'",
        "style='display:\nnone !important'",
    ] {
        check_paragraphs(&format!("{PARAGRAPHS}<p {attributes}>{secret}</p>"));
        check_paragraphs(&format!(
            "{}<div {attributes}><p>{secret}</p></div>",
            PARAGRAPHS.replace(
                "river",
                &format!("river<span {attributes}> {secret}</span>")
            )
        ));
        check_paragraphs(&format!("<body><div {attributes}>{PARAGRAPHS}</div>"));
        check_paragraphs(&format!(
            "<body><nav {attributes}>{secret}</nav><main><div>Loading</div><div {attributes}>{PARAGRAPHS}</div></main>"
        ));
    }
    // What other names say of the layout hides nothing.
    for class in [
        "overflow-hidden",
        "d-none d-md-block",
        "hidden md:block",
        "is-hidden-sidebar",
    ] {
        check_paragraphs(&format!("<div class='{class}'>{PARAGRAPHS}</div>"));
    }
    // A hidden dialog is no article, even below a short text.
    cleaned(
        &format!("<p>Closed today.</p><div hidden class=modal><p>{secret}</p></div>"),
        InputFormat::Html,
        |text| assert_eq!(lines(text), ["body: Closed today."]),
    );
}

#[test]
fn note_marks_go_and_formulas_readings_and_changes_are_read() {
    let check = |source: &str, expected: &str| {
        cleaned(
            &format!("<article><p>{source}</p></article>"),
            InputFormat::Html,
            |text| assert_eq!(lines(text), [format!("body: {expected}")], "{source}"),
        );
    };
    check(
        "It fell.<sup>[<a href=#r>2</a>]</sup> It rose.",
        "It fell. It rose.",
    );
    check("It fell.<sup>[2]</sup> It rose.", "It fell. It rose.");
    check("It fell.<sup>3</sup> It rose.", "It fell. It rose.");
    check("It fell.<sup>1,2</sup>It rose.", "It fell. It rose.");
    check("It fell.<sup>[b]</sup> It rose.", "It fell. It rose.");
    check(
        "It fell,<sup>[4][5]</sup> then it rose.",
        "It fell, then it rose.",
    );
    check(
        "\u{201c}It fell.\u{201d}<sup>*</sup> It rose.",
        "\u{201c}It fell.\u{201d} It rose.",
    );
    check(
        "An area of 5 km<sup>2</sup> on the 4<sup>th</sup> of May.",
        "An area of 5 km2 on the 4th of May.",
    );
    check(
        "Take x<sup>2</sup> and 10<sup>-6</sup> of it.",
        "Take x2 and 10-6 of it.",
    );
    check(
        "Let <math><mi>x</mi><mo>=</mo><mn>5</mn></math> be it.",
        "Let x=5 be it.",
    );
    check(
        "Let <span class=katex><span class=katex-mathml><math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x_1</annotation></semantics></math></span><span class=katex-html aria-hidden=true>x</span></span> be it.",
        "Let x be it.",
    );
    check(
        "Let <span class='mwe-math-mathml-inline' style='display: none'><math><mi>y</mi></math></span><img alt=y> be it.",
        "Let y be it.",
    );
    check(
        "<ruby>\u{6f22}<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>\u{5b57}\u{3002}",
        "\u{6f22}\u{5b57}\u{3002}",
    );
    check(
        "It has <del>three</del><ins>four</ins> arches.",
        "It has four arches.",
    );
}

#[test]
fn layout_tables_and_open_headings_hold_prose() {
    check_paragraphs(&format!(
        "<table><tr><td width=150><a href=/>Home</a><td>{PARAGRAPHS}</table>"
    ));
    check_paragraphs(&format!(
        "<table role=presentation><tr><td>{PARAGRAPHS}</table>"
    ));
    check_paragraphs(&format!(
        "<table><tr><td><table><tr><td>{PARAGRAPHS}</table></table>"
    ));
    let cells = PARAGRAPHS
        .replace("<p>", "<tr><td>")
        .replace("</p>", "</td></tr>");
    check_paragraphs(&format!("<table>{cells}</table>"));
    for heading in ["<h2>Title</>", "<h1>Title", "<h3><b>Title</b><br>"] {
        check_paragraphs(&format!("<article>{heading}{PARAGRAPHS}</article>"));
    }
    cleaned(
        "<table><tr><th>Year<th>Sacks<tr><td>1985<td>300</table><table><tr><td>1986<td>Too few for the miller to live on.</table><h2><p>The mill by the river closed in the winter of 1986, and nobody knows why.</p></h2>",
        InputFormat::Html,
        |text| {
            let found = lines(text);
            assert!(
                !found.iter().any(|line| line.starts_with("body")),
                "{found:?}"
            );
        },
    );
}

#[test]
fn broken_html_is_read_to_its_end() {
    for source in [
        "<p",
        "<p>a</div></b>b",
        "<b>x</p></i>y",
        "<a href='x",
        "&",
        "&amp",
        "<p>&#xD800;&#0;&bogus;&",
        "<!--",
        "<![CDATA[x]]>",
        "<title>x",
        "<head><p>Shown.",
        "<p>a\0b\rc\r\nd&semi;&nGt;&acE;x",
    ] {
        cleaned(source, InputFormat::Html, |text| {
            let mut spans = Vec::new();
            for block in text.blocks {
                text.map.to_source(block.span, &mut spans);
            }
            assert!(spans.iter().all(|span| source.get(span.range()).is_some()));
        });
    }
    check_as(
        InputFormat::Html,
        "<head><meta x><p>Shown.",
        &["body: Shown."],
    );
    for unit in [
        "<div>", "<p>a", "</div>", "<b>", "&amp;", "&", "<a>x", "<td>", "<li><ul>", "<!-- ",
        "<p>a</b>",
    ] {
        let source = unit.repeat(15_000 / unit.len());
        cleaned(&source, InputFormat::Html, |text| check_map(&source, text));
    }
}

#[test]
fn odd_input_is_read_to_its_end() {
    let block_count = |source: &str| cleaned(source, InputFormat::Auto, |text| text.blocks.len());
    assert_eq!(block_count(""), 0);
    assert_eq!(block_count(&"\n".repeat(1_000_000)), 0);
    assert_eq!(block_count(&"a".repeat(1_000_000)), 1);
    assert_eq!(block_count(&"a\0\u{200f}\u{200b}".repeat(100_000)), 1);
    for unit in [
        "##", "](", "[", "**a", "### A ", "*a*", "> ", "- ", "```\n", "1. A\n", "|\t", "Aa\n",
        "[a](b)",
    ] {
        let source = unit.repeat(15_000 / unit.len());
        cleaned(&source, InputFormat::Auto, |text| check_map(&source, text));
    }
}

#[test]
fn only_body_and_list_items_can_become_bullets() {
    assert!(Role::Body.is_body() && Role::ListItem.is_body());
    assert!(
        ![
            Role::Heading,
            Role::Caption,
            Role::Byline,
            Role::Boilerplate,
            Role::Table,
            Role::Code,
            Role::Quote
        ]
        .iter()
        .any(|role| role.is_body())
    );
}

/// Stars beside punctuation of scripts without spaces mean emphasis to readers, though not to CommonMark.
#[test]
fn emphasis_ends_before_chinese_letters() {
    let check = |source: &str, expected: &str| {
        check_as(
            InputFormat::Markdown,
            source,
            &[&format!("body: {expected}")],
        );
    };
    check(
        "**桥今天关闭。**工程师发现裂缝。",
        "桥今天关闭。工程师发现裂缝。",
    );
    check("**注意：**项目耗资四百万。", "注意：项目耗资四百万。");
    check("他说**“很好”**然后走了。", "他说“很好”然后走了。");
    check("报告*（草案）*已经公布。", "报告（草案）已经公布。");
    check("請在三點**（下午）**前到。", "請在三點（下午）前到。");
    check("**참고:**다리는 닫혔다.", "참고:다리는 닫혔다.");
    check("**注意**项目已经开始。", "注意项目已经开始。");
    // No emphasis: a product, hidden names, stars without a partner, code.
    check("结果是2**3，对吗？", "结果是2**3，对吗？");
    check("张**，李**。", "张**，李**。");
    check(
        "**桥今天关闭。工程师发现裂缝。",
        "**桥今天关闭。工程师发现裂缝。",
    );
    check("他写了`**注意：**项目`。", "他写了**注意：**项目。");
}
