//! What callers may choose beside method and budget: query, title, several documents, sections,
//! and which sentences never are bullets.

use gleaner_engine::{
    Budget, BulletOrder, Method, Options, Pattern, Source, Summarizer, Summary, WarningCode,
    summarize, summarize_documents,
};

const BRIDGE: &str = "The council voted to close the old bridge for two years. Engineers had found cracks in eleven girders \
    of steel. Traffic will be led over the ring road to the north. A ferry will carry walkers and cyclists across the river. \
    The new bridge will cost 84 million crowns. Vaccines against measles were discussed at the end of the meeting.";

fn indices(summary: &Summary) -> Vec<u32> {
    summary
        .bullets
        .iter()
        .flat_map(|bullet| bullet.sentence_indices.clone())
        .collect()
}

fn one(method: Method) -> Options {
    Options::default()
        .with_method(method)
        .with_bullets(1)
        .with_explain(true)
}

#[track_caller]
fn check_query(method: Method, query: &str, expected: u32) {
    let summary = summarize(BRIDGE, &one(method).with_query(query));
    assert_eq!(
        indices(&summary),
        [expected],
        "{method} asked for {query:?}"
    );
    let reason = if [Method::Sumbasic, Method::Kl, Method::Coverage].contains(&method) {
        method.name()
    } else {
        "query"
    };
    let reasons = &summary.bullets[0].reasons;
    assert!(
        reasons
            .iter()
            .any(|found| found.feature == reason && found.contribution > 0.0),
        "{reasons:?}"
    );
}

#[test]
fn a_query_is_answered() {
    for method in [
        Method::Gleaner,
        Method::Lexrank,
        Method::Textrank,
        Method::Tfidf,
        Method::Sumbasic,
    ] {
        check_query(method, "measles vaccine", 5);
        check_query(method, "Where do the cyclists and walkers go?", 3);
    }
}

#[test]
fn a_query_may_have_slips_and_other_endings() {
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
    // The last sentence shares a word with the one that answers, the second last with none.
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
        let summary = Summarizer::new().summarize(
            &Source::new(BRIDGE).with_title(title),
            &one(Method::Edmundson),
        );
        let reasons = &summary.bullets[0].reasons;
        assert_eq!(indices(&summary), [expected], "{title}: {reasons:?}");
        assert!(
            reasons.iter().any(|reason| reason.feature == "title"),
            "{reasons:?}"
        );
    }
}

#[test]
fn one_document_is_the_special_case_of_several() {
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_explain(true)
            .with_keywords(5)
            .with_query("bridge");
        let source = Source::new(BRIDGE).with_title("The old bridge");
        let several = summarize_documents(&[source], &options);
        assert_eq!(
            several,
            Summarizer::new().summarize(&source, &options),
            "{method}"
        );
    }
}

#[test]
fn several_documents_repeat_nothing_and_keep_their_order() {
    let other = "Divers looked at the piers of the harbour. Engineers had found cracks in eleven girders of steel. \
        The harbour will stay open all summer.";
    let sources = [
        Source::from(BRIDGE),
        Source::from(other),
        Source::from(BRIDGE),
    ];
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
            let span = bullet.sources[0];
            let text =
                &sources[bullet.document as usize].text[span.start as usize..span.end as usize];
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(words(text), bullet.text, "{method}");
        }
    }
}

#[test]
fn places_and_titles_are_those_of_each_document() {
    let other = "Divers looked at the piers of the harbour. The harbour will stay open all summer.";
    let lead = |bullets| {
        Options::default()
            .with_method(Method::Lead)
            .with_bullets(bullets)
    };
    let sources = [Source::from(BRIDGE), Source::from(other)];
    assert_eq!(indices(&summarize_documents(&sources, &lead(2))), [0, 6]);
    assert_eq!(indices(&summarize_documents(&sources, &lead(3))), [0, 1, 6]);

    // The first document's title says nothing of the second's sentences.
    let sources = [
        Source::new(BRIDGE).with_title("Open harbour"),
        Source::new(other).with_title("Divers"),
    ];
    let options = Options::default()
        .with_method(Method::Edmundson)
        .with_explain(true)
        .with_bullets(9);
    let summary = summarize_documents(&sources, &options);
    for bullet in &summary.bullets {
        let titled = bullet
            .reasons
            .iter()
            .any(|reason| reason.feature == "title");
        assert_eq!(titled, bullet.sentence_indices == [6], "{bullet:?}");
    }
}

const SECTIONS: &str = "# Harbour\n\nDivers looked at the piers of the harbour. The harbour will stay open all summer. \
    Boats pay less in winter.\n\n## Roads\n\nThe ring road gets a third lane. Boats pay less in winter. Lorries are banned at \
    night.\n\n## Empty\n\n## Schools\n\nA school for nurses opens in May.\n";

