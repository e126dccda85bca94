//! The history: what each delivery is, judged by what is known of its appointment.
//!
//! An event is a full snapshot, delivered at least once and in any order. [`History`] keeps the last known value of
//! every field of every appointment and a few marks of its last deliveries, so that its memory grows with the
//! appointments and not with the deliveries. How a delivery is judged, in this order:
//!
//! 1. Of an appointment that is not known: `created`, `deleted` or, for an update, `first-seen`.
//! 2. The same content as one of the last 16 deliveries: `duplicate`. Nothing is learned from it.
//! 3. Older than the newest delivery, by `dateUpdated`: `late`. Nothing is learned from it either. The delivery's own time
//!    says when it was sent, not how old it is; one without `dateUpdated` comes when it arrives.
//! 4. A deletion: `deleted`. A creation of what was deleted: `created`.
//! 5. Else what is known is compared with what was sent: `changed` or `unchanged`. An update of what was deleted is
//!    always `changed`: its `type` says that the appointment is there again.

mod content;
mod follow;
mod index;
mod known;
mod memory;
mod merge;
mod parts;
mod places;
mod recent;
mod values;
mod word;

use std::borrow::Cow;

use super::compare::{compare_fields, count_kinds};
use super::side::text;
use super::{Comparison, Kinds, Side, times, value};
use crate::accept::Acceptor;
use crate::payload::is_template;
use crate::schema::{Event, FieldId, Rows};
use crate::time::Instant;

use content::Hasher;
use follow::Followed;
use known::Known;
use memory::Memory;
use parts::Parts;

pub use parts::Slot;
pub use word::Word;

/// Where a delivery was read.
///
/// In the order of the deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number of the input among those that were named, from 0.
    pub input: u32,
    /// The number of its record within the input, from 1.
    pub record: u32,
    /// The number of its payload within the record, from 0.
    pub payload: u16,
    /// The line on which it begins, from 1.
    pub line: u32,
}

/// What is said of a delivery. Borrows what was known before.
#[derive(Debug)]
pub struct Judged<'j> {
    /// The one word.
    pub word: Word,
    /// What was known before; nothing, where the appointment was not known.
    pub before: &'j Side<'j>,
    /// What kinds of change there are; none, where the delivery is not changed.
    pub kinds: Kinds,
    /// The delivery, and which of its fields differ; of one that is changed or unchanged.
    compared: Option<(&'j Side<'j>, Rows)>,
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
    hasher: Hasher,
    parts: Parts,
}

/// What is known of one appointment, for a summary.
#[derive(Clone, Copy, Debug)]
pub struct Appointment<'h> {
    known: &'h Known,
    memory: &'h Memory,
}

impl<'h> Appointment<'h> {
    /// How many deliveries were counted.
    pub fn deliveries(self) -> u64 {
        self.known.deliveries()
    }

    /// The last event's name, where it is one about appointments.
    pub fn event(self) -> Option<Event> {
        Event::from_name(self.text_of(FieldId::Type)?.trim_ascii())
    }

    /// The last known value of a field as text: see [`text_of`].
    pub fn text_of(self, id: FieldId) -> Option<Cow<'h, str>> {
        self.bytes_of(id).map(to_str)
    }

    fn bytes_of(self, id: FieldId) -> Option<Cow<'h, [u8]>> {
        self.known.values().text_of(id, self.memory)
    }
}

impl History {
    /// Judges a delivery, lets `tell` say so, and remembers it. `None` where it names no appointment, or one of a part
    /// that is not here.
    pub fn deliver<R>(
        &mut self,
        delivery: &Side<'_>,
        place: Place,
        tell: impl FnOnce(Slot, &Judged<'_>) -> R,
    ) -> Option<R> {
        let id = bytes_of(delivery, FieldId::Id)?;
        let location = bytes_of(delivery, FieldId::LocationId);
        // One that is null or "" names none, and takes nothing from what is known.
        let unlocated;
        let is_unlocated = location.is_none() && delivery.raw(FieldId::LocationId).is_some();
        let delivery = if is_unlocated {
            unlocated = delivery.clone().without(FieldId::LocationId);
            &unlocated
        } else {
            delivery
        };
        let id_hash = self.hasher.id(&id);
        let part = self.parts.of_id(id_hash)?;
        if let Some(index) = part.index.find(id_hash, &id, location.as_deref(), &part.known, &part.memory) {
            let slot = Slot::new(&self.parts, id_hash, index);
            let (known, memory) = self.parts.get_mut(slot)?;
            let mut differing = known.values().side(memory).differing(delivery);
            let changed = differing.union(known.values().beyond);
            if is_unlocated {
                differing = differing.without(FieldId::LocationId as usize);
            }
            let followed = Followed::only(differing, changed);
            let arrival = Arrival { delivery, followed: &followed, place };
            return Some(arrival.at(known, memory, &self.hasher, |judged| tell(slot, judged)));
        }
        let order = order(delivery);
        let index = part.known.len();
        // What is told first doesn't wait for memory that nothing was written to before.
        let slot = Slot::new(&self.parts, id_hash, index);
        let told = tell(slot, &Judged::first(delivery, order, &Side::default()));
        let part = self.parts.of_id(id_hash)?;
        part.known.push(Known::default());
        part.known.last_mut()?.begin(delivery, order, place, &mut part.memory);
        part.index.insert(id_hash, location.as_deref(), index);
        Some(told)
    }

    /// The event with which `text` begins, if it is the last one of its appointment with a few other members: then
    /// nothing else of it has to be read, and `side` is set to its values. `id_hash` is the hash of the id that it may be
    /// about, see [`History::hash_of`]; `acceptor` knows the keys.
    pub fn follow<'t>(
        &self,
        id_hash: u64,
        text: &'t [u8],
        acceptor: &mut Acceptor,
        side: &mut Side<'t>,
    ) -> Option<KnownEvent> {
        let slot = self.parts.first(id_hash)?;
        let (known, memory) = self.parts.get(slot)?;
        let followed = known.values().follow(memory, text, acceptor, side)?;
        Some(KnownEvent { slot, followed })
    }

