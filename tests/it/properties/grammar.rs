//! The JSON parser against `serde_json`: the same verdict on every text, and the same values in the same places.

use hoopspect::json::{DEPTH_LIMIT, Document, JsonType, Parser, Step, Value as Ours};
use proptest::prelude::*;
use serde_json::Value;

use super::cases;
use super::generate::{damaged, input, json};

/// Whether the parser takes `text` for one document and no more.
fn read(text: &[u8]) -> Option<Parser> {
    let mut parser = Parser::default();
    match parser.feed(text, true) {
        Step::Complete(end)
            if text[end..].iter().all(|byte| b" \t\n\r".contains(byte)) && parser.too_deep().is_none() =>
        {
            Some(parser)
        }
        _ => None,
    }
}

fn agree(text: &[u8]) -> Result<(), TestCaseError> {
    let Ok(text) = str::from_utf8(text) else {
        // The reader checks that, once for a whole record.
        prop_assert!(serde_json::from_slice::<Value>(text).is_err());
        return Ok(());
    };
    let ours = read(text.as_bytes());
    match serde_json::from_str::<Value>(text) {
        Ok(theirs) => {
            let parser = ours.ok_or_else(|| TestCaseError::fail(format!("refused: {text}")))?;
            same(Document::new(text, parser.tape()).root(), &theirs)
        }
        // A number beyond a double is JSON all the same; theirs and ours count levels a little differently.
        Err(error) if error.to_string().starts_with("number out of range") => Ok(()),
        Err(error) if error.to_string().starts_with("recursion limit") => {
            let brackets = text.matches(['[', '{']).count();
            prop_assert!(brackets >= DEPTH_LIMIT - 1);
            Ok(())
        }
        Err(error) => {
            prop_assert!(ours.is_none(), "taken, but {error}: {text}");
            Ok(())
        }
    }
}

/// Each value of ours stands where its text is, and that text is the same value for `serde_json`.
fn same(ours: Ours<'_>, theirs: &Value) -> Result<(), TestCaseError> {
    let raw = ours.raw();
    prop_assert_eq!(&serde_json::from_str::<Value>(raw).unwrap(), theirs);
    prop_assert_eq!(raw.trim(), raw);
    match (ours.json_type(), theirs) {
        (JsonType::Null, Value::Null) | (JsonType::Boolean, Value::Bool(_)) | (JsonType::Number, Value::Number(_)) => {}
        (JsonType::String, Value::String(text)) => prop_assert_eq!(&ours.text().unwrap(), text),
        (JsonType::Array, Value::Array(items)) => {
            prop_assert_eq!(ours.items().count(), items.len());
            ours.items().zip(items).try_for_each(|(ours, theirs)| same(ours, theirs))?;
        }
        (JsonType::Object, Value::Object(members)) => {
            for (name, value) in members {
                // Of duplicates, both take the last.
                same(ours.get(name).unwrap(), value)?;
            }
            for member in ours.members() {
                prop_assert!(members.contains_key(&*member.name()));
                prop_assert_eq!(serde_json::from_str::<String>(member.key.raw()).unwrap(), member.name());
                prop_assert!(member.key.span().end < member.value.span().start);
            }
        }
        (kind, other) => prop_assert!(false, "{:?} is {}", kind, other),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn what_is_json_and_what_it_says_is_what_serde_json_says(text in damaged(json(), 2)) {
        agree(&text)?;
    }

    #[test]
    fn payloads_are_read_as_serde_json_reads_them(text in input()) {
        agree(&text)?;
    }
}
