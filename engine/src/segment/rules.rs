//! The rules that decide whether a sentence ends at a terminator before a gap.

use super::boundary_table::{BoundaryTable, Flags};
use super::chars::{
    CharKind, char_before, is_gap, is_indic, is_number, skip_white, word_after, word_before,
};
use super::terminator::{Next, Terminator};

/// All that the rules look at.
struct PossibleEnd<'a, 'n> {
    text: &'a str,
    /// The current sentence up to the terminator.
    sentence: &'a str,
    /// The word right before the terminator, empty if there is none.
    word: &'a str,
    /// The flags of the word, see [`abbreviation_flags`].
    flags: Flags,
    terminator: Terminator,
    next: &'n Next<'a>,
    table: &'static BoundaryTable,
}

/// Where the current sentence ends, if it ends at `terminator`. `sentence` is the sentence up to the
/// terminator, `word` its last word.
pub(super) fn sentence_end<'a>(
    text: &'a str,
    sentence: &'a str,
    word: &'a str,
    terminator: Terminator,
    next: &Next<'a>,
    table: &'static BoundaryTable,
) -> Option<usize> {
    let possible_end = PossibleEnd {
        text,
        sentence,
        word,
        flags: abbreviation_flags(word, next.kind, table),
        terminator,
        next,
        table,
    };
    if let Some(end) = possible_end.footnote_end() {
        return Some(end);
    }
    possible_end.ends_sentence().then_some(terminator.end)
}

