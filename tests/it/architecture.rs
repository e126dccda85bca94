//! ARCHITECTURE.md's table of layers is true: modules use those below them, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// The rows of the table: a layer's number and its modules.
fn layers() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut layers = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let Ok(layer) = cells[1].parse() else { continue };
        for module in cells[2].split(',') {
            layers.insert(module.trim().trim_matches('`').to_owned(), layer);
        }
    }
    assert!(layers.len() > 10, "the table was found");
    layers
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module at the crate's top level that a file belongs to.
fn module_of(file: &Path) -> String {
    let relative = file.strip_prefix(root().join("src")).expect("a source file");
    let first = relative.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a source text names with `crate::`.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        for (at, path) in line.match_indices("crate::") {
            let rest = &line[at + path.len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split(',').map(|part| part.trim().split([':', '}']).next().unwrap_or("")).collect(),
                None => {
                    vec![rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or("")]
                }
            };
            found.extend(names.into_iter().filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    found
}

#[test]
fn modules_import_downwards_only() {
    let layers = layers();
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let mut modules = Vec::new();
    for file in &files {
        let module = module_of(file);
        let text = fs::read_to_string(file).expect("a source file");
        assert!(text.starts_with("//!"), "{} says what it is for", file.display());
        let Some(&layer) = layers.get(&module) else { panic!("{module} is not in ARCHITECTURE.md's table") };
        for import in imports(&text).into_iter().filter(|import| *import != module) {
            let Some(&below) = layers.get(&import) else { panic!("{}: crate::{import} is no module", file.display()) };
            assert!(below < layer, "{}: {module} (layer {layer}) uses {import} (layer {below})", file.display());
        }
        modules.push(module);
    }
    for module in layers.keys() {
        assert!(modules.contains(module), "ARCHITECTURE.md names {module}, which is gone");
    }
}

/// What a file has to be named in ARCHITECTURE.md for: the signs of it, and the modules or files that may hold them.
const RESERVED: [(&[&str], &[&str]); 3] = [
    (&["colored::"], &["report/style.rs"]),
    (
        &["std::fs", "File::", "io::stdin", "io::stdout", "io::stderr", "env::var", "print!(", "println!("],
        &["input", "console", "commands", "time/zone.rs", "lib.rs"],
    ),
    (&["getrandom::"], &["redact/key.rs"]),
];

#[test]
fn colour_and_the_world_outside_are_for_those_that_are_named() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = || code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (signs, owners) in RESERVED {
            let is_owner = owners.iter().any(|owner| file.ends_with(owner) || module_of(&file) == *owner);
            let found = signs.iter().find(|sign| lines().any(|line| line.contains(*sign)));
            assert!(is_owner || found.is_none() || file.ends_with("tests.rs"), "{}: {found:?}", file.display());
        }
    }
    for owner in RESERVED.iter().flat_map(|(_, owners)| *owners) {
        assert!(
            architecture.contains(&format!("`{}`", owner.trim_end_matches(".rs")))
                || architecture.contains(&format!("`{owner}`")),
            "{owner}"
        );
    }
}
