//! The pipeline, and the memory it works in.

use crate::cancel::{Cancel, never_cancelled};
use crate::clean::{self, Role, Text, clean_until};
use crate::document::{self, Document};
use crate::feature::{Features, Inputs, weights_of_method};
use crate::keywords::keywords;
use crate::language::{Detection, Language, detect};
use crate::matrix::TermMatrix;
use crate::offset;
use crate::options::{BulletOrder, Method, OffsetUnit, Options};
use crate::scratch::reuse_allocation;
use crate::select::{self, Limits, Picks};
use crate::span::Span;
use crate::summary::{Bullet, Reason, SourceSpan, Summary, Warning, WarningCode};
use crate::vocabulary::Vocabulary;
use crate::weights::{LinearWeights, Weights};
use crate::write;

/// A text to summarize.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source<'a> {
    /// The article, marked up as [`Options::input_format`] says.
    pub text: &'a str,
    /// Its title, where the caller knows it apart from the text; else empty.
    pub title: &'a str,
}

impl<'a> Source<'a> {
    /// A text without a title of its own.
    pub fn new(text: &'a str) -> Source<'a> {
        Source { text, title: "" }
    }

    /// Sets [`Source::title`].
    #[must_use]
    pub fn with_title(mut self, title: &'a str) -> Source<'a> {
        self.title = title;
        self
    }
}

impl<'a> From<&'a str> for Source<'a> {
    fn from(text: &'a str) -> Source<'a> {
        Source::new(text)
    }
}

/// A sentence as the engine sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sentence {
    /// From its first to its last char in the source, markup between its words included.
    pub source: SourceSpan,
    /// Its clean text, nothing trimmed.
    pub text: String,
    /// What part it plays in the document.
    pub role: Role,
}

/// Summarizes document after document in the same memory. Gives the very same answer as the free
/// functions, whatever it did before; keep one per worker thread.
#[derive(Clone, Default)]
pub struct Summarizer {
    buffers: Vec<clean::Buffers>,
    vocabularies: Vec<(Language, Vocabulary)>,
    document: document::Scratch,
    matrix: TermMatrix,
    features: Features,
    scores: Vec<f64>,
    selection: select::Scratch,
    spans: Vec<Span>,
    /// Empty between documents, as are the titles: only their memory is kept.
    texts: Vec<Text<'static>>,
    titles: Vec<&'static str>,
}

impl Summarizer {
    /// A summarizer that has seen nothing.
    pub fn new() -> Summarizer {
        Summarizer::default()
    }

    /// The key takeaways of one document.
    pub fn summarize(&mut self, source: &Source, options: &Options) -> Summary {
        self.summarize_documents(std::slice::from_ref(source), options)
    }

    /// The key takeaways of several documents as one.
    pub fn summarize_documents(&mut self, sources: &[Source], options: &Options) -> Summary {
        never_cancelled(|cancel| self.run(sources, options, cancel))
    }

    /// Like [`Summarizer::summarize`], but gives up with `None` once `stop` says so. It is asked
    /// every 64 KB of text or so in every pass over it.
    pub fn summarize_until(
        &mut self,
        source: &Source,
        options: &Options,
        cancel: &dyn Fn() -> bool,
    ) -> Option<Summary> {
        self.summarize_documents_until(std::slice::from_ref(source), options, cancel)
    }

    /// Like [`Summarizer::summarize_documents`], but gives up with `None` once `stop` says so.
    pub fn summarize_documents_until(
        &mut self,
        sources: &[Source],
        options: &Options,
        cancel: &dyn Fn() -> bool,
    ) -> Option<Summary> {
        self.run(sources, options, &mut Cancel::new(cancel))
    }

