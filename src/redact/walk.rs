//! The way through a record: what is personal is exchanged, token by token, and all between the tokens is copied.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::json::{Document, JsonType, Member, Parser, Step, Value, push_pointer};
use crate::payload::{Encoding, Form, Unwrap, declared_encoding, decode_base64, names_appointment};
use crate::personal::{is_clean, parts};
use crate::schema::FieldId;
use crate::source::Span;
use crate::time::{is_epoch, parse};

use super::plan::{Context, Meaning};
use super::text::Texts;
use super::{Redacted, Redactor, birth, ids, numbers};

/// How deep JSON may stand in strings of JSON; further in, it is text.
const LEVELS: usize = 8;

/// Redacts a document with all that its text holds.
pub(super) fn document(redactor: &Redactor, document: Document<'_>) -> Redacted {
    whole(redactor, document, Context::Outer, 0)
}

/// Redacts a value, without what its document has around it.
pub(super) fn value(redactor: &Redactor, value: Value<'_>) -> Redacted {
    let mut walk = Walk::new(redactor, value.document().text(), 0);
    walk.copied = value.span().start;
    walk.visit(value, At::beginning(Context::Outer));
    walk.finish(value.span().end)
}

fn whole(redactor: &Redactor, document: Document<'_>, context: Context, level: usize) -> Redacted {
    let mut walk = Walk::new(redactor, document.text(), level);
    walk.visit(document.root(), At::beginning(context));
    walk.finish(document.text().len())
}

/// What is known of a value from where it stands.
#[derive(Clone, Copy)]
struct At {
    /// Where its members are, if it has some.
    context: Context,
    meaning: Meaning,
    encoding: Encoding,
    /// Whether it is part of an event, and not of what a capture has around one.
    is_within_event: bool,
}

impl At {
    /// Where a text begins.
    fn beginning(context: Context) -> Self {
        Self { context, meaning: Meaning::Any, encoding: Encoding::Plain, is_within_event: false }
    }
}

/// Whether an object says that it is an event of a sub-account, or about an appointment.
fn is_event(object: Value<'_>) -> bool {
    let value = |id: FieldId| object.get(id.field().name);
    let names_appointment = || value(FieldId::Type).and_then(Value::text).is_some_and(|name| names_appointment(&name));
    [FieldId::LocationId, FieldId::Appointment].iter().any(|id| value(*id).is_some()) || names_appointment()
}

struct Walk<'w> {
    redactor: &'w Redactor,
    text: &'w str,
    out: String,
    /// So much of the text is in `out`, or left out of it.
    copied: usize,
    /// Where the value at hand is in its payload.
    pointer: String,
    level: usize,
    unmoved: u64,
}

impl<'w> Walk<'w> {
    fn new(redactor: &'w Redactor, text: &'w str, level: usize) -> Self {
        let out = String::with_capacity(text.len() + text.len() / 8);
        Self { redactor, text, out, copied: 0, pointer: String::new(), level, unmoved: 0 }
    }

    fn finish(mut self, end: usize) -> Redacted {
        self.cut(end..end);
        Redacted { text: self.out, unmoved: self.unmoved }
    }

    /// Copies up to a range, and leaves that out.
    fn cut(&mut self, range: Range<usize>) {
        self.out.push_str(self.text.get(self.copied..range.start).unwrap_or_default());
        self.copied = range.end;
    }

    /// Exchanges a string token for another text.
    fn exchange(&mut self, span: Span, text: &str) {
        self.cut(span.range());
        // Only what JSON itself demands is escaped here: JSON in a string has to stay what it was.
        self.out.push_str(&serde_json::to_string(text).unwrap_or_default());
    }

    fn visit(&mut self, value: Value<'_>, at: At) {
        if self.redactor.keep.iter().any(|field| field.covers(&self.pointer)) {
            return;
        }
        match value.json_type() {
            JsonType::Object => self.object(value, at),
            JsonType::Array => {
                for (index, item) in value.items().enumerate() {
                    let length = self.pointer.len();
                    push_pointer(&mut self.pointer, &index.to_string());
                    self.visit(item, at);
                    self.pointer.truncate(length);
                }
            }
            JsonType::String => {
                let text = value.text().unwrap_or_default();
                if let Some(other) = self.string(&text, at).filter(|other| *other != text) {
                    self.exchange(value.span(), &other);
                }
            }
            JsonType::Number => {
                let raw = value.raw();
                let is_time = at.meaning == Meaning::Time && is_epoch(raw);
                let other = if is_time { self.moved(raw) } else { numbers::replace(&self.redactor.key, raw) };
                if let Some(other) = other {
                    self.cut(value.span().range());
                    self.out.push_str(&other);
                }
            }
            JsonType::Boolean | JsonType::Null => (),
        }
    }

