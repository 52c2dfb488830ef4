//! The phases of a graceful shutdown.

use tokio::sync::watch;

/// The phases of a server's life, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Normal operation.
    Serving,
    /// Health says NOT_SERVING, but connections and calls are still accepted.
    Draining,
    /// No new connections. Open ones have been sent GOAWAY and close when their calls have ended.
    Closing,
    /// Open connections are closed, whatever calls they have.
    Aborting,
}

/// Announces the phase to every part of the server.
pub(super) struct Drain(watch::Sender<Phase>);

impl Drain {
    pub(super) fn new() -> Drain {
        Drain(watch::Sender::new(Phase::Serving))
    }

    /// Moves on to `phase`. Does nothing if the server is in that phase or a later one.
    pub(super) fn enter(&self, phase: Phase) {
        self.0.send_if_modified(|current| {
            let is_later = phase > *current;
            *current = phase.max(*current);
            is_later
        });
    }

    pub(super) fn phase(&self) -> Phase {
        *self.0.borrow()
    }

    /// Waits for `phase` or a later one.
    pub(super) async fn reached(&self, phase: Phase) {
        // Cannot fail, because the sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|now| *now >= phase).await;
    }
}
