//! An input that comes in pieces is read as one that comes at once, and places are what counting from the start gives.

use std::io::{self, Read};

use hoopspect::accept::{Acceptor, Asked};
use hoopspect::input::{Accept, Records, Step};
use hoopspect::schema::Event;
use hoopspect::source::Position;
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases;
use super::generate::input;
use crate::holds::places;

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

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn pieces_of_any_size_give_the_same_records(
        bytes in input(),
        sizes in vec(1..200_usize, 1..4),
        live: bool,
        // Below a few bytes, the limit cuts even what marks an encoding.
        max_record in prop_oneof![Just(16 << 20), 8..2000_usize],
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
        places(&bytes);
    }
}
