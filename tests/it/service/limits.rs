//! What happens at each limit: deadlines, cancelling, admission, sizes, and panics.

use super::frames::{Event, FrameClient};
use super::harness::{
    ARTICLE, TestEngines, client, endpoint, in_time, metric, options_with, reason, request,
    request_with, start_server, start_server_with, wait_until,
};
use super::raw;
use gleaner::service::Running;
use gleaner::service::proto::DESCRIPTORS;
use gleaner::service::proto::stream_summarize_response::Result as StreamResult;
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use gleaner::service::proto::{
    BatchSummarizeRequest, StreamSummarizeRequest, SummarizeRequest, SummaryOptions,
};
use prost::Message as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;
use tonic::codec::CompressionEncoding;
use tonic_types::StatusExt as _;

/// A request of a stream.
fn item(id: usize, text: &str) -> StreamSummarizeRequest {
    StreamSummarizeRequest {
        request_id: id.to_string(),
        request: Some(request(text)),
    }
}

/// Number of documents that hold a permit.
fn in_flight(running: &Running) -> f64 {
    metric(running, "gleaner_documents_in_flight", "")
}

/// Number of documents that ended with this code.
fn ended(running: &Running, code: &str) -> f64 {
    let outcome = format!("outcome=\"{code}\"");
    metric(running, "gleaner_documents_total", &outcome)
}

/// The server's deadline ends a call that takes longer, even if the client allows more, and the work
/// is cancelled.
#[tokio::test]
async fn the_servers_deadline_ends_a_call() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("deadline", "150ms")], engines.factory()).await;
    let mut client = client(&running).await;
    let mut patient = tonic::Request::new(request("!hold"));
    patient.set_timeout(Duration::from_secs(3600));
    for request in [tonic::Request::new(request("!hold")), patient] {
        let began = Instant::now();
        let status = client.summarize(request).await.expect_err("too slow");
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert_eq!(reason(&status), "DEADLINE_EXCEEDED");
        assert!(began.elapsed() >= Duration::from_millis(150));
    }
    let cancelled = || ended(&running, "DeadlineExceeded");
    wait_until("the work is cancelled", || cancelled() == 2.0).await;
    assert_eq!(engines.held(), 0);
}

/// The client's deadline ends a call long before the server's would, and the work is cancelled.
#[tokio::test]
async fn the_clients_deadline_ends_a_call() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("deadline", "1h")], engines.factory()).await;
    let (mut sender, _connection) = raw::connect(&running).await;
    let mut call = async |timeout: &str| {
        let body = raw::length_prefixed(&request("!hold"));
        let call = raw::call("Summarize", &[("grpc-timeout", timeout)], body);
        let response = in_time(sender.send_request(call)).await;
        raw::status_of(response.unwrap()).await.0
    };
    let status = call("150m").await;
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(reason(&status), "DEADLINE_EXCEEDED");
    let cancelled = || ended(&running, "DeadlineExceeded");
    wait_until("the work is cancelled", || cancelled() == 1.0).await;
    assert_eq!(engines.held(), 0);

    let status = call("soon").await;
    assert_eq!(status.code(), Code::InvalidArgument);
    let status = call("0m").await;
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(in_flight(&running), 0.0);
}

/// A stream has a deadline of its own, which holds even if the client goes on sending. The deadline
/// of other calls does not end it.
#[tokio::test]
async fn a_stream_ends_at_its_own_deadline() {
    let settings = [("stream_deadline", "500ms"), ("deadline", "1ms")];
    let running = start_server(&settings).await;
    let (requests, receiver) = mpsc::channel(4);
    requests.send(item(0, ARTICLE)).await.unwrap();
    let began = Instant::now();
    let responses = client(&running)
        .await
        .stream_summarize(ReceiverStream::new(receiver))
        .await;
    let mut responses = responses.unwrap().into_inner();
    assert!(in_time(responses.message()).await.unwrap().is_some());
    let status = in_time(responses.message()).await;
    let status = status.expect_err("the deadline passes");
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(began.elapsed() >= Duration::from_millis(500));
}

