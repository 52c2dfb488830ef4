//! Formats as people mix them: front matter, raw HTML in Markdown.

use crate::cleaning::{check, check_as, cleaned, lines};
use gleaner_engine::InputFormat::{Auto, Markdown};

const SHUT: &str = "The old mill by the weir was shut on Monday after ninety years of work.";
const WHEEL: &str = "Its wheel will be kept by the town and turned once a year for visitors.";

fn body(text: &str) -> String {
    format!("body: {text}")
}

#[test]
fn front_matter_is_left_out() {
    for fields in [
        "---\ntitle: The mill\ntags: [mills, weirs]\n---\n",
        "\u{feff}---\ntitle: The mill\n...\n",
        "+++\ntitle = \"The mill\"\n\n[menu]\nmain = \"mills\"\n+++\n\n",
    ] {
        let source = format!("{fields}{SHUT}\n\n---\n\n{WHEEL}");
        check(&source, &[&body(SHUT), &body(WHEEL)]);
        check_as(Markdown, &source, &[&body(SHUT), &body(WHEEL)]);
    }
}

#[test]
fn lines_of_dashes_around_prose_are_rules() {
    for start in ["---\n", "---\n\n", "----\n\n", "Mills\n\n---\n\n"] {
        let source = format!("{start}{SHUT}\n\n---\n\n{WHEEL}\n\n---\n\n{SHUT}");
        let expected = [&*body(SHUT), &*body(WHEEL), &*body(SHUT)];
        let first = usize::from(start.starts_with('M'));
        check_as(
            Markdown,
            &source,
            &[&["body: Mills"][..first], &expected].concat(),
        );
    }
}

#[test]
fn the_text_of_raw_html_in_markdown_is_text() {
    let check = |source: &str, expected: &[&str]| check_as(Markdown, source, expected);
    for raw in [
        format!("<p>{SHUT}</p>"),
        format!("<p align=\"center\">\n  {SHUT}\n</p>"),
        format!("<div>\n{SHUT}\n</div>"),
        format!("<div>\n\n{SHUT}\n\n</div>"),
        format!("<!-- by hand -->\n\n{SHUT}"),
        format!("<details><summary hidden>More</summary>\n{SHUT}\n</details>"),
        format!("<section><div><p>{SHUT}"),
        format!("<div><script>let a = \"<p>no</p>\";</script>{SHUT}</div>"),
        format!("<style>\n\np {{ color: red }}\n\n</style>\n\n{SHUT}"),
        format!("<center><img src=\"a.png\" alt=\"no\"><br>{SHUT}</center>"),
    ] {
        check(&format!("{raw}\n\n{WHEEL}"), &[&body(SHUT), &body(WHEEL)]);
    }
    check(
        &format!("<h1 align=\"center\">The &ldquo;old&rdquo; mill</h1>\n\n{SHUT}"),
        &["heading: The “old” mill", &body(SHUT)],
    );
    check(
        "<ul>\n<li>Flour is ground on Mondays.</li>\n<li>Bread is baked on Fridays.\n</ul>\n\nNobody came.",
        &[
            "list_item: Flour is ground on Mondays.",
            "list_item: Bread is baked on Fridays.",
            "body: Nobody came.",
        ],
    );
    check(
        &format!("<pre>\nlet mill = 1;\n\nlet weir = 2;\n</pre>\n\n{SHUT}"),
        &["code: let mill = 1; let weir = 2;", &body(SHUT)],
    );
    check(
        &format!("<table><tr><td>Flour</td><td>3</td></tr></table>\n\n{SHUT}"),
        &["table: Flour 3", &body(SHUT)],
    );
    check(
        &format!("<blockquote>\n<p>We shall miss it.</p>\n</blockquote>\n\n{SHUT}"),
        &["quote: We shall miss it.", &body(SHUT)],
    );
}

/// The blocks that `source`, whose format is not given, becomes.
fn auto(source: &str) -> Vec<String> {
    cleaned(source, Auto, lines)
}

