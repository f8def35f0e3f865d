//! Keys of an installation: files of mode 0600 in `keys/`, one a key, sealed by a passphrase or not; the log's may lie in a
//! token, and their files only say where (docket.md section 10, point 4).

use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::LOG_KEY;
use crate::passphrase::Passphrases;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tarazy_docket::{Signer, VerifierKey};
use tarazy_draw::vrf::{SecretKey, Suite};
use tarazy_log::keys::reference::Reference;
use tarazy_log::keys::{self, sealed};
use tarazy_log::pkcs11::{Place, Token};
use tarazy_log::signing::SignNotes;

/// The folder of keys.
pub(crate) struct Keys {
    folder: PathBuf,
    passphrases: Arc<Passphrases>,
}

impl Keys {
    /// The keys of a data directory, and what opens those that are sealed.
    pub(crate) fn new(folder: &Path, passphrases: Arc<Passphrases>) -> Self {
        Self { folder: folder.join("keys"), passphrases }
    }

    /// Makes the folder, readable by its owner alone.
    ///
    /// # Errors
    /// A failure that names the folder.
    pub(crate) fn create(&self) -> Result<(), Failure> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .map_err(|e| Failure::file(&self.folder, &e))
    }

    /// Writes a new key; an existing one is never overwritten.
    ///
    /// # Errors
    /// A failure that names the file, or a passphrase that is not there.
    pub(crate) fn put(&self, name: &str, text: &str, is_sealed: bool) -> Result<(), Failure> {
        let text = if is_sealed { seal(text, &self.passphrases)? } else { text.to_owned() };
        keys::create_secret(&self.path(name), &text).map_err(Failure::usage)
    }

    /// A key of 32 bytes, kept as hex.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn bytes(&self, name: &str) -> Result<[u8; 32], Failure> {
        let path = self.path(name);
        let text = keys::load_secret(&path, self.passphrases.as_ref()).map_err(Failure::usage)?;
        let mut out = [0; 32];
        let wrong = |_| Failure::usage(format!("{}: not a key of 32 bytes in hex", path.display()));
        hex::decode_to_slice(text.trim(), &mut out).map_err(wrong)?;
        Ok(out)
    }

    /// The keys of the log that are in use, the eldest first: `log.key`, `log-2.key` and so on. `place` says where the token
    /// is that some of them may lie in; it is not asked if none does.
    ///
    /// # Errors
    /// A failure that names the file, or what is wrong with the token.
    pub(crate) fn log_signers(&self, place: Option<Place>) -> Result<Vec<Box<dyn SignNotes>>, Failure> {
        let (mut place, mut token) = (place, None);
        let mut signers: Vec<Box<dyn SignNotes>> = Vec::new();
        for (_, path) in self.files(LOG_KEY)? {
            let Some(Reference { key, label }) = keys::load_reference(&path).map_err(Failure::usage)? else {
                signers.push(Box::new(self.load(&path)?));
                continue;
            };
            if token.is_none() {
                token = Some(open_token(place.take())?);
            }
            let Some(token) = &token else { continue };
            let signer = token.key(&label, key);
            signers.push(Box::new(signer.map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?));
        }
        Ok(signers)
    }

    /// The public halves of the signing keys of a kind that are in use, the eldest first. No sealed key is opened for it.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn verifiers(&self, kind: &str) -> Result<Vec<VerifierKey>, Failure> {
        let load = |(_, path): &(u32, PathBuf)| keys::load_verifier(path).map_err(Failure::usage);
        self.files(kind)?.iter().map(load).collect()
    }

    /// The signing key of a kind that signs alone: the newest.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn signer(&self, kind: &str) -> Result<Signer, Failure> {
        self.load(&self.newest(kind)?.1)
    }

    /// The public half of the newest key of a kind.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn verifier(&self, kind: &str) -> Result<VerifierKey, Failure> {
        keys::load_verifier(&self.newest(kind)?.1).map_err(Failure::usage)
    }

    /// Puts one more signing key of a kind beside the others; sealed if another key of the installation is.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn add(&self, kind: &str, key: &NewKey) -> Result<(), Failure> {
        let name = format!("{kind}-{}", self.newest(kind)?.0 + 1);
        match key {
            NewKey::File(key) => {
                let texts: Result<Vec<String>, _> = self.all()?.iter().map(|path| keys::read(path)).collect();
                let is_sealed = texts.map_err(Failure::usage)?.iter().any(|text| sealed::is_sealed(text));
                self.put(&name, &key.reveal(), is_sealed)
            }
            NewKey::Token(reference) => self.put(&name, &reference.to_string(), false),
        }
    }

    /// Takes a signing key out of use; its file stays under another name.
    ///
    /// # Errors
    /// A failure that names the file.
    pub(crate) fn end(&self, kind: &str, key: &VerifierKey) -> Result<(), Failure> {
        for (_, path) in self.files(kind)? {
            if keys::load_verifier(&path).map_err(Failure::usage)? == *key {
                return fs::rename(&path, path.with_extension("ended")).map_err(|e| Failure::file(&path, &e));
            }
        }
        Ok(())
    }

    fn load(&self, path: &Path) -> Result<Signer, Failure> {
        keys::load_signer(path, self.passphrases.as_ref()).map_err(Failure::usage)
    }

    fn newest(&self, kind: &str) -> Result<(u32, PathBuf), Failure> {
        let missing = || Failure::usage(format!("{}: no key", self.path(kind).display()));
        self.files(kind)?.pop().ok_or_else(missing)
    }

    /// The files of a kind with their numbers, ascending.
    fn files(&self, kind: &str) -> Result<Vec<(u32, PathBuf)>, Failure> {
        let mut files = Vec::new();
        for path in self.all()? {
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

    /// The files of all keys, also of those that ended.
    ///
    /// # Errors
    /// A failure that names the folder.
    pub(crate) fn all(&self) -> Result<Vec<PathBuf>, Failure> {
        let failed = |e: std::io::Error| Failure::file(&self.folder, &e);
        let mut files = Vec::new();
        for item in fs::read_dir(&self.folder).map_err(failed)? {
            let path = item.map_err(failed)?.path();
            files.extend(path.extension().is_some_and(|e| e == "key" || e == "ended").then_some(path));
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
        self.folder.join(format!("{name}.key"))
    }
}

/// A key that is taken into use.
pub(crate) enum NewKey {
    /// Kept in a file.
    File(Signer),
    /// Kept in the token; the file only refers to it.
    Token(Reference),
}

impl NewKey {
    /// The public half.
    pub(crate) fn verifier(&self) -> &VerifierKey {
        match self {
            Self::File(key) => key.verifier(),
            Self::Token(reference) => &reference.key,
        }
    }

    /// A key that the token of an installation holds. It has been seen to sign.
    ///
    /// # Errors
    /// A failure that says what is wrong with the token.
    pub(crate) fn in_token(place: Option<Place>, label: &str, name: &str) -> Result<Self, Failure> {
        let name = name.parse().map_err(|e| Failure::usage(format!("origin {name:?}: {e}")))?;
        let token = open_token(place)?;
        let key = token.public(label, name).map_err(Failure::usage)?;
        token.key(label, key.clone()).map_err(Failure::usage)?;
        Ok(Self::Token(Reference { key, label: label.to_owned() }))
    }
}

fn open_token(place: Option<Place>) -> Result<Arc<Token>, Failure> {
    let missing =
        || Failure::usage("a key lies in a token: [pkcs11] of the configuration must say where that is");
    Token::open(place.ok_or_else(missing)?).map_err(Failure::usage)
}

/// A key's line, sealed.
///
/// # Errors
/// A usage failure if there is no passphrase, or it is no key.
pub(crate) fn seal(line: &str, passphrases: &Passphrases) -> Result<String, Failure> {
    let sealed = sealed::seal(line, &passphrases.choose()?, &random::<32>()).map_err(Failure::usage)?;
    // Files end with one line break, which is added where they are written.
    Ok(sealed.trim_end().to_owned())
}
