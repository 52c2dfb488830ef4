//! A document as scoring sees it: sentences with their kept spans, flags and terms.
//!
//! Words end here. Later stages see sentence indices, term ids, counts and flags.

mod count;
mod form;
mod near;
mod words;

use crate::clean::{Role, Text, furniture_role};
use crate::language::Language;
use crate::options::{Method, Options};
use crate::scan::{Bitmaps, MARKS, Positions};
use crate::segment::{self, SentenceSpan};
use crate::span::Span;
use crate::stop::Stop;
use crate::trim::Trimmer;
use crate::vocabulary::Vocabulary;
use words::{Keeps, WordScratch};

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
    /// Opens with "I", "we", "you" …
    pub(crate) const OPENS_PERSONAL: Flags = Flags(1 << 10);
    /// Holds a currency sign or "%".
    pub(crate) const MONEY: Flags = Flags(1 << 11);

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
    /// Those of all sentences; behind them is room.
    terms: Vec<TermId>,
    /// One for each of the terms, or none.
    gaps: Vec<u8>,
    /// One for each of the terms, or none.
    places: Vec<Span>,
    /// By term; behind the last is room.
    stems: Vec<u32>,
    title_terms: Vec<TermId>,
    /// Where the terms of each title end.
    title_ends: Vec<u32>,
    query_terms: Vec<TermId>,
    term_count: u32,
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
    /// term before, or the start of the sentence; 255 stands for more, too. Known only under
    /// [`Method::Luhn`], else empty.
    #[inline]
    pub(crate) fn gaps(&self, sentence: usize) -> &[u8] {
        let [start, end] = self.sentences[sentence].terms;
        self.gaps.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Where each of [`Document::terms`] stands in the clean text. Known only where
    /// [`Options::keywords`] are asked for, else empty.
    pub(crate) fn places(&self, sentence: usize) -> &[Span] {
        let [start, end] = self.sentences[sentence].terms;
        self.places.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// The terms of the title of one of the documents that the text of any uses too.
    pub(crate) fn title_terms(&self, document: u32) -> &[TermId] {
        let end_of = |title: usize| self.title_ends.get(title).copied().unwrap_or(0) as usize;
        let start = (document as usize).checked_sub(1).map_or(0, end_of);
        &self.title_terms[start..end_of(document as usize).max(start)]
    }

    /// The vocabulary's number of each term's stem.
    #[inline]
    pub(crate) fn stems(&self) -> &[u32] {
        &self.stems[..self.term_count()]
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
    bitmaps: Bitmaps,
    marks_of_sentence: Vec<u32>,
    words: WordScratch,
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
        bitmaps,
        marks_of_sentence,
        words,
    } = scratch;
    document.sentences.clear();
    document.kept.clear();
    document.gaps.clear();
    document.places.clear();
    document.title_terms.clear();
    document.title_ends.clear();
    document.query_terms.clear();
    let trimmer = Trimmer::of(language);
    words.begin(Keeps {
        gaps: options.method == Method::Luhn,
        places: options.keywords > 0,
    });
    for (index, text) in texts.iter().enumerate() {
        let content = text.content;
        let document_start = document.sentences.len();
        bitmaps.read(content, stop)?;
        words.begin_text(content);
        let mut builder = Builder {
            content,
            index: index as u32,
            bitmaps,
            marks: &mut bitmaps.marks(Span::new(0..content.len())),
            marks_of_sentence,
            trimmer,
            options,
            vocabulary,
            document,
            words,
            open_from: document_start,
            open_bytes: 0,
            open_end: 0,
            heading: None,
            is_addressed: false,
        };
        for block in text.blocks {
            spans.clear();
            segment::sentences_until(content, bitmaps, *block, language, spans, stop)?;
            for &found in &*spans {
                stop.after(found.span.len())?;
                builder.open(found, block.role);
            }
            let is_furniture = block.role == Role::Boilerplate;
            builder.is_addressed = is_furniture && block.span.of(content).ends_with(',');
        }
        builder.close_all();
    }
    bitmaps.release();
    words.release();
    document.term_count = words.term_count();
    for title in titles {
        words.known_terms(title, vocabulary, &mut document.title_terms);
        (document.title_ends).push(document.title_terms.len() as u32);
    }
    words.known_terms(&options.query, vocabulary, &mut document.query_terms);
    let terms = &mut document.query_terms;
    words.near_terms(&options.query, texts, vocabulary, terms, stop)?;
    Some(document)
}

/// So many bytes of sentences are looked up at once: most articles, while their words still lie in
/// the nearer caches when they are counted.
const GROUP_BYTES: usize = 32 << 10;

/// Sentences that stand farther apart are not looked up together.
const GAP_BYTES_MAX: u32 = 64;

/// Adds the sentences of one text to a document.
struct Builder<'b> {
    content: &'b str,
    /// Which of the texts it is.
    index: u32,
    bitmaps: &'b Bitmaps,
    /// Where something may open or close, from the next sentence on.
    marks: &'b mut Positions<'b, MARKS>,
    /// Scratch.
    marks_of_sentence: &'b mut Vec<u32>,
    trimmer: &'static Trimmer,
    options: &'b Options,
    vocabulary: &'b mut Vocabulary,
    document: &'b mut Document,
    words: &'b mut WordScratch,
    /// From which sentence on words are yet to be looked up, and how many bytes those have.
    open_from: usize,
    open_bytes: usize,
    /// Where the last of them ends.
    open_end: u32,
    heading: Option<u32>,
    /// Whether the block before ended in mid-sentence, as "Dear all," does.
    is_addressed: bool,
}

