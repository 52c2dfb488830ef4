//! Helpers for lists that live from document to document, so that their memory is allocated once.

/// Makes `list` at least `length` long. Values that are already there stay, so the caller must
/// overwrite them before it reads them.
pub(crate) fn ensure_len<T: Copy + Default>(list: &mut Vec<T>, length: usize) {
    if list.len() < length {
        list.resize(length, T::default());
    }
}

/// Like [`ensure_len`], for a list whose users set every value back to zero. The caller can rely on
/// the zeros.
pub(crate) fn ensure_len_zeroed(list: &mut Vec<f32>, length: usize) {
    debug_assert!(
        list.iter().all(|value| *value == 0.0),
        "a user of the list left values other than zero in it"
    );
    ensure_len(list, length);
}

/// Replaces the contents of `column` with `length` copies of `value`.
pub(crate) fn reset<T: Copy>(column: &mut Vec<T>, length: usize, value: T) {
    column.clear();
    column.resize(length, value);
}

/// Returns an empty list that owns the allocation of `list`, for values of another lifetime. It
/// relies on the standard library: collecting from an iterator over a `Vec` of values of the same
/// layout reuses the allocation. `tests/alloc.rs` fails if it stops doing so.
pub(crate) fn reuse_allocation<T, U>(list: &mut Vec<T>) -> Vec<U> {
    let mut list = std::mem::take(list);
    list.clear();
    list.into_iter().map_while(|_| None).collect()
}

/// Clones `list` with the same capacity; `Vec::clone` would only keep the length.
pub(crate) fn clone_with_capacity<T: Clone>(list: &Vec<T>) -> Vec<T> {
    let mut copy = Vec::with_capacity(list.capacity());
    copy.extend_from_slice(list);
    copy
}
