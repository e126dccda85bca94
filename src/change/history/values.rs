//! The last values of an appointment, in a text as it would be sent: an event, and behind it what is known beyond that.
//!
//! Values with memory of their own would cost more than most of them are long. And the next event is nearly the same
//! text: [`super::follow`]. Of one that is, only the values that differ are written into the last one; what it didn't say stays
//! where it was, for keys that went will come back.

use std::borrow::Cow;

use super::super::side::{plain_text, text};
use super::super::{Other, Side, Spans};
use super::content::{Content, Hasher};
use super::follow::Followed;
use super::memory::{Memory, Piece};
use super::merge::{MOST_KEPT, merged};
use super::places::{Order, Places};
use crate::schema::{FieldId, Rows};
use crate::source::{ShortSpan, narrow};

/// What is known of an appointment's fields.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// An event that says what the last one said, and perhaps more; behind it everything else.
    pub(super) text: Piece,
    /// How long that event is.
    pub(super) event: u32,
    /// The known keys the values of which may hold escapes.
    pub(super) escaped: Rows,
    /// Whether all keys of the event are known, and none stands twice.
    pub(super) regular: bool,
    /// Whether something that the event says is known beyond it too, with what earlier events said.
    pub(super) merged: bool,
    /// Whether start and end are from different deliveries: what they make together, none of them had.
    pub(super) parted: bool,
    /// What the last event holds.
    pub(super) content: Content,
    pub(super) places: Places,
    /// The values in the event, in the order of its text.
    pub(super) order: Order,
    /// The known keys of which the last event said nothing, or not all that is known.
    pub(super) beyond: Rows,
    pub(super) unknown: Box<[Unknown]>,
}

/// A member the key of which is not known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown {
    /// Where its pointer is written in the text, beyond the event.
    pub(super) pointer: ShortSpan,
    /// Where its value is in the text.
    pub(super) value: ShortSpan,
}

