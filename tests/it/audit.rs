//! What any output has to be, whatever went in: right by its own grammar, and nothing that acts on who reads it.

use hoopspect::json::{Parser, Step};
use hoopspect::untrusted::is_unsafe;

use crate::ways::Shape;

/// Says what is wrong with `out`.
pub(crate) fn audit(shape: Shape, out: &str) -> Result<(), String> {
    let plain = without_colour(out);
    if let Some(character) = plain.chars().find(|&character| is_dangerous(shape, character)) {
        return Err(format!("{character:?} as it is in {plain:?}"));
    }
    if let Some(line) = plain.split(is_line_end).find(|line| is_command(line) && !is_ours(shape, line)) {
        return Err(format!("a runner acts on {line:?}"));
    }
    match shape {
        Shape::Human | Shape::Commands => Ok(()),
        Shape::Json if plain.is_empty() => Ok(()),
        Shape::Json => is_json(&plain),
        Shape::Lines => plain.lines().try_for_each(is_json),
        Shape::Documents => are_documents(&plain),
        Shape::Table => is_table(&plain),
        Shape::Xml => roxmltree::Document::parse(&plain).map(drop).map_err(|error| format!("{error}: {plain}")),
    }
}

/// Says what is wrong with what was said on standard error.
pub(crate) fn audit_talk(err: &str) -> Result<(), String> {
    audit(Shape::Human, err)
}

/// Control, bidirectional and invisible characters are for nobody; line ends are for all, tabs between cells.
fn is_dangerous(shape: Shape, character: char) -> bool {
    match character {
        '\n' => false,
        '\t' => !matches!(shape, Shape::Table | Shape::Documents),
        '\r' => shape != Shape::Documents,
        other => is_unsafe(other),
    }
}

/// What some reader takes for the end of a line.
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a CI runner acts on the line: `::command::` behind any white space, `##[command]` anywhere.
fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::") || line.contains("##[")
}

/// Whether it is a command that the format consists of.
fn is_ours(shape: Shape, line: &str) -> bool {
    let is_annotation = ["::error ", "::warning ", "::notice "].iter().any(|command| line.starts_with(command));
    shape == Shape::Commands && is_annotation && !line.contains("##[")
}

/// `out` without our colours: `ESC [ digits and semicolons m`, and nothing else that begins with ESC.
fn without_colour(out: &str) -> String {
    let mut plain = String::with_capacity(out.len());
    let mut rest = out;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|character: char| !character.is_ascii_digit() && character != ';');
        if let Some(behind) = end.and_then(|end| after[end..].strip_prefix('m')) {
            rest = behind;
        } else {
            plain.push_str("\u{1b}[");
            rest = after;
        }
    }
    plain + rest
}

/// By our own parser, since numbers beyond a double are JSON, but not for `serde_json`; its verdicts are compared with
/// those of `serde_json` elsewhere.
fn is_json(text: &str) -> Result<(), String> {
    match Parser::default().feed(text.as_bytes(), true) {
        Step::Complete(end) if text[end..].trim_matches([' ', '\n']).is_empty() => Ok(()),
        step => Err(format!("{step:?}: {text}")),
    }
}

fn are_documents(text: &str) -> Result<(), String> {
    let mut rest = text.trim_ascii_start();
    while !rest.is_empty() {
        match Parser::default().feed(rest.as_bytes(), true) {
            Step::Complete(end) => rest = rest[end..].trim_ascii_start(),
            step => return Err(format!("{step:?}: {rest}")),
        }
    }
    Ok(())
}

fn is_table(text: &str) -> Result<(), String> {
    let cells = |line: &str| line.matches('\t').count();
    let header = text.lines().next().map_or(0, cells);
    match text.lines().find(|line| cells(line) != header) {
        Some(line) => Err(format!("{} tabs and not {header} in {line:?}", cells(line))),
        None => Ok(()),
    }
}

#[test]
fn what_is_wrong_is_found() {
    for (shape, out) in [
        (Shape::Human, "a\u{1b}[2Jb"),
        (Shape::Human, "\u{1b}]0;x\u{7}"),
        (Shape::Human, "a\rb"),
        (Shape::Human, "a\tb"),
        (Shape::Human, "x\n\u{3000}::error::y"),
        (Shape::Human, "\u{1b}[1m::error::y"),
        (Shape::Human, "x ##\u{1b}[0m[error]y"),
        (Shape::Commands, "::set-output name=x::y"),
        (Shape::Commands, "::error title=x::##[error]"),
        (Shape::Json, "{} {}"),
        (Shape::Json, "\"\u{202e}\""),
        (Shape::Lines, "{}\n{\n"),
        (Shape::Documents, "{} {"),
        (Shape::Table, "a\tb\nc\n"),
        (Shape::Xml, "<a>&x;</a>"),
    ] {
        assert!(audit(shape, out).is_err(), "{shape:?} {out:?}");
    }
    assert_eq!(audit(Shape::Human, "\u{1b}[1;31merror\u{1b}[0m: 全角\u{3000}空白\n"), Ok(()));
    assert_eq!(audit(Shape::Commands, "::error file=x,line=1::y\nx: z\n"), Ok(()));
}
