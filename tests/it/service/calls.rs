//! Every call gives what the library gives, and every bad request gets an error that says what is
//! wrong with it.

use super::harness::{
    ARTICLE, TestEngines, assert_same_summary, channel, client, in_time, info_client, metric,
    options_with, reason, request, request_with, start_server, start_server_with, wait_until,
};
use super::raw;
use gleaner::service::proto::batch_summarize_result::Result as BatchResult;
use gleaner::service::proto::health::health_check_response::ServingStatus;
use gleaner::service::proto::health::health_client::HealthClient;
use gleaner::service::proto::health::{HealthCheckRequest, HealthListRequest};
use gleaner::service::proto::stream_summarize_response::Result as StreamResult;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::summary_options::Budget;
use gleaner::service::proto::upload_document_request::Part;
use gleaner::service::proto::{
    BatchSummarizeRequest, BulletOrder, Document, GetServerInfoRequest, InputFormat, Limits,
    OffsetUnit, StreamSummarizeRequest, SummarizeRequest, SummaryOptions, UploadDocumentRequest,
    UploadHeader,
};
use gleaner::{Language, Method, Options, Pattern, Source, Summarizer, summarize};
use prost::Message as _;
use std::time::Duration;
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Two sections with headings, letters outside ASCII, and two sentences that say nearly the same.
const SECTIONS: &str = "### What was decided\n\n\
    Work starts in May and will cost 40 million euros. The council of Malmö voted to build the new \
    bridge across the sound. The council of Malmö also voted to pay for the new bridge. Ferries go \
    on until then.\n\n\
    ### What the critics say\n\n\
    Critics say that the span is too low for ships. They want a tunnel, as in København.";

async fn summary_of(
    client: &SummarizerServiceClient<Channel>,
    request: SummarizeRequest,
) -> gleaner::service::proto::Summary {
    let response = client.clone().summarize(request).await;
    let response = response.expect("a summary").into_inner();
    assert!(response.timing.is_some_and(|timing| {
        timing.queue.is_some() && timing.compute.is_some_and(|compute| compute.nanos > 0)
    }));
    response.summary.expect("every response has a summary")
}

/// Each option changes the summary as it does in the library, and the echoed options are those of
/// the request with the defaults filled in. Sent back, they give the same bullets.
#[tokio::test]
async fn each_option_means_what_it_means_to_the_library() {
    let running = start_server(&[]).await;
    let client = client(&running).await;
    let defaults = summarize(SECTIONS, &Options::default());
    let best = |summary: &gleaner::Summary| {
        let scores = summary.bullets.iter().map(|bullet| bullet.score);
        scores.fold(f64::MIN, f64::max)
    };
    let (min_score, pattern) = (
        best(&defaults) - 1e-3,
        Pattern::new("bridge|tunnel").unwrap(),
    );
    let check = async |asked: SummaryOptions, options: Options| {
        let expected = summarize(SECTIONS, &options);
        assert_ne!(expected, defaults, "{asked:?} has to make a difference");
        let summary = summary_of(&client, request_with(SECTIONS, asked.clone())).await;
        assert_same_summary(&summary, &expected, &format!("{asked:?}"));
        let echoed = summary.options.clone().unwrap();
        assert_eq!(echoed, with_defaults(asked, &summary.language, 0.3));
        let again = summary_of(&client, request_with(SECTIONS, echoed)).await;
        assert_eq!(
            (again.bullets, again.options),
            (summary.bullets, summary.options)
        );
    };
    let library = Options::default;
    for (budget, expected) in [
        (Budget::Bullets(1), gleaner::Budget::Bullets(1)),
        (Budget::Words(9), gleaner::Budget::Words(9)),
        (Budget::Chars(50), gleaner::Budget::Chars(50)),
        (Budget::Ratio(0.3), gleaner::Budget::Ratio(0.3)),
    ] {
        let asked = options_with(|options| options.budget = Some(budget));
        check(asked, library().with_budget(expected)).await;
    }
    let query = "where do ferries go";
    let asked = options_with(|options| options.query = query.into());
    check(asked, library().with_query(query)).await;
    let asked = options_with(|options| options.language = "de".into());
    let german = Language::from_tag("de");
    check(asked, library().with_language(german)).await;
    let asked = options_with(|options| options.order = BulletOrder::Score.into());
    let by_score = gleaner::BulletOrder::Score;
    check(asked, library().with_order(by_score)).await;
    for (unit, expected) in [
        (OffsetUnit::Utf16, gleaner::OffsetUnit::Utf16),
        (OffsetUnit::Codepoint, gleaner::OffsetUnit::Codepoint),
    ] {
        let asked = options_with(|options| options.offset_unit = unit.into());
        check(asked, library().with_offset_unit(expected)).await;
    }
    let asked = options_with(|options| options.max_bullet_chars = 50);
    check(asked, library().with_max_bullet_chars(50)).await;
    let asked = options_with(|options| options.explain = true);
    check(asked, library().with_explain(true)).await;
    let asked = options_with(|options| options.keywords = 3);
    check(asked, library().with_keywords(3)).await;
    let asked = options_with(|options| options.per_section = true);
    check(asked, library().with_per_section(true)).await;
    let asked = options_with(|options| options.exclude = vec![pattern.as_str().into()]);
    check(asked, library().with_exclude(vec![pattern])).await;
    let asked = options_with(|options| options.min_score = Some(min_score));
    check(asked, library().with_min_score(min_score)).await;
}

