//! Which text is boilerplate, a caption or a byline, judged by its wording.
//!
//! This is the only place that judges wording. It is asked twice:
//!
//! - [`line_role`], while cleaning, about a line or a paragraph as a whole. It cannot wait until there
//!   are sentences, because other roles follow from its answer: whether the line above is a heading,
//!   whether the links below "Related stories" belong to a page's article, where the back matter
//!   starts, and what the title is.
//! - [`sentence_role`], once the words of a sentence are counted, about a sentence of body text: a
//!   paragraph of prose may end in "Read more: …". It waits for the counts because they show of most
//!   sentences that they are prose. Judging every sentence in full instead would cost 27 % more
//!   instructions for a whole summary (`default_seen` of `benches/callgrind`: 13.2 instead of 10.4
//!   million).
//!
//! Both call [`role_by_wording`]. [`mark_back_matter`] marks what stands below headings such as
//! "References".
//!
//! Precision comes first: prose about newsletters, cookies or photographs must stay body. So every
//! phrase is bound to a position (the start of the text) or to a form (an imperative, a line of
//! names), or it is a fixed phrase that prose does not use.

mod back_matter;
mod form;
mod mail;
mod phrases;
mod prefilter;
mod prefixes;

pub(in crate::clean) use back_matter::mark_back_matter;
pub(in crate::clean) use form::is_mail_header;
pub(in crate::clean) use mail::{MailLine, mail_line};
pub(crate) use phrases::TRIGGER_WORDS;

use super::block::Role;
use super::date::is_date;
use super::text_form::{after_timestamp, is_terminated, lowercase_ascii};
use crate::scan::CHUNK_BYTES;
use crate::span::Span;
use form::is_reference_or_source_tag;
use prefilter::Prefilter;
use prefixes::{
    SHORT_WORDS_MAX, after_symbols, is_surely_prose, may_have_long_prefix, role_by_prefix,
};

/// Longer texts are never boilerplate.
const BYTES_MAX: usize = 400;

/// Texts of at most this many bytes are judged even where they end like a sentence.
const SHORT_BYTES_MAX: usize = 60;

/// Longer lines are judged as sentences, not as lines.
const LINE_BYTES_MAX: usize = 200;

/// The role of a line or paragraph by its wording, if that is not body text. `None` for prose, for
/// texts above [`LINE_BYTES_MAX`], and for texts above [`SHORT_BYTES_MAX`] that end like a sentence.
///
/// The first of the two entries, used while cleaning; see the head of this module.
pub(in crate::clean) fn line_role(text: &str) -> Option<Role> {
    if text.len() > LINE_BYTES_MAX || text.len() > SHORT_BYTES_MAX && is_terminated(text) {
        return None;
    }
    role_by_wording(text)
        .or_else(|| form::is_greeting(text).then_some(Role::Boilerplate))
        .or_else(|| (is_mail_header(text) || form::is_tag_line(text)).then_some(Role::Byline))
}

/// The role of a sentence of body text by its wording, if that is not body text: "Read more: …".
/// `None` for prose.
///
/// The sentence is the range `span` of `content`. `words` is its number of words, and
/// `has_trigger_word` says whether any of them is one of [`TRIGGER_WORDS`]; both may ignore words that
/// trimming removes.
///
/// The second of the two entries, used once words are counted; see the head of this module. It gives
/// the same answer as [`role_by_wording`], but seldom calls it. The tests of this module and of
/// `prefixes` hold the two equal.
pub(crate) fn sentence_role(
    content: &str,
    span: Span,
    words: u32,
    has_trigger_word: bool,
) -> Option<Role> {
    let sentence = span.of(content);
    let is_short =
        || words as usize <= SHORT_WORDS_MAX && !is_surely_prose(content.as_bytes(), span);
    if has_trigger_word || may_have_long_prefix(sentence.as_bytes()) || is_short() {
        role_by_wording(sentence)
    } else {
        None
    }
}

