//! The date-times that `time` reads, as regular expressions (ECMA-262, as JSON Schema asks for).
//!
//! Written in pieces, as ISO 8601 is; without `\d`, which some engines take for the digits of every script. What a
//! pattern can't reasonably say is listed in `json_schema`.

/// White space as Unicode has it, which is what is trimmed: engines differ on what `\s` is.
const BLANK: &str = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
/// Any year.
const YEAR: &str = "[0-9]{4}";
/// A leap year.
const LEAP: &str = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
/// A week of a year, of which some have 53.
const WEEK: &str = "W(?:0[1-9]|[1-4][0-9]|5[0-3])";
/// A day of a year that is no leap year.
const DAY_OF_YEAR: &str = "(?:00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-5])";
const HOUR: &str = "(?:[01][0-9]|2[0-3])";
const MINUTE: &str = "[0-5][0-9]";
const SECOND: &str = "(?:[0-5][0-9]|60)";
/// At 24:00 a fraction may hold nothing but zeros, as far as digits are heeded.
const NO_FRACTION: &str = "(?:[.,](?:0{1,8}|0{9}[0-9]*))?";
const OFFSET: &str = "(?:[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?";

/// Date and clock with their separators.
pub(super) fn extended() -> String {
    date_time("-", ":")
}

/// Date and clock without separators.
pub(super) fn basic() -> String {
    date_time("", "")
}

fn date_time(dash: &str, colon: &str) -> String {
    let date = date(dash);
    let clock = format!("{HOUR}(?:{colon}{MINUTE}(?:{colon}{SECOND})?)?(?:[.,][0-9]+)?");
    let end_of_day = format!("24(?:{colon}00(?:{colon}00)?)?{NO_FRACTION}");
    // `check` only warns of blanks around a time.
    format!("^{BLANK}*(?:{date})[Tt ](?:{clock}|{end_of_day}){OFFSET}{BLANK}*$")
}

fn date(dash: &str) -> String {
    let long = "(?:0[13578]|1[02])";
    let short = "(?:0[469]|11)";
    [
        format!("{YEAR}{dash}{long}{dash}(?:0[1-9]|[12][0-9]|3[01])"),
        format!("{YEAR}{dash}{short}{dash}(?:0[1-9]|[12][0-9]|30)"),
        format!("{YEAR}{dash}02{dash}(?:0[1-9]|1[0-9]|2[0-8])"),
        format!("{LEAP}{dash}02{dash}29"),
        format!("{YEAR}{dash}{DAY_OF_YEAR}"),
        format!("{LEAP}{dash}366"),
        format!("{YEAR}{dash}{WEEK}{dash}[1-7]"),
    ]
    .join("|")
}
