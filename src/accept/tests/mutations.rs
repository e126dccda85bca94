//! Payloads changed at random: whatever is still accepted has to be flawless.

use super::{VALID, acceptor, corpus, extra, oracle, pretty};
use crate::input::Accept as _;
use proptest::prelude::*;

/// Pieces that matter to some rule or to the grammar, to be put anywhere.
const PIECES: [&str; 56] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\n",
    "\t",
    "0",
    "9",
    "-",
    "+",
    ".",
    "e",
    "Z",
    "T",
    "null",
    "true",
    "\"\"",
    "{}",
    "[]",
    "{{",
    "}}",
    "\\n",
    "\\\"",
    "\\\\",
    "\\u",
    "\\u007b",
    "\\ud83c\\udf89",
    "\\u202e",
    "\u{202e}",
    "\u{200b}",
    "é",
    "\u{7f}",
    "\u{0}",
    "🎉",
    "\"id\":",
    "\"notes\":",
    "\"users\":",
    "\"deleted\":",
    "\"contact\":",
    "\"appointment\":",
    "\"type\":\"AppointmentUpdate\",",
    "AppointmentCreate",
    "new",
    "+05:30",
    "Z\"",
    ".5",
    "00",
    "2024-02-29",
    "60",
    "\"groupId\":null,",
    "\u{a0}",
];

/// One change. Places are taken modulo the length of what is changed.
#[derive(Clone, Debug)]
enum Mutation {
    Set(usize, u8),
    Digit(usize, u8),
    Insert(usize, usize),
    Replace(usize, usize, usize),
    Delete(usize, usize),
    Copy(usize, usize, usize),
    Repeat(usize, u8, usize),
    SwapMembers(usize, usize),
    DropMember(usize),
    DoubleMember(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = any::<usize>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (place(), b'0'..=b'9').prop_map(|(at, digit)| Mutation::Digit(at, digit)),
        (place(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (place(), 0..6_usize, 0..PIECES.len()).prop_map(|(at, length, piece)| Mutation::Replace(at, length, piece)),
        (place(), 1..40_usize).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (place(), place(), 1..60_usize).prop_map(|(from, to, length)| Mutation::Copy(from, to, length)),
        (place(), prop_oneof![Just(0), Just(u8::MAX), any::<u8>()], 1..80_usize)
            .prop_map(|(at, byte, count)| Mutation::Repeat(at, byte, count)),
        (place(), place()).prop_map(|(one, other)| Mutation::SwapMembers(one, other)),
        place().prop_map(Mutation::DropMember),
        place().prop_map(Mutation::DoubleMember),
    ]
}

impl Mutation {
    fn apply(&self, text: &mut Vec<u8>) {
        let length = text.len();
        if length == 0 {
            return;
        }
        let range = |at: usize, size: usize| at % length..(at % length + size).min(length);
        match *self {
            Self::Set(at, byte) => text[at % length] = byte,
            Self::Digit(at, digit) => {
                let digits: Vec<_> = (0..length).filter(|at| text[*at].is_ascii_digit()).collect();
                if !digits.is_empty() {
                    text[digits[at % digits.len()]] = digit;
                }
            }
            Self::Insert(at, piece) => drop(text.splice(range(at, 0), PIECES[piece].bytes())),
            Self::Replace(at, size, piece) => drop(text.splice(range(at, size), PIECES[piece].bytes())),
            Self::Delete(at, size) => drop(text.drain(range(at, size))),
            Self::Copy(from, to, size) => {
                let copied = text[range(from, size)].to_vec();
                text.splice(range(to, 0), copied);
            }
            Self::Repeat(at, byte, count) => drop(text.splice(range(at, 0), std::iter::repeat_n(byte, count))),
            Self::SwapMembers(one, other) => members(text, |members| {
                let count = members.len();
                members.swap(one % count, other % count);
            }),
            Self::DropMember(one) => members(text, |members| drop(members.remove(one % members.len()))),
            Self::DoubleMember(one) => members(text, |members| members.push(members[one % members.len()].clone())),
        }
    }
}

/// Changes what stands between the commas: mostly whole members.
fn members(text: &mut Vec<u8>, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut pieces: Vec<_> = text.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect();
    change(&mut pieces);
    *text = pieces.join(&b',');
}

/// Valid payloads of several kinds.
fn seeds() -> Vec<String> {
    let corpus = String::from_utf8(corpus::payloads(40, corpus::Mix::default())).unwrap();
    let special =
        [VALID.to_owned(), pretty(VALID), extra(r#"{"id":"x","tags":["a",{"b":-1.5e3}],"deep":{"id":null}}"#)];
    special.into_iter().chain(corpus.lines().map(str::to_owned)).collect()
}

#[test]
fn every_valid_payload_of_the_corpus_is_accepted() {
    let text = corpus::payloads(1000, corpus::Mix::default());
    assert_eq!(acceptor(false).accept_run(&text), (text.len(), 1000));
    let mut acceptor = acceptor(false);
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        oracle::judge(line, false).unwrap();
        let pretty = pretty(str::from_utf8(line).unwrap());
        assert_eq!(acceptor.accept(pretty.as_bytes()), Some(pretty.len()), "{pretty}");
    }
}

#[test]
fn every_invalid_payload_of_the_corpus_is_refused() {
    let text = corpus::payloads(200, corpus::Mix { invalid_per_mille: 1000, ..Default::default() });
    for line in text.split(|byte| *byte == b'\n') {
        assert_eq!(acceptor(false).accept(line), None, "{}", String::from_utf8_lossy(line));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_is_flawless(
        seed in prop::sample::select(seeds()),
        mutations in prop::collection::vec(mutation(), 1..4),
        notes: bool,
        trained: bool,
    ) {
        let mut text = seed.clone().into_bytes();
        for mutation in &mutations {
            mutation.apply(&mut text);
        }
        let mut acceptor = acceptor(notes);
        if trained {
            acceptor.accept(seed.as_bytes());
        }
        if let Some(length) = acceptor.accept(&text) {
            let judgement = oracle::judge(&text[..length], notes);
            prop_assert_eq!(judgement, Ok(()), "{}", String::from_utf8_lossy(&text));
        }
    }
}