/// `asked` with the defaults filled in, as a summary in `language` echoes it.
fn with_defaults(asked: SummaryOptions, language: &str, redundancy: f64) -> SummaryOptions {
    SummaryOptions {
        budget: asked.budget.or(Some(Budget::Bullets(3))),
        method: match asked.method.as_str() {
            "" => "gleaner".into(),
            method => method.into(),
        },
        language: language.into(),
        order: match asked.order() {
            BulletOrder::Unspecified => BulletOrder::Document.into(),
            order => order.into(),
        },
        offset_unit: match asked.offset_unit() {
            OffsetUnit::Unspecified => OffsetUnit::Utf8.into(),
            unit => unit.into(),
        },
        redundancy: Some(redundancy),
        ..asked
    }
}

/// Every method by its name, the penalty for redundancy that each applies, and the seed.
#[tokio::test]
async fn each_method_is_that_of_the_library() {
    let running = start_server(&[]).await;
    let client = client(&running).await;
    let check = async |asked: SummaryOptions, options: Options, in_effect: f64| {
        let expected = summarize(SECTIONS, &options);
        let summary = summary_of(&client, request_with(SECTIONS, asked.clone())).await;
        assert_same_summary(&summary, &expected, &format!("{asked:?}"));
        let echoed = with_defaults(asked, "en", in_effect);
        assert_eq!(summary.options, Some(echoed));
        expected
    };
    let options = || Options::default().with_explain(true).with_bullets(2);
    let asked = |method: &str| {
        options_with(|options| {
            options.budget = Some(Budget::Bullets(2));
            options.method = method.into();
            options.explain = true;
        })
    };
    for &method in Method::ALL {
        let default = if method == Method::Gleaner { 0.3 } else { 0.0 };
        let options = options().with_method(method);
        check(asked(method.name()), options.clone(), default).await;
        let mut with_redundancy = asked(method.name());
        with_redundancy.redundancy = Some(0.7);
        // These methods measure overlap themselves.
        let ignores_redundancy = [Method::Sumbasic, Method::Kl, Method::Coverage];
        let in_effect = if ignores_redundancy.contains(&method) {
            0.0
        } else {
            0.7
        };
        check(with_redundancy, options.with_redundancy(0.7), in_effect).await;
    }
    let mut by_seed = Vec::new();
    for seed in 0..4 {
        let options = options().with_method(Method::Random).with_seed(seed);
        let mut asked = asked("random");
        asked.seed = seed;
        by_seed.push(check(asked, options, 0.0).await.bullets);
    }
    by_seed.dedup();
    assert!(by_seed.len() > 1, "the seed has to make a difference");
}

