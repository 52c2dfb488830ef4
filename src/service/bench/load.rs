//! The load: senders that each keep some documents in flight until the time is over.
//!
//! In an open loop every document is due at a fixed time, and its latency is measured from then, even
//! if no sender was free. Measured from the time of sending instead, a server that stalls would hide
//! the documents that it kept waiting (coordinated omission).

use super::report::Report;
use crate::service::proto::batch_summarize_result::Result as BatchResult;
use crate::service::proto::stream_summarize_response::Result as StreamResult;
use crate::service::proto::summarizer_service_client::SummarizerServiceClient;
use crate::service::proto::{BatchSummarizeRequest, StreamSummarizeRequest, SummarizeRequest};
use std::collections::HashMap;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request};

/// How long to wait for the last responses after the end.
const LAST_RESPONSES_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a sender pauses after a failed document, so that fast failures do not become a busy
/// loop.
const FAILURE_PAUSE: Duration = Duration::from_millis(1);

/// How documents are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Mode {
    /// One Summarize call per document.
    Unary,
    /// One StreamSummarize call per connection.
    Stream,
    /// BatchSummarize calls of --batch-size documents.
    Batch,
}

/// What to send.
pub(super) struct Plan {
    /// The documents, sent one after the other and then again from the start.
    pub(super) requests: Vec<SummarizeRequest>,
    pub(super) mode: Mode,
    /// Documents in one BatchSummarize call.
    pub(super) batch_size: usize,
    pub(super) connections: usize,
    /// Most documents in flight, over all connections.
    pub(super) in_flight: usize,
    /// Documents per second in an open loop; none for a closed loop.
    pub(super) rate: Option<f64>,
    /// How long to send before measuring.
    pub(super) warmup: Duration,
    /// How long to measure.
    pub(super) duration: Duration,
    /// The value of the `authorization` header.
    pub(super) key: Option<MetadataValue<Ascii>>,
    /// Whether to show a progress line.
    pub(super) progress: bool,
}

/// What all senders share.
struct Run {
    plan: Arc<Plan>,
    started: Instant,
    measured_from: Instant,
    end: Instant,
    /// Documents handed out to senders.
    sent: AtomicU64,
    done: AtomicU64,
    failed: AtomicU64,
}

impl Run {
    /// The number of the next of `documents` documents, and when it is due. None once the time is
    /// over.
    fn next(&self, documents: usize) -> Option<(u64, Instant)> {
        let number = self.sent.fetch_add(documents as u64, Ordering::Relaxed);
        let due = match self.plan.rate {
            Some(rate) => self.started + Duration::from_secs_f64(number as f64 / rate),
            None => Instant::now(),
        };
        // A document that was due before the end is left out if no sender was free until the end.
        (due < self.end && Instant::now() < self.end).then_some((number, due))
    }

    fn request(&self, number: u64) -> &SummarizeRequest {
        &self.plan.requests[number as usize % self.plan.requests.len()]
    }

    fn with_key<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        if let Some(key) = &self.plan.key {
            request.metadata_mut().insert("authorization", key.clone());
        }
        request
    }

    /// Records the end of a document. It counts in the report if it was due after the warm-up.
    fn record(&self, report: &mut Report, number: u64, code: Code, due: Instant) {
        let counter = if code == Code::Ok {
            &self.done
        } else {
            &self.failed
        };
        counter.fetch_add(1, Ordering::Relaxed);
        if due >= self.measured_from {
            let document = self.request(number).document.as_ref();
            let bytes = document.map_or(0, |document| document.text.len());
            report.record(code, due.elapsed(), bytes);
        }
    }
}

