//! What a text that is no ISO 8601 date-time most likely means, so that help can show it mended.
//!
//! Only for help: nothing that is found here is ever taken for the value. Where day and month can't be told apart, or a
//! zone's name stands for several offsets, there is no guess.

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::database::NamedZone;
use super::names::{is_weekday, month};
use super::stamp::Offset;
use super::{Departures, Timestamp, read};

/// Longer texts are not date-times of any kind.
const LONGEST: usize = 100;

/// Help with the mended spelling of `text`, where it can be made out.
pub(super) fn mended(text: &str) -> Option<String> {
    guess(text).map(|time| as_help(&time))
}

/// Help with the canonical spelling of `time`.
pub(super) fn as_help(time: &Timestamp) -> String {
    let rest = if time.offset().is_none() { " followed by its offset, such as `+05:30` or `Z`" } else { "" };
    time.advice() + rest
}

/// The most likely meaning of `text`.
pub(super) fn guess(text: &str) -> Option<Timestamp> {
    if text.len() > LONGEST {
        return None;
    }
    // Typographic dashes and blanks, which word processors and `toLocaleString` write.
    let plain = text.replace(|c| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}'), "-");
    let plain = plain.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ");
    let mut scan = Scan { rest: plain.trim() };

    if scan.peek_word().is_some_and(is_weekday) {
        scan.word();
        scan.marks(&[',', '.']);
    }
    let (mut year, month, day) = scan.date()?;
    scan.between();
    let (time, fraction_digits) = scan.time()?;
    if year.is_none() {
        // `Thu Oct 30 14:00:00 2025`, as C's asctime writes it; a zone may stand before the year.
        year = Some(scan.number(4..=4)?.0);
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, month, day)?;
    let local = date.and_time(time);
    let offset = scan.offset(local)?;
    Some(Timestamp { local, offset, fraction_digits, departures: Departures::NONE })
}

