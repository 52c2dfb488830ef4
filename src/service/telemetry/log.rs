//! Log lines, written by a thread of their own so that a slow standard error holds up no call.

use crate::service::config::LogFormat;
use std::io::{self, IsTerminal as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Beyond this much unwritten text, lines are dropped and counted.
const BUFFER_BYTES_MAX: usize = 4 << 20;
/// How long a line may wait for others to be written along with it.
const FLUSH_EVERY: Duration = Duration::from_millis(20);
/// How long the last lines may take: nobody may be left to read them.
const LAST_WORDS_TIME: Duration = Duration::from_secs(1);

/// Sends what `tracing` says to standard error. The guard writes the last lines when it goes.
/// Does nothing but warn when a subscriber is there already.
pub(crate) fn start(format: LogFormat, levels: &Targets) -> LogGuard {
    let lines = Arc::new(Lines::default());
    let writer = Arc::clone(&lines);
    let (writing, written) = mpsc::channel();
    // Without the thread the log is lost, and calls are not.
    let _ = std::thread::Builder::new()
        .name("log".into())
        .spawn(move || {
            writer.write_all(&mut io::stderr());
            drop(writing);
        });
    let pretty = match format {
        LogFormat::Auto => io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let line = tracing_subscriber::fmt::layer().with_writer(Sink(Arc::clone(&lines)));
    let registry = tracing_subscriber::registry().with(levels.clone());
    let installed = if pretty {
        registry.with(line.with_ansi(colours)).try_init()
    } else {
        registry.with(line.json().flatten_event(true)).try_init()
    };
    if installed.is_err() {
        tracing::warn!("logging was set up before; its settings here have no effect");
    }
    LogGuard { lines, written }
}

/// Keeps the log going; writes what is left when dropped, as far as that is read within a second.
pub struct LogGuard {
    lines: Arc<Lines>,
    /// Ends with the thread that writes.
    written: mpsc::Receiver<()>,
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        self.lines.lock().closed = true;
        self.lines.more.notify_one();
        // In time or not, the process may end.
        let _ = self.written.recv_timeout(LAST_WORDS_TIME);
    }
}

#[derive(Default)]
struct Lines {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    dropped: u64,
    closed: bool,
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: &[u8]) {
        let mut waiting = self.lock();
        if waiting.text.len() + line.len() > BUFFER_BYTES_MAX {
            waiting.dropped += 1;
            return;
        }
        let first = waiting.text.is_empty();
        waiting.text.extend_from_slice(line);
        drop(waiting);
        if first {
            self.more.notify_one();
        }
    }

    /// The log thread: takes all that waits, writes it to `output` in one go, rests a little.
    fn write_all(&self, output: &mut impl io::Write) {
        let mut batch = Vec::new();
        loop {
            let mut waiting = self.lock();
            while waiting.text.is_empty() && !waiting.closed {
                waiting = self
                    .more
                    .wait(waiting)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            batch.clear();
            std::mem::swap(&mut batch, &mut waiting.text);
            let dropped = std::mem::take(&mut waiting.dropped);
            let closed = waiting.closed;
            drop(waiting);
            if batch.is_empty() && dropped == 0 {
                return;
            }
            // There is no place left to complain of a broken standard error.
            let _ = output.write_all(&batch);
            if dropped > 0 {
                // Comes back to us as a line like any other.
                tracing::warn!(lines = dropped, "log lines dropped");
            }
            if !closed {
                std::thread::sleep(FLUSH_EVERY);
            }
        }
    }
}

/// Where `tracing` writes a line.
struct Sink(Arc<Lines>);

impl<'a> MakeWriter<'a> for Sink {
    type Writer = &'a Lines;

    fn make_writer(&'a self) -> &'a Lines {
        &self.0
    }
}

impl io::Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That lines were dropped is told at the end of what was kept, in the format of the log.
    #[test]
    fn dropped_lines_are_told_of_as_a_line() {
        let lines = Arc::new(Lines::default());
        let format = tracing_subscriber::fmt::layer().with_writer(Sink(Arc::clone(&lines)));
        let log = tracing_subscriber::registry().with(format.json().flatten_event(true));
        let mut written = Vec::new();
        tracing::subscriber::with_default(log, || {
            let long = "x".repeat(BUFFER_BYTES_MAX / 4);
            (0..6).for_each(|_| tracing::info!(long));
            lines.lock().closed = true;
            lines.write_all(&mut written);
        });
        let text = String::from_utf8(written).unwrap();
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[3]["message"], "log lines dropped");
        assert_eq!(lines[3]["lines"], 3);
    }
}
