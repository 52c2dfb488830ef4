//! Walks over the candidates of a block and cuts it into sentences.
//!
//! Every decision is local: a bounded look-behind, a bounded look-ahead past white space, and the
//! first bytes of the sentence so far. So the cost is linear in the text, whatever it holds.

use super::chars::{
    Kind, char_at, char_before, is_cjk, is_gap, skip_closers, skip_white, word_after, word_before,
};
use super::rules;
use super::table::{Flags, Table};
use super::terminator::{self, Aside, Next, Terminator};
use super::usual::Usual;
use super::{SentenceSpan, cut};
use crate::cancel::Cancel;
use crate::clean::is_bullet;

pub(super) struct Splitter<'a, 's, 'c> {
    text: &'a str,
    /// Where `text` starts in clean text.
    base: usize,
    table: &'static Table,
    /// Where the sentence in hand starts.
    start: usize,
    /// Candidates before it have been dealt with.
    resume: usize,
    /// Japanese and Chinese corner brackets 「 that are open, and where the first one is.
    open_brackets: usize,
    bracket: usize,
    sentences: &'s mut Vec<SentenceSpan>,
    cancel: &'s mut Cancel<'c>,
    /// Whether the caller wants no more.
    is_stopped: bool,
}

/// Corner brackets that do not close within this are taken to be forgotten.
const QUOTATION_BYTES_MAX: usize = 600;

