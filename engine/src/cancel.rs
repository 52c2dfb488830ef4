//! How a caller cancels work. It is all the engine knows of deadlines.

/// Runs `work` without a way to cancel it.
pub(crate) fn never_cancelled<T>(work: impl FnOnce(&mut Cancel) -> Option<T>) -> T {
    match work(&mut Cancel::new(&|| false)) {
        Some(result) => result,
        None => unreachable!("work ends early only when it is cancelled"),
    }
}

/// What work on one number of a column, or on one entry of a row, counts for in bytes of text.
pub(crate) const NUMBER_BYTES: usize = 8;

/// Asks the caller every 64 KB of text or so whether the work is still wanted.
pub(crate) struct Cancel<'c> {
    is_cancelled: &'c dyn Fn() -> bool,
    bytes_left: usize,
}

impl<'c> Cancel<'c> {
    /// About 0.5 ms of work: often enough for a deadline, too rare to cost anything measurable.
    const BYTES_BETWEEN: usize = 64 << 10;

    /// Asks `is_cancelled`.
    pub(crate) fn new(is_cancelled: &'c dyn Fn() -> bool) -> Cancel<'c> {
        Cancel {
            is_cancelled,
            bytes_left: Cancel::BYTES_BETWEEN,
        }
    }

    /// Records work worth `bytes` of text and asks the caller when it is time to. `None` when
    /// cancelled, so that `?` ends the work.
    #[inline]
    pub(crate) fn check_after(&mut self, bytes: usize) -> Option<()> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                Some(())
            }
            None => self.check(),
        }
    }

    /// Asks the caller now. `None` when cancelled.
    #[inline(never)]
    pub(crate) fn check(&mut self) -> Option<()> {
        self.bytes_left = Cancel::BYTES_BETWEEN;
        if (self.is_cancelled)() {
            None
        } else {
            Some(())
        }
    }
}
