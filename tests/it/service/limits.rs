//! Deadlines, cancellation, admission, sizes, panics: what happens at each limit.

use super::frames::{Event, Frames};
use super::harness::{
    ARTICLE, PATIENCE, client, endpoint, eventually, metric, reason, request, request_with, server,
    server_with, unruly_engines,
};
use super::raw;
use gleaner::service::proto::DESCRIPTORS;
use gleaner::service::proto::stream_summarize_response::Result as StreamResult;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::{
    BatchSummarizeRequest, StreamSummarizeRequest, SummarizeRequest, SummaryOptions,
};
use prost::Message as _;
use std::time::{Duration, Instant};
use tonic::Code;
use tonic::codec::CompressionEncoding;
use tonic_types::StatusExt as _;

fn item(id: usize, text: &str) -> StreamSummarizeRequest {
    StreamSummarizeRequest {
        request_id: id.to_string(),
        request: Some(request(text)),
    }
}

/// T4: the server's own limit and the client's `grpc-timeout` both end in DEADLINE_EXCEEDED, and
/// the work stops.
#[tokio::test]
async fn a_deadline_is_a_deadline() {
    let running = server_with(&[("deadline", "150ms")], unruly_engines()).await;
    let began = Instant::now();
    let status = client(&running)
        .await
        .summarize(request("!sleep 20000"))
        .await;
    let status = status.expect_err("too slow");
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(reason(&status), "DEADLINE_EXCEEDED");
    assert!(began.elapsed() < PATIENCE);

    let (mut sender, _connection) = raw::connect(&running).await;
    let body = raw::frame(&request("!sleep 20000"));
    let call = raw::call("Summarize", &[("grpc-timeout", "20m")], body);
    let (status, _) = raw::status(sender.send_request(call).await.unwrap()).await;
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let ended = metric(&running, "grpc_server_handled_total", "DeadlineExceeded");
    assert_eq!(ended, 2.0);
    let working = || metric(&running, "gleaner_documents_in_flight", "");
    eventually("the end of both works", || working() == 0.0).await;

    let call = raw::call(
        "Summarize",
        &[("grpc-timeout", "soon")],
        raw::frame(&request("A.")),
    );
    let (status, _) = raw::status(sender.send_request(call).await.unwrap()).await;
    assert_eq!(status.code(), Code::InvalidArgument);
}

/// T5: the deadline of a stream holds while its body goes on.
#[tokio::test]
async fn a_stream_ends_at_its_deadline() {
    let running = server(&[("stream_deadline", "200ms")]).await;
    let (sender, items) = tokio::sync::mpsc::channel(4);
    sender.send(item(0, ARTICLE)).await.unwrap();
    let items = tokio_stream::wrappers::ReceiverStream::new(items);
    let mut answers = client(&running)
        .await
        .stream_summarize(items)
        .await
        .unwrap()
        .into_inner();
    assert!(answers.message().await.unwrap().is_some());
    let status = answers.message().await.expect_err("the deadline passes");
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

/// T6: a panic is INTERNAL with the request id and none of the document; the server lives on, the
/// worker begins afresh, the counter moves.
#[tokio::test]
async fn a_panic_is_internal_and_the_server_lives() {
    let running = server_with(&[("workers", "1")], unruly_engines()).await;
    let mut client = client(&running).await;
    for n in 0..3 {
        let mut bad = tonic::Request::new(request("!panic"));
        let id = format!("my-id-{n}");
        bad.metadata_mut()
            .insert("x-request-id", id.parse().unwrap());
        let status = client.summarize(bad).await.expect_err("a panic");
        assert_eq!(status.code(), Code::Internal);
        assert!(status.message().contains(&id), "{}", status.message());
        assert!(!status.message().contains("secrets"));
        assert_eq!(status.get_details_request_info().unwrap().request_id, id);
        assert!(client.summarize(request(ARTICLE)).await.is_ok());
    }
    assert_eq!(metric(&running, "gleaner_panics_total", ""), 3.0);
}

/// T7: messages over the limit, and small ones that grow over it, are RESOURCE_EXHAUSTED.
#[tokio::test]
async fn a_message_over_the_limit_is_turned_away() {
    let running = server(&[("message_bytes", "1MiB"), ("document_bytes", "512KiB")]).await;
    let large = "word ".repeat(250_000);
    let plain = client(&running).await.max_encoding_message_size(usize::MAX);
    for mut client in [
        plain.clone(),
        plain.send_compressed(CompressionEncoding::Gzip),
    ] {
        let status = client
            .summarize(request(&large))
            .await
            .expect_err("too large");
        assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
        assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");
        let message = request(&"word ".repeat(120_000));
        let status = client.summarize(message).await.expect_err("too long");
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().contains("524288"), "{}", status.message());
    }
}

