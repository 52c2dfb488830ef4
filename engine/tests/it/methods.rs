//! Each method against the definition in its paper, written down plainly (every pair of sentences,
//! dense matrices) on small texts of words that no stemmer changes; and what holds for every method.

use crate::generators::{config, messy_text};
use gleaner_engine::{
    Budget, BulletOrder, InputFormat, Language, Method, Options, Source, Summarizer, WarningCode,
    summarize,
};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::HashMap;

/// Sentences are written with one letter for each word; '-' is a stop word.
const WORDS: &[(char, &str)] = &[
    ('a', "zorb"),
    ('b', "quab"),
    ('c', "mirk"),
    ('d', "flom"),
    ('e', "dreb"),
    ('f', "vosk"),
    ('g', "plim"),
    ('h', "trud"),
    ('i', "gank"),
    ('j', "wopt"),
    ('-', "the"),
];

/// The text of `sentences`, each of which is a paragraph.
fn text(sentences: &[&str]) -> String {
    let word = |letter| {
        let known = WORDS.iter().find(|(known, _)| *known == letter);
        known.expect("a letter of WORDS").1
    };
    let paragraph = |sentence: &&str| {
        let words: Vec<&str> = sentence.chars().map(word).collect();
        let (first, rest) = words[0].split_at(1);
        let rest = std::iter::once(rest).chain(words[1..].iter().copied());
        first.to_uppercase() + &rest.collect::<Vec<_>>().join(" ") + "."
    };
    sentences
        .iter()
        .map(paragraph)
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn options(method: Method) -> Options {
    Options::default()
        .with_method(method)
        .with_ratio(1.0)
        .with_redundancy(0.0)
        .with_language(Language::ENGLISH)
}

/// The score of each sentence; `None` for those that are no bullets.
fn scores(method: Method, sentences: &[&str]) -> Vec<Option<f64>> {
    let mut scores = vec![None; sentences.len()];
    for bullet in summarize(&text(sentences), &options(method)).bullets {
        scores[bullet.sentence_indices[0] as usize] = Some(bullet.score);
    }
    scores
}

/// Checks the scores of `sentences`. Near-duplicates of a bullet are no bullets and have no score.
#[track_caller]
fn check(method: Method, sentences: &[&str], expected: &[f64]) {
    let found = scores(method, sentences);
    let dense = Dense::new(sentences);
    assert_eq!(found.len(), expected.len());
    for (index, (score, expected)) in found.iter().zip(expected).enumerate() {
        let is_like = |other: &usize| dense.cosine(index, *other) >= 0.9;
        let others = (0..dense.len()).filter(|&other| other != index && found[other].is_some());
        let likes: Vec<usize> = others.filter(is_like).collect();
        let place = format!("{method}: sentence {index} of {sentences:?}");
        match score {
            None => assert!(!likes.is_empty(), "{place} is no bullet"),
            Some(score) => {
                assert!(likes.is_empty(), "{place} is a near-duplicate of {likes:?}");
                let tolerance = match method {
                    // The walks end when a step moves the ranks by less than 1e-4 or 2e-4 in sum.
                    Method::Lexrank | Method::Textrank => 5e-4,
                    _ => 1e-5,
                };
                let is_close = (score - expected).abs() < tolerance;
                assert!(is_close, "{place} has {score}, not {expected}");
            }
        }
    }
}

/// What the papers start from: for each sentence, the tf·idf of its letters as a row of unit length; and
/// the letters' counts.
struct Dense {
    letters: Vec<Vec<char>>,
    counts: HashMap<char, f64>,
    idf: HashMap<char, f64>,
    rows: Vec<HashMap<char, f64>>,
}

impl Dense {
    fn new(sentences: &[&str]) -> Dense {
        let letters: Vec<Vec<char>> = sentences
            .iter()
            .map(|sentence| sentence.chars().filter(|&letter| letter != '-').collect())
            .collect();
        let mut counts = HashMap::new();
        let mut idf = HashMap::new();
        for &letter in letters.iter().flatten() {
            *counts.entry(letter).or_insert(0.0) += 1.0;
            let with = letters
                .iter()
                .filter(|words| words.contains(&letter))
                .count();
            idf.insert(letter, libm::log(1.0 + letters.len() as f64 / with as f64));
        }
        let rows = letters.iter().map(|words| {
            let mut row = HashMap::new();
            for &letter in words {
                *row.entry(letter).or_insert(0.0) += idf[&letter];
            }
            let length = row
                .values()
                .map(|value: &f64| value * value)
                .sum::<f64>()
                .sqrt();
            row.values_mut().for_each(|value| *value /= length);
            row
        });
        Dense {
            rows: rows.collect(),
            letters,
            counts,
            idf,
        }
    }

    fn len(&self) -> usize {
        self.letters.len()
    }

    fn cosine(&self, a: usize, b: usize) -> f64 {
        let other = &self.rows[b];
        let entries = self.rows[a].iter();
        entries
            .map(|(letter, value)| value * other.get(letter).unwrap_or(&0.0))
            .sum()
    }

    fn distinct(&self, sentence: usize) -> Vec<char> {
        let mut letters = self.letters[sentence].clone();
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    fn common(&self, a: usize, b: usize) -> f64 {
        let others = self.distinct(b);
        let common = |letter: &char| others.contains(letter);
        self.distinct(a).into_iter().filter(common).count() as f64
    }
}

/// The ranks of the random walk of LexRank and TextRank over a matrix of edges.
fn walk(len: usize, edge: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let degree: Vec<f64> = (0..len)
        .map(|a| (0..len).map(|b| edge(a, b)).sum())
        .collect();
    let mut rank = vec![1.0 / len as f64; len];
    for _ in 0..200 {
        let share = |a: usize, b: usize| {
            if degree[a] > 0.0 {
                edge(a, b) / degree[a]
            } else {
                1.0 / len as f64
            }
        };
        let inflow = |b: usize| (0..len).map(|a| rank[a] * share(a, b)).sum::<f64>();
        rank = (0..len)
            .map(|b| 0.15 / len as f64 + 0.85 * inflow(b))
            .collect();
    }
    scaled_to_one(rank)
}

/// `values` over the largest of them.
fn scaled_to_one(values: Vec<f64>) -> Vec<f64> {
    let most = values.iter().copied().fold(0.0, f64::max);
    values
        .into_iter()
        .map(|value| if most > 0.0 { value / most } else { 0.0 })
        .collect()
}

/// Small texts to compare the engine and the definitions on.
const SMALL: &[&[&str]] = &[
    &["abc", "ad", "be", "-f-"],
    &["abcd", "ab-cd-e", "efgh", "hij", "aaj", "ceg"],
    &[
        "aab", "bcc", "cdd", "dee", "eff", "fgg", "ghh", "hii", "ijj", "jaa",
    ],
    &["a-b-c-d-e", "a", "bcd", "j-j-j", "ab-ef-gh-ij"],
    &["abcdefghij", "a", "b", "c", "dj"],
];

#[test]
fn luhn_scores_the_densest_cluster() {
    // "c" and "j" occur once; in the first sentence four significant words stand in a cluster of seven.
    check(
        Method::Luhn,
        &["--a-bd--a-", "bc--d", "j-"],
        &[16.0 / 7.0, 4.0 / 5.0, 0.0],
    );
}

#[test]
fn edmundson_adds_cue_title_and_position() {
    let text = "Gulls nest on the old pier.\n\nTheir noise is significant.\n\nFew people visit.";
    let source = Source::new(text).with_title("Gulls on the pier");
    let summary =
        Summarizer::new().summarize(&source, &options(Method::Edmundson).with_explain(true));
    let contributions = |index: usize| -> Vec<(&str, f64)> {
        let reasons = summary.bullets[index].reasons.iter();
        reasons
            .map(|reason| (&*reason.feature, (reason.contribution * 1e3).round() / 1e3))
            .collect()
    };
    assert_eq!(contributions(0), [("position", 1.0), ("title", 1.0)]);
    assert_eq!(contributions(1), [("position", 0.707), ("cue", 0.5)]);
    assert_eq!(contributions(2), [("position", 0.577)]);
}

#[test]
fn textrank_is_the_walk_among_sentences_that_share_terms() {
    // A star: the leaves pass all they have to the centre, L = 0.05 + 0.85 C/2 and C + 2 L = 1.
    check(
        Method::Textrank,
        &["abc", "ad", "be"],
        &[1.0, 19.0 / 36.0, 19.0 / 36.0],
    );
    for sentences in SMALL {
        let dense = Dense::new(sentences);
        let scale = |a: usize| libm::log(dense.distinct(a).len() as f64 + 1.0).sqrt();
        let edge = |a: usize, b: usize| {
            if a == b {
                0.0
            } else {
                dense.common(a, b) / (scale(a) * scale(b))
            }
        };
        check(Method::Textrank, sentences, &walk(dense.len(), edge));
    }
}

#[test]
fn lexrank_is_the_walk_among_similar_sentences() {
    for sentences in SMALL {
        let dense = Dense::new(sentences);
        check(
            Method::Lexrank,
            sentences,
            &walk(dense.len(), |a, b| dense.cosine(a, b)),
        );
    }
}

#[test]
fn degree_sums_similarities() {
    for sentences in SMALL {
        let dense = Dense::new(sentences);
        let others = |a: usize| (0..dense.len()).filter(move |&b| b != a);
        let degree = |a: usize| others(a).map(|b| dense.cosine(a, b)).sum();
        check(
            Method::Degree,
            sentences,
            &scaled_to_one((0..dense.len()).map(degree).collect()),
        );
    }
}

#[test]
fn pacsum_weighs_following_and_preceding_sentences() {
    // The second sentence repeats the first, and no sentence after it is like it.
    check(Method::Pacsum, &["abc", "ab", "d"], &[1.0, -0.5, 0.0]);
    for sentences in SMALL {
        let dense = Dense::new(sentences);
        let sum = |a: usize, range: std::ops::Range<usize>| {
            range.map(|b| dense.cosine(a, b)).sum::<f64>()
        };
        let after = |a: usize| sum(a, a + 1..dense.len());
        let most = (0..dense.len())
            .map(|a| sum(a, 0..a) + after(a))
            .fold(0.0, f64::max);
        let score = |a: usize| (after(a) - 0.5 * sum(a, 0..a)) / most;
        check(
            Method::Pacsum,
            sentences,
            &(0..dense.len()).map(score).collect::<Vec<_>>(),
        );
    }
}

#[test]
fn tfidf_and_centroid_weigh_terms_of_the_whole() {
    // tf·idf: "a" 2 ln 3, "b" 1 ln 3; their mean is 1.5 ln 3, so "a" alone is in the centroid.
    check(Method::Tfidf, &["aa", "b"], &[1.0, 0.5]);
    check(Method::Centroid, &["aa", "b"], &[1.0, 0.0]);
    for sentences in SMALL {
        let dense = Dense::new(sentences);
        let weight = |letter: &char| dense.counts[letter] * dense.idf[letter];
        let mean = dense.counts.keys().map(weight).sum::<f64>() / dense.counts.len() as f64;
        let tfidf = |words: &Vec<char>| words.iter().map(weight).sum::<f64>() / words.len() as f64;
        check(
            Method::Tfidf,
            sentences,
            &scaled_to_one(dense.letters.iter().map(tfidf).collect()),
        );
        let centroid = |a: usize| {
            let weights = dense.distinct(a).iter().map(weight).collect::<Vec<_>>();
            weights
                .into_iter()
                .filter(|&weight| weight >= mean - 1e-6)
                .sum::<f64>()
        };
        check(
            Method::Centroid,
            sentences,
            &scaled_to_one((0..dense.len()).map(centroid).collect()),
        );
    }
}

#[test]
fn lsa_measures_strength_in_the_main_topics() {
    // By symmetry the main topic is (x, y, y, y, 0) with 6x + 15y = λx and 5x + 13y = λy, so that
    // λ² − 19λ + 3 = 0 and y/x = 5/(λ − 13). All other σ² lie below λ/4 and count for nothing.
    let lambda = (19.0 + 349f64.sqrt()) / 2.0;
    let other = 5.0 / (lambda - 13.0);
    let sentences = ["abcdef", "abcde", "abcdf", "abcef", "j"];
    check(Method::Lsa, &sentences, &[1.0, other, other, other, 0.0]);
    // σ² of 3, 1 and 1: all count, and each sentence has its whole length.
    check(
        Method::Lsa,
        &["ab", "ac", "-f"],
        &[1.0, 1.0, 1.0 / 2f64.sqrt()],
    );
    check(Method::Lsa, &["ab", "cd"], &[1.0, 1.0]);
    // In the first text a σ is half the largest, and rounding decides whether it counts.
    for sentences in &SMALL[1..] {
        let dense = Dense::new(sentences);
        let all = 0..dense.len();
        let gram = (all.clone()).map(|a| all.clone().map(|b| dense.common(a, b)).collect());
        let topics = eigenvectors(gram.collect());
        let largest = topics.iter().map(|topic| topic.0).fold(0.0, f64::max);
        // σ at least half the largest, so σ² at least a quarter.
        let main = |topic: &&(f64, Vec<f64>)| topic.0 >= largest / 4.0;
        let square = |a: usize| {
            topics
                .iter()
                .filter(main)
                .map(move |topic| topic.0 * topic.1[a].powi(2))
        };
        let length = |a: usize| square(a).sum::<f64>().sqrt();
        let expected = scaled_to_one(all.clone().map(length).collect());
        check(Method::Lsa, sentences, &expected);
    }
}

/// The eigenvalues of a symmetric matrix and their eigenvectors, by Jacobi's rotations.
fn eigenvectors(mut matrix: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let len = matrix.len();
    let unit = |at: usize| {
        (0..len)
            .map(|other| f64::from(u8::from(other == at)))
            .collect()
    };
    // Row `at` becomes the eigenvector of the value `matrix[at][at]`.
    let mut vectors: Vec<Vec<f64>> = (0..len).map(unit).collect();
    let rotate = |a: &mut f64, b: &mut f64, (cos, sin): (f64, f64)| {
        (*a, *b) = (cos * *a - sin * *b, sin * *a + cos * *b);
    };
    for _ in 0..50 {
        for p in 0..len {
            for q in p + 1..len {
                if matrix[p][q].abs() < 1e-15 {
                    continue;
                }
                let angle = (2.0 * matrix[p][q]).atan2(matrix[q][q] - matrix[p][p]) / 2.0;
                let rotation = (angle.cos(), angle.sin());
                for row in &mut matrix {
                    let (left, right) = row.split_at_mut(q);
                    rotate(&mut left[p], &mut right[0], rotation);
                }
                for rows in [&mut matrix, &mut vectors] {
                    let (above, below) = rows.split_at_mut(q);
                    for (a, b) in above[p].iter_mut().zip(&mut below[0]) {
                        rotate(a, b, rotation);
                    }
                }
            }
        }
    }
    let value = |at: usize| matrix[at][at];
    let pairs = vectors.into_iter().enumerate();
    pairs.map(|(at, vector)| (value(at), vector)).collect()
}

/// The sentences that a greedy choice by `gain(taken, sentence)` takes, in that order, with their gains.
fn greedy(len: usize, count: usize, gain: impl Fn(&[usize], usize) -> f64) -> Vec<(usize, f64)> {
    let mut taken: Vec<usize> = Vec::new();
    let mut picks = Vec::new();
    while picks.len() < count {
        let left = (0..len).filter(|sentence| !taken.contains(sentence));
        let gains = left.map(|sentence| (sentence, gain(&taken, sentence)));
        let Some(best) =
            gains.reduce(|best, next| if next.1 > best.1 + 1e-12 { next } else { best })
        else {
            break;
        };
        taken.push(best.0);
        picks.push(best);
    }
    picks
}

/// Checks which sentences `method` takes, and with what gains.
#[track_caller]
fn check_greedy(method: Method, sentences: &[&str], expected: &[(usize, f64)]) {
    let budget = Budget::Bullets(expected.len() as u32);
    let options = options(method).with_budget(budget).with_explain(true);
    let mut found: Vec<(usize, f64)> = Vec::new();
    for bullet in summarize(&text(sentences), &options).bullets {
        assert_eq!(bullet.reasons.len(), 1);
        assert_eq!(
            (&*bullet.reasons[0].feature, bullet.reasons[0].contribution),
            (method.name(), bullet.score)
        );
        found.push((bullet.sentence_indices[0] as usize, bullet.score));
    }
    let mut expected = expected.to_vec();
    expected.sort_unstable_by_key(|pick| pick.0);
    assert_eq!(
        found.len(),
        expected.len(),
        "{method}: {found:?}, not {expected:?}"
    );
    for (found, expected) in found.iter().zip(&expected) {
        let same = found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-6;
        assert!(
            same,
            "{method} of {sentences:?}: {found:?}, not {expected:?}"
        );
    }
}

/// Texts without near-duplicates, which the definitions do not leave out.
const DISTINCT: &[&[&str]] = &[
    &["aabc", "abd", "-acc-e", "fgh", "gi-j"],
    &["aab", "bcc", "cdd", "dee", "eff", "fgg"],
    &["abcdefg", "aa-a", "bb-cj", "hh-i", "cde"],
];

#[test]
fn sumbasic_squares_the_probability_of_terms_taken() {
    // Probabilities of 2/7 each at first; once "aab" is taken, those of "a" and "b" are 4/49.
    let picks = [(0, 2.0 / 7.0), (1, (2.0 * 2.0 / 7.0 + 4.0 / 49.0) / 3.0)];
    check_greedy(Method::Sumbasic, &["aab", "ccb", "d"], &picks);
    for sentences in DISTINCT {
        let dense = Dense::new(sentences);
        let words: f64 = dense.counts.values().sum();
        let gain = |taken: &[usize], sentence: usize| {
            let probability = |letter: &char| {
                let times = taken
                    .iter()
                    .filter(|&&one| dense.letters[one].contains(letter))
                    .count();
                (dense.counts[letter] / words).powi(1 << times)
            };
            let letters = &dense.letters[sentence];
            letters.iter().map(probability).sum::<f64>() / letters.len() as f64
        };
        check_greedy(Method::Sumbasic, sentences, &greedy(dense.len(), 3, gain));
    }
}

#[test]
fn kl_gains_what_the_divergence_loses() {
    for sentences in DISTINCT {
        let dense = Dense::new(sentences);
        let words: f64 = dense.counts.values().sum();
        let divergence = |taken: &[usize]| {
            let summary: Vec<char> = taken
                .iter()
                .flat_map(|&one| dense.letters[one].clone())
                .collect();
            let mut distinct = summary.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let part = |letter: &char| {
                let q = summary.iter().filter(|one| *one == letter).count() as f64
                    / summary.len() as f64;
                let p = dense.counts[letter] / words;
                p * libm::log(p / q)
            };
            distinct.iter().map(part).sum::<f64>()
        };
        let gain = |taken: &[usize], sentence: usize| {
            divergence(taken) - divergence(&[taken, &[sentence]].concat())
        };
        check_greedy(Method::Kl, sentences, &greedy(dense.len(), 3, gain));
    }
}

#[test]
fn coverage_rewards_terms_and_parts() {
    for sentences in DISTINCT {
        let dense = Dense::new(sentences);
        let len = dense.len() as f64;
        let column = |letter: &char, sentences: &[usize]| -> f64 {
            sentences
                .iter()
                .filter_map(|&one| dense.rows[one].get(letter))
                .sum()
        };
        let all: Vec<usize> = (0..dense.len()).collect();
        let reward = |one: usize| {
            all.iter()
                .map(|&other| dense.cosine(one, other))
                .sum::<f64>()
                / len
        };
        let value = |taken: &[usize]| {
            let covered = dense.counts.keys().map(|letter| {
                let weight = column(letter, &all) / len;
                weight * column(letter, taken).min(0.1 * weight)
            });
            let part = |part: usize| {
                taken
                    .iter()
                    .filter(|&&one| one / 5 == part)
                    .map(|&one| reward(one))
                    .sum::<f64>()
            };
            covered.sum::<f64>()
                + (0..=dense.len() / 5)
                    .map(|index| part(index).sqrt())
                    .sum::<f64>()
        };
        let gain =
            |taken: &[usize], sentence: usize| value(&[taken, &[sentence]].concat()) - value(taken);
        check_greedy(Method::Coverage, sentences, &greedy(dense.len(), 3, gain));
    }
}

#[test]
fn every_method_has_a_name_and_a_description() {
    for &method in Method::ALL {
        assert_eq!(method.name().parse(), Ok(method));
        assert!(
            (10..=80).contains(&method.about().chars().count()),
            "{method}: {}",
            method.about()
        );
    }
}

#[test]
fn lead_takes_the_first_sentences() {
    let expected = [0.0, -1.0, -2.0, -3.0, -4.0, -5.0];
    check(Method::Lead, SMALL[1], &expected);
}

/// Every seed draws its own sentence, and every sentence is drawn about as often as the others.
#[test]
fn random_draws_by_its_seed_alone() {
    let texts = [
        text(SMALL[2]),
        text(&["ab", "cd", "ef", "gh", "ij", "-a", "-b", "-c", "-d", "-e"]),
    ];
    let mut summarizer = Summarizer::new();
    let mut counts = [0; 10];
    for seed in 0..500 {
        let options = options(Method::Random).with_bullets(1).with_seed(seed);
        let mut drawn = |text: &String| {
            let summary = summarizer.summarize(&Source::from(text.as_str()), &options);
            summary.bullets[0].sentence_indices[0]
        };
        let sentence = drawn(&texts[0]);
        assert_eq!(sentence, drawn(&texts[1]), "seed {seed}");
        counts[sentence as usize] += 1;
    }
    // 50 of each, give or take four standard deviations.
    assert!(
        counts.iter().all(|count| (23..=77).contains(count)),
        "{counts:?}"
    );
}

/// A paragraph that can be a bullet, whatever stands after it.
const KNOWN: &str = "The council of the valley closed the old bridge over the river in the spring.";

proptest! {
    #![proptest_config(config(12))]

    /// What holds for every method: the same summary from a summarizer that was used before, and with
    /// or without reasons, which sum to the score; spans in order; the best first where that is asked
    /// for.
    #[test]
    fn every_method_keeps_the_laws(
        text in prop_oneof![messy_text(), any::<String>()],
        format in select(InputFormat::ALL),
        words in 1u32..60,
        redundancy in 0.0f64..=1.0,
        query in "(the mill and the council)?",
    ) {
        let text = format!("{KNOWN}\n\n{text}");
        let source = Source::from(text.as_str());
        let mut summarizer = Summarizer::new();
        for &method in Method::ALL {
            let options = Options::default()
                .with_method(method)
                .with_words(words)
                .with_redundancy(redundancy)
                .with_explain(true)
                .with_query(query.clone())
                .with_input_format(format);
            let summary = summarizer.summarize(&source, &options);
            prop_assert_eq!(&summary, &summarize(&text, &options), "{} is not deterministic", method);
            let is_too_small = (summary.warnings.iter()).any(|warning| warning.code == WarningCode::BudgetTooSmall);
            prop_assert_eq!(summary.bullets.is_empty(), is_too_small, "{}: {:?}", method, summary);

            let spans: Vec<_> = summary.bullets.iter().flat_map(|bullet| &bullet.sources).collect();
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{} is out of order", method);
            for bullet in &summary.bullets {
                prop_assert!(bullet.score.is_finite() && (0.0..=1.0).contains(&bullet.relevance), "{}: {:?}", method, bullet);
                let sum: f64 = bullet.reasons.iter().map(|reason| reason.contribution).sum();
                prop_assert!((sum - bullet.score).abs() < 1e-4, "{}: {:?}", method, bullet);
            }
            let mut without_reasons = summary.clone();
            without_reasons.bullets.iter_mut().for_each(|bullet| bullet.reasons.clear());
            let unexplained = summarizer.summarize(&source, &options.clone().with_explain(false));
            prop_assert_eq!(unexplained, without_reasons, "{} explained is another", method);

            let mut best_first = summary.bullets;
            best_first.sort_by_key(|bullet| bullet.rank);
            prop_assert!(best_first.windows(2).all(|pair| pair[0].score >= pair[1].score), "{}", method);
            let by_score = summarize(&text, &options.with_order(BulletOrder::Score));
            prop_assert_eq!(by_score.bullets, best_first, "{}", method);
        }
    }
}
