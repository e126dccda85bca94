//! The last values of an appointment: the last event as it was sent, and behind it what that one didn't say.
//!
//! Values with memory of their own would cost more than most of them are long. And the next event is nearly the same
//! text: [`super::follow`].

use std::borrow::Cow;

use super::super::side::{Differing, narrow};
use super::super::{Other, Side, Spans, value};
use super::content::{Content, Hasher};
use super::merge::merged;
use crate::schema::{FieldId, KNOWN_EXTRAS};

/// What is known of an appointment's fields.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The last event, and behind it everything else.
    pub(super) text: String,
    /// How long the event is.
    pub(super) event: u32,
    /// Whether no value holds an escape.
    pub(super) verbatim: bool,
    /// What the last event holds.
    pub(super) content: Content,
    pub(super) spans: Spans,
    pub(super) others: Box<[KnownOther]>,
}

/// A member that the field table does not list.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownOther {
    pub(super) pointer: Pointer,
    /// Where its value is in the text.
    pub(super) value: (u32, u32),
}

/// Where a member is in the event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pointer {
    /// It is this known extra.
    Extra(u8),
    /// The pointer is written at this place of the text.
    Text(u32, u32),
}

/// A little room in the text, so that not every longer note needs other memory.
const ROOM: usize = 32;

impl Values {
    /// The values, each as it was sent.
    pub(super) fn side(&self) -> Side<'_> {
        let mut side = Side::new(&self.text, self.event as usize, self.spans);
        if self.verbatim {
            side.set_verbatim();
        }
        if !self.others.is_empty() {
            let others = self.others.iter().map(|other| Other {
                pointer: match other.pointer {
                    Pointer::Extra(index) => extra(index).into(),
                    Pointer::Text(start, end) => self.slice((start, end)).into(),
                },
                raw: self.slice(other.value),
                at: other.value.0,
            });
            side.set_others(others.collect());
        }
        side
    }

    /// A field's value as text: see [`super::text_of`].
    pub(super) fn text_of(&self, id: FieldId) -> Option<Cow<'_, str>> {
        let raw = self.spans.get(id as usize).map(|span| self.slice(*span)).filter(|raw| !raw.is_empty())?;
        super::told_by(raw, value::text(raw))
    }

    /// Takes over what `delivery` says, which holds `content`; what it doesn't say stays as it was.
    pub(super) fn learn(&mut self, delivery: &Side<'_>, content: Content) {
        let (text, event, spans) = delivery.parts();
        let mut spans = *spans;
        // What is known beyond the event, to stand behind it.
        let mut beyond = String::new();
        for (new, known) in spans.iter_mut().zip(self.spans) {
            if new.0 == new.1 && known.0 < known.1 {
                *new = append(&mut beyond, text.len(), self.slice(known));
            }
        }
        if !self.others.is_empty() || !delivery.others().is_empty() {
            let others = learned(self.side().others(), delivery.others(), |pointer, raw| KnownOther {
                pointer: if let Some(index) = KNOWN_EXTRAS.iter().position(|extra| extra.pointer == pointer) {
                    Pointer::Extra(u8::try_from(index).unwrap_or(u8::MAX))
                } else {
                    let (start, end) = append(&mut beyond, text.len(), pointer);
                    Pointer::Text(start, end)
                },
                value: match raw {
                    Told::Sent(other) => (other.at, narrow(other.at as usize + other.raw.len())),
                    Told::Known(raw) => append(&mut beyond, text.len(), raw),
                },
            });
            self.others = others;
        }
        let length = text.len() + beyond.len();
        self.text.clear();
        if self.text.capacity() < length {
            self.text.reserve_exact(length + ROOM);
        }
        self.text.push_str(text);
        self.text.push_str(&beyond);
        self.spans = spans;
        self.event = narrow(event);
        self.content = content;
        self.verbatim = delivery.is_verbatim() && memchr::memchr(b'\\', beyond.as_bytes()).is_none();
    }

    /// Takes over what an event says that followed the last one, and holds `content`: it has the same members.
    pub(super) fn learn_followed(&mut self, delivery: &Side<'_>, content: Content) {
        let (text, event, spans) = delivery.parts();
        let before = self.event;
        let moved = |(start, end): (u32, u32)| {
            let shift = |offset: u32| offset.wrapping_sub(before).wrapping_add(narrow(event));
            (shift(start), shift(end))
        };
        for (known, sent) in self.spans.iter_mut().zip(spans) {
            *known = if known.1 <= before { *sent } else { moved(*known) };
        }
        let mut sent = delivery.others().iter();
        for known in &mut self.others {
            if let Pointer::Text(start, end) = known.pointer {
                let (start, end) = moved((start, end));
                known.pointer = Pointer::Text(start, end);
            }
            if known.value.1 > before {
                known.value = moved(known.value);
            } else if let Some(other) = sent.next() {
                known.value = (other.at, narrow(other.at as usize + other.raw.len()));
            }
        }
        let grows = text.len().saturating_sub(before as usize);
        if self.text.capacity() - self.text.len() < grows {
            self.text.reserve_exact(grows + ROOM);
        }
        if self.text.len() == before as usize {
            self.text.clear();
            self.text.push_str(text);
        } else {
            let beyond = self.text.split_off(before as usize);
            self.text.clear();
            self.text.extend([text, &beyond]);
        }
        self.event = narrow(event);
        self.content = content;
        self.verbatim &= delivery.is_verbatim();
    }

    /// The other members that the last event has, of all that are known, `before`.
    fn sent_before<'o, 't>(&'o self, before: &'o Side<'t>) -> impl Iterator<Item = &'o Other<'t>> {
        let known = before.others().iter().zip(&self.others);
        known.filter(|(_, known)| self.is_in_event(known.value)).map(|(other, _)| other)
    }

    /// The content of `delivery`, of which the fields `differing` differ from what is known, `before`: that of the last
    /// event but for what differs from it.
    pub(super) fn content_of(
        &self,
        delivery: &Side<'_>,
        before: &Side<'_>,
        differing: Differing,
        hasher: &Hasher,
    ) -> Content {
        let mut content = self.content;
        let mut changed = differing;
        // What is known, but not from the last event, may have been sent again.
        if self.text.len() > self.event as usize {
            let is_beyond = |span: &(u32, u32)| span.0 < span.1 && !self.is_in_event(*span);
            self.spans.iter().enumerate().filter(|(_, span)| is_beyond(span)).for_each(|(row, _)| changed.add(row));
        }
        for field in changed.fields() {
            if self.spans.get(field.id as usize).is_some_and(|span| self.is_in_event(*span)) {
                content = content.without(hasher.field(before, field.id));
            }
            content = content.with(hasher.field(delivery, field.id));
        }
        let mut sent_before = self.sent_before(before).peekable();
        for other in delivery.others() {
            while let Some(gone) = sent_before.next_if(|before| before.pointer < other.pointer) {
                content = content.without(hasher.other(before, gone));
            }
            match sent_before.next_if(|before| before.pointer == other.pointer) {
                Some(same) if same.raw == other.raw => (),
                Some(changed) => {
                    content = content.without(hasher.other(before, changed)).with(hasher.other(delivery, other));
                }
                None => content = content.with(hasher.other(delivery, other)),
            }
        }
        sent_before.fold(content, |content, gone| content.without(hasher.other(before, gone)))
    }

    /// Whether a value is part of the last event.
    pub(super) fn is_in_event(&self, (start, end): (u32, u32)) -> bool {
        start < end && end <= self.event
    }

    fn slice(&self, (start, end): (u32, u32)) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// Appends `piece` to `beyond`, which is to stand behind `base` bytes; gives its place there.
