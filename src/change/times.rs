//! Start and end on both sides of a comparison, and how far they moved.

use crate::schema::FieldId;
use crate::time::text::Stay;
use crate::time::{self, Fixed, Instant, Timestamp, Zone};

use super::side::text;
use super::{FieldChange, Side, value};

/// When an appointment begins and ends, as far as its payload says so in a form that can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The start.
    pub start: Option<Timestamp>,
    /// The end.
    pub end: Option<Timestamp>,
}

impl Ends {
    /// What `side` says; an end that came without its start is left out, for together they would tell a length that there never was.
    pub fn of(side: &Side<'_>) -> Self {
        let at = |id| side.value(id).and_then(timestamp);
        Self { start: at(FieldId::StartTime), end: at(FieldId::EndTime).filter(|_| !side.is_parted()) }
    }

    /// Both together, where there is a start.
    pub fn stay(&self) -> Option<Stay> {
        Some(Stay { start: self.start?, end: self.end })
    }

    /// The length in seconds; `None` where one end can't be placed in time.
    pub fn seconds(&self) -> Option<i64> {
        self.stay()?.seconds()
    }
}

/// Start and end before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Before.
    pub before: Ends,
    /// After.
    pub after: Ends,
}

impl Times {
    /// The same as clocks in a zone have it.
    pub(super) fn in_zone(self, zone: Zone) -> Self {
        if zone == Zone::Sent {
            return self;
        }
        let restated = |time: Option<Timestamp>| time.map(|time| zone.restate(time));
        let ends = |ends: Ends| Ends { start: restated(ends.start), end: restated(ends.end) };
        Self { before: ends(self.before), after: ends(self.after) }
    }

    /// Start and end on both sides, where there is a start on both.
    pub(super) fn stays(&self) -> Option<(Stay, Stay)> {
        self.before.stay().zip(self.after.stay())
    }

    /// How many seconds later the start is; `None` where one of the two can't be placed in time.
    pub fn shift_seconds(&self) -> Option<i64> {
        Some(self.after.start?.instant()?.seconds_since(self.before.start?.instant()?))
    }
}

impl FieldChange<'_> {
    /// Both values as date-times, where both are.
    pub fn timestamps(&self) -> Option<(Timestamp, Timestamp)> {
        Some((timestamp(self.before?)?, timestamp(self.after?)?))
    }
}

/// Whether two JSON texts differ only in the digits of date and clock, and so can't be the same instant, whether they are
/// date-times or not. What has two names (24:00, and 23:59:60 for some) is left to a closer look.
pub(super) fn differ_in_digits(before: &[u8], after: &[u8]) -> bool {
    let head = |raw: &[u8]| {
        let head = raw.first_chunk::<20>()?;
        #[rustfmt::skip]
        let [b'"', _, _, _, _, b'-', _, _, b'-', _, _, b'T', h, hh, b':', _, _, b':', s, _] = *head else { return None };
        (s != b'6' && !(h == b'2' && hh == b'4')).then_some(*head)
    };
    let differ = head(before).zip(head(after)).is_some_and(|(one, other)| one != other);
    differ && before.get(20..) == after.get(20..)
}

/// The date-time that the JSON text `raw` is, blanks around it aside; `None` where it can't be read.
pub(super) fn timestamp(raw: &str) -> Option<Timestamp> {
    time::parse(value::text(raw)?.trim())
}

/// The point in time that the JSON text `raw` is; `None` also without an offset.
pub(super) fn instant(raw: &[u8]) -> Option<Instant> {
    match raw.strip_prefix(b"\"").and_then(Fixed::read) {
        Some((time, [])) => Some(time.instant()),
        _ => timestamp(text(raw))?.instant(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_differs_in_digits_is_never_the_same_instant(
            texts in prop::array::uniform2(
                r#""2026-(12|W53|01|365)-(3[01]|0[14]|[57])[Tt ](23|24|00|2[0-9]):(59|00|6[0-9]):(59|60|00)(\.0|)(Z|\+00:00|\+01:00|)""#
            ),
        ) {
            let [one, other] = &texts;
            let instants = [one, other].map(|text| timestamp(text).and_then(|time| time.instant()));
            prop_assert_eq!(instants, [one, other].map(|text| instant(text.as_bytes())));
            if differ_in_digits(one.as_bytes(), other.as_bytes()) {
                prop_assert!(instants[0].is_none() || instants[0] != instants[1], "{one} {other}");
            }
            prop_assert!(!differ_in_digits(one.as_bytes(), one.as_bytes()));
        }
    }

    #[test]
    fn most_pairs_differ_in_digits_alone() {
        assert!(differ_in_digits(b"\"2026-09-25T16:00:00+05:30\"", b"\"2026-09-25T16:00:05+05:30\""));
        assert!(!differ_in_digits(b"\"2026-09-25T16:00:00+05:30\"", b"\"2026-09-25T15:00:00+04:30\""));
    }
}
