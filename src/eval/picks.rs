//! Graded articles, and what a reader gets from bullets by the grades.
//!
//! A reader of each article wrote down the points that a good list must say (grade 3), should say (2) or
//! may say (1), which sentences say each, and which sentences must not be a bullet. docs/grading.md has
//! the guide and the format, which is one JSON object per line.

use gleaner_engine::{Options, Source, Summarizer};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;

/// An article with graded sentences.
#[derive(Clone, Debug, Deserialize)]
pub struct GradedArticle {
    /// Identifies the article.
    pub id: String,
    /// The title, if it is not part of the text.
    #[serde(default)]
    pub title: String,
    /// The language as a BCP 47 tag.
    #[serde(default)]
    pub lang: String,
    /// The kind of text, such as "news/cnn".
    #[serde(default)]
    pub domain: String,
    /// The book, series or site that the article is from. Cross-validation keeps articles of one source
    /// together. Without it the article is its own source.
    #[serde(default)]
    pub source: Option<String>,
    /// The whole article.
    pub text: String,
    /// Start and end of each sentence, in bytes of `text`, ascending.
    pub sentences: Vec<[usize; 2]>,
    /// The points of the article.
    pub points: Vec<Point>,
    /// The sentences that must not be a bullet.
    #[serde(default)]
    pub unfit: Vec<Unfit>,
}

/// One thing that a good list says.
#[derive(Clone, Debug, Deserialize)]
pub struct Point {
    /// 3: must be said; 2: should be said; 1: may be said.
    pub grade: u32,
    /// The sentences that say it, by index.
    pub sentences: Vec<usize>,
    /// Unfit sentences that say it once another sentence stands before them.
    #[serde(default)]
    pub cured: Vec<usize>,
}

/// A sentence that must not be a bullet.
#[derive(Clone, Debug, Deserialize)]
pub struct Unfit {
    /// Its index.
    pub sentence: usize,
    /// Why, in a word: "pronoun", "trivia", "misleading" and so on.
    pub why: String,
    /// The sentences that cure it: it is fit if a fit one of them stands in the list before it.
    #[serde(default)]
    pub after: Option<Vec<usize>>,
}

/// What a reader gets from the bullets of one article. Shares are 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gains {
    /// The grades of the distinct points that fit bullets say, as a share of the most that as many
    /// fit sentences can say (found greedily).
    pub gain: f64,
    /// The share of essential points (grade 3) that are said; `None` if no sentence says one.
    pub essential: Option<f64>,
    /// The share of bullets that are graded unfit.
    pub unfit: f64,
    /// The share of bullets that only repeat points.
    pub again: f64,
    /// The share of bullets that are fit but say no point.
    pub nothing: f64,
    /// 1 if the bullets could be printed as they stand: all fit, each says something new, and one says an
    /// essential point, if any sentence does; else 0.
    pub printable: f64,
    /// The share of bullets that are graded misleading.
    pub misleading: f64,
}

impl Gains {
    /// The mean of each figure over articles; of `essential` over those that have it. All 0 without articles.
    pub fn mean(of: &[Gains]) -> Gains {
        let mean = |value: fn(&Gains) -> f64| mean(of.iter().map(value));
        Gains {
            gain: mean(|gains| gains.gain),
            essential: Some(self::mean(of.iter().filter_map(|gains| gains.essential))),
            unfit: mean(|gains| gains.unfit),
            again: mean(|gains| gains.again),
            nothing: mean(|gains| gains.nothing),
            printable: mean(|gains| gains.printable),
            misleading: mean(|gains| gains.misleading),
        }
    }
}

/// The mean of `values`; 0 if there are none.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0, 0.0), |(count, sum), value| (count + 1, sum + value));
    sum / f64::from(count.max(1))
}

/// Why a line is not a graded article.
#[derive(Debug)]
pub struct GradesError {
    /// The line, counted from 1.
    line: usize,
    cause: String,
}

