//! Reading a text as a date-time: the standard form in one straight pass, everything else by way of the grammar.
//!
//! The straight pass only accepts. What it refuses goes to `grammar`, which knows the whole profile, and what that
//! refuses to `forms`, which knows what people write instead; a property test holds the first two together.

use std::ops::Range;

use chrono::NaiveDate;

use super::digits::two;
use super::fault::Problem;
use super::stamp::Offset;
use super::{Departures, Timestamp, forms, grammar, guess};

/// Why a text is no date-time.
///
/// The texts hold nothing of the input but numbers that were read and spellings computed from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The part that is wrong, in bytes; on character boundaries, and empty where something is missing.
    pub part: Range<usize>,
    /// What is wrong, as the rest of a sentence that begins with the field's name; complete without a snippet.
    pub reason: String,
    /// The same in a few words, for under the carets.
    pub label: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// Reads `text`, which the caller has unescaped and trimmed, as an ISO 8601 date-time.
///
/// Standard is what RFC 3339, section 5.6, calls `date-time` (a lower-case `t` or `z` included, the blank of its note
/// not), with or without its offset. Other forms of ISO 8601 are read too and say how they depart. Second 60 has to be
/// 23:59:60 UTC. Digits of a fraction after the ninth are cut.
pub fn read(text: &str) -> Result<Timestamp, Invalid> {
    match standard(text.as_bytes()) {
        Some(time) => Ok(time),
        None => explained(text),
    }
}

/// Reads `text` if it is in the one form that nearly every payload has; `None` says nothing but that [`read`] has to look.
pub fn read_standard(text: &str) -> Option<Timestamp> {
    standard(text.as_bytes())
}

/// The standard form, and only that: the one that nearly every payload has.
#[inline]
pub(super) fn standard(bytes: &[u8]) -> Option<Timestamp> {
    let (head, tail) = bytes.split_first_chunk::<19>()?;
    #[rustfmt::skip]
    let &[y1, y2, y3, y4, b'-', n1, n2, b'-', d1, d2, b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2] = head else {
        return None;
    };
    let year = i32::from(two(y1, y2)?) * 100 + i32::from(two(y3, y4)?);
    let (nanos, fraction_digits, tail) = match tail {
        [b'.', tail @ ..] => {
            let run = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (fraction, tail) = tail.split_at_checked(run)?;
            let (nanos, digits) = nanos(fraction.iter().copied());
            if digits == 0 {
                return None;
            }
            (nanos, digits, tail)
        }
        tail => (0, 0, tail),
    };
    let offset = match tail {
        [b'Z' | b'z'] => Offset::Zulu,
        &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hour, minute) = (two(h1, h2)?, two(m1, m2)?);
            if hour > 23 || minute > 59 {
                return None;
            }
            let minutes = i16::from(hour) * 60 + i16::from(minute);
            match (sign, minutes) {
                (b'-', 0) => Offset::MinusZero,
                (b'-', minutes) => Offset::Minutes(-minutes),
                (_, minutes) => Offset::Minutes(minutes),
            }
        }
        [] => Offset::Absent,
        _ => return None,
    };
    let local = NaiveDate::from_ymd_opt(year, two(n1, n2)?.into(), two(d1, d2)?.into())?.and_hms_nano_opt(
        two(h1, h2)?.into(),
        two(m1, m2)?.into(),
        two(s1, s2)?.into(),
        nanos,
    )?;
    Some(Timestamp { local, offset, fraction_digits, departures: Departures::NONE })
}

/// The value of a fraction's ASCII digits in nanoseconds, and how many of them were heeded.
pub(super) fn nanos(digits: impl Iterator<Item = u8>) -> (u32, u8) {
    let (mut nanos, mut scale, mut heeded) = (0, 100_000_000, 0);
    for digit in digits.take(9) {
        nanos += u32::from(digit.wrapping_sub(b'0')) * scale;
        scale /= 10;
        heeded += 1;
    }
    (nanos, heeded)
}

/// Reads by the grammar; where that fails, says why and what to write instead.
#[cold]
fn explained(text: &str) -> Result<Timestamp, Invalid> {
    let fault = match grammar::timestamp(text.as_bytes()) {
        Ok(time) => return Ok(time),
        Err(fault) => fault,
    };
    if let Some(invalid) = forms::known(text) {
        return Err(invalid);
    }
    let (reason, label) = fault.problem.words();
    let help = match fault.problem {
        // What follows may be anything: mended is what stands before it.
        Problem::TextAfterOffset => text.get(..fault.part.start).and_then(guess::mended),
        _ => guess::mended(text),
    };
    let help = help.or_else(|| fault.problem.help().map(str::to_owned));
    Err(Invalid { part: fault.part, reason, label, help })
}
