//! Everything around the program that can fail: each fault has its exit status and its message, and stops nothing that
//! could still be done.
#![cfg(unix)]

mod input;
mod interrupted;
mod output;
mod permissions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{hoopspect, valid_payload};
use crate::ways::Way;

/// How long a run may take before it counts as hung. Nothing is measured: this is what ends a test that has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder of its own for a test, removed when it ends well.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// A file with these contents.
    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, contents).unwrap();
        path
    }

    /// A pipe with a name.
    fn pipe(&self, name: &str) -> PathBuf {
        let path = self.0.join(name);
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !thread::panicking() {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }
}

/// Two payloads of an appointment, the second of which is another state of it, with something to find.
fn two_payloads() -> String {
    let payload: Value = serde_json::from_str(&valid_payload()).unwrap();
    let mut moved = payload.clone();
    moved["appointment"]["appointmentStatus"] = "no-show".into();
    moved["appointment"]["notes"] = "moved\n".repeat(20).into();
    format!("{payload}\n{moved}\n")
}

/// Inputs in pairs as [`two_payloads`], so long that no pipe holds what comes of it; for `diff`, one pair as long.
fn much(way: &Way) -> String {
    if way.command() == "diff" {
        two_payloads().replace("moved\\n", &"word moved\\n".repeat(1500))
    } else {
        two_payloads().repeat(400)
    }
}

/// The program as `way` says, with a key of its own where it would make one up.
fn program(way: &Way) -> Command {
    let mut command = hoopspect();
    command.args(&way.arguments).env("KEY", "a key of sixteen bytes or more").stderr(Stdio::piped());
    if way.command() == "redact" {
        command.arg("--key-env=KEY");
    }
    command
}

/// What the run came to, which must not hang.
fn finish(mut child: Child, what: &str) -> Output {
    let begun = Instant::now();
    let watched = child.id();
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        if receiver.recv_timeout(PATIENCE).is_err() {
            let _ = Command::new("kill").arg("-KILL").arg(watched.to_string()).status();
        }
    });
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    let _ = sender.send(());
    watch.join().unwrap();
    assert!(begun.elapsed() < PATIENCE, "{what} hangs");
    output
}

/// A pipe with a name, opened for writing: that waits for the program to open it, but not for ever.
fn writer_of(pipe: &Path) -> fs::File {
    let (sender, receiver) = std::sync::mpsc::channel();
    let path = pipe.to_owned();
    thread::spawn(move || sender.send(fs::OpenOptions::new().write(true).open(path)));
    receiver.recv_timeout(PATIENCE).expect("the program opens the pipe").unwrap()
}

/// What it said on standard error.
fn talk(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).expect("UTF-8 on standard error");
    assert!(!text.contains("panicked"), "{text}");
    text
}
