//! What the program says of itself: help, version, manual, completions; and how it takes bad usage.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Output, Stdio};

use hoopspect::cli::Cli;
use regex::Regex;

use crate::support::{hoopspect, root, run};

/// The names of the commands.
fn commands() -> Vec<String> {
    Cli::whole().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

#[test]
fn bare_it_prints_its_short_help() {
    let (bare, short) = (run(&[]), run(&["-h"]));
    assert_eq!((bare.code, bare.stderr.as_str()), (0, ""));
    assert_eq!(bare.stdout, short.stdout);
    assert!(bare.stdout.lines().count() < run(&["--help"]).stdout.lines().count());
    for command in commands() {
        assert!(bare.stdout.contains(&format!("\n  {command} ")), "{}", bare.stdout);
    }
}

#[test]
fn the_version_is_the_programs_wherever_it_is_asked_for() {
    for arguments in [&["--version"][..], &["-V"], &["check", "--version"], &["man", "-V"]] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout), (0, format!("hoopspect {}\n", env!("CARGO_PKG_VERSION"))));
    }
}

#[test]
fn every_command_has_help_with_examples_that_can_be_typed() {
    let mut asked = vec![vec!["--help".to_owned()]];
    asked.extend(commands().into_iter().map(|command| vec![command, "--help".to_owned()]));
    for arguments in asked {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = run(&arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ran.stdout);
        let (_, rest) = ran.stdout.split_once("\nExamples:\n").expect(&ran.stdout);
        let examples = rest.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("  #"));
        let mut tried = 0;
        for part in examples.flat_map(|line| line.split('|')).map(str::trim) {
            let typed = part.split_once(" > ").map_or(part, |(typed, _)| typed);
            if typed.starts_with("hoopspect ") {
                tried += 1;
                let typed: Vec<OsString> = typed.split_whitespace().map(OsString::from).collect();
                Cli::read(&typed).unwrap_or_else(|error| panic!("{error}"));
            }
        }
        assert!(tried > 0, "{}", ran.stdout);
    }
}