/// A panic of the engine is INTERNAL, with the request id and nothing of the document. It is
/// counted, the worker gets a new engine, and the server goes on.
#[tokio::test]
async fn a_panic_is_internal_and_the_server_goes_on() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("workers", "1")], engines.factory()).await;
    let mut client = client(&running).await;
    for n in 0..3 {
        let id = format!("my-id-{n}");
        let mut bad = tonic::Request::new(request("!panic"));
        bad.metadata_mut()
            .insert("x-request-id", id.parse().unwrap());
        let status = client.summarize(bad).await.expect_err("a panic");
        assert_eq!(status.code(), Code::Internal);
        assert!(status.message().contains(&id), "{}", status.message());
        assert!(!status.message().contains("secrets"));
        assert_eq!(status.get_details_request_info().unwrap().request_id, id);
        client.summarize(request(ARTICLE)).await.expect("a summary");
    }
    assert_eq!(metric(&running, "gleaner_panics_total", ""), 3.0);
    assert_eq!(engines.made(), 1 + 3);
}

/// Scratch memory grows with the longest document, so a worker gets a new engine after a very long
/// one.
#[tokio::test]
async fn a_long_document_leaves_no_memory_behind() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("workers", "1")], engines.factory()).await;
    let mut client = client(&running).await;
    let of_length = |bytes: usize| request(&format!("!skip {}", "x".repeat(bytes)));
    for (bytes, made) in [(1 << 20, 1), (3 << 20, 2), (1 << 20, 2)] {
        let response = client.summarize(of_length(bytes)).await;
        response.expect("a summary");
        wait_until("an engine is made", || engines.made() == made).await;
    }
}

/// A message over the limit is RESOURCE_EXHAUSTED, and so is one that grows over it when it is
/// decompressed.
#[tokio::test]
async fn a_message_over_the_limit_is_rejected() {
    let running = start_server(&[("message_bytes", "1MiB"), ("document_bytes", "512KiB")]).await;
    let plain = client(&running).await.max_encoding_message_size(usize::MAX);
    let compressing = plain.clone().send_compressed(CompressionEncoding::Gzip);
    for mut client in [plain, compressing] {
        let too_large = request(&"word ".repeat(250_000));
        let status = client.summarize(too_large).await.expect_err("too large");
        assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
        assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");
        let too_long = request(&"word ".repeat(120_000));
        let status = client.summarize(too_long).await.expect_err("too long");
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().contains("524288"), "{}", status.message());
    }
}

/// Gzip and zstd are understood. Responses are compressed if they are large, and those of streams
/// never.
#[tokio::test]
async fn only_large_responses_are_compressed() {
    use http_body_util::BodyExt as _;
    for (encoding, name) in [
        (CompressionEncoding::Gzip, "gzip"),
        (CompressionEncoding::Zstd, "zstd"),
    ] {
        let running = start_server(&[("compress_bytes", "250B")]).await;
        let client = client(&running).await;
        let mut client = client.send_compressed(encoding).accept_compressed(encoding);
        let response = client.summarize(request(ARTICLE)).await.unwrap();
        assert_eq!(response.into_inner().summary.unwrap().bullets.len(), 3);

        let (mut sender, _connection) = raw::connect(&running).await;
        let (short, long) = (request("One sentence."), request(ARTICLE));
        for (method, body, compressed) in [
            ("Summarize", raw::length_prefixed(&short), 0),
            ("Summarize", raw::length_prefixed(&long), 1),
            (
                "StreamSummarize",
                raw::length_prefixed(&item(0, ARTICLE)),
                0,
            ),
        ] {
            let call = raw::call(method, &[("grpc-accept-encoding", name)], body);
            let response = sender.send_request(call).await.unwrap();
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(bytes[0], compressed, "{name}, {method}");
            assert!(bytes.len() > 5);
        }
    }
}

