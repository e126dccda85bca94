//! What comes from outside: where from, how much of it, and why; `deny.toml` says what may.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use crate::support::root;

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect(name)
}

/// The keys of a table of `Cargo.toml`.
fn keys(manifest: &str, table: &str) -> BTreeSet<String> {
    let (_, rest) = manifest.split_once(&format!("\n[{table}]\n")).expect(table);
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

/// The names in backquotes.
fn names(text: &str) -> BTreeSet<String> {
    let name = Regex::new("`([a-z0-9_-]+)`").unwrap();
    name.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_direct_dependency_has_its_reason_and_all_of_them_are_counted() {
    let (manifest, lock, text) = (read("Cargo.toml"), read("Cargo.lock"), read("ARCHITECTURE.md"));
    let (_, section) = text.split_once("\n## Dependencies\n").expect("a section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let (program, tests) = section.split_once("For tests and benchmarks only: ").expect("those of the tests");
    let (tests, counted) = tests.split_once("\n\n").expect("how many there are");
    let table: String =
        program.lines().map(|line| line.rsplit_once(" | ").map_or(line, |(crates, _)| crates)).collect();
    let mut direct = keys(&manifest, "dependencies");
    direct.extend(keys(&manifest, "target.'cfg(unix)'.dependencies"));
    assert_eq!(names(&table), direct);
    assert_eq!(names(tests), keys(&manifest, "dev-dependencies"));
    let locked = lock.matches("\n[[package]]\n").count();
    assert!(counted.contains(&format!("{locked} packages")), "Cargo.lock has {locked} packages: {counted}");
}

#[test]
fn every_package_comes_from_the_registry_and_is_what_it_was() {
    let lock = read("Cargo.lock");
    let packages: Vec<&str> = lock.split("\n[[package]]\n").skip(1).collect();
    let own = format!("name = \"{}\"", env!("CARGO_PKG_NAME"));
    for package in packages.iter().filter(|package| !package.starts_with(&own)) {
        assert!(package.contains("\nsource = \"registry+"), "{package}");
        assert!(package.contains("\nchecksum = \""), "{package}");
    }
    assert!(packages.len() > 10);
}

#[test]
fn nothing_of_ours_is_unsafe() {
    let (_, lints) =
        read("Cargo.toml").split_once("\n[lints.rust]\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(lints.starts_with("unsafe_code = \"forbid\"\n"));
}
