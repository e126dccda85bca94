//! `card`: all of one payload, laid out for reading, and what was found in it.

mod blocks;
mod when;
mod who;

use std::io;

use super::told::{Moment, Told, compact, is_mistakable, quoted, status, word};
use super::{ShowReport, Shown, Streams, Unread, Wanted, lines};
use crate::finding::{Finding, Severity};
use crate::json::JsonType;
use crate::payload::Fields;
use crate::report::line::beginning;
use crate::report::style::{Paint, Style};
use crate::report::text::{Text, counted};
use crate::schema::{Event, FieldId};

use blocks::{Bar, Entry, Pen, Row, content};

/// From this many columns on, who and what ids stand beside the rest.
const TWO_BLOCKS: usize = 120;
/// Columns of the block on the right, and between the two.
const RIGHT: usize = 62;
const GAP: usize = 3;
/// How many lines a value beyond the documented ones may take on a screen.
const OTHER_LINES: usize = 3;

pub(super) struct Card {
    wanted: Wanted,
    pen: Pen,
    written: bool,
}

impl Card {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, pen: Pen::new(wanted.canvas), written: false }
    }

    /// A blank line between what is written.
    fn separate(&mut self, out: &mut String) {
        if std::mem::replace(&mut self.written, true) {
            out.push('\n');
        }
    }

    /// Where the payload is.
    fn place(&self, shown: &mut Shown<'_, '_>, out: &mut String) {
        let origin = &shown.payload.origin;
        let found_at = shown.payload.found_at.as_deref();
        let (start, _) = shown.payload.place(shown.payload.value().span());
        let line = shown.locator.position(start.start).line;
        let mut place = Text::own(&format!("{}:{line}", beginning(&origin.path)), Some(Style::Dim));
        if let Some(found_at) = found_at.filter(|found_at| !found_at.is_empty()) {
            place = place.and(": ", Some(Style::Dim)).and_outside(found_at, Some(Style::Dim));
        }
        place.write(place.all(), Paint::new(self.wanted.canvas.color), out);
        out.push('\n');
    }

    fn fields(&self, fields: &Fields<'_>, out: &mut String) {
        self.headline(fields, out);
        out.push('\n');
        match self.wanted.canvas.width {
            Some(width) if width >= TWO_BLOCKS => {
                let left = width - RIGHT - GAP;
                let texts = self.texts(fields, Some(left));
                self.pen.beside(&texts, left, &self.names(fields, Some(RIGHT)), (RIGHT, GAP), out);
            }
            width => {
                let mut entries = self.texts(fields, width);
                entries.extend(self.names(fields, width));
                self.pen.below(&entries, width, out);
            }
        }
    }

    /// The status and the title.
    fn headline(&self, fields: &Fields<'_>, out: &mut String) {
        let status = status(&Told::of(fields.value(FieldId::Status)));
        let title = free(&Told::of(fields.value(FieldId::Title)), Some(Style::Bold));
        self.pen.headline(status, title, self.wanted.canvas.width, out);
    }

    /// What the appointment is: event, time, place, notes, history.
    fn texts(&self, fields: &Fields<'_>, width: Option<usize>) -> Vec<Entry> {
        let told = |id| Told::of(fields.value(id));
        let mut entries = Vec::new();
        if fields.text(FieldId::Type).as_deref() != Some(Event::Update.name()) {
            entries.push(Entry::of(FieldId::Type, vec![Row::from(word(&told(FieldId::Type)))]));
        }
        let when = when::rows(fields, self.wanted.zone, self.pen, width);
        entries.push(Entry::new("when", when));
        for id in [FieldId::Address, FieldId::Notes] {
            entries.push(Entry::of(id, free(&told(id), None)));
        }
        let added = Moment::of(fields.value(FieldId::DateAdded));
        let updated = Moment::of(fields.value(FieldId::DateUpdated));
        let source = told(FieldId::Source);
        let mut line = when::moment(&added, self.wanted.zone);
        if !matches!((&added, &source), (Moment::Not(Told::NotSent), Told::NotSent)) {
            line = line.and(" via ", None).and_text(&word(&source));
        }
        entries.push(Entry::of(FieldId::DateAdded, vec![Row { hang: 2, ..line.into() }]));
        let line = when::updated(&updated, &added, self.wanted.zone);
        entries.push(Entry::of(FieldId::DateUpdated, vec![line.into()]));
        entries
    }

    /// Who and what it belongs to, and whatever else was sent.
    fn names(&self, fields: &Fields<'_>, width: Option<usize>) -> Vec<Entry> {
        let mut entries = vec![Entry::new("who", who::people(fields)), Entry::new("ids", who::ids(fields))];
        let others = self.others(fields, width);
        if !others.is_empty() {
            entries.push(Entry::new("other", others));
        }
        entries
    }

    fn others(&self, fields: &Fields<'_>, width: Option<usize>) -> Vec<Row> {
        let appointment = fields.get(FieldId::Appointment);
        let wrong = appointment.filter(|member| member.value.json_type() != JsonType::Object);
        let wrong = wrong.map(|member| (FieldId::Appointment.field().pointer.to_owned(), member.value));
        let others = fields.others().iter().map(|(parent, member)| (fields.pointer_of(*parent, member), member.value));
        let row = |(pointer, value): (String, _)| {
            let text = Text::outside(&pointer, Some(Style::Dim))
                .and(" = ", Some(Style::Dim))
                .and_outside(&compact(value), None);
            let text = match width {
                Some(width) => text.cut(content(width) * OTHER_LINES, self.pen.signs.ellipsis),
                None => text,
            };
            Row { hang: 2, ..text.into() }
        };
        wrong.into_iter().chain(others).map(row).collect()
    }

    /// The findings and their number; where nothing else can be shown, with the facts that help.
    fn findings(&self, shown: &mut Shown<'_, '_>, out: &mut String) {
        let path = &shown.payload.origin.path;
        for finding in shown.findings {
            *out += &lines(std::slice::from_ref(finding), path, shown.locator, self.wanted.canvas);
            if shown.fields.is_none() {
                let help = finding.help.iter().map(|help| format!("help: {help}"));
                for fact in finding.notes.iter().cloned().chain(help) {
                    self.pen.aside(&fact, self.wanted.canvas.width, out);
                }
            }
        }
        if !shown.findings.is_empty() && !self.wanted.quiet {
            *out += &count(shown.findings);
            out.push('\n');
        }
    }
}

