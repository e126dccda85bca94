//! `--summary`: numbers only, for people or as one JSON object.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::json;

use super::{Heading, HistoryReport, Tally, Told, Wanted};
use crate::change::history::{Appointment, History, Word};
use crate::console::Canvas;
use crate::json::guard_raw;
use crate::report::names::{Names, OTHERS};
use crate::report::show::told::{Told as Value, status as shown};
use crate::report::show::{Streams, Unread};
use crate::report::style::{Paint, Style};
use crate::report::text::{Text, counted, fill};
use crate::schema::{Event, FieldId};
use crate::untrusted::clip;

/// How many of the busiest appointments are listed.
const BUSIEST: usize = 5;

/// Columns of the numbers' names.
const LABELS: usize = 14;

/// For people.
#[derive(Debug)]
pub(super) struct Human {
    canvas: Canvas,
}

impl Human {
    pub(super) fn new(wanted: &Wanted) -> Self {
        Self { canvas: wanted.canvas }
    }

    /// A heading, or a number set in below it.
    fn row(&self, out: &mut String, label: &Text, text: &str) {
        let paint = Paint::new(self.canvas.color);
        label.write(label.all(), paint, out);
        fill(out, LABELS.saturating_sub(label.width()).max(1));
        out.push_str(text);
        out.push('\n');
    }
}

impl HistoryReport for Human {
    fn delivery(&mut self, _: &Told<'_, '_>, _: &mut Vec<u8>) -> Option<Heading> {
        None
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<Option<Heading>> {
        unread.tell(streams);
        Ok(None)
    }

    fn finish(&mut self, history: &History, tally: &Tally, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut out = String::new();
        let label = |words: &str| Text::own(words, Some(Style::Dim));
        self.row(&mut out, &label("deliveries"), &tally.deliveries().to_string());
        for (word, count) in tally.words().filter(|(_, count)| *count > 0) {
            self.row(&mut out, &label(&format!("  {}", word.name())), &count.to_string());
        }
        if tally.changes() > 0 {
            self.row(&mut out, &label("changes"), &tally.changes().to_string());
        }
        for (kind, count) in tally.kinds() {
            self.row(&mut out, &label(&format!("  {}", kind.name())), &count.to_string());
        }
        self.row(&mut out, &label("appointments"), &tally.appointments.to_string());
        let appointments = Appointments::of(history);
        for (status, count) in appointments.statuses() {
            let text = match status {
                Under::Word(word) => Text::own(word, None),
                Under::Status(sent) => shown(&Value::Text(sent.into())),
            };
            self.row(&mut out, &Text::own("  ", None).and_text(&text), &count.to_string());
        }
        if !appointments.busiest.is_empty() {
            self.row(&mut out, &label("busiest"), "");
        }
        let ids = appointments.busiest.iter().map(|appointment| appointment.text_of(FieldId::Id).unwrap_or_default());
        let ids: Vec<_> = ids.collect();
        for (appointment, id) in appointments.busiest.iter().zip(&ids) {
            // Where an id is that of more than one, only the location tells whose it is.
            let is_shared = ids.iter().filter(|other| *other == id).count() > 1;
            let location = appointment.text_of(FieldId::LocationId).filter(|_| is_shared);
            let location = location.map(|location| format!(" at {}", clip(&location))).unwrap_or_default();
            let _ = writeln!(out, "  {}{location}  {}", clip(id), counted(appointment.deliveries(), "delivery"));
        }
        let out: String = out.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
        streams.out.write_all(out.as_bytes())
    }
}

/// What stands for the status of those of which none is known.
const NONE: &str = "(none)";

/// What appointments are counted under.
enum Under<'s> {
    /// A word of ours.
    Word(&'static str),
    /// A status as it was sent.
    Status(&'s str),
}

impl<'s> Under<'s> {
    const WORDS: [&'static str; 3] = [NONE, OTHERS, Word::Deleted.name()];

    /// What is counted under a name that may be one of ours.
    fn of(name: &'s str) -> Self {
        if name == OTHERS { Self::Word(OTHERS) } else { Self::Status(name) }
    }

    fn text(&self) -> &'s str {
        match self {
            Self::Word(word) => word,
            Self::Status(status) => status,
        }
    }

    /// The key in JSON: a status that reads like a word of ours is in quotes there too.
    fn key(&self) -> String {
        match self {
            Self::Status(status) if Self::WORDS.contains(status) => format!("\"{status}\""),
            _ => self.text().to_owned(),
        }
    }
}

/// What is said of the appointments in the end.
struct Appointments<'h> {
    /// How many of those that were not removed have which status.
    sent: Names,
    /// How many of those have none, as far as is known.
    without: u64,
    /// How many were removed.
    removed: u64,
    /// Those with the most deliveries, of those with more than one.
    busiest: Vec<Appointment<'h>>,
}

impl<'h> Appointments<'h> {
    /// Looks at each once: where there are many, each look has to wait for memory.
    fn of(history: &'h History) -> Self {
        let busiest = Vec::with_capacity(BUSIEST + 1);
        let mut all = Self { sent: Names::default(), without: 0, removed: 0, busiest };
        for appointment in history.appointments().filter(|appointment| appointment.deliveries() > 0) {
            if appointment.event() == Some(Event::Delete) {
                all.removed += 1;
            } else if let Some(status) = appointment.text_of(FieldId::Status) {
                all.sent.count(&status);
            } else {
                all.without += 1;
            }
            if appointment.deliveries() > 1 {
                all.rank(appointment);
            }
        }
        all
    }

