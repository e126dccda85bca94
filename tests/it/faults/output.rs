//! Output that can't be written, or that nobody reads.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::{Scratch, finish, much, program, talk, two_payloads};
use crate::support::hoopspect;
use crate::ways::ways;

/// At least as much as a pipe holds before its writer has to wait, on any system.
const PIPE: usize = 1 << 16;

/// Standard output or standard error on a full disk.
#[cfg(target_os = "linux")]
fn full() -> fs::File {
    fs::OpenOptions::new().write(true).open("/dev/full").unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_by_every_command() {
    let scratch = Scratch::new("full");
    let file = scratch.file("two.ndjson", two_payloads());
    for way in ways() {
        let child = program(&way).arg(&file).stdout(full()).spawn().unwrap();
        let output = finish(child, &format!("{way:?}"));
        assert_eq!(output.status.code(), Some(2), "{way:?}");
        let talk = talk(&output);
        assert!(talk.contains("hoopspect: can't write the result: no space left on device\n"), "{way:?}: {talk}");
    }
    // Where there is nothing to write, nothing is wrong.
    let quiet = hoopspect().args(["check", "fixtures/valid/update.json"]).stdout(full()).output().unwrap();
    assert_eq!(quiet.status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_hears_the_talk_and_the_status_says_it_all_the_same() {
    let broken = ["check", "-", "fixtures/invalid/invalid-json.json", "/nowhere"];
    let heard = hoopspect().args(broken).output().unwrap();
    let full = hoopspect().args(broken).stderr(full()).output().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let unheard = hoopspect().args(broken).stderr(writer).output().unwrap();
    let shell = ["-c", "exec \"$0\" \"$@\" 2>&-", env!("CARGO_BIN_EXE_hoopspect")];
    let closed = Command::new("sh").args(shell).args(broken).current_dir(crate::support::root()).output().unwrap();
    for output in [full, unheard, closed] {
        assert_eq!((output.status.code(), &output.stdout), (Some(2), &heard.stdout));
    }
    assert!(!heard.stdout.is_empty());
}

#[test]
fn a_closed_output_is_an_output_that_nobody_reads() {
    // A closed standard output is opened as /dev/null before the program can see it.
    let shell = ["-c", "exec \"$0\" \"$@\" >&-", env!("CARGO_BIN_EXE_hoopspect"), "check", "fixtures/invalid"];
    let output = Command::new("sh").args(shell).current_dir(crate::support::root()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(1), Vec::new()));
}

#[test]
fn a_reader_may_leave_before_during_and_at_the_end_of_every_commands_output() {
    let scratch = Scratch::new("closed");
    for way in ways() {
        let file = scratch.file("much.ndjson", much(&way));
        let whole = program(&way).arg(&file).output().unwrap();
        let length = whole.stdout.len();
        assert!(whole.status.code() <= Some(1) && length > 0, "{way:?}");
        for stay in [None, Some(0), Some(1), Some(4096), Some(length / 2), Some(length - 1), Some(length)] {
            let (mut reader, writer) = std::io::pipe().unwrap();
            let mut child = program(&way);
            child.arg(&file).stdout(writer);
            let child = match stay {
                None => {
                    drop(reader);
                    child.spawn().unwrap()
                }
                Some(stay) => {
                    let running = child.spawn().unwrap();
                    // Its copy of the writer has to go, or there would be no end.
                    drop(child);
                    let mut read = Vec::new();
                    reader.by_ref().take(stay as u64).read_to_end(&mut read).unwrap();
                    assert_eq!(read, whole.stdout[..stay.min(length)], "{way:?}");
                    drop(reader);
                    running
                }
            };
            let output = finish(child, &format!("{way:?}"));
            let talk = talk(&output);
            // What fits into the pipe may be written before the reader leaves.
            let may_be_done = stay.is_some_and(|stay| length - stay.min(length) <= PIPE);
            match output.status.code() {
                Some(141) => assert!(talk.is_empty() && stay != Some(length), "{way:?} after {stay:?}: {talk}"),
                code => {
                    assert!(may_be_done, "{way:?} after {stay:?}: {code:?} {talk}");
                    assert_eq!((code, output.stderr), (whole.status.code(), whole.stderr.clone()), "{way:?}");
                }
            }
        }
    }
}

#[test]
fn git_is_told_of_no_crash_whatever_becomes_of_the_output() {
    let sides = [
        "fixtures/diff/rescheduled-and-noshow/before.json",
        "0",
        "0",
        "fixtures/diff/rescheduled-and-noshow/after.json",
        "0",
        "0",
    ];
    let driver = || {
        let mut driver = hoopspect();
        driver.args(["diff", "--git-driver", "hook.json"]).args(sides);
        driver
    };
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = driver().stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), talk(&output)), (Some(0), String::new()));
    #[cfg(target_os = "linux")]
    {
        let output = driver().stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(talk(&output), "hoopspect: can't write the result: no space left on device\n");
    }
}

