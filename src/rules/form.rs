//! What the payload is: an appointment event that was asked for, or something that people take for one.

use crate::finding::{Finding, Rule, Severity};
use crate::json::{HTML_FORM, JsonType, Pointers, Value, is_html_form, push_pointer};
use crate::payload::{Form, Payload, first_event, has_field_of_appointment, is_template, is_variable};
use crate::schema::FieldId;
use crate::source::Span;
use crate::untrusted::{clip, escape};

use super::{Inspection, event};

pub(super) static NOT_AN_OBJECT: Rule = Rule {
    id: "not-an-object",
    severity: Severity::Error,
    summary: "the record is a number, a string, null or the like",
    why: "An event is a JSON object. A bare value usually comes from a filter that took too much away.",
    example: r#""AppointmentUpdate""#,
    instead: "Keep the whole body of the request.",
};

pub(super) static WORKFLOW_PAYLOAD: Rule = Rule {
    id: "workflow-payload",
    severity: Severity::Error,
    summary: "this is the payload of a workflow's custom webhook, not an app webhook",
    why: "Workflow webhooks have another form: the appointment's id is calendar.appointmentId (calendar.id is the \
          calendar's), its status is calendar.appoinmentStatus (spelt so), and its times have no offset; their zone is \
          calendar.selectedTimezone.",
    example: r#"{"first_name": "Ann", "calendar": {"appointmentId": "ocQHyuzHvysMo5N5VsXc"}}"#,
    instead: "Subscribe a Marketplace app to AppointmentUpdate to get the event form, or read the workflow's own form.",
};

pub(super) static FLATTENED_PAYLOAD: Rule = Rule {
    id: "flattened-payload",
    severity: Severity::Error,
    summary: "the appointment's fields are not where the event has them, under `appointment`",
    why: "Code that reads `appointment.startTime` finds nothing here, and code written for this form finds nothing in a \
          real event; both store nulls without a word.",
    example: r#"{"type": "AppointmentUpdate", "locationId": "…", "startTime": "2023-09-25T16:00:00+05:30"}"#,
    instead: "Nest the appointment's fields in an object under `appointment`.",
};

pub(super) static API_RESPONSE: Rule = Rule {
    id: "api-response",
    severity: Severity::Error,
    summary: "this is a response of the appointments API, not a webhook",
    why: "The API answers with the appointment itself, or with a list under `events`; a webhook wraps it in an event \
          with `type`, `locationId` and `appointment`.",
    example: r#"{"events": [{"id": "…", "calendarId": "…", "startTime": "2023-09-25T16:00:00+05:30"}]}"#,
    instead: "Capture what is posted to your endpoint, not what the API answers.",
};

/// Fires where a value is a placeholder that was never filled in.
pub static UNRENDERED_TEMPLATE: Rule = Rule {
    id: "unrendered-template",
    severity: Severity::Error,
    summary: "a value is a template's placeholder that was never filled in",
    why: "The payload was made from a template, and what makes payloads did not know the name between the braces.",
    example: r#"{"appointment": {"id": "{{appointment.id}}"}}"#,
    instead: "Check the name in the template; test with a real appointment, since test buttons often have no values.",
};

/// Whether the fields are worth a look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum GoOn {
    Yes,
    No,
}

/// Whether the payload under inspection, which has this form, is an event.
pub(super) fn check(inspection: &mut Inspection<'_>, payload: &Payload<'_>, form: &Form) -> GoOn {
    let root = inspection.fields.root();
    let unfilled = match form {
        Form::NotAnObject => None,
        _ if inspection.is_sound() => None,
        _ => template(root),
    };
    let finding = match (unfilled, form) {
        (Some(finding), _) => finding,
        (None, Form::NotAnObject) => not_an_object(root, inspection.is_record),
        (None, Form::Workflow) => workflow(root),
        (None, Form::ApiResponse) => api_response(root),
        (None, Form::Flattened) => flattened(root, payload.named_part()),
        (None, Form::Nested(key)) => nested(root, key),
        (None, Form::Event) => return event::check(inspection),
        (None, Form::Unknown) => match hidden_event(root) {
            Some(finding) => finding,
            None => return event::check(inspection),
        },
    };
    inspection.report(finding);
    GoOn::No
}

/// The opening bracket of `value`, to stand for all of it.
fn opening(value: Value<'_>) -> Span {
    Span::byte(value.span().start)
}

