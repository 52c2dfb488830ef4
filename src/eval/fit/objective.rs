//! The function that fitting minimizes, and its gradient. It is the sum of:
//!
//! - a listwise ranking loss (Cao et al. 2007, "Learning to rank: from pairwise approach to listwise
//!   approach"): for each article, the cross entropy between the softmax of the candidates' scores
//!   and the sentences that the oracle picks, or, of a graded article, fit sentences by their grades.
//!   Unfit sentences have a margin added to their scores (Gimpel & Smith 2010, "Softmax-margin CRFs");
//! - the negative expected reward of a summary (Shen et al. 2016, "Minimum risk training for neural
//!   machine translation"), for articles with reference bullets. The reward is ROUGE. The expectation is over all sets of as many
//!   candidates as the summary has bullets, taken from the best few candidates (the pool). The
//!   probability of a set is the softmax of the sum of its scores;
//! - L2 penalties on the parameters.
//!
//! The listwise loss alone does not know which sentences complement each other or how long a summary
//! becomes. The expected reward alone ignores the candidates outside the pool.

use super::Settings;

/// How many parameters of each kind there are.
#[derive(Clone, Copy)]
pub(super) struct Dimensions {
    pub(super) features: usize,
    pub(super) experts: usize,
    pub(super) statistics: usize,
    pub(super) stems: usize,
}

/// A parameter vector (or a gradient), split by kind.
pub(super) struct Parameters<'a> {
    /// One weight per feature, common to all experts.
    pub(super) shared: &'a [f64],
    /// What each expert adds to `shared`: one weight per feature, expert by expert.
    pub(super) experts: &'a [f64],
    /// The gate: one weight per statistic, expert by expert.
    pub(super) gate: &'a [f64],
    /// One weight per stem.
    pub(super) stems: &'a [f64],
}

/// The same as [`Parameters`], to be changed.
struct ParametersMut<'a> {
    shared: &'a mut [f64],
    experts: &'a mut [f64],
    gate: &'a mut [f64],
    stems: &'a mut [f64],
}

impl Dimensions {
    /// The length of the parameter vector.
    pub(super) fn len(self) -> usize {
        self.gate_start() + self.experts * self.statistics + self.stems
    }

    /// Where the weights of the gate start in the parameter vector.
    pub(super) fn gate_start(self) -> usize {
        self.features * (1 + self.experts)
    }

    /// Splits a parameter vector by kind.
    pub(super) fn split(self, parameters: &[f64]) -> Parameters<'_> {
        let (shared, rest) = parameters.split_at(self.features);
        let (experts, rest) = rest.split_at(self.features * self.experts);
        let (gate, stems) = rest.split_at(self.experts * self.statistics);
        Parameters {
            shared,
            experts,
            gate,
            stems,
        }
    }

    fn split_mut(self, parameters: &mut [f64]) -> ParametersMut<'_> {
        let (shared, rest) = parameters.split_at_mut(self.features);
        let (experts, rest) = rest.split_at_mut(self.features * self.experts);
        let (gate, stems) = rest.split_at_mut(self.experts * self.statistics);
        ParametersMut {
            shared,
            experts,
            gate,
            stems,
        }
    }
}

/// The candidates of one article, with features and statistics scaled to mean 0 and standard
/// deviation 1.
pub(super) struct ScaledExample {
    /// The article's weight in the loss; the weights of all articles sum to 1.
    pub(super) weight: f64,
    /// The features of each candidate, candidate by candidate.
    pub(super) features: Vec<f32>,
    /// The statistics that the gate looks at.
    pub(super) statistics: Vec<f64>,
    /// For each candidate, the indices of its stems among the fitted stems.
    pub(super) stems: Vec<Vec<u32>>,
    /// For each candidate, 1 / √(number of its distinct stems).
    pub(super) stem_scale: Vec<f64>,
    /// For each candidate, its share of the oracle's picks. The shares sum to 1, or all are 0.
    pub(super) targets: Vec<f64>,
    /// For each candidate, whether it is graded as one that must not be a bullet.
    pub(super) is_unfit: Vec<bool>,
    /// The best few candidates by the last fit; empty before the first one.
    pub(super) pool: Vec<usize>,
    /// The sets of candidates that may be a summary, as indices into `pool`.
    pub(super) sets: Vec<Vec<u8>>,
    /// The reward of each set.
    pub(super) rewards: Vec<f64>,
}

