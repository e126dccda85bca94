//! What a delivery's lines say: a label and a few words for each thing that it changed, or why it changed nothing.

use super::Told;
use crate::change::history::{Place, Word};
use crate::change::{Change, Comparison, Detail, Ends, FieldChange, Kind, Side, Times, value};
use crate::console::Canvas;
use crate::report::diff::{free_text, held_back, json_text, shown, uncounted, users, with_types};
use crate::report::show::told::{Told as Value, status, word};
use crate::report::signs::Signs;
use crate::report::style::Style;
use crate::report::text::{ONE_LINE, Text};
use crate::schema::{FieldId, is_the_deliverys};
use crate::time::text::{clock, clock_with_seconds, duration, weekday_date, weekday_month_day};
use crate::time::{Timestamp, Zone};
use crate::untrusted::escape;

/// A line: its label, and what it says.
#[derive(Debug)]
pub(super) struct Row {
    /// ASCII.
    pub(super) label: &'static str,
    pub(super) style: Option<Style>,
    pub(super) text: Text,
}

impl Row {
    fn new(label: &'static str, text: Text) -> Self {
        Self { label, style: Some(Style::Dim), text }
    }
}

/// Makes the lines of a delivery.
pub(super) struct Rows<'r, 'd, 't> {
    pub(super) told: &'r Told<'d, 't>,
    /// The zone of the clocks in the first column.
    pub(super) clocks: Zone,
    /// The zone for the appointment's times.
    pub(super) zone: Zone,
    /// What the stream can show.
    pub(super) canvas: Canvas,
    /// Shows an id.
    pub(super) id: &'r dyn Fn(&str, Option<Style>) -> Text,
}

