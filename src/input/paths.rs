//! What the command line names: files, folders and standard input.

use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::untrusted::escape_path;

use super::chunks::Place;
use super::decompress;
use super::records::Records;

/// The files that a folder stands for.
const EXTENSIONS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input, and what to call it in reports.
    Stdin(String),
    /// A file.
    File(PathBuf),
}

/// Something that was named but can't be read.
#[derive(Debug)]
pub struct Failure {
    /// Its name, safe to print.
    pub name: String,
    /// Why, in a few words.
    pub reason: String,
}

impl Failure {
    fn new(path: &OsStr, reason: &io::Error) -> Self {
        Self { name: escape_path(path), reason: describe(reason) }
    }
}

/// What an I/O error means to a person; the operating system's number is left out.
pub fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        io::ErrorKind::UnexpectedEof => "the compressed data is cut off".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            crate::untrusted::escape(&text.to_lowercase())
        }
    }
}

/// The inputs that `arguments` name, folders expanded; with none, standard input, called `stdin_name`.
pub fn expand(arguments: &[OsString], stdin_name: &str) -> Vec<Result<Input, Failure>> {
    if arguments.is_empty() {
        return vec![Ok(Input::Stdin(stdin_name.to_owned()))];
    }
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument == "-" {
            inputs.push(Ok(Input::Stdin(stdin_name.to_owned())));
        } else if fs::metadata(argument).is_ok_and(|metadata| metadata.is_dir()) {
            expand_folder(Path::new(argument), &mut inputs);
        } else {
            inputs.push(Ok(Input::File(argument.into())));
        }
    }
    inputs
}

fn expand_folder(folder: &Path, inputs: &mut Vec<Result<Input, Failure>>) {
    let before = inputs.len();
    let walk = ignore::WalkBuilder::new(folder)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| !kind.is_dir()) && !entry.path().is_dir();
                if is_file && is_input(entry.path()) {
                    inputs.push(Ok(Input::File(entry.into_path())));
                }
            }
            Err(error) => inputs.push(Err(walk_failure(folder, error))),
        }
    }
    if inputs.len() == before {
        let reason = "the folder holds no *.json, *.jsonl or *.ndjson file".to_owned();
        inputs.push(Err(Failure { name: escape_path(folder.as_os_str()), reason }));
    }
}

/// Whether a file is one of those that its folder stands for.
pub fn is_input(file: &Path) -> bool {
    file.extension().and_then(OsStr::to_str).is_some_and(|name| EXTENSIONS.contains(&name))
}

fn walk_failure(folder: &Path, error: ignore::Error) -> Failure {
    let path = match &error {
        ignore::Error::WithDepth { err, .. } => match err.as_ref() {
            ignore::Error::WithPath { path, .. } => path.clone(),
            _ => folder.to_owned(),
        },
        ignore::Error::WithPath { path, .. } => path.clone(),
        _ => folder.to_owned(),
    };
    match error.into_io_error() {
        Some(reason) => Failure::new(path.as_os_str(), &reason),
        None => Failure { name: escape_path(path.as_os_str()), reason: "can't be searched".to_owned() },
    }
}

impl Input {
    /// What it is called in reports: not escaped, but Unicode (what is not is replaced).
    pub fn name(&self) -> String {
        match self {
            Self::Stdin(name) => name.clone(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// A [`Failure`] where there is no such file, or it can't be read.
    pub fn open(&self) -> Result<Records, Failure> {
        self.open_at(Place::START)
    }

    /// Opens it to read on at `place`, which must be the start unless it is a plain file.
    ///
    /// # Errors
    /// See [`Input::open`].
    pub fn open_at(&self, place: Place) -> Result<Records, Failure> {
        let read = Rc::new(Cell::new(place.position.byte));
        let opened = match self {
            Self::Stdin(_) => {
                let live = !is_regular_file(&stdin_metadata());
                decompress::plain(Box::new(io::stdin())).map(|input| (input, live, None))
            }
            Self::File(path) => File::open(path).and_then(|mut file| {
                let metadata = file.metadata()?;
                if metadata.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                if place != Place::START {
                    file.seek(SeekFrom::Start(place.position.byte))?;
                }
                let size = metadata.is_file().then_some(metadata.len());
                let file = Counted { file, read: Rc::clone(&read) };
                Ok((decompress::plain(Box::new(file))?, !metadata.is_file(), size))
            }),
        };
        match opened {
            Ok((input, live, size)) => {
                let reached = size.map(|size| Reached { read, size });
                Ok(Records::new(self.name(), input, live).with_reached(reached).starting_at(place))
            }
            Err(error) => Err(self.failure(&error)),
        }
    }

    /// What to say when reading goes wrong after opening.
    pub fn failure(&self, error: &io::Error) -> Failure {
        match self {
            Self::Stdin(name) => Failure { name: crate::untrusted::escape(name), reason: describe(error) },
            Self::File(path) => Failure::new(path.as_os_str(), error),
        }
    }
}

/// How far the reading of a file has come: in bytes of the file itself, which may be compressed.
#[derive(Clone, Debug)]
pub struct Reached {
    read: Rc<Cell<u64>>,
    size: u64,
}

impl Reached {
    /// How many bytes have been read.
    pub fn read(&self) -> u64 {
        self.read.get()
    }

    /// How many there were when the file was opened.
    pub fn size(&self) -> u64 {
        self.size
    }
}

/// A file that counts what is read of it.
struct Counted {
    file: File,
    read: Rc<Cell<u64>>,
}

impl io::Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// The text of a file that is no JSON: at most `limit` bytes, decompressed, what is not UTF-8 replaced.
///
/// # Errors
/// A [`Failure`] where there is no such file, or it can't be read.
pub fn read_text(path: &OsStr, limit: usize) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| decompress::plain(Box::new(file)));
    let read = opened.and_then(|input| input.take(limit as u64).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(Failure::new(path, &error)),
    }
}

/// Whether what is behind standard input is a file: then nothing has to be answered before the next line comes.
fn is_regular_file(metadata: &io::Result<fs::Metadata>) -> bool {
    metadata.as_ref().is_ok_and(fs::Metadata::is_file)
}

#[cfg(unix)]
fn stdin_metadata() -> io::Result<fs::Metadata> {
    use std::os::fd::AsFd as _;
    File::from(io::stdin().as_fd().try_clone_to_owned()?).metadata()
}

#[cfg(not(unix))]
fn stdin_metadata() -> io::Result<fs::Metadata> {
    Err(io::ErrorKind::Unsupported.into())
}
