//! How connections begin and end: caps, age, idleness, silence, and the drain.

use super::frames::{Event, Frames};
use super::harness::{
    ARTICLE, PATIENCE, channel, client, endpoint, eventually, metric, reason, request, server,
    server_with, unruly_engines,
};
use super::raw;
use gleaner::service::Running;
use gleaner::service::proto::health::health_check_response::ServingStatus;
use gleaner::service::proto::health::health_client::HealthClient;
use gleaner::service::proto::health::{HealthCheckRequest, HealthCheckResponse};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::{Code, Streaming};

fn closed(running: &Running, reason: &str) -> f64 {
    metric(running, "gleaner_connections_closed_total", reason)
}

/// Waits until the server closes `stream`, whatever it sends before.
async fn end_of(stream: &mut TcpStream) {
    let mut buffer = [0; 1024];
    let end = async { while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {} };
    tokio::time::timeout(PATIENCE, end)
        .await
        .expect("the server closes the connection");
}

/// A watch of the server's health, which is fine so far.
async fn watch_health(running: &Running) -> Streaming<HealthCheckResponse> {
    let mut health = HealthClient::new(channel(running).await);
    let watch = health.watch(HealthCheckRequest::default()).await;
    let mut watch = watch.unwrap().into_inner();
    let first = watch.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::Serving);
    watch
}

/// T1: at its age a connection is asked to go; a call in flight goes on to its end.
#[tokio::test]
async fn an_old_connection_is_asked_to_go() {
    let settings = [("connection_age", "200ms"), ("connection_age_grace", "5s")];
    let running = server_with(&settings, unruly_engines()).await;
    let (mut sender, connection) = raw::connect(&running).await;
    let call = raw::call("Summarize", &[], raw::frame(&request("!sleep 700")));
    let answer = sender.send_request(call);
    eventually("the age", || closed(&running, "age") == 1.0).await;
    let (status, _) = raw::status(answer.await.expect("the call goes on")).await;
    assert_eq!(status.code(), Code::Ok);
    tokio::time::timeout(PATIENCE, connection)
        .await
        .expect("the connection ends")
        .unwrap();
    assert_eq!(closed(&running, "grace"), 0.0);
}

/// T1: after the grace it is cut.
#[tokio::test]
async fn an_old_connection_is_cut_after_the_grace() {
    let settings = [
        ("connection_age", "100ms"),
        ("connection_age_grace", "100ms"),
    ];
    let running = server_with(&settings, unruly_engines()).await;
    let (mut sender, _connection) = raw::connect(&running).await;
    let call = raw::call("Summarize", &[], raw::frame(&request("!sleep 20000")));
    assert!(sender.send_request(call).await.is_err(), "the call is cut");
    assert_eq!(closed(&running, "grace"), 1.0);
    eventually("the end of the work", || running.calls() == 0).await;
}

