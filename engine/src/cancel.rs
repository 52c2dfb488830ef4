//! Lets a caller cancel work in progress. The engine has no other notion of a deadline.

/// Runs `work` without a way to cancel it.
pub(crate) fn never_cancelled<T>(work: impl FnOnce(&mut Cancel) -> Option<T>) -> T {
    match work(&mut Cancel::new(&|| false)) {
        Some(result) => result,
        None => unreachable!("work ends early only when it is cancelled"),
    }
}

/// How many bytes of text the work on one number of a column, or on one entry of a row, counts as.
pub(crate) const NUMBER_BYTES: usize = 8;

/// Asks the caller about every 64 KB of text whether the work is cancelled.
pub(crate) struct Cancel<'c> {
    is_cancelled: &'c dyn Fn() -> bool,
    bytes_left: usize,
}

impl<'c> Cancel<'c> {
    /// Bytes of text between two questions to the caller. They take about 0.5 ms: short enough for
    /// deadlines, and long enough that the questions cost nothing measurable.
    const BYTES_BETWEEN: usize = 64 << 10;

    /// Will ask `is_cancelled`, for the first time after 64 KB of text.
    pub(crate) fn new(is_cancelled: &'c dyn Fn() -> bool) -> Cancel<'c> {
        Cancel {
            is_cancelled,
            bytes_left: Cancel::BYTES_BETWEEN,
        }
    }

    /// Records that `bytes` of text have been worked on, and asks the caller if it is time to do so.
    /// Returns `None` when cancelled, so that `?` ends the work.
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

    /// Asks the caller now. Returns `None` when cancelled.
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
