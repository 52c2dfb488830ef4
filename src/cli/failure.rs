//! Why a command failed.

use std::io;

/// Decides the exit code. The messages are one line each and say what to do.
pub(super) enum Failure {
    /// The reader of standard output has closed it. This counts as success.
    BrokenPipe,
    /// An input that cannot be processed, or an output that cannot be written.
    Input(String),
    /// A wrong call of the command.
    Usage(String),
}

/// An error of writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Input(format!("cannot write to standard output: {error}")),
        }
    }
}
