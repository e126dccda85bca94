//! Reading what is compared: the payloads of an input, and what keeps one from being compared.

use std::ffi::{OsStr, OsString};

use anyhow::Result;

use crate::cli::{Common, Inputs};
use crate::commands::reading::{Reading, Seen};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::{Finding, Severity};
use crate::input::{Input, Record, Step, expand};
use crate::payload::{self, Form, Payload, Unwrap, other_event};
use crate::report::line::line;
use crate::report::names::Names;
use crate::rules::{self, Events};
use crate::schema::Parent;
use crate::source::Locator;
use crate::untrusted::{escape, escape_path};

/// So many payloads are kept; more are only counted, since no comparison has a use for them.
const KEPT: usize = 2;

/// What an input held.
#[derive(Default)]
pub(super) struct Loaded {
    /// The input's name, safe to print.
    pub(super) name: String,
    /// The first of its payloads.
    pub(super) payloads: Vec<Payload<'static>>,
    /// Whether there is something that can't be read, which has been said then.
    pub(super) is_broken: bool,
    /// How many payloads there are, those that can't be compared among them.
    pub(super) count: u64,
    /// What is to be said of payloads that can't be compared, or only with care; lines that are safe to print.
    pub(super) remarks: Vec<String>,
    /// Other events, which can be passed over where the payloads are enough without them.
    pub(super) others: Names,
    /// What is to be said of those where they can't.
    pub(super) other_remarks: Vec<String>,
}

/// Reads all of the inputs that `arguments` name; none is standard input. `None` where one can't be read, which has
/// been said then.
pub(super) fn load(arguments: &[OsString], common: &Common, console: &mut Console) -> Result<Option<Loaded>> {
    let names = expand(arguments, "").len();
    if names > 1 {
        // Only a folder stands for several.
        let folder = arguments.first().map(|folder| escape_path(folder)).unwrap_or_default();
        console.complain_of(&folder, &format!("a folder of {names} files; name the two to compare"))?;
        return Ok(None);
    }
    let inputs = Inputs { inputs: arguments.to_vec() };
    let reading = Reading { example: "before.json after.json", ..Reading::new("diff", &inputs, common) };
    let mut loaded = Loaded::default();
    let status = reading.go(console, |console, seen| {
        match seen {
            Seen::Input(input) => loaded.name = escape(&input.name()),
            Seen::Record(record) => loaded.take(&record, &reading, console)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok((status == ExitStatus::Success).then_some(loaded))
}

impl Loaded {
    fn take(&mut self, record: &Record<'_>, reading: &Reading<'_>, console: &mut Console) -> Result<()> {
        let mut locator = record.locator();
        for held in look(record, reading.common.unwrap()) {
            let (payload, findings) = match held {
                Held::Unreadable(finding) => {
                    self.is_broken = true;
                    console.complain(&remark(&finding, record, &mut locator, console))?;
                    continue;
                }
                Held::Other(name, finding) => {
                    self.others.count(&name);
                    if self.other_remarks.len() < KEPT {
                        self.other_remarks.push(remark(&finding, record, &mut locator, console));
                    }
                    continue;
                }
                Held::Obstacle(finding) => (None, vec![finding]),
                Held::Payload(payload, warnings) => (Some(payload), warnings),
            };
            self.count += 1;
            if self.count > KEPT as u64 {
                continue;
            }
            self.payloads.extend(payload);
            for finding in &findings {
                self.remarks.push(remark(finding, record, &mut locator, console));
            }
        }
        Ok(())
    }
}

/// The payloads of a file; `None` where it can't be read, or holds anything else. Other events beside them are passed over.
pub(super) fn load_quietly(file: &OsStr, common: &Common) -> Option<Vec<Payload<'static>>> {
    let mut records = Input::File(file.into()).open().ok()?.with_max_record(common.max_record());
    let (mut payloads, mut has_others) = (Vec::new(), false);
    loop {
        match records.next(&mut ()).ok()? {
            Step::End => return (!payloads.is_empty() || !has_others).then_some(payloads),
            Step::Waiting | Step::Accepted(_) => {}
            Step::Record(record) => {
                for held in look(&record, common.unwrap()) {
                    match held {
                        Held::Payload(payload, _) => payloads.push(payload),
                        Held::Other(..) => has_others = true,
                        Held::Unreadable(_) | Held::Obstacle(_) => return None,
                    }
                }
            }
        }
    }
}

/// What a record holds.
enum Held {
    /// A payload, and what is to be said of it.
    Payload(Payload<'static>, Vec<Finding>),
    /// Something that can't be read, and why.
    Unreadable(Finding),
    /// Something that can't be compared, and why.
    Obstacle(Finding),
    /// An event that is not about an appointment: its name, and what to say of it.
    Other(String, Finding),
}

fn look(record: &Record<'_>, mode: Unwrap) -> Vec<Held> {
    let mut all = Vec::new();
    for found in payload::unwrap(record, mode) {
        all.push(match found {
            Ok(payload) => {
                let findings = rules::check(&payload, &Events::any());
                if let Some(obstacle) = obstacle(&payload, &findings) {
                    match other_event(&payload.form(), &payload.fields()) {
                        Some(name) => Held::Other(name, obstacle.clone()),
                        None => Held::Obstacle(obstacle.clone()),
                    }
                } else {
                    let duplicates = findings.into_iter().filter(|finding| finding.rule.is(&rules::DUPLICATE_KEY));
                    let warnings = duplicates.map(|finding| Finding { severity: Severity::Warning, ..finding });
                    Held::Payload(payload.into_owned(), warnings.collect())
                }
            }
            Err(unreadable) => Held::Unreadable(rules::unreadable(&unreadable)),
        });
    }
    all
}

/// What keeps a payload from being compared: that it isn't an event about an appointment.
fn obstacle<'f>(payload: &Payload<'_>, findings: &'f [Finding]) -> Option<&'f Finding> {
    let is_template = |finding: &&Finding| finding.rule.is(&rules::UNRENDERED_TEMPLATE);
    let is_event = payload.form() == Form::Event && payload.fields().object(Parent::Appointment).is_some();
    if is_event { findings.iter().find(is_template) } else { rules::hindrance(findings) }
}

fn remark(finding: &Finding, record: &Record<'_>, locator: &mut Locator<'_>, console: &Console) -> String {
    line(finding, &record.origin.path, locator, console.err_canvas)
}
