//! What became of an appointment's start and length, in words.
//!
//! Apart from `text`, whose columns it joins, for its cases: a move may cross a change of offset, and then the clock
//! and the time disagree on how far it was.

use super::text::{clock, distance, duration};
use super::{Instant, Timestamp};

/// When an appointment begins and ends, as a payload states it.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    /// The start.
    pub start: Timestamp,
    /// The end, where there is one that can be read.
    pub end: Option<Timestamp>,
}

impl Stay {
    /// The length in seconds; `None` where one end can't be placed in time.
    pub fn seconds(&self) -> Option<i64> {
        Some(self.end?.instant()?.seconds_since(self.start.instant()?))
    }
}

/// What became of start and length: `2 h later, still 30 min`, or `now 45 min (was 30 min)` where only the length
/// changed. Put `moved` before a shift to make a sentence of it ([`is_shift`] says whether it is one).
///
/// `None` where there is nothing to say: nothing changed, or one start has an offset and the other has none.
pub fn shift_summary(before: &Stay, after: &Stay) -> Option<String> {
    let shift = start_shift(&before.start, &after.start)?;
    let length = match (before.seconds(), after.seconds()) {
        (Some(before), Some(after)) if before == after => shift.is_some().then(|| format!("still {}", duration(after))),
        (Some(before), Some(after)) => Some(format!("now {} (was {})", duration(after), duration(before))),
        (None, Some(after)) => Some(format!("now {}", duration(after))),
        (_, None) => None,
    };
    match (shift, length) {
        (Some(shift), Some(length)) => Some(format!("{shift}, {length}")),
        (shift, length) => shift.or(length),
    }
}

/// Whether the start moved: the summary then says how far.
pub fn is_shift(before: &Stay, after: &Stay) -> bool {
    matches!(start_shift(&before.start, &after.start), Some(Some(_)))
}

/// How far the start moved: `Some(None)` for not at all, `None` where that can't be said.
#[expect(clippy::option_option, reason = "unknown and none are told apart, for this file only")]
fn start_shift(before: &Timestamp, after: &Timestamp) -> Option<Option<String>> {
    let clocks = (Instant::from(before.local().and_utc()), Instant::from(after.local().and_utc()));
    let clock_shift = clocks.1.seconds_since(clocks.0);
    let on_the_clock = || way(clock_shift, clocks.1 > clocks.0);
    let (earlier, later) = match (before.instant(), after.instant()) {
        (Some(before), Some(after)) => (before, after),
        (None, None) if clocks.0 == clocks.1 => return Some(None),
        (None, None) => return Some(Some(format!("{} on the clock", on_the_clock()))),
        _ => return None,
    };
    if earlier == later {
        return Some(None);
    }
    let in_time = way(later.seconds_since(earlier), later > earlier);
    let offsets = before.offset()?.local_minus_utc().abs_diff(after.offset()?.local_minus_utc());
    let written = || format!("({} → {})", before.offset_text(), after.offset_text());
    // Daylight saving moves clocks by two hours at the most: beyond that it is two places, not one before and after.
    let one_place = offsets <= 2 * 3600;
    Some(Some(if offsets == 0 {
        in_time
    } else if clock_shift % 86_400 == 0 {
        let shift = if one_place && clock_shift != 0 { on_the_clock() } else { in_time };
        format!("{shift}, same local time {} {}", clock(after.local()), written())
    } else if one_place {
        format!("{in_time} in time, {} on the clock {}", on_the_clock(), written())
    } else {
        in_time
    }))
}