/// T1: while connections come and go no call is lost.
#[tokio::test]
async fn the_age_of_connections_costs_no_call() {
    let running = server(&[("connection_age", "50ms")]).await;
    let mut client = client(&running).await;
    let until = Instant::now() + Duration::from_millis(500);
    let (mut calls, mut unsent) = (0, 0);
    while Instant::now() < until {
        match client.summarize(request(ARTICLE)).await {
            Ok(_) => calls += 1,
            // The connection closed before the client had sent the call, and tonic's client, unlike
            // others, leaves it to its caller to try again.
            Err(status) if status.code() == Code::Cancelled => unsent += 1,
            Err(status) => panic!("a call was lost: {status:?}"),
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let started = metric(&running, "grpc_server_started_total", "");
    assert_eq!(
        started,
        f64::from(calls),
        "every call that came in was answered"
    );
    assert!(unsent <= calls / 10, "{unsent} calls were not even sent");
    println!(
        "{calls} calls over {} connections",
        closed(&running, "age") + 1.0
    );
    assert!(closed(&running, "age") >= 3.0);
}

/// T1: a health watch ends in good order before the grace does, and is not cut with the connection.
#[tokio::test]
async fn a_health_watch_ends_with_its_connection() {
    let settings = [
        ("connection_age", "100ms"),
        ("connection_age_grace", "600ms"),
    ];
    let running = server(&settings).await;
    let mut watch = watch_health(&running).await;
    let end = watch.message().await.expect_err("the end");
    assert_eq!(end.code(), Code::Unavailable, "{end:?}");
    assert_eq!(reason(&end), "DRAINING");
    assert_eq!(closed(&running, "age"), 1.0);
    eventually("the end of the call", || running.calls() == 0).await;
    assert_eq!(closed(&running, "grace"), 0.0);
}

/// Watches of health are as many as there may be streams, and take none of their room.
#[tokio::test]
async fn health_watches_are_bounded() {
    let running = server(&[("streams", "2")]).await;
    let watches = [watch_health(&running).await, watch_health(&running).await];
    let mut health = HealthClient::new(channel(&running).await);
    let more = health.watch(HealthCheckRequest::default()).await;
    let status = more.expect_err("no room");
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "TOO_MANY_STREAMS");
    let check = health.check(HealthCheckRequest::default()).await;
    check.expect("health never waits for room");
    let stream = client(&running)
        .await
        .stream_summarize(tokio_stream::empty())
        .await;
    stream.expect("streams have room of their own");
    drop(watches);
    eventually("the end of the watches", || running.calls() == 0).await;
    watch_health(&running).await;
}

/// T2, T3: neither an open health watch nor peers that are silent, or stop in the middle of the
/// preface, hold up the drain. The watch hears NOT_SERVING and the end.
#[tokio::test]
async fn nothing_holds_up_the_drain() {
    let running = Arc::new(server(&[("drain_delay", "100ms"), ("drain_limit", "20s")]).await);
    let address = running.address().unwrap();
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut half = TcpStream::connect(address).await.unwrap();
    half.write_all(b"PRI * HTTP/2.0").await.unwrap();
    let mut quiet = TcpStream::connect(address).await.unwrap();
    // A whole preface and empty SETTINGS, and then never a PING answered.
    quiet
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    let mut watch = watch_health(&running).await;
    eventually("four connections", || {
        metric(&running, "gleaner_connections", "") == 4.0
    })
    .await;

    let began = Instant::now();
    let draining = tokio::spawn({
        let running = Arc::clone(&running);
        async move { running.drain().await }
    });
    assert_eq!(
        watch.message().await.unwrap().unwrap().status(),
        ServingStatus::NotServing
    );
    assert_eq!(
        watch.message().await.expect_err("the end").code(),
        Code::Unavailable
    );
    assert!(draining.await.unwrap(), "nothing had to be cut");
    println!("drained in {:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(5));
    for stream in [&mut silent, &mut half, &mut quiet] {
        end_of(stream).await;
    }
}

/// T3: silent peers are found out without a drain, too.
#[tokio::test]
async fn silent_peers_are_closed() {
    let running = server(&[("handshake_time", "150ms")]).await;
    let mut silent = TcpStream::connect(running.address().unwrap())
        .await
        .unwrap();
    let mut half = TcpStream::connect(running.address().unwrap())
        .await
        .unwrap();
    half.write_all(b"PRI * HTTP/2.0").await.unwrap();
    end_of(&mut silent).await;
    end_of(&mut half).await;
    assert_eq!(closed(&running, "handshake"), 2.0);
    // One that has opened properly is left alone.
    let mut client = client(&running).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(client.summarize(request(ARTICLE)).await.is_ok());
    assert_eq!(
        metric(&running, "gleaner_connections_accepted_total", ""),
        3.0
    );
}

/// T13: connections are capped, and idle ones asked to go.
#[tokio::test]
async fn connections_are_capped_and_idle_ones_go() {
    let running = server(&[("connections", "3"), ("connection_idle", "400ms")]).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(client(&running).await);
    }
    for client in &mut open {
        assert!(client.summarize(request(ARTICLE)).await.is_ok());
    }
    let mut fourth = TcpStream::connect(running.address().unwrap())
        .await
        .unwrap();
    end_of(&mut fourth).await;
    assert_eq!(closed(&running, "cap"), 1.0);
    eventually("the end of idle ones", || closed(&running, "idle") == 3.0).await;
    eventually("room", || {
        metric(&running, "gleaner_connections", "") == 0.0
    })
    .await;
    assert!(
        client(&running)
            .await
            .summarize(request(ARTICLE))
            .await
            .is_ok()
    );
}

/// A drain under load, seen frame by frame: every call that came in before the server left is
/// answered, and those behind it were not even looked at, so that clients may send them again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_let_in_is_lost_by_a_drain() {
    let running = Arc::new(server_with(&[("drain_delay", "100ms")], unruly_engines()).await);
    let load = |mut frames: Frames| async move {
        let message = raw::frame(&request("!sleep 3"));
        let (mut calls, mut answered, mut last) = (0, Vec::new(), None);
        loop {
            // Sixteen at a time, up to the moment when the server says which was the last.
            while last.is_none() && calls < answered.len() as u32 + 16 {
                frames.begin(2 * calls + 1);
                frames.finish(2 * calls + 1, &message);
                calls += 1;
            }
            frames.send().await;
            match frames.event().await {
                Event::Answered(call) => answered.push(call),
                Event::Leaves(call, 0) => last = Some(call),
                Event::Closed => return (answered, last.expect("GOAWAY comes first")),
                event => panic!("{event:?}"),
            }
        }
    };
    let mut loads = Vec::new();
    for _ in 0..4 {
        loads.push(tokio::spawn(load(Frames::connect(&running).await)));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(running.drain().await, "nothing had to be cut");
    let mut answered_in_all = 0;
    for load in loads {
        let (mut answered, last) = load.await.expect("nothing but answers");
        answered.sort();
        let let_in: Vec<u32> = (1..=last).step_by(2).collect();
        assert!(let_in.len() > 16, "load, then the drain");
        assert_eq!(answered, let_in, "each call up to the last has its answer");
        answered_in_all += answered.len();
    }
    let count = |name: &str, part: &str| metric(&running, name, part) as usize;
    let handled = count("grpc_server_handled_total", "grpc_code=\"OK\"");
    assert_eq!(handled, answered_in_all, "all of them summaries");
    assert_eq!(count("grpc_server_started_total", ""), handled);
}

/// A call that outlasts the drain's limit is cut, and the drain ends.
#[tokio::test]
async fn the_drain_has_a_limit() {
    let settings = [("drain_limit", "200ms"), ("workers", "1")];
    let running = server_with(&settings, unruly_engines()).await;
    let mut client = client(&running).await;
    let call = tokio::spawn(async move { client.summarize(request("!sleep 20000")).await });
    eventually("the call", || running.calls() == 1).await;
    let began = Instant::now();
    assert!(!running.drain().await, "a call had to be cut");
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert!(call.await.unwrap().is_err());
}

/// Health says NOT_SERVING while every worker is stuck, and recovers.
#[tokio::test]
async fn health_does_not_lie_about_stuck_workers() {
    let settings = [
        ("stuck_time", "100ms"),
        ("workers", "1"),
        ("deadline", "300ms"),
    ];
    let running = server_with(&settings, unruly_engines()).await;
    let mut watch = watch_health(&running).await;
    let mut client = client(&running).await;
    let stuck = tokio::spawn(async move { client.summarize(request("!block 700")).await });
    assert_eq!(
        watch.message().await.unwrap().unwrap().status(),
        ServingStatus::NotServing
    );
    let status = stuck
        .await
        .unwrap()
        .expect_err("the deadline does not wait for the worker");
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(
        watch.message().await.unwrap().unwrap().status(),
        ServingStatus::Serving
    );
}

/// A client may cancel calls by the ten thousand, as many at once as it may have open: it keeps its
/// connection, and leaves no work and no room taken behind.
#[tokio::test]
async fn a_storm_of_cancelled_calls_passes() {
    let running = server_with(&[("workers", "1")], unruly_engines()).await;
    let mut frames = Frames::connect(&running).await;
    let slow = raw::frame(&request("!sleep 20000"));
    let mut call = 1;
    for _ in 0..50 {
        let crowd: Vec<u32> = (0..200).map(|nth| call + 2 * nth).collect();
        for &call in &crowd {
            frames.begin(call);
            frames.finish(call, &slow);
        }
        crowd.iter().for_each(|&call| frames.cancel(call));
        frames.ping();
        frames.send().await;
        loop {
            match frames.event().await {
                Event::Pong => break,
                // What a cancelled call is answered does not matter.
                Event::Answered(_) | Event::Reset(_) => {}
                event => panic!("{event:?} after {call} calls"),
            }
        }
        call += 400;
    }
    frames.begin(call);
    frames.finish(call, &raw::frame(&request(ARTICLE)));
    frames.send().await;
    assert_eq!(frames.event().await, Event::Answered(call));
    eventually("the end of all calls", || running.calls() == 0).await;
    let count = |name: &str, part: &str| metric(&running, name, part);
    eventually("room", || count("gleaner_documents_in_flight", "") == 0.0).await;
    let [started, cancelled] = [
        count("grpc_server_started_total", ""),
        count("grpc_server_handled_total", "Canceled"),
    ];
    assert_eq!(started, cancelled + 1.0);
    println!("{cancelled} of 10000 calls were begun before they were cancelled");
}

/// A flood of resets beyond that is an attack (CVE-2023-44487), and costs the connection.
#[tokio::test]
async fn a_flood_of_resets_is_cut_off() {
    let running = server(&[]).await;
    let mut frames = Frames::connect(&running).await;
    for nth in 0..5000 {
        frames.begin(2 * nth + 1);
        frames.cancel(2 * nth + 1);
    }
    frames.send().await;
    const ENHANCE_YOUR_CALM: u32 = 11;
    loop {
        match frames.event().await {
            Event::Leaves(_, code) => break assert_eq!(code, ENHANCE_YOUR_CALM),
            Event::Closed => panic!("GOAWAY says why"),
            _ => {}
        }
    }
    assert!(
        client(&running)
            .await
            .summarize(request(ARTICLE))
            .await
            .is_ok()
    );
}

/// Hundreds of idle connections stand in nobody's way; tests/stress/run.py opens a thousand and
/// weighs them.
#[tokio::test]
async fn idle_connections_are_no_burden() {
    let running = server(&[]).await;
    let mut open = Vec::new();
    for _ in 0..500 {
        // Both ends need a file descriptor here, and the system may not give as many.
        match endpoint(&running).connect().await {
            Ok(channel) => open.push(channel),
            Err(_) => break,
        }
    }
    println!("{} idle connections", open.len());
    assert!(open.len() >= 100);
    let mut client = client(&running).await;
    let began = Instant::now();
    for _ in 0..50 {
        client.summarize(request(ARTICLE)).await.expect("an answer");
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}
