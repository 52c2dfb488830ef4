//! Options beside method and budget: query, title, several documents, sections, and which sentences
//! never become bullets.

use gleaner_engine::{
    Budget, Bullet, BulletOrder, Method, Options, Pattern, Source, Summarizer, Summary,
    WarningCode, summarize, summarize_documents,
};
use unicode_segmentation::UnicodeSegmentation;

const BRIDGE: &str = "The council voted to close the old bridge for two years. Engineers had found cracks in eleven girders \
    of steel. Traffic will be led over the ring road to the north. A ferry will carry walkers and cyclists across the river. \
    The new bridge will cost 84 million crowns. Vaccines against measles were discussed at the end of the meeting.";

const HARBOUR: &str = "Divers looked at the piers of the harbour. Engineers had found cracks in eleven girders of steel. \
    The harbour will stay open all summer.";

/// Methods whose scores are the gains of a greedy choice.
const OBJECTIVES: [Method; 3] = [Method::Sumbasic, Method::Kl, Method::Coverage];

/// The sentences that the bullets are.
fn indices(summary: &Summary) -> Vec<u32> {
    let of_bullet = |bullet: &Bullet| bullet.sentence_indices.clone();
    summary.bullets.iter().flat_map(of_bullet).collect()
}

fn texts(bullets: &[Bullet]) -> Vec<&str> {
    bullets.iter().map(|bullet| &*bullet.text).collect()
}

fn has_warning(summary: &Summary, code: WarningCode) -> bool {
    summary.warnings.iter().any(|warning| warning.code == code)
}

/// One bullet by `method`, with reasons.
fn one(method: Method) -> Options {
    Options::default()
        .with_method(method)
        .with_bullets(1)
        .with_explain(true)
}

/// Checks that `query` makes the sentence `expected` the bullet, and that the query is a reason.
#[track_caller]
fn check_query(method: Method, query: &str, expected: u32) {
    let summary = summarize(BRIDGE, &one(method).with_query(query));
    assert_eq!(
        indices(&summary),
        [expected],
        "{method} asked for {query:?}"
    );
    let reason = if OBJECTIVES.contains(&method) {
        method.name()
    } else {
        "query"
    };
    let reasons = &summary.bullets[0].reasons;
    let found = reasons.iter().find(|found| found.feature == reason);
    assert!(
        found.is_some_and(|found| found.contribution > 0.0),
        "{reasons:?}"
    );
}

#[test]
fn a_query_is_answered() {
    for &method in Method::ALL {
        // The first sentences, and those that are drawn, need not answer it.
        if ![Method::Lead, Method::Random, Method::Kl].contains(&method) {
            check_query(method, "measles vaccine", 5);
            check_query(method, "Where do the cyclists and walkers go?", 3);
        }
    }
}

#[test]
#[ignore = "open fault: under a query, kl prefers sentences that lack its words"]
fn kl_answers_a_query() {
    check_query(Method::Kl, "measles vaccine", 5);
    check_query(Method::Kl, "Where do the cyclists and walkers go?", 3);
}

#[test]
fn words_of_a_query_are_found_with_one_typo_or_another_suffix() {
    check_query(Method::Gleaner, "vacine", 5);
    check_query(Method::Gleaner, "cyclistic", 3);
}

#[test]
fn a_query_without_a_match_changes_nothing() {
    for &method in Method::ALL {
        let plain = summarize(BRIDGE, &one(method));
        for query in ["", "the of and", "submarine", "?!", "\u{0}"] {
            assert_eq!(
                summarize(BRIDGE, &one(method).with_query(query)),
                plain,
                "{method}, {query:?}"
            );
        }
    }
}

#[test]
fn a_biased_walk_reaches_neighbours_of_the_answer() {
    // The first sentence shares a word with the last one, which answers the query; the others share
    // none.
    let text = "Gulls breed on the pier in spring. Prices of tickets rose again this year. The mayor opened a school for nurses. \
        Gulls fear the new falcon of the town.";
    let options = Options::default()
        .with_query("falcon")
        .with_bullets(4)
        .with_order(BulletOrder::Score);
    let summary = summarize(text, &options.with_method(Method::Lexrank));
    assert_eq!(indices(&summary)[..2], [3, 0], "{:?}", summary.bullets);
}

#[test]
fn a_title_is_matched() {
    for (title, expected) in [("A ferry for walkers", 3), ("Steel girders", 1)] {
        let source = Source::new(BRIDGE).with_title(title);
        let summary = Summarizer::new().summarize(&source, &one(Method::Edmundson));
        let reasons = &summary.bullets[0].reasons;
        assert_eq!(indices(&summary), [expected], "{title}: {reasons:?}");
        let has_title = reasons.iter().any(|reason| reason.feature == "title");
        assert!(has_title, "{reasons:?}");
    }
}