/// `2 h later`, `less than 1 s earlier`: how far something moved of which so many whole seconds are known.
pub fn way(seconds: i64, is_later: bool) -> String {
    format!("{} {}", distance(seconds), if is_later { "later" } else { "earlier" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::read;

    fn stay(text: &str) -> Stay {
        let (start, end) = text.split_once(' ').unwrap_or((text, ""));
        Stay { start: read(start).unwrap(), end: read(end).ok() }
    }

    #[test]
    fn shifts_say_how_far_and_what_became_of_the_length() {
        for (before, after, summary) in [
            (
                "2023-09-25T16:00:00+05:30 2023-09-25T16:30:00+05:30",
                "2023-09-25T18:00:00+05:30 2023-09-25T18:30:00+05:30",
                "2 h later, still 30 min",
            ),
            (
                "2023-09-25T16:00:00Z 2023-09-25T16:30:00Z",
                "2023-09-25T15:30:00Z 2023-09-25T16:15:00Z",
                "30 min earlier, now 45 min (was 30 min)",
            ),
            (
                "2023-09-25T16:00:00Z 2023-09-25T16:30:00Z",
                "2023-09-25T16:00:00Z 2023-09-25T16:45:00Z",
                "now 45 min (was 30 min)",
            ),
            ("2023-09-25T16:00:00Z", "2023-09-25T16:00:00Z 2023-09-25T16:45:00Z", "now 45 min"),
            ("2023-09-25T16:00:00Z", "2023-09-27T20:00:00Z", "2 d 4 h later"),
            ("2023-09-25T16:00:00Z", "2023-09-25T16:00:00.25Z", "less than 1 s later"),
            // Daylight saving ends: the clock says the same, and 7 days are 7 days and an hour.
            (
                "2026-10-19T10:00:00+02:00",
                "2026-10-26T10:00:00+01:00",
                "7 d later, same local time 10:00 (+02:00 → +01:00)",
            ),
            (
                "2026-10-26T10:00:00+01:00",
                "2026-10-19T10:00:00+02:00",
                "7 d earlier, same local time 10:00 (+01:00 → +02:00)",
            ),
            (
                "2026-10-25T10:00:00+02:00",
                "2026-10-25T10:00:00+01:00",
                "1 h later, same local time 10:00 (+02:00 → +01:00)",
            ),
            (
                "2026-03-29T01:00:00+01:00",
                "2026-03-29T03:00:00+02:00",
                "1 h later in time, 2 h later on the clock (+01:00 → +02:00)",
            ),
            (
                "2026-04-05T01:45:00+11:00",
                "2026-04-05T01:40:00+10:30",
                "25 min later in time, 5 min earlier on the clock (+11:00 → +10:30)",
            ),
            // Two hours are still one place.
            (
                "2026-03-28T10:00:00+00:00",
                "2026-03-29T10:00:00+02:00",
                "1 d later, same local time 10:00 (+00:00 → +02:00)",
            ),
            // Another place, or only another way of writing: the clocks have nothing to do with each other.
            ("2026-10-19T10:00:00Z", "2026-10-19T16:30:00+05:30", "1 h later"),
            (
                "2026-10-19T10:00:00Z",
                "2026-10-20T10:00:00+05:30",
                "18 h 30 min later, same local time 10:00 (Z → +05:30)",
            ),
            (
                "2026-10-19T10:00:00 2026-10-19T10:30:00",
                "2026-10-19T11:00:00 2026-10-19T11:30:00",
                "1 h later on the clock",
            ),
        ] {
            assert_eq!(shift_summary(&stay(before), &stay(after)).as_deref(), Some(summary), "{before} {after}");
            assert_eq!(is_shift(&stay(before), &stay(after)), !summary.starts_with("now"), "{before} {after}");
        }
    }

    #[test]
    fn nothing_is_said_where_nothing_is_known_or_nothing_changed() {
        for (before, after) in [
            ("2026-10-19T10:00:00Z", "2026-10-19T15:30:00+05:30"),
            ("2026-10-19T10:00:00Z 2026-10-19T11:00:00Z", "2026-10-19T12:00:00+02:00 2026-10-19T13:00:00+02:00"),
            ("2026-10-19T10:00:00", "2026-10-19T15:30:00Z"),
            ("2026-10-19T10:00:00", "2026-10-19T10:00:00"),
        ] {
            assert_eq!(shift_summary(&stay(before), &stay(after)), None, "{before} {after}");
        }
    }
}
