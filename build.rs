//! Tells the linker how to make a program that starts sooner. Nothing depends on it but the time that takes.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |of: &str| env::var(format!("CARGO_CFG_TARGET_{of}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    // A program at a fixed place needs no relocation: of some 200 pages that are touched until the first byte is read,
    // that saves more than 20. Go's programs are made so too; like them, this one has no memory errors to hide from.
    println!("cargo::rustc-link-arg-bins=-no-pie");
    // All that is used of libgcc_s is how a backtrace is made. Taken from the archive that gcc has beside it, no library
    // has to be found, mapped and initialised for that.
    if env::var("HOST") == env::var("TARGET") && has_archive() {
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Whether the C compiler, through which rustc links, knows the archive: it prints a path then, and else only the name.
fn has_archive() -> bool {
    let found = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    found.is_ok_and(|found| Path::new(String::from_utf8_lossy(&found.stdout).trim()).is_absolute())
}
