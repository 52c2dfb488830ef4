//! What fitting minimises, and its gradient.
//!
//! Two terms and a penalty. The first is listwise (Cao et al. 2007, "Learning to rank: from pairwise
//! approach to listwise approach"): the scores of an article's candidates, as a distribution, should
//! be that of the sentences the oracle takes. The second is what readers see, the expected ROUGE of
//! whole summaries (minimum risk: Shen et al. 2016): sets of as many bullets as are asked for from
//! the best few candidates, drawn with odds by the sum of their scores. The first alone does not
//! know what goes together or how long a summary gets; the second alone does not see the sentences
//! that are not among the best few.

use super::Settings;

/// Where each part of the parameters stands.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) features: usize,
    pub(super) experts: usize,
    pub(super) statistics: usize,
    pub(super) stems: usize,
}

impl Shape {
    /// How many parameters there are.
    pub(super) fn len(self) -> usize {
        self.features * (1 + self.experts) + self.experts * self.statistics + self.stems
    }

    /// What all experts share; what each adds; the gate, expert by expert; the stems.
    pub(super) fn parts(self, parameters: &[f64]) -> [&[f64]; 4] {
        let (common, rest) = parameters.split_at(self.features);
        let (own, rest) = rest.split_at(self.features * self.experts);
        let (gate, stems) = rest.split_at(self.experts * self.statistics);
        [common, own, gate, stems]
    }

    fn parts_mut(self, parameters: &mut [f64]) -> [&mut [f64]; 4] {
        let (common, rest) = parameters.split_at_mut(self.features);
        let (own, rest) = rest.split_at_mut(self.features * self.experts);
        let (gate, stems) = rest.split_at_mut(self.experts * self.statistics);
        [common, own, gate, stems]
    }
}

/// An article on the scale of the fit.
pub(super) struct Article {
    /// How much the article counts; all sum to 1.
    pub(super) weight: f64,
    /// Row by row.
    pub(super) features: Vec<f32>,
    pub(super) statistics: Vec<f64>,
    /// Per row: numbers of stems that are fitted.
    pub(super) stems: Vec<Vec<u32>>,
    /// Per row: 1 over the square root of its distinct stems.
    pub(super) stem_scale: Vec<f64>,
    /// Per row: its part of the oracle's choice; sums to 1, or is all 0.
    pub(super) targets: Vec<f64>,
    /// The best few rows, once there are scores.
    pub(super) pool: Vec<usize>,
    /// Sets of places in `pool`, and the reward of each.
    pub(super) sets: Vec<Vec<u8>>,
    pub(super) rewards: Vec<f64>,
}

impl Article {
    /// How much each expert has to say, and the weights that make.
    fn mixed(&self, shape: Shape, parameters: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let [common, own, gate, _] = shape.parts(parameters);
        let logits: Vec<f64> = (gate.chunks(shape.statistics))
            .map(|weights| dot(weights, &self.statistics))
            .collect();
        let shares = softmax(&logits);
        let mut weights = common.to_vec();
        for (share, own) in shares.iter().zip(own.chunks(shape.features)) {
            for (weight, own) in weights.iter_mut().zip(own) {
                *weight += share * own;
            }
        }
        (shares, weights)
    }

    /// The score of each row.
    pub(super) fn scores(&self, shape: Shape, parameters: &[f64]) -> Vec<f64> {
        let (_, weights) = self.mixed(shape, parameters);
        self.scores_by(shape, &weights, shape.parts(parameters)[3])
    }

    fn scores_by(&self, shape: Shape, weights: &[f64], stem_weights: &[f64]) -> Vec<f64> {
        let weights: Vec<f32> = weights.iter().map(|&weight| weight as f32).collect();
        let rows = self.features.chunks(shape.features);
        rows.zip(self.stems.iter().zip(&self.stem_scale))
            .map(|(row, (stems, scale))| {
                let by_features: f32 = row.iter().zip(&weights).map(|(x, w)| x * w).sum();
                let by_stems: f64 = stems.iter().map(|&stem| stem_weights[stem as usize]).sum();
                f64::from(by_features) + scale * by_stems
            })
            .collect()
    }
}

/// The value at `parameters`; fills `gradient`.
pub(super) fn value(
    articles: &[Article],
    shape: Shape,
    settings: &Settings,
    parameters: &[f64],
    gradient: &mut [f64],
) -> f64 {
    gradient.fill(0.0);
    let mut sum = penalty(shape, settings, parameters, gradient);
    for article in articles {
        let (shares, weights) = article.mixed(shape, parameters);
        let scores = article.scores_by(shape, &weights, shape.parts(parameters)[3]);
        let mut by_score = vec![0.0; scores.len()];
        sum += listwise(article, &scores, &mut by_score);
        sum += risk(article, settings.risk, &scores, &mut by_score);
        back(article, shape, parameters, &shares, &by_score, gradient);
    }
    sum
}