impl fmt::Display for GradesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: {}; docs/grading.md has the format of graded articles",
            self.line, self.cause
        )
    }
}

impl std::error::Error for GradesError {}

/// Reads graded articles. Blank lines are skipped.
///
/// # Errors
///
/// The first line that cannot be read, or that is not a graded article: sentences outside the text or out
/// of order, indices of sentences that do not exist, or a grade other than 1, 2 and 3.
pub fn read_graded(data: impl BufRead) -> Result<Vec<GradedArticle>, GradesError> {
    let mut articles = Vec::new();
    for (index, line) in data.lines().enumerate() {
        let fail = |cause: &dyn fmt::Display| GradesError {
            line: index + 1,
            cause: cause.to_string(),
        };
        let line = line.map_err(|error| fail(&error))?;
        if line.trim().is_empty() {
            continue;
        }
        let article: GradedArticle = serde_json::from_str(&line).map_err(|error| fail(&error))?;
        article.check().map_err(|cause| fail(&cause))?;
        articles.push(article);
    }
    Ok(articles)
}

impl GradedArticle {
    fn check(&self) -> Result<(), String> {
        let mut last = 0;
        for &[start, end] in &self.sentences {
            if start < last || end <= start || self.text.get(start..end).is_none() {
                return Err(format!(
                    "the sentence {start} to {end} is empty, out of order or not within the text"
                ));
            }
            last = end;
        }
        if let Some(point) = (self.points.iter()).find(|point| !(1..=3).contains(&point.grade)) {
            return Err(format!("a grade is 1, 2 or 3, not {}", point.grade));
        }
        let of_points = (self.points.iter()).flat_map(|point| [&point.sentences, &point.cured]);
        let of_unfit = self.unfit.iter().filter_map(|unfit| unfit.after.as_ref());
        let mut named = (of_points.chain(of_unfit).flatten().copied())
            .chain(self.unfit.iter().map(|unfit| unfit.sentence));
        match named.find(|&sentence| sentence >= self.sentences.len()) {
            Some(sentence) => Err(format!(
                "there is no sentence {sentence}; there are {}",
                self.sentences.len()
            )),
            None => Ok(()),
        }
    }

    /// The sentence that overlaps most with the span from `start` to `end`, as a share of the shorter of the two;
    /// `None` if that is less than half. Of equals, the first.
    pub fn sentence_at(&self, start: usize, end: usize) -> Option<usize> {
        let mut best = (0.0, None);
        // Sentences before this one end at or before the start of the span.
        let first = self.sentences.partition_point(|&[_, to]| to <= start);
        for (index, &[from, to]) in self.sentences.iter().enumerate().skip(first) {
            if from >= end {
                break;
            }
            let common = end.min(to) - start.max(from);
            let shorter = (end - start).min(to - from).max(1);
            let share = common as f64 / shorter as f64;
            if share > best.0 {
                best = (share, Some(index));
            }
        }
        best.1.filter(|_| best.0 >= 0.5)
    }

    /// Why a sentence must not be a bullet, if so.
    pub fn unfit(&self, sentence: usize) -> Option<&Unfit> {
        self.unfit.iter().find(|unfit| unfit.sentence == sentence)
    }

