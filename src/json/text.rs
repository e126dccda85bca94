//! The text of strings: unescaping, with or without a map back to the escaped bytes, and writing.

use std::fmt::Write as _;

use crate::blocks::find;
use crate::untrusted::{is_plain, is_unsafe};

/// Unescapes what stands between a string's quotes. `raw` has been accepted by the parser.
pub fn decode(raw: &str) -> String {
    decode_each(raw, |_, _| ())
}

/// Like [`decode`], and says where each byte of the result came from, when `raw` begins at `start` of its own text.
pub fn decode_mapped(raw: &str, start: usize) -> (String, EscapeMap) {
    let mut map = EscapeMap { runs: Vec::with_capacity(1 + memchr::memchr_iter(b'\\', raw.as_bytes()).count()) };
    map.runs.push((0, start));
    let text = decode_each(raw, |inner, outer| map.runs.push((inner, start + outer)));
    (text, map)
}

/// Unescapes `raw`; after each escape, `mark` is told the offsets in the result and in `raw` that belong together.
fn decode_each(raw: &str, mut mark: impl FnMut(usize, usize)) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    // Escapes may stand close together: to look for each takes less this way than with a searcher.
    while let Some((plain, escape)) =
        find(rest.as_bytes(), |block| block.is(b'\\')).and_then(|at| rest.split_at_checked(at))
    {
        text.push_str(plain);
        let (character, after) = decode_escape(escape.get(1..).unwrap_or_default());
        text.push(character);
        rest = after;
        mark(text.len(), raw.len() - rest.len());
    }
    text.push_str(rest);
    text
}

/// Reads one escape, the backslash of which is behind us; gives the character and what follows.
fn decode_escape(escape: &str) -> (char, &str) {
    let mut characters = escape.chars();
    let character = match characters.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return decode_unicode(characters.as_str()),
        Some(other) => other,
        None => '\\',
    };
    (character, characters.as_str())
}

fn decode_unicode(digits: &str) -> (char, &str) {
    let unit = |text: &str| u32::from_str_radix(text, 16).unwrap_or(0xFFFD);
    let (first, after) = digits.split_at_checked(4).unwrap_or((digits, ""));
    let high = unit(first);
    if (0xD800..0xDC00).contains(&high)
        && let Some((second, after)) = after.strip_prefix("\\u").and_then(|low| low.split_at_checked(4))
    {
        let low = unit(second).wrapping_sub(0xDC00) & 0x3FF;
        let joined = 0x10000 + ((high - 0xD800) << 10) + low;
        return (char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), after);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), after)
}

/// Leads from an offset in an unescaped text to the offset in the escaped one.
#[derive(Clone, Debug)]
pub struct EscapeMap {
    /// Pairs of offsets (unescaped, escaped) at which a run without escapes begins; ascending.
    runs: Vec<(usize, usize)>,
}

impl EscapeMap {
    /// Where the byte at `inner` of the unescaped text begins in the escaped one.
    pub fn outer(&self, inner: usize) -> usize {
        let run = self.runs.partition_point(|&(start, _)| start <= inner).saturating_sub(1);
        self.runs.get(run).map_or(inner, |&(start, outer)| outer + (inner - start))
    }
}

/// Appends `text` as [`write_string`] does, and null where there is none.
pub fn write_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => write_string(out, text),
        None => out.push_str("null"),
    }
}

/// Appends `text` as a JSON string that is safe wherever it is printed: control, bidirectional and invisible characters
/// are escaped, and so is the bracket of `##[`, which CI runners take for a command.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    if is_plain(text) && memchr::memchr2(b'"', b'\\', text.as_bytes()).is_none() {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut hashes = 0;
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '[' if hashes >= 2 => push_unit(out, '['),
            other if is_unsafe(other) => push_unit(out, other),
            plain => out.push(plain),
        }
        hashes = if character == '#' { hashes + 1 } else { 0 };
    }
    out.push('"');
}

/// Appends `\uXXXX`, twice for a character beyond the basic plane.
fn push_unit(out: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// Appends JSON text as it was sent, but for what must not be printed raw within its strings (see [`write_string`]);
/// the values stay the same. White space between tokens is kept: `raw` may be pretty-printed.
pub fn guard_raw(out: &mut String, raw: &str) {
    let is_raw_danger = |character: char| is_unsafe(character) && !matches!(character, '\n' | '\r' | '\t');
    if is_plain(raw) || !raw.contains("##[") && !raw.chars().any(is_raw_danger) {
        out.push_str(raw);
        return;
    }
    let mut hashes = 0;
    for character in raw.chars() {
        match character {
            '[' if hashes >= 2 => push_unit(out, '['),
            other if is_raw_danger(other) => push_unit(out, other),
            plain => out.push(plain),
        }
        hashes = if character == '#' { hashes + 1 } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_mapped() {
        let raw = r#"a\"b\u00e9\ud83d\ude42z"#;
        let (text, map) = decode_mapped(raw, 10);
        assert_eq!(text, "a\"bé🙂z");
        for (inner, piece) in [(0, "a"), (1, "\\\""), (2, "b"), (3, "\\u00e9"), (5, "\\ud83d"), (9, "z")] {
            assert!(raw.get(map.outer(inner) - 10..).is_some_and(|rest| rest.starts_with(piece)), "{piece}");
        }
        assert_eq!(map.outer(text.len()), 10 + raw.len());
    }

    #[test]
    fn written_strings_read_back_and_hold_nothing_raw() {
        let text = "q\"\\ \u{1b}\u{7f}\u{202e}\u{feff} ##[x] ###[ 🙂\n";
        let mut out = String::new();
        write_string(&mut out, text);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        assert!(!out.contains("##[") && !out.chars().any(is_unsafe), "{out}");
    }

    #[test]
    fn guarded_text_keeps_its_value() {
        let raw = "{\"a\": [\"##[x]\u{7f}\"],\n \"b\":\"\\u001b\"}";
        let mut out = String::new();
        guard_raw(&mut out, raw);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&out), read(raw));
        assert!(!out.contains("##[") && !out.contains('\u{7f}'));
    }
}