    /// The sentences of one document, nothing trimmed from them.
    pub fn sentences(&mut self, input: &str, options: &Options) -> Vec<Sentence> {
        let sources = [Source::from(input)];
        let Summarizer {
            buffers,
            vocabularies,
            document,
            ..
        } = self;
        let mut texts = Vec::new();
        never_cancelled(|cancel| clean_all(&sources, options, buffers, &mut texts, cancel));
        let language = language_of(&texts, options).language;
        let vocabulary = vocabulary_of(language, vocabularies);
        let document = never_cancelled(|cancel| {
            document::build(&texts, &[], language, options, vocabulary, document, cancel)
        });
        let mut spans = Vec::new();
        let sentence = |sentence: &document::Sentence| {
            spans.clear();
            texts[0].map.to_source(sentence.span, &mut spans);
            let ends = spans.first().zip(spans.last());
            let whole = |(first, last): (&Span, &Span)| Span {
                start: first.start,
                end: last.end,
            };
            Sentence {
                source: ends.map(whole).unwrap_or_default().into(),
                text: sentence.span.of(texts[0].content).into(),
                role: sentence.role,
            }
        };
        let mut sentences: Vec<Sentence> = document.sentences().iter().map(sentence).collect();
        let mut sources: Vec<&mut SourceSpan> = sentences
            .iter_mut()
            .map(|sentence| &mut sentence.source)
            .collect();
        offset::translate(input, options.offset_unit, &mut sources);
        sentences
    }

    /// Text → numbers, but for the features.
    pub(crate) fn measure<'m>(
        &'m mut self,
        sources: &'m [Source<'m>],
        options: &Options,
        blend: Option<&Weights>,
        cancel: &mut Cancel,
    ) -> Option<Measured<'m>> {
        let Summarizer {
            buffers,
            vocabularies,
            document,
            matrix,
            features,
            scores,
            selection,
            spans,
            texts: texts_memory,
            titles: titles_memory,
        } = self;
        let mut texts = reuse_allocation(texts_memory);
        clean_all(sources, options, buffers, &mut texts, cancel)?;
        let detection = language_of(&texts, options);
        let mut titles = reuse_allocation(titles_memory);
        titles.extend(title_of_each(sources, &texts));
        let vocabulary = vocabulary_of(detection.language, vocabularies);
        let document = document::build(
            &texts,
            &titles,
            detection.language,
            options,
            vocabulary,
            document,
            cancel,
        )?;
        *titles_memory = reuse_allocation(&mut titles);
        matrix.count(document, cancel)?;
        let blend = blend.filter(|blend| blend.knows_stems_of(detection.language));
        if let Some(blend) = blend {
            vocabulary.weigh_stems(blend.number(), |with| blend.each_stem(with));
        } else {
            vocabulary.weigh_stems(0, |_| {});
        }
        Some(Measured {
            texts,
            detection,
            vocabulary,
            document,
            matrix,
            features,
            scores,
            selection,
            spans,
            texts_memory,
        })
    }

    /// Text → numbers → choice → text.
    fn run(
        &mut self,
        sources: &[Source],
        options: &Options,
        cancel: &mut Cancel,
    ) -> Option<Summary> {
        let blend = match &options.weights {
            Some(blend) => blend,
            None => Weights::shipped(),
        };
        let Measured {
            mut texts,
            detection,
            document,
            matrix,
            features,
            scores,
            vocabulary,
            selection,
            spans,
            texts_memory,
        } = self.measure(sources, options, Some(blend), cancel)?;
        let inputs = Inputs {
            document,
            matrix,
            stem_weights: vocabulary.stem_weights(),
            seed: options.seed,
        };
        let weights = if options.method == Method::Gleaner {
            features.score_by_learned(&inputs, blend, scores, cancel)?
        } else {
            let has_query = !document.query_terms().is_empty();
            let weights = weights_of_method(options.method, has_query);
            features.score_by_linear(&inputs, &weights, options.explain, scores, cancel)?;
            weights
        };
        let limits = Limits {
            budget: options.budget,
            bullet_chars_max: options.max_bullet_chars,
            write: &|sentence, bullet| write::bullet_text(&texts, document, sentence, bullet),
        };
        let picks = select::pick(
            document, matrix, scores, options, &limits, selection, cancel,
        )?;
        let keywords = match options.keywords {
            0 => Vec::new(),
            count => keywords(&texts, document, matrix, count as usize, cancel)?,
        };
        let mut summary = Summary {
            bullets: bullets(
                picks, &texts, document, scores, features, &weights, options, spans,
            ),
            language: detection.language,
            language_confidence: detection.confidence,
            method: options.method,
            sentence_count: document.sentences().len() as u32,
            keywords,
            warnings: warnings(sources, document, &detection, picks),
            weights_id: weights_id(options.method, blend),
        };
        if options.offset_unit != OffsetUnit::Utf8 {
            translate_offsets(sources, options.offset_unit, &mut summary.bullets);
        }
        *texts_memory = reuse_allocation(&mut texts);
        Some(summary)
    }
}

