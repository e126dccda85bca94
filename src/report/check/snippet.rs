//! A line of the source with marks under it, cropped around them.
//!
//! Its own renderer: `annotate-snippets` takes time in proportion to the source that it is given, and knows nothing of
//! our escapes. Here the work is in proportion to what is shown, however long the line is.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use crate::console::Canvas;
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::{fill, fill_with};
use crate::source::Span;
use crate::untrusted::{Piece, Unit, is_plain, pieces};

use super::walk::{TAB, backwards, forwards};

/// Up to this many columns, what stands before a record in its line is shown as blanks: it is an indent in all
/// likelihood, and the record's own text is all that is at hand.
const INDENT: usize = 12;

/// Under the place of a finding.
pub(super) const CARETS: &str = "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^";

/// Under other places that belong to it.
pub(super) const DASHES: &str = "--------------------------------";

/// A place in the line, and what is written under it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'f> {
    /// The line that it is in.
    pub(super) line: u64,
    /// The place, in bytes of the source.
    pub(super) place: Span,
    /// What the words are, where that has to be said: `help: `.
    pub(super) word: &'static str,
    /// The words behind the mark; safe to print.
    pub(super) label: &'f str,
    /// How the mark looks.
    pub(super) style: Style,
    /// What the mark is drawn with: [`CARETS`] or [`DASHES`].
    pub(super) signs: &'static str,
}

/// What of the source is shown, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    start: usize,
    end: usize,
    is_cut_before: bool,
    is_cut_after: bool,
}

/// Draws lines of source with marks under them.
#[derive(Debug)]
pub(super) struct Snippet {
    /// How many columns the source may take.
    pub(super) columns: usize,
    paint: Paint,
    ellipsis: &'static str,
    /// How many columns that takes.
    ellipsis_width: usize,
    /// The line as it is shown.
    line: String,
    /// If each of its characters takes one byte and one column, but for the ellipses: how many bytes more than columns the
    /// first of these takes.
    surplus: Option<usize>,
    /// Where in `line` the escapes are.
    escapes: Vec<Range<usize>>,
    /// Where in `line` the marks' places are.
    places: Vec<Range<usize>>,
}