impl ShowReport for Card {
    fn payload(&mut self, shown: &mut Shown<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut out = String::new();
        let is_first = !self.written;
        self.separate(&mut out);
        if !is_first || shown.payload.origin.record > 1 || shown.payload.found_at.is_some() {
            self.place(shown, &mut out);
        }
        if let Some(fields) = shown.fields {
            self.fields(fields, &mut out);
            if !shown.findings.is_empty() {
                out.push('\n');
            }
        }
        self.findings(shown, &mut out);
        streams.out.write_all(out.as_bytes())
    }

    fn unread(&mut self, unread: &mut Unread<'_, '_>, streams: &mut Streams<'_>) -> io::Result<()> {
        let mut out = String::new();
        self.separate(&mut out);
        let finding = std::slice::from_ref(unread.finding);
        out += &lines(finding, &unread.origin.path, unread.locator, self.wanted.canvas);
        streams.out.write_all(out.as_bytes())
    }

    fn finish(&mut self, _: &mut Streams<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// Free text, line by line: barred as soon as there are two, so that none of them can be taken for a field.
fn free(told: &Told<'_>, style: Option<Style>) -> Vec<Row> {
    let Told::Text(text) = told else { return vec![told.show(|_| Text::default()).into()] };
    if is_mistakable(text) {
        return vec![quoted(text, style).into()];
    }
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let bar = if lines.len() > 1 { Bar::Always } else { Bar::WhereWrapped };
    lines.into_iter().map(|line| Row { bar, ..Text::outside(line, style).into() }).collect()
}

/// `1 error, 2 notes`.
fn count(findings: &[Finding]) -> String {
    let number = |severity| findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    let counts = severities.map(|severity| (number(severity), severity.name()));
    let said: Vec<String> =
        counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, name)| counted(number, name)).collect();
    said.join(", ")
}
