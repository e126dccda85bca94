//! Where `check` writes its findings: standard output, and the files that `--report` names.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cli::CheckArgs;
use crate::console::{Canvas, Console};
use crate::exit::ExitStatus;
use crate::input::{Failure, describe, is_among, is_standard_stream, place_of};
use crate::report::check::{CheckReport, Inspected, Summary, reporter};
use crate::schema::Rows;
use crate::untrusted::escape_path;

/// The reports of a run.
pub(super) struct Reports {
    standard: Box<dyn CheckReport>,
    files: Vec<FileReport>,
    /// Whether all that was asked for could be written so far.
    status: ExitStatus,
}

/// A report that goes to a file.
struct FileReport {
    /// The file's name, safe to print.
    name: String,
    report: Box<dyn CheckReport>,
    out: BufWriter<File>,
}

impl Reports {
    /// Reports to standard output alone.
    pub(super) fn new(arguments: &CheckArgs, canvas: Canvas) -> Self {
        let standard = reporter(arguments.format, canvas, arguments.strict);
        Self { standard, files: Vec::new(), status: ExitStatus::Success }
    }

    /// Creates the files. One that can't be written is complained of, and the rest goes on.
    pub(super) fn open(&mut self, arguments: &CheckArgs, console: &mut Console) -> Result<()> {
        let mut taken: Vec<PathBuf> = Vec::new();
        for asked in &arguments.report {
            let name = escape_path(asked.file.as_os_str());
            let place = settle(&asked.file);
            let created = if taken.contains(&place) {
                Err("another report goes there".to_owned())
            } else if is_standard_stream(&place) {
                Err("standard output or standard error goes there".to_owned())
            } else {
                create(&asked.file, &place, &arguments.inputs.inputs)
            };
            match created {
                Ok(file) => {
                    let report = reporter(asked.format, Canvas::PLAIN, arguments.strict);
                    self.files.push(FileReport { name, report, out: BufWriter::new(file) });
                }
                Err(reason) => self.fail(&name, &reason, console)?,
            }
            taken.push(place);
        }
        Ok(())
    }

    /// Whether there are files to write.
    pub(super) fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// Whether what is written of a payload depends on nothing but the payload.
    pub(super) fn take_payloads_in_pieces(&self) -> bool {
        self.files.is_empty() && self.standard.takes_payloads_in_pieces()
    }

    /// Whether payloads without findings are to be reported too.
    pub(super) fn want_every_payload(&self) -> bool {
        self.standard.wants_every_payload() || self.files.iter().any(|file| file.report.wants_every_payload())
    }

    /// The fields that are quoted of a payload in which something was found.
    pub(super) fn quote(&self) -> Rows {
        self.files.iter().fold(self.standard.quotes(), |rows, file| rows.union(file.report.quotes()))
    }

    /// Writes what was found in a payload.
    pub(super) fn payload(&mut self, inspected: &mut Inspected<'_, '_>, console: &mut Console) -> Result<()> {
        self.standard.payload(inspected, &mut console.out)?;
        self.write(console, |file| file.report.payload(inspected, &mut file.out))
    }

    /// Writes of an input that can't be read, or holds nothing.
    pub(super) fn failed(&mut self, failure: &Failure, console: &mut Console) -> Result<()> {
        self.standard.failed(failure, &mut console.out)?;
        self.write(console, |file| file.report.failed(failure, &mut file.out))
    }

    /// Writes out what the files have coming, since nobody knows when there will be more.
    pub(super) fn flush(&mut self, console: &mut Console) -> Result<()> {
        self.write(console, |file| file.out.flush())
    }

    /// Writes what comes at the end. Gives how the writing went.
    pub(super) fn finish(&mut self, summary: &Summary, console: &mut Console) -> Result<ExitStatus> {
        self.standard.finish(summary, &mut console.out)?;
        self.write(console, |file| {
            file.report.finish(summary, &mut file.out)?;
            file.out.flush()
        })?;
        Ok(self.status)
    }

    /// Lets `write` write to each file; those that can't be written are given up.
    fn write(&mut self, console: &mut Console, mut write: impl FnMut(&mut FileReport) -> io::Result<()>) -> Result<()> {
        let mut index = 0;
        while let Some(file) = self.files.get_mut(index) {
            match write(file) {
                Ok(()) => index += 1,
                Err(error) => {
                    let file = self.files.remove(index);
                    self.fail(&file.name, &describe(&error), console)?;
                }
            }
        }
        Ok(())
    }

    fn fail(&mut self, name: &str, reason: &str, console: &mut Console) -> Result<()> {
        self.status.worsen(ExitStatus::Failure);
        Ok(console.complain_of(name, &format!("can't be written: {reason}"))?)
    }
}

/// Creates a file, the true path of which is `place`. One that is read, or will be, is left as it is; the reason why not, else.
fn create(file: &Path, place: &Path, inputs: &[OsString]) -> Result<File, String> {
    if is_among(place, inputs) {
        return Err("it is among the inputs".to_owned());
    }
    let is_new = !place.exists();
    let created = File::create(file).map_err(|error| describe(&error))?;
    // Only now it can be told whether a folder that is read has it: what `.gitignore` names, it hasn't.
    if is_new && is_among(&settle(file), inputs) {
        // If it stays, it is empty.
        let _ = fs::remove_file(file);
        return Err("it would be read as an input; name a file elsewhere".to_owned());
    }
    Ok(created)
}

/// The file's one true path, whether it is there yet or not.
fn settle(file: &Path) -> PathBuf {
    file.canonicalize().ok().or_else(|| place_of(file)).unwrap_or_else(|| file.to_owned())
}