/// The penalty for redundancy takes part in choosing: with it, no two of the bullets say the same.
#[tokio::test]
async fn redundancy_takes_part_in_choosing() {
    let running = start_server(&[]).await;
    let client = client(&running).await;
    let texts = async |redundancy: f64| {
        let asked = options_with(|options| {
            options.budget = Some(Budget::Bullets(2));
            options.redundancy = Some(redundancy);
        });
        let summary = summary_of(&client, request_with(SECTIONS, asked)).await;
        let options = Options::default().with_bullets(2);
        let expected = summarize(SECTIONS, &options.with_redundancy(redundancy));
        assert_same_summary(&summary, &expected, &format!("redundancy {redundancy}"));
        let bullets = summary.bullets.into_iter();
        bullets.map(|bullet| bullet.text).collect::<Vec<_>>()
    };
    assert_ne!(texts(0.0).await, texts(1.0).await);
}

/// The title and the input format of a document reach the engine, in a message and in an upload.
#[tokio::test]
async fn title_and_input_format_reach_the_engine() {
    let running = start_server(&[]).await;
    let mut client = client(&running).await;
    let text = "<p>Ferries go on until then. <b>Work &amp; pay</b> start in May. Critics want a \
        tunnel. The council voted to build the bridge. Nobody spoke of the tower.</p>";
    let title = "Critics of the tunnel";
    let options = || Options::default().with_explain(true);
    let asked = options_with(|options| options.explain = true);
    for (format, expected_format) in [
        (InputFormat::Unspecified, gleaner::InputFormat::Auto),
        (InputFormat::Auto, gleaner::InputFormat::Auto),
        (InputFormat::Plain, gleaner::InputFormat::Plain),
        (InputFormat::Markdown, gleaner::InputFormat::Markdown),
        (InputFormat::Html, gleaner::InputFormat::Html),
    ] {
        for title in ["", title] {
            let options = options().with_input_format(expected_format);
            let source = Source::from(text).with_title(title);
            let expected = Summarizer::new().summarize(&source, &options);
            let context = format!("{format:?}, title {title:?}");
            let request = SummarizeRequest {
                document: Some(Document {
                    text: text.into(),
                    title: title.into(),
                    input_format: format.into(),
                }),
                options: Some(asked.clone()),
            };
            let summary = summary_of(&client, request).await;
            assert_same_summary(&summary, &expected, &context);
            let header = UploadHeader {
                title: title.into(),
                input_format: format.into(),
                options: Some(asked.clone()),
            };
            let parts = [
                Part::Header(header),
                Part::Chunk(text.as_bytes()[..9].into()),
                Part::Chunk(text.as_bytes()[9..].into()),
            ];
            let parts = parts.map(|part| UploadDocumentRequest { part: Some(part) });
            let upload = client.upload_document(tokio_stream::iter(parts)).await;
            let uploaded = upload.unwrap().into_inner().summary.unwrap();
            assert_same_summary(&uploaded, &expected, &context);
        }
    }
    let summary = |format, title| {
        let options = options().with_input_format(format);
        Summarizer::new().summarize(&Source::from(text).with_title(title), &options)
    };
    let (html, plain) = (gleaner::InputFormat::Html, gleaner::InputFormat::Plain);
    assert_ne!(
        summary(html, ""),
        summary(plain, ""),
        "the format has to make a difference"
    );
    assert_ne!(
        summary(html, ""),
        summary(html, title),
        "the title has to make a difference"
    );
}

#[tokio::test]
async fn text_without_a_language_is_undetermined() {
    let running = start_server(&[]).await;
    let client = client(&running).await;
    let summary = summary_of(&client, request("12 34. 56 78.")).await;
    assert_eq!(summary.language, "und");
    assert_eq!(summary.options.unwrap().language, "und");
    let expected = summarize("12 34. 56 78.", &Options::default());
    assert!(summary.language_confidence < 1.0);
    assert_eq!(summary.warnings.len(), expected.warnings.len());
    assert_eq!(summary.warnings[0].code, "LANGUAGE_UNCERTAIN");
}

#[tokio::test]
async fn text_without_a_sentence_gives_an_empty_summary() {
    let running = start_server(&[]).await;
    let summary = summary_of(&client(&running).await, request(" \n ")).await;
    assert!(summary.bullets.is_empty());
    let codes = summary.warnings.iter().map(|warning| &warning.code);
    assert!(codes.clone().any(|code| code == "NO_BODY"), "{codes:?}");
}

