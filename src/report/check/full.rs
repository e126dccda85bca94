//! `full`: each finding with the source that it is about, for people.
//!
//! Findings at one place (all that is missing from an object) share one piece of source, so that the screen stays
//! readable.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::console::Canvas;
use crate::finding::{Finding, Related};
use crate::report::digits::{push_number_in, push_place};
use crate::report::line::Heads;
use crate::report::signs::Signs;
use crate::report::style::{Paint, Style};
use crate::report::text::fill;
use crate::source::Locator;
use crate::untrusted::{Escaped, escape};

use super::name::FileName;
use super::snippet::{CARETS, DASHES, Mark, Snippet};
use super::{CheckReport, Inspected, Summary};

/// How wide snippets are where no terminal says it. They are no data: a long line is cropped in a pipe too.
const WIDTH: usize = 120;

/// How many other places of a finding are shown.
const RELATED: usize = 8;

/// Up to this many characters, help stands right behind the marks.
const SHORT_HELP: usize = 48;

/// So many bytes of blocks are gathered before they are written.
const AT_ONCE: usize = 64 * 1024;

/// The format's state.
#[derive(Debug)]
pub(super) struct Full {
    paint: Paint,
    width: usize,
    path: FileName,
    heads: Heads,
    signs: &'static Signs,
    snippet: Snippet,
    /// What is being written, kept so that not every finding needs memory of its own.
    text: String,
    gutters: Gutters,
}

/// What stands before and in the gutter: the same until numbers grow by a digit.
#[derive(Debug, Default)]
struct Gutters {
    /// How many columns the numbers take.
    digits: usize,
    /// Before the name of the file.
    arrow: String,
    /// Where the source begins and ends.
    bar: String,
    /// Before marks.
    marks: String,
    /// Before notes and helps.
    fact: String,
    /// Before the source in the line with this number: several findings in a row are about one line of NDJSON.
    number: String,
    line: u64,
}

impl Gutters {
    fn new(digits: usize, paint: Paint) -> Self {
        let (dim, end) = (paint.start(Style::Dim), paint.end());
        let gutter = |sign: &str| {
            let mut gutter = dim.clone();
            fill(&mut gutter, digits);
            gutter.extend([sign, end]);
            gutter
        };
        Self {
            digits,
            arrow: gutter("-->") + " ",
            bar: gutter(" |") + "\n",
            marks: gutter(" |") + " ",
            fact: gutter(" =") + " ",
            number: String::new(),
            line: 0,
        }
    }

    /// What stands before the source in this line.
    fn number(&mut self, line: u64, paint: Paint) -> &str {
        if self.line != line {
            self.line = line;
            self.number.clear();
            paint.push_start(&mut self.number, Style::Dim);
            push_number_in(&mut self.number, line, self.digits);
            self.number.extend([" |", paint.end(), " "]);
        }
        &self.number
    }
}

impl Full {
    pub(super) fn new(canvas: Canvas) -> Self {
        let paint = Paint::new(canvas.color);
        Self {
            paint,
            width: if canvas.full { usize::MAX } else { canvas.width.unwrap_or(WIDTH) },
            path: FileName::new(escape),
            heads: Heads::new(paint),
            signs: Signs::of(canvas),
            snippet: Snippet::new(0, canvas),
            text: String::new(),
            gutters: Gutters::default(),
        }
    }

    /// Appends a block for `group`, findings that share a place.
    fn push_block(&mut self, group: &[Finding], inspected: &mut Inspected<'_, '_>) {
        let Some(first) = group.first() else {
            return;
        };
        for finding in group {
            self.text.push_str(self.heads.of(finding));
            self.paint.push(&mut self.text, Style::Bold, &self.signs.spelt(&finding.message));
            self.text.push('\n');
        }
        let position = inspected.locator.position(first.place.start);
        let help = inline_help(group);
        let mark = first_mark(group, help, position.line, inspected.locator);
        let further;
        let marks = match &mark {
            // Within an encoded body, no part has a place of its own.
            Some(mark) if first.inside.is_none() && !first.related.is_empty() => {
                further = with_related(mark, first, inspected.locator);
                &*further
            }
            mark => mark.as_slice(),
        };
        let last_line = marks.iter().map(|mark| mark.line).max().unwrap_or_default().max(position.line);
        let digits = last_line.max(1).ilog10() as usize + 1;
        if self.gutters.digits != digits {
            self.gutters = Gutters::new(digits, self.paint);
        }
        self.text.extend([&self.gutters.arrow, self.path.of(&inspected.origin.path)]);
        push_place(&mut self.text, position);
        if let Some(found_at) = first.within() {
            let _ = write!(self.text, " (in {})", Escaped(found_at));
        }
        self.text.push('\n');
        if !marks.is_empty() {
            self.text.push_str(&self.gutters.bar);
            self.push_source(marks, inspected.locator);
        }
        self.push_facts(group, help.is_some(), !marks.is_empty());
        self.text.push('\n');
    }

