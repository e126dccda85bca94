//! What the command line names: files, folders and standard input.

use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use crate::untrusted::escape_path;

use super::chunks::Ahead;
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
                if is_input(entry.path()) && may_be_file(&entry) {
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

/// Whether something in a folder is a file, or a link to one. Pipes and devices were not meant, and would keep us waiting;
/// a link that leads nowhere is worth a complaint.
fn may_be_file(entry: &ignore::DirEntry) -> bool {
    match entry.file_type() {
        Some(kind) if kind.is_symlink() => fs::metadata(entry.path()).map_or(true, |metadata| metadata.is_file()),
        kind => kind.is_some_and(|kind| kind.is_file()),
    }
}

/// Whether a file is one of those that its folder stands for.
fn is_input(file: &Path) -> bool {
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
        let opened = match self {
            Self::Stdin(_) => {
                let metadata = metadata_of(&io::stdin());
                let live = !metadata.as_ref().is_ok_and(fs::Metadata::is_file);
                metadata.map_or(Ok(()), |metadata| refuse_output(&metadata)).and_then(|()| {
                    let input = decompress::plain(Box::new(io::stdin()))?;
                    Ok(Records::new(self.name(), input, live))
                })
            }
            Self::File(path) => File::open(path).and_then(|file| {
                let metadata = file.metadata()?;
                if metadata.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                refuse_output(&metadata)?;
                let size = metadata.is_file().then_some(metadata.len());
                let (file, reached) = Counted::new(file, 0, size);
                let input = decompress::plain(Box::new(file))?;
                Ok(Records::new(self.name(), input, !metadata.is_file()).with_reached(reached))
            }),
        };
        opened.map_err(|error| self.failure(&error))
    }

    /// Reads on in it where somebody has read ahead: in the same file, whatever its name leads to by now.
    ///
    /// # Errors
    /// A [`Failure`] where that place can't be gone back to.
    pub fn read_on(&self, ahead: Ahead) -> Result<Records, Failure> {
        let Ahead { mut file, place } = ahead;
        let start = place.position.byte;
        file.seek(SeekFrom::Start(start)).map_err(|error| self.failure(&error))?;
        let size = file.metadata().map_err(|error| self.failure(&error))?.len();
        let (file, reached) = Counted::new(file, start, Some(size));
        Ok(Records::new(self.name(), Box::new(file), false).with_reached(reached).starting_at(place))
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

impl Counted {
    /// Counts on from `start`; how far the reading has come can be told where the file has a size.
    fn new(file: File, start: u64, size: Option<u64>) -> (Self, Option<Reached>) {
        let read = Rc::new(Cell::new(start));
        let reached = size.map(|size| Reached { read: Rc::clone(&read), size });
        (Self { file, read }, reached)
    }
}

impl io::Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// The text of a file that is no JSON, and whether that is all of it: at most `limit` bytes, decompressed, what is not UTF-8
/// replaced.
///
/// # Errors
/// A [`Failure`] where there is no such file, or it can't be read.
pub fn read_text(path: &OsStr, limit: usize) -> Result<(String, bool), Failure> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| decompress::plain(Box::new(file)));
    let read = opened.and_then(|input| input.take(limit as u64 + 1).read_to_end(&mut bytes));
    let is_whole = bytes.len() <= limit;
    bytes.truncate(limit);
    match read {
        Ok(_) => Ok((String::from_utf8_lossy(&bytes).into_owned(), is_whole)),
        Err(error) => Err(Failure::new(path, &error)),
    }
}

/// Whether nothing comes on standard input for so long, not even its end; `false` where that can't be told.
pub fn is_stdin_silent(time: Duration) -> bool {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let stdin = io::stdin();
        let time = Timespec::try_from(time).ok();
        poll(&mut [PollFd::new(&stdin, PollFlags::IN)], time.as_ref()) == Ok(0)
    }
    #[cfg(not(unix))]
    {
        let _ = time;
        false
    }
}

/// Whether the file at `path`, which is there and has no links in it, is one of the inputs that `arguments` name, under whatever
/// name. Written to, it would be lost, or read as an input.
pub fn is_among(path: &Path, arguments: &[OsString]) -> bool {
    let Ok(found) = fs::metadata(path) else { return false };
    let is_read = |input| match input {
        Ok(Input::Stdin(_)) => is_behind(&io::stdin(), &found),
        Ok(Input::File(input)) => {
            fs::metadata(&input).is_ok_and(|input| is_same_file(&found, &input))
                || Path::new(&input).canonicalize().is_ok_and(|input| input == path)
        }
        Err(_) => false,
    };
    expand(arguments, "").into_iter().any(is_read)
}

/// Where the files are that `arguments` name, folders expanded: of a link, it and what it leads to.
pub fn places(arguments: &[OsString]) -> Vec<PathBuf> {
    let places = expand(arguments, "").into_iter().flat_map(|input| match input {
        Ok(Input::File(file)) => [place_of(&file), file.canonicalize().ok()],
        _ => [None, None],
    });
    places.flatten().collect()
}

/// Where a file is, or would be, whatever leads to its folder; a link is not followed.
pub fn place_of(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(file.file_name()?))
}

/// Whether standard output or standard error goes to the file at `path`.
pub fn is_standard_stream(path: &Path) -> bool {
    let Ok(found) = fs::metadata(path) else { return false };
    is_behind(&io::stdout(), &found) || is_behind(&io::stderr(), &found)
}

/// Refuses the file that standard output is written to: reading it would never come to an end.
fn refuse_output(input: &fs::Metadata) -> io::Result<()> {
    if is_behind(&io::stdout(), input) { Err(io::Error::other("the result is written to it")) } else { Ok(()) }
}

/// Whether both are of one file, and of no device or pipe.
#[cfg(unix)]
fn is_same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Not known here.
#[cfg(not(unix))]
fn is_same_file(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

/// Whether a standard stream leads to or from this file.
#[cfg(unix)]
fn is_behind(stream: &impl std::os::fd::AsFd, file: &fs::Metadata) -> bool {
    metadata_of(stream).is_ok_and(|behind| is_same_file(file, &behind))
}

/// Not known here.
#[cfg(not(unix))]
fn is_behind<S>(_: &S, _: &fs::Metadata) -> bool {
    false
}

/// What is behind a standard stream: where that is a file, nothing has to be answered before the next line comes.
#[cfg(unix)]
fn metadata_of(stream: &impl std::os::fd::AsFd) -> io::Result<fs::Metadata> {
    File::from(stream.as_fd().try_clone_to_owned()?).metadata()
}

#[cfg(not(unix))]
fn metadata_of<S>(_: &S) -> io::Result<fs::Metadata> {
    Err(io::ErrorKind::Unsupported.into())
}
