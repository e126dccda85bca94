//! The line at a terminal that tells how far a run has come, and that gives way to anything else.

use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write};
use std::rc::Rc;

/// The line at a terminal that tells how far a run has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Whether there may be one.
    pub(super) is_wanted: Cell<bool>,
    /// How many columns it takes now.
    columns: Cell<usize>,
}

impl Progress {
    /// The line, if one is wanted.
    pub(super) fn new(is_wanted: bool) -> Self {
        Self { is_wanted: is_wanted.into(), columns: Cell::default() }
    }

    /// Draws it on a screen of this width.
    pub(super) fn draw(&self, text: &str, width: Option<usize>, err: &mut dyn Write) {
        if self.is_wanted.get() {
            self.erase(err);
            // A line that is full would wrap, and could not be taken back.
            let text: String = text.chars().take(width.unwrap_or(NARROW) - 1).collect();
            self.columns.set(text.chars().count());
            let _ = write!(err, "{text}");
            let _ = err.flush();
        }
    }

    /// Takes it away: with blanks, since not every terminal can be told to erase.
    pub(super) fn erase(&self, err: &mut dyn Write) {
        let columns = self.columns.take();
        if columns > 0 {
            let _ = write!(err, "\r{:columns$}\r", "");
            let _ = err.flush();
        }
    }
}

/// Columns that every terminal has.
const NARROW: usize = 80;

/// Standard output, for which the progress line makes room.
pub(super) struct Uncovered<O, E> {
    pub(super) out: O,
    pub(super) err: E,
    pub(super) progress: Rc<Progress>,
}

impl<O: Write + Streamed, E: Write> Write for Uncovered<O, E> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.progress.is_wanted.get() && !bytes.is_empty() && self.out.may_reach_screen() {
            // From now on, the line would stand amid the result.
            self.progress.erase(&mut self.err);
            self.progress.is_wanted.set(false);
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A stream of which is known where it leads.
pub(super) trait Streamed {
    /// Whether what is written may come to a screen: at once, or through a pipe.
    fn may_reach_screen(&self) -> bool;
}

impl Streamed for io::Stdout {
    #[cfg(unix)]
    fn may_reach_screen(&self) -> bool {
        use std::os::fd::AsFd as _;
        use std::os::unix::fs::FileTypeExt as _;
        let copy = self.as_fd().try_clone_to_owned().map(std::fs::File::from);
        let kind = copy.and_then(|copy| copy.metadata()).map(|metadata| metadata.file_type());
        self.is_terminal() || kind.map_or(true, |kind| kind.is_fifo() || kind.is_socket())
    }

    #[cfg(not(unix))]
    fn may_reach_screen(&self) -> bool {
        true
    }
}
