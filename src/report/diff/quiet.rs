//! What was held back, in words: nothing that differs is hidden.

use crate::change::{Comparison, FieldChange, Kind};
use crate::console::Canvas;
use crate::report::signs::Signs;
use crate::schema::{Change, FIELDS, Field, FieldId, KNOWN_EXTRAS};
use crate::time::text::way;
use crate::untrusted::{clip, escape};

/// A phrase for each kind of thing that differs and is no change; nothing where everything counts. Safe to print.
pub(in crate::report) fn held_back(comparison: &Comparison<'_>, canvas: Canvas) -> Vec<String> {
    let mut phrases = uncounted(comparison, canvas);
    if comparison.is_exact {
        return phrases;
    }
    let (told, others): (Vec<_>, Vec<_>) = comparison
        .bookkeeping
        .iter()
        .map(|field| (bookkeeping(field, Signs::of(canvas).arrow), field))
        .partition(|(told, _)| told.is_some());
    phrases.extend(told.into_iter().filter_map(|(told, _)| told));
    let others: Vec<FieldChange<'_>> = others.into_iter().map(|(_, field)| field.clone()).collect();
    if !others.is_empty() {
        phrases.push(format!("other in each delivery: {}", names(&others, canvas)));
    }
    phrases
}

/// The same without the bookkeeping.
pub(in crate::report) fn uncounted(comparison: &Comparison<'_>, canvas: Canvas) -> Vec<String> {
    if comparison.is_exact {
        return Vec::new();
    }
    // A deletion need not hold more than an id.
    let is_deleted = comparison.changes.iter().any(|change| change.kind == Kind::Deleted);
    let mut phrases = Vec::new();
    for (words, fields) in [
        ("no longer sent", if is_deleted { &[] } else { comparison.unsent.as_slice() }),
        ("newly sent", &comparison.newly_sent),
        ("written differently", &comparison.same_instant),
        ("listed differently", &comparison.reordered),
    ] {
        if !fields.is_empty() {
            phrases.push(format!("{words}: {}", names(fields, canvas)));
        }
    }
    phrases
}

/// `updated 5 s later`, `event AppointmentCreate → AppointmentUpdate`.
fn bookkeeping(change: &FieldChange<'_>, arrow: &str) -> Option<String> {
    let field = FIELDS.iter().find(|field| field.pointer == change.pointer)?;
    if field.id == FieldId::Type {
        let [before, after] = [change.before, change.after].map(|raw| raw.and_then(crate::change::value::text));
        return Some(format!("{} {}{arrow}{}", field.label, clip(&before?), clip(&after?)));
    }
    let (before, after) = change.timestamps()?;
    let (before, after) = (before.instant()?, after.instant()?);
    let shift = way(after.seconds_since(before), after > before);
    (field.change == Change::Bookkeeping).then(|| format!("{} {shift}", field.label))
}

/// So many names are listed where what is long may be shortened.
const MOST: usize = 24;

/// The fields' names; their pointers, where these are not names that are known. Of very many, a person at a terminal is
/// told the first.
fn names(fields: &[FieldChange<'_>], canvas: Canvas) -> String {
    let most = if canvas.shortens() { MOST } else { fields.len() };
    let mut names: Vec<String> = fields.iter().take(most).map(|field| escape(name(&field.pointer))).collect();
    if fields.len() > most {
        names.push(format!("{} more", fields.len() - most));
    }
    names.join(", ")
}

fn name(pointer: &str) -> &str {
    let last = pointer.rsplit('/').next().unwrap_or(pointer);
    let is_known = FIELDS.iter().any(|field: &Field| field.pointer == pointer)
        || KNOWN_EXTRAS.iter().any(|extra| extra.pointer == pointer);
    if is_known { last } else { pointer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_person_at_a_terminal_is_told_a_part_of_very_many_names() {
        let field = |number| FieldChange { pointer: format!("/x{number}").into(), before: Some("1"), after: None };
        let comparison = Comparison { unsent: (0..=MOST).map(field).collect(), ..Comparison::default() };
        let terminal = Canvas { terminal: true, ..Canvas::PLAIN };
        for (canvas, end) in [
            (Canvas::PLAIN, "/x23, /x24"),
            (Canvas { full: true, ..terminal }, "/x23, /x24"),
            (terminal, "/x23, 1 more"),
        ] {
            let phrases = uncounted(&comparison, canvas);
            assert!(phrases.len() == 1 && phrases[0].ends_with(end), "{phrases:?}");
        }
    }
}