/// The fields that an error names.
fn bad_fields(status: &Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    assert_eq!(reason(status), "INVALID_FIELD");
    let violations = status.get_details_bad_request().unwrap().field_violations;
    let fields = violations.into_iter().map(|violation| violation.field);
    fields.collect()
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let running = start_server(&[("document_bytes", "1KiB")]).await;
    let mut client = client(&running).await;
    let mut check = async |request: SummarizeRequest, fields: &[&str]| {
        let status = client.summarize(request).await.expect_err("a bad field");
        assert_eq!(bad_fields(&status), fields);
        status.message().to_owned()
    };
    check(SummarizeRequest::default(), &["document"]).await;
    check(request(""), &["document.text"]).await;
    let message = check(request(&"a".repeat(1025)), &["document.text"]).await;
    assert!(
        message.contains("1025") && message.contains("1024"),
        "{message}"
    );
    let method = options_with(|options| options.method = "nope".into());
    let message = check(request_with("A.", method), &["options.method"]).await;
    assert!(message.contains("lead"), "lists the methods: {message}");
    let language = options_with(|options| options.language = "xx".into());
    check(request_with("A.", language), &["options.language"]).await;
    let enums = options_with(|options| (options.order, options.offset_unit) = (9, -1));
    let fields = ["options.order", "options.offset_unit"];
    check(request_with("A.", enums), &fields).await;
    for (budget, field) in [
        (Budget::Bullets(0), "options.bullets"),
        (Budget::Words(0), "options.words"),
        (Budget::Chars(0), "options.chars"),
        (Budget::Ratio(0.0), "options.ratio"),
        (Budget::Ratio(1.1), "options.ratio"),
        (Budget::Ratio(f64::NAN), "options.ratio"),
    ] {
        let budget = options_with(|options| options.budget = Some(budget));
        check(request_with("A.", budget), &[field]).await;
    }
    for redundancy in [-0.1, 1.1, f64::NAN] {
        let redundancy = options_with(|options| options.redundancy = Some(redundancy));
        check(request_with("A.", redundancy), &["options.redundancy"]).await;
    }
    let several = options_with(|options| {
        options.redundancy = Some(2.0);
        options.min_score = Some(f64::INFINITY);
        options.keywords = 9999;
        options.query = "q".repeat(5000);
        options.exclude = vec!["ok".into(), "(".into(), r"\w{9999}".into(), "x".repeat(300)];
    });
    let fields = [
        "options.query",
        "options.exclude[1]",
        "options.exclude[2]",
        "options.exclude[3]",
        "options.redundancy",
        "options.keywords",
        "options.min_score",
    ];
    check(request_with("A.", several), &fields).await;
    let mut titled = request("A.");
    titled.document.as_mut().unwrap().title = "t".repeat(5000);
    titled.document.as_mut().unwrap().input_format = 99;
    check(titled, &["document.title", "document.input_format"]).await;
}

/// The message counts all bad fields, even though the details have room for sixteen only.
#[tokio::test]
async fn bad_fields_beyond_the_sixteenth_are_counted() {
    let running = start_server(&[]).await;
    let options = options_with(|options| options.exclude = vec!["(".into(); 20]);
    let mut client = client(&running).await;
    let status = client.summarize(request_with("A.", options)).await;
    let status = status.expect_err("bad patterns");
    assert!(
        status.message().starts_with("20 invalid fields"),
        "{status:?}"
    );
    assert_eq!(bad_fields(&status).len(), 16);
}

/// Results stand in the order of the requests, even when the first is the last to be done.
#[tokio::test]
async fn batch_results_are_in_the_order_of_the_requests() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("workers", "2")], engines.factory()).await;
    let mut client = client(&running).await;
    let requests = (0..10).map(|n| match n {
        0 => request("!hold Sentence number 0."),
        n => request(&format!("Sentence number {n}.")),
    });
    let requests = requests.collect();
    let batch = tokio::spawn(async move {
        let batch = BatchSummarizeRequest { requests };
        client.batch_summarize(batch).await.unwrap().into_inner()
    });
    let done = || metric(&running, "gleaner_documents_total", "OK");
    wait_until("all documents but the first are done", || done() == 9.0).await;
    engines.release();
    let results = batch.await.unwrap().results;
    assert_eq!(results.len(), 10);
    for (n, result) in results.into_iter().enumerate() {
        assert!(result.timing.is_some());
        let Some(BatchResult::Summary(summary)) = result.result else {
            panic!("document {n} has no summary");
        };
        let text = &summary.bullets[0].text;
        assert!(text.ends_with(&format!("Sentence number {n}.")), "{text}");
    }
}

