//! A document as scoring sees it: sentences with their kept spans, flags, counts and terms.
//!
//! This is the last stage that reads text. Later stages see sentence indices, term ids, counts and
//! flags; only writing the bullets and the key phrases goes back to the text.

mod build;
mod count;
mod fuzzy_query;
mod marks;
mod words;

use crate::clean::Role;
use crate::language::WordClass;
use crate::span::Span;
pub(crate) use build::{Scratch, build};

/// The number of a term within one document. Terms are numbered from 0 in order of first appearance.
pub(crate) type TermId = u32;

/// One sentence: everything that later stages need to know of its words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// The whole sentence, as a span of the clean text of its document.
    pub(crate) span: Span,
    /// The role of its block, unless the sentence itself was recognised as a caption, a byline or
    /// boilerplate.
    pub(crate) role: Role,
    /// Yes-or-no properties.
    pub(crate) flags: Flags,
    /// The index of its document among the documents given.
    pub(crate) document: u32,
    /// The sentence index of the nearest heading above it.
    pub(crate) heading: Option<u32>,
    /// How many words of each kind it has.
    pub(crate) counts: Counts,
    /// Start and end of its part of `Document::kept`.
    kept: [u32; 2],
    /// Start and end of its part of `Document::terms`.
    terms: [u32; 2],
}

/// One occurrence of a term.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TermOccurrence {
    /// The word, as a span of the clean text of its document.
    pub(crate) span: Span,
    /// The classes of the word.
    pub(crate) class: WordClass,
}

/// How many of a sentence's words are of each kind. Only words of its kept spans are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// All words (UAX #29).
    pub(crate) words: u32,
    /// Words that start with a digit.
    pub(crate) numbers: u32,
    /// Capitalised words, not counting the first word.
    pub(crate) capitalised: u32,
    /// Words of [`WordClass::FIRST_PERSON`].
    pub(crate) first_person: u32,
    /// Words of [`WordClass::REPORTING`].
    pub(crate) reporting: u32,
    /// Words of [`WordClass::BONUS`].
    pub(crate) bonus: u32,
    /// Words of [`WordClass::STIGMA`].
    pub(crate) stigma: u32,
}

/// Yes-or-no properties of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u32);

impl Flags {
    /// Starts with a pronoun or demonstrative ("he", "this") whose antecedent is likely to be in
    /// another sentence: a word of [`WordClass::ANAPHORIC`].
    pub(crate) const OPENS_WITH_PRONOUN: Flags = Flags(1);
    /// Starts with a connective ("but", "however"): a word of [`WordClass::CONNECTIVE`].
    pub(crate) const OPENS_WITH_CONNECTIVE: Flags = Flags(1 << 1);
    /// Ends with a question mark.
    pub(crate) const QUESTION: Flags = Flags(1 << 2);
    /// Ends with a colon.
    pub(crate) const COLON: Flags = Flags(1 << 3);
    /// Ends without a terminator.
    pub(crate) const UNTERMINATED: Flags = Flags(1 << 4);
    /// Contains one of the quotation marks `"`, `“` and `”`.
    pub(crate) const QUOTES: Flags = Flags(1 << 5);
    /// Has a quotation mark or bracket without its partner.
    pub(crate) const UNBALANCED: Flags = Flags(1 << 6);
    /// Is a piece of a text without sentence ends, which was cut because it is too long.
    pub(crate) const CUT: Flags = Flags(1 << 7);
    /// The first kept letter must be made upper-case, because the words before it were trimmed.
    pub(crate) const RECAPITALISE: Flags = Flags(1 << 8);
    /// Matches a pattern of [`crate::Options::exclude`], so it is never a bullet.
    pub(crate) const EXCLUDED: Flags = Flags(1 << 9);
    /// Starts with a word of the first or second person ("I", "we", "you"): a word of
    /// [`WordClass::FIRST_PERSON`].
    pub(crate) const OPENS_FIRST_PERSON: Flags = Flags(1 << 10);
    /// Contains `%` or one of the currency signs `$`, `£`, `¥` and `€`.
    pub(crate) const MONEY: Flags = Flags(1 << 11);
    /// Contains a word of [`WordClass::TRIGGER`]. Most boilerplate does.
    pub(crate) const HAS_TRIGGER_WORD: Flags = Flags(1 << 12);
    /// Has a pronoun ("he") before any name or noun that it could stand for.
    pub(crate) const OPEN_PRONOUN: Flags = Flags(1 << 13);
    /// Has a word of [`WordClass::DEMONSTRATIVE`].
    pub(crate) const DEMONSTRATIVE: Flags = Flags(1 << 14);
    /// Starts with a word of [`WordClass::DEFINITE`].
    pub(crate) const OPENS_WITH_DEFINITE: Flags = Flags(1 << 15);
    /// Starts with a word of [`WordClass::INDEFINITE`].
    pub(crate) const OPENS_WITH_INDEFINITE: Flags = Flags(1 << 16);
    /// Starts with a word of [`WordClass::FILLER`].
    pub(crate) const OPENS_WITH_FILLER: Flags = Flags(1 << 17);
    /// Starts with a word of [`WordClass::OPENS_CLAUSE`].
    pub(crate) const OPENS_WITH_CLAUSE: Flags = Flags(1 << 18);
    /// Has a capitalised word soon after the first.
    pub(crate) const EARLY_NAME: Flags = Flags(1 << 19);
    /// Starts with a quotation mark.
    pub(crate) const OPENS_WITH_QUOTE: Flags = Flags(1 << 20);
    /// Has a word of [`WordClass::OUTCOME`].
    pub(crate) const OUTCOME: Flags = Flags(1 << 21);
    /// Has a word of [`WordClass::OF_TEXT`].
    pub(crate) const OF_TEXT: Flags = Flags(1 << 22);
    /// Has a word of [`WordClass::AUXILIARY`].
    pub(crate) const AUXILIARY: Flags = Flags(1 << 23);
    /// Has a word of [`WordClass::OBLIGATION`].
    pub(crate) const OBLIGATION: Flags = Flags(1 << 24);
    /// Is the first sentence of a block, in a text of several blocks.
    pub(crate) const STARTS_BLOCK: Flags = Flags(1 << 25);