impl Rows<'_, '_, '_> {
    /// The lines; at least one.
    pub(super) fn all(&self) -> Vec<Row> {
        let judged = self.told.judged;
        match judged.word {
            Word::FirstSeen => vec![Row::new("first seen", self.overview(&[self.told.delivery]))],
            Word::Created => vec![Row::new("created", self.overview(&[self.told.delivery]))],
            Word::Deleted => {
                // A deletion may say less than is known.
                let text = self.overview(&[self.told.delivery, judged.before]);
                vec![Row { style: Some(Style::Removed), ..Row::new("deleted", text) }]
            }
            Word::Duplicate => {
                let of = judged.earlier.map(|place| format!("of {}", self.place(place))).unwrap_or_default();
                vec![Row { style: Some(Style::Warning), ..Row::new("duplicate", Text::own(&of, None)) }]
            }
            Word::Late => vec![Row { style: Some(Style::Warning), ..Row::new("late", self.late()) }],
            Word::Unchanged | Word::Unreadable => {
                let held_back = held_back(&about_the_appointment(judged.comparison()), self.canvas);
                vec![Row::new("unchanged", Text::printed(&held_back.join("; ")))]
            }
            Word::Changed => {
                let comparison = judged.comparison();
                let mut rows: Vec<Row> = comparison.changes.iter().map(|change| self.change(change)).collect();
                let quiet = uncounted(&about_the_appointment(comparison), self.canvas);
                if !quiet.is_empty() {
                    let text = Text::own("not counted: ", Some(Style::Dim)).and_text(&Text::printed(&quiet.join("; ")));
                    rows.push(Row { label: "", style: None, text });
                }
                rows
            }
        }
    }

    fn signs(&self) -> &'static Signs {
        Signs::of(self.canvas)
    }

    /// Status, start, length and title, each by the first of the `sides` that says it.
    fn overview(&self, sides: &[&Side<'_>]) -> Text {
        let value = |id: FieldId| sides.iter().find_map(|side| side.value(id));
        let mut parts = Vec::new();
        if let Some(raw) = value(FieldId::Status) {
            parts.push(shown(Some(raw), status));
        }
        let says_start = |side: &&&Side<'_>| side.value(FieldId::StartTime).is_some();
        let ends = sides.iter().find(says_start).map(|side| Ends::of(side)).unwrap_or_default();
        match (ends.start, value(FieldId::StartTime)) {
            (Some(start), _) => parts.push(Text::own(&self.day_and_clock(&start, true), None)),
            (None, Some(raw)) => parts.push(shown(Some(raw), json_text)),
            (None, None) => (),
        }
        parts.extend(ends.seconds().map(|seconds| Text::own(&duration(seconds), None)));
        if let Some(raw) = value(FieldId::Title) {
            parts.push(shown(Some(raw), free_text));
        }
        let joined = parts.into_iter().reduce(|line, part| line.and("  ", None).and_text(&part));
        joined.unwrap_or_default()
    }

    fn late(&self) -> Text {
        let judged = self.told.judged;
        let clock = |instant| {
            let shown = self.clocks.show_instant(instant)?;
            let own = judged.order.and_then(|order| self.clocks.show_instant(order));
            // Where the seconds are the same, what follows them differs.
            let clock = clock_with_seconds(shown.local);
            let is_same = own.as_ref().is_some_and(|own| clock_with_seconds(own.local) == clock);
            let fraction = if is_same { shown.local.format("%.f").to_string() } else { String::new() };
            let clock = format!("{clock}{fraction}{}", shown.offset_text);
            let is_same_day = own.is_some_and(|own| own.local.date() == shown.local.date());
            Some(if is_same_day { clock } else { format!("{} {clock}", weekday_date(shown.local)) })
        };
        let newest = judged.newest.and_then(clock).unwrap_or_default();
        let place = judged.earlier.map(|place| format!(" ({})", self.place(place))).unwrap_or_default();
        Text::own(&format!("older than {newest}{place}; newer state kept"), None)
    }

    /// Where another delivery was read, as seen from this one.
    fn place(&self, place: Place) -> String {
        let is_here = place.input == self.told.input;
        if is_here && u64::from(place.record) == self.told.record {
            return "one before it in the same record".to_owned();
        }
        let place_in_it = if is_here && u64::from(place.line) == self.told.line {
            format!("record {}", place.record)
        } else {
            format!("line {}", place.line)
        };
        match self.told.inputs.get(place.input as usize) {
            Some(path) if !is_here => format!("{place_in_it} of {}", escape(path)),
            _ => place_in_it,
        }
    }

    fn change(&self, change: &Change<'_>) -> Row {
        let label = change.kind.label();
        let text = match (&change.detail, change.kind, change.fields.as_slice()) {
            (Detail::Times(times), kind, fields) => self.times(times, kind, change, fields),
            (Detail::Users { added, removed }, ..) => self.users(added, removed),
            (_, Kind::Status, [field]) => self.values(field, status),
            (_, Kind::Reassigned | Kind::Calendar | Kind::Contact | Kind::Group, [field]) => self.ids(field),
            (_, Kind::Added, [field]) => self.moments(field),
            (_, Kind::Other, [field]) => {
                let pointer = Text::outside(&field.pointer, None);
                let values = self.values(field, json_text);
                let values = if values.width() > ONE_LINE { self.summary(change) } else { values };
                pointer.and("  ", None).and_text(&values)
            }
            (_, _, [field]) => {
                let values = self.values(field, free_text);
                if values.width() > ONE_LINE { self.summary(change) } else { values }
            }
            _ => self.summary(change),
        };
        Row::new(label, text)
    }

    fn summary(&self, change: &Change<'_>) -> Text {
        Text::printed(&self.signs().spelt(&change.summary()))
    }

    /// Both values.
    fn values(&self, field: &FieldChange<'_>, show: fn(&Value<'_>) -> Text) -> Text {
        let before = shown(field.before, show);
        with_types(before.and(self.signs().arrow, Some(Style::Dim)).and_text(&shown(field.after, show)), field)
    }

    /// Both values of a time, as clocks where they can be read and differ in minutes.
    fn moments(&self, field: &FieldChange<'_>) -> Text {
        let told = |time| self.day_and_clock(&time, true);
        match field.timestamps().map(|(before, after)| (told(before), told(after))) {
            Some((before, after)) if before != after => {
                Text::own(&format!("{before}{}{after}", self.signs().arrow), None)
            }
            _ => self.values(field, json_text),
        }
    }

    fn ids(&self, field: &FieldChange<'_>) -> Text {
        let show = |raw: Option<&str>| self.one_id(raw);
        with_types(show(field.before).and(self.signs().arrow, Some(Style::Dim)).and_text(&show(field.after)), field)
    }

    /// An id, shortened where it is plain; whatever else is there instead, as it is.
    fn one_id(&self, raw: Option<&str>) -> Text {
        match raw.and_then(value::text) {
            Some(id) if !id.is_empty() && id.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') => {
                (self.id)(&id, None)
            }
            _ => shown(raw, word),
        }
    }

    fn users(&self, added: &[&str], removed: &[&str]) -> Text {
        let mut text = Text::default();
        for ((sign, style), user) in users(added, removed, |raw| self.one_id(Some(raw))) {
            let gap = if text.width() > 0 { "  " } else { "" };
            text = text.and(gap, None).and(sign, Some(style)).and(" ", Some(style)).and_text(&user);
        }
        text
    }

    fn times(&self, times: &Times, kind: Kind, change: &Change<'_>, fields: &[FieldChange<'_>]) -> Text {
        let starts = times.before.start.zip(times.after.start);
        let lengths = times.before.seconds().zip(times.after.seconds());
        let told = |time| self.day_and_clock(time, true);
        match (kind, starts, lengths) {
            (Kind::Duration, _, Some((before, after))) if before != after => {
                Text::own(&format!("{}{}{}", duration(before), self.signs().arrow, duration(after)), None)
            }
            (Kind::Rescheduled, Some((before, after)), _) if told(&before) != told(&after) => {
                let one_offset = self.zone.show(&before).offset == self.zone.show(&after).offset;
                let text = format!(
                    "{}{}{}  ",
                    self.day_and_clock(&before, !one_offset),
                    self.signs().arrow,
                    self.day_and_clock(&after, true)
                );
                // That the length stayed goes without saying in a line.
                let still = format!(", still {}", lengths.map(|(_, after)| duration(after)).unwrap_or_default());
                let words = change.words_in(self.zone).replace(&still, "");
                let text = Text::own(&text, None).and(&self.signs().spelt(&words), Some(Style::Bold));
                // Where no lengths tell what became of the end, it tells so itself.
                let end = fields.iter().find(|field| field.pointer == FieldId::EndTime.field().pointer);
                match end.filter(|_| lengths.is_none()) {
                    Some(end) => text.and("  end ", None).and_text(&self.moments(end)),
                    None => text,
                }
            }
            _ => {
                let all = fields.iter().map(|field| self.values(field, json_text));
                let text = all.reduce(|text, other| text.and("  ", None).and_text(&other)).unwrap_or_default();
                match starts {
                    // What differs in less than a minute.
                    Some((before, after)) if told(&before) == told(&after) => {
                        text.and("  ", None).and(&self.signs().spelt(&change.words_in(self.zone)), Some(Style::Bold))
                    }
                    _ => text,
                }
            }
        }
    }

    /// `Mon 09-25 09:00 +05:30`; with the year, where it isn't that of the delivery.
    fn day_and_clock(&self, time: &Timestamp, with_offset: bool) -> String {
        use chrono::Datelike as _;
        let shown = self.zone.show(time);
        let year = self.told.judged.order.and_then(|order| self.clocks.show_instant(order)).map(|own| own.local.year());
        let day =
            if year == Some(shown.local.year()) { weekday_month_day(shown.local) } else { weekday_date(shown.local) };
        let offset = if with_offset { format!(" {}", shown.offset_text) } else { String::new() };
        format!("{day} {}{offset}", clock(shown.local))
    }
}

/// What differs, but for what is the delivery's own.
fn about_the_appointment(mut comparison: Comparison<'_>) -> Comparison<'_> {
    comparison.retain(|pointer| !is_the_deliverys(pointer));
    comparison
}