/// The flags of a word before a full stop. A word in lower case that is an abbreviation and an everyday
/// word counts as the everyday word, unless a number follows.
fn abbreviation_flags(word: &str, next: CharKind, table: &BoundaryTable) -> Flags {
    let flags = table.flags(word);
    let is_everyday = flags.has(Flags::EVERYDAY) && !starts_upper(word) && next != CharKind::Digit;
    // "IE" is an acronym, "ie" an abbreviation.
    let is_acronym = flags.has(Flags::CONTINUING) && word.bytes().all(|b| b.is_ascii_uppercase());
    if is_everyday || is_acronym && word.len() > 1 {
        flags.without(Flags::ABBREVIATED)
    } else {
        flags
    }
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn starts_lower(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

/// The character of a word of one character.
fn only_char(word: &str) -> Option<char> {
    let mut chars = word.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl PossibleEnd<'_, '_> {
    /// Whether the sentence ends here, unless a footnote number follows.
    fn ends_sentence(&self) -> bool {
        let next = self.next;
        // In Armenian, a full stop behind a word is a middle point.
        if self.table.colon_ends
            && self.terminator.is_full_stop()
            && char_before(self.text, self.terminator.start).is_some_and(|c| !c.is_ascii())
        {
            return false;
        }
        match next.kind {
            CharKind::Lower => return self.ends_before_lower(),
            CharKind::Other if self.continues_with_sign() => return false,
            CharKind::Closer if !self.terminator.is_full_stop() => return false,
            _ => {}
        }
        if self.terminator.is_strong {
            !self.is_reported_speech() && !self.is_company_name()
        } else if self.terminator.dots > 1 {
            self.ends_at_ellipsis() && !self.is_reported_speech()
        } else if self.is_list_head() {
            false
        } else if self.terminator.is_closed() {
            self.ends_closed()
        } else {
            self.ends_after_word()
        }
    }

    /// Whether a sign follows that continues the sentence: a comma or the like always, and "=" or the
    /// like unless the terminator is strong. A run of terminators with spaces ends at the last one.
    fn continues_with_sign(&self) -> bool {
        if self.text[self.next.at..].starts_with('№') {
            return self.terminator.is_full_stop();
        }
        match self.text.as_bytes()[self.next.at] {
            b',' | b';' | b'!' | b'?' => true,
            b'.' => is_gap(self.text, self.next.at + 1),
            b':' | b'&' | b'=' | b'|' | b'/' | b'+' | b'%' => !self.terminator.is_strong,
            _ => false,
        }
    }

    /// Whether the sentence ends before a word in lower case.
    fn ends_before_lower(&self) -> bool {
        let next = self.next;
        if self.terminator.is_full_stop() {
            return !self.terminator.is_closed() && self.is_informal_end();
        }
        if !self.terminator.is_strong || self.terminator.is_closed() {
            return false;
        }
        if next.dashed && !next.is_opened() {
            return false;
        }
        // "Yahoo! in the news": the mark is part of a name.
        let run = &self.text[self.terminator.start..self.terminator.run_end];
        let is_name =
            run == "!" && self.word.len() < self.sentence.len() && starts_upper(self.word);
        let is_name = is_name || run == "?" && self.is_title_before(next.flags);
        !is_name || next.is_opened() || next.word == "i"
    }

    /// Whether the last two words are capitalised and the next one, which has the flags `next`, starts
    /// no sentence: "Who Is Anna Hill? is a play".
    fn is_title_before(&self, next: Flags) -> bool {
        let head = self.sentence[..self.sentence.len() - self.word.len()].trim_end();
        starts_upper(self.word)
            && starts_upper(word_before(head, 0, head.len()))
            && !next.has(Flags::STARTER)
    }

    /// Whether the sentence ends although the next one starts in lower case: after a whole word of five
    /// letters or more, or as informal writers do it.
    fn is_informal_end(&self) -> bool {
        if self.is_long_word() {
            return true;
        }
        let opened_in_lower = starts_lower(self.sentence);
        if is_number(self.word) {
            return opened_in_lower && self.word.len() > 3;
        }
        let is_plain = self.word.len() > 1
            && self.word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !self.flags.has(Flags::ABBREVIATED);
        let is_before_starter =
            self.next.flags.has(Flags::STARTER) && self.word.len() >= SURE_WORD_BYTES_MIN;
        is_plain
            && (opened_in_lower
                || is_before_starter
                || self.next.bracketed
                || self.is_address_next())
    }

    /// Whether the word has five letters or more, all in lower case, and is no abbreviation.
    fn is_long_word(&self) -> bool {
        let letters = self.word.chars().take(LONG_WORD_LETTERS_MIN);
        letters.count() == LONG_WORD_LETTERS_MIN
            && self.word.chars().all(char::is_lowercase)
            && !self.flags.has(Flags::ABBREVIATED)
    }

    /// Whether a web address follows, which may start a sentence.
    fn is_address_next(&self) -> bool {
        let rest = &self.text[self.next.at..];
        rest.starts_with("http") || rest.starts_with("www.")
    }

    /// Whether quoted speech ends here and the sentence continues with who said it: `"Why?" Smith asked`,
    /// `“No!” He said`.
    fn is_reported_speech(&self) -> bool {
        let next = self.next;
        if !self.terminator.is_closed() || next.kind != CharKind::Upper || next.is_opened() {
            return false;
        }
        let is_reporting =
            |word: &str| starts_lower(word) && self.table.flags(word).has(Flags::REPORTING);
        let second_start = skip_white(self.text, next.end());
        let second = word_after(self.text, second_start);
        let third = word_after(
            self.text,
            skip_white(self.text, second_start + second.len()),
        );
        let may_be_speaker =
            !next.flags.has(Flags::STARTER) || next.word.len() <= PRONOUN_BYTES_MAX;
        may_be_speaker && is_reporting(second) || starts_upper(second) && is_reporting(third)
    }

    /// Whether the mark is part of the name of a company: "Yahoo! Inc."
    fn is_company_name(&self) -> bool {
        let is_after_name = !self.terminator.is_closed() && starts_upper(self.word);
        let flags = self.next.flags;
        is_after_name
            && flags.has(Flags::MAY_END_SENTENCE)
            && !flags.has(Flags::STARTER.with(Flags::EVERYDAY))
    }

    /// Whether the sentence ends at two or more dots.
    fn ends_at_ellipsis(&self) -> bool {
        let next = self.next;
        match next.kind {
            CharKind::Upper => true,
            // In Hebrew it is mostly a pause.
            CharKind::Letter => !next
                .word
                .starts_with(|c| matches!(c, '\u{5d0}'..='\u{5ea}')),
            CharKind::Digit => self.terminator.dots > 3,
            _ => self.terminator.dots == 2 || next.is_opened() || next.bulleted || next.dashed,
        }
    }

    /// Whether the sentence so far is only a list marker or a label: "1.", "IV.", "2.1.", "a.)",
    /// "Figure 3."; or ends in a marker after a colon: "for two reasons: 1. Rain".
    fn is_list_head(&self) -> bool {
        let head = &self.sentence[..self.sentence.len() - self.word.len()];
        if self.word.is_empty() {
            return false;
        }
        let is_first = head.len() <= HEAD_BYTES_MAX && !head.contains(char::is_alphanumeric);
        let bytes_max = match is_first {
            true => FIRST_SECTION_NUMBER_BYTES_MAX,
            false => SECTION_NUMBER_BYTES_MAX,
        };
        let is_number = is_number(self.word)
            && (self.word.len() <= ITEM_NUMBER_BYTES_MAX
                || is_first && is_article_number(self.word))
            || self.word.len() <= bytes_max && is_section_number(self.word);
        let is_letter = only_char(self.word).is_some_and(char::is_alphanumeric);
        if !is_number && !is_letter && !is_roman(self.word) {
            return false;
        }
        let open = head.trim_end();
        let is_labelled =
            is_number && open.len() < head.len() && (is_colon(open) || self.is_label(open));
        is_labelled || is_first
    }

    /// Whether `word`, which is the sentence before a number, makes a label of it: "Figure", "Table",
    /// "Step".
    fn is_label(&self, word: &str) -> bool {
        starts_upper(word)
            && word.chars().all(char::is_alphabetic)
            && !self.table.flags(word).has(Flags::STARTER)
    }

    /// Whether the sentence ends at `.)`, `."` or the like. It does, except after an abbreviation and a
    /// single quotation mark before a capital.
    fn ends_closed(&self) -> bool {
        let is_abbreviation = self.flags.has(Flags::TITLE.with(Flags::CONTINUING));
        let is_quoted = self.text.as_bytes()[self.terminator.run_end] == b'\'';
        !(is_quoted && is_abbreviation && self.next.kind == CharKind::Upper)
    }

    /// Whether the sentence ends at a single full stop after a word.
    fn ends_after_word(&self) -> bool {
        let next = self.next;
        if self.word.is_empty() {
            if self.is_spaced_number() {
                return false;
            }
            // "N°. 12"
            return char_before(self.text, self.terminator.start) != Some('°');
        }
        if is_thai(self.word) {
            return false;
        }
        if self.is_date_part() || self.is_abbreviated_before_number() {
            return false;
        }
        // "art. L. 1114-4"
        let is_before_number = self.table.flags(self.word).has(Flags::BEFORE_NUMBER);
        if is_before_number && self.next.is_initial(self.text) && self.is_number_behind_initial() {
            return false;
        }
        if self.is_unit_at_end() || self.is_label_at_end() {
            return true;
        }
        let flags = self.flags_with_part_before();
        if flags.has(Flags::CLOSING) && self.next.kind == CharKind::Upper {
            return !self.next.is_initial(self.text);
        }
        if flags.has(Flags::CONTINUING) && flags != self.flags {
            return false;
        }
        if let Some(c) = only_char(self.word) {
            return self.ends_after_letter(c);
        }
        if is_number(self.word) {
            let may_be_ordinal =
                self.table.ordinal_full_stop && self.word.len() <= 2 && !self.is_cardinal();
            return !(may_be_ordinal
                && next.kind == CharKind::Upper
                && !next.is_starter(self.text));
        }
        if self.is_ordinal_before_name() {
            return false;
        }
        if self.word.contains('.') {
            return self.is_in_path() || self.ends_after_dotted();
        }
        !self.flags.has(Flags::ABBREVIATED) || self.ends_after_abbreviation()
    }

    /// Whether the word is a Roman ordinal before a name: "a II. Kovács", but not "Karl V. Dann".
    fn is_ordinal_before_name(&self) -> bool {
        if !self.table.ordinal_full_stop || !is_roman(self.word) {
            return false;
        }
        let head = self.sentence[..self.sentence.len() - self.word.len()].trim_end();
        starts_lower(word_before(head, 0, head.len()))
            && self.next.kind == CharKind::Upper
            && !self.next.is_opened()
            && !self.next.is_starter(self.text)
    }

    /// Whether the word is the end of a path or address: "/lib/x.so".
    fn is_in_path(&self) -> bool {
        let head = &self.sentence[..self.sentence.len() - self.word.len()];
        head.ends_with(['/', '\\', '@'])
    }

    /// The flags of the word, or those of an abbreviation whose first part stands apart: "z. B.".
    fn flags_with_part_before(&self) -> Flags {
        let head = &self.sentence[..self.sentence.len() - self.word.len()];
        let first = head.trim_end().strip_suffix('.');
        let first = first.map_or("", |head| word_before(head, 0, head.len()));
        match first {
            "" => self.flags,
            _ => match self.table.flags_of_parts(first, self.word) {
                Flags::NONE => self.flags,
                flags => flags,
            },
        }
    }

    /// Whether the number is no ordinal: part of a score or code ("2–1", "2:0", "A-1"), or what an
    /// abbreviation before it counts ("Art. 5", "nr 4", "§ 3").
    fn is_cardinal(&self) -> bool {
        let head = &self.sentence[..self.sentence.len() - self.word.len()];
        if let Some(rest) = head.strip_suffix(['-', '–', ':']) {
            return rest.ends_with(char::is_alphanumeric) && !self.next.flags.has(Flags::MONTH);
        }
        let open = head.trim_end();
        if open.len() == head.len() {
            return false;
        }
        if let Some(rest) = open.strip_suffix(':') {
            return rest.ends_with(|c: char| c.is_ascii_digit());
        }
        let is_abbreviated = open.ends_with('.');
        let open = open.trim_end_matches('.');
        let before = word_before(open, 0, open.len());
        let flags = self.table.flags(before);
        let is_counted = flags.has(Flags::BEFORE_NUMBER)
            && (is_abbreviated || before.len() > 1 && !flags.has(Flags::EVERYDAY));
        is_counted || open.ends_with('§')
    }

    /// Whether the word before the last one is a number, or an amount in words with one before it:
    /// "10 tys. zł".
    fn is_after_number(&self) -> bool {
        let mut head = self.sentence[..self.sentence.len() - self.word.len()].trim_end();
        let amount = head.strip_suffix('.').unwrap_or(head);
        let amount = word_before(amount, 0, amount.len());
        if self.table.flags(amount).has(Flags::MAY_END_SENTENCE) {
            let before = head.trim_end_matches('.').len() - amount.len();
            head = head[..before].trim_end();
        }
        head.ends_with(|c: char| c.is_ascii_digit() || c == '#')
            || is_roman(word_before(head, 0, head.len())) && head.ends_with(['I', 'V', 'X'])
    }

    /// Whether the word is a unit or "year" after a number, and a capital follows: "в 1987 г. Трамваи".
    fn is_unit_at_end(&self) -> bool {
        self.flags.has(Flags::UNIT)
            && self.next.kind == CharKind::Upper
            && !self.next.is_initial(self.text)
            && self.is_after_number()
    }

    /// Whether the word is a capital that names one of several things: "option A. Restart".
    fn is_label_at_end(&self) -> bool {
        let head = self.sentence[..self.sentence.len() - self.word.len()].trim_end();
        only_char(self.word).is_some_and(char::is_uppercase)
            && self.next.kind == CharKind::Upper
            && !self.next.is_initial(self.text)
            && self
                .table
                .flags(word_before(head, 0, head.len()))
                .has(Flags::LABEL)
    }

    /// Whether the number is a day or month of a date that continues: "3. 5. 2019", "17.05. 2019".
    fn is_date_part(&self) -> bool {
        let next = self.next;
        if next.kind != CharKind::Digit || next.at > next.start || next.on_new_line {
            return false;
        }
        let is_day = |word: &str| matches!(word.parse(), Ok(1..=31)) && word.len() <= 2;
        let digits = self.text[next.at..]
            .bytes()
            .take(5)
            .take_while(u8::is_ascii_digit)
            .count();
        let is_stop_next = self.text.as_bytes().get(next.at + digits) == Some(&b'.');
        match self.word.split_once('.') {
            Some((day, month)) => digits == 4 && is_day(day) && is_day(month),
            None if !self.table.ordinal_full_stop || !is_day(self.word) => false,
            None if digits <= 2 => is_stop_next,
            None => {
                let head = &self.sentence[..self.sentence.len() - self.word.len()];
                let day = head.trim_end().strip_suffix('.');
                let day = day.map_or("", |head| word_before(head, 0, head.len()));
                digits == 4 && is_day(day)
            }
        }
    }

    /// Whether the full stop separates the thousands of a number, with spaces around it: "12 . 500".
    fn is_spaced_number(&self) -> bool {
        let head = self.sentence.trim_end();
        let number = word_before(head, 0, head.len());
        let digits = self.text[self.next.at..]
            .bytes()
            .take(4)
            .take_while(u8::is_ascii_digit);
        head.len() < self.sentence.len()
            && self.next.at == self.next.start
            && (1..=3).contains(&number.len())
            && is_number(number)
            && digits.count() == 3
    }

    /// Whether a number follows and the word looks like an abbreviation: a few consonants ("Rs. 16720"),
    /// or a compound with an ending of the language ("Gartenstr. 12").
    fn is_abbreviated_before_number(&self) -> bool {
        if self.next.kind != CharKind::Digit {
            return false;
        }
        let is_vowel = |byte: u8| {
            matches!(
                byte.to_ascii_lowercase(),
                b'a' | b'e' | b'i' | b'o' | b'u' | b'y'
            )
        };
        let is_consonants = (2..=4).contains(&self.word.len())
            && self
                .word
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() && !is_vowel(byte))
            && self.word.bytes().any(|byte| byte.is_ascii_lowercase());
        let mut endings = self.table.compound_endings.split(' ');
        is_consonants || endings.any(|ending| !ending.is_empty() && self.word.ends_with(ending))
    }

    /// Whether the sentence ends at a full stop after a single letter or digit, which mostly is an
    /// initial.
    fn ends_after_letter(&self, c: char) -> bool {
        let next = self.next;
        let word_start = self.sentence.len() - self.word.len();
        // "don't", "20 °C"
        if matches!(
            char_before(self.sentence, word_start),
            Some('\'' | '’' | '°')
        ) {
            return true;
        }
        if c.is_ascii_digit() {
            let may_be_ordinal =
                self.table.ordinal_full_stop && next.kind == CharKind::Upper && !self.is_cardinal();
            return !may_be_ordinal || next.is_starter(self.text);
        }
        if next.kind == CharKind::Digit {
            // "p. 5", "c. 1580", "S. 10th Street".
            return false;
        }
        // Initials in scripts without capitals, and abbreviations such as Arabic د.
        let stands_alone =
            self.sentence[..word_start].ends_with(char::is_whitespace) || word_start == 0;
        let may_be_initial = is_initial_without_case(c) || self.flags.has(Flags::TITLE);
        if next.kind == CharKind::Letter && stands_alone && may_be_initial {
            return false;
        }
        if is_single_letter_word(c) && stands_alone && !self.flags.has(Flags::ABBREVIATED) {
            return true;
        }
        if !c.is_uppercase() {
            if next.kind == CharKind::Other && self.flags.has(Flags::ABBREVIATED) {
                return false;
            }
            let is_bracketed = self.sentence[..word_start].ends_with('(');
            let continues = is_bracketed || self.flags.has(Flags::CONTINUING);
            return !continues && (next.is_starter(self.text) || next.kind != CharKind::Upper);
        }
        if next.kind != CharKind::Upper {
            return c != 'I' && (next.bulleted || next.quoted);
        }
        let earlier = self.sentence[..word_start].trim_end();
        let after_lower = starts_lower(word_before(earlier, 0, earlier.len()));
        if c == 'I' && self.table.flags("i").has(Flags::STARTER) {
            return after_lower;
        }
        next.is_starter(self.text) && (after_lower || next.word.len() > 2)
    }

    /// Whether the sentence ends at a full stop after a word with full stops inside: "U.S.", "p.m.",
    /// "Ph.D.", but also "example.com" and "1.5".
    fn ends_after_dotted(&self) -> bool {
        let next = self.next;
        let parts_are_short = self
            .word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
        if !parts_are_short && !self.flags.has(Flags::ABBREVIATED) {
            return true;
        }
        if self.flags.has(Flags::CONTINUING) {
            return false;
        }
        if next.kind != CharKind::Upper {
            return next.bulleted;
        }
        if next.dashed || next.bracketed {
            return false;
        }
        if next.quoted {
            return true;
        }
        let is_time =
            self.word.eq_ignore_ascii_case("a.m") || self.word.eq_ignore_ascii_case("p.m");
        if is_time && (next.flags.has(Flags::TITLE) || self.is_noun_next()) {
            return self.sentence.len() > CLAUSE_BYTES_MIN;
        }
        next.is_starter(self.text) && self.sentence.len() > HEADING_BYTES_MAX
    }

    /// Whether the next word is capitalised and no word that continues a time of day: "9 a.m. Staff", but
    /// not "9 a.m. Monday", "9 a.m. GMT" and "9 a.m. Eastern Time".
    fn is_noun_next(&self) -> bool {
        let next = self.next;
        let behind = CharKind::at(self.text, skip_white(self.text, next.end()));
        let is_word = next.word.chars().skip(1).all(char::is_lowercase) && next.word.len() > 2;
        is_word
            && !next.is_opened()
            && !next.flags.has(Flags::ABBREVIATED.with(Flags::MONTH))
            && !next.word.ends_with("day")
            && !MONTHS.contains(&next.word)
            && behind == CharKind::Lower
    }

    /// Whether the sentence ends at the full stop of an abbreviation.
    fn ends_after_abbreviation(&self) -> bool {
        let (next, flags) = (self.next, self.flags);
        let is_capitalised = starts_upper(self.word);
        let continues = flags.has(Flags::CONTINUING) || next.dashed || next.bracketed;
        if continues || next.kind == CharKind::Digit {
            return false;
        }
        let is_before_starter = next.is_starter(self.text);
        if flags.has(Flags::BEFORE_NUMBER) && !flags.has(Flags::TITLE.with(Flags::MAY_END_SENTENCE))
        {
            // "No. He left", "Fig. A".
            let is_acronym = self.word.chars().nth(1).is_some_and(char::is_uppercase)
                && next.word.chars().nth(1).is_some_and(char::is_lowercase);
            return flags.has(Flags::EVERYDAY)
                || next.kind == CharKind::Upper
                    && (is_before_starter || is_acronym || !is_capitalised);
        }
        if flags.has(Flags::TITLE)
            && !flags.has(Flags::MAY_END_SENTENCE)
            && next.kind == CharKind::Upper
        {
            return false;
        }
        is_before_starter || next.kind == CharKind::Upper && (next.quoted || next.bulleted)
    }

    /// Whether a number follows the initial that comes next.
    fn is_number_behind_initial(&self) -> bool {
        let behind = skip_white(self.text, self.next.end() + 1);
        CharKind::at(self.text, behind) == CharKind::Digit
    }

    /// Where the sentence ends if a footnote number follows that is no longer superscript: "the end. 12
    /// The next".
    fn footnote_end(&self) -> Option<usize> {
        let next = self.next;
        let is_plain_word =
            self.word.len() > 1 && !is_number(self.word) && !self.word.contains('.');
        if next.kind != CharKind::Digit
            || !self.terminator.is_full_stop()
            || self.terminator.is_closed()
            || next.on_new_line
            || next.at > next.start
            || !is_plain_word
            || self.flags.has(Flags::ABBREVIATED)
        {
            return None;
        }
        let digits = self.text[next.start..]
            .bytes()
            .take(FOOTNOTE_DIGITS_MAX + 1)
            .take_while(u8::is_ascii_digit)
            .count();
        let end = next.start + digits;
        let after = word_after(self.text, skip_white(self.text, end));
        let is_footnote = (1..=FOOTNOTE_DIGITS_MAX).contains(&digits)
            && self.text.as_bytes().get(end) == Some(&b' ')
            && starts_upper(after)
            && self.table.flags(after).has(Flags::STARTER);
        is_footnote.then_some(end)
    }
}

/// A full stop after a word with so many letters ends the sentence even before a word in lower case.
/// In 24 treebanks, 157 of 162 such full stops do.
const LONG_WORD_LETTERS_MIN: usize = 5;
/// Shorter lower-case words may be abbreviations that are in no list.
const SURE_WORD_BYTES_MIN: usize = 5;
/// Numbers of list items have up to three digits; a year is none.
const ITEM_NUMBER_BYTES_MAX: usize = 3;
/// Numbers of sections: "2.10.3".
const SECTION_NUMBER_BYTES_MAX: usize = 6;
/// Numbers of sections at the start of a sentence: "3.4.2.5.1".
const FIRST_SECTION_NUMBER_BYTES_MAX: usize = 16;
/// Starters of up to four bytes may be a pronoun that is the speaker: "They", "I", "We".
const PRONOUN_BYTES_MAX: usize = 4;
/// Up to so many bytes may precede the marker of a list item: a bullet, a bracket.
const HEAD_BYTES_MAX: usize = 5;
/// A text that is no longer is no sentence yet: "U.S. The" does not end behind "U.S.".
const HEADING_BYTES_MAX: usize = 10;
/// A text that is no longer is no clause yet: "At 5 a.m." is none, "He left the bank at 6 p.m." is one.
const CLAUSE_BYTES_MIN: usize = 16;
const FOOTNOTE_DIGITS_MAX: usize = 3;

/// English months, which may follow a time of day.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// Whether `c` is a letter of a script without capitals where a letter with a full stop is an
/// abbreviation: Arabic and Indic scripts.
fn is_initial_without_case(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6ff}') || is_indic(c)
}

/// Whether a word is a section number with full stops inside: "2.1", but not "2".
fn is_section_number(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| !part.is_empty() && is_number(part))
}