    /// Whether any flag of `other` is set.
    #[inline]
    pub(crate) const fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// Sets `other` if `condition` holds. Flags that are set stay set.
    #[inline]
    fn set(&mut self, other: Flags, condition: bool) {
        self.0 |= if condition { other.0 } else { 0 };
    }
}

/// The sentences of one document, or of several in the order given. Read-only once built.
///
/// The lists hold the data of all sentences one after the other; each sentence has the range of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    sentences: Vec<Sentence>,
    kept: Vec<Span>,
    /// Longer than needed: values behind the terms of the last sentence are left over from earlier
    /// documents.
    terms: Vec<TermId>,
    /// Empty, or one value for each of the terms.
    gaps: Vec<u8>,
    /// Empty, or one value for each of the terms.
    occurrences: Vec<TermOccurrence>,
    /// By term id. Longer than needed, like `terms`.
    stems: Vec<u32>,
    /// The terms of all titles, one title after the other.
    title_terms: Vec<TermId>,
    /// For each title, where its terms end in `title_terms`.
    title_ends: Vec<u32>,
    query_terms: Vec<TermId>,
    term_count: u32,
}

impl Document {
    /// Removes the contents and keeps the memory.
    fn clear(&mut self) {
        let Document {
            sentences,
            kept,
            gaps,
            occurrences,
            title_terms,
            title_ends,
            query_terms,
            term_count,
            // These keep their length; their values are overwritten before they are read.
            terms: _,
            stems: _,
        } = self;
        sentences.clear();
        kept.clear();
        gaps.clear();
        occurrences.clear();
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

    /// The spans of clean text that a bullet of `sentence` keeps, ascending and disjoint.
    #[inline]
    pub(crate) fn kept(&self, sentence: usize) -> &[Span] {
        let [start, end] = self.sentences[sentence].kept;
        &self.kept[start as usize..end as usize]
    }

    /// The terms of `sentence` in the order of its words. A term that occurs twice is listed twice.
    #[inline]
    pub(crate) fn terms(&self, sentence: usize) -> &[TermId] {
        let [start, end] = self.sentences[sentence].terms;
        &self.terms[start as usize..end as usize]
    }

    /// For each of [`Document::terms`], the number of words between it and the term before it, or
    /// the start of the sentence; at most 255. These words are not terms. Empty unless the method
    /// is [`crate::Method::Luhn`], which alone needs it.
    #[inline]
    pub(crate) fn gaps(&self, sentence: usize) -> &[u8] {
        let [start, end] = self.sentences[sentence].terms;
        self.gaps.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// For each of [`Document::terms`], the word that it was made from. Empty unless
    /// [`crate::Options::keywords`] is above 0.
    pub(crate) fn occurrences(&self, sentence: usize) -> &[TermOccurrence] {
        let [start, end] = self.sentences[sentence].terms;
        let range = start as usize..end as usize;
        self.occurrences.get(range).unwrap_or(&[])
    }

    /// The terms in the title of the document with the index `document`, each once. Words of the
    /// title that no document contains are missing.
    pub(crate) fn title_terms(&self, document: u32) -> &[TermId] {
        let end_of = |title: usize| self.title_ends.get(title).copied().unwrap_or(0) as usize;
        let start = (document as usize).checked_sub(1).map_or(0, end_of);
        &self.title_terms[start..end_of(document as usize).max(start)]
    }

    /// For each term id, the vocabulary's number of its stem.
    #[inline]
    pub(crate) fn stems(&self) -> &[u32] {
        &self.stems[..self.term_count()]
    }

    /// The terms of the query, each once. Words of the query that no document contains are missing.
    pub(crate) fn query_terms(&self) -> &[TermId] {
        &self.query_terms
    }

    /// The number of distinct terms. All term ids are below it.
    #[inline]
    pub(crate) fn term_count(&self) -> usize {
        self.term_count as usize
    }

    /// Whether `sentence` is a candidate, which means that it may become a bullet.
    #[inline]
    pub(crate) fn is_candidate(&self, sentence: usize) -> bool {
        let sentence = &self.sentences[sentence];
        sentence.role.is_body() && !sentence.flags.has(Flags::EXCLUDED)
    }

    /// The number of candidates. O(sentences).
    pub(crate) fn candidate_count(&self) -> usize {
        (0..self.sentences.len())
            .filter(|&sentence| self.is_candidate(sentence))
            .count()
    }
}