    /// The points that a fit sentence says, by index.
    fn points_of(&self, sentence: usize) -> impl Iterator<Item = usize> + '_ {
        let says = move |point: &Point| {
            point.sentences.contains(&sentence) || point.cured.contains(&sentence)
        };
        let points = self.points.iter().enumerate();
        points
            .filter(move |(_, point)| says(point))
            .map(|(index, _)| index)
    }

    /// The sum of the grades of the points that these sentences say, each counted once.
    fn worth(&self, sentences: &[usize]) -> u32 {
        let said: BTreeSet<usize> = (sentences.iter())
            .flat_map(|&sentence| self.points_of(sentence))
            .collect();
        said.iter().map(|&point| self.points[point].grade).sum()
    }

    /// The sum of the grades of the points that a sentence says.
    pub fn grade_sum(&self, sentence: usize) -> u32 {
        self.worth(&[sentence])
    }

    /// The most that `count` fit sentences can say, found greedily.
    pub fn most(&self, count: usize) -> u32 {
        let mut left: BTreeSet<usize> = (self.points.iter())
            .flat_map(|point| point.sentences.iter().copied())
            .collect();
        let mut taken = Vec::new();
        for _ in 0..count {
            let worth_with = |&sentence: &usize| {
                let mut with = taken.clone();
                with.push(sentence);
                self.worth(&with)
            };
            // The first of the best: max_by_key would give the last.
            let Some(best) = left.iter().copied().rev().max_by_key(worth_with) else {
                break;
            };
            left.remove(&best);
            taken.push(best);
        }
        self.worth(&taken)
    }

    /// What a reader gets from bullets that are these sentences, in this order; `None` stands for a bullet
    /// that is none of the sentences. `most` is [`GradedArticle::most`] of as many sentences as were asked
    /// for.
    pub fn gains(&self, bullets: &[Option<usize>], most: u32) -> Gains {
        let mut fit = Vec::new();
        let mut unfit = 0;
        let mut misleading = 0;
        for (index, bullet) in bullets.iter().enumerate() {
            let Some(sentence) = *bullet else { continue };
            match self.unfit(sentence) {
                Some(reason) if !self.is_cured(reason, &bullets[..index]) => {
                    unfit += 1;
                    misleading += usize::from(reason.why == "misleading");
                }
                _ => fit.push(sentence),
            }
        }
        let mut said = BTreeSet::new();
        let (mut again, mut nothing) = (0, 0);
        for &sentence in &fit {
            let before = said.len();
            let mut points = 0;
            for point in self.points_of(sentence) {
                said.insert(point);
                points += 1;
            }
            nothing += usize::from(points == 0);
            again += usize::from(points > 0 && said.len() == before);
        }
        let is_essential =
            |&(_, point): &(usize, &Point)| point.grade == 3 && !point.sentences.is_empty();
        let essential = self.points.iter().enumerate().filter(is_essential);
        let (count, known) = essential.fold((0, 0), |(count, known), (index, _)| {
            (count + 1, known + usize::from(said.contains(&index)))
        });
        let of_bullets = |count: usize| count as f64 / bullets.len().max(1) as f64;
        let is_printable = !bullets.is_empty()
            && fit.len() == bullets.len()
            && again + nothing == 0
            && (count == 0 || known > 0);
        Gains {
            gain: f64::from(self.worth(&fit)) / f64::from(most.max(1)),
            essential: (count > 0).then(|| known as f64 / count as f64),
            unfit: of_bullets(unfit),
            again: of_bullets(again),
            nothing: of_bullets(nothing),
            printable: f64::from(u8::from(is_printable)),
            misleading: of_bullets(misleading),
        }
    }

    /// Whether one of the bullets `before` is fit and cures the sentence.
    fn is_cured(&self, reason: &Unfit, before: &[Option<usize>]) -> bool {
        let Some(after) = &reason.after else {
            return false;
        };
        let mut fit = before
            .iter()
            .flatten()
            .filter(|&&sentence| self.unfit(sentence).is_none());
        fit.any(|sentence| after.contains(sentence))
    }

    /// The group that the article is reported in: news, other English, long texts, other languages.
    pub fn group(&self) -> &'static str {
        const NEWS: [&str; 5] = ["news", "xsum", "inshorts", "newts", "gum/news"];
        /// Articles of more words are long.
        const LONG_WORDS: usize = 1400;
        if self.lang != "en" {
            "other languages"
        } else if self.text.split_whitespace().count() >= LONG_WORDS {
            "long"
        } else if NEWS.iter().any(|prefix| self.domain.starts_with(prefix)) {
            "news"
        } else {
            "other English"
        }
    }
}

