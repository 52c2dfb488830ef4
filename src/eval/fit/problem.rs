//! One fitting problem: the chosen articles on a common scale, and its solution.

use super::example::{Example, StemIds};
use super::gate;
use super::objective::{self, Dimensions, ScaledExample};
use super::{Measured, Settings, lbfgs};
use crate::eval::bootstrap::SplitMix64;
use gleaner_engine::Weights;
use gleaner_engine::fit::Feature;
use std::collections::HashMap;

/// A candidate is left out of a pool if its cosine similarity to a better one is above this.
const SIMILARITY_MAX: f32 = 0.5;

/// The articles to fit, on a common scale.
pub(super) struct Problem<'m> {
    pub(super) features: Vec<Feature>,
    /// The mean and the scale (standard deviation) of each feature.
    pub(super) feature_scales: Vec<(f32, f32)>,
    /// The mean and the scale of each statistic.
    pub(super) statistic_scales: Vec<(f64, f64)>,
    pub(super) stem_ids: &'m StemIds,
    /// The ids of the stems that get a weight, ascending.
    pub(super) fitted_stems: Vec<u32>,
    pub(super) dimensions: Dimensions,
    examples: Vec<&'m Example>,
    /// The domain of each example. Domains without examples are not counted.
    domains: Vec<usize>,
    /// The candidates taken from each example, ascending.
    candidates: Vec<Vec<usize>>,
    scaled: Vec<ScaledExample>,
}

