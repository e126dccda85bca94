//! Text fitted to columns: measured as terminals show it, wrapped, cut and filled up, with its styles.
//!
//! Text from outside comes in through [`Text::outside`] and nowhere else, and is escaped there; widths are those of
//! what is shown then. A glyph is what is never torn apart: a character with what combines with it, or an escape.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::style::{Paint, Style};
use crate::untrusted::{Unit, units};

/// Old and new value stand side by side where they take no more columns than that.
pub(super) const ONE_LINE: usize = 67;

/// How many characters may be joined into one glyph, so that no text is one endless glyph.
const JOINED: usize = 12;

/// The smallest piece of a text.
#[derive(Clone, Copy, Debug)]
struct Glyph {
    /// Where it ends in the buffer.
    end: usize,
    /// Columns that it takes.
    width: usize,
    style: Option<Style>,
}

/// A line of text in pieces, each with its style.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    buffer: String,
    glyphs: Vec<Glyph>,
    width: usize,
}

impl Text {
    /// Nothing.
    pub(crate) const EMPTY: Self = Self { buffer: String::new(), glyphs: Vec::new(), width: 0 };

    /// Our own words.
    pub(crate) fn own(words: &str, style: Option<Style>) -> Self {
        Self::default().and(words, style)
    }

    /// A text from outside.
    pub(crate) fn outside(text: &str, style: Option<Style>) -> Self {
        Self::default().and_outside(text, style)
    }

    /// Appends our own words.
    #[must_use]
    pub(crate) fn and(mut self, words: &str, style: Option<Style>) -> Self {
        self.push_units(words.chars().map(Unit::Plain), style);
        self
    }

    /// Appends a text from outside: what is dangerous in it is escaped, and stands out.
    #[must_use]
    pub(crate) fn and_outside(mut self, text: &str, style: Option<Style>) -> Self {
        self.push_units(units(text), style);
        self
    }

    /// Appends texts from outside that stand beside one another, each with its style. They are escaped as one: what is
    /// harmless in each of them need not be so in a row.
    #[must_use]
    pub(crate) fn and_outside_pieces(mut self, pieces: &[(String, Option<Style>)]) -> Self {
        let whole: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        let mut all = units(&whole);
        for (piece, style) in pieces {
            self.push_units(all.by_ref().take(piece.chars().count()), *style);
        }
        self
    }

    /// Appends another text.
    #[must_use]
    pub(crate) fn and_text(mut self, other: &Self) -> Self {
        let offset = self.buffer.len();
        self.buffer.push_str(&other.buffer);
        self.glyphs.extend(other.glyphs.iter().map(|glyph| Glyph { end: glyph.end + offset, ..*glyph }));
        self.width += other.width;
        self
    }

    /// A line that is safe to print, and may hold colour sequences and escapes, as reports write them.
    pub(crate) fn printed(line: &str) -> Self {
        let mut text = Self::default();
        let mut rest = line;
        while !rest.is_empty() {
            let length = sequence(rest).or_else(|| escape(rest));
            let (glyph, after) = rest.split_at(length.unwrap_or_else(|| plain(rest)));
            if length.is_some() {
                let width = if glyph.starts_with('\u{1b}') { 0 } else { glyph.len() };
                text.buffer.push_str(glyph);
                text.close_glyph(width, None);
            } else {
                text.push_units(glyph.chars().map(Unit::Plain), None);
            }
            rest = after;
        }
        text
    }

    fn push_units(&mut self, units: impl Iterator<Item = Unit>, style: Option<Style>) {
        let (mut start, mut joined, mut joins) = (self.buffer.len(), 0, false);
        for unit in units {
            let is_escape = matches!(unit, Unit::Escape(_));
            let attaches = joined > 0 && joined < JOINED && !is_escape && (joins || extends(unit.character()));
            if !attaches && joined > 0 {
                self.close_piece(start, style);
                (start, joined) = (self.buffer.len(), 0);
            }
            if let Unit::Plain(character) = unit {
                self.buffer.push(character);
            } else {
                // Writing to a string does not fail.
                let _ = write!(self.buffer, "{unit}");
            }
            if is_escape {
                let width = self.buffer.len() - start;
                self.close_glyph(width, Some(Style::Escape));
                start = self.buffer.len();
            } else {
                joined += 1;
            }
            joins = unit == Unit::Plain('\u{200d}');
        }
        if joined > 0 {
            self.close_piece(start, style);
        }
    }

    fn close_piece(&mut self, start: usize, style: Option<Style>) {
        let width = self.buffer.get(start..).unwrap_or_default().width();
        self.close_glyph(width, style);
    }