/// A document, counted, and the memory to work on it.
pub(crate) struct Measured<'m> {
    pub(crate) texts: Vec<Text<'m>>,
    pub(crate) detection: Detection,
    pub(crate) vocabulary: &'m mut Vocabulary,
    pub(crate) document: &'m Document,
    pub(crate) matrix: &'m TermMatrix,
    pub(crate) features: &'m mut Features,
    pub(crate) scores: &'m mut Vec<f64>,
    pub(crate) selection: &'m mut select::Scratch,
    pub(crate) spans: &'m mut Vec<Span>,
    /// Where the memory of `texts` goes back to.
    pub(crate) texts_memory: &'m mut Vec<Text<'static>>,
}

/// Cleans each source into buffers of its own.
fn clean_all<'a>(
    sources: &'a [Source],
    options: &Options,
    buffers: &'a mut Vec<clean::Buffers>,
    texts: &mut Vec<Text<'a>>,
    cancel: &mut Cancel,
) -> Option<()> {
    if buffers.len() < sources.len() {
        buffers.resize_with(sources.len(), clean::Buffers::default);
    }
    for (source, buffers) in sources.iter().zip(buffers) {
        let text = readable(source.text);
        texts.push(clean_until(text, options.input_format, buffers, cancel)?);
    }
    Some(())
}

/// As much of `text` as spans can point into.
fn readable(text: &str) -> &str {
    &text[..text.floor_char_boundary(Span::MAX_END)]
}

/// The caller's language, or that of the longest text.
fn language_of(texts: &[Text], options: &Options) -> Detection {
    match options.language {
        Some(language) => Detection {
            language,
            confidence: 1.0,
            uncertain: false,
        },
        None => detect(
            texts
                .iter()
                .map(|text| text.content)
                .max_by_key(|content| content.len())
                .unwrap_or(""),
        ),
    }
}

