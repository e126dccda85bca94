//! `human`: a change a line or two, labels in a fixed column.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, Write};

use crate::change::value::{self, Parsed};
use crate::change::{Change, Detail, FieldChange, Kind, Times};
use crate::console::Canvas;
use crate::json::JsonType;
use crate::report::show::told::{Told, is_mistakable, quoted, status, word};
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::{ONE_LINE, Text, counted, fill};
use crate::schema::FieldId;
use crate::time::Zone;

use super::texts::{Line, Piece, Side, lines};
use super::{Diffed, quiet, times};

/// Columns of the labels, the blanks behind them included.
const LABELS: usize = 13;
/// Columns by which further lines are set in at least: what is from outside must not stand where labels do.
const HANG: usize = 2;
/// Columns that a value is given at least, however narrow the screen is.
const LEAST: usize = 20;
/// How much of what is the same is shown around a change, on a screen that is too narrow for all of it.
const AROUND: usize = 16;

/// The format's state: what the stream can show, and in which zone.
#[derive(Clone, Copy, Debug)]
pub struct Human {
    canvas: Canvas,
    zone: Zone,
    paint: Paint,
}

/// A line of a change: what stands in the column of the labels, and the text beside it.
struct Row {
    lead: String,
    /// A `+` or `-` before the text.
    sign: Option<(&'static str, Style)>,
    text: Text,
}

impl Row {
    fn new(text: Text) -> Self {
        Self { lead: String::new(), sign: None, text }
    }
}

impl Human {
    /// For a stream that shows what `canvas` says, times in `zone`.
    pub fn new(canvas: Canvas, zone: Zone) -> Self {
        Self { canvas, zone, paint: Paint::new(canvas.color) }
    }

    /// Writes all of a comparison.
    pub fn write(&self, diffed: &Diffed<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        let comparison = diffed.comparison;
        if comparison.changes.is_empty() {
            let held_back = quiet::held_back(comparison, self.canvas);
            let all = if held_back.is_empty() { String::new() } else { format!(" ({})", held_back.join("; ")) };
            self.push(0, &Row::new(Text::printed(&format!("no change{all}"))), None, &mut text);
        } else {
            self.header(diffed, &mut text);
            for change in &comparison.changes {
                let rows = self.rows(change);
                for (index, row) in rows.iter().enumerate() {
                    let label = if index == 0 { change.kind.name() } else { &row.lead };
                    self.push(LABELS, row, Some(label), &mut text);
                }
            }
            text.push_str(&counted(comparison.changes.len() as u64, "change"));
            text.push('\n');
            let held_back = quiet::held_back(comparison, self.canvas);
            if !held_back.is_empty() {
                let quiet =
                    Text::own("not counted: ", Some(Style::Dim)).and_text(&Text::printed(&held_back.join("; ")));
                self.push(0, &Row::new(quiet), None, &mut text);
            }
        }
        out.write_all(text.as_bytes())
    }

    /// Writes a line over what follows: a file's name, safe to print, and a remark.
    pub fn heading(&self, name: &str, remark: &str, out: &mut dyn Write) -> io::Result<()> {
        let text = Text::printed(name);
        let text = if remark.is_empty() { text } else { text.and(&format!("   {remark}"), Some(Style::Dim)) };
        let mut line = self.paint.start(Style::Bold);
        text.write(text.all(), self.paint, &mut line);
        writeln!(out, "{line}{}", self.paint.end())
    }

    /// Which appointment it is.
    fn header(&self, diffed: &Diffed<'_, '_>, out: &mut String) {
        let title = diffed.text(FieldId::Title).filter(|title| !title.trim().is_empty());
        let id = diffed.id(FieldId::Id).unwrap_or_default();
        let text = match title {
            Some(title) => Text::outside(&title, Some(Style::Bold)).and("   ", None).and_outside(&id, Some(Style::Dim)),
            None => Text::outside(&id, Some(Style::Bold)),
        };
        self.push(0, &Row::new(text), None, out);
        out.push('\n');
    }

