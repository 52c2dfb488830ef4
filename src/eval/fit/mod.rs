//! Fitting the default's weights to articles with reference bullets.
//!
//! Each file of articles is a domain and gives rise to an expert; the gate begins by telling the
//! domains apart and is then fitted with the rest. Everything is drawn from a seed and summed in one
//! order: the same files give the same weights.

mod example;
mod lbfgs;
mod objective;

use super::Article;
use super::bootstrap::SplitMix;
use example::{Example, Stems};
use gleaner_engine::Summarizer;
use gleaner_engine::Weights;
use gleaner_engine::fit::{Feature, Statistic};
use objective::{Shape, dot, softmax};
use std::collections::HashMap;
use std::fmt::Write;

/// How to fit. The penalties were chosen by cross-validation (see docs/quality.md).
#[derive(Clone, Debug)]
pub struct Settings {
    /// Of everything that is drawn.
    pub seed: u64,
    /// Weight of the expected reward beside the listwise loss.
    pub risk: f64,
    /// Penalty on the squares of the weights that all experts share.
    pub common_penalty: f64,
    /// Penalty on the squares of what each expert adds.
    pub own_penalty: f64,
    /// Penalty on the squares of the gate's weights.
    pub gate_penalty: f64,
    /// Penalty on the squares of the stems' weights.
    pub stem_penalty: f64,
    /// Articles and domains that must have a stem for it to be fitted.
    pub stem_articles_min: usize,
    /// Likewise; at most the number of domains.
    pub stem_domains_min: usize,
    /// Candidates that sets are drawn from.
    pub pool: usize,
    /// How often the pools are drawn anew.
    pub rounds: usize,
    /// Steps of the first fit, without pools, and of each round.
    pub steps: [usize; 2],
    /// Candidates of an article that are looked at, at most.
    pub rows_max: usize,
    /// Features left out.
    pub without: Vec<String>,
    /// How a domain's weight grows with its articles: 0 all alike, 1 with their number.
    pub size_power: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            seed: 1,
            risk: 30.0,
            common_penalty: 1e-3,
            own_penalty: 3.2e-2,
            gate_penalty: 1e-3,
            stem_penalty: 3e-4,
            stem_articles_min: 20,
            stem_domains_min: 2,
            pool: 10,
            rounds: 2,
            steps: [80, 40],
            rows_max: 300,
            without: Vec::new(),
            size_power: 0.25,
        }
    }
}

/// Articles of one kind.
pub struct Domain {
    /// Its name.
    pub name: String,
    /// Bullets that a summary of it has.
    pub bullets: usize,
    /// What to learn from.
    pub articles: Vec<Article>,
}

/// Domains measured once, to be fitted in parts many times.
pub struct Measured {
    domains: Vec<Vec<Option<Example>>>,
    stems: Stems,
}

/// What ROUGE does not see and readers do: taken off the score of a sentence of that form, whatever
/// the fit says of it. A score differs by some 5 from the best sentence of a document to the median.
const READABILITY: &[(Feature, f64)] = &[
    (Feature::OpensWithConnective, 1.5),
    (Feature::OpensWithPronoun, 0.5),
    (Feature::Unbalanced, 2.0),
    (Feature::Long, 1.7),
    (Feature::Short, 1.0),
    (Feature::Unterminated, 1.0),
    (Feature::Question, 1.0),
    (Feature::Colon, 1.0),
];

/// Added to the weight of [`Feature::Position`], whatever the fit says: of a kind of text that none
/// of the domains is, as much as this is known.
const POSITION_PRIOR: f64 = 0.1;

/// Penalty on the squares of the gate's weights while it learns to tell the domains apart.
const DOMAIN_PENALTY: f64 = 2e-2;

/// Cosine above which one candidate stands for another when pools are drawn.
const LIKE: f32 = 0.5;

