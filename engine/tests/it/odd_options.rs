//! Options out of range: the engine still gives a summary, and an empty one says truly why.

use gleaner_engine::{Budget, Method, Options, Pattern, Summary, WarningCode, Weights, summarize};
use proptest::prelude::*;
use std::sync::Arc;

const BRIDGE: &str = "The council voted to close the old bridge for two years. Engineers had found cracks in eleven girders \
    of steel. Traffic will be led over the ring road to the north. A ferry will carry walkers and cyclists across the river. \
    The new bridge will cost 84 million crowns.";

/// A text whose sentences overlap, so that redundancy matters.
const OVERLAPPING: &str = "The old bridge over the river was closed on Monday. The old bridge over the river was closed for \
    repairs. Engineers found cracks in the bridge over the river. A ferry carries walkers and cyclists.";

#[test]
fn a_redundancy_out_of_range_counts_as_the_nearest_in_range() {
    for &method in Method::ALL {
        let with = |redundancy: Option<f64>| {
            let options = Options::default().with_method(method).with_bullets(2);
            summarize(OVERLAPPING, &options.with_redundancy(redundancy))
        };
        for redundancy in [1.5, 1e300, f64::INFINITY] {
            assert_eq!(
                with(Some(redundancy)),
                with(Some(1.0)),
                "{method} {redundancy}"
            );
        }
        for redundancy in [-0.5, -1e300, f64::NEG_INFINITY] {
            assert_eq!(
                with(Some(redundancy)),
                with(Some(0.0)),
                "{method} {redundancy}"
            );
        }
        assert_eq!(with(Some(f64::NAN)), with(None), "{method} NaN");
        assert_eq!(with(Some(f64::INFINITY)).bullets.len(), 2, "{method}");
    }
}

#[test]
fn a_min_score_that_is_not_a_number_counts_as_not_given() {
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        for min_score in [f64::NAN, f64::NEG_INFINITY] {
            let summary = summarize(BRIDGE, &options.clone().with_min_score(min_score));
            assert_eq!(summary, summarize(BRIDGE, &options), "{method} {min_score}");
        }
    }
}

#[test]
fn a_ratio_out_of_range_takes_nothing_or_everything() {
    for &method in Method::ALL {
        let bullets = |ratio| {
            let options = Options::default().with_method(method).with_ratio(ratio);
            summarize(BRIDGE, &options).bullets.len()
        };
        for ratio in [f64::NAN, f64::NEG_INFINITY, -0.5, 0.0] {
            assert_eq!(bullets(ratio), 0, "{method} {ratio}");
        }
        for ratio in [1.5, 1e300, f64::INFINITY] {
            assert_eq!(bullets(ratio), 5, "{method} {ratio}");
        }
        assert_eq!(bullets(f64::MIN_POSITIVE), 1, "{method}");
    }
}

#[test]
fn more_key_phrases_than_there_are_can_be_asked_for() {
    let keywords = |count| {
        let options = Options::default().with_keywords(count);
        summarize(BRIDGE, &options).keywords
    };
    assert_eq!(keywords(u32::MAX), keywords(1000));
    assert!(keywords(u32::MAX).len() > 5);
}

/// Checks that a summary of `text` is empty with one warning of `code` and `message`.
#[track_caller]
fn check_empty(text: &str, options: Options, code: WarningCode, message: &str) {
    for &method in Method::ALL {
        let options = options.clone().with_method(method);
        let summary = summarize(
            text,
            &options.with_language(gleaner_engine::Language::ENGLISH),
        );
        assert!(summary.bullets.is_empty(), "{method}: {summary:?}");
        let warnings: Vec<_> = (summary.warnings.iter())
            .map(|warning| (warning.code, warning.message.as_str()))
            .collect();
        assert_eq!(warnings, [(code, message)], "{method}");
    }
}

