//! The pipeline: text → numbers → choice → text.

use crate::bullets::bullets;
use crate::cancel::{Cancel, never_cancelled};
use crate::document;
use crate::keywords::keywords;
use crate::matrix::TermMatrix;
use crate::offset;
use crate::options::{Method, Options};
use crate::reader::Reader;
use crate::scorer::Scorer;
use crate::select::{self, Limits};
use crate::source::Source;
use crate::span::Span;
use crate::summary::{Sentence, SourceSpan, Summary};
use crate::warnings::warnings;
use crate::weights::Weights;
use crate::write;
use std::borrow::Cow;

/// Summarizes many documents, one after another, in the same memory. It gives the same answers as
/// the free functions, whatever it summarized before. Keep one per worker thread.
#[derive(Clone, Default)]
pub struct Summarizer {
    stages: Stages,
}

/// The stages of the pipeline. Each keeps its memory from document to document, so that it need not
/// allocate for each of them.
#[derive(Clone, Default)]
pub(crate) struct Stages {
    pub(crate) reader: Reader,
    pub(crate) matrix: TermMatrix,
    pub(crate) scorer: Scorer,
    selection: select::Scratch,
    spans: Vec<Span>,
}

impl Summarizer {
    /// A summarizer that has not seen any document.
    pub fn new() -> Summarizer {
        Summarizer::default()
    }

    /// The key takeaways of one document.
    pub fn summarize(&mut self, source: &Source, options: &Options) -> Summary {
        self.summarize_documents(std::slice::from_ref(source), options)
    }

    /// The key takeaways of several documents as one.
    pub fn summarize_documents(&mut self, sources: &[Source], options: &Options) -> Summary {
        never_cancelled(|cancel| self.stages.summarize(sources, options, cancel))
    }

    /// Like [`Summarizer::summarize`], but gives up and returns `None` once `is_cancelled` returns
    /// true. It is called about every 64 KB of text in every pass over the document (0.5 ms of work).
    /// The summarizer can be used again afterwards.
    pub fn summarize_until(
        &mut self,
        source: &Source,
        options: &Options,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<Summary> {
        self.summarize_documents_until(std::slice::from_ref(source), options, is_cancelled)
    }

    /// Like [`Summarizer::summarize_documents`], but gives up and returns `None` once `is_cancelled`
    /// returns true.
    pub fn summarize_documents_until(
        &mut self,
        sources: &[Source],
        options: &Options,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<Summary> {
        (self.stages).summarize(sources, options, &mut Cancel::new(is_cancelled))
    }

    /// All sentences of one document with their roles, nothing trimmed from them.
    pub fn sentences(&mut self, input: &str, options: &Options) -> Vec<Sentence> {
        self.stages.sentences(&Source::new(input), options)
    }

    /// The stages, for fitting.
    #[cfg(feature = "fit")]
    pub(crate) fn stages(&mut self) -> &mut Stages {
        &mut self.stages
    }
}

impl Stages {
    /// The whole pipeline. `None` when cancelled.
    fn summarize(
        &mut self,
        sources: &[Source],
        options: &Options,
        cancel: &mut Cancel,
    ) -> Option<Summary> {
        let learned = options.weights.as_deref().unwrap_or(Weights::shipped());
        let mut reading = self.reader.read(sources, options, cancel)?;
        self.matrix.fill(reading.document, cancel)?;
        let matrix = &self.matrix;
        let scored = (self.scorer).score(&mut reading, matrix, options, learned, cancel)?;
        let (texts, document) = (&reading.texts, reading.document);
        let limits = Limits {
            budget: options.budget,
            bullet_chars_max: options.max_bullet_chars,
            write: &|sentence, bullet| write::bullet_text(texts, document, sentence, bullet),
        };
        let selection = &mut self.selection;
        let picks = select::pick(
            document,
            matrix,
            scored.scores,
            options,
            &limits,
            selection,
            cancel,
        )?;
        let keywords = keywords(texts, document, matrix, options.keywords as usize, cancel)?;
        let mut summary = Summary {
            engine_version: Cow::Borrowed(crate::ENGINE_VERSION),
            weights_id: weights_id(options.method, learned),
            language: reading.detection.language,
            language_confidence: reading.detection.confidence,
            method: options.method,
            sentence_count: document.sentences().len() as u32,
            bullets: bullets(picks, &reading, &scored, options, &mut self.spans),
            keywords,
            warnings: warnings(sources, &reading, options, picks),
        };
        let texts = sources.iter().map(|source| source.text);
        offset::translate_bullets(texts, options.offset_unit, &mut summary.bullets);
        Some(summary)
    }

    /// Every sentence of the source, whatever its role.
    fn sentences(&mut self, source: &Source, options: &Options) -> Vec<Sentence> {
        let sources = std::slice::from_ref(source);
        let reading = never_cancelled(|cancel| self.reader.read(sources, options, cancel));
        let text = &reading.texts[0];
        let spans = &mut self.spans;
        let mut source_of = |span| {
            spans.clear();
            text.map.to_source(span, spans);
            let ends = spans.first().zip(spans.last());
            let whole = |(first, last): (&Span, &Span)| Span {
                start: first.start,
                end: last.end,
            };
            ends.map(whole).unwrap_or_default().into()
        };
        let sentence = |sentence: &document::Sentence| Sentence {
            source: source_of(sentence.span),
            text: sentence.span.of(text.content).into(),
            role: sentence.role,
        };
        let mut sentences: Vec<Sentence> = (reading.document.sentences().iter())
            .map(sentence)
            .collect();
        let mut spans: Vec<&mut SourceSpan> = (sentences.iter_mut())
            .map(|sentence| &mut sentence.source)
            .collect();
        offset::translate(source.text, options.offset_unit, &mut spans);
        sentences
    }
}

/// What [`Summary::weights_id`] says of `method`: the method and a hash of `weights` for
/// [`Method::Gleaner`], the method and the engine's version for all others.
pub fn weights_id(method: Method, weights: &Weights) -> String {
    match method {
        Method::Gleaner => weights.id(),
        _ => [method.name(), "-", crate::ENGINE_VERSION].concat(),
    }
}