/// Cross entropy of the scores as a distribution with the oracle's choice.
fn listwise(article: &Article, scores: &[f64], by_score: &mut [f64]) -> f64 {
    if article.targets.iter().all(|&target| target == 0.0) {
        return 0.0;
    }
    let odds = softmax(scores);
    let mut sum = 0.0;
    for ((slope, odds), target) in by_score.iter_mut().zip(odds).zip(&article.targets) {
        *slope += article.weight * (odds - target);
        sum -= target * libm::log(odds.max(1e-300));
    }
    article.weight * sum
}

/// Minus the expected reward of a set drawn from the pool.
fn risk(article: &Article, factor: f64, scores: &[f64], by_score: &mut [f64]) -> f64 {
    if article.sets.is_empty() {
        return 0.0;
    }
    let score_of = |set: &Vec<u8>| -> f64 {
        let places = set.iter().map(|&place| article.pool[place as usize]);
        places.map(|row| scores[row]).sum()
    };
    let odds = softmax(&article.sets.iter().map(score_of).collect::<Vec<f64>>());
    let expected = dot(&odds, &article.rewards);
    let factor = factor * article.weight;
    for ((set, odds), reward) in article.sets.iter().zip(&odds).zip(&article.rewards) {
        let slope = -factor * odds * (reward - expected);
        for &place in set {
            by_score[article.pool[place as usize]] += slope;
        }
    }
    -factor * expected
}

/// From slopes by score to slopes by parameter.
fn back(
    article: &Article,
    shape: Shape,
    parameters: &[f64],
    shares: &[f64],
    by_score: &[f64],
    gradient: &mut [f64],
) {
    let [common, own, gate, stem_weights] = shape.parts_mut(gradient);
    let mut by_weight = vec![0.0f32; shape.features];
    for (row, &slope) in article.features.chunks(shape.features).zip(by_score) {
        for (sum, &value) in by_weight.iter_mut().zip(row) {
            *sum += slope as f32 * value;
        }
    }
    for ((stems, scale), slope) in article.stems.iter().zip(&article.stem_scale).zip(by_score) {
        for &stem in stems {
            stem_weights[stem as usize] += scale * slope;
        }
    }
    let by_weight: Vec<f64> = by_weight.into_iter().map(f64::from).collect();
    for (sum, slope) in common.iter_mut().zip(&by_weight) {
        *sum += slope;
    }
    let [_, own_weights, ..] = shape.parts(parameters);
    let by_share: Vec<f64> = (own_weights.chunks(shape.features))
        .map(|weights| dot(weights, &by_weight))
        .collect();
    let mean = dot(shares, &by_share);
    for (expert, share) in shares.iter().enumerate() {
        let of_expert = &mut own[expert * shape.features..][..shape.features];
        for (sum, slope) in of_expert.iter_mut().zip(&by_weight) {
            *sum += share * slope;
        }
        let by_logit = share * (by_share[expert] - mean);
        let of_expert = &mut gate[expert * shape.statistics..][..shape.statistics];
        for (sum, statistic) in of_expert.iter_mut().zip(&article.statistics) {
            *sum += by_logit * statistic;
        }
    }
}

/// Squares of the parameters; the gate's constants, its last statistics, go free.
fn penalty(shape: Shape, settings: &Settings, parameters: &[f64], gradient: &mut [f64]) -> f64 {
    let mut sum = 0.0;
    let mut add = |factor: f64, weights: &[f64], gradient: &mut [f64]| {
        for (slope, weight) in gradient.iter_mut().zip(weights) {
            *slope += 2.0 * factor * weight;
            sum += factor * weight * weight;
        }
    };
    let [common, own, gate, stems] = shape.parts(parameters);
    let slopes = shape.parts_mut(gradient);
    add(settings.common_penalty, common, slopes[0]);
    add(settings.own_penalty, own, slopes[1]);
    let free = shape.statistics - 1;
    for (weights, slopes) in
        (gate.chunks(shape.statistics)).zip(slopes[2].chunks_mut(shape.statistics))
    {
        add(settings.gate_penalty, &weights[..free], &mut slopes[..free]);
    }
    add(settings.stem_penalty, stems, slopes[3]);
    sum
}

/// Odds that sum to 1.
pub(super) fn softmax(logits: &[f64]) -> Vec<f64> {
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut odds: Vec<f64> = logits.iter().map(|logit| libm::exp(logit - most)).collect();
    let sum: f64 = odds.iter().sum();
    odds.iter_mut().for_each(|odds| *odds /= sum);
    odds
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
