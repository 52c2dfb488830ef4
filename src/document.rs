//! A document as scoring sees it: sentences with their kept spans, flags and terms.
//!
//! Words end here. Later stages see sentence indices, term ids, counts and flags.

use crate::clean::{Role, Text, boilerplate_role};
use crate::language::{Language, WordClass, unspaced};
use crate::options::Options;
use crate::segment::{self, SentenceSpan};
use crate::span::Span;
use crate::stop::Stop;
use crate::trim::trim;
use crate::vocabulary::{Vocabulary, Word};
use std::ops::Range;

/// A term of one document, numbered in order of first appearance.
pub(crate) type TermId = u32;

/// One sentence of a document: all that later stages need of its words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// Where, in the clean text of its document.
    pub(crate) span: Span,
    /// What part it plays.
    pub(crate) role: Role,
    /// What is true of its form.
    pub(crate) flags: Flags,
    /// Which of the documents it stands in.
    pub(crate) document: u32,
    /// Which block of its document it stands in.
    pub(crate) block: u32,
    /// The sentence index of the heading above it.
    pub(crate) heading: Option<u32>,
    /// What its words are.
    pub(crate) counts: Counts,
    kept: [u32; 2],
    terms: [u32; 2],
}

/// How many of a sentence's words are of a kind. Counted over its kept spans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// UAX #29 words.
    pub(crate) words: u32,
    /// Words that start with a digit.
    pub(crate) numbers: u32,
    /// Capitalised words, the first one aside.
    pub(crate) capitalised: u32,
    /// Words of [`WordClass::PERSONAL`].
    pub(crate) personal: u32,
    /// Words of [`WordClass::REPORTING`].
    pub(crate) reporting: u32,
    /// Words of [`WordClass::BONUS`].
    pub(crate) bonus: u32,
    /// Words of [`WordClass::STIGMA`].
    pub(crate) stigma: u32,
    /// Words of [`WordClass::QUANTITY`].
    pub(crate) quantity: u32,
    /// Words of [`WordClass::RESULT`].
    pub(crate) result: u32,
}

/// What is true of a sentence's form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u16);

impl Flags {
    /// Opens with "he", "this" … whose antecedent may lie outside.
    pub(crate) const POINTS_BACK: Flags = Flags(1);
    /// Opens with "but", "however" …
    pub(crate) const CONNECTS_BACK: Flags = Flags(1 << 1);
    /// Ends with a question mark.
    pub(crate) const QUESTION: Flags = Flags(1 << 2);
    /// Ends with a colon.
    pub(crate) const COLON: Flags = Flags(1 << 3);
    /// Ends with no terminator at all.
    pub(crate) const UNTERMINATED: Flags = Flags(1 << 4);
    /// Holds a quotation mark.
    pub(crate) const QUOTES: Flags = Flags(1 << 5);
    /// Quotation marks or brackets do not pair up.
    pub(crate) const UNBALANCED: Flags = Flags(1 << 6);
    /// A piece of an over-long unit.
    pub(crate) const CUT: Flags = Flags(1 << 7);
    /// Its first kept letter must be upper-cased, since a lead-in was trimmed.
    pub(crate) const RECAPITALISE: Flags = Flags(1 << 8);
    /// Matches one of [`Options::exclude`].
    pub(crate) const EXCLUDED: Flags = Flags(1 << 9);

    /// Whether any of `other` is set.
    #[inline]
    pub(crate) const fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// Sets `other` where `condition` holds.
    #[inline]
    fn set(&mut self, other: Flags, condition: bool) {
        self.0 |= if condition { other.0 } else { 0 };
    }
}

/// The sentences of one document, or of several in the order given. Read-only once built.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    sentences: Vec<Sentence>,
    kept: Vec<Span>,
    terms: Vec<TermId>,
    gaps: Vec<u8>,
    title_terms: Vec<TermId>,
    query_terms: Vec<TermId>,
    term_count: u32,
    document_count: u32,
}

impl Document {
    /// The sentences, in document order.
    #[inline]
    pub(crate) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The spans of clean text that a bullet of `sentence` keeps, ascending.
    #[inline]
    pub(crate) fn kept(&self, sentence: usize) -> &[Span] {
        let [start, end] = self.sentences[sentence].kept;
        &self.kept[start as usize..end as usize]
    }

