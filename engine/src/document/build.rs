//! Clean texts → a document: sentences found, trimmed, looked up and counted.

use super::words::{Keeps, WordScratch};
use super::{Document, Flags, Sentence, form};
use crate::cancel::Cancel;
use crate::clean::{Role, Text, boilerplate};
use crate::language::Language;
use crate::options::{Method, Options};
use crate::scan::{Bitmaps, MARKS, Positions};
use crate::segment::{self, SentenceSpan};
use crate::span::Span;
use crate::trim::Trimmer;
use crate::vocabulary::Vocabulary;

/// What building a document needs beside its text; kept from document to document.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    document: Document,
    spans: Vec<SentenceSpan>,
    bitmaps: Bitmaps,
    marks_of_sentence: Vec<u32>,
    words: WordScratch,
}

/// Builds the document of `texts`; `None` when cancelled.
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
    scratch.words.begin(Keeps {
        gaps: options.method == Method::Luhn,
        places: options.keywords > 0,
    });
    for (text, index) in texts.iter().zip(0..) {
        scratch.add(text, index, language, options, vocabulary, cancel)?;
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
        words.known_terms(title, vocabulary, &mut document.title_terms);
        (document.title_ends).push(document.title_terms.len() as u32);
    }
    words.known_terms(&options.query, vocabulary, &mut document.query_terms);
    let terms = &mut document.query_terms;
    words.near_terms(&options.query, texts, vocabulary, terms, cancel)?;
    Some(document)
}

impl Scratch {
    /// Adds the sentences of `text`, which is the one of number `index`, to the document.
    fn add(
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
            marks_of_sentence: &mut self.marks_of_sentence,
            trimmer: Trimmer::of(language),
            options,
            vocabulary,
            open_from: self.document.sentences.len(),
            document: &mut self.document,
            words: &mut self.words,
            open_bytes: 0,
            open_end: 0,
            heading: None,
            is_addressed: false,
        };
        for block in text.blocks {
            self.spans.clear();
            segment::sentences_until(content, bitmaps, *block, language, &mut self.spans, cancel)?;
            for &found in &self.spans {
                cancel.check_after(found.span.len())?;
                builder.open(found, block.role);
            }
            let is_boilerplate = block.role == Role::Boilerplate;
            builder.is_addressed = is_boilerplate && block.span.of(content).ends_with(',');
        }
        builder.close_all();
        Some(())
    }
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
        let mut counted = form::Marks::default();
        while let Some(mark) = self.marks.peek()
            && mark < found.span.range().end
        {
            if mark >= found.span.range().start {
                marks.push(mark as u32);
                counted.note(&self.content.as_bytes()[mark..]);
            }
            self.marks.next();
        }
        let brackets = if counted.brackets { &marks[..] } else { &[] };
        let is_trimmed = (self.trimmer).trim(self.content, found.span, brackets, kept);
        let recapitalise = is_trimmed | std::mem::take(&mut self.is_addressed);
        for &part in &kept[kept_start..] {
            self.words.keep(self.content, part);
        }
        let mut flags = Flags::default();
        form::read(
            self.content,
            &kept[kept_start..],
            marks,
            (!is_trimmed && !counted.brackets).then_some(counted),
            &mut flags,
        );
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
        words.count(self.document, self.open_from);
        let counted = self.document.sentences.iter_mut().enumerate();
        for (index, sentence) in counted.skip(self.open_from) {
            sentence.heading = *heading;
            if sentence.role.is_body() {
                let (span, words) = (sentence.span, sentence.counts.words);
                let has_trigger_word = sentence.flags.has(Flags::HAS_ANCHOR);
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
        self.open_from = self.document.sentences.len();
        self.open_bytes = 0;
    }
}
