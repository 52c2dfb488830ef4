//! How connections begin and end: caps, age, idleness, silence, and the drain.

use super::harness::{
    ARTICLE, PATIENCE, channel, client, endpoint, eventually, metric, request, server, server_with,
    unruly_engine,
};
use super::raw;
use gleaner::service::Running;
use gleaner::service::proto::health::HealthCheckRequest;
use gleaner::service::proto::health::health_check_response::ServingStatus;
use gleaner::service::proto::health::health_client::HealthClient;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::Code;

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

/// T1: at its age a connection is asked to go; a call in flight goes on to its end.
#[tokio::test]
async fn an_old_connection_is_asked_to_go() {
    let settings = [("connection_age", "200ms"), ("connection_age_grace", "5s")];
    let running = server_with(&settings, unruly_engine()).await;
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
    let running = server_with(&settings, unruly_engine()).await;
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
    let mut health = HealthClient::new(channel(&running).await);
    let mut watch = health
        .watch(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        watch.message().await.unwrap().unwrap().status(),
        ServingStatus::Serving
    );
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

/// A drain under load: whatever was let in is answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_let_in_is_lost_by_a_drain() {
    let running = Arc::new(server_with(&[("drain_delay", "100ms")], unruly_engine()).await);
    let (answered, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut callers = Vec::new();
    for _ in 0..8 {
        let mut client = client(&running).await;
        let (answered, refused) = (Arc::clone(&answered), Arc::clone(&refused));
        callers.push(tokio::spawn(async move {
            loop {
                match client.summarize(request("!sleep 3")).await {
                    Ok(_) => answered.fetch_add(1, Ordering::Relaxed),
                    // A new connection was refused: this call never came in.
                    Err(status) if status.code() == Code::Unavailable => {
                        refused.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                    // The connection was closed before the client had sent it, or while it was
                    // sending. Had the server begun it, the counts below would differ.
                    Err(status) if matches!(status.code(), Code::Cancelled | Code::Internal) => 0,
                    Err(status) => panic!("a call was lost: {status:?}"),
                };
            }
        }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let clean = running.drain().await;
    for caller in callers {
        caller.await.expect("no call lost");
    }
    assert!(clean);
    assert_eq!(refused.load(Ordering::Relaxed), 8);
    let ok = metric(&running, "grpc_server_handled_total", "grpc_code=\"OK\"");
    assert_eq!(
        ok as usize,
        answered.load(Ordering::Relaxed),
        "all answers arrived"
    );
    let started = metric(&running, "grpc_server_started_total", "");
    assert_eq!(started, ok, "and nothing else was let in");
}

/// A call that outlasts the drain's limit is cut, and the drain ends.
#[tokio::test]
async fn the_drain_has_a_limit() {
    let settings = [("drain_limit", "200ms"), ("workers", "1")];
    let running = server_with(&settings, unruly_engine()).await;
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
    let running = server_with(&settings, unruly_engine()).await;
    let mut health = HealthClient::new(channel(&running).await);
    let mut watch = health
        .watch(HealthCheckRequest::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        watch.message().await.unwrap().unwrap().status(),
        ServingStatus::Serving
    );
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

/// A client that opens and cancels thousands of calls is served again. The storm may cost it the
/// connection, for floods of resets are limited, and so the first call after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_cancelled_calls_passes() {
    let running = server_with(&[("workers", "1")], unruly_engine()).await;
    let client = client(&running).await;
    for round in 0..100 {
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let mut client = client.clone();
                tokio::spawn(async move { client.summarize(request("!sleep 50")).await })
            })
            .collect();
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        for call in &calls {
            call.abort();
        }
    }
    eventually("the end of all calls", || running.calls() == 0).await;
    let mut attempts_left = 10;
    while let Err(status) = client.clone().summarize(request(ARTICLE)).await {
        attempts_left -= 1;
        assert!(attempts_left > 0, "not served again: {status:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    eventually("room", || {
        metric(&running, "gleaner_documents_in_flight", "") == 0.0
    })
    .await;
    let connections = metric(&running, "gleaner_connections_accepted_total", "");
    let cancelled = metric(&running, "grpc_server_handled_total", "Canceled");
    println!("{cancelled} calls cancelled on {connections} connections");
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