    fn close_glyph(&mut self, width: usize, style: Option<Style>) {
        self.glyphs.push(Glyph { end: self.buffer.len(), width, style });
        self.width += width;
    }

    /// Columns that all of it takes.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// All of it.
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.glyphs.len()
    }

    /// Columns that a part takes.
    pub(crate) fn width_of(&self, part: Range<usize>) -> usize {
        self.glyphs.get(part).unwrap_or_default().iter().map(|glyph| glyph.width).sum()
    }

    fn glyph(&self, index: usize) -> &str {
        let start = index.checked_sub(1).and_then(|before| self.glyphs.get(before)).map_or(0, |glyph| glyph.end);
        let end = self.glyphs.get(index).map_or(start, |glyph| glyph.end);
        self.buffer.get(start..end).unwrap_or_default()
    }

    /// Lines of at most `width` columns, the first one of at most `first`; broken at blanks where there are any.
    ///
    /// No line but the first begins with `::`, which a CI runner would take for a command; such a text stays too wide.
    pub(crate) fn wrap(&self, first: usize, width: usize) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut used, mut room, mut best) = (0, 0, first, None);
        for index in 0..self.glyphs.len() {
            let glyph_width = self.width_of(index..index + 1);
            if index > start && self.may_break(index) {
                best = Some(index);
            }
            let is_blank = self.glyph(index) == " ";
            // What is left behind a break may be too wide all the same.
            while used + glyph_width > room && index > start && !is_blank {
                let hard = (!self.begins_command(index)).then_some(index);
                let Some(end) = best.or(hard) else { break };
                lines.push(self.trimmed(start..end));
                (start, used, room, best) = (end, self.width_of(end..index), width, None);
            }
            used += glyph_width;
        }
        lines.push(start..self.glyphs.len());
        lines
    }

    /// Whether a line may end before the glyph at `index` for the sake of reading.
    fn may_break(&self, index: usize) -> bool {
        let (before, here) = (self.glyph(index - 1), self.glyph(index));
        let is_wide = |at: usize| self.width_of(at..at + 1) == 2;
        (before == " " || is_wide(index - 1) || is_wide(index)) && here != " " && !self.begins_command(index)
    }

    fn begins_command(&self, index: usize) -> bool {
        self.glyph(index) == ":" && self.glyph(index + 1).starts_with(':')
    }

    /// A line without the blanks at its end, where it was broken.
    fn trimmed(&self, line: Range<usize>) -> Range<usize> {
        let blanks = line.clone().rev().take_while(|&index| self.glyph(index) == " ").count();
        line.start..line.end - blanks
    }

    /// The text, cut to `width` columns with `mark` at its end where it is wider.
    #[must_use]
    pub(crate) fn cut(&self, width: usize, mark: &str) -> Self {
        if self.width <= width {
            return self.clone();
        }
        let room = width.saturating_sub(mark.width());
        let (mut end, mut used) = (0, 0);
        while let Some(glyph) = self.glyphs.get(end).filter(|glyph| used + glyph.width <= room) {
            used += glyph.width;
            end += 1;
        }
        let glyphs: Vec<Glyph> = self.glyphs.get(..end).unwrap_or_default().to_vec();
        let kept = glyphs.last().map_or(0, |glyph| glyph.end);
        let style = glyphs.last().and_then(|glyph| glyph.style).filter(|&style| style != Style::Escape);
        let buffer = self.buffer.get(..kept).unwrap_or_default().to_owned();
        Self { buffer, glyphs, width: used }.and(mark, style)
    }

    /// Appends a part to `out`, painted.
    pub(crate) fn write(&self, part: Range<usize>, paint: Paint, out: &mut String) {
        let mut style = None;
        for index in part {
            let wanted = self.glyphs.get(index).and_then(|glyph| glyph.style);
            if wanted != style {
                if style.is_some() {
                    out.push_str(paint.end());
                }
                if let Some(wanted) = wanted {
                    out.push_str(&paint.start(wanted));
                }
                style = wanted;
            }
            out.push_str(self.glyph(index));
        }
        if style.is_some() {
            out.push_str(paint.end());
        }
    }
}

/// Whether `character` belongs to the one before it: marks, joiners, variation selectors, skin tones.
fn extends(character: char) -> bool {
    let is_zero_width = || character.encode_utf8(&mut [0; 4]).width() == 0;
    !character.is_ascii() && (matches!(character, '\u{1f3fb}'..='\u{1f3ff}') || is_zero_width())
}

/// The length of what `text` begins with, up to where a colour sequence or an escape may begin.
fn plain(text: &str) -> usize {
    let next = text.char_indices().skip(1).find(|(_, character)| matches!(character, '\u{1b}' | '\\'));
    next.map_or(text.len(), |(at, _)| at)
}

