//! Texts to try things on: JSON in all its spellings, payloads and captures that are right, and all of them damaged.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::support::{root, valid_payload};

/// What damage puts in: what grammars turn on, limits, and what readers stumble over.
#[rustfmt::skip]
const PIECES: &[&[u8]] = &[
    b"{", b"}", b"[", b"]", b",", b":", b"\"", b"\\", b"\n", b"\r\n", b"\t", b" ", b"\n{", b"\n[", b"}{", b"]\n", b"null",
    b"true", b"tru", b"0", b"-", b"-0.0e+1", b"01", b"1e999", b"1.", b"18446744073709551616", b"\\u", b"\\ud83d", b"\\ude42",
    b"\\u0000", b"\\x", b"\x00", b"\x1b[2J", b"\x7f", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xf0\x9f\x99\x82",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", b"(\xb5/\xfd", b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", b"{\"a\":",
    b"\"appointment\":", b"\"type\":\"AppointmentUpdate\"", b"\"body\":", b"\"{\\\"", b"AppointmentDelete", b"{{x}}",
    b"2023-02-30", b"T24:00:00Z", b"+05:30", b"::error::", b"##[error]", b"]]>", b"\\u001b", b"log: ",
];

/// Bytes that show as text where a case fails.
#[derive(Clone)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "b\"{}\"", self.0.escape_ascii())
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// One change to a text.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Insert(Index, usize),
    Replace(Index, usize, usize),
    Delete(Index, usize),
    Repeat(Index, usize, Index),
    Flip(Index, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    let piece = 0..PIECES.len();
    prop_oneof![
        3 => (at(), piece.clone()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        2 => (at(), 0..12_usize, piece).prop_map(|(at, length, piece)| Damage::Replace(at, length, piece)),
        2 => (at(), 1..40_usize).prop_map(|(at, length)| Damage::Delete(at, length)),
        1 => (at(), 1..60_usize, at()).prop_map(|(from, length, to)| Damage::Repeat(from, length, to)),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
    ]
}

impl Damage {
    fn apply(&self, text: &mut Vec<u8>) {
        let size = text.len();
        let range = |at: &Index, length: usize| {
            let start = at.index(size + 1);
            start..(start + length).min(size)
        };
        match self {
            Self::Insert(at, piece) => drop(text.splice(range(at, 0), PIECES[*piece].iter().copied())),
            Self::Replace(at, length, piece) => drop(text.splice(range(at, *length), PIECES[*piece].iter().copied())),
            Self::Delete(at, length) => drop(text.drain(range(at, *length))),
            Self::Repeat(from, length, to) => {
                let copied = text[range(from, *length)].to_vec();
                drop(text.splice(range(to, 0), copied));
            }
            Self::Flip(at, byte) if size > 0 => text[at.index(size)] = *byte,
            Self::Flip(..) => (),
        }
    }
}

/// `text` with up to `most` changes.
pub(crate) fn damaged(text: impl Strategy<Value = Vec<u8>>, most: usize) -> impl Strategy<Value = Bytes> {
    (text, vec(damage(), 0..=most)).prop_map(|(mut text, damages)| {
        for damage in &damages {
            damage.apply(&mut text);
        }
        Bytes(text)
    })
}

/// JSON texts with white space wherever it may stand, in all spellings of strings and numbers, now and then wrong.
pub(crate) fn json() -> impl Strategy<Value = Vec<u8>> {
    let scalar = prop_oneof![
        2 => select(vec!["null", "true", "false", "0", "-0", "12", "1.50", "-1e+2", "1E400", "123456789012345678901234567890"])
            .prop_map(str::to_owned),
        1 => "-?(0|[1-9][0-9]{0,4})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?",
        3 => string(),
    ];
    let value = scalar.prop_recursive(6, 40, 6, |value| {
        let item = (blank(), value.clone(), blank())
            .prop_map(|(before, value, after)| format!("{before}{value}{after}"))
            .boxed();
        let member =
            (blank(), string(), blank(), item.clone()).prop_map(|(a, key, b, value)| format!("{a}{key}{b}:{value}"));
        prop_oneof![
            (vec(item, 0..6), blank()).prop_map(|(items, blank)| wrapped('[', &items, blank, ']')),
            (vec(member, 0..6), blank()).prop_map(|(members, blank)| wrapped('{', &members, blank, '}')),
        ]
    });
    value.prop_map(String::into_bytes)
}

fn wrapped(open: char, items: &[String], blank: &str, close: char) -> String {
    if items.is_empty() { format!("{open}{blank}{close}") } else { format!("{open}{}{close}", items.join(",")) }
}

fn blank() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("\n "), 1 => Just("\t"), 1 => Just("\r\n")]
}

/// A character as JSON's escapes of four digits.
fn escape(character: char) -> String {
    let mut units = [0; 2];
    let escapes = character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04X}"));
    escapes.collect::<Vec<_>>().concat()
}

/// String literals: raw characters, escapes of all kinds, and, seldom, halves of characters.
fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-z]{1,3}",
        2 => any::<char>().prop_filter("has to be escaped", |c| !matches!(c, '"' | '\\' | '\0'..='\u{1f}')).prop_map(String::from),
        2 => select(vec!["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]).prop_map(str::to_owned),
        2 => any::<char>().prop_map(escape),
        1 => select(vec!["type", "appointment", "startTime", "notes"]).prop_map(str::to_owned),
    ];
    vec(piece, 0..5).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// Inputs that are right: payloads on a line, pretty, in an array, one after another, in captures.
pub(crate) fn inputs() -> Vec<Vec<u8>> {
    let pretty = valid_payload();
    let payload: Value = serde_json::from_str(&pretty).unwrap();
    let moved: Value = serde_json::from_str(&pretty.replace("T16:", "T17:").replace("confirmed", "noshow")).unwrap();
    let capture =
        serde_json::json!({"data": [{"headers": {}, "content": payload.to_string()}, {"content": moved.to_string()}]});
    let mut inputs = vec![
        format!("{payload}\n{moved}\n"),
        format!("{pretty}{moved:#}"),
        format!("[{payload},\n {moved:#}]\n"),
        format!("\u{feff}{payload}\r\n\r\n{moved}"),
        format!("{payload}{moved}"),
        format!("{capture}\n{capture:#}"),
        format!("[{}]", capture),
        serde_json::to_string(&moved.to_string()).unwrap(),
    ]
    .into_iter()
    .map(String::into_bytes)
    .collect::<Vec<_>>();
    for folder in ["captures", "valid", "invalid"] {
        let entries = std::fs::read_dir(root().join("fixtures").join(folder)).expect("fixtures");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension != "txt"));
        paths.sort();
        inputs.extend(
            paths.iter().map(|path| std::fs::read(path).expect("a fixture")).filter(|bytes| bytes.len() < 5000),
        );
    }
    inputs
}

/// Inputs, right or damaged, joined now and then.
pub(crate) fn input() -> impl Strategy<Value = Bytes> {
    let whole = prop_oneof![4 => select(inputs()), 1 => json()];
    let joined = (vec(whole, 1..3), select(vec!["", "\n", ",", " \n\n", "\n  "]))
        .prop_map(|(pieces, between)| pieces.join(between.as_bytes()));
    let soup = vec(
        prop_oneof![3 => (0..PIECES.len()).prop_map(|piece| PIECES[piece].to_vec()), 1 => vec(any::<u8>(), 1..3)],
        0..40,
    );
    prop_oneof![5 => damaged(joined, 4), 1 => soup.prop_map(|pieces| Bytes(pieces.concat()))]
}
