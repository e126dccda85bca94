//! The history: what each delivery is, judged by what is known of its appointment.
//!
//! An event is a full snapshot, delivered at least once and in any order. [`History`] keeps the last known value of
//! every field of every appointment and a few marks of its last deliveries, so that its memory grows with the
//! appointments and not with the deliveries. How a delivery is judged, in this order:
//!
//! 1. Of an appointment that is not known: `created`, `deleted` or, for an update, `first-seen`.
//! 2. The same content as one of the last 16 deliveries: `duplicate`. Nothing is learned from it.
//! 3. Older than the newest delivery: `late`. Nothing is learned from it either. What orders deliveries is
//!    `dateUpdated`, else `timestamp`, else the arrival.
//! 4. A deletion: `deleted`. A creation of what was deleted: `created`.
//! 5. Else what is known is compared with what was sent: `changed` or `unchanged`. An update of what was deleted is
//!    always `changed`: its `type` says that the appointment is there again.

mod content;
mod index;
mod known;
mod merge;
mod recent;
mod word;

use super::{Comparison, Side, compare, times};
use crate::schema::{DELIVERY_EXTRAS, Event, FieldId};
use crate::time::Instant;

use content::Hasher;
use index::Index;
use known::Known;

pub use word::Word;

/// Where a delivery was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of the input among those that were named, from 0.
    pub input: u16,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The number of its record within the input, from 1.
    pub record: u32,
}

/// What is said of a delivery. Borrows what was known before.
#[derive(Debug)]
pub struct Judged<'j> {
    /// The one word.
    pub word: Word,
    /// What was known before; nothing, where the appointment was not known.
    pub before: Side<'j>,
    /// What differs, of a delivery that is changed or unchanged; nothing for the others.
    pub comparison: Comparison<'j>,
    /// The delivery that this one is a duplicate of, or that it is late behind.
    pub earlier: Option<Place>,
    /// When this delivery was, as far as it says so.
    pub order: Option<Instant>,
    /// When the newest delivery was, up to this one.
    pub newest: Option<Instant>,
}

/// What is known of all appointments.
#[derive(Debug, Default)]
pub struct History {
    index: Index,
    known: Vec<Known>,
    hasher: Hasher,
}

/// What is known of one appointment, for a summary.
#[derive(Debug)]
pub struct Appointment<'h> {
    /// The last known values.
    pub side: Side<'h>,
    /// How many deliveries were counted.
    pub deliveries: u64,
}

impl History {
    /// Judges a delivery, lets `tell` say so, and remembers it. `None` where it names no appointment. `tell` is given
    /// the appointment's slot too: its number, from 0.
    pub fn deliver<R>(
        &mut self,
        delivery: &Side<'_>,
        place: Place,
        tell: impl FnOnce(usize, &Judged<'_>) -> R,
    ) -> Option<R> {
        let id = text_of(delivery, FieldId::Id)?;
        let location = text_of(delivery, FieldId::LocationId);
        let content = self.hasher.hash(delivery);
        let order = order(delivery);
        let slot = self.index.find(&id, location.as_deref());
        let Some((slot, known)) = slot.and_then(|slot| Some((slot, self.known.get_mut(slot)?))) else {
            let told = tell(self.known.len(), &Judged::first(delivery, order));
            self.index.insert(&id, location.as_deref(), self.known.len());
            let mut known = Known::new(delivery);
            known.note(content, order, place);
            self.known.push(known);
            return Some(told);
        };
        let earlier = known.recent().place_of(content);
        let newest = known.newest();
        let late = newest.filter(|newest| order.is_some_and(|order| order < newest.0));
        let before = known.side();
        let (word, comparison) = if earlier.is_some() {
            (Word::Duplicate, Comparison::default())
        } else if late.is_some() {
            (Word::Late, Comparison::default())
        } else {
            judge(&before, delivery)
        };
        let newest = newest.map(|(instant, _)| instant).max(order);
        let earlier = earlier.or(late.map(|(_, place)| place));
        let told = tell(slot, &Judged { word, before, comparison, earlier, order, newest });
        if !matches!(word, Word::Duplicate | Word::Late) {
            known.learn(delivery);
        }
        known.note(content, order, place);
        Some(told)
    }

    /// Counts a delivery of the appointment in `slot` for [`Appointment::deliveries`].
    pub fn count(&mut self, slot: usize) {
        if let Some(known) = self.known.get_mut(slot) {
            known.count();
        }
    }

    /// Every appointment, in the order in which they were seen first.
    pub fn appointments(&self) -> impl Iterator<Item = Appointment<'_>> {
        self.known.iter().map(|known| Appointment { side: known.side(), deliveries: known.deliveries() })
    }
}

impl<'j> Judged<'j> {
    /// When the delivery was; one that doesn't say came after the newest.
    pub fn at(&self) -> Option<Instant> {
        self.order.or(self.newest)
    }

    /// Of an appointment that was not known.
    fn first(delivery: &Side<'j>, order: Option<Instant>) -> Self {
        let word = match delivery.event() {
            Some(Event::Create) => Word::Created,
            Some(Event::Delete) => Word::Deleted,
            Some(Event::Update) | None => Word::FirstSeen,
        };
        let (before, comparison) = Default::default();
        Self { word, before, comparison, earlier: None, order, newest: order }
    }
}

/// Judges a delivery that is neither a duplicate nor late.
fn judge<'j>(before: &Side<'j>, delivery: &Side<'j>) -> (Word, Comparison<'j>) {
    match (before.event(), delivery.event()) {
        (_, Some(Event::Delete)) => (Word::Deleted, Comparison::default()),
        (Some(Event::Delete), Some(Event::Create)) => (Word::Created, Comparison::default()),
        _ => {
            let comparison = compare(before, delivery, false);
            (if comparison.changes.is_empty() { Word::Unchanged } else { Word::Changed }, comparison)
        }
    }
}

/// When an event was, as far as it says so: what deliveries are ordered by.
pub fn order(delivery: &Side<'_>) -> Option<Instant> {
    let instant = |raw| times::timestamp(raw)?.instant();
    delivery.value(FieldId::DateUpdated).and_then(instant).or_else(|| {
        let [timestamp, _] = DELIVERY_EXTRAS;
        delivery.others().iter().find(|other| other.pointer == timestamp).and_then(|other| instant(other.raw))
    })
}

/// An id as text: one that is no string is taken as it stands; null and "" are none.
pub fn text_of<'t>(delivery: &Side<'t>, id: FieldId) -> Option<std::borrow::Cow<'t, str>> {
    let raw = delivery.value(id)?;
    super::value::text(raw).or_else(|| (raw != "null").then_some(raw.into())).filter(|text| !text.is_empty())
}
