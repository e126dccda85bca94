//! What has to be refused: mistakes in texts, in values, in times, and in the shape of the payload.

use super::{VALID, accepts, extra, noted, with};

fn refused(texts: impl IntoIterator<Item = String>) {
    for text in texts {
        assert!(!accepts(&text), "{text}");
    }
}

#[rustfmt::skip]
#[test]
fn texts() {
    let texts = [
        "\t", "\n", "\u{7f}", "\u{80}", "\u{ad}", "\u{61c}", "\u{180e}", "\u{200b}", "\u{200e}", "\u{2028}", "\u{202e}",
        "\u{2066}", "\u{feff}", "\u{fffb}", "\u{ffff}", "\u{fdd0}", "\u{fdef}", "\u{e0001}", "\u{1fffe}", r"\u0000",
        r"\u001b", r"\u009b", r"\u200b", r"\u202E", r"\uFFFF", r"\uDB40\uDC01", r"\b", r"\f", r"\x", r"\u12", r"\u12g4",
        r"\uDB43\uDFFF", r"\uD83F\uDFFE", r"\u+123", r"\ud800", r"\udc00", r"\udc00\ud800", r"\ud800\ud800", r"\ud800x", r"\ud800\n", r"\ud800\u0041",
        "{{appointment.notes}}", r"\u007b{x}}", r"{\u007bx}}", r"\", "\"", "plain for a word or two, then a bell \u{7}",
        "é then a bell \u{7}", "é\u{7}", "a|b\u{7f}",
    ];
    refused(texts.into_iter().map(noted));
    refused(texts.into_iter().map(|text| extra(&format!(r#"[{{"a":"{text}"}}]"#))));
}

#[rustfmt::skip]
#[test]
fn values() {
    let values = [
        "", "01", "+1", "1.", ".5", "-", "1e", "1e+", "1e999", "1e-100", "--1", "nul", "True", "[1,]", "[,]", "[1 2]",
        "[1", "[1,", r#"{"a"}"#, r#"{"a":}"#, r#"{"a":1,}"#, r#"{"a":1 "b":2}"#, "{,}", "{a:1}", r#"{"a":1,"a":2}"#,
        r#"{"b":{"a":1,"a":2}}"#, r#"[{"a":1,"b":2,"a":3}]"#, r#"{"a":1,"\u0061":2}"#, "[}", "{]", "NaN", "'x'",
        r#""{{x}}""#, r#"{"{{x}}":1}"#, "\u{a0}1", "/**/1", "1x", "truefalse", "123456789012345678901234567890123",
    ];
    refused(values.into_iter().map(extra));
}

#[rustfmt::skip]
#[test]
fn times() {
    let times = [
        "", " 2023-09-25T16:00:00Z", "2023-09-25T16:00:00Z ", "2023-09-25T16:00:00", "2023-09-25 16:00:00Z",
        "2023-09-25t16:00:00Z", "2023-09-25T16:00:00z", "2023-09-25T16:00Z", "2023-09-25T16:00:00+0530",
        "2023-09-25T16:00:00+05", "2023-09-25T16:00:00+24:00", "2023-09-25T16:00:00+05:60", "2023-09-25T16:00:00-00:00",
        "2023-09-25T16:00:00+0a:00", "2023-09-25T16:00:00.Z", "2023-09-25T16:00:00,5Z", "2023-02-29T16:00:00Z",
        "2100-02-29T16:00:00Z", "2024-02-30T16:00:00Z", "2024-04-31T16:00:00Z", "2024-06-31T16:00:00Z",
        "2024-09-31T16:00:00Z", "2024-11-31T16:00:00Z", "2024-12-32T16:00:00Z", "2024-00-25T16:00:00Z",
        "2024-13-25T16:00:00Z", "2024-09-00T16:00:00Z", "2024-09-25T24:00:00Z", "2024-09-25T16:60:00Z",
        "2024-09-25T16:00:60Z", "2024-12-31T23:59:60Z", "20240925T160000Z", "+2024-09-25T16:00:00Z",
        "2O24-09-25T16:00:00Z", "2024/09/25T16:00:00Z", "2024-09-25T16:00:0:Z", "2024-09-25T16:00:00\u{2212}05:30",
        "1727280000000", "2024-09-25T16:00:00ZZ", "2024-09-25T16:00:00.1234567890Z", "2024-09-25T16:00:00Z\\n",
    ];
    refused(times.into_iter().map(|time| with("2023-09-25T16:30:00+05:30", time)));
    // Each character of a time, replaced by each other one that could stand in it.
    for at in 0..25 {
        for by in "09:-TZ+. /;\"\\\u{7f}a".chars() {
            let mut time = "2023-09-25T16:30:00+05:30".to_owned();
            let digit = time.as_bytes()[at].is_ascii_digit();
            if by.is_ascii_digit() != digit && !(at == 19 && by == '-') && time.chars().nth(at) != Some(by) {
                time.replace_range(at..=at, &by.to_string());
                refused([with("2023-09-25T16:30:00+05:30", &time)]);
            }
        }
    }
}

#[rustfmt::skip]
#[test]
fn words_and_users() {
    let (id, users) = ("6g7gBWpSzSwfiuSl0tR3", r#"["YlWd2wuCAZQzh2cH1fVZ","2NkT25Vor1v4aQatFsv2"]"#);
    let words = [
        ("AppointmentUpdate", "AppointmentCreate"), ("AppointmentUpdate", "AppointmentDelete"),
        ("AppointmentUpdate", "ContactUpdate"), ("AppointmentUpdate", "AppointmentUpdate "),
        ("AppointmentUpdate", r"Appointment\u0055pdate"), ("confirmed", "Confirmed"), ("confirmed", ""),
        ("confirmed", " confirmed"), ("confirmed", "confirme"), ("confirmed", "{{appointment.status}}"),
        ("0007BWpSzSwfiuSl0tR2", ""), (id, ""), (id, " x"), (id, "x "), (id, " "), (id, "x\u{a0}"), (id, "x\\n"),
        (id, "\u{3000}x"), ("BqTwX8QFwXzpegMve9EQ", " x"), ("2NkT25Vor1v4aQatFsv2", "YlWd2wuCAZQzh2cH1fVZ"),
    ];
    refused(words.into_iter().map(|(piece, by)| with(piece, by)));
    let lists = [
        "null", "{}", r#""x""#, "[null]", "[1]", r#"["x",]"#, r#"[,"x"]"#, r#"["x" "y"]"#, r#"["x"}"#, r#"["x"#, "[",
        r#"["x","y","x"]"#, r#"["x"," y"]"#, r#"["x","\u202e"]"#, r#"[["x"]]"#,
    ];
    refused(lists.into_iter().map(|list| with(users, list)));
    for value in [r#""Some dummy note""#, r#""BqTwX8QFwXzpegMve9EQ""#, r#""confirmed""#, r#""AppointmentUpdate""#] {
        refused(["null", "1", "true", "{}", "[]", ""].map(|other| with(value, other)));
    }
}

#[rustfmt::skip]
#[test]
fn shapes() {
    refused([String::new(), "{}".to_owned(), "[]".to_owned(), "null".to_owned(), format!("[{VALID}]"), format!(" {VALID}"), format!("\u{feff}{VALID}")]);
    refused([
        (r#""locationId""#, r#""location_id""#), (r#""locationId""#, r#""locationid""#),
        (r#""locationId""#, r#""location\u0049d""#), (r#""locationId""#, r#""notes""#),
        (r#""locationId""#, r#""contact":1,"contact":2,"locationId""#),
        (r#""locationId""#, r#""locationId":"x","locationId""#), (r#""title""#, r#""id":"x","title""#),
        (r#""title""#, r#""timestamp":"x","title""#), (r#""title""#, r#""color":"x","title""#),
        ("16:30:00+05:30", "15:59:59+05:30"), ("16:30:00+05:30", "16:00:00+05:31"),
        ("16:30:00+05:30", "15:59:59.999999999+05:30"),
        (r#""dateUpdated":"2023-09-25T16:00:00"#, r#""dateUpdated":"2023-09-25T15:59:59.999"#),
        (r#"{"id""#, r#""id""#), (r#"{"id""#, r#"{,"id""#), (r#"{"id""#, r#"[{"id""#), (r#"{"type""#, r#"{,"type""#),
        (r#","title""#, r#"{"title""#), (r#""appointment":{"#, r#""appointment":,"#), (r#""appointment":{"#, r#""appointment":}{"#),
        (r#"{"type""#, r#"{}"type""#), ("}}", "},}"), ("}}", ",}}"), ("}}", "}]"), ("}}", "}"), ("}}", ""), (r#","locationId""#, r#" "locationId""#),
        (r#","locationId""#, r#",,"locationId""#), (r#""locationId":"#, r#""locationId""#),
        (r#""locationId":"#, "\"locationId\"\u{b}:"), (r#""locationId":"#, r#""locationId"::"#),
        (r#""appointment":{"#, r#""appointment":{},"appointment":{"#), (r#""appointment":{"#, r#""appointment":{}, {"#),
    ].map(|(piece, by)| with(piece, by)));
    refused([
        VALID.replace(r#""appointment":{"#, r#""appointment":[{"#).replace("}}", "}]}"),
        VALID.replace(r#""appointment":{"#, "").replace("}}", "}"),
        with("}}", &format!(",{}", VALID.split_once("appointment\":{").unwrap().1)),
    ]);
}
