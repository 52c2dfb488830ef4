//! When a connection has to go: what never began, what is idle, what is old.

use super::accept::Protocol;
use super::config::Settings;
use super::peer::Peer;
use super::random;
use std::time::{Duration, Instant};

/// The preface of HTTP/2 and the head of the SETTINGS frame that must follow it.
const HTTP2_OPENING_BYTES: u64 = 24 + 9;
/// "GET / HTTP/1.1" and two line ends.
const HTTP1_OPENING_BYTES: u64 = 18;
/// How long a connection without calls may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);
/// How often to look whether a closing connection has become quiet.
const FAREWELL_LOOK: Duration = Duration::from_millis(250);

/// When a connection has to go.
pub(super) struct Lifetime {
    opening_bytes: u64,
    opened_by: Instant,
    age_at: Option<Instant>,
    grace: Duration,
    idle: Option<Duration>,
    leaving: Option<Leaving>,
}

/// A connection that was asked to go.
struct Leaving {
    since: Instant,
    /// When it is cut, calls or not; none where the drain sees to that.
    cut_at: Option<Instant>,
}

/// What to do with a connection.
pub(super) enum Verdict {
    /// Nothing before then.
    Wait(Instant),
    /// Send GOAWAY, for that reason; cut it after so long.
    Ask(&'static str, Duration),
    /// Drop it, for that reason.
    Cut(&'static str),
}

impl Lifetime {
    pub(super) fn new(settings: &Settings, protocol: Protocol, began: Instant) -> Lifetime {
        Lifetime {
            opening_bytes: match protocol {
                Protocol::Grpc => HTTP2_OPENING_BYTES,
                Protocol::Web => HTTP1_OPENING_BYTES,
            },
            opened_by: began + settings.handshake_time,
            age_at: settings
                .connection_age
                .map(|age| began + spread(age, random::weak())),
            grace: settings.connection_age_grace,
            idle: settings.connection_idle,
            leaving: None,
        }
    }

    /// The connection was asked to go; it is cut after `grace`, if there is one.
    pub(super) fn leave(&mut self, grace: Option<Duration>) {
        let since = Instant::now();
        let cut_at = grace.map(|grace| since + grace);
        self.leaving = Some(Leaving { since, cut_at });
    }

    /// Whether the peer has begun to speak at all.
    pub(super) fn has_opened(&self, peer: &Peer) -> bool {
        peer.bytes_read() >= self.opening_bytes
    }

    pub(super) fn is_leaving(&self) -> bool {
        self.leaving.is_some()
    }

    /// What to do now with the connection to `peer`.
    pub(super) fn verdict(&self, peer: &Peer) -> Verdict {
        let now = Instant::now();
        let idle_since = peer.idle_since();
        let idle_at = self.idle.map(|idle| idle_since.unwrap_or(now) + idle);
        if !self.has_opened(peer) {
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
                now >= since.max(leaving.since).max(peer.moved_at()) + FAREWELL
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
            return Verdict::Ask("age", self.grace);
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
