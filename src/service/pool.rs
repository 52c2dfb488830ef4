//! Where documents become summaries: worker threads, each with an engine of its own, behind one
//! queue. The queue is bounded by admission: nothing enters without a document permit.

use super::call::Call;
use super::convert;
use super::proto;
use super::status;
use super::task::{Rules, Task};
use super::telemetry::metrics::{Metrics, code_name, count};
use gleaner_engine::{Options, Source, Summary};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tonic::Status;

/// Makes engines: one for each worker thread, and another after a panic.
pub type Engines = Arc<dyn Fn() -> Engine + Send + Sync>;

/// An engine with its scratch memory: text and options in, summary out, or `None` as soon as the
/// last argument says to stop.
pub type Engine = Box<dyn FnMut(&Source<'_>, &Options, &dyn Fn() -> bool) -> Option<Summary>>;

/// Scratch memory grows with the longest document seen. A worker begins with fresh memory after
/// one longer than this, so that a few long ones don't pin many times their size for ever.
const SCRATCH_BYTES_KEPT: usize = 2 << 20;

/// A summary and where the time went.
pub(super) struct Done {
    pub(super) summary: proto::Summary,
    pub(super) timing: proto::Timing,
}

/// What becomes of a task.
pub(super) type Outcome = Result<Done, Status>;

/// Called once by the worker; must not block.
pub(super) type Reply = Box<dyn FnOnce(Outcome) + Send>;

struct Job {
    call: Arc<Call>,
    task: Task,
    admitted: Instant,
    reply: Reply,
}

/// The worker threads. They end when the pool is dropped and the queue is empty.
pub(super) struct Pool(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    more: Condvar,
    engines: Engines,
    rules: Rules,
    metrics: Arc<Metrics>,
    began: Instant,
    /// Per worker: when it took its job, in milliseconds since `began`, plus one; 0 while idle.
    busy_since: Vec<AtomicU64>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
    /// Workers asleep that nobody has woken yet. Waking costs a system call, whether or not anybody
    /// is asleep.
    asleep: usize,
}

impl Pool {
    /// Starts `workers` threads.
    ///
    /// # Errors
    ///
    /// When the system refuses a thread.
    pub(super) fn start(
        workers: usize,
        engines: Engines,
        rules: Rules,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Pool> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            more: Condvar::new(),
            engines,
            rules,
            metrics,
            began: Instant::now(),
            busy_since: (0..workers).map(|_| AtomicU64::new(0)).collect(),
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

    /// Summarizes `task` for `call`, which must hold a permit for it.
    pub(super) async fn run(&self, call: &Arc<Call>, task: Task) -> Outcome {
        let (reply, outcome) = tokio::sync::oneshot::channel();
        // A caller that has gone does not mind.
        let reply = Box::new(move |outcome| drop(reply.send(outcome)));
        self.submit(call, task, reply);
        outcome.await.unwrap_or_else(|_| Err(status::draining()))
    }

    /// Queues `task`; `reply` is called when it is done or not wanted any more.
    pub(super) fn submit(&self, call: &Arc<Call>, task: Task, reply: Reply) {
        self.queue(call, task, reply);
        self.wake();
    }

    /// The same, but workers that are asleep sleep on until [`Pool::wake`].
    pub(super) fn queue(&self, call: &Arc<Call>, task: Task, reply: Reply) {
        let job = Job {
            call: Arc::clone(call),
            task,
            admitted: Instant::now(),
            reply,
        };
        self.0.metrics.queue_depth.inc();
        self.0.lock().jobs.push_back(job);
    }

    /// Wakes as many workers as there is work for.
    pub(super) fn wake(&self) {
        let mut queue = self.0.lock();
        let woken = queue.asleep.min(queue.jobs.len());
        queue.asleep -= woken;
        drop(queue);
        for _ in 0..woken {
            self.0.more.notify_one();
        }
    }

    /// What documents are held to.
    pub(super) fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// Whether every worker has been at one document for longer than `limit`.
    pub(super) fn is_stuck(&self, limit: Duration) -> bool {
        let now = self.0.now_millis();
        let limit = limit.as_millis() as u64;
        self.0.busy_since.iter().all(|since| {
            let since = since.load(Ordering::Relaxed);
            since != 0 && now.saturating_sub(since) > limit
        })
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.more.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // The queue is whole at every point where a thread could panic.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_millis(&self) -> u64 {
        self.began.elapsed().as_millis() as u64 + 1
    }

    /// A worker thread: job after job, with a fresh engine to begin with, after a panic and after
    /// a very long document.
    fn run_worker(&self, worker: usize) {
        loop {
            let mut engine = (self.engines)();
            loop {
                let Some(job) = self.next_job() else { return };
                self.busy_since[worker].store(self.now_millis(), Ordering::Relaxed);
                let length = job.task.text.len();
                let sound = self.run_job(job, &mut engine);
                self.busy_since[worker].store(0, Ordering::Relaxed);
                if !sound || length > SCRATCH_BYTES_KEPT {
                    break;
                }
            }
        }
    }

    fn next_job(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.jobs.pop_front() {
                self.metrics.queue_depth.dec();
                return Some(job);
            }
            if queue.closed {
                return None;
            }
            // One that wakes by itself is counted twice, which does no harm.
            queue.asleep += 1;
            queue = self
                .more
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Does one job; false when the engine panicked and is not to be trusted any more.
    fn run_job(&self, job: Job, engine: &mut Engine) -> bool {
        let Job {
            call,
            task,
            admitted,
            reply,
        } = job;
        let began = Instant::now();
        let queued = began - admitted;
        self.metrics.queue_seconds.observe(queued.as_secs_f64());
        if let Some(stopped) = call.stopped() {
            // Dropped unworked: how quickly that goes says nothing of work.
            self.count(Some(&stopped));
            reply(Err(stopped));
            return true;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| self.summarize(&call, task, engine)));
        let sound = outcome.is_ok();
        let compute = began.elapsed();
        let outcome = outcome.unwrap_or_else(|_| {
            self.metrics.panics.inc();
            tracing::error!(request_id = call.id, "worker panicked; it begins afresh");
            Err(status::internal(&call.id))
        });
        self.metrics.pace.worked(compute);
        self.metrics.compute_seconds.observe(compute.as_secs_f64());
        self.count(outcome.as_ref().err());
        call.worked_on(queued, compute);
        reply(outcome.map(|summary| Done {
            summary,
            timing: proto::Timing {
                queue: Some(status::duration(queued)),
                compute: Some(status::duration(compute)),
            },
        }));
        sound
    }

    /// Counts a document by what became of it.
    fn count(&self, error: Option<&Status>) {
        let outcome = error.map_or("OK", |status| code_name(status.code()));
        count(&self.metrics.documents, "outcome", outcome);
    }

    fn summarize(
        &self,
        call: &Call,
        task: Task,
        engine: &mut Engine,
    ) -> Result<proto::Summary, Status> {
        let (text, options) = task.checked(&self.rules)?;
        self.metrics.document_bytes.observe(text.len() as f64);
        let source = Source::new(text).with_title(&task.title);
        let stop = || call.is_stopped();
        match engine(&source, &options, &stop) {
            Some(summary) => Ok(convert::summary(summary, &task.options.method, &options)),
            None => Err(call.stopped().unwrap_or_else(status::cancelled)),
        }
    }
}

/// The engines that gleaner ships.
pub fn engines() -> Engines {
    Arc::new(|| {
        let mut summarizer = gleaner_engine::Summarizer::new();
        Box::new(move |source, options, stop| summarizer.summarize_until(source, options, stop))
    })
}