#[test]
fn an_empty_document_beside_another_changes_nothing() {
    let source = Source::new(BRIDGE).with_title("The old bridge");
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_explain(true)
            .with_keywords(5)
            .with_query("bridge");
        let alone = Summarizer::new().summarize(&source, &options);
        for (sources, document) in [
            (&[source][..], 0),
            (&[source, Source::default()], 0),
            (&[Source::new(" \n\n"), source], 1),
        ] {
            let mut summary = summarize_documents(sources, &options);
            for bullet in &mut summary.bullets {
                assert_eq!(bullet.document, document, "{method}");
                bullet.document = 0;
            }
            assert_eq!(summary, alone, "{method}");
        }
    }
    assert!(has_warning(
        &summarize_documents(&[], &Options::default()),
        WarningCode::NoBody
    ));
}

#[test]
fn several_documents_repeat_nothing_and_keep_their_order() {
    let sources = [BRIDGE, HARBOUR, BRIDGE].map(Source::from);
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_bullets(100)
            .with_redundancy(0.0);
        let summary = summarize_documents(&sources, &options);
        assert_eq!(summary.sentence_count, 15);
        assert_eq!(
            summary.bullets.len(),
            8,
            "{method}: six of the first, two of the second"
        );
        let places: Vec<_> = summary
            .bullets
            .iter()
            .map(|bullet| (bullet.document, bullet.sources[0].start))
            .collect();
        assert!(places.is_sorted(), "{method}: {places:?}");
        for bullet in &summary.bullets {
            assert_eq!(bullet.sources.len(), 1);
            let span = bullet.sources[0];
            let source = sources[bullet.document as usize].text;
            let text = &source[span.start as usize..span.end as usize];
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(words.join(" "), bullet.text, "{method}");
        }
    }
}

#[test]
fn positions_and_titles_are_those_of_each_document() {
    let other = "Divers looked at the piers of the harbour. The harbour will stay open all summer.";
    let lead = |bullets| {
        Options::default()
            .with_method(Method::Lead)
            .with_bullets(bullets)
    };
    let sources = [BRIDGE, other].map(Source::from);
    assert_eq!(indices(&summarize_documents(&sources, &lead(2))), [0, 6]);
    assert_eq!(indices(&summarize_documents(&sources, &lead(3))), [0, 1, 6]);

    // The title of the first document says nothing of the sentences of the second.
    let sources = [
        Source::new(BRIDGE).with_title("Open harbour"),
        Source::new(other).with_title("Divers"),
    ];
    let options = Options::default()
        .with_method(Method::Edmundson)
        .with_explain(true)
        .with_bullets(9);
    let summary = summarize_documents(&sources, &options);
    assert_eq!(summary.bullets.len(), 8);
    for bullet in &summary.bullets {
        let mut reasons = bullet.reasons.iter();
        let has_title = reasons.any(|reason| reason.feature == "title");
        assert_eq!(has_title, bullet.sentence_indices == [6], "{bullet:?}");
    }
}

const SECTIONS: &str = "# Harbour\n\nDivers looked at the piers of the harbour. The harbour will stay open all summer. \
    Boats pay less in winter.\n\n## Roads\n\nThe ring road gets a third lane. Boats pay less in winter. Lorries are banned at \
    night.\n\n## Empty\n\n## Schools\n\nA school for nurses opens in May.\n";

/// The sections of the bullets when every section gets `budget`.
fn sections(budget: Budget, method: Method) -> Vec<String> {
    let options = Options::default()
        .with_per_section(true)
        .with_budget(budget)
        .with_method(method);
    let mut sections = Vec::new();
    for bullet in summarize(SECTIONS, &options).bullets {
        if let Budget::Words(words_max) = budget {
            let words = bullet.text.unicode_words().count();
            assert!(words <= words_max as usize, "{method}: {}", bullet.text);
        }
        sections.push(bullet.section.unwrap_or_default());
    }
    sections
}

#[test]
fn each_section_gets_the_budget() {
    const ALL: [&str; 3] = ["Harbour", "Roads", "Schools"];
    for &method in Method::ALL {
        assert_eq!(sections(Budget::Bullets(1), method), ALL, "{method}");
        assert_eq!(sections(Budget::Ratio(0.1), method), ALL, "{method}");
        // Every sentence but one has 5 or 7 words, so that each section has room for one.
        assert_eq!(sections(Budget::Words(7), method), ALL, "{method}");
        // Of seven sentences two are alike and stand in different sections.
        let mut all = sections(Budget::Bullets(3), method);
        assert_eq!(all.len(), 6, "{method}: {all:?}");
        all.dedup();
        assert_eq!(all, ALL, "{method}");
    }
}

