//! How far a job is: a bar on a terminal, else a line now and then, and a summary at the end.

use super::args::ProgressArg;
use super::manifest::Unit;
use crate::args::say;
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far a job is, on standard error.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
    bytes_read: Arc<AtomicU64>,
    /// Bytes of all inputs, where that is known.
    bytes_all: Option<u64>,
    before: Unit,
    started: Instant,
    last_line: Instant,
}

impl Progress {
    pub(super) fn new(
        how: ProgressArg,
        quiet: bool,
        bytes_all: Option<u64>,
        before: &Unit,
        bytes_read: Arc<AtomicU64>,
    ) -> Progress {
        let bar = match how {
            _ if quiet => false,
            ProgressArg::Auto => std::io::stderr().is_terminal(),
            ProgressArg::Bar => true,
            ProgressArg::Plain => false,
        };
        let now = Instant::now();
        Progress {
            bar: bar.then(|| draw(bytes_all)),
            lines: !bar && !quiet,
            bytes_read,
            bytes_all,
            before: before.clone(),
            started: now,
            last_line: now,
        }
    }

    /// Shows how far it is by now.
    pub(super) fn tick(&mut self, written: &Unit) {
        let bytes = self.bytes_read.load(Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            bar.set_message(self.counts(written));
        }
        if self.lines && self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            let share = match self.bytes_all {
                Some(all) if all > 0 => format!("{:.0}%, ", 100.0 * bytes as f64 / all as f64),
                _ => String::new(),
            };
            let left = self.left(bytes);
            say(&format!("{share}{}{left}", self.counts(written)));
        }
    }

    /// The last line of a job.
    pub(super) fn summary(&self, written: &Unit, output: &str) -> String {
        let bytes = self.bytes_read.load(Ordering::Relaxed);
        let seconds = self.seconds();
        let bad = match written.errors {
            0 => String::new(),
            errors => format!(", {errors} bad"),
        };
        let before = match self.before.records {
            0 => String::new(),
            records => format!(" ({records} of them before)"),
        };
        format!(
            "{} records{before}{bad}, {} rows in {output}; read {} in {seconds:.1} s, {:.1} MB/s, {:.0} records/s",
            written.records,
            written.rows,
            HumanBytes(bytes),
            bytes as f64 / 1e6 / seconds,
            (written.records - self.before.records) as f64 / seconds,
        )
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn counts(&self, written: &Unit) -> String {
        let rate = self.bytes_read.load(Ordering::Relaxed) as f64 / 1e6 / self.seconds();
        format!(
            "{} records, {rate:.1} MB/s, {} bad",
            HumanCount(written.records),
            HumanCount(written.errors)
        )
    }

    fn left(&self, bytes: u64) -> String {
        match self.bytes_all {
            Some(all) if bytes > 0 && all > bytes => {
                let seconds = self.seconds() * (all - bytes) as f64 / bytes as f64;
                let left = Duration::from_secs_f64(seconds);
                format!(", {} left", HumanDuration(left))
            }
            _ => String::new(),
        }
    }

    fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64().max(1e-3)
    }
}

fn draw(bytes_all: Option<u64>) -> ProgressBar {
    let (bar, template) = match bytes_all {
        Some(all) => (
            ProgressBar::new(all),
            "{wide_bar} {percent}%  {msg}, {eta} left",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
