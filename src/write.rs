//! Picks → bullets: text, source spans, reasons. Words again.

use crate::clean::Text;
use crate::document::{Document, Flags};
use crate::feature::{Feature, Features, Weights};
use crate::span::Span;
use crate::summary::{Reason, SourceSpan};

/// Appends the bullet of `sentence` to `bullet`: its kept spans, joined by one space where the
/// text between them was left out, white space collapsed.
pub(crate) fn bullet_text(
    texts: &[Text],
    document: &Document,
    sentence: usize,
    bullet: &mut String,
) {
    let content = texts[document.sentences()[sentence].document as usize].content;
    let start = bullet.len();
    for span in document.kept(sentence) {
        for word in span.of(content).split_whitespace() {
            if bullet.len() > start {
                bullet.push(' ');
            }
            bullet.push_str(word);
        }
    }
    if document.sentences()[sentence]
        .flags
        .has(Flags::RECAPITALISE)
    {
        recapitalise(bullet, start);
    }
}

/// Upper-cases the char at `start`, where that is one char too.
fn recapitalise(bullet: &mut String, start: usize) {
    let Some(first) = bullet[start..].chars().next() else {
        return;
    };
    let mut upper = first.to_uppercase();
    if let (Some(capital), None) = (upper.next(), upper.next()) {
        bullet.replace_range(
            start..start + first.len_utf8(),
            capital.encode_utf8(&mut [0; 4]),
        );
    }
}

/// The spans of the source under the bullet of `sentence`, ascending, adjacent ones joined.
pub(crate) fn source_spans(
    texts: &[Text],
    document: &Document,
    sentence: usize,
) -> Vec<SourceSpan> {
    let map = texts[document.sentences()[sentence].document as usize].map;
    let mut spans: Vec<Span> = Vec::new();
    for &kept in document.kept(sentence) {
        map.to_source(kept, &mut spans);
    }
    spans.into_iter().map(SourceSpan::from).collect()
}

/// What each feature adds to the score of `sentence`, largest first; the sum is the score.
pub(crate) fn reasons(features: &Features, weights: &Weights, sentence: usize) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Feature::ALL
        .into_iter()
        .filter(|&feature| weights.get(feature) != 0.0)
        .map(|feature| Reason {
            feature: feature.name(),
            contribution: f64::from(weights.get(feature))
                * f64::from(features.column(feature)[sentence]),
        })
        .filter(|reason| reason.contribution != 0.0)
        .collect();
    if weights.bias != 0.0 {
        reasons.push(Reason {
            feature: "bias",
            contribution: f64::from(weights.bias),
        });
    }
    reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    reasons
}
