//! `human`: a line a delivery, and one more for each further thing that it changed.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::rows::{Row, Rows};
use super::{Heading, HistoryReport, Told, Wanted};
use crate::change::history::{Slot, text_of};
use crate::console::Canvas;
use crate::report::line::beginning;
use crate::report::show::{Streams, Unread};
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::{Text, fill, fitted_hanging};
use crate::schema::FieldId;
use crate::time::text::{clock_with_seconds, weekday_date};
use crate::time::{Instant, Zone};
use crate::untrusted::escape;

/// Columns of an id that is not shortened: most are as long.
const ID: usize = 20;
/// Characters that are left of a shortened one.
const SHORT: usize = 6;
/// Columns of the labels.
const LABEL: usize = 10;
/// Blanks between columns.
const GAP: usize = 2;
/// Fewer columns than that for the text, and its further lines begin near the margin.
const NARROW: usize = 28;

/// The format's state: what the stream can show, and what stands above the next line already.
#[derive(Debug)]
pub(super) struct Human {
    canvas: Canvas,
    zone: Zone,
    /// The zone of the first column.
    clocks: Zone,
    paint: Paint,
    names_inputs: bool,
    by_appointment: bool,
    /// What stands above the next line already.
    above: Heading,
    text: String,
}

impl Human {
    pub(super) fn new(wanted: &Wanted) -> Self {
        Self {
            canvas: wanted.canvas,
            zone: wanted.zone,
            // What was sent has many offsets; one column of clocks needs one zone.
            clocks: if wanted.zone == Zone::Sent { Zone::Utc } else { wanted.zone },
            paint: Paint::new(wanted.canvas.color),
            names_inputs: wanted.names_inputs,
            by_appointment: wanted.by_appointment,
            above: Heading::default(),
            text: String::new(),
        }
    }

    /// An id, shortened at a terminal.
    fn id(&self, id: &str, style: Option<Style>) -> Text {
        let text = Text::outside(id, style);
        if !self.canvas.shortens() {
            return text;
        }
        let mark = Signs::of(self.canvas).ellipsis;
        text.cut(SHORT + Text::own(mark, None).width(), mark)
    }

    fn id_columns(&self) -> usize {
        if self.canvas.shortens() { SHORT + Text::own(Signs::of(self.canvas).ellipsis, None).width() } else { ID }
    }

    /// The clock that a line begins with, and the day.
    fn clock(&self, at: Option<Instant>) -> (String, Option<NaiveDate>) {
        match at.and_then(|at| self.clocks.show_instant(at)) {
            Some(shown) => {
                let clock = format!("{}{}", clock_with_seconds(shown.local), shown.offset_text);
                (clock, Some(shown.local.date()))
            }
            None => ("--".to_owned(), None),
        }
    }

    fn clock_columns(&self) -> usize {
        if self.clocks == Zone::Utc { "16:00:00Z".len() } else { "16:00:00+05:30".len() }
    }

    /// How an input is named above what was read from it, if it is.
    fn input(&self, path: &str) -> Option<String> {
        self.names_inputs.then(|| beginning(path))
    }

    /// How an appointment is named above its deliveries, if it is.
    fn appointment(&self, told: &Told<'_, '_>, id: &str) -> Option<(Slot, String)> {
        self.by_appointment.then(|| {
            let title = told.judged.before.text(FieldId::Title).or_else(|| told.delivery.text(FieldId::Title));
            let title = title.filter(|title| !title.trim().is_empty());
            let title = title.map(|title| format!("  {}", escape(title.trim_end()))).unwrap_or_default();
            (told.slot, format!("{}{title}", escape(id)))
        })
    }

