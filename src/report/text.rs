//! Text fitted to columns: measured as terminals show it, wrapped, cut and filled up, with its styles.
//!
//! Text from outside comes in through [`Text::outside`] and nowhere else, and is escaped there; widths are those of
//! what is shown then. A glyph is what is never torn apart: a character with what combines with it, or an escape. Nearly all
//! are a byte in a column, and are not kept one by one.

mod printed;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};

use unicode_width::UnicodeWidthStr as _;

use super::style::{Paint, Style};
use crate::blocks::length_before;
use crate::untrusted::{Unit, is_plain, units};

/// Old and new value stand side by side where they take no more columns than that.
pub(super) const ONE_LINE: usize = 67;

/// How many characters may be joined into one glyph, so that no text is one endless glyph.
const JOINED: usize = 12;

/// Letters of which two make a flag.
const REGIONS: RangeInclusive<char> = '\u{1f1e6}'..='\u{1f1ff}';

/// A glyph that is anything but a byte in a column.
#[derive(Clone, Copy, Debug)]
struct Glyph {
    /// Where it begins in the buffer.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Columns that it takes.
    width: usize,
}

/// Text of one style.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it ends in the buffer; it begins where the one before it ends.
    end: usize,
    style: Option<Style>,
}

/// A line of text in pieces, each with its style. Parts of it are ranges of bytes that begin and end where glyphs do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    buffer: String,
    /// The glyphs that are not a byte in a column, in order. All others are: most text is ASCII.
    odd: Vec<Glyph>,
    runs: Vec<Run>,
    width: usize,
}

