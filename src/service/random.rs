//! Non-cryptographic random numbers for ids and jitter. Never use them for secrets.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A pseudo-random number. Two calls hardly ever return the same one, in one process or in two.
pub(super) fn non_crypto_u64() -> u64 {
    static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static CALLS: AtomicU64 = AtomicU64::new(0);
    SEED.hash_one(CALLS.fetch_add(1, Ordering::Relaxed))
}
