//! Formats as people mix them: front matter, raw HTML in Markdown.

use crate::cleaning::{check, check_as};
use gleaner_engine::InputFormat::Markdown;

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
