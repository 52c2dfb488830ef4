//! `gleaner batch`: records in → records out, with bounded memory, in the order of the input, and
//! such that a job that was stopped anywhere goes on from there.
//!
//! One thread cuts the inputs into blocks, workers make rows of them, and the calling thread writes
//! those and keeps the manifest. A block's rows depend on nothing but the block, and where blocks
//! end on nothing but the input: so the output is the same bytes with any number of threads and
//! however often the job was killed.

mod args;
mod block;
mod gate;
mod manifest;
mod output;
mod pipeline;
mod progress;
mod row;
mod work;

pub use args::Args;

use crate::args::say;
use crate::record::Input;
use args::Errors;
use block::Plan;
use manifest::{Header, Unit};
use output::{Output, Paths, Start, cannot_write};
use pipeline::{Held, Message, Pipeline};
use progress::Progress;
use std::collections::BTreeMap;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;
use work::{Done, Job};

/// How a job ended, if not with an error.
enum End {
    /// All records are rows.
    Complete(Unit),
    /// A signal came, of that number.
    Interrupted(usize, Unit),
    /// The reader of standard output has seen enough.
    BrokenPipe,
}

/// Runs a job. The exit code is 0 if all is well, 1 if there were bad records, 2 if the job could
/// not be done, and 128 + the signal's number if one came.
pub fn run(args: &Args) -> ExitCode {
    match try_run(args) {
        Ok(End::Complete(written)) if written.errors > 0 => ExitCode::from(1),
        Ok(End::Complete(_) | End::BrokenPipe) => ExitCode::SUCCESS,
        Ok(End::Interrupted(signal, written)) => {
            let records = written.records;
            say(&match args.to_stdout() {
                true => format!("stopped after {records} records"),
                false => format!("stopped; the same command goes on after {records} records"),
            });
            ExitCode::from(128 + signal as u8)
        }
        Err(message) => {
            say(&message);
            ExitCode::from(2)
        }
    }
}

fn try_run(args: &Args) -> Result<End, String> {
    args.check()?;
    let options = args.options()?;
    let paths = Paths::of(&args.output);
    let inputs = crate::record::find(&args.inputs, args.read_as(), &paths.all())?;
    if args.output.is_dir() {
        let name = args.output.display();
        return Err(format!("{name} is a folder; name a file in it"));
    }
    let output = args.output.canonicalize();
    let is_output = |input: &Input| {
        input
            .path
            .canonicalize()
            .is_ok_and(|path| output.as_ref().is_ok_and(|output| *output == path))
    };
    if output.is_ok() && inputs.iter().any(is_output) {
        return Err(format!(
            "{} is an input too; name another output",
            args.output.display()
        ));
    }
    let header = Header::new(args.deciding(&options), &inputs);
    let known = inputs.iter().all(|input| input.length > 0);
    let bytes_all = known.then(|| inputs.iter().map(|input| input.length).sum());
    let job = Arc::new(Job {
        plan: Plan {
            inputs,
            fields: args.fields(),
            grouped: args.grouped(),
            shard: args.shard,
            limit: args.limit,
            block_bytes: args.block_bytes.0,
            bytes_max: args.max_bytes.0,
        },
        options,
        form: args.form()?,
        errors: args.errors,
        carried: args.carried().to_vec(),
        #[cfg(feature = "parquet")]
        schema: crate::record::schema_of_rows(args.carried(), args.grouped()),
    });
    let output = match Output::start(args, &header, &job)? {
        Start::Open(output) => *output,
        Start::Complete(unit) => {
            if !args.quiet {
                let name = args.output.display();
                say(&format!(
                    "{name} is complete: {} records, {} bad",
                    unit.records, unit.errors
                ));
            }
            return Ok(End::Complete(unit));
        }
    };
    let signals =
        Signals::listen().map_err(|error| format!("cannot listen to signals: {error}"))?;
    Run::new(args, job, output, signals, bytes_all).finish()
}

/// Signals that ask a job to stop. A second one kills it, which does no harm either.
struct Signals {
    stop: Arc<AtomicBool>,
    number: Arc<AtomicUsize>,
}

impl Signals {
    fn listen() -> io::Result<Signals> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let stop = Arc::new(AtomicBool::new(false));
        let number = Arc::new(AtomicUsize::new(0));
        for signal in [SIGINT, SIGTERM] {
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, stop.clone())?;
            signal_hook::flag::register_usize(signal, number.clone(), signal as usize)?;
            signal_hook::flag::register(signal, stop.clone())?;
        }
        Ok(Signals { stop, number })
    }
}

