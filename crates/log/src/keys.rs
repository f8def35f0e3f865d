//! Files of secret keys: one line of text, readable by their owner alone (docket.md section 10.4).

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use tarazy_docket::note::{KeyError, SignerError};
use tarazy_docket::{Cosigner, KeyName, Signer};

/// Why a key file cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is a file already. A key is never written over.
    #[error("{} exists already; a key is never written over", .0.display())]
    Exists(PathBuf),
    /// Others than its owner may read or write the file.
    #[error("{path} can be read by others; run: chmod 600 {path}", path = .0.display())]
    Open(PathBuf),
    /// The text is no key of the kind that is needed.
    #[error("{}: {}", .0.display(), .1)]
    Content(PathBuf, SignerError),
    /// The key's name cannot be one, or the seed is weak.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The system failed.
    #[error("{}: {}", .0.display(), .1)]
    Io(PathBuf, io::Error),
}

/// Makes a key that signs notes (log, acknowledgement) of 32 bytes from the system's random source, and its file.
///
/// # Errors
/// [`KeyFileError`].
pub fn create_signer(path: &Path, name: KeyName, seed: &[u8; 32]) -> Result<Signer, KeyFileError> {
    let signer = Signer::from_seed(name, seed)?;
    create_secret(path, &signer.reveal())?;
    Ok(signer)
}

/// Makes a witness's key of 32 bytes from the system's random source, and its file.
///
/// # Errors
/// [`KeyFileError`].
pub fn create_cosigner(path: &Path, name: KeyName, seed: &[u8; 32]) -> Result<Cosigner, KeyFileError> {
    let cosigner = Cosigner::from_seed(name, seed)?;
    create_secret(path, &cosigner.reveal())?;
    Ok(cosigner)
}

/// Reads a key that signs notes.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_signer(path: &Path) -> Result<Signer, KeyFileError> {
    Signer::from_text(&load_secret(path)?).map_err(|e| KeyFileError::Content(path.to_owned(), e))
}

/// Reads a witness's key.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_cosigner(path: &Path) -> Result<Cosigner, KeyFileError> {
    Cosigner::from_text(&load_secret(path)?).map_err(|e| KeyFileError::Content(path.to_owned(), e))
}

/// Writes one line of secret text to a new file that only its owner may read, durably.
///
/// # Errors
/// [`KeyFileError`].
pub fn create_secret(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let io = |e| KeyFileError::Io(path.to_owned(), e);
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeyFileError::Exists(path.to_owned()));
        }
        other => other.map_err(io)?,
    };
    file.write_all(text.as_bytes()).map_err(io)?;
    file.write_all(b"\n").map_err(io)?;
    file.sync_all().map_err(io)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}

/// Reads the line of a secret file, if only its owner may read it.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_secret(path: &Path) -> Result<String, KeyFileError> {
    let io = |e| KeyFileError::Io(path.to_owned(), e);
    let file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.mode() & 0o077 != 0 {
        return Err(KeyFileError::Open(path.to_owned()));
    }
    let text = io::read_to_string(file).map_err(io)?;
    Ok(text.strip_suffix('\n').map_or(text.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_key_comes_back_from_its_file_and_only_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let (log, witness) = (folder.path().join("log.key"), folder.path().join("witness.key"));
        let signer = create_signer(&log, "log.example/tarazy".parse().unwrap(), &[1; 32]).unwrap();
        let cosigner = create_cosigner(&witness, "bar.example".parse().unwrap(), &[2; 32]).unwrap();
        assert_eq!(load_signer(&log).unwrap().verifier(), signer.verifier());
        assert_eq!(load_cosigner(&witness).unwrap().verifier(), cosigner.verifier());
        assert!(matches!(load_signer(&witness), Err(KeyFileError::Content(..))));
        assert!(matches!(load_cosigner(&log), Err(KeyFileError::Content(..))));
        let again = create_signer(&log, "log.example/tarazy".parse().unwrap(), &[3; 32]);
        assert!(matches!(again, Err(KeyFileError::Exists(_))));
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(load_signer(&log), Err(KeyFileError::Open(_))));
        assert!(matches!(load_signer(&folder.path().join("none")), Err(KeyFileError::Io(..))));
    }
}