/// Gzip and zstd are understood, and used for answers only where they are large.
#[tokio::test]
async fn compression_is_for_large_answers() {
    for (encoding, name) in [
        (CompressionEncoding::Gzip, "gzip"),
        (CompressionEncoding::Zstd, "zstd"),
    ] {
        let running = server(&[("compress_bytes", "250B")]).await;
        let client = client(&running).await;
        let mut client = client.send_compressed(encoding).accept_compressed(encoding);
        let answer = client.summarize(request(ARTICLE)).await.unwrap();
        assert_eq!(answer.into_inner().summary.unwrap().bullets.len(), 3);

        let (mut sender, _connection) = raw::connect(&running).await;
        for (text, compressed) in [("One sentence.", 0), (ARTICLE, 1)] {
            let body = raw::frame(&request(text));
            let call = raw::call("Summarize", &[("grpc-accept-encoding", name)], body);
            let answer = sender.send_request(call).await.unwrap();
            use http_body_util::BodyExt as _;
            let bytes = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(bytes[0], compressed, "{name}, {} bytes", bytes.len());
        }
    }
}

/// T8: one count for the whole server, across connections; those turned away are told when to come
/// back; room is given back at the end of calls.
#[tokio::test]
async fn a_full_server_says_when_to_come_back() {
    let running = server_with(&[("documents", "2")], unruly_engines()).await;
    let mut calls = Vec::new();
    for _ in 0..2 {
        let mut client = client(&running).await;
        calls.push(tokio::spawn(async move {
            client.summarize(request("!sleep 400")).await
        }));
    }
    eventually("two calls", || running.calls() == 2).await;
    let mut client = client(&running).await;
    let status = client.summarize(request(ARTICLE)).await.expect_err("full");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "QUEUE_FULL");
    let after = status
        .get_details_retry_info()
        .unwrap()
        .retry_delay
        .unwrap();
    assert!((Duration::from_millis(10)..Duration::from_secs(5)).contains(&after));
    let pushback = status
        .metadata()
        .get("grpc-retry-pushback-ms")
        .unwrap()
        .to_str()
        .unwrap();
    assert_eq!(pushback.parse::<u128>().unwrap(), after.as_millis());
    assert_eq!(metric(&running, "gleaner_shed_total", "QUEUE_FULL"), 1.0);
    for call in calls {
        assert!(call.await.unwrap().is_ok(), "those let in are answered");
    }
    eventually("room", || running.calls() == 0).await;
    assert!(client.summarize(request(ARTICLE)).await.is_ok());
    assert_eq!(metric(&running, "gleaner_documents_in_flight", ""), 0.0);
}

/// T8: bytes are bounded too, while they arrive.
#[tokio::test]
async fn bytes_are_bounded_across_calls() {
    let settings = [
        ("request_bytes", "1MiB"),
        ("message_bytes", "1MiB"),
        ("document_bytes", "1MiB"),
    ];
    let running = server_with(&settings, unruly_engines()).await;
    let padded = |command: &str| request(&format!("{command} {}", "x".repeat(700 << 10)));
    let mut first = client(&running).await;
    let first = tokio::spawn(async move { first.summarize(padded("!sleep 500")).await });
    eventually("the first", || running.calls() == 1).await;
    // Its bytes arrive with the call, or soon after.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let status = client(&running)
        .await
        .summarize(padded(""))
        .await
        .expect_err("full");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "BYTES_FULL");
    assert!(first.await.unwrap().is_ok());
    assert!(
        client(&running).await.summarize(padded("")).await.is_ok(),
        "given back"
    );
}

/// T8: compressed or not, all of a batch counts, and it counts as decompressed.
#[tokio::test]
async fn a_compressed_batch_counts_in_full() {
    let settings = [
        ("request_bytes", "1MiB"),
        ("message_bytes", "1MiB"),
        ("document_bytes", "1MiB"),
    ];
    let running = server_with(&settings, unruly_engines()).await;
    let batch = |command: &str| {
        let padded = format!("{command} {}", "x".repeat(300 << 10));
        BatchSummarizeRequest {
            requests: vec![request(&padded), request(&padded)],
        }
    };
    let client = client(&running).await;
    let client = client.send_compressed(CompressionEncoding::Gzip);
    let mut first = client.clone();
    let first = tokio::spawn(async move { first.batch_summarize(batch("!sleep 500")).await });
    let in_flight = || metric(&running, "gleaner_documents_in_flight", "");
    eventually("the first in work", || in_flight() == 2.0).await;
    let second = client.clone().batch_summarize(batch("")).await;
    assert_eq!(reason(&second.expect_err("full")), "BYTES_FULL");
    assert!(first.await.unwrap().is_ok());
    let third = client.clone().batch_summarize(batch("")).await;
    assert!(third.is_ok(), "given back");
}

