//! `tarazy key seal` and `tarazy key unseal`: keys that exist, put under a passphrase or taken from under it.

use crate::cli::Cli;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::keys;
use crate::passphrase::Passphrases;
use std::path::PathBuf;
use std::sync::Arc;
use tarazy_log::keys::reference::is_reference;
use tarazy_log::keys::{KeyFileError, Unlock as _, read, replace_secret, sealed};

/// Seals all keys of the installation, or these files; what only refers to a token is left as it is. One that is sealed already must open with the same passphrase, so that
/// one passphrase opens all of them; nothing is written before that is known. May be repeated after an interruption.
///
/// # Errors
/// A usage failure that names the file.
pub(super) fn seal(cli: &Cli, files: &[PathBuf]) -> Result<(), Failure> {
    let (files, passphrases) = subjects(cli, files)?;
    let mut plain = Vec::new();
    for path in files {
        let text = read(&path).map_err(Failure::usage)?;
        if sealed::is_sealed(&text) {
            open(&passphrases, &path, &text)?;
        } else if !is_reference(&text) {
            plain.push((path, text));
        }
    }
    let count = plain.len();
    for (path, line) in plain {
        let text = keys::seal(&line, &passphrases)?;
        replace_secret(&path, &text).map_err(Failure::usage)?;
    }
    println!("{count} sealed");
    eprintln!(
        "Older backups hold these keys unsealed, and so may the disk: whoever must be sure makes new keys (`tarazy key add`)."
    );
    Ok(())
}

/// Unseals all keys of the installation, or these files. All must open before any is written.
///
/// # Errors
/// A usage failure that names the file.
pub(super) fn unseal(cli: &Cli, files: &[PathBuf]) -> Result<(), Failure> {
    let (files, passphrases) = subjects(cli, files)?;
    let mut opened = Vec::new();
    for path in files {
        let text = read(&path).map_err(Failure::usage)?;
        if sealed::is_sealed(&text) {
            let line = open(&passphrases, &path, &text)?;
            opened.push((path, line));
        }
    }
    for (path, line) in &opened {
        replace_secret(path, line).map_err(Failure::usage)?;
    }
    println!("{} unsealed", opened.len());
    Ok(())
}

/// The files, and where their passphrase comes from. Files that are named need no installation: a witness's key has none.
fn subjects(cli: &Cli, files: &[PathBuf]) -> Result<(Vec<PathBuf>, Arc<Passphrases>), Failure> {
    if !files.is_empty() {
        return Ok((files.to_vec(), Arc::new(Passphrases::of(None))));
    }
    let installation = Installation::open(&cli.data_dir)?;
    Ok((installation.keys().all()?, installation.passphrases))
}

fn open(passphrases: &Passphrases, path: &std::path::Path, text: &str) -> Result<String, Failure> {
    passphrases.open(text).map_err(|e| Failure::usage(KeyFileError::Sealed(path.to_owned(), e)))
}
