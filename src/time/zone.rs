//! The zone that times are shown in: as sent, or one that the reader asks for with `--tz`.
//!
//! Only showing knows zones, and the words for how far something moved; reading and comparing have offsets and instants.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, FixedOffset, NaiveDateTime, Offset as _, TimeZone, Timelike as _};

use super::database::NamedZone;
use super::digits::two;
use super::stamp::{LONGEST, push_rfc3339_local};
use super::{Instant, OffsetText, Timestamp};

/// Where the reader's clock hangs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// With each time in the offset that it was sent with.
    #[default]
    Sent,
    /// In UTC.
    Utc,
    /// In the machine's own zone, as `TZ` or the system has it.
    Local,
    /// At one offset the whole year.
    Fixed(FixedOffset),
    /// In a zone of the IANA time zone database, as this program was built with it.
    Named(NamedZone),
}

/// A timestamp as a clock in some zone shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The date and the clock there.
    pub local: NaiveDateTime,
    /// The offset there at that time; `None` where the timestamp has none.
    pub offset: Option<FixedOffset>,
    /// The offset for a column: `+05:30`, `Z`, `?`.
    pub offset_text: OffsetText,
    zone: Zone,
}

impl Shown {
    /// The zone for people: `UTC+05:30`, `UTC`, `Europe/Berlin`, and `Europe/Berlin (UTC+01:00)` in the hour that a clock shows
    /// twice; `no offset` where there is none.
    ///
    /// For the machine's own zone this asks the system for its name: once a card is fine, once a row is slow.
    pub fn label(&self) -> Cow<'static, str> {
        let Some(offset) = self.offset else { return Cow::Borrowed("no offset") };
        let name = match self.zone {
            Zone::Named(zone) => Some(zone),
            // A name is only worth saying where it is true: POSIX rules in TZ, or no zone data, and it isn't.
            Zone::Local => local_name().filter(|zone| {
                let utc = self.local.checked_sub_offset(offset);
                utc.is_some_and(|utc| zone.offset_at(utc) == offset)
            }),
            Zone::Sent | Zone::Utc | Zone::Fixed(_) => None,
        };
        match name {
            None => offset_label(offset),
            Some(zone) if zone.offset_when(self.local).is_none() => {
                Cow::Owned(format!("{} ({})", zone.name(), offset_label(offset)))
            }
            Some(zone) => Cow::Borrowed(zone.name()),
        }
    }
}

impl Shown {
    /// The RFC 3339 spelling, with as much of a fraction as there is; `None` without an offset, and beyond the years
    /// and offsets that RFC 3339 can write.
    pub fn to_rfc3339(&self) -> Option<String> {
        let seconds = self.offset?.local_minus_utc();
        if !(0..=9999).contains(&self.local.year()) || seconds % 60 != 0 {
            return None;
        }
        let mut out = String::with_capacity(LONGEST);
        push_rfc3339_local(&mut out, self.local, fraction_digits(self.local));
        out.push_str(self.offset_text.as_str());
        Some(out)
    }
}

/// Digits that the fraction of a second needs: none, or three, six or nine.
fn fraction_digits(time: NaiveDateTime) -> u8 {
    match time.nanosecond() % 1_000_000_000 {
        0 => 0,
        nanos if nanos % 1_000_000 == 0 => 3,
        nanos if nanos % 1000 == 0 => 6,
        _ => 9,
    }
}

impl Zone {
    /// How `time` reads in this zone. One without an offset can't be placed: it reads as sent in every zone.
    pub fn show(self, time: &Timestamp) -> Shown {
        let sent =
            Shown { local: time.local(), offset: time.offset(), offset_text: time.offset_text(), zone: Self::Sent };
        match (self, time.instant()) {
            (Self::Sent, _) | (_, None) => sent,
            (_, Some(instant)) => self.show_instant(instant).unwrap_or(sent),
        }
    }

    /// `time` as a clock in this zone would have stated it: the same instant. One that can't be placed stays as it was sent.
    #[must_use]
    pub fn restate(self, time: Timestamp) -> Timestamp {
        let shown = self.show(&time);
        let offset = shown.offset.filter(|_| shown.zone != Self::Sent);
        offset.and_then(|offset| time.at(shown.local, offset)).unwrap_or(time)
    }

    /// The same for an instant; `None` for [`Zone::Sent`], which an instant doesn't know.
    pub fn show_instant(self, instant: Instant) -> Option<Shown> {
        let utc = instant.to_utc().naive_utc();
        let offset = match self {
            Self::Sent => return None,
            Self::Utc => chrono::Utc.fix(),
            Self::Fixed(offset) => offset,
            Self::Named(zone) => zone.offset_at(utc),
            Self::Local => chrono::Local.offset_from_utc_datetime(&utc),
        };
        let offset_text = if self == Self::Utc { OffsetText::ZULU } else { offset.into() };
        Some(Shown { local: utc.checked_add_offset(offset)?, offset: Some(offset), offset_text, zone: self })
    }
}