impl Snippet {
    pub(super) fn new(columns: usize, canvas: Canvas) -> Self {
        let ellipsis = Signs::of(canvas).ellipsis;
        Self {
            columns,
            paint: Paint::new(canvas.color),
            ellipsis,
            ellipsis_width: ellipsis.width(),
            line: String::new(),
            surplus: None,
            escapes: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Whether `first` and `second`, of one line, can be shown in one go.
    pub(super) fn can_hold(&self, source: &[u8], first: Span, second: Span) -> bool {
        let wanted = self.columns / 4 * 3;
        forwards(source, first.start, usize::MAX, wanted).offset >= second.end.max(first.end)
    }

    /// Appends the line that holds `marks`, which are in order and can be held together, and a line under it for each.
    /// `gutter` stands before the marks; `indent` is how many columns of the line come before the source.
    pub(super) fn draw(&mut self, source: &[u8], indent: usize, marks: &[Mark<'_>], gutter: &str, out: &mut String) {
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
            return;
        };
        let room = marks.iter().map(|mark| 1 + mark.word.len() + columns(mark.label)).max().unwrap_or_default();
        let window = self.window(source, Span::new(first.place.start, last.place.end), room);
        self.fill(source, indent, window, marks);
        self.push_line(out);
        for (mark, place) in marks.iter().zip(&self.places) {
            let (before, under) = self.columns_of(place);
            out.push_str(gutter);
            fill(out, before);
            self.paint.push_start(out, mark.style);
            fill_with(out, mark.signs, under.max(1));
            if !mark.label.is_empty() {
                out.extend([" ", mark.word, mark.label]);
            }
            out.push_str(self.paint.end());
            out.push('\n');
        }
    }

    /// How many columns stand before a place in the line, and how many it takes.
    fn columns_of(&self, place: &Range<usize>) -> (usize, usize) {
        if let Some(surplus) = self.surplus {
            let [before, behind] = [place.start, place.end].map(|at| at.saturating_sub(surplus));
            return (before, behind - before);
        }
        let [before, within] = [0..place.start, place.clone()].map(|part| self.line.get(part).unwrap_or_default());
        (columns(before), columns(within))
    }

    /// What to show around `focus`: all of the line if it fits, else the place with some of what stands around it, and
    /// `room` behind it for a label.
    fn window(&self, source: &[u8], focus: Span, room: usize) -> Window {
        let (left, right) =
            (backwards(source, focus.start, self.columns), forwards(source, focus.start, usize::MAX, self.columns));
        if left.is_end && right.is_end && left.columns + right.columns <= self.columns {
            return Window { start: left.offset, end: right.offset, is_cut_before: false, is_cut_after: false };
        }
        let columns = self.columns.saturating_sub(2 * self.ellipsis_width).max(1);
        let focused = right.over(focus.start, focus.len().min(columns));
        let focused = focused.unwrap_or_else(|| forwards(source, focus.start, focus.end, columns)).columns;
        let free = columns - focused.min(columns);
        let behind = if right.is_end { right.columns.saturating_sub(focused).min(free / 2) } else { free / 2 };
        let wanted = free - behind.max(room).min(free - free / 6);
        let left = left.over(focus.start, wanted).unwrap_or_else(|| backwards(source, focus.start, wanted));
        let rest = columns.saturating_sub(left.columns).max(1);
        let right = right.over(focus.start, rest).unwrap_or_else(|| forwards(source, focus.start, usize::MAX, rest));
        Window { start: left.offset, end: right.offset, is_cut_before: !left.is_end, is_cut_after: !right.is_end }
    }

    /// Writes what is in `window` to `line`, and notes where the marks' places come to stand.
    fn fill(&mut self, source: &[u8], indent: usize, window: Window, marks: &[Mark<'_>]) {
        self.line.clear();
        self.escapes.clear();
        self.places.clear();
        self.places.resize(marks.len(), 0..0);
        let mut surplus = 0;
        if window.is_cut_before || window.start == 0 && indent > INDENT {
            self.line.push_str(self.ellipsis);
            surplus = self.ellipsis.len() - self.ellipsis_width;
        } else if window.start == 0 {
            fill(&mut self.line, indent);
        }
        let source = source.get(window.start..window.end).unwrap_or_default();
        match simdutf8::basic::from_utf8(source) {
            Ok(text) if is_plain(text) => {
                self.surplus = Some(surplus);
                self.push_plain(text, window.start, marks);
            }
            _ => {
                self.surplus = None;
                self.push_chunks(source, window.start, marks);
            }
        }
        if window.is_cut_after {
            self.line.push_str(self.ellipsis);
        }
    }

    /// Appends what may be no text, and stands at `offset` of the source.
    fn push_chunks(&mut self, source: &[u8], mut offset: usize, marks: &[Mark<'_>]) {
        for chunk in source.utf8_chunks() {
            offset = self.push_pieces(chunk.valid(), offset, marks);
            for byte in chunk.invalid() {
                self.note_places(offset, marks);
                self.push_escape(&format!("\\x{byte:02x}"));
                offset += 1;
            }
        }
        self.note_places(offset, marks);
    }

    /// Appends `text`, which stands at `offset` of the source and is shown as it is.
    fn push_plain(&mut self, text: &str, offset: usize, marks: &[Mark<'_>]) {
        let end = offset + text.len();
        for (place, mark) in self.places.iter_mut().zip(marks) {
            let shown = |at: usize| self.line.len() + at.min(end) - offset;
            place.start = if offset <= mark.place.start { shown(mark.place.start) } else { place.start };
            place.end = if offset <= mark.place.end { shown(mark.place.end) } else { place.end };
        }
        self.line.push_str(text);
    }

    /// Appends `text`, which stands at `offset` of the source, piece by piece; gives the offset behind it.
    fn push_pieces(&mut self, text: &str, mut offset: usize, marks: &[Mark<'_>]) -> usize {
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => {
                    self.push_plain(plain, offset, marks);
                    offset += plain.len();
                }
                Piece::Escape(character) => {
                    self.note_places(offset, marks);
                    let is_marked = || marks.iter().any(|mark| mark.place.range().contains(&offset));
                    if character == '\t' && !is_marked() {
                        self.line.push_str(TAB);
                    } else {
                        self.push_escape(&Unit::Escape(character).to_string());
                    }
                    offset += character.len_utf8();
                }
            }
        }
        offset
    }

    /// Notes that what stands at `offset` of the source comes next.
    fn note_places(&mut self, offset: usize, marks: &[Mark<'_>]) {
        for (place, mark) in self.places.iter_mut().zip(marks) {
            if offset <= mark.place.start {
                place.start = self.line.len();
            }
            if offset <= mark.place.end {
                place.end = self.line.len();
            }
        }
    }

    fn push_escape(&mut self, escape: &str) {
        let start = self.line.len();
        self.line.push_str(escape);
        self.escapes.push(start..self.line.len());
    }

    /// Appends `line`, the escapes in their style, without blanks at its end.
    fn push_line(&self, out: &mut String) {
        let mut shown = 0;
        if self.paint.is_on() {
            for escape in &self.escapes {
                out.push_str(self.line.get(shown..escape.start).unwrap_or_default());
                self.paint.push(out, Style::Escape, self.line.get(escape.clone()).unwrap_or_default());
                shown = escape.end;
            }
        }
        out.push_str(self.line.get(shown..).unwrap_or_default());
        if out.ends_with(' ') {
            out.truncate(out.trim_end_matches(' ').len());
        }
        out.push('\n');
    }
}

/// The columns that `text` takes, which has been escaped.
fn columns(text: &str) -> usize {
    // As nearly always: at most the sign that something was cut off is no ASCII.
    match text.strip_prefix('…') {
        Some(rest) if rest.is_ascii() => 1 + rest.len(),
        None if text.is_ascii() => text.len(),
        _ => text.width(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(source: &str, columns: usize, marked: &str, label: &str) -> String {
        let start = source.find(marked).unwrap();
        let place = Span::new(start, start + marked.len());
        let mark = Mark { line: 1, place, word: "", label, style: Style::Error, signs: CARETS };
        let mut out = String::from("|");
        let mut snippet = Snippet::new(columns, Canvas::PLAIN);
        snippet.draw(source.as_bytes(), 0, &[mark], "|", &mut out);
        out
    }

    #[test]
    fn a_line_that_fits_is_shown_whole() {
        assert_eq!(draw("{\r\n  \"a\": 1,\r\n}", 20, "1", "here"), "|  \"a\": 1,\n|       ^ here\n");
    }

    #[test]
    fn a_long_line_is_cropped_around_the_place() {
        let line = format!("{}\"here\"{}", "a".repeat(1000), "b".repeat(1000));
        assert_eq!(draw(&line, 20, "here", ""), "|…aaaaaa\"here\"bbbbbb…\n|        ^^^^\n");
        assert_eq!(draw(&line, 20, "here", "a label"), "|…aaaaa\"here\"bbbbbbb…\n|       ^^^^ a label\n");
        let marked = "b".repeat(1000);
        assert_eq!(draw(&line, 10, &marked, ""), "|…bbbbbbbb…\n| ^^^^^^^^\n");
        assert_eq!(draw(&"x".repeat(30), 10, &"x".repeat(30), ""), "|xxxxxxxx…\n|^^^^^^^^\n");
    }

    #[test]
    fn widths_are_those_of_the_display() {
        assert_eq!(draw("歯科 \u{1b}[2J x", 40, "x", ""), "|歯科 \\u{1b}[2J x\n|               ^\n");
        assert_eq!(draw("\t\"日本\"", 40, "日本", ""), "|    \"日本\"\n|     ^^^^\n");
        assert_eq!(draw("a\tb", 40, "\t", ""), "|a\\u{9}b\n| ^^^^^\n");
        assert_eq!(draw("👨\u{200d}👩\u{200d}👧 x", 40, "x", "").lines().nth(1), Some("|   ^"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_shown_as_numbers() {
        let mark = Mark { line: 1, place: Span::byte(4), word: "", label: "", style: Style::Error, signs: CARETS };
        let mut out = String::from("|");
        Snippet::new(40, Canvas { ascii: true, ..Canvas::PLAIN }).draw(b"caf \xe9!", 0, &[mark], "|", &mut out);
        assert_eq!(out, "|caf \\xe9!\n|    ^^^^\n");
    }
}
