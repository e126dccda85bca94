//! Finding payloads in captures: under the keys that capture tools use, in JSON strings, in base64.

use std::cell::Cell;
use std::rc::Rc;

use crate::input::{Problem, Record};
use crate::json::{Document, JsonType, Parser, Step, Tape, Value, decode, decode_mapped, push_pointer};
use crate::source::{Position, Span};
use crate::suggest::fold;

use super::encoding::{Encoded, Encoding, declared_encoding};
use super::form::{first_event, is_called_appointment, is_called_event, is_foreign_event};
use super::{Form, Held, Layer, Payload, Unreadable, names_appointment};

/// How many envelopes may stand in one another.
const LEVELS: usize = 4;

/// Keys under which capture tools keep a body (folded: no case, no `_` or `-`); each counts as an envelope.
pub(super) const BODY_KEYS: [&str; 24] = [
    "body",
    "rawbody",
    "bodyraw",
    "bodytext",
    "requestbody",
    "data",
    "content",
    "payload",
    "rawpayload",
    "webhookpayload",
    "rawjson",
    "json",
    "jsonbody",
    "raw",
    "text",
    "message",
    "value",
    "detail",
    "webhook",
    "hook",
    "webhookbody",
    "eventdata",
    "eventpayload",
    "rawdata",
];

/// Keys that lead to where bodies are.
const PATH_KEYS: [&str; 21] = [
    "records",
    "messages",
    "event",
    "events",
    "request",
    "requests",
    "postdata",
    "log",
    "entries",
    "items",
    "results",
    "rows",
    "deliveries",
    "record",
    "webhooks",
    "attempts",
    "sns",
    "trigger",
    "steps",
    "models",
    "logevents",
];

/// Keys that only an HTTP capture has: what stands beside them is an envelope, whatever its `type` says.
pub(super) const HTTP_KEYS: [&str; 8] =
    ["headers", "method", "requestcontext", "messageid", "receipthandle", "mimetype", "isbase64encoded", "useragent"];

/// Whether captures keep bodies under this key, or what leads to them.
pub fn leads_on(key: &str) -> bool {
    let folded = &*fold(key);
    BODY_KEYS.contains(&folded) || PATH_KEYS.contains(&folded)
}

/// The byte order mark, which may stand before a body as it may before a file.
const MARK: char = '\u{feff}';

/// Whether to look into captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwrap {
    /// Look into them.
    Yes,
    /// Take every record as it is.
    No,
}

/// The payloads of `record`, in the order of the text: those within a capture, or else the record itself.
pub fn unwrap<'r>(record: &Record<'r>, mode: Unwrap) -> Vec<Result<Payload<'r>, Unreadable>> {
    unwrap_counting(record, mode).0
}

/// The same, and how many bodies were captured beside them that hold no payload and are passed over.
pub fn unwrap_counting<'r>(record: &Record<'r>, mode: Unwrap) -> (Vec<Result<Payload<'r>, Unreadable>>, u64) {
    let document = match &record.content {
        Ok(document) => *document,
        Err(problem) => {
            let unreadable = Unreadable {
                origin: record.origin.clone(),
                found_at: None,
                problem: problem.clone(),
                length: record.bytes.len(),
                layer: None,
            };
            return (vec![Err(unreadable)], 0);
        }
    };
    // Most records are payloads: nothing to look for.
    let has_appointment =
        || document.root().get("appointment").is_some_and(|value| value.json_type() == JsonType::Object);
    let is_plain = record.outline.is_some() || has_appointment();
    if mode == Unwrap::Yes && !is_plain {
        let mut search = Search { record, path: String::new(), is_named: false, found: Vec::new() };
        let whole = Body { text: Held::Borrowed(document), layer: None };
        let best = search.visit(&whole, document.root(), LEVELS, Encoding::Plain);
        if best > Grade::None {
            let all = search.found.len();
            let found = search.found.into_iter().filter(|(grade, _)| *grade == best || *grade == Grade::Broken);
            let found: Vec<_> = found.map(|(_, found)| found).collect();
            let passed_over = (all - found.len()) as u64;
            return (found, passed_over);
        }
    }
    (vec![Ok(Payload::whole(record, document))], 0)
}

/// How sure it is that what was found is a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Nothing was found.
    None,
    /// An object in a JSON string, of no known form.
    Weak,
    /// A string that begins like JSON and is broken, or an object with an event where nothing looks for it.
    Broken,
    /// Something of a known form.
    Sure,
}

/// A text in which is searched.
struct Body<'r> {
    text: Held<'r>,
    /// `None` where it is the record's.
    layer: Option<Rc<Layer>>,
}

