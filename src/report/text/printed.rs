//! What a line is made of that reports have written: words, colour sequences, escapes.

/// The length of what `text` begins with, up to where a colour sequence or an escape may begin.
pub(super) fn plain(text: &str) -> usize {
    let next = text.char_indices().skip(1).find(|(_, character)| matches!(character, '\u{1b}' | '\\'));
    next.map_or(text.len(), |(at, _)| at)
}

/// The length of the colour sequence that `text` begins with.
pub(super) fn sequence(text: &str) -> Option<usize> {
    text.strip_prefix("\u{1b}[")?.find('m').map(|end| end + "\u{1b}[m".len())
}

/// The length of the `\u{…}` that `text` begins with.
pub(super) fn escape(text: &str) -> Option<usize> {
    const MOST_DIGITS: usize = 6;
    let digits = text.strip_prefix("\\u{")?;
    let end = digits.bytes().take(MOST_DIGITS + 1).position(|byte| byte == b'}')?;
    digits.get(..end)?.chars().all(|digit| digit.is_ascii_hexdigit()).then_some(end + "\\u{}".len())
}
