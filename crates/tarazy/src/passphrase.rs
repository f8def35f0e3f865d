//! Where the passphrase of sealed keys comes from: the file that the environment or the configuration names, else whoever
//! sits at the terminal. Never the command line, which every process of the machine may read.

use crate::config;
use crate::failure::Failure;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tarazy_log::keys::sealed::{self, Passphrase};
use tarazy_log::keys::{Unlock, UnlockFault};

/// The variable that names the file.
pub(crate) const VARIABLE: &str = "TARAZY_PASSPHRASE_FILE";
/// No passphrase is longer, in bytes.
const MAX: usize = 1024;
/// A new one is no shorter, in characters.
const MIN: usize = 12;

/// The source of the passphrase. It is asked once for all keys of a process, and only when a sealed key is met.
#[derive(Debug, Default)]
pub(crate) struct Passphrases {
    file: Option<PathBuf>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    passphrase: Option<Passphrase>,
    /// Lines by the sealed texts that they came from: opening one is costly on purpose.
    opened: HashMap<String, String>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({} opened)", self.opened.len())
    }
}

impl Passphrases {
    /// The source of an installation: the file that its configuration names, unless the environment names another.
    pub(crate) fn of(configured: Option<PathBuf>) -> Self {
        let file = config::variable(VARIABLE).map(PathBuf::from).or(configured);
        Self { file, known: Mutex::default() }
    }

    /// The passphrase for keys that are sealed from now on; at a terminal it is asked twice.
    ///
    /// # Errors
    /// A usage failure if there is none, or it is too short.
    pub(crate) fn choose(&self) -> Result<Passphrase, Failure> {
        let mut known = self.lock();
        if let Some(passphrase) = &known.passphrase {
            return Ok(passphrase.clone());
        }
        let text = self.get().map_err(Failure::usage)?;
        if text.chars().count() < MIN {
            return Err(Failure::usage(format!("a passphrase has {MIN} characters at least")));
        }
        if self.file.is_none() && ask("The same again: ").map_err(Failure::usage)? != text {
            return Err(Failure::usage("the passphrases differ"));
        }
        let passphrase = Passphrase::new(text).ok_or_else(|| Failure::usage("the passphrase is empty"))?;
        known.passphrase = Some(passphrase.clone());
        Ok(passphrase)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self) -> Result<String, String> {
        let Some(file) = &self.file else { return ask("Passphrase of the keys: ") };
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        if line.len() > MAX || line.contains('\n') {
            return Err(format!("{}: one line of at most {MAX} bytes is expected", file.display()));
        }
        Ok(line.to_owned())
    }
}

impl Unlock for Passphrases {
    fn open(&self, text: &str) -> Result<String, UnlockFault> {
        let mut known = self.lock();
        if let Some(line) = known.opened.get(text) {
            return Ok(line.clone());
        }
        let passphrase = match &known.passphrase {
            Some(passphrase) => passphrase.clone(),
            None => {
                let text = self.get().map_err(UnlockFault::NoPassphrase)?;
                let empty = || UnlockFault::NoPassphrase("it is empty".to_owned());
                Passphrase::new(text).ok_or_else(empty)?
            }
        };
        let line = sealed::open(text, &passphrase)?;
        // One that opened nothing is not kept.
        known.passphrase = Some(passphrase);
        known.opened.insert(text.to_owned(), line.clone());
        Ok(line)
    }
}

/// Asks at the terminal, not at the standard input.
fn ask(what: &str) -> Result<String, String> {
    rpassword::prompt_password(what)
        .map_err(|e| format!("{VARIABLE} names no file, and there is no terminal to ask at ({e})"))
}
