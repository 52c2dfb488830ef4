//! Chance, where nothing depends on nobody guessing it.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// 64 bits that hardly ever come twice, in this process or any other: for ids and for spreading
/// load, never for secrets.
pub(super) fn weak() -> u64 {
    static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static CALLS: AtomicU64 = AtomicU64::new(0);
    SEED.hash_one(CALLS.fetch_add(1, Ordering::Relaxed))
}
