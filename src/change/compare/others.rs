//! Members that the field table does not list: compared as wholes, but for objects, which are compared member by member.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::super::value::{self, Parsed, members, same};
use super::super::{Change, Comparison, FieldChange, Kind, Other};
use crate::json::{JsonType, Value, push_pointer};
use crate::schema::is_the_deliverys;

/// Compares the members that the table does not list; both are in the order of their pointers.
pub(super) fn compare_others<'t>(
    before: impl Iterator<Item = Other<'t>>,
    after: impl Iterator<Item = Other<'t>>,
    comparison: &mut Comparison<'t>,
) {
    let (mut before, mut after) = (before.peekable(), after.peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.pointer.cmp(&right.pointer),
        };
        let left = before.next_if(|_| order.is_le());
        let right = after.next_if(|_| order.is_ge());
        match (left, right) {
            (Some(left), Some(right)) => compare_other(left.pointer, left.raw, right.raw, comparison),
            (Some(left), None) => {
                comparison.unsent.push(FieldChange { pointer: left.pointer, before: Some(left.raw), after: None });
            }
            (None, Some(right)) => {
                comparison.newly_sent.push(FieldChange {
                    pointer: right.pointer,
                    before: None,
                    after: Some(right.raw),
                });
            }
            (None, None) => return,
        }
    }
}

/// Compares the values at `pointer`, which the table does not list.
pub(super) fn compare_other<'t>(
    pointer: Cow<'t, str>,
    before: &'t str,
    after: &'t str,
    comparison: &mut Comparison<'t>,
) {
    if before == after {
        return;
    }
    if is_the_deliverys(&pointer) || [before, after].iter().any(|raw| value::json_type(raw) != JsonType::Object) {
        comparison.add_other(FieldChange { pointer, before: Some(before), after: Some(after) });
        return;
    }
    let (before, after) = (Parsed::new(before), Parsed::new(after));
    let mut leaves = Leaves { before: &before, after: &after, comparison };
    leaves.compare(&mut pointer.into_owned(), before.value(), after.value());
}

impl<'t> Comparison<'t> {
    /// Adds what is at a place that the table does not list, where its values on both sides differ.
    fn add_other(&mut self, change: FieldChange<'t>) {
        if change.before.zip(change.after).is_some_and(|(before, after)| same(before, after)) {
            return;
        }
        if is_the_deliverys(&change.pointer) {
            self.bookkeeping.push(change);
        } else {
            self.changes.push(Change::plain(Kind::Other, change));
        }
    }
}

/// The comparison within a member that the table does not list: objects member by member, all else as a whole.
struct Leaves<'c, 't> {
    before: &'c Parsed<'t>,
    after: &'c Parsed<'t>,
    comparison: &'c mut Comparison<'t>,
}

impl Leaves<'_, '_> {
    /// The parser's limit on nesting bounds the recursion.
    fn compare(&mut self, pointer: &mut String, before: Value<'_>, after: Value<'_>) {
        if before.json_type() != JsonType::Object || after.json_type() != JsonType::Object {
            self.comparison.add_other(self.change(pointer, Some(before), Some(after)));
            return;
        }
        let (left, right) = (members(before), members(after));
        let length = pointer.len();
        for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
            push_pointer(pointer, key);
            match (left.get(key).copied(), right.get(key).copied()) {
                (Some(left), Some(right)) => self.compare(pointer, left, right),
                (Some(left), None) => {
                    let change = self.change(pointer, Some(left), None);
                    self.comparison.unsent.push(change);
                }
                (None, right) => {
                    let change = self.change(pointer, None, right);
                    self.comparison.newly_sent.push(change);
                }
            }
            pointer.truncate(length);
        }
    }
}

impl<'t> Leaves<'_, 't> {
    fn change(&self, pointer: &str, before: Option<Value<'_>>, after: Option<Value<'_>>) -> FieldChange<'t> {
        FieldChange {
            pointer: pointer.to_owned().into(),
            before: before.map(|value| self.before.raw(value)),
            after: after.map(|value| self.after.raw(value)),
        }
    }
}
