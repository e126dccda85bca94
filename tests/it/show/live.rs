//! Payloads that come one by one, while a person watches.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::support::valid_payload;

/// Longer than the slowest machine takes; nobody waits for it unless the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_payload_is_shown_before_the_next_one_comes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("show-live");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let pipe = folder.join("hooks");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let line = format!("'{}' show --quiet < '{}'", env!("CARGO_BIN_EXE_hoopspect"), pipe.display());
    let mut screen = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("script");
    let mut shown = screen.stdout.take().expect("a screen");
    let (sender, pieces) = mpsc::channel();
    thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(count @ 1..) = shown.read(&mut piece) {
            if sender.send(String::from_utf8_lossy(&piece[..count]).into_owned()).is_err() {
                return;
            }
        }
    });
    let mut seen = String::new();
    let mut until = |count: usize| {
        while seen.matches("BqTwX8QFwXzpegMve9EQ").count() < count {
            seen.push_str(&pieces.recv_timeout(PATIENCE).expect("a card"));
        }
    };
    // As long as this is open, more may come.
    let mut hooks = File::options().write(true).open(&pipe).expect("a pipe");
    for number in 1..=3 {
        hooks.write_all(valid_payload().as_bytes()).expect("written");
        until(number);
    }
    drop(hooks);
    assert!(screen.wait().expect("an end").success());
}