impl<'m> Problem<'m> {
    /// The problem for the articles that `is_included` chooses by domain and index; `None` if there
    /// is nothing to learn from.
    pub(super) fn new(
        measured: &'m Measured,
        is_included: impl Fn(usize, usize) -> bool,
        settings: &Settings,
    ) -> Option<Problem<'m>> {
        let mut examples: Vec<&Example> = Vec::new();
        let mut domains = Vec::new();
        let mut experts = 0;
        for (domain, articles) in measured.domains.iter().enumerate() {
            let included = (articles.iter().enumerate())
                .filter(|&(article, _)| is_included(domain, article))
                .filter_map(|(_, example)| example.as_ref());
            examples.extend(included);
            if examples.len() > domains.len() {
                domains.resize(examples.len(), experts);
                experts += 1;
            }
        }
        if examples.is_empty() {
            return None;
        }
        let mut random = SplitMix64(settings.seed);
        let candidates = (examples.iter())
            .map(|example| sample_candidates(example, settings.candidates_max, &mut random))
            .collect();
        let features: Vec<Feature> = Feature::fitted()
            .filter(|feature| !settings.without.iter().any(|name| name == feature.name()))
            .collect();
        let stems = measured.stem_ids.stems();
        let fitted_stems = frequent_stems(&examples, &domains, &stems, experts, settings);
        let dimensions = Dimensions {
            features: features.len(),
            experts,
            statistics: gate::statistics(&features).len(),
            stems: fitted_stems.len(),
        };
        let mut problem = Problem {
            features,
            feature_scales: Vec::new(),
            statistic_scales: Vec::new(),
            stem_ids: &measured.stem_ids,
            fitted_stems,
            dimensions,
            examples,
            domains,
            candidates,
            scaled: Vec::new(),
        };
        problem.scale_examples(settings);
        problem.scale_statistics();
        Some(problem)
    }

    /// Fits all parameters and returns them.
    pub(super) fn solve(&mut self, settings: &Settings) -> Vec<f64> {
        let dimensions = self.dimensions;
        let mut parameters = self.initial_parameters(settings);
        let mut minimize = |examples: &[ScaledExample], steps| {
            lbfgs::minimize(&mut parameters, steps, |point, gradient| {
                objective::value_and_gradient(examples, dimensions, settings, point, gradient)
            });
            parameters.clone()
        };
        let mut fitted = minimize(&self.scaled, settings.first_steps);
        for _ in 0..settings.rounds {
            self.form_pools(&fitted, settings);
            fitted = minimize(&self.scaled, settings.round_steps);
        }
        fitted
    }

    /// A gate that tells the domains apart, small random weights for what the experts add (equal
    /// weights would stay equal), and zeros for the rest.
    fn initial_parameters(&self, settings: &Settings) -> Vec<f64> {
        let dimensions = self.dimensions;
        let mut parameters = vec![0.0; dimensions.len()];
        let mut random = SplitMix64(settings.seed ^ 0x5eed);
        for weight in &mut parameters[dimensions.features..dimensions.gate_start()] {
            *weight = (random.below(2001) as f64 - 1000.0) * 2e-5;
        }
        let gate = gate::tell_domains_apart(
            &self.scaled,
            &self.domains,
            &self.article_weights(0.0, 1.0 / dimensions.experts as f64),
            dimensions.experts,
            dimensions.statistics,
        );
        parameters[dimensions.gate_start()..][..gate.len()].copy_from_slice(&gate);
        parameters
    }

    /// Scales the features to mean 0 and standard deviation 1 and fills `scaled`.
    fn scale_examples(&mut self, settings: &Settings) {
        let weights = self.article_weights(settings.domain_size_power, settings.graded_share);
        let scales = feature_scales(&self.examples, &weights);
        let columns: Vec<usize> = Feature::fitted()
            .enumerate()
            .filter(|(_, feature)| self.features.contains(feature))
            .map(|(column, _)| column)
            .collect();
        self.feature_scales = columns.iter().map(|&column| scales[column]).collect();
        let index_of_stem: HashMap<u32, u32> = self.fitted_stems.iter().copied().zip(0..).collect();
        self.scaled = (self.examples.iter().zip(&self.candidates))
            .zip(weights)
            .map(|((example, candidates), weight)| {
                let scaled = scaled_features(example, &scales);
                self.scaled_example(
                    example,
                    candidates,
                    weight,
                    &scaled,
                    &columns,
                    &index_of_stem,
                )
            })
            .collect();
    }

    /// One example. `features` are all its learned features, scaled; `columns` are those to fit.
    fn scaled_example(
        &self,
        example: &Example,
        candidates: &[usize],
        weight: f64,
        features: &[f32],
        columns: &[usize],
        index_of_stem: &HashMap<u32, u32>,
    ) -> ScaledExample {
        let width = Feature::fitted().count();
        let knows_language = example.is_english && !self.fitted_stems.is_empty();
        let statistics = gate::statistics(&self.features);
        let fitted_features = |&candidate: &usize| {
            let row = &features[candidate * width..][..width];
            columns.iter().map(|&column| row[column])
        };
        let fitted_stems = |&candidate: &usize| -> Vec<u32> {
            let stems = example.stems[candidate].iter();
            stems
                .filter_map(|stem| index_of_stem.get(stem).copied())
                .collect()
        };
        let stem_scale = |&candidate: &usize| {
            let stems = example.stems[candidate].len().max(1);
            1.0 / (stems as f64).sqrt()
        };
        ScaledExample {
            weight,
            features: candidates.iter().flat_map(fitted_features).collect(),
            statistics: gate::values_of(&statistics, features, width, knows_language),
            stems: candidates.iter().map(fitted_stems).collect(),
            stem_scale: candidates.iter().map(stem_scale).collect(),
            targets: (candidates.iter())
                .map(|&candidate| example.targets[candidate])
                .collect(),
            is_unfit: (candidates.iter())
                .map(|&candidate| example.is_unfit(candidate))
                .collect(),
            pool: Vec::new(),
            sets: Vec::new(),
            rewards: Vec::new(),
        }
    }

    /// Scales the statistics to mean 0 and standard deviation 1, except the constant.
    fn scale_statistics(&mut self) {
        let count = self.scaled.len() as f64;
        for index in 0..self.dimensions.statistics {
            let values = || self.scaled.iter().map(|example| example.statistics[index]);
            let mean = values().sum::<f64>() / count;
            let variance = values()
                .map(|value| (value - mean) * (value - mean))
                .sum::<f64>()
                / count;
            let is_constant = index + 1 == self.dimensions.statistics;
            let scale = if is_constant {
                (0.0, 1.0)
            } else {
                (mean, variance.sqrt() + 1e-6)
            };
            self.statistic_scales.push(scale);
        }
        for example in &mut self.scaled {
            for (value, (mean, scale)) in example.statistics.iter_mut().zip(&self.statistic_scales)
            {
                *value = (*value - mean) / scale;
            }
        }
    }

    /// The weight of each example: that of its domain (its size to the power `size_power`), divided
    /// evenly among its articles. All weights sum to 1, those of graded articles to `graded_share` if
    /// there are others too.
    fn article_weights(&self, size_power: f64, graded_share: f64) -> Vec<f64> {
        let mut sizes = vec![0.0f64; self.dimensions.experts];
        for &domain in &self.domains {
            sizes[domain] += 1.0;
        }
        let weight = |&domain: &usize| libm::pow(sizes[domain], size_power - 1.0);
        let mut weights: Vec<f64> = self.domains.iter().map(weight).collect();
        let is_graded: Vec<bool> = self
            .examples
            .iter()
            .map(|example| example.is_graded())
            .collect();
        let sum_of = |weights: &[f64], graded: bool| -> f64 {
            let of_kind = weights
                .iter()
                .zip(&is_graded)
                .filter(|(_, is)| **is == graded);
            of_kind.map(|(weight, _)| weight).sum()
        };
        let sums = [false, true].map(|graded| sum_of(&weights, graded));
        // With one voice alone, it has the whole weight.
        let shares = match sums {
            [_, 0.0] => [1.0, 0.0],
            [0.0, _] => [0.0, 1.0],
            _ => [1.0 - graded_share, graded_share],
        };
        for (weight, &is_graded) in weights.iter_mut().zip(&is_graded) {
            let voice = usize::from(is_graded);
            *weight *= shares[voice] / sums[voice];
        }
        weights
    }

    /// Whether any of the articles is graded.
    pub(super) fn has_graded(&self) -> bool {
        self.examples.iter().any(|example| example.is_graded())
    }

    /// Puts the best few candidates of each article with reference bullets by `parameters` into its pool, none of them very
    /// similar to a better one, and computes the reward of all sets of them.
    fn form_pools(&mut self, parameters: &[f64], settings: &Settings) {
        let mut scratch = Vec::new();
        for ((scaled, example), candidates) in (self.scaled.iter_mut())
            .zip(&self.examples)
            .zip(&self.candidates)
        {
            if example.is_graded() {
                continue;
            }
            let scores = scaled.scores(self.dimensions, parameters);
            let mut order: Vec<usize> = (0..candidates.len()).collect();
            order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
            scaled.pool.clear();
            for index in order {
                let is_similar = |&member: &usize| {
                    example.cosine(candidates[index], candidates[member]) > SIMILARITY_MAX
                };
                if scaled.pool.len() < settings.pool_size && !scaled.pool.iter().any(is_similar) {
                    scaled.pool.push(index);
                }
            }
            scaled.sets = subsets(scaled.pool.len(), example.bullets);
            scaled.rewards = (scaled.sets.iter())
                .map(|set| {
                    let members = set.iter().map(|&member| scaled.pool[member as usize]);
                    let summary: Vec<usize> = members.map(|index| candidates[index]).collect();
                    example.reward(&summary, &mut scratch)
                })
                .collect();
        }
    }
}

