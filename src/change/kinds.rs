//! How many changes of which kind there are: all that has to be known of most comparisons.

use super::Kind;

/// The number of changes of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds([u32; Kind::ALL.len()]);

impl Kinds {
    /// How many there are of a kind.
    pub fn of(&self, kind: Kind) -> u32 {
        self.0.get(kind as usize).copied().unwrap_or_default()
    }

    /// How many there are of each kind, in their order.
    pub fn numbers(&self) -> &[u32; Kind::ALL.len()] {
        &self.0
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// Counts a change, if there is one.
    pub(super) fn add(&mut self, kind: Option<Kind>) {
        if let Some(count) = kind.and_then(|kind| self.0.get_mut(kind as usize)) {
            *count += 1;
        }
    }

    /// Where the start moved, another end is the same change.
    pub(super) fn join_times(&mut self) {
        if self.of(Kind::Rescheduled) > 0
            && let Some(count) = self.0.get_mut(Kind::Duration as usize)
        {
            *count = 0;
        }
    }
}