    /// Appends a row: its label, and its text beside it, wrapped where there is a width.
    fn push(&self, column: usize, row: &Row, label: Option<&str>, out: &mut String) {
        let label = Text::own(label.unwrap_or_default(), Some(Style::Dim));
        label.write(label.all(), self.paint, out);
        fill(out, column.saturating_sub(label.width()));
        let mut column = column;
        if let Some((sign, style)) = row.sign {
            let sign = Text::own(sign, Some(style)).and(" ", None);
            sign.write(sign.all(), self.paint, out);
            column += sign.width();
        }
        let parts = match self.canvas.width {
            Some(width) => {
                let room = |column| width.saturating_sub(column).max(LEAST);
                row.text.wrap(room(column), room(column.max(HANG)))
            }
            None => vec![row.text.all()],
        };
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                fill(out, column.max(HANG));
            }
            row.text.write(part, self.paint, out);
            out.push('\n');
        }
    }

    fn rows(&self, change: &Change<'_>) -> Vec<Row> {
        let Some(field) = change.fields.first() else { return Vec::new() };
        match (&change.detail, change.kind) {
            (Detail::Times(times), kind) => self.times(times, kind, change),
            (Detail::Users { added, removed }, _) => {
                let row = |(sign, text)| Row { sign: Some(sign), ..Row::new(text) };
                users(added, removed, |raw| shown(Some(raw), word)).map(row).collect()
            }
            (_, Kind::Created | Kind::Deleted) => vec![Row::new(Text::own(&change.summary(), None))],
            (_, Kind::Status) => self.arrow_row(field, status),
            (_, Kind::Reassigned | Kind::Calendar | Kind::Contact | Kind::Group) => self.arrow_row(field, word),
            (_, Kind::Added) => match field.timestamps() {
                Some((before, after)) => {
                    let [before, after] = [before, after].map(|time| times::at(&time, self.zone));
                    if before == after {
                        return self.arrow_row(field, word);
                    }
                    vec![Row::new(Text::own(&format!("{before}{}{after}", self.arrow()), None))]
                }
                None => self.arrow_row(field, word),
            },
            (_, Kind::Notes | Kind::Title | Kind::Address | Kind::Source | Kind::Users) => {
                self.texts(field, change.kind == Kind::Notes, free_text)
            }
            _ => self.other(field),
        }
    }

    fn times(&self, moved: &Times, kind: Kind, change: &Change<'_>) -> Vec<Row> {
        let summary = change.words_in(self.zone);
        let summary = &*self.signs().spelt(&summary);
        let dash = self.signs().dash;
        let [before, after] = [&moved.before, &moved.after].map(|ends| times::ends(ends, self.zone, dash));
        let (Some(before), Some(after)) = (before, after) else {
            return change.fields.iter().flat_map(|field| self.other(field)).collect();
        };
        // What is told in minutes may differ in less.
        let is_told = before != after && change.fields.iter().all(|field| field.timestamps().is_some());
        let mut rows = vec![Row::new(Text::own(&before, None))];
        let mut last = Text::own(&after, None);
        if is_told && self.fits(LABELS + last.width() + 3 + summary.chars().count()) {
            last = last.and("   ", None).and(summary, Some(Style::Bold));
            rows.push(Row { lead: self.lead(), ..Row::new(last) });
        } else if is_told {
            rows.push(Row { lead: self.lead(), ..Row::new(last) });
            rows.push(Row::new(Text::own(summary, Some(Style::Bold))));
        } else {
            // A time that can't be read is not in the ranges, nor are fractions of a minute.
            rows.clear();
            rows.extend(change.fields.iter().flat_map(|field| self.other(field)));
            if before == after {
                rows.push(Row::new(Text::own(summary, Some(Style::Bold))));
            }
        }
        // The old end goes without saying where the old length is said.
        let has_lengths = moved.before.seconds().is_some() && moved.after.seconds().is_some();
        if kind == Kind::Duration && is_told && has_lengths && moved.before.start == moved.after.start {
            rows.remove(0);
            if let Some(first) = rows.first_mut() {
                first.lead.clear();
            }
        }
        rows
    }

    fn fits(&self, columns: usize) -> bool {
        self.canvas.width.is_none_or(|width| columns <= width)
    }

    fn signs(&self) -> &'static Signs {
        Signs::of(self.canvas)
    }

    /// What stands between old and new.
    pub fn arrow(&self) -> &'static str {
        self.signs().arrow
    }

    /// The arrow in the column of the labels.
    fn lead(&self) -> String {
        format!("{:>width$}", self.arrow().trim(), width = LABELS - 1)
    }

    /// Both values in one row.
    fn arrow_row(&self, field: &FieldChange<'_>, show: fn(&Told<'_>) -> Text) -> Vec<Row> {
        vec![Row::new(self.arrow_text(field, show))]
    }

    fn arrow_text(&self, field: &FieldChange<'_>, show: fn(&Told<'_>) -> Text) -> Text {
        let [before, after] = [field.before, field.after].map(|raw| shown(raw, show));
        with_types(before.and(self.arrow(), Some(Style::Dim)).and_text(&after), field)
    }

    /// Two texts: in one row where they are short, else line by line.
    fn texts(&self, field: &FieldChange<'_>, always_by_line: bool, show: fn(&Told<'_>) -> Text) -> Vec<Row> {
        let has_lines = |text: &str| text.contains('\n');
        let is_nothing = |raw: Option<&str>| matches!(raw, Some("null" | "\"\""));
        let [before, after] =
            [field.before, field.after].map(|raw| raw.and_then(value::text).filter(|text| !text.is_empty()));
        let row = |sign, style, raw| Row { sign: Some((sign, style)), ..Row::new(shown(raw, show)) };
        let by_line = |before: &str, after: &str| -> Vec<Row> {
            lines(before, after).iter().map(|line| self.line(line)).collect()
        };
        match (before, after) {
            (Some(before), Some(after)) => {
                let text = self.arrow_text(field, show);
                let is_short = text.width() <= ONE_LINE && !has_lines(&before) && !has_lines(&after);
                if is_short && !always_by_line { vec![Row::new(text)] } else { by_line(&before, &after) }
            }
            (Some(text), None) if has_lines(&text) && is_nothing(field.after) => {
                let gone = text.split('\n').map(|line| self.line(&Line::whole(Side::Before, line)));
                gone.chain([row("+", Style::Added, field.after)]).collect()
            }
            (None, Some(text)) if has_lines(&text) && is_nothing(field.before) => {
                let new = text.split('\n').map(|line| self.line(&Line::whole(Side::After, line)));
                [row("-", Style::Removed, field.before)].into_iter().chain(new).collect()
            }
            _ => self.arrow_row(field, show),
        }
    }

    /// A line that is on one side only, with the marks of what is not on the other.
    fn line(&self, line: &Line) -> Row {
        let (sign, style, open, close) = match line.side {
            Side::Before => ("-", Style::Removed, "[-", "-]"),
            Side::After => ("+", Style::Added, "{+", "+}"),
        };
        let shorten = self.canvas.shortens() && !self.fits(LABELS + 2 + length(line));
        let last = line.pieces.len().saturating_sub(1);
        let pieces: Vec<(String, Option<Style>)> = line
            .pieces
            .iter()
            .enumerate()
            .map(|(index, piece)| match piece {
                Piece::Same(text) if shorten && last > 0 => (self.shortened(text, index == 0, index == last), None),
                Piece::Same(text) => (text.clone(), None),
                Piece::Marked(text) => (format!("{open}{text}{close}"), Some(style)),
            })
            .collect();
        let is_blank = pieces.iter().all(|(piece, _)| piece.is_empty());
        let text = if is_blank {
            Text::own("(blank line)", Some(Style::Dim))
        } else {
            Text::default().and_outside_pieces(&pieces)
        };
        Row { sign: Some((sign, style)), ..Row::new(text) }
    }

    /// What is the same on both sides, without what is far from a change.
    fn shortened(&self, text: &str, is_first: bool, is_last: bool) -> String {
        let ellipsis = self.signs().ellipsis;
        let count = text.chars().count();
        let (head, tail) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
        if count <= head + tail + ellipsis.chars().count() {
            return text.to_owned();
        }
        let start: String = text.chars().take(head).collect();
        let end: String = text.chars().skip(count - tail).collect();
        format!("{start}{ellipsis}{end}")
    }

    /// A field by its pointer, with values as JSON.
    fn other(&self, field: &FieldChange<'_>) -> Vec<Row> {
        let pointer = Text::outside(&field.pointer, None);
        let values = self.arrow_text(field, json_text);
        let both_strings = [field.before, field.after]
            .iter()
            .all(|raw| raw.is_some_and(|raw| value::json_type(raw) == JsonType::String));
        if pointer.width() + values.width() <= ONE_LINE {
            return vec![Row::new(pointer.and("  ", None).and_text(&values))];
        }
        let mut rows = vec![Row::new(pointer)];
        if both_strings {
            rows.extend(self.texts(field, false, json_text));
        } else {
            rows.push(Row::new(values));
        }
        rows
    }
}

