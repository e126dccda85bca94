//! `check`: its arguments.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches, ValueEnum};

use crate::rules::Action;
use crate::schema::Event;

use super::help::examples;
use super::rule::RuleName;
use super::{Inputs, Threads};

/// What the command is for.
pub(super) const ABOUT: &str = "Validate payloads against the schema and the rules";

/// The arguments of `check`.
#[derive(Debug, Args)]
#[command(about = ABOUT, before_long_help = examples(&[
    ("hoopspect check hook.json", "one payload, or a capture that holds payloads"),
    ("hoopspect check --strict fixtures/", "every payload below a folder; warnings fail too"),
    ("tail -F hooks.ndjson | hoopspect check --event any", "each delivery as it comes"),
    ("hoopspect check --format github --report sarif=out.sarif .", "in CI: marks in the log, and a file to upload"),
]))]
pub struct CheckArgs {
    /// What to read.
    #[command(flatten)]
    pub inputs: Inputs,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub format: CheckFormat,
    /// Let warnings fail the check too
    #[arg(long)]
    pub strict: bool,
    /// What rules' findings count as.
    #[command(flatten)]
    pub decisions: Decisions,
    /// An event that is asked for: update (unless told otherwise), create, delete or any; may be repeated
    #[arg(long, value_name = "EVENT")]
    pub event: Vec<EventArg>,
    /// Pass over events that are not asked for, and count them by name
    #[arg(long)]
    pub skip_other_events: bool,
    /// Report notes too: what is worth knowing, but no problem
    #[arg(long)]
    pub notes: bool,
    /// Write at most this many findings, then how many more there are
    #[arg(long, value_name = "N", value_parser = super::parse_whole, allow_negative_numbers = true)]
    pub max_findings: Option<u64>,
    /// Write the findings to FILE too, in FORMAT; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_report)]
    pub report: Vec<ReportArg>,
    /// How large files are read.
    #[command(flatten)]
    pub threads: Threads,
    /// What to call standard input in reports
    #[arg(long, value_name = "NAME", default_value = super::STDIN, hide_default_value = true)]
    pub stdin_filename: String,
}

/// The formats of `check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Annotated source snippets.
    Full,
    /// A line a finding, as editors and grep understand it.
    Concise,
    /// One JSON object.
    Json,
    /// A JSON object a line, for each finding.
    Ndjson,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit's XML, a test case a payload.
    Junit,
}

/// A report that goes to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportArg {
    /// How findings are written.
    pub format: CheckFormat,
    /// Where to.
    pub file: PathBuf,
}

/// An event as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventArg {
    /// AppointmentUpdate.
    #[value(alias = "AppointmentUpdate")]
    Update,
    /// AppointmentCreate.
    #[value(alias = "AppointmentCreate")]
    Create,
    /// AppointmentDelete.
    #[value(alias = "AppointmentDelete")]
    Delete,
    /// All three.
    Any,
}

impl EventArg {
    /// The events that it means.
    pub fn events(self) -> &'static [Event] {
        match self {
            Self::Update => &[Event::Update],
            Self::Create => &[Event::Create],
            Self::Delete => &[Event::Delete],
            Self::Any => &Event::ALL,
        }
    }
}

/// What rules' findings count as: the flags for it, each with its help and what it decides.
const DECIDING: [(&str, &str, Action); 3] = [
    ("deny", "Count a rule's findings as errors", Action::Deny),
    ("warn", "Count a rule's findings as warnings", Action::Warn),
    ("allow", "Leave a rule's findings out; what can't be read is invalid even so", Action::Allow),
];

/// What was decided about rules, in the order in which it was typed, over all flags for it: which clap's derived structs lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions(pub Vec<(&'static str, Action)>);

impl Args for Decisions {
    fn augment_args(command: clap::Command) -> clap::Command {
        DECIDING.into_iter().fold(command, |command, (flag, help, _)| {
            let arg = Arg::new(flag).long(flag).help(help).value_name("RULE").action(ArgAction::Append);
            command.arg(arg.value_parser(RuleName::id()).hide_possible_values(true))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Decisions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut typed: Vec<(usize, &'static str, Action)> = Vec::new();
        for (flag, _, action) in DECIDING {
            let places = matches.indices_of(flag).into_iter().flatten();
            let rules = matches.get_many::<&'static str>(flag).into_iter().flatten();
            typed.extend(places.zip(rules).map(|(place, rule)| (place, *rule, action)));
        }
        typed.sort_by_key(|&(place, ..)| place);
        Ok(Self(typed.into_iter().map(|(_, rule, action)| (rule, action)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}

fn parse_report(text: &str) -> Result<ReportArg, String> {
    let (name, file) = text.split_once('=').ok_or("needs a format and a file, such as sarif=findings.sarif")?;
    let format = CheckFormat::from_str(name, false).map_err(|_| {
        let formats = CheckFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = formats.map(|format| format.get_name().to_owned()).collect();
        match crate::suggest::nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("no such format; did you mean `{near}`?"),
            None => format!("no such format; there are {}", names.join(", ")),
        }
    })?;
    if file.is_empty() || file == "-" {
        return Err("a file is needed; what goes to standard output is chosen with --format".to_owned());
    }
    Ok(ReportArg { format, file: file.into() })
}
