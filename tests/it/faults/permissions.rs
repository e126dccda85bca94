//! What may not be read or written. The superuser may do all of it: then the program runs as somebody else.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{talk, two_payloads};

/// Somebody who owns nothing.
const NOBODY: u32 = 65534;

/// A folder that everybody can reach, with a copy of the program in it.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("hoopspect-permissions-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        set_mode(&folder, 0o755);
        fs::copy(env!("CARGO_BIN_EXE_hoopspect"), folder.join("hoopspect")).unwrap();
        set_mode(&folder.join("hoopspect"), 0o755);
        Self(folder)
    }

    /// Runs the program with `arguments` in the folder, without the superuser's rights.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.0.join("hoopspect"));
        command.args(arguments).current_dir(&self.0).env_clear();
        if fs::metadata(&self.0).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for name in ["secret.json", "shut", "mixed/shut"] {
            set_mode(&self.0.join(name), 0o755);
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn set_mode(path: &Path, mode: u32) {
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
}

#[test]
fn what_may_not_be_read_is_said_and_the_rest_is_read() {
    let place = Place::new();
    for folder in ["shut", "mixed/shut"] {
        fs::create_dir_all(place.0.join(folder)).unwrap();
    }
    for file in ["good.json", "secret.json", "shut/in.json", "mixed/good.json", "mixed/shut/in.json"] {
        fs::write(place.0.join(file), two_payloads()).unwrap();
        set_mode(&place.0.join(file), 0o644);
    }
    for shut in ["secret.json", "shut", "mixed/shut"] {
        set_mode(&place.0.join(shut), 0o000);
    }
    for command in ["check", "show", "history", "redact"] {
        for (inputs, complaint) in [
            (&["secret.json", "good.json"][..], "hoopspect: secret.json: permission denied\n"),
            (&["shut", "good.json"], "hoopspect: shut: permission denied\n"),
            (&["shut/in.json", "good.json"], "hoopspect: shut/in.json: permission denied\n"),
            (&["mixed"], "hoopspect: mixed/shut: permission denied\n"),
        ] {
            let output = place.run(&[&[command][..], inputs].concat());
            let said = talk(&output);
            assert_eq!(output.status.code(), Some(2), "{command} {inputs:?}: {said}");
            assert!(said.contains(complaint), "{command} {inputs:?}: {said}");
            assert!(!output.stdout.is_empty(), "{command} {inputs:?}: {said}");
        }
    }
    let diff = place.run(&["diff", "good.json", "secret.json"]);
    assert_eq!((diff.status.code(), diff.stdout.as_slice()), (Some(2), &b""[..]));
    let baseline = place.run(&["history", "--baseline=secret.json", "good.json"]);
    assert_eq!(baseline.status.code(), Some(2));
    assert!(talk(&baseline).contains("secret.json: permission denied"));
    let key = place.run(&["redact", "--key-file=secret.json", "good.json"]);
    assert_eq!((key.status.code(), key.stdout.as_slice()), (Some(2), &b""[..]));
    assert!(talk(&key).contains("secret.json: permission denied"));
    // The folder itself is not theirs to write to.
    for (arguments, complaint) in [
        (&["check", "--report=json=new.json", "good.json"][..], "new.json: can't be written: permission denied"),
        (&["check", "--report=json=secret.json", "good.json"], "secret.json: can't be written: permission denied"),
        (&["redact", "--out=new", "good.json"], "new: permission denied"),
        (&["redact", "--out=mixed", "good.json"], ": can't be written: permission denied"),
    ] {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(talk(&output).contains(complaint), "{arguments:?}: {}", talk(&output));
    }
}
