//! Writes fitted parameters as the text of a weights file. The engine documents the format.

use super::gate;
use super::problem::Problem;
use gleaner_engine::Weights;
use gleaner_engine::fit::{Feature, Statistic};
use std::fmt::Write;

/// What ROUGE does not see but readers do: how much the score of a sentence with such a feature
/// falls, whatever the fit found. For comparison: the scores of a document's best and median
/// sentence differ by about 5.
const READABILITY_PENALTIES: &[(Feature, f64)] = &[
    (Feature::OpensWithConnective, 1.5),
    (Feature::OpensWithPronoun, 0.5),
    (Feature::Unbalanced, 2.0),
    (Feature::Long, 1.7),
    (Feature::Short, 2.0),
    (Feature::Unterminated, 1.0),
    (Feature::Question, 1.0),
    (Feature::Colon, 1.0),
];

/// Added to the weight of [`Feature::Position`], whatever the fit found. It is for kinds of text
/// that are in none of the domains: there, too, early sentences are assumed to matter more.
const POSITION_BONUS: f64 = 0.1;

/// The share of these adjustments that remains if there are graded articles, which tell the fit most of it. In
/// cross-validation none, a quarter and a half gave macro ROUGE 25.31, 25.38, 25.39 and gain 61.5, 61.6, 61.5; a half
/// keeps out short fragments, of which there are few among the graded sentences.
const GRADED_SHARE: f64 = 0.5;

/// Stems with a smaller weight are not written.
const STEM_WEIGHT_MIN: f64 = 0.02;

/// The weights file for `parameters`, with the lines of `header` as comments at its start.
pub(super) fn text(problem: &Problem, parameters: &[f64], header: &str) -> String {
    let parameters = problem.dimensions.split(parameters);
    let mut text = String::new();
    for line in header.lines() {
        push_line(&mut text, &format!("# {line}"));
    }
    push_line(
        &mut text,
        &format!("experts {}", problem.dimensions.experts),
    );
    push_features(&mut text, problem, parameters.shared, parameters.experts);
    if !parameters.stems.is_empty() {
        // The stems have the weights; the feature that sums them counts once for every expert.
        let ones = " 1".repeat(problem.dimensions.experts);
        let name = Feature::LearnedWords.name();
        push_line(&mut text, &format!("feature {name} 0 1{ones}"));
    }
    push_gate(&mut text, problem, parameters.gate);
    if !parameters.stems.is_empty() {
        push_line(&mut text, "stems en");
        push_stems(&mut text, problem, parameters.stems);
    }
    text
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn push_features(text: &mut String, problem: &Problem, shared: &[f64], experts: &[f64]) {
    let share = match problem.has_graded() {
        true => GRADED_SHARE,
        false => 1.0,
    };
    for (index, feature) in problem.features.iter().enumerate() {
        let (centre, scale) = problem.feature_scales[index];
        let _ = write!(text, "feature {} {centre} {scale}", feature.name());
        let adjustment = share * adjustment(*feature, centre, scale);
        for added in experts.iter().skip(index).step_by(problem.features.len()) {
            push_number(text, shared[index] + added + adjustment);
        }
        text.push('\n');
    }
}

/// Writes the gate for statistics that are not scaled: the scale of each is multiplied into its
/// weights, and its mean into the constant, which is the last statistic.
fn push_gate(text: &mut String, problem: &Problem, gate: &[f64]) {
    let statistics = gate::statistics(&problem.features);
    let last = statistics.len() - 1;
    for (index, statistic) in statistics.iter().enumerate() {
        let _ = write!(text, "gate {}", statistic.name());
        for weights in gate.chunks(statistics.len()) {
            let unscaled = |index: usize| weights[index] / problem.statistic_scales[index].1;
            if *statistic == Statistic::Constant {
                let means = (0..last).map(|at| unscaled(at) * problem.statistic_scales[at].0);
                push_number(text, weights[last] - means.sum::<f64>());
            } else {
                push_number(text, unscaled(index));
            }
        }
        text.push('\n');
    }
}

fn push_stems(text: &mut String, problem: &Problem, weights: &[f64]) {
    let stems = problem.stem_ids.stems();
    let mut weighted: Vec<(&str, f64)> = (problem.fitted_stems.iter())
        .map(|&id| stems[id as usize])
        .zip(weights.iter().copied())
        .filter(|(_, weight)| weight.abs() >= STEM_WEIGHT_MIN)
        .collect();
    weighted.sort_by_key(|&(stem, _)| stem);
    for (stem, weight) in weighted {
        push_line(text, &format!("{stem} {weight:.2}"));
    }
}

/// Four decimals are more precise than the data allows.
fn push_number(text: &mut String, number: f64) {
    let _ = write!(text, " {number:.4}");
}

/// What to add to the fitted weight of a feature with this mean and scale: [`POSITION_BONUS`], or
/// the weight by which a sentence that has the feature (its value is 1, not 0) loses the penalty of
/// [`READABILITY_PENALTIES`].
fn adjustment(feature: Feature, centre: f32, scale: f32) -> f64 {
    if feature == Feature::Position {
        return POSITION_BONUS;
    }
    let scaled = |value: f32| f64::from(Weights::clamp((value - centre) / scale));
    let penalty = READABILITY_PENALTIES
        .iter()
        .find(|(known, _)| *known == feature);
    penalty.map_or(0.0, |(_, penalty)| -penalty / (scaled(1.0) - scaled(0.0)))
}
