//! The way out: NOT_SERVING, a delay, no more connections and GOAWAY, the rest of the calls, a limit.

use tokio::sync::watch;

/// How far the server is on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Not at all.
    Serving,
    /// Health says NOT_SERVING; calls are still taken.
    Leaving,
    /// No new connections; open ones are asked to close once their calls are done.
    Closing,
    /// Whatever is left is cut.
    Aborting,
}

/// Tells every part of the server of the phase.
pub(super) struct Drain(watch::Sender<Phase>);

impl Drain {
    pub(super) fn new() -> Drain {
        Drain(watch::Sender::new(Phase::Serving))
    }

    /// Goes on to `phase`; never back.
    pub(super) fn enter(&self, phase: Phase) {
        self.0.send_if_modified(|now| {
            let later = phase > *now;
            *now = phase.max(*now);
            later
        });
    }

    pub(super) fn phase(&self) -> Phase {
        *self.0.borrow()
    }

    /// Waits for `phase` or a later one.
    pub(super) async fn reached(&self, phase: Phase) {
        // Cannot fail: the sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|now| *now >= phase).await;
    }
}
