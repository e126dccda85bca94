//! Inputs that are not there, are no files, go away or change while they are read.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use super::{Scratch, finish, program, talk, two_payloads, writer_of};
use crate::audit::{audit, audit_talk};
use crate::support::{hoopspect, root, valid_payload};
use crate::ways::{Way, ways};

/// The ways that take any number of inputs.
fn readers() -> Vec<Way> {
    ways().into_iter().filter(|way| way.command() != "diff").collect()
}

#[test]
fn what_cant_be_read_is_said_and_the_rest_is_read() {
    let scratch = Scratch::new("unreadable");
    let (first, last) = (scratch.file("first.json", two_payloads()), scratch.file("last.json", two_payloads()));
    let at = |name: &str| scratch.0.join(name);
    symlink("loop.json", at("loop.json")).unwrap();
    symlink("nowhere.json", at("dangling.json")).unwrap();
    fs::create_dir(at("empty")).unwrap();
    fs::create_dir(at("looping")).unwrap();
    symlink("there.json", at("looping/there.json")).unwrap();
    for (bad, reason) in [
        (at("missing.json"), "no such file"),
        (PathBuf::new(), "no such file"),
        (at("loop.json"), "too many levels of symbolic links"),
        (at("dangling.json"), "no such file"),
        (at("first.json/below"), "not a directory"),
        (at(&"long".repeat(100)), "file name too long"),
        (at("empty"), "the folder holds no *.json, *.jsonl or *.ndjson file"),
        (at("looping"), "too many levels of symbolic links"),
        (scratch.file("nothing.json", ""), "holds no payload"),
        (scratch.file("blank.json", "\n \n"), "holds no payload"),
        (scratch.file("cut.json.gz", b"\x1f\x8b\x08\0\0"), "the compressed data is cut off"),
        #[cfg(target_os = "linux")]
        ("/dev/null".into(), "holds no payload"),
        #[cfg(target_os = "linux")]
        ("/proc/self/mem".into(), "input/output error"),
    ] {
        for way in readers() {
            // The result may say how many files there were; what is found in the others stays.
            let good = program(&way).args([&first, &last]).output().unwrap();
            let ran = program(&way).args([&first, &bad, &last]).output().unwrap();
            let said = talk(&ran);
            assert_eq!(ran.status.code(), Some(2), "{bad:?} {way:?}: {said}");
            assert!(said.contains(reason) && said.contains("hoopspect: "), "{bad:?} {way:?}: {said}");
            let lines = |out: Vec<u8>| String::from_utf8(out).unwrap().lines().count();
            // JUnit has a suite of its own for what can't be read.
            let more = if way.arguments.iter().any(|argument| argument == "--format=junit") { 5 } else { 0 };
            assert_eq!(lines(ran.stdout), lines(good.stdout) + more, "{bad:?} {way:?}: {said}");
        }
        for way in ways().iter().filter(|way| way.command() == "diff" && bad != Path::new("/dev/null")) {
            for sides in [[&first, &bad], [&bad, &first]] {
                let single = scratch.file("single.json", valid_payload());
                let sides = sides.map(|side| if *side == first { &single } else { side });
                let ran = program(way).args(sides).output().unwrap();
                let said = talk(&ran);
                assert_eq!((ran.status.code(), ran.stdout.as_slice()), (Some(2), &b""[..]), "{bad:?} {way:?}: {said}");
                let has_reason = said.contains(reason) || reason.starts_with("holds no") && said.contains("holds");
                assert!(has_reason, "{bad:?} {way:?}: {said}");
            }
        }
    }
}

#[test]
fn standard_input_may_be_closed_or_a_folder() {
    for command in ["check", "show", "history", "redact", "diff"] {
        let folder = hoopspect().args([command, "-"]).stdin(fs::File::open(root()).unwrap()).output().unwrap();
        assert_eq!((folder.status.code(), folder.stdout.as_slice()), (Some(2), &b""[..]), "{command}");
        assert!(talk(&folder).contains("hoopspect: <stdin>: is a folder\n"), "{command}: {}", talk(&folder));
        // A closed standard input is opened as /dev/null before the program can see it.
        let shell = ["-c", "exec \"$0\" \"$@\" <&-", env!("CARGO_BIN_EXE_hoopspect"), command, "-"];
        let closed = Command::new("sh").args(shell).output().unwrap();
        assert_eq!((closed.status.code(), closed.stdout.as_slice()), (Some(2), &b""[..]), "{command}");
        assert!(talk(&closed).contains("hoopspect: <stdin>: holds no payload\n"), "{command}: {}", talk(&closed));
    }
}

