//! What a command line is answered with instead of being run: help, the version, or what is wrong with it.
//!
//! clap would print it by itself, but with its own mind about colour, and with what was typed as it was typed.

use std::ffi::{OsStr, OsString};

use anyhow::Result;
use clap::ValueEnum as _;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{Cli, When};
use crate::console::{Console, Wishes};
use crate::exit::ExitStatus;
use crate::suggest::nearest;
use crate::untrusted::{escape, escape_path};

/// Columns for help where nothing has a width; descriptions are hard to read in longer lines.
const WIDTH: usize = 100;

/// Prints what clap has to say about `arguments`, for which it refused to go on with `error`.
///
/// # Errors
/// Where output can't be written.
pub fn answer(arguments: &[OsString], error: &clap::Error) -> Result<ExitStatus> {
    let mut console = Console::standard(wishes(arguments));
    // Without any arguments, help is what was asked for.
    let is_bare = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && !is_bare {
        let (color, width) = (console.err_canvas.color, console.err_canvas.width);
        console.complain(text(arguments, error, color, width).trim_end())?;
        return Ok(ExitStatus::Failure);
    }
    let text = match error.kind() {
        // The program has a version, its commands have none of their own.
        ErrorKind::DisplayVersion => Cli::whole().render_version(),
        _ => text(arguments, error, console.canvas.color, console.canvas.width),
    };
    console.out.write_all(text.as_bytes())?;
    console.out.flush()?;
    Ok(ExitStatus::Success)
}

/// What clap says, safe to print.
///
/// clap quotes what was typed, amid escape sequences of its own. So that only those reach the terminal, it is asked
/// again, about the same arguments with everything dangerous escaped.
fn text(arguments: &[OsString], error: &clap::Error, color: bool, width: Option<usize>) -> String {
    let safe = arguments.iter().map(|argument| escape_path(argument));
    let again = Cli::whole().term_width(width.map_or(WIDTH, |width| width.min(WIDTH))).try_get_matches_from(safe);
    match again.err().filter(|again| again.kind() == error.kind()).map(with_best_suggestion).map(with_hint) {
        Some(again) if color => again.render().ansi().to_string(),
        Some(again) => again.render().to_string(),
        // It is only wrong unescaped, such as what is no UTF-8; then there is no telling which sequence is whose.
        None => error.render().to_string().lines().map(|line| escape(line) + "\n").collect(),
    }
}

/// Of the subcommands that one might have meant, the one that is nearest.
fn with_best_suggestion(mut error: clap::Error) -> clap::Error {
    let context = |kind| error.get(kind);
    if let Some(ContextValue::String(typed)) = context(ContextKind::InvalidSubcommand)
        && let Some(ContextValue::Strings(names)) = context(ContextKind::SuggestedSubcommand)
        && let Some(best) = nearest(typed, names.iter().map(String::as_str)).map(str::to_owned)
    {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![best]));
    }
    error
}

/// The error with a hint, where a file, or `help`, stands in the place of the command.
fn with_hint(mut error: clap::Error) -> clap::Error {
    let hint = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(name)) if name.contains(['.', '/', '\\']) => {
            format!("a command goes before a file: `hoopspect show {name}`")
        }
        Some(ContextValue::String(name)) if name == "help" => "`hoopspect COMMAND --help` says more of one".to_owned(),
        _ => return error,
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(hint)]));
    error
}

/// The flags that concern the answer itself, from a command line that can't be read as a whole.
fn wishes(arguments: &[OsString]) -> Wishes {
    let color = typed(arguments, "--color").and_then(|when| When::from_str(when, false).ok());
    let width = typed(arguments, "--width").and_then(|width| width.parse().ok());
    Wishes { color: color.and_then(When::wish), width, ..Wishes::default() }
}

/// The value of a flag, as it was typed last.
fn typed<'a>(arguments: &'a [OsString], flag: &str) -> Option<&'a str> {
    let mut value = None;
    let mut arguments = arguments.iter().map(OsString::as_os_str).take_while(|argument| *argument != OsStr::new("--"));
    while let Some(argument) = arguments.next().map(OsStr::to_str) {
        match argument.and_then(|argument| argument.strip_prefix(flag)) {
            Some("") => value = arguments.next().and_then(OsStr::to_str),
            Some(rest) => value = rest.strip_prefix('=').or(value),
            None => (),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_about_the_answer_are_found_in_any_command_line() {
        let wish = |line: &str| {
            let wishes = wishes(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
            (wishes.color, wishes.width)
        };
        for (line, wished) in [
            ("hoopspect --help", (None, None)),
            ("hoopspect --color always --help", (Some(true), None)),
            ("hoopspect chekc --color=never --width=60", (Some(false), Some(60))),
            ("hoopspect --color always --color auto", (None, None)),
            ("hoopspect --colour always -- --color always", (None, None)),
            ("hoopspect --color", (None, None)),
            ("hoopspect --widthy 3 --width x", (None, None)),
        ] {
            assert_eq!(wish(line), wished, "{line}");
        }
    }
}
