//! Shows on standard error how far a job is: a bar or a line now and then, and a summary at the
//! end.

use super::args::ProgressStyle;
use super::manifest::Checkpoint;
use crate::args::print_line;
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const LINE_INTERVAL: Duration = Duration::from_secs(10);

/// The progress display of a job.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    prints_lines: bool,
    bytes_read: Arc<AtomicU64>,
    /// The size of all inputs; `None` if it is unknown.
    bytes_total: Option<u64>,
    /// How many records earlier runs of the job wrote.
    records_before: u64,
    started: Instant,
    last_line: Instant,
}

impl Progress {
    /// Starts the display. `bytes_read` is updated by the thread that reads.
    pub(super) fn start(
        style: ProgressStyle,
        is_quiet: bool,
        bytes_total: Option<u64>,
        records_before: u64,
        bytes_read: Arc<AtomicU64>,
    ) -> Progress {
        let has_bar = !is_quiet
            && match style {
                ProgressStyle::Auto => std::io::stderr().is_terminal(),
                ProgressStyle::Bar => true,
                ProgressStyle::Plain => false,
            };
        let now = Instant::now();
        Progress {
            bar: has_bar.then(|| new_bar(bytes_total)),
            prints_lines: !has_bar && !is_quiet,
            bytes_read,
            bytes_total,
            records_before,
            started: now,
            last_line: now,
        }
    }

    /// Redraws the bar, or prints a line if it is time for one.
    pub(super) fn update(&mut self, written: &Checkpoint) {
        let bytes = self.bytes_read.load(Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            bar.set_message(self.counts(written));
        }
        if self.prints_lines && self.last_line.elapsed() >= LINE_INTERVAL {
            self.last_line = Instant::now();
            let percent = match self.bytes_total {
                Some(total) if total > 0 => {
                    format!("{:.0}%, ", 100.0 * bytes as f64 / total as f64)
                }
                _ => String::new(),
            };
            let time_left = self.time_left(bytes);
            print_line(&format!("{percent}{}{time_left}", self.counts(written)));
        }
    }

    /// The last line of a finished job.
    pub(super) fn summary(&self, written: &Checkpoint, output: &str) -> String {
        let bytes = self.bytes_read.load(Ordering::Relaxed);
        let seconds = self.seconds();
        let bad = match written.errors {
            0 => String::new(),
            errors => format!(", {errors} bad"),
        };
        let before = match self.records_before {
            0 => String::new(),
            records => format!(" ({records} of them by earlier runs)"),
        };
        format!(
            "{} records{before}{bad}, {} rows in {output}; read {} in {seconds:.1} s, {:.1} MB/s, {:.0} records/s",
            written.records,
            written.rows,
            HumanBytes(bytes),
            bytes as f64 / 1e6 / seconds,
            (written.records - self.records_before) as f64 / seconds,
        )
    }

    /// Removes the bar.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn counts(&self, written: &Checkpoint) -> String {
        let rate = self.bytes_read.load(Ordering::Relaxed) as f64 / 1e6 / self.seconds();
        format!(
            "{} records, {rate:.1} MB/s, {} bad",
            HumanCount(written.records),
            HumanCount(written.errors)
        )
    }

    /// The estimated time until all is read, or nothing if the size of the inputs is unknown.
    fn time_left(&self, bytes: u64) -> String {
        match self.bytes_total {
            Some(total) if bytes > 0 && total > bytes => {
                let seconds = self.seconds() * (total - bytes) as f64 / bytes as f64;
                let time = Duration::from_secs_f64(seconds);
                format!(", {} left", HumanDuration(time))
            }
            _ => String::new(),
        }
    }

    /// How long the job has run; at least 1 ms, so that rates are finite.
    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64().max(1e-3)
    }
}

/// A bar if the size of the inputs is known, else a spinner.
fn new_bar(bytes_total: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes_total {
        Some(total) => (
            ProgressBar::new(total),
            "{wide_bar} {percent}%  {msg}, {eta} left",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
    };
    match indicatif::ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