/// The number of documents is bounded over all connections. A call beyond it is told how long to
/// wait, and there is room again when the others end.
#[tokio::test]
async fn a_full_server_says_when_to_come_back() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("documents", "2")], engines.factory()).await;
    let mut calls = Vec::new();
    for _ in 0..2 {
        let mut client = client(&running).await;
        calls.push(tokio::spawn(async move {
            client.summarize(request("!hold")).await
        }));
    }
    engines.wait_for_held(2).await;
    let mut client = client(&running).await;
    let status = client.summarize(request(ARTICLE)).await.expect_err("full");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "QUEUE_FULL");
    let retry_info = status.get_details_retry_info().unwrap();
    let delay = retry_info.retry_delay.unwrap();
    assert!((Duration::from_millis(10)..Duration::from_secs(5)).contains(&delay));
    let pushback = status.metadata().get("grpc-retry-pushback-ms").unwrap();
    let pushback: u128 = pushback.to_str().unwrap().parse().unwrap();
    assert_eq!(pushback, delay.as_millis());
    assert_eq!(metric(&running, "gleaner_shed_total", "QUEUE_FULL"), 1.0);
    engines.release();
    for call in calls {
        call.await.unwrap().expect("those let in are answered");
    }
    wait_until("the calls have ended", || running.calls() == 0).await;
    client
        .summarize(request(ARTICLE))
        .await
        .expect("room again");
    assert_eq!(in_flight(&running), 0.0);
}