/// T8: an item that is too long is told so at once, and does not sit in memory until a full server
/// has room, whichever of its fields it is.
#[tokio::test]
async fn an_item_too_long_does_not_wait_for_room() {
    let settings = [
        ("request_bytes", "1MiB"),
        ("message_bytes", "1MiB"),
        ("document_bytes", "512KiB"),
    ];
    let running = server_with(&settings, unruly_engines()).await;
    let long = || "x".repeat(700 << 10);
    let mut titled = item(1, ARTICLE);
    let document = titled.request.as_mut().unwrap().document.as_mut();
    document.unwrap().title = long();
    let optioned = |id: usize, options: SummaryOptions| StreamSummarizeRequest {
        request_id: id.to_string(),
        request: Some(request_with(ARTICLE, options)),
    };
    let options = SummaryOptions::default;
    let items = [
        item(0, &long()),
        titled,
        optioned(
            2,
            SummaryOptions {
                query: long(),
                ..options()
            },
        ),
        optioned(
            3,
            SummaryOptions {
                method: long(),
                ..options()
            },
        ),
        optioned(
            4,
            SummaryOptions {
                language: long(),
                ..options()
            },
        ),
        optioned(
            5,
            SummaryOptions {
                exclude: vec!["ok".into(), long()],
                ..options()
            },
        ),
    ];
    let fields = [
        "document.text",
        "document.title",
        "options.query",
        "options.method",
        "options.language",
        "options.exclude[1]",
    ];
    let padded = format!("!sleep 3000 {}", "x".repeat(500 << 10));
    let mut first = client(&running).await;
    let busy = BatchSummarizeRequest {
        requests: vec![request(&padded), request(&padded)],
    };
    let mut first_batch = tokio::spawn(async move { first.batch_summarize(busy).await });
    let in_flight = || metric(&running, "gleaner_documents_in_flight", "");
    eventually("a full server", || in_flight() == 2.0).await;
    let answers = client(&running)
        .await
        .stream_summarize(tokio_stream::iter(items))
        .await;
    let mut answers = answers.unwrap().into_inner();
    for (id, field) in fields.iter().enumerate() {
        let answer = answers.message().await.unwrap().unwrap();
        assert_eq!(answer.request_id, id.to_string());
        let Some(StreamResult::Error(error)) = answer.result else {
            panic!("{field} is too long");
        };
        assert_eq!(error.code, Code::InvalidArgument as i32);
        assert!(error.message.starts_with(field), "{}", error.message);
    }
    let busy = tokio::time::timeout(Duration::ZERO, &mut first_batch).await;
    assert!(busy.is_err(), "there was no room all the while");
    first_batch.abort();
}

/// T8: the room of a call is held while its answer waits for the caller to read, but not beyond
/// the deadline.
#[tokio::test]
async fn room_is_held_until_the_answer_is_read() {
    let running = server(&[("documents", "1"), ("deadline", "600ms")]).await;
    // A window too small for the answer, and a caller that does not read.
    let (mut sender, _connection) = raw::connect_with(&running, 0).await;
    let unread = raw::call("Summarize", &[], raw::frame(&request(ARTICLE)));
    let unread = sender.send_request(unread).await.unwrap();
    let mut client = client(&running).await;
    let status = client.summarize(request(ARTICLE)).await.expect_err("full");
    assert_eq!(status.code(), Code::ResourceExhausted);
    eventually("the deadline's end of it", || {
        metric(&running, "gleaner_documents_in_flight", "") == 0.0
    })
    .await;
    assert!(client.summarize(request(ARTICLE)).await.is_ok());
    drop(unread);
}

