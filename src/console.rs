//! Standard output and standard error: the one writer that all output passes through, and what each stream can show.
//!
//! Decided once per stream, at the start: colour, width, and whether a person is reading.

mod progress;
mod streams;

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::rc::Rc;

use progress::{Progress, Uncovered};
use streams::{Enduring, Once, Written};

pub use streams::Gathered;

/// How much output is gathered before it is written.
const BUFFER: usize = 32 * 1024;

/// What a stream can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are facts that don't depend on one another")]
pub struct Canvas {
    /// Whether to use colour.
    pub color: bool,
    /// Columns to fit to; `None` means that nothing is cut or wrapped.
    pub width: Option<usize>,
    /// Whether a person reads it at a terminal.
    pub terminal: bool,
    /// Whether to draw with ASCII only.
    pub ascii: bool,
    /// Whether nothing may be shortened, whatever the width.
    pub full: bool,
}

impl Canvas {
    /// A pipe or file: no colour, nothing cut.
    pub const PLAIN: Self = Self { color: false, width: None, terminal: false, ascii: false, full: false };

    /// Whether what is long may be shortened: for a person at a terminal, who didn't ask for all of it.
    pub const fn shortens(self) -> bool {
        self.terminal && !self.full
    }
}

/// What the user asked for, whatever the streams are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// `--color always` or `never`.
    pub color: Option<bool>,
    /// `--width`.
    pub width: Option<usize>,
    /// `--ascii`.
    pub ascii: bool,
    /// `--full`.
    pub full: bool,
    /// `--quiet`.
    pub quiet: bool,
}

/// The environment variables that decide about colour and width, so that a test can give its own.
pub trait Environment {
    /// The variable's value; an empty one counts as unset.
    fn variable(&self, name: &str) -> Option<OsString>;
}

/// The process's own environment.
#[derive(Clone, Copy, Debug)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn variable(&self, name: &str) -> Option<OsString> {
        std::env::var_os(name).filter(|value| !value.is_empty())
    }
}

/// Whether to use colour on a stream (<https://no-color.org>, <https://bixense.com/clicolors>).
pub fn decide_color(wish: Option<bool>, terminal: bool, environment: &impl Environment) -> bool {
    let is_set = |name| environment.variable(name).is_some_and(|value| value != "0");
    wish.unwrap_or_else(|| {
        if environment.variable("NO_COLOR").is_some() {
            false
        } else if is_set("CLICOLOR_FORCE") {
            true
        } else {
            let forbidden = environment.variable("CLICOLOR").is_some_and(|value| value == "0");
            // Where nobody says what the terminal can, none is trusted but those of Windows, which never do.
            let is_able = environment.variable("TERM").map_or(cfg!(windows), |value| value != "dumb");
            terminal && !forbidden && is_able
        }
    })
}

/// The two streams, and what they can show.
pub struct Console {
    /// Standard output: the result.
    pub out: Box<dyn Write>,
    /// What standard output can show.
    pub canvas: Canvas,
    /// Standard error: the talk.
    err: Box<dyn Write>,
    /// What standard error can show.
    pub err_canvas: Canvas,
    quiet: bool,
    progress: Rc<Progress>,
    /// What was written, where it may have to be written again.
    written: Option<Rc<Written>>,
    /// What kept the result from being written, where the run goes on all the same.
    failure: Rc<RefCell<Option<io::Error>>>,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Console").field("canvas", &self.canvas).finish_non_exhaustive()
    }
}

impl Console {
    /// The process's standard streams.
    pub fn standard(wishes: Wishes) -> Self {
        let environment = ProcessEnvironment;
        let canvas = |terminal: bool| {
            let columns = || terminal.then(|| terminal_width(&environment)).flatten();
            Canvas {
                color: decide_color(wishes.color, terminal, &environment),
                width: if wishes.full { None } else { wishes.width.or_else(columns) },
                terminal,
                ascii: wishes.ascii,
                full: wishes.full,
            }
        };
        let err_canvas = canvas(io::stderr().is_terminal());
        let progress = Rc::new(Progress::new(err_canvas.terminal && !wishes.quiet));
        let out = Uncovered { out: io::stdout(), err: io::stderr(), progress: Rc::clone(&progress) };
        Self {
            canvas: canvas(io::stdout().is_terminal()),
            out: Box::new(BufWriter::with_capacity(BUFFER, out)),
            err_canvas,
            err: Box::new(io::stderr()),
            quiet: wishes.quiet,
            progress,
            written: None,
            failure: Rc::default(),
        }
    }

    /// Gathers the result in `out`, and has nothing to say beside it.
    pub fn gathering(out: Box<dyn Write>, canvas: Canvas) -> Self {
        let err = Box::new(io::sink());
        let (progress, failure) = Default::default();
        Self { out, canvas, err, err_canvas: Canvas::PLAIN, quiet: true, progress, written: None, failure }
    }

    /// The same, and the talk goes to `err`.
    #[must_use]
    pub fn talking_to(self, err: Box<dyn Write>) -> Self {
        Self { err, quiet: false, ..self }
    }

