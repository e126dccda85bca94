//! Markup: what the tags and entities of HTML are, which descriptions and notes are often written in.
//!
//! A tag says nothing of anybody, and with another name its text would be no HTML any more.

/// The tags that texts are formatted with.
#[rustfmt::skip]
const TAGS: [&str; 32] = [
    "a", "b", "blockquote", "body", "br", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html",
    "i", "img", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "tr", "u", "ul",
];

/// The attributes that are theirs.
const ATTRIBUTES: [&str; 10] = ["align", "alt", "class", "color", "dir", "href", "rel", "src", "style", "target"];

/// The entities that stand for signs.
const ENTITIES: [&str; 6] = ["amp", "apos", "gt", "lt", "nbsp", "quot"];

/// How long the markup is with which `text` begins, in bytes: `<p`, `</p`, ` href="` or `&nbsp;`.
pub(super) fn length(text: &str) -> usize {
    let (opening, rest) = ["</", "<", "&", " "]
        .into_iter()
        .find_map(|opening| Some((opening, text.strip_prefix(opening)?)))
        .unwrap_or_default();
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, behind) = rest.split_at(length);
    let (names, ends): (&[&str], &[&str]) = match opening {
        "<" | "</" => (&TAGS, &[">", " ", "/>"]),
        "&" => (&ENTITIES, &[";"]),
        " " => (&ATTRIBUTES, &["=\"", "='"]),
        _ => return 0,
    };
    let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_known && ends.iter().any(|end| behind.starts_with(end)) { opening.len() + length } else { 0 }
}

/// Whether `text` holds nothing but markup and characters that are `kept`.
pub(super) fn is_all(mut text: &str, kept: impl Fn(char) -> bool) -> bool {
    while let Some(first) = text.chars().next() {
        let length = length(text).max(if kept(first) { first.len_utf8() } else { 0 });
        if length == 0 {
            return false;
        }
        text = text.get(length..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_words() {
        for (text, expected) in [
            ("<p>Ann", 2),
            ("</Strong>", 8),
            ("<br/>", 3),
            ("<a href=\"x\">", 2),
            (" href=\"https://x.y\"", 5),
            ("&nbsp;Ann", 5),
            ("<ann>", 0),
            ("<ann@x.org>", 0),
            ("<b", 0),
            ("a < b", 0),
            ("&Ann;", 0),
            (" color of", 0),
            ("p>", 0),
        ] {
            assert_eq!(length(text), expected, "{text}");
        }
        let is_kept = |character: char| !character.is_alphanumeric();
        assert_eq!(["<p></p>&nbsp;", "", "<p>x</p>"].map(|text| is_all(text, is_kept)), [true, true, false]);
    }
}