/// T12: a caller that goes stops its work, queued or running.
#[tokio::test]
async fn abandoned_work_stops() {
    let running = server_with(&[("workers", "1")], unruly_engines()).await;
    let client = client(&running).await;
    let call = |client: &SummarizerServiceClient<_>| {
        let mut client: SummarizerServiceClient<tonic::transport::Channel> = client.clone();
        tokio::spawn(async move { client.summarize(request("!sleep 20000")).await })
    };
    let abandoned: Vec<_> = (0..5).map(|_| call(&client)).collect();
    eventually("five calls", || running.calls() == 5).await;
    let began = Instant::now();
    for call in &abandoned {
        call.abort();
    }
    let stopped = || metric(&running, "gleaner_documents_total", "Canceled");
    eventually("the end of the work", || stopped() == 5.0).await;
    println!("five abandoned works stopped within {:?}", began.elapsed());
    // Those dropped from the queue say nothing of how long work takes.
    assert!(metric(&running, "gleaner_compute_seconds_count", "") <= 1.0);
    assert!(client.clone().summarize(request(ARTICLE)).await.is_ok());
}

/// T12: the shipped engine looks up often enough, in the midst of a large document.
#[tokio::test]
async fn the_engine_stops_in_the_midst_of_a_document() {
    let running = server(&[("workers", "1")]).await;
    let sentences = (0..90_000).map(|n| format!("Sentence {n} speaks of thing {}. ", n * 7 % 9973));
    let large: String = sentences.collect();
    let mut client = client(&running).await.max_encoding_message_size(usize::MAX);
    let call = tokio::spawn(async move { client.summarize(request(&large)).await });
    let queued = || metric(&running, "gleaner_documents_in_flight", "");
    eventually("the call", || queued() == 1.0).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    call.abort();
    eventually("the end of the call", || running.calls() == 0).await;
    let began = Instant::now();
    eventually("the end of the work", || {
        metric(&running, "gleaner_documents_total", "Canceled") == 1.0
    })
    .await;
    println!("the work stopped {:?} after the call", began.elapsed());
}

/// Streams and batches share the workers with single calls, and none starves another.
#[tokio::test]
async fn streams_do_not_starve_single_calls() {
    let settings = [
        ("documents", "8"),
        ("workers", "1"),
        ("stream_window", "64"),
    ];
    let running = server_with(&settings, unruly_engines()).await;
    let items = tokio_stream::iter((0..200).map(|n| item(n, "!sleep 5")));
    let mut stream = client(&running).await;
    let stream = tokio::spawn(async move {
        let mut answers = stream.stream_summarize(items).await.unwrap().into_inner();
        let mut count = 0;
        while let Some(answer) = answers.message().await.unwrap() {
            assert!(matches!(answer.result, Some(StreamResult::Summary(_))));
            count += 1;
        }
        count
    });
    eventually("a busy stream", || {
        metric(&running, "gleaner_documents_in_flight", "") >= 4.0
    })
    .await;
    let mut single = client(&running).await;
    for _ in 0..10 {
        let began = Instant::now();
        single
            .summarize(request(ARTICLE))
            .await
            .expect("a single call finds room");
        assert!(
            began.elapsed() < Duration::from_secs(1),
            "{:?}",
            began.elapsed()
        );
    }
    let requests = (0..20).map(|_| request("!sleep 1")).collect();
    let batch = single
        .batch_summarize(BatchSummarizeRequest { requests })
        .await;
    assert_eq!(
        batch
            .expect("a batch finds room")
            .into_inner()
            .results
            .len(),
        20
    );
    assert_eq!(stream.await.unwrap(), 200);
}

/// Reading stops when the window is full, and goes on when answers are taken.
#[tokio::test]
async fn a_reader_that_does_not_read_is_not_read_from() {
    let running = server(&[("stream_window", "8")]).await;
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&sent);
    let text = ARTICLE.repeat(100);
    let items = tokio_stream::iter((0..5_000).map(move |n| {
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        item(n, &text)
    }));
    let channel = endpoint(&running)
        .initial_stream_window_size(10_000)
        .initial_connection_window_size(10_000)
        .connect()
        .await
        .unwrap();
    let mut client = SummarizerServiceClient::new(channel);
    let mut answers = client.stream_summarize(items).await.unwrap().into_inner();
    // Until nothing moves any more: the answers fill the client's window, then the server's.
    let mut before = usize::MAX;
    loop {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let now = sent.load(std::sync::atomic::Ordering::Relaxed);
        if now == before {
            break;
        }
        before = now;
    }
    println!("a reader that does not read could send {before} of 5000 items");
    assert!(before < 1000, "{before} items were read for nobody");
    for _ in 0..before + 10 {
        assert!(
            answers.message().await.unwrap().is_some(),
            "goes on when answers are taken"
        );
    }
}