fn per_section(budget: Budget, method: Method) -> Summary {
    summarize(
        SECTIONS,
        &Options::default()
            .with_per_section(true)
            .with_budget(budget)
            .with_method(method),
    )
}

#[test]
fn each_section_gets_the_budget() {
    for &method in Method::ALL {
        let sections = |budget| -> Vec<String> {
            per_section(budget, method)
                .bullets
                .into_iter()
                .map(|bullet| bullet.section.unwrap_or_default())
                .collect()
        };
        assert_eq!(
            sections(Budget::Bullets(1)),
            ["Harbour", "Roads", "Schools"],
            "{method}"
        );
        // The near-duplicate stands in one of its two sections only.
        let mut all = sections(Budget::Bullets(3));
        assert_eq!(all.len(), 6, "{method}: {all:?}");
        all.dedup();
        assert_eq!(all, ["Harbour", "Roads", "Schools"], "{method}");
        assert_eq!(sections(Budget::Ratio(0.1)).len(), 3, "{method}");
        assert!(sections(Budget::Words(7)).len() >= 3, "{method}");
    }
}

#[test]
fn a_document_without_headings_is_one_section() {
    for &method in Method::ALL {
        let options = Options::default().with_method(method);
        let sectioned = summarize(BRIDGE, &options.clone().with_per_section(true));
        assert_eq!(sectioned, summarize(BRIDGE, &options), "{method}");
    }
    // Of several documents, each is.
    let options = Options::default().with_per_section(true).with_bullets(1);
    let sources = [
        Source::from(BRIDGE),
        Source::from("Divers looked at the piers of the harbour. It is deep."),
    ];
    let documents: Vec<u32> = summarize_documents(&sources, &options)
        .bullets
        .iter()
        .map(|bullet| bullet.document)
        .collect();
    assert_eq!(documents, [0, 1]);
}

#[test]
fn weak_sentences_are_left_out() {
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_bullets(6)
            .with_order(BulletOrder::Score)
            .with_redundancy(0.0);
        let all = summarize(BRIDGE, &options).bullets;
        let least = all[2].score;
        let strong = summarize(BRIDGE, &options.clone().with_min_score(least)).bullets;
        let expected: Vec<_> = all
            .into_iter()
            .take_while(|bullet| bullet.score >= least)
            .collect();
        let texts = |bullets: &[gleaner_engine::Bullet]| {
            bullets
                .iter()
                .map(|bullet| bullet.text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&strong), texts(&expected), "{method}");
        assert!(
            summarize(BRIDGE, &options.with_min_score(1e9))
                .bullets
                .is_empty()
        );
    }
}

#[test]
fn excluded_sentences_are_no_bullets_and_sway_nothing() {
    let exclude = vec![
        Pattern::new("(?i)vaccines?").unwrap(),
        Pattern::new("^Traffic").unwrap(),
    ];
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_bullets(9)
            .with_exclude(exclude.clone());
        assert_eq!(
            indices(&summarize(BRIDGE, &options)),
            [0, 1, 3, 4],
            "{method}"
        );
    }
    let nothing = Options::default().with_exclude(vec![Pattern::new("").unwrap()]);
    let summary = summarize(BRIDGE, &nothing);
    assert!(summary.bullets.is_empty());
    assert!(
        summary
            .warnings
            .iter()
            .any(|warning| warning.code == WarningCode::NoBody)
    );
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
        assert!(
            bullets
                .iter()
                .all(|bullet| bullet.text.chars().count() <= 56 && BRIDGE.contains(&bullet.text)),
            "{method}"
        );
        let summary = summarize(BRIDGE, &options.with_max_bullet_chars(5));
        assert!(summary.bullets.is_empty());
        assert_eq!(
            summary.warnings.last().map(|warning| warning.code),
            Some(WarningCode::BudgetTooSmall),
            "{method}"
        );
    }
}

#[test]
fn many_bullets_of_an_objective_say_that_it_was_bounded() {
    let text: String = (0..200)
        .map(|line| {
            format!(
                "Line {line} of the ledger names debt number {}.\n\n",
                line * 7
            )
        })
        .collect();
    for &method in Method::ALL {
        let options = Options::default()
            .with_method(method)
            .with_bullets(150)
            .with_redundancy(0.0);
        let summary = summarize(&text, &options);
        let approximated = summary
            .warnings
            .iter()
            .any(|warning| warning.code == WarningCode::MethodApproximated);
        let is_objective = [Method::Sumbasic, Method::Kl, Method::Coverage].contains(&method);
        assert_eq!(approximated, is_objective, "{method}");
        assert_eq!(summary.bullets.len(), 150, "{method}");
    }
}
