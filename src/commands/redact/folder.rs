//! A folder of fixtures: a pretty file for each payload, named by what it holds.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::input::{describe, places};
use crate::json::Value;
use crate::payload::{Fields, Form};
use crate::report::text::counted;
use crate::schema::{FieldId, STATUSES};
use crate::untrusted::escape_path;

/// A folder that is written to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    force: bool,
    /// The inputs among the files that are there already. They are not written over: they may still have to be read.
    inputs: HashSet<OsString>,
    /// How many payloads of each kind there were.
    numbers: HashMap<String, u64>,
    written: u64,
}

impl Folder {
    /// The folder at `path`, created if need be, for what `inputs` hold.
    pub(super) fn open(path: &Path, force: bool, inputs: &[OsString]) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        let folder = path.canonicalize()?;
        let name = |input: PathBuf| Some(input.strip_prefix(&folder).ok()?.as_os_str().to_owned());
        let inputs = if force { places(inputs).into_iter().filter_map(name).collect() } else { HashSet::new() };
        Ok(Self { path: path.to_owned(), force, inputs, numbers: HashMap::new(), written: 0 })
    }

    /// Writes a payload. Where that fails: the file's name, safe to print, and why.
    pub(super) fn write(&mut self, payload: Value<'_>, text: &str) -> Result<(), (String, String)> {
        let kind = kind(payload);
        let number = self.numbers.entry(kind.clone()).or_default();
        *number += 1;
        let name = format!("{kind}-{number}.json");
        let path = self.path.join(&name);
        if self.inputs.contains(OsStr::new(&name)) {
            let reason = "is among the inputs, and stays as it is; name another folder with --out".to_owned();
            return Err((escape_path(path.as_os_str()), reason));
        }
        // What is there is replaced and not written through: it may be a link to elsewhere, or a pipe.
        let cleared = if self.force { fs::remove_file(&path) } else { Ok(()) };
        let cleared =
            cleared.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) });
        let result = cleared
            .and_then(|()| File::create_new(&path))
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.write_all(b"\n")));
        result.map(|()| self.written += 1).map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::AlreadyExists => "is there already; --force writes over it".to_owned(),
                _ => format!("can't be written: {}", describe(&error)),
            };
            (escape_path(path.as_os_str()), reason)
        })
    }

    /// What was done.
    pub(super) fn sentence(&self) -> String {
        format!("{} in {}", counted(self.written, "payload"), escape_path(self.path.as_os_str()))
    }
}

/// What a payload is, as a file name says it: `appointment-update-confirmed`.
fn kind(payload: Value<'_>) -> String {
    let fields = Fields::read(payload);
    let name = match Form::of(payload) {
        Form::Workflow => "workflow".to_owned(),
        Form::ApiResponse => "api-response".to_owned(),
        _ => in_kebab_case(&fields.text(FieldId::Type).unwrap_or_default()),
    };
    let status = fields.text(FieldId::Status).filter(|status| STATUSES.contains(&&**status));
    match (name.as_str(), status) {
        ("", None) => "payload".to_owned(),
        ("", Some(status)) => format!("payload-{status}"),
        (_, Some(status)) => format!("{name}-{status}"),
        (_, None) => name,
    }
}

/// `AppointmentUpdate` as `appointment-update`; what no file name should hold is left out.
fn in_kebab_case(name: &str) -> String {
    const LONGEST: usize = 48;
    let mut out = String::new();
    let mut before = '-';
    for character in name.chars().take(LONGEST) {
        if character.is_ascii_uppercase() && before.is_ascii_lowercase() || !character.is_ascii_alphanumeric() {
            out.push('-');
        }
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    let pieces: Vec<&str> = out.split('-').filter(|piece| !piece.is_empty()).collect();
    pieces.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for (name, kebab) in [
            ("AppointmentUpdate", "appointment-update"),
            ("INSTALL", "install"),
            ("appointment.created", "appointment-created"),
            ("../../etc/passwd", "etc-passwd"),
            ("\u{202e}", ""),
        ] {
            assert_eq!(in_kebab_case(name), kebab);
        }
    }
}
