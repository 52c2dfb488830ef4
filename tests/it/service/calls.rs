//! Each call does what the contract says, and says what is wrong with a bad one.

use super::harness::{
    ARTICLE, channel, client, info_client, reason, request, request_with, server,
};
use gleaner::service::proto::batch_summarize_result::Result as BatchResult;
use gleaner::service::proto::health::HealthCheckRequest;
use gleaner::service::proto::health::health_client::HealthClient;
use gleaner::service::proto::health::{HealthListRequest, health_check_response::ServingStatus};
use gleaner::service::proto::stream_summarize_response::Result as StreamResult;
use gleaner::service::proto::summary_options::Budget;
use gleaner::service::proto::upload_document_request::Part;
use gleaner::service::proto::{
    BatchSummarizeRequest, BulletOrder, GetServerInfoRequest, OffsetUnit, StreamSummarizeRequest,
    SummarizeRequest, SummaryOptions, UploadDocumentRequest, UploadHeader,
};
use gleaner::{Method, Options, summarize};
use tonic::Code;
use tonic_types::StatusExt as _;

#[tokio::test]
async fn summarize_gives_what_the_library_gives() {
    let running = server(&[]).await;
    let options = SummaryOptions {
        budget: Some(Budget::Bullets(2)),
        explain: true,
        ..SummaryOptions::default()
    };
    let response = client(&running)
        .await
        .summarize(request_with(ARTICLE, options))
        .await;
    let response = response.expect("a summary").into_inner();
    let (summary, timing) = (response.summary.unwrap(), response.timing.unwrap());
    let expected = summarize(
        ARTICLE,
        &Options::default()
            .with_budget(gleaner::Budget::Bullets(2))
            .with_explain(true),
    );
    assert_eq!(summary.bullets.len(), expected.bullets.len());
    for (bullet, expected) in summary.bullets.iter().zip(&expected.bullets) {
        assert_eq!(bullet.text, expected.text);
        let spans: Vec<_> = bullet
            .sources
            .iter()
            .map(|span| (span.start, span.end))
            .collect();
        let expected_spans = expected.sources.iter().map(|span| (span.start, span.end));
        assert_eq!(spans, expected_spans.collect::<Vec<_>>());
        assert_eq!(bullet.sentence_indices, expected.sentence_indices);
        assert_eq!(bullet.rank, expected.rank);
        assert!((bullet.score - expected.score).abs() < 1e-6);
        assert_eq!(bullet.reasons.len(), expected.reasons.len());
        assert!(!bullet.reasons.is_empty());
    }
    assert_eq!(summary.sentence_count, 4);
    assert_eq!(summary.language, "en");
    assert_eq!(summary.engine_version, env!("CARGO_PKG_VERSION"));
    assert!(timing.queue.is_some() && timing.compute.is_some());

    // The options echoed give the same summary again.
    let echo = summary.options.clone().unwrap();
    assert_eq!(echo.budget, Some(Budget::Bullets(2)));
    assert_eq!(echo.method, "gleaner");
    let again = client(&running)
        .await
        .summarize(request_with(ARTICLE, echo))
        .await;
    let again = again.unwrap().into_inner().summary.unwrap();
    assert_eq!(again.bullets, summary.bullets);
    assert_eq!(again.options, summary.options);
}

