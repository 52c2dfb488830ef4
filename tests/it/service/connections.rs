//! How connections begin and end: how many there may be, how old, how long idle or silent, and what
//! a drain does to them.

use super::frames::{Event, FrameClient};
use super::harness::{
    ARTICLE, TIMEOUT, TestEngines, ask_admin, channel, client, endpoint, in_time, metric, reason,
    request, start_server, start_server_with, wait_until,
};
use super::raw;
use gleaner::service::Running;
use gleaner::service::proto::StreamSummarizeRequest;
use gleaner::service::proto::health::health_check_response::ServingStatus;
use gleaner::service::proto::health::health_client::HealthClient;
use gleaner::service::proto::health::{HealthCheckRequest, HealthCheckResponse};
use gleaner::service::proto::summarizer_service_client::SummarizerServiceClient;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::transport::Channel;
use tonic::{Code, Streaming};

/// Number of connections that the server closed for this reason.
fn closed(running: &Running, reason: &str) -> f64 {
    metric(running, "gleaner_connections_closed_total", reason)
}

/// Number of open connections.
fn open(running: &Running) -> f64 {
    metric(running, "gleaner_connections", "")
}

/// Waits until the server closes `stream`, whatever it sends before.
async fn wait_for_close(stream: &mut TcpStream) {
    let mut buffer = [0; 1024];
    let end = async { while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {} };
    in_time(end).await;
}