/// The length of the colour sequence that `text` begins with.
fn sequence(text: &str) -> Option<usize> {
    text.strip_prefix("\u{1b}[")?.find('m').map(|end| end + "\u{1b}[m".len())
}

/// The length of the `\u{…}` that `text` begins with.
fn escape(text: &str) -> Option<usize> {
    const MOST_DIGITS: usize = 6;
    let digits = text.strip_prefix("\\u{")?;
    let end = digits.bytes().take(MOST_DIGITS + 1).position(|byte| byte == b'}')?;
    digits.get(..end)?.chars().all(|digit| digit.is_ascii_hexdigit()).then_some(end + "\\u{}".len())
}

/// Appends blanks.
pub(crate) fn fill(out: &mut String, columns: usize) {
    fill_with(out, "                                                                ", columns);
}

/// Appends so many of the signs that `signs` is a row of: ASCII, and at least one.
pub(super) fn fill_with(out: &mut String, signs: &str, columns: usize) {
    let mut left = columns;
    while left > 0 {
        let signs = signs.get(..left).unwrap_or(signs);
        out.push_str(signs);
        left -= signs.len();
    }
}

/// A line that is safe to print, on as many lines as it takes where there is a width.
pub(crate) fn fitted(line: &str, width: Option<usize>) -> Cow<'_, str> {
    let Some(width) = width else { return line.into() };
    let text = Text::printed(line);
    let mut out = String::with_capacity(line.len());
    for part in text.wrap(width, width) {
        if !out.is_empty() {
            out.push('\n');
        }
        text.write(part, Paint::new(false), &mut out);
    }
    out.into()
}

/// A number and its noun: `1 note`, `2 notes`, `2 deliveries`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == 1 => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &Text, width: usize) -> Vec<String> {
        let written = |line: Range<usize>| {
            let mut out = String::new();
            text.write(line, Paint::new(false), &mut out);
            out
        };
        text.wrap(width, width).into_iter().map(written).collect()
    }

    #[test]
    fn widths_are_those_of_the_screen() {
        for (text, width) in [
            ("plain", 5),
            ("歯科検診", 8),
            ("e\u{301}", 1),
            ("👨\u{200d}👩\u{200d}👧!", 3),
            ("👍🏽", 2),
            ("\u{1b}[2J", 9),
            ("\u{200b}", 8),
        ] {
            assert_eq!(Text::outside(text, None).width(), width, "{text:?}");
        }
    }

    #[test]
    fn lines_break_at_blanks_and_never_within_an_escape_or_a_cluster() {
        for (text, width, lines) in [
            ("one two three", 8, vec!["one two", "three"]),
            ("abcdefghij", 4, vec!["abcd", "efgh", "ij"]),
            ("ab\u{1b}cd", 6, vec!["ab", "\\u{1b}", "cd"]),
            ("歯科検診", 5, vec!["歯科", "検診"]),
            ("歯\u{1b}\u{1b}\u{1b}", 14, vec!["歯", "\\u{1b}\\u{1b}", "\\u{1b}"]),
            ("ee\u{301}e\u{301}", 2, vec!["ee\u{301}", "e\u{301}"]),
            ("std::vec", 3, vec!["std:", ":ve", "c"]),
            ("", 3, vec![""]),
        ] {
            assert_eq!(wrapped(&Text::outside(text, None), width), lines, "{text:?}");
        }
    }

    #[test]
    fn no_wrapped_line_begins_like_a_command() {
        for width in 1..20 {
            for text in ["a::error::b x::warning", "::::::::", "aaaa:::bbbb :: cc", "日::error::本"] {
                for line in wrapped(&Text::outside(text, None), width) {
                    assert!(!line.trim_start().starts_with("::"), "{text:?} at {width}: {line:?}");
                }
            }
        }
    }

    #[test]
    fn cuts_leave_room_for_their_mark() {
        let text = Text::outside("歯科\u{1b}x", None);
        for (width, cut) in [(11, "歯科\\u{1b}x"), (10, "歯科…"), (4, "歯…"), (1, "…")] {
            let fitted = text.cut(width, "…");
            assert_eq!(fitted.buffer, cut, "at {width}");
            assert!(fitted.width() <= width);
        }
    }

    #[test]
    fn colour_takes_no_room() {
        let text = Text::printed("a:1: \u{1b}[1;31merror\u{1b}[0m: holds \\u{1b}");
        assert_eq!(text.width(), 24);
        assert_eq!(wrapped(&text, 12), ["a:1: \u{1b}[1;31merror\u{1b}[0m:", "holds \\u{1b}"]);
    }
}
