//! The command line: what can be typed, and nothing of what it does.

mod check;
mod completions;
mod diff;
mod explain;
mod help;
mod history;
mod man;
mod redact;
mod rule;
mod schema;
mod show;

use std::ffi::OsString;
use std::ops::RangeInclusive;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint};

use crate::input::Records;
use crate::payload::Unwrap;
use crate::time::Zone;

use help::{examples, footer};

pub use check::{CheckArgs, CheckFormat, EventArg, ReportArg};
pub use completions::CompletionsArgs;
pub use diff::{DiffArgs, DiffFormat};
pub use explain::{ExplainArgs, ExplainFormat};
pub use history::{HistoryArgs, HistoryFormat, Only};
pub use man::ManArgs;
pub use redact::RedactArgs;
pub use schema::{SchemaArgs, SchemaFormat};
pub use show::{ShowArgs, ShowFormat};

/// A command line.
#[derive(Debug)]
pub struct Cli {
    /// What to do.
    pub command: Command,
    /// Flags that every command understands.
    pub common: Common,
}

/// Inspects HoopAI appointment webhooks: validates them, shows them, says what an update changed
#[derive(Debug, Parser)]
#[command(
    name = "hoopspect",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Program {
    #[command(flatten)]
    common: Common,
}

/// What the program is for, as command lines.
const EXAMPLES: &[(&str, &str)] = &[
    ("hoopspect show hook.json", "what does this payload say?"),
    ("hoopspect check fixtures/", "is every payload there right? for CI"),
    ("hoopspect diff before.json after.json", "what did the update change?"),
    ("hoopspect explain ends-before-start", "what a finding is about, and what to do"),
];

impl Cli {
    /// Reads a command line, the program's own name first.
    ///
    /// # Errors
    /// What clap has to say: a mistake, or the help or version that was asked for.
    pub fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        // A command that isn't named isn't meant. Building all of them takes longer than the check of a small file.
        let mut command = Self::tree(|name| arguments.iter().any(|argument| argument == name));
        let matches = command.try_get_matches_from_mut(arguments);
        // A tree of some thousand pieces, which the end of the program frees faster than we could.
        std::mem::forget(command);
        let mut matches = matches.or_else(|_| Self::tree(|_| true).try_get_matches_from(arguments))?;
        let cli = Self {
            common: Program::from_arg_matches_mut(&mut matches)?.common,
            command: Command::from_arg_matches_mut(&mut matches)?,
        };
        match cli.command.mistake() {
            Some((name, (kind, message))) => Err(Self::mistaken(name, kind, message)),
            None => Ok(cli),
        }
    }

    /// What is to be said of a mistake in what was typed for the command of this name.
    fn mistaken(name: &str, kind: ErrorKind, message: &str) -> clap::Error {
        let mut whole = Self::whole();
        whole.build();
        match whole.find_subcommand_mut(name) {
            Some(command) => command.error(kind, message),
            None => whole.error(kind, message),
        }
    }

    /// All that can be typed, for help, completions and the manual.
    pub fn whole() -> clap::Command {
        let command = Self::tree(|_| true).before_long_help(examples(EXAMPLES)).after_long_help(footer());
        help::complete(command)
    }

    /// What can be typed, with the commands that are wanted. Of a flag that is typed twice the last one holds: the first
    /// may stand in an alias.
    fn tree(is_wanted: impl Fn(&str) -> bool) -> clap::Command {
        let commands = Command::augment_subcommands(clap::Command::default());
        let wanted = commands.get_subcommands().filter(|command| is_wanted(command.get_name()));
        Program::command().args_override_self(true).subcommands(wanted.cloned())
    }
}

/// The flags that every command understands; they may stand before or after its name.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// When to use colour: auto is on a terminal, unless NO_COLOR or TERM=dumb says otherwise
    #[arg(long, value_name = "WHEN", global = true)]
    pub color: Option<When>,
    /// The zone that times are shown in: sent, utc, local, an offset such as +05:30, or a name such as Europe/Berlin
    #[arg(long, value_name = "ZONE", global = true, allow_hyphen_values = true)]
    tz: Option<Zone>,
    /// Fit output to this many columns instead of the terminal's width
    #[arg(long, value_name = "COLUMNS", global = true, value_parser = parse_width, allow_negative_numbers = true)]
    pub width: Option<u16>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Shorten nothing: ids, texts and long lines in full
    #[arg(long, global = true)]
    pub full: bool,
    /// Take each record as it is: don't look for payloads inside captures
    #[arg(long, global = true)]
    pub no_unwrap: bool,
    /// The largest record that is read, such as 500K or 64M [default: 16M]
    #[arg(long, value_name = "SIZE", global = true, value_parser = parse_size, allow_negative_numbers = true)]
    max_record: Option<usize>,
    /// Print the result only: no summary, no hints
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// What standard input is called where nobody calls it otherwise.
pub const STDIN: &str = "<stdin>";