/// Features whose means over an article the gate looks at.
const GATE: &[Feature] = &[
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

/// What the gate looks at. It sees no feature that is left out, since a document's mean of it is not
/// taken then.
fn statistics(features: &[Feature]) -> Vec<Statistic> {
    let seen = GATE.iter().filter(|feature| features.contains(feature));
    seen.map(|&feature| Statistic::Mean(feature))
        .chain([
            Statistic::Spread(Feature::LogWords),
            Statistic::LogSentences,
            Statistic::KnownLanguage,
            Statistic::Constant,
        ])
        .collect()
}

/// Measures all articles of `domains`.
pub fn measure(domains: &[Domain]) -> Measured {
    let mut summarizer = Summarizer::new();
    let mut tokens = super::Vocabulary::default();
    let mut stems = Stems::default();
    let domains = (domains.iter())
        .map(|domain| {
            (domain.articles.iter())
                .map(|article| {
                    let bullets = domain.bullets;
                    Example::new(article, bullets, &mut summarizer, &mut tokens, &mut stems)
                })
                .collect()
        })
        .collect();
    Measured { domains, stems }
}

/// Fits weights to the articles that `take` chooses by domain and index, and writes them as the
/// text of a blend, `head` first, each of its lines a comment.
pub fn fit(
    measured: &Measured,
    take: impl Fn(usize, usize) -> bool,
    settings: &Settings,
    head: &str,
) -> String {
    let mut problem = Problem::new(measured, take, settings);
    let parameters = problem.solve(settings);
    problem.write(&parameters, &measured.stems, head)
}

/// Which of so many parts an article belongs to, by its id alone.
pub fn part(id: &str, parts: u64) -> u64 {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash >> 32) % parts
}

/// The articles to fit, on one scale.
struct Problem<'m> {
    examples: Vec<(usize, &'m Example)>,
    /// Which rows of each example are looked at.
    rows: Vec<Vec<usize>>,
    articles: Vec<objective::Article>,
    features: Vec<Feature>,
    feature_scales: Vec<(f32, f32)>,
    statistic_scales: Vec<(f64, f64)>,
    /// Numbers of the stems that are fitted, ascending.
    fitted_stems: Vec<u32>,
    shape: Shape,
}

