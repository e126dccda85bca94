//! A run that is interrupted, and input that comes when it likes.
#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use super::{finish, talk, two_payloads};

/// What each command writes of a record as soon as it has come, and what that line holds.
const LIVE: [(&[&str], &str); 8] = [
    (&["check", "--format=concise"], "unknown-status"),
    (&["check", "--format=ndjson"], "unknown-status"),
    (&["check", "--format=github"], "unknown-status"),
    (&["show", "--format=tsv"], "locationId"),
    (&["show", "--format=ndjson"], "AppointmentUpdate"),
    (&["history"], ""),
    (&["history", "--format=ndjson"], "first-seen"),
    (&["redact", "--key-env=KEY"], "AppointmentUpdate"),
];

#[test]
fn an_interrupted_run_has_written_what_it_knew_and_ends_as_the_signal_says() {
    for (arguments, held) in LIVE {
        // Whoever runs the tests in the background may have had the signal ignored, which is inherited.
        let mut child = Command::new("env")
            .args(["-i", "--default-signal=INT", "KEY=a key of sixteen bytes or more"])
            .arg(env!("CARGO_BIN_EXE_hoopspect"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(two_payloads().as_bytes()).unwrap();
        // The pipe stays open: that a line comes shows that it waits for nothing.
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(line.contains(held) && line.ends_with('\n'), "{arguments:?}: {line}");
        let killed = Command::new("kill").arg("-INT").arg(child.id().to_string()).status().unwrap();
        assert!(killed.success());
        let output = finish(child, &format!("{arguments:?}"));
        drop(stdin);
        // A shell reports that as 130.
        assert_eq!(output.status.signal(), Some(2), "{arguments:?}");
        let said = talk(&output);
        assert!(said.is_empty(), "{arguments:?}: {said}");
    }
}