/// `UTC` or `UTC+05:30`.
fn offset_label(offset: FixedOffset) -> Cow<'static, str> {
    match offset.local_minus_utc() {
        0 => Cow::Borrowed("UTC"),
        seconds => Cow::Owned(format!("UTC{}", OffsetText::new(seconds))),
    }
}

/// The zone's own name; `UTC` and `UTC+05:30` for fixed ones.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => f.write_str("sent"),
            Self::Utc => f.write_str("UTC"),
            Self::Local => f.write_str(local_name().map_or("local", NamedZone::name)),
            Self::Fixed(offset) => f.write_str(&offset_label(*offset)),
            Self::Named(zone) => f.write_str(zone.name()),
        }
    }
}

/// The IANA name of the machine's zone, from the places where chrono's `Local` looks: `TZ`, then `/etc/localtime`.
fn local_name() -> Option<NamedZone> {
    if let Some(name) = std::env::var_os("TZ").filter(|name| !name.is_empty()) {
        let name = name.to_str()?;
        return NamedZone::find(name.strip_prefix(':').unwrap_or(name));
    }
    let link = std::fs::read_link("/etc/localtime").ok()?;
    let (_, name) = link.to_str()?.split_once("zoneinfo/")?;
    NamedZone::find(name)
}

/// What was asked for is no zone. Shown, it gives the forms there are and a near name, and doesn't repeat the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownZone {
    /// What was probably meant, in a form that is understood.
    pub suggestion: Option<String>,
}

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.suggestion {
            Some(name) => write!(f, "no such time zone; did you mean `{name}`?"),
            None => f.write_str("expected sent, utc, local, an offset such as +05:30, or a zone such as Europe/Berlin"),
        }
    }
}

impl std::error::Error for UnknownZone {}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// Reads `sent`, `utc`, `local`, `±HH:MM` or a name of the IANA database; letters of any case.
    fn from_str(text: &str) -> Result<Self, UnknownZone> {
        for (word, zone) in [("sent", Self::Sent), ("utc", Self::Utc), ("local", Self::Local)] {
            if text.eq_ignore_ascii_case(word) {
                return Ok(zone);
            }
        }
        if let Some(seconds) = offset_seconds(text.as_bytes()) {
            return FixedOffset::east_opt(seconds).map(Self::Fixed).ok_or(UnknownZone { suggestion: None });
        }
        NamedZone::find(text).map(Self::Named).ok_or_else(|| UnknownZone { suggestion: suggestion(text) })
    }
}

/// Seconds east for exactly `±HH:MM`.
fn offset_seconds(text: &[u8]) -> Option<i32> {
    let &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = text else { return None };
    let (hour, minute) = (two(h1, h2)?, two(m1, m2)?);
    let seconds = i32::from(hour) * 3600 + i32::from(minute) * 60;
    (hour < 24 && minute < 60).then_some(if sign == b'-' { -seconds } else { seconds })
}