impl ScaledExample {
    /// The share of each expert for this article, and the feature weights that the shares give.
    fn mix_experts(&self, dimensions: Dimensions, parameters: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let parameters = dimensions.split(parameters);
        let logits: Vec<f64> = (parameters.gate.chunks(dimensions.statistics))
            .map(|weights| dot(weights, &self.statistics))
            .collect();
        let shares = softmax(&logits);
        let mut weights = parameters.shared.to_vec();
        let experts = parameters.experts.chunks(dimensions.features);
        for (share, expert) in shares.iter().zip(experts) {
            for (weight, added) in weights.iter_mut().zip(expert) {
                *weight += share * added;
            }
        }
        (shares, weights)
    }

    /// The score of each candidate.
    pub(super) fn scores(&self, dimensions: Dimensions, parameters: &[f64]) -> Vec<f64> {
        let (_, weights) = self.mix_experts(dimensions, parameters);
        self.scores_with(dimensions, &weights, dimensions.split(parameters).stems)
    }

    fn scores_with(
        &self,
        dimensions: Dimensions,
        weights: &[f64],
        stem_weights: &[f64],
    ) -> Vec<f64> {
        let weights: Vec<f32> = weights.iter().map(|&weight| weight as f32).collect();
        let rows = self.features.chunks(dimensions.features);
        rows.zip(self.stems.iter().zip(&self.stem_scale))
            .map(|(row, (stems, scale))| {
                let by_features: f32 = row.iter().zip(&weights).map(|(x, w)| x * w).sum();
                let by_stems: f64 = stems.iter().map(|&stem| stem_weights[stem as usize]).sum();
                f64::from(by_features) + scale * by_stems
            })
            .collect()
    }
}

/// The objective at `parameters`. Writes its gradient to `gradient`.
pub(super) fn value_and_gradient(
    examples: &[ScaledExample],
    dimensions: Dimensions,
    settings: &Settings,
    parameters: &[f64],
    gradient: &mut [f64],
) -> f64 {
    gradient.fill(0.0);
    let mut sum = penalty(dimensions, settings, parameters, gradient);
    for example in examples {
        let (shares, weights) = example.mix_experts(dimensions, parameters);
        let scores = example.scores_with(dimensions, &weights, dimensions.split(parameters).stems);
        let mut score_gradient = vec![0.0; scores.len()];
        sum += listwise_loss(example, settings.unfit_margin, &scores, &mut score_gradient);
        sum += expected_loss(
            example,
            settings.reward_weight,
            &scores,
            &mut score_gradient,
        );
        add_gradient(
            example,
            dimensions,
            parameters,
            &shares,
            &score_gradient,
            gradient,
        );
    }
    sum
}

/// The cross entropy between the softmax of the scores and the oracle's picks. Adds its gradient by
/// the scores to `score_gradient`.
fn listwise_loss(
    example: &ScaledExample,
    unfit_margin: f64,
    scores: &[f64],
    score_gradient: &mut [f64],
) -> f64 {
    if example.targets.iter().all(|&target| target == 0.0) {
        return 0.0;
    }
    let with_margin = |(score, is_unfit): (&f64, &bool)| match is_unfit {
        true => score + unfit_margin,
        false => *score,
    };
    let raised: Vec<f64> = (scores.iter().zip(&example.is_unfit))
        .map(with_margin)
        .collect();
    let probabilities = softmax(&raised);
    let mut cross_entropy = 0.0;
    for ((slope, probability), target) in score_gradient
        .iter_mut()
        .zip(probabilities)
        .zip(&example.targets)
    {
        *slope += example.weight * (probability - target);
        cross_entropy -= target * libm::log(probability.max(1e-300));
    }
    example.weight * cross_entropy
}

