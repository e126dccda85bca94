//! The forms that people and programs write where a date-time belongs, each with one specific message.
//!
//! Judged by the look of the whole text, and only where the grammar has refused it. A text that begins like an
//! ISO 8601 date is left to the grammar, which can say more.

use super::{Invalid, guess, names, numbers};

/// The help where nothing better can be said.
pub(super) const EXAMPLE: &str = "write an ISO 8601 date-time, such as `2023-09-25T16:00:00+05:30`";

/// What programs write when they have no value.
const WORDS: [&str; 11] =
    ["null", "undefined", "none", "nil", "NaN", "Invalid date", "n/a", "never", "true", "false", "[object Object]"];

/// What to say of `text`, if it has one of the known forms.
pub(super) fn known(text: &str) -> Option<Invalid> {
    let whole = |reason: &str, label: &str, help: Option<String>| {
        Some(Invalid { part: 0..text.len(), reason: reason.to_owned(), label: label.to_owned(), help })
    };
    let example = || Some(EXAMPLE.to_owned());
    let guess_or_example = || guess::mended(text).or_else(example);

    if text.trim().is_empty() {
        return whole("is empty", "no date-time", example());
    }
    if text.contains("{{") || text.contains("}}") || text.contains("${") || text.contains("{%") {
        let help = "fill the template in before the payload is sent".to_owned();
        return whole("is a template that was never filled in", "a template", Some(help));
    }
    if let Some(word) = WORDS.iter().find(|word| word.eq_ignore_ascii_case(text)) {
        return whole(&format!("is the text `{word}`, not a date-time"), "no date-time", example());
    }
    if let Some(dash) = foreign_dash(text) {
        return Some(dash);
    }
    // Eight digits are a date in the basic form, which the grammar knows; seven may well be just a number.
    if text.len() != 8
        && let Some(number) = numbers::known(text)
    {
        return Some(number);
    }
    let (number, mark) = leading_number(text);
    match (number, mark) {
        (1..=2, Some(':')) => whole("is a time without a date", "no date before the time", example()),
        (0, Some('T' | 't')) if text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => {
            whole("is a time without a date", "no date before the time", example())
        }
        (1..=2 | 4, Some('/')) => {
            let help = guess::mended(text).unwrap_or_else(|| {
                "write year, month and day in this order, such as `2023-09-25T16:00:00+05:30`".to_owned()
            });
            whole("is written with slashes, not as an ISO 8601 date-time", "a date with slashes", Some(help))
        }
        (1..=2 | 4, Some('.')) => {
            whole("is written with dots, not as an ISO 8601 date-time", "a date with dots", guess_or_example())
        }
        (1..=2, Some('-')) if text.split('-').nth(2).is_some_and(|part| leading_number(part).0 == 4) => {
            whole("has the year last, not first as in ISO 8601", "the year comes first", guess_or_example())
        }
        (4, Some('-')) => None,
        _ => {
            let (reason, label) = in_words(text)?;
            whole(reason, label, guess_or_example())
        }
    }
}

/// How many digits `text` begins with, and what follows them.
fn leading_number(text: &str) -> (usize, Option<char>) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits, text.get(digits..).and_then(|rest| rest.chars().next()))
}

/// A dash that only looks like a hyphen or minus sign, in what else begins like a date.
fn foreign_dash(text: &str) -> Option<Invalid> {
    let starts = text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let (at, dash) = text.char_indices().find(|(_, c)| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}'))?;
    if !starts || text.len() > 60 {
        return None;
    }
    let name = if dash == '\u{2212}' { "the minus sign U+2212" } else { "a typographic dash" };
    Some(Invalid {
        part: at..at + dash.len_utf8(),
        reason: format!("has {name} where the ASCII hyphen-minus `-` belongs"),
        label: "not the ASCII hyphen-minus `-`".to_owned(),
        help: guess::mended(text),
    })
}

