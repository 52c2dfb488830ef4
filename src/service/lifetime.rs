//! When the server closes a connection: when the peer sends nothing, when the connection is idle or
//! old, and when the server shuts down.

use super::drain::Phase;
use super::listen::Protocol;
use super::peer::Peer;
use super::random;
use super::server::Server;
use super::telemetry::metrics::increment;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of the HTTP/2 preface (24) and the header of the SETTINGS frame that must follow it (9).
const HTTP2_PREFACE_BYTES: u64 = 24 + 9;
/// Bytes of "GET / HTTP/1.1" and two line ends, the shortest HTTP/1.1 request.
const HTTP1_REQUEST_BYTES_MIN: u64 = 18;
/// How long a connection that has been sent GOAWAY stays open without calls and without traffic.
const IDLE_CLOSE_DELAY: Duration = Duration::from_secs(2);
/// How often to check whether such a connection is idle.
const IDLE_CHECK_INTERVAL: Duration = Duration::from_millis(250);
/// How long to sleep when no limit applies to a connection.
const NO_LIMIT_SLEEP: Duration = Duration::from_secs(3600);

/// The time limits of one connection.
pub(super) struct Lifetime {
    server: Arc<Server>,
    peer: Arc<Peer>,
    /// Bytes that the peer must have sent by `opened_by`.
    opening_bytes: u64,
    opened_by: Instant,
    max_age_at: Option<Instant>,
    draining: Option<Draining>,
}

/// The state of a connection that has been sent GOAWAY.
struct Draining {
    since: Instant,
    /// When the connection is closed even if it has calls. None during a shutdown of the server,
    /// which has a limit for all connections.
    close_at: Option<Instant>,
}

/// What to do with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Send GOAWAY: no new calls, but those in progress go on.
    SendGoaway,
    /// Close the connection at once, whatever calls it has.
    Close,
}

/// What the limits of a connection demand now. Reasons are labels of `connections_closed`.
enum Decision {
    /// Nothing before this time.
    Wait(Instant),
    /// Send GOAWAY for this reason, and close the connection after this time.
    SendGoaway(&'static str, Duration),
    /// Close the connection for this reason.
    Close(&'static str),
}

impl Lifetime {
    /// The limits of a connection that has just been accepted.
    pub(super) fn new(server: &Arc<Server>, peer: &Arc<Peer>, protocol: Protocol) -> Lifetime {
        let (settings, accepted_at) = (&server.settings, peer.accepted_at());
        let age = settings.connection_age;
        Lifetime {
            opening_bytes: match protocol {
                Protocol::Grpc => HTTP2_PREFACE_BYTES,
                Protocol::Web => HTTP1_REQUEST_BYTES_MIN,
            },
            opened_by: accepted_at + settings.handshake_time,
            max_age_at: age.map(|age| accepted_at + with_jitter(age, random::non_crypto_u64())),
            draining: None,
            server: Arc::clone(server),
            peer: Arc::clone(peer),
        }
    }

    /// Waits until something must be done with the connection.
    pub(super) async fn next_action(&mut self) -> Action {
        let server = Arc::clone(&self.server);
        let count_closed = |reason| increment(&server.metrics.connections_closed, "reason", reason);
        loop {
            let until = match self.decide() {
                Decision::Wait(until) => until,
                Decision::SendGoaway(reason, grace) => {
                    count_closed(reason);
                    self.start_draining(grace / 2, Some(grace));
                    return Action::SendGoaway;
                }
                Decision::Close(reason) => {
                    count_closed(reason);
                    return Action::Close;
                }
            };
            tokio::select! {
                biased;
                () = server.drain.reached(Phase::Aborting) => {
                    count_closed("drain_limit");
                    return Action::Close;
                }
                () = server.drain.reached(Phase::Closing), if self.draining.is_none() => {
                    if !self.is_open() {
                        return Action::Close;
                    }
                    self.start_draining(server.settings.drain_limit / 2, None);
                    return Action::SendGoaway;
                }
                () = tokio::time::sleep_until(until.into()) => {}
            }
        }
    }

    /// Records that the connection is sent GOAWAY now. Its streams end after `streams`, and it is
    /// closed after `grace`, if given.
    fn start_draining(&mut self, streams: Duration, grace: Option<Duration>) {
        self.peer.end_streams_after(streams);
        let since = Instant::now();
        let close_at = grace.map(|grace| since + grace);
        self.draining = Some(Draining { since, close_at });
    }

    /// Whether the peer has sent the bytes that open a connection.
    fn is_open(&self) -> bool {
        self.peer.bytes_read() >= self.opening_bytes
    }

    fn decide(&self) -> Decision {
        let now = Instant::now();
        let settings = &self.server.settings;
        let idle_since = self.peer.idle_since();
        let idle_at = settings
            .connection_idle
            .map(|idle| idle_since.unwrap_or(now) + idle);
        if !self.is_open() {
            return self.decide_before_open(now, idle_at);
        }
        if let Some(draining) = &self.draining {
            return self.decide_draining(now, idle_since, draining);
        }
        if self.max_age_at.is_some_and(|max_age_at| now >= max_age_at) {
            return Decision::SendGoaway("age", settings.connection_age_grace);
        }
        match [self.max_age_at, idle_at].into_iter().flatten().min() {
            Some(at) if at <= now => Decision::SendGoaway("idle", IDLE_CLOSE_DELAY),
            Some(at) => Decision::Wait(at),
            None => Decision::Wait(now + NO_LIMIT_SLEEP),
        }
    }

    fn decide_before_open(&self, now: Instant, idle_at: Option<Instant>) -> Decision {
        if now >= self.opened_by {
            return Decision::Close("handshake");
        }
        // The peer may open the connection while this waits, and then the other limits apply. So
        // wait no longer than until the first of all limits.
        let limits = [Some(self.opened_by), self.max_age_at, idle_at];
        let next = limits.into_iter().flatten().filter(|&at| at > now).min();
        Decision::Wait(next.unwrap_or(self.opened_by))
    }

    fn decide_draining(
        &self,
        now: Instant,
        idle_since: Option<Instant>,
        draining: &Draining,
    ) -> Decision {
        let is_idle = idle_since.is_some_and(|since| {
            // The last responses may still be on their way after their calls have ended, so the
            // last read or write counts too.
            now >= since.max(draining.since).max(self.peer.last_io()) + IDLE_CLOSE_DELAY
        });
        match draining.close_at {
            Some(close_at) if now >= close_at => Decision::Close("grace"),
            _ if is_idle => Decision::Close("quiet"),
            close_at => {
                let next_check = now + IDLE_CHECK_INTERVAL;
                Decision::Wait(close_at.map_or(next_check, |at| at.min(next_check)))
            }
        }
    }
}

/// `age`, varied at random by up to 10 % in either direction, so that connections opened together
/// are not closed together (gRFC A9).
fn with_jitter(age: Duration, random: u64) -> Duration {
    age.mul_f64(0.9 + 0.2 * (random as f64 / u64::MAX as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_vary_by_ten_percent() {
        let ages: Vec<_> = (0..1000)
            .map(|_| with_jitter(Duration::from_secs(1000), random::non_crypto_u64()).as_secs())
            .collect();
        let (least, most) = (ages.iter().min(), ages.iter().max());
        assert!((900..920).contains(least.unwrap()), "{least:?}");
        assert!((1080..=1100).contains(most.unwrap()), "{most:?}");
    }
}