fn not_an_object(root: Value<'_>, is_record: bool) -> Finding {
    let kind = root.json_type();
    let article = if kind == JsonType::Array { "an" } else { "a" };
    let what = if kind == JsonType::Null { "null".to_owned() } else { format!("{article} {}", kind.name()) };
    let whole = if is_record { "record" } else { "body" };
    let text = root.text().unwrap_or_default();
    let message = if text.trim().is_empty() && kind == JsonType::String && !is_record {
        "the body is empty".to_owned()
    } else {
        format!("the {whole} is {what}, not an object")
    };
    let finding = Finding::new(&NOT_AN_OBJECT, "", root.span(), message);
    match kind {
        JsonType::Array => finding.help("none of its items is an event"),
        JsonType::String if text.trim_start().starts_with('{') => {
            finding.help("it holds JSON: without --no-unwrap it would be looked into")
        }
        JsonType::String if is_html_form(&text) => finding.help(HTML_FORM),
        JsonType::String if !text.trim().is_empty() => {
            finding.help("a body that was encoded as a string would be looked into: this is plain text")
        }
        _ => finding.help("an event is an object with `type`, `locationId` and `appointment`"),
    }
}

/// The first placeholder in the payload, and others beside it.
fn template(root: Value<'_>) -> Option<Finding> {
    const SHOWN: usize = 4;
    let mut pointers = Pointers::from(root);
    let found = root.strings_with(find_template).filter_map(|string| {
        let text = string.text().filter(|text| is_template(text))?;
        // A key is no value that was to be filled in.
        Some((string.span(), pointers.to(string)?.to_owned(), text))
    });
    let mut found = found.take(SHOWN);
    let (span, pointer, text) = found.next()?;
    // Between braces, too, there may be what somebody wrote.
    let quoted = |text: &str| if is_variable(text) { format!("`{}`", clip(text)) } else { "a placeholder".to_owned() };
    let message = format!("the template was never filled in: the value is still {}", quoted(&text));
    let mut finding = Finding::new(&UNRENDERED_TEMPLATE, pointer, span, message)
        .label("a placeholder, not a value")
        .help("check the name between the braces, and test with a real appointment: test buttons often have no values");
    for (span, _, text) in found {
        finding = finding.relate(span, format!("so is {}", quoted(&text)));
    }
    Some(finding)
}

/// Where a placeholder may begin: with two braces in a row, of which either may be escaped.
fn find_template(text: &[u8]) -> Option<usize> {
    memchr::memchr2_iter(b'{', b'\\', text).find(|&at| {
        let rest = text.get(at..).unwrap_or_default();
        rest.starts_with(b"{{") || rest.starts_with(b"\\u007")
    })
}

/// A value of a wrong form that helps to find one's way in it.
fn quoted(root: Value<'_>, pointer: &str) -> Option<String> {
    let text = root.at(pointer)?.text()?;
    (!text.is_empty() && text.chars().count() <= 64).then(|| escape(&text))
}

fn workflow(root: Value<'_>) -> Finding {
    let with_value = |pointer: &str| quoted(root, pointer).map_or(String::new(), |value| format!(" (\"{value}\")"));
    let mut finding = Finding::new(
        &WORKFLOW_PAYLOAD,
        "",
        opening(root),
        "this is a workflow webhook, not an AppointmentUpdate event",
    );
    let calendar = root.get("calendar");
    if calendar.is_some() {
        let status = ["/calendar/appoinmentStatus", "/calendar/appointmentStatus", "/calendar/status"];
        let status = status.into_iter().find(|pointer| root.at(pointer).is_some()).unwrap_or(status[0]);
        let spelt = if status == "/calendar/appoinmentStatus" { ", spelt so" } else { "" };
        let zone = quoted(root, "/calendar/selectedTimezone");
        finding = finding
            .note(format!(
                "the appointment's id is calendar.appointmentId{}; calendar.id{} is the calendar's",
                with_value("/calendar/appointmentId"),
                with_value("/calendar/id"),
            ))
            .note(format!("its status is {}{}{spelt}", dotted(status), with_value(status)))
            .note(match (quoted(root, "/calendar/startTime"), zone) {
                (Some(start), _) if start.ends_with('Z') || has_offset(&start) => {
                    format!("its start is calendar.startTime (\"{start}\")")
                }
                (start, Some(zone)) => format!(
                    "times have no offset{}; their zone is calendar.selectedTimezone ({zone})",
                    start.map_or(String::new(), |start| format!(" (calendar.startTime is \"{start}\")"))
                ),
                (_, None) => "times have no offset; their zone is calendar.selectedTimezone".to_owned(),
            });
    } else {
        finding =
            finding.note("what the workflow was told to send is under `customData`, and named by whoever set it up");
    }
    finding.help("subscribe a Marketplace app to AppointmentUpdate to get the event form")
}