// Defaults of global flags are not clap's: it would read and copy them from command to command at each start.
impl Common {
    /// The zone that times are shown in: by default each time's own, as it was sent.
    pub fn zone(&self) -> Zone {
        self.tz.unwrap_or_default()
    }

    /// The largest record that is read, in bytes.
    pub fn max_record(&self) -> usize {
        self.max_record.unwrap_or(Records::MAX_RECORD)
    }

    /// Whether to look into captures.
    pub fn unwrap(&self) -> Unwrap {
        if self.no_unwrap { Unwrap::No } else { Unwrap::Yes }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where a person is likely to read.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl When {
    /// Whether colour is wanted; `None` leaves it to the stream and the environment.
    pub const fn wish(self) -> Option<bool> {
        match self {
            Self::Auto => None,
            Self::Always => Some(true),
            Self::Never => Some(false),
        }
    }
}

/// The commands. What each takes is declared only once it is typed.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// See [`CheckArgs`].
    #[command(about = check::ABOUT)]
    Check(CheckArgs),
    /// See [`ShowArgs`].
    #[command(about = show::ABOUT)]
    Show(ShowArgs),
    /// See [`DiffArgs`].
    #[command(about = diff::ABOUT)]
    Diff(DiffArgs),
    /// See [`HistoryArgs`].
    #[command(about = history::ABOUT)]
    History(HistoryArgs),
    /// See [`RedactArgs`].
    #[command(about = redact::ABOUT)]
    Redact(RedactArgs),
    /// See [`SchemaArgs`].
    #[command(about = schema::ABOUT)]
    Schema(SchemaArgs),
    /// See [`ExplainArgs`].
    #[command(about = explain::ABOUT)]
    Explain(ExplainArgs),
    /// See [`CompletionsArgs`].
    #[command(about = completions::ABOUT)]
    Completions(CompletionsArgs),
    /// See [`ManArgs`].
    #[command(about = man::ABOUT)]
    Man(ManArgs),
}

impl Command {
    /// What is wrong with flags that don't go together, where clap can't tell; behind the command's name.
    fn mistake(&self) -> Option<(&'static str, (ErrorKind, &'static str))> {
        let (name, mistake) = match self {
            Self::Diff(diff) => ("diff", diff.mistake()),
            Self::History(history) => ("history", history.mistake()),
            _ => return None,
        };
        Some((name, mistake?))
    }
}

/// What to read.
#[derive(Debug, Clone, Args)]
pub struct Inputs {
    /// Files, folders (their *.json, *.jsonl and *.ndjson files), or - for standard input, which is also the default
    #[arg(value_name = "FILE|DIR|-", value_hint = ValueHint::AnyPath)]
    pub inputs: Vec<OsString>,
}

/// How large files are read.
#[derive(Debug, Clone, Args)]
pub struct Threads {
    /// How many threads may read a large file of records; by default as many as there are processors
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub threads: Option<u16>,
}

fn parse_width(text: &str) -> Result<u16, String> {
    parse_within(text, 20..=u16::MAX)
}

fn parse_threads(text: &str) -> Result<u16, String> {
    parse_within(text, 1..=64)
}

fn parse_within(text: &str, range: RangeInclusive<u16>) -> Result<u16, String> {
    let number = parse_whole(text)?;
    let within = u16::try_from(number).ok().filter(|number| range.contains(number));
    within.ok_or_else(|| format!("{number} is not from {} to {}", range.start(), range.end()))
}

/// A number of things.
fn parse_whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "not a whole number".to_owned())
}

fn parse_size(text: &str) -> Result<usize, String> {
    let (digits, unit) = text.split_at(text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match &*unit.to_ascii_uppercase() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err("a number of bytes, or one with K, M or G behind it".to_owned()),
    };
    let bytes = digits.parse::<usize>().ok().and_then(|count| count.checked_mul(factor));
    let bytes = bytes.ok_or_else(|| "not a number of bytes".to_owned())?;
    if (1..=1 << 30).contains(&bytes) { Ok(bytes) } else { Err("between 1 byte and 1G".to_owned()) }
}
