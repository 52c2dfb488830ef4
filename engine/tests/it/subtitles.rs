//! Subtitles: what is said in them.

use crate::cleaning::check;

/// What is said goes on from cue to cue. Numbers, times, notes, styles and sounds are left out.
#[test]
fn subtitles_become_what_is_said() {
    let first = "1\n00:00:01,000 --> 00:00:03,500\n";
    let second = "\n2\n00:00:04,000 --> 00:00:07,500\n";
    check(
        &format!("{first}The mill has been\nsold to a{second}miller from Upton. It\n"),
        &["body: The mill has been sold to a miller from Upton. It"],
    );
    // A byte order mark, Windows line ends, no blank lines between cues, a number that is said.
    let windows =
        format!("\u{FEFF}{first}They sold\n2\n00:00:04,000 --> 00:00:07,500\n12\nmills.\n");
    check(
        &windows.replace('\n', "\r\n"),
        &["body: They sold 12 mills."],
    );
    // Tags, positions, sounds, and speakers by a dash.
    check(
        &format!(
            "{first}<i>{{\\an8}}The <b>mill</b></i>\n[applause]\n♪ la la ♪{second}- Who came?\n- Nobody &amp; no one.\n"
        ),
        &[
            "body: The mill",
            "body: Who came?",
            "body: Nobody & no one.",
        ],
    );
    // WebVTT: headers, notes, styles, names of cues, times in the text, lines that roll up, speakers.
    check(
        "WEBVTT - The mill\nKind: captions\n\nNOTE made by a machine\nand not read\n\nSTYLE\n::cue { color: red }\n\n\
         intro\n00:01.000 --> 00:04.000 align:start\n<v Ana Ruiz>The mill was\n\n\
         00:04.100 --> 00:07.000\nThe mill was\nsold<00:04.500><c> in</c><c> May</c>.\n\n\
         00:07.100 --> 00:09.000\n<v Jon>Who says so?",
        &["body: The mill was sold in May.", "body: Who says so?"],
    );
}

#[test]
fn other_texts_are_no_subtitles() {
    check("1\nThe mill.", &["boilerplate: 1", "body: The mill."]);
    check("WEBVTT is a format.", &["body: WEBVTT is a format."]);
    check("12:30 --> lunch", &["body: 12:30 --> lunch"]);
}