/// A bad document of a batch has an error as its result, and the others have summaries.
#[tokio::test]
async fn a_bad_document_does_not_fail_its_batch() {
    let running = start_server(&[]).await;
    let is_bad = |n: usize| n % 10 == 3;
    let requests = (0..100).map(|n| match n {
        n if is_bad(n) => request(""),
        n => request(&format!("Sentence number {n}.")),
    });
    let requests = requests.collect();
    let batch = client(&running)
        .await
        .batch_summarize(BatchSummarizeRequest { requests })
        .await;
    let results = batch.unwrap().into_inner().results;
    assert_eq!(results.len(), 100);
    for (n, result) in results.iter().enumerate() {
        match result.result.as_ref().expect("a result") {
            BatchResult::Summary(summary) => {
                assert!(!is_bad(n), "{n}");
                assert_eq!(summary.bullets[0].text, format!("Sentence number {n}."));
                assert!(result.timing.is_some());
            }
            BatchResult::Error(error) => {
                assert!(is_bad(n), "{n}: {error:?}");
                assert_eq!(error.code, Code::InvalidArgument as i32);
                assert!(error.message.starts_with("document.text"), "{error:?}");
                assert_eq!(error.details.len(), 2, "ErrorInfo and BadRequest");
                assert!(result.timing.is_none());
            }
        }
    }
}

/// Each response of a stream has the id of its request and the summary of that request's text.
#[tokio::test]
async fn a_stream_answers_every_request_by_its_id() {
    let running = start_server(&[("stream_window", "4")]).await;
    let is_bad = |n: usize| n % 10 == 3;
    let items = (0..50).map(move |n| StreamSummarizeRequest {
        request_id: n.to_string(),
        request: Some(match n {
            n if is_bad(n) => request(""),
            n => request(&format!("Sentence number {n}.")),
        }),
    });
    let responses = client(&running)
        .await
        .stream_summarize(tokio_stream::iter(items))
        .await;
    let mut responses = responses.unwrap().into_inner();
    let mut seen = Vec::new();
    while let Some(response) = in_time(responses.message())
        .await
        .expect("no item ends the stream")
    {
        let n: usize = response.request_id.parse().unwrap();
        match response.result.expect("a result") {
            StreamResult::Summary(summary) => {
                assert!(!is_bad(n), "{n}");
                assert_eq!(summary.bullets[0].text, format!("Sentence number {n}."));
                assert!(response.timing.is_some());
            }
            StreamResult::Error(error) => {
                assert!(is_bad(n), "{n}: {error:?}");
                assert_eq!(error.code, Code::InvalidArgument as i32);
                assert!(error.message.starts_with("document.text"), "{error:?}");
                assert!(response.timing.is_none());
            }
        }
        seen.push(n);
    }
    seen.sort();
    assert_eq!(seen, (0..50).collect::<Vec<_>>(), "one response for each");
}

/// The parts of an upload of `text` in chunks of one byte.
fn byte_by_byte(text: &str) -> Vec<UploadDocumentRequest> {
    let chunks = text.as_bytes().chunks(1).map(chunk);
    [header()].into_iter().chain(chunks).collect()
}

fn header() -> UploadDocumentRequest {
    UploadDocumentRequest {
        part: Some(Part::Header(UploadHeader::default())),
    }
}

fn chunk(bytes: &[u8]) -> UploadDocumentRequest {
    UploadDocumentRequest {
        part: Some(Part::Chunk(bytes.into())),
    }
}

