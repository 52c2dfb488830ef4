//! Builds a document from clean texts: finds the sentences, trims them, looks up their words and
//! counts them.

use super::words::{Retain, WordScratch};
use super::{Document, Flags, Sentence, marks};
use crate::cancel::Cancel;
use crate::clean::{Role, Text, boilerplate};
use crate::language::Language;
use crate::options::{Method, Options};
use crate::scan::{Bitmaps, MARKS, Positions};
use crate::segment::{self, SentenceSpan};
use crate::span::Span;
use crate::trim::Trimmer;
use crate::vocabulary::Vocabulary;

/// The document and the memory needed to build it, reused for the next document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    document: Document,
    spans: Vec<SentenceSpan>,
    bitmaps: Bitmaps,
    sentence_marks: Vec<u32>,
    words: WordScratch,
}

/// Builds the document that `texts` make up. `titles` has one title for each text, empty where there
/// is none. O(bytes). `None` when cancelled.
pub(crate) fn build<'s, 't>(
    texts: &[Text],
    titles: impl Iterator<Item = &'t str>,
    language: Language,
    options: &Options,
    vocabulary: &mut Vocabulary,
    scratch: &'s mut Scratch,
    cancel: &mut Cancel,
) -> Option<&'s Document> {
    scratch.document.clear();
    scratch.words.begin_document(Retain {
        gaps: options.method == Method::Luhn,
        occurrences: options.keywords > 0,
    });
    for (text, index) in texts.iter().zip(0..) {
        scratch.add_text(text, index, language, options, vocabulary, cancel)?;
    }
    let Scratch {
        document,
        bitmaps,
        words,
        ..
    } = scratch;
    bitmaps.release();
    words.release();
    document.term_count = words.term_count();
    for title in titles {
        words.append_known_terms(title, vocabulary, &mut document.title_terms);
        (document.title_ends).push(document.title_terms.len() as u32);
    }
    let query = &options.query;
    words.append_known_terms(query, vocabulary, &mut document.query_terms);
    let terms = &mut document.query_terms;
    words.append_fuzzy_terms(query, texts, vocabulary, terms, cancel)?;
    Some(document)
}

impl Scratch {
    /// Adds the sentences of `text`, the text with the number `index`, to the document. `None` when
    /// cancelled.
    fn add_text(
        &mut self,
        text: &Text,
        index: u32,
        language: Language,
        options: &Options,
        vocabulary: &mut Vocabulary,
        cancel: &mut Cancel,
    ) -> Option<()> {
        let content = text.content;
        self.bitmaps.read(content, cancel)?;
        self.words.begin_text(content);
        let bitmaps = &self.bitmaps;
        let mut builder = Builder {
            content,
            index,
            bitmaps,
            marks: &mut bitmaps.marks(Span::new(0..content.len())),
            sentence_marks: &mut self.sentence_marks,
            trimmer: Trimmer::of(language),
            options,
            vocabulary,
            pending_from: self.document.sentences.len(),
            document: &mut self.document,
            words: &mut self.words,
            pending_bytes: 0,
            pending_end: 0,
            heading: None,
            follows_salutation: false,
        };
        for block in text.blocks {
            self.spans.clear();
            segment::sentences_until(content, bitmaps, *block, language, &mut self.spans, cancel)?;
            for (nth, &found) in self.spans.iter().enumerate() {
                cancel.check_after(found.span.len())?;
                builder.add_sentence(found, block.role, nth == 0 && text.blocks.len() > 1);
            }
            let is_boilerplate = block.role == Role::Boilerplate;
            builder.follows_salutation = is_boilerplate && block.span.of(content).ends_with(',');
        }
        builder.finish_pending();
        Some(())
    }
}

/// The words of pending sentences are looked up together once the sentences have this many bytes.
/// Most articles are shorter, and the words of this many bytes are still in the first cache levels
/// when they are counted.
const PENDING_BYTES_MAX: usize = 32 << 10;

/// Sentences that are farther apart than this are not looked up together, because the text between
/// them would be looked up too.
const GAP_BYTES_MAX: u32 = 64;

