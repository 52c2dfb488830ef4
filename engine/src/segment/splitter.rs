//! Visits the positions of a block where a sentence may end, and cuts the block into sentences.
//!
//! Every decision looks at a bounded number of bytes before the position, at the white space behind
//! it and a bounded number of bytes after that, and at the first bytes of the current sentence. So
//! the cost is linear in the length of the text, whatever the text is.

use super::boundary_table::{BoundaryTable, Flags};
use super::chars::{
    CharKind, char_at, char_before, is_cjk, is_gap, skip_closers, skip_white, word_after,
    word_before,
};
use super::cut::{self, SentenceSpan};
use super::fast_path::QuickVerdict;
use super::rules;
use super::terminator::{self, Aside, Next, Terminator};
use crate::cancel::Cancel;
use crate::clean::{is_bullet, note_number_bytes};

/// The state of the walk over a block.
pub(super) struct Splitter<'a, 's, 'c> {
    text: &'a str,
    /// The position of `text` in clean text.
    base: usize,
    table: &'static BoundaryTable,
    /// Where the current sentence starts.
    start: usize,
    /// Positions before it have been decided already.
    resume: usize,
    /// How many corner brackets 「 of Japanese or Chinese speech are open, and where the first one is.
    open_brackets: usize,
    bracket: usize,
    sentences: &'s mut Vec<SentenceSpan>,
    cancel: &'s mut Cancel<'c>,
    is_cancelled: bool,
}

/// A corner bracket that does not close within so many bytes no longer counts as open.
const QUOTATION_BYTES_MAX: usize = 600;

/// A label before a colon ends within so many bytes.
const LABEL_BYTES_MAX: usize = 160;
/// So many bytes behind a label are read, to see whether sentences follow.
const LABEL_REST_BYTES: usize = 1000;

/// How far a terminator may be from either of the marks 《》 around a title.
const TITLE_BYTES_MAX: usize = 90;