#[tokio::test]
async fn a_chunk_may_end_inside_a_character() {
    let running = start_server(&[]).await;
    let text = "Der Fluß trägt größere Schiffe. 橋は五月に着工する。";
    let response = client(&running)
        .await
        .upload_document(tokio_stream::iter(byte_by_byte(text)))
        .await;
    let response = response.unwrap().into_inner();
    assert!(response.timing.is_some());
    let expected = summarize(text, &Options::default());
    assert_same_summary(&response.summary.unwrap(), &expected, "upload");
    assert_eq!(expected.bullets[0].text, "Der Fluß trägt größere Schiffe.");
}

/// Errors of uploads name the fields of the upload's messages.
#[tokio::test]
async fn errors_of_uploads_name_the_fields_of_uploads() {
    let running = start_server(&[("document_bytes", "1KiB")]).await;
    let mut client = client(&running).await;
    let mut check = async |parts: Vec<UploadDocumentRequest>, message: &str, fields: &[&str]| {
        let status = client.upload_document(tokio_stream::iter(parts)).await;
        let status = status.expect_err(message);
        assert_eq!(bad_fields(&status), fields);
        assert!(status.message().contains(message), "{status:?}");
    };
    check(vec![chunk(b"A.")], "must come first", &["header"]).await;
    check(vec![], "must come first", &["header"]).await;
    check(vec![header(), header()], "once", &["header"]).await;
    check(vec![header()], "must not be empty", &["chunk"]).await;
    let not_utf8 = vec![header(), chunk(b"abc\xff")];
    let pdf = vec![header(), chunk(b"%PDF-1.7 1 0 obj")];
    check(pdf, "is a PDF, not text; convert it first", &["chunk"]).await;
    check(not_utf8, "not UTF-8 at byte 3", &["chunk"]).await;
    let long = vec![header(), chunk(&[b'a'; 600]), chunk(&[b'b'; 600])];
    check(long, "1200 bytes", &["chunk"]).await;
    let bad = UploadHeader {
        title: "t".repeat(5000),
        input_format: 99,
        options: Some(options_with(|options| {
            options.method = "nope".into();
            options.exclude = vec!["(".into()];
        })),
    };
    let bad = UploadDocumentRequest {
        part: Some(Part::Header(bad)),
    };
    let fields = [
        "header.title",
        "header.input_format",
        "header.options.method",
        "header.options.exclude[0]",
    ];
    check(vec![bad, chunk(b"A.")], "invalid fields", &fields).await;
}

#[tokio::test]
async fn server_info_lists_limits_methods_and_languages() {
    let given = [
        ("message_bytes", "2MiB"),
        ("document_bytes", "1MiB"),
        ("batch_requests", "7"),
        ("stream_window", "5"),
        ("streams_per_connection", "11"),
        ("deadline", "2s"),
        ("stream_deadline", "3s"),
        ("connection_age", "4s"),
        ("connection_idle", "5s"),
        ("documents", "13"),
        ("request_bytes", "3MiB"),
    ];
    let running = start_server(&given).await;
    let info = info_client(&running)
        .await
        .get_server_info(GetServerInfoRequest {})
        .await;
    let info = info.unwrap().into_inner();
    let seconds = |seconds| Some(gleaner::service::proto::Duration { seconds, nanos: 0 });
    let expected = Limits {
        message_bytes: 2 << 20,
        document_bytes: 1 << 20,
        batch_requests: 7,
        stream_window: 5,
        streams_per_connection: 11,
        deadline: seconds(2),
        stream_deadline: seconds(3),
        connection_age: seconds(4),
        connection_idle: seconds(5),
        documents: 13,
        request_bytes: 3 << 20,
        title_bytes: 4096,
        query_bytes: 4096,
        keywords: 1000,
        exclude_patterns: 32,
        exclude_pattern_bytes: 256,
        request_id_bytes: 256,
    };
    assert_eq!(info.limits, Some(expected));
    assert_eq!(info.version, env!("CARGO_PKG_VERSION"));
    let methods: Vec<_> = info.methods.iter().map(|method| &method.id).collect();
    let known: Vec<_> = Method::ALL.iter().map(|method| method.name()).collect();
    assert_eq!(methods, known);
    for method in &info.methods {
        let options = Options::default().with_method(method.id.parse().unwrap());
        let expected = summarize(ARTICLE, &options).weights_id;
        assert_eq!(method.weights_id, expected);
        assert!(!method.description.is_empty());
    }
    let languages: Vec<_> = info
        .languages
        .iter()
        .map(|language| &language.tag)
        .collect();
    let known: Vec<_> = Language::all().map(|language| language.tag()).collect();
    assert_eq!(languages, known);
    assert!(
        info.languages
            .iter()
            .any(|language| language.tag == "en" && language.name == "English")
    );
}

