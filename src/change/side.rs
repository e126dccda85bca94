//! What is compared: the values of a payload's fields, as the text in which they were sent.
//!
//! Apart from payloads, because the history keeps only these texts of what it has seen: they are small, and most of
//! them are found equal without being read.

use std::borrow::Cow;
use std::ops::Range;

use crate::accept::skip_blanks;
use crate::json::{JsonType, push_pointer};
use crate::payload::Fields;
use crate::schema::{Event, FIELDS, Field, FieldId, KNOWN_EXTRAS, KNOWN_KEYS, Parent, Rows, row};
use crate::source::{ShortSpan, Span, narrow};

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

impl<'t> Other<'t> {
    /// The member `name` of `parent`, the JSON text of which stands at `at`.
    fn new(parent: Parent, name: &str, raw: &'t str, at: u32) -> Self {
        let mut pointer = match parent {
            Parent::Event => String::new(),
            Parent::Appointment => FieldId::Appointment.field().pointer.to_owned(),
        };
        push_pointer(&mut pointer, name);
        Self { pointer: pointer.into(), raw, at }
    }
}

/// Where the value of each known key is in a text, from and to, by the key's row; nowhere, where it was not sent.
pub type Spans = [ShortSpan; KNOWN_KEYS];

/// The values of one payload.
#[derive(Clone, Debug)]
pub struct Side<'t> {
    /// The event, and what is known beyond it: JSON, so that each value is UTF-8. In bytes, since most values are only
    /// compared.
    text: &'t [u8],
    /// How long the event is.
    event: usize,
    spans: Spans,
    /// The known keys among them of which the event says nothing, or not all that is known.
    beyond: Rows,
    /// The members the keys of which are not known, in the order of their pointers.
    unknown: Vec<Other<'t>>,
    /// The known keys the values of which may hold escapes.
    escaped: Rows,
    /// Whether it is known that all keys are, and that none stands twice.
    regular: bool,
    /// Whether start and end are from different deliveries.
    parted: bool,
}

impl Default for Side<'_> {
    fn default() -> Self {
        Self::new(b"", 0)
    }
}

impl<'t> Side<'t> {
    /// A side that says nothing yet, with places for values in `text`, which begins with an event of so many bytes.
    pub(super) fn new(text: &'t [u8], event: usize) -> Self {
        let spans = [ShortSpan::default(); KNOWN_KEYS];
        let (beyond, escaped) = (Rows::default(), Rows::ALL);
        Self { text, event, spans, beyond, unknown: Vec::new(), escaped, regular: false, parted: false }
    }

    /// The values of a payload. An `appointment` that is an object is there through its members only.
    pub fn of(fields: &Fields<'t>) -> Self {
        let event = fields.root().raw();
        let start = fields.root().span().start;
        let within = |span: Span| Span::new(span.start - start, span.end - start);
        let mut side = Self::new(event.as_bytes(), event.len());
        for (field, member) in fields.sent() {
            if field.id != FieldId::Appointment || member.value.json_type() != JsonType::Object {
                side.place(field.id, within(member.value.span()));
            }
        }
        let mut unknown = Vec::new();
        for &(parent, ref member) in fields.others() {
            let (name, span) = (member.name(), within(member.value.span()));
            // Of one that is there twice, the last counts.
            if let Some(row) = row(parent, name.as_bytes()) {
                side.place_row(row, span);
                continue;
            }
            unknown.push(Other::new(parent, &name, member.value.raw(), narrow(span.start)));
        }
        side.set_unknown(unknown);
        side
    }

    /// The same values, and that of `id`, which the event doesn't say, at `span` of `text`, which begins with this side's own.
    #[must_use]
    pub fn completed(mut self, id: FieldId, text: &'t str, span: Span) -> Self {
        self.text = text.as_bytes();
        self.place(id, span);
        self.beyond.add(id as usize);
        self
    }

    /// The same values but for this field's.
    #[must_use]
    pub(super) fn without(mut self, id: FieldId) -> Self {
        self.place(id, Span::default());
        self
    }

