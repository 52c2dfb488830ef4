//! `gleaner batch`: summarizes many records, in the order of the input and with bounded memory. A
//! job that was interrupted anywhere can be resumed.
//!
//! One thread cuts the inputs into blocks, worker threads turn blocks into rows, and the calling
//! thread writes the rows and the checkpoints. A block's rows depend on the block alone, and where
//! blocks end depends on the input alone. So the output is the same bytes with any number of
//! threads, however often the job is killed and resumed.

mod args;
mod block;
mod block_reader;
mod job;
mod manifest;
mod memory_limiter;
mod output;
mod paths;
mod pipeline;
mod progress;
mod row;
mod run;
mod signals;
mod summarize;

pub use args::Args;

use crate::args::print_line;
use crate::record::{Input, InputKind, find_inputs};
use block_reader::ReadPlan;
use gleaner_engine::Options;
use job::Job;
use manifest::{Checkpoint, JobHeader};
use output::{Opened, Output};
use paths::Paths;
use run::{Outcome, RunningJob};
use signals::Signals;
use std::process::ExitCode;
use std::sync::Arc;

/// Runs a job. The exit code is 0 if every row is a summary, 1 if there were bad records, 2 if the
/// job could not be finished, and 128 + N if it was interrupted by signal N.
pub fn run(args: &Args) -> ExitCode {
    match try_run(args) {
        Ok(Outcome::Complete(written)) if written.errors > 0 => ExitCode::from(1),
        Ok(Outcome::Complete(_) | Outcome::BrokenPipe) => ExitCode::SUCCESS,
        Ok(Outcome::Interrupted(signal, checkpoint)) => {
            let advice = match args.writes_to_stdout() {
                true => "",
                false => "; run the same command to resume",
            };
            print_line(&format!(
                "interrupted after {} records{advice}",
                checkpoint.records
            ));
            ExitCode::from(128 + signal)
        }
        Err(message) => {
            print_line(&message);
            ExitCode::from(2)
        }
    }
}

fn try_run(args: &Args) -> Result<Outcome, String> {
    args.validate()?;
    let options = args.options()?;
    let own_files = Paths::of(&args.output).all();
    let inputs = find_inputs(&args.inputs, args.read_as(), &own_files)?;
    check_output_path(args, &inputs)?;
    check_encoding(args, &inputs)?;
    let header = JobHeader::new(args.output_options(&options), &inputs);
    let bytes_total = total_bytes(&inputs);
    let job = Arc::new(new_job(args, options, inputs)?);
    let output = match Output::open(args, &header, &job)? {
        Opened::Unfinished(output) => *output,
        Opened::Complete(checkpoint) => {
            report_complete(args, &checkpoint);
            return Ok(Outcome::Complete(checkpoint));
        }
    };
    let signals =
        Signals::install().map_err(|error| format!("cannot install signal handlers: {error}"))?;
    RunningJob::start(args, job, output, signals, bytes_total).finish()
}

/// Rejects `--encoding` for inputs that are always UTF-8.
fn check_encoding(args: &Args, inputs: &[Input]) -> Result<(), String> {
    let is_fixed = |input: &&Input| matches!(input.kind, InputKind::Jsonl | InputKind::Parquet);
    match inputs.iter().find(is_fixed) {
        Some(input) if args.encoding.is_some_and(|encoding| !encoding.is_utf8()) => Err(format!(
            "--encoding is for text, CSV and TSV files; JSONL and Parquet are UTF-8: {}",
            input.name()
        )),
        _ => Ok(()),
    }
}

/// Rejects an output that is a directory or one of the inputs.
fn check_output_path(args: &Args, inputs: &[Input]) -> Result<(), String> {
    let name = args.output.display();
    if args.output.is_dir() {
        return Err(format!("{name} is a directory; name a file"));
    }
    let Ok(output) = args.output.canonicalize() else {
        // It does not exist yet, so it is no input.
        return Ok(());
    };
    let is_output = |input: &Input| input.path.canonicalize().is_ok_and(|path| path == output);
    if inputs.iter().any(is_output) {
        return Err(format!("{name} is also an input; name another output"));
    }
    Ok(())
}

/// The size of all inputs; `None` if it is unknown for one of them.
fn total_bytes(inputs: &[Input]) -> Option<u64> {
    let is_known = inputs.iter().all(|input| input.file_bytes > 0);
    is_known.then(|| inputs.iter().map(|input| input.file_bytes).sum())
}

fn new_job(args: &Args, options: Options, inputs: Vec<Input>) -> Result<Job, String> {
    Ok(Job {
        plan: ReadPlan {
            inputs,
            wanted: args.wanted_fields(),
            is_grouped: args.is_grouped(),
            shard: args.shard,
            limit: args.limit,
            block_bytes: args.block_bytes.0,
            record_bytes_max: args.max_bytes.0,
            encoding: args.encoding,
        },
        options,
        format: args.output_format()?,
        errors: args.errors,
        carried: args.carried_names().to_vec(),
        #[cfg(feature = "parquet")]
        schema: crate::record::row_schema(args.carried_names(), args.is_grouped()),
    })
}

fn report_complete(args: &Args, checkpoint: &Checkpoint) {
    if !args.quiet {
        print_line(&format!(
            "{} is already complete: {} records, {} bad",
            args.output.display(),
            checkpoint.records,
            checkpoint.errors
        ));
    }
}
