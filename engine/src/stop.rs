//! A caller's word on whether to go on.

/// The result of work that nobody stops.
pub(crate) fn unstopped<T>(work: impl FnOnce(&mut Stop) -> Option<T>) -> T {
    match work(&mut Stop::new(&|| false)) {
        Some(result) => result,
        None => unreachable!("only a stop ends work early, and there is none"),
    }
}

/// What work on one number of a column, or one entry of a row, costs, in bytes of text.
pub(crate) const NUMBER_BYTES: usize = 8;

/// Asks the caller now and then whether the work is still wanted. All the core knows of deadlines.
pub(crate) struct Stop<'s> {
    wanted_no_more: &'s dyn Fn() -> bool,
    bytes_left: usize,
}

impl<'s> Stop<'s> {
    /// Some 0.5 ms of work at the engine's usual rate: often enough for a deadline, too rare to
    /// be felt.
    const BYTES_BETWEEN: usize = 64 << 10;

    /// Asks `wanted_no_more`.
    pub(crate) fn new(wanted_no_more: &'s dyn Fn() -> bool) -> Stop<'s> {
        Stop {
            wanted_no_more,
            bytes_left: Stop::BYTES_BETWEEN,
        }
    }

    /// Says that work worth `bytes` of text was done; `None` when no more is wanted.
    #[inline]
    pub(crate) fn after(&mut self, bytes: usize) -> Option<()> {
        match self.bytes_left.checked_sub(bytes) {
            Some(left) => {
                self.bytes_left = left;
                Some(())
            }
            None => self.now(),
        }
    }

    /// `None` when no more is wanted.
    #[inline(never)]
    pub(crate) fn now(&mut self) -> Option<()> {
        self.bytes_left = Stop::BYTES_BETWEEN;
        if (self.wanted_no_more)() {
            None
        } else {
            Some(())
        }
    }
}
