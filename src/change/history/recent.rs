//! The last deliveries of an appointment: what they held, as hashes, and where they were read.

use super::Place;
use super::content::Content;

/// How many deliveries are remembered.
const KEPT: usize = 16;

/// The last deliveries; the place of the oldest is taken next.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    deliveries: Vec<(Halves, Place)>,
    next: u8,
}

/// A content in two words: there are many of them, and so none of their bytes lies idle.
type Halves = [u32; 2];

fn halves(content: Content) -> Halves {
    // Both fit: what is cut off is in the other.
    [content.0 & u64::from(u32::MAX), content.0 >> 32].map(|half| u32::try_from(half).unwrap_or_default())
}

impl Recent {
    /// Reads it, without a use for it: see [`super::known::Known::touch`].
    pub(super) fn touch(&self) -> u8 {
        self.deliveries.iter().step_by(2).fold(0, |sum, ([half, _], _)| sum ^ half.to_le_bytes()[0])
    }

    /// Where the last delivery of this content was read.
    pub(super) fn place_of(&self, content: Content) -> Option<Place> {
        let (older, newer) = self.deliveries.split_at_checked(self.next.into())?;
        let mut newest_first = older.iter().rev().chain(newer.iter().rev());
        let halves = halves(content);
        newest_first.find(|(of, _)| *of == halves).map(|&(_, place)| place)
    }

    /// Notes a delivery, and forgets the oldest where there are too many.
    pub(super) fn push(&mut self, content: Content, place: Place) {
        if self.deliveries.len() < KEPT {
            if self.deliveries.len() == self.deliveries.capacity() {
                // One appointment in many has more than a few deliveries.
                self.deliveries.reserve_exact(KEPT / 4);
            }
            self.deliveries.push((halves(content), place));
        } else if let Some(oldest) = self.deliveries.get_mut(usize::from(self.next)) {
            *oldest = (halves(content), place);
            self.next = (self.next + 1) % 16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_are_remembered_and_the_last_of_each_is_told() {
        let mut recent = Recent::default();
        let content = |number: u32| Content(number.into());
        let at = |line| Place { line, ..Place::default() };
        for line in 0..100 {
            recent.push(content(line % 20), at(line));
            for back in 0..20_u32 {
                let expected = line.checked_sub(back).filter(|_| back < 16).map(at);
                assert_eq!(recent.place_of(content((line + 20 - back) % 20)), expected, "{back} before {line}");
            }
        }
        recent.push(content(19), at(100));
        assert_eq!(recent.place_of(content(19)), Some(at(100)));
    }
}