/// The bytes of requests are bounded over all connections, too.
#[tokio::test]
async fn request_bytes_are_bounded_across_calls() {
    let engines = TestEngines::default();
    let settings = [
        ("request_bytes", "256KiB"),
        ("message_bytes", "256KiB"),
        ("document_bytes", "256KiB"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let padded = |command: &str| request(&format!("{command} {}", "x".repeat(175 << 10)));
    let mut first = client(&running).await;
    let first = tokio::spawn(async move { first.summarize(padded("!hold")).await });
    engines.wait_for_held(1).await;
    let mut client = client(&running).await;
    let status = client.summarize(padded("")).await.expect_err("full");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "BYTES_FULL");
    assert_eq!(metric(&running, "gleaner_shed_total", "BYTES_FULL"), 1.0);
    engines.release();
    first.await.unwrap().expect("the first one was let in");
    client.summarize(padded("")).await.expect("room again");
}

/// A compressed batch takes room for all of its documents as they are when decompressed.
#[tokio::test]
async fn a_compressed_batch_counts_as_decompressed() {
    let engines = TestEngines::default();
    let settings = [
        ("request_bytes", "256KiB"),
        ("message_bytes", "256KiB"),
        ("document_bytes", "256KiB"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let batch = |command: &str| {
        let padded = format!("{command} {}", "x".repeat(75 << 10));
        BatchSummarizeRequest {
            requests: vec![request(&padded), request(&padded)],
        }
    };
    let client = client(&running).await;
    let client = client.send_compressed(CompressionEncoding::Gzip);
    let mut first = client.clone();
    let first = tokio::spawn(async move { first.batch_summarize(batch("!hold")).await });
    engines.wait_for_held(2).await;
    let second = client.clone().batch_summarize(batch("")).await;
    assert_eq!(reason(&second.expect_err("full")), "BYTES_FULL");
    engines.release();
    first.await.unwrap().expect("the first one was let in");
    let third = client.clone().batch_summarize(batch("")).await;
    third.expect("room again");
}

/// On a full server, an item of a stream waits for room. One with a field that is too long is
/// answered at once instead, so that it does not take memory while it waits.
#[tokio::test]
async fn an_item_that_is_too_long_does_not_wait_for_room() {
    let engines = TestEngines::default();
    let settings = [
        ("request_bytes", "256KiB"),
        ("message_bytes", "256KiB"),
        ("document_bytes", "128KiB"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let padded = format!("!hold {}", "x".repeat(125 << 10));
    let mut busy = client(&running).await;
    let batch = BatchSummarizeRequest {
        requests: vec![request(&padded), request(&padded)],
    };
    let batch = tokio::spawn(async move { busy.batch_summarize(batch).await });
    engines.wait_for_held(2).await;

    let long = || "x".repeat(175 << 10);
    let mut titled = request(ARTICLE);
    titled.document.as_mut().unwrap().title = long();
    let with = |change: &dyn Fn(&mut SummaryOptions)| request_with(ARTICLE, options_with(change));
    let too_long = [
        ("document.text", request(&long())),
        ("document.title", titled),
        ("options.query", with(&|options| options.query = long())),
        ("options.method", with(&|options| options.method = long())),
        (
            "options.language",
            with(&|options| options.language = long()),
        ),
        (
            "options.exclude[1]",
            with(&|options| options.exclude = vec!["ok".into(), long()]),
        ),
    ];
    let (fields, requests): (Vec<_>, Vec<_>) = too_long.into_iter().unzip();
    // The last one is fine, and larger than the room that is left.
    let fine = request(&"x".repeat(25 << 10));
    let items: Vec<_> = (0..)
        .zip(requests.into_iter().chain([fine]))
        .map(|(id, request): (usize, _)| StreamSummarizeRequest {
            request_id: id.to_string(),
            request: Some(request),
        })
        .collect();
    let responses = client(&running)
        .await
        .stream_summarize(tokio_stream::iter(items))
        .await;
    let mut responses = responses.unwrap().into_inner();
    for (id, field) in fields.iter().enumerate() {
        let response = in_time(responses.message()).await.unwrap().unwrap();
        assert_eq!(response.request_id, id.to_string());
        let Some(StreamResult::Error(error)) = response.result else {
            panic!("{field} is too long");
        };
        assert_eq!(error.code, Code::InvalidArgument as i32);
        assert!(error.message.starts_with(field), "{}", error.message);
    }
    // That the last one waits can only be seen by waiting. A slow machine does not fail here.
    let next = tokio::time::timeout(Duration::from_millis(50), responses.message()).await;
    assert!(next.is_err(), "there was no room: {next:?}");
    engines.release();
    let response = in_time(responses.message()).await.unwrap().unwrap();
    assert!(matches!(response.result, Some(StreamResult::Summary(_))));
    batch.await.unwrap().expect("the batch was let in");
}

/// A call holds its permit until its response is read, but not beyond its deadline.
#[tokio::test]
async fn a_permit_is_held_until_the_response_is_read() {
    let running = start_server(&[("documents", "1"), ("deadline", "1s")]).await;
    let began = Instant::now();
    // A flow-control window without room for any of the response, as if the client did not read.
    let (mut sender, _connection) = raw::connect_with(&running, 0).await;
    let unread = raw::call("Summarize", &[], raw::length_prefixed(&request(ARTICLE)));
    let unread = sender.send_request(unread).await.unwrap();
    assert_eq!(ended(&running, "OK"), 1.0);
    let mut client = client(&running).await;
    let status = client.summarize(request(ARTICLE)).await.expect_err("full");
    assert_eq!(reason(&status), "QUEUE_FULL");
    wait_until("the permit is free", || in_flight(&running) == 0.0).await;
    assert!(began.elapsed() >= Duration::from_secs(1));
    client
        .summarize(request(ARTICLE))
        .await
        .expect("room again");
    drop(unread);
}

/// A document whose caller has gone is cancelled, whether it is in work or in the queue.
#[tokio::test]
async fn abandoned_documents_are_cancelled() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("workers", "1")], engines.factory()).await;
    let client = client(&running).await;
    let abandoned: Vec<_> = (0..5)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move { client.summarize(request("!hold")).await })
        })
        .collect();
    let queued = || metric(&running, "gleaner_queue_depth", "");
    wait_until("four documents wait behind one", || queued() == 4.0).await;
    engines.wait_for_held(1).await;
    for call in &abandoned {
        call.abort();
    }
    let cancelled = || ended(&running, "Canceled");
    wait_until("all are cancelled", || cancelled() == 5.0).await;
    // Those in the queue were dropped without any work.
    assert_eq!(metric(&running, "gleaner_compute_seconds_count", ""), 1.0);
    client
        .clone()
        .summarize(request(ARTICLE))
        .await
        .expect("a summary");
}

/// The shipped engine, too, cancels in the middle of a large document.
#[tokio::test]
async fn the_shipped_engine_can_be_cancelled() {
    let running = start_server(&[("workers", "1")]).await;
    let sentences = (0..90_000).map(|n| format!("Sentence {n} speaks of thing {}. ", n * 7 % 9973));
    let large: String = sentences.collect();
    let mut client = client(&running).await.max_encoding_message_size(usize::MAX);
    let call = tokio::spawn(async move { client.summarize(request(&large)).await });
    let begun = || metric(&running, "gleaner_queue_wait_seconds_count", "");
    wait_until("a worker has begun", || begun() == 1.0).await;
    call.abort();
    let cancelled = || ended(&running, "Canceled");
    wait_until("the document is cancelled", || cancelled() == 1.0).await;
}