impl<'m> Problem<'m> {
    fn new(
        measured: &'m Measured,
        take: impl Fn(usize, usize) -> bool,
        settings: &Settings,
    ) -> Problem<'m> {
        let mut examples: Vec<(usize, &Example)> = Vec::new();
        let mut experts = 0;
        for (domain, articles) in measured.domains.iter().enumerate() {
            let taken = (articles.iter().enumerate())
                .filter(|&(index, _)| take(domain, index))
                .filter_map(|(_, example)| Some((experts, example.as_ref()?)));
            let before = examples.len();
            examples.extend(taken);
            experts += usize::from(examples.len() > before);
        }
        let mut random = SplitMix(settings.seed);
        let rows: Vec<Vec<usize>> = (examples.iter())
            .map(|(_, example)| rows(example, settings.rows_max, &mut random))
            .collect();
        let features: Vec<Feature> = Feature::learned()
            .filter(|feature| !settings.without.iter().any(|name| name == feature.name()))
            .collect();
        let fitted_stems =
            frequent_stems(&examples, &measured.stems.by_number(), experts, settings);
        let shape = Shape {
            features: features.len(),
            experts,
            statistics: statistics(&features).len(),
            stems: fitted_stems.len(),
        };
        let mut problem = Problem {
            examples,
            rows,
            articles: Vec::new(),
            features,
            feature_scales: Vec::new(),
            statistic_scales: Vec::new(),
            fitted_stems,
            shape,
        };
        problem.pack(settings);
        problem
    }

    /// Brings features and statistics to mean 0 and spread 1.
    fn pack(&mut self, settings: &Settings) {
        let all = Feature::learned().count();
        let columns: Vec<usize> = Feature::learned()
            .enumerate()
            .filter(|(_, feature)| self.features.contains(feature))
            .map(|(column, _)| column)
            .collect();
        let weights = self.article_weights(settings);
        let mut moments = vec![(0.0f64, 0.0f64); all];
        for ((_, example), weight) in self.examples.iter().zip(&weights) {
            let each = weight / example.len() as f64;
            for (at, &value) in example.features.iter().enumerate() {
                let moment = &mut moments[at % all];
                moment.0 += each * f64::from(value);
                moment.1 += each * f64::from(value) * f64::from(value);
            }
        }
        let scales: Vec<(f32, f32)> = (moments.iter())
            .map(|(mean, square)| {
                (
                    *mean as f32,
                    ((square - mean * mean).max(0.0).sqrt() + 1e-4) as f32,
                )
            })
            .collect();
        self.feature_scales = columns.iter().map(|&column| scales[column]).collect();
        let statistics = statistics(&self.features);
        let stem_at: HashMap<u32, u32> = self.fitted_stems.iter().copied().zip(0..).collect();
        for (((_, example), rows), weight) in self.examples.iter().zip(&self.rows).zip(weights) {
            let scaled: Vec<f32> = (example.features.iter().enumerate())
                .map(|(at, value)| {
                    let (mean, spread) = scales[at % all];
                    Weights::clamp((value - mean) / spread)
                })
                .collect();
            let kept = |&row: &usize| columns.iter().map(move |column| (row, column));
            let features = (rows.iter().flat_map(kept))
                .map(|(row, column)| scaled[row * all + column])
                .collect();
            let knows_language = example.is_english && !self.fitted_stems.is_empty();
            let share = 1.0 / example.wanted.len().max(1) as f64;
            self.articles.push(objective::Article {
                weight,
                features,
                statistics: statistics_of(&statistics, &scaled, all, knows_language),
                stems: (rows.iter())
                    .map(|&row| {
                        example.stems[row]
                            .iter()
                            .filter_map(|stem| stem_at.get(stem).copied())
                            .collect()
                    })
                    .collect(),
                stem_scale: (rows.iter())
                    .map(|&row| 1.0 / (example.stems[row].len().max(1) as f64).sqrt())
                    .collect(),
                targets: (rows.iter())
                    .map(|row| {
                        if example.wanted.contains(row) {
                            share
                        } else {
                            0.0
                        }
                    })
                    .collect(),
                pool: Vec::new(),
                sets: Vec::new(),
                rewards: Vec::new(),
            });
        }
        self.scale_statistics();
    }

    /// Domains count by a power of their size, articles of one domain alike; all sum to 1.
    fn article_weights(&self, settings: &Settings) -> Vec<f64> {
        let mut sizes = vec![0.0f64; self.shape.experts];
        for &(domain, _) in &self.examples {
            sizes[domain] += 1.0;
        }
        let weight = |domain: usize| libm::pow(sizes[domain], settings.size_power - 1.0);
        let sum: f64 = self
            .examples
            .iter()
            .map(|&(domain, _)| weight(domain))
            .sum();
        self.examples
            .iter()
            .map(|&(domain, _)| weight(domain) / sum)
            .collect()
    }

    fn scale_statistics(&mut self) {
        let count = self.articles.len().max(1) as f64;
        for at in 0..self.shape.statistics {
            let values = || self.articles.iter().map(|article| article.statistics[at]);
            let mean = values().sum::<f64>() / count;
            let variance = values()
                .map(|value| (value - mean) * (value - mean))
                .sum::<f64>()
                / count;
            let is_constant = at + 1 == self.shape.statistics;
            let scale = if is_constant {
                (0.0, 1.0)
            } else {
                (mean, variance.sqrt() + 1e-6)
            };
            self.statistic_scales.push(scale);
        }
        for article in &mut self.articles {
            for (value, (mean, spread)) in article.statistics.iter_mut().zip(&self.statistic_scales)
            {
                *value = (*value - mean) / spread;
            }
        }
    }

    fn solve(&mut self, settings: &Settings) -> Vec<f64> {
        let shape = self.shape;
        let mut parameters = vec![0.0; shape.len()];
        // What experts add begins near nothing, but not alike, or they would stay alike.
        let mut random = SplitMix(settings.seed ^ 0x5eed);
        let own = shape.features..shape.features * (1 + shape.experts);
        for weight in &mut parameters[own] {
            *weight = (random.below(2001) as f64 - 1000.0) * 2e-5;
        }
        let gate = self.domains_told_apart(settings);
        let at = shape.features * (1 + shape.experts);
        parameters[at..at + gate.len()].copy_from_slice(&gate);
        let mut minimise = |articles: &[objective::Article], steps| {
            lbfgs::minimise(&mut parameters, steps, |point, gradient| {
                objective::value(articles, shape, settings, point, gradient)
            });
            parameters.clone()
        };
        let mut found = minimise(&self.articles, settings.steps[0]);
        for _ in 0..settings.rounds {
            self.draw_pools(&found, settings);
            found = minimise(&self.articles, settings.steps[1]);
        }
        found
    }

    /// A gate that tells the domains apart: multinomial logistic regression.
    fn domains_told_apart(&self, settings: &Settings) -> Vec<f64> {
        let (experts, width) = (self.shape.experts, self.shape.statistics);
        let mut gate = vec![0.0; experts * width];
        let weights = self.article_weights(&Settings {
            size_power: 0.0,
            ..settings.clone()
        });
        lbfgs::minimise(&mut gate, 100, |gate, gradient| {
            let mut sum = 0.0;
            for (slope, weight) in gradient.iter_mut().zip(gate) {
                *slope = 2.0 * DOMAIN_PENALTY * weight;
                sum += DOMAIN_PENALTY * weight * weight;
            }
            for ((article, &(domain, _)), weight) in
                self.articles.iter().zip(&self.examples).zip(&weights)
            {
                let logits: Vec<f64> = (gate.chunks(width))
                    .map(|weights| dot(weights, &article.statistics))
                    .collect();
                let odds = softmax(&logits);
                sum -= weight * libm::log(odds[domain].max(1e-300));
                for (expert, odds) in odds.iter().enumerate() {
                    let slope = weight * (odds - f64::from(u8::from(expert == domain)));
                    let slopes = &mut gradient[expert * width..][..width];
                    for (sum, statistic) in slopes.iter_mut().zip(&article.statistics) {
                        *sum += slope * statistic;
                    }
                }
            }
            sum
        });
        gate
    }

    /// Takes the best few rows of each article by the parameters, none much like a better one, and
    /// rewards all sets of them.
    fn draw_pools(&mut self, parameters: &[f64], settings: &Settings) {
        let mut scratch = Vec::new();
        for ((article, (_, example)), rows) in
            self.articles.iter_mut().zip(&self.examples).zip(&self.rows)
        {
            let scores = article.scores(self.shape, parameters);
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
            article.pool.clear();
            for at in order {
                let is_like = |&taken: &usize| example.cosine(rows[at], rows[taken]) > LIKE;
                if article.pool.len() < settings.pool && !article.pool.iter().any(is_like) {
                    article.pool.push(at);
                }
            }
            article.sets = sets(article.pool.len(), example.bullets);
            article.rewards = (article.sets.iter())
                .map(|set| {
                    let places = set.iter().map(|&place| rows[article.pool[place as usize]]);
                    example.reward(&places.collect::<Vec<usize>>(), &mut scratch)
                })
                .collect();
        }
    }

    /// The parameters as the text of a blend.
    fn write(&self, parameters: &[f64], stems: &Stems, head: &str) -> String {
        let [common, own, gate, stem_weights] = self.shape.parts(parameters);
        let mut text = String::new();
        let mut line = |words: String| writeln!(text, "{words}").expect("a string takes all");
        head.lines().for_each(|head| line(format!("# {head}")));
        line(format!("experts {}", self.shape.experts));
        for (at, feature) in self.features.iter().enumerate() {
            let (centre, scale) = self.feature_scales[at];
            let weights: Vec<String> = (0..self.shape.experts)
                .map(|expert| common[at] + own[expert * self.shape.features + at])
                .map(|weight| round(weight + given(*feature, centre, scale)))
                .collect();
            let name = feature.name();
            line(format!(
                "feature {name} {centre} {scale} {}",
                weights.join(" ")
            ));
        }
        if !stem_weights.is_empty() {
            // Stems carry their weights themselves.
            let ones = " 1".repeat(self.shape.experts);
            line(format!(
                "feature {} 0 1{ones}",
                Feature::LearnedWords.name()
            ));
        }
        let last = self.shape.statistics - 1;
        for (at, statistic) in statistics(&self.features).iter().enumerate() {
            let weights: Vec<String> = (gate.chunks(self.shape.statistics))
                .map(|weights| {
                    let by_scale = |at: usize| weights[at] / self.statistic_scales[at].1;
                    let constant = || -> f64 {
                        let means = (0..last).map(|at| by_scale(at) * self.statistic_scales[at].0);
                        weights[last] - means.sum::<f64>()
                    };
                    round(if at == last { constant() } else { by_scale(at) })
                })
                .collect();
            line(format!("gate {} {}", statistic.name(), weights.join(" ")));
        }
        if !stem_weights.is_empty() {
            line("stems en".into());
            let names = stems.by_number();
            let mut weighed: Vec<(&str, f64)> = (self.fitted_stems.iter())
                .map(|&number| names[number as usize])
                .zip(stem_weights.iter().copied())
                .filter(|(_, weight)| weight.abs() >= 0.02)
                .collect();
            weighed.sort_by_key(|&(stem, _)| stem);
            for (stem, weight) in weighed {
                line(format!("{stem} {weight:.2}"));
            }
        }
        text
    }
}

