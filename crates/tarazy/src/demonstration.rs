//! The mark of an installation that the demonstration made. Only `tarazy demo` sets it, when it makes the installation; no setting
//! does, and the mark of one installation is none in another, because it is a hash of the installation's own key.

use crate::failure::Failure;
use crate::installation::Installation;
use std::io::ErrorKind;
use tarazy_docket::sha256;

/// Its file in the data directory.
const FILE: &str = "demonstration";

/// Marks an installation that was just made. For `tarazy demo` alone.
///
/// # Errors
/// A failure if the file cannot be written.
pub(crate) fn mark(installation: &Installation) -> Result<(), Failure> {
    let path = installation.folder.join(FILE);
    std::fs::write(&path, of(installation)?).map_err(|e| Failure::file(&path, &e))
}

/// True if the demonstration made this installation.
///
/// # Errors
/// A failure if the file or the key cannot be read.
pub(crate) fn is_marked(installation: &Installation) -> Result<bool, Failure> {
    let path = installation.folder.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text == of(installation)?),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(Failure::file(&path, &e)),
    }
}

fn of(installation: &Installation) -> Result<String, Failure> {
    let key = installation.keys().bytes("data")?;
    let origin = installation.config.origin.as_bytes();
    Ok(sha256(&[b"tarazy/demonstration/1\n", key.as_slice(), origin]).to_hex())
}
