//! `diff --git-driver`: git's external diff, which is given `path old-file old-hex old-mode new-file new-hex new-mode`.
//!
//! A file may hold several payloads, or something else altogether; and whatever happens, the status is 0, since git
//! takes any other for a crash.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::io::Write as _;

use anyhow::Result;

use crate::change::{Side, value};
use crate::cli::{Common, DiffArgs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::input::read_text;
use crate::payload::Payload;
use crate::report::diff::{Diffed, Human, unified};
use crate::schema::FieldId;
use crate::untrusted::escape_path;

use super::super::unwritten;
use super::load::load_quietly;
use super::{Found, NOTHING, compared};

pub(super) fn run(arguments: &DiffArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    // The reader may leave, as people leave a pager, and a disk may be full: neither is a crash.
    console.outlive_output();
    let shown = show(arguments, common, console).and_then(|()| Ok(console.finish_output()?));
    if let Some(text) = shown.err().as_ref().and_then(unwritten) {
        console.complain(&text)?;
    }
    Ok(ExitStatus::Success)
}

fn show(arguments: &DiffArgs, common: &Common, console: &mut Console) -> Result<()> {
    let human = Human::new(console.canvas, common.zone());
    let Some(path) = arguments.sides.first() else { return Ok(()) };
    let (old, new) = match (arguments.sides.get(1), arguments.sides.get(4)) {
        (Some(old), Some(new)) if arguments.reverse => (new, old),
        (Some(old), Some(new)) => (old, new),
        _ => {
            human.heading(&escape_path(path), "unmerged", &mut console.out)?;
            return Ok(());
        }
    };
    // A renamed file comes with its new name as the eighth argument.
    let name = match arguments.sides.get(7) {
        Some(renamed) => format!("{}{}{}", escape_path(path), human.arrow(), escape_path(renamed)),
        None => escape_path(path),
    };
    match (payloads(old, common), payloads(new, common)) {
        (Some(before), Some(after)) if !(before.is_empty() && after.is_empty()) => {
            human.heading(&name, "", &mut console.out)?;
            write_pairs(arguments, &pairs(before, after), &human, console)?;
        }
        _ => {
            let [(before, has_all_before), (after, has_all_after)] = [old, new].map(|file| text(file, common));
            let limit = if has_all_before && has_all_after {
                String::new()
            } else {
                format!(", up to {} bytes", common.max_record())
            };
            let result = if before == after { "; no difference that could be shown" } else { "" };
            let remark = format!("not an appointment payload: compared as text{limit}{result}");
            human.heading(&name, &remark, &mut console.out)?;
            unified(&before, &after, console.canvas, &mut console.out)?;
        }
    }
    Ok(writeln!(console.out)?)
}

/// The payloads of a file; `None` where it holds anything else.
fn payloads(file: &OsStr, common: &Common) -> Option<Vec<Payload<'static>>> {
    if file == NOTHING { Some(Vec::new()) } else { load_quietly(file, common) }
}

/// A file's text, and whether that is all of it; what keeps it from being read, where something does.
fn text(file: &OsStr, common: &Common) -> (String, bool) {
    if file == NOTHING {
        return (String::new(), true);
    }
    let read = read_text(file, common.max_record()).map(|(text, is_whole)| {
        // A line that is cut off has its break somewhere behind.
        (if is_whole { text } else { text + "\n" }, is_whole)
    });
    read.unwrap_or_else(|failure| (format!("({}: {})\n", failure.name, failure.reason), true))
}

/// Brings together what is the same appointment, in the order of the new file; what is in one file only comes alone.
fn pairs(before: Vec<Payload<'static>>, after: Vec<Payload<'static>>) -> Vec<(Found, Found)> {
    let mut places: HashMap<Key, VecDeque<usize>> = HashMap::new();
    for (place, old) in before.iter().enumerate() {
        places.entry(key(old)).or_default().push_back(place);
    }
    let mut before: Vec<Found> = before.into_iter().map(Some).collect();
    let mut pairs = Vec::new();
    for new in after {
        let place = places.get_mut(&key(&new)).and_then(VecDeque::pop_front);
        let old = place.and_then(|place| before.get_mut(place)?.take());
        pairs.push((old, Some(new)));
    }
    pairs.extend(before.into_iter().flatten().map(|old| (Some(old), None)));
    pairs
}

/// What tells appointments apart.
type Key = [Option<String>; 2];

fn key(payload: &Payload<'_>) -> Key {
    let fields = payload.fields();
    [FieldId::LocationId, FieldId::Id].map(|id| Some(value::canonical(fields.value(id)?.raw()).into_owned()))
}

/// Writes what changed in each appointment; that nothing did, where nothing did in any.
fn write_pairs(arguments: &DiffArgs, pairs: &[(Found, Found)], human: &Human, console: &mut Console) -> Result<()> {
    let mut written = 0;
    for (index, (before, after)) in pairs.iter().enumerate() {
        let [left, right] = [before, after].map(|found| found.as_ref().map(Payload::fields));
        let [old, new] = [&left, &right].map(|fields| fields.as_ref().map(Side::of).unwrap_or_default());
        let comparison = compared(arguments, (left.as_ref(), &old), (right.as_ref(), &new));
        let is_last = index + 1 == pairs.len();
        if comparison.changes.is_empty() && !(is_last && written == 0) {
            continue;
        }
        if written > 0 {
            writeln!(console.out)?;
        }
        written += 1;
        human.write(&Diffed { before: &old, after: &new, comparison: &comparison }, &mut console.out)?;
    }
    Ok(())
}