#[test]
fn an_empty_summary_says_why() {
    let options = Options::default;
    let too_small = WarningCode::BudgetTooSmall;
    for (budget, message) in [
        (
            Budget::Bullets(0),
            "a budget of 0 bullets allows no bullet; raise it",
        ),
        (
            Budget::Words(0),
            "a budget of 0 words allows no bullet; raise it",
        ),
        (
            Budget::Chars(0),
            "a budget of 0 chars allows no bullet; raise it",
        ),
        (
            Budget::Ratio(0.0),
            "a ratio of 0 allows no bullet; give one above 0 and at most 1",
        ),
        (
            Budget::Ratio(f64::NAN),
            "a ratio of NaN allows no bullet; give one above 0 and at most 1",
        ),
        (
            Budget::Words(2),
            "no sentence fits a budget of 2 words; raise it",
        ),
        (
            Budget::Chars(9),
            "no sentence fits a budget of 9 chars; raise it",
        ),
    ] {
        check_empty(BRIDGE, options().with_budget(budget), too_small, message);
    }
    check_empty(
        BRIDGE,
        options().with_max_bullet_chars(0),
        too_small,
        "no sentence fits max_bullet_chars 0; raise it",
    );
    check_empty(
        BRIDGE,
        options().with_max_bullet_chars(7).with_words(2),
        too_small,
        "no sentence fits a budget of 2 words and max_bullet_chars 7; raise them",
    );
    check_empty(
        BRIDGE,
        options().with_min_score(-1e9).with_words(2),
        too_small,
        "no sentence with a score of at least -1000000000 fits a budget of 2 words; raise it",
    );
    let too_high = WarningCode::MinScoreTooHigh;
    check_empty(
        BRIDGE,
        options().with_min_score(99.5),
        too_high,
        "no sentence has a score of at least 99.5; lower min_score",
    );
    check_empty(
        BRIDGE,
        options().with_min_score(f64::INFINITY),
        too_high,
        "no sentence has a score of at least inf; lower min_score",
    );
    let no_body = WarningCode::NoBody;
    check_empty("", options(), no_body, "there is no text to summarize");
    check_empty(" \n\n", options(), no_body, "there is no text to summarize");
    check_empty(
        "# The old bridge\n\n## The ferry\n",
        options(),
        no_body,
        "the document has no body sentences, only text of other roles, such as headings, captions, code or boilerplate",
    );
    check_empty(
        BRIDGE,
        options().with_exclude(vec![Pattern::new("e").unwrap()]),
        no_body,
        "every body sentence matches a pattern of exclude; remove patterns or narrow them",
    );
}

#[test]
fn weights_too_large_to_add_up_are_no_weights() {
    for number in ["1e10", "-3e38", "1e39", "inf", "NaN"] {
        let text = format!("experts 1\nfeature depth 0 1 {number}\n");
        let error = Weights::parse(&text).expect_err(number).to_string();
        assert!(error.contains("from -1e9 to 1e9"), "{number}: {error}");
    }
    let largest = "experts 2\nfeature depth 0 1e-9 1e9 1e9\nfeature log_words -1e9 1e-9 1e9 -1e9\n\
        gate mean depth 1e9 -1e9\ngate constant -1e9 1e9\nstems en\nbridg 1e9\n";
    let weights = Weights::parse(largest).expect("numbers in range");
    let options = Options::default()
        .with_weights(Arc::new(weights))
        .with_explain(true);
    check_sound(&summarize(BRIDGE, &options));
}

/// Checks that `summary` is not empty without a reason, and that its numbers are finite.
#[track_caller]
fn check_sound(summary: &Summary) {
    assert!(!summary.bullets.is_empty() || !summary.warnings.is_empty());
    for bullet in &summary.bullets {
        assert!(bullet.score.is_finite(), "{bullet:?}");
        assert!((0.0..=1.0).contains(&bullet.relevance), "{bullet:?}");
        let mut reasons = bullet.reasons.iter();
        assert!(
            reasons.all(|reason| reason.contribution.is_finite()),
            "{bullet:?}"
        );
    }
}

fn odd_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        -2.0f64..2.0,
        prop::sample::select(vec![
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MIN_POSITIVE,
            -0.0,
            0.0,
            1.0
        ]),
    ]
}

fn odd_count() -> impl Strategy<Value = u32> {
    prop_oneof![0u32..9, any::<u32>(), Just(u32::MAX)]
}

fn odd_budget() -> impl Strategy<Value = Budget> {
    prop_oneof![
        odd_count().prop_map(Budget::Bullets),
        odd_count().prop_map(Budget::Words),
        odd_count().prop_map(Budget::Chars),
        odd_number().prop_map(Budget::Ratio),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_options_give_a_sound_summary(
        method in prop::sample::select(Method::ALL),
        budget in odd_budget(),
        max_bullet_chars in prop::option::of(odd_count()),
        redundancy in prop::option::of(odd_number()),
        min_score in prop::option::of(odd_number()),
        keywords in odd_count(),
        (per_section, explain) in any::<(bool, bool)>(),
        query in "(bridge|ferry of the north|[a-z ]{0,20})",
    ) {
        let options = Options::default()
            .with_method(method)
            .with_budget(budget)
            .with_max_bullet_chars(max_bullet_chars)
            .with_redundancy(redundancy)
            .with_min_score(min_score)
            .with_keywords(keywords)
            .with_per_section(per_section)
            .with_explain(explain)
            .with_query(query);
        for text in [BRIDGE, OVERLAPPING, "", "# Only a heading"] {
            check_sound(&summarize(text, &options));
        }
    }
}
