//! All ways to run the program on payloads: every command that reads some, in every format that it has.
//!
//! Made from the command line's own declaration, so that a new command or format is tested without a word here; only
//! what its output has to look like is said ([`Shape::of`]), and a format that isn't named there fails.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use hoopspect::cli::Cli;
use hoopspect::commands;
use hoopspect::console::{Canvas, Console, Gathered};

/// What output has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Lines for people.
    Human,
    /// Lines for people, some of which are a CI runner's commands.
    Commands,
    /// One JSON document, or nothing.
    Json,
    /// A JSON document a line.
    Lines,
    /// JSON documents as they were sent, escapes and white space included.
    Documents,
    /// Cells between tabs, as many in each line.
    Table,
    /// An XML document.
    Xml,
}

impl Shape {
    fn of(command: &str, format: Option<&str>) -> Self {
        match (command, format) {
            ("redact", None) | ("show", Some("json")) => Self::Documents,
            (_, None | Some("full" | "concise" | "card" | "table" | "human")) => Self::Human,
            (_, Some("github")) => Self::Commands,
            (_, Some("json" | "sarif" | "json-patch" | "merge-patch")) => Self::Json,
            (_, Some("ndjson" | "previous")) => Self::Lines,
            (_, Some("tsv")) => Self::Table,
            (_, Some("junit")) => Self::Xml,
            (_, Some(other)) => panic!("what is {command} --format {other} to look like?"),
        }
    }
}

/// A command with a format.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    /// What is typed behind the program's name, without the inputs.
    pub(crate) arguments: Vec<String>,
    /// What comes of it.
    pub(crate) shape: Shape,
}

impl Way {
    /// The name of the command.
    pub(crate) fn command(&self) -> &str {
        &self.arguments[0]
    }

    /// The same with colours and in a narrow space, where it writes for people.
    pub(crate) fn in_colour(&self) -> Self {
        let mut way = self.clone();
        way.arguments.extend(["--color", "always", "--width", "40"].map(str::to_owned));
        way
    }

    /// What is typed to go this way with a file.
    pub(crate) fn on(&self, file: &Path) -> Cli {
        let typed = std::iter::once("hoopspect").chain(self.arguments.iter().map(String::as_str)).map(OsString::from);
        let typed: Vec<OsString> = typed.chain([file.as_os_str().to_owned()]).collect();
        Cli::read(&typed).expect("a right command line")
    }

    /// Whether colour and width change what comes of it.
    pub(crate) fn is_for_people(&self) -> bool {
        matches!(self.shape, Shape::Human)
    }
}

/// Every command that reads payloads, in each of its formats.
pub(crate) fn ways() -> Vec<Way> {
    let mut whole = Cli::whole();
    // The commands' own arguments are declared only then.
    whole.build();
    let mut ways = Vec::new();
    for command in whole.get_subcommands() {
        let name = command.get_name();
        let more: &[&str] = match name {
            "check" => &["--notes"],
            "diff" => &["--force", "--exact"],
            "show" | "history" | "redact" => &[],
            "schema" | "explain" | "completions" | "man" => continue,
            other => panic!("does {other} read payloads?"),
        };
        let formats = command.get_arguments().find(|argument| argument.get_long() == Some("format"));
        let formats: Vec<_> = formats.into_iter().flat_map(clap::Arg::get_possible_values).collect();
        let names = formats.iter().map(|format| Some(format.get_name())).chain(formats.is_empty().then_some(None));
        for format in names {
            let is_patch = format.is_some_and(|format| format.ends_with("-patch"));
            let more = if is_patch { &["--force"] } else { more };
            let mut arguments: Vec<String> =
                std::iter::once(name).chain(more.iter().copied()).map(str::to_owned).collect();
            arguments.extend(format.map(|format| format!("--format={format}")));
            ways.push(Way { arguments, shape: Shape::of(name, format) });
        }
    }
    ways
}

/// What a run within this process came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `way` on `input` within this process, from a file that is called `file`.
#[cfg(test)]
pub(crate) fn run_here(way: &Way, input: &[u8], file: &Path) -> Outcome {
    std::fs::write(file, input).expect("a file");
    run_as_typed(way, &way.on(file))
}

/// Runs `way`, typed as `cli`, within this process.
pub(crate) fn run_as_typed(way: &Way, cli: &Cli) -> Outcome {
    let (out, err) = (Gathered::default(), Gathered::default());
    let color = way.arguments.iter().any(|argument| argument == "always");
    let canvas = Canvas { color, width: color.then_some(40), terminal: color, ..Canvas::PLAIN };
    let mut console = Console::gathering(Box::new(out.clone()), canvas).talking_to(Box::new(err.clone()));
    let status = commands::run_on(cli, &mut console).expect("memory can be written to");
    let text = |gathered: Gathered| String::from_utf8(gathered.take()).expect("UTF-8");
    Outcome { code: status.code(), out: text(out), err: text(err) }
}

/// A file of its own for a test, in memory where there is such a place.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    folder.join(format!("hoopspect-{}-{name}", std::process::id()))
}
