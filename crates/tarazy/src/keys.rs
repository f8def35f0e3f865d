//! Keys of an installation: files of mode 0600 in `keys/`, one a key (docket.md section 10, point 4).

use crate::failure::Failure;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tarazy_docket::Signer;
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

    /// A signing key.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn signer(&self, name: &str) -> Result<Signer, Failure> {
        keys::load_signer(&self.path(name)).map_err(Failure::usage)
    }

    /// A member's key of the local beacon.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn vrf(&self, name: &str) -> Result<SecretKey, Failure> {
        let wrong = |e| Failure::usage(format!("{}: {e}", self.path(name).display()));
        SecretKey::from_bytes(Suite::Tai, &self.bytes(name)?).map_err(wrong)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.key"))
    }
}