impl<'a, 's, 'c> Splitter<'a, 's, 'c> {
    pub(super) fn new(
        text: &'a str,
        base: usize,
        table: &'static Table,
        sentences: &'s mut Vec<SentenceSpan>,
        cancel: &'s mut Cancel<'c>,
    ) -> Splitter<'a, 's, 'c> {
        Splitter {
            text,
            base,
            table,
            start: skip_white(text, 0),
            resume: 0,
            open_brackets: 0,
            bracket: 0,
            sentences,
            cancel,
            is_stopped: false,
        }
    }

    /// Cuts at the `candidates`: terminators, line ends, closing brackets (list markers), and the
    /// first bytes of characters of scripts with terminators of their own. `None` when the caller
    /// said to stop.
    pub(super) fn run(mut self, candidates: impl Iterator<Item = usize>) -> Option<()> {
        for at in candidates {
            if at >= self.resume {
                self.candidate(at);
            }
            if self.is_stopped {
                return None;
            }
        }
        self.end_sentence(self.text.len(), false);
        (!self.is_stopped).then_some(())
    }

    /// The same for text of which every line stands alone: code, tables.
    pub(super) fn run_lines(mut self) -> Option<()> {
        for at in memchr::memchr_iter(b'\n', self.text.as_bytes()) {
            self.end_sentence(at, true);
            if self.is_stopped {
                return None;
            }
        }
        self.end_sentence(self.text.len(), false);
        (!self.is_stopped).then_some(())
    }

    #[inline]
    fn candidate(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        match bytes[at..] {
            [b'.', ..] => match Usual::read(bytes, self.start, at, self.table) {
                Usual::End { end, next } => self.end_plainly(end, next),
                Usual::Inside => {}
                Usual::Unknown => self.by_rules(at),
            },
            [b')' | b';' | b'!' | b'?', ..] => match Usual::read_mark(bytes, self.start, at) {
                Usual::End { end, next } => self.end_plainly(end, next),
                Usual::Inside => {}
                Usual::Unknown => self.by_rules(at),
            },
            // Dashes and quotation marks: they come often and mean nothing here.
            [0xE2, 0x80, 0x90..=0x9F, ..] => {}
            _ => self.by_rules(at),
        }
    }

    #[inline(never)]
    fn by_rules(&mut self, at: usize) {
        match self.text.as_bytes()[at] {
            b'\n' => self.line_end(at),
            b')' => self.list_marker(at),
            _ => match Terminator::read(self.text, at) {
                Some(terminator) => self.terminator(terminator),
                None => self.mark(at),
            },
        }
    }

    /// Ends the sentence in hand at `end`, where no white space stands before, and starts the next
    /// one at `next`.
    #[inline]
    fn end_plainly(&mut self, end: usize, next: usize) {
        self.push(end, true);
        (self.start, self.resume) = (next, next);
        self.open_brackets = 0;
    }

    /// Ends the sentence in hand at `end`; the next one starts behind the gap there.
    fn end_sentence(&mut self, end: usize, ended: bool) {
        let trimmed = self.text[self.start..end.max(self.start)].trim_end().len();
        if trimmed > 0 {
            self.push(self.start + trimmed, ended);
        }
        self.start = skip_white(self.text, end.max(self.start));
        self.resume = self.resume.max(self.start);
        self.open_brackets = 0;
    }

    /// Appends the sentence in hand, which ends at `end`.
    #[inline]
    fn push(&mut self, end: usize, ended: bool) {
        let (text, start) = (&self.text[..end], self.start);
        let pushed = cut::push(text, start, ended, self.base, self.sentences, self.cancel);
        self.is_stopped |= pushed.is_none();
    }

    /// Cleaning parts blocks where lines were broken on purpose, so that a line end inside one is
    /// a space, except before a bullet.
    fn line_end(&mut self, at: usize) {
        let next = skip_white(self.text, at);
        if at > self.start && Kind::at(self.text, next) == Kind::Bullet {
            self.end_sentence(at, false);
        }
        self.resume = self.resume.max(next);
    }

    /// Characters that are no terminators and yet matter: bullets in running text, and brackets
    /// that speech stands in.
    fn mark(&mut self, at: usize) {
        match char_at(self.text, at) {
            Some(c) if is_bullet(c) && at > self.start && self.is_gap_before(at) => {
                self.end_sentence(at, false);
            }
            Some('「' | '『') => {
                if self.open_brackets == 0 {
                    self.bracket = at;
                }
                self.open_brackets += 1;
            }
            Some('」' | '』') => self.open_brackets = self.open_brackets.saturating_sub(1),
            _ => {}
        }
    }

    fn is_gap_before(&self, at: usize) -> bool {
        char_before(self.text, at).is_some_and(char::is_whitespace)
    }

    /// A closing bracket may belong to the marker of the next item: "1) red 2) green".
    fn list_marker(&mut self, at: usize) {
        let word = word_before(self.text, self.start, at);
        if self.marks_next_item(word, at) {
            self.end_sentence(at - word.len(), false);
        }
        self.resume = self.resume.max(at + 1);
    }

    /// Whether `word`, which ends at `end`, counts on from the marker that the sentence starts with.
    fn marks_next_item(&self, word: &str, end: usize) -> bool {
        let Some(marker) = rules::marker(word) else {
            return false;
        };
        let start = end - word.len();
        start > self.start
            && self.is_gap_before(start)
            && is_gap(self.text, skip_closers(self.text, end + 1))
            && rules::opening_marker(&self.text[self.start..start]) == Some(marker - 1)
    }

    fn terminator(&mut self, terminator: Terminator) {
        self.resume = terminator.run_end;
        if terminator.is_full_stop() {
            if char_at(self.text, terminator.run_end).is_some_and(|c| c.is_ascii_alphanumeric()) {
                return self.glued_full_stop(terminator);
            }
            if let Some(ellipsis) = SpacedEllipsis::read(self.text, terminator) {
                return self.spaced_ellipsis(ellipsis);
            }
        }
        // "[...]" is an omission, ":..." a colon that trails off.
        if terminator.dots > 1
            && matches!(char_before(self.text, terminator.start), Some('[' | ':'))
        {
            return;
        }
        if terminator.end >= self.text.len() {
            return self.end_sentence(terminator.end, true);
        }
        if terminator.tight {
            return self.tight_terminator(terminator);
        }
        if !is_gap(self.text, terminator.end) {
            return self.terminator_without_gap(terminator);
        }
        self.terminator_before_gap(terminator);
    }

    fn terminator_before_gap(&mut self, terminator: Terminator) {
        let next = Next::read(self.text, terminator.end, self.table);
        if next.kind == Kind::End {
            return self.end_sentence(self.text.len(), true);
        }
        if let Some(end) = self.trailer_end(&next) {
            return self.end_sentence(end, true);
        }
        let word = word_before(self.text, self.start, terminator.start);
        if terminator.is_full_stop() && self.marks_next_item(word, terminator.start) {
            self.end_sentence(terminator.start - word.len(), false);
            self.resume = self.resume.max(terminator.end);
            return;
        }
        let aside = Aside::read(self.text, next.start, self.table);
        let next = aside.map_or(next, |aside| aside.next);
        let so_far = &self.text[self.start..terminator.start];
        let end = rules::sentence_end(self.text, so_far, word, terminator, &next, self.table);
        if let Some(end) = end {
            self.end_sentence(end, true);
            if let Some(aside) = aside {
                self.end_sentence(aside.end, false);
            }
        }
    }

    /// Where the sentence ends if something follows that clings to it across the gap: citations
    /// ("as shown. [12] Others"), an emoticon, a bracket that was set off.
    fn trailer_end(&self, next: &Next) -> Option<usize> {
        let starts_word = matches!(next.kind, Kind::Upper | Kind::Lower | Kind::Digit);
        if next.on_new_line || starts_word && next.at == next.start {
            return None;
        }
        let citation = terminator::citations_end(self.text, next.start);
        if let Some(end) = citation.filter(|&end| self.may_start(end)) {
            return Some(end);
        }
        if let Some(end) = terminator::emoticon_end(self.text, next.start) {
            return Some(end);
        }
        let closes = next.kind == Kind::Closer && next.at == next.start;
        closes
            .then(|| skip_closers(self.text, next.start))
            .filter(|&end| self.may_start(end))
    }

    /// Whether a sentence may start behind a gap at `at`.
    fn may_start(&self, at: usize) -> bool {
        let kind = Kind::at(self.text, skip_white(self.text, at));
        let starts = matches!(
            kind,
            Kind::Upper | Kind::Quote | Kind::Bracket | Kind::Digit | Kind::Letter | Kind::End
        );
        starts && is_gap(self.text, at)
    }

    /// 。 and its like: a sentence ends unless it is speech within the sentence.
    fn tight_terminator(&mut self, terminator: Terminator) {
        let closing = &self.text[terminator.run_end..terminator.end];
        let closed = closing.matches(['」', '』']).count();
        let in_speech = self.open_brackets > closed;
        if in_speech && terminator.start - self.bracket <= QUOTATION_BYTES_MAX {
            return;
        }
        if terminator.is_closed() && terminator::continues_cjk_speech(self.text, terminator.end) {
            return;
        }
        self.end_sentence(terminator.end, true);
    }

    /// A terminator with no gap behind it: "end.[3] Next", "end!Next", "是吗?他".
    fn terminator_without_gap(&mut self, terminator: Terminator) {
        if let Some(end) = terminator::citations_end(self.text, terminator.end)
            && self.may_start(end)
        {
            return self.end_sentence(end, true);
        }
        let Some(next) = char_at(self.text, terminator.end) else {
            return;
        };
        let after_lower = char_before(self.text, terminator.start).is_some_and(char::is_lowercase);
        let ends = if next.is_uppercase() {
            let word = word_after(self.text, terminator.end);
            let closes = terminator.is_closed()
                && matches!(self.text.as_bytes()[terminator.end - 1], b')' | b'"');
            let is_word = word.chars().nth(1).is_some_and(char::is_lowercase);
            after_lower && terminator.dots > 1
                || is_word && (terminator.strong && after_lower || terminator.dots == 1 && closes)
        } else if next.is_lowercase() {
            after_lower
                && terminator.dots == 0
                && !terminator.is_closed()
                && self.is_before_word(terminator)
        } else if is_cjk(next) {
            true
        } else {
            let word = word_before(self.text, self.start, terminator.start);
            let abbreviated = self.table.flags(word).has(Flags::ABBREVIATED);
            matches!(next, '“' | '„' | '«') && after_lower && !abbreviated
        };
        if ends {
            self.end_sentence(terminator.end, true);
        }
    }

    /// "really?how": a word on its own follows, and the mark is in no address.
    fn is_before_word(&self, terminator: Terminator) -> bool {
        let word = word_after(self.text, terminator.end);
        is_gap(self.text, terminator.end + word.len())
            && rules::ends_like_word(&self.text[self.start..terminator.start])
    }

    /// A full stop inside a run of characters: "world.Today" against "example.com".
    fn glued_full_stop(&mut self, terminator: Terminator) {
        if rules::is_missing_space(self.text, self.start, terminator, self.table) {
            self.end_sentence(terminator.run_end, true);
        }
    }

    fn spaced_ellipsis(&mut self, ellipsis: SpacedEllipsis) {
        let SpacedEllipsis {
            terminator,
            dots,
            end,
        } = ellipsis;
        let closed_end = skip_closers(self.text, end);
        let next = Next::read(self.text, closed_end, self.table);
        let after_word = terminator.start > self.start && !self.is_gap_before(terminator.start);
        self.resume = end;
        // "compounds. . . . The practice": a full cancel, and an ellipsis that opens what follows.
        if after_word && dots == 4 && next.kind == Kind::Upper {
            self.end_sentence(terminator.run_end, true);
            self.resume = self.resume.max(end);
        } else if next.kind == Kind::End
            || next.kind == Kind::Upper && (dots > 3 || next.word != "I")
        {
            self.end_sentence(closed_end, true);
        }
    }
}