impl Text {
    /// Nothing.
    pub(crate) const EMPTY: Self = Self { buffer: String::new(), odd: Vec::new(), runs: Vec::new(), width: 0 };

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
        if is_ascii_line(words) {
            self.push_plain(words, style);
        } else {
            self.push_units(words.chars().map(Unit::Plain), style);
        }
        self
    }

    /// Appends a text from outside: what is dangerous in it is escaped, and stands out.
    #[must_use]
    pub(crate) fn and_outside(mut self, text: &str, style: Option<Style>) -> Self {
        if is_plain(text) {
            self.push_plain(text, style);
        } else {
            self.push_units(units(text), style);
        }
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
        let moved = |glyph: &Glyph| Glyph { start: glyph.start + offset, end: glyph.end + offset, ..*glyph };
        self.odd.extend(other.odd.iter().map(moved));
        for run in &other.runs {
            self.style_up_to(offset + run.end, run.style);
        }
        self.width += other.width;
        self
    }

    /// A line that is safe to print, and may hold colour sequences and escapes, as reports write them.
    pub(crate) fn printed(line: &str) -> Self {
        let mut text = Self::default();
        let mut rest = line;
        while !rest.is_empty() {
            let length = printed::sequence(rest).or_else(|| printed::escape(rest));
            let (glyph, after) = rest.split_at(length.unwrap_or_else(|| printed::plain(rest)));
            if length.is_some() {
                let width = if glyph.starts_with('\u{1b}') { 0 } else { glyph.len() };
                let start = text.buffer.len();
                text.buffer.push_str(glyph);
                text.close_glyph(start, width, None);
            } else {
                text = text.and(glyph, None);
            }
            rest = after;
        }
        text
    }

    /// Appends what is a column a byte.
    fn push_plain(&mut self, text: &str, style: Option<Style>) {
        self.buffer.push_str(text);
        self.width += text.len();
        self.style_up_to(self.buffer.len(), style);
    }

    fn push_units(&mut self, units: impl Iterator<Item = Unit>, style: Option<Style>) {
        let (mut start, mut joined, mut joins) = (self.buffer.len(), 0, false);
        let mut before = ' ';
        for unit in units {
            let is_escape = matches!(unit, Unit::Escape(_));
            let is_flag = joined == 1 && [before, unit.character()].iter().all(|letter| REGIONS.contains(letter));
            let attaches =
                joined > 0 && joined < JOINED && !is_escape && (joins || is_flag || extends(unit.character()));
            before = unit.character();
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
                self.close_glyph(start, self.buffer.len() - start, Some(Style::Escape));
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
        self.close_glyph(start, width, style);
    }

    /// Ends the glyph that begins at `start`.
    fn close_glyph(&mut self, start: usize, width: usize, style: Option<Style>) {
        let end = self.buffer.len();
        if (end - start, width) != (1, 1) {
            self.odd.push(Glyph { start, end, width });
        }
        self.width += width;
        self.style_up_to(end, style);
    }

    /// Gives what has been appended a style.
    fn style_up_to(&mut self, end: usize, style: Option<Style>) {
        let start = self.runs.last().map_or(0, |last| last.end);
        match self.runs.last_mut() {
            Some(last) if last.style == style => last.end = end,
            _ if start < end => self.runs.push(Run { end, style }),
            _ => (),
        }
    }

    /// Columns that all of it takes.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether it is one word of ASCII, within which no line is broken that has room for it.
    pub(crate) fn is_word(&self) -> bool {
        self.odd.is_empty() && !self.buffer.contains(' ')
    }

    /// All of it.
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.buffer.len()
    }

    /// Columns that a part takes.
    pub(crate) fn width_of(&self, part: Range<usize>) -> usize {
        let odd = self.odd_from(part.start).iter().take_while(|glyph| glyph.end <= part.end);
        odd.fold(part.len(), |width, glyph| width + glyph.width - (glyph.end - glyph.start))
    }

    /// The odd glyphs from this byte on.
    fn odd_from(&self, start: usize) -> &[Glyph] {
        let before = self.odd.partition_point(|glyph| glyph.start < start);
        self.odd.get(before..).unwrap_or_default()
    }

    /// The glyphs, in order.
    fn glyphs(&self) -> impl Iterator<Item = Glyph> {
        let mut odd = self.odd.iter().peekable();
        let mut start = 0;
        std::iter::from_fn(move || {
            let plain = Glyph { start, end: start + 1, width: 1 };
            let glyph = odd.next_if(|glyph| glyph.start == start).copied().unwrap_or(plain);
            start = glyph.end;
            (glyph.end <= self.buffer.len()).then_some(glyph)
        })
    }

    /// What a glyph shows.
    fn shown(&self, glyph: Glyph) -> &str {
        self.buffer.get(glyph.start..glyph.end).unwrap_or_default()
    }

    /// Lines of at most `width` columns, the first one of at most `first`; broken at blanks where there are any.
    ///
    /// No line but the first begins with `::`, which a CI runner would take for a command; such a text stays too wide.
    pub(crate) fn wrap(&self, first: usize, width: usize) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut used, mut room, mut best) = (0, 0, first, None);
        let mut before = None;
        for glyph in self.glyphs().take_while(|_| self.width > first) {
            let at = glyph.start;
            if at > start && before.is_some_and(|before| self.may_break(before, glyph)) {
                best = Some(at);
            }
            let is_blank = self.shown(glyph) == " ";
            // What is left behind a break may be too wide all the same.
            while used + glyph.width > room && at > start && !is_blank {
                let hard = (!self.begins_command(glyph)).then_some(at);
                let Some(end) = best.or(hard) else { break };
                lines.push(self.trimmed(start..end));
                (start, used, room, best) = (end, self.width_of(end..at), width, None);
            }
            used += glyph.width;
            before = Some(glyph);
        }
        lines.push(start..self.buffer.len());
        lines
    }

    /// Whether a line may end between two glyphs for the sake of reading.
    fn may_break(&self, before: Glyph, here: Glyph) -> bool {
        let is_wide = before.width == 2 || here.width == 2;
        (self.shown(before) == " " || is_wide) && self.shown(here) != " " && !self.begins_command(here)
    }

    fn begins_command(&self, glyph: Glyph) -> bool {
        self.shown(glyph) == ":" && self.buffer.as_bytes().get(glyph.end) == Some(&b':')
    }

    /// A line without the blanks at its end, where it was broken.
    fn trimmed(&self, line: Range<usize>) -> Range<usize> {
        let odd = self.odd.partition_point(|glyph| glyph.end <= line.end).checked_sub(1);
        let last_odd = odd.and_then(|last| self.odd.get(last)).map_or(0, |glyph| glyph.end);
        let blanks = self.buffer.get(last_odd.max(line.start)..line.end).unwrap_or_default();
        line.start..line.end - (blanks.len() - blanks.trim_end_matches(' ').len())
    }

    /// The text, cut to `width` columns with `mark` at its end where it is wider.
    #[must_use]
    pub(crate) fn cut(&self, width: usize, mark: &str) -> Self {
        if self.width <= width {
            return self.clone();
        }
        let room = width.saturating_sub(mark.width());
        let (mut end, mut used) = (0, 0);
        for glyph in self.glyphs() {
            if used + glyph.width > room {
                break;
            }
            (end, used) = (glyph.end, used + glyph.width);
        }
        let mut kept = Self { width: used, ..Self::default() };
        kept.buffer.push_str(self.buffer.get(..end).unwrap_or_default());
        kept.odd.extend(self.odd.iter().take_while(|glyph| glyph.end <= end));
        for run in &self.runs {
            let is_last = run.end >= end;
            kept.style_up_to(run.end.min(end), run.style);
            if is_last {
                break;
            }
        }
        let style = kept.runs.last().and_then(|run| run.style).filter(|&style| style != Style::Escape);
        kept.and(mark, style)
    }

    /// Appends a part to `out`, painted.
    pub(crate) fn write(&self, part: Range<usize>, paint: Paint, out: &mut String) {
        let mut start = part.start;
        let before = self.runs.partition_point(|run| run.end <= start);
        for run in self.runs.get(before..).unwrap_or_default() {
            let end = run.end.min(part.end);
            let text = self.buffer.get(start..end).filter(|text| !text.is_empty());
            let Some(text) = text else { return };
            paint.push_in(out, run.style, text);
            start = end;
        }
    }
}

/// Whether all of a text is ASCII that takes a column.
fn is_ascii_line(text: &str) -> bool {
    length_before(text.as_bytes(), |block| block.outside(b' '..=b'~')) == text.len()
}

/// Whether `character` belongs to the one before it: marks, joiners, variation selectors, skin tones.
fn extends(character: char) -> bool {
    let is_zero_width = || character.encode_utf8(&mut [0; 4]).width() == 0;
    !character.is_ascii() && (matches!(character, '\u{1f3fb}'..='\u{1f3ff}') || is_zero_width())
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
    fitted_hanging(line, width, 0)
}

/// The same, all lines but the first set in by so many columns: what is from outside must not look like another line of ours.
pub(crate) fn fitted_hanging(line: &str, width: Option<usize>, hang: usize) -> Cow<'_, str> {
    let Some(width) = width else { return line.into() };
    let text = Text::printed(line);
    let mut out = String::with_capacity(line.len());
    for part in text.wrap(width, width.saturating_sub(hang).max(1)) {
        if !out.is_empty() {
            out.push('\n');
            fill(&mut out, hang);
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
mod tests;
