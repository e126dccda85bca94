//! Reading a text as a date-time: by `grammar`, which knows the whole profile. What that refuses goes to `forms`, which knows
//! what people write instead.

use std::ops::Range;

use super::fault::{Fault, Problem};
use super::{Timestamp, forms, grammar, guess};

/// The minutes that offsets have: all that are in use are whole quarters of an hour.
pub(super) const QUARTERS: [&str; 4] = ["00", "15", "30", "45"];

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
    grammar::timestamp(text.as_bytes()).map_err(|fault| explained(text, fault))
}

/// The same for who needs no reason where there is none to be read.
pub fn parse(text: &str) -> Option<Timestamp> {
    grammar::timestamp(text.as_bytes()).ok()
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

/// Says why `text`, in which the grammar found a fault, is no date-time, and what to write instead.
#[cold]
fn explained(text: &str, fault: Fault) -> Invalid {
    if let Some(invalid) = forms::known(text) {
        return invalid;
    }
    let (reason, label) = fault.problem.words();
    let (before, behind) = text.split_at_checked(fault.part.start).unwrap_or((text, ""));
    let help = match fault.problem {
        Problem::TextAfterOffset => behind_offset(before, behind),
        Problem::BlankForPlus => guess::mended(&[before, "+", behind.trim_start()].concat())
            .map(|help| help + "; where `+` is decoded to a blank, as in forms and URLs, it has to be sent as `%2B`"),
        _ => guess::mended(text),
    };
    let help = help.or_else(|| fault.problem.help().map(str::to_owned));
    Invalid { part: fault.part, reason, label, help }
}

/// What to write instead of a date-time that goes on with other text `behind` its offset: mended is what stands before that, unless
/// the other text may belong to the offset, so that the time would be another one without it.
fn behind_offset(before: &str, behind: &str) -> Option<String> {
    let is_hours = before.get(..before.len().saturating_sub(2)).is_some_and(|rest| rest.ends_with(['+', '-']));
    match minutes(behind).filter(|_| is_hours) {
        Some(minutes) => guess::mended(&[before, ":", minutes].concat()),
        // A slash parts an interval's two times.
        None if behind.contains(|character: char| character.is_ascii_digit()) && !behind.starts_with('/') => None,
        None => guess::mended(before),
    }
}

/// The minutes of an offset that `text` is, behind another sign than a colon. Other numbers than offsets have may be decimals.
fn minutes(text: &str) -> Option<&str> {
    let digits = text.strip_prefix(['.', ',', '-', '_', ' ', 'h', 'H', '\u{ff1a}', '\u{2236}'])?;
    let digits = digits.strip_suffix('m').unwrap_or(digits);
    QUARTERS.contains(&digits).then_some(digits)
}