impl Builder<'_> {
    /// Appends a sentence: what it keeps.
    fn open(&mut self, found: SentenceSpan, role: Role) {
        // What stands between sentences is no sentence's, and yet looked up with them.
        if found.span.start > self.open_end.saturating_add(GAP_BYTES_MAX) {
            self.close_all();
        }
        self.open_end = found.span.end;
        let Document {
            kept, sentences, ..
        } = &mut *self.document;
        let kept_start = kept.len();
        let marks = &mut *self.marks_of_sentence;
        marks.clear();
        while let Some(mark) = self.marks.peek()
            && mark < found.span.range().end
        {
            if mark >= found.span.range().start {
                marks.push(mark as u32);
            }
            self.marks.next();
        }
        let is_trimmed = self.trimmer.trim(self.content, found.span, marks, kept);
        let recapitalise = is_trimmed | std::mem::take(&mut self.is_addressed);
        for &part in &kept[kept_start..] {
            self.words.keep(self.content, part);
        }
        let mut flags = Flags::default();
        form::read(self.content, &kept[kept_start..], marks, &mut flags);
        flags.set(Flags::CUT, found.cut);
        flags.set(Flags::RECAPITALISE, recapitalise);
        sentences.push(Sentence {
            span: found.span,
            role,
            flags,
            document: self.index,
            kept: [kept_start as u32, kept.len() as u32],
            ..Sentence::default()
        });
        self.open_bytes += found.span.len();
        if self.open_bytes >= GROUP_BYTES {
            self.close_all();
        }
    }

    /// Fills in what is known of the open sentences once their words are looked up.
    fn close_all(&mut self) {
        let Builder {
            content,
            bitmaps,
            options,
            words,
            heading,
            ..
        } = self;
        let Document {
            sentences, kept, ..
        } = &*self.document;
        let Some(first) = sentences.get(self.open_from) else {
            return;
        };
        let kept = &kept[first.kept[0] as usize..];
        words.look_up(content, bitmaps, kept, self.vocabulary);
        words.count(
            self.document,
            self.open_from,
            |index, sentence, has_anchor| {
                sentence.heading = *heading;
                if sentence.role.is_body() {
                    let text = sentence.span.of(content);
                    if let Some(furniture) = furniture_role(text, sentence.counts.words, has_anchor)
                    {
                        sentence.role = furniture;
                    }
                    let is_excluded = options.exclude.iter().any(|pattern| pattern.is_match(text));
                    sentence.flags.set(Flags::EXCLUDED, is_excluded);
                }
                if sentence.role == Role::Heading {
                    *heading = Some(index as u32);
                }
            },
        );
        self.open_from = self.document.sentences.len();
        self.open_bytes = 0;
    }
}
