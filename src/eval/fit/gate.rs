//! The statistics of a document that the gate looks at, and the gate's weights before the main fit.

use super::lbfgs;
use super::objective::{ScaledExample, dot, softmax};
use gleaner_engine::fit::{Feature, Statistic};

/// L2 penalty on the gate's weights while it learns to tell the domains apart.
const PENALTY: f64 = 2e-2;

/// Steps of that fit.
const STEPS: usize = 100;

/// The features whose mean over a document's candidates the gate looks at.
const FEATURES: &[Feature] = &[
    Feature::LogWords,
    Feature::Degree,
    Feature::Salience,
    Feature::Introduced,
    Feature::CapitalShare,
    Feature::NumberShare,
    Feature::Money,
    Feature::Quotes,
    Feature::Reporting,
    Feature::FirstPerson,
    Feature::OpensFirstPerson,
    Feature::OpensWithPronoun,
    Feature::OpensWithConnective,
    Feature::Question,
    Feature::Unterminated,
    Feature::WordBytes,
    Feature::TermShare,
];

/// The statistics that the gate looks at; the constant is the last. Only means of the given features
/// are among them, because the engine measures no others.
pub(super) fn statistics(features: &[Feature]) -> Vec<Statistic> {
    let measured = FEATURES.iter().filter(|feature| features.contains(feature));
    measured
        .map(|&feature| Statistic::Mean(feature))
        .chain([
            Statistic::Spread(Feature::LogWords),
            Statistic::LogSentences,
            Statistic::KnownLanguage,
            Statistic::Constant,
        ])
        .collect()
}

/// The values of `statistics` for one article. `features` has the scaled features of each candidate
/// in turn, `width` values for each. `knows_language` says whether there are weights for stems of
/// the article's language.
pub(super) fn values_of(
    statistics: &[Statistic],
    features: &[f32],
    width: usize,
    knows_language: bool,
) -> Vec<f64> {
    let candidates = (features.len() / width).max(1) as f64;
    let mean_and_deviation = |feature: Feature| {
        let column = Feature::fitted()
            .position(|learned| learned == feature)
            .expect("the gate looks only at learned features");
        let column = || features.iter().skip(column).step_by(width);
        let values = || column().map(|&value| f64::from(value));
        let mean = values().sum::<f64>() / candidates;
        let squares = values().map(|value| (value - mean) * (value - mean));
        (mean, (squares.sum::<f64>() / candidates).sqrt())
    };
    (statistics.iter())
        .map(|&statistic| match statistic {
            Statistic::Mean(feature) => mean_and_deviation(feature).0,
            Statistic::Spread(feature) => mean_and_deviation(feature).1,
            Statistic::LogSentences => libm::log(candidates),
            Statistic::KnownLanguage => f64::from(u8::from(knows_language)),
            Statistic::Constant => 1.0,
        })
        .collect()
}

/// The weights of a gate that tells the domain of each example, by multinomial logistic regression.
/// `domains` and `weights` have one entry per example: its domain and its weight in the loss.
pub(super) fn tell_domains_apart(
    examples: &[ScaledExample],
    domains: &[usize],
    weights: &[f64],
    experts: usize,
    statistics: usize,
) -> Vec<f64> {
    let mut gate = vec![0.0; experts * statistics];
    lbfgs::minimize(&mut gate, STEPS, |gate, gradient| {
        let mut loss = 0.0;
        for (slope, weight) in gradient.iter_mut().zip(gate) {
            *slope = 2.0 * PENALTY * weight;
            loss += PENALTY * weight * weight;
        }
        for ((example, &domain), weight) in examples.iter().zip(domains).zip(weights) {
            let logits: Vec<f64> = (gate.chunks(statistics))
                .map(|weights| dot(weights, &example.statistics))
                .collect();
            let probabilities = softmax(&logits);
            loss -= weight * libm::log(probabilities[domain].max(1e-300));
            for (expert, probability) in probabilities.iter().enumerate() {
                let logit_slope = weight * (probability - f64::from(u8::from(expert == domain)));
                let sums = &mut gradient[expert * statistics..][..statistics];
                for (sum, statistic) in sums.iter_mut().zip(&example.statistics) {
                    *sum += logit_slope * statistic;
                }
            }
        }
        loss
    });
    gate
}