/// The rest of the text, taken from the front.
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    /// Takes the first `length` bytes, after any blanks.
    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.trim_start().split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn peek_word(&self) -> Option<&'a str> {
        let rest = self.rest.trim_start();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        rest.get(..length).filter(|word| !word.is_empty())
    }

    fn word(&mut self) -> Option<&'a str> {
        let length = self.peek_word()?.len();
        self.take(length)
    }

    fn word_if(&mut self, words: &[&str]) -> Option<&'a str> {
        let word = self.peek_word().filter(|word| is_one_of(word, words))?;
        self.take(word.len())
    }

    fn digits_ahead(&self) -> usize {
        self.rest.trim_start().bytes().take_while(u8::is_ascii_digit).count()
    }

    /// A number of so many digits, and how many it has.
    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, usize)> {
        let run = self.digits_ahead();
        if !digits.contains(&run) {
            return None;
        }
        Some((self.take(run)?.parse().ok()?, run))
    }

    fn mark(&mut self, mark: char) -> bool {
        let found = self.rest.trim_start().starts_with(mark);
        if found {
            self.take(mark.len_utf8());
        }
        found
    }

    fn marks(&mut self, marks: &[char]) -> Option<char> {
        marks.iter().copied().find(|&mark| self.mark(mark))
    }

    /// Year, if it stands there, month and day.
    fn date(&mut self) -> Option<(Option<u32>, u32, u32)> {
        if let Some(word) = self.peek_word() {
            let month = month(word)?;
            self.word();
            self.mark('.');
            let day = self.number(1..=2)?.0;
            self.word_if(&["st", "nd", "rd", "th"]);
            self.mark(',');
            let year = self.number(4..=4).map(|(year, _)| year);
            return Some((year, month, day));
        }
        match self.digits_ahead() {
            8.. => {
                let digits = self.take(8)?;
                let part = |range| digits.get(range).and_then(|part: &str| part.parse().ok());
                return Some((Some(part(0..4)?), part(4..6)?, part(6..8)?));
            }
            4 => {
                let year = self.number(4..=4)?.0;
                self.marks(&['-', '/', '.'])?;
                let month = match self.peek_word() {
                    Some(word) => {
                        self.word();
                        month(word)?
                    }
                    None => self.number(1..=2)?.0,
                };
                self.marks(&['-', '/', '.'])?;
                return Some((Some(year), month, self.number(1..=2)?.0));
            }
            _ => {}
        }
        let first = self.number(1..=2)?.0;
        self.word_if(&["st", "nd", "rd", "th"]);
        let mark = self.marks(&['/', '-', '.']);
        self.word_if(&["of"]);
        let (month, day) = if let Some(word) = self.peek_word() {
            self.word();
            (month(word)?, first)
        } else {
            let second = self.number(1..=2)?.0;
            match mark? {
                // Nowhere does the month come first between dots.
                '.' => (second, first),
                _ if first > 12 => (second, first),
                _ if second > 12 || first == second => (first, second),
                _ => return None,
            }
        };
        self.marks(&['/', '-', '.', ',']);
        Some((Some(self.number(4..=4)?.0), month, day))
    }

    /// What may stand between date and time.
    fn between(&mut self) {
        self.marks(&['|', ',', '_']);
        self.word_if(&["T", "at"]);
    }

    fn time(&mut self) -> Option<(NaiveTime, u8)> {
        let run = self.digits_ahead();
        let (mut hour, minute, second) = match run {
            4 | 6 => {
                let number = self.number(run..=run)?.0;
                let (clock, second) = if run == 6 { (number / 100, number % 100) } else { (number, 0) };
                (clock / 100, clock % 100, second)
            }
            _ => {
                let hour = self.number(1..=2)?.0;
                if self.mark(':') {
                    let minute = self.number(2..=2)?.0;
                    let second = if self.mark(':') { self.number(2..=2)?.0 } else { 0 };
                    (hour, minute, second)
                } else if self.peek_word().is_some_and(|word| is_one_of(word, &["am", "pm"])) {
                    (hour, 0, 0)
                } else {
                    return None;
                }
            }
        };
        let (mut nanos, mut digits) = (0, 0);
        if self.marks(&['.', ',']).is_some() {
            let run = self.digits_ahead();
            (nanos, digits) = read::nanos(self.take(run)?.bytes());
        }
        if let Some(half) = self.word_if(&["am", "pm"]) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if half.eq_ignore_ascii_case("pm") { 12 } else { 0 };
        }
        Some((NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?, digits))
    }

    /// The offset, which may be absent; `None` where the rest makes no sense.
    fn offset(&mut self, local: chrono::NaiveDateTime) -> Option<Offset> {
        let rest = self.rest.trim();
        let name = rest.trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
        if rest.is_empty() {
            return Some(Offset::Absent);
        }
        if name.contains('/')
            && let Some(zone) = NamedZone::find(name)
        {
            let seconds = zone.offset_when(local)?.local_minus_utc();
            let whole = seconds % 60 == 0 && (1900..=2100).contains(&local.year());
            return whole.then(|| i16::try_from(seconds / 60).ok().map(Offset::Minutes))?;
        }
        let utc = self.word_if(&["Z", "UTC", "GMT", "UT"]);
        let Some(sign) = self.marks(&['+', '-']) else {
            return match (utc.is_some(), self.peek_word()) {
                (true, _) if self.is_remark() => Some(Offset::Zulu),
                // An abbreviation such as IST stands for several offsets.
                (false, Some(word)) if word.len() <= 5 && word.len() == self.rest.trim().len() => Some(Offset::Absent),
                _ => None,
            };
        };
        // One is enough: which of two is meant can't be told.
        if utc.is_some_and(|word| word.eq_ignore_ascii_case("Z")) {
            return None;
        }
        let (number, digits) = self.number(1..=4)?;
        let (hour, minute) = match digits {
            4 => (number / 100, number % 100),
            1 | 2 if self.mark(':') => (number, self.number(2..=2)?.0),
            1 | 2 => (number, 0),
            _ => return None,
        };
        if hour > 23 || minute > 59 || !self.is_remark() {
            return None;
        }
        let minutes = i16::try_from(hour * 60 + minute).ok()?;
        Some(Offset::Minutes(if sign == '-' { -minutes } else { minutes }))
    }

    /// Whether the rest after an offset is nothing, or a zone's name as Ruby, Go and JavaScript append it.
    fn is_remark(&self) -> bool {
        let rest = self.rest.trim();
        let bracketed = rest.starts_with(['(', '[']) && rest.ends_with([')', ']']);
        bracketed || (rest.len() <= 5 && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> Option<String> {
        guess(text).map(|time| time.to_rfc3339().unwrap_or_else(|| time.rfc3339_local()))
    }

    #[test]
    fn the_meaning_is_made_out() {
        for (text, meaning) in [
            ("2023-9-5 9:05", "2023-09-05T09:05:00"),
            ("2023-09-25 16:00:00 UTC", "2023-09-25T16:00:00Z"),
            ("2023-09-25 16:00:00.123456 +0530 IST", "2023-09-25T16:00:00.123456+05:30"),
            ("2023-09-25T16:00:00[Europe/Berlin]", "2023-09-25T16:00:00+02:00"),
            ("2023-12-25T16:00:00 Europe/Berlin", "2023-12-25T16:00:00+01:00"),
            ("2023-09-25T16:00:00 GMT-3", "2023-09-25T16:00:00-03:00"),
            ("12/31/2025 12:05 AM", "2025-12-31T00:05:00"),
            ("5th of May 2025, 12pm", "2025-05-05T12:00:00"),
            ("03.04.2025 14:00", "2025-04-03T14:00:00"),
            ("05/05/2025 14:00", "2025-05-05T14:00:00"),
            ("2023-09-25 16:00:00 -23:59", "2023-09-25T16:00:00-23:59"),
        ] {
            assert_eq!(guessed(text).as_deref(), Some(meaning), "{text}");
        }
    }

    #[test]
    fn long_texts_mean_nothing() {
        let padded = |length: usize| format!("2023-09-25 16:00:00 Z ({:x<1$})", "", length - 24);
        assert_eq!(padded(LONGEST).len(), LONGEST);
        assert_eq!(guessed(&padded(LONGEST)).as_deref(), Some("2023-09-25T16:00:00Z"));
        assert_eq!(guessed(&padded(LONGEST + 1)), None);
        assert_eq!(guessed(&padded(LONGEST + 2)), None);
    }

    #[test]
    fn doubt_makes_no_guess() {
        for text in [
            "03/04/2025 14:00",
            "03/12/2025 14:00",
            // Whole minutes, but from before there were time zones everywhere.
            "1895-09-25T16:00:00 Europe/Berlin",
            "2023-09-25 16:00:00 UTC and so on",
            "2023-09-25 16:00:00 +24:00",
            "2023-09-25 16:00:00 +05:60",
            "2023-09-25 16:00:00 +0530 (IST",
            "2023-09-25 16:00:00 +0530 12",
            "2023-09-25 16:00:00 +0530 and so on",
            "2025-02-30T14:00:00Z",
            "2025-10-30T14:0",
            "2025-10-30",
            // The clock shows this twice, or never.
            "2025-10-26T02:30:00 Europe/Berlin",
            "2025-03-30T02:30:00 Europe/Berlin",
            "2025-10-30T13:00 PM",
            "2023-09-25 16:00:00 Z+05:30",
            "2025-10-30T14:00:00 and so on",
        ] {
            assert_eq!(guessed(text), None, "{text}");
        }
    }
}
