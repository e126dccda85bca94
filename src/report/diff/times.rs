//! When an appointment is, as a comparison says it: one line a side.

use crate::change::Ends;
use crate::time::text::{Range, date_clock, range};
use crate::time::{Timestamp, Zone};

/// `Mon 2023-09-25 16:00–16:30 UTC+05:30`, or both ends in full where they differ in day or offset; `None` where the
/// start is not known.
pub(super) fn ends(ends: &Ends, zone: Zone, dash: &str) -> Option<String> {
    let (start, Some(end)) = (ends.start?, ends.end) else { return ends.start.map(|start| at(&start, zone)) };
    let (first, last) = (zone.show(&start), zone.show(&end));
    if first.offset != last.offset {
        return Some(format!("{} {dash} {}", at(&start, zone), at(&end, zone)));
    }
    let label = last.label();
    Some(match range(first.local, last.local, dash) {
        Range::Day(text) => format!("{text} {label}"),
        Range::Days(first, last) => format!("{first} {dash} {last} {label}"),
    })
}

/// `Mon 2023-09-25 16:00 UTC+05:30`.
pub(super) fn at(time: &Timestamp, zone: Zone) -> String {
    let shown = zone.show(time);
    format!("{} {}", date_clock(shown.local), shown.label())
}