    /// The event as it was sent.
    pub fn event_text(&self) -> &'t str {
        text(self.text.get(..self.event).unwrap_or_default())
    }

    /// How long the event is, in bytes.
    pub fn event_text_length(&self) -> usize {
        self.event
    }

    /// All of the text, the length of the event at its start, and the places in it.
    pub(super) fn parts(&self) -> (&'t [u8], usize, &Spans) {
        (self.text, self.event, &self.spans)
    }

    /// The known keys the values of which may hold escapes.
    pub(super) fn escaped(&self) -> Rows {
        self.escaped
    }

    /// Whether it is known that all keys are, and that none stands twice.
    pub(super) fn is_regular(&self) -> bool {
        self.regular
    }

    /// Sets the text to that of an event, of which it is known whether all keys are known and none stands twice.
    pub(super) fn set_event(&mut self, text: &'t [u8], regular: bool) {
        (self.text, self.event, self.regular) = (text, text.len(), regular);
    }

    /// Sets the text to that of an event of so many bytes, with what is known beyond it behind it.
    pub(super) fn set_known(&mut self, text: &'t [u8], event: usize, beyond: Rows) {
        (self.text, self.event, self.beyond) = (text, event, beyond);
    }

    /// Notes whether start and end are from different deliveries.
    pub(super) fn set_parted(&mut self, parted: bool) {
        self.parted = parted;
    }

    /// Whether start and end are from different deliveries: there may never have been an appointment of that length.
    pub(super) fn is_parted(&self) -> bool {
        self.parted
    }

    /// Notes the values of which known keys may hold escapes, for who would else look for one in each.
    pub(super) fn set_escaped(&mut self, rows: Rows) {
        self.escaped = rows;
    }

    /// The known keys of which the event says nothing, or not all that is known.
    pub(super) fn beyond(&self) -> Rows {
        self.beyond
    }

    /// The places of the values, to be set.
    pub(super) fn spans_mut(&mut self) -> &mut Spans {
        &mut self.spans
    }

    /// Sets the text to that of an event in which no key stands twice. The values of known keys are where they were placed,
    /// and those of `others` (the object, the key, the place) are given; blanks before them aside.
    pub fn set_read_event(&mut self, text: &'t str, others: &[(Parent, &[u8], Range<usize>)]) {
        let bytes = text.as_bytes();
        self.set_event(bytes, others.is_empty());
        for span in &mut self.spans {
            // As a rule the value begins at once.
            if bytes.get(span.start as usize).is_some_and(u8::is_ascii_whitespace) {
                let value = bytes.get(span.range()).unwrap_or_default();
                span.start = span.end - narrow(skip_blanks(value).len());
            }
        }
        self.escaped = Rows::default();
        if memchr::memchr(b'\\', bytes).is_some() {
            for (row, span) in self.spans.iter().enumerate() {
                if memchr::memchr(b'\\', bytes.get(span.range()).unwrap_or_default()).is_some() {
                    self.escaped.add(row);
                }
            }
        }
        let other = |(parent, name, place): &(Parent, &[u8], Range<usize>)| {
            let raw = text.get(place.clone())?.trim_ascii_start();
            Some(Other::new(*parent, str::from_utf8(name).ok()?, raw, narrow(place.end - raw.len())))
        };
        if !others.is_empty() {
            self.set_unknown(others.iter().filter_map(other).collect());
        }
    }

    /// The text of the string that `raw` is, the value of the known key in this row or of one that has none; `None` for one
    /// that has escapes, and for other types.
    pub(super) fn plain_text_of(&self, row: usize, raw: &'t [u8]) -> Option<&'t [u8]> {
        let has_none = row < KNOWN_KEYS && !self.escaped.holds(row);
        plain_text(raw, has_none)
    }

    /// The known keys the values of which differ from those of `other` in their JSON text.
    pub(super) fn differing(&self, other: &Self) -> Rows {
        let mut differing = Rows::default();
        for (row, (one, two)) in self.spans.iter().zip(&other.spans).enumerate() {
            if self.text.get(one.range()) != other.text.get(two.range()) {
                differing.add(row);
            }
        }
        differing
    }

    /// Says where a documented field's JSON text is.
    pub fn place(&mut self, id: FieldId, span: Span) {
        self.place_row(id as usize, span);
    }

    /// Says where the JSON text of the known key in this row is.
    pub fn place_row(&mut self, row: usize, span: Span) {
        if let Some(slot) = self.spans.get_mut(row) {
            *slot = ShortSpan::new(span.start, span.end);
        }
    }

    /// Sets the members the keys of which are not known, in any order; of one that is there twice, the last counts.
    pub(super) fn set_unknown(&mut self, mut unknown: Vec<Other<'t>>) {
        if !unknown.is_sorted_by(|one, other| one.pointer < other.pointer) {
            // The sort is stable, so that the last of several stays the last.
            unknown.sort_by(|one, other| one.pointer.cmp(&other.pointer));
            unknown.dedup_by(|later, kept| {
                let same = later.pointer == kept.pointer;
                if same {
                    (kept.raw, kept.at) = (later.raw, later.at);
                }
                same
            });
        }
        self.unknown = unknown;
    }

    /// A documented field's JSON text, where it was sent.
    pub fn value(&self, id: FieldId) -> Option<&'t str> {
        self.row(id as usize)
    }

    /// The same in bytes.
    pub(super) fn raw(&self, id: FieldId) -> Option<&'t [u8]> {
        self.raw_row(id as usize)
    }

    /// The JSON text of the known key in this row, where it was sent.
    pub(super) fn row(&self, row: usize) -> Option<&'t str> {
        self.raw_row(row).map(text)
    }

    /// The same in bytes.
    pub(super) fn raw_row(&self, row: usize) -> Option<&'t [u8]> {
        let span = self.spans.get(row).filter(|span| !span.is_empty())?;
        self.text.get(span.range())
    }

    /// The same, where the event says it.
    pub(super) fn sent_row(&self, row: usize) -> Option<&'t [u8]> {
        if self.beyond.holds(row) { None } else { self.raw_row(row) }
    }

    /// A documented field's text, where it was sent and is a string.
    pub fn text(&self, id: FieldId) -> Option<Cow<'t, str>> {
        value::text(self.value(id)?)
    }

    /// The documented fields that were sent, in the table's order.
    pub fn sent(&self) -> impl Iterator<Item = (&'static Field, &'t str)> {
        FIELDS.iter().filter_map(|field| Some((field, self.value(field.id)?)))
    }

    /// The members that the field table does not list, in the order of their pointers.
    pub(super) fn others(&self) -> impl Iterator<Item = Other<'t>> {
        let extras = KNOWN_EXTRAS.iter().zip(self.spans.iter().skip(FIELDS.len()));
        let sent = extras.filter(|(_, span)| !span.is_empty()).map(|(extra, span)| {
            let raw = text(self.text.get(span.range()).unwrap_or_default());
            Other { pointer: extra.pointer.into(), raw, at: span.start }
        });
        let (mut known, mut unknown) = (sent.peekable(), self.unknown.iter().cloned().peekable());
        std::iter::from_fn(move || match (known.peek(), unknown.peek()) {
            (Some(one), Some(other)) if other.pointer < one.pointer => unknown.next(),
            (Some(_), _) => known.next(),
            (None, _) => unknown.next(),
        })
    }

    /// Those of them the keys of which are not known.
    pub(super) fn unknown(&self) -> &[Other<'t>] {
        &self.unknown
    }

    /// The event that `type` names, where it is one about appointments.
    pub fn event(&self) -> Option<Event> {
        let raw = self.raw(FieldId::Type)?;
        let plainly = match raw {
            [b'"', name @ .., b'"'] => Event::from_name(name),
            _ => None,
        };
        plainly.or_else(|| Event::from_name(value::text(text(raw))?.trim()))
    }
}

/// Text that is known to be UTF-8.
pub(super) fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_default()
}

/// The text of the string that `raw` is, of which it may be known that it has no escapes; `None` for one that has some, and for other
/// types.
pub(super) fn plain_text(raw: &[u8], has_no_escapes: bool) -> Option<&[u8]> {
    match raw {
        [b'"', inside @ .., b'"'] if has_no_escapes || memchr::memchr(b'\\', inside).is_none() => Some(inside),
        _ => None,
    }
}
