//! `diff`: what changed between two payloads of an appointment.

mod git;
mod load;

use std::ffi::OsString;

use anyhow::Result;

use crate::change::history::text_of;
use crate::change::{Comparison, Side, compare, patch, value};
use crate::cli::{Common, DiffArgs, DiffFormat};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::payload::{Fields, Payload};
use crate::report::diff::{self as report, Diffed, Human};
use crate::report::text::counted;
use crate::schema::FieldId;
use crate::untrusted::clip;

use load::{Loaded, load};

/// What stands for a payload that is not there: what git names where a file is new or gone.
const NOTHING: &str = "/dev/null";

/// One side of the comparison; `None` where there is nothing.
type Found = Option<Payload<'static>>;

pub(super) fn run(arguments: &DiffArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    if arguments.git_driver {
        return git::run(arguments, common, console);
    }
    let mut status = ExitStatus::Success;
    let Some((before, after)) = sides(arguments, common, console, &mut status)? else {
        return Ok(ExitStatus::Failure);
    };
    let (before, after) = if arguments.reverse { (after, before) } else { (before, after) };
    let Some(changed) = write(arguments, common, (before, after), console)? else { return Ok(ExitStatus::Failure) };
    status.worsen(if changed { ExitStatus::Found } else { ExitStatus::Success });
    Ok(status)
}

/// The two payloads; `None` where there aren't two, which has been said then. What can't be read is passed over, and worsens
/// the `status`.
fn sides(
    arguments: &DiffArgs,
    common: &Common,
    console: &mut Console,
    status: &mut ExitStatus,
) -> Result<Option<(Found, Found)>> {
    if let [before, after] = arguments.sides.as_slice() {
        let before = side(before, common, console, status)?;
        let after = side(after, common, console, status)?;
        return Ok(before.zip(after));
    }
    let mut found = payloads(&arguments.sides, 2, common, console, status)?.into_iter();
    Ok(found.next().zip(found.next()).map(|(before, after)| (Some(before), Some(after))))
}

/// One side; `None` where there isn't one payload, which has been said then.
fn side(argument: &OsString, common: &Common, console: &mut Console, status: &mut ExitStatus) -> Result<Option<Found>> {
    if argument == NOTHING {
        return Ok(Some(None));
    }
    Ok(payloads(std::slice::from_ref(argument), 1, common, console, status)?.pop().map(Some))
}

/// The `wanted` payloads of an input; none where it holds another number of them, or something that can't be compared,
/// which has been said then.
fn payloads(
    arguments: &[OsString],
    wanted: u64,
    common: &Common,
    console: &mut Console,
    status: &mut ExitStatus,
) -> Result<Vec<Payload<'static>>> {
    let Some(loaded) = load(arguments, common, console)? else { return Ok(Vec::new()) };
    let Loaded { name, payloads, is_broken, mut count, mut remarks, others, other_remarks } = loaded;
    if is_broken {
        status.worsen(ExitStatus::Found);
    }
    if count < wanted {
        // Perhaps one of the others was meant to be compared.
        count += others.iter().map(|(_, count)| count).sum::<u64>();
        remarks.extend(other_remarks);
    } else if !others.is_empty() {
        console.talk(&format!("hoopspect: {name}: skipped {} (no appointment events)", others.told()))?;
    }
    let holds = |what: &str| format!("holds {}, {what}", counted(count, "payload"));
    if count > wanted {
        // What is wrong with one of many is beside the point.
        let what = if wanted == 1 { "a side of a comparison is one" } else { "a comparison is of two" };
        let advice = "`hoopspect history` says what each of them changed";
        console.complain_of(&name, &format!("{}; {advice}", holds(what)))?;
        return Ok(Vec::new());
    }
    for remark in &remarks {
        console.complain(remark)?;
    }
    if (payloads.len() as u64) < count || is_broken && count < wanted {
        return Ok(Vec::new());
    }
    if count < wanted {
        let advice = "name a second input: `hoopspect diff BEFORE AFTER`";
        console.complain_of(&name, &format!("{}; {advice}", holds("a comparison is of two")))?;
        return Ok(Vec::new());
    }
    Ok(payloads)
}