#[test]
fn a_document_without_headings_is_one_section() {
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        let by_section = summarize(BRIDGE, &options.clone().with_per_section(true));
        assert_eq!(by_section, summarize(BRIDGE, &options), "{method}");
    }
    // Each of several documents is a section of its own.
    let options = Options::default().with_per_section(true).with_bullets(1);
    let sources = [
        BRIDGE,
        "Divers looked at the piers of the harbour. It is deep.",
    ];
    let summary = summarize_documents(&sources.map(Source::from), &options);
    let documents: Vec<u32> = summary
        .bullets
        .iter()
        .map(|bullet| bullet.document)
        .collect();
    assert_eq!(documents, [0, 1]);
}

#[test]
fn sentences_below_the_least_score_are_left_out() {
    let text = include_str!("../texts/articles/night-trains.txt");
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_bullets(6)
            .with_order(BulletOrder::Score)
            .with_redundancy(0.0);
        let all = summarize(text, &options).bullets;
        let score_min = all[2].score;
        let above = all.iter().take_while(|bullet| bullet.score >= score_min);
        let expected: Vec<&str> = above.map(|bullet| &*bullet.text).collect();
        assert!(expected.len() < all.len(), "{method}");
        let strong = summarize(text, &options.clone().with_min_score(score_min)).bullets;
        assert!(
            strong.iter().all(|bullet| bullet.score >= score_min),
            "{method}"
        );
        // Of the methods, kl alone has gains that rise when another sentence is taken, even one whose
        // own gain is too low.
        if method != Method::Kl {
            assert_eq!(texts(&strong), expected, "{method}");
        }
        let none = summarize(text, &options.with_min_score(1e9));
        assert!(none.bullets.is_empty(), "{method}");
    }
}

/// Excluded sentences are no bullets, and the others are scored as if those were not there.
#[test]
fn excluded_sentences_change_no_score() {
    let exclude = ["(?i)vaccines?", "^Traffic"].map(|pattern| Pattern::new(pattern).unwrap());
    let without: String = BRIDGE
        .split_inclusive(". ")
        .filter(|sentence| !sentence.contains("Vaccines") && !sentence.contains("Traffic"))
        .collect();
    for &method in Method::ALL {
        // Their scores depend on the number of the sentence in the whole text.
        if [Method::Lead, Method::Random].contains(&method) {
            continue;
        }
        let options = Options::default().with_method(method).with_bullets(9);
        let summary = summarize(BRIDGE, &options.clone().with_exclude(exclude.to_vec()));
        assert_eq!(indices(&summary), [0, 1, 3, 4], "{method}");
        let expected = summarize(&without, &options).bullets;
        assert_eq!(texts(&summary.bullets), texts(&expected), "{method}");
        for (bullet, expected) in summary.bullets.iter().zip(&expected) {
            let is_close = (bullet.score - expected.score).abs() < 1e-6;
            assert!(is_close, "{method}: {bullet:?} is not {expected:?}");
        }
    }
    let all = Options::default().with_exclude(vec![Pattern::new("").unwrap()]);
    let summary = summarize(BRIDGE, &all);
    assert!(summary.bullets.is_empty());
    assert!(has_warning(&summary, WarningCode::NoBody));
}

#[test]
fn long_sentences_are_passed_over_never_cut() {
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_bullets(3)
            .with_max_bullet_chars(56);
        let bullets = summarize(BRIDGE, &options).bullets;
        assert_eq!(bullets.len(), 3, "{method}");
        for bullet in &bullets {
            let is_whole = BRIDGE
                .split_inclusive(". ")
                .any(|sentence| sentence.trim() == bullet.text);
            assert!(
                is_whole && bullet.text.chars().count() <= 56,
                "{method}: {bullet:?}"
            );
        }
        let summary = summarize(BRIDGE, &options.with_max_bullet_chars(5));
        assert!(summary.bullets.is_empty());
        assert!(
            has_warning(&summary, WarningCode::BudgetTooSmall),
            "{method}"
        );
    }
}

#[test]
fn many_bullets_of_an_objective_warn_that_gains_were_bounded() {
    let line = |number: u32| {
        let debt = number * 7;
        format!("Line {number} of the ledger names debt number {debt}.\n\n")
    };
    let text: String = (0..200).map(line).collect();
    for &method in Method::ALL {
        let options = Options::default().with_method(method).with_redundancy(0.0);
        let summary = summarize(&text, &options.clone().with_bullets(150));
        let is_approximated = has_warning(&summary, WarningCode::MethodApproximated);
        assert_eq!(is_approximated, OBJECTIVES.contains(&method), "{method}");
        assert_eq!(summary.bullets.len(), 150, "{method}");
        let few = summarize(&text, &options.with_bullets(60));
        assert!(
            !has_warning(&few, WarningCode::MethodApproximated),
            "{method}"
        );
    }
}
