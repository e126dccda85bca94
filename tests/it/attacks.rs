//! Texts that try to act on whoever reads the output, in every place that text can come from, through every command and
//! format: as values, keys, names of events and of files, as text that is no JSON, and typed on the command line.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::audit::{audit, audit_talk};
use crate::support::{run, valid_payload};
use crate::ways::{Way, run_here, ways};

#[rustfmt::skip]
const ATTACKS: &[&str] = &[
    // Line ends, and commands to a CI runner behind them.
    "\n::error::x", "\r::error::x", "\r\n::error file=a,line=1::x", "::error::x", " ::error::x", "\t::warning::x",
    "\u{3000}::error::x", "\u{a0}::error::x", "\u{2028}::error::x", "\u{2029}::error::x", "\u{85}::error::x",
    "\u{b}::error::x", "\u{c}::error::x", "\u{200b}::error::x", "\u{feff}::error::x", "\n\n::set-output name=x::y",
    "\n::add-mask::e", "\n::stop-commands::x", "\n::group::x\n::endgroup::", "x%0A::error::y", "%0D%0A::error::y",
    "%25%30%41", "::", ":::", ":: ::error::x", ":", "x: y,line=9::z", "a,file=b::c",
    "##[error]x", "##[command]x", "###[error]x", "\n##[section]x", "# #[x", "#\u{200b}#[error]", "##\u{200b}[error]",
    "\u{23}\u{23}\u{5b}group]", "##", "##[", "[##[##[", "#",
    // Terminals: titles, clipboard, cursor, colours, alternate screens, answers, strings without an end.
    "\u{1b}]0;owned\u{7}", "\u{1b}]2;owned\u{1b}\\", "\u{1b}]52;c;b3duZWQ=\u{7}", "\u{1b}]8;;http://x\u{7}y\u{1b}]8;;\u{7}",
    "\u{1b}[2J\u{1b}[H", "\u{1b}[3A", "\u{1b}[1G\u{1b}[K", "\u{1b}[?1049h", "\u{1b}[8m", "\u{1b}[31mred", "\u{1b}[6n",
    "\u{1b}[c", "\u{1b}P+q544e\u{1b}\\", "\u{1b}_Gi=1;AAAA\u{1b}\\", "\u{1b}^x\u{1b}\\", "\u{1b}c", "\u{1b}[", "\u{1b}",
    "\u{9b}2J", "\u{9d}0;x\u{9c}", "\u{90}q\u{9c}", "\u{8}\u{8}\u{8}forged", "\u{7}", "\u{0}", "\u{e}\u{f}", "\u{7f}",
    "a\tb\tc", "x\u{1b}[1m\u{202e}y", "\u{1b}[0m\n::error::x", "\u{1b}[0m##[error]",
    // What readers don't see, or see elsewhere.
    "\u{202e}gpj.exe", "\u{202d}\u{202c}", "\u{2066}x\u{2069}", "\u{200e}\u{200f}", "\u{61c}", "\u{200b}\u{2060}\u{feff}",
    "\u{ad}soft", "\u{180e}", "\u{e0001}\u{e0041}\u{e007f}", "\u{e0100}", "\u{fff9}a\u{fffa}b\u{fffb}",
    "z\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{fdd0}\u{fffe}\u{ffff}\u{10ffff}", "\u{fffd}", "\u{115f}\u{3164}", "\u{2800}",
    // What ends a string, a cell, an element, a section, a template or a number elsewhere.
    "]]>", "<![CDATA[", "&#27;", "&x;", "<!--", "-->", "<script>", "\"'`", "\\u001b[2J", "\\n::error::x", "\\", "{{x}}",
    "${{ x }}", "$(id)", "`id`", "%s%n", "=1+1", "+1", "@x", "|", "../../etc/passwd", "\u{1f4a9}", "",
];

/// Text fields of the appointment.
const FIELDS: [&str; 10] = [
    "title",
    "notes",
    "address",
    "source",
    "appointmentStatus",
    "startTime",
    "dateUpdated",
    "assignedUserId",
    "calendarId",
    "groupId",
];

fn valid() -> Value {
    serde_json::from_str(&valid_payload()).unwrap()
}

/// A payload with `attack` in each text of the appointment but its id, as a user, and as a key, once with a value that
/// is an object.
fn everywhere(attack: &str) -> Value {
    let mut payload = valid();
    for field in FIELDS {
        payload["appointment"][field] = attack.into();
    }
    payload["appointment"]["users"] = json!([attack, "x", attack]);
    payload["appointment"][attack] = json!({attack: attack});
    payload[attack] = json!([{attack: [attack]}]);
    payload
}

