//! Lists whose memory serves document after document.

/// Makes `list` at least `length` long. What is there already stays, to be written over.
pub(crate) fn hold<T: Copy + Default>(list: &mut Vec<T>, length: usize) {
    if list.len() < length {
        list.resize(length, T::default());
    }
}

/// Makes `list` at least `length` long. Its users leave zeros behind, so that none need be written.
pub(crate) fn hold_zeros(list: &mut Vec<f32>, length: usize) {
    debug_assert!(list.iter().all(|value| *value == 0.0), "zeros are left");
    hold(list, length);
}

/// Makes `column` hold `length` times `value`.
pub(crate) fn refill<T: Copy>(column: &mut Vec<T>, length: usize, value: T) {
    column.clear();
    column.resize(length, value);
}

/// An empty list in the memory of `list`, for values that live shorter or longer: collecting from
/// a list of values of the same layout reuses its memory.
pub(crate) fn recycled<T, U>(list: &mut Vec<T>) -> Vec<U> {
    let mut list = std::mem::take(list);
    list.clear();
    list.into_iter().map_while(|_| None).collect()
}

/// A copy of `list` with the same capacity.
pub(crate) fn with_room<T: Clone>(list: &Vec<T>) -> Vec<T> {
    let mut copy = Vec::with_capacity(list.capacity());
    copy.extend_from_slice(list);
    copy
}
