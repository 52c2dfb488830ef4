//! Limits the blocks that are in memory at a time: by their bytes, so that memory is bounded, and
//! by their number, so that small blocks do not use all of that memory without need.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Gives out permits for blocks. A block needs one from when it is read until it is written.
pub(super) struct MemoryLimiter {
    bytes_max: usize,
    blocks_max: usize,
    state: Mutex<State>,
    changed: Condvar,
}

/// The right to keep a block in memory. Give it back with [`MemoryLimiter::release`].
#[must_use]
pub(super) struct Permit {
    bytes: usize,
}

#[derive(Default)]
struct State {
    bytes: usize,
    blocks: usize,
    is_closed: bool,
}

impl MemoryLimiter {
    pub(super) fn new(bytes_max: usize, blocks_max: usize) -> MemoryLimiter {
        MemoryLimiter {
            bytes_max,
            blocks_max,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until a block that needs `bytes` bytes of memory fits. A block that needs more than
    /// the whole limit is let in when no other block is there. Returns `None` once the limiter is
    /// closed.
    pub(super) fn acquire(&self, bytes: usize) -> Option<Permit> {
        let mut state = self.lock();
        while !state.is_closed
            && state.blocks > 0
            && (state.blocks >= self.blocks_max || state.bytes + bytes > self.bytes_max)
        {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.is_closed {
            return None;
        }
        state.bytes += bytes;
        state.blocks += 1;
        Some(Permit { bytes })
    }

    /// Takes a permit back, so that a waiting block may fit.
    pub(super) fn release(&self, permit: Permit) {
        let mut state = self.lock();
        state.bytes -= permit.bytes;
        state.blocks -= 1;
        self.changed.notify_all();
    }

    /// Ends all waiting. No more permits are given out.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Whether no permit is in use.
    pub(super) fn is_idle(&self) -> bool {
        self.lock().blocks == 0
    }

    /// A poisoned lock is not an error: no code between lock and unlock can panic, so the counts
    /// are right.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::thread;
    use std::time::Duration;

    /// Acquires a permit for each of `held`, then one more on another thread. Checks that the
    /// latter waits until the first of `held` is released.
    #[track_caller]
    fn check_waits(limiter: &MemoryLimiter, held: &[usize], bytes: usize) {
        let mut permits: Vec<Permit> = held
            .iter()
            .map(|&bytes| limiter.acquire(bytes).expect("it fits"))
            .collect();
        let (sender, acquired) = channel();
        thread::scope(|scope| {
            scope.spawn(move || sender.send(limiter.acquire(bytes)));
            let early = acquired.recv_timeout(Duration::from_millis(50));
            assert!(matches!(early, Err(RecvTimeoutError::Timeout)));
            limiter.release(permits.remove(0));
            let permit = acquired.recv_timeout(Duration::from_secs(10));
            limiter.release(permit.expect("it no longer waits").expect("not closed"));
        });
        for permit in permits {
            limiter.release(permit);
        }
        assert!(limiter.is_idle());
    }

    #[test]
    fn blocks_wait_for_bytes() {
        check_waits(&MemoryLimiter::new(100, 10), &[60], 41);
        check_waits(&MemoryLimiter::new(100, 10), &[50, 50], 1);
    }

    #[test]
    fn blocks_wait_for_their_number() {
        check_waits(&MemoryLimiter::new(100, 2), &[1, 1], 1);
    }

    #[test]
    fn a_block_over_the_limit_waits_until_it_is_alone() {
        check_waits(&MemoryLimiter::new(100, 10), &[1], 1000);
        let limiter = MemoryLimiter::new(100, 10);
        let permit = limiter.acquire(1000).expect("it is alone");
        assert!(!limiter.is_idle());
        limiter.release(permit);
    }

    #[test]
    fn closing_ends_the_wait() {
        let limiter = MemoryLimiter::new(100, 10);
        let permit = limiter.acquire(100).expect("it fits");
        thread::scope(|scope| {
            let waiting = scope.spawn(|| limiter.acquire(1));
            limiter.close();
            assert!(waiting.join().expect("no panic").is_none());
        });
        assert!(limiter.is_closed());
        limiter.release(permit);
        assert!(limiter.acquire(1).is_none());
    }
}