/// Each published limit is the one that is enforced: a request at the limit is fine, and one beyond
/// it is not.
#[tokio::test]
async fn published_limits_are_those_enforced() {
    let given = [
        ("message_bytes", "64KiB"),
        ("document_bytes", "2KiB"),
        ("batch_requests", "3"),
    ];
    let running = start_server(&given).await;
    let info = info_client(&running)
        .await
        .get_server_info(GetServerInfoRequest {})
        .await;
    let limits = info.unwrap().into_inner().limits.unwrap();
    let mut client = client(&running).await;
    let check = async |name: &str, at_limit: SummarizeRequest, beyond: SummarizeRequest| {
        let mut client = client.clone();
        client.summarize(at_limit).await.expect(name);
        let status = client.summarize(beyond).await.expect_err(name);
        let [field] = &bad_fields(&status)[..] else {
            panic!("{name}: {status:?}");
        };
        assert!(field.contains(name), "{name}: {status:?}");
    };
    let of_length = |length: u64| request(&"a".repeat(length as usize));
    let bytes = limits.document_bytes;
    check("text", of_length(bytes), of_length(bytes + 1)).await;
    let titled = |length: u32| {
        let mut request = request("A.");
        request.document.as_mut().unwrap().title = "t".repeat(length as usize);
        request
    };
    let bytes = limits.title_bytes;
    check("title", titled(bytes), titled(bytes + 1)).await;
    let with_query = |length: u32| {
        let query = "q".repeat(length as usize);
        request_with("A.", options_with(|options| options.query = query))
    };
    let bytes = limits.query_bytes;
    check("query", with_query(bytes), with_query(bytes + 1)).await;
    let with_keywords = |keywords: u32| {
        let options = options_with(|options| options.keywords = keywords);
        request_with("A.", options)
    };
    let most = limits.keywords;
    check("keywords", with_keywords(most), with_keywords(most + 1)).await;
    let excluding = |patterns: u32, length: u32| {
        let exclude = vec!["x".repeat(length as usize); patterns as usize];
        request_with("A.", options_with(|options| options.exclude = exclude))
    };
    let most = limits.exclude_patterns;
    check("exclude", excluding(most, 1), excluding(most + 1, 1)).await;
    let bytes = limits.exclude_pattern_bytes;
    check("exclude[0]", excluding(1, bytes), excluding(1, bytes + 1)).await;

    // A message at the limit is read, and its text found too long; one beyond it is not read.
    let overhead = of_length(65_000).encoded_len() as u64 - 65_000;
    let fitting = limits.message_bytes - overhead;
    let status = client.summarize(of_length(fitting)).await.unwrap_err();
    assert_eq!(bad_fields(&status), ["document.text"]);
    let status = client.summarize(of_length(fitting + 1)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");

    let batch = |documents: u32| BatchSummarizeRequest {
        requests: vec![request("A."); documents as usize],
    };
    let most = limits.batch_requests;
    client.batch_summarize(batch(most)).await.expect("a batch");
    for documents in [0, most + 1] {
        let status = client.batch_summarize(batch(documents)).await;
        assert_eq!(bad_fields(&status.unwrap_err()), ["requests"]);
    }

    // A longer id is an error, and is cut where no character is split.
    let ids = ["i", "é"].map(|letter| letter.repeat(limits.request_id_bytes as usize));
    let items = ids.map(|request_id| StreamSummarizeRequest {
        request_id,
        request: Some(request("A.")),
    });
    let responses = client.stream_summarize(tokio_stream::iter(items)).await;
    let mut responses = responses.unwrap().into_inner();
    for _ in 0..2 {
        let response = in_time(responses.message()).await.unwrap().unwrap();
        assert_eq!(response.request_id.len() as u32, limits.request_id_bytes);
        let is_error = matches!(response.result, Some(StreamResult::Error(_)));
        assert_eq!(is_error, response.request_id.starts_with('é'));
    }
}

#[tokio::test]
async fn health_follows_the_protocol() {
    let running = start_server(&[]).await;
    let mut health = HealthClient::new(channel(&running).await);
    let of = |service: &str| HealthCheckRequest {
        service: service.into(),
    };
    let services = ["", "gleaner.v1.InfoService", "gleaner.v1.SummarizerService"];
    for service in services {
        let response = health.check(of(service)).await.unwrap().into_inner();
        assert_eq!(response.status(), ServingStatus::Serving, "{service}");
    }
    let status = health.check(of("nope")).await.expect_err("no such service");
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(reason(&status), "SERVICE_UNKNOWN");
    let list = health.list(HealthListRequest {}).await;
    let statuses = list.unwrap().into_inner().statuses;
    let mut names: Vec<_> = statuses.keys().collect();
    names.sort();
    assert_eq!(names, services);
    let all_serve = statuses
        .values()
        .all(|response| response.status() == ServingStatus::Serving);
    assert!(all_serve, "{statuses:?}");

    // The protocol: a watch of an unknown service stays open, in case the service appears.
    let mut watch = health.watch(of("nope")).await.unwrap().into_inner();
    let first = in_time(watch.message()).await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::ServiceUnknown);
    // That nothing more comes can only be seen by waiting. A slow machine does not fail here.
    let next = tokio::time::timeout(Duration::from_millis(50), watch.message()).await;
    assert!(next.is_err(), "the watch ended: {next:?}");
}