/// How many characters a line has.
fn length(line: &Line) -> usize {
    line.pieces
        .iter()
        .map(|piece| match piece {
            Piece::Same(text) => text.chars().count(),
            Piece::Marked(text) => text.chars().count() + 4,
        })
        .sum()
}

/// Says beside both values of a field that the JSON type is another one; a null stands out by itself.
pub(in crate::report) fn with_types(values: Text, field: &FieldChange<'_>) -> Text {
    let has_null = [field.before, field.after].contains(&Some("null"));
    match field.retyped().filter(|_| !has_null) {
        Some(retyped) => values.and("   ", None).and(&retyped, Some(Style::Dim)),
        None => values,
    }
}

/// Who was added and who removed, each with its sign; `show` shows one. As JSON where one looks like another: a number and a text.
pub(in crate::report) fn users<'u>(
    added: &'u [&str],
    removed: &'u [&str],
    show: impl Fn(&str) -> Text + Copy + 'u,
) -> impl Iterator<Item = ((&'static str, Style), Text)> + 'u {
    fn plain<'r>(raw: &'r &str) -> Cow<'r, str> {
        value::text(raw).unwrap_or(Cow::Borrowed(*raw))
    }
    // Two texts that look alike are one.
    let is_mixed = [added, removed].into_iter().flatten().any(|raw| !raw.starts_with('"'));
    let texts = |users: &'u [&str]| users.iter().filter(|_| is_mixed).map(plain).collect::<HashSet<_>>();
    let [all_added, all_removed] = [added, removed].map(texts);
    let sides = [(("+", Style::Added), added, all_removed), (("-", Style::Removed), removed, all_added)];
    sides.into_iter().flat_map(move |(sign, users, others)| {
        users.iter().map(move |raw| {
            let text = if others.contains(&plain(raw)) { shown(Some(raw), json_text) } else { show(raw) };
            (sign, text)
        })
    })
}

/// A value, absent or not, as `show` has it.
pub(in crate::report) fn shown(raw: Option<&str>, show: fn(&Told<'_>) -> Text) -> Text {
    let parsed = raw.map(Parsed::new);
    show(&Told::of(parsed.as_ref().map(Parsed::value)))
}

/// What people wrote; in quotes where blanks would be overlooked, or where it reads like a word of ours.
pub(in crate::report) fn free_text(told: &Told<'_>) -> Text {
    told.show(|text| {
        let is_plain = text.trim() == text && !text.starts_with('"') && !is_mistakable(text);
        if is_plain { Text::outside(text, None) } else { quoted(text, None) }
    })
}

/// A value whose type counts: texts in quotes.
pub(in crate::report) fn json_text(told: &Told<'_>) -> Text {
    told.show(|text| quoted(text, None))
}
