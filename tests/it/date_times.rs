//! A time is standard where the date-time cases of the JSON-Schema test suite are valid, and nowhere else; where we take
//! more than RFC 3339 does, that is said.

use hoopspect::time::read;

/// What `read` makes of a time.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// As RFC 3339 has it.
    Standard,
    /// As only ISO 8601 has it.
    Departing,
    /// No date-time.
    Refused,
}

fn verdict(text: &str) -> Verdict {
    match read(text) {
        Ok(timestamp) if timestamp.departures().is_empty() => Verdict::Standard,
        Ok(_) => Verdict::Departing,
        Err(_) => Verdict::Refused,
    }
}

#[test]
fn the_cases_of_the_schema_suite_are_judged_as_there() {
    for (text, is_valid) in [
        ("1963-06-19T08:30:06.283185Z", true),
        ("1963-06-19T08:30:06Z", true),
        ("1937-01-01T12:00:27.87+00:20", true),
        ("1990-12-31T15:59:50.123-08:00", true),
        ("1998-12-31T23:59:60Z", true),
        ("1998-12-31T15:59:60.123-08:00", true),
        ("1998-12-31T23:59:61Z", false),
        ("1998-12-31T23:58:60Z", false),
        ("1998-12-31T22:59:60Z", false),
        ("1990-02-31T15:59:59.123-08:00", false),
        ("1990-12-31T15:59:59-24:00", false),
        ("1963-06-19T08:30:06.28123+01:00Z", false),
        ("06/19/1963 08:30:06 PST", false),
        ("1963-06-19t08:30:06.283185z", true),
        ("2013-350T01:01:01", false),
        ("1963-6-19T08:30:06.283185Z", false),
        ("1963-06-1T08:30:06.283185Z", false),
        ("1963-06-1৪T00:00:00Z", false),
        ("1963-06-11T0৪:00:00Z", false),
    ] {
        assert_eq!(verdict(text) == Verdict::Standard, is_valid, "{text}: {:?}", read(text));
    }
    // Of the invalid ones, this is a date-time of ISO 8601 all the same: an ordinal date, and no offset.
    assert_eq!(verdict("2013-350T01:01:01"), Verdict::Departing);
}