#[test]
fn reports_in_files_are_whole_whoever_stops_to_read_the_result() {
    let scratch = Scratch::new("reports");
    let file = scratch.file("much.ndjson", two_payloads().replace("\"confirmed\"", "\"Confirmed\"").repeat(2000));
    let check = |name: &str| {
        let report = |format: &str| format!("{format}={}", scratch.0.join(format!("{name}.{format}")).display());
        let mut check = hoopspect();
        check.args(["check", "--report", &report("json"), "--report", &report("junit")]).arg(&file);
        check
    };
    let whole = check("whole").output().unwrap();
    assert!(whole.stdout.len() > PIPE && whole.status.code() <= Some(1));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let unread = check("unread").stdout(writer).output().unwrap();
    assert_eq!(unread.status.code(), Some(141), "{}", talk(&unread));
    #[cfg(target_os = "linux")]
    {
        let unwritten = check("unwritten").stdout(full()).output().unwrap();
        assert_eq!(unwritten.status.code(), Some(2));
        assert!(talk(&unwritten).contains("can't write the result: no space left on device"), "{}", talk(&unwritten));
    }
    for format in ["json", "junit"] {
        let report = |name: &str| fs::read_to_string(scratch.0.join(format!("{name}.{format}"))).unwrap();
        assert!(report("unread") == report("whole"), "{format}");
        #[cfg(target_os = "linux")]
        assert!(report("unwritten") == report("whole"), "{format}");
    }
}

#[test]
fn a_reader_that_stalls_gets_all_of_it_in_the_end() {
    let scratch = Scratch::new("stalled");
    for way in ways() {
        let file = scratch.file("much.ndjson", much(&way));
        let whole = program(&way).arg(&file).output().unwrap();
        let mut child = program(&way).arg(&file).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let mut read = vec![0; whole.stdout.len().min(10)];
        out.read_exact(&mut read).unwrap();
        thread::sleep(Duration::from_millis(20));
        out.read_to_end(&mut read).unwrap();
        let output = finish(child, &format!("{way:?}"));
        assert!(read == whole.stdout, "{way:?}");
        assert_eq!((output.status, output.stderr), (whole.status, whole.stderr), "{way:?}");
    }
}

/// Far more than a program may take in for a reader that does not read; far less than the memory of a machine.
const TOO_MUCH: usize = 16 << 20;

#[test]
fn nothing_is_hoarded_for_a_reader_that_stalls() {
    for arguments in [
        &["check", "--format=concise"][..],
        &["check", "--format=full"],
        &["check", "--format=ndjson"],
        &["check", "--format=json"],
        &["check", "--format=sarif"],
        &["show", "--format=tsv"],
        &["show", "--format=ndjson"],
        &["show", "--format=card"],
        &["history"],
        &["history", "--format=ndjson"],
        &["history", "--format=previous"],
        &["redact", "--key-env=KEY"],
    ] {
        let mut child = hoopspect()
            .args(arguments)
            .env("KEY", "a key of sixteen bytes or more")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let writer = thread::spawn(move || {
            for number in 0.. {
                // Each is another state of the appointment, or `previous` would have nothing to write.
                let pair = two_payloads().replace("Intake call", &number.to_string());
                let is_enough = count.fetch_add(pair.len(), Ordering::SeqCst) > TOO_MUCH;
                if is_enough || stdin.write_all(pair.as_bytes()).is_err() {
                    break;
                }
            }
        });
        // It has stopped taking when nothing more was taken for a while; on a slow machine that may be said too early.
        let mut before = usize::MAX;
        while taken.load(Ordering::SeqCst) != before {
            before = taken.load(Ordering::SeqCst);
            assert!(before < TOO_MUCH, "{arguments:?} takes in more than it can pass on");
            thread::sleep(Duration::from_millis(100));
        }
        drop(child.stdout.take());
        writer.join().unwrap();
        let output = finish(child, &format!("{arguments:?}"));
        assert_eq!(output.status.code(), Some(141), "{arguments:?}: {}", talk(&output));
    }
}

#[test]
fn what_is_written_to_is_not_read() {
    let scratch = Scratch::new("same");
    let text = two_payloads().repeat(400);
    for arguments in [&["check", "--format=ndjson"][..], &["show"], &["history"], &["redact", "--key-env=KEY"]] {
        for from_stdin in [false, true] {
            let file = scratch.file("same.ndjson", &text);
            let mut command = hoopspect();
            let append = fs::OpenOptions::new().append(true).open(&file).unwrap();
            command.args(arguments).env("KEY", "a key of sixteen bytes or more").stdout(append).stderr(Stdio::piped());
            if from_stdin {
                command.stdin(fs::File::open(&file).unwrap())
            } else {
                command.arg(&file)
            };
            let output = finish(command.spawn().unwrap(), &format!("{arguments:?}"));
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(talk(&output).contains("the result is written to it"), "{}", talk(&output));
            assert!(fs::read_to_string(&file).unwrap() == text, "{arguments:?}");
        }
    }
}
