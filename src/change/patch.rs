//! What turns one JSON value into another: the operations of RFC 6902, and the tree of RFC 7396.
//!
//! This is about the text as a whole and not about what counts as a change: numbers are compared as they were sent.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::json::{JsonType, Value, push_pointer};

use super::sequence::{DiffOp, steps};
use super::value::{as_sent, members};

/// An operation of a JSON Patch (RFC 6902, section 4), at a pointer.
#[derive(Clone, Debug)]
pub enum Operation<'d> {
    /// Check that the value is there.
    Test(String, Value<'d>),
    /// Put the value there: into an object, or into an array before what is there.
    Add(String, Value<'d>),
    /// Take away what is there.
    Remove(String),
    /// Put the value in the place of what is there.
    Replace(String, Value<'d>),
}

/// The operations that make `after` of `before`; with `tests`, each change of a value is preceded by a test for the old
/// one.
pub fn json_patch<'d>(before: Value<'d>, after: Value<'d>, tests: bool) -> Vec<Operation<'d>> {
    let mut patch = Patch { operations: Vec::new(), tests };
    patch.compare(&mut String::new(), before, after);
    patch.operations
}

struct Patch<'d> {
    operations: Vec<Operation<'d>>,
    tests: bool,
}

impl<'d> Patch<'d> {
    /// The parser's limit on nesting bounds the recursion.
    fn compare(&mut self, pointer: &mut String, before: Value<'d>, after: Value<'d>) {
        match (before.json_type(), after.json_type()) {
            _ if before.raw() == after.raw() => {}
            (JsonType::Object, JsonType::Object) => self.objects(pointer, before, after),
            (JsonType::Array, JsonType::Array) => self.arrays(pointer, before, after),
            _ if as_sent(before) == as_sent(after) => {}
            _ => {
                self.test(pointer, before);
                self.operations.push(Operation::Replace(pointer.clone(), after));
            }
        }
    }

    fn objects(&mut self, pointer: &mut String, before: Value<'d>, after: Value<'d>) {
        let (before, after) = (members(before), members(after));
        let length = pointer.len();
        for key in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            push_pointer(pointer, key);
            match (before.get(key), after.get(key)) {
                (Some(before), Some(after)) => self.compare(pointer, *before, *after),
                (Some(before), None) => self.remove(pointer, *before),
                (None, Some(after)) => self.operations.push(Operation::Add(pointer.clone(), *after)),
                (None, None) => {}
            }
            pointer.truncate(length);
        }
    }

    /// Works from the first item to the last, so that an index counts items that are final.
    fn arrays(&mut self, pointer: &mut String, before: Value<'d>, after: Value<'d>) {
        let (before, after): (Vec<_>, Vec<_>) = (before.items().collect(), after.items().collect());
        let [left, right] = [&before, &after].map(|items| items.iter().map(|item| as_sent(*item)).collect::<Vec<_>>());
        let mut at = 0;
        let length = pointer.len();
        for step in steps(&left, &right) {
            let (old, new) = (before.get(step.old_range()), after.get(step.new_range()));
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            if let DiffOp::Equal { len, .. } = step {
                at += len;
                continue;
            }
            for index in 0..old.len().max(new.len()) {
                push_pointer(pointer, &at.to_string());
                match (old.get(index), new.get(index)) {
                    (Some(old), Some(new)) => self.compare(pointer, *old, *new),
                    (Some(old), None) => self.remove(pointer, *old),
                    (None, Some(new)) => self.operations.push(Operation::Add(pointer.clone(), *new)),
                    (None, None) => {}
                }
                at += usize::from(index < new.len());
                pointer.truncate(length);
            }
        }
    }

    fn remove(&mut self, pointer: &str, before: Value<'d>) {
        self.test(pointer, before);
        self.operations.push(Operation::Remove(pointer.to_owned()));
    }

    fn test(&mut self, pointer: &str, before: Value<'d>) {
        if self.tests {
            self.operations.push(Operation::Test(pointer.to_owned(), before));
        }
    }
}