    /// Judges an event that was followed, as [`History::deliver`] does.
    pub fn deliver_known<R>(
        &mut self,
        event: &KnownEvent,
        delivery: &Side<'_>,
        place: Place,
        tell: impl FnOnce(Slot, &Judged<'_>) -> R,
    ) -> Option<R> {
        let (known, memory) = self.parts.get_mut(event.slot)?;
        let arrival = Arrival { delivery, followed: &event.followed, place };
        Some(arrival.at(known, memory, &self.hasher, |judged| tell(event.slot, judged)))
    }

    /// What an appointment is found by: the hash of its id, the text of which needs no unescaping.
    pub fn hash_of(&self, id: &[u8]) -> u64 {
        self.hasher.id(id)
    }

    /// Whether this is the history for appointments the id of which has this hash.
    pub fn has(&self, hash: u64) -> bool {
        self.parts.has(hash)
    }

    /// Whether this is the history for the appointment that a delivery is about; `None` where it names none.
    pub fn is_about(&self, delivery: &Side<'_>) -> Option<bool> {
        Some(self.has(self.hash_of(&bytes_of(delivery, FieldId::Id)?)))
    }

    /// Takes it apart into so many histories, each for a part of all ids; [`History::put_together`] undoes it.
    pub fn take_apart(&mut self, count: usize) -> Vec<Self> {
        let hasher = self.hasher;
        self.parts.divide(count, |id| hasher.id(id));
        self.parts.take_apart().into_iter().map(|parts| Self { hasher, parts }).collect()
    }

    /// Puts together what was taken apart, in the same order.
    pub fn put_together(&mut self, apart: Vec<Self>) {
        self.parts.put_together(apart.into_iter().map(|history| history.parts));
    }

    /// The number of this history among those that one was taken apart into, from 0; that of a whole one is 0.
    pub fn number(&self) -> usize {
        self.parts.only().unwrap_or_default()
    }

    /// Fetches what is known of the appointments the ids of which have these hashes, which the next deliveries are about. What
    /// `N` deliveries need is fetched from memory at once, and then all that this points to; each by itself would have to wait
    /// for it, twice.
    pub fn fetch<const N: usize>(&self, id_hashes: &[Option<u64>; N]) {
        let slots = id_hashes.map(|hash| self.parts.first(hash?));
        let known = || slots.iter().flatten().filter_map(|slot| self.parts.get(*slot));
        std::hint::black_box(known().fold(0, |sum, (known, _)| sum ^ known.touch()));
        std::hint::black_box(known().fold(0, |sum, (known, memory)| sum ^ known.touch_pointed(memory)));
    }

    /// Counts a delivery of the appointment in `slot` for [`Appointment::deliveries()`], and says how many were counted.
    pub fn count(&mut self, slot: Slot) -> u64 {
        self.parts.get_mut(slot).map_or(0, |(known, _)| known.count())
    }

    /// Every appointment, in the order in which they were seen first. What a summary says of each is fetched for several at
    /// once, as [`History::fetch`] does.
    pub fn appointments(&self) -> impl Iterator<Item = Appointment<'_>> {
        const AT_ONCE: usize = 16;
        let mut all = self.parts.all();
        let groups = std::iter::from_fn(move || {
            let group: Vec<_> = all.by_ref().take(AT_ONCE).collect();
            std::hint::black_box(group.iter().fold(0, |sum, (known, memory)| sum ^ known.values().touch_told(memory)));
            (!group.is_empty()).then_some(group)
        });
        groups.flatten().map(|(known, memory)| Appointment { known, memory })
    }
}

/// An event that was read as the last one of its appointment with a few other members.
#[derive(Clone, Copy, Debug)]
pub struct KnownEvent {
    slot: Slot,
    followed: Followed,
}

/// A delivery of an appointment that is known.
struct Arrival<'d, 't> {
    delivery: &'d Side<'t>,
    followed: &'d Followed,
    place: Place,
}