fn has_offset(time: &str) -> bool {
    crate::time::parse(time).is_some_and(|time| time.offset().is_some())
}

/// A pointer as people write paths.
fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

/// Where id, status and times are in an object that holds the appointment's fields directly.
fn where_things_are(finding: Finding, object: Value<'_>, prefix: &str) -> Finding {
    let places = [FieldId::Id, FieldId::Status, FieldId::StartTime, FieldId::EndTime];
    let found: Vec<String> = places
        .into_iter()
        .filter_map(|id| {
            let name = id.field().name;
            let value = quoted(object, &format!("/{name}"))?;
            Some(format!("{prefix}{name} (\"{value}\")"))
        })
        .collect();
    if found.is_empty() { finding } else { finding.note(format!("found here: {}", found.join(", "))) }
}

fn api_response(root: Value<'_>) -> Finding {
    let list = root.get("events").filter(|events| events.json_type() == JsonType::Array);
    let of_appointments = list.map(|events| events.items().filter(|item| has_field_of_appointment(*item)).count());
    if of_appointments == Some(0) && list.is_some_and(|events| events.items().next().is_some()) {
        let message = "`events` lists nothing that has a field of an appointment, and this is not a webhook";
        return Finding::new(&API_RESPONSE, "", opening(root), message)
            .help("capture what is posted to your endpoint: an object with `type`, `locationId` and `appointment`");
    }
    let message = "this is a response of the appointments API, not a webhook";
    let finding = Finding::new(&API_RESPONSE, "", opening(root), message);
    let finding = match of_appointments {
        Some(count) => {
            finding.note(format!("it lists {count} appointment{} under `events`", if count == 1 { "" } else { "s" }))
        }
        None => where_things_are(finding, root, ""),
    };
    finding.help("a webhook nests these fields under `appointment`, beside `type` and `locationId`")
}

/// The appointment's fields are at the top level, or in the `part` of an event.
fn flattened(root: Value<'_>, part: Option<&str>) -> Finding {
    let (place, help) = match part {
        Some(part) => (format!("at {}", clip(part)), "move them into an object under `appointment`, beside `type`"),
        None => (
            "at the top level".to_owned(),
            "move them into an object under `appointment`; `type` and `locationId` stay beside it",
        ),
    };
    let message = format!("the appointment's fields are {place}; the event nests them under `appointment`");
    where_things_are(Finding::new(&FLATTENED_PAYLOAD, "", opening(root), message), root, "").help(help)
}

/// An event within an object that is none, under keys that captures don't have.
fn hidden_event(root: Value<'_>) -> Option<Finding> {
    let event = first_event(root, false)?;
    let mut pointers = Pointers::from(root);
    let pointer = pointers.to(event)?;
    let message = format!("an event stands at {}, where nothing looks for it", clip(pointer));
    Some(
        Finding::new(&FLATTENED_PAYLOAD, pointer.to_owned(), opening(event), message)
            .label("it begins here")
            .help("take it out: `jq -c '.. | objects | select(.appointment)' FILE | hoopspect check`"),
    )
}

fn nested(root: Value<'_>, key: &str) -> Finding {
    let appointment = FieldId::Appointment.field().name;
    let within = root.get(key).and_then(|value| value.members().filter(|member| member.is_named(appointment)).last());
    if let Some(member) = within {
        let message = format!("`{appointment}` is under `{key}`; the event has it at the top level");
        let mut pointer = String::new();
        push_pointer(&mut pointer, key);
        push_pointer(&mut pointer, appointment);
        let finding = Finding::new(&FLATTENED_PAYLOAD, pointer, member.key.span(), message);
        return where_things_are(finding, member.value, &format!("{key}.{appointment}."))
            .help("move it beside `type` and `locationId`; guides show this form, deliveries don't have it");
    }
    let message = format!("the appointment's fields are under `{key}`; the event nests them under `appointment`");
    let member = root.members().filter(|member| member.is_named(key)).last();
    let place = member.map_or(opening(root), |member| member.key.span());
    let mut pointer = String::new();
    push_pointer(&mut pointer, key);
    let finding = Finding::new(&FLATTENED_PAYLOAD, pointer, place, message).label("should be `appointment`");
    let finding = match member {
        Some(member) => where_things_are(finding, member.value, &format!("{key}.")),
        None => finding,
    };
    finding.help(format!("rename `{key}` to `appointment`; guides show this form, deliveries don't have it"))
}
