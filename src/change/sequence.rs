//! The steps from one sequence to another, within bounds on the time that finding them takes.

use std::hash::Hash;

use similar::{Algorithm, capture_diff_slices};

pub use similar::DiffOp;

/// Above this many items that differ, the fewest steps are not searched for: that takes time in proportion to the
/// product of the length and of what differs.
const SEARCHED: usize = 2000;

/// The steps from `before` to `after`, in order. What both begin and end with is always kept.
pub fn steps<T: Hash + Eq + Ord>(before: &[T], after: &[T]) -> Vec<DiffOp> {
    let start = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let (before_rest, after_rest) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let pairs = before_rest.iter().rev().zip(after_rest.iter().rev());
    let end = pairs.take_while(|(one, other)| one == other).count();
    let (old_len, new_len) = (before_rest.len() - end, after_rest.len() - end);
    if old_len.max(new_len) <= SEARCHED {
        return capture_diff_slices(Algorithm::Myers, before, after);
    }
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: start },
        DiffOp::Replace { old_index: start, old_len, new_index: start, new_len },
        DiffOp::Equal { old_index: start + old_len, new_index: start + new_len, len: end },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sequences_are_taken_in_one_step() {
        let before: Vec<u32> = (0..10_000).collect();
        let mut after: Vec<u32> = before.iter().map(|number| number * 2).collect();
        after.push(9999);
        let lengths: Vec<(usize, usize)> =
            steps(&before, &after).iter().map(|step| (step.old_range().len(), step.new_range().len())).collect();
        assert_eq!(lengths, [(1, 1), (9998, 9999), (1, 1)]);
    }
}
