//! Streams that stand for another one: output that is kept, output of which a part was written before, and output that may
//! fail without an end to all the rest.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::rc::Rc;

/// Output that is kept; all clones keep the same.
#[derive(Clone, Debug, Default)]
pub struct Gathered(Rc<RefCell<Vec<u8>>>);

impl Gathered {
    /// What was written since it was last taken.
    pub fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for Gathered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How much was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Of the result, in bytes.
    pub(super) bytes: Amount,
    /// Beside it.
    pub(super) complaints: Amount,
}

/// An amount that was written, and how much of it is written once more.
#[derive(Debug, Default)]
pub(super) struct Amount {
    written: Cell<usize>,
    again: Cell<usize>,
}

impl Amount {
    /// So much is to be written: gives how much of that was written before.
    pub(super) fn pass_over(&self, amount: usize) -> usize {
        let before = amount.min(self.again.get());
        self.again.set(self.again.get() - before);
        self.written.set(self.written.get() + amount - before);
        before
    }

    /// All of it is written once more.
    pub(super) fn repeat(&self) {
        self.again.set(self.written.get());
    }
}

/// A stream that passes over what was written before.
pub(super) struct Once {
    out: Box<dyn Write>,
    written: Rc<Written>,
}

impl Once {
    /// Writes to `out`, and notes in `written` how much.
    pub(super) fn new(out: Box<dyn Write>, written: Rc<Written>) -> Self {
        Self { out, written }
    }
}

impl Write for Once {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let before = self.written.bytes.pass_over(bytes.len());
        self.out.write_all(bytes.get(before..).unwrap_or_default())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A stream that still takes everything once what it leads to takes no more.
pub(super) struct Enduring {
    /// What it leads to; nothing, once that has failed.
    out: Option<Box<dyn Write>>,
    /// Why.
    failure: Rc<RefCell<Option<io::Error>>>,
}

impl Enduring {
    /// Writes to `out`, and puts into `failure` what keeps it from that.
    pub(super) fn new(out: Box<dyn Write>, failure: Rc<RefCell<Option<io::Error>>>) -> Self {
        Self { out: Some(out), failure }
    }

    fn attempt(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if let Some(Err(error)) = self.out.as_mut().map(|out| write(&mut **out)) {
            self.out = None;
            self.failure.replace(Some(error));
        }
    }
}

impl Write for Enduring {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(|out| out.write_all(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt(|out| out.flush());
        Ok(())
    }
}