/// A stream whose message is too large ends; what was in work before is still answered.
#[tokio::test]
async fn a_broken_stream_ends_with_its_reason() {
    let running = server(&[("message_bytes", "64KiB"), ("document_bytes", "64KiB")]).await;
    let items = tokio_stream::iter([item(0, ARTICLE), item(1, &"x".repeat(100_000))]);
    let mut client = client(&running).await.max_encoding_message_size(usize::MAX);
    let mut answers = client.stream_summarize(items).await.unwrap().into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap().request_id, "0");
    let status = answers.message().await.expect_err("too large");
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
}

/// T10: answers leave at once. With Nagle's algorithm on, each of these would take 40 ms.
#[tokio::test]
async fn answers_are_not_held_back() {
    let running = server(&[]).await;
    let mut client = client(&running).await;
    let mut times = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        client.summarize(request(ARTICLE)).await.unwrap();
        times.push(began.elapsed());
    }
    times.sort();
    // Not the median, so that a busy machine does not fail the test.
    println!(
        "a lone call takes {:?}, the quickest fifth {:?}",
        times[50], times[20]
    );
    assert!(times[20] < Duration::from_millis(20), "{:?}", times[20]);
}

/// T11: a changed proto is noticed: the build script that made this very binary told cargo to watch
/// a folder in which every file stands that the descriptors were made of. (`.ci/run` changes one.)
#[test]
fn the_build_watches_the_protos() {
    let output = concat!(env!("OUT_DIR"), "/../output");
    let output = std::fs::read_to_string(output).expect("what the build script said");
    let watched = output
        .lines()
        .filter_map(|line| line.strip_prefix("cargo:rerun-if-changed="));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let watched: Vec<_> = watched.map(|path| root.join(path)).collect();
    let descriptors = prost_types::FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    let files = descriptors.file.iter().map(|file| file.name());
    // Those of google.protobuf come with the compiler.
    let ours: Vec<_> = files
        .filter(|name| !name.starts_with("google/protobuf"))
        .collect();
    assert!(ours.len() >= 5, "{ours:?}");
    for name in ours {
        let path = root.join("proto").join(name);
        assert!(path.is_file(), "no {name}");
        let is_watched = watched.iter().any(|watched| path.starts_with(watched));
        assert!(is_watched, "{name} could change unseen: {watched:?}");
    }
}

/// Request ids come back, are made up where missing, and cannot be misused.
#[tokio::test]
async fn request_ids_go_in_and_out() {
    let running = server(&[]).await;
    let (mut sender, _connection) = raw::connect(&running).await;
    let long = "x".repeat(200);
    for (given, kept) in [("abc-123", true), ("with space", false), (&long, false)] {
        let body = raw::frame(&SummarizeRequest::default());
        let call = raw::call("Summarize", &[("x-request-id", given)], body);
        let (_, headers) = raw::status(sender.send_request(call).await.unwrap()).await;
        let id = headers["x-request-id"].to_str().unwrap();
        assert_eq!(id == given, kept, "{given} became {id}");
        assert!(!id.is_empty());
    }
}

/// Calls turned away by the thousand, each before its message was sent, cost no connection and lose
/// no answer: none is reset under its sender, of which HTTP/2 libraries allow a thousand.
#[tokio::test]
async fn a_crowd_turned_away_keeps_its_connection() {
    let running = server_with(&[("documents", "1")], unruly_engines()).await;
    let mut first = client(&running).await;
    let first = tokio::spawn(async move { first.summarize(request("!sleep 20000")).await });
    eventually("a full server", || running.calls() == 1).await;
    let (mut frames, message) = (
        Frames::connect(&running).await,
        raw::frame(&request(ARTICLE)),
    );
    let calls: Vec<u32> = (0..1500).map(|n| 2 * n + 1).collect();
    let shed = || metric(&running, "gleaner_shed_total", "QUEUE_FULL");
    for (nth, crowd) in calls.chunks(100).enumerate() {
        crowd.iter().for_each(|&call| frames.begin(call));
        frames.send().await;
        let refused = (100 * (nth + 1)) as f64;
        eventually("the refusal", || shed() == refused).await;
        crowd.iter().for_each(|&call| frames.finish(call, &message));
        frames.send().await;
        let mut answered = Vec::new();
        while answered.len() < crowd.len() {
            match frames.event().await {
                Event::Answered(call) => answered.push(call),
                event => panic!("{event:?} after {} answers", 100 * nth + answered.len()),
            }
        }
        answered.sort();
        assert_eq!(answered, crowd, "every call has one answer");
    }
    first.abort();
}
