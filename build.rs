//! Tells the linker how to make a program that starts sooner. Nothing depends on it but the time that takes, and where
//! the linker might not be one that we know, nothing is told.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The parts of the C library that rustc links a program against.
const C_LIBRARY: [&str; 6] = ["util", "rt", "pthread", "m", "dl", "c"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/start.ld");
    let given = |name: &str| env::var(name).unwrap_or_default();
    if given("CARGO_CFG_TARGET_OS") != "linux" || given("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    // A program at a fixed place needs no relocation: of some 200 pages that are touched until the first byte is read,
    // that saves more than 20. Go's programs are made so too; like them, this one has no memory errors to hide from.
    tell("-no-pie");
    // Who has a linker or flags of their own (sanitizers, coverage) is not to be surprised.
    let is_usual = given("CARGO_ENCODED_RUSTFLAGS").is_empty() && given("RUSTC_LINKER").is_empty();
    if is_usual && given("HOST") == given("TARGET") && takes_scripts() {
        tell(&format!("-T{}/src/start.ld", given("CARGO_MANIFEST_DIR")));
        link_archives(&PathBuf::from(given("OUT_DIR")).join("archives"));
    }
}

/// Hands a flag to the C compiler that links the program.
fn tell(flag: &str) {
    println!("cargo::rustc-link-arg-bins={flag}");
}

/// Whether the linker is one of those that place functions as a script tells them to: GNU's or LLVM's.
fn takes_scripts() -> bool {
    let asked = Command::new("cc").arg("-Wl,--version").output();
    let said = asked.map(|asked| String::from_utf8_lossy(&asked.stdout).into_owned()).unwrap_or_default();
    said.starts_with("GNU ld") || said.starts_with("LLD")
}

/// Has the program linked without shared libraries, as far as there are archives for them: what is found, mapped and bound
/// at each start takes longer than all that a small file needs. Rust has a target feature for that, which no package can set
/// for itself; so rustc asks for shared libraries, and finds in this folder, before the linker's own, archives alone.
fn link_archives(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    // All that is used of libgcc_s is how a backtrace is made, and that is in an archive that gcc has beside it.
    let Some(unwinding) = archive("gcc_eh") else { return };
    if fs::create_dir_all(folder).is_err() || !put(folder, "gcc_s", &unwinding) {
        return;
    }
    tell(&format!("-L{}", folder.display()));
    // Many systems have the archives of the C library in a package of their own. What it can't do without loading libraries
    // (names of users and of hosts, character sets) is not used.
    let Some(parts) = C_LIBRARY.iter().map(|part| archive(part)).collect::<Option<Vec<_>>>() else { return };
    if C_LIBRARY.iter().zip(&parts).all(|(part, path)| put(folder, part, path)) {
        // Archives need each other, which linkers that read them in order have to be told.
        ["-static", "-Wl,--start-group", "-lc", "-lgcc", "-lgcc_eh", "-Wl,--end-group"].into_iter().for_each(tell);
    }
}

/// Where the C compiler, through which rustc links, has an archive: it prints a path then, and else only the name.
fn archive(name: &str) -> Option<PathBuf> {
    let found = Command::new("cc").arg(format!("-print-file-name=lib{name}.a")).output().ok()?;
    let path = PathBuf::from(String::from_utf8_lossy(&found.stdout).trim());
    path.is_absolute().then_some(path)
}

/// Puts an archive into the folder under the name of a library; whether that went well.
#[cfg(unix)]
fn put(folder: &Path, library: &str, archive: &Path) -> bool {
    std::os::unix::fs::symlink(archive, folder.join(format!("lib{library}.a"))).is_ok()
}

/// Programs for Linux are linked like this on Linux only.
#[cfg(not(unix))]
fn put(_: &Path, _: &str, _: &Path) -> bool {
    false
}