#[test]
fn markdown_that_starts_with_html_is_markdown() {
    for head in [
        "<!-- Keep this line. -->\n",
        "<!--\nKeep\nthese lines.\n-->\n\n",
        "<div align=\"center\">\n<img src=\"a.png\" width=\"200\">\n</div>\n",
        "<h1 align=\"center\">The mill</h1>\n",
        "<p align=\"center\"><a href=\"/a\"><img src=\"a.svg\"></a> <a href=\"/b\"><img src=\"b.svg\"></a></p>\n",
        "<table><tr><td>Old</td><td>New</td></tr></table>\n",
        "<a name=\"top\"></a>\n",
        "<img src=\"a.png\" alt=\"The mill\">\n",
        "<br>\n",
        "<details>\n<summary>Contents</summary>\n</details>\n",
    ] {
        let rest = format!(
            "## What is new\n\n- **Weir**: [the plan](https://example.com) is out.\n\n{SHUT}\n\n```html\n<p>a</p>\n<p>b</p>\n```\n\n{WHEEL}\n"
        );
        let found = auto(&format!("{head}\n{rest}"));
        for line in [
            "heading: What is new",
            "list_item: Weir: the plan is out.",
            "code: <p>a</p> <p>b</p>",
            &*body(SHUT),
            &*body(WHEEL),
        ] {
            assert!(
                found.iter().any(|block| block == line),
                "{head:?}: {found:#?}"
            );
        }
    }
}

#[test]
fn fragments_of_html_are_html() {
    for (start, end) in [
        ("<p>", "</p>"),
        ("<strong>Shut:</strong> ", "<br>"),
        ("<img src=\"a.png\"><p>", "</p>"),
        ("<a href=\"/mill\">The mill</a>. ", "<br/>"),
        ("<li>", "</li>"),
        ("<br>", "<br />"),
        ("<em>Weir.</em> ", "<br><br>"),
        ("<b>Weir.</b> <P>", "</P>"),
        ("<span style=\"color: red\">Weir.</span> ", "<br>\n"),
        ("<td>Weir. </td></tr></table><p>", ""),
        ("Some text first.<br><br>", ""),
        ("Some text first.</p>\n<p>", "</p>"),
    ] {
        let found = auto(&format!("{start}{SHUT}{end}{WHEEL}{end}")).join("\n");
        assert!(!found.contains('<'), "{start:?}: {found}");
        assert!(found.contains(SHUT) && found.contains(WHEEL), "{found}");
    }
}

#[test]
fn text_about_tags_is_plain_text() {
    for text in [
        "<Tom> Is the mill open today?\n<Ann> It is not, and it will not be.\n<Tom> Then I will go home.",
        "The <p> tag starts a paragraph. The <br> tag ends a line, and </p> is often left out.",
        "Write \"<b>\" and \"</b>\" around strong words, or `<em>` and `</em>` around others.",
        "It is a < b and c > d, or I <3 the mill. Use Vec<a> for all of them.",
        "Write to Ann Lee <ann@example.com> or see <https://example.com> for more.",
    ] {
        let found = auto(text).join(" ");
        let angles = |text: &str| text.matches(['<', '>']).count();
        assert_eq!(angles(&found), angles(text), "{found}");
    }
    // One tag in a long text changes nothing about its lines.
    let lines = format!("{SHUT}\n{WHEEL}\n").repeat(20);
    let found = auto(&format!("{lines}The <b>weir</b> stays.\n"));
    assert_eq!(found.len(), 41);
}

#[test]
fn pages_with_markdown_in_them_are_html() {
    let page =
        format!("<div><p>{SHUT}</p>\n<pre>\n# A\n\n- b\n- c\n\n## D\n</pre>\n<p>{WHEEL}</p></div>");
    let found = auto(&page);
    assert_eq!(
        found,
        [&*body(SHUT), "code: # A - b - c ## D", &*body(WHEEL)]
    );
}

#[test]
fn a_byte_order_mark_hides_no_tag() {
    let page = format!("<p>{SHUT}<p>{WHEEL}");
    let expected = [body(SHUT), body(WHEEL)];
    assert_eq!(auto(&page), expected);
    assert_eq!(auto(&format!("\u{feff}{page}")), expected);
}
