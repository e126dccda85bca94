//! `diff`: its arguments.

use std::ffi::OsString;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use crate::change::{Kind, Selector};

use super::help::examples;

/// What the command is for.
pub(super) const ABOUT: &str = "Say what changed between two payloads of an appointment";

/// The arguments of `diff`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect diff before.json after.json", "what the update changed"),
    ("hoopspect diff both.ndjson", "both in one file"),
    ("git config diff.hoopspect.command 'hoopspect diff --git-driver'", "with `*.json diff=hoopspect` in .gitattributes: git diff says it"),
    ("hoopspect diff --fail-on rescheduled --fail-on status before.json after.json", "exit with 1 only for these"),
    ("hoopspect diff --format json-patch before.json after.json", "as RFC 6902 has it"),
]))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag as it is typed")]
pub struct DiffArgs {
    /// The two payloads: two files (one may be - for standard input), or one input that holds both
    #[arg(value_name = "BEFORE AFTER|FILE|-")]
    pub sides: Vec<OsString>,
    /// How the difference is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: DiffFormat,
    /// Count everything that differs, also what says nothing of the appointment
    #[arg(long)]
    pub exact: bool,
    /// Leave a field out: its name, or a JSON pointer; may be repeated
    #[arg(long, value_name = "FIELD", value_parser = Selector::of_compared)]
    pub ignore: Vec<Selector>,
    /// Look at this field only: its name, or a JSON pointer; may be repeated
    #[arg(long, value_name = "FIELD", value_parser = Selector::of_compared)]
    pub only: Vec<Selector>,
    /// Exit with 1 only for a change of this kind, such as rescheduled; may be repeated
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub fail_on: Vec<Kind>,
    /// Swap the two sides
    #[arg(long)]
    pub reverse: bool,
    /// Compare even two different appointments
    #[arg(long)]
    pub force: bool,
    /// In a JSON patch, test each old value before it changes
    #[arg(long)]
    pub with_tests: bool,
    /// Be git's external diff: take git's seven arguments, and always exit with 0
    #[arg(long)]
    pub git_driver: bool,
}

/// The formats of `diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// A JSON Patch (RFC 6902): applied to BEFORE, it gives AFTER.
    JsonPatch,
    /// A JSON Merge Patch (RFC 7396): the same, in the form of the payload.
    MergePatch,
}

impl DiffFormat {
    /// Whether it is about the payload's JSON and not about the appointment's changes.
    pub const fn is_patch(self) -> bool {
        matches!(self, Self::JsonPatch | Self::MergePatch)
    }
}

impl DiffArgs {
    /// What was typed that doesn't go together.
    pub(super) fn mistake(&self) -> Option<(ErrorKind, &'static str)> {
        let is_filtered = self.exact || !self.ignore.is_empty() || !self.only.is_empty() || !self.fail_on.is_empty();
        let allowed = if self.git_driver { [1, 7, 9].as_slice() } else { &[0, 1, 2] };
        if self.format.is_patch() && is_filtered {
            let message = "a patch is complete: --exact, --ignore, --only and --fail-on don't go with it";
            Some((ErrorKind::ArgumentConflict, message))
        } else if self.with_tests && self.format != DiffFormat::JsonPatch {
            Some((ErrorKind::ArgumentConflict, "--with-tests goes with --format json-patch only"))
        } else if self.git_driver && self.format != DiffFormat::Human {
            Some((ErrorKind::ArgumentConflict, "--git-driver writes for people: it takes no other --format"))
        } else if self.git_driver && (self.force || !self.fail_on.is_empty()) {
            let message =
                "--git-driver compares whatever git names, and exits 0: --force and --fail-on don't go with it";
            Some((ErrorKind::ArgumentConflict, message))
        } else if !self.exact && self.fail_on.iter().any(|kind| !kind.is_counted_always()) {
            let message = "--fail-on names a kind that is no change by itself: --exact counts those";
            Some((ErrorKind::MissingRequiredArgument, message))
        } else if !allowed.contains(&self.sides.len()) {
            let message = if self.git_driver {
                "--git-driver takes the seven arguments that git gives to an external diff"
            } else {
                "name two payloads, or one input that holds both"
            };
            Some((ErrorKind::WrongNumberOfValues, message))
        } else if self.sides.len() == 2 && self.sides.iter().all(|side| side == "-") {
            Some((ErrorKind::ValueValidation, "standard input can be one side only; `diff -` reads both from it"))
        } else {
            None
        }
    }
}

/// Reads the name of a kind; shells complete it, and clap suggests a near one.
fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::ALL.map(Kind::name))
        .try_map(|name| Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or("no such kind of change"))
}
