//! The README is true: its commands are run, its tables are made from the program's own.
//!
//! A `console` block holds commands behind `$ ` and what they print, standard error included; `? N` as the first line of
//! an answer is an exit status other than 0. `SNAPSHOTS=overwrite cargo test readme` writes the answers anew.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{root, run};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// Compares the README with what it should be, or makes it so.
fn settle(expected: String) {
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(expected, snapbox::Data::read_from(&root().join("README.md"), None).raw());
}

/// A folder of its own that holds the fixtures, so that commands may write.
fn workshop(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    copy(&root().join("fixtures"), &folder.join("fixtures"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// What a shell in `folder` prints for `command`, as the README writes it.
fn answer(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_hoopspect"));
    let path = format!("{}:{}", program.parent().expect("a folder").display(), std::env::var("PATH").expect("a PATH"));
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    match output.status.code() {
        Some(0) => text,
        code => format!("? {}\n{text}", code.expect("an exit status")),
    }
}

#[test]
fn every_command_shown_prints_what_is_shown() {
    let folder = workshop("readme");
    let mut expected = String::new();
    let mut in_console = false;
    let mut commands = 0;
    for line in readme().lines() {
        match line {
            "```console" => in_console = true,
            "```" => in_console = false,
            _ if in_console => match line.strip_prefix("$ ") {
                Some(command) => {
                    commands += 1;
                    expected.push_str(line);
                    expected.push('\n');
                    expected.push_str(&answer(command, &folder));
                    continue;
                }
                None => continue,
            },
            _ => (),
        }
        expected.push_str(line);
        expected.push('\n');
    }
    assert!(commands > 5, "the README shows commands");
    settle(expected);
}

#[test]
fn its_tables_are_made_from_the_programs_own() {
    let mut expected = readme();
    for (name, arguments) in
        [("rules", ["explain", "--format", "markdown"]), ("fields", ["schema", "--format", "markdown"])]
    {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = expected.split_once(&open).unwrap_or_else(|| panic!("the README has a place for {name}"));
        let (_, after) = rest.split_once(&close).expect("an end");
        expected = format!("{before}{open}{}{close}{after}", run(&arguments).stdout);
    }
    settle(expected);
}
