//! The load itself: senders that each keep some documents in flight until the time is over.
//!
//! In an open loop every document has a time at which it is due, and its latency counts from then,
//! even if no sender was free: a server that stalls cannot hide the documents that it kept waiting
//! (coordinated omission).

use super::Mode;
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
use tokio::task::JoinSet;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request};

/// How long after the end answers are waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What to send.
pub(super) struct Plan {
    pub(super) requests: Vec<SummarizeRequest>,
    pub(super) mode: Mode,
    pub(super) batch_size: usize,
    pub(super) connections: usize,
    pub(super) in_flight: usize,
    pub(super) rate: Option<f64>,
    pub(super) warmup: Duration,
    pub(super) duration: Duration,
    pub(super) key: Option<MetadataValue<Ascii>>,
    pub(super) progress: bool,
}

/// What all senders share.
struct Run {
    plan: Arc<Plan>,
    measured_from: Instant,
    end: Instant,
    began: Instant,
    /// Documents handed out to senders.
    sent: AtomicU64,
    done: AtomicU64,
    failed: AtomicU64,
}

impl Run {
    /// The next `documents`, and when they are due; none once the time is over.
    fn next(&self, documents: usize) -> Option<(u64, Instant)> {
        let number = self.sent.fetch_add(documents as u64, Ordering::Relaxed);
        let due = match self.plan.rate {
            Some(rate) => self.began + Duration::from_secs_f64(number as f64 / rate),
            None => Instant::now(),
        };
        // What is due but cannot be sent in time any more is left out, and told by the report.
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

/// Sends what `plan` says over `channels`.
pub(super) async fn run(plan: Arc<Plan>, channels: Vec<Channel>) -> Report {
    let began = Instant::now();
    let measured_from = began + plan.warmup;
    let run = Arc::new(Run {
        measured_from,
        end: measured_from + plan.duration,
        began,
        sent: AtomicU64::new(0),
        done: AtomicU64::new(0),
        failed: AtomicU64::new(0),
        plan: Arc::clone(&plan),
    });
    let progress = tokio::spawn(show_progress(Arc::clone(&run)));
    let mut senders = JoinSet::new();
    let client = |sender: usize| {
        let channel = channels[sender % channels.len()].clone();
        SummarizerServiceClient::new(channel)
            .max_decoding_message_size(usize::MAX)
            .max_encoding_message_size(usize::MAX)
    };
    match plan.mode {
        Mode::Unary => {
            for sender in 0..plan.in_flight {
                senders.spawn(send_singly(Arc::clone(&run), client(sender)));
            }
        }
        Mode::Batch => {
            for sender in 0..plan.in_flight.div_ceil(plan.batch_size) {
                senders.spawn(send_batches(Arc::clone(&run), client(sender)));
            }
        }
        Mode::Stream => {
            let window = plan.in_flight.div_ceil(plan.connections);
            for sender in 0..plan.connections {
                senders.spawn(send_streams(Arc::clone(&run), client(sender), window));
            }
        }
    }
    let mut total = Report::new();
    let last = run.end + PATIENCE;
    while let Ok(Some(sender)) = tokio::time::timeout_at(last.into(), senders.join_next()).await {
        if let Ok(report) = sender {
            total.add(&report);
        }
    }
    progress.abort();
    total.measured_for(plan.duration);
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

type Client = SummarizerServiceClient<Channel>;

/// Waits for `due`, where it lies ahead. The runtime's clock ticks once a millisecond, and would let
/// even what is due now wait for the next tick.
async fn until(due: Instant) {
    if due > Instant::now() {
        tokio::time::sleep_until(due.into()).await;
    }
}

async fn send_singly(run: Arc<Run>, mut client: Client) -> Report {
    let mut report = Report::new();
    while let Some((number, due)) = run.next(1) {
        until(due).await;
        let request = run.with_key(run.request(number).clone());
        let code = client
            .summarize(request)
            .await
            .map_or_else(|s| s.code(), |_| Code::Ok);
        run.record(&mut report, number, code, due);
        rest_after(code).await;
    }
    report
}

async fn send_batches(run: Arc<Run>, mut client: Client) -> Report {
    let mut report = Report::new();
    let size = run.plan.batch_size;
    while let Some((first, due)) = run.next(size) {
        until(due).await;
        let numbers = first..first + size as u64;
        let requests = numbers
            .clone()
            .map(|number| run.request(number).clone())
            .collect();
        let batch = run.with_key(BatchSummarizeRequest { requests });
        let codes: Vec<Code> = match client.batch_summarize(batch).await {
            Err(status) => vec![status.code(); size],
            Ok(response) => {
                let results = response.into_inner().results;
                let code = |result: Option<BatchResult>| match result {
                    Some(BatchResult::Summary(_)) => Code::Ok,
                    Some(BatchResult::Error(error)) => Code::from(error.code),
                    None => Code::Unknown,
                };
                results
                    .into_iter()
                    .map(|result| code(result.result))
                    .collect()
            }
        };
        for (number, code) in numbers.zip(&codes) {
            run.record(&mut report, number, *code, due);
        }
        rest_after(codes.first().copied().unwrap_or(Code::Unknown)).await;
    }
    report
}

/// A sender whose document failed at once must not turn into a busy loop.
async fn rest_after(code: Code) {
    if code != Code::Ok {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// A stream, and another one where the server ends it, as servers do when they leave.
async fn send_streams(run: Arc<Run>, mut client: Client, window: usize) -> Report {
    let mut report = Report::new();
    while Instant::now() < run.end {
        let code = send_stream(&run, &mut client, window, &mut report).await;
        rest_after(code).await;
    }
    report
}

/// One stream to its end, and what it ended with.
async fn send_stream(run: &Run, client: &mut Client, window: usize, report: &mut Report) -> Code {
    let (items, queue) = tokio::sync::mpsc::channel(window);
    let queue = tokio_stream::wrappers::ReceiverStream::new(queue);
    let mut answers = match client.stream_summarize(run.with_key(queue)).await {
        Ok(answers) => answers.into_inner(),
        Err(status) => {
            run.record(report, 0, status.code(), Instant::now());
            return status.code();
        }
    };
    let mut waiting: HashMap<u64, Instant> = HashMap::new();
    let mut items = Some(items);
    let mut next = run.next(1);
    loop {
        let due = next.filter(|_| waiting.len() < window);
        tokio::select! {
            biased;
            () = until(due.map_or(run.end, |(_, due)| due)),
                if items.is_some() && (due.is_some() || next.is_none()) =>
            {
                let Some((number, due)) = due else {
                    // The time is over: no more items, but all the answers.
                    items = None;
                    continue;
                };
                let item = StreamSummarizeRequest {
                    request_id: number.to_string(),
                    request: Some(run.request(number).clone()),
                };
                if let Some(items) = &items && items.send(item).await.is_ok() {
                    waiting.insert(number, due);
                }
                next = run.next(1);
            }
            answer = answers.message() => match answer {
                Ok(Some(answer)) => {
                    let code = match answer.result {
                        Some(StreamResult::Summary(_)) => Code::Ok,
                        Some(StreamResult::Error(error)) => Code::from(error.code),
                        None => Code::Unknown,
                    };
                    let number = answer.request_id.parse().unwrap_or(u64::MAX);
                    if let Some(due) = waiting.remove(&number) {
                        run.record(report, number, code, due);
                    }
                }
                ended => {
                    let code = ended.map_or_else(|status| status.code(), |_| Code::Ok);
                    for (number, due) in waiting {
                        run.record(report, number, code, due);
                    }
                    return code;
                }
            },
        }
    }
}

/// One line on standard error, once a second, for people.
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
        // Nobody has to see it.
        let _ = write!(
            std::io::stderr(),
            "\r{done} done, {}/s, {failed} failed, {left} s left  ",
            done - before
        );
        before = done;
    }
}