/// The mean and standard deviation of each learned feature. An example counts by its weight, shared
/// evenly among its candidates.
fn feature_scales(examples: &[&Example], weights: &[f64]) -> Vec<(f32, f32)> {
    let width = Feature::fitted().count();
    let mut moments = vec![(0.0f64, 0.0f64); width];
    for (example, weight) in examples.iter().zip(weights) {
        let weight = weight / example.len() as f64;
        for (index, &value) in example.features.iter().enumerate() {
            let (mean, square) = &mut moments[index % width];
            *mean += weight * f64::from(value);
            *square += weight * f64::from(value) * f64::from(value);
        }
    }
    (moments.iter())
        .map(|(mean, square)| {
            let variance = (square - mean * mean).max(0.0);
            (*mean as f32, (variance.sqrt() + 1e-4) as f32)
        })
        .collect()
}

/// All features of an example, scaled and clamped as the engine does it.
fn scaled_features(example: &Example, scales: &[(f32, f32)]) -> Vec<f32> {
    (example.features.iter().enumerate())
        .map(|(index, value)| {
            let (mean, scale) = scales[index % scales.len()];
            Weights::clamp((value - mean) / scale)
        })
        .collect()
}

/// All candidates of an example, ascending; or, if there are more than `count`, a random sample of
/// that size and all that have a target.
fn sample_candidates(example: &Example, count: usize, random: &mut SplitMix64) -> Vec<usize> {
    let mut candidates: Vec<usize> = (0..example.len()).collect();
    if candidates.len() > count {
        // The first `count` steps of a Fisher–Yates shuffle.
        for index in 0..count {
            let other = index + random.below(candidates.len() - index);
            candidates.swap(index, other);
        }
        candidates.truncate(count);
        candidates.extend((0..example.len()).filter(|&at| example.targets[at] > 0.0));
        candidates.sort_unstable();
        candidates.dedup();
    }
    candidates
}

/// The ids of the stems that occur in enough articles and domains, ascending. Stems that do not
/// start with a letter are left out, because numbers are dates and amounts of particular articles.
fn frequent_stems(
    examples: &[&Example],
    domains: &[usize],
    stems: &[&str],
    experts: usize,
    settings: &Settings,
) -> Vec<u32> {
    let mut occurrences: HashMap<u32, (usize, Vec<usize>)> = HashMap::new();
    for (example, domain) in examples.iter().zip(domains) {
        let mut ids = example.stems.concat();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let (article_count, stem_domains) = occurrences.entry(id).or_default();
            *article_count += 1;
            if stem_domains.last() != Some(domain) {
                stem_domains.push(*domain);
            }
        }
    }
    let domains_min = settings.stem_domains_min.min(experts);
    let mut ids: Vec<u32> = (occurrences.into_iter())
        .filter(|(_, (article_count, stem_domains))| {
            *article_count >= settings.stem_articles_min && stem_domains.len() >= domains_min
        })
        .map(|(id, _)| id)
        .filter(|&id| stems[id as usize].starts_with(char::is_alphabetic))
        .collect();
    ids.sort_unstable();
    ids
}

/// All subsets of size `size` of the numbers below `count`; if there are fewer numbers, the set of
/// all of them.
fn subsets(count: usize, size: usize) -> Vec<Vec<u8>> {
    let size = size.min(count);
    let mut subsets = vec![Vec::new()];
    for _ in 0..size {
        subsets = (subsets.iter())
            .flat_map(|subset: &Vec<u8>| {
                let next = subset.last().map_or(0, |last| last + 1);
                (next..count as u8).map(move |member| [&subset[..], &[member]].concat())
            })
            .collect();
    }
    subsets
}
