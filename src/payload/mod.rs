//! The payloads of a record: the record itself, or what a capture tool's envelope holds.

mod encoding;
mod fields;
mod form;
mod hollow;
mod unwrap;

use std::cell::Cell;
use std::rc::Rc;

use crate::input::{Origin, Outline, Problem, Record};
use crate::json::{Document, EscapeMap, Tape, Value};
use crate::schema::FieldId;
use crate::source::{Position, Span};

pub use encoding::{Encoding, declared_encoding, decode_base64};
pub use fields::Fields;
pub use form::{Form, first_event, has_field_of_appointment, is_template, is_variable, names_appointment, other_event};
pub use hollow::is_hollow;
pub use unwrap::{Unwrap, leads_on, unwrap, unwrap_counting};

/// A payload, wherever it was found, with the way back to its place in the record.
#[derive(Clone, Debug)]
pub struct Payload<'r> {
    /// The record that holds it.
    pub origin: Origin,
    /// Where it is within the record, as an RFC 6901 pointer; `None` where it is the record.
    pub found_at: Option<Rc<str>>,
    text: Held<'r>,
    root: u32,
    /// `None` where its text is the record's.
    layer: Option<Rc<Layer>>,
    /// Whether an envelope around it, or itself, says that it is an event about an appointment.
    is_named: bool,
    /// What the fast path saw of it.
    outline: Option<&'r Outline>,
}

/// A body, or a whole record, that can't be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The record that holds it.
    pub origin: Origin,
    /// Where it is within the record; `None` where it is the record.
    pub found_at: Option<Rc<str>>,
    /// Why.
    pub problem: Problem,
    /// How long the text is that can't be read, in bytes.
    pub length: usize,
    /// `None` where its text is the record's.
    layer: Option<Rc<Layer>>,
}

/// A document's text and tape: the record's own, or those of a string within it.
#[derive(Clone, Debug)]
enum Held<'r> {
    Borrowed(Document<'r>),
    Shared(Rc<(String, Tape)>),
}

/// How the offsets of a text lead to those of the one that holds it, `outer`: `None` is the record's.
#[derive(Debug)]
enum Layer {
    /// It was unescaped from a string.
    Unescaped { outer: Option<Rc<Layer>>, map: EscapeMap },
    /// It was decoded from the string at `span`, in which its parts have no places of their own.
    Decoded {
        outer: Option<Rc<Layer>>,
        span: Span,
        text: Rc<(String, Tape)>,
        /// An offset in `text` the position of which is known: where the next one is counted from, as a rule.
        known: Cell<(usize, Position)>,
    },
}

impl Layer {
    /// The place in the record of what is at `span` of a text in this `layer`.
    fn place(layer: Option<&Self>, span: Span) -> (Span, Option<Position>) {
        match layer {
            None => (span, None),
            Some(Self::Unescaped { outer, map }) => {
                Self::place(outer.as_deref(), Span::new(map.outer(span.start), map.outer(span.end)))
            }
            Some(Self::Decoded { outer, span: whole, text, known }) => {
                let (place, inside) = Self::place(outer.as_deref(), *whole);
                let offset = span.start.min(text.0.len());
                let (from, position) = match known.get() {
                    (from, _) if from > offset => (0, Position::START),
                    known => known,
                };
                let position = position.after(text.0.as_bytes().get(from..offset).unwrap_or_default());
                known.set((offset, position));
                (place, inside.or(Some(position)))
            }
        }
    }
}

impl<'r> Payload<'r> {
    /// The payload that `record` is, where the fast path knows it for an event: nothing has to be looked for.
    pub fn outlined(record: &Record<'r>) -> Option<Self> {
        record.outline?;
        record.content.as_ref().ok().map(|document| Self::whole(record, *document))
    }

    /// The whole of `record`, which holds `document`.
    fn whole(record: &Record<'r>, document: Document<'r>) -> Self {
        Self {
            origin: record.origin.clone(),
            found_at: None,
            text: Held::Borrowed(document),
            root: document.root().index(),
            layer: None,
            is_named: false,
            outline: record.outline,
        }
    }
}

impl Payload<'_> {
    /// The payload's outermost value.
    pub fn value(&self) -> Value<'_> {
        self.document().value(self.root)
    }

    /// The document that it is part of: the record, or the text of a string in it.
    pub fn document(&self) -> Document<'_> {
        match &self.text {
            Held::Borrowed(document) => *document,
            Held::Shared(held) => Document::new(&held.0, &held.1),
        }
    }

    /// Its documented fields.
    pub fn fields(&self) -> Fields<'_> {
        self.outline.map_or_else(|| Fields::read(self.value()), |outline| Fields::outlined(self.value(), outline))
    }

    /// What the fast path saw of it, where that knows it for an event.
    pub fn outline(&self) -> Option<&Outline> {
        self.outline
    }

    /// What kind of thing it is.
    pub fn form(&self) -> Form {
        if self.outline.is_some() {
            return Form::Event;
        }
        match Form::of(self.value()) {
            // An appointment that was fetched has no such name.
            Form::ApiResponse if self.is_named => Form::Flattened,
            form => form,
        }
    }

    /// Where it is, if it is a part of an event that says what it is.
    pub fn named_part(&self) -> Option<&str> {
        let has_name = || self.value().get(FieldId::Type.field().name).is_some();
        self.found_at.as_deref().filter(|found_at| self.is_named && !found_at.is_empty() && !has_name())
    }

    /// Whether it is about an appointment, in whatever form.
    fn is_about_appointment(&self) -> bool {
        let name = || self.value().get(FieldId::Type.field().name).and_then(Value::text);
        match self.form() {
            Form::Event => {
                self.value().get(FieldId::Appointment.field().name).is_some()
                    || name().is_some_and(|name| names_appointment(&name))
            }
            Form::Unknown | Form::NotAnObject => false,
            Form::Workflow | Form::Flattened | Form::Nested(_) | Form::ApiResponse => true,
        }
    }

    /// The place of `span` (of the payload's document) in the record, in bytes; and where the body is encoded, so that
    /// this is only the whole of it, the place within the decoded body.
    #[inline]
    pub fn place(&self, span: Span) -> (Span, Option<Position>) {
        // As nearly always.
        if self.layer.is_none() { (span, None) } else { Layer::place(self.layer.as_deref(), span) }
    }

    /// The payload with a text of its own, to keep while reading goes on.
    pub fn into_owned(self) -> Payload<'static> {
        let (text, root) = match self.text {
            Held::Shared(held) => (Held::Shared(held), self.root),
            Held::Borrowed(document) => {
                let text = document.value(self.root).raw().to_owned();
                let mut parser = crate::json::Parser::default();
                parser.feed(text.as_bytes(), true);
                (Held::Shared(Rc::new((text, parser.take_tape()))), 0)
            }
        };
        Payload {
            origin: self.origin,
            found_at: self.found_at,
            text,
            root,
            layer: self.layer,
            is_named: self.is_named,
            outline: None,
        }
    }
}

impl Unreadable {
    /// The place of `span` (of the text that can't be read) in the record: see [`Payload::place`].
    pub fn place(&self, span: Span) -> (Span, Option<Position>) {
        Layer::place(self.layer.as_deref(), span)
    }
}
