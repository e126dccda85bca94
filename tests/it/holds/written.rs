//! Whatever is read, what is written is well-formed and harmless.

use std::fs;
use std::path::PathBuf;

use hoopspect::cli::Cli;

use crate::audit::{audit, audit_talk};
use crate::ways::{Way, run_as_typed, scratch, ways};

/// All ways, typed once for a file: reading a command line takes longer than many an input.
struct Typed {
    file: PathBuf,
    ways: Vec<(Way, Cli)>,
}

thread_local! {
    static TYPED: Typed = Typed::new();
}

impl Typed {
    fn new() -> Self {
        let file = scratch(&format!("holds-{:?}", std::thread::current().id()));
        let coloured = ways().into_iter().filter(Way::is_for_people).map(|way| way.in_colour());
        let ways = ways().into_iter().chain(coloured).map(|way| (way.clone(), way.on(&file))).collect();
        Self { file, ways }
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
    }
}

/// The `commands` in every format write what is right by its grammar and acts on nobody. A fuzzer has many inputs, and
/// each goes one way only, which the input decides.
pub(super) fn well(commands: &[&str], bytes: &[u8]) {
    TYPED.with(|typed| {
        fs::write(&typed.file, bytes).expect("a file");
        let ways: Vec<_> = typed.ways.iter().filter(|(way, _)| commands.contains(&way.command())).collect();
        let turn = bytes.iter().fold(bytes.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        let turn = turn.checked_rem(ways.len()).filter(|_| cfg!(fuzzing));
        for (_, (way, cli)) in ways.iter().enumerate().filter(|(index, _)| turn.is_none_or(|turn| turn == *index)) {
            let outcome = run_as_typed(way, cli);
            assert!(outcome.code <= 2);
            assert_eq!(audit(way.shape, &outcome.out), Ok(()), "{way:?}");
            assert_eq!(audit_talk(&outcome.err), Ok(()), "{way:?}");
        }
    });
}

/// What the command writes for programs in this format, line by line.
pub(super) fn lines(command: &str, format: &str, bytes: &[u8]) -> Vec<String> {
    let is_asked_for = |way: &Way| way.command() == command && way.arguments.iter().any(|typed| typed == format);
    TYPED.with(|typed| {
        fs::write(&typed.file, bytes).expect("a file");
        let (way, cli) = typed.ways.iter().find(|(way, _)| is_asked_for(way)).expect("a way");
        run_as_typed(way, cli).out.lines().map(str::to_owned).collect()
    })
}
