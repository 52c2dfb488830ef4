//! Cases whose instructions `check.sh` counts under callgrind. The texts are generated, so that the
//! counts are the same on every machine.
//!
//! `cases NAME` runs one case. Without a name it lists them.

#![allow(dead_code, reason = "the corpus has more than this needs")]

#[path = "../corpus/mod.rs"]
mod corpus;

use corpus::{Alphabet, ArticleGenerator};
use gleaner::{InputFormat, Method, Options, Source, Summarizer};
use std::hint::black_box;

/// Texts to summarize with these options, and texts that the worker has read before.
struct Case {
    name: &'static str,
    seen: Vec<String>,
    texts: Vec<String>,
    options: Options,
}

fn main() {
    let name = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    for case in cases() {
        match &name {
            None => println!("{}", case.name),
            Some(name) if name == case.name => {
                let mut summarizer = Summarizer::new();
                for text in &case.seen {
                    summarizer.summarize(&Source::from(text.as_str()), &case.options);
                }
                measured(&mut summarizer, &case);
            }
            Some(_) => {}
        }
    }
}

/// The part that is counted; check.sh names this function.
#[inline(never)]
fn measured(summarizer: &mut Summarizer, case: &Case) {
    for text in &case.texts {
        let summary = summarizer.summarize(&Source::from(text.as_str()), &case.options);
        assert!(!summary.bullets.is_empty());
        black_box(summary);
    }
}

fn cases() -> Vec<Case> {
    let mut generator = ArticleGenerator::new(3);
    let mut articles = || -> Vec<String> { (0..40).map(|_| generator.article(4_000)).collect() };
    let (early, late) = (articles(), articles());
    let method = |method| Options::default().with_method(method);
    let default = method(Method::Gleaner);
    let russian: Vec<String> = {
        let mut generator = ArticleGenerator::with_alphabet(Alphabet::Russian, 5);
        (0..20).map(|_| generator.article(4_000)).collect()
    };
    let html: Vec<String> = late
        .iter()
        .map(|text| {
            format!(
                "<html><body><p>{}</p></body></html>",
                text.replace("\n\n", "</p><p>")
            )
        })
        .collect();
    let long = vec![late.join("\n\n")];
    let case = |name, seen: &[String], texts: &[String], options: &Options| Case {
        name,
        seen: seen.to_vec(),
        texts: texts.to_vec(),
        options: options.clone(),
    };
    vec![
        case("default_seen", &late, &late, &default),
        case("default_unseen", &early, &late, &default),
        case("default_cold", &[], &late[..1], &default),
        case("lead_seen", &late, &late, &method(Method::Lead)),
        case("degree_seen", &late, &late, &method(Method::Degree)),
        case("lexrank_seen", &late, &late, &method(Method::Lexrank)),
        case("lexrank_long", &long, &long, &method(Method::Lexrank)),
        case("default_russian", &russian, &russian, &default),
        case(
            "default_html",
            &html,
            &html,
            &default.clone().with_input_format(InputFormat::Html),
        ),
        case(
            "default_explained",
            &late,
            &late,
            &default
                .clone()
                .with_explain(true)
                .with_keywords(5)
                .with_words(100),
        ),
    ]
}
