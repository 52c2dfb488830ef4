//! Lists that are kept from document to document, so that nothing is allocated anew.

/// Lengthens `list` to at least `length`. Values that are already there stay; the caller overwrites
/// them before it reads them.
pub(crate) fn ensure_len<T: Copy + Default>(list: &mut Vec<T>, length: usize) {
    if list.len() < length {
        list.resize(length, T::default());
    }
}

/// The same for a list that its users leave filled with zeros, so that none need be written.
pub(crate) fn ensure_len_zeroed(list: &mut Vec<f32>, length: usize) {
    debug_assert!(
        list.iter().all(|value| *value == 0.0),
        "its users leave zeros"
    );
    ensure_len(list, length);
}

/// Fills `column` with `length` copies of `value`.
pub(crate) fn reset<T: Copy>(column: &mut Vec<T>, length: usize, value: T) {
    column.clear();
    column.resize(length, value);
}

/// An empty list in the allocation of `list`, for values of another lifetime. Collecting from an
/// iterator over values of the same layout reuses the allocation (tests/alloc.rs holds it to that).
pub(crate) fn reuse_allocation<T, U>(list: &mut Vec<T>) -> Vec<U> {
    let mut list = std::mem::take(list);
    list.clear();
    list.into_iter().map_while(|_| None).collect()
}

/// A copy of `list` with the same capacity.
pub(crate) fn clone_with_capacity<T: Clone>(list: &Vec<T>) -> Vec<T> {
    let mut copy = Vec::with_capacity(list.capacity());
    copy.extend_from_slice(list);
    copy
}
