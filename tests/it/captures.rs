//! Captures: every form's good body passes, and one wrong value in it is found at its exact place in the outer file.

use base64::Engine as _;

use crate::rules::{SPARSE, reports_as_written};
use crate::support::{run_with, valid_payload};

fn compact() -> String {
    serde_json::from_str::<serde_json::Value>(&valid_payload()).expect("JSON").to_string()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Every capture form: its name, the outer text around a body, and where the body is found in it.
fn forms(body: &str) -> Vec<(&'static str, String, &'static str)> {
    let string = quoted(body);
    let twice = quoted(&string);
    let envelope = format!("{{\"Message\":{string},\"Type\":\"Notification\"}}");
    vec![
        (
            "webhook.site",
            format!("{{\"data\":[{{\"uuid\":\"u\",\"type\":\"web\",\"method\":\"POST\",\"content\":{string}}}]}}"),
            "/data/0/content",
        ),
        (
            "Lambda URL",
            format!("{{\"version\":\"2.0\",\"headers\":{{}},\"body\":{string},\"isBase64Encoded\":false}}"),
            "/body",
        ),
        ("SQS event", format!("{{\"Records\":[{{\"messageId\":\"m\",\"body\":{string}}}]}}"), "/Records/0/body"),
        ("SQS receive", format!("{{\"Messages\":[{{\"MessageId\":\"m\",\"Body\":{string}}}]}}"), "/Messages/0/Body"),
        (
            "SNS in SQS",
            format!("{{\"Records\":[{{\"messageId\":\"m\",\"body\":{}}}]}}", quoted(&envelope)),
            "/Records/0/body/Message",
        ),
        ("smee", format!("{{\"host\":\"smee.io\",\"body\":{body},\"query\":{{}},\"timestamp\":1}}"), "/body"),
        ("n8n", format!("[{{\"headers\":{{}},\"params\":{{}},\"body\":{body}}}]"), "/body"),
        ("Pipedream", format!("{{\"event\":{{\"method\":\"POST\",\"body\":{body}}}}}"), "/event/body"),
        (
            "Hookdeck",
            format!("{{\"id\":\"evt\",\"data\":{{\"headers\":{{}},\"path\":\"/\",\"body\":{body}}}}}"),
            "/data/body",
        ),
        ("S3 archive", format!("{{\"timestamp\":\"t\",\"event_type\":\"appointment\",\"data\":{body}}}"), "/data"),
        ("archive row", format!("{{\"id\":7,\"payload\":{string}}}"), "/payload"),
        ("raw_json column", format!("{{\"id\":7,\"raw_json\":{string}}}"), "/raw_json"),
        (
            "HAR",
            format!(
                "{{\"log\":{{\"entries\":[{{\"request\":{{\"method\":\"POST\",\"postData\":{{\"mimeType\":\"application/json\",\"text\":{string}}}}}}}]}}}}"
            ),
            "/log/entries/0/request/postData/text",
        ),
        ("double encoded", string.clone(), ""),
        ("triple encoded", twice.clone(), ""),
        (
            "SNS to Lambda",
            format!("{{\"Records\":[{{\"EventSource\":\"aws:sns\",\"Sns\":{{\"Message\":{string}}}}}]}}"),
            "/Records/0/Sns/Message",
        ),
        (
            "Hookdeck list",
            format!("{{\"models\":[{{\"id\":\"evt\",\"data\":{{\"body\":{body}}}}}],\"count\":1}}"),
            "/models/0/data/body",
        ),
        (
            "Pipedream steps",
            format!("{{\"steps\":{{\"trigger\":{{\"event\":{{\"body\":{body}}}}}}}}}"),
            "/steps/trigger/event/body",
        ),
        ("CloudWatch", format!("{{\"logEvents\":[{{\"message\":{string}}}]}}"), "/logEvents/0/message"),
        (
            "a byte order mark within",
            format!("{{\"headers\":{{}},\"body\":{}}}", quoted(&format!("\u{feff}{body}"))),
            "/body",
        ),
        ("twice in a member", format!("{{\"headers\":{{}},\"body\":{twice}}}"), "/body"),
    ]
}

/// The only finding in `outer`.
fn finding(name: &str, outer: &str) -> serde_json::Value {
    let ran = run_with(&["check", "--format", "json", "--notes"], outer.as_bytes());
    let findings = ran.findings();
    assert_eq!(findings.len(), 1, "{name}: {findings:#?}");
    findings[0].clone()
}

#[test]
fn good_bodies_pass_in_every_form() {
    for (name, outer, _) in forms(&compact()) {
        let ran = run_with(&["check", "--format", "json", "--notes"], outer.as_bytes());
        assert_eq!((ran.code, ran.findings().len()), (0, 0), "{name}: {}", ran.stdout);
    }
}

#[test]
fn a_wrong_value_is_found_at_its_place_in_the_outer_file() {
    // Text before it that is escaped in strings, so that offsets inside and outside differ.
    let body = compact().replace("Intake call", "Say \\\"日本\\\" é🙂").replace("\"confirmed\"", "\"no-show\"");
    for (name, outer, found_at) in forms(&body) {
        let outer = format!("\n{outer}\n");
        let finding = finding(name, &outer);
        assert_eq!(finding["rule"], "unknown-status", "{name}");
        assert_eq!(finding["found_at"], found_at, "{name}");
        assert_eq!(finding["pointer"], "/appointment/appointmentStatus", "{name}");
        let location = &finding["location"];
        let at = |key: &str| usize::try_from(location[key].as_u64().expect("a number")).expect("an offset");
        let slice = &outer[at("byte_start")..at("byte_end")];
        assert_eq!(slice.replace('\\', ""), "\"no-show\"", "{name}");
        let before = &outer[1..at("byte_start")];
        assert_eq!((at("line"), at("column")), (2, before.chars().count() + 1), "{name}");
        assert_eq!(at("end_column") - at("column"), slice.chars().count(), "{name}");
    }
}

#[test]
fn base64_bodies_point_at_the_string_and_say_the_place_inside() {
    let engine = base64::engine::general_purpose::STANDARD;
    let bad = compact().replace("\"confirmed\"", "\"no-show\"");
    let outer = format!("{{\"headers\":{{}},\"isBase64Encoded\":true,\"body\":\"{}\"}}", engine.encode(&bad));
    let finding = finding("base64", &outer);
    assert_eq!((&finding["rule"], &finding["found_at"]), (&"unknown-status".into(), &"/body".into()));
    let ran = run_with(&["check"], outer.as_bytes());
    let inside = bad.find("\"no-show\"").expect("the status") + 1;
    assert!(ran.stdout.contains(&format!("line 1, column {inside}")), "{}", ran.stdout);
}

#[test]
fn a_body_that_is_cut_off_is_found_inside_its_string() {
    let outer = format!("{{\"headers\":{{}},\"body\":{}}}", quoted(&compact()[..200]));
    let finding = finding("cut", &outer);
    assert_eq!((&finding["rule"], &finding["found_at"]), (&"invalid-json".into(), &"/body".into()));
}

/// Cut off or wrong otherwise: what is dropped without a word is missed by nobody.
#[test]
fn a_broken_body_is_none_of_the_text_that_is_passed_over() {
    let array = format!("[{}", compact());
    let cut = &array[..40];
    let begun = |text: &str| text[..40].to_owned();
    let encoded = base64::engine::general_purpose::STANDARD.encode(cut);
    let beside = quoted(&compact());
    let in_row = |text: &str| format!("{{\"data\":[{{\"content\":{}}},{{\"content\":{beside}}}]}}", quoted(text));
    for (outer, found_at) in [
        (in_row(cut), "/data/0/content"),
        (in_row(&format!(" [\n {}", &cut[1..])), "/data/0/content"),
        (in_row("[{"), "/data/0/content"),
        (in_row(&begun(&quoted(&compact()))), "/data/0/content"),
        (in_row(&begun(&quoted(&quoted(&compact())))), "/data/0/content"),
        (in_row(&begun(&quoted(cut))), "/data/0/content"),
        (in_row(&format!("[{}", begun(&quoted(&compact())))), "/data/0/content"),
        (format!("{{\"Records\":[{{\"messageId\":\"m\",\"body\":{}}}]}}", quoted(cut)), "/Records/0/body"),
        (format!("{{\"isBase64Encoded\":true,\"body\":\"{encoded}\"}}"), "/body"),
        (quoted(cut), ""),
    ] {
        let finding = finding(&outer, &outer);
        assert_eq!((&finding["rule"], &finding["found_at"]), (&"invalid-json".into(), &found_at.into()), "{outer}");
    }
    for text in
        ["[INFO] {", "[2026-09-25 16:00:00] {", "[1] x", "[\"a\", ", "\"{name}\" is there", "\"a\" {\"b\"", "\"\"\""]
    {
        let ran = run_with(&["check", "--notes"], in_row(text).as_bytes());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{text}");
    }
}

#[test]
fn no_unwrap_takes_records_as_they_are() {
    let outer = format!("{{\"headers\":{{}},\"body\":{}}}", compact());
    let ran = run_with(&["check", "--no-unwrap", "--format", "json"], outer.as_bytes());
    assert!(ran.findings().iter().any(|finding| finding["rule"] == "missing-required"), "{}", ran.stdout);
}

#[test]
fn every_payload_of_a_capture_is_inspected() {
    let row = |status: &str| {
        let body = compact().replace("\"confirmed\"", &format!("\"{status}\""));
        format!("{{\"type\":\"web\",\"method\":\"POST\",\"content\":{}}}", quoted(&body))
    };
    let outer = format!("{{\"data\":[{},{},{}]}}", row("showed"), row("show"), row("canceled"));
    let ran = run_with(&["check", "--format", "json"], outer.as_bytes());
    let found: Vec<_> = ran.findings().iter().map(|finding| finding["found_at"].clone()).collect();
    assert_eq!(found, ["/data/1/content", "/data/2/content"]);
}

#[test]
fn a_request_without_a_payload_is_judged_by_its_body() {
    for (body, expected) in [
        ("\"\"", "the body is empty"),
        ("null", "the body is null, not an object"),
        ("\"hello\"", "this is plain text"),
        ("\"type=x&id=5\"", "this is the body of an HTML form"),
        ("\"eyJ0eXBlIjo=\"", "this is plain text"),
        ("[]", "none of its items is an event"),
    ] {
        let outer = format!("{{\"headers\":{{}},\"method\":\"POST\",\"body\":{body}}}");
        let finding = finding(body, &outer);
        assert_eq!((&finding["rule"], &finding["found_at"]), (&"not-an-object".into(), &"/body".into()), "{body}");
        let said = format!("{}; {}", finding["message"], finding["help"]);
        assert!(said.contains(expected), "{body}: {said}");
        let ran = run_with(&["history"], outer.as_bytes());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{body}: {}", ran.stderr);
    }
    // Beside a payload, what holds none is passed over, as pings are.
    let payload = quoted(&compact());
    let outer =
        format!("{{\"data\":[{{\"method\":\"GET\",\"content\":\"\"}},{{\"method\":\"POST\",\"content\":{payload}}}]}}");
    let ran = run_with(&["check", "--format", "json"], outer.as_bytes());
    assert_eq!((ran.code, ran.findings().len()), (0, 0), "{}", ran.stdout);
}

/// Which strings and members are taken for bodies, and which of several that were found are inspected.
#[test]
fn bodies_are_told_from_other_text() {
    reports_as_written("captures/bodies", &SPARSE);
}

#[test]
fn what_strangers_write_in_other_events_is_no_payload() {
    let event = |name: &str, members: serde_json::Value| {
        let mut event = serde_json::json!({"type": name, "locationId": "L"});
        event.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        event.to_string()
    };
    let message = serde_json::json!({"messageId": "m", "body": compact()});
    for other in [
        event("InboundMessage", message.clone()),
        event("NoteCreate", serde_json::json!({"body": "{smile} ok"})),
        event("OrderCreate", serde_json::json!({"items": [], "data": [], "attempts": []})),
    ] {
        let input = format!("{other}\n{}\n", compact());
        let ran = run_with(&["check", "--format", "concise"], input.as_bytes());
        assert_eq!(ran.code, 1, "{other}");
        assert!(ran.stdout.starts_with("<stdin>:1:") && ran.stdout.contains("error[other-event]"), "{}", ran.stdout);
        let ran = run_with(&["check", "--skip-other-events"], input.as_bytes());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{other}");
        assert!(ran.stderr.contains("; skipped 1 "), "{}", ran.stderr);
    }
    // The envelope of a tool has no such name.
    let ran = run_with(&["check"], event("webhook", message).as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn a_capture_without_a_body_holds_no_payload() {
    let get = "{\"request\": {\"method\": \"GET\", \"headers\": [], \"cookies\": []}, \"response\": {\"content\": {\"text\": \"{}\"}}}";
    let har = format!("{{\"log\": {{\"version\": \"1.2\", \"entries\": [{get}, {get}]}}}}");
    for hollow in
        ["{\"data\":[],\"total\":0}", "{\"Messages\":[]}", "{\"data\":[{\"type\":\"web\",\"method\":\"GET\"}]}", &har]
    {
        for command in ["check", "show", "history", "diff"] {
            let ran = run_with(&[command], hollow.as_bytes());
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{command}: {hollow}: {}", ran.stderr);
            assert!(ran.stderr.starts_with("hoopspect: <stdin>: holds no payload\n"), "{hollow}: {}", ran.stderr);
        }
        // Among others it is nothing.
        let beside = format!("{hollow}\n{}\n{hollow}", compact());
        let ran = run_with(&["check"], beside.as_bytes());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{hollow}");
        assert_eq!(ran.stderr, "checked 1 payload in 1 file: 1 valid, 0 invalid\n");
        // But it may hold what is personal.
        assert_eq!(run_with(&["redact", "--check"], hollow.as_bytes()).code, 0, "{hollow}");
        assert_eq!(run_with(&["check", "--no-unwrap"], hollow.as_bytes()).code, 1, "{hollow}");
    }
    for other in ["{\"a\":[]}", "{\"data\":[{\"a\":1}]}", "{\"data\":{}}", "{\"headers\":{},\"body\":[]}", "{}"] {
        assert_eq!(run_with(&["check"], other.as_bytes()).code, 1, "{other}");
    }
}

#[test]
fn bodies_that_are_passed_over_are_counted() {
    let row = |body: &str| format!("{{\"method\":\"POST\",\"content\":{}}}", quoted(body));
    let outer = format!("{{\"data\":[{},{},{}]}}", row("ping"), row("{\"a\":1}"), row(&compact()));
    let ran = run_with(&["check"], outer.as_bytes());
    assert_eq!(ran.stderr, "checked 1 payload in 1 file: 1 valid, 0 invalid; passed over 2 bodies without a payload\n");
    let ran = run_with(&["history"], outer.as_bytes());
    assert_eq!(ran.stderr, "1 delivery, 1 appointment: 2 bodies passed over\n");
}

#[test]
fn what_an_envelope_holds_comes_before_what_it_looks_like() {
    let fields = "{\"id\":\"A\",\"calendarId\":\"C\",\"startTime\":\"2023-09-25T16:00:00Z\"}";
    for (outer, expected) in [
        (format!("{{\"events\":[{{\"message\":{},\"timestamp\":1}}]}}", quoted(&compact())), None),
        (format!("{{\"events\":[{{\"message\":{}}}]}}", quoted(&compact()[..90])), Some("invalid-json")),
        (format!("{{\"events\":[{fields}]}}"), Some("api-response")),
        (format!("{{\"events\":[{{\"id\":\"A\",\"data\":{fields}}}]}}"), Some("api-response")),
        (
            format!("{{\"type\":\"AppointmentUpdate\",\"webhookPayload\":{}}}", quoted(fields)),
            Some("flattened-payload"),
        ),
        (format!("{{\"event\":\"AppointmentUpdate\",\"data\":{fields}}}"), Some("flattened-payload")),
        (format!("{{\"event\":\"ContactUpdate\",\"data\":{fields}}}"), Some("api-response")),
        (format!("{{\"data\":{fields}}}"), Some("api-response")),
    ] {
        let ran = run_with(&["check", "--format", "json"], outer.as_bytes());
        let rules: Vec<_> = ran.findings().iter().map(|finding| finding["rule"].clone()).collect();
        assert_eq!(rules, expected.into_iter().collect::<Vec<_>>(), "{outer}");
    }
}