impl Values {
    /// The values, each as it was sent.
    pub(super) fn side<'m>(&self, memory: &'m Memory) -> Side<'m> {
        let mut side = Side::default();
        self.put(memory, &mut side);
        side
    }

    /// The same, put into a side that says nothing yet: faster than to move one.
    #[inline]
    pub(super) fn put<'m>(&self, memory: &'m Memory, side: &mut Side<'m>) {
        side.set_known(memory.get(&self.text), self.event as usize, self.beyond);
        side.set_parted(self.parted);
        self.places.write(side.spans_mut());
        side.set_escaped(self.escaped);
        if !self.unknown.is_empty() {
            let unknown = self.unknown.iter().map(|unknown| Other {
                pointer: text(self.raw(unknown.pointer, memory)).into(),
                raw: text(self.raw(unknown.value, memory)),
                at: unknown.value.start,
            });
            side.set_unknown(unknown.collect());
        }
    }

    /// A field's value as text, in bytes: see [`super::text_of`].
    pub(super) fn text_of<'m>(&self, id: FieldId, memory: &'m Memory) -> Option<Cow<'m, [u8]>> {
        let raw = self.span(id as usize).map(|span| self.raw(span, memory)).filter(|raw| !raw.is_empty())?;
        super::text_by(raw, plain_text(raw, !self.escaped.holds(id as usize)))
    }

    /// Reads where the event's name and the status are, without a use for it: see [`super::known::Known::touch`].
    pub(super) fn touch_told(&self, memory: &Memory) -> u8 {
        let spans = [FieldId::Type, FieldId::Status].map(|id| self.span(id as usize));
        let text = memory.get(&self.text);
        spans.iter().flatten().filter_map(|span| text.get(span.start as usize)).fold(0, |sum, byte| sum ^ byte)
    }

    /// Takes over what `delivery` says, which holds `content`; what it doesn't say stays as it was.
    pub(super) fn learn(&mut self, delivery: &Side<'_>, content: Content, memory: &mut Memory) {
        let (text, event, spans) = delivery.parts();
        let mut spans = *spans;
        let sent = set(&spans);
        let is_first = memory.get(&self.text).is_empty();
        let known = if is_first { Rows::default() } else { set(&self.places.spans()) };
        // What is known beyond the event, to stand behind it.
        let mut beyond = Vec::new();
        for row in known.difference(sent).rows() {
            let (Some(known), Some(place)) = (self.span(row), spans.get_mut(row)) else { continue };
            *place = append(&mut beyond, text.len(), self.raw(known, memory));
        }
        let merged = self.merge(text, known.intersection(sent), &mut spans, &mut beyond, memory);
        let escaped = delivery.escaped().intersection(sent).union(merged);
        self.escaped = self.escaped.difference(sent).union(escaped);
        let mut is_merged = !merged.is_empty();
        if !self.unknown.is_empty() || !delivery.unknown().is_empty() {
            let unknown = learned(self.side(memory).unknown(), delivery.unknown(), |pointer, raw| Unknown {
                pointer: append(&mut beyond, text.len(), pointer.as_bytes()),
                value: match raw {
                    Told::Sent(other) => ShortSpan::new(other.at as usize, other.at as usize + other.raw.len()),
                    Told::Known(raw) => append(&mut beyond, text.len(), raw.as_bytes()),
                    Told::Merged(raw) => {
                        is_merged = true;
                        append(&mut beyond, text.len(), raw.as_bytes())
                    }
                },
            });
            self.unknown = unknown;
        }
        let is_other = |row: usize| self.span(row).map(|span| self.raw(span, memory)) != delivery.raw_row(row);
        self.parted = self.parts(known.difference(sent), || sent.intersection(Rows::ENDS).rows().any(is_other));
        memory.set(&mut self.text, [text, &beyond]);
        self.event = narrow(event);
        self.beyond = known.difference(sent).union(merged).union(delivery.beyond());
        self.order = Order::of(sent.difference(self.beyond), &spans);
        self.places = Places::of(&spans);
        self.content = content;
        self.merged = is_merged;
        self.regular = delivery.is_regular();
    }

    /// Appends to `beyond` what is known of those extras among `said` of which the `event`, with its values at `spans`,
    /// doesn't say all, and sets their places to there. Gives their rows.
    fn merge(&self, event: &[u8], said: Rows, spans: &mut Spans, beyond: &mut Vec<u8>, memory: &Memory) -> Rows {
        let mut rows = Rows::default();
        for (row, _) in said.extras() {
            let (Some(known), Some(place)) = (self.span(row), spans.get_mut(row)) else { continue };
            if let Some(raw) = merged(self.raw(known, memory), event.get(place.range()).unwrap_or_default()) {
                *place = append(beyond, event.len(), raw.as_bytes());
                rows.add(row);
            }
        }
        rows
    }

    /// Takes over what an event says that was followed, and holds `content`.
    pub(super) fn learn_followed(
        &mut self,
        delivery: &Side<'_>,
        followed: &Followed,
        content: Content,
        memory: &mut Memory,
    ) {
        match followed.rewritten {
            Some(rewritten) => {
                self.parted = self.parts(followed.unsaid, || !rewritten.intersection(Rows::ENDS).is_empty());
                self.rewrite(delivery, rewritten, memory);
                self.beyond = followed.unsaid;
                self.content = content;
                self.escaped = delivery.escaped();
            }
            None => self.learn(delivery, content, memory),
        }
    }

    /// Whether start and end are from different deliveries behind an event that didn't say what is `unsaid`; `is_another` asks whether
    /// it said another start or end.
    fn parts(&self, unsaid: Rows, is_another: impl FnOnce() -> bool) -> bool {
        !unsaid.intersection(Rows::ENDS).is_empty() && (self.parted || is_another())
    }

    /// Writes the values of these known keys into the text, in the place of those that it has.
    fn rewrite(&mut self, delivery: &Side<'_>, rows: Rows, memory: &mut Memory) {
        let (event, _, spans) = delivery.parts();
        let sent = |row: usize| spans.get(row).and_then(|span| event.get(span.range())).unwrap_or_default();
        // Most are as long as they were.
        let mut resized = Rows::default();
        let text = memory.get_mut(&self.text);
        for row in rows.rows() {
            let (known, sent) = (self.span(row).unwrap_or_default(), sent(row));
            match text.get_mut(known.range()) {
                Some(known) if known.len() == sent.len() => known.copy_from_slice(sent),
                _ => resized.add(row),
            }
        }
        for row in resized.rows() {
            let (known, sent) = (self.span(row).unwrap_or_default(), sent(row));
            memory.replace(&mut self.text, known.range(), sent);
            let growth = narrow(known.start as usize + sent.len()).wrapping_sub(known.end);
            self.event = self.event.wrapping_add(growth);
            self.places.shift(known.end, growth, memory.get(&self.text).len());
            let unknown = self.unknown.iter_mut().flat_map(|unknown| [&mut unknown.pointer, &mut unknown.value]);
            for span in unknown.filter(|span| span.start >= known.end) {
                span.shift(growth);
            }
        }
    }

    /// Whether the content of `delivery`, which was `followed`, or of what follows it, can't be had from that of the last event.
    pub(super) fn needs_whole_content(&self, delivery: &Side<'_>, followed: &Followed) -> bool {
        let is_known = |row| self.span(row).is_some_and(|span| !span.is_empty());
        let is_object = |row| delivery.raw_row(row).is_some_and(|raw| raw.starts_with(b"{"));
        // An object may have to be merged with what is known of it: then the last event's own is not there any more.
        let may_be_merged = || followed.said().extras().any(|(row, _)| is_known(row) && is_object(row));
        !self.leads_to_content_of(delivery, followed) || may_be_merged()
    }

    /// Whether the content of `delivery` can be had from that of the last event.
    fn leads_to_content_of(&self, delivery: &Side<'_>, followed: &Followed) -> bool {
        let has_none = || self.unknown.is_empty() && delivery.unknown().is_empty();
        !self.merged && delivery.beyond().is_empty() && (followed.same_unknown || has_none())
    }

    /// The content of `delivery`, which was `followed`: that of the last event, which is among what is known `before`, but for the keys
    /// that have changed.
    pub(super) fn content_of(
        &self,
        delivery: &Side<'_>,
        before: &Side<'_>,
        followed: &Followed,
        hasher: &Hasher,
    ) -> Content {
        if !self.leads_to_content_of(delivery, followed) {
            return hasher.content(delivery);
        }
        let mut content = self.content;
        for row in followed.changed.rows() {
            content = content.xor(hasher.row(before, row)).xor(hasher.row(delivery, row));
        }
        content
    }

    /// Where the value of the known key in this row is.
    pub(super) fn span(&self, row: usize) -> Option<ShortSpan> {
        self.places.get(row)
    }

    /// Whether a value is part of the event, where the last one may have said it.
    pub(super) fn is_in_event(&self, span: ShortSpan) -> bool {
        !span.is_empty() && span.end <= self.event
    }

    fn raw<'m>(&self, span: ShortSpan, memory: &'m Memory) -> &'m [u8] {
        memory.get(&self.text).get(span.range()).unwrap_or_default()
    }
}

