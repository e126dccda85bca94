//! JSON text written anew from its tape: the same tokens in the same order, on one line or indented.
//!
//! Keys and values stay as they were sent, duplicates and the text of numbers included; only the white space between
//! them changes, and what must not be printed raw is escaped ([`guard_raw`]).

use super::document::{JsonType, Value};
use super::text::guard_raw;

/// Appends `value` on one line, without white space between its tokens.
pub fn write_compact(out: &mut String, value: Value<'_>) {
    if is_compact(value) {
        guard_raw(out, value.raw());
    } else {
        write(out, value, None);
    }
}

/// Whether no white space is sent between the tokens of `value`, as it is of most that programs send.
fn is_compact(value: Value<'_>) -> bool {
    let whole = value.span();
    // Where the next value has to begin, or the bracket to be closed.
    let mut next = whole.start + 1;
    let mut follows = |value: Value<'_>| {
        let span = value.span();
        let follows = span.start == next;
        next = span.end + 1;
        follows
    };
    let all_follow = match value.json_type() {
        JsonType::Object => {
            value.members().all(|member| follows(member.key) && follows(member.value) && is_compact(member.value))
        }
        JsonType::Array => value.items().all(|item| follows(item) && is_compact(item)),
        _ => return true,
    };
    let is_empty = next == whole.start + 1;
    all_follow && whole.end == next + usize::from(is_empty)
}

/// Appends `value` with two blanks a level; its own lines but the first stand `level` levels in.
pub fn write_indented(out: &mut String, value: Value<'_>, level: usize) {
    write(out, value, Some(level));
}

/// Appends `value` as people lay it out: what fits into a line of `LINE` bytes stands in one, all else is indented.
pub fn write_fitted(out: &mut String, value: Value<'_>, level: usize) {
    let start = out.rfind('\n').map_or(0, |newline| newline + 1);
    let room = LINE.saturating_sub(out.len() - start);
    let length = out.len();
    if write_line(out, value, length + room) {
        return;
    }
    out.truncate(length);
    match value.json_type() {
        JsonType::Object => list(out, ('{', '}'), Some(level), value.members(), |out, member, level| {
            guard_raw(out, member.key.raw());
            out.push_str(": ");
            write_fitted(out, member.value, level.unwrap_or_default());
        }),
        JsonType::Array => list(out, ('[', ']'), Some(level), value.items(), |out, item, level| {
            write_fitted(out, item, level.unwrap_or_default());
        }),
        _ => guard_raw(out, value.raw()),
    }
}

/// How long a line may be that holds more than one value, but for the comma behind it.
const LINE: usize = 128;

/// Appends `value` in one line, with blanks after commas and colons; gives up where `out` becomes longer than `end`.
fn write_line(out: &mut String, value: Value<'_>, end: usize) -> bool {
    let (open, close) = match value.json_type() {
        JsonType::Object => ('{', '}'),
        JsonType::Array => ('[', ']'),
        _ => {
            guard_raw(out, value.raw());
            return out.len() <= end;
        }
    };
    out.push(open);
    let mut separator = "";
    for member in value.members() {
        out.push_str(std::mem::replace(&mut separator, ", "));
        guard_raw(out, member.key.raw());
        out.push_str(": ");
        if !write_line(out, member.value, end) {
            return false;
        }
    }
    for item in value.items() {
        out.push_str(std::mem::replace(&mut separator, ", "));
        if !write_line(out, item, end) {
            return false;
        }
    }
    out.push(close);
    out.len() <= end
}

fn write(out: &mut String, value: Value<'_>, level: Option<usize>) {
    match value.json_type() {
        JsonType::Object => list(out, ('{', '}'), level, value.members(), |out, member, level| {
            guard_raw(out, member.key.raw());
            out.push_str(if level.is_some() { ": " } else { ":" });
            write(out, member.value, level);
        }),
        JsonType::Array => list(out, ('[', ']'), level, value.items(), write),
        _ => guard_raw(out, value.raw()),
    }
}

fn list<T>(
    out: &mut String,
    (open, close): (char, char),
    level: Option<usize>,
    items: impl Iterator<Item = T>,
    mut write_item: impl FnMut(&mut String, T, Option<usize>),
) {
    let inner = level.map(|level| level + 1);
    let mut is_empty = true;
    out.push(open);
    for item in items {
        if !std::mem::take(&mut is_empty) {
            out.push(',');
        }
        new_line(out, inner);
        write_item(out, item, inner);
    }
    if !is_empty {
        new_line(out, level);
    }
    out.push(close);
}

fn new_line(out: &mut String, level: Option<usize>) {
    if let Some(level) = level {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Parser, Step};

    /// Whether a text is compact, and what it is when it is made so.
    fn compact_of(text: &str) -> (bool, String) {
        let mut parser = Parser::default();
        assert!(matches!(parser.feed(text.as_bytes(), true), Step::Complete(_)));
        let root = Document::new(text, parser.tape()).root();
        let mut compact = String::new();
        write_compact(&mut compact, root);
        (is_compact(root), compact)
    }

    #[test]
    fn only_white_space_changes() {
        let text = "{ \"a\" : [ 1.00,{ } , [ ]],\n\"a\":\"##[x\\u005b ##[y]\", \"b\": 9007199254740993 }";
        let mut parser = Parser::default();
        assert!(matches!(parser.feed(text.as_bytes(), true), Step::Complete(_)));
        let root = Document::new(text, parser.tape()).root();
        let (mut compact, mut indented) = (String::new(), String::new());
        write_compact(&mut compact, root);
        write_indented(&mut indented, root, 1);
        let guarded = r###""##\u005bx\u005b ##\u005by]""###;
        assert_eq!(compact, format!(r#"{{"a":[1.00,{{}},[]],"a":{guarded},"b":9007199254740993}}"#));
        let lines = ["{", "    \"a\": [", "      1.00,", "      {},", "      []", "    ],"];
        assert!(indented.lines().zip(lines).all(|(line, expected)| line == expected), "{indented}");
        assert!(indented.ends_with("\n  }"));
        for text in ["{}", "[]", "[1]", "[[],{}]", "{\"a\":[1,{\"b\":\" \"}],\"c\":null}"] {
            assert_eq!(compact_of(text), (true, text.to_owned()));
            // White space anywhere between two tokens is seen, and left out.
            for (at, _) in text.match_indices(['[', ']', '{', '}', ':', ',', '1']) {
                for at in [at, at + 1].into_iter().filter(|at| (1..text.len()).contains(at)) {
                    let (before, behind) = text.split_at(at);
                    assert_eq!(compact_of(&format!("{before}\n{behind}")), (false, text.to_owned()), "at {at}");
                }
            }
        }
    }

    #[test]
    fn what_fits_stands_in_a_line() {
        let long = "x".repeat(LINE);
        let text = format!("{{\"a\":[1,{{\"b\":[]}}],\"c\":[\"{long}\",{{ }}]}}");
        let mut parser = Parser::default();
        assert!(matches!(parser.feed(text.as_bytes(), true), Step::Complete(_)));
        let mut fitted = String::new();
        write_fitted(&mut fitted, Document::new(&text, parser.tape()).root(), 0);
        assert_eq!(fitted, format!("{{\n  \"a\": [1, {{\"b\": []}}],\n  \"c\": [\n    \"{long}\",\n    {{}}\n  ]\n}}"));
    }
}