/// Sends the load of `plan` over `channels`.
pub(super) async fn run(plan: Arc<Plan>, channels: Vec<Channel>) -> Report {
    let started = Instant::now();
    let measured_from = started + plan.warmup;
    let run = Arc::new(Run {
        started,
        measured_from,
        end: measured_from + plan.duration,
        sent: AtomicU64::new(0),
        done: AtomicU64::new(0),
        failed: AtomicU64::new(0),
        plan: Arc::clone(&plan),
    });
    let progress = tokio::spawn(show_progress(Arc::clone(&run)));
    let mut senders = spawn_senders(&run, &channels);
    let mut total = Report::new();
    let last = run.end + LAST_RESPONSES_TIMEOUT;
    while let Ok(Some(sender)) = tokio::time::timeout_at(last.into(), senders.join_next()).await {
        if let Ok(report) = sender {
            total.add(&report);
        }
    }
    progress.abort();
    total.set_duration(plan.duration);
    if let Some(rate) = plan.rate {
        let due = rate * (plan.warmup + plan.duration).as_secs_f64();
        total.not_sent = (due as u64).saturating_sub(run.sent.load(Ordering::Relaxed));
    }
    total.rate = plan.rate;
    total.mode = match plan.mode {
        Mode::Unary => "unary",
        Mode::Stream => "stream",
        Mode::Batch => "batch",
    };
    total
}

/// Starts as many senders as keep `in_flight` documents in flight.
fn spawn_senders(run: &Arc<Run>, channels: &[Channel]) -> JoinSet<Report> {
    let plan = &run.plan;
    let client = |sender: usize| {
        let channel = channels[sender % channels.len()].clone();
        SummarizerServiceClient::new(channel)
            .max_decoding_message_size(usize::MAX)
            .max_encoding_message_size(usize::MAX)
    };
    let mut senders = JoinSet::new();
    match plan.mode {
        Mode::Unary => {
            for sender in 0..plan.in_flight {
                senders.spawn(send_single_calls(Arc::clone(run), client(sender)));
            }
        }
        Mode::Batch => {
            for sender in 0..plan.in_flight.div_ceil(plan.batch_size) {
                senders.spawn(send_batches(Arc::clone(run), client(sender)));
            }
        }
        Mode::Stream => {
            let window = plan.in_flight.div_ceil(plan.connections);
            for sender in 0..plan.connections {
                senders.spawn(send_streams(Arc::clone(run), client(sender), window));
            }
        }
    }
    senders
}

type Client = SummarizerServiceClient<Channel>;

/// Waits for `due`, if it is in the future. Calling `sleep_until` for a time that has come would
/// still wait for the next tick of the runtime's clock, up to a millisecond.
async fn wait_until(due: Instant) {
    if due > Instant::now() {
        tokio::time::sleep_until(due.into()).await;
    }
}

async fn pause_after_failure(code: Code) {
    if code != Code::Ok {
        tokio::time::sleep(FAILURE_PAUSE).await;
    }
}

async fn send_single_calls(run: Arc<Run>, mut client: Client) -> Report {
    let mut report = Report::new();
    while let Some((number, due)) = run.next(1) {
        wait_until(due).await;
        let request = run.with_key(run.request(number).clone());
        let code = client
            .summarize(request)
            .await
            .map_or_else(|status| status.code(), |_| Code::Ok);
        run.record(&mut report, number, code, due);
        pause_after_failure(code).await;
    }
    report
}

async fn send_batches(run: Arc<Run>, mut client: Client) -> Report {
    let mut report = Report::new();
    let size = run.plan.batch_size;
    while let Some((first, due)) = run.next(size) {
        wait_until(due).await;
        let numbers = first..first + size as u64;
        let requests = numbers
            .clone()
            .map(|number| run.request(number).clone())
            .collect();
        let batch = run.with_key(BatchSummarizeRequest { requests });
        let codes: Vec<Code> = match client.batch_summarize(batch).await {
            Err(status) => vec![status.code(); size],
            Ok(response) => {
                let results = response.into_inner().results.into_iter();
                results.map(|result| batch_code(result.result)).collect()
            }
        };
        for (number, code) in numbers.zip(&codes) {
            run.record(&mut report, number, *code, due);
        }
        pause_after_failure(codes.first().copied().unwrap_or(Code::Unknown)).await;
    }
    report
}

