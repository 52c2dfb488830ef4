//! The threads of a job: one reads blocks, several summarize them, and the caller's thread writes.

use super::block::Block;
use super::block_reader::{BlockReader, ReadError};
use super::job::Job;
use super::manifest::Checkpoint;
use super::memory_limiter::{MemoryLimiter, Permit};
use super::row::FinishedBlock;
use super::summarize::summarize_block;
use gleaner_engine::Summarizer;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How much memory the engine needs for a text, in multiples of the text's length. It is 3 for
/// prose. The most that was found is 39, for millions of sentences of one word and one number.
const ENGINE_BYTES_PER_BYTE: usize = 40;

/// The reading thread and the worker threads.
pub(super) struct Pipeline {
    /// What the threads report. Ends when all of them have ended.
    pub(super) messages: Receiver<Message>,
    pub(super) limiter: Arc<MemoryLimiter>,
}

/// What the threads report to the writer.
pub(super) enum Message {
    /// The rows of a block, in any order. Release the permit when they are written.
    Block(Box<FinishedBlock>, Permit),
    /// The reading thread has ended. Blocks may still follow.
    ReaderEnded(Result<(), ReaderFailure>),
    /// A worker failed, so one of the blocks will never come.
    WorkerFailed(String),
}

/// Why the reading thread ended before the end of the inputs.
pub(super) enum ReaderFailure {
    /// The operating system fails to read an input.
    Read(ReadError),
    /// What an earlier run read is not what the inputs hold now.
    InputChanged,
}

impl Pipeline {
    /// Starts `threads` workers and the reading thread. The blocks that `resume_from` counts are
    /// read but not summarized. The reader ends early once `is_cancelled` is set, and adds to
    /// `bytes_read` what it reads from files.
    pub(super) fn start(
        job: Arc<Job>,
        threads: usize,
        memory_bytes_max: usize,
        resume_from: Checkpoint,
        is_cancelled: Arc<AtomicBool>,
        bytes_read: Arc<AtomicU64>,
    ) -> Pipeline {
        let limiter = Arc::new(MemoryLimiter::new(memory_bytes_max, 4 * threads + 2));
        let (to_workers, blocks) = channel::<(Block, Permit)>();
        let (to_writer, messages) = channel();
        let blocks = Arc::new(Mutex::new(blocks));
        for _ in 0..threads {
            let (job, limiter) = (job.clone(), limiter.clone());
            let (blocks, to_writer) = (blocks.clone(), to_writer.clone());
            thread::spawn(move || run_worker(&job, &limiter, &blocks, &to_writer));
        }
        let reader_limiter = limiter.clone();
        thread::spawn(move || {
            let mut reader = BlockReader::new(&job.plan, &is_cancelled, &bytes_read);
            let end = run_reader(&mut reader, &reader_limiter, &resume_from, &to_workers);
            // Sending fails if the writer has ended; then nobody needs the message.
            let _ = to_writer.send(Message::ReaderEnded(end));
        });
        Pipeline { messages, limiter }
    }
}

fn run_reader(
    reader: &mut BlockReader,
    limiter: &MemoryLimiter,
    resume_from: &Checkpoint,
    to_workers: &Sender<(Block, Permit)>,
) -> Result<(), ReaderFailure> {
    let mut blocks_read = 0;
    while let Some(block) = reader.next().map_err(ReaderFailure::Read)? {
        blocks_read = block.number + 1;
        if blocks_read == resume_from.checksum_blocks
            && block.input_checksum != resume_from.input_checksum
        {
            return Err(ReaderFailure::InputChanged);
        }
        if resume_from.has_block(block.number) {
            continue;
        }
        let bytes = 2 * block.bytes.len() + ENGINE_BYTES_PER_BYTE * block.largest_bytes;
        let Some(permit) = limiter.acquire(bytes) else {
            return Ok(());
        };
        if to_workers.send((block, permit)).is_err() {
            return Ok(());
        }
    }
    if blocks_read < resume_from.blocks && !reader.is_cancelled() {
        return Err(ReaderFailure::InputChanged);
    }
    Ok(())
}

fn run_worker(
    job: &Job,
    limiter: &MemoryLimiter,
    blocks: &Mutex<Receiver<(Block, Permit)>>,
    to_writer: &Sender<Message>,
) {
    let mut summarizer = Summarizer::new();
    loop {
        // The lock is held only here, where nothing panics, so a poisoned lock is not an error.
        let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((block, permit)) = next else { return };
        if limiter.is_closed() {
            return;
        }
        let finished = catch_unwind(AssertUnwindSafe(|| {
            summarize_block(&block, job, &mut summarizer)
        }));
        let message = match finished {
            Ok(Ok(finished)) => Message::Block(Box::new(finished), permit),
            Ok(Err(error)) => Message::WorkerFailed(format!("cannot compress rows: {error}")),
            Err(_) => Message::WorkerFailed(
                "internal error: a worker thread panicked; please report this bug".into(),
            ),
        };
        if to_writer.send(message).is_err() {
            return;
        }
    }
}
