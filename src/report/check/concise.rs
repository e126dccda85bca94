//! `concise`: a line a finding, `path:line:column: severity[rule]: message`, as compilers write and editors read.

use std::io::{self, Write};

use crate::console::Canvas;
use crate::report::line::{Heads, beginning, push_line};
use crate::report::signs::Signs;
use crate::report::style::Paint;

use super::name::FileName;
use super::{CheckReport, Inspected, Summary};

/// The format's state: what the stream can show.
#[derive(Debug)]
pub(super) struct Concise {
    path: FileName,
    heads: Heads,
    signs: &'static Signs,
    /// What is being written.
    text: String,
}

impl Concise {
    pub(super) fn new(canvas: Canvas) -> Self {
        Self {
            path: FileName::new(beginning),
            heads: Heads::new(Paint::new(canvas.color)),
            signs: Signs::of(canvas),
            text: String::new(),
        }
    }
}

impl CheckReport for Concise {
    fn takes_payloads_in_pieces(&self) -> bool {
        true
    }

    fn payload(&mut self, inspected: &mut Inspected<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
        self.text.clear();
        for finding in inspected.findings {
            let path = self.path.of(&inspected.origin.path);
            push_line(&mut self.text, finding, path, inspected.locator, (self.heads.of(finding), self.signs));
            self.text.push('\n');
        }
        out.write_all(self.text.as_bytes())
    }

    fn finish(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