/// The status code of one document of a batch.
fn batch_code(result: Option<BatchResult>) -> Code {
    match result {
        Some(BatchResult::Summary(_)) => Code::Ok,
        Some(BatchResult::Error(error)) => Code::from(error.code),
        None => Code::Unknown,
    }
}

/// The status code of one document of a stream.
fn stream_code(result: Option<StreamResult>) -> Code {
    match result {
        Some(StreamResult::Summary(_)) => Code::Ok,
        Some(StreamResult::Error(error)) => Code::from(error.code),
        None => Code::Unknown,
    }
}

/// Sends streams one after the other, because a server that closes the connection ends its streams.
async fn send_streams(run: Arc<Run>, mut client: Client, window: usize) -> Report {
    let mut report = Report::new();
    while Instant::now() < run.end {
        let code = send_stream(&run, &mut client, window, &mut report).await;
        pause_after_failure(code).await;
    }
    report
}

/// Sends one stream, with at most `window` documents in flight, and returns the code with which it
/// ended.
async fn send_stream(run: &Run, client: &mut Client, window: usize, report: &mut Report) -> Code {
    let (requests, queue) = mpsc::channel(window);
    let queue = tokio_stream::wrappers::ReceiverStream::new(queue);
    let mut responses = match client.stream_summarize(run.with_key(queue)).await {
        Ok(responses) => responses.into_inner(),
        Err(status) => {
            run.record(report, 0, status.code(), Instant::now());
            return status.code();
        }
    };
    // The numbers of documents in flight, with their due times.
    let mut in_flight: HashMap<u64, Instant> = HashMap::new();
    let mut requests = Some(requests);
    let mut next = run.next(1);
    loop {
        let due = next.filter(|_| in_flight.len() < window);
        tokio::select! {
            biased;
            () = wait_until(due.map_or(run.end, |(_, due)| due)),
                if requests.is_some() && (due.is_some() || next.is_none()) =>
            {
                let Some((number, due)) = due else {
                    // The time is over. Dropping the sender ends the requests; the responses to
                    // those in flight still arrive.
                    requests = None;
                    continue;
                };
                if let Some(requests) = &requests && send_request(run, requests, number).await {
                    in_flight.insert(number, due);
                }
                next = run.next(1);
            }
            response = responses.message() => match response {
                Ok(Some(response)) => {
                    let code = stream_code(response.result);
                    let number = response.request_id.parse().unwrap_or(u64::MAX);
                    if let Some(due) = in_flight.remove(&number) {
                        run.record(report, number, code, due);
                    }
                }
                ended => {
                    let code = ended.map_or_else(|status| status.code(), |_| Code::Ok);
                    for (number, due) in in_flight {
                        run.record(report, number, code, due);
                    }
                    return code;
                }
            },
        }
    }
}

/// Sends one document on a stream. Returns false if the stream has ended.
async fn send_request(
    run: &Run,
    requests: &mpsc::Sender<StreamSummarizeRequest>,
    number: u64,
) -> bool {
    let request = StreamSummarizeRequest {
        request_id: number.to_string(),
        request: Some(run.request(number).clone()),
    };
    requests.send(request).await.is_ok()
}

/// Shows a progress line on standard error every second, if that is a terminal.
async fn show_progress(run: Arc<Run>) {
    if !run.plan.progress || !std::io::stderr().is_terminal() {
        return;
    }
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let done = run.done.load(Ordering::Relaxed);
        let failed = run.failed.load(Ordering::Relaxed);
        let left = run.end.saturating_duration_since(Instant::now()).as_secs();
        // The line is only informative, so an error is ignored.
        let _ = write!(
            std::io::stderr(),
            "\r{done} done, {}/s, {failed} failed, {left} s left  ",
            done - before
        );
        before = done;
    }
}