/// What is added to a fitted weight: [`POSITION_PRIOR`], or less what [`READABILITY`] takes off the
/// weight of a feature that is 0 or 1.
fn given(feature: Feature, centre: f32, scale: f32) -> f64 {
    if feature == Feature::Position {
        return POSITION_PRIOR;
    }
    let at = |value: f32| f64::from(Weights::clamp((value - centre) / scale));
    let penalty = READABILITY.iter().find(|(known, _)| *known == feature);
    penalty.map_or(0.0, |(_, penalty)| -penalty / (at(1.0) - at(0.0)))
}

/// Four decimals are more than the data knows.
fn round(weight: f64) -> String {
    format!("{weight:.4}")
}

/// The rows looked at: all, or those that the oracle takes and others drawn.
fn rows(example: &Example, most: usize, random: &mut SplitMix) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..example.len()).collect();
    if rows.len() > most {
        let mut drawn = example.wanted.clone();
        // Fisher–Yates as far as needed.
        for at in 0..most {
            let other = at + random.below(rows.len() - at);
            rows.swap(at, other);
        }
        rows.truncate(most);
        drawn.append(&mut rows);
        rows = drawn;
        rows.sort_unstable();
        rows.dedup();
    }
    rows
}

/// Stems of enough articles and domains, ascending.
fn frequent_stems(
    examples: &[(usize, &Example)],
    names: &[&str],
    experts: usize,
    settings: &Settings,
) -> Vec<u32> {
    let mut seen: HashMap<u32, (usize, Vec<usize>)> = HashMap::new();
    for (domain, example) in examples {
        let mut stems = example.stems.concat();
        stems.sort_unstable();
        stems.dedup();
        for stem in stems {
            let (articles, domains) = seen.entry(stem).or_default();
            *articles += 1;
            if domains.last() != Some(domain) {
                domains.push(*domain);
            }
        }
    }
    let domains_min = settings.stem_domains_min.min(experts);
    let mut stems: Vec<u32> = (seen.into_iter())
        .filter(|(_, (articles, domains))| {
            *articles >= settings.stem_articles_min && domains.len() >= domains_min
        })
        .map(|(stem, _)| stem)
        // Numbers are dates and sums of the articles learned from.
        .filter(|&stem| names[stem as usize].starts_with(char::is_alphabetic))
        .collect();
    stems.sort_unstable();
    stems
}