    /// The terms of `sentence` in the order of its words; a repeated term stands repeated.
    #[inline]
    pub(crate) fn terms(&self, sentence: usize) -> &[TermId] {
        let [start, end] = self.sentences[sentence].terms;
        &self.terms[start as usize..end as usize]
    }

    /// For each of [`Document::terms`], how many words that are no terms stand between it and the
    /// term before, or the start of the sentence; 255 stands for more, too.
    #[inline]
    pub(crate) fn gaps(&self, sentence: usize) -> &[u8] {
        let [start, end] = self.sentences[sentence].terms;
        &self.gaps[start as usize..end as usize]
    }

    /// The terms of the titles that the text uses too.
    pub(crate) fn title_terms(&self) -> &[TermId] {
        &self.title_terms
    }

    /// The terms of the query that the text uses too.
    pub(crate) fn query_terms(&self) -> &[TermId] {
        &self.query_terms
    }

    /// How many terms there are; ids lie below.
    #[inline]
    pub(crate) fn term_count(&self) -> usize {
        self.term_count as usize
    }

    /// How many documents were given.
    pub(crate) fn document_count(&self) -> usize {
        self.document_count as usize
    }

    /// Whether `sentence` may be a bullet.
    #[inline]
    pub(crate) fn is_candidate(&self, sentence: usize) -> bool {
        let sentence = &self.sentences[sentence];
        sentence.role.is_body() && !sentence.flags.has(Flags::EXCLUDED)
    }

    /// How many sentences may be bullets.
    pub(crate) fn candidate_count(&self) -> usize {
        (0..self.sentences.len())
            .filter(|&sentence| self.is_candidate(sentence))
            .count()
    }
}

/// What building a document needs beside its text; kept from document to document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    document: Document,
    spans: Vec<SentenceSpan>,
    stamps: Stamps,
}

/// Stem → term of the current document. Stamped by generation, so that nothing is cleared.
#[derive(Clone, Default)]
struct Stamps {
    generation: u32,
    of_stem: Vec<(u32, TermId)>,
    term_count: u32,
}

impl Stamps {
    fn begin(&mut self) {
        self.term_count = 0;
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.of_stem.fill((0, 0));
            self.generation = 1;
        }
    }

    #[inline]
    fn term(&mut self, stem: u32) -> TermId {
        let stem = stem as usize;
        if stem >= self.of_stem.len() {
            self.of_stem.resize((stem + 1).next_power_of_two(), (0, 0));
        }
        let stamp = &mut self.of_stem[stem];
        if stamp.0 != self.generation {
            *stamp = (self.generation, self.term_count);
            self.term_count += 1;
        }
        stamp.1
    }

    fn known(&self, stem: u32) -> Option<TermId> {
        let &(generation, term) = self.of_stem.get(stem as usize)?;
        (generation == self.generation).then_some(term)
    }
}

/// Builds the document of `texts`; `None` when `stop` said so.
pub(crate) fn build<'s>(
    texts: &[Text],
    titles: &[&str],
    language: Language,
    options: &Options,
    vocabulary: &mut Vocabulary,
    scratch: &'s mut Scratch,
    stop: &mut Stop,
) -> Option<&'s Document> {
    let Scratch {
        document,
        spans,
        stamps,
    } = scratch;
    document.sentences.clear();
    document.kept.clear();
    document.terms.clear();
    document.gaps.clear();
    document.title_terms.clear();
    document.query_terms.clear();
    document.document_count = texts.len() as u32;
    stamps.begin();
    vocabulary.prune();
    for (index, text) in texts.iter().enumerate() {
        let mut builder = Builder {
            text,
            language,
            options,
            vocabulary,
            document,
            stamps,
            heading: None,
        };
        for (block_index, block) in text.blocks.iter().enumerate() {
            spans.clear();
            segment::sentences(text.content, *block, language, spans);
            for &found in spans.iter() {
                stop.after(found.span.len())?;
                builder.sentence(found, block.role, index as u32, block_index as u32);
            }
        }
    }
    document.term_count = stamps.term_count;
    for title in titles {
        known_terms(title, vocabulary, stamps, &mut document.title_terms);
    }
    known_terms(
        &options.query,
        vocabulary,
        stamps,
        &mut document.query_terms,
    );
    Some(document)
}

