//! The last deliveries of an appointment: what they held, as hashes, and where they were read.

use super::Place;
use super::content::Content;
use super::memory::{LINE, LineId, Memory};

/// How many deliveries are remembered.
const KEPT: usize = LINES * TO_A_LINE;

/// Lines of memory that they take at most. One appointment in many has more than a few deliveries.
const LINES: usize = 4;

/// Deliveries in a line.
const TO_A_LINE: usize = LINE / LENGTH;

/// The last deliveries: a ring, once there are as many as are remembered.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The lowest byte of each one's content: nearly all deliveries hold something new, and that shows by these.
    marks: [u8; KEPT],
    lines: [LineId; LINES],
    /// How many are remembered.
    count: u8,
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
    /// The upper bits of the content's hash, and below them the number of the input. That two of 16 contents share theirs and
    /// their marks by chance happens once in 10^12 deliveries.
    content_and_input: u64,
    line: u32,
    record: u32,
}

/// Bytes of a delivery.
const LENGTH: usize = size_of::<Delivery>();

const _: () = assert!(LENGTH == 16, "no byte lies idle");
const _: () = assert!(KEPT == 16, "as many as the contract says");

/// The bits of the number of an input; what is beyond 16 million inputs is taken for the last of these.
const INPUT: u64 = (1 << 24) - 1;

impl Delivery {
    fn new(content: Content, place: Place) -> Self {
        let Place { input, line, record, .. } = place;
        Self { content_and_input: content.0 & !INPUT | u64::from(input).min(INPUT), line, record }
    }

    #[expect(clippy::cast_possible_truncation, reason = "each part is as long as it was")]
    fn of(bytes: [u8; LENGTH]) -> Self {
        let number = u128::from_le_bytes(bytes);
        Self { content_and_input: number as u64, line: (number >> 64) as u32, record: (number >> 96) as u32 }
    }

    fn bytes(self) -> [u8; LENGTH] {
        let Self { content_and_input, line, record } = self;
        (u128::from(content_and_input) | u128::from(line) << 64 | u128::from(record) << 96).to_le_bytes()
    }

    fn holds(self, content: Content) -> bool {
        (self.content_and_input ^ content.0) & !INPUT == 0
    }

    fn place(self) -> Place {
        let Self { content_and_input, line, record } = self;
        Place { input: u32::try_from(content_and_input & INPUT).unwrap_or_default(), line, record, payload: 0 }
    }
}

/// The mark of a content: a part of its hash that nothing else is made of.
fn mark_of(content: Content) -> u8 {
    content.0.to_le_bytes()[0]
}

impl Recent {
    /// Reads where the next delivery will be noted, without a use for it: see [`super::known::Known::touch`].
    pub(super) fn touch(&self, memory: &Memory) -> u8 {
        let line = self.lines.get(self.next() / TO_A_LINE).and_then(|line| memory.line(*line));
        line.map_or(0, |line| line[0])
    }

    /// How many are remembered.
    pub(super) fn len(&self) -> usize {
        self.count.into()
    }

    /// Where the last delivery of this content was read.
    pub(super) fn place_of(&self, content: Content, memory: &Memory) -> Option<Place> {
        let mark = mark_of(content);
        // All of them, though fewer may be in use: that is faster than to stop where one is found.
        if self.marks.iter().map(|known| u8::from(*known == mark)).sum::<u8>() == 0 {
            return None;
        }
        let oldest = self.oldest.into();
        let from_newest = (0..oldest).rev().chain((oldest..self.len()).rev());
        let mut marked = from_newest.filter(|at| self.marks.get(*at) == Some(&mark));
        let of_content = |at| self.at(at, memory).filter(|delivery| delivery.holds(content));
        marked.find_map(of_content).map(Delivery::place)
    }

    /// Adds to all contents that of the first delivery, which was left out of them.
    pub(super) fn make_whole(&mut self, first: Content, memory: &mut Memory) {
        for at in 0..self.len() {
            if let Some(mark) = self.marks.get_mut(at) {
                *mark ^= mark_of(first);
            }
            if let Some(bytes) = self.at_mut(at, memory) {
                let mut delivery = Delivery::of(*bytes);
                delivery.content_and_input ^= first.0 & !INPUT;
                *bytes = delivery.bytes();
            }
        }
        self.has_whole_contents = true;
    }

    /// Notes a delivery, and forgets the oldest where there are too many.
    pub(super) fn push(&mut self, content: Content, place: Place, memory: &mut Memory) {
        let at = self.next();
        if self.len() == KEPT {
            self.oldest = (self.oldest + 1) % self.count;
        } else {
            if at.is_multiple_of(TO_A_LINE)
                && let Some(line) = self.lines.get_mut(at / TO_A_LINE)
            {
                *line = memory.take_line();
            }
            self.count += 1;
        }
        if let Some(mark) = self.marks.get_mut(at) {
            *mark = mark_of(content);
        }
        if let Some(bytes) = self.at_mut(at, memory) {
            *bytes = Delivery::new(content, place).bytes();
        }
    }

    /// The same in other memory.
    pub(super) fn moved(mut self, from: &Memory, to: &mut Memory) -> Self {
        let used = self.len().div_ceil(TO_A_LINE);
        for line in self.lines.iter_mut().take(used) {
            let moved = to.take_line();
            if let (Some(before), Some(after)) = (from.line(*line), to.line_mut(moved)) {
                *after = *before;
            }
            *line = moved;
        }
        self
    }

    /// The place of the ring at which the next delivery is noted.
    fn next(&self) -> usize {
        if self.len() == KEPT { self.oldest.into() } else { self.len() }
    }

    /// The delivery at a place of the ring.
    fn at(&self, at: usize, memory: &Memory) -> Option<Delivery> {
        let line = memory.line(*self.lines.get(at / TO_A_LINE)?)?;
        line.as_chunks().0.get(at % TO_A_LINE).map(|bytes| Delivery::of(*bytes))
    }

    /// The same, to be changed.
    fn at_mut<'m>(&self, at: usize, memory: &'m mut Memory) -> Option<&'m mut [u8; LENGTH]> {
        let line = memory.line_mut(*self.lines.get(at / TO_A_LINE)?)?;
        line.as_chunks_mut().0.get_mut(at % TO_A_LINE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_are_remembered_and_the_last_of_each_is_told() {
        let (mut recent, mut memory) = (Recent::default(), Memory::default());
        let content = |number: u32| Content(u64::from(number) << 24);
        let at = |line| Place { line, input: 0xff_ffff - line, ..Place::default() };
        for line in 0..100 {
            recent.push(content(line % 20), at(line), &mut memory);
            for back in 0..20_u32 {
                let expected = line.checked_sub(back).filter(|_| back < 16).map(at);
                assert_eq!(
                    recent.place_of(content((line + 20 - back) % 20), &memory),
                    expected,
                    "{back} before {line}"
                );
            }
        }
        recent.push(content(19), at(100), &mut memory);
        assert_eq!(recent.place_of(content(19), &memory), Some(at(100)));
    }
}