/// Dates with the names of months and weekdays.
fn in_words(text: &str) -> Option<(&'static str, &'static str)> {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    if !words.any(|word| names::month(word).is_some()) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let weekday = text.get(..3).is_some_and(names::is_weekday);
    let after_weekday = text.get(3..).unwrap_or_default();
    if text.contains('|') {
        Some((
            "is the display form of workflow payloads, a local time without an offset",
            "a display form, not ISO 8601",
        ))
    } else if weekday && after_weekday.starts_with(' ') && text.contains("GMT") {
        Some((
            "is how JavaScript shows a Date, not an ISO 8601 date-time",
            "a JavaScript Date; `toISOString()` is meant",
        ))
    } else if weekday && after_weekday.trim_start_matches([',', ' ']).starts_with(|c: char| c.is_ascii_digit()) {
        Some(("is an e-mail or HTTP date (RFC 2822), not an ISO 8601 date-time", "an RFC 2822 date"))
    } else {
        Some(("is a date in words, not an ISO 8601 date-time", "a date in words"))
    }
}

#[cfg(test)]
mod tests {
    use crate::time::read;

    const EXAMPLE: &str = super::EXAMPLE;

    #[test]
    fn known_forms_are_named() {
        for (text, reason, help) in [
            ("", "is empty", EXAMPLE),
            (
                "{{appointment.start_time}}",
                "is a template that was never filled in",
                "fill the template in before the payload is sent",
            ),
            ("invalid Date", "is the text `Invalid date`, not a date-time", EXAMPLE),
            ("NULL", "is the text `null`, not a date-time", EXAMPLE),
            (
                "1772625600000",
                "is epoch milliseconds in a string, not an ISO 8601 date-time",
                "write it as `2026-03-04T12:00:00Z`",
            ),
            ("1", "is a number in a string, not an ISO 8601 date-time", EXAMPLE),
            ("4:00 PM", "is a time without a date", EXAMPLE),
            ("T16:00:00Z", "is a time without a date", EXAMPLE),
            (
                "03/04/2025 2:00 PM",
                "is written with slashes, not as an ISO 8601 date-time",
                "write year, month and day in this order, such as `2023-09-25T16:00:00+05:30`",
            ),
            (
                "2023-09-25T16:00:00\u{2212}04:00",
                "has the minus sign U+2212 where the ASCII hyphen-minus `-` belongs",
                "write it as `2023-09-25T16:00:00-04:00`",
            ),
            (
                "2023\u{2013}09-25T16:00:00Z",
                "has a typographic dash where the ASCII hyphen-minus `-` belongs",
                "write it as `2023-09-25T16:00:00Z`",
            ),
            (
                "Thu, 30 Oct 2025 14:00:00 +0000",
                "is an e-mail or HTTP date (RFC 2822), not an ISO 8601 date-time",
                "write it as `2025-10-30T14:00:00+00:00`",
            ),
            (
                "Thu Oct 30 2025 14:00:00 GMT+0100 (Central European Standard Time)",
                "is how JavaScript shows a Date, not an ISO 8601 date-time",
                "write it as `2025-10-30T14:00:00+01:00`",
            ),
            ("tomorrow", "is not an ISO 8601 date-time", EXAMPLE),
            ("5\u{2013}6 pm tomorrow", "is not an ISO 8601 date-time", EXAMPLE),
            ("${start}", "is a template that was never filled in", "fill the template in before the payload is sent"),
            (
                "{% start %}",
                "is a template that was never filled in",
                "fill the template in before the payload is sent",
            ),
            (
                "2023-09-25",
                "is a date without a time",
                "write date, time and offset, such as `2023-09-25T16:00:00+05:30`",
            ),
            (
                "2023-09-25T16:00:00+5:3",
                "has an incomplete or malformed offset",
                "write the offset as `Z`, or as hours and minutes, such as `+05:30`",
            ),
            (
                "2023-09-25T16:00:00 Middle/Earth",
                "ends with the name of a time zone instead of an offset",
                "write the offset that applied there at that time, such as `+02:00`, or `Z` for UTC",
            ),
            ("2023-Sep-25T16:00:00Z", "has no two-digit month where one belongs", "write it as `2023-09-25T16:00:00Z`"),
            (
                "2023-09-25T16:00:00Zfoo",
                "goes on with other text after the offset",
                "write it as `2023-09-25T16:00:00Z`",
            ),
            (
                "2023-09-25T16:00:00 05:30",
                "has an offset without its sign",
                "write it as `2023-09-25T16:00:00+05:30`; where `+` is decoded to a blank, as in forms and URLs, it has to be \
                 sent as `%2B`",
            ),
            ("2023-09-25T16:00:00 17:30", "goes on with other text after the time", ""),
        ] {
            let invalid = read(text).unwrap_err();
            let help = Some(help).filter(|help| !help.is_empty());
            assert_eq!((invalid.reason.as_str(), invalid.help.as_deref()), (reason, help), "{text}");
        }
    }