/// The known keys that have a value among `spans`.
fn set(spans: &Spans) -> Rows {
    let mut rows = Rows::default();
    for (row, span) in spans.iter().enumerate() {
        if !span.is_empty() {
            rows.add(row);
        }
    }
    rows
}

/// Appends `piece` to `beyond`, which is to stand behind `base` bytes; gives its place there.
fn append(beyond: &mut Vec<u8>, base: usize, piece: &[u8]) -> ShortSpan {
    let start = base + beyond.len();
    if beyond.capacity() == 0 {
        // Seldom more than a few values: memory is asked for once.
        beyond.reserve(256.max(piece.len()));
    }
    beyond.extend_from_slice(piece);
    ShortSpan::new(start, base + beyond.len())
}

/// A member's value: as a delivery sent it, as it is known, or both.
enum Told<'o, 't> {
    Sent(&'o Other<'t>),
    Known(&'o str),
    Merged(&'o str),
}

/// The members of unknown keys once `sent` was sent, where `known` was known before; all in the order of their pointers. `keep` is
/// given each one's pointer and value.
fn learned(
    known: &[Other<'_>],
    sent: &[Other<'_>],
    mut keep: impl FnMut(&str, Told<'_, '_>) -> Unknown,
) -> Box<[Unknown]> {
    let mut learned = Vec::with_capacity(known.len().max(sent.len()));
    let mut known = known.iter().peekable();
    // How many are known beyond what was sent.
    let mut beyond = 0;
    for other in sent {
        while let Some(before) = known.next_if(|known| known.pointer < other.pointer) {
            if beyond < MOST_KEPT {
                learned.push(keep(&before.pointer, Told::Known(before.raw)));
            }
            beyond += 1;
        }
        let before = known.next_if(|known| known.pointer == other.pointer);
        let merged = before.and_then(|before| merged(before.raw.as_bytes(), other.raw.as_bytes()));
        learned.push(match &merged {
            None => keep(&other.pointer, Told::Sent(other)),
            Some(raw) => keep(&other.pointer, Told::Merged(raw)),
        });
    }
    let rest = known.take(MOST_KEPT.saturating_sub(beyond));
    learned.extend(rest.map(|before| keep(&before.pointer, Told::Known(before.raw))));
    learned.into()
}
