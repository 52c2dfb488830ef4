//! One thread reads, several work, the caller writes.

use super::block::{Block, Cutter};
use super::gate::Gate;
use super::manifest::Unit;
use super::work::{Done, Job, work};
use gleaner_engine::Summarizer;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What the engine needs to summarize a text, in multiples of its length: 3 for prose, 39 for
/// millions of sentences of one word and one number, the most that was found.
const ENGINE_BYTES_PER_BYTE: usize = 40;

/// Threads at work.
pub(super) struct Pipeline {
    /// What the threads have to say; ends when the last of them has.
    pub(super) messages: Receiver<Message>,
    pub(super) gate: Arc<Gate>,
}

/// What the threads tell the writer.
pub(super) enum Message {
    /// A block is done; blocks come in any order.
    Done(Box<Done>, Held),
    /// The reader has ended: with the input, or early and why. Blocks are still to come.
    End(Result<(), String>),
    /// A worker failed, so that a block will never come.
    Failed(String),
}

/// The bytes for which a block stands at the gate; given back when it is written.
pub(super) struct Held(usize);

impl Pipeline {
    /// Starts the threads. Blocks that `done_before` counts are read but not worked on.
    pub(super) fn start(
        job: Arc<Job>,
        threads: usize,
        memory_max: usize,
        done_before: Unit,
        stop: Arc<AtomicBool>,
        bytes_read: Arc<AtomicU64>,
    ) -> Pipeline {
        let gate = Arc::new(Gate::new(memory_max, 4 * threads + 2));
        let (to_workers, blocks) = channel::<(Block, Held)>();
        let (to_writer, messages) = channel();
        let blocks = Arc::new(Mutex::new(blocks));
        for _ in 0..threads {
            let (job, gate) = (job.clone(), gate.clone());
            let (blocks, to_writer) = (blocks.clone(), to_writer.clone());
            thread::spawn(move || run_worker(&job, &gate, &blocks, &to_writer));
        }
        let reader_gate = gate.clone();
        thread::spawn(move || {
            let mut cutter = Cutter::new(&job.plan, &stop, &bytes_read);
            let end = read(&mut cutter, &reader_gate, &done_before, &to_workers);
            // Nobody is left to be told if the writer is gone.
            let _ = to_writer.send(Message::End(end));
        });
        Pipeline { messages, gate }
    }

    /// Lets the next block in.
    pub(super) fn release(&self, held: Held) {
        self.gate.leave(held.0);
    }
}

fn read(
    cutter: &mut Cutter,
    gate: &Gate,
    done_before: &Unit,
    to_workers: &Sender<(Block, Held)>,
) -> Result<(), String> {
    const CHANGED: &str =
        "the part of the input that is done has changed since; --overwrite starts over";
    let mut read = 0;
    while let Some(block) = cutter.next()? {
        read = block.number + 1;
        if read == done_before.checked_blocks && block.checksum != done_before.input_checksum {
            return Err(CHANGED.into());
        }
        if read <= done_before.blocks || done_before.ahead.contains(&block.number) {
            continue;
        }
        let bytes = 2 * block.bytes.len() + ENGINE_BYTES_PER_BYTE * block.largest_bytes;
        if !gate.enter(bytes) || to_workers.send((block, Held(bytes))).is_err() {
            return Ok(());
        }
    }
    if read < done_before.blocks && !cutter.is_stopped() {
        return Err(CHANGED.into());
    }
    Ok(())
}

fn run_worker(
    job: &Job,
    gate: &Gate,
    blocks: &Mutex<Receiver<(Block, Held)>>,
    to_writer: &Sender<Message>,
) {
    let mut summarizer = Summarizer::new();
    loop {
        // A worker that panics does so outside of this lock.
        let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((block, held)) = next else { return };
        if gate.is_closed() {
            return;
        }
        let done = catch_unwind(AssertUnwindSafe(|| work(&block, job, &mut summarizer)));
        let message = match done {
            Ok(Ok(done)) => Message::Done(Box::new(done), held),
            Ok(Err(error)) => Message::Failed(format!("cannot pack rows: {error}")),
            Err(_) => Message::Failed("a worker failed; please report it".into()),
        };
        if to_writer.send(message).is_err() {
            return;
        }
    }
}