/// Appends the terms of `phrase` that the document has too, each once.
fn known_terms(
    phrase: &str,
    vocabulary: &mut Vocabulary,
    stamps: &Stamps,
    terms: &mut Vec<TermId>,
) {
    let mut bigrams = Bigrams::default();
    segment::words(phrase, |start, end| {
        let Some(term_start) = bigrams.term_start(phrase, start, end) else {
            return;
        };
        let word = vocabulary.look_up(phrase, term_start, end);
        if word.is_term()
            && let Some(term) = stamps.known(word.stem)
            && !terms.contains(&term)
        {
            terms.push(term);
        }
    });
}

/// Scripts without spaces give one word per character (UAX #29 knows no dictionary): there the
/// term of a word is its bigram with the word before. Bigrams retrieve Chinese and Japanese about
/// as well as dictionary words do (Nie et al. 2000, "On the use of words and n-grams for Chinese
/// information retrieval").
#[derive(Default)]
struct Bigrams {
    /// Where the last word stands, if it is of such a script.
    last: Option<(usize, usize)>,
}

impl Bigrams {
    /// Where the term of the word at `start..end` starts: with the word itself; with the one before
    /// it, in a script without spaces; nowhere, for the first word of a run of them.
    #[inline]
    fn term_start(&mut self, text: &str, start: usize, end: usize) -> Option<usize> {
        // No script without spaces is encoded below U+0800.
        if text.as_bytes()[start] < 0xE0 {
            return Some(start);
        }
        self.term_start_unspaced(text, start, end)
    }

    #[inline(never)]
    fn term_start_unspaced(&mut self, text: &str, start: usize, end: usize) -> Option<usize> {
        let is_unspaced = |at: usize| text[at..].chars().next().is_some_and(unspaced);
        if !is_unspaced(start) {
            return Some(start);
        }
        match self.last.replace((start, end)) {
            Some((last_start, last_end)) if last_end == start => Some(last_start),
            _ if is_unspaced(end) => None,
            _ => Some(start),
        }
    }
}

/// Adds the sentences of one text to a document.
struct Builder<'b, 't> {
    text: &'b Text<'t>,
    language: Language,
    options: &'b Options,
    vocabulary: &'b mut Vocabulary,
    document: &'b mut Document,
    stamps: &'b mut Stamps,
    heading: Option<u32>,
}

impl Builder<'_, '_> {
    fn sentence(&mut self, found: SentenceSpan, role: Role, document: u32, block: u32) {
        let content = self.text.content;
        let mut sentence = Sentence {
            span: found.span,
            role,
            document,
            block,
            heading: self.heading,
            ..Sentence::default()
        };
        sentence.flags.set(Flags::CUT, found.cut);

        let kept_start = self.document.kept.len();
        let recapitalise = trim(content, found.span, self.language, &mut self.document.kept);
        sentence.flags.set(Flags::RECAPITALISE, recapitalise);
        let kept = kept_start..self.document.kept.len();

        let terms_start = self.document.terms.len();
        let classes = self.words(kept.clone(), &mut sentence);
        self.form(kept.clone(), &mut sentence.flags);

        let text = found.span.of(content);
        if role.is_body() {
            if let Some(furniture) = boilerplate_role(text, sentence.counts.words, classes) {
                sentence.role = furniture;
            }
            let excluded = self
                .options
                .exclude
                .iter()
                .any(|pattern| pattern.is_match(text));
            sentence.flags.set(Flags::EXCLUDED, excluded);
        }
        if sentence.role == Role::Heading {
            self.heading = Some(self.document.sentences.len() as u32);
        }
        sentence.kept = [kept.start as u32, kept.end as u32];
        sentence.terms = [terms_start as u32, self.document.terms.len() as u32];
        self.document.sentences.push(sentence);
    }

