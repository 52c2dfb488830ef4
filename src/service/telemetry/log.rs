//! The log. A thread of its own writes the lines, so that a slow standard error delays no call.

use crate::service::config::LogFormat;
use std::io::{self, IsTerminal as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// With more unwritten text than this, further lines are dropped and counted.
const BUFFER_BYTES_MAX: usize = 4 << 20;
/// How long the thread sleeps after each write, so that it writes many lines at once.
const WRITE_INTERVAL: Duration = Duration::from_millis(20);
/// How long the end of the process waits for the last lines, in case nobody reads them.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// Sends the events of `tracing` to standard error, until the guard is dropped. Only warns if
/// another subscriber has been installed before.
pub(crate) fn start(format: LogFormat, levels: &Targets) -> LogGuard {
    let buffer = Arc::new(LogBuffer::default());
    let thread_buffer = Arc::clone(&buffer);
    let (writing, written) = mpsc::channel();
    // If the thread cannot be started, log lines are lost but calls still work.
    let _ = std::thread::Builder::new()
        .name("log".into())
        .spawn(move || {
            thread_buffer.write_lines(&mut io::stderr());
            drop(writing);
        });
    let is_pretty = match format {
        LogFormat::Auto => io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let has_colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let layer = tracing_subscriber::fmt::layer().with_writer(LogWriter(Arc::clone(&buffer)));
    let registry = tracing_subscriber::registry().with(levels.clone());
    let installed = if is_pretty {
        registry.with(layer.with_ansi(has_colours)).try_init()
    } else {
        registry.with(layer.json().flatten_event(true)).try_init()
    };
    if installed.is_err() {
        tracing::warn!("logging is set up already; log_format and log_level have no effect");
    }
    LogGuard { buffer, written }
}

/// Keeps the log going. When dropped, writes the remaining lines, for at most a second.
pub struct LogGuard {
    buffer: Arc<LogBuffer>,
    /// Disconnects when the thread has written everything.
    written: mpsc::Receiver<()>,
}

impl Drop for LogGuard {
    fn drop(&mut self) {
        self.buffer.lock().is_closed = true;
        self.buffer.line_added.notify_one();
        // The process ends in either case, so a timeout is ignored.
        let _ = self.written.recv_timeout(FLUSH_TIMEOUT);
    }
}

/// Lines that have not been written yet.
#[derive(Default)]
struct LogBuffer {
    unwritten: Mutex<Unwritten>,
    line_added: Condvar,
}

#[derive(Default)]
struct Unwritten {
    text: Vec<u8>,
    /// How many lines have been dropped since the last write.
    dropped: u64,
    is_closed: bool,
}

impl LogBuffer {
    fn lock(&self) -> MutexGuard<'_, Unwritten> {
        self.unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: &[u8]) {
        let mut unwritten = self.lock();
        if unwritten.text.len() + line.len() > BUFFER_BYTES_MAX {
            unwritten.dropped += 1;
            return;
        }
        let was_empty = unwritten.text.is_empty();
        unwritten.text.extend_from_slice(line);
        drop(unwritten);
        // The thread waits only while there is no text.
        if was_empty {
            self.line_added.notify_one();
        }
    }

    /// Writes lines to `output` until the buffer is closed and empty.
    fn write_lines(&self, output: &mut impl io::Write) {
        let mut text = Vec::new();
        loop {
            let mut unwritten = self.lock();
            while unwritten.text.is_empty() && !unwritten.is_closed {
                unwritten = self
                    .line_added
                    .wait(unwritten)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            text.clear();
            std::mem::swap(&mut text, &mut unwritten.text);
            let dropped = std::mem::take(&mut unwritten.dropped);
            let is_closed = unwritten.is_closed;
            drop(unwritten);
            if text.is_empty() && dropped == 0 {
                return;
            }
            // If standard error is broken, there is nowhere to report that.
            let _ = output.write_all(&text);
            if dropped > 0 {
                // Goes through the buffer like any other line.
                tracing::warn!(lines = dropped, "log lines dropped");
            }
            if !is_closed {
                std::thread::sleep(WRITE_INTERVAL);
            }
        }
    }
}

/// Gives `tracing` a writer for each line.
struct LogWriter(Arc<LogBuffer>);

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = &'a LogBuffer;

    fn make_writer(&'a self) -> &'a LogBuffer {
        &self.0
    }
}

impl io::Write for &LogBuffer {
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

    /// The number of dropped lines is logged after the lines that were kept, in the same format.
    #[test]
    fn dropped_lines_are_logged_as_a_line() {
        let buffer = Arc::new(LogBuffer::default());
        let format = tracing_subscriber::fmt::layer().with_writer(LogWriter(Arc::clone(&buffer)));
        let log = tracing_subscriber::registry().with(format.json().flatten_event(true));
        let mut written = Vec::new();
        tracing::subscriber::with_default(log, || {
            let long = "x".repeat(BUFFER_BYTES_MAX / 4);
            (0..6).for_each(|_| tracing::info!(long));
            buffer.lock().is_closed = true;
            buffer.write_lines(&mut written);
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