    /// Whoever follows the help must not get another time than was meant.
    #[test]
    fn what_may_belong_to_the_offset_is_not_cut_off() {
        let in_general = "write one offset and nothing behind it: `Z`, or hours and minutes, such as `+05:30`";
        for (offset, mended) in [
            ("+05.30", Some("+05:30")),
            ("+05,30", Some("+05:30")),
            ("+05 30", Some("+05:30")),
            ("+05-30", Some("+05:30")),
            ("+05h30", Some("+05:30")),
            ("-03h45m", Some("-03:45")),
            ("+05\u{ff1a}30", Some("+05:30")),
            ("+02.00", Some("+02:00")),
            ("+05.50", None),
            ("+05.5", None),
            ("+05.300", None),
            ("+05:30.30", None),
            ("+05:30:15", None),
            ("Z+05:30", None),
            ("+05:30+05:30", None),
            ("+05:30 IST", Some("+05:30")),
            ("Z/P1D", Some("Z")),
        ] {
            let help =
                mended.map_or(in_general.to_owned(), |offset| format!("write it as `2023-09-25T16:00:00{offset}`"));
            let invalid = read(&format!("2023-09-25T16:00:00{offset}")).unwrap_err();
            assert_eq!((invalid.label.as_str(), invalid.help), ("text after the offset", Some(help)), "{offset}");
        }
    }

    #[test]
    fn local_forms_are_mended_but_for_their_offset() {
        for (text, reason) in [
            (
                "Thu, Oct 30th, 2025 | 2:00 pm",
                "is the display form of workflow payloads, a local time without an offset",
            ),
            ("October 30, 2025 at 2:00 PM", "is a date in words, not an ISO 8601 date-time"),
            ("Thu Oct 30 14:00:00 2025", "is a date in words, not an ISO 8601 date-time"),
            ("10/30/2025 2:00 PM", "is written with slashes, not as an ISO 8601 date-time"),
            ("10/30/2025, 2:00:00\u{202f}PM", "is written with slashes, not as an ISO 8601 date-time"),
            ("30/10/2025 14:00", "is written with slashes, not as an ISO 8601 date-time"),
            ("2025/10/30 14:00", "is written with slashes, not as an ISO 8601 date-time"),
            ("30.10.2025 14:00", "is written with dots, not as an ISO 8601 date-time"),
            ("30-10-2025 14:00", "has the year last, not first as in ISO 8601"),
            ("20251030140000", "has no `T` between date and time"),
            ("2025-10-30T14:00:00 IST", "ends with the name of a time zone instead of an offset"),
        ] {
            let invalid = read(text).unwrap_err();
            let help = "write it as `2025-10-30T14:00:00` followed by its offset, such as `+05:30` or `Z`";
            assert_eq!((invalid.reason.as_str(), invalid.help.as_deref()), (reason, Some(help)), "{text}");
        }
    }
}