/// All sets of `size` places below `count`; of all of them, where there are fewer.
fn sets(count: usize, size: usize) -> Vec<Vec<u8>> {
    let size = size.min(count);
    let mut sets = vec![Vec::new()];
    for _ in 0..size {
        sets = (sets.iter())
            .flat_map(|set: &Vec<u8>| {
                let next = set.last().map_or(0, |last| last + 1);
                (next..count as u8).map(move |place| [&set[..], &[place]].concat())
            })
            .collect();
    }
    sets
}

/// The statistics of one article from its features on the scale of the blend, `width` to a row.
fn statistics_of(
    statistics: &[Statistic],
    scaled: &[f32],
    width: usize,
    knows_language: bool,
) -> Vec<f64> {
    let rows = (scaled.len() / width).max(1) as f64;
    let moments = |feature: Feature| {
        let column = Feature::learned().position(|learned| learned == feature);
        let column = column.expect("the gate looks at learned features");
        let values = || {
            scaled
                .iter()
                .skip(column)
                .step_by(width)
                .map(|&value| f64::from(value))
        };
        let mean = values().sum::<f64>() / rows;
        let variance = values()
            .map(|value| (value - mean) * (value - mean))
            .sum::<f64>()
            / rows;
        (mean, variance.sqrt())
    };
    (statistics.iter())
        .map(|&statistic| match statistic {
            Statistic::Mean(feature) => moments(feature).0,
            Statistic::Spread(feature) => moments(feature).1,
            Statistic::LogSentences => libm::log(rows),
            Statistic::KnownLanguage => f64::from(u8::from(knows_language)),
            Statistic::Constant => 1.0,
        })
        .collect()
}
