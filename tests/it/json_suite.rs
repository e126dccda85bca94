//! JSON is what `JSONTestSuite` says it is: each of its cases, with our verdict where it leaves the choice.

mod cases;

use std::io::Cursor;

use hoopspect::input::{Records, Step};
use hoopspect::json::{Parser, Step as Parsed};

use cases::{INVALID, REFUSED, TAKEN, VALID};

/// Not one document, but an orderly stream of documents, or of none: nothing is wrong with these as an input.
const STREAMS: [&str; 5] = [
    "single_space",
    "structure_UTF8_BOM_no_data",
    "structure_double_array",
    "structure_no_data",
    "structure_object_with_trailing_garbage",
];

/// Whether `bytes` are one JSON document for the parser, at once and byte by byte.
fn is_document(bytes: &[u8]) -> bool {
    let verdict = |step: Parsed| match step {
        Parsed::Complete(end) => bytes[end..].trim_ascii().is_empty() && str::from_utf8(bytes).is_ok(),
        Parsed::Incomplete => panic!("the parser was told that there is no more"),
        Parsed::Broken(error) => {
            assert!(error.span.start <= error.span.end && error.span.end <= bytes.len(), "{error:?}");
            assert!(!error.message.is_empty() && !error.label.is_empty(), "{error:?}");
            false
        }
    };
    let whole = verdict(Parser::default().feed(bytes, true));
    let mut parser = Parser::default();
    let early = (0..bytes.len()).find_map(|length| match parser.feed(&bytes[..length], false) {
        Parsed::Incomplete => None,
        step => Some(verdict(step)),
    });
    assert_eq!(early.unwrap_or_else(|| verdict(parser.feed(bytes, true))), whole);
    whole
}

/// Whether `bytes` are read as an input without a problem; a problem has a place within them.
fn is_read(bytes: &[u8]) -> bool {
    let mut records = Records::new("case".to_owned(), Box::new(Cursor::new(bytes.to_vec())), false);
    let mut is_fine = true;
    loop {
        match records.next(&mut ()).expect("nothing fails in memory") {
            Step::Record(record) => {
                assert!(record.origin.start.byte <= bytes.len() as u64 && record.origin.start.line > 0);
                is_fine &= record.content.is_ok();
            }
            Step::End => return is_fine,
            Step::Accepted(_) | Step::Waiting => panic!("there is no fast path, and nothing to wait for"),
        }
    }
}

#[test]
fn what_is_json_is_taken() {
    for (name, bytes) in VALID.iter().chain(TAKEN) {
        let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        assert!(is_document(plain), "{name}");
        assert!(is_read(bytes), "{name}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for (name, bytes) in INVALID.iter().chain(REFUSED) {
        assert!(!is_document(bytes), "{name}");
        assert_eq!(is_read(bytes), STREAMS.contains(name), "{name}");
    }
}

#[test]
fn deep_nesting_is_refused_and_breaks_nothing() {
    for bytes in [
        "[".repeat(100_000),
        "[{\"\":".repeat(50_000) + "\n",
        // Left to the parser: 500 levels are more than ours takes.
        "[".repeat(500) + &"]".repeat(500),
    ] {
        let mut parser = Parser::default();
        parser.feed(bytes.as_bytes(), true);
        assert!(parser.too_deep().is_some());
        assert!(!is_read(bytes.as_bytes()));
    }
}
