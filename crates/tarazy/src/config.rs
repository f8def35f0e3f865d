//! The configuration: `tarazy.toml` in the data directory, and the environment. Every setting has a default, which is
//! written here and in `docs/configuration.md`.

mod http;
mod mail;
mod pages;

use crate::failure::Failure;
pub(crate) use http::Http;
pub(crate) use mail::Mail;
pub(crate) use pages::Pages;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use tarazy_draw::record::Timing;

/// Name of the configuration in the data directory.
pub(crate) const FILE: &str = "tarazy.toml";

/// The configuration of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The log's origin: its public URL prefix without scheme and final slash.
    pub(crate) origin: String,
    /// Which law: `kz` or `br-sp`.
    #[serde(default = "default_law")]
    pub(crate) law: String,
    /// Zone in which days of law are counted.
    #[serde(default = "default_zone")]
    pub(crate) zone: String,
    /// Address of the database: `sqlite:` or `postgres://…`.
    #[serde(default = "default_database")]
    pub(crate) database: String,
    /// Beacons in the order of preference: `local`, and names of `[[drand]]`.
    #[serde(default = "default_beacons")]
    pub(crate) beacons: Vec<String>,
    /// File of the passphrase that opens sealed keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// File of the roots that certificates of `https://` addresses must come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tls_roots: Option<PathBuf>,
    /// File of the authorities whose certificates are believed under a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signature_roots: Option<PathBuf>,
    /// The local beacon.
    pub(crate) beacon: Beacon,
    /// Networks of the drand scheme.
    #[serde(default, rename = "drand", skip_serializing_if = "Vec::is_empty")]
    pub(crate) networks: Vec<Network>,
    /// Other bodies that contribute to draws.
    #[serde(default, rename = "contributor", skip_serializing_if = "Vec::is_empty")]
    pub(crate) contributors: Vec<Contributor>,
    /// Who may give commands over HTTP, until accounts exist.
    #[serde(default, rename = "submitter", skip_serializing_if = "Vec::is_empty")]
    pub(crate) submitters: Vec<Submitter>,
    /// The token that holds keys of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pkcs11: Option<Pkcs11>,
    /// What the HTTP server bears.
    #[serde(default, skip_serializing_if = "Http::is_default")]
    pub(crate) http: Http,
    /// How the pages call themselves.
    #[serde(default, skip_serializing_if = "Pages::is_default")]
    pub(crate) pages: Pages,
    /// How notices go out by e-mail; absent: they wait until it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mail: Option<Mail>,
    /// Shorter times of the draw's protocol, for a demonstration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timing: Option<Timing>,
}

/// Another body that contributes a part of its own to draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contributor {
    /// Id.
    pub(crate) id: String,
    /// Public key, 32 bytes in hex.
    pub(crate) pk: String,
    /// Where its process answers.
    pub(crate) url: String,
}

/// A program that gives commands over HTTP, each with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Submitter {
    /// Name of its key.
    pub(crate) name: String,
    /// Its public key, as signed notes name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) vkey: Option<String>,
    /// Its public key, 32 bytes in hex, where no `vkey` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pk: Option<String>,
    /// For which actors it may speak.
    #[serde(default = "default_actors")]
    pub(crate) actors: Vec<String>,
    /// Which commands it may give.
    #[serde(default = "default_commands")]
    pub(crate) commands: Vec<String>,
    /// Whether each of its commands must name its own end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) must_expire: bool,
}

/// A token that is reached by PKCS#11. Paths that are not absolute begin in the installation's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pkcs11 {
    /// The library that speaks to it.
    pub(crate) module: PathBuf,
    /// Its label.
    pub(crate) token: String,
    /// File whose one line is the PIN of its user.
    pub(crate) pin_file: PathBuf,
}

/// A network of the drand scheme: `quicknet`, whose description is known, or another one by its description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Network {
    /// Its name in `beacons` and in messages.
    pub(crate) name: String,
    /// Where its rounds can be fetched: prefixes of HTTP addresses, tried in this order.
    pub(crate) mirrors: Vec<String>,
    /// How it is checked; absent for `quicknet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chain: Option<Chain>,
}

/// The description of a chain of the drand scheme (`bls-unchained-g1-rfc9380`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chain {
    /// The chain hash, 32 bytes in hex.
    pub(crate) hash: String,
    /// The network's public key, 96 bytes in hex.
    pub(crate) pk: String,
    /// Time of round 1, in seconds since 1970.
    pub(crate) genesis: i64,
    /// Seconds between rounds.
    pub(crate) period: i64,
}

/// The local beacon of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beacon {
    /// Time of round 1, in seconds since 1970.
    pub(crate) genesis: i64,
    /// Seconds between rounds.
    pub(crate) period: i64,
    /// Its members.
    #[serde(rename = "member")]
    pub(crate) members: Vec<Member>,
}

/// A member of the local beacon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    /// Id.
    pub(crate) id: String,
    /// The body that operates it.
    pub(crate) operator: String,
    /// Public key, 32 bytes in hex.
    pub(crate) pk: String,
    /// Where its process answers; absent: the key lies in this installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

fn default_law() -> String {
    "kz".to_owned()
}

fn default_zone() -> String {
    "Asia/Almaty".to_owned()
}

fn default_database() -> String {
    "sqlite:".to_owned()
}

/// The local beacon's name in `beacons`.
pub(crate) const LOCAL: &str = "local";

/// What is used where nothing is configured.
pub(crate) fn default_beacons() -> Vec<String> {
    vec![LOCAL.to_owned()]
}

fn default_actors() -> Vec<String> {
    vec!["party".to_owned()]
}

fn default_commands() -> Vec<String> {
    vec!["filing.receive".to_owned()]
}

impl Config {
    /// Reads the configuration of a data directory.
    ///
    /// # Errors
    /// A usage failure that says what to do.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|e| {
            let hint =
                "is there an installation? `tarazy init` makes one; --data-dir or TARAZY_DATA_DIR names it";
            Failure::usage(format!("{}: {e} ({hint})", path.display()))
        })?;
        let mut config: Self =
            toml::from_str(&text).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
        if let Some(database) = variable("TARAZY_DATABASE") {
            config.database = database;
        }
        Ok(config)
    }

    /// Writes the configuration of a new data directory.
    ///
    /// # Errors
    /// A usage failure if it cannot be written.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(FILE);
        let text = toml::to_string_pretty(self).map_err(Failure::usage)?;
        std::fs::write(&path, text).map_err(|e| Failure::file(&path, &e))
    }
}

/// A variable of the environment; clap reads `TARAZY_DATA_DIR` and `TARAZY_LANG` itself.
#[expect(clippy::disallowed_methods, reason = "configuration enters the program here")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

/// True if the folder holds an installation.
///
/// # Errors
/// As [`folder`].
pub(crate) fn exists(path: &Path) -> Result<bool, Failure> {
    Ok(folder(path)?.join(FILE).exists())
}

/// The folder of the installation where nothing names one.
pub(crate) const DEFAULT_FOLDER: &str = ".data";

/// The folder of an installation, made absolute.
///
/// # Errors
/// A usage failure if the present folder cannot be told.
pub(crate) fn folder(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|e| Failure::file(path, &e))
}
