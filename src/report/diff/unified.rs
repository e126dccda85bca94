//! Two texts that are no payloads, as a unified diff.

use std::io::{self, Write};

use similar::group_diff_ops;

use crate::change::sequence::{DiffOp, steps};
use crate::console::Canvas;
use crate::report::style::{Paint, Style};
use crate::untrusted::Escaped;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes what differs between two texts.
pub fn unified(before: &str, after: &str, canvas: Canvas, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(canvas.color);
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(before), lines(after));
    for group in group_diff_ops(steps(&old, &new), CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let old_place = place(first.old_range().start, last.old_range().end);
        let new_place = place(first.new_range().start, last.new_range().end);
        writeln!(out, "{}@@ -{old_place} +{new_place} @@{}", paint.start(Style::Dim), paint.end())?;
        for step in &group {
            if let DiffOp::Equal { .. } = step {
                write_lines(&old, step.old_range(), ' ', None, paint, out)?;
            } else {
                write_lines(&old, step.old_range(), '-', Some(Style::Removed), paint, out)?;
                write_lines(&new, step.new_range(), '+', Some(Style::Added), paint, out)?;
            }
        }
    }
    Ok(())
}

/// The lines of a text, with the line breaks that end them: without its break, the last line is another.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Lines as a hunk's head says them: the first, from 1, and how many.
fn place(start: usize, end: usize) -> String {
    let count = end - start;
    format!("{},{count}", if count == 0 { start } else { start + 1 })
}

fn write_lines(
    lines: &[&str],
    range: std::ops::Range<usize>,
    sign: char,
    style: Option<Style>,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (start, end) = style.map_or((String::new(), ""), |style| (paint.start(style), paint.end()));
    for line in lines.get(range).unwrap_or_default() {
        let text = line.strip_suffix('\n');
        writeln!(out, "{start}{sign}{}{end}", Escaped(text.unwrap_or(line)))?;
        if text.is_none() {
            writeln!(out, "\\ No newline at end of file")?;
        }
    }
    Ok(())
}
