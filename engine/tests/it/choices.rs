//! What callers may choose beside method and budget: query, title, several documents, sections,
//! and which sentences never are bullets.

use gleaner_engine::{
    Budget, BulletOrder, Method, Options, Source, Summarizer, Summary, WarningCode, summarize,
    summarize_documents,
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
    Options {
        method,
        budget: Budget::Bullets(1),
        explain: true,
        ..Options::default()
    }
}

#[track_caller]
fn check_query(method: Method, query: &str, expected: u32) {
    let summary = summarize(
        BRIDGE,
        &Options {
            query: query.into(),
            ..one(method)
        },
    );
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
                summarize(
                    BRIDGE,
                    &Options {
                        query: query.into(),
                        ..one(method)
                    }
                ),
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
    let options = Options {
        query: "falcon".into(),
        budget: Budget::Bullets(4),
        order: BulletOrder::Score,
        ..Options::default()
    };
    let summary = summarize(
        text,
        &Options {
            method: Method::Lexrank,
            ..options
        },
    );
    assert_eq!(indices(&summary)[..2], [3, 0], "{:?}", summary.bullets);
}

#[test]
fn a_title_is_matched() {
    for (title, expected) in [("A ferry for walkers", 3), ("Steel girders", 1)] {
        let summary = Summarizer::new().summarize(
            &Source {
                text: BRIDGE,
                title,
            },
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
        let options = Options {
            explain: true,
            keywords: 5,
            query: "bridge".into(),
            ..Options {
                method,
                ..Options::default()
            }
        };
        let source = Source {
            text: BRIDGE,
            title: "The old bridge",
        };
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
        let options = Options {
            method,
            budget: Budget::Bullets(100),
            redundancy: Some(0.0),
            ..Options::default()
        };
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
    let lead = |bullets| Options {
        method: Method::Lead,
        budget: Budget::Bullets(bullets),
        ..Options::default()
    };
    let sources = [Source::from(BRIDGE), Source::from(other)];
    assert_eq!(indices(&summarize_documents(&sources, &lead(2))), [0, 6]);
    assert_eq!(indices(&summarize_documents(&sources, &lead(3))), [0, 1, 6]);

    // The first document's title says nothing of the second's sentences.
    let sources = [
        Source {
            text: BRIDGE,
            title: "Open harbour",
        },
        Source {
            text: other,
            title: "Divers",
        },
    ];
    let options = Options {
        explain: true,
        budget: Budget::Bullets(9),
        ..Options {
            method: Method::Edmundson,
            ..Options::default()
        }
    };
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
        &Options {
            per_section: true,
            budget,
            method,
            ..Options::default()
        },
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
        let options = Options {
            method,
            ..Options::default()
        };
        let sectioned = summarize(
            BRIDGE,
            &Options {
                per_section: true,
                ..options.clone()
            },
        );
        assert_eq!(sectioned, summarize(BRIDGE, &options), "{method}");
    }
    // Of several documents, each is.
    let options = Options {
        per_section: true,
        budget: Budget::Bullets(1),
        ..Options::default()
    };
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
        let options = Options {
            method,
            budget: Budget::Bullets(6),
            order: BulletOrder::Score,
            redundancy: Some(0.0),
            ..Options::default()
        };
        let all = summarize(BRIDGE, &options).bullets;
        let least = all[2].score;
        let strong = summarize(
            BRIDGE,
            &Options {
                min_score: Some(least),
                ..options.clone()
            },
        )
        .bullets;
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
            summarize(
                BRIDGE,
                &Options {
                    min_score: Some(1e9),
                    ..options
                }
            )
            .bullets
            .is_empty()
        );
    }
}

#[test]
fn excluded_sentences_are_no_bullets_and_sway_nothing() {
    let exclude = vec![
        regex::Regex::new("(?i)vaccines?").unwrap(),
        regex::Regex::new("^Traffic").unwrap(),
    ];
    for &method in Method::ALL {
        let options = Options {
            method,
            budget: Budget::Bullets(9),
            exclude: exclude.clone(),
            ..Options::default()
        };
        assert_eq!(
            indices(&summarize(BRIDGE, &options)),
            [0, 1, 3, 4],
            "{method}"
        );
    }
    let nothing = Options {
        exclude: vec![regex::Regex::new("").unwrap()],
        ..Options::default()
    };
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
        let options = Options {
            method,
            budget: Budget::Bullets(3),
            max_bullet_chars: Some(56),
            ..Options::default()
        };
        let bullets = summarize(BRIDGE, &options).bullets;
        assert_eq!(bullets.len(), 3, "{method}");
        assert!(
            bullets
                .iter()
                .all(|bullet| bullet.text.chars().count() <= 56 && BRIDGE.contains(&bullet.text)),
            "{method}"
        );
        let summary = summarize(
            BRIDGE,
            &Options {
                max_bullet_chars: Some(5),
                ..options
            },
        );
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
        let options = Options {
            method,
            budget: Budget::Bullets(150),
            redundancy: Some(0.0),
            ..Options::default()
        };
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
