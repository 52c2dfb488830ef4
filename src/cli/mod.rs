//! The command line: turns flags into options, with one file per command, and outcomes into exit
//! codes.
//!
//! Data goes to standard output; notes and errors go to standard error, one line each. The exit
//! code is 0 for success, 1 if an input could not be processed, and 2 for a wrong call. Usage
//! errors are printed as clap renders them.

mod eval;
mod eval_picks;
mod failure;
mod input;
mod listings;
mod sentences;
mod summarize;
mod train;

use crate::args::print_line;
use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

/// Summarizes long articles as a few bullets, each a sentence of the article, without a language
/// model.
#[derive(Parser)]
#[command(
    name = "gleaner",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Summarize one document
    Summarize(summarize::Args),
    /// Summarize many documents in a job that can be resumed
    #[cfg(feature = "batch")]
    Batch(Box<crate::batch::Args>),
    /// Print the sentences of one document and the role of each
    Sentences(sentences::Args),
    /// Run the gRPC service
    #[cfg(feature = "service")]
    Serve(crate::service::ServeArgs),
    /// Send load to a running service and measure its answers
    #[cfg(feature = "service")]
    Bench(crate::service::bench::BenchArgs),
    /// Measure the quality of summaries, or of sentence splitting, on reference data
    Eval(eval::Args),
    /// Fit the weights of the method gleaner to articles with reference bullets
    Train(train::Args),
    /// List the methods for --method
    Methods,
    /// List the languages for --language and what is known about each
    Languages,
}

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => return print_clap_error(&error),
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

/// Prints what clap returns instead of arguments: help and the version to standard output, with
/// exit code 0; usage errors to standard error, with exit code 2.
fn print_clap_error(error: &clap::Error) -> ExitCode {
    // Printing fails if the stream is closed; then nobody reads it.
    let _ = error.print();
    match error.use_stderr() {
        true => ExitCode::from(2),
        false => ExitCode::SUCCESS,
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    print_line(message);
    ExitCode::from(code)
}