    /// Looks every kept word up: appends its term, counts its classes. Returns the classes met.
    fn words(&mut self, kept: Range<usize>, sentence: &mut Sentence) -> WordClass {
        let Builder {
            text,
            vocabulary,
            document,
            stamps,
            ..
        } = self;
        let Document {
            kept: spans,
            terms,
            gaps,
            ..
        } = &mut **document;
        let counts = &mut sentence.counts;
        let mut gap = 0u8;
        let mut classes = WordClass::default();
        for span in &spans[kept] {
            let piece = span.of(text.content);
            let mut bigrams = Bigrams::default();
            segment::words(piece, |start, end| {
                let first = counts.words == 0;
                counts.words += 1;
                let initial = piece.as_bytes()[start];
                let Some(term_start) = bigrams.term_start(piece, start, end) else {
                    return;
                };
                let offset = span.start as usize;
                let Word { stem, class } =
                    vocabulary.look_up(text.content, offset + term_start, offset + end);
                if stem == Word::NO_STEM {
                    gap = gap.saturating_add(1);
                } else {
                    terms.push(stamps.term(stem));
                    gaps.push(std::mem::take(&mut gap));
                }
                counts.numbers += u32::from(initial.is_ascii_digit());
                counts.capitalised += u32::from(!first && initial.is_ascii_uppercase());
                if class != WordClass::default() && class != WordClass::STOP {
                    count_classes(class, first, counts, &mut sentence.flags);
                    classes = classes.with(class);
                }
            });
        }
        classes
    }

    /// Reads the flags of form off the kept text.
    fn form(&self, kept: Range<usize>, flags: &mut Flags) {
        let spans = &self.document.kept[kept];
        let mut pairs = Pairs::default();
        for span in spans {
            pairs.read(span.of(self.text.content));
        }
        flags.set(Flags::QUOTES, pairs.quotes);
        flags.set(Flags::UNBALANCED, !pairs.balanced());
        if let Some(last) = spans.last() {
            let end = last
                .of(self.text.content)
                .trim_end_matches(|c: char| "\"'”’»)]】」』）".contains(c));
            let terminator = end.chars().next_back().unwrap_or(' ');
            flags.set(
                Flags::QUESTION,
                matches!(terminator, '?' | '？' | '؟' | ';'),
            );
            flags.set(Flags::COLON, matches!(terminator, ':' | '：'));
            flags.set(Flags::UNTERMINATED, !is_terminator(terminator));
        }
    }
}

/// Notes what classes other than stop words mean for a sentence. Out of line, since few words have
/// any.
fn count_classes(class: WordClass, first: bool, counts: &mut Counts, flags: &mut Flags) {
    counts.personal += u32::from(class.has(WordClass::PERSONAL));
    counts.reporting += u32::from(class.has(WordClass::REPORTING));
    counts.bonus += u32::from(class.has(WordClass::BONUS));
    counts.stigma += u32::from(class.has(WordClass::STIGMA));
    counts.quantity += u32::from(class.has(WordClass::QUANTITY));
    counts.result += u32::from(class.has(WordClass::RESULT));
    flags.set(Flags::POINTS_BACK, first && class.has(WordClass::POINTING));
    flags.set(
        Flags::CONNECTS_BACK,
        first && class.has(WordClass::CONNECTIVE),
    );
}

/// Whether `c` ends a sentence in any of the scripts we know.
fn is_terminator(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '‽'
            | '。'
            | '！'
            | '？'
            | '．'
            | '｡'
            | '؟'
            | '۔'
            | '։'
            | '।'
            | '॥'
            | '።'
            | '፧'
            | '၊'
            | '။'
            | '។'
            | '៕'
    )
}

/// Whether quotation marks and brackets pair up.
#[derive(Default)]
struct Pairs {
    quotes: bool,
    straight: u32,
    curly: i32,
    round: i32,
    square: i32,
    closed_early: bool,
}

impl Pairs {
    fn read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'"' => self.straight += 1,
                b'(' => self.round += 1,
                b')' => self.round -= 1,
                b'[' => self.square += 1,
                b']' => self.square -= 1,
                // U+201C and U+201D; the other quotation marks differ from language to language.
                0xE2 if bytes[at..].starts_with("“".as_bytes()) => self.curly += 1,
                0xE2 if bytes[at..].starts_with("”".as_bytes()) => self.curly -= 1,
                _ => {}
            }
            self.closed_early |= self.round < 0 || self.square < 0;
            at += 1;
        }
        self.quotes |= self.straight > 0 || self.curly != 0;
    }

    fn balanced(&self) -> bool {
        self.straight % 2 == 0
            && self.curly == 0
            && self.round == 0
            && self.square == 0
            && !self.closed_early
    }
}