/// A JSON Merge Patch (RFC 7396, section 1).
#[derive(Clone, Debug)]
pub enum MergePatch<'d> {
    /// Members to merge.
    Object(BTreeMap<Cow<'d, str>, MergePatch<'d>>),
    /// A value that takes the place of what is there.
    Value(Value<'d>),
    /// What is there goes.
    Remove,
}

/// The merge patch that makes `after` of `before`.
///
/// # Errors
/// The pointers at which `after` holds a null that a merge patch can't put there: in one, null means "remove".
pub fn merge_patch<'d>(before: Value<'d>, after: Value<'d>) -> Result<MergePatch<'d>, Vec<String>> {
    let mut nulls = Vec::new();
    let patch = merge(Some(before), after, &mut String::new(), &mut nulls);
    if nulls.is_empty() { Ok(patch) } else { Err(nulls) }
}

impl MergePatch<'_> {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Object(members) if members.is_empty())
    }
}

fn merge<'d>(
    before: Option<Value<'d>>,
    after: Value<'d>,
    pointer: &mut String,
    nulls: &mut Vec<String>,
) -> MergePatch<'d> {
    if after.json_type() != JsonType::Object {
        if after.is_null() && !pointer.is_empty() {
            nulls.push(pointer.clone());
        }
        return MergePatch::Value(after);
    }
    let before = before.map(members).unwrap_or_default();
    let after = members(after);
    let mut patch = BTreeMap::new();
    let length = pointer.len();
    for (key, value) in &after {
        let old = before.get(key).copied();
        if old.is_some_and(|old| as_sent(old) == as_sent(*value)) {
            continue;
        }
        push_pointer(pointer, key);
        patch.insert(key.clone(), merge(old, *value, pointer, nulls));
        pointer.truncate(length);
    }
    for key in before.into_keys().filter(|key| !after.contains_key(key)) {
        patch.insert(key, MergePatch::Remove);
    }
    MergePatch::Object(patch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::value::Parsed;

    /// The operations in short.
    fn patch(before: &str, after: &str, tests: bool) -> String {
        let (before, after) = (Parsed::new(before), Parsed::new(after));
        let operations = json_patch(before.value(), after.value(), tests);
        let short = operations.iter().map(|operation| match operation {
            Operation::Test(pointer, value) => format!("test {pointer} {}", value.raw()),
            Operation::Add(pointer, value) => format!("add {pointer} {}", value.raw()),
            Operation::Remove(pointer) => format!("remove {pointer}"),
            Operation::Replace(pointer, value) => format!("replace {pointer} {}", value.raw()),
        });
        short.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn numbers_are_as_sent_and_other_spellings_are_no_difference() {
        for (before, after, operations) in [
            (r#"{"a":1.0,"b":"\u0061"}"#, r#"{"b":"a","a":1.00}"#, "replace /a 1.00"),
            (r#"{"a":9007199254740992}"#, r#"{"a":9007199254740993}"#, "replace /a 9007199254740993"),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#, ""),
            (r#"{"":1,"/":{"~":2}}"#, r#"{"":2,"/":{}}"#, "replace / 2; remove /~1/~0"),
            (r#"["a","b","c"]"#, r#"["b","c","d"]"#, "remove /0; add /2 \"d\""),
            (r#"[{"a":1,"b":2}]"#, r#"[{"a":1,"b":3}]"#, "replace /0/b 3"),
            ("null", "{}", "replace  {}"),
        ] {
            assert_eq!(patch(before, after, false), operations, "{before} {after}");
        }
        assert_eq!(patch("[1,2]", "[2,3]", true), "test /0 1; remove /0; add /1 3");
    }

    #[test]
    fn a_merge_patch_says_where_it_would_need_a_null() {
        let nulls = |before: &str, after: &str| {
            let (before, after) = (Parsed::new(before), Parsed::new(after));
            merge_patch(before.value(), after.value()).err().unwrap_or_default()
        };
        assert_eq!(nulls(r#"{"a":1}"#, r#"{"a":null,"b":{"c":null}}"#), ["/a", "/b/c"]);
        assert!(nulls(r#"{"a":null}"#, r#"{"a":null,"b":[null,{"c":null}]}"#).is_empty());
    }
}