struct Search<'s, 'r> {
    record: &'s Record<'r>,
    path: String,
    /// Whether an envelope around says that what it holds is an event about an appointment.
    is_named: bool,
    found: Vec<(Grade, Result<Payload<'r>, Unreadable>)>,
}

impl<'r> Search<'_, 'r> {
    /// Searches `value`, a part of `body`; gives the best grade found.
    fn visit(&mut self, body: &Body<'r>, value: Value<'_>, levels: usize, encoding: Encoding) -> Grade {
        match value.json_type() {
            JsonType::Object => self.visit_object(body, value, levels),
            JsonType::Array => {
                let mut best = Grade::None;
                for (index, item) in value.items().enumerate() {
                    best =
                        best.max(self.descend(&index.to_string(), |search| search.visit(body, item, levels, encoding)));
                }
                best
            }
            JsonType::String => self.visit_string(body, value, levels, encoding),
            _ => Grade::None,
        }
    }

    /// Does `visit` with `token` at the end of the path.
    fn descend(&mut self, token: &str, visit: impl FnOnce(&mut Self) -> Grade) -> Grade {
        let length = self.path.len();
        push_pointer(&mut self.path, token);
        let grade = visit(self);
        self.path.truncate(length);
        grade
    }

    fn visit_object(&mut self, body: &Body<'r>, object: Value<'_>, levels: usize) -> Grade {
        let name = |key: &&str| object.get(key).and_then(Value::text);
        let is_named = ["type", "event"].iter().filter_map(name).any(|name| names_appointment(&name));
        let was_named = self.is_named;
        self.is_named |= is_named;
        let grade = self.visit_named(body, object, levels);
        self.is_named = was_named;
        grade
    }

    fn visit_named(&mut self, body: &Body<'r>, object: Value<'_>, levels: usize) -> Grade {
        let form = Form::of(object);
        let has_appointment = object.get("appointment").is_some();
        let is_list = form == Form::ApiResponse && object.get("events").is_some();
        if has_appointment
            || is_foreign_event(object)
            || !is_list && matches!(form, Form::Workflow | Form::ApiResponse | Form::Nested(_))
        {
            return self.keep(body, object, Grade::Sure);
        }
        let before = self.found.len();
        // What stands under other keys is pointed at, also where there are payloads beside it.
        let mut unknown = object.members().filter(|member| !leads_on(&member.name()));
        if form == Form::Unknown && unknown.any(|member| first_event(member.value, true).is_some()) {
            self.keep(body, object, Grade::Broken);
        }
        let mut best = Grade::None;
        let mut is_http = false;
        let mut content = None;
        let encoding = declared_encoding(object);
        for member in object.members() {
            let name = member.name();
            let folded = &*fold(&name);
            is_http |= HTTP_KEYS.contains(&folded);
            let inner = if BODY_KEYS.contains(&folded) {
                content = content.or(Some(member));
                levels.checked_sub(1)
            } else {
                PATH_KEYS.contains(&folded).then_some(levels)
            };
            if let Some(levels) = inner {
                best = best.max(self.descend(&name, |search| search.visit(body, member.value, levels, encoding)));
            }
        }
        // Events that were logged look like a list of appointments, until one looks into them.
        let is_event = |found: &Result<Payload<'_>, _>| !found.as_ref().is_ok_and(|found| found.form() != Form::Event);
        if is_list && !self.found.iter().skip(before).any(|(_, found)| is_event(found)) {
            best = Grade::None;
        }
        // An event about something else holds lists of its own; only an event of a sub-account in one makes it an envelope.
        let is_delivery = |(_, found): &(Grade, Result<Payload<'_>, Unreadable>)| match found {
            Ok(found) => found.is_about_appointment() || is_foreign_event(found.value()),
            Err(_) => true,
        };
        if !is_http && is_called_event(object) && !self.found.iter().skip(before).any(is_delivery) {
            best = Grade::None;
        }
        let is_known = is_list && best == Grade::None || matches!(form, Form::Event | Form::Flattened);
        if best < Grade::Sure && is_known && !is_http {
            self.found.truncate(before);
            return self.keep(body, object, Grade::Sure);
        }
        // A request that was captured is judged by its body, even by one that nothing can be found in. Some tools give
        // requests a `type`, which makes them no events.
        let is_typed = || form == Form::Event && !is_called_appointment(object);
        if let Some(member) = content
            && is_http
            && (!is_known || is_typed())
            && best == Grade::None
        {
            return self.descend(&member.name(), |search| search.keep(body, member.value, Grade::Weak));
        }
        best
    }

    fn keep(&mut self, body: &Body<'r>, value: Value<'_>, grade: Grade) -> Grade {
        self.found.push((
            grade,
            Ok(Payload {
                origin: self.record.origin.clone(),
                found_at: self.found_at(body),
                text: body.text.clone(),
                root: value.index(),
                layer: body.layer.clone(),
                is_named: self.is_named,
                outline: None,
            }),
        ));
        grade
    }

    /// The path as a pointer; a record that is one JSON string has the empty one.
    fn found_at(&self, body: &Body<'_>) -> Option<Rc<str>> {
        let is_record = self.path.is_empty() && body.layer.is_none();
        (!is_record).then(|| Rc::from(self.path.as_str()))
    }

