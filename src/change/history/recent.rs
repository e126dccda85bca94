//! The last deliveries of an appointment: what they held, as hashes, and where they were read.

use super::Place;
use super::content::Content;
use super::known::CACHE_LINE;

/// How many deliveries are remembered.
const KEPT: u8 = 16;

/// The last deliveries: a ring, once there are as many as are remembered.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    deliveries: Vec<Delivery>,
    /// Where the oldest is, which the next one takes the place of.
    oldest: u8,
    /// Whether contents are those of all values. Before, the first delivery's counts as nothing, and the others' are what
    /// they differ in from it: contents are only told from each other, and of most events few values have to be hashed.
    pub(super) has_whole_contents: bool,
    /// How many deliveries were told in all; here, where there is room for it.
    pub(super) told: u32,
}

/// One of them, in 16 bytes: there are many.
#[derive(Clone, Copy, Debug)]
struct Delivery {
    /// The upper bits of the content's hash, and below them the number of the input. That two of 16 contents share theirs by
    /// chance happens once in 10^10 deliveries.
    content_and_input: u64,
    line: u32,
    record: u32,
}

const _: () = assert!(size_of::<Delivery>() == 16, "no byte lies idle");

/// The bits of the number of an input; what is beyond 16 million inputs is taken for the last of these.
const INPUT: u64 = (1 << 24) - 1;

impl Delivery {
    fn new(content: Content, place: Place) -> Self {
        let Place { input, line, record, .. } = place;
        Self { content_and_input: content.0 & !INPUT | u64::from(input).min(INPUT), line, record }
    }

    fn holds(self, content: Content) -> bool {
        (self.content_and_input ^ content.0) & !INPUT == 0
    }

    fn place(self) -> Place {
        let Self { content_and_input, line, record } = self;
        Place { input: u32::try_from(content_and_input & INPUT).unwrap_or_default(), line, record, payload: 0 }
    }
}

impl Recent {
    /// Reads it, without a use for it: see [`super::known::Known::touch`].
    pub(super) fn touch(&self) -> u8 {
        self.deliveries
            .iter()
            .step_by(CACHE_LINE / size_of::<Delivery>())
            .fold(0, |sum, delivery| sum ^ delivery.line.to_le_bytes()[0])
    }

    /// How many are remembered.
    pub(super) fn len(&self) -> usize {
        self.deliveries.len()
    }

    /// Whether no delivery was noted yet.
    pub(super) fn is_empty(&self) -> bool {
        self.deliveries.is_empty()
    }

    /// Where the last delivery of this content was read.
    pub(super) fn place_of(&self, content: Content) -> Option<Place> {
        let (newest, before) = self.deliveries.split_at_checked(self.oldest.into())?;
        let mut from_newest = newest.iter().rev().chain(before.iter().rev());
        from_newest.find(|delivery| delivery.holds(content)).map(|delivery| delivery.place())
    }

    /// Adds to all contents that of the first delivery, which was left out of them.
    pub(super) fn make_whole(&mut self, first: Content) {
        for delivery in &mut self.deliveries {
            delivery.content_and_input ^= first.0 & !INPUT;
        }
        self.has_whole_contents = true;
    }

    /// Notes a delivery, and forgets the oldest where there are too many.
    pub(super) fn push(&mut self, content: Content, place: Place) {
        let delivery = Delivery::new(content, place);
        if self.deliveries.len() < KEPT.into() {
            if self.deliveries.len() == self.deliveries.capacity() {
                // One appointment in many has more than a few deliveries.
                self.deliveries.reserve_exact(usize::from(KEPT / 4));
            }
            self.deliveries.push(delivery);
        } else if let Some(oldest) = self.deliveries.get_mut(usize::from(self.oldest)) {
            *oldest = delivery;
            self.oldest = (self.oldest + 1) % KEPT;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_are_remembered_and_the_last_of_each_is_told() {
        let mut recent = Recent::default();
        let content = |number: u32| Content(u64::from(number) << 24);
        let at = |line| Place { line, input: 0xff_ffff - line, ..Place::default() };
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
