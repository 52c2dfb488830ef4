//! The worker pool: threads that summarize, each with its own engine, behind one queue. Admission
//! bounds the queue, because every task in it has a document permit.

use super::call::Call;
use super::convert;
use super::proto;
use super::status;
use super::task::{Rules, Task};
use super::telemetry::metrics::{Metrics, code_name, increment};
use gleaner_engine::{Options, Source, Summary};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tonic::Status;

/// Makes engines: one for each worker thread, and a new one after a panic or a very long document.
pub type EngineFactory = Arc<dyn Fn() -> Engine + Send + Sync>;

/// An engine with its reusable memory. Takes a document, the options and a function that returns
/// true once the work must be cancelled. Returns `None` if it was cancelled.
pub type Engine = Box<dyn FnMut(&Source<'_>, &Options, &dyn Fn() -> bool) -> Option<Summary>>;

/// A worker replaces its engine after a document of more bytes than this. An engine keeps the memory
/// that its longest document needed, which is many times the size of the document; without a limit a
/// few long documents would occupy that memory for ever.
const ENGINE_REUSE_BYTES_MAX: usize = 2 << 20;

/// A summary, and how long it took.
pub(super) struct TaskOutput {
    pub(super) summary: proto::Summary,
    pub(super) timing: proto::Timing,
}

/// The result of a task.
pub(super) type TaskResult = Result<TaskOutput, Status>;

/// Receives the result of a task. The worker calls it once; it must not block.
pub(super) type Reply = Box<dyn FnOnce(TaskResult) + Send>;

struct QueuedTask {
    call: Arc<Call>,
    task: Task,
    queued_at: Instant,
    reply: Reply,
}

/// The worker threads. They end when the pool has been dropped and the queue is empty.
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    task_queued: Condvar,
    engine_factory: EngineFactory,
    rules: Rules,
    metrics: Arc<Metrics>,
    started: Instant,
    /// For each worker, when it took its task, in milliseconds since `started` plus one; 0 while it
    /// has none.
    busy_since_millis: Vec<AtomicU64>,
}

#[derive(Default)]
struct Queue {
    tasks: VecDeque<QueuedTask>,
    is_closed: bool,
    /// Workers that sleep and have not been notified. Notifying costs a system call even when no
    /// worker sleeps, so only these are notified.
    sleeping: usize,
}

