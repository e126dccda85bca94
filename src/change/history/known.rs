//! What is known of an appointment: its values, and marks of its last deliveries.

use super::Place;
use super::content::{Content, Hasher};
use super::follow::Followed;
use super::memory::{LINE, Memory};
use super::recent::Recent;
use super::values::Values;
use crate::change::Side;
use crate::time::Instant;

const _: () = assert!(size_of::<Known>() <= 5 * LINE, "there are many, and each line of memory takes its time");

/// What is known of one appointment.
#[derive(Debug, Default)]
pub(super) struct Known {
    values: Values,
    /// Time and place of the newest delivery that gave a time. Record 0 means that none did; an `Option` would make this larger.
    newest: Instant,
    newest_place: Place,
    recent: Recent,
    /// The first delivery.
    since: Place,
}

impl Known {
    /// Begins with what its first delivery says, which was read at `since`.
    pub(super) fn begin(&mut self, delivery: &Side<'_>, order: Option<Instant>, since: Place, memory: &mut Memory) {
        self.since = since;
        self.values.learn(delivery, Content::default(), memory);
        self.note_order(order, since);
    }

    /// Makes it ready to be asked for the content of `delivery`, which was `followed`.
    pub(super) fn expect(&mut self, delivery: &Side<'_>, followed: &Followed, hasher: &Hasher, memory: &mut Memory) {
        if self.recent.len() == 0 {
            // Of many appointments there never is a second delivery, and nobody has to remember the first one.
            self.recent.push(self.values.content, self.since, memory);
        }
        if !self.recent.has_whole_contents && self.values.needs_whole_content(delivery, followed) {
            let first = hasher.content(&self.values.side(memory)).xor(self.values.content);
            self.values.content = self.values.content.xor(first);
            self.recent.make_whole(first, memory);
        }
    }

    /// Where the first delivery was read.
    pub(super) fn since(&self) -> Place {
        self.since
    }

    /// Reads all of it but what it points to, without a use for it: what memory is asked for early is near when it is needed.
    pub(super) fn touch(&self) -> u64 {
        let values = &self.values;
        let lengths = values.event as usize ^ self.recent.len();
        let flags = u32::from(values.merged ^ values.regular);
        let marks = self.newest_place.record ^ self.since.record;
        lengths as u64 ^ u64::from(values.places.touch() ^ values.order.touch() ^ flags ^ marks) ^ values.content.0
    }

    /// Reads what it points to, in the same way.
    pub(super) fn touch_pointed(&self, memory: &Memory) -> u8 {
        let text = memory.get(&self.values.text);
        text.iter().step_by(LINE).fold(self.recent.touch(memory), |sum, byte| sum ^ byte)
    }

    /// The last known values.
    pub(super) fn values(&self) -> &Values {
        &self.values
    }

    /// The same, to take over what a delivery says.
    pub(super) fn values_mut(&mut self) -> &mut Values {
        &mut self.values
    }

    /// Notes that there was a further delivery.
    pub(super) fn note(&mut self, content: Content, order: Option<Instant>, place: Place, memory: &mut Memory) {
        self.note_order(order, place);
        self.recent.push(content, place, memory);
    }

    /// Notes when a delivery was.
    fn note_order(&mut self, order: Option<Instant>, place: Place) {
        if let Some(order) = order
            && self.newest().is_none_or(|newest| newest <= order)
        {
            (self.newest, self.newest_place) = (order, place);
        }
    }

    /// When the newest delivery was.
    pub(super) fn newest(&self) -> Option<Instant> {
        (self.newest_place.record > 0).then_some(self.newest)
    }

    /// Where the newest delivery was read.
    pub(super) fn newest_place(&self) -> Place {
        self.newest_place
    }

    /// The last deliveries.
    pub(super) fn recent(&self) -> &Recent {
        &self.recent
    }

    /// Counts a delivery, and says how many were counted.
    pub(super) fn count(&mut self) -> u64 {
        self.recent.told = self.recent.told.saturating_add(1);
        self.deliveries()
    }

    /// The same in other memory.
    pub(super) fn moved(mut self, from: &Memory, to: &mut Memory) -> Self {
        self.recent = self.recent.moved(from, to);
        let text = std::mem::take(&mut self.values.text);
        to.set(&mut self.values.text, [from.get(&text), b""]);
        self
    }

    /// How many deliveries were counted.
    pub(super) fn deliveries(&self) -> u64 {
        self.recent.told.into()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::change::Side;
    use crate::schema::FieldId;
    use crate::source::Span;

    /// What is known of an appointment with this id and location.
    pub(in super::super) fn known(id: &str, location: Option<&str>, memory: &mut Memory) -> Known {
        let text = format!("{id}{}", location.unwrap_or_default());
        let mut side = Side::default();
        side.set_event(text.as_bytes(), false);
        side.place(FieldId::Id, Span::new(0, id.len()));
        side.place(FieldId::LocationId, Span::new(id.len(), text.len()));
        let mut known = Known::default();
        known.values_mut().learn(&side, Content::default(), memory);
        known
    }
}