/// Whether a number of four digits is hardly a year: articles of a code of law have such numbers.
fn is_article_number(number: &str) -> bool {
    number.len() == 4
        && number
            .parse()
            .is_ok_and(|number: u32| !(1300..=2100).contains(&number))
}

/// Whether `head` ends in a colon that is not part of a score: "2: 2".
fn is_colon(head: &str) -> bool {
    let before = head.strip_suffix(':');
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether `c` is a lower-case letter that is a word in some language and no usual abbreviation: a
/// Latin letter with an accent ("é", "å", "ạ"), or one of some Cyrillic letters.
fn is_single_letter_word(c: char) -> bool {
    let is_accented = matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    c.is_lowercase() && (is_accented || matches!(c, 'я' | 'є' | 'ї' | 'й' | 'ѝ'))
}

/// Whether a word is a Roman numeral of up to four of the letters I, V and X.
fn is_roman(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// Whether a word ends in Thai, which has full stops in abbreviations and numbers only.
fn is_thai(word: &str) -> bool {
    word.ends_with(|c| matches!(c, '\u{e00}'..='\u{e7f}'))
}

/// The number of a list marker, which counts up from item to item: 3 for "3", the ASCII code for a
/// letter.
pub(super) fn marker(word: &str) -> Option<u32> {
    match word.as_bytes() {
        [letter @ b'a'..=b'z'] => Some(u32::from(*letter)),
        [b'1'..=b'9', ..] if word.len() <= 3 && is_number(word) => word.parse().ok(),
        _ => None,
    }
}

/// The number of the list marker that `sentence` starts with: "1.", "• 9.", "a)".
pub(super) fn opening_marker(sentence: &str) -> Option<u32> {
    let head = sentence
        .char_indices()
        .take_while(|&(at, _)| at <= HEAD_BYTES_MAX)
        .find(|(_, c)| c.is_alphanumeric())?;
    let rest = &sentence[head.0..];
    let length = rest
        .bytes()
        .take(4)
        .position(|byte| matches!(byte, b'.' | b')'))?;
    marker(&rest[..length])
}

/// Whether a space is missing behind a full stop inside a run of characters: "world.Today", but not
/// "example.com". `start` is the start of the sentence.
pub(super) fn is_missing_space(
    text: &str,
    start: usize,
    terminator: Terminator,
    table: &BoundaryTable,
) -> bool {
    let next = word_after(text, terminator.run_end);
    if !starts_upper(next) || !ends_like_word(&text[start..terminator.start]) {
        return false;
    }
    let behind = &text.as_bytes()[terminator.run_end + next.len()..];
    let is_whole = match behind {
        [] => true,
        [b'.', rest @ ..] => rest.first().is_none_or(u8::is_ascii_whitespace),
        [byte, ..] => byte.is_ascii_whitespace() || matches!(byte, b',' | b'\''),
    };
    let rest_is_lower = next.chars().skip(1).all(char::is_lowercase);
    let is_word = next.len() > 2 || table.flags(next).has(Flags::STARTER.with(Flags::TITLE));
    let is_domain = ["com", "net", "org"]
        .iter()
        .any(|domain| next.eq_ignore_ascii_case(domain));
    is_whole && rest_is_lower && is_word && !is_domain
}

/// Whether `before` ends in three lower-case letters or two digits that are not part of an address.
pub(super) fn ends_like_word(before: &str) -> bool {
    let run = before
        .bytes()
        .rev()
        .take(RUN_BYTES_MAX)
        .take_while(|byte| !byte.is_ascii_whitespace());
    let is_of_address = |byte| matches!(byte, b'/' | b'@' | b'_' | b'\\' | b':' | b'=' | b'.');
    let last = before.chars().rev().take(3);
    let is_lower = last.clone().filter(|c| c.is_lowercase()).count() == 3;
    let is_number = last.take(2).filter(char::is_ascii_digit).count() == 2;
    (is_lower || is_number) && !run.clone().any(is_of_address)
}

const RUN_BYTES_MAX: usize = 40;

/// Whether `before` ends in a web address: "example.com/news.asp", "a@example.com", "page?id=1".
pub(super) fn is_address_before(before: &str) -> bool {
    let run = before.bytes().rev().take(ADDRESS_BYTES_MAX);
    let run = run.take_while(u8::is_ascii_graphic);
    let has = |byte: u8| run.clone().any(|other| other == byte);
    has(b'.') && has(b'/') || has(b'@') || has(b'=')
}

const ADDRESS_BYTES_MAX: usize = 100;
