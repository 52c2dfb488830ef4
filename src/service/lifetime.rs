//! When a connection has to go: what never began, what is idle, what is old, and all in a drain.

use super::Server;
use super::accept::Protocol;
use super::drain::Phase;
use super::peer::Peer;
use super::random;
use super::telemetry::metrics::count;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The preface of HTTP/2 and the head of the SETTINGS frame that must follow it.
const HTTP2_OPENING_BYTES: u64 = 24 + 9;
/// "GET / HTTP/1.1" and two line ends.
const HTTP1_OPENING_BYTES: u64 = 18;
/// How long a connection without calls may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);
/// How often to look whether a closing connection has become quiet.
const FAREWELL_LOOK: Duration = Duration::from_millis(250);

/// The time that a connection has.
pub(super) struct Lifetime {
    server: Arc<Server>,
    peer: Arc<Peer>,
    opening_bytes: u64,
    opened_by: Instant,
    age_at: Option<Instant>,
    leaving: Option<Leaving>,
}

/// A connection that was asked to go.
struct Leaving {
    since: Instant,
    /// When it is cut, calls or not; none where the drain sees to that.
    cut_at: Option<Instant>,
}

/// What to do with a connection.
pub(super) enum Step {
    /// Send GOAWAY.
    Ask,
    /// Drop it.
    Cut,
}

/// What to do with a connection that nobody drains.
enum Verdict {
    /// Nothing before then.
    Wait(Instant),
    /// Ask it to go, for that reason; cut it after so long.
    Ask(&'static str, Duration),
    /// Cut it, for that reason.
    Cut(&'static str),
}

impl Lifetime {
    /// The time of a connection that has just begun.
    pub(super) fn new(server: &Arc<Server>, peer: &Arc<Peer>, protocol: Protocol) -> Lifetime {
        let (settings, began) = (&server.settings, peer.began());
        let age = settings.connection_age;
        Lifetime {
            opening_bytes: match protocol {
                Protocol::Grpc => HTTP2_OPENING_BYTES,
                Protocol::Web => HTTP1_OPENING_BYTES,
            },
            opened_by: began + settings.handshake_time,
            age_at: age.map(|age| began + spread(age, random::weak())),
            leaving: None,
            server: Arc::clone(server),
            peer: Arc::clone(peer),
        }
    }

    /// Waits until something has to be done with the connection.
    pub(super) async fn next(&mut self) -> Step {
        let server = Arc::clone(&self.server);
        let closed = |reason| count(&server.metrics.connections_closed, "reason", reason);
        loop {
            let until = match self.verdict() {
                Verdict::Wait(until) => until,
                Verdict::Ask(reason, grace) => {
                    closed(reason);
                    self.leave(grace / 2, Some(grace));
                    return Step::Ask;
                }
                Verdict::Cut(reason) => {
                    closed(reason);
                    return Step::Cut;
                }
            };
            tokio::select! {
                biased;
                () = server.drain.reached(Phase::Aborting) => {
                    closed("drain_limit");
                    return Step::Cut;
                }
                () = server.drain.reached(Phase::Closing), if self.leaving.is_none() => {
                    if !self.has_opened() {
                        return Step::Cut;
                    }
                    self.leave(server.settings.drain_limit / 2, None);
                    return Step::Ask;
                }
                () = tokio::time::sleep_until(until.into()) => {}
            }
        }
    }

    /// The connection is asked to go: its streams end after so long, and it is cut after `grace`, if
    /// there is one.
    fn leave(&mut self, streams: Duration, grace: Option<Duration>) {
        self.peer.end_streams_after(streams);
        let since = Instant::now();
        let cut_at = grace.map(|grace| since + grace);
        self.leaving = Some(Leaving { since, cut_at });
    }

    /// Whether the peer has begun to speak at all.
    fn has_opened(&self) -> bool {
        self.peer.bytes_read() >= self.opening_bytes
    }

    /// What to do now, drain or not.
    fn verdict(&self) -> Verdict {
        let now = Instant::now();
        let settings = &self.server.settings;
        let idle_since = self.peer.idle_since();
        let idle_at = settings
            .connection_idle
            .map(|idle| idle_since.unwrap_or(now) + idle);
        if !self.has_opened() {
            // Looks again early enough for the other limits, should it open meanwhile.
            let next = [Some(self.opened_by), self.age_at, idle_at];
            let next = next.into_iter().flatten().filter(|&at| at > now).min();
            return match next {
                Some(at) if now < self.opened_by => Verdict::Wait(at),
                _ => Verdict::Cut("handshake"),
            };
        }
        if let Some(leaving) = &self.leaving {
            let quiet = idle_since.is_some_and(|since| {
                // Answers may still be on their way when their calls have ended.
                now >= since.max(leaving.since).max(self.peer.moved_at()) + FAREWELL
            });
            return match leaving.cut_at {
                Some(cut_at) if now >= cut_at => Verdict::Cut("grace"),
                _ if quiet => Verdict::Cut("quiet"),
                cut_at => {
                    let look = now + FAREWELL_LOOK;
                    Verdict::Wait(cut_at.map_or(look, |cut_at| cut_at.min(look)))
                }
            };
        }
        if self.age_at.is_some_and(|age_at| now >= age_at) {
            return Verdict::Ask("age", settings.connection_age_grace);
        }
        match [self.age_at, idle_at].into_iter().flatten().min() {
            Some(at) if at <= now => Verdict::Ask("idle", FAREWELL),
            Some(at) => Verdict::Wait(at),
            None => Verdict::Wait(now + Duration::from_secs(3600)),
        }
    }
}

/// An age a tenth up or down, so that connections made together don't end together (gRFC A9).
fn spread(age: Duration, random: u64) -> Duration {
    age.mul_f64(0.9 + 0.2 * (random as f64 / u64::MAX as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_spread_by_a_tenth() {
        let ages: Vec<_> = (0..1000)
            .map(|_| spread(Duration::from_secs(1000), random::weak()).as_secs())
            .collect();
        let (least, most) = (ages.iter().min(), ages.iter().max());
        assert!((900..920).contains(least.unwrap()), "{least:?}");
        assert!((1080..=1100).contains(most.unwrap()), "{most:?}");
    }
}