/// ". . ." with its number of dots and its end.
struct SpacedEllipsis {
    terminator: Terminator,
    dots: usize,
    end: usize,
}

impl SpacedEllipsis {
    fn read(text: &str, terminator: Terminator) -> Option<SpacedEllipsis> {
        let bytes = text.as_bytes();
        let mut end = terminator.run_end;
        let mut dots = 1;
        while bytes[end..].starts_with(b" .")
            && !bytes.get(end + 2).is_some_and(u8::is_ascii_alphanumeric)
        {
            end += 2;
            dots += 1;
        }
        (dots >= 3).then_some(SpacedEllipsis {
            terminator,
            dots,
            end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cancel::never_cancelled;
    use crate::language::Language;
    use crate::scan::Bitmaps;
    use crate::span::Span;
    use proptest::prelude::*;

    /// The sentences of `text`, with the short way for the usual or by the rules alone.
    fn sentences(text: &str, language: Language, is_short_way: bool) -> Vec<SentenceSpan> {
        let mut sentences = Vec::new();
        let cancel = &mut Cancel::new(&|| false);
        let mut splitter = Splitter::new(text, 0, Table::of(language), &mut sentences, cancel);
        let mut bitmaps = Bitmaps::default();
        never_cancelled(|cancel| bitmaps.read(text, cancel));
        for at in bitmaps.stops(Span::new(0..text.len())) {
            if at >= splitter.resume {
                match is_short_way {
                    true => splitter.candidate(at),
                    false => splitter.by_rules(at),
                }
            }
        }
        splitter.end_sentence(text.len(), false);
        sentences
    }

    const PIECES: &[&str] = &[
        "a",
        "I",
        "b.",
        "Mr.",
        "approx.",
        "etc.",
        "No.",
        "Smith.",
        "mill.",
        "themselves.",
        "Ph.D.",
        "xiv.",
        "IV.",
        "éa.",
        "x1a.",
        "12.",
        "2015.",
        "NTSB.",
        "don't.",
        "last).",
        "\".",
        "3.5",
        "U.S.",
        "example.com",
        "said",
        "The",
        "the",
        "“The",
        "\"The",
        "'The",
        "‘The",
        "'",
        "\"",
        "”",
        "’",
        ".\"",
        ".”",
        "?",
        "!",
        "...",
        "…",
        ")",
        "1)",
        "2)",
        "2.",
        "[3]",
        ":)",
        "「",
        "」",
        "。",
        "\n",
        "\u{a0}",
        " ",
        "-",
        "–",
        "•",
        "Ça",
        "(",
        "».",
        "iPad",
        "  ",
        ";",
        "theGrio.",
        "Yahoo!",
        "Inc",
        "A?",
        "ab)",
        "U",
        ".",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn the_short_way_ends_where_the_rules_do(
            pieces in proptest::collection::vec((0..PIECES.len(), " ?"), 1..40),
            language in 0..Language::all().count(),
        ) {
            let text: String = pieces.iter().map(|(at, gap)| PIECES[*at].to_owned() + gap).collect();
            let language = Language::all().nth(language).unwrap();
            prop_assert_eq!(
                sentences(&text, language, true),
                sentences(&text, language, false),
                "{:?} in {:?}", text, language
            );
        }
    }
}