impl Pool {
    /// Starts `workers` threads.
    ///
    /// # Errors
    ///
    /// When the system cannot start a thread.
    pub(super) fn start(
        workers: usize,
        engine_factory: EngineFactory,
        rules: Rules,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Pool> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            task_queued: Condvar::new(),
            engine_factory,
            rules,
            metrics,
            started: Instant::now(),
            busy_since_millis: (0..workers).map(|_| AtomicU64::new(0)).collect(),
        });
        let pool = Pool(Arc::clone(&shared));
        for worker in 0..workers {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new()
                .name(format!("worker-{worker}"))
                .spawn(move || shared.run_worker(worker))?;
        }
        Ok(pool)
    }

    /// Summarizes `task` for `call`, which must hold a document permit.
    pub(super) async fn run(&self, call: &Arc<Call>, task: Task) -> TaskResult {
        let (reply, result) = tokio::sync::oneshot::channel();
        // Sending fails if the call has ended; then nobody needs the result.
        let reply = Box::new(move |result| drop(reply.send(result)));
        self.submit(call, task, reply);
        result.await.unwrap_or_else(|_| Err(status::draining()))
    }

    /// Queues `task` and wakes a worker. `reply` is called when the task is done or cancelled.
    pub(super) fn submit(&self, call: &Arc<Call>, task: Task, reply: Reply) {
        self.enqueue(call, task, reply);
        self.wake_workers();
    }

    /// Queues `task` without waking a worker. Call [`Pool::wake_workers`] after the last task.
    pub(super) fn enqueue(&self, call: &Arc<Call>, task: Task, reply: Reply) {
        let task = QueuedTask {
            call: Arc::clone(call),
            task,
            queued_at: Instant::now(),
            reply,
        };
        self.0.metrics.queue_depth.inc();
        self.0.lock().tasks.push_back(task);
    }

    /// Wakes one sleeping worker for each task in the queue, or all if fewer sleep.
    pub(super) fn wake_workers(&self) {
        let mut queue = self.0.lock();
        let woken = queue.sleeping.min(queue.tasks.len());
        queue.sleeping -= woken;
        drop(queue);
        for _ in 0..woken {
            self.0.task_queued.notify_one();
        }
    }

    /// What tasks are validated against.
    pub(super) fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// Whether every worker has been busy with one document for longer than `limit`.
    pub(super) fn is_stuck(&self, limit: Duration) -> bool {
        let now = self.0.now_millis();
        let limit = limit.as_millis() as u64;
        self.0.busy_since_millis.iter().all(|since| {
            let since = since.load(Ordering::Relaxed);
            since != 0 && now.saturating_sub(since) > limit
        })
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.task_queued.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // A poisoned lock is safe to use, because the queue is consistent wherever a thread could
        // panic.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds since `started`, plus one so that the result is never 0.
    fn now_millis(&self) -> u64 {
        self.started.elapsed().as_millis() as u64 + 1
    }

    /// Runs a worker thread: one task after the other, with a new engine at the start, after a panic
    /// and after a very long document.
    fn run_worker(&self, worker: usize) {
        loop {
            let mut engine = (self.engine_factory)();
            loop {
                let Some(task) = self.next_task() else { return };
                self.busy_since_millis[worker].store(self.now_millis(), Ordering::Relaxed);
                let document_bytes = task.task.text.len();
                let is_engine_usable = self.run_task(task, &mut engine);
                self.busy_since_millis[worker].store(0, Ordering::Relaxed);
                if !is_engine_usable || document_bytes > ENGINE_REUSE_BYTES_MAX {
                    break;
                }
            }
        }
    }

    /// Waits for a task. None once the queue is closed and empty.
    fn next_task(&self) -> Option<QueuedTask> {
        let mut queue = self.lock();
        loop {
            if let Some(task) = queue.tasks.pop_front() {
                self.metrics.queue_depth.dec();
                return Some(task);
            }
            if queue.is_closed {
                return None;
            }
            // After a spurious wakeup a worker is counted twice. That costs one needless
            // notification, and no task is missed.
            queue.sleeping += 1;
            queue = self
                .task_queued
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Runs one task. Returns false if the engine panicked and must not be used again.
    fn run_task(&self, queued: QueuedTask, engine: &mut Engine) -> bool {
        let QueuedTask {
            call,
            task,
            queued_at,
            reply,
        } = queued;
        let started = Instant::now();
        let queue_time = started - queued_at;
        self.metrics.queue_seconds.observe(queue_time.as_secs_f64());
        if let Some(cancelled) = call.cancellation() {
            // Not recorded as service time, because no work was done.
            self.count_document(Some(&cancelled));
            reply(Err(cancelled));
            return true;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| self.summarize(&call, task, engine)));
        let is_engine_usable = outcome.is_ok();
        let compute_time = started.elapsed();
        let result = outcome.unwrap_or_else(|_| {
            self.metrics.panics.inc();
            let request_id = &call.request_id;
            tracing::error!(
                request_id,
                "worker panicked; it continues with a new engine"
            );
            Err(status::internal(request_id))
        });
        self.metrics.service_time.record(compute_time);
        self.metrics
            .compute_seconds
            .observe(compute_time.as_secs_f64());
        self.count_document(result.as_ref().err());
        call.record_document(queue_time, compute_time);
        reply(result.map(|summary| TaskOutput {
            summary,
            timing: proto::Timing {
                queue: Some(status::duration(queue_time)),
                compute: Some(status::duration(compute_time)),
            },
        }));
        is_engine_usable
    }

    /// Counts a document by its outcome.
    fn count_document(&self, error: Option<&Status>) {
        let outcome = error.map_or("OK", |status| code_name(status.code()));
        increment(&self.metrics.documents, "outcome", outcome);
    }

    fn summarize(
        &self,
        call: &Call,
        task: Task,
        engine: &mut Engine,
    ) -> Result<proto::Summary, Status> {
        let (text, options) = task.validate(&self.rules)?;
        self.metrics.document_bytes.observe(text.len() as f64);
        let source = Source::new(text).with_title(&task.title);
        let is_cancelled = || call.is_cancelled();
        match engine(&source, &options, &is_cancelled) {
            Some(summary) => {
                let method = &task.options.method;
                Ok(convert::summary_to_wire(summary, method, &options))
            }
            None => Err(call.cancellation().unwrap_or_else(status::cancelled)),
        }
    }
}

/// Makes the engines of this crate, each a [`Summarizer`](gleaner_engine::Summarizer).
pub fn engine_factory() -> EngineFactory {
    Arc::new(|| {
        let mut summarizer = gleaner_engine::Summarizer::new();
        Box::new(move |source, options, is_cancelled| {
            summarizer.summarize_until(source, options, is_cancelled)
        })
    })
}
