//! Files of secret keys: one line of text, or that line sealed by a passphrase; readable by their owner alone (docket.md
//! section 10.4).

pub mod reference;
pub mod sealed;

use reference::{NotAReference, Reference};
use sealed::SealFault;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use tarazy_docket::note::{KeyError, SignerError};
use tarazy_docket::{Cosigner, KeyName, Signer, VerifierKey};

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
    /// The file is sealed and cannot be opened.
    #[error("{}: {}", .0.display(), .1)]
    Sealed(PathBuf, UnlockFault),
    /// The file refers to a token in a way that is not understood.
    #[error("{}: {}", .0.display(), .1)]
    Reference(PathBuf, NotAReference),
    /// The key lies in a token, and is wanted in memory.
    #[error("{} refers to a key in a PKCS#11 token, which signs checkpoints only", .0.display())]
    InToken(PathBuf),
    /// The key's name cannot be one, or the seed is weak.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The system failed.
    #[error("{}: {}", .0.display(), .1)]
    Io(PathBuf, io::Error),
}

/// Opens sealed keys: whoever knows where a passphrase is to be had.
pub trait Unlock {
    /// The plain line of a sealed file's text.
    ///
    /// # Errors
    /// [`UnlockFault`].
    fn open(&self, text: &str) -> Result<String, UnlockFault>;
}

/// Why a sealed key is not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnlockFault {
    /// There is no passphrase to be had.
    #[error("it is sealed, and there is no passphrase: {0}")]
    NoPassphrase(String),
    /// It cannot be opened by this one.
    #[error(transparent)]
    Seal(#[from] SealFault),
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
pub fn load_signer(path: &Path, unlock: &dyn Unlock) -> Result<Signer, KeyFileError> {
    Signer::from_text(&load_secret(path, unlock)?).map_err(|e| KeyFileError::Content(path.to_owned(), e))
}

/// Reads a witness's key.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_cosigner(path: &Path, unlock: &dyn Unlock) -> Result<Cosigner, KeyFileError> {
    Cosigner::from_text(&load_secret(path, unlock)?).map_err(|e| KeyFileError::Content(path.to_owned(), e))
}

/// The public half of a key that signs notes; a sealed one is not opened for it, and no token asked.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_verifier(path: &Path) -> Result<VerifierKey, KeyFileError> {
    let text = read(path)?;
    let content = |e| KeyFileError::Content(path.to_owned(), e);
    if reference::is_reference(&text) {
        return Ok(refers(path, &text)?.key);
    }
    if sealed::is_sealed(&text) {
        let named = sealed::named(&text).map_err(|e| KeyFileError::Sealed(path.to_owned(), e.into()))?;
        return named.ok_or_else(|| content(SignerError::NotASecretKey));
    }
    Ok(Signer::from_text(&text).map_err(content)?.verifier().clone())
}

/// The object of a token that a file refers to; `None` if it holds a key of its own.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_reference(path: &Path) -> Result<Option<Reference>, KeyFileError> {
    let text = read(path)?;
    if reference::is_reference(&text) { refers(path, &text).map(Some) } else { Ok(None) }
}

fn refers(path: &Path, text: &str) -> Result<Reference, KeyFileError> {
    text.parse().map_err(|e| KeyFileError::Reference(path.to_owned(), e))
}

/// Writes secret text to a new file that only its owner may read, durably.
///
/// # Errors
/// [`KeyFileError`].
pub fn create_secret(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let io = |e| KeyFileError::Io(path.to_owned(), e);
    write_new(path, text)?;
    sync_folder(path).map_err(io)
}

/// Puts other secret text into a file, durably: at every moment the file holds the old text or the new one. What held the old
/// one is written over, as far as the file system lets it.
///
/// # Errors
/// [`KeyFileError`].
pub fn replace_secret(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let io = |e| KeyFileError::Io(path.to_owned(), e);
    let mut old = OpenOptions::new().write(true).open(path).map_err(io)?;
    let length = old.metadata().map_err(io)?.len();
    let new = path.with_added_extension("new");
    // An earlier try that did not come to its end may have left one.
    match std::fs::remove_file(&new) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(io(e)),
        Ok(()) | Err(_) => {}
    }
    write_new(&new, text)?;
    std::fs::rename(&new, path).map_err(io)?;
    sync_folder(path).map_err(io)?;
    io::copy(&mut io::repeat(0).take(length), &mut old).map_err(io)?;
    old.sync_all().map_err(io)
}

