//! Each method against its paper's definition, written down plainly (every pair of sentences, dense
//! matrices) on small texts of words that no stemmer changes; and every method against the laws.

use crate::messy;
use gleaner_engine::{
    Budget, BulletOrder, Language, Method, Options, Source, Summarizer, Summary, summarize,
};
use proptest::prelude::*;
use std::collections::HashMap;

/// One letter a word, to write sentences with; '-' is a stop word.
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

/// A paragraph for each sentence.
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

/// Scores by sentence; `None` for near-duplicates, which are never bullets.
fn scores(method: Method, sentences: &[&str]) -> Vec<Option<f64>> {
    let mut scores = vec![None; sentences.len()];
    for bullet in summarize(&text(sentences), &options(method)).bullets {
        scores[bullet.sentence_indices[0] as usize] = Some(bullet.score);
    }
    scores
}

#[track_caller]
fn check(method: Method, sentences: &[&str], expected: &[f64]) {
    for (index, (found, expected)) in scores(method, sentences).iter().zip(expected).enumerate() {
        if let Some(found) = found {
            assert!(
                (found - expected).abs() < 2e-3,
                "{method}: sentence {index} of {sentences:?} has {found}, not {expected}"
            );
        }
    }
}

/// What the papers start from: tf·idf rows of unit length over the letters, and the letters' counts.
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

/// The random walk of LexRank and TextRank over a matrix of edges.
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
    to_one(rank)
}

fn to_one(values: Vec<f64>) -> Vec<f64> {
    let most = values.iter().copied().fold(0.0, f64::max);
    values
        .into_iter()
        .map(|value| if most > 0.0 { value / most } else { 0.0 })
        .collect()
}

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
fn luhn_brackets_as_in_the_paper() {
    // "c" and "j" occur once; in the first sentence four significant words stand in a bracket of seven.
    check(
        Method::Luhn,
        &["--a-bd--a-", "bc--d", "j-"],
        &[16.0 / 7.0, 4.0 / 5.0, 0.0],
    );
}

#[test]
fn edmundson_adds_cue_title_and_place() {
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
    // A star: the leaves hand all they have to the centre, L = 0.05 + 0.85 C/2 and C + 2 L = 1.
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
            &to_one((0..dense.len()).map(degree).collect()),
        );
    }
}

#[test]
fn pacsum_tells_what_follows_from_what_precedes() {
    // The second says what the first said: it is taken up by nothing.
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
            &to_one(dense.letters.iter().map(tfidf).collect()),
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
            &to_one((0..dense.len()).map(centroid).collect()),
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
}

/// What a greedy choice by `gain(taken, sentence)` takes, and the gains.
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

/// Texts without near-duplicates, which the definitions know nothing of.
const DISTINCT: &[&[&str]] = &[
    &["aabc", "abd", "-acc-e", "fgh", "gi-j"],
    &["aab", "bcc", "cdd", "dee", "eff", "fgg"],
    &["abcdefg", "aa-a", "bb-cj", "hh-i", "cde"],
];

#[test]
fn sumbasic_squares_what_was_said() {
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
fn kl_lowers_the_divergence() {
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
fn every_method_has_a_name_and_a_line() {
    for &method in Method::ALL {
        assert_eq!(method.name().parse(), Ok(method));
        assert!(
            (10..=80).contains(&method.about().chars().count()),
            "{method}: {}",
            method.about()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every method keeps the laws, on text as it comes and on arbitrary strings.
    #[test]
    fn every_method_keeps_the_laws(text in prop_oneof![messy::text(), any::<String>()], words in 1u32..60, redundancy in 0.0f64..=1.0, query in "(the mill and the council)?") {
        let mut summarizer = Summarizer::new();
        for &method in Method::ALL {
            let options = Options::default().with_method(method).with_words(words).with_redundancy(redundancy).with_explain(true).with_query(query.clone());
            let summary = summarizer.summarize(&Source::from(text.as_str()), &options);
            prop_assert_eq!(&summary, &summarize(&text, &options), "{} is not deterministic", method);
            let spans: Vec<_> = summary.bullets.iter().flat_map(|bullet| &bullet.sources).collect();
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{} is out of order", method);
            prop_assert!(spans.iter().all(|span| text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize)));
            for bullet in &summary.bullets {
                prop_assert!(bullet.score.is_finite() && (0.0..=1.0).contains(&bullet.relevance), "{}: {:?}", method, bullet);
                let sum: f64 = bullet.reasons.iter().map(|reason| reason.contribution).sum();
                prop_assert!((sum - bullet.score).abs() < 1e-4, "{}: {:?}", method, bullet);
            }
            let unexplained = summarizer.summarize(&Source::from(text.as_str()), &options.clone().with_explain(false));
            let scores = |summary: &Summary| -> Vec<(f64, u32)> { summary.bullets.iter().map(|bullet| (bullet.score, bullet.sentence_indices[0])).collect() };
            prop_assert_eq!(scores(&unexplained), scores(&summary), "{} explained is another", method);
            let best_first = summarize(&text, &options.with_order(BulletOrder::Score));
            prop_assert!(best_first.bullets.windows(2).all(|pair| pair[0].score >= pair[1].score), "{}", method);
            prop_assert_eq!(best_first.bullets.len(), summary.bullets.len());
        }
    }
}
