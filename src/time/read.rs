//! Reading a text as a date-time: by `grammar`, which knows the whole profile. What that refuses goes to `forms`, which knows
//! what people write instead.

use std::ops::Range;

use super::fault::{Fault, Problem};
use super::{Timestamp, forms, grammar, guess};

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
    let help = match fault.problem {
        // What follows may be anything: mended is what stands before it.
        Problem::TextAfterOffset => text.get(..fault.part.start).and_then(guess::mended),
        _ => guess::mended(text),
    };
    let help = help.or_else(|| fault.problem.help().map(str::to_owned));
    Invalid { part: fault.part, reason, label, help }
}