#[test]
fn a_pipe_with_a_name_is_read_as_a_file() {
    let scratch = Scratch::new("pipes");
    let file = scratch.file("two.ndjson", two_payloads());
    let pipe = scratch.pipe("pipe.ndjson");
    for way in ways() {
        let whole = program(&way).arg(&file).output().unwrap();
        // Whoever opens it twice hangs when the writer has left before, which it doesn't always.
        for _ in 0..8 {
            let child = program(&way).arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
            writer_of(&pipe).write_all(two_payloads().as_bytes()).unwrap();
            let output = finish(child, &format!("{way:?}"));
            // How long a pipe is can't be known before, and so not how wide the table's first column has to be.
            let here = |text: Vec<u8>| {
                let text = String::from_utf8(text).unwrap().replace("pipe.ndjson", "two.ndjson");
                text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
            };
            assert_eq!(output.status, whole.status, "{way:?}");
            if !is_fingerprinted(&way) {
                assert_eq!(here(output.stdout), here(whole.stdout.clone()), "{way:?}");
            }
        }
    }
}

/// Whether the output holds digests that the file's name is part of.
fn is_fingerprinted(way: &Way) -> bool {
    way.arguments.iter().any(|argument| argument == "--format=sarif")
}

#[test]
fn a_folder_of_all_sorts_is_gone_through_to_its_end() {
    let scratch = Scratch::new("sorts");
    let at = |name: &str| scratch.0.join(name);
    fs::create_dir_all(at("below/further.json")).unwrap();
    scratch.file("below/good.json", two_payloads());
    scratch.file("z.json", two_payloads());
    // Into itself, up, and around.
    symlink("..", at("below/up")).unwrap();
    symlink(".", at("self.json")).unwrap();
    symlink("b.json", at("a.json")).unwrap();
    symlink("a.json", at("b.json")).unwrap();
    symlink("z.json", at("link.json")).unwrap();
    // Nobody will ever write to these.
    scratch.pipe("pipe.json");
    symlink("pipe.json", at("to-pipe.json")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("s.json")).unwrap();
    fs::write(scratch.0.join(OsStr::from_bytes(b"\xff\x1b[2J.json")), two_payloads()).unwrap();
    for way in readers() {
        let child = program(&way).arg(&scratch.0).stdout(Stdio::piped()).spawn().unwrap();
        let output = finish(child, &format!("{way:?}"));
        let said = talk(&output);
        assert_eq!(output.status.code(), Some(2), "{way:?}: {said}");
        assert_eq!(said.matches("symbolic links\n").count(), 2, "{way:?}: {said}");
        assert_eq!(audit_talk(&said), Ok(()), "{way:?}");
        assert_eq!(audit(way.shape, &String::from_utf8(output.stdout).unwrap()), Ok(()), "{way:?}");
    }
    let counted = hoopspect().args(["check", "--format=json"]).arg(&scratch.0).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&counted.stdout).unwrap();
    // The two files, the link to one of them, and the one with the strange name.
    assert_eq!((&report["summary"]["files"], &report["summary"]["records"]), (&4.into(), &8.into()));
}

#[test]
fn names_that_are_no_unicode_are_read_and_said() {
    let scratch = Scratch::new("names");
    let name = scratch.0.join(OsStr::from_bytes(b"a\xff\n::error::\x1b[2J\xe2\x80.json"));
    fs::write(&name, two_payloads()).unwrap();
    for way in ways() {
        let output = program(&way).arg(&name).output().unwrap();
        let said = talk(&output);
        assert!(output.status.code() <= Some(1), "{way:?}: {said}");
        assert_eq!(audit(way.shape, &String::from_utf8(output.stdout).unwrap()), Ok(()), "{way:?}");
        assert_eq!(audit_talk(&said), Ok(()), "{way:?}");
    }
    fs::remove_file(&name).unwrap();
    for command in ["check", "show", "history", "redact", "diff"] {
        let output = hoopspect().arg(command).arg(&name).output().unwrap();
        let said = talk(&output);
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains("a\\xff\\u{a}\\u{3a}:error::\\u{1b}[2J\\xe2\\x80.json: no such file\n"), "{said}");
    }
}