/// Adds the sentences of one text to a document.
///
/// A sentence is *pending* from when it is found until its words are looked up and counted. That is
/// done for many sentences at once, because separate loops over many words are faster than a short
/// loop over the words of each sentence: see [`WordScratch::look_up`].
struct Builder<'b> {
    /// The clean text.
    content: &'b str,
    /// The number of the text.
    index: u32,
    bitmaps: &'b Bitmaps,
    /// Positions of brackets, quotation marks and money signs, from the next sentence on.
    marks: &'b mut Positions<'b, MARKS>,
    /// Scratch: those of the current sentence.
    sentence_marks: &'b mut Vec<u32>,
    trimmer: &'static Trimmer,
    options: &'b Options,
    vocabulary: &'b mut Vocabulary,
    document: &'b mut Document,
    words: &'b mut WordScratch,
    /// The index of the first pending sentence.
    pending_from: usize,
    /// The length of all pending sentences, in bytes.
    pending_bytes: usize,
    /// Where the last pending sentence ends.
    pending_end: u32,
    /// The sentence index of the last heading.
    heading: Option<u32>,
    /// Whether the block before is a salutation such as "Dear all,", after which a letter starts with
    /// a lower-case word.
    follows_salutation: bool,
}

impl Builder<'_> {
    /// Appends a pending sentence: its span, its kept spans and the flags that need no words.
    fn add_sentence(&mut self, found: SentenceSpan, role: Role, starts_block: bool) {
        if found.span.start > self.pending_end.saturating_add(GAP_BYTES_MAX) {
            self.finish_pending();
        }
        self.pending_end = found.span.end;
        let Document {
            kept, sentences, ..
        } = &mut *self.document;
        let kept_start = kept.len();
        let marks = &mut *self.sentence_marks;
        marks.clear();
        let mut counted = marks::MarkCounts::default();
        while let Some(mark) = self.marks.peek()
            && mark < found.span.range().end
        {
            if mark >= found.span.range().start {
                marks.push(mark as u32);
                counted.add(&self.content.as_bytes()[mark..]);
            }
            self.marks.next();
        }
        let brackets = if counted.has_brackets {
            &marks[..]
        } else {
            &[]
        };
        let is_trimmed = (self.trimmer).trim(self.content, found.span, brackets, kept);
        let recapitalise = is_trimmed | std::mem::take(&mut self.follows_salutation);
        for &part in &kept[kept_start..] {
            self.words.add_kept_span(self.content, part);
        }
        let mut flags = Flags::default();
        marks::set_flags(
            self.content,
            &kept[kept_start..],
            marks,
            (!is_trimmed && !counted.has_brackets).then_some(counted),
            &mut flags,
        );
        flags.set(Flags::CUT, found.cut);
        flags.set(Flags::STARTS_BLOCK, starts_block);
        flags.set(Flags::RECAPITALISE, recapitalise);
        sentences.push(Sentence {
            span: found.span,
            role,
            flags,
            document: self.index,
            kept: [kept_start as u32, kept.len() as u32],
            ..Sentence::default()
        });
        self.pending_bytes += found.span.len();
        if self.pending_bytes >= PENDING_BYTES_MAX {
            self.finish_pending();
        }
    }

    /// Looks up and counts the words of the pending sentences, and sets what depends on them.
    fn finish_pending(&mut self) {
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
        let Some(first) = sentences.get(self.pending_from) else {
            return;
        };
        let kept = &kept[first.kept[0] as usize..];
        words.look_up(content, bitmaps, kept, self.vocabulary);
        words.count(self.document, self.pending_from);
        let counted = self.document.sentences.iter_mut().enumerate();
        for (index, sentence) in counted.skip(self.pending_from) {
            sentence.heading = *heading;
            if sentence.role.is_body() {
                let (span, words) = (sentence.span, sentence.counts.words);
                let has_trigger_word = sentence.flags.has(Flags::HAS_TRIGGER_WORD);
                let role = boilerplate::sentence_role(content, span, words, has_trigger_word);
                sentence.role = role.unwrap_or(sentence.role);
                let is_excluded =
                    (options.exclude.iter()).any(|pattern| pattern.is_match(span.of(content)));
                sentence.flags.set(Flags::EXCLUDED, is_excluded);
            }
            if sentence.role == Role::Heading {
                *heading = Some(index as u32);
            }
        }
        self.pending_from = self.document.sentences.len();
        self.pending_bytes = 0;
    }
}
