//! Help texts beyond what the declarations say: examples, exit status, environment; and which flags a command shows.

use std::fmt::Write as _;

use clap::builder::{StyledStr, Styles};
use clap::{Arg, Command};

/// Examples for `--help`: command lines, and what each is for, as a shell would take both.
pub(super) fn examples(examples: &[(&str, &str)]) -> StyledStr {
    let styles = Styles::styled();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let mut text = format!("{header}Examples:{header:#}");
    for (line, purpose) in examples {
        let _ = write!(text, "\n  # {purpose}\n  {literal}{line}{literal:#}");
    }
    text.into()
}

/// What follows the options in the program's own `--help`.
pub(super) fn footer() -> StyledStr {
    let mut footer = section("Exit status", EXIT_STATUS).ansi().to_string();
    let _ = write!(footer, "\n\n{}", section("Environment", ENVIRONMENT).ansi());
    footer.into()
}

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "done, and nothing is wrong (check) or different (diff)"),
    ("1", "problems or changes were found"),
    ("2", "could not do it: bad usage, unreadable input, no payload, full disk"),
    ("130", "interrupted"),
    ("141", "the reader closed the pipe"),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    ("NO_COLOR", "no colour, if set"),
    ("CLICOLOR_FORCE", "colour even in a pipe, if set and not 0"),
    ("CLICOLOR", "no colour, if 0"),
    ("TERM", "no colour, if dumb"),
    ("COLUMNS", "the terminal's width, if it is not to be asked"),
    ("TZ", "the zone of --tz local"),
];

/// A heading, and under it terms with what they mean, aligned.
fn section(heading: &str, rows: &[(&str, &str)]) -> StyledStr {
    let styles = Styles::styled();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let width = rows.iter().map(|(term, _)| term.len()).max().unwrap_or(0);
    let mut text = format!("{header}{heading}:{header:#}");
    for (term, meaning) in rows {
        let _ = write!(text, "\n  {literal}{term}{literal:#}{:1$}  {meaning}", "", width - term.len());
    }
    text.into()
}

/// Usage first, then examples, then the options.
const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}";

/// The common flags that mean nothing to commands that read no payloads.
const OF_PAYLOADS: &[&str] = &["tz", "ascii", "full", "no_unwrap", "max_record"];

/// The common flags that mean nothing to a command, which can be typed all the same: an alias may hold them for all.
const MEANINGLESS: [(&str, &[&str]); 6] = [
    ("check", &["tz"]),
    ("redact", &["tz", "ascii"]),
    ("schema", OF_PAYLOADS),
    ("explain", OF_PAYLOADS),
    ("completions", OF_PAYLOADS),
    ("man", OF_PAYLOADS),
];

/// What `--quiet` means to `diff`, the result of which is an answer: yes or no.
const QUIET_DIFF: &str = "Print nothing: the exit status says whether there is a difference";

/// Adds what concerns help alone; what can be typed stays the same.
pub(super) fn complete(command: Command) -> Command {
    let common: Vec<Arg> = command.get_arguments().cloned().collect();
    let of_all = |id: &str| common.iter().find(|argument| argument.get_id() == id).cloned();
    command.help_template(TEMPLATE).mut_subcommands(|command| {
        let meaningless = MEANINGLESS.iter().find(|(name, _)| *name == command.get_name());
        let ids = meaningless.map_or(&[][..], |(_, ids)| ids);
        let hidden: Vec<Arg> = ids.iter().filter_map(|id| of_all(id)).map(|argument| argument.hide(true)).collect();
        let quiet = of_all("quiet").filter(|_| command.get_name() == "diff").map(|quiet| quiet.help(QUIET_DIFF));
        command.help_template(TEMPLATE).args(hidden).args(quiet)
    })
}
