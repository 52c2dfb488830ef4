//! The result of a load test.

use hdrhistogram::Histogram;
use serde_json::json;
use std::fmt::Write as _;
use std::time::Duration;
use tonic::Code;

/// The longest latency that is recorded as it is, in microseconds: a minute. Longer ones count as a
/// minute.
const LATENCY_MICROS_MAX: u64 = 60_000_000;

/// Counts and latencies, of one sender or of all.
pub(super) struct Report {
    /// Latencies of summarized documents, in microseconds, to three significant digits.
    micros: Histogram<u64>,
    /// Documents by status code.
    codes: [u64; 17],
    /// Bytes of the texts that were summarized.
    bytes: u64,
    /// How long was measured.
    seconds: f64,
    pub(super) mode: &'static str,
    pub(super) rate: Option<f64>,
    /// Documents of an open loop that were due but not sent, because no sender was free in time.
    pub(super) not_sent: u64,
}

impl Report {
    pub(super) fn new() -> Report {
        let micros = Histogram::new_with_bounds(1, LATENCY_MICROS_MAX, 3);
        Report {
            micros: micros.unwrap_or_else(|_| unreachable!("the bounds are valid")),
            codes: [0; 17],
            bytes: 0,
            seconds: 0.0,
            mode: "",
            rate: None,
            not_sent: 0,
        }
    }

    /// Records a document of `bytes` bytes that ended with `code` after `latency`.
    pub(super) fn record(&mut self, code: Code, latency: Duration, bytes: usize) {
        self.codes[code as usize] += 1;
        if code == Code::Ok {
            self.bytes += bytes as u64;
            let micros = (latency.as_micros() as u64).max(1);
            self.micros.saturating_record(micros);
        }
    }

    /// Adds the counts and latencies of another report.
    pub(super) fn add(&mut self, other: &Report) {
        // Cannot fail, because both histograms have the same bounds.
        let _ = self.micros.add(&other.micros);
        for (mine, other) in self.codes.iter_mut().zip(other.codes) {
            *mine += other;
        }
        self.bytes += other.bytes;
    }

    pub(super) fn set_duration(&mut self, time: Duration) {
        self.seconds = time.as_secs_f64();
    }

    /// The number of documents that were summarized.
    pub(super) fn documents(&self) -> u64 {
        self.codes[Code::Ok as usize]
    }

    /// The number of documents that failed.
    fn errors(&self) -> u64 {
        self.codes[1..].iter().sum()
    }

    fn millis(&self, quantile: f64) -> f64 {
        self.micros.value_at_quantile(quantile) as f64 / 1000.0
    }

    /// The name and number of each status code that occurred.
    fn named_codes(&self) -> impl Iterator<Item = (String, u64)> {
        let codes = self
            .codes
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        codes.map(|(code, count)| (format!("{:?}", Code::from(code as i32)), *count))
    }

    /// The report for people.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "{} documents in {:.1} s: {:.0} documents/s, {:.2} MB/s\n",
            self.documents(),
            self.seconds,
            self.documents() as f64 / self.seconds,
            self.bytes as f64 / self.seconds / 1e6,
        );
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            text,
            "latency ms: p50 {:.3}  p90 {:.3}  p99 {:.3}  p99.9 {:.3}  max {:.3}{}",
            self.millis(0.5),
            self.millis(0.9),
            self.millis(0.99),
            self.millis(0.999),
            self.micros.max() as f64 / 1000.0,
            if self.rate.is_some() {
                "  (measured from when each document was due)"
            } else {
                ""
            },
        );
        let codes: Vec<_> = self
            .named_codes()
            .map(|(code, n)| format!("{code} {n}"))
            .collect();
        let _ = write!(text, "codes: {}", codes.join(", "));
        if self.not_sent > 0 {
            let not_sent = self.not_sent;
            let _ = write!(
                text,
                "\nnot sent in time: {not_sent} documents; raise --in-flight or lower --rate"
            );
        }
        text
    }

    /// The report for programs, as one JSON object.
    pub(super) fn json(&self) -> String {
        let codes: serde_json::Map<_, _> = self
            .named_codes()
            .map(|(code, count)| (code, json!(count)))
            .collect();
        json!({
            "mode": self.mode,
            "rate": self.rate,
            "documents": self.documents(),
            "errors": self.errors(),
            "not_sent": self.not_sent,
            "seconds": self.seconds,
            "documents_per_second": self.documents() as f64 / self.seconds,
            "bytes_per_second": self.bytes as f64 / self.seconds,
            "latency_ms": {
                "mean": self.micros.mean() / 1000.0,
                "p50": self.millis(0.5),
                "p90": self.millis(0.9),
                "p99": self.millis(0.99),
                "p99.9": self.millis(0.999),
                "max": self.micros.max() as f64 / 1000.0,
            },
            "codes": codes,
        })
        .to_string()
    }
}