/// The caller's titles; where there is none, the document's own.
fn title_of_each<'a>(sources: &[Source<'a>], texts: &[Text<'a>]) -> impl Iterator<Item = &'a str> {
    let given_or_own = |(source, text): (&Source<'a>, &Text<'a>)| match source.title {
        "" => text.title.unwrap_or(""),
        given => given,
    };
    sources.iter().zip(texts).map(given_or_own)
}

/// The worker's vocabulary of `language`.
fn vocabulary_of(
    language: Language,
    vocabularies: &mut Vec<(Language, Vocabulary)>,
) -> &mut Vocabulary {
    let words = (vocabularies.iter()).map(|(_, vocabulary)| vocabulary.word_count());
    if words.sum::<usize>() > Vocabulary::WORDS_MAX {
        vocabularies.clear();
    }
    let at = match vocabularies
        .iter()
        .position(|(known, _)| *known == language)
    {
        Some(at) => at,
        None => {
            vocabularies.push((language, Vocabulary::new(language)));
            vocabularies.len() - 1
        }
    };
    &mut vocabularies[at].1
}

/// The bullets of the picks, in the order asked for; offsets still in bytes.
#[expect(clippy::too_many_arguments, reason = "all that a bullet tells of")]
fn bullets(
    picks: &mut Picks,
    texts: &[Text],
    document: &Document,
    scores: &[f64],
    features: &Features,
    weights: &LinearWeights,
    options: &Options,
    spans: &mut Vec<Span>,
) -> Vec<Bullet> {
    let (least, most) = select::range_of_candidates(document, scores);
    picks.sentences.sort_unstable_by(|&a, &b| {
        scores[b as usize]
            .total_cmp(&scores[a as usize])
            .then(a.cmp(&b))
    });
    let mut bullets: Vec<Bullet> = (picks.sentences)
        .iter()
        .zip(1..)
        .map(|(&index, rank)| {
            let sentence = &document.sentences()[index as usize];
            let score = scores[index as usize];
            let mut text = String::new();
            write::bullet_text(texts, document, index as usize, &mut text);
            Bullet {
                text,
                rank,
                score,
                relevance: if most > least {
                    (score - least) / (most - least)
                } else {
                    1.0
                },
                sentence_indices: vec![index],
                section: sentence.heading.map(|heading| {
                    let mut text = String::new();
                    write::bullet_text(texts, document, heading as usize, &mut text);
                    text
                }),
                document: sentence.document,
                sources: write::source_spans(texts, document, index as usize, spans),
                reasons: match options.explain {
                    true if options.method.is_objective() => vec![Reason {
                        feature: options.method.name(),
                        contribution: score,
                    }],
                    true => write::reasons(features, weights, index as usize),
                    false => Vec::new(),
                },
            }
        })
        .collect();
    if options.order == BulletOrder::Document {
        bullets.sort_unstable_by_key(|bullet| bullet.sentence_indices[0]);
    }
    bullets
}

/// Byte offsets → the unit asked for.
fn translate_offsets(sources: &[Source], unit: OffsetUnit, bullets: &mut [Bullet]) {
    for (index, source) in (0..).zip(sources) {
        let mut spans: Vec<&mut SourceSpan> = bullets
            .iter_mut()
            .filter(|bullet| bullet.document == index)
            .flat_map(|bullet| &mut bullet.sources)
            .collect();
        offset::translate(source.text, unit, &mut spans);
    }
}

/// What the caller should know.
fn warnings(
    sources: &[Source],
    document: &Document,
    detection: &Detection,
    picks: &Picks,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |code, message: String| warnings.push(Warning { code, message });
    let sentences = document.sentences();
    if detection.uncertain {
        let message = format!(
            "language unclear, taken for {}; name it to be sure",
            detection.language.name()
        );
        warn(WarningCode::LanguageUncertain, message);
    }
    if sources
        .iter()
        .any(|source| source.text.len() > Span::MAX_END)
    {
        warn(
            WarningCode::Truncated,
            format!(
                "text beyond {} bytes was not read; part it into documents",
                Span::MAX_END
            ),
        );
    }
    let cut = sentences
        .iter()
        .filter(|sentence| sentence.flags.has(document::Flags::CUT))
        .count();
    if cut > 0 {
        warn(
            WarningCode::UnitCut,
            format!(
                "text without sentence ends was cut into {cut} units; give it line breaks or punctuation"
            ),
        );
    }
    if picks.approximated {
        let message = format!(
            "beyond {} bullets, overlap between bullets was no longer weighed; ask for fewer",
            select::EXACT_PICKS_MAX
        );
        warn(WarningCode::MethodApproximated, message);
    }
    if document.candidate_count() == 0 {
        warn(
            WarningCode::NoBody,
            "the document has no body sentence; name the roles to keep if its headings or lists are wanted"
                .into(),
        );
    } else if picks.sentences.is_empty() && picks.too_long {
        warn(
            WarningCode::BudgetTooSmall,
            "no sentence fits the budget; raise it".into(),
        );
    }
    warnings
}

/// The name in [`Summary::weights_id`] of the weights that `method` scores by; `blend` counts under
/// [`Method::Gleaner`] alone.
pub fn weights_id(method: Method, blend: &Weights) -> String {
    match method {
        Method::Gleaner => blend.id(),
        _ => [method.name(), "-", env!("CARGO_PKG_VERSION")].concat(),
    }
}