/// Documents of streams hold at most half of the permits, so that single calls and batches find
/// room beside a stream that sends as fast as it can, and the stream goes on.
#[tokio::test]
async fn a_stream_leaves_room_for_other_calls() {
    let engines = TestEngines::default();
    let settings = [
        ("documents", "8"),
        ("workers", "1"),
        ("stream_window", "64"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let (requests, receiver) = mpsc::channel(1);
    // Not tiny, so that few of them fit into the flow-control window and wait for their turn at the
    // end. (Besides, h2 closes a connection on which thousands of DATA frames of less than
    // 256 bytes wait to be read.)
    let text = format!("!sleep 5 {}", "x".repeat(8000));
    let enough = Arc::new(AtomicBool::new(false));
    let sender = tokio::spawn({
        let enough = Arc::clone(&enough);
        async move {
            let mut sent = 0;
            while !enough.load(Ordering::Relaxed) {
                requests.send(item(sent, &text)).await.unwrap();
                sent += 1;
            }
            sent
        }
    });
    let mut stream = client(&running).await;
    let stream = tokio::spawn(async move {
        let items = ReceiverStream::new(receiver);
        let mut responses = stream.stream_summarize(items).await.unwrap().into_inner();
        let mut answered = 0;
        while let Some(response) = in_time(responses.message()).await.unwrap() {
            assert!(matches!(response.result, Some(StreamResult::Summary(_))));
            answered += 1;
        }
        answered
    });
    wait_until("half of the permits are taken", || {
        in_flight(&running) == 4.0
    })
    .await;
    let mut single = client(&running).await;
    for _ in 0..5 {
        let began = Instant::now();
        single
            .summarize(request(ARTICLE))
            .await
            .expect("a single call finds room");
        // At most four documents of 5 ms are before it; the bound is generous for a loaded machine.
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{:?}",
            began.elapsed()
        );
    }
    let batch = BatchSummarizeRequest {
        requests: vec![request("!sleep 1"); 8],
    };
    let batch = single.batch_summarize(batch).await;
    let results = batch.expect("a batch finds room").into_inner().results;
    assert_eq!(results.len(), 8);
    let answered = ended(&running, "OK");
    wait_until("the stream goes on", || ended(&running, "OK") > answered).await;
    enough.store(true, Ordering::Relaxed);
    assert_eq!(sender.await.unwrap(), stream.await.unwrap());
}

/// A document of a stream that waits for room gets it before single calls that come later, so that
/// these cannot starve the stream. A batch goes on with one permit.
#[tokio::test]
async fn single_calls_do_not_starve_streams_and_batches() {
    let engines = TestEngines::default();
    let settings = [("documents", "1"), ("workers", "2")];
    let running = start_server_with(&settings, engines.factory()).await;
    let mut first = client(&running).await;
    let first = tokio::spawn(async move { first.summarize(request("!hold 1")).await });
    engines.wait_for_held(1).await;
    let (requests, receiver) = mpsc::channel(1);
    let responses = client(&running)
        .await
        .stream_summarize(ReceiverStream::new(receiver))
        .await;
    let mut responses = responses.unwrap().into_inner();
    requests.send(item(0, "!hold 2")).await.unwrap();
    let read = "grpc_method=\"StreamSummarize\"";
    let read = || metric(&running, "grpc_server_msg_received_total", read);
    wait_until("the stream's document waits", || read() == 1.0).await;
    let mut single = client(&running).await;
    let status = single.summarize(request(ARTICLE)).await.expect_err("full");
    assert_eq!(reason(&status), "QUEUE_FULL");

    engines.release();
    first.await.unwrap().expect("the first one was let in");
    let status = single.summarize(request(ARTICLE)).await;
    assert_eq!(reason(&status.expect_err("still full")), "QUEUE_FULL");
    engines.wait_for_held(1).await;
    engines.release();
    let response = in_time(responses.message()).await.unwrap().unwrap();
    assert!(matches!(response.result, Some(StreamResult::Summary(_))));

    drop(requests);
    assert!(in_time(responses.message()).await.unwrap().is_none());
    wait_until("the permit is free", || in_flight(&running) == 0.0).await;
    let batch = BatchSummarizeRequest {
        requests: vec![request(ARTICLE); 5],
    };
    let batch = single.batch_summarize(batch).await;
    assert_eq!(batch.unwrap().into_inner().results.len(), 5);
}

/// No more documents of a stream are in work than its window holds.
#[tokio::test]
async fn the_window_bounds_the_documents_of_a_stream() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("stream_window", "8")], engines.factory()).await;
    let items = tokio_stream::iter((0..100).map(|n| item(n, "!hold")));
    let mut stream = client(&running).await;
    let responses = stream.stream_summarize(items).await;
    let mut responses = responses.unwrap().into_inner();
    wait_until("the window is full", || in_flight(&running) == 8.0).await;
    // That no more are taken can only be seen by waiting. A slow machine does not fail here.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(in_flight(&running), 8.0);
    engines.release();
    let mut answered = 0;
    while in_time(responses.message()).await.unwrap().is_some() {
        answered += 1;
    }
    assert_eq!(answered, 100);
}