/// A TCP connection on which nothing is sent.
async fn silent_peer(running: &Running) -> TcpStream {
    let address = running.address().unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// A TCP connection on which a part of the HTTP/2 preface is sent.
async fn half_open_peer(running: &Running) -> TcpStream {
    let mut peer = silent_peer(running).await;
    peer.write_all(b"PRI * HTTP/2.0").await.unwrap();
    peer
}

/// A health watch that has said SERVING.
async fn watch_health(running: &Running) -> Streaming<HealthCheckResponse> {
    watch_health_on(channel(running).await).await
}

async fn watch_health_on(channel: Channel) -> Streaming<HealthCheckResponse> {
    let mut health = HealthClient::new(channel);
    let watch = health.watch(HealthCheckRequest::default()).await;
    let mut watch = watch.unwrap().into_inner();
    assert_eq!(next_status(&mut watch).await, ServingStatus::Serving);
    watch
}

async fn next_status(watch: &mut Streaming<HealthCheckResponse>) -> ServingStatus {
    let message = in_time(watch.message()).await.expect("a status");
    message.expect("an open watch").status()
}

async fn check_health(running: &Running) -> ServingStatus {
    let mut health = HealthClient::new(channel(running).await);
    let response = health.check(HealthCheckRequest::default()).await;
    response.unwrap().into_inner().status()
}

/// A connection of the maximum age gets GOAWAY. The call on it goes on, and the connection is closed
/// as soon as the call has ended.
#[tokio::test]
async fn an_old_connection_is_asked_to_close() {
    let engines = TestEngines::default();
    let settings = [("connection_age", "300ms"), ("connection_age_grace", "30s")];
    let running = start_server_with(&settings, engines.factory()).await;
    let mut frames = FrameClient::connect(&running).await;
    frames.push_headers(1);
    frames.push_message(1, &raw::length_prefixed(&request("!hold")));
    frames.flush().await;
    let goaway = Event::GoAway {
        last_stream: 1,
        error_code: 0,
    };
    assert_eq!(frames.event().await, goaway);
    assert_eq!(closed(&running, "age"), 1.0);
    assert_eq!(engines.held(), 1, "the call goes on");
    engines.release();
    assert_eq!(frames.event().await, Event::ResponseEnd(1));
    assert_eq!(frames.event().await, Event::Closed);
    let handled = metric(&running, "grpc_server_handled_total", "grpc_code=\"OK\"");
    assert_eq!(handled, 1.0);
    for reason in ["grace", "quiet"] {
        assert_eq!(closed(&running, reason), 0.0, "{reason}");
    }
}

/// A connection that is still open after the grace is cut, and the work for its calls is cancelled.
#[tokio::test]
async fn an_old_connection_is_cut_after_the_grace() {
    let engines = TestEngines::default();
    let settings = [
        ("connection_age", "100ms"),
        ("connection_age_grace", "100ms"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let began = Instant::now();
    let (mut sender, _connection) = raw::connect(&running).await;
    let call = raw::call(
        "Summarize",
        &[],
        raw::length_prefixed(&request("!hold a call that is cut")),
    );
    let response = in_time(sender.send_request(call)).await;
    assert!(response.is_err(), "the call is cut");
    // Ages vary by a tenth.
    assert!(began.elapsed() >= Duration::from_millis(90 + 100));
    assert_eq!(closed(&running, "grace"), 1.0);
    let cancelled = || metric(&running, "gleaner_documents_total", "Canceled");
    wait_until("the work is cancelled", || cancelled() == 1.0).await;
    assert_eq!(running.calls(), 0);
}

/// Clients lose no call when their connections reach the maximum age.
#[tokio::test]
async fn the_age_of_connections_costs_no_call() {
    let running = start_server(&[("connection_age", "50ms")]).await;
    let mut client = client(&running).await;
    let deadline = Instant::now() + TIMEOUT;
    let (mut calls, mut unsent) = (0, 0);
    while closed(&running, "age") < 5.0 {
        assert!(Instant::now() < deadline, "connections do not age");
        match client.summarize(request(ARTICLE)).await {
            Ok(_) => calls += 1,
            // The connection was closed before the client had sent the call. Unlike other clients,
            // that of tonic does not call again by itself.
            Err(status) if status.code() == Code::Cancelled => unsent += 1,
            Err(status) => panic!("a call was lost: {status:?}"),
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let started = metric(&running, "grpc_server_started_total", "");
    assert_eq!(
        started,
        f64::from(calls),
        "every call that the server received was answered"
    );
    let connections = closed(&running, "age");
    assert!(
        f64::from(unsent) <= connections,
        "{unsent} calls were not sent, at most one for each of {connections} connections"
    );
}

/// Streams and health watches on a connection of the maximum age end before the grace does, so that
/// they are not cut: a stream answers the requests that it has read, and ends with UNAVAILABLE.
#[tokio::test]
async fn streams_end_before_the_grace_does() {
    let engines = TestEngines::default();
    let settings = [("connection_age", "200ms"), ("connection_age_grace", "1s")];
    let running = start_server_with(&settings, engines.factory()).await;
    // On one connection, so that both have to end at the same moment.
    let channel = channel(&running).await;
    let mut watch = watch_health_on(channel.clone()).await;
    let (requests, receiver) = tokio::sync::mpsc::channel(1);
    let receiver = tokio_stream::wrappers::ReceiverStream::new(receiver);
    let mut stream = SummarizerServiceClient::new(channel);
    let responses = stream.stream_summarize(receiver).await;
    let mut responses = responses.unwrap().into_inner();
    let item = StreamSummarizeRequest {
        request_id: "held".into(),
        request: Some(request("!hold")),
    };
    requests.send(item).await.unwrap();
    engines.wait_for_held(1).await;

    let end = in_time(watch.message()).await.expect_err("the watch ends");
    assert_eq!(end.code(), Code::Unavailable, "{end:?}");
    assert_eq!(reason(&end), "DRAINING");
    engines.release();
    let response = in_time(responses.message()).await.expect("a response");
    assert_eq!(response.unwrap().request_id, "held");
    let end = in_time(responses.message())
        .await
        .expect_err("the stream ends");
    assert_eq!(end.code(), Code::Unavailable, "{end:?}");
    assert_eq!(reason(&end), "DRAINING");
    wait_until("the connection is closed", || open(&running) == 0.0).await;
    drop(requests); // the client has not ended its side before
    assert_eq!(closed(&running, "age"), 1.0);
    assert_eq!(closed(&running, "grace"), 0.0);
}

/// There may be as many health watches as streams of documents, and neither takes room from the
/// other.
#[tokio::test]
async fn streams_and_health_watches_are_bounded() {
    let running = start_server(&[("streams", "2")]).await;
    let watches = [watch_health(&running).await, watch_health(&running).await];
    let mut health = HealthClient::new(channel(&running).await);
    let more = health.watch(HealthCheckRequest::default()).await;
    let status = more.expect_err("no room for a third watch");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "TOO_MANY_STREAMS");
    let check = health.check(HealthCheckRequest::default()).await;
    check.expect("a check needs no room");

    let mut client = client(&running).await;
    let mut open_stream = async || {
        let (requests, receiver) = tokio::sync::mpsc::channel(1);
        let receiver = tokio_stream::wrappers::ReceiverStream::new(receiver);
        let responses = client.stream_summarize(receiver).await?;
        Ok::<_, tonic::Status>((requests, responses))
    };
    let streams = [open_stream().await, open_stream().await];
    let streams = streams.map(|stream| stream.expect("watches take no room from streams"));
    let status = open_stream().await.expect_err("no room for a third stream");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "TOO_MANY_STREAMS");

    drop((watches, streams));
    wait_until("watches and streams have ended", || running.calls() == 0).await;
    watch_health(&running).await;
    open_stream().await.expect("room for a stream again");
}

/// A drain waits neither for health watches nor for peers that send nothing, stop in the middle of
/// the preface, or answer no PING. Watches hear NOT_SERVING first, then the end. New connections
/// are refused afterwards.
#[tokio::test]
async fn nothing_holds_up_the_drain() {
    let settings = [("drain_delay", "200ms"), ("drain_limit", "20s")];
    let running = Arc::new(start_server(&settings).await);
    let mut silent = silent_peer(&running).await;
    let mut half_open = half_open_peer(&running).await;
    // This one has opened an HTTP/2 connection, and from now on reads nothing.
    let mut unresponsive = FrameClient::connect(&running).await;
    unresponsive.push_ping();
    unresponsive.flush().await;
    assert_eq!(unresponsive.event().await, Event::Pong);
    let mut watch = watch_health(&running).await;
    wait_until("four connections", || open(&running) == 4.0).await;

    let began = Instant::now();
    let draining = tokio::spawn({
        let running = Arc::clone(&running);
        async move { running.drain().await }
    });
    assert_eq!(next_status(&mut watch).await, ServingStatus::NotServing);
    let end = in_time(watch.message()).await.expect_err("the watch ends");
    assert_eq!(end.code(), Code::Unavailable);
    assert!(began.elapsed() >= Duration::from_millis(200), "the delay");
    assert!(draining.await.unwrap(), "nothing had to be cut");
    assert!(
        began.elapsed() < Duration::from_secs(15),
        "it waits for a silent peer: {:?}",
        began.elapsed()
    );
    for peer in [&mut silent, &mut half_open] {
        wait_for_close(peer).await;
    }
    while unresponsive.event().await != Event::Closed {}
    let refused = TcpStream::connect(running.address().unwrap()).await;
    assert!(refused.is_err(), "nobody listens any more");
}

/// During the drain delay the server still takes calls and connections, but says NOT_SERVING.
#[tokio::test]
async fn calls_are_taken_during_the_drain_delay() {
    let running = Arc::new(start_server(&[("drain_delay", "1h")]).await);
    let mut watch = watch_health(&running).await;
    let draining = tokio::spawn({
        let running = Arc::clone(&running);
        async move { running.drain().await }
    });
    assert_eq!(next_status(&mut watch).await, ServingStatus::NotServing);
    assert_eq!(check_health(&running).await, ServingStatus::NotServing);
    let mut late = client(&running).await;
    late.summarize(request(ARTICLE)).await.expect("a summary");
    draining.abort();
}

/// Peers that do not open an HTTP/2 connection in time are closed; one that does is left alone, even
/// if it takes its time.
#[tokio::test]
async fn silent_peers_are_closed() {
    let running = start_server(&[("handshake_time", "500ms")]).await;
    let mut slow = FrameClient::connect(&running).await;
    // These are younger, so that the first is past its time when they are.
    let mut silent = silent_peer(&running).await;
    let mut half_open = half_open_peer(&running).await;
    wait_until("three connections", || open(&running) == 3.0).await;
    slow.push_ping();
    slow.flush().await;
    assert_eq!(slow.event().await, Event::Pong);
    wait_for_close(&mut silent).await;
    wait_for_close(&mut half_open).await;
    assert_eq!(closed(&running, "handshake"), 2.0);
    slow.push_headers(1);
    slow.push_message(1, &raw::length_prefixed(&request(ARTICLE)));
    slow.flush().await;
    assert_eq!(slow.event().await, Event::ResponseEnd(1));
}

/// A connection beyond the maximum is closed at once, and there is room again when one has gone.
#[tokio::test]
async fn the_number_of_connections_is_bounded() {
    let running = start_server(&[("connections", "3")]).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = client(&running).await;
        client.summarize(request(ARTICLE)).await.expect("a summary");
        clients.push(client);
    }
    let mut fourth = silent_peer(&running).await;
    wait_for_close(&mut fourth).await;
    assert_eq!(closed(&running, "cap"), 1.0);
    for client in &mut clients {
        client.summarize(request(ARTICLE)).await.expect("a summary");
    }
    drop(clients.pop());
    wait_until("one connection has ended", || open(&running) == 2.0).await;
    let mut client = client(&running).await;
    client.summarize(request(ARTICLE)).await.expect("a summary");
}

/// A connection without a call for the idle time is asked to close. One with a call is not idle,
/// however long the call takes.
#[tokio::test]
async fn idle_connections_are_asked_to_close() {
    let engines = TestEngines::default();
    let running = start_server_with(&[("connection_idle", "400ms")], engines.factory()).await;
    let mut busy = client(&running).await;
    let call = tokio::spawn(async move {
        let response = busy.summarize(request("!hold")).await;
        // Returned with the response, so that its connection stays open.
        (response, busy)
    });
    engines.wait_for_held(1).await;
    let mut idle = client(&running).await;
    idle.summarize(request(ARTICLE)).await.expect("a summary");
    wait_until("the idle one is closed", || closed(&running, "idle") == 1.0).await;
    wait_until("one connection is left", || open(&running) == 1.0).await;
    assert_eq!(closed(&running, "idle"), 1.0, "the busy one is not idle");
    engines.release();
    let (response, _busy) = call.await.unwrap();
    response.expect("the busy one was left alone");
    wait_until("that one is closed too", || closed(&running, "idle") == 2.0).await;
}

/// A drain under load, seen frame by frame: every call up to the last one that GOAWAY names is
/// answered. Those above it were not looked at, so clients may send them again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_let_in_is_lost_by_a_drain() {
    const CALLS_AT_ONCE: u32 = 16;
    const CALLS_BEFORE_THE_DRAIN: usize = 40;
    let engines = TestEngines::default();
    let running = start_server_with(&[("drain_delay", "50ms")], engines.factory()).await;
    let running = Arc::new(running);
    let load = |mut frames: FrameClient, done: Arc<AtomicUsize>| async move {
        let message = raw::length_prefixed(&request("!sleep 3"));
        let (mut calls, mut answered, mut last) = (0, Vec::new(), None);
        loop {
            // As many at once as said, until the server says which is the last.
            while last.is_none() && calls < answered.len() as u32 + CALLS_AT_ONCE {
                frames.push_headers(2 * calls + 1);
                frames.push_message(2 * calls + 1, &message);
                calls += 1;
            }
            frames.flush().await;
            match frames.event().await {
                Event::ResponseEnd(stream) => answered.push(stream),
                Event::GoAway {
                    last_stream,
                    error_code: 0,
                } => last = Some(last_stream),
                Event::Closed => return (answered, last.expect("GOAWAY comes first")),
                event => panic!("{event:?}"),
            }
            done.store(answered.len(), Ordering::Relaxed);
        }
    };
    let mut loads = Vec::new();
    for _ in 0..4 {
        let done = Arc::new(AtomicUsize::new(0));
        let frames = FrameClient::connect(&running).await;
        loads.push((tokio::spawn(load(frames, Arc::clone(&done))), done));
    }
    let under_load = || {
        let mut done = loads.iter().map(|(_, done)| done.load(Ordering::Relaxed));
        done.all(|done| done >= CALLS_BEFORE_THE_DRAIN)
    };
    wait_until("all connections have load", under_load).await;
    assert!(running.drain().await, "nothing had to be cut");
    let mut answered_in_all = 0;
    for (load, _) in loads {
        let (mut answered, last) = load.await.expect("nothing but responses");
        answered.sort();
        let let_in: Vec<u32> = (1..=last).step_by(2).collect();
        assert!(let_in.len() >= CALLS_BEFORE_THE_DRAIN);
        assert_eq!(answered, let_in, "each call up to the last has a response");
        answered_in_all += answered.len();
    }
    let count = |name: &str, part: &str| metric(&running, name, part) as usize;
    let handled = count("grpc_server_handled_total", "grpc_code=\"OK\"");
    assert_eq!(handled, answered_in_all, "all of them summaries");
    assert_eq!(count("grpc_server_started_total", ""), handled);
}

/// A call that takes longer than the drain's limit is cut then, not earlier; its work is cancelled,
/// and the drain ends.
#[tokio::test]
async fn the_drain_has_a_limit() {
    let engines = TestEngines::default();
    let settings = [("drain_limit", "200ms"), ("workers", "1")];
    let running = start_server_with(&settings, engines.factory()).await;
    let mut client = client(&running).await;
    let call = tokio::spawn(async move { client.summarize(request("!hold")).await });
    engines.wait_for_held(1).await;
    let began = Instant::now();
    assert!(!running.drain().await, "a call had to be cut");
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!(closed(&running, "drain_limit"), 1.0);
    assert!(call.await.unwrap().is_err());
    let cancelled = || metric(&running, "gleaner_documents_total", "Canceled");
    wait_until("the work is cancelled", || cancelled() == 1.0).await;
}

/// Health says NOT_SERVING, and the liveness probe fails, while every worker is stuck; one stuck
/// worker of two does not matter. Both recover. Calls end at their deadline nevertheless.
#[tokio::test]
async fn health_tells_when_all_workers_are_stuck() {
    let engines = TestEngines::default();
    let settings = [
        ("stuck_time", "100ms"),
        ("workers", "2"),
        ("deadline", "500ms"),
    ];
    let running = start_server_with(&settings, engines.factory()).await;
    let mut watch = watch_health(&running).await;
    let mut client = client(&running).await;
    let block = || {
        let mut client = client.clone();
        tokio::spawn(async move { client.summarize(request("!block")).await })
    };
    let first = block();
    engines.wait_for_held(1).await;
    // That one stuck worker changes nothing can only be seen by waiting: for longer than
    // `stuck_time` and the 100 ms between two looks. A slow machine does not fail here.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(check_health(&running).await, ServingStatus::Serving);
    let second = block();
    assert_eq!(next_status(&mut watch).await, ServingStatus::NotServing);
    let live = ask_admin(&running, "GET", "/healthz").await;
    assert!(live.starts_with("HTTP/1.1 503"), "{live}");
    for call in [first, second] {
        let status = call.await.unwrap().expect_err("the call ends in time");
        assert_eq!(status.code(), Code::DeadlineExceeded);
    }
    assert_eq!(engines.held(), 2, "the workers are still stuck");
    engines.release();
    assert_eq!(next_status(&mut watch).await, ServingStatus::Serving);
    let live = ask_admin(&running, "GET", "/healthz").await;
    assert!(live.starts_with("HTTP/1.1 200"), "{live}");
    client.summarize(request(ARTICLE)).await.expect("a summary");
}

/// A client may cancel thousands of calls, as many at once as it may have open. It keeps its
/// connection, and the calls leave neither work nor taken room behind.
#[tokio::test]
async fn a_client_may_cancel_thousands_of_calls() {
    const CALLS_AT_ONCE: u32 = 200; // streams_per_connection is 256
    let engines = TestEngines::default();
    let running = start_server_with(&[("workers", "1")], engines.factory()).await;
    let mut frames = FrameClient::connect(&running).await;
    let held = raw::length_prefixed(&request("!hold"));
    let mut stream = 1;
    for _ in 0..50 {
        let streams: Vec<u32> = (0..CALLS_AT_ONCE).map(|nth| stream + 2 * nth).collect();
        for &stream in &streams {
            frames.push_headers(stream);
            frames.push_message(stream, &held);
        }
        streams
            .iter()
            .for_each(|&stream| frames.push_cancel(stream));
        frames.push_ping();
        frames.flush().await;
        loop {
            match frames.event().await {
                Event::Pong => break,
                // What a cancelled call is answered does not matter.
                Event::ResponseEnd(_) | Event::Reset(_) => {}
                event => panic!("{event:?} on stream {stream}"),
            }
        }
        stream += 2 * CALLS_AT_ONCE;
    }
    frames.push_headers(stream);
    frames.push_message(stream, &raw::length_prefixed(&request(ARTICLE)));
    frames.flush().await;
    assert_eq!(frames.event().await, Event::ResponseEnd(stream));
    wait_until("all calls have ended", || running.calls() == 0).await;
    let count = |name: &str, part: &str| metric(&running, name, part);
    let in_flight = || count("gleaner_documents_in_flight", "");
    wait_until("no room is taken", || in_flight() == 0.0).await;
    let [started, cancelled] = [
        count("grpc_server_started_total", ""),
        count("grpc_server_handled_total", "grpc_code=\"Canceled\""),
    ];
    assert_eq!(started, cancelled + 1.0);
}

/// A client that resets far more streams than it may have open is an attacker (CVE-2023-44487), and
/// loses its connection. Others are served.
#[tokio::test]
async fn a_flood_of_resets_is_cut_off() {
    const ENHANCE_YOUR_CALM: u32 = 11;
    let running = start_server(&[]).await;
    let mut frames = FrameClient::connect(&running).await;
    for nth in 0..5000 {
        frames.push_headers(2 * nth + 1);
        frames.push_cancel(2 * nth + 1);
    }
    frames.flush().await;
    loop {
        match frames.event().await {
            Event::GoAway { error_code, .. } => {
                assert_eq!(error_code, ENHANCE_YOUR_CALM);
                break;
            }
            Event::Closed => panic!("GOAWAY has to say why"),
            _ => {}
        }
    }
    let mut other = client(&running).await;
    other.summarize(request(ARTICLE)).await.expect("a summary");
}

/// Hundreds of idle connections do not slow down calls. tests/stress/run.py opens a thousand and
/// measures their memory.
#[tokio::test]
async fn idle_connections_do_not_slow_down_calls() {
    let running = start_server(&[]).await;
    let mut idle = Vec::new();
    for _ in 0..500 {
        // Both ends need a file descriptor in this process, which may not have so many.
        match endpoint(&running).connect().await {
            Ok(channel) => idle.push(channel),
            Err(_) => break,
        }
    }
    assert!(idle.len() >= 100, "{} connections", idle.len());
    let mut client = client(&running).await;
    let began = Instant::now();
    for _ in 0..50 {
        client.summarize(request(ARTICLE)).await.expect("a summary");
    }
    // A call takes a millisecond or so; a server that looked at each connection in turn would take
    // far longer than this bound, which is generous for a loaded machine.
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
}