/// What was probably meant by `text`.
fn suggestion(text: &str) -> Option<String> {
    if text.len() > 40 {
        return None;
    }
    let text = text.trim().to_ascii_lowercase().replace(' ', "_");
    if text == "z" {
        return Some("utc".to_owned());
    }
    // `+0530`, `UTC+5`, `GMT-03:30`, and U+2212 for the sign.
    let plain = text.replace('\u{2212}', "-");
    let offset = plain.trim_start_matches("utc").trim_start_matches("gmt").trim_start_matches('_');
    if let Some(sign) = offset.chars().next().filter(|sign| matches!(sign, '+' | '-')) {
        let digits: String = offset.chars().skip(1).filter(|&c| c != ':').collect();
        let (hour, minute) = match (digits.len(), digits.parse::<u32>()) {
            (1 | 2, Ok(hour)) => (hour, 0),
            (3 | 4, Ok(both)) => (both / 100, both % 100),
            _ => return None,
        };
        return (hour < 24 && minute < 60).then(|| format!("{sign}{hour:02}:{minute:02}"));
    }
    let score = |name: &str| {
        let name = name.to_ascii_lowercase();
        let city = name.rsplit_once('/').map_or(name.as_str(), |(_, city)| city);
        let by_city = strsim::normalized_damerau_levenshtein(city, &text) - 0.01;
        strsim::normalized_damerau_levenshtein(&name, &text).max(by_city)
    };
    let words = ["sent", "utc", "local"].into_iter();
    let names = words.chain(NamedZone::names());
    let scored = names.map(|name| (score(name), name)).filter(|(score, _)| *score > 0.7);
    scored.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::read;

    fn shown(zone: &str, time: &str) -> (String, String, String) {
        let shown = zone.parse::<Zone>().unwrap().show(&read(time).unwrap());
        (shown.local.to_string(), shown.offset_text.to_string(), shown.label().into_owned())
    }

    #[test]
    fn times_are_shown_in_every_kind_of_zone() {
        for (zone, time, local, offset, label) in [
            ("sent", "2023-09-25T16:00:00+05:30", "2023-09-25 16:00:00", "+05:30", "UTC+05:30"),
            ("sent", "2023-09-25T16:00:00Z", "2023-09-25 16:00:00", "Z", "UTC"),
            ("sent", "2023-09-25T16:00:00", "2023-09-25 16:00:00", "?", "no offset"),
            ("UTC", "2023-09-25T16:00:00+05:30", "2023-09-25 10:30:00", "Z", "UTC"),
            ("utc", "2023-09-25T16:00:00", "2023-09-25 16:00:00", "?", "no offset"),
            ("-03:30", "2023-09-25T16:00:00Z", "2023-09-25 12:30:00", "-03:30", "UTC-03:30"),
            ("+00:00", "2023-09-25T16:00:00Z", "2023-09-25 16:00:00", "+00:00", "UTC"),
            ("europe/berlin", "2023-09-25T16:00:00+05:30", "2023-09-25 12:30:00", "+02:00", "Europe/Berlin"),
            ("Europe/Berlin", "2023-12-25T16:00:00+05:30", "2023-12-25 11:30:00", "+01:00", "Europe/Berlin"),
            ("Europe/Berlin", "2023-10-29T00:30:00Z", "2023-10-29 02:30:00", "+02:00", "Europe/Berlin (UTC+02:00)"),
            ("Europe/Berlin", "2023-10-29T01:30:00Z", "2023-10-29 02:30:00", "+01:00", "Europe/Berlin (UTC+01:00)"),
            ("Europe/Berlin", "2023-10-29T02:30:00Z", "2023-10-29 03:30:00", "+01:00", "Europe/Berlin"),
            ("Asia/Kolkata", "9999-12-31T23:59:59Z", "+10000-01-01 05:29:59", "+05:30", "Asia/Kolkata"),
            ("Asia/Kolkata", "2016-12-31T23:59:60Z", "2017-01-01 05:29:60", "+05:30", "Asia/Kolkata"),
        ] {
            let expected = (local.to_owned(), offset.to_owned(), label.to_owned());
            assert_eq!(shown(zone, time), expected, "{zone} {time}");
        }
    }

    #[test]
    fn what_is_shown_has_an_rfc_3339_spelling() {
        for (zone, time, spelt) in [
            ("utc", "2023-09-25T16:00:00.5+05:30", Some("2023-09-25T10:30:00.500Z")),
            ("Europe/Berlin", "2023-09-25T16:00:00Z", Some("2023-09-25T18:00:00+02:00")),
            ("utc", "2023-09-25T16:00:00.123456Z", Some("2023-09-25T16:00:00.123456Z")),
            ("utc", "2023-09-25T16:00:00.1234567Z", Some("2023-09-25T16:00:00.123456700Z")),
            ("utc", "2016-12-31T23:59:60Z", Some("2016-12-31T23:59:60Z")),
            ("utc", "2023-09-25T16:00:00", None),
            ("+01:00", "9999-12-31T23:59:59Z", None),
        ] {
            let shown = zone.parse::<Zone>().unwrap().show(&read(time).unwrap());
            assert_eq!(shown.to_rfc3339().as_deref(), spelt, "{zone} {time}");
        }
    }

    #[test]
    fn the_machines_zone_keeps_the_instant() {
        let time = read("2023-09-25T16:00:00+05:30").unwrap();
        let shown = Zone::Local.show(&time);
        let offset = i64::from(shown.offset.unwrap().local_minus_utc());
        assert_eq!(shown.local.and_utc().timestamp() - offset, time.instant().unwrap().seconds());
    }

    #[test]
    fn misspelled_zones_get_a_suggestion() {
        for (text, suggestion) in [
            ("Europe/Berln", Some("Europe/Berlin")),
            ("Berlin", Some("Europe/Berlin")),
            ("america/new york", Some("America/New_York")),
            ("Asia/Calcuta", Some("Asia/Calcutta")),
            ("locale", Some("local")),
            ("uct+5", None),
            ("UTC+5", Some("+05:00")),
            ("+0530", Some("+05:30")),
            ("+5:30", Some("+05:30")),
            ("-24:00", None),
            ("+05:60", None),
            ("Z", Some("utc")),
            ("", None),
            ("\u{1b}[2J", None),
            ("日本/東京", None),
        ] {
            let error = text.parse::<Zone>().unwrap_err();
            assert_eq!(error.suggestion.as_deref(), suggestion, "{text}");
            let said = error.to_string();
            match suggestion {
                Some(name) => assert_eq!(said, format!("no such time zone; did you mean `{name}`?")),
                None => assert!(said.starts_with("expected sent, utc, local, an offset such as +05:30"), "{said}"),
            }
        }
    }

    #[test]
    fn zones_have_names() {
        for (text, name) in [("sent", "sent"), ("Utc", "UTC"), ("+05:30", "UTC+05:30"), ("asia/tokyo", "Asia/Tokyo")] {
            assert_eq!(text.parse::<Zone>().unwrap().to_string(), name);
        }
    }
}
