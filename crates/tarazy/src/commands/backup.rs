//! `tarazy backup`: everything that an installation needs to stand up again, in one folder. Never the guard: it remembers
//! what was signed, and an old one would forget.
//!
//! ```text
//! SHA256SUMS                    written last
//! dump                          all tables of truth, at one moment
//! installation/                 tarazy.toml, policy, keys/
//! documents/                    the files of filings
//! log/                          tile tree, checkpoint, policy, published checkpoints
//! ```
//!
//! The log is copied before the database, so that the database of a backup is never behind its log.

use super::log::empty;
use crate::cli::Cli;
use crate::config;
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation, POLICY};
use crate::manifest::{Manifest, collect};
use indicatif::ProgressBar;
use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use tarazy_log::export::{self, ExportError};

/// The database's rows.
pub(crate) const DUMP: &str = "dump";
/// Configuration, policy and keys.
pub(crate) const INSTALLATION: &str = "installation";
/// The log's public files.
pub(crate) const LOG: &str = "log";
/// Folder of keys below that of an installation.
pub(crate) const KEYS: &str = "keys";
/// Where the log keeps every checkpoint that it published.
const PUBLISHED: &str = "published";

/// Runs the command.
///
/// # Errors
/// A usage failure if the folder is not empty; a failure of the database or the disk.
pub(crate) fn run(cli: &Cli, dir: &Path) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    make_private(dir)?;
    empty(dir)?;
    let bar = ProgressBar::new(0);
    let sealed = copy_log(&installation, &dir.join(LOG), &bar)?;
    let summary = tarazy_store::backup::dump_to_file(installation.reader()?.as_mut(), &dir.join(DUMP))?;
    let from = installation.folder.join(DOCUMENTS);
    let mut documents = Vec::new();
    collect(&from, Path::new(""), &mut documents)?;
    copy_all(&from, &dir.join(DOCUMENTS), documents.iter().map(PathBuf::as_path), &bar)?;
    copy_installation(&installation, &dir.join(INSTALLATION), &bar)?;
    let files = Manifest::write(dir)?.len();
    bar.finish_and_clear();
    let entries = summary.rows.iter().find(|(table, _)| table == "entry").map_or(0, |(_, n)| *n);
    if cli.json {
        println!("{}", serde_json::json!({ "entries": entries, "sealed": sealed, "files": files }));
        return Ok(());
    }
    println!("{entries} entries, {sealed} of them sealed, and {files} files in {}", dir.display());
    println!("It holds the keys and all content: keep it as locked as the installation itself.");
    Ok(())
}

/// What the latest published checkpoint covers, and the checkpoints before it. Gives the size of the log.
fn copy_log(installation: &Installation, to: &Path, bar: &ProgressBar) -> Result<u64, Failure> {
    let objects = installation.objects(&installation.files()?);
    let policy = installation.policy_text()?;
    let exported = export::export(objects.as_ref(), policy.as_bytes(), to, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    let size = match exported {
        Ok(checkpoint) => checkpoint.checkpoint().size(),
        Err(ExportError::Empty) => return Ok(0),
        Err(e) => return Err(Failure::not_done(e)),
    };
    // Those that were published since reach beyond the tiles that were copied.
    let covered = |name: &String| size_in(name).is_some_and(|of| of <= size);
    for name in objects.list(PUBLISHED).map_err(Failure::not_done)?.iter().filter(|name| covered(name)) {
        if let Some(bytes) = objects.get(name).map_err(Failure::not_done)? {
            put(&to.join(name), &bytes)?;
        }
    }
    Ok(size)
}

/// The size of the tree in the name of a published checkpoint: its digits in groups of three.
fn size_in(name: &str) -> Option<u64> {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn copy_installation(installation: &Installation, to: &Path, bar: &ProgressBar) -> Result<(), Failure> {
    let keys = installation.folder.join(KEYS);
    let mut files = Vec::new();
    collect(&keys, Path::new(""), &mut files)?;
    make_private(&to.join(KEYS))?;
    copy_all(&keys, &to.join(KEYS), files.iter().map(PathBuf::as_path), bar)?;
    let papers = [Path::new(config::FILE), Path::new(POLICY)];
    copy_all(&installation.folder, to, papers.into_iter(), bar)
}

/// Copies files with their modes, durably.
pub(crate) fn copy_all<'a>(
    from: &Path,
    to: &Path,
    names: impl Iterator<Item = &'a Path>,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    for name in names {
        let (source, target) = (from.join(name), to.join(name));
        let failed = |e: std::io::Error| Failure::file(&target, &e);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::copy(&source, &target).map_err(|e| Failure::file(&source, &e))?;
        sync(&target)?;
        bar.inc(1);
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::file(path, &e);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, bytes).map_err(failed)?;
    sync(path)
}

/// Forces a new file and its name to the disk.
fn sync(path: &Path) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::file(path, &e);
    File::open(path).and_then(|file| file.sync_all()).map_err(failed)?;
    let folder = path.parent().unwrap_or(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// Makes a folder that only its owner may enter, if it is missing.
pub(crate) fn make_private(folder: &Path) -> Result<(), Failure> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|e| Failure::file(folder, &e))
}