/// The folder of a file remembers its name after a loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all())
}

fn write_new(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let io = |e| KeyFileError::Io(path.to_owned(), e);
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeyFileError::Exists(path.to_owned()));
        }
        other => other.map_err(io)?,
    };
    file.write_all(text.as_bytes()).map_err(io)?;
    file.write_all(b"\n").map_err(io)?;
    file.sync_all().map_err(io)
}

/// Reads the line of a secret file, if only its owner may read it; a sealed one is opened.
///
/// # Errors
/// [`KeyFileError`].
pub fn load_secret(path: &Path, unlock: &dyn Unlock) -> Result<String, KeyFileError> {
    let text = read(path)?;
    if reference::is_reference(&text) {
        return Err(KeyFileError::InToken(path.to_owned()));
    }
    if !sealed::is_sealed(&text) {
        return Ok(text);
    }
    unlock.open(&text).map_err(|e| KeyFileError::Sealed(path.to_owned(), e))
}

/// Reads the text of a secret file as it lies there, if only its owner may read it.
///
/// # Errors
/// [`KeyFileError`].
pub fn read(path: &Path) -> Result<String, KeyFileError> {
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

    /// Whoever has no passphrase.
    struct Nobody;

    impl Unlock for Nobody {
        fn open(&self, _: &str) -> Result<String, UnlockFault> {
            Err(UnlockFault::NoPassphrase("nobody has it".to_owned()))
        }
    }

    #[test]
    fn a_key_comes_back_from_its_file_and_only_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let (log, witness) = (folder.path().join("log.key"), folder.path().join("witness.key"));
        let signer = create_signer(&log, "log.example/tarazy".parse().unwrap(), &[1; 32]).unwrap();
        let cosigner = create_cosigner(&witness, "bar.example".parse().unwrap(), &[2; 32]).unwrap();
        assert_eq!(load_signer(&log, &Nobody).unwrap().verifier(), signer.verifier());
        assert_eq!(load_cosigner(&witness, &Nobody).unwrap().verifier(), cosigner.verifier());
        assert!(matches!(load_signer(&witness, &Nobody), Err(KeyFileError::Content(..))));
        assert!(matches!(load_cosigner(&log, &Nobody), Err(KeyFileError::Content(..))));
        let again = create_signer(&log, "log.example/tarazy".parse().unwrap(), &[3; 32]);
        assert!(matches!(again, Err(KeyFileError::Exists(_))));
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(load_signer(&log, &Nobody), Err(KeyFileError::Open(_))));
        assert!(matches!(load_signer(&folder.path().join("none"), &Nobody), Err(KeyFileError::Io(..))));
    }

    #[test]
    fn a_key_is_replaced_at_once_and_what_held_the_old_one_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let (file, other_name) = (folder.path().join("log.key"), folder.path().join("watched"));
        create_secret(&file, "old").unwrap();
        std::fs::hard_link(&file, &other_name).unwrap();
        // What an interrupted try left.
        std::fs::write(folder.path().join("log.key.new"), "half").unwrap();
        replace_secret(&file, "new").unwrap();
        assert_eq!(read(&file).unwrap(), "new");
        assert_eq!(std::fs::read(&other_name).unwrap(), b"\0\0\0\0", "the old place, seen by another name");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_sealed_key_shows_its_public_half_and_nothing_else_without_its_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.key");
        let signer = create_signer(&file, "log.example/tarazy".parse().unwrap(), &[1; 32]).unwrap();
        let passphrase = sealed::Passphrase::new("correct horse".to_owned()).unwrap();
        let text = sealed::seal(&read(&file).unwrap(), &passphrase, &[7; 32]).unwrap();
        replace_secret(&file, &text).unwrap();
        assert_eq!(load_verifier(&file).unwrap(), *signer.verifier());
        let refused = load_signer(&file, &Nobody).unwrap_err().to_string();
        assert!(refused.contains("log.key: it is sealed") && refused.contains("nobody has it"), "{refused}");
    }
}
