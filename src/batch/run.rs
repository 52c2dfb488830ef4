//! A running job, as seen by the thread that writes.

use super::args::{Args, ErrorPolicy};
use super::job::Job;
use super::manifest::Checkpoint;
use super::memory_limiter::Permit;
use super::output::{Output, write_error};
use super::pipeline::{Message, Pipeline, ReaderFailure};
use super::progress::Progress;
use super::row::FinishedBlock;
use super::signals::Signals;
use crate::args::print_line;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

/// How a job ended, if not with an error.
pub(super) enum Outcome {
    /// Every record has a row.
    Complete(Checkpoint),
    /// A signal with this number came. The checkpoint is where the job can be resumed.
    Interrupted(u8, Checkpoint),
    /// The reader of standard output has closed it.
    BrokenPipe,
}

/// A job whose threads are running.
pub(super) struct RunningJob<'a> {
    args: &'a Args,
    job: Arc<Job>,
    output: Output,
    pipeline: Pipeline,
    signals: Signals,
    progress: Progress,
    /// Blocks that are finished but have to wait for an earlier one, by their number.
    waiting: BTreeMap<u64, (FinishedBlock, Permit)>,
    next_block: u64,
    /// Why the job must end before all is written; `None` while it need not.
    failure: Option<String>,
}

impl<'a> RunningJob<'a> {
    /// Starts the threads of `job`, which writes to `output`. `bytes_total` is the size of the
    /// inputs if it is known.
    pub(super) fn start(
        args: &'a Args,
        job: Arc<Job>,
        output: Output,
        signals: Signals,
        bytes_total: Option<u64>,
    ) -> RunningJob<'a> {
        let bytes_read = Arc::new(AtomicU64::new(0));
        let resume_from = &output.last_checkpoint;
        let progress = Progress::start(
            args.progress,
            args.quiet,
            bytes_total,
            resume_from.records,
            bytes_read.clone(),
        );
        let pipeline = Pipeline::start(
            job.clone(),
            args.threads(),
            args.max_memory.0,
            resume_from.clone(),
            signals.is_cancelled.clone(),
            bytes_read,
        );
        RunningJob {
            next_block: resume_from.blocks,
            args,
            job,
            output,
            pipeline,
            signals,
            progress,
            waiting: BTreeMap::new(),
            failure: None,
        }
    }

    /// Writes all blocks and ends the job.
    ///
    /// # Errors
    ///
    /// One line: why the job could not be finished and what to do.
    pub(super) fn finish(mut self) -> Result<Outcome, String> {
        let written = self.write_blocks();
        self.pipeline.limiter.close();
        self.progress.clear();
        match written {
            Err(error)
                if error.kind() == io::ErrorKind::BrokenPipe && self.args.writes_to_stdout() =>
            {
                return Ok(Outcome::BrokenPipe);
            }
            Err(error) => return Err(self.write_error(&error)),
            Ok(()) => {}
        }
        let is_cancelled = self.signals.is_cancelled();
        if self.failure.is_some() || is_cancelled {
            let checkpoint = self.output.checkpoint();
            checkpoint.map_err(|error| self.write_error(&error))?;
        }
        if let Some(message) = self.failure {
            return Err(message);
        }
        if is_cancelled {
            let signal = self.signals.number();
            return Ok(Outcome::Interrupted(signal, self.output.last_checkpoint));
        }
        let written = self.output.finalize(&self.job)?;
        if !self.args.quiet {
            print_line(&self.progress.summary(&written, &self.args.output_name()));
        }
        Ok(Outcome::Complete(written))
    }

    /// Writes blocks as they come, until there are no more or the job must end.
    fn write_blocks(&mut self) -> io::Result<()> {
        let mut reader_end = None;
        while self.failure.is_none() {
            let message = self
                .pipeline
                .messages
                .recv_timeout(Duration::from_millis(100));
            match message {
                Ok(Message::Block(block, permit)) => self.write_in_order(*block, permit)?,
                Ok(Message::ReaderEnded(end)) => reader_end = Some(end),
                Ok(Message::WorkerFailed(message)) => self.failure = Some(message),
                Err(RecvTimeoutError::Disconnected) => {
                    self.failure = match reader_end {
                        Some(Ok(())) => None,
                        Some(Err(failure)) => Some(self.reader_failure(&failure)),
                        // It panicked, so not all of the input was read.
                        None => Some(
                            "internal error: the reading thread panicked; please report this bug"
                                .into(),
                        ),
                    };
                    break;
                }
                // Do not wait for the reading thread: it may be waiting for standard input.
                Err(RecvTimeoutError::Timeout)
                    if self.signals.is_cancelled() && self.pipeline.limiter.is_idle() =>
                {
                    break;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.progress.update(&self.output.written);
        }
        Ok(())
    }

    /// Writes a block and the blocks that waited for it, or lets it wait for an earlier one.
    fn write_in_order(&mut self, block: FinishedBlock, permit: Permit) -> io::Result<()> {
        if self.args.unordered {
            return self.write(block, permit);
        }
        self.waiting.insert(block.number, (block, permit));
        while self.failure.is_none()
            && let Some((block, permit)) = self.waiting.remove(&self.next_block)
        {
            self.next_block += 1;
            self.write(block, permit)?;
        }
        Ok(())
    }

    fn write(&mut self, block: FinishedBlock, permit: Permit) -> io::Result<()> {
        let first_error = block.first_error.clone();
        if let (Some(error), ErrorPolicy::Fail) = (&first_error, self.args.errors) {
            self.failure = Some(format!(
                "{error}; use --errors row or --errors file to continue after bad records"
            ));
            return Ok(());
        }
        self.output.write(block)?;
        self.pipeline.limiter.release(permit);
        let errors = self.output.written.errors;
        if let Some(max) = self.args.max_errors.filter(|&max| errors > max) {
            let example = first_error.unwrap_or_default();
            self.failure = Some(format!(
                "{errors} bad records exceed --max-errors {max}; for example {example}"
            ));
        }
        Ok(())
    }

    /// Why the inputs could not be read to their end, and what to do.
    fn reader_failure(&self, failure: &ReaderFailure) -> String {
        match failure {
            ReaderFailure::Read(failure) => {
                let advice = match self.args.writes_to_stdout() {
                    true => "",
                    false => "; run the same command to resume",
                };
                format!("cannot read {}: {}{advice}", failure.input, failure.error)
            }
            ReaderFailure::InputChanged => {
                "the input that earlier runs processed has changed; pass --overwrite to start over"
                    .into()
            }
        }
    }

    /// Why the output cannot be written, and what to do.
    fn write_error(&self, error: &io::Error) -> String {
        match self.args.writes_to_stdout() {
            true => format!("cannot write to standard output: {error}"),
            false => write_error(&self.args.output, error),
        }
    }
}
