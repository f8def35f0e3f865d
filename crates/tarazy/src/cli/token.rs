//! Words that name a PKCS#11 token: all of them, or none.

use crate::config::Pkcs11;
use clap::Args;
use std::path::PathBuf;

/// A token that holds the log's key from the beginning.
#[derive(Debug, Args)]
pub(crate) struct Token {
    /// The PKCS#11 library that speaks to the token with the log's key
    #[arg(long = "pkcs11-module", value_name = "FILE", required = false, requires_all = ["token", "pin_file", "key"])]
    pub(crate) module: PathBuf,
    /// Label of the token
    #[arg(long = "pkcs11-token", value_name = "LABEL", required = false, requires = "module")]
    pub(crate) token: String,
    /// File with the PIN of the token's user
    #[arg(long = "pkcs11-pin-file", value_name = "FILE", required = false, requires = "module")]
    pub(crate) pin_file: PathBuf,
    /// Label of the Ed25519 key in the token
    #[arg(long = "pkcs11-key", value_name = "LABEL", required = false, requires = "module")]
    pub(crate) key: String,
}

impl Token {
    /// As the configuration names it.
    pub(crate) fn configured(&self) -> Pkcs11 {
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        Pkcs11 {
            module: absolute(&self.module),
            token: self.token.clone(),
            pin_file: absolute(&self.pin_file),
        }
    }
}
