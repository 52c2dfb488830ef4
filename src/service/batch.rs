//! A bounded list of documents, worked on a few at a time.

use super::Server;
use super::call::Call;
use super::pool::Outcome;
use super::proto::batch_summarize_result::Result as Wire;
use super::proto::{BatchSummarizeResult, SummarizeRequest};
use super::status;
use super::task::Task;
use std::sync::Arc;
use tokio::sync::mpsc;
use tonic::Status;

/// Results in the order of `requests`, of which there is at least one.
///
/// The call's own permit carries one document after the other, so that a batch always gets on;
/// others join in as far as there is room for them now. A batch therefore never waits for room,
/// and never has more documents in the queue than there are workers.
pub(super) async fn run(
    server: &Arc<Server>,
    call: &Arc<Call>,
    requests: Vec<SummarizeRequest>,
) -> Result<Vec<BatchSummarizeResult>, Status> {
    let mut results: Vec<_> = requests
        .iter()
        .map(|_| BatchSummarizeResult::default())
        .collect();
    let mut waiting = requests.into_iter().enumerate();
    let window = server.settings.worker_count();
    let (sender, mut done) = mpsc::unbounded_channel::<(usize, Outcome)>();
    let mut in_work = 0;
    loop {
        while in_work < window {
            let room = if in_work == 0 {
                None
            } else {
                server.admission.another()
            };
            if in_work > 0 && room.is_none() {
                break;
            }
            let Some((index, request)) = waiting.next() else {
                break;
            };
            let sender = sender.clone();
            let reply = Box::new(move |outcome| {
                drop(room);
                // A batch that is over does not mind.
                let _ = sender.send((index, outcome));
            });
            server.pool.submit(call, Task::from(request), reply);
            in_work += 1;
        }
        if in_work == 0 {
            return Ok(results);
        }
        let Some((index, outcome)) = done.recv().await else {
            return Err(status::draining());
        };
        in_work -= 1;
        results[index] = result(outcome);
    }
}

fn result(outcome: Outcome) -> BatchSummarizeResult {
    match outcome {
        Ok(done) => BatchSummarizeResult {
            result: Some(Wire::Summary(done.summary)),
            timing: Some(done.timing),
        },
        Err(status) => BatchSummarizeResult {
            result: Some(Wire::Error(status::item(&status))),
            timing: None,
        },
    }
}