/// The role of `text`, one sentence or one line, by its wording; `None` for prose.
fn role_by_wording(text: &str) -> Option<Role> {
    if text.len() > BYTES_MAX {
        return None;
    }
    // A source tag may stand before the sentence: "(example.com) Scroll down for video."
    if text.starts_with('(')
        && let Some((tag, rest)) = text.split_once(' ')
        && is_reference_or_source_tag(tag)
    {
        return role_by_wording(rest.trim_start());
    }
    if let Some(rest) = after_timestamp(text).or_else(|| after_symbols(text)) {
        return role_by_wording(rest);
    }
    let (mut small, mut large);
    let buffer: &mut [u8] = if text.len() <= SHORT_BYTES_MAX {
        small = [0; CHUNK_BYTES];
        &mut small
    } else {
        large = [0; BYTES_MAX.next_multiple_of(CHUNK_BYTES)];
        &mut large
    };
    lowercase_ascii(text.as_bytes(), buffer);
    let prefilter = Prefilter::read(buffer, text.len());
    let lower = &buffer[..text.len()];
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(2).count();
    if letters < 2 || is_reference_or_source_tag(text) {
        return Some(Role::Boilerplate);
    }
    role_by_prefix(lower)
        .or_else(|| {
            prefilter
                .has_trigger_word
                .then(|| role_by_phrase(lower, &prefilter))?
        })
        .or_else(|| form::is_byline(text).then_some(Role::Byline))
        .or_else(|| (prefilter.has_digit && is_date(lower)).then_some(Role::Byline))
        .or_else(|| form::is_reading_time(lower).then_some(Role::Byline))
        .or_else(|| form::is_short_all_caps(text).then_some(Role::Heading))
        .or_else(|| form::is_bracketed_remark(text).then_some(Role::Boilerplate))
        .or_else(|| role_by_wording(form::after_speaker(text)?))
}