/// A job under way, seen from the thread that writes.
struct Run<'a> {
    args: &'a Args,
    job: Arc<Job>,
    output: Output,
    pipeline: Pipeline,
    signals: Signals,
    progress: Progress,
    /// Blocks that are done before their turn.
    waiting: BTreeMap<u64, (Done, Held)>,
    next_block: u64,
    /// Why no more is to be written.
    failure: Option<String>,
}

impl<'a> Run<'a> {
    fn new(
        args: &'a Args,
        job: Arc<Job>,
        output: Output,
        signals: Signals,
        bytes_all: Option<u64>,
    ) -> Run<'a> {
        let bytes_read = Arc::new(AtomicU64::new(0));
        let before = &output.safe;
        let progress = Progress::new(
            args.progress,
            args.quiet,
            bytes_all,
            before,
            bytes_read.clone(),
        );
        let pipeline = Pipeline::start(
            job.clone(),
            args.threads(),
            args.max_memory.0,
            before.clone(),
            signals.stop.clone(),
            bytes_read,
        );
        Run {
            next_block: before.blocks,
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

    fn finish(mut self) -> Result<End, String> {
        let written = self.write_all();
        self.pipeline.gate.close();
        self.progress.end();
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && self.args.to_stdout() => {
                return Ok(End::BrokenPipe);
            }
            Err(error) => return Err(cannot_write(&self.name(), &error)),
            Ok(()) => {}
        }
        let stopped = self.is_stopped();
        if self.failure.is_some() || stopped {
            let put_down = self.output.put_down();
            put_down.map_err(|error| cannot_write(&self.name(), &error))?;
        }
        if let Some(message) = self.failure {
            return Err(message);
        }
        if stopped {
            let signal = self.signals.number.load(Ordering::SeqCst);
            return Ok(End::Interrupted(signal, self.output.safe));
        }
        let name = self.name();
        let written = self.output.seal(self.args, &self.job)?;
        if !self.args.quiet {
            say(&self.progress.summary(&written, &name));
        }
        Ok(End::Complete(written))
    }

    /// Writes blocks as they come until there are no more, or until it must not go on.
    fn write_all(&mut self) -> io::Result<()> {
        let mut end = None;
        while self.failure.is_none() {
            match self
                .pipeline
                .messages
                .recv_timeout(Duration::from_millis(100))
            {
                Ok(Message::Done(done, held)) => self.write_in_turn(*done, held)?,
                Ok(Message::End(result)) => end = Some(result),
                Ok(Message::Failed(message)) => self.failure = Some(message),
                Err(RecvTimeoutError::Disconnected) => {
                    // Without a word the reader did not end: then the input was not all read.
                    let end =
                        end.unwrap_or_else(|| Err("the reader failed; please report it".into()));
                    self.failure = end.err();
                    break;
                }
                // The reader may wait for standard input, and for ever.
                Err(RecvTimeoutError::Timeout)
                    if self.is_stopped() && self.pipeline.gate.is_empty() =>
                {
                    break;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.progress.tick(&self.output.written);
        }
        Ok(())
    }

    /// Writes a block and those that waited for it; or lets it wait.
    fn write_in_turn(&mut self, done: Done, held: Held) -> io::Result<()> {
        if self.args.unordered {
            return self.write(done, held);
        }
        self.waiting.insert(done.block, (done, held));
        while self.failure.is_none()
            && let Some((done, held)) = self.waiting.remove(&self.next_block)
        {
            self.next_block += 1;
            self.write(done, held)?;
        }
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        self.signals.stop.load(Ordering::SeqCst)
    }

    fn write(&mut self, done: Done, held: Held) -> io::Result<()> {
        let bad = done.first_error.clone();
        if let (Some(bad), Errors::Fail) = (&bad, self.args.errors) {
            self.failure = Some(format!("{bad}; --errors row or file would go on"));
            return Ok(());
        }
        self.output.write(done)?;
        self.pipeline.release(held);
        let errors = self.output.written.errors;
        if let Some(most) = self.args.max_errors.filter(|&most| errors > most) {
            let last = bad.unwrap_or_default();
            self.failure = Some(format!(
                "{errors} bad records are more than --max-errors {most} allows; the last: {last}"
            ));
        }
        Ok(())
    }

    fn name(&self) -> String {
        match self.args.to_stdout() {
            true => "standard output".into(),
            false => self.args.output.display().to_string(),
        }
    }
}