/// If the client of a stream does not read, the server stops reading, and goes on when the client
/// does.
#[tokio::test]
async fn a_client_that_does_not_read_is_not_read_from() {
    const ITEMS: usize = 5_000;
    let running = start_server(&[("stream_window", "8")]).await;
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    // Large responses, so that few of them fill the windows and buffers on their way.
    let explained = options_with(|options| options.explain = true);
    let request = request_with(&ARTICLE.repeat(10), explained);
    let items = tokio_stream::iter((0..ITEMS).map(move |n| {
        counter.fetch_add(1, Ordering::Relaxed);
        StreamSummarizeRequest {
            request_id: n.to_string(),
            request: Some(request.clone()),
        }
    }));
    let channel = endpoint(&running)
        .initial_stream_window_size(10_000)
        .initial_connection_window_size(10_000)
        .connect()
        .await
        .unwrap();
    let mut client = SummarizerServiceClient::new(channel);
    let mut responses = client.stream_summarize(items).await.unwrap().into_inner();
    // The state in which nothing moves: the client's flow-control window is full of responses, so
    // is the server's send buffer, and so is the stream's window of requests that are done but whose
    // responses cannot be sent.
    let of_stream = "grpc_method=\"StreamSummarize\"";
    let unsent_responses = || {
        metric(&running, "grpc_server_msg_received_total", of_stream)
            - metric(&running, "grpc_server_msg_sent_total", of_stream)
    };
    let sent_now = || sent.load(Ordering::Relaxed);
    let (mut before, mut since) = (usize::MAX, Instant::now());
    wait_until("nothing moves", || {
        let is_still = in_flight(&running) == 0.0 && unsent_responses() >= 8.0;
        if !is_still || sent_now() != before {
            (before, since) = (sent_now(), Instant::now());
        }
        since.elapsed() > Duration::from_millis(100)
    })
    .await;
    assert!(
        before < ITEMS / 5,
        "{before} requests were read although no response was"
    );
    for _ in 0..before + 10 {
        let response = in_time(responses.message()).await.unwrap();
        assert!(response.is_some(), "it goes on when responses are read");
    }
}

/// A message that is too large ends its stream. The earlier requests are answered first.
#[tokio::test]
async fn a_message_too_large_ends_its_stream() {
    let running = start_server(&[("message_bytes", "64KiB"), ("document_bytes", "64KiB")]).await;
    let items = tokio_stream::iter([item(0, ARTICLE), item(1, &"x".repeat(100_000))]);
    let mut client = client(&running).await.max_encoding_message_size(usize::MAX);
    let mut responses = client.stream_summarize(items).await.unwrap().into_inner();
    let response = in_time(responses.message()).await.unwrap().unwrap();
    assert_eq!(response.request_id, "0");
    assert!(matches!(response.result, Some(StreamResult::Summary(_))));
    let status = in_time(responses.message()).await.expect_err("too large");
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");
}