/// Every option is echoed as it took effect, and the echo asks for the same again.
#[tokio::test]
async fn options_are_echoed_as_they_took_effect() {
    let running = server(&[]).await;
    let client = client(&running).await;
    let check = async |text: &str, options: SummaryOptions, redundancy: f64, language: &str| {
        let mut client = client.clone();
        let mut ask = async |options| {
            let answer = client.summarize(request_with(text, options)).await;
            answer.expect("a summary").into_inner().summary.unwrap()
        };
        let summary = ask(options).await;
        let echo = summary.options.clone().unwrap();
        assert_eq!(echo.budget, Some(Budget::Bullets(3)));
        assert_eq!(
            (echo.order(), echo.offset_unit()),
            (BulletOrder::Document, OffsetUnit::Utf8)
        );
        assert_eq!(echo.redundancy, Some(redundancy), "{}", echo.method);
        assert_eq!(echo.language, language);
        let again = ask(echo.clone()).await;
        assert_eq!(again.bullets, summary.bullets, "{}", echo.method);
        assert_eq!(again.options, Some(echo));
    };
    let text = ARTICLE.repeat(3);
    for method in Method::ALL {
        let redundancy = if *method == Method::Gleaner { 0.3 } else { 0.0 };
        let method = method.name().into();
        let options = SummaryOptions {
            method,
            ..SummaryOptions::default()
        };
        check(&text, options, redundancy, "en").await;
    }
    let asked = |method: &str| SummaryOptions {
        method: method.into(),
        redundancy: Some(0.7),
        ..SummaryOptions::default()
    };
    check(&text, asked(""), 0.7, "en").await;
    check(&text, asked("lexrank"), 0.7, "en").await;
    check(&text, asked("kl"), 0.0, "en").await;
    check("12 34. 56 78.", SummaryOptions::default(), 0.3, "und").await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let running = server(&[("document_bytes", "1KiB")]).await;
    let mut client = client(&running).await;
    let mut check = async |request: SummarizeRequest, fields: &[&str]| {
        let status = client.summarize(request).await.expect_err("bad");
        assert_eq!(status.code(), Code::InvalidArgument, "{fields:?}");
        assert_eq!(reason(&status), "INVALID_FIELD");
        let violations = status.get_details_bad_request().unwrap().field_violations;
        let named: Vec<_> = violations
            .iter()
            .map(|violation| violation.field.as_str())
            .collect();
        assert_eq!(named, fields);
        violations[0].description.clone()
    };
    let options = SummaryOptions::default;
    check(SummarizeRequest::default(), &["document"]).await;
    check(request(""), &["document.text"]).await;
    let description = check(request(&"a".repeat(1025)), &["document.text"]).await;
    assert!(
        description.contains("1025") && description.contains("1024"),
        "{description}"
    );
    let method = SummaryOptions {
        method: "nope".into(),
        ..options()
    };
    let description = check(request_with("A.", method), &["options.method"]).await;
    assert!(
        description.contains("lead"),
        "names what is known: {description}"
    );
    let language = SummaryOptions {
        language: "xx".into(),
        ..options()
    };
    check(request_with("A.", language), &["options.language"]).await;
    let enums = SummaryOptions {
        order: 9,
        offset_unit: -1,
        ..options()
    };
    check(
        request_with("A.", enums),
        &["options.order", "options.offset_unit"],
    )
    .await;
    let budget = SummaryOptions {
        budget: Some(Budget::Ratio(f64::NAN)),
        ..options()
    };
    check(request_with("A.", budget), &["options.ratio"]).await;
    let budget = SummaryOptions {
        budget: Some(Budget::Words(0)),
        ..options()
    };
    check(request_with("A.", budget), &["options.words"]).await;
    let several = SummaryOptions {
        redundancy: Some(2.0),
        min_score: Some(f64::INFINITY),
        keywords: 9999,
        query: "q".repeat(5000),
        exclude: vec!["ok".into(), "(".into(), r"\w{9999}".into(), "x".repeat(300)],
        ..options()
    };
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

#[tokio::test]
async fn text_without_a_sentence_is_fine_and_empty() {
    let running = server(&[]).await;
    let response = client(&running)
        .await
        .summarize(request(" \n "))
        .await
        .unwrap()
        .into_inner();
    let summary = response.summary.unwrap();
    assert!(summary.bullets.is_empty());
    assert!(
        summary
            .warnings
            .iter()
            .any(|warning| warning.code == "NO_BODY")
    );
}

#[tokio::test]
async fn a_batch_keeps_its_order_and_fails_item_by_item() {
    let running = server(&[("batch_requests", "100")]).await;
    let mut client = client(&running).await;
    let requests: Vec<_> = (0..100)
        .map(|n| {
            if n % 10 == 3 {
                request("")
            } else {
                request(&format!("Sentence number {n}."))
            }
        })
        .collect();
    let batch = BatchSummarizeRequest {
        requests: requests.clone(),
    };
    let results = client
        .batch_summarize(batch)
        .await
        .unwrap()
        .into_inner()
        .results;
    assert_eq!(results.len(), 100);
    for (n, result) in results.iter().enumerate() {
        match result.result.as_ref().unwrap() {
            BatchResult::Summary(summary) => {
                assert_eq!(summary.bullets[0].text, format!("Sentence number {n}."));
                assert!(result.timing.is_some());
            }
            BatchResult::Error(error) => {
                assert_eq!(n % 10, 3);
                assert_eq!(error.code, Code::InvalidArgument as i32);
                assert!(!error.details.is_empty());
            }
        }
    }
    let too_many = BatchSummarizeRequest {
        requests: [requests, vec![request("A.")]].concat(),
    };
    let status = client
        .batch_summarize(too_many)
        .await
        .expect_err("101 requests");
    assert_eq!(status.code(), Code::InvalidArgument);
    let none = client
        .batch_summarize(BatchSummarizeRequest::default())
        .await;
    assert_eq!(none.expect_err("no request").code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_stream_answers_every_item_by_its_id() {
    let running = server(&[("stream_window", "4")]).await;
    let items = (0..50).map(|n| StreamSummarizeRequest {
        request_id: format!("item {n}"),
        request: Some(request(if n % 10 == 3 { "" } else { ARTICLE })),
    });
    let long_id = StreamSummarizeRequest {
        request_id: "é".repeat(300),
        request: Some(request(ARTICLE)),
    };
    let items = tokio_stream::iter(items.chain([long_id]));
    let answers = client(&running).await.stream_summarize(items).await;
    let mut answers = answers.unwrap().into_inner();
    let mut seen = Vec::new();
    while let Some(answer) = answers.message().await.expect("no item ends the stream") {
        let failed = match answer.result.unwrap() {
            StreamResult::Summary(summary) => {
                assert_eq!(summary.bullets.len(), 3);
                false
            }
            StreamResult::Error(error) => {
                assert_eq!(error.code, Code::InvalidArgument as i32);
                true
            }
        };
        seen.push((answer.request_id, failed));
    }
    seen.sort();
    let mut expected: Vec<_> = (0..50)
        .map(|n| (format!("item {n}"), n % 10 == 3))
        .collect();
    expected.push(("é".repeat(128), true));
    expected.sort();
    assert_eq!(seen, expected);
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
async fn an_upload_may_cut_characters() {
    let running = server(&[]).await;
    let text = "Der Fluß trägt größere Schiffe. 橋は五月に着工する。";
    let parts: Vec<_> = [header()]
        .into_iter()
        .chain(text.as_bytes().chunks(1).map(chunk))
        .collect();
    let response = client(&running)
        .await
        .upload_document(tokio_stream::iter(parts))
        .await;
    let summary = response.unwrap().into_inner().summary.unwrap();
    assert_eq!(summary.bullets[0].text, "Der Fluß trägt größere Schiffe.");
}

#[tokio::test]
async fn a_bad_upload_is_told_what_is_wrong() {
    let running = server(&[("document_bytes", "1KiB")]).await;
    let mut client = client(&running).await;
    let mut check = async |parts: Vec<UploadDocumentRequest>, message: &str| {
        let status = client
            .upload_document(tokio_stream::iter(parts))
            .await
            .expect_err(message);
        assert_eq!(status.code(), Code::InvalidArgument, "{message}");
        assert!(
            status.message().contains(message),
            "{} has no {message}",
            status.message()
        );
        let violations = status.get_details_bad_request().unwrap().field_violations;
        let fields = violations.into_iter().map(|violation| violation.field);
        fields.collect::<Vec<_>>()
    };
    check(vec![chunk(b"A.")], "header: must come first").await;
    check(vec![], "header: must come first").await;
    check(vec![header(), header()], "once").await;
    // Fields are named as they stand in the messages of an upload.
    let fields = check(vec![header()], "must not be empty").await;
    assert_eq!(fields, ["chunk"]);
    let fields = check(vec![header(), chunk(b"abc\xff")], "not UTF-8 at byte 3").await;
    assert_eq!(fields, ["chunk"]);
    let long = vec![header(), chunk(&[b'a'; 600]), chunk(&[b'b'; 600])];
    assert_eq!(check(long, "1200 bytes").await, ["chunk"]);
    let bad = UploadHeader {
        title: "t".repeat(5000),
        input_format: 99,
        options: Some(SummaryOptions {
            method: "nope".into(),
            exclude: vec!["(".into()],
            ..SummaryOptions::default()
        }),
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
    assert_eq!(
        check(vec![bad, chunk(b"A.")], "invalid fields").await,
        fields
    );
}

#[tokio::test]
async fn the_server_says_what_it_takes() {
    let running = server(&[("message_bytes", "2MiB"), ("batch_requests", "7")]).await;
    let info = info_client(&running)
        .await
        .get_server_info(GetServerInfoRequest {})
        .await;
    let info = info.unwrap().into_inner();
    let limits = info.limits.unwrap();
    assert_eq!(info.version, env!("CARGO_PKG_VERSION"));
    assert_eq!((limits.message_bytes, limits.batch_requests), (2 << 20, 7));
    assert_eq!(limits.deadline.unwrap().seconds, 60);
    assert_eq!(info.methods[0].id, "gleaner");
    assert!(info.languages.iter().any(|language| language.tag == "en"));
}

#[tokio::test]
async fn health_follows_the_protocol() {
    let running = server(&[]).await;
    let mut health = HealthClient::new(channel(&running).await);
    let service = |name: &str| HealthCheckRequest {
        service: name.into(),
    };
    for name in ["", "gleaner.v1.SummarizerService", "gleaner.v1.InfoService"] {
        let status = health
            .check(service(name))
            .await
            .unwrap()
            .into_inner()
            .status();
        assert_eq!(status, ServingStatus::Serving, "{name}");
    }
    let status = health
        .check(service("nope"))
        .await
        .expect_err("no such service");
    assert_eq!(status.code(), Code::NotFound);
    let list = health
        .list(HealthListRequest {})
        .await
        .unwrap()
        .into_inner()
        .statuses;
    assert_eq!(list.len(), 3);

    // T9: an unknown service is watched, not refused.
    let mut watch = health.watch(service("nope")).await.unwrap().into_inner();
    let first = watch.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::ServiceUnknown);
    let next = tokio::time::timeout(std::time::Duration::from_millis(50), watch.message()).await;
    assert!(next.is_err(), "the stream stays open");
}

#[tokio::test]
async fn unknown_calls_are_unimplemented() {
    let running = server(&[]).await;
    let channel = channel(&running).await;
    for path in ["/gleaner.v1.SummarizerService/Nope", "/no.Such/Call", "/"] {
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        grpc.ready().await.unwrap();
        let codec = tonic_prost::ProstCodec::<SummarizeRequest, SummarizeRequest>::default();
        let path = path.parse::<http::uri::PathAndQuery>().unwrap();
        let request = tonic::Request::new(request("A."));
        let status = grpc
            .unary(request, path, codec)
            .await
            .expect_err("no such call");
        assert_eq!(status.code(), Code::Unimplemented);
        assert_eq!(reason(&status), "UNIMPLEMENTED");
    }
}

/// What is no message of a call is its sender's fault, whichever call it is, and no bug of ours.
#[tokio::test]
async fn a_malformed_message_is_the_callers_fault() {
    let running = server(&[]).await;
    let (mut sender, _connection) = super::raw::connect(&running).await;
    let broken = [
        // A field of ten bytes of which one is there.
        [&[0, 0, 0, 0, 3][..], b"\x0a\x0a!"].concat(),
        // No such flag, and a message that ends early.
        vec![9, 0, 0, 0, 0],
        vec![0, 0, 0, 0, 9, 1],
        // None at all.
        vec![],
    ];
    for method in [
        "Summarize",
        "BatchSummarize",
        "StreamSummarize",
        "UploadDocument",
    ] {
        for body in &broken {
            let call = super::raw::call(method, &[], body.clone().into());
            let (status, _) = super::raw::status(sender.send_request(call).await.unwrap()).await;
            if body.is_empty() && method == "StreamSummarize" {
                assert_eq!(status.code(), Code::Ok, "a stream of no items");
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

/// All bad fields count, though there is room for the first sixteen only.
#[tokio::test]
async fn bad_fields_beyond_the_sixteenth_count() {
    let running = server(&[]).await;
    let options = SummaryOptions {
        exclude: vec!["(".into(); 20],
        ..SummaryOptions::default()
    };
    let mut client = client(&running).await;
    let status = client.summarize(request_with("A.", options)).await;
    let status = status.expect_err("bad patterns");
    assert!(
        status
            .message()
            .starts_with("20 invalid fields; the first is ")
    );
    let violations = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(violations.len(), 16);
}
