//! `tarazy law check`: reads the files of a law and says what is wrong with them, or what they hold.

use crate::cli::Cli;
use crate::failure::Failure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tarazy_base::Certainty;
use tarazy_law::{Law, LawErrors, LawFile, Listed};

/// Runs the command.
///
/// # Errors
/// A failure with every fault of the files, or if they cannot be read.
pub(crate) fn run(cli: &Cli, dir: Option<&Path>) -> Result<(), Failure> {
    let law = match dir {
        Some(dir) => from(dir)?,
        None => super::applied(cli)?.0,
    };
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let listed = law.listed();
    for rule in &listed {
        let row = counts.entry(rule.section).or_default();
        row[place(rule)] += 1;
    }
    if cli.json {
        let row = |[v, s, m, l]: &[usize; 4]| serde_json::json!({ "V": v, "S": s, "M": m, "L": l });
        let sections: BTreeMap<&str, _> = counts.iter().map(|(name, marks)| (*name, row(marks))).collect();
        println!(
            "{}",
            serde_json::json!({ "law": law.meta().id, "rules": listed.len(), "sections": sections })
        );
        return Ok(());
    }
    println!("law {}: {} rules, no fault", law.meta().id, listed.len());
    println!("{:<14}{:>6}{:>6}{:>6}{:>6}", "", "V", "S", "M", "L");
    for (section, [v, s, m, l]) in counts {
        println!("{section:<14}{v:>6}{s:>6}{m:>6}{l:>6}");
    }
    Ok(())
}

fn place(rule: &Listed<'_>) -> usize {
    Certainty::ALL.iter().position(|mark| *mark == rule.certainty).unwrap_or(0)
}

/// The law of the files `*.toml` of a folder, in the order of their names.
fn from(dir: &Path) -> Result<Law, Failure> {
    let entries = std::fs::read_dir(dir).map_err(|e| Failure::file(dir, &e))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Failure::file(dir, &e))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).map_err(|e| Failure::file(&path, &e))?;
        files.push((path.display().to_string(), bytes));
    }
    let files: Vec<LawFile<'_>> = files.iter().map(|(name, bytes)| LawFile { name, bytes }).collect();
    Law::load(&files).map_err(|errors| faults(&errors))
}

fn faults(errors: &LawErrors) -> Failure {
    let count = errors.0.len();
    Failure::not_done(format!("{errors}\n{count} fault{}", if count == 1 { "" } else { "s" }))
}