/// Summarizes each article by `options`, and says what a reader gets from the `count` bullets.
pub fn score_graded<'a>(
    articles: impl IntoIterator<Item = &'a GradedArticle>,
    count: u32,
    options: &Options,
) -> Vec<Gains> {
    let mut summarizer = Summarizer::new();
    let options = options.clone().with_bullets(count);
    let scored = |article: &GradedArticle| {
        let source = Source::new(&article.text).with_title(&article.title);
        let summary = summarizer.summarize(&source, &options);
        let sentence_of = |bullet: &gleaner_engine::Bullet| {
            let (first, last) = (bullet.sources.first()?, bullet.sources.last()?);
            article.sentence_at(first.start as usize, last.end as usize)
        };
        let bullets: Vec<Option<usize>> = summary.bullets.iter().map(sentence_of).collect();
        article.gains(&bullets, article.most(count as usize))
    };
    articles.into_iter().map(scored).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four sentences: 0 says point 0 (grade 3), 1 says points 0 and 1, 2 is cured by 0 and then says
    /// point 1 (grade 2), 3 misleads.
    fn article() -> GradedArticle {
        let line = r#"{"id":"a","lang":"en","text":"A a. B b. C c. D d.","sentences":[[0,4],[5,9],[10,14],[15,19]],
            "points":[{"grade":3,"sentences":[0,1]},{"grade":2,"sentences":[1],"cured":[2]}],
            "unfit":[{"sentence":2,"why":"pronoun","after":[0]},{"sentence":3,"why":"misleading"}]}"#;
        let articles = read_graded(line.replace('\n', " ").as_bytes()).expect("a graded article");
        articles.into_iter().next().expect("one")
    }

    fn gains(bullets: &[usize]) -> Gains {
        let bullets: Vec<Option<usize>> = bullets.iter().copied().map(Some).collect();
        article().gains(&bullets, article().most(2))
    }

    #[test]
    fn points_are_counted_once_and_cures_stand_before() {
        assert_eq!(article().most(2), 5);
        let both = gains(&[0, 2]);
        assert_eq!(
            (both.gain, both.essential, both.unfit),
            (1.0, Some(1.0), 0.0)
        );
        assert_eq!(both.printable, 1.0);
        let turned = gains(&[2, 0]);
        assert_eq!(
            (turned.gain, turned.unfit, turned.printable),
            (0.6, 0.5, 0.0)
        );
        let repeated = gains(&[1, 0]);
        assert_eq!(
            (repeated.gain, repeated.again, repeated.printable),
            (1.0, 0.5, 0.0)
        );
        let misled = gains(&[3]);
        assert_eq!(
            (misled.gain, misled.essential, misled.misleading),
            (0.0, Some(0.0), 1.0)
        );
        assert_eq!(gains(&[]).printable, 0.0);
    }

    #[test]
    fn a_bullet_is_the_sentence_that_it_shares_half_with() {
        let article = article();
        assert_eq!(article.sentence_at(5, 9), Some(1));
        assert_eq!(article.sentence_at(7, 9), Some(1));
        assert_eq!(article.sentence_at(4, 5), None);
        assert_eq!(article.sentence_at(0, 9), Some(0));
    }

    #[test]
    fn lines_that_are_no_graded_articles_say_why() {
        let fails = |line: &str, cause: &str| {
            let error = read_graded(line.as_bytes()).expect_err(line).to_string();
            assert!(
                error.starts_with("line 1: ") && error.contains(cause),
                "{error}"
            );
        };
        fails("{}", "missing field");
        fails(
            r#"{"id":"a","text":"é","sentences":[[0,1]],"points":[]}"#,
            "not within the text",
        );
        fails(
            r#"{"id":"a","text":"A.","sentences":[[0,2]],"points":[{"grade":4,"sentences":[0]}]}"#,
            "not 4",
        );
        fails(
            r#"{"id":"a","text":"A.","sentences":[[0,2]],"points":[{"grade":3,"sentences":[1]}]}"#,
            "no sentence 1",
        );
    }
}