    /// How many have which status, as far as is known; those that were removed under a word of their own. In their order.
    fn statuses(&self) -> Vec<(Under<'_>, u64)> {
        let words = [(NONE, self.without), (Word::Deleted.name(), self.removed)];
        let words = words.into_iter().filter(|(_, count)| *count > 0).map(|(word, count)| (Under::Word(word), count));
        let sent = self.sent.iter().map(|(status, count)| (Under::of(status), count));
        let mut all: Vec<_> = words.chain(sent).collect();
        all.sort_by(|(one, _), (other, _)| one.text().cmp(other.text()));
        all
    }

    /// Puts an appointment in its place among the busiest, if it has one.
    fn rank(&mut self, appointment: Appointment<'h>) {
        let place = self.busiest.partition_point(|other| other.deliveries() >= appointment.deliveries());
        if place < BUSIEST {
            self.busiest.insert(place, appointment);
            self.busiest.truncate(BUSIEST);
        }
    }
}

/// As one JSON object, version 1.
#[derive(Debug)]
pub(super) struct Json;

#[derive(Serialize)]
struct SummaryV1<'s> {
    version: u32,
    deliveries: u64,
    appointments: u64,
    words: serde_json::Map<String, serde_json::Value>,
    kinds: serde_json::Map<String, serde_json::Value>,
    statuses: BTreeMap<String, u64>,
    busiest: Vec<serde_json::Value>,
    skipped: &'s Names,
}

impl HistoryReport for Json {
    fn delivery(&mut self, _: &Told<'_, '_>, _: &mut Vec<u8>) -> Option<Heading> {
        None
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<Option<Heading>> {
        unread.tell(streams);
        Ok(None)
    }

    fn finish(&mut self, history: &History, tally: &Tally, streams: &mut Streams<'_>) -> io::Result<()> {
        let appointments = Appointments::of(history);
        let mut statuses = BTreeMap::new();
        for (status, count) in appointments.statuses() {
            *statuses.entry(status.key()).or_default() += count;
        }
        let busiest = appointments.busiest.into_iter().map(|appointment| {
            let id = |id| appointment.text_of(id);
            let appointment_id = json!({"locationId": id(FieldId::LocationId), "id": id(FieldId::Id)});
            json!({"appointment": appointment_id, "deliveries": appointment.deliveries()})
        });
        let summary = SummaryV1 {
            version: 1,
            deliveries: tally.deliveries(),
            appointments: tally.appointments,
            words: tally.words().map(|(word, count)| (word.name().to_owned(), count.into())).collect(),
            kinds: tally.kinds().map(|(kind, count)| (kind.name().to_owned(), count.into())).collect(),
            statuses,
            busiest: busiest.collect(),
            skipped: &tally.skipped,
        };
        let mut text = String::new();
        guard_raw(&mut text, &serde_json::to_string(&summary)?);
        text.push('\n');
        streams.out.write_all(text.as_bytes())
    }
}