/// The role of a text in lower case that holds a trigger word.
fn role_by_phrase(lower: &[u8], prefilter: &Prefilter) -> Option<Role> {
    // Only ASCII bytes were changed, and only to other ASCII bytes.
    let lower = std::str::from_utf8(lower).ok()?;
    prefilter
        .role_by_fixed_phrase(lower.as_bytes())
        .or_else(|| form::is_request(lower).then_some(Role::Boilerplate))
        .or_else(|| form::is_caption(lower).then_some(Role::Caption))
        .or_else(|| form::is_figure_label(lower).then_some(Role::Caption))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the role of a text, and that a sentence of that text is not skipped.
    #[track_caller]
    fn check(text: &str, expected: Role) {
        assert_eq!(role_by_wording(text), Some(expected), "{text:?}");
        let lower = text.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_alphanumeric());
        let has_trigger_word = words.any(|word| TRIGGER_WORDS.contains(&word));
        let word_count = text.split_whitespace().count() as u32;
        let span = Span::new(0..text.len());
        let role = sentence_role(text, span, word_count, has_trigger_word);
        assert_eq!(role, Some(expected), "{text:?} needs a trigger word");
    }

    #[track_caller]
    fn prose(text: &str) {
        assert_eq!(role_by_wording(text), None, "{text:?}");
    }

    #[test]
    fn boilerplate_is_recognised() {
        check("Scroll down for video.", Role::Caption);
        check(
            "Read more: The mill that would not close",
            Role::Boilerplate,
        );
        check(
            "Click here for Jane Doe's full match report.",
            Role::Boilerplate,
        );
        check(
            "\u{a9}2015 The Hill Reporter. All rights reserved.",
            Role::Boilerplate,
        );
        check(
            "Follow @HillPhotos on Twitter to join the conversation about photography.",
            Role::Boilerplate,
        );
        check(
            "Operator: Good morning, and welcome to the call of Brindle Foods on its third quarter.",
            Role::Boilerplate,
        );
        check(
            "Ewa Marsh in The Salt Road at the Playhouse. Photograph: Dev Anand",
            Role::Caption,
        );
        check("17/06/2023 - 08:15 h.", Role::Byline);
        check(
            "Sign up for the free weekly newsletter and have the best of the hills in your inbox.",
            Role::Boilerplate,
        );
        check(
            "We use cookies to improve your experience on our site and to show you adverts.",
            Role::Boilerplate,
        );
        check(
            "Download the Hill News app on the App Store or Google Play for live scores and alerts.",
            Role::Boilerplate,
        );
        check("PUBLISHED: 07:04 EST, 9 January 2014", Role::Byline);
        check("9 January 2014 at 07:04", Role::Byline);
        check("By Jane Doe for the Hill Reporter", Role::Byline);
        check("BY JANE DOE", Role::Byline);
        check(
            "Jane Roe and John Doe in Paris contributed to this report.",
            Role::Byline,
        );
        check(
            "Tragedy: Mr Doe, pictured (left) with his brother, owned the mill for twenty years",
            Role::Caption,
        );
        check("Photo by Jane Doe", Role::Caption);
        check("Table 2. Errors by hour", Role::Caption);
        check("WEEKLY NEWS QUIZ.", Role::Heading);
        check(
            "→ Read more: The mill that would not close",
            Role::Boilerplate,
        );
        check("▶ Watch: the mill in motion", Role::Boilerplate);
        check("» Subscribe to our newsletter today", Role::Boilerplate);
        check("👉🏽 Lesen Sie auch: Die Mühle", Role::Boilerplate);
        check(
            "📧\u{FE0F} Sign up for our newsletter, which comes each Friday and says what happened in the hills",
            Role::Boilerplate,
        );
        check("— By Jane Doe for the Hill Reporter", Role::Byline);
        check("5 min read.", Role::Byline);
        check("12-minute read", Role::Byline);
        check(
            "By clicking “Accept” you agree to the terms of the Hill Reporter and of those who advertise in it.",
            Role::Boilerplate,
        );
        check(
            "For more stories like this, sign up for what we send each week.",
            Role::Boilerplate,
        );
        check(
            "This article is sponsored by the Hill Road Mills and was not written by the Reporter.",
            Role::Boilerplate,
        );
        check(
            "À lire aussi : Le vieux moulin de la vallée, qui a fermé en mai après quarante ans",
            Role::Boilerplate,
        );
        check("Leia também: O moinho", Role::Boilerplate);
        check("(example.com)", Role::Boilerplate);
        check("(example.com) Scroll down for video.", Role::Caption);
        check("(The Hill Reporter)", Role::Boilerplate);
        check("[12]", Role::Boilerplate);
        check(
            "We may earn a commission when you buy through links on the pages of the Reporter.",
            Role::Boilerplate,
        );
        check(
            "An earlier version of this article misspelled the name of the mill's last owner.",
            Role::Boilerplate,
        );
        check(
            "Media contact: Jane Doe, press@example.com, at the offices of the Hill Reporter, 1 Hill Road",
            Role::Byline,
        );
        check("Image credits: Jane Doe / The Hill Reporter", Role::Caption);
        check(
            "By continuing you accept our cookie policy.",
            Role::Boilerplate,
        );
        check(
            "[00:12:03] ROE: Thanks for having me, Ann.",
            Role::Boilerplate,
        );
        check(
            "ANN: Welcome back to The Long Hill, the show on mills and those who run them.",
            Role::Boilerplate,
        );
        check(
            "Welcome to Mill Notes, the newsletter on mills and those who run them.",
            Role::Boilerplate,
        );
        check(
            "Welcome to the Brindle Foods third quarter 2024 earnings conference call.",
            Role::Boilerplate,
        );
        check(
            "Publié le 12 mars 2025 à 18h04, mis à jour à 19h30",
            Role::Byline,
        );
        check("Stand: 04.02.2025 16:12 Uhr", Role::Byline);
        check("3 hours ago", Role::Byline);
        check("Updated 12 mins ago", Role::Byline);
        check("* * *", Role::Boilerplate);
    }

    #[test]
    fn prose_stays_body() {
        prose("The newsletter was founded in 1901 and has two thousand subscribers.");
        prose("Regulators fined the site because its cookies followed readers.");
        prose("She was pictured leaving the court on Friday.");
        prose("The firm said people could download the app from the App Store.");
        prose("By Friday the mill had closed.");
        prose("Read more books, she told the pupils, and watch less television every day.");
        prose("Share prices fell on Monday.");
        prose("(The mill closed in May.)");
        prose("(市议会在星期一的会议上以七票对两票决定关闭这座有一百年历史的大桥)");
        prose("Agents earn a commission on every sale they make.");
        prose("The film was edited and condensed for television.");
        prose("Never miss a chance to vote, she told them.");
        prose("Become a member of the European Union, ministers were told.");
        prose("Sources: Ames to sell the mill to Okoro.");
        prose("Catch all the fish and none will be left, he said.");
        prose("An earlier version of this bill failed in May.");
        prose("Media contacts with the mayor ended on Friday.");
        prose("The commission said on Friday that links to the mill were to be disclosed.");
        prose("In May 2015 the mill closed.");
        prose("May 3 was a day of mourning.");
        prose("Follow the money, he said.");
        prose("NASA said no.");
        prose("The opinions of the miller were well known.");
        prose("Table 2 shows how many came.");
        prose("Sign languages differ from country to country.");
        prose("The mill closed 3 years ago.");
        prose("3 mills closed two years ago");
        prose("→ The mill closed in May, and the weir in June.");
        prose("— Read more books, she told the pupils, and watch less television every day.");
        prose("Sponsored races are held each May.");
        prose("Trending north, the road leaves the hills.");
        prose("By clicking the mouse they sent the letter.");
        prose("A 5 minute read of the gauge was enough.");
        prose("Welcome to the hills, she told the pupils.");
        prose("Advertising is what pays for it all.");
    }

    /// The role of a sentence of which no word is known to be a trigger word.
    fn role_without_trigger_word(sentence: &str) -> Option<Role> {
        let words = sentence.split_whitespace().count() as u32;
        sentence_role(sentence, Span::new(0..sentence.len()), words, false)
    }

    /// Words alone do not show it: "Photo:AP" is one word, and words that trimming removes are not
    /// counted.
    #[test]
    fn short_boilerplate_is_recognised_without_a_trigger_word() {
        for (sentence, role) in [
            ("LONDON (AP Photo/Doe) - The bridge at dusk.", Role::Caption),
            ("The bridge at dusk (Photo:AP).", Role::Caption),
            ("Join us on youtube.com.", Role::Boilerplate),
            ("Get the BBC_newsletter here.", Role::Boilerplate),
            ("Listen to our podcast:iTunes.", Role::Boilerplate),
        ] {
            assert_eq!(
                role_without_trigger_word(sentence),
                Some(role),
                "{sentence}"
            );
        }
        assert_eq!(role_without_trigger_word("The bridge stood at dusk."), None);
    }

    #[test]
    fn long_boilerplate_is_recognised_by_its_prefix() {
        for sentence in [
            "If you enjoyed this story, you will also like our series about the old mills of the valley.",
            "(This story has not been edited by the staff of the Reporter and comes from a wire as it is.)",
            "© 2015 The Hill Reporter, its owners, and all of the people who write and draw for it.",
        ] {
            assert!(sentence.split_whitespace().count() > SHORT_WORDS_MAX);
            let role = role_without_trigger_word(sentence);
            assert_eq!(role, Some(Role::Boilerplate), "{sentence}");
        }
    }
}
