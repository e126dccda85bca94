//! Records that can't be read: not JSON, not UTF-8, or beyond the limits.

use crate::finding::{Finding, Rule, Severity};
use crate::input::Problem;
use crate::json::{DEPTH_LIMIT, SyntaxError};
use crate::source::Span;

pub(super) static INVALID_JSON: Rule = Rule {
    id: "invalid-json",
    severity: Severity::Error,
    summary: "the record is not JSON, or is cut off",
    why: "A receiver that parses the body gets nothing from it. Captures are often cut: some tunnels and log services \
          keep only the first 10 KB of a body.",
    example: r#"{"type": "AppointmentUpdate", "locationId": "0007BWpS"#,
    instead: "Capture the whole body again, or mend the place that is named. Text before the JSON, as in log lines, has \
              to be cut away.",
};

pub(super) static INVALID_UTF8: Rule = Rule {
    id: "invalid-utf8",
    severity: Severity::Error,
    summary: "the record holds bytes that are not UTF-8",
    why: "JSON that programs exchange is UTF-8 (RFC 8259, section 8.1). Readers refuse other bytes, or replace them \
          silently, and a title or note is then no longer what was sent.",
    example: "{\"title\": \"caf\\xe9\"}   (a Latin-1 é)",
    instead: "Convert the file, for example with `iconv -f latin1 -t utf-8`, or capture the body as bytes.",
};

pub(super) static TOO_DEEP: Rule = Rule {
    id: "too-deep",
    severity: Severity::Error,
    summary: "objects and arrays are nested more than 128 levels deep",
    why: "No webhook is nested like that; parsers that follow it may run out of stack.",
    example: "[[[[[[[[[[[[[[[[ … ]]]]]]]]]]]]]]]]",
    instead: "Find out what sent this: it is not an appointment webhook.",
};

pub(super) static TOO_LARGE: Rule = Rule {
    id: "too-large",
    severity: Severity::Error,
    summary: "the record is longer than --max-record allows (16 MiB unless told otherwise)",
    why: "A record is held in memory while it is read. Webhooks are a few kilobytes; a missing bracket or quote at the \
          beginning of a file makes all of it one record.",
    example: r#"{"notes": "…many megabytes…"}"#,
    instead: "Look for what is not closed where the record begins, or raise --max-record.",
};

/// The finding for a text of `length` bytes that can't be read because of `problem`.
pub(super) fn explain(problem: &Problem, length: usize) -> Finding {
    match problem {
        Problem::Syntax(error) => syntax(error, length),
        Problem::Prefix(prefix) => {
            Finding::new(&INVALID_JSON, "", *prefix, "the line has text before its JSON, as log lines do")
                .label("this is not JSON")
                .help("cut it away; where each document is on one line: `grep -o '{.*}' FILE | hoopspect check`")
        }
        Problem::OpenArray => {
            Finding::new(&INVALID_JSON, "", Span::new(0, 0), "the array that begins here is not closed: expected `]`")
                .label("this array has no end")
                .help("the input was cut off, or its last `]` is missing")
        }
        Problem::Utf8(span) => Finding::new(&INVALID_UTF8, "", *span, "the record holds bytes that are not UTF-8")
            .label("not UTF-8")
            .help("if the file is in Latin-1: `iconv -f latin1 -t utf-8 FILE | hoopspect check`"),
        Problem::Wide(encoding) => {
            let message = format!("the file is in {encoding}, not in UTF-8");
            let lower = encoding.to_lowercase();
            Finding::new(&INVALID_UTF8, "", Span::new(0, 0), message).help(format!(
                "convert it: `iconv -f {lower} -t utf-8 FILE | hoopspect check` (PowerShell's `>` writes UTF-16)"
            ))
        }
        Problem::TooDeep(span) => {
            let message = format!("objects and arrays are nested more than {DEPTH_LIMIT} levels deep");
            Finding::new(&TOO_DEEP, "", *span, message).label("this one is too deep")
        }
        Problem::TooLarge(limit) => {
            let message = format!("the record is longer than {limit} byte{}", if *limit == 1 { "" } else { "s" });
            Finding::new(&TOO_LARGE, "", Span::byte(0), message)
                .label("it begins here")
                .help("raise the limit with --max-record, or look for a bracket or quote that is not closed")
        }
    }
}

/// From this length on, it is worth saying how much of a body that was cut off there is: some tools cut at about 10 KB.
const TUNNEL_LIMIT: usize = 10_000;

fn syntax(error: &SyntaxError, length: usize) -> Finding {
    let mut finding = Finding::new(&INVALID_JSON, error.pointer.clone(), error.span, error.message.clone())
        .label(error.label.clone());
    // The innermost one is where to look; the outermost says how far back it goes.
    let innermost = error.opened.first();
    let outermost = error.opened.last().filter(|_| error.cut_off && error.opened.len() > 1);
    for opened in innermost.into_iter().chain(outermost) {
        finding = finding.relate(opened.span, format!("the {} begins here", opened.what));
    }
    if error.cut_off {
        if length >= TUNNEL_LIMIT {
            finding = finding.note(format!("the text ends after {length} bytes"));
        }
        finding = finding.help("capture the body again: some tunnels and log services cut bodies off at 10 KB");
    }
    finding.help = error.help.clone().map(Into::into).or(finding.help);
    finding
}
