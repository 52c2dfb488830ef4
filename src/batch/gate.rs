//! Bounds what is being worked on: in bytes, so that memory is bounded, and in blocks, so that
//! little of that memory is used where little suffices.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A gate that blocks enter when they are read and leave when they are written.
pub(super) struct Gate {
    bytes_max: usize,
    blocks_max: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    bytes: usize,
    blocks: usize,
    closed: bool,
}

impl Gate {
    pub(super) fn new(bytes_max: usize, blocks_max: usize) -> Gate {
        Gate {
            bytes_max,
            blocks_max,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until there is room; one that alone is too much gets in alone. Says whether the gate is
    /// still open.
    pub(super) fn enter(&self, bytes: usize) -> bool {
        let mut state = self.lock();
        while !state.closed
            && state.blocks > 0
            && (state.blocks >= self.blocks_max || state.bytes + bytes > self.bytes_max)
        {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes;
        state.blocks += 1;
        !state.closed
    }

    pub(super) fn leave(&self, bytes: usize) {
        let mut state = self.lock();
        state.bytes -= bytes;
        state.blocks -= 1;
        self.changed.notify_all();
    }

    /// Lets nobody wait or enter any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Whether nothing is being worked on.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().blocks == 0
    }

    /// No code between lock and unlock can panic, so a poisoned lock holds good numbers.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
