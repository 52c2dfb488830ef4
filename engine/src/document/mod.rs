//! A document as scoring sees it: sentences with their kept spans, flags and terms.
//!
//! Words end here. Later stages see sentence indices, term ids, counts and flags.

mod build;
mod count;
mod form;
mod near;
mod words;

use crate::clean::Role;
use crate::language::WordClass;
use crate::span::Span;
pub(crate) use build::{Scratch, build};

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

/// One occurrence of a term.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The word, in the clean text.
    pub(crate) span: Span,
    /// What is known of the word.
    pub(crate) class: WordClass,
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
    /// Words of [`WordClass::FIRST_PERSON`].
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
    pub(crate) const OPENS_WITH_PRONOUN: Flags = Flags(1);
    /// Opens with "but", "however" …
    pub(crate) const OPENS_WITH_CONNECTIVE: Flags = Flags(1 << 1);
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
    /// Matches one of [`crate::Options::exclude`].
    pub(crate) const EXCLUDED: Flags = Flags(1 << 9);
    /// Opens with "I", "we", "you" …
    pub(crate) const OPENS_FIRST_PERSON: Flags = Flags(1 << 10);
    /// Holds a currency sign or "%".
    pub(crate) const MONEY: Flags = Flags(1 << 11);
    /// Holds a word of [`WordClass::BOILERPLATE`], as furniture does.
    pub(crate) const HAS_ANCHOR: Flags = Flags(1 << 12);

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
    places: Vec<Place>,
    /// By term; behind the last is room.
    stems: Vec<u32>,
    title_terms: Vec<TermId>,
    /// Where the terms of each title end.
    title_ends: Vec<u32>,
    query_terms: Vec<TermId>,
    term_count: u32,
}

impl Document {
    /// Nothing in it, its memory kept.
    fn clear(&mut self) {
        let Document {
            sentences,
            kept,
            gaps,
            places,
            title_terms,
            title_ends,
            query_terms,
            term_count,
            // Held at a length, and written before they are read.
            terms: _,
            stems: _,
        } = self;
        sentences.clear();
        kept.clear();
        gaps.clear();
        places.clear();
        title_terms.clear();
        title_ends.clear();
        query_terms.clear();
        *term_count = 0;
    }

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
    /// [`crate::Method::Luhn`], else empty.
    #[inline]
    pub(crate) fn gaps(&self, sentence: usize) -> &[u8] {
        let [start, end] = self.sentences[sentence].terms;
        self.gaps.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Of each of [`Document::terms`] where it stands in the clean text, and what word it is there. Known
    /// only where [`crate::Options::keywords`] are asked for, else empty.
    pub(crate) fn places(&self, sentence: usize) -> &[Place] {
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