/// Unknown calls are UNIMPLEMENTED, and all share one series of the metrics, so that callers cannot
/// make the metrics grow.
#[tokio::test]
async fn unknown_calls_are_unimplemented() {
    let running = start_server(&[]).await;
    let channel = channel(&running).await;
    for path in ["/gleaner.v1.SummarizerService/Nope", "/no.Such/Call", "/"] {
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        grpc.ready().await.unwrap();
        let codec = tonic_prost::ProstCodec::<SummarizeRequest, SummarizeRequest>::default();
        let path = path.parse::<http::uri::PathAndQuery>().unwrap();
        let request = tonic::Request::new(request("A."));
        let status = grpc.unary(request, path, codec).await;
        let status = status.expect_err("no such call");
        assert_eq!(status.code(), Code::Unimplemented);
        assert_eq!(reason(&status), "UNIMPLEMENTED");
    }
    let unknown = "grpc_service=\"unknown\",grpc_method=\"unknown\"";
    let started = || metric(&running, "grpc_server_started_total", unknown);
    wait_until("three unknown calls are counted", || started() == 3.0).await;
    assert!(!running.metrics().contains("Nope"));
}

/// Bytes that are not a message of the call are the caller's fault, whichever call it is.
#[tokio::test]
async fn a_malformed_message_is_the_callers_fault() {
    let running = start_server(&[]).await;
    let (mut sender, _connection) = raw::connect(&running).await;
    let broken = [
        // A field of ten bytes, of which one is sent.
        [&[0, 0, 0, 0, 3][..], b"\x0a\x0a!"].concat(),
        // A compression flag that does not exist.
        vec![9, 0, 0, 0, 0],
        // A message that ends early.
        vec![0, 0, 0, 0, 9, 1],
        // No message.
        vec![],
    ];
    for method in [
        "Summarize",
        "BatchSummarize",
        "StreamSummarize",
        "UploadDocument",
    ] {
        for body in &broken {
            let call = raw::call(method, &[], body.clone().into());
            let (status, _) = raw::status_of(sender.send_request(call).await.unwrap()).await;
            if body.is_empty() && method == "StreamSummarize" {
                assert_eq!(status.code(), Code::Ok, "a stream without requests");
                continue;
            }
            assert_eq!(status.code(), Code::InvalidArgument, "{method}: {status:?}");
            let expected = match body.as_slice() {
                [] if method == "UploadDocument" => "INVALID_FIELD",
                _ => "MALFORMED_REQUEST",
            };
            assert_eq!(reason(&status), expected, "{method}: {status:?}");
        }
    }
}
