//! Tidiness that no other tool checks: every source file says what it is for, stays readable in length, and the message files
//! have the same keys in three languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file, in lines. A file is one idea; past this it holds more than one.
const MAX_LINES: usize = 700;

/// Which rooms a room may import, tests aside: ARCHITECTURE.md's picture. Imports go down only; offices do not import each other.
const IMPORTS: &[(&str, &[&str])] = &[
    ("access", &["base", "docket", "store"]),
    ("base", &[]),
    ("cluster", &[]),
    ("docket", &[]),
    ("document", &["base"]),
    ("draw", &["docket"]),
    ("law", &["base"]),
    ("log", &["docket", "store"]),
    ("notice", &[]),
    ("oracles", &[]),
    ("procedure", &["base", "docket", "law"]),
    ("registry", &["base", "docket", "draw", "law", "procedure", "store"]),
    ("store", &["docket"]),
    (
        "tarazy",
        &[
            "access",
            "base",
            "docket",
            "document",
            "draw",
            "law",
            "log",
            "notice",
            "procedure",
            "registry",
            "store",
            "web",
        ],
    ),
    ("verify", &["docket", "draw"]),
    (
        "web",
        &[
            "access",
            "base",
            "docket",
            "document",
            "draw",
            "law",
            "log",
            "procedure",
            "registry",
            "store",
            "verify",
        ],
    ),
    ("xtask", &[]),
];

/// Runs every check and reports all faults at once.
pub(crate) fn check() -> Result<(), String> {
    let mut faults = Vec::new();
    for file in files_under(Path::new("crates"), "rs") {
        source_file(&file, &mut faults);
    }
    imports(&mut faults);
    messages(&mut faults);
    if faults.is_empty() { Ok(()) } else { Err(format!("not tidy:\n  {}", faults.join("\n  "))) }
}

fn source_file(path: &Path, faults: &mut Vec<String>) {
    let Ok(text) = fs::read_to_string(path) else {
        faults.push(format!("{}: cannot be read", path.display()));
        return;
    };
    let lines = text.lines().count();
    if lines > MAX_LINES {
        faults.push(format!("{}: {lines} lines, more than {MAX_LINES}", path.display()));
    }
    if !text.starts_with("//!") && !text.starts_with("#!") {
        faults.push(format!("{}: does not begin with a `//!` line that says what it is for", path.display()));
    }
    if text.lines().any(|l| l.ends_with(' ') || l.ends_with('\t')) {
        faults.push(format!("{}: space at the end of a line", path.display()));
    }
}

fn imports(faults: &mut Vec<String>) {
    for manifest in files_under(Path::new("crates"), "toml") {
        let room = manifest.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        let room = room.unwrap_or_default();
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: room `{room}` is not in the table of imports", manifest.display()));
            continue;
        };
        let text = fs::read_to_string(&manifest).unwrap_or_default();
        let section =
            text.split("\n[").find_map(|part| part.strip_prefix("dependencies]")).unwrap_or_default();
        let imported =
            section.lines().filter_map(|l| l.strip_prefix("tarazy-")?.split(['.', ' ', '=']).next());
        for other in imported.filter(|other| !allowed.contains(other)) {
            faults.push(format!("{}: `{room}` may not import `{other}`", manifest.display()));
        }
    }
}

fn messages(faults: &mut Vec<String>) {
    let mut keys: BTreeMap<String, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
    for lang in ["kk", "ru", "en"] {
        for file in files_under(&Path::new("locales").join(lang), "ftl") {
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let text = fs::read_to_string(&file).unwrap_or_default();
            keys.entry(name).or_default().insert(lang, message_keys(&text));
        }
    }
    for (file, langs) in &keys {
        let all: BTreeSet<&String> = langs.values().flatten().collect();
        for lang in ["kk", "ru", "en"] {
            let have = langs.get(lang);
            for key in &all {
                if !have.is_some_and(|h| h.contains(*key)) {
                    faults.push(format!("locales/{lang}/{file}: message `{key}` is missing"));
                }
            }
        }
    }
}

fn message_keys(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase() || c == '-'))
        .filter_map(|l| l.split_once('=').map(|(k, _)| k.trim().to_owned()))
        .collect()
}

/// The files below a folder whose name ends so, sorted.
pub(crate) fn files_under(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let Ok(entries) = fs::read_dir(dir) else { return out };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.extend(files_under(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            out.push(path);
        }
    }
    out.sort();
    out
}