fn append(beyond: &mut String, base: usize, piece: &str) -> (u32, u32) {
    let start = base + beyond.len();
    beyond.push_str(piece);
    (narrow(start), narrow(base + beyond.len()))
}

/// The pointer of a known extra.
pub(super) fn extra(index: u8) -> &'static str {
    KNOWN_EXTRAS.get(usize::from(index)).map_or("", |extra| extra.pointer)
}

/// A member's value: as a delivery sent it, or as it is known.
enum Told<'o, 't> {
    Sent(&'o Other<'t>),
    Known(&'o str),
}

/// The other members once `sent` was sent, where `known` was known before; all in the order of their pointers. `keep` is
/// given each one's pointer and value.
fn learned(
    known: &[Other<'_>],
    sent: &[Other<'_>],
    mut keep: impl FnMut(&str, Told<'_, '_>) -> KnownOther,
) -> Box<[KnownOther]> {
    let mut learned = Vec::with_capacity(known.len().max(sent.len()));
    let mut known = known.iter().peekable();
    for other in sent {
        while let Some(before) = known.next_if(|known| known.pointer < other.pointer) {
            learned.push(keep(&before.pointer, Told::Known(before.raw)));
        }
        let before = known.next_if(|known| known.pointer == other.pointer);
        let raw = merged(before.map(|before| before.raw), other.raw);
        learned.push(match &raw {
            Cow::Borrowed(_) => keep(&other.pointer, Told::Sent(other)),
            Cow::Owned(raw) => keep(&other.pointer, Told::Known(raw)),
        });
    }
    for before in known {
        learned.push(keep(&before.pointer, Told::Known(before.raw)));
    }
    learned.into()
}