impl Arrival<'_, '_> {
    /// Judges it by what is `known`, lets `tell` say so, and learns from it.
    fn at<R>(self, known: &mut Known, memory: &mut Memory, hasher: &Hasher, tell: impl FnOnce(&Judged<'_>) -> R) -> R {
        let Self { delivery, followed, place } = self;
        let order = order(delivery);
        known.expect(delivery, followed, hasher, memory);
        let values = known.values();
        let mut before = Side::default();
        values.put(memory, &mut before);
        let content = values.content_of(delivery, &before, followed, hasher);
        debug_assert!(!known.recent().has_whole_contents || content == hasher.content(delivery), "{delivery:?}");
        let earlier = known.recent().place_of(content, memory);
        let newest = known.newest();
        let is_late = newest.zip(order).is_some_and(|(newest, order)| order < newest);
        let (word, kinds) = if earlier.is_some() {
            (Word::Duplicate, Kinds::default())
        } else if is_late {
            (Word::Late, Kinds::default())
        } else {
            judge(&before, delivery, followed.said())
        };
        let compared = matches!(word, Word::Changed | Word::Unchanged).then_some((delivery, followed.differing));
        let newest = newest.max(order);
        let earlier = earlier.or_else(|| is_late.then(|| known.newest_place()));
        let told = tell(&Judged { word, before: &before, kinds, compared, earlier, order, newest });
        if !matches!(word, Word::Duplicate | Word::Late) {
            known.values_mut().learn_followed(delivery, followed, content, memory);
        }
        known.note(content, order, place, memory);
        told
    }
}

impl<'j> Judged<'j> {
    /// What differs, of a delivery that is changed or unchanged; nothing for the others.
    pub fn comparison(&self) -> Comparison<'_> {
        let compared =
            self.compared.map(|(delivery, differing)| compare_fields(self.before, delivery, differing, false));
        compared.unwrap_or_default()
    }

    /// When the delivery was; one that doesn't say came after the newest.
    pub fn at(&self) -> Option<Instant> {
        self.order.or(self.newest)
    }

    /// Of an appointment that was not known: `before` says nothing.
    fn first(delivery: &Side<'_>, order: Option<Instant>, before: &'j Side<'j>) -> Self {
        let word = match delivery.event() {
            Some(Event::Create) => Word::Created,
            Some(Event::Delete) => Word::Deleted,
            Some(Event::Update) | None => Word::FirstSeen,
        };
        let kinds = Kinds::default();
        Self { word, before, kinds, compared: None, earlier: None, order, newest: order }
    }
}

/// Judges a delivery that is neither a duplicate nor late.
fn judge(before: &Side<'_>, delivery: &Side<'_>, differing: Rows) -> (Word, Kinds) {
    let event = delivery.event();
    let event_before = if differing.holds(FieldId::Type as usize) { before.event() } else { event };
    match (event_before, event) {
        (_, Some(Event::Delete)) => (Word::Deleted, Kinds::default()),
        (Some(Event::Delete), Some(Event::Create)) => (Word::Created, Kinds::default()),
        _ => {
            let kinds = count_kinds(before, delivery, differing);
            (if kinds.is_empty() { Word::Unchanged } else { Word::Changed }, kinds)
        }
    }
}

/// When an event was, as far as it says so: what deliveries are ordered by.
pub fn order(delivery: &Side<'_>) -> Option<Instant> {
    delivery.raw(FieldId::DateUpdated).and_then(times::instant)
}

/// Whether a delivery names the appointment that it is about. What stands for an id in a template that was never filled in is none: all
/// appointments would be one.
pub fn names_one(delivery: &Side<'_>) -> bool {
    // As a rule, its last sign shows that it is none of these.
    let is_plain = |id: &[u8]| id.last().is_some_and(u8::is_ascii_alphanumeric);
    bytes_of(delivery, FieldId::Id).is_some_and(|id| is_plain(&id) || !is_template(&to_str(id)))
}

/// An id as text: one that is no string is taken as it stands; null and "" are none.
pub fn text_of<'t>(delivery: &Side<'t>, id: FieldId) -> Option<Cow<'t, str>> {
    bytes_of(delivery, id).map(to_str)
}

/// The same in bytes, for who only compares it.
fn bytes_of<'t>(delivery: &Side<'t>, id: FieldId) -> Option<Cow<'t, [u8]>> {
    let raw = delivery.raw(id)?;
    text_by(raw, delivery.plain_text_of(id as usize, raw))
}

/// What the JSON text `raw` says of an id; `plain` is its text, if it is a string without escapes.
fn text_by<'t>(raw: &'t [u8], plain: Option<&'t [u8]>) -> Option<Cow<'t, [u8]>> {
    let said = match plain {
        Some(plain) => plain.into(),
        None => match value::text(text(raw)) {
            Some(text) => text.into_owned().into_bytes().into(),
            None if raw == b"null" => return None,
            None => raw.into(),
        },
    };
    Some(said).filter(|said: &Cow<'_, [u8]>| !said.is_empty())
}

/// Text of a value, which is UTF-8.
fn to_str(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => text(bytes).into(),
        Cow::Owned(bytes) => String::from_utf8(bytes).unwrap_or_default().into(),
    }
}