    fn visit_string(&mut self, body: &Body<'r>, string: Value<'_>, levels: usize, encoding: Encoding) -> Grade {
        let raw = string.raw_text().unwrap_or_default();
        let start = string.span().start + 1;
        let looks_like_json = |text: &str| text.trim_start().starts_with(['{', '[', '"']);
        if encoding == Encoding::Base64
            && let Some(Encoded { text, not_utf8, .. }) = Encoded::decode(&string.text().unwrap_or_default())
        {
            let problem = not_utf8.map(Problem::Utf8);
            return self.visit_text(body, (text, problem), levels, |text| Layer::Decoded {
                outer: body.layer.clone(),
                span: string.span(),
                text,
                known: Cell::new((0, Position::START)),
            });
        }
        // Cheap look first: a body begins with a bracket, or, encoded once more, with an escaped quote.
        let begins = raw.trim_start().trim_start_matches(['\\', 'n', 'r', 't', ' ', MARK]);
        let begins_like_json = begins.starts_with(['{', '[', '"']) || raw.starts_with("\\u");
        let may_be_logged = || memchr::memmem::find(raw.as_bytes(), br#"\"appointment\""#).is_some();
        if !begins_like_json && !may_be_logged() {
            return Grade::None;
        }
        let (mut text, map) = decode_mapped(raw, start);
        if text.starts_with(MARK) {
            // As many blanks, so that offsets stay.
            text.replace_range(..MARK.len_utf8(), "   ");
        }
        let problem = if looks_like_json(&text) {
            None
        } else {
            let Some(before) = logged(&text) else { return Grade::None };
            Some(Problem::Prefix(before))
        };
        self.visit_text(body, (text, problem), levels, |_| Layer::Unescaped { outer: body.layer.clone(), map })
    }

    /// Searches a body that stood in a string; there may be a problem with it that was found before.
    fn visit_text(
        &mut self,
        body: &Body<'r>,
        (text, problem): (String, Option<Problem>),
        levels: usize,
        layer: impl FnOnce(Rc<(String, Tape)>) -> Layer,
    ) -> Grade {
        let mut parser = Parser::default();
        let step = parser.feed(text.as_bytes(), true);
        let is_object = text.trim_start().starts_with('{');
        let length = text.len();
        let problem = problem.or_else(|| match (step, parser.too_deep()) {
            (_, Some(span)) => Some(Problem::TooDeep(span)),
            (Step::Complete(end), None) => match text.get(end..).map(|rest| rest.trim_matches([' ', '\t', '\n', '\r']))
            {
                Some("") | None => None,
                Some(_) => {
                    Some(Problem::Syntax(Box::new(crate::json::SyntaxError::after_document(text.as_bytes(), end))))
                }
            },
            (Step::Broken(error), None) => Some(Problem::Syntax(error)),
            (Step::Incomplete, None) => None,
        });
        let held = Rc::new((text, parser.take_tape()));
        let inner = Body { layer: Some(Rc::new(layer(Rc::clone(&held)))), text: Held::Shared(Rc::clone(&held)) };
        if let Some(problem) = problem {
            if !matches!(problem, Problem::Prefix(_)) && !begins_as_body(&held.0, false, levels) {
                return Grade::None;
            }
            self.found.push((
                Grade::Broken,
                Err(Unreadable {
                    origin: self.record.origin.clone(),
                    found_at: self.found_at(&inner).or_else(|| self.found_at(body)),
                    problem,
                    length,
                    layer: inner.layer.clone(),
                }),
            ));
            return Grade::Broken;
        }
        let root = Document::new(&held.0, &held.1).root();
        let grade = match levels.checked_sub(usize::from(matches!(root.json_type(), JsonType::String))) {
            Some(levels) => self.visit(&inner, root, levels, Encoding::Plain),
            None => Grade::None,
        };
        if grade == Grade::None && is_object {
            return self.keep(&inner, root, Grade::Weak);
        }
        grade
    }
}

/// What stands before an event about an appointment in a body that is a line of a log.
fn logged(text: &str) -> Option<Span> {
    /// Few brackets belong to what stands before.
    const BRACKETS: usize = 8;
    let holds_event = |at: &usize| {
        let document = text.get(*at..).unwrap_or_default();
        let mut parser = Parser::default();
        matches!(parser.feed(document.as_bytes(), true), Step::Complete(_))
            && first_event(Document::new(document, parser.tape()).root(), true).is_some()
    };
    let at = memchr::memchr_iter(b'{', text.as_bytes()).take(BRACKETS).find(holds_event)?;
    Some(Span::new(0, at))
}

/// Whether `text`, which is no JSON, begins as a body does, so that it is a broken one: with an object, with an array of objects, or
/// with either of them encoded as a string. Plain text may begin with a bracket or a quote as well: `[INFO] …`, `"{name}" is …`.
fn begins_as_body(text: &str, is_encoded: bool, levels: usize) -> bool {
    let inside = text.trim_start_matches(|character: char| character == '[' || character.is_whitespace());
    if let Some(object) = inside.strip_prefix('{') {
        let key = object.trim_start();
        return !is_encoded || key.is_empty() || key.starts_with('"');
    }
    let string = levels.checked_sub(1).zip(inside.strip_prefix('"'));
    string.is_some_and(|(levels, string)| begins_as_body(&decode(string), true, levels))
}