impl<'a, 's, 'c> Splitter<'a, 's, 'c> {
    pub(super) fn new(
        text: &'a str,
        base: usize,
        table: &'static BoundaryTable,
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
            is_cancelled: false,
        }
    }

    /// Appends the sentences of the text, given the positions where one may end: terminators, line
    /// ends, closing brackets (which may belong to list markers) and the first bytes of non-ASCII
    /// characters that may be terminators. Returns `None` when cancelled.
    #[inline]
    pub(super) fn run(mut self, possible_ends: impl Iterator<Item = usize>) -> Option<()> {
        if self.table.label_colon {
            self.cut_label();
        }
        for at in possible_ends {
            if at >= self.resume {
                self.decide(at);
            }
            if self.is_cancelled {
                return None;
            }
        }
        self.end_sentence(self.text.len(), false);
        (!self.is_cancelled).then_some(())
    }

    /// Does what [`Splitter::run`] does, in code of its own: what most languages run is then inlined
    /// whole, which took 0.6 % off the instructions of summarizing news.
    #[inline(never)]
    pub(super) fn run_any(self, possible_ends: &mut dyn Iterator<Item = usize>) -> Option<()> {
        self.run(possible_ends)
    }

    /// Appends every line as a sentence, for code and tables. Returns `None` when cancelled.
    pub(super) fn run_lines(mut self) -> Option<()> {
        for at in memchr::memchr_iter(b'\n', self.text.as_bytes()) {
            self.end_sentence(at, true);
            if self.is_cancelled {
                return None;
            }
        }
        self.end_sentence(self.text.len(), false);
        (!self.is_cancelled).then_some(())
    }

    /// Decides whether the sentence ends at `at`, by the fast path if it can.
    #[inline(always)]
    fn decide(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        let verdict = match bytes[at..] {
            [b'.', ..] => QuickVerdict::of_full_stop(bytes, self.start, at, self.table),
            [b')' | b';' | b'!' | b'?', ..] => QuickVerdict::of_mark(bytes, self.start, at),
            // Dashes and quotation marks are frequent, and never an end.
            [0xE2, 0x80, 0x90..=0x9F, ..] => return,
            _ => QuickVerdict::Undecided,
        };
        match verdict {
            QuickVerdict::End { end, next } => self.end_at(end, next),
            QuickVerdict::NoEnd => {}
            QuickVerdict::Undecided => self.decide_by_rules(at),
        }
    }

    #[inline(never)]
    fn decide_by_rules(&mut self, at: usize) {
        match self.text.as_bytes()[at] {
            b'\n' => self.line_end(at),
            b')' => self.list_marker(at),
            _ => match Terminator::read(self.text, at) {
                Some(terminator) => self.terminator(terminator),
                None => self.other_mark(at),
            },
        }
    }

    /// Ends the current sentence at `end`, which no white space precedes, and starts the next one at
    /// `next`.
    #[inline(always)]
    fn end_at(&mut self, end: usize, next: usize) {
        self.push(end, true);
        (self.start, self.resume) = (next, next);
        self.open_brackets = 0;
    }

    /// Ends the current sentence at `end` or before the white space there, and starts the next one
    /// behind the white space.
    fn end_sentence(&mut self, end: usize, has_terminator: bool) {
        let trimmed = self.text[self.start..end.max(self.start)].trim_end().len();
        if trimmed > 0 {
            self.push(self.start + trimmed, has_terminator);
        }
        self.start = skip_white(self.text, end.max(self.start));
        self.resume = self.resume.max(self.start);
        self.open_brackets = 0;
    }

    /// Appends the current sentence, which ends at `end`.
    #[inline(always)]
    fn push(&mut self, end: usize, has_terminator: bool) {
        let (text, start, base) = (&self.text[..end], self.start, self.base);
        let pushed = cut::push(
            text,
            start,
            has_terminator,
            base,
            self.sentences,
            self.cancel,
        );
        self.is_cancelled |= pushed.is_none();
    }

    /// A line end counts as a space, except before a bullet: cleaning has made blocks of the lines
    /// that were meant to stand apart.
    fn line_end(&mut self, at: usize) {
        let next = skip_white(self.text, at);
        if at > self.start && CharKind::at(self.text, next) == CharKind::Bullet {
            self.end_sentence(at, false);
        }
        self.resume = self.resume.max(next);
    }

    /// Characters that are no terminators and still matter: semicolons and middle dots in some
    /// languages, bullets in running text, and corner brackets around speech.
    fn other_mark(&mut self, at: usize) {
        match char_at(self.text, at) {
            Some(';') if self.table.semicolon_ends && self.is_starter_behind(at + 1) => {
                self.end_sentence(at + 1, true);
            }
            Some(c @ '·') if self.is_clause_end(at) => {
                self.end_sentence(at + c.len_utf8(), true);
            }
            Some(c) if is_bullet(c) && at > self.start && self.is_gap_before(at) => {
                self.end_sentence(at, false);
            }
            Some('「' | '『') if self.is_closed_bracket(at) => {
                if self.open_brackets == 0 {
                    self.bracket = at;
                }
                self.open_brackets += 1;
            }
            Some('」' | '』') => self.open_brackets = self.open_brackets.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether a capitalised sentence starter and a word in lower case or a number follow the gap at
    /// `at`: "; En 1995", but not the names in "Quito; La Paz; El Salvador".
    fn is_starter_behind(&self, at: usize) -> bool {
        let next = Next::read(self.text, at, self.table);
        let behind = skip_white(self.text, next.end());
        next.start > at
            && next.is_starter(self.text)
            && behind > next.end()
            && matches!(
                CharKind::at(self.text, behind),
                CharKind::Lower | CharKind::Digit
            )
    }

    /// Whether the middle dot at `at` is a semicolon of Greek before a gap, and no bullet.
    fn is_clause_end(&self, at: usize) -> bool {
        let after = at + '·'.len_utf8();
        let next = skip_white(self.text, after);
        let is_lower = CharKind::at(self.text, next) == CharKind::Lower;
        self.table.middle_dot_ends
            && at > self.start
            && next > after
            && (is_lower || !self.is_gap_before(at))
    }

    /// Cuts a label or source off the first sentence of a block, if whole sentences follow and no word
    /// in it announces speech or a list.
    fn cut_label(&mut self) {
        let head = &self.text[self.start..];
        let head = &head[..head.floor_char_boundary(LABEL_BYTES_MAX)];
        let Some(length) = head.find(['.', '!', '?', '؟', '\n', ':']) else {
            return;
        };
        // Not the colon of a time of day: "05:01".
        let colon = head[length..].match_indices(':').map(|(at, _)| length + at);
        let mut colons = colon.filter(|&at| is_gap(head, at + 1));
        let Some(colon) = colons.next() else { return };
        let label = &head[..colon];
        let is_cut_before = label.contains(['!', '?', '؟', '\n', '«', '"'])
            || label.contains(". ")
            || label.split_whitespace().any(|word| self.is_reporting(word));
        let rest = &self.text[self.start + colon + 1..];
        let rest = &rest[..rest.floor_char_boundary(LABEL_REST_BYTES)];
        let has_sentences = rest
            .split(['.', '؟', '!'])
            .next()
            .is_some_and(|first| first.len() < rest.trim_end().len().saturating_sub(2))
            && rest.split_whitespace().take(4).count() == 4;
        if !is_cut_before && has_sentences {
            self.end_sentence(self.start + colon + 1, true);
        }
    }

    /// Whether `word` announces speech, with or without the conjunctions و and ف before it.
    fn is_reporting(&self, word: &str) -> bool {
        let bare = word.strip_prefix(['و', 'ف']).unwrap_or(word);
        [word, bare]
            .iter()
            .any(|word| self.table.flags(word).has(Flags::REPORTING))
    }

    /// Whether the corner bracket at `at` is closed before another one of its kind opens.
    fn is_closed_bracket(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let window = &bytes[at + 3..bytes.len().min(at + 3 + QUOTATION_BYTES_MAX)];
        // 「 and 」, 『 and 』 differ in the last byte only.
        let (opening, closing) = match bytes[at + 2] {
            0x8C => (0x8C, 0x8D),
            _ => (0x8E, 0x8F),
        };
        let is_bracket = |c: &[u8]| c[..2] == [0xE3, 0x80] && (c[2] == opening || c[2] == closing);
        window
            .windows(3)
            .find(|&c| is_bracket(c))
            .is_some_and(|c| c[2] == closing)
    }

    fn is_gap_before(&self, at: usize) -> bool {
        char_before(self.text, at).is_some_and(char::is_whitespace)
    }

    /// A closing bracket may belong to the marker of the next list item: "1) red 2) green".
    fn list_marker(&mut self, at: usize) {
        let word = word_before(self.text, self.start, at);
        if self.marks_next_item(word, at) {
            self.end_sentence(at - word.len(), false);
        } else if self.is_smiley_at_end(at + 1) {
            self.end_sentence(at + 1, false);
        }
        self.resume = self.resume.max(at + 1);
    }

    /// Whether a smiley ends at `at` that stands between a word and a capital: "so nice :) We".
    fn is_smiley_at_end(&self, at: usize) -> bool {
        let before = &self.text.as_bytes()[self.start..at];
        let eyes = match before {
            [.., b':' | b';', b')'] => 2,
            [.., b':' | b';', b'-', b')'] => 3,
            _ => return false,
        };
        let next = skip_white(self.text, at);
        eyes < before.len()
            && self.is_gap_before(at - eyes)
            && next > at
            && CharKind::at(self.text, next) == CharKind::Upper
    }

    /// Whether `word`, which ends at `end`, is the list marker that follows the one at the start of
    /// the sentence: "2" after "1", "c" after "b".
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
        if self.is_colon_of_number(terminator) || self.is_in_title_marks(terminator) {
            return;
        }
        if let Some(end) = self.note_number_end(terminator) {
            return self.end_sentence(end, true);
        }
        if terminator.is_full_stop() {
            if char_at(self.text, terminator.run_end).is_some_and(|c| c.is_ascii_alphanumeric()) {
                return self.full_stop_without_gap(terminator);
            }
            if let Some(ellipsis) = SpacedEllipsis::read(self.text, terminator) {
                return self.spaced_ellipsis(ellipsis);
            }
        }
        // "[...]" is an omission, and ":..." a colon that trails off.
        if terminator.dots > 1
            && matches!(char_before(self.text, terminator.start), Some('[' | ':'))
        {
            return;
        }
        if let Some((end, ends)) = terminator::detached_marks_end(self.text, self.start, terminator)
        {
            match ends {
                true => self.end_sentence(end, true),
                false => self.resume = end,
            }
            return;
        }
        if terminator.end >= self.text.len() {
            return self.end_sentence(terminator.end, true);
        }
        if terminator.needs_no_gap {
            return self.terminator_that_needs_no_gap(terminator);
        }
        if !is_gap(self.text, terminator.end) {
            return self.terminator_without_gap(terminator);
        }
        self.terminator_before_gap(terminator);
    }

    /// Where the sentence ends if the number of a note follows the terminator: "the arches.1 The work".
    fn note_number_end(&self, terminator: Terminator) -> Option<usize> {
        let end = terminator.end + note_number_bytes(&self.text[terminator.end..])?;
        let before = &self.text[self.start..terminator.start];
        let word = word_before(self.text, self.start, terminator.start);
        let ends = terminator.dots <= 1
            && before.ends_with(char::is_lowercase)
            && rules::ends_like_word(before)
            && !self.table.flags(word).has(Flags::ABBREVIATED);
        let next = CharKind::at(self.text, skip_white(self.text, end));
        (ends && next != CharKind::Digit && self.may_start_behind(end)).then_some(end)
    }

    /// Whether the terminator is a colon inside a number or word: "10:30".
    fn is_colon_of_number(&self, terminator: Terminator) -> bool {
        self.text.as_bytes()[terminator.start] == b':' && !is_gap(self.text, terminator.end)
    }

    /// Whether the terminator stands in the title of a work: 《摔跤吧！爸爸》.
    fn is_in_title_marks(&self, terminator: Terminator) -> bool {
        const OPENING: [u8; 3] = [0xE3, 0x80, 0x8A];
        const CLOSING: [u8; 3] = [0xE3, 0x80, 0x8B];
        let bytes = self.text.as_bytes();
        if !terminator.needs_no_gap && !bytes[terminator.run_end..].starts_with(&CLOSING) {
            return false;
        }
        let from = self
            .start
            .max(terminator.start.saturating_sub(TITLE_BYTES_MAX));
        let before = &bytes[from..terminator.start];
        let is_mark = |c: &&[u8]| **c == OPENING || **c == CLOSING;
        if before.windows(3).rev().find(is_mark) != Some(&OPENING[..]) {
            return false;
        }
        let to = bytes.len().min(terminator.run_end + TITLE_BYTES_MAX);
        let after = &bytes[terminator.run_end..to];
        after.windows(3).find(is_mark) == Some(&CLOSING[..])
    }

    fn terminator_before_gap(&mut self, terminator: Terminator) {
        let next = Next::read(self.text, terminator.end, self.table);
        if next.kind == CharKind::End {
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
        let sentence = &self.text[self.start..terminator.start];
        let end = rules::sentence_end(self.text, sentence, word, terminator, &next, self.table);
        if let Some(end) = end {
            self.end_sentence(end, true);
            if let Some(aside) = aside {
                self.end_sentence(aside.end, false);
            }
        }
    }

    /// Where the sentence ends if something behind the gap still belongs to it: citations (`as
    /// shown. [12] Others`), an emoticon, or a closing bracket after a space.
    fn trailer_end(&self, next: &Next) -> Option<usize> {
        let starts_word = matches!(
            next.kind,
            CharKind::Upper | CharKind::Lower | CharKind::Digit
        );
        if next.on_new_line || starts_word && next.at == next.start {
            return None;
        }
        let citation = terminator::citations_end(self.text, next.start);
        if let Some(end) = citation.filter(|&end| self.may_start_behind(end)) {
            return Some(end);
        }
        if let Some(end) = terminator::emoticon_end(self.text, next.start) {
            return Some(end);
        }
        let closes = next.kind == CharKind::Closer && next.at == next.start;
        closes
            .then(|| skip_closers(self.text, next.start))
            .filter(|&end| self.may_start_behind(end))
    }

    /// Whether there is a gap at `at`, and a sentence may start behind it.
    fn may_start_behind(&self, at: usize) -> bool {
        let kind = CharKind::at(self.text, skip_white(self.text, at));
        let starts = matches!(
            kind,
            CharKind::Upper
                | CharKind::Quote
                | CharKind::Bracket
                | CharKind::Digit
                | CharKind::Letter
                | CharKind::End
        );
        starts && is_gap(self.text, at)
    }

    /// 。 and similar terminators end the sentence, except in speech within the sentence.
    fn terminator_that_needs_no_gap(&mut self, terminator: Terminator) {
        let closing = &self.text[terminator.run_end..terminator.end];
        let closed = closing.matches(['」', '』']).count();
        let is_in_speech = self.open_brackets > closed;
        if is_in_speech && terminator.start - self.bracket <= QUOTATION_BYTES_MAX {
            return;
        }
        if terminator.is_closed() && terminator::continues_cjk_speech(self.text, terminator.end) {
            return;
        }
        self.end_sentence(terminator.end, true);
    }

    /// A terminator that needs a gap and has none: `end.[3] Next`, `end!Next`, `是吗?他`.
    fn terminator_without_gap(&mut self, terminator: Terminator) {
        if let Some(end) = terminator::citations_end(self.text, terminator.end)
            && self.may_start_behind(end)
        {
            return self.end_sentence(end, true);
        }
        // "so nice.:) We"
        if let Some(end) = terminator::emoticon_end(self.text, terminator.end)
            && self.may_start_behind(end)
        {
            return self.end_sentence(end, true);
        }
        let Some(next) = char_at(self.text, terminator.end) else {
            return;
        };
        // "example.com/news.asp?StoryID=1"
        let is_in_address = !terminator.is_closed()
            && next.is_alphanumeric()
            && rules::is_address_before(&self.text[self.start..terminator.start]);
        if is_in_address {
            return;
        }
        let after_lower = char_before(self.text, terminator.start).is_some_and(char::is_lowercase);
        let ends = if next.is_uppercase() {
            let word = word_after(self.text, terminator.end);
            let closes = terminator.is_closed()
                && matches!(self.text.as_bytes()[terminator.end - 1], b')' | b'"');
            let is_word = word.chars().nth(1).is_some_and(char::is_lowercase);
            after_lower && terminator.dots > 1
                || is_word
                    && (terminator.is_strong && after_lower || terminator.dots == 1 && closes)
        } else if next.is_lowercase() {
            after_lower
                && terminator.dots == 0
                && !terminator.is_closed()
                && self.is_between_words(terminator)
        } else if is_cjk(next) || next.is_ascii_digit() && self.is_strong_behind_cjk(terminator) {
            true
        } else {
            let word = word_before(self.text, self.start, terminator.start);
            let is_abbreviation = self.table.flags(word).has(Flags::ABBREVIATED);
            matches!(next, '“' | '„' | '«') && after_lower && !is_abbreviation
        };
        if ends {
            self.end_sentence(terminator.end, true);
        }
    }

    /// Whether the terminator is a question or exclamation mark behind a Chinese or Japanese character.
    fn is_strong_behind_cjk(&self, terminator: Terminator) -> bool {
        terminator.is_strong && char_before(self.text, terminator.start).is_some_and(is_cjk)
    }

    /// Whether the terminator stands between two whole words and in no address: "really?how".
    fn is_between_words(&self, terminator: Terminator) -> bool {
        let word = word_after(self.text, terminator.end);
        is_gap(self.text, terminator.end + word.len())
            && rules::ends_like_word(&self.text[self.start..terminator.start])
    }

    /// A full stop before a letter or digit ends the sentence in "world.Today", but not in
    /// "example.com".
    fn full_stop_without_gap(&mut self, terminator: Terminator) {
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
        // "compounds. . . . The practice" is a full stop and an ellipsis that opens the next sentence.
        if after_word && dots == 4 && next.kind == CharKind::Upper {
            self.end_sentence(terminator.run_end, true);
            self.resume = self.resume.max(end);
        } else if next.kind == CharKind::End
            || next.kind == CharKind::Upper && (dots > 3 || next.word != "I")
        {
            self.end_sentence(closed_end, true);
        }
    }
}

/// An ellipsis with spaces: ". . .".
struct SpacedEllipsis {
    /// Its first dot.
    terminator: Terminator,
    /// The number of dots.
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

    /// The sentences of `text`, with the fast path or by the rules alone.
    fn sentences(text: &str, language: Language, has_fast_path: bool) -> Vec<SentenceSpan> {
        let mut sentences = Vec::new();
        let cancel = &mut Cancel::new(&|| false);
        let mut splitter =
            Splitter::new(text, 0, BoundaryTable::of(language), &mut sentences, cancel);
        let mut bitmaps = Bitmaps::default();
        never_cancelled(|cancel| bitmaps.read(text, cancel));
        for at in bitmaps.possible_ends(Span::new(0..text.len())) {
            if at >= splitter.resume {
                match has_fast_path {
                    true => splitter.decide(at),
                    false => splitter.decide_by_rules(at),
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
        fn the_fast_path_decides_like_the_rules(
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