/// Compares and writes: whether there is a difference; `None` where that can't be said, and has been said why.
fn write(
    arguments: &DiffArgs,
    common: &Common,
    (before, after): (Found, Found),
    console: &mut Console,
) -> Result<Option<bool>> {
    let [left, right] = [&before, &after].map(|found| found.as_ref().map(Payload::fields));
    let [old, new] = [&left, &right].map(|fields| fields.as_ref().map(Side::of).unwrap_or_default());
    if let Some(difference) = other_appointment(&old, &new).filter(|_| !arguments.force) {
        console.complain(&format!("hoopspect: {difference}\n  --force compares them all the same"))?;
        return Ok(None);
    }
    if arguments.format.is_patch() {
        let (Some(before), Some(after)) = (left, right) else {
            console.complain(&format!("hoopspect: a patch needs two payloads, and {NOTHING} is none"))?;
            return Ok(None);
        };
        return write_patch(arguments, common, &before, &after, console);
    }
    let comparison = compared(arguments, (left.as_ref(), &old), (right.as_ref(), &new));
    let diffed = Diffed { before: &old, after: &new, comparison: &comparison };
    if !common.quiet {
        match arguments.format {
            DiffFormat::Json => console.out.write_all(report::json(&diffed).as_bytes())?,
            _ => Human::new(console.canvas, common.zone()).write(&diffed, &mut console.out)?,
        }
    }
    let fails = |kind| arguments.fail_on.is_empty() || arguments.fail_on.contains(&kind);
    Ok(Some(comparison.kinds().into_iter().any(fails)))
}

/// The comparison that was asked for.
fn compared<'t>(
    arguments: &DiffArgs,
    (left, before): (Option<&Fields<'t>>, &Side<'t>),
    (right, after): (Option<&Fields<'t>>, &Side<'t>),
) -> Comparison<'t> {
    let mut comparison = match (left, right) {
        (Some(_), Some(_)) => compare(before, after, arguments.exact),
        (None, Some(right)) => Comparison::created(right.root().raw()),
        (Some(left), None) => Comparison::deleted(left.root().raw()),
        (None, None) => Comparison::default(),
    };
    comparison.retain(|pointer| {
        let is_asked_for = arguments.only.is_empty() || arguments.only.iter().any(|selector| selector.touches(pointer));
        is_asked_for && !arguments.ignore.iter().any(|selector| selector.covers(pointer))
    });
    comparison
}

/// Says so where these are two appointments: both sides name one, and it is another. Null and "" name none.
fn other_appointment(before: &Side<'_>, after: &Side<'_>) -> Option<String> {
    let names = |side: &Side<'_>, id| text_of(side, id).is_some();
    let differs = |id| match (before.value(id), after.value(id)) {
        (Some(one), Some(other)) => names(before, id) && names(after, id) && !value::same(one, other),
        _ => false,
    };
    let raw = |side: &Side<'_>, id| side.value(id).map_or_else(|| "?".to_owned(), |raw| clip(raw).into_owned());
    let told = |side: &Side<'_>, id| match side.text(id) {
        Some(text) if text.trim() == text => clip(&text).into_owned(),
        // The blanks around it would not be seen.
        Some(text) => format!("\"{}\"", clip(&text)),
        None => raw(side, id),
    };
    // As JSON where they look alike: a number and a text.
    let both = |id| {
        let told = [before, after].map(|side| told(side, id));
        if told[0] == told[1] { [before, after].map(|side| raw(side, id)) } else { told }
    };
    if differs(FieldId::Id) {
        let [old, new] = both(FieldId::Id);
        Some(format!("these are two appointments, {old} and {new}"))
    } else if differs(FieldId::LocationId) {
        let ([old, new], id) = (both(FieldId::LocationId), told(after, FieldId::Id));
        Some(format!("these are appointments of two locations, {old} and {new} (id {id})"))
    } else {
        None
    }
}

fn write_patch(
    arguments: &DiffArgs,
    common: &Common,
    before: &Fields<'_>,
    after: &Fields<'_>,
    console: &mut Console,
) -> Result<Option<bool>> {
    let (text, changed) = if arguments.format == DiffFormat::JsonPatch {
        let operations = patch::json_patch(before.root(), after.root(), arguments.with_tests);
        (report::json_patch(&operations), !operations.is_empty())
    } else {
        match patch::merge_patch(before.root(), after.root()) {
            Ok(patch) => (report::merge_patch(&patch), !patch.is_empty()),
            Err(nulls) => {
                let pointers: Vec<_> = nulls.iter().map(|pointer| clip(pointer)).collect();
                console.complain(&format!(
                    "hoopspect: a merge patch can't set a field to null, and AFTER has null at {}\n  use --format json-patch",
                    pointers.join(", ")
                ))?;
                return Ok(None);
            }
        }
    };
    if !common.quiet {
        console.out.write_all(text.as_bytes())?;
    }
    Ok(Some(changed))
}