    /// Appends lines; only the first begins with a time, which is ASCII, and an id.
    fn push(&mut self, clock: &str, id: &Text, rows: &[Row]) {
        let clock_columns = self.clock_columns();
        let lead = clock_columns + GAP + self.id_columns() + GAP;
        for (index, row) in rows.iter().enumerate() {
            let mut before = 0;
            if index == 0 {
                self.paint.push(&mut self.text, Style::Dim, &format!("{clock:>clock_columns$}"));
                fill(&mut self.text, GAP);
                id.write(id.all(), self.paint, &mut self.text);
                before = clock.len().max(clock_columns) + GAP + id.width();
            }
            fill(&mut self.text, lead.saturating_sub(before).max(GAP));
            let used = lead.max(before + GAP);
            self.paint.push_in(&mut self.text, row.style, row.label);
            if row.text.width() > 0 || row.style.is_none() {
                fill(&mut self.text, LABEL.saturating_sub(row.label.len()) + GAP);
                self.fit(&row.text, used + LABEL.max(row.label.len()) + GAP);
            }
            self.text.push('\n');
        }
    }

    /// Appends a text that begins at `column`, wrapped where there is a width.
    fn fit(&mut self, text: &Text, column: usize) {
        let (mut parts, mut hang) = (vec![text.all()], 0);
        if let Some(width) = self.canvas.width {
            let room = width.saturating_sub(column);
            if room >= NARROW || text.width() <= room {
                (parts, hang) = (text.wrap(room.max(1), room.max(1)), column);
            } else {
                // Begins on a line of its own, so that there is room for words.
                hang = 2 * GAP;
                parts = text.wrap(width - hang, width - hang);
                parts.insert(0, 0..0);
            }
        }
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                while self.text.ends_with(' ') {
                    self.text.pop();
                }
                if !self.text.ends_with('\n') {
                    self.text.push('\n');
                }
                fill(&mut self.text, hang);
            }
            text.write(part, self.paint, &mut self.text);
        }
    }
}

impl HistoryReport for Human {
    fn delivery(&mut self, told: &Told<'_, '_>, out: &mut Vec<u8>) -> Option<Heading> {
        self.text.clear();
        let id = text_of(told.delivery, FieldId::Id).unwrap_or_default();
        let (clock, day) = self.clock(told.judged.order);
        // Those of an appointment may come from all inputs.
        let input = if self.by_appointment { None } else { self.input(told.path()) };
        let heading = Heading { appointment: self.appointment(told, &id), input, day };
        let shorten = |id: &str, style| self.id(id, style);
        let rows = Rows { told, clocks: self.clocks, zone: self.zone, canvas: self.canvas, id: &shorten }.all();
        let id = self.id(&id, Some(Style::Bold));
        self.push(&clock, &id, &rows);
        out.extend_from_slice(self.text.as_bytes());
        Some(heading)
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<Option<Heading>> {
        self.text.clear();
        let first = unread.locator.position(0);
        let place = unread.locator.position(unread.finding.place.start);
        let column = match (place.line == first.line, place.column) {
            (true, 1) => String::new(),
            (true, column) => format!(" (column {column})"),
            (false, column) => format!(" (line {}, column {column})", place.line),
        };
        let message = Text::printed(&unread.finding.message).and(&column, None);
        let row = Row { label: "unreadable", style: Some(Style::Error), text: message };
        self.push("--", &Text::own(&format!("line {}", first.line), None), &[row]);
        streams.out.write_all(self.text.as_bytes())?;
        Ok(Some(Heading { input: self.input(&unread.origin.path), ..Heading::default() }))
    }

    fn head(&mut self, heading: &Heading, out: &mut dyn Write) -> io::Result<()> {
        let (paint, above, width) = (self.paint, &mut self.above, self.canvas.width);
        let mut line = |style, text: &str| {
            let (start, end) = (paint.start(style), paint.end());
            fitted_hanging(text, width, GAP).lines().try_for_each(|line| writeln!(out, "{start}{line}{end}"))
        };
        if let Some((slot, name)) = &heading.appointment
            && above.appointment.as_ref().is_none_or(|(before, _)| before != slot)
        {
            line(Style::Bold, name)?;
            (above.appointment, above.day) = (heading.appointment.clone(), None);
        }
        if let Some(name) = &heading.input
            && above.input != heading.input
        {
            line(Style::Bold, name)?;
            (above.input, above.day) = (heading.input.clone(), None);
        }
        if let Some(date) = heading.day
            && above.day != heading.day
        {
            line(Style::Dim, &weekday_date(date.and_time(chrono::NaiveTime::MIN)))?;
            above.day = heading.day;
        }
        Ok(())
    }
}
