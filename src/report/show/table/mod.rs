//! `table`: a row a payload, fitted to the screen, and two lines that sum up.
//!
//! The widths of the columns come from the first screenful; what comes later is cut to them where there is a width to
//! fit to, so that rows can be written as they come and memory does not grow.

mod fit;
mod row;
mod tally;

use std::io;

use super::{ShowReport, Shown, Streams, Unread, Wanted, lines, wrapped};
use crate::report::style::{Paint, Style};
use crate::report::text::Text;

use fit::Layout;
use row::Row;
use tally::Tally;

/// How many rows decide about the columns' widths.
const SCREENFUL: usize = 64;

pub(super) struct Table {
    wanted: Wanted,
    tally: Tally,
    held: Vec<Held>,
    layout: Option<Layout>,
}

/// What waits for the widths to be known.
enum Held {
    Row(Box<Row>),
    /// A complaint, in its place between rows.
    Lines(String),
}

impl Table {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, tally: Tally::default(), held: Vec::new(), layout: None }
    }

    fn put(&mut self, held: Held, streams: &mut Streams<'_>) -> io::Result<()> {
        if let Some(layout) = &self.layout {
            return self.write(&held, layout, streams);
        }
        self.held.push(held);
        if self.held.len() < SCREENFUL { Ok(()) } else { self.release(true, streams) }
    }

    /// Decides about the columns and writes what was held; `more` says that more rows may come.
    fn release(&mut self, more: bool, streams: &mut Streams<'_>) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        let rows = held.iter().filter_map(|held| match held {
            Held::Row(row) => Some(&**row),
            Held::Lines(_) => None,
        });
        let layout = Layout::of(rows, more, self.wanted.canvas);
        if self.tally.payloads > 0 {
            streams.out.write_all(layout.heading(self.paint()).as_bytes())?;
        }
        for held in &held {
            self.write(held, &layout, streams)?;
        }
        // Complaints alone say nothing about columns.
        self.layout = (self.tally.payloads > 0).then_some(layout);
        Ok(())
    }

    fn write(&self, held: &Held, layout: &Layout, streams: &mut Streams<'_>) -> io::Result<()> {
        match held {
            Held::Row(row) => streams.out.write_all(layout.line(row, self.paint()).as_bytes()),
            Held::Lines(lines) => streams.out.write_all(lines.as_bytes()),
        }
    }

    fn paint(&self) -> Paint {
        Paint::new(self.wanted.canvas.color)
    }
}

impl ShowReport for Table {
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        let row = Row::of(shown, self.tally.payloads + 1, self.wanted);
        self.tally.count(shown);
        self.put(Held::Row(Box::new(row)), streams)
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        let finding = std::slice::from_ref(unread.finding);
        let text = lines(finding, &unread.origin.path, unread.locator, self.wanted.canvas);
        self.put(Held::Lines(text), streams)
    }

    fn waiting(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.held.is_empty() { Ok(()) } else { self.release(true, streams) }
    }

    fn finish(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        if !self.held.is_empty() {
            self.release(false, streams)?;
        }
        if self.wanted.quiet || self.tally.payloads == 0 {
            return Ok(());
        }
        let marks = self.layout.as_ref().is_some_and(Layout::marks);
        let summary = self.tally.lines(self.wanted.zone, marks);
        let summary: String =
            summary.iter().map(|line| wrapped(&Text::own(line, Some(Style::Dim)), self.wanted.canvas)).collect();
        write!(streams.out, "\n{summary}")
    }

    fn wants_notes(&self) -> bool {
        false
    }
}
