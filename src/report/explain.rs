//! Rules for people: one with all that there is to say about it, or the list of them; as text or as Markdown.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::console::Canvas;
use crate::finding::{Rule, Severity};
use crate::rules;

use super::signs::Signs;
use super::style::{Paint, Style};

/// Lines longer than this are hard to read, however wide the terminal is.
const READABLE: usize = 100;

/// A rule: its headline as `check` has it, and under it why, an example, and what to do.
pub fn rule(rule: &Rule, canvas: Canvas) -> String {
    let paint = Paint::new(canvas.color);
    let (name, style) = (rule.severity.name(), Style::of(rule.severity));
    let headline = format!("{name}[{}]: {}", rule.id, rule.summary);
    let mut text = filled(&headline, 0, canvas);
    let end = text.find(':').unwrap_or(0);
    text.insert_str(end, paint.end());
    text.insert_str(0, &paint.start(style));
    text.push('\n');
    for (label, body) in [
        ("why", filled(rule.why, LABEL, canvas)),
        ("example", format!("{}\n", Signs::of(canvas).spelt(rule.example))),
        ("instead", filled(rule.instead, LABEL, canvas)),
        ("flags", filled(&flags(rule), LABEL, canvas)),
    ] {
        let _ = write!(text, "{}{label:LABEL$}{}{body}", paint.start(Style::Dim), paint.end());
    }
    text
}

/// The width of the column of labels.
const LABEL: usize = 9;

/// How to have it otherwise.
fn flags(rule: &Rule) -> String {
    let id = rule.id;
    match rule.severity {
        _ if rules::is_on_request(rule) => {
            format!("off; `check --warn {id}` counts it as a warning, `--deny {id}` as an error")
        }
        Severity::Error => {
            let stays = if rules::is_about_reading(rule) { "; the record is invalid all the same" } else { "" };
            format!("`check --warn {id}` counts it as a warning, `--allow {id}` leaves it out{stays}")
        }
        Severity::Warning => {
            format!(
                "`check --deny {id}` counts it as an error, `--allow {id}` leaves it out; --strict denies all warnings"
            )
        }
        Severity::Note => format!("`check --notes` shows it, `check --warn {id}` counts it as a warning"),
    }
}

/// All of `rules`, a row each: how bad, its name, and when it fires.
pub fn list(rules: &[&Rule], canvas: Canvas) -> String {
    let paint = Paint::new(canvas.color);
    let severity_width = rules.iter().map(|rule| rule.severity.name().len()).max().unwrap_or(0);
    let id_width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let indent = severity_width + id_width + 4;
    let mut text = String::new();
    for rule in rules {
        let start = paint.start(Style::of(rule.severity));
        let (severity, id) = (rule.severity.name(), rule.id);
        let _ = write!(text, "{start}{severity:severity_width$}{}  {id:id_width$}  ", paint.end());
        text.push_str(&filled(rule.summary, indent, canvas));
    }
    text
}

/// All of `rules` as a Markdown table, as the README shows it.
pub fn markdown_table(rules: &[&Rule]) -> String {
    let mut table = String::from("| rule | severity | fires when |\n|---|---|---|\n");
    for rule in rules {
        let _ = writeln!(table, "| `{}` | {} | {} |", rule.id, rule.severity.name(), rule.summary);
    }
    table
}

/// A rule as a section of a Markdown document.
pub fn markdown_section(rule: &Rule) -> String {
    format!(
        "## `{}` ({})\n\n{}.\n\n{}\n\n```\n{}\n```\n\n{}\n",
        rule.id,
        rule.severity.name(),
        capitalized(rule.summary),
        rule.why,
        rule.example,
        rule.instead,
    )
}

fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// `text` with a line break at its end, in lines that fit behind `indent` columns, the first of which is begun already.
/// In a pipe, where nothing has a width, it stays one line.
fn filled(text: &str, indent: usize, canvas: Canvas) -> String {
    let text = &*Signs::of(canvas).spelt(text);
    let width = canvas.width.map(|width| width.min(READABLE));
    // Where the indent leaves no room to speak of, the terminal may wrap as it likes.
    let Some(room) = width.and_then(|width| width.checked_sub(indent)).filter(|&room| room >= 20) else {
        return format!("{text}\n");
    };
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let columns = word.width();
        if used > 0 && used + 1 + columns > room {
            let _ = write!(lines, "\n{:indent$}", "");
            used = 0;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += columns;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_filled_to_the_width_and_left_alone_in_a_pipe() {
        let narrow = Canvas { width: Some(30), ..Canvas::PLAIN };
        let text = "sixteen o'clock is when it fires, unless it doesn't";
        assert_eq!(filled(text, 4, narrow), "sixteen o'clock is when it\n    fires, unless it doesn't\n");
        assert_eq!(filled(text, 4, Canvas::PLAIN), format!("{text}\n"));
        assert_eq!(filled(text, 15, narrow), format!("{text}\n"));
    }
}
