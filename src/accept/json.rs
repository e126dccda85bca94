//! Any JSON value, checked and passed over: the known extra fields may hold what they like, as long as it is JSON.
//!
//! Strict RFC 8259, and stricter where that is simpler: few levels, few keys, moderate numbers.

use super::text;

/// How many levels a value may have here; the payload's own two come on top, and the limit is far above.
const DEEPEST: usize = 16;

/// How many keys an object may have here; they are compared each with each.
const MOST_KEYS: usize = 24;

/// The longest number, in bytes, and the longest exponent, in digits, so that none leaves the range of a double.
const LONGEST_NUMBER: usize = 32;
const LONGEST_EXPONENT: usize = 2;

/// `rest` without the JSON white space at its start.
#[inline]
pub fn skip_blanks(mut rest: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', behind @ ..] = rest {
        rest = behind;
    }
    rest
}

/// What follows the JSON value with which `rest` begins, white space aside; `None` also for what is only unusual, or holds
/// text that a rule would report.
pub fn skip_value(rest: &[u8]) -> Option<&[u8]> {
    value(skip_blanks(rest), DEEPEST)
}

/// What follows the string with which `rest` begins, if that is printable ASCII without an escape and little else that is
/// special.
#[inline]
pub fn skip_plain_string(rest: &[u8]) -> Option<&[u8]> {
    text::skip_plain(rest.strip_prefix(b"\"")?).ok()
}

fn value(rest: &[u8], levels: usize) -> Option<&[u8]> {
    match rest {
        [b'"', body @ ..] => text::skip(body),
        [b'{', inner @ ..] => object(inner, levels.checked_sub(1)?),
        [b'[', inner @ ..] => array(inner, levels.checked_sub(1)?),
        [b't', b'r', b'u', b'e', behind @ ..]
        | [b'f', b'a', b'l', b's', b'e', behind @ ..]
        | [b'n', b'u', b'l', b'l', behind @ ..] => Some(behind),
        _ => number(rest),
    }
}

fn array(inner: &[u8], levels: usize) -> Option<&[u8]> {
    let mut rest = skip_blanks(inner);
    if let Some(behind) = rest.strip_prefix(b"]") {
        return Some(behind);
    }
    loop {
        rest = skip_blanks(value(skip_blanks(rest), levels)?);
        match rest.split_first()? {
            (b',', behind) => rest = behind,
            (b']', behind) => return Some(behind),
            _ => return None,
        }
    }
}

fn object(inner: &[u8], levels: usize) -> Option<&[u8]> {
    let mut rest = skip_blanks(inner);
    if let Some(behind) = rest.strip_prefix(b"}") {
        return Some(behind);
    }
    let mut keys: [&[u8]; MOST_KEYS] = [&[]; MOST_KEYS];
    for count in 0..MOST_KEYS {
        let (key, behind) = text::key(text::open(rest)?)?;
        if keys.iter().take(count).any(|other| *other == key) {
            return None;
        }
        *keys.get_mut(count)? = key;
        let behind = skip_blanks(behind).strip_prefix(b":")?;
        rest = skip_blanks(value(skip_blanks(behind), levels)?);
        match rest.split_first()? {
            (b',', behind) => rest = behind,
            (b'}', behind) => return Some(behind),
            _ => return None,
        }
    }
    None
}

fn number(rest: &[u8]) -> Option<&[u8]> {
    let unsigned = rest.strip_prefix(b"-").unwrap_or(rest);
    let mut behind = match unsigned {
        [b'0', behind @ ..] => behind,
        _ => digits(unsigned)?,
    };
    if let [b'.', fraction @ ..] = behind {
        behind = digits(fraction)?;
    }
    if let [b'e' | b'E', exponent @ ..] = behind {
        let signless = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-"));
        let exponent = signless.unwrap_or(exponent);
        behind = digits(exponent)?;
        if exponent.len() - behind.len() > LONGEST_EXPONENT {
            return None;
        }
    }
    (rest.len() - behind.len() <= LONGEST_NUMBER).then_some(behind)
}

/// What follows one or more digits.
fn digits(rest: &[u8]) -> Option<&[u8]> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { None } else { rest.get(count..) }
}
