//! A random stream of deliveries, judged by us and by a model of the same rules in another language.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{event, told};
use crate::support::root;

/// Each line as the model writes it: number, word, kinds.
fn words(lines: &[Value]) -> String {
    let mut text = String::new();
    for line in lines {
        let kinds = line["kinds"].as_array().unwrap().iter().map(|kind| format!(" {}", kind.as_str().unwrap()));
        let _ =
            writeln!(text, "{} {}{}", line["record"], line["delivery"].as_str().unwrap(), kinds.collect::<String>());
    }
    text
}

pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) % bound
    }

    fn pick<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[usize::try_from(self.below(items.len() as u64)).unwrap()]
    }
}

/// A minute of September 2026, in one of three spellings.
fn time(minutes: u64, spelling: u64) -> String {
    let (shift, offset) = [(0, "Z"), (330, "+05:30"), (0, ".000+00:00")][usize::try_from(spelling).unwrap()];
    let minutes = minutes + shift;
    format!("2026-09-{:02}T{:02}:{:02}:00{offset}", 1 + minutes / 1440, minutes / 60 % 24, minutes % 60)
}

/// 400 deliveries of seven appointments with all that goes wrong on the way.
pub(super) fn random_stream() -> String {
    let mut random = Random(0x5eed_cafe_f00d_0001);
    let mut sent: Vec<String> = Vec::new();
    for number in 0..400_u64 {
        if !sent.is_empty() && random.below(6) == 0 {
            // Delivered again: one of the last, sometimes spelled otherwise.
            let back = usize::try_from(random.below(40)).unwrap().min(sent.len() - 1);
            let again = sent[sent.len() - 1 - back].clone();
            sent.push(match random.below(3) {
                0 => again.replace("\"notes\"", "\"\\u006eotes\"").replace("caf\u{e9}", "caf\\u00e9"),
                1 => again.replace("\":", "\" : ").replace("\"timestamp\" : \"2", "\"timestamp\" : \"1"),
                _ => again,
            });
            continue;
        }
        if random.below(8) == 0
            && let Some(last) = sent.last()
        {
            // Nothing happened, but there is another event.
            let mut again: Value = serde_json::from_str(last).unwrap();
            again["appointment"]["dateUpdated"] = time(number, random.below(3)).into();
            if let Some(users) = again["appointment"]["users"].as_array_mut() {
                users.reverse();
            }
            sent.push(again.to_string());
            continue;
        }
        let kind =
            if random.below(14) == 0 { "Delete" } else { random.pick(&["Create", "Update", "Update", "Update"]) };
        let mut members = serde_json::Map::new();
        let mut put = |random: &mut Random, key: &str, value: Value| match random.below(12) {
            0 => {}
            1 => drop(members.insert(key.to_owned(), Value::Null)),
            _ => drop(members.insert(key.to_owned(), value)),
        };
        let spelling = random.below(3);
        let is_recurring = number.is_multiple_of(3);
        let start = 14_400 + 30 * random.below(3);
        let users = [["u1", "u2"], ["u2", "u1"], ["u1", "u3"]][usize::try_from(random.below(3)).unwrap()];
        if kind != "Delete" || random.below(2) == 0 {
            for (key, choice) in
                [("title", ["A", "B"]), ("notes", ["", "caf\u{e9} \"x\""]), ("appointmentStatus", ["new", "noshow"])]
            {
                let value = random.pick(&choice).into();
                put(&mut random, key, value);
            }
            let number = [json!(1.0), json!(1), json!(10)][usize::try_from(spelling).unwrap()].clone();
            put(&mut random, "users", json!(users));
            put(&mut random, "isRecurring", json!(is_recurring));
            if random.below(6) > 0 {
                members.insert("createdBy".to_owned(), json!({"userId": users[0], "n": number}));
            }
            members.insert("startTime".to_owned(), time(start, spelling).into());
            members.insert("endTime".to_owned(), time(start + 15 * (1 + random.below(2)), spelling).into());
        }
        match random.below(8) {
            0 => {}
            1 => drop(members.insert("/timestamp".to_owned(), time(number, spelling).into())),
            _ => {
                let updated = number.saturating_sub(random.below(4) * random.below(20));
                members.insert("dateUpdated".to_owned(), time(updated, spelling).into());
                members.insert("/webhookId".to_owned(), format!("w{number}").into());
            }
        }
        let id = random.pick(&["a1", "a2", "a3", "a4", "a5", "a6"]);
        let location = if id == "a6" { random.pick(&["L", "M"]) } else { "L" };
        members.insert("/locationId".to_owned(), if random.below(9) == 0 { Value::Null } else { location.into() });
        sent.push(event(kind, id, &Value::Object(members)).to_string());
    }
    sent.join("\n") + "\n"
}

#[test]
fn a_random_stream_is_judged_as_a_model_in_another_language_judges_it() {
    let stream = random_stream();
    let ours = words(&told(&[], &stream));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in ours.lines() {
        *counts.entry(line.split(' ').nth(1).unwrap()).or_default() += 1;
    }
    assert_eq!(counts.len(), 7, "each word is said: {counts:?}");
    let model = Command::new("python3")
        .arg(root().join("tests/it/history/model.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    if let Ok(mut model) = model {
        model.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
        let output = model.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(ours, String::from_utf8(output.stdout).unwrap());
    }
    // What the model wrote once: there may be no Python here.
    let expected = snapbox::Data::read_from(&root().join("tests/it/history/random.txt"), None);
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(ours, expected.raw());
}