/// The negative expected reward of a set of candidates. Adds its gradient by the scores to
/// `score_gradient`.
fn expected_loss(
    example: &ScaledExample,
    reward_weight: f64,
    scores: &[f64],
    score_gradient: &mut [f64],
) -> f64 {
    if example.sets.is_empty() {
        return 0.0;
    }
    let score_of = |set: &Vec<u8>| -> f64 {
        let members = set.iter().map(|&member| example.pool[member as usize]);
        members.map(|candidate| scores[candidate]).sum()
    };
    let probabilities = softmax(&example.sets.iter().map(score_of).collect::<Vec<f64>>());
    let expected = dot(&probabilities, &example.rewards);
    let factor = reward_weight * example.weight;
    for ((set, probability), reward) in example
        .sets
        .iter()
        .zip(&probabilities)
        .zip(&example.rewards)
    {
        let slope = -factor * probability * (reward - expected);
        for &member in set {
            score_gradient[example.pool[member as usize]] += slope;
        }
    }
    -factor * expected
}

/// Adds to `gradient`, by the chain rule, what follows from the gradient by the example's scores.
fn add_gradient(
    example: &ScaledExample,
    dimensions: Dimensions,
    parameters: &[f64],
    shares: &[f64],
    score_gradient: &[f64],
    gradient: &mut [f64],
) {
    let gradient = dimensions.split_mut(gradient);
    for ((stems, scale), slope) in (example.stems.iter())
        .zip(&example.stem_scale)
        .zip(score_gradient)
    {
        for &stem in stems {
            gradient.stems[stem as usize] += scale * slope;
        }
    }
    let weight_gradient = weight_gradient(example, dimensions, score_gradient);
    for (sum, slope) in gradient.shared.iter_mut().zip(&weight_gradient) {
        *sum += slope;
    }
    let experts = dimensions.split(parameters).experts;
    let share_gradient: Vec<f64> = (experts.chunks(dimensions.features))
        .map(|weights| dot(weights, &weight_gradient))
        .collect();
    let mean = dot(shares, &share_gradient);
    for (expert, share) in shares.iter().enumerate() {
        let sums = &mut gradient.experts[expert * dimensions.features..][..dimensions.features];
        for (sum, slope) in sums.iter_mut().zip(&weight_gradient) {
            *sum += share * slope;
        }
        let logit_slope = share * (share_gradient[expert] - mean);
        let sums = &mut gradient.gate[expert * dimensions.statistics..][..dimensions.statistics];
        for (sum, statistic) in sums.iter_mut().zip(&example.statistics) {
            *sum += logit_slope * statistic;
        }
    }
}

/// The gradient by the mixed feature weights.
fn weight_gradient(
    example: &ScaledExample,
    dimensions: Dimensions,
    score_gradient: &[f64],
) -> Vec<f64> {
    let mut sums = vec![0.0f32; dimensions.features];
    for (row, &slope) in (example.features.chunks(dimensions.features)).zip(score_gradient) {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += slope as f32 * value;
        }
    }
    sums.into_iter().map(f64::from).collect()
}

/// L2 penalties on all parameters but the gate's constants (its last statistic). Adds their gradient
/// to `gradient`.
fn penalty(
    dimensions: Dimensions,
    settings: &Settings,
    parameters: &[f64],
    gradient: &mut [f64],
) -> f64 {
    let mut sum = 0.0;
    let mut add = |factor: f64, weights: &[f64], gradient: &mut [f64]| {
        for (slope, weight) in gradient.iter_mut().zip(weights) {
            *slope += 2.0 * factor * weight;
            sum += factor * weight * weight;
        }
    };
    let parameters = dimensions.split(parameters);
    let gradient = dimensions.split_mut(gradient);
    add(settings.shared_penalty, parameters.shared, gradient.shared);
    add(
        settings.expert_penalty,
        parameters.experts,
        gradient.experts,
    );
    let penalized = dimensions.statistics - 1;
    for (weights, slopes) in (parameters.gate.chunks(dimensions.statistics))
        .zip(gradient.gate.chunks_mut(dimensions.statistics))
    {
        add(
            settings.gate_penalty,
            &weights[..penalized],
            &mut slopes[..penalized],
        );
    }
    add(settings.stem_penalty, parameters.stems, gradient.stems);
    sum
}

/// Probabilities proportional to the exponentials of `logits`; they sum to 1.
pub(super) fn softmax(logits: &[f64]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut probabilities: Vec<f64> = (logits.iter())
        .map(|logit| libm::exp(logit - largest))
        .collect();
    let sum: f64 = probabilities.iter().sum();
    probabilities
        .iter_mut()
        .for_each(|probability| *probability /= sum);
    probabilities
}

/// The dot product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
