//! Where values are in a text: of each known key, and in which order.
//!
//! Every appointment has these, so they are kept in as few bytes as nearly all texts allow.

use super::super::Spans;
use crate::schema::{KNOWN_KEYS, Rows};
use crate::source::ShortSpan;

/// Where the value of each known key is in a text, from and to, by the key's row; nowhere, where there is none.
#[derive(Debug)]
pub(super) enum Places {
    /// In a text of less than 64 KiB.
    Near([[u16; 2]; KNOWN_KEYS]),
    /// In any text.
    Far(Box<Spans>),
}

impl Default for Places {
    fn default() -> Self {
        Self::Near([[0; 2]; KNOWN_KEYS])
    }
}

impl Places {
    /// The same places in as few bytes as they need.
    pub(super) fn of(spans: &Spans) -> Self {
        let mut near = [[0; 2]; KNOWN_KEYS];
        let mut bits = 0;
        for (place, span) in near.iter_mut().zip(spans) {
            bits |= span.end;
            *place = [low(span.start), low(span.end)];
        }
        // A value begins where it ends, or before.
        if bits <= u16::MAX.into() { Self::Near(near) } else { Self::Far(Box::new(*spans)) }
    }

    /// Copies the places to `spans`.
    #[inline]
    pub(super) fn write(&self, spans: &mut Spans) {
        match self {
            Self::Near(near) => {
                for (span, &[start, end]) in spans.iter_mut().zip(near) {
                    *span = ShortSpan { start: start.into(), end: end.into() };
                }
            }
            Self::Far(far) => *spans = **far,
        }
    }

    /// The places.
    pub(super) fn spans(&self) -> Spans {
        let mut spans = [ShortSpan::default(); KNOWN_KEYS];
        self.write(&mut spans);
        spans
    }

    /// Where the value of the key in this row is.
    pub(super) fn get(&self, row: usize) -> Option<ShortSpan> {
        match self {
            Self::Near(near) => near.get(row).map(|&[start, end]| ShortSpan { start: start.into(), end: end.into() }),
            Self::Far(spans) => spans.get(row).copied(),
        }
    }

    /// Moves all ends and beginnings from `from` on by `distance`, which may be a negative number; no value is
    /// behind `length` then.
    pub(super) fn shift(&mut self, from: u32, distance: u32, length: usize) {
        if let Self::Near(near) = self
            && length <= u16::MAX.into()
        {
            let (from, distance) = (low(from), low(distance));
            for offset in near.as_flattened_mut() {
                *offset = offset.wrapping_add(if *offset >= from { distance } else { 0 });
            }
            return;
        }
        let mut spans = self.spans();
        for offset in spans.iter_mut().flat_map(|span| [&mut span.start, &mut span.end]) {
            *offset = offset.wrapping_add(if *offset >= from { distance } else { 0 });
        }
        *self = Self::of(&spans);
    }

    /// Reads some of it, without a use for it: see [`super::known::Known::touch`].
    pub(super) fn touch(&self) -> u32 {
        let rows = (0..KNOWN_KEYS).step_by(super::memory::LINE / size_of::<[u16; 2]>());
        rows.fold(0, |sum, row| sum ^ self.get(row).map_or(0, |span| span.start))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what is cut off is looked at by the caller")]
const fn low(offset: u32) -> u16 {
    offset as u16
}

/// Rows in the order in which their values stand in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    rows: [u8; KNOWN_KEYS],
    count: u8,
}

impl Default for Order {
    fn default() -> Self {
        Self { rows: [0; KNOWN_KEYS], count: 0 }
    }
}

impl Order {
    /// The order of the values in these rows.
    pub(super) fn of(rows: Rows, spans: &Spans) -> Self {
        // Where a value begins, and its row: in words, to be sorted as such.
        let mut starts = [u64::MAX; KNOWN_KEYS];
        let mut count = 0_usize;
        for row in rows.rows() {
            let start = u64::from(spans.get(row).map_or(0, |span| span.start)) << 8 | row as u64;
            // The rows are nearly in the order of the text: few have to be put among those before them.
            let last = count.checked_sub(1).and_then(|last| starts.get(last));
            let mut place = count;
            if last > Some(&start) {
                place = starts.partition_point(|before| *before < start);
                starts.copy_within(place..count, place + 1);
            }
            if let Some(free) = starts.get_mut(place) {
                *free = start;
            }
            count += 1;
        }
        let starts = starts.get(..count).unwrap_or_default();
        let mut order = Self { count: u8::try_from(count).unwrap_or_default(), ..Self::default() };
        for (place, start) in order.rows.iter_mut().zip(starts) {
            *place = start.to_le_bytes()[0];
        }
        order
    }

    /// Reads some of it, without a use for it: see [`super::known::Known::touch`].
    pub(super) fn touch(&self) -> u32 {
        u32::from(self.rows[0]) ^ u32::from(self.count)
    }

    /// The rows of the values from this number on, up to that one.
    pub(super) fn between(&self, from: usize, to: Option<usize>) -> &[u8] {
        self.rows.get(from..to.unwrap_or(self.count.into())).unwrap_or_default()
    }

    /// The row of the value before which so many stand.
    pub(super) fn get(&self, index: usize) -> Option<usize> {
        let rows = self.rows.get(..self.count.into())?;
        rows.get(index).map(|row| usize::from(*row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_kept_in_texts_of_any_length() {
        for last in [0, 1, 65_534, 65_535, 65_536, 70_000, u32::MAX] {
            let mut spans = [ShortSpan::default(); KNOWN_KEYS];
            spans[3] = ShortSpan { start: last / 2, end: last };
            spans[5] = ShortSpan { start: 1, end: last / 2 };
            let places = Places::of(&spans);
            assert_eq!(matches!(places, Places::Near(_)), last <= 65_535);
            assert_eq!(places.spans(), spans);
            assert_eq!([3, 5, KNOWN_KEYS].map(|row| places.get(row)), [Some(spans[3]), Some(spans[5]), None]);
        }
    }

    #[test]
    fn rows_are_in_the_order_of_their_values() {
        let mut spans = [ShortSpan::default(); KNOWN_KEYS];
        let mut rows = Rows::default();
        for (place, row) in [7, 30, 0, 32, 2].into_iter().enumerate() {
            let start = u32::try_from(place).unwrap() * 300 + 1;
            spans[row] = ShortSpan { start, end: start + 299 };
            rows.add(row);
        }
        let order = Order::of(rows, &spans);
        assert_eq!(order.between(0, None), [7, 30, 0, 32, 2]);
        assert_eq!(order.between(1, Some(3)), [30, 0]);
        assert_eq!([0, 4, 5].map(|index| order.get(index)), [Some(7), Some(2), None]);
    }
}
