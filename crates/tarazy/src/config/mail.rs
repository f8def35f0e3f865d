//! How notices go out by e-mail.

use crate::failure::Failure;
use crate::installation::Installation;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tarazy_log::outgoing::SYSTEM_ROOTS;
use tarazy_notice::{Mailer, Security, Server};

/// The mail server, who sends, and what its mails say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    /// Name of the server that takes the court's mail.
    pub(crate) server: String,
    /// Its port.
    #[serde(default = "default_port")]
    pub(crate) port: u16,
    /// How the line is protected.
    #[serde(default)]
    pub(crate) security: Protection,
    /// Name at the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    /// File whose one line is the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password_file: Option<PathBuf>,
    /// The sender, as `Name <address>`.
    pub(crate) from: String,
    /// The address to which mails come back that fail, such as `bounce@sot.example`: each sending has its own, `bounce+…@sot.example`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bounces: Option<String>,
    /// Selector of the DKIM key in the domain of the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dkim_selector: Option<String>,
    /// File of the DKIM key: RSA, PKCS#1 PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dkim_key: Option<PathBuf>,
    /// File of the roots that the server's certificate must come from; those of `tls_roots` if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) roots: Option<PathBuf>,
    /// How long each answer of the server may take, in seconds.
    #[serde(default = "default_timeout")]
    pub(crate) timeout: u16,
    /// Address of the pages, with its scheme and without a final slash.
    pub(crate) site: String,
    /// What the law asks a mail to say of a court.
    #[serde(default, rename = "court", skip_serializing_if = "Vec::is_empty")]
    pub(crate) courts: Vec<CourtMail>,
}

/// What the law asks a mail to say of a court (ГПК 128(2)). A court without it sends hints alone, which no rule of the law counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CourtMail {
    /// Code of the court.
    pub(crate) code: String,
    /// Its address.
    pub(crate) address: String,
    /// Surname and name of who sends summonses.
    pub(crate) officer: String,
}

/// How the line is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Protection {
    /// STARTTLS.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None.
    None,
}

/// What stands before the `@` of the address for mails that come back is no longer.
const LONGEST_LOCAL: usize = 8;

fn default_port() -> u16 {
    587
}

fn default_timeout() -> u16 {
    10
}

impl Mail {
    /// The server as it is asked.
    ///
    /// # Errors
    /// A usage failure if a file cannot be read or a line to another machine would not be protected.
    pub(crate) fn server(&self, installation: &Installation) -> Result<Server, Failure> {
        let is_here = matches!(self.server.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.security == Protection::None && !is_here {
            return Err(Failure::usage("[mail]: security = \"none\" is for a server on this machine alone"));
        }
        let roots = self.roots.as_deref().or(installation.config.tls_roots.as_deref());
        let roots = installation.folder.join(roots.unwrap_or(Path::new(SYSTEM_ROOTS)));
        let login = match (&self.user, &self.password_file) {
            (Some(user), Some(file)) => Some((user.clone(), line(&installation.folder.join(file))?)),
            (None, None) => None,
            _ => return Err(Failure::usage("[mail]: user and password_file go together")),
        };
        let (roots, security) = match self.security {
            Protection::Starttls => (read(&roots)?, Security::StartTls),
            Protection::Tls => (read(&roots)?, Security::Tls),
            Protection::None => (Vec::new(), Security::None),
        };
        let hello = self.from.rsplit('@').next().unwrap_or_default().trim_end_matches('>').to_owned();
        let (host, port, timeout) =
            (self.server.clone(), self.port, Duration::from_secs(self.timeout.into()));
        Ok(Server { host, port, security, login, roots, hello, timeout })
    }

    /// Who writes the mails.
    ///
    /// # Errors
    /// A usage failure if the sender is no address or the key none.
    pub(crate) fn mailer(&self, installation: &Installation) -> Result<Mailer, Failure> {
        let key = self.dkim_key.as_ref().map(|file| read(&installation.folder.join(file))).transpose()?;
        let key = key.map(String::from_utf8).transpose().map_err(Failure::usage)?;
        let dkim = match (&self.dkim_selector, &key) {
            (Some(selector), Some(key)) => Some((selector.as_str(), key.as_str())),
            (None, None) => None,
            _ => return Err(Failure::usage("[mail]: dkim_selector and dkim_key go together")),
        };
        if let Some(bounces) = &self.bounces {
            // With the figures of the sending before the `@` the local part must stay below 64 letters (RFC 5321).
            let is_short = bounces.find('@').is_some_and(|at| at <= LONGEST_LOCAL);
            if !is_short || Mailer::new(bounces, None).is_err() {
                let what = format!(
                    "[mail]: bounces is a mail address with at most {LONGEST_LOCAL} letters before the @"
                );
                return Err(Failure::usage(what));
            }
        }
        Mailer::new(&self.from, dkim).map_err(|e| Failure::usage(format!("[mail]: {e}")))
    }

    /// What the law asks to be said of a court.
    pub(crate) fn court(&self, code: &str) -> Option<&CourtMail> {
        self.courts.iter().find(|court| court.code == code)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::file(path, &e))
}

fn line(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::file(path, &e))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
