//! JSON text written anew from its tape: the same tokens in the same order, on one line or indented.
//!
//! Keys and values stay as they were sent, duplicates and the text of numbers included; only the white space between
//! them changes, and what must not be printed raw is escaped ([`guard_raw`]).

use super::document::{JsonType, Value};
use super::text::guard_raw;

/// Appends `value` on one line, without white space between its tokens.
pub fn write_compact(out: &mut String, value: Value<'_>) {
    write(out, value, None);
}

/// Appends `value` with two blanks a level; its own lines but the first stand `level` levels in.
pub fn write_indented(out: &mut String, value: Value<'_>, level: usize) {
    write(out, value, Some(level));
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
    }
}
