//! What is compared: the values of a payload's fields, as the text in which they were sent.
//!
//! Apart from payloads, because the history keeps only these texts of what it has seen: they are small, and most of
//! them are found equal without being read.

use std::borrow::Cow;

use crate::json::{JsonType, push_pointer};
use crate::payload::Fields;
use crate::schema::{Event, FIELDS, Field, FieldId, Parent};

use super::value;

/// A member that the field table does not list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other<'t> {
    /// Where it is in the payload, as an RFC 6901 pointer.
    pub pointer: Cow<'t, str>,
    /// Its JSON text as it was sent.
    pub raw: &'t str,
}

/// The values of one payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side<'t> {
    values: [Option<&'t str>; FieldId::COUNT],
    others: Vec<Other<'t>>,
    /// Whether it is known that no value holds an escape.
    verbatim: bool,
}

impl<'t> Side<'t> {
    /// The values of a payload. An `appointment` that is an object is there through its members only.
    pub fn of(fields: &Fields<'t>) -> Self {
        let mut side = Self::default();
        for (field, member) in fields.sent() {
            if field.id != FieldId::Appointment || member.value.json_type() != JsonType::Object {
                side.set(field.id, member.value.raw());
            }
        }
        let others = fields.others().iter().map(|&(parent, ref member)| {
            let mut pointer = match parent {
                Parent::Event => String::new(),
                Parent::Appointment => FieldId::Appointment.field().pointer.to_owned(),
            };
            push_pointer(&mut pointer, &member.name());
            Other { pointer: pointer.into(), raw: member.value.raw() }
        });
        side.set_others(others.collect());
        side
    }

    /// Notes that no value holds an escape, for who would else look for one in each.
    pub fn set_verbatim(&mut self) {
        self.verbatim = true;
    }

    /// The text of the string that `raw`, one of the values, is; `None` for other types.
    pub(super) fn text_of(&self, raw: &'t str) -> Option<Cow<'t, str>> {
        if self.verbatim { Some(raw.strip_prefix('"')?.strip_suffix('"')?.into()) } else { value::text(raw) }
    }

    /// The documented fields that differ from those of `other` in their JSON text, with both texts.
    pub(super) fn differing<'s>(
        &'s self,
        other: &'s Self,
    ) -> impl Iterator<Item = (&'static Field, Option<&'t str>, Option<&'t str>)> + 's {
        let pairs = FIELDS.iter().zip(self.values.iter().zip(&other.values));
        pairs.filter(|(_, (one, other))| one != other).map(|(field, (one, other))| (field, *one, *other))
    }

    /// Sets a documented field's JSON text.
    pub fn set(&mut self, id: FieldId, raw: &'t str) {
        if let Some(slot) = self.values.get_mut(id as usize) {
            *slot = Some(raw);
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
                kept.raw = later.raw;
            }
            same
        });
        self.others = others;
    }

    /// A documented field's JSON text, where it was sent.
    pub fn value(&self, id: FieldId) -> Option<&'t str> {
        self.values.get(id as usize).copied().flatten()
    }

    /// A documented field's text, where it was sent and is a string.
    pub fn text(&self, id: FieldId) -> Option<Cow<'t, str>> {
        self.text_of(self.value(id)?)
    }

    /// The documented fields that were sent, in the table's order.
    pub fn sent(&self) -> impl Iterator<Item = (&'static Field, &'t str)> {
        FIELDS.iter().zip(self.values).filter_map(|(field, raw)| Some((field, raw?)))
    }

    /// The members that the table does not list, in the order of their pointers.
    pub fn others(&self) -> &[Other<'t>] {
        &self.others
    }

    /// The event that `type` names, where it is one about appointments.
    pub fn event(&self) -> Option<Event> {
        Event::from_name(self.text(FieldId::Type)?.trim())
    }
}
