//! How many changes of which kind there are: all that has to be known of most comparisons.

use super::Kind;

/// The number of changes of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// The kinds that there are, as bits.
    there: u32,
    /// How many there are of each beyond the first, where there is more than one of any: that is rare.
    more: Option<Box<[u32; Kind::ALL.len()]>>,
}

const _: () = assert!(Kind::ALL.len() <= u32::BITS as usize, "a kind has a bit");

impl Kinds {
    /// How many there are of a kind.
    pub fn of(&self, kind: Kind) -> u32 {
        if self.there >> kind as u32 & 1 == 0 {
            return 0;
        }
        1 + self.more.as_ref().and_then(|more| more.get(kind as usize)).copied().unwrap_or_default()
    }

    /// The kinds that there are, and how many of each.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, u32)> {
        let mut rest = self.there;
        std::iter::from_fn(move || {
            let kind = *Kind::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some((kind, self.of(kind)))
        })
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.there == 0
    }

    /// Counts a change, if there is one.
    pub(super) fn add(&mut self, kind: Option<Kind>) {
        let Some(kind) = kind else { return };
        if self.of(kind) == 0 {
            self.there |= 1 << kind as u32;
        } else if let Some(more) = self.more.get_or_insert_default().get_mut(kind as usize) {
            *more += 1;
        }
    }

    /// Where the start moved, another end is the same change.
    pub(super) fn join_times(&mut self) {
        if self.of(Kind::Rescheduled) > 0 {
            self.there &= !(1 << Kind::Duration as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_counted_by_itself() {
        let mut kinds = Kinds::default();
        let counted = |kinds: &Kinds| kinds.iter().collect::<Vec<_>>();
        assert!(kinds.is_empty() && counted(&kinds).is_empty());
        for kind in [Some(Kind::Other), Some(Kind::Duration), None, Some(Kind::Other), Some(Kind::Bookkeeping)] {
            kinds.add(kind);
        }
        kinds.join_times();
        assert_eq!(counted(&kinds), [(Kind::Duration, 1), (Kind::Other, 2), (Kind::Bookkeeping, 1)]);
        kinds.add(Some(Kind::Rescheduled));
        kinds.join_times();
        assert_eq!(counted(&kinds), [(Kind::Rescheduled, 1), (Kind::Other, 2), (Kind::Bookkeeping, 1)]);
        assert_eq!([Kind::Duration, Kind::Other, Kind::Title].map(|kind| kinds.of(kind)), [0, 2, 0]);
    }
}
