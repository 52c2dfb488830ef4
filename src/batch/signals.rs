//! SIGINT and SIGTERM: the first one cancels the job, a second one ends the process at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Whether a signal has come, and which.
pub(super) struct Signals {
    pub(super) is_cancelled: Arc<AtomicBool>,
    number: Arc<AtomicUsize>,
}

impl Signals {
    /// Installs the signal handlers. Ending at once is safe too: everything up to the last
    /// checkpoint is on the disk.
    pub(super) fn install() -> io::Result<Signals> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let is_cancelled = Arc::new(AtomicBool::new(false));
        let number = Arc::new(AtomicUsize::new(0));
        for signal in [SIGINT, SIGTERM] {
            // Handlers run in the order in which they are registered, so this one sees the flag
            // only at the second signal.
            signal_hook::flag::register_conditional_shutdown(
                signal,
                128 + signal,
                is_cancelled.clone(),
            )?;
            signal_hook::flag::register_usize(signal, number.clone(), signal as usize)?;
            signal_hook::flag::register(signal, is_cancelled.clone())?;
        }
        Ok(Signals {
            is_cancelled,
            number,
        })
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }

    /// The number of the signal that cancelled the job.
    pub(super) fn number(&self) -> u8 {
        self.number.load(Ordering::SeqCst) as u8
    }
}
