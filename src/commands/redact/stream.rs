//! Redacted records on standard output, in the form that the input has: lines, documents, or an array.

use std::io::{self, Write};

use crate::input::Record;
use crate::source::Position;

/// What has been begun on standard output.
#[derive(Debug, Default)]
pub(super) struct Stream {
    array: Option<Array>,
}

/// An array that is being written.
#[derive(Debug)]
struct Array {
    /// Where it begins in the input: two arrays may follow one another.
    opened: Position,
    /// Whether its items begin on lines of their own.
    has_lines: bool,
}

impl Stream {
    /// Writes a record, and what stands between it and the one before.
    pub(super) fn write(&mut self, record: &Record<'_>, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let start = record.origin.start;
        match (&self.array, record.array) {
            (Some(array), Some(opened)) if array.opened == opened => out.write_all(b",")?,
            (_, opened) => {
                self.finish(out)?;
                if let Some(opened) = opened {
                    out.write_all(b"[")?;
                    self.array = Some(Array { opened, has_lines: start.line > opened.line });
                }
            }
        }
        match &self.array {
            Some(array) => {
                if array.has_lines {
                    new_line(start, out)?;
                }
                out.write_all(text.as_bytes())
            }
            None => writeln!(out, "{text}"),
        }
    }

    /// Ends the array that was begun.
    pub(super) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(array) = self.array.take() {
            if array.has_lines {
                new_line(array.opened, out)?;
            }
            out.write_all(b"]\n")?;
        }
        Ok(())
    }
}

/// Begins a line as far in as `position`.
fn new_line(position: Position, out: &mut dyn Write) -> io::Result<()> {
    let indent = usize::try_from(position.column).unwrap_or(1).saturating_sub(1).min(80);
    write!(out, "\n{:indent$}", "")
}
