//! `history`: its arguments.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use crate::change::Kind;
use crate::change::history::Word;
use crate::time::{self, Instant};

use super::help::examples;
use super::{Inputs, Threads};

/// What the command is for.
pub(super) const ABOUT: &str =
    "Say what each delivery of a capture changed, appointment by appointment; live on a pipe";

/// The arguments of `history`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect history hooks.ndjson", "what did each delivery change?"),
    ("tail -F hooks.ndjson | hoopspect history --only rescheduled", "who moves an appointment, as it happens"),
    ("hoopspect history --id 0007BWpSzSwfiuSl0tR2 hooks/", "the story of one appointment"),
    ("hoopspect history --summary hooks.ndjson", "how many of what"),
    ("hoopspect history --baseline known.ndjson --format previous new.ndjson", "events with the old values of what changed"),
]))]
pub struct HistoryArgs {
    /// What to read.
    #[command(flatten)]
    pub inputs: Inputs,
    /// How deliveries are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: HistoryFormat,
    /// Show this appointment only; may be repeated
    #[arg(long, value_name = "ID")]
    pub id: Vec<String>,
    /// Show only these: a word for deliveries, such as changed, or a kind of change, such as status; may be repeated
    #[arg(long, value_name = "KIND", value_parser = only())]
    pub only: Vec<Only>,
    /// Show what was updated at this time or after it; what lies before is known, but not shown
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub since: Option<Instant>,
    /// Show what was updated at this time or before it
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub until: Option<Instant>,
    /// Show one appointment after the other, each in the order of its updates and judged in that order; needs memory
    /// for all deliveries
    #[arg(long)]
    pub by_appointment: bool,
    /// Show numbers only: of deliveries, changes, statuses, and the busiest appointments
    #[arg(long)]
    pub summary: bool,
    /// Take what this file or folder holds for known, and don't show it; may be repeated
    #[arg(long, value_name = "FILE")]
    pub baseline: Vec<OsString>,
    /// How large files are read.
    #[command(flatten)]
    pub threads: Threads,
}

/// The formats of `history`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HistoryFormat {
    /// A line a delivery, for people.
    Human,
    /// A JSON object a line, for each delivery.
    Ndjson,
    /// Each changed event as it was sent, and under `previous` what it changed, as it was before.
    Previous,
}

/// What `--only` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Deliveries of which this is said.
    Word(Word),
    /// Deliveries with a change of this kind.
    Kind(Kind),
}

impl HistoryArgs {
    /// What was typed that doesn't go together.
    pub(super) fn mistake(&self) -> Option<(ErrorKind, &'static str)> {
        let message = if self.summary && self.format == HistoryFormat::Previous {
            "--summary holds no events: --format previous doesn't go with it"
        } else if self.since.zip(self.until).is_some_and(|(since, until)| until < since) {
            "--until is before --since"
        } else {
            return None;
        };
        Some((ErrorKind::ArgumentConflict, message))
    }
}

/// Everything that `--only` takes, with its name. A kind that is also a word for deliveries is meant as the word.
fn all_only() -> impl Iterator<Item = (&'static str, Only)> {
    let words = Word::ALL.into_iter().map(|word| (word.name(), Only::Word(word)));
    let is_counted = |kind: &Kind| kind.is_counted_always() && Word::ALL.iter().all(|word| word.name() != kind.name());
    words.chain(Kind::ALL.into_iter().filter(is_counted).map(|kind| (kind.name(), Only::Kind(kind))))
}

fn only() -> impl TypedValueParser<Value = Only> {
    // What the lines of the history say may be typed as well.
    let label = |only: Only| match only {
        Only::Kind(kind) => Some(kind.label()),
        Only::Word(_) => None,
    };
    let possible = move |(name, only)| PossibleValue::new(name).aliases(label(only).filter(|label| *label != name));
    PossibleValuesParser::new(all_only().map(possible)).try_map(move |typed| {
        let mut all = all_only();
        let named = all.find(|(name, only)| *name == typed || label(*only) == Some(typed.as_str()));
        named.map(|(_, only)| only).ok_or("no such kind or word")
    })
}

fn parse_time(text: &str) -> Result<Instant, String> {
    const FORM: &str = "such as 2023-09-25T16:00:00+05:30 or 2023-09-25T10:30:00Z";
    let time = time::read(text.trim()).map_err(|invalid| format!("it {}; it has to be one {FORM}", invalid.reason))?;
    time.instant().ok_or_else(|| format!("it needs an offset from UTC, {FORM}"))
}
