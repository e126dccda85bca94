//! The card's times: as sent, and below that the same in other zones.

use super::blocks::{Pen, Row, content};
use crate::payload::Fields;
use crate::report::show::told::{Moment, Told, no_time, seconds_between};
use crate::report::text::Text;
use crate::schema::FieldId;
use crate::time::text::{Range, clock, date_clock, duration, range};
use crate::time::{Shown, Timestamp, Zone};

/// From when to when, and how long.
pub(super) fn rows(fields: &Fields<'_>, zone: Zone, pen: Pen, width: Option<usize>) -> Vec<Row> {
    let start = Moment::of(fields.value(FieldId::StartTime));
    let end = Moment::of(fields.value(FieldId::EndTime));
    let mut rows = as_sent(&start, &end, pen);
    let zones = elsewhere(&start, &end, zone, pen);
    let joined = zones.join(pen.signs.dot);
    let fits = width.is_none_or(|width| Text::own(&joined, None).width() <= content(width));
    let lines = if fits { vec![joined] } else { zones };
    rows.extend(lines.iter().filter(|line| !line.is_empty()).map(|line| Row::from(Text::own(line, None))));
    rows
}

fn as_sent(start: &Moment<'_>, end: &Moment<'_>, pen: Pen) -> Vec<Row> {
    let dash = pen.signs.dash;
    let lines = match (start, end) {
        (Moment::At(start_time), Moment::At(end_time)) => {
            let (first, last) = (Zone::Sent.show(start_time), Zone::Sent.show(end_time));
            let length =
                seconds_between(start, end).map_or(String::new(), |seconds| format!("   {}", duration(seconds)));
            match apart(&first, &last, dash) {
                (first, None) => vec![first + &length],
                (first, Some(last)) => vec![format!("{first} {dash}"), last + &length],
            }
        }
        (Moment::Not(Told::NotSent), Moment::Not(Told::NotSent)) => {
            return vec![no_time(&Told::NotSent).into()];
        }
        _ => {
            let between = format!(" {dash} ");
            return vec![moment(start, Zone::Sent).and(&between, None).and_text(&moment(end, Zone::Sent)).into()];
        }
    };
    lines.iter().map(|line| Row::from(Text::own(line, None))).collect()
}

/// Start and end in one text, or in two where they are on two days or at two offsets.
fn apart(start: &Shown, end: &Shown, dash: &str) -> (String, Option<String>) {
    let last = format!("{} {}", date_clock(end.local), end.label());
    if start.offset != end.offset {
        return (format!("{} {}", date_clock(start.local), start.label()), Some(last));
    }
    match range(start.local, end.local, dash) {
        Range::Day(text) => (format!("{text} {}", end.label()), None),
        Range::Days(first, _) => (first, Some(last)),
    }
}

/// The same in the zone that was asked for, and in UTC, unless that is how it was sent.
fn elsewhere(start: &Moment<'_>, end: &Moment<'_>, zone: Zone, pen: Pen) -> Vec<String> {
    let times: Vec<&Timestamp> = [start, end].into_iter().filter_map(Moment::time).collect();
    let days: Vec<_> = times.iter().map(|time| time.local().date()).collect();
    let (mut lines, mut told) = (Vec::new(), Vec::new());
    // Behind another day, a clock alone would be taken for one of that day.
    let mut is_dated = false;
    for zone in [zone, Zone::Utc] {
        let shown: Vec<Shown> =
            times.iter().filter(|time| time.offset().is_some()).map(|time| zone.show(time)).collect();
        let is_as_sent = match zone {
            Zone::Sent => true,
            Zone::Utc | Zone::Fixed(_) => {
                shown.iter().map(|shown| shown.offset).eq(times.iter().map(|time| time.offset()))
            }
            Zone::Local | Zone::Named(_) => false,
        };
        let keeps_day = |shown: &Shown| !is_dated && days.iter().all(|&day| day == shown.local.date());
        let (line, has_date) = match shown.as_slice() {
            _ if is_as_sent || shown.len() < times.len() => continue,
            [first, last] => match apart(first, last, pen.signs.dash) {
                (start, Some(end)) => (format!("{start} {} {end}", pen.signs.dash), true),
                (line, None) if keeps_day(first) => (clocks_of(&line).to_owned(), false),
                (line, None) => (line, true),
            },
            [one] if keeps_day(one) => (format!("{} {}", clock(one.local), one.label()), false),
            [one] => (format!("{} {}", date_clock(one.local), one.label()), true),
            _ => continue,
        };
        is_dated |= has_date;
        // The same times at the same offsets, under another name.
        let offsets: Vec<_> = shown.iter().map(|shown| shown.offset).collect();
        if !told.contains(&offsets) {
            lines.push(line);
            told.push(offsets);
        }
    }
    lines
}

/// What follows the weekday and the date.
fn clocks_of(line: &str) -> &str {
    line.splitn(3, ' ').nth(2).unwrap_or(line)
}

/// One time, or what is there instead.
pub(super) fn moment(moment: &Moment<'_>, zone: Zone) -> Text {
    match moment {
        Moment::At(time) => {
            let shown = zone.show(time);
            Text::own(&format!("{} {}", date_clock(shown.local), shown.label()), None)
        }
        Moment::Not(told) => no_time(told),
    }
}

/// When it was last updated: never, where that is when it was added.
pub(super) fn updated(updated: &Moment<'_>, added: &Moment<'_>, zone: Zone) -> Text {
    match (updated.time(), added.time()) {
        (Some(last), Some(first)) if last.instant().is_some() && last.instant() == first.instant() => {
            Text::own("never (same instant as added)", None)
        }
        _ => moment(updated, zone),
    }
}
