//! What is compared: the values of a payload's fields, as the text in which they were sent.
//!
//! Apart from payloads, because the history keeps only these texts of what it has seen: they are small, and most of
//! them are found equal without being read.

use std::borrow::Cow;

use crate::json::{JsonType, push_pointer};
use crate::payload::Fields;
use crate::schema::{Event, FIELDS, Field, FieldId, Parent};
use crate::source::Span;

use super::value;

/// A member that the field table does not list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other<'t> {
    /// Where it is in the payload, as an RFC 6901 pointer.
    pub pointer: Cow<'t, str>,
    /// Its JSON text as it was sent.
    pub raw: &'t str,
    /// Where that is in the side's text.
    pub at: u32,
}

/// Where each documented field's value is in a text, from and to; nowhere, where it was not sent.
pub type Spans = [(u32, u32); FieldId::COUNT];

/// The values of one payload.
#[derive(Clone, Debug, Default)]
pub struct Side<'t> {
    /// The event, and what is known beyond it.
    text: &'t str,
    /// How long the event is.
    event: usize,
    spans: Spans,
    others: Vec<Other<'t>>,
    /// Whether it is known that no value holds an escape.
    verbatim: bool,
}

impl<'t> Side<'t> {
    /// The values in `text`, which begins with an event of so many bytes.
    pub fn new(text: &'t str, event: usize, spans: Spans) -> Self {
        Self { text, event, spans, ..Self::default() }
    }

    /// The values of a payload. An `appointment` that is an object is there through its members only.
    pub fn of(fields: &Fields<'t>) -> Self {
        let event = fields.root().raw();
        let start = fields.root().span().start;
        let within = |span: Span| Span::new(span.start - start, span.end - start);
        let mut side = Self::new(event, event.len(), Spans::default());
        for (field, member) in fields.sent() {
            if field.id != FieldId::Appointment || member.value.json_type() != JsonType::Object {
                side.place(field.id, within(member.value.span()));
            }
        }
        let others = fields.others().iter().map(|&(parent, ref member)| {
            let mut pointer = match parent {
                Parent::Event => String::new(),
                Parent::Appointment => FieldId::Appointment.field().pointer.to_owned(),
            };
            push_pointer(&mut pointer, &member.name());
            Other { pointer: pointer.into(), raw: member.value.raw(), at: narrow(within(member.value.span()).start) }
        });
        side.set_others(others.collect());
        side
    }

    /// The same values, but for those at other places of `text`, which begins with this side's own.
    #[must_use]
    pub fn within(mut self, text: &'t str) -> Self {
        self.text = text;
        self
    }

    /// The event as it was sent.
    pub fn event_text(&self) -> &'t str {
        self.text.get(..self.event).unwrap_or_default()
    }

    /// How long the event is, in bytes.
    pub fn event_text_length(&self) -> usize {
        self.event
    }

    /// All of the text, the length of the event at its start, and the places in it.
    pub(super) fn parts(&self) -> (&'t str, usize, &Spans) {
        (self.text, self.event, &self.spans)
    }

    /// Whether it is known that no value holds an escape.
    pub(super) fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    /// Notes that no value holds an escape, for who would else look for one in each.
    pub fn set_verbatim(&mut self) {
        self.verbatim = true;
    }

    /// The text of the string that `raw`, one of the values, is; `None` for other types.
    pub(super) fn text_of(&self, raw: &'t str) -> Option<Cow<'t, str>> {
        if self.verbatim { Some(raw.strip_prefix('"')?.strip_suffix('"')?.into()) } else { value::text(raw) }
    }

    /// The documented fields that differ from those of `other` in their JSON text.
    pub(super) fn differing(&self, other: &Self) -> Differing {
        let mut bits = 0;
        for (index, (&one, &two)) in self.spans.iter().zip(&other.spans).enumerate() {
            let slice = |text: &'t str, (start, end): (u32, u32)| text.as_bytes().get(start as usize..end as usize);
            bits |= u32::from(slice(self.text, one) != slice(other.text, two)) << index;
        }
        Differing(bits)
    }

    /// Says where a documented field's JSON text is.
    pub fn place(&mut self, id: FieldId, span: Span) {
        if let Some(slot) = self.spans.get_mut(id as usize) {
            *slot = (narrow(span.start), narrow(span.end));
        }
    }

    /// Sets the members that the table does not list, in any order; of one that is there twice, the last counts.
    pub fn set_others(&mut self, mut others: Vec<Other<'t>>) {
        if others.is_sorted_by(|one, other| one.pointer < other.pointer) {
            self.others = others;
            return;
        }
        // The sort is stable, so that the last of several stays the last.
        others.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        others.dedup_by(|later, kept| {
            let same = later.pointer == kept.pointer;
            if same {
                (kept.raw, kept.at) = (later.raw, later.at);
            }
            same
        });
        self.others = others;
    }

    /// A documented field's JSON text, where it was sent.
    pub fn value(&self, id: FieldId) -> Option<&'t str> {
        let &(start, end) = self.spans.get(id as usize)?;
        if start == end {
            return None;
        }
        self.text.get(start as usize..end as usize)
    }

    /// A documented field's text, where it was sent and is a string.
    pub fn text(&self, id: FieldId) -> Option<Cow<'t, str>> {
        self.text_of(self.value(id)?)
    }

    /// The documented fields that were sent, in the table's order.
    pub fn sent(&self) -> impl Iterator<Item = (&'static Field, &'t str)> {
        FIELDS.iter().filter_map(|field| Some((field, self.value(field.id)?)))
    }

    /// The members that the table does not list, in the order of their pointers.
    pub fn others(&self) -> &[Other<'t>] {
        &self.others
    }

    /// The event that `type` names, where it is one about appointments.
    pub fn event(&self) -> Option<Event> {
        let raw = self.value(FieldId::Type)?;
        let plainly = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).and_then(Event::from_name);
        plainly.or_else(|| Event::from_name(self.text_of(raw)?.trim()))
    }
}

/// An offset in a record, which is far shorter than 4 GiB.
pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Documented fields that differ between two sides.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Differing(u32);

impl Differing {
    /// Adds the field in a row of the table.
    pub(super) fn add(&mut self, row: usize) {
        self.0 |= 1 << row;
    }

    /// Whether a field is among them.
    pub(super) fn holds(self, id: FieldId) -> bool {
        self.0 >> (id as u32) & 1 == 1
    }

    /// The fields, in the table's order.
    pub(super) fn fields(self) -> impl Iterator<Item = &'static Field> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let field = FIELDS.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(field)
        })
    }
}
