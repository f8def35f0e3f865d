//! Keys of an installation: files of mode 0600 in `keys/`, one a key (docket.md section 10, point 4).

use crate::failure::Failure;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tarazy_docket::{Signer, VerifierKey};
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_log::keys;

/// The folder of keys.
pub(crate) struct Keys(PathBuf);

impl Keys {
    /// The keys of a data directory.
    pub(crate) fn new(folder: &Path) -> Self {
        Self(folder.join("keys"))
    }

    /// Makes the folder, readable by its owner alone.
    ///
    /// # Errors
    /// A failure that names the folder.
    pub(crate) fn create(&self) -> Result<(), Failure> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .map_err(|e| Failure::file(&self.0, &e))
    }

    /// Writes a new key; an existing one is never overwritten.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn put(&self, name: &str, text: &str) -> Result<(), Failure> {
        keys::create_secret(&self.path(name), text).map_err(Failure::usage)
    }

    /// A key of 32 bytes, kept as hex.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn bytes(&self, name: &str) -> Result<[u8; 32], Failure> {
        let path = self.path(name);
        let text = keys::load_secret(&path).map_err(Failure::usage)?;
        let mut out = [0; 32];
        let wrong = |_| Failure::usage(format!("{}: not a key of 32 bytes in hex", path.display()));
        hex::decode_to_slice(text.trim(), &mut out).map_err(wrong)?;
        Ok(out)
    }

    /// The signing keys of a kind that are in use, the eldest first: `log.key`, `log-2.key` and so on.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn signers(&self, kind: &str) -> Result<Vec<Signer>, Failure> {
        let load = |(_, path): &(u32, PathBuf)| keys::load_signer(path).map_err(Failure::usage);
        self.files(kind)?.iter().map(load).collect()
    }

    /// The signing key of a kind that signs alone: the newest.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn signer(&self, kind: &str) -> Result<Signer, Failure> {
        let missing = || Failure::usage(format!("{}: no key", self.path(kind).display()));
        self.signers(kind)?.pop().ok_or_else(missing)
    }

    /// Makes one more signing key of a kind.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn add(&self, kind: &str, key: &Signer) -> Result<(), Failure> {
        let last = self.files(kind)?.last().map_or(0, |(number, _)| *number);
        self.put(&numbered(kind, last + 1), &key.reveal())
    }

    /// Takes a signing key out of use; its file stays under another name.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn end(&self, kind: &str, key: &VerifierKey) -> Result<(), Failure> {
        for (_, path) in self.files(kind)? {
            if keys::load_signer(&path).map_err(Failure::usage)?.verifier() == key {
                return fs::rename(&path, path.with_extension("ended")).map_err(|e| Failure::file(&path, &e));
            }
        }
        Ok(())
    }

    /// The files of a kind with their numbers, ascending.
    fn files(&self, kind: &str) -> Result<Vec<(u32, PathBuf)>, Failure> {
        let failed = |e: std::io::Error| Failure::file(&self.0, &e);
        let mut files = Vec::new();
        for item in fs::read_dir(&self.0).map_err(failed)? {
            let path = item.map_err(failed)?.path();
            let name = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".key"));
            let number = match name.and_then(|n| n.strip_prefix(kind)) {
                Some("") => Some(1),
                Some(rest) => rest.strip_prefix('-').and_then(|n| n.parse().ok()),
                None => None,
            };
            files.extend(number.map(|number| (number, path)));
        }
        files.sort_unstable();
        Ok(files)
    }

    /// A key of a verifiable random function: a member's of the local beacon, or of the court's contribution.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn vrf(&self, name: &str) -> Result<SecretKey, Failure> {
        let wrong = |e| Failure::usage(format!("{}: {e}", self.path(name).display()));
        SecretKey::from_bytes(Suite::Tai, &self.bytes(name)?).map_err(wrong)
    }

    /// The file of a key.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.key"))
    }
}

/// The name of a kind's nth key.
fn numbered(kind: &str, number: u32) -> String {
    if number == 1 { kind.to_owned() } else { format!("{kind}-{number}") }
}
