//! What the tests share: the program with a clean environment, and what a run of it came to.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The program, in the repository's root, with nothing in its environment that could change what it says.
pub(crate) fn hoopspect() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hoopspect"));
    command.current_dir(root()).env_clear().stdin(Stdio::null());
    command
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The findings of `check --format json`.
    pub(crate) fn findings(&self) -> Vec<serde_json::Value> {
        let report: serde_json::Value = serde_json::from_str(&self.stdout).expect(&self.stdout);
        report["findings"].as_array().expect("a list of findings").clone()
    }
}

/// Runs the program with `arguments`.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, b"")
}

/// Runs the program with `arguments` and `input` on a pipe.
pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = hoopspect()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may end before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    Ran {
        code: output.status.code().expect("an exit status"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// A payload in which nothing can be found.
pub(crate) fn valid_payload() -> String {
    std::fs::read_to_string(root().join("fixtures/valid/update.json")).expect("the fixture")
}