    fn object(&mut self, object: Value<'_>, at: At) {
        // Fields are named by where they are in a payload, wherever a capture has that.
        let is_payload = at.context == Context::Outer && Form::of(object) != Form::Unknown;
        let outside = is_payload.then(|| std::mem::take(&mut self.pointer));
        let encoding = declared_encoding(object);
        let is_event = is_event(object);
        let mut members = object.members().peekable();
        let mut kept = None;
        while let Some(member) = members.next() {
            let length = self.pointer.len();
            let name = member.name();
            push_pointer(&mut self.pointer, &name);
            if self.redactor.drop.iter().any(|field| field.covers(&self.pointer)) {
                let end = member.value.span().end;
                let next = members.peek().map_or(end, |next| next.key.span().start);
                // A comma goes with it: the one before, or that after the first.
                self.cut(kept.map_or(member.key.span().start..next, |kept| kept..end));
            } else {
                let context = match (at.context, &*name) {
                    (Context::Outer, name) if name == FieldId::Appointment.field().name => Context::Appointment,
                    (Context::Outer, name) if name != "contact" => Context::Outer,
                    _ => Context::Inner,
                };
                self.key(member, &name);
                // Within an event, only its own type and source are words of the format.
                let is_elses = at.is_within_event && !is_event && at.context == Context::Outer;
                let is_elses = is_elses && ["type", "source"].contains(&&*name);
                let meaning = Meaning::of(&name, if is_elses { Context::Inner } else { at.context });
                let is_within_event = at.is_within_event || is_event;
                self.visit(member.value, At { context, meaning, encoding, is_within_event });
                kept = Some(member.value.span().end);
            }
            self.pointer.truncate(length);
        }
        if let Some(outside) = outside {
            self.pointer = outside;
        }
    }

    /// Keys are structure, unless somebody is named by one.
    fn key(&mut self, member: Member<'_>, name: &str) {
        let Redactor { key, times, .. } = self.redactor;
        if ids::is_id(name) {
            self.exchange(member.key.span(), &ids::replace(key, name, *times));
        } else if !is_clean(name, false) {
            let texts = Texts { key, times: *times };
            self.exchange(member.key.span(), &texts.replace(name, false));
        }
    }

    /// A time moved as far as all are; `None` where it stays, which is counted if it should have been moved.
    fn moved(&mut self, time: &str) -> Option<String> {
        let times = self.redactor.times;
        if times.is_nothing() {
            return None;
        }
        let moved = times.text(time).or_else(|| times.epoch(time));
        self.unmoved += u64::from(moved.is_none());
        moved
    }

    /// What stands for a string; `None` where it stays.
    fn string(&mut self, text: &str, at: At) -> Option<String> {
        let Redactor { key, times, .. } = self.redactor;
        let trimmed = text.trim();
        let within_blanks = |other: &str| text.replacen(trimmed, other, 1);
        let is_time = at.meaning != Meaning::Birth && parse(trimmed).is_some();
        if is_time || at.meaning == Meaning::Time && is_epoch(trimmed) {
            return self.moved(trimmed).map(|moved| within_blanks(&moved));
        }
        if at.meaning.keeps(text) {
            if at.meaning == Meaning::Time && trimmed.bytes().any(|byte| byte.is_ascii_digit()) {
                // A date without a clock, or one in words, which stays and is counted.
                self.moved(trimmed);
            }
            return (at.meaning == Meaning::Recurrence).then(|| self.recurrence(text));
        }
        if at.meaning == Meaning::Birth
            && let Some(other) = birth::replace(key, trimmed)
        {
            return Some(within_blanks(&other));
        }
        if let Some(inside) = self.inside(text, at) {
            return Some(inside);
        }
        let may_be_id = || at.meaning == Meaning::Id && ids::may_be_id(trimmed) && parts(trimmed, false).is_empty();
        if ids::is_id(trimmed) || may_be_id() {
            return Some(within_blanks(&ids::replace(key, trimmed, *times)));
        }
        let other = Texts { key, times: *times }.replace(text, at.meaning == Meaning::Phone);
        // What makes an event's name one of an appointment is no secret, and decides what the payload is taken for.
        let loses_its_sense = at.meaning == Meaning::EventName && names_appointment(text) && !names_appointment(&other);
        Some(if loses_its_sense { format!("appointment {other}") } else { other })
    }

    /// A recurrence rule, its times moved.
    fn recurrence(&mut self, text: &str) -> String {
        let pieces = text.split_inclusive([':', ';', '=', ',', '\n']);
        let move_piece = |piece: &str| {
            let word = piece.trim_end_matches([':', ';', '=', ',', '\n', '\r']);
            let tail = piece.get(word.len()..).unwrap_or_default();
            self.redactor.times.text(word).map_or_else(|| piece.to_owned(), |moved| moved + tail)
        };
        pieces.map(move_piece).collect()
    }

    /// A string that holds JSON, redacted within.
    fn inside(&mut self, text: &str, at: At) -> Option<String> {
        if self.redactor.unwrap == Unwrap::No || self.level >= LEVELS {
            return None;
        }
        if at.encoding == Encoding::Base64
            && let Some(inside) = decode_base64(text).and_then(|decoded| self.json(&decoded, at.context))
        {
            let is_padded = text.contains('=') || text.trim().len().is_multiple_of(4);
            let engine = match (text.contains(['-', '_']), is_padded) {
                (false, true) => STANDARD,
                (false, false) => STANDARD_NO_PAD,
                (true, true) => URL_SAFE,
                (true, false) => URL_SAFE_NO_PAD,
            };
            return Some(engine.encode(inside));
        }
        self.json(text, at.context)
    }

    fn json(&mut self, text: &str, context: Context) -> Option<String> {
        if !text.trim_start().starts_with(['{', '[', '"']) {
            return None;
        }
        let mut parser = Parser::default();
        let Step::Complete(end) = parser.feed(text.as_bytes(), true) else { return None };
        if parser.too_deep().is_some() || !text.get(end..).unwrap_or_default().trim().is_empty() {
            return None;
        }
        let inside = whole(self.redactor, Document::new(text, parser.tape()), context, self.level + 1);
        self.unmoved += inside.unmoved;
        Some(inside.text)
    }
}
