//! The command line: flags → options, one command a file, exit codes.
//!
//! Data goes to standard output; notes and errors, one line each, to standard error. Exit code 0
//! is success, 1 an input that could not be worked on, 2 a wrong call.

mod eval;
mod input;
mod listings;
mod sentences;
mod summarize;
mod train;

use crate::args::say;
use clap::{Parser, Subcommand};
use std::io;
use std::process::ExitCode;

/// Key takeaways of long articles, in the articles' own words, without a language model.
#[derive(Parser)]
#[command(
    name = "gleaner",
    version,
    about,
    arg_required_else_help = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The bullets of one document
    Summarize(summarize::Args),
    /// The bullets of many documents, in a job that can be resumed
    #[cfg(feature = "batch")]
    Batch(Box<crate::batch::Args>),
    /// The sentences of one document as the engine sees them
    Sentences(sentences::Args),
    /// The gRPC service
    #[cfg(feature = "service")]
    Serve(crate::service::ServeArgs),
    /// A load generator for the service
    #[cfg(feature = "service")]
    Bench(crate::service::bench::BenchArgs),
    /// How good summaries are: a table of methods against lead and oracle
    Eval(eval::Args),
    /// Fit the weights of the default method to articles with reference bullets
    Train(train::Args),
    /// The methods that can be asked for
    Methods,
    /// The languages known, and what is known of each
    Languages,
}

/// Why a command failed.
enum Failure {
    /// Standard output is gone: the reader has seen enough.
    BrokenPipe,
    /// An input that could not be worked on; one line that says the way out.
    Input(String),
    /// A wrong call; one line that says the way out.
    Usage(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Input(format!("cannot write: {error}")),
        }
    }
}

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return complain(&error),
    };
    let outcome = match command {
        Command::Summarize(args) => summarize::run(&args),
        #[cfg(feature = "batch")]
        Command::Batch(args) => return crate::batch::run(&args),
        Command::Sentences(args) => sentences::run(&args),
        #[cfg(feature = "service")]
        Command::Serve(args) => return crate::service::run(&args),
        #[cfg(feature = "service")]
        Command::Bench(args) => return crate::service::bench::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Methods => listings::methods(),
        Command::Languages => listings::languages(),
    };
    match outcome {
        Ok(()) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Err(Failure::Input(message)) => fail(&message, 1),
        Err(Failure::Usage(message)) => fail(&message, 2),
    }
}

/// Prints what the parser has to say: help as it is, errors as one line.
fn complain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A closed pipe is no reason to complain either.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let is_help = text.contains("\nCommands:");
    if is_help {
        let _ = error.print();
        return ExitCode::from(2);
    }
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let message: Vec<&str> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let message = message.join(" ");
    fail(
        &format!(
            "{}; see --help",
            message.strip_prefix("error: ").unwrap_or(&message)
        ),
        2,
    )
}

fn fail(message: &str, code: u8) -> ExitCode {
    say(message);
    ExitCode::from(code)
}
