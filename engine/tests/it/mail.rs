//! Mail in plain text: what of it is text.

use crate::cleaning::check;

#[test]
fn the_lines_of_mails_are_no_body() {
    let text = "The council voted on Tuesday to close the old mill for good.";
    let quoted = "The work will cost about four million and last until autumn.";
    check(
        &format!(
            "{text}\n\nMit freundlichen Grüßen\nJane Doe\nLeiterin Mühlen\nTel. +49 555 0100\n\nAm 04.03.2024 um 15:47 schrieb Max Roe <max@example.com>:\n\n> {quoted}"
        ),
        &[
            &format!("body: {text}"),
            "boilerplate: Mit freundlichen Grüßen",
            "boilerplate: Jane Doe",
            "boilerplate: Leiterin Mühlen",
            "boilerplate: Tel. +49 555 0100",
            "byline: Am 04.03.2024 um 15:47 schrieb Max Roe <max@example.com>:",
            &format!("quote: {quoted}"),
        ],
    );
    check(
        &format!(
            "{text}\n\n-----Original Message-----\nFrom: Max Roe\nSent: Monday, 4 March 2024 15:47\nTo: Jane Doe\nSubject: The mill\n\n{quoted}"
        ),
        &[
            &format!("body: {text}"),
            "boilerplate: -----Original Message-----",
            "byline: From: Max Roe",
            "byline: Sent: Monday, 4 March 2024 15:47",
            "byline: To: Jane Doe",
            "byline: Subject: The mill",
            &format!("quote: {quoted}"),
        ],
    );
}

#[test]
fn prose_like_the_lines_of_mails_stays_body() {
    check(
        "On Monday the mayor wrote: the mill is not safe. From: is the first word of the letter.",
        &[
            "body: On Monday the mayor wrote: the mill is not safe. From: is the first word of the letter.",
        ],
    );
}