    /// The source with its marks; those of one line together, where they fit.
    fn push_source(&mut self, marks: &[Mark<'_>], locator: &Locator<'_>) {
        let digits = self.gutters.digits;
        self.snippet.columns = self.width.saturating_sub(digits + " | ".len()).max(16);
        let start = locator.start();
        let mut shown = None;
        let mut rest = marks;
        while let Some((first, others)) = rest.split_first() {
            let line = first.line;
            let fits =
                |mark: &&Mark<'_>| mark.line == line && self.snippet.can_hold(locator.text(), first.place, mark.place);
            let together = 1 + others.iter().take_while(fits).count();
            let (now, later) = rest.split_at(together);
            if shown.is_some_and(|shown| shown + 1 < line) {
                self.text.push_str("...\n");
            }
            self.text.push_str(self.gutters.number(line, self.paint));
            let indent = if line == start.line { usize::try_from(start.column - 1).unwrap_or(usize::MAX) } else { 0 };
            self.snippet.draw(locator, indent, now, &self.gutters.marks, &mut self.text);
            shown = Some(line);
            rest = later;
        }
    }

    /// The notes and helps, each once.
    fn push_facts(&mut self, group: &[Finding], is_help_said: bool, mut has_source: bool) {
        let notes = group.iter().flat_map(|finding| &finding.notes).map(|note| ("note", note.as_str()));
        let helps = group.iter().filter_map(|finding| finding.help.as_deref()).map(|help| ("help", help));
        let encoded = group.iter().filter(|finding| finding.inside.is_some()).flat_map(|finding| &finding.related);
        let encoded = encoded.map(|related| ("note", related.message.as_str()));
        let facts = notes.chain(encoded).chain(helps.filter(|_| !is_help_said));
        for (index, (word, text)) in facts.clone().enumerate() {
            if facts.clone().take(index).any(|(_, said)| said == text) {
                continue;
            }
            if std::mem::take(&mut has_source) {
                self.text.push_str(&self.gutters.bar);
            }
            self.text.push_str(&self.gutters.fact);
            self.paint.push(&mut self.text, Style::Bold, word);
            self.text.extend([": ", &*self.signs.spelt(text), "\n"]);
        }
    }
}

impl CheckReport for Full {
    fn takes_payloads_in_pieces(&self) -> bool {
        true
    }

    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        for group in inspected.findings.chunk_by(shares_block) {
            self.push_block(group, inspected);
            // Of many findings in one long line, each shows all of that line where nothing may be shortened.
            if self.text.len() > AT_ONCE {
                out.write_all(self.text.as_bytes())?;
                self.text.clear();
            }
        }
        out.write_all(self.text.as_bytes())
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Whether two findings in a row are shown with one piece of source: breaches of one rule, or things that are missing
/// from one object, which stand at its bracket.
fn shares_block(one: &Finding, next: &Finding) -> bool {
    let is_bare = |finding: &Finding| finding.related.is_empty() && finding.notes.is_empty();
    let is_alike = one.rule.is(next.rule) || one.place.len() <= 1;
    one.place == next.place && one.inside == next.inside && is_alike && is_bare(one) && is_bare(next)
}

/// The help of a finding that has little else to say, for the place behind its mark.
fn inline_help(group: &[Finding]) -> Option<&str> {
    let [finding] = group else { return None };
    let is_bare = finding.label.is_empty() && finding.notes.is_empty() && finding.related.is_empty();
    finding.help.as_deref().filter(|help| is_bare && help.len() <= SHORT_HELP && has_source(finding))
}

/// Whether the source is worth showing: not where a finding stands for the whole record, or for a file that is no text.
fn has_source(finding: &Finding) -> bool {
    finding.place.len() > 1 || !finding.label.is_empty()
}

/// The mark of a group's place, which is in `line`.
fn first_mark<'f>(group: &'f [Finding], help: Option<&'f str>, line: u64, locator: &Locator<'_>) -> Option<Mark<'f>> {
    let first = group.first().filter(|finding| has_source(finding) && !locator.text().is_empty())?;
    // Most labels are empty. Comparing those would still call `memcmp`, and read memory that nobody else needs.
    let is_shared = !first.label.is_empty() && group.iter().all(|finding| finding.label == first.label);
    let (word, label) = match help {
        Some(help) => ("help: ", help),
        None => ("", if is_shared { &*first.label } else { "" }),
    };
    Some(Mark { line, place: first.place, word, label, style: Style::of(first.severity), signs: CARETS })
}

/// A finding's mark and those of other places that belong to it, in order.
fn with_related<'f>(mark: &Mark<'f>, finding: &'f Finding, locator: &mut Locator<'_>) -> Vec<Mark<'f>> {
    let related = finding.related.iter().take(RELATED).map(|Related { message, place }| Mark {
        line: locator.position(place.start).line,
        place: *place,
        word: "",
        label: message,
        style: Style::Note,
        signs: DASHES,
    });
    let mut marks: Vec<Mark<'f>> = std::iter::once(*mark).chain(related).collect();
    marks.sort_by_key(|mark| mark.place);
    marks
}
