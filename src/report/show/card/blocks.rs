//! The card's layout: labels in a column of their own, values wrapped beside them, in one block or two.

use std::ops::Range;

use crate::console::Canvas;
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::{Text, fill};
use crate::schema::FieldId;

/// Columns of the labels, the blanks behind them included.
const LABELS: usize = 10;
/// Columns that text is given at least, however narrow the screen is.
const LEAST: usize = 8;

/// Columns that a title is given at least beside the status.
const TITLE: usize = 20;

/// A label and its value.
pub(super) struct Entry {
    label: String,
    rows: Vec<Row>,
}

/// A line of a value; more than one, where it has to be wrapped.
pub(super) struct Row {
    pub(super) text: Text,
    pub(super) bar: Bar,
    /// Columns by which all lines but the first are set in, where there is room.
    pub(super) hang: usize,
    /// Columns of its longest word that should not be broken, if that can be helped.
    pub(super) longest: usize,
}

/// Whether a bar stands before each line, which says that all of this is one text from outside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    Never,
    WhereWrapped,
    Always,
}

impl From<Text> for Row {
    fn from(text: Text) -> Self {
        Self { text, bar: Bar::Never, hang: 0, longest: 0 }
    }
}

impl Row {
    /// Its lines within `room` columns, and by how much all but the first are set in.
    fn wrap(&self, room: usize) -> (Vec<Range<usize>>, usize) {
        let longest = if self.longest > room { LEAST } else { self.longest.max(LEAST) };
        let hang = self.hang.min(room.saturating_sub(longest));
        (self.text.wrap(room, room - hang), hang)
    }
}

impl Entry {
    /// An entry called `label`, which is given a capital.
    pub(super) fn new(label: &str, rows: Vec<Row>) -> Self {
        let mut characters = label.chars();
        let label = characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect();
        Self { label, rows }
    }

    /// An entry for a field, called as the field table calls it.
    pub(super) fn of(field: FieldId, rows: Vec<Row>) -> Self {
        Self::new(field.field().label, rows)
    }
}

/// Columns for values in a block of `width` columns.
pub(super) fn content(width: usize) -> usize {
    width.saturating_sub(LABELS).max(LEAST)
}

/// Writes lines for a canvas.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    paint: Paint,
    pub(super) signs: &'static Signs,
}

impl Pen {
    pub(super) fn new(canvas: Canvas) -> Self {
        Self { paint: Paint::new(canvas.color), signs: Signs::of(canvas) }
    }

    /// The status and, beside it, the title; below it, where a status that is none leaves no room.
    pub(super) fn headline(self, status: Text, title: Vec<Row>, width: Option<usize>, out: &mut String) {
        let indent = status.width() + 2;
        if width.is_some_and(|width| width < indent + TITLE) {
            let status = Row { bar: Bar::WhereWrapped, ..status.into() };
            // Where nothing of ours stands before it, a bar says that it is no field.
            let title = title.into_iter().map(|row| Row { bar: Bar::Always, ..row });
            let rows: Vec<Row> = std::iter::once(status).chain(title).collect();
            return stack(self.wrapped(&rows, width), out);
        }
        for (index, (line, _)) in
            self.wrapped(&title, width.map(|width| width.saturating_sub(indent))).iter().enumerate()
        {
            if index == 0 {
                status.write(status.all(), self.paint, out);
                out.push_str("  ");
            } else {
                fill(out, indent);
            }
            out.push_str(line);
            out.push('\n');
        }
    }

    /// A fact below a finding.
    pub(super) fn aside(self, fact: &str, width: Option<usize>, out: &mut String) {
        let text = Text::printed(fact);
        for (line, _) in self.wrapped(&[text.into()], width.map(|width| width.saturating_sub(2))) {
            out.push_str("  ");
            out.push_str(&line);
            out.push('\n');
        }
    }

    /// Writes entries one below the other.
    pub(super) fn below(self, entries: &[Entry], width: Option<usize>, out: &mut String) {
        stack(self.lines(entries, width), out);
    }

    /// Writes two blocks side by side; the right one is `right` columns wide, `gap` columns from the left one.
    pub(super) fn beside(
        self,
        entries: &[Entry],
        left: usize,
        others: &[Entry],
        (right, gap): (usize, usize),
        out: &mut String,
    ) {
        let (first, second) = (self.lines(entries, Some(left)), self.lines(others, Some(right)));
        for index in 0..first.len().max(second.len()) {
            let (line, width) = first.get(index).map_or(("", 0), |(line, width)| (line.as_str(), *width));
            out.push_str(line);
            if let Some((line, _)) = second.get(index) {
                fill(out, (left + gap).saturating_sub(width));
                out.push_str(line);
            }
            out.push('\n');
        }
    }

    /// The lines of entries, and the columns that each takes.
    fn lines(self, entries: &[Entry], width: Option<usize>) -> Vec<(String, usize)> {
        let mut lines = Vec::new();
        for entry in entries {
            for (index, (value, columns)) in self.wrapped(&entry.rows, width.map(content)).into_iter().enumerate() {
                let mut line = String::new();
                let label = Text::own(if index == 0 { &entry.label } else { "" }, Some(Style::Dim));
                label.write(label.all(), self.paint, &mut line);
                fill(&mut line, LABELS.saturating_sub(label.width()));
                line.push_str(&value);
                lines.push((line, LABELS + columns));
            }
        }
        lines
    }

    /// The lines of rows within `width` columns.
    fn wrapped(self, rows: &[Row], width: Option<usize>) -> Vec<(String, usize)> {
        let width = width.map(|width| width.max(LEAST));
        let mut lines = Vec::new();
        for row in rows {
            let is_wide = width.is_some_and(|width| row.text.width() > width);
            let bar = match row.bar {
                Bar::Always => self.signs.bar,
                Bar::WhereWrapped if is_wide => self.signs.bar,
                Bar::WhereWrapped | Bar::Never => "",
            };
            let taken = bar.chars().count();
            let (parts, hanging) = match width.map(|width| width - taken) {
                None => (vec![row.text.all()], 0),
                Some(room) => row.wrap(room),
            };
            // A label that is blank stands for the one above it, and needs no line of its own.
            let blank = usize::from(parts.len() > 1 && bar.is_empty() && parts.first().is_some_and(Range::is_empty));
            for (index, part) in parts.into_iter().enumerate().skip(blank) {
                let hang = if index == 0 { 0 } else { hanging };
                let mut line = String::new();
                let bar = if part.is_empty() { bar.trim_end() } else { bar };
                let mark = Text::own(bar, Some(Style::Dim));
                mark.write(mark.all(), self.paint, &mut line);
                fill(&mut line, hang);
                let columns = mark.width() + hang + row.text.width_of(part.clone());
                row.text.write(part, self.paint, &mut line);
                lines.push((line, columns));
            }
        }
        lines
    }
}

/// Appends lines, one below the other.
fn stack(lines: Vec<(String, usize)>, out: &mut String) {
    for (line, _) in lines {
        out.extend([&*line, "\n"]);
    }
}
