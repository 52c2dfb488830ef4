//! BatchSummarize: a list of documents, several of which are in progress at a time.

use super::call::Call;
use super::pool::TaskResult;
use super::proto::batch_summarize_result::Result as WireResult;
use super::proto::{BatchSummarizeResult, SummarizeRequest};
use super::server::Server;
use super::status;
use super::task::Task;
use std::sync::Arc;
use tokio::sync::mpsc;
use tonic::Status;

/// The results of `requests`, in their order.
///
/// The call's own permit serves for one document after the other, so a batch always makes progress.
/// More documents are started as long as bulk permits are free. A batch therefore never waits for a
/// permit, and it never has more documents in the queue than there are workers.
pub(super) async fn summarize_all(
    server: &Arc<Server>,
    call: &Arc<Call>,
    requests: Vec<SummarizeRequest>,
) -> Result<Vec<BatchSummarizeResult>, Status> {
    let mut results: Vec<_> = requests
        .iter()
        .map(|_| BatchSummarizeResult::default())
        .collect();
    let mut waiting = requests.into_iter().enumerate();
    let in_progress_max = server.settings.worker_count();
    let (sender, mut done) = mpsc::unbounded_channel::<(usize, TaskResult)>();
    let mut in_progress = 0;
    loop {
        while in_progress < in_progress_max {
            let permit = if in_progress == 0 {
                None
            } else {
                server.admission.try_bulk_document()
            };
            if in_progress > 0 && permit.is_none() {
                break;
            }
            let Some((index, request)) = waiting.next() else {
                break;
            };
            let sender = sender.clone();
            let reply = Box::new(move |result| {
                drop(permit);
                // Fails if the call has ended; then nobody needs the result.
                let _ = sender.send((index, result));
            });
            server.pool.submit(call, Task::from(request), reply);
            in_progress += 1;
        }
        if in_progress == 0 {
            return Ok(results);
        }
        let Some((index, result)) = done.recv().await else {
            return Err(status::draining());
        };
        in_progress -= 1;
        results[index] = to_wire(result);
    }
}

fn to_wire(result: TaskResult) -> BatchSummarizeResult {
    match result {
        Ok(output) => BatchSummarizeResult {
            result: Some(WireResult::Summary(output.summary)),
            timing: Some(output.timing),
        },
        Err(status) => BatchSummarizeResult {
            result: Some(WireResult::Error(status::to_wire(&status))),
            timing: None,
        },
    }
}
