//! Chosen sentences → bullets: their text, source spans and reasons.

use crate::clean::Text;
use crate::document::{Document, Flags};
use crate::feature::Features;
use crate::span::Span;
use crate::summary::{Reason, SourceSpan};
use crate::trim;
use crate::weights::{Feature, LinearWeights};

/// Appends the text of the bullet made of `sentence` to `bullet`.
pub(crate) fn bullet_text(
    texts: &[Text],
    document: &Document,
    sentence: usize,
    bullet: &mut String,
) {
    let content = texts[document.sentences()[sentence].document as usize].content;
    let flags = document.sentences()[sentence].flags;
    let capitalize = flags.has(Flags::RECAPITALISE);
    trim::write_bullet_text(content, document.kept(sentence), capitalize, bullet);
}

/// The spans of the source that the bullet made of `sentence` consists of: ascending, disjoint, adjacent
/// ones joined. `spans` is scratch.
pub(crate) fn source_spans(
    texts: &[Text],
    document: &Document,
    sentence: usize,
    spans: &mut Vec<Span>,
) -> Vec<SourceSpan> {
    let map = texts[document.sentences()[sentence].document as usize].map;
    spans.clear();
    for &kept in document.kept(sentence) {
        map.to_source(kept, spans);
    }
    spans.iter().copied().map(SourceSpan::from).collect()
}

/// What each reason, a group of features, adds to the score of `sentence`, and the bias as one more. Largest
/// contribution first, whatever its sign; without those that add nothing. They sum to the score.
pub(crate) fn reasons(
    features: &Features,
    weights: &LinearWeights,
    sentence: usize,
) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut add = |name: &'static str, contribution| match reasons
        .iter_mut()
        .find(|reason| reason.feature == name)
    {
        Some(reason) => reason.contribution += contribution,
        None => reasons.push(Reason {
            feature: name.into(),
            contribution,
        }),
    };
    for &feature in Feature::ALL {
        let weight = f64::from(weights.get(feature));
        if weight != 0.0 {
            let value = f64::from(features.row(sentence)[feature]);
            add(feature.reason(), weight * value);
        }
    }
    add("bias", f64::from(weights.bias));
    reasons.retain(|reason| reason.contribution != 0.0);
    reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    reasons
}
