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
use crate::source::{Locator, Span};
use crate::untrusted::{Piece, is_plain, pieces};

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
    /// The line as it is shown, where it is not all plain.
    line: String,
    /// Where in `line` the escapes are.
    escapes: Vec<Range<usize>>,
    /// Where the marks' places are: in `line`, and in the end the columns.
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
            escapes: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Whether `first` and `second`, of one line, can be shown in one go.
    pub(super) fn can_hold(&self, source: &[u8], first: Span, second: Span) -> bool {
        let wanted = self.columns / 4 * 3;
        let reach = forwards::<true>(source, first.start, usize::MAX, wanted);
        // The end of a line, too, may be marked.
        reach.is_end || reach.offset >= second.end.max(first.end)
    }

    /// Appends the line that holds `marks`, which are in order and can be held together, and a line under it for each.
    /// `gutter` stands before the marks; `indent` is how many columns of the line come before the source.
    pub(super) fn draw(
        &mut self,
        source: &Locator<'_>,
        indent: usize,
        marks: &[Mark<'_>],
        gutter: &str,
        out: &mut String,
    ) {
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
            return;
        };
        let room = marks.iter().map(|mark| 1 + mark.word.len() + columns(mark.label)).max().unwrap_or_default();
        let focus = Span::new(first.place.start, last.place.end);
        let window = self.window::<false>(source.text(), focus, room);
        self.places.clear();
        self.places.resize(marks.len(), 0..0);
        match source.utf8_at(window.start..window.end) {
            Some(text) if is_plain(text) => self.push_plain_line(text, indent, window, marks, out),
            _ => {
                let window = self.window::<true>(source.text(), focus, room);
                self.push_line(source.text(), indent, window, marks, out);
            }
        }
        if out.ends_with(' ') {
            out.truncate(out.trim_end_matches(' ').len());
        }
        out.push('\n');
        for (mark, columns) in marks.iter().zip(&self.places) {
            out.push_str(gutter);
            fill(out, columns.start);
            self.paint.push_start(out, mark.style);
            fill_with(out, mark.signs, columns.len().max(1));
            if !mark.label.is_empty() {
                out.extend([" ", mark.word, mark.label]);
            }
            out.push_str(self.paint.end());
            out.push('\n');
        }
    }

    /// What to show around `focus`: all of the line if it fits, else the place with some of what stands around it, and
    /// `room` behind it for a label; `COMMANDS` as for walks.
    fn window<const COMMANDS: bool>(&self, source: &[u8], focus: Span, room: usize) -> Window {
        let backwards = |columns| backwards::<COMMANDS>(source, focus.start, columns);
        let forwards = |end, columns| forwards::<COMMANDS>(source, focus.start, end, columns);
        let (left, right) = (backwards(self.columns), forwards(usize::MAX, self.columns));
        if left.is_end && right.is_end && left.columns + right.columns <= self.columns {
            return Window { start: left.offset, end: right.offset, is_cut_before: false, is_cut_after: false };
        }
        let columns = self.columns.saturating_sub(2 * self.ellipsis_width).max(1);
        let focused = right.over(focus.start, focus.len().min(columns));
        let focused = focused.unwrap_or_else(|| forwards(focus.end, columns)).columns;
        let free = columns - focused.min(columns);
        let behind = if right.is_end { right.columns.saturating_sub(focused).min(free / 2) } else { free / 2 };
        let wanted = free - behind.max(room).min(free - free / 6);
        let left = left.over(focus.start, wanted).unwrap_or_else(|| backwards(wanted));
        let rest = columns.saturating_sub(left.columns).max(1);
        let right = right.over(focus.start, rest).unwrap_or_else(|| forwards(usize::MAX, rest));
        let shown = source.get(left.offset..focus.start).filter(|_| COMMANDS && !left.is_end).unwrap_or_default();
        // With nothing before them, two colons would be shown as an escape, for which there is no room.
        let unshown = shown.iter().take_while(|byte| **byte == b':').count().saturating_sub(1);
        Window {
            start: left.offset + unshown,
            end: right.offset,
            is_cut_before: !left.is_end,
            is_cut_after: !right.is_end,
        }
    }

    /// Appends what is in `window`, `text` that is shown as it is, a byte a column; notes the columns of the marks' places.
    fn push_plain_line(&mut self, text: &str, indent: usize, window: Window, marks: &[Mark<'_>], out: &mut String) {
        let (sign, blanks) = self.beginning(indent, window);
        let before = if sign.is_empty() { blanks } else { self.ellipsis_width };
        out.push_str(sign);
        fill(out, blanks);
        for (place, mark) in self.places.iter_mut().zip(marks) {
            // What is cut off at the left begins at the ellipsis.
            let [start, end] = [mark.place.start, mark.place.end].map(|at| match at.checked_sub(window.start) {
                Some(offset) => before + offset.min(text.len()),
                None => 0,
            });
            *place = start..end;
        }
        out.push_str(text);
        if window.is_cut_after {
            out.push_str(self.ellipsis);
        }
    }

    /// What the line begins with, before what is in `window`: the sign that something is cut off, or so many blanks.
    fn beginning(&self, indent: usize, window: Window) -> (&'static str, usize) {
        if window.is_cut_before || window.start == 0 && indent > INDENT {
            (self.ellipsis, 0)
        } else {
            ("", if window.start == 0 { indent } else { 0 })
        }
    }

    /// Appends what is in `window`, whatever it holds, the escapes in their style; notes the columns of the marks' places.
    fn push_line(&mut self, source: &[u8], indent: usize, window: Window, marks: &[Mark<'_>], out: &mut String) {
        let (sign, blanks) = self.beginning(indent, window);
        self.line.clear();
        self.escapes.clear();
        self.line.push_str(sign);
        fill(&mut self.line, blanks);
        self.push_chunks(source.get(window.start..window.end).unwrap_or_default(), window.start, marks);
        if window.is_cut_after {
            self.line.push_str(self.ellipsis);
        }
        let mut shown = 0;
        if self.paint.is_on() {
            for escape in &self.escapes {
                out.push_str(self.line.get(shown..escape.start).unwrap_or_default());
                self.paint.push(out, Style::Escape, self.line.get(escape.clone()).unwrap_or_default());
                shown = escape.end;
            }
        }
        out.push_str(self.line.get(shown..).unwrap_or_default());
        for place in &mut self.places {
            let [before, within] = [0..place.start, place.clone()].map(|part| self.line.get(part).unwrap_or_default());
            *place = columns(before)..columns(before) + columns(within);
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
                        self.push_escape(&piece.to_string());
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
    use crate::source::Position;

    fn draw(source: &str, columns: usize, marked: &str, label: &str) -> String {
        let start = source.find(marked).unwrap();
        let place = Span::new(start, start + marked.len());
        let mark = Mark { line: 1, place, word: "", label, style: Style::Error, signs: CARETS };
        let mut out = String::from("|");
        let mut snippet = Snippet::new(columns, Canvas::PLAIN);
        snippet.draw(&Locator::of_utf8(source, Position::START), 0, &[mark], "|", &mut out);
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
    fn escapes_of_commands_take_their_columns() {
        let line = format!("{}\"here\"{}", "##[x] ".repeat(20), " ::y".repeat(20));
        for columns in 20..60 {
            let drawn = draw(&line, columns, "here", "");
            let (shown, _) = drawn.split_once('\n').unwrap();
            assert!(shown.width() <= columns + 1 && shown.contains("\\u{"), "{columns}: {shown}");
            let drawn = draw(&"x::::".repeat(40).replacen("x::::x", "x:::here", 20), columns, "here", "");
            assert!(drawn.lines().all(|line| line.width() <= columns + 1), "{columns}: {drawn}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_shown_as_numbers() {
        let mark = Mark { line: 1, place: Span::byte(4), word: "", label: "", style: Style::Error, signs: CARETS };
        let source = Locator::new(b"caf \xe9!", Position::START);
        let mut out = String::from("|");
        Snippet::new(40, Canvas { ascii: true, ..Canvas::PLAIN }).draw(&source, 0, &[mark], "|", &mut out);
        assert_eq!(out, "|caf \\xe9!\n|    ^^^^\n");
    }
}
