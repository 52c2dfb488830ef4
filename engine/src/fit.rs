//! The inside of the engine, as far as `gleaner train`, `gleaner eval` and the tests need it. Not
//! part of the public API: it may change with every version.

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
    /// Raw values, [`Feature::learned`] for each candidate in turn.
    pub features: Vec<f32>,
    /// Of each candidate the numbers of its distinct terms and their weights; the weights' squares
    /// sum to 1.
    pub rows: Vec<Vec<(u32, f32)>>,
    /// The stems by the numbers in `rows`.
    pub stems: Vec<String>,
    /// The text that each would have as a bullet.
    pub bullets: Vec<String>,
}

impl Candidates {
    /// Measures the candidates of `source`. O(stems that `summarizer` has met).
    pub fn of(source: &Source, summarizer: &mut Summarizer) -> Candidates {
        let options = Options::default();
        let sources = [*source];
        let memory = summarizer.memory();
        never_cancelled(|cancel| {
            let reading = memory.reader.read(&sources, &options, cancel)?;
            let document = reading.document;
            memory.matrix.fill(document, cancel)?;
            let matrix = &memory.matrix;
            let inputs = Inputs {
                document,
                matrix,
                stem_weights: &[],
                seed: 0,
            };
            let features = &mut memory.scorer.features;
            features.measure(&inputs, &LinearWeights::of_learned(), cancel)?;
            let candidates: Vec<usize> = (0..document.sentences().len())
                .filter(|&sentence| document.is_candidate(sentence))
                .collect();
            let bullet = |&sentence: &usize| {
                let mut bullet = String::new();
                write::bullet_text(&reading.texts, document, sentence, &mut bullet);
                bullet
            };
            Some(Candidates {
                language: reading.detection.language,
                features: (candidates.iter())
                    .flat_map(|&row| Feature::learned().map(move |feature| (row, feature)))
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

/// The stem of each term of `document`. O(stems of the vocabulary), which does not keep what ids
/// stand for, since only fitting asks.
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