/// `value` as JSON in which every character is escaped that can be, so that nothing shows before it is read.
fn in_escapes(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        if matches!(character, '#' | '[' | ':' | '\u{80}'..) && text.ends_with(['#', '"']) {
            character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(text, "\\u{unit:04X}").unwrap());
        } else {
            text.push(character);
        }
    }
    if serde_json::from_str::<Value>(&text).is_ok() { text } else { value.to_string() }
}

/// Inputs of several records that hold `attack`.
fn streams(attack: &str) -> Vec<String> {
    let payload = everywhere(attack);
    let mut named = valid();
    named["type"] = attack.into();
    named["locationId"] = attack.into();
    named["appointment"]["id"] = attack.into();
    let capture = json!({"headers": {}, attack: 1, "body": payload.to_string()});
    let listed = json!({"data": [{"content": in_escapes(&payload)}, {"content": format!("{{\"{attack}")}]});
    let quoted = serde_json::to_string(attack).unwrap();
    let broken = format!("{{\"type\": \"AppointmentUpdate\", {quoted}: {{{quoted}: [{quoted}, {attack}");
    let workflow = json!({"calendar": {"appointmentId": attack, "id": attack, "startTime": attack,
        "appoinmentStatus": attack, "selectedTimezone": attack}});
    let flat = json!({"id": attack, "startTime": attack, "endTime": attack, "type": "AppointmentUpdate"});
    vec![
        [&payload, &named, &capture, &listed, &workflow, &flat].map(|record| format!("{record}\n")).concat(),
        format!("{:#}\n{attack} {}\n{broken}\n{}", payload, valid(), in_escapes(&payload)),
    ]
}

/// Two payloads, the second or the first of which holds `attack`.
fn pairs(attack: &str) -> Vec<String> {
    let (plain, hostile) = (valid(), everywhere(attack));
    let mut lines = everywhere(attack);
    lines["appointment"]["notes"] = format!("one\n{attack}\ntwo {attack} three").into();
    lines["appointment"]["title"] = format!("a {attack} b").into();
    lines["appointment"]["id"] = attack.into();
    vec![format!("{plain}\n{hostile}\n"), format!("{hostile:#}\n{}\n{}", in_escapes(&lines), "")]
}

/// Names of files that hold `attack`, as far as a file can be called so.
fn file(attack: &str, folder: &Path) -> std::path::PathBuf {
    let name: String = attack.chars().filter(|character| !matches!(character, '\0' | '/')).take(60).collect();
    folder.join(if matches!(name.as_str(), "" | "." | "..") { "x" } else { &name })
}

#[test]
fn nothing_that_is_read_acts_on_who_reads_the_output() {
    let folder = crate::ways::scratch("attacks");
    std::fs::create_dir_all(&folder).unwrap();
    let plain = ways();
    let coloured: Vec<Way> = plain.iter().filter(|way| way.is_for_people()).map(Way::in_colour).collect();
    for attack in ATTACKS {
        let file = file(attack, &folder);
        for way in plain.iter().chain(&coloured) {
            let inputs =
                if way.command() == "diff" { pairs(attack) } else { [streams(attack), pairs(attack)].concat() };
            for input in inputs {
                let outcome = run_here(way, input.as_bytes(), &file);
                // An unfilled template is nothing to compare, and there may be nothing that changed.
                let may_be_silent = attack == &"{{x}}" || way.arguments.contains(&"--format=previous".to_owned());
                let is_whole = outcome.code <= 1 && !outcome.out.is_empty() || may_be_silent;
                assert!(is_whole, "{attack:?} through {way:?}: {outcome:?}");
                let judged = audit(way.shape, &outcome.out).and_then(|()| audit_talk(&outcome.err));
                assert_eq!(judged, Ok(()), "{attack:?} through {way:?}");
            }
        }
        std::fs::remove_file(&file).unwrap();
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn nothing_that_is_typed_acts_on_who_reads_the_answer() {
    assert!(ATTACKS.len() >= 60);
    for attack in ATTACKS.iter().filter(|attack| !attack.contains('\0')) {
        let flag = format!("--{attack}");
        let report = format!("sarif=/nowhere/{attack}");
        for arguments in [
            ["check", "--format", attack],
            ["check", "--deny", attack],
            ["check", "--report", &report],
            ["check", &flag, "x"],
            ["show", "--tz", attack],
            ["diff", "--only", attack],
            ["diff", attack, "fixtures/valid/update.json"],
            ["show", "--max-record", attack],
            [attack, "x", "y"],
        ] {
            let ran = run(&arguments);
            assert!([1, 2].contains(&ran.code) || attack.is_empty(), "{arguments:?}: {ran:?}");
            let judged = audit_talk(&ran.stdout).and_then(|()| audit_talk(&ran.stderr));
            assert_eq!(judged, Ok(()), "{arguments:?}");
        }
        let ran = run(&["explain", attack]);
        assert_eq!(audit_talk(&ran.stdout).and_then(|()| audit_talk(&ran.stderr)), Ok(()), "explain {attack:?}");
    }
}
