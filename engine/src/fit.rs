//! Internals of the engine for `gleaner train`, `gleaner eval` and the tests. Not part of the public
//! API: they may change with every version.

pub use crate::clean::{Block, Buffers, SourceMap, Text, clean};
pub use crate::segment::{SentenceSpan, sentences as sentences_of_block, words};
pub use crate::weights::{Feature, Statistic};

use crate::cancel::never_cancelled;
use crate::document::Document;
use crate::feature::Inputs;
use crate::language::Language;
use crate::options::Options;
use crate::pipeline::Summarizer;
use crate::source::Source;
use crate::vocabulary::Vocabulary;
use crate::weights::LinearWeights;
use crate::write;

/// The sentences of one document that may be bullets, measured.
pub struct Candidates {
    /// The language of the document.
    pub language: Language,
    /// For each candidate in turn, the measured values of [`Feature::fitted`], not standardised.
    pub features: Vec<f32>,
    /// For each candidate, the number and the tf·idf weight of each of its distinct terms. The squares
    /// of the weights sum to 1.
    pub rows: Vec<Vec<(u32, f32)>>,
    /// The stem of each term, by its number in `rows`.
    pub stems: Vec<String>,
    /// The text that each would have as a bullet.
    pub bullets: Vec<String>,
    /// Where the bullet of each starts and ends in the source, in bytes.
    pub spans: Vec<(usize, usize)>,
}

impl Candidates {
    /// Measures the candidates of `source`. Takes time linear in the number of stems that `summarizer`
    /// has met in any document.
    pub fn of(source: &Source, summarizer: &mut Summarizer) -> Candidates {
        let options = Options::default();
        let sources = [*source];
        let stages = summarizer.stages();
        never_cancelled(|cancel| {
            let reading = stages.reader.read(&sources, &options, cancel)?;
            let document = reading.document;
            stages.matrix.fill(document, cancel)?;
            let matrix = &stages.matrix;
            let inputs = Inputs {
                document,
                matrix,
                stem_weights: &[],
                seed: 0,
            };
            let features = &mut stages.scorer.features;
            features.measure(&inputs, &LinearWeights::of_fitted(), cancel)?;
            let candidates: Vec<usize> = (0..document.sentences().len())
                .filter(|&sentence| document.is_candidate(sentence))
                .collect();
            let bullet = |&sentence: &usize| {
                let mut bullet = String::new();
                write::bullet_text(&reading.texts, document, sentence, &mut bullet);
                bullet
            };
            let mut scratch = Vec::new();
            let mut source_span = |&sentence: &usize| {
                let spans = write::source_spans(&reading.texts, document, sentence, &mut scratch);
                let start = spans.first().map_or(0, |span| span.start as usize);
                (start, spans.last().map_or(start, |span| span.end as usize))
            };
            Some(Candidates {
                spans: candidates.iter().map(&mut source_span).collect(),
                language: reading.detection.language,
                features: (candidates.iter())
                    .flat_map(|&row| Feature::fitted().map(move |feature| (row, feature)))
                    .map(|(row, feature)| features.row(row)[feature])
                    .collect(),
                rows: (candidates.iter())
                    .map(|&row| matrix.row(row).collect())
                    .collect(),
                stems: stems_of_terms(document, reading.vocabulary),
                bullets: candidates.iter().map(bullet).collect(),
            })
        })
    }
}

/// The stem of each term of `document`. Goes through all stems of the vocabulary, because the
/// vocabulary cannot look up a stem by its id; only fitting needs that.
fn stems_of_terms(document: &Document, vocabulary: &Vocabulary) -> Vec<String> {
    let mut term_of_id = vec![None; vocabulary.stem_count()];
    for (term, &id) in document.stems().iter().enumerate() {
        term_of_id[id as usize] = Some(term);
    }
    let mut stems = vec![String::new(); document.term_count()];
    vocabulary.for_each_stem(|stem, id| {
        if let Some(term) = term_of_id[id as usize] {
            stems[term] = String::from_utf8_lossy(stem).into_owned();
        }
    });
    stems
}