#[test]
fn mistakes_are_bad_usage_with_a_suggestion() {
    for (arguments, said) in [
        (&["chekc", "x.json"][..], "a similar subcommand exists: 'check'"),
        (&["check", "--max-findings", "-1"], "not a whole number"),
        (&["check", "--strct"], "'--strict'"),
        (&["check", "--format", "jsn"], "'json'"),
        (&["man", "chek"], "'check'"),
        (&["schema", "--event", "updated"], "'update'"),
        (&["che"], "unrecognized subcommand"),
        (&["hook.json"], "`hoopspect show hook.json`"),
        (&["help", "check"], "`hoopspect COMMAND --help`"),
        (&["check", "--stri"], "unexpected argument"),
        (&["check", "--width", "3"], "3 is not from 20 to"),
        (&["completions"], "<SHELL>"),
        (&["--quiet"], "requires a subcommand"),
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
}

fn output(arguments: &[&OsStr]) -> Output {
    hoopspect().args(arguments).output().expect("the program starts")
}

#[test]
fn what_was_typed_does_nothing_to_a_terminal() {
    let sequence = Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    let attacks: [&[u8]; 6] = [
        b"\x1b]0;x\x07",
        b"--\x1b[31mred",
        b"x\n::error::forged\r##[error]forged",
        "\u{202e}gpj.exe\u{200b}".as_bytes(),
        b"--\xff\xfe\x1b[2J",
        b"\xc2\x9b31m",
    ];
    for attack in attacks.map(OsStr::from_bytes) {
        let places: [&[&str]; 6] =
            [&[], &["explain"], &["check", "--deny"], &["man"], &["check", "--format"], &["check", "--tz"]];
        for place in places {
            for color in ["--color=always", "--color=never"] {
                let arguments: Vec<&OsStr> = place.iter().map(OsStr::new).chain([attack, OsStr::new(color)]).collect();
                let Output { status, stdout, stderr } = output(&arguments);
                assert_eq!((status.code(), stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
                let text = String::from_utf8(stderr).unwrap();
                assert!(text.contains("error:"), "{text}");
                let mut plain = text.clone();
                if color == "--color=always" {
                    // clap's own sequences may stay, such as its yellow around what was typed; a typed one may not.
                    plain = sequence.replace_all(&text, "").into_owned();
                    assert!(!text.contains("\u{1b}[31mred"), "{text:?}");
                }
                let is_dangerous = |letter: char| letter != '\n' && hoopspect::untrusted::is_unsafe(letter);
                assert!(!plain.contains(is_dangerous), "{arguments:?}: {text:?}");
                assert!(!plain.lines().any(|line| line.trim_start().starts_with("::")), "{text:?}");
                assert!(!plain.contains("##["), "{text:?}");
            }
        }
    }
}

#[test]
fn help_and_mistakes_are_coloured_where_colour_is_on() {
    let is_coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = hoopspect().args(arguments).envs(variables.iter().copied()).output().expect("a run");
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    for arguments in [&["--help"][..], &["check", "-h"], &["chekc"], &["explain", "zebra"]] {
        assert!(!is_coloured(arguments, &[]), "{arguments:?}");
        assert!(is_coloured(arguments, &[("CLICOLOR_FORCE", "1")]), "{arguments:?}");
        assert!(!is_coloured(arguments, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "{arguments:?}");
        let asked = [arguments, &["--color", "always"]].concat();
        assert!(is_coloured(&asked, &[("NO_COLOR", "1")]), "{asked:?}");
    }
}

#[test]
fn help_that_nobody_reads_is_no_crash() {
    for arguments in [&["--help"][..], &[], &["schema"], &["explain"], &["man"], &["completions", "bash"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let closed = hoopspect().args(arguments).stdout(writer).stderr(Stdio::piped()).output().expect("a run");
        assert_eq!((closed.status.code(), closed.stderr), (Some(141), Vec::new()), "{arguments:?}");
        if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
            let full = hoopspect().args(arguments).stdout(full).stderr(Stdio::piped()).output().expect("a run");
            assert_eq!(full.status.code(), Some(2), "{arguments:?}");
            assert!(String::from_utf8_lossy(&full.stderr).contains("can't write"), "{arguments:?}");
        }
    }
}

#[test]
fn there_is_a_manual_page_of_the_program_and_of_each_command() {
    let main = run(&["man"]);
    assert_eq!((main.code, main.stderr.as_str()), (0, ""));
    for section in ["NAME", "SYNOPSIS", "COMMANDS", "\"EXIT STATUS\"", "ENVIRONMENT", "EXAMPLES"] {
        assert!(main.stdout.contains(&format!("\n.SH {section}\n")), "{section}: {}", main.stdout);
    }
    for command in commands() {
        assert!(main.stdout.contains(&format!("hoopspect\\-{command}(1)")), "{}", main.stdout);
        let page = run(&["man", &command]);
        assert_eq!((page.code, page.stderr.as_str()), (0, ""));
        let title = format!(".TH HOOPSPECT-{} 1 ", command.to_uppercase());
        assert!(page.stdout.contains(&title), "{title}: {}", page.stdout);
        assert!(page.stdout.contains("\n.SH EXAMPLES\n"), "{command}");
        assert!(page.stdout.contains(&format!("\n.SH SYNOPSIS\nhoopspect {command} [OPTIONS]")), "{}", page.stdout);
    }
}

#[test]
fn completions_know_commands_flags_and_rules() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run(&["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        // clap_complete's scripts for elvish and PowerShell complete no values.
        let takes_values = matches!(shell, "bash" | "zsh" | "fish");
        for word in ["check", "skip-other-events", "ends-before-start"].iter().take(if takes_values { 3 } else { 2 }) {
            assert!(ran.stdout.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn the_problem_matcher_understands_concise_lines() {
    let matcher = fs::read_to_string(root().join(".ci/problem-matcher.json")).expect("the matcher");
    let matcher: serde_json::Value = serde_json::from_str(&matcher).expect("JSON");
    let pattern = &matcher["problemMatcher"][0]["pattern"][0];
    let regexp = Regex::new(pattern["regexp"].as_str().expect("a text")).expect("a pattern");
    let ran = run(&["check", "--notes", "--format", "concise", "fixtures/invalid"]);
    assert!(ran.stdout.lines().count() > 20, "{}", ran.stdout);
    for line in ran.stdout.lines() {
        let found = regexp.captures(line).unwrap_or_else(|| panic!("{line}"));
        let part = |name: &str| &found[usize::try_from(pattern[name].as_u64().expect("a number")).unwrap()];
        assert!(root().join(part("file")).is_file(), "{line}");
        assert!(part("line").parse::<u32>().is_ok() && part("column").parse::<u32>().is_ok(), "{line}");
        let rule = hoopspect::rules::find(part("code")).expect(line);
        assert_eq!(part("severity"), rule.severity.name(), "{line}");
        assert!(line.ends_with(part("message")));
    }
}

#[test]
fn at_a_terminal_with_nothing_to_read_it_says_how_to_use_it() {
    for (command, example) in [("show", "hoopspect show hook.json"), ("diff", "hoopspect diff before.json after.json")]
    {
        // `script` (util-linux) gives the program a terminal of its own.
        let line = format!("'{}' {command}", env!("CARGO_BIN_EXE_hoopspect"));
        let output = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .stdin(Stdio::null())
            .output()
            .expect("script starts");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(said.contains("nothing to read") && said.contains(example), "{command}: {said}");
    }
}

#[test]
fn of_a_flag_that_is_typed_twice_the_last_one_holds() {
    let file = "fixtures/upstream/appointment-update.json";
    for command in commands() {
        let line = match command.as_str() {
            "explain" => vec!["explain", "invalid-json"],
            "schema" => vec!["schema"],
            "diff" => vec!["diff", file, file],
            "check" | "show" | "history" | "redact" => vec![command.as_str(), file],
            _ => continue,
        };
        let twice = run(&[&line[..], &["--width", "40", "--quiet", "--width", "60", "--quiet"]].concat());
        let once = run(&[&line[..], &["--width", "60", "--quiet"]].concat());
        assert_eq!((twice.code, twice.stderr), (once.code, once.stderr), "{command}");
        assert!(command == "redact" || twice.stdout == once.stdout, "{command}");
    }
    let ran = run(&["check", "--format", "json", "--max-findings", "1", "--format", "concise", file]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
}

#[test]
fn how_far_reading_has_come_is_told_at_a_terminal_only() {
    // Long enough for a slow machine; a fast one has nothing to tell of, at a terminal or not.
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("progress.ndjson");
    let event = fs::read_to_string(root().join("fixtures/upstream/appointment-update.json")).expect("a fixture");
    fs::write(&file, event.repeat(10_000)).expect("written");
    let name = file.to_str().expect("a name");
    for arguments in [&["history", "--summary", name][..], &["check", "--threads", "1", name], &["check", name]] {
        let ran = run(arguments);
        assert!(!ran.stderr.contains(['\r', '%']) && !ran.stdout.contains('\r'), "{}", ran.stderr);
    }
    // At a terminal nothing is left of it: what it took is blank again before anything else is written.
    let line = format!("'{}' history --summary '{name}' --width 60", env!("CARGO_BIN_EXE_hoopspect"));
    let output =
        Command::new("script").args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output().expect("script");
    let screen = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    for drawn in screen.split('\n') {
        let last = drawn.rsplit('\r').next().expect("a part");
        assert!(!last.contains(" read ("), "{screen}");
    }
}