#[test]
fn files_may_vanish_before_their_turn() {
    let scratch = Scratch::new("vanishing");
    let pipe = scratch.pipe("first");
    let last = scratch.file("last.json", two_payloads());
    for way in readers() {
        for is_folder in [false, true] {
            let folder = scratch.0.join("folder");
            fs::create_dir(&folder).unwrap();
            let gone = folder.join("gone.json");
            fs::write(&gone, two_payloads()).unwrap();
            let middle = if is_folder { &folder } else { &gone };
            let child = program(&way).args([&pipe, middle, &last]).stdout(Stdio::piped()).spawn().unwrap();
            let mut writer = writer_of(&pipe);
            // The folder has been looked through by now: the first input is open.
            fs::remove_dir_all(&folder).unwrap();
            writer.write_all(two_payloads().as_bytes()).unwrap();
            drop(writer);
            let output = finish(child, &format!("{way:?}"));
            let said = talk(&output);
            assert_eq!(output.status.code(), Some(2), "{way:?}: {said}");
            assert!(said.contains("gone.json: no such file\n"), "{way:?}: {said}");
            assert!(!output.stdout.is_empty(), "{way:?}: {said}");
        }
    }
}

/// What `check` makes of a file of `records` that `change` changes when the beginning has been read: until then it has to
/// wait, since nobody reads what it writes.
fn changing(threads: &str, records: usize, change: impl FnOnce(&Path)) -> (Option<i32>, Vec<serde_json::Value>) {
    let scratch = Scratch::new(&format!("changing-{threads}"));
    let record = two_payloads().lines().nth(1).unwrap().to_owned() + "\n";
    let file = scratch.file("changing.ndjson", record.repeat(records));
    let mut command = hoopspect();
    command.args(["check", "--format=ndjson", "--threads", threads]).arg(&file).stderr(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut text = vec![0];
    out.read_exact(&mut text).unwrap();
    change(&file);
    let reader = thread::spawn(move || out.read_to_end(&mut text).map(|_| text));
    let output = finish(child, "a file that changes");
    talk(&output);
    let text = String::from_utf8(reader.join().unwrap().unwrap()).unwrap();
    (output.status.code(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn files_may_grow_shrink_and_be_replaced_while_they_are_read() {
    const RECORDS: usize = 9000;
    let record = two_payloads().lines().nth(1).unwrap().to_owned() + "\n";
    let broken = |findings: &[serde_json::Value]| findings.iter().filter(|f| f["rule"] != "unknown-status").count();
    for threads in ["1", "2"] {
        let (code, findings) = changing(threads, RECORDS, |file| {
            let mut file = fs::OpenOptions::new().append(true).open(file).unwrap();
            file.write_all(record.repeat(100).as_bytes()).unwrap();
        });
        assert_eq!((code, findings.len(), broken(&findings)), (Some(0), RECORDS + 100, 0), "{threads} threads");

        // Half of the last record is left: it is one that is cut off.
        let half = (record.len() * RECORDS - record.len() / 2) as u64;
        let (code, findings) = changing(threads, RECORDS, |file| {
            fs::OpenOptions::new().write(true).open(file).unwrap().set_len(half).unwrap();
        });
        assert_eq!((code, findings.len(), broken(&findings)), (Some(1), RECORDS, 1), "{threads} threads");

        let (code, findings) = changing(threads, RECORDS, |file| fs::remove_file(file).unwrap());
        assert_eq!((code, findings.len(), broken(&findings)), (Some(0), RECORDS, 0), "{threads} threads");

        let (code, _) = changing(threads, RECORDS, |file| {
            fs::OpenOptions::new().write(true).truncate(true).open(file).unwrap();
        });
        assert!(code <= Some(2), "{threads} threads");
    }
}
