//! An input that comes in pieces is read as one that comes at once, and places are what counting from the start gives.

use std::io::{self, Read};

use hoopspect::accept::{Acceptor, Asked};
use hoopspect::input::{Accept, Records, Step};
use hoopspect::payload::{Unwrap, unwrap};
use hoopspect::rules::{self, Events};
use hoopspect::schema::Event;
use hoopspect::source::Position;
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases;
use super::generate::input;

/// Gives its bytes out in pieces of these sizes, over and over.
struct Pieces {
    bytes: io::Cursor<Vec<u8>>,
    sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes.next().unwrap_or(1).min(buffer.len());
        self.bytes.read(&mut buffer[..size])
    }
}

/// What reading gives: the number, the place and the text or problem of each record.
type Read1 = (u64, Position, Result<String, String>);

fn read(bytes: &[u8], sizes: Vec<usize>, max_record: usize, live: bool) -> Vec<Read1> {
    let pieces = Pieces { bytes: io::Cursor::new(bytes.to_vec()), sizes: sizes.into_iter().cycle() };
    let records = Records::new("pieces".to_owned(), Box::new(pieces), live).with_max_record(max_record);
    gather(records, &mut ()).0
}

/// What reading gives, and how many records the fast path took.
fn gather(mut records: Records, fast: &mut impl Accept) -> (Vec<Read1>, u64) {
    let (mut found, mut accepted) = (Vec::new(), 0);
    loop {
        match records.next(fast) {
            Ok(Step::Record(record)) => {
                let content = match &record.content {
                    Ok(document) => Ok(document.root().raw().to_owned()),
                    Err(problem) => Err(format!("{problem:?}")),
                };
                found.push((record.origin.record, record.origin.start, content));
            }
            Ok(Step::Accepted(count)) => accepted += count,
            Ok(Step::Waiting) => (),
            Ok(Step::End) => return (found, accepted),
            // Damaged magic numbers: not what was compressed.
            Err(error) => panic!("nothing fails in memory: {error}"),
        }
    }
}

/// Counts from the start; a byte order mark takes no column.
fn count(bytes: &[u8], offset: usize) -> (u64, u64) {
    let before = &bytes[..offset];
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let is_character = |byte: &&u8| **byte & 0xC0 != 0x80;
    let column = before[line_start..].iter().filter(is_character).count();
    (before.split(|&byte| byte == b'\n').count() as u64, column as u64 + 1)
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn pieces_of_any_size_give_the_same_records(
        bytes in input(),
        sizes in vec(1..200_usize, 1..4),
        live: bool,
        max_record in prop_oneof![Just(16 << 20), 1..2000_usize],
    ) {
        let whole = read(&bytes, vec![usize::MAX], max_record, false);
        prop_assert_eq!(&read(&bytes, sizes, max_record, live), &whole);
        prop_assert_eq!(&read(&bytes, vec![1], max_record, live), &whole);
    }

    #[test]
    fn the_fast_path_changes_nothing_but_speed(bytes in input(), sizes in vec(1..2000_usize, 1..4)) {
        let asked = Asked { events: vec![Event::Update], notes: true, longest: 16 << 20 };
        let pieces = Pieces { bytes: io::Cursor::new(bytes.to_vec()), sizes: sizes.into_iter().cycle() };
        let records = Records::new("pieces".to_owned(), Box::new(pieces), false);
        let (with, accepted) = gather(records, &mut Acceptor::new(asked));
        let without = read(&bytes, vec![usize::MAX], 16 << 20, false);
        prop_assert_eq!(with.len() as u64 + accepted, without.len() as u64);
        prop_assert!(with.iter().all(|record| without.contains(record)));
    }

    #[test]
    fn places_are_what_counting_gives(bytes in input()) {
        prop_assume!(!bytes.windows(3).any(|window| window == b"\xef\xbb\xbf"));
        let mut records = Records::new("places".to_owned(), Box::new(io::Cursor::new(bytes.to_vec())), false);
        while let Step::Record(record) = records.next(&mut ()).unwrap() {
            let start = record.origin.start;
            let at = usize::try_from(start.byte).unwrap();
            prop_assert_eq!((start.line, start.column), count(&bytes, at));
            prop_assert!(bytes[at..].starts_with(record.bytes));
            let mut locator = hoopspect::source::Locator::new(record.bytes, start);
            for found in unwrap(&record, Unwrap::Yes) {
                let findings = match &found {
                    Ok(payload) => rules::check(payload, &Events::any()),
                    Err(unreadable) => vec![rules::unreadable(unreadable)],
                };
                for finding in findings {
                    let places = finding.related.iter().map(|related| related.place).chain([finding.place]);
                    for place in places {
                        prop_assert!(place.start <= place.end && place.end <= record.bytes.len(), "{:?}", finding);
                        let position = locator.position(place.start);
                        prop_assert_eq!(position.byte, (at + place.start) as u64);
                        prop_assert_eq!((position.line, position.column), count(&bytes, at + place.start));
                    }
                }
            }
        }
    }
}