/// Small responses are sent at once. With Nagle's algorithm, each would take 40 ms.
#[tokio::test]
async fn small_responses_are_sent_at_once() {
    let running = start_server(&[]).await;
    let mut client = client(&running).await;
    let mut times = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        client.summarize(request(ARTICLE)).await.unwrap();
        times.push(began.elapsed());
    }
    times.sort();
    // The fastest fifth, because a loaded machine makes some calls slow, but not four of five.
    assert!(times[20] < Duration::from_millis(20), "{:?}", times[20]);
}

/// A change to any proto file makes cargo build again: the build script that made this very binary
/// told cargo to watch a folder that contains every file the descriptors were made from. `.ci/run`
/// changes one and looks.
#[test]
fn the_build_watches_the_protos() {
    let output = concat!(env!("OUT_DIR"), "/../output");
    let output = std::fs::read_to_string(output).expect("what the build script printed");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let watched: Vec<_> = output
        .lines()
        .filter_map(|line| line.strip_prefix("cargo:rerun-if-changed="))
        .map(|path| root.join(path))
        .collect();
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
        assert!(is_watched, "{name} is not in any of {watched:?}");
    }
}

/// A request id comes back in the response. One that is missing, too long, or not printable is
/// replaced by a new one.
#[tokio::test]
async fn every_response_has_a_request_id() {
    let running = start_server(&[]).await;
    let (mut sender, _connection) = raw::connect(&running).await;
    let mut id_of = async |given: Option<&str>| {
        let headers: Vec<_> = given.map(|id| ("x-request-id", id)).into_iter().collect();
        let body = raw::length_prefixed(&SummarizeRequest::default());
        let call = raw::call("Summarize", &headers, body);
        let (_, headers) = raw::status_of(sender.send_request(call).await.unwrap()).await;
        headers["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(id_of(Some("abc-123")).await, "abc-123");
    let longest = "x".repeat(128);
    assert_eq!(id_of(Some(&longest)).await, longest);
    let mut made_up = Vec::new();
    for given in [
        None,
        None,
        Some(""),
        Some("with space"),
        Some(&"x".repeat(129)),
    ] {
        let id = id_of(given).await;
        assert!(!id.is_empty() && Some(id.as_str()) != given, "{id}");
        assert!(!made_up.contains(&id), "{id} was made up before");
        made_up.push(id);
    }
}

/// Rejecting thousands of calls, each before its message is sent, costs no connection and loses no
/// response: no stream is reset under its sender, of which HTTP/2 libraries accept a thousand.
#[tokio::test]
async fn rejected_calls_do_not_cost_the_connection() {
    const CALLS_AT_ONCE: usize = 100;
    let engines = TestEngines::default();
    let running = start_server_with(&[("documents", "1")], engines.factory()).await;
    let mut first = client(&running).await;
    let first = tokio::spawn(async move { first.summarize(request("!hold")).await });
    engines.wait_for_held(1).await;
    let mut frames = FrameClient::connect(&running).await;
    let message = raw::length_prefixed(&request(ARTICLE));
    let streams: Vec<u32> = (0..1500).map(|n| 2 * n + 1).collect();
    let rejected = || metric(&running, "gleaner_shed_total", "QUEUE_FULL");
    for (nth, streams) in streams.chunks(CALLS_AT_ONCE).enumerate() {
        streams
            .iter()
            .for_each(|&stream| frames.push_headers(stream));
        frames.flush().await;
        let expected = (CALLS_AT_ONCE * (nth + 1)) as f64;
        wait_until("all are rejected", || rejected() == expected).await;
        streams
            .iter()
            .for_each(|&stream| frames.push_message(stream, &message));
        frames.flush().await;
        let mut answered = Vec::new();
        while answered.len() < streams.len() {
            match frames.event().await {
                Event::ResponseEnd(stream) => answered.push(stream),
                event => panic!("{event:?} after {} rejections", rejected()),
            }
        }
        answered.sort();
        assert_eq!(answered, streams, "every call has one response");
    }
    engines.release();
    first.await.unwrap().expect("the first one was let in");
}
