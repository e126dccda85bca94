//! `redact`: takes what is personal out of payloads, so that a capture can become a fixture.

mod check;
mod folder;
mod stream;

use std::fs::File;
use std::io::Read as _;

use anyhow::{Context as _, Result, anyhow};

use crate::cli::{Common, RedactArgs};
use crate::console::Console;
use crate::exit::ExitStatus;
use crate::finding::Finding;
use crate::input::{Record, describe};
use crate::json::{Document, Parser, write_indented};
use crate::payload::{self, Payload};
use crate::redact::{Key, Redacted, Redactor};
use crate::report::line::line;
use crate::report::text::counted;
use crate::rules;
use crate::source::Locator;
use crate::untrusted::{escape, escape_path};

use super::reading::{Reading, Seen};
use folder::Folder;
use stream::Stream;

pub(super) fn run(arguments: &RedactArgs, common: &Common, console: &mut Console) -> Result<ExitStatus> {
    let reading = Reading { shows_bodiless: true, ..Reading::new("redact", &arguments.inputs, common) };
    if arguments.check {
        return check::run(&reading, console);
    }
    let key = match key(arguments, console) {
        Ok(key) => key,
        Err(reason) => {
            console.complain(&format!("hoopspect: {}", escape(&format!("{reason:#}"))))?;
            return Ok(ExitStatus::Failure);
        }
    };
    let redactor = Redactor {
        key,
        times: arguments.shift_times,
        keep: arguments.keep.clone(),
        drop: arguments.drop.clone(),
        unwrap: common.unwrap(),
    };
    let sink = match &arguments.out {
        Some(path) => match Folder::open(path, arguments.force, &arguments.inputs.inputs) {
            Ok(folder) => Sink::Folder(folder),
            Err(error) => {
                console.complain_of(&escape_path(path.as_os_str()), &describe(&error))?;
                return Ok(ExitStatus::Failure);
            }
        },
        None if arguments.unwrap_only => Sink::Bodies,
        None => Sink::Records(Stream::default()),
    };
    let mut run = Run { redactor, sink, unmoved: 0, status: ExitStatus::Success };
    let mut status = reading.go(console, |console, seen| match seen {
        Seen::Input(_) => run.finish_stream(console),
        Seen::Record(record) => run.record(&record, console),
        Seen::Accepted(_) | Seen::Waiting => Ok(()),
    })?;
    run.finish_stream(console)?;
    run.tell(console)?;
    status.worsen(run.status);
    Ok(status)
}

/// More bytes than that are no key, but a file that was named by mistake, or one without an end.
const LONGEST_KEY: u64 = 1 << 20;

/// The key that was named, or a random one.
fn key(arguments: &RedactArgs, console: &mut Console) -> Result<Key> {
    let secret = match (&arguments.key_file, &arguments.key_env) {
        (Some(path), _) => {
            let name = || path.display().to_string();
            let mut secret = Vec::new();
            let read = File::open(path).and_then(|file| file.take(LONGEST_KEY + 1).read_to_end(&mut secret));
            read.map_err(|error| anyhow!("{}: {}", name(), describe(&error)))?;
            anyhow::ensure!(secret.len() as u64 <= LONGEST_KEY, "{}: longer than a key is", name());
            secret
        }
        (None, Some(name)) => {
            let value = std::env::var_os(name).with_context(|| format!("the environment has no variable {name}"))?;
            value.into_encoded_bytes()
        }
        (None, None) => {
            console.talk(
                "hoopspect: ids and texts are replaced under a random key; for the same ones in every run, name a key \
                 with --key-file or --key-env",
            )?;
            return Key::random();
        }
    };
    Key::new(secret.trim_ascii())
}

/// Where what was redacted goes.
enum Sink {
    /// Standard output, in the form that the input has.
    Records(Stream),
    /// Standard output, the payloads alone.
    Bodies,
    /// A folder, a file for each payload.
    Folder(Folder),
}

/// A run of `redact`.
struct Run {
    redactor: Redactor,
    sink: Sink,
    unmoved: u64,
    status: ExitStatus,
}

impl Run {
    fn record(&mut self, record: &Record<'_>, console: &mut Console) -> Result<()> {
        let mut payloads = Vec::new();
        let mut is_whole = true;
        let mut locator = record.locator();
        for found in payload::unwrap(record, self.redactor.unwrap) {
            match found {
                Ok(payload) => payloads.push(payload),
                Err(unreadable) => {
                    is_whole = false;
                    self.status.worsen(ExitStatus::Found);
                    refuse(record, &rules::unreadable(&unreadable), &mut locator, console)?;
                }
            }
        }
        match (&mut self.sink, &record.content) {
            (Sink::Records(stream), Ok(document)) if is_whole => {
                let redacted = self.redactor.record(*document);
                self.unmoved += redacted.unmoved;
                stream.write(record, &redacted.text, &mut console.out)?;
            }
            (Sink::Records(_), _) => (),
            (Sink::Bodies | Sink::Folder(_), _) => {
                for payload in &payloads {
                    self.payload(payload, console)?;
                }
            }
        }
        Ok(())
    }

    fn payload(&mut self, payload: &Payload<'_>, console: &mut Console) -> Result<()> {
        let Redacted { text, unmoved } = self.redactor.payload(payload.value());
        self.unmoved += unmoved;
        let is_pretty = text.contains('\n');
        let mut parser = Parser::default();
        parser.feed(text.as_bytes(), true);
        let document = Document::new(&text, parser.tape());
        let mut indented = String::new();
        if is_pretty || matches!(self.sink, Sink::Folder(_)) {
            write_indented(&mut indented, document.root(), 0);
        }
        let written = if indented.is_empty() { &text } else { &indented };
        if let Sink::Folder(folder) = &mut self.sink {
            if let Err((name, reason)) = folder.write(document.root(), written) {
                console.complain_of(&name, &reason)?;
                self.status.worsen(ExitStatus::Failure);
            }
        } else {
            writeln!(console.out, "{written}")?;
        }
        Ok(())
    }

    /// Ends what is open on standard output, such as an array.
    fn finish_stream(&mut self, console: &mut Console) -> Result<()> {
        if let Sink::Records(stream) = &mut self.sink {
            stream.finish(&mut console.out)?;
        }
        Ok(())
    }

    /// Says what became of it all, beside the result.
    fn tell(&self, console: &mut Console) -> Result<()> {
        if self.unmoved > 0 {
            let times = counted(self.unmoved, "time");
            let reason = "the new one can't be written in the same form";
            console.talk(&format!("{times} can't be moved and stayed: {reason}"))?;
        }
        if let Sink::Folder(folder) = &self.sink {
            console.talk(&folder.sentence())?;
        }
        Ok(())
    }
}

/// Says why a record, or a body in one, is not written.
fn refuse(record: &Record<'_>, finding: &Finding, locator: &mut Locator<'_>, console: &mut Console) -> Result<()> {
    let line = line(finding, &record.origin.path, locator, console.err_canvas);
    Ok(console.complain(&format!("{line} (not written)"))?)
}