    /// Says something beside the result (a summary, a hint), unless that is not wanted. `text` is safe to print; one
    /// line, or several.
    pub fn talk(&mut self, text: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.complain(text) }
    }

    /// Says what went wrong, wanted or not. What was written to the result before comes first.
    pub fn complain(&mut self, text: &str) -> io::Result<()> {
        if self.written.as_ref().is_some_and(|written| written.complaints.pass_over(1) > 0) {
            return Ok(());
        }
        self.out.flush()?;
        self.progress.erase(&mut self.err);
        // Nobody can be told that standard error can't be written; the exit status still says it all.
        let _ = writeln!(self.err, "{text}");
        Ok(())
    }

    /// From here on goes on where the result can't be written, for who has more to do than that.
    pub fn outlive_output(&mut self) {
        let out = std::mem::replace(&mut self.out, Box::new(io::sink()));
        self.out = Box::new(Enduring::new(out, Rc::clone(&self.failure)));
    }

    /// Writes out what was gathered of the result. What kept it from being written since [`Console::outlive_output`] is an error,
    /// once.
    pub fn finish_output(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.failure.take().map_or(Ok(()), Err)
    }

    /// From here on counts what is written, for [`Console::repeat`].
    pub fn allow_repetition(&mut self) {
        let written = Rc::<Written>::default();
        let out = std::mem::replace(&mut self.out, Box::new(io::sink()));
        self.out = Box::new(Once::new(out, Rc::clone(&written)));
        self.written = Some(written);
    }

    /// All that was written since then is written once more: passes over it.
    pub fn repeat(&mut self) {
        if let Some(written) = &self.written {
            written.bytes.repeat();
            written.complaints.repeat();
        }
    }

    /// Whether anybody would see how far a run has come.
    pub fn shows_progress(&self) -> bool {
        self.progress.is_wanted.get()
    }

    /// Tells how far the run has come: a line that takes the place of the one before, and gives way to anything else.
    pub fn show_progress(&mut self, text: &str) {
        self.progress.draw(text, self.err_canvas.width, &mut self.err);
    }

    /// Takes that line away.
    pub fn end_progress(&mut self) {
        self.progress.erase(&mut self.err);
    }

    /// Says that something named could not be read.
    pub fn complain_of(&mut self, name: &str, reason: &str) -> io::Result<()> {
        self.complain(&format!("hoopspect: {name}: {reason}"))
    }
}

/// `COLUMNS`, or what the terminal says.
fn terminal_width(environment: &impl Environment) -> Option<usize> {
    let columns = environment.variable("COLUMNS").and_then(|value| value.to_str()?.parse().ok());
    columns.or_else(|| Some(terminal_size::terminal_size()?.0.0.into())).filter(|&columns: &usize| columns >= 20)
}

#[cfg(test)]
mod tests {
    use super::progress::Streamed;
    use super::*;

    impl Environment for [(&str, &str)] {
        fn variable(&self, name: &str) -> Option<OsString> {
            self.iter().find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.into())
        }
    }

    struct Given(Vec<(&'static str, &'static str)>);

    impl Environment for Given {
        fn variable(&self, name: &str) -> Option<OsString> {
            self.0.as_slice().variable(name)
        }
    }

    /// A screen, on which both streams come together, or only one does.
    #[derive(Clone, Default)]
    struct Screen(Rc<std::cell::RefCell<String>>, bool);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push_str(std::str::from_utf8(bytes).expect("UTF-8"));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Streamed for Screen {
        fn may_reach_screen(&self) -> bool {
            self.1
        }
    }

    #[test]
    fn the_progress_line_gives_way_to_the_result_and_to_complaints() {
        for (reaches_screen, shown) in [
            (true, "one\r   \rtwo\r   \roops\nthree\r     \rresult\n"),
            (false, "one\r   \rtwo\r   \roops\nthreeresult\n\r     \rfour\r    \r"),
        ] {
            let screen = Screen(Rc::default(), reaches_screen);
            let progress = Rc::new(Progress::new(true));
            let out = Uncovered { out: screen.clone(), err: screen.clone(), progress: Rc::clone(&progress) };
            let mut console = Console {
                progress,
                ..Console::gathering(Box::new(out), Canvas::PLAIN).talking_to(Box::new(screen.clone()))
            };
            console.show_progress("one");
            console.show_progress("two");
            console.complain("oops").expect("written");
            console.show_progress("three");
            console.out.write_all(b"result\n").expect("written");
            console.show_progress("four");
            console.end_progress();
            console.end_progress();
            assert_eq!(*screen.0.borrow(), shown);
        }
    }

    #[test]
    fn the_progress_line_fits_on_its_line_or_is_not_there() {
        let screen = Screen::default();
        let mut console = Console::gathering(Box::new(io::sink()), Canvas::PLAIN).talking_to(Box::new(screen.clone()));
        console.show_progress("unseen");
        assert!(!console.shows_progress() && screen.0.borrow().is_empty());
        console.progress = Rc::new(Progress::new(true));
        console.err_canvas.width = Some(20);
        console.show_progress("0123456789012345678901234");
        assert_eq!(*screen.0.borrow(), "0123456789012345678");
    }

    #[test]
    fn colour_is_decided_by_wish_then_environment_then_terminal() {
        let xterm = ("TERM", "xterm");
        for (wish, terminal, environment, color) in [
            (None, true, vec![xterm], true),
            (None, false, vec![xterm], false),
            (None, true, vec![("TERM", "dumb")], false),
            (None, true, vec![xterm, ("NO_COLOR", "1")], false),
            (None, true, vec![xterm, ("NO_COLOR", "")], true),
            (None, false, vec![("CLICOLOR_FORCE", "1")], true),
            (None, false, vec![("CLICOLOR_FORCE", "0")], false),
            (None, false, vec![("CLICOLOR_FORCE", "")], false),
            (None, true, vec![xterm, ("CLICOLOR", "0")], false),
            (None, false, vec![("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
            (Some(true), false, vec![("NO_COLOR", "1")], true),
            (Some(false), true, vec![("CLICOLOR_FORCE", "1")], false),
        ] {
            assert_eq!(decide_color(wish, terminal, &Given(environment.clone())), color, "{environment:?}");
        }
    }
}
