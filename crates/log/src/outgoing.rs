//! Requests that this installation sends: to witnesses, mirrors and beacon members. The one place that makes HTTP clients.
//!
//! What comes back is never believed for the way it came: signatures say what counts. TLS keeps others from seeing and
//! holding up what is asked, where the other side or the way to it wants that.

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{CertificateError, Error as TlsError};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// Where Debian keeps the roots that it trusts.
pub const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Why an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// Another scheme, or none.
    #[error("{0:?}: an address begins with http:// or https://")]
    Scheme(String),
    /// The file of roots cannot be used. An address without TLS does not need it.
    #[error("{url} needs the roots in {}: {what}; `tls_roots` names another file", file.display())]
    Roots {
        /// The address that needs them.
        url: String,
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

/// Makes clients for addresses.
#[derive(Debug, Clone)]
pub struct Outgoing {
    roots: PathBuf,
}

impl Outgoing {
    /// Servers of `https://` addresses must show a certificate that comes from a root in this file (PEM).
    pub fn trusting(roots: &Path) -> Self {
        Self { roots: roots.to_owned() }
    }

    /// A client for an address. Redirections are not followed, since who answers is the operator's choice, and a status
    /// that says failure is an answer like any other.
    ///
    /// # Errors
    /// [`AddressError`].
    pub fn client(&self, url: &str, timeout: Duration) -> Result<Agent, AddressError> {
        let roots = if is_encrypted(url)? { self.read_roots(url)? } else { Vec::new() };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&roots))
            .build();
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .tls_config(tls)
            .build();
        Ok(config.into())
    }

    fn read_roots(&self, url: &str) -> Result<Vec<Certificate<'static>>, AddressError> {
        let failed = |what: &dyn fmt::Display| AddressError::Roots {
            url: url.to_owned(),
            file: self.roots.clone(),
            what: what.to_string(),
        };
        let mut roots = Vec::new();
        for certificate in CertificateDer::pem_file_iter(&self.roots).map_err(|e| failed(&e))? {
            let certificate = certificate.map_err(|e| failed(&e))?;
            roots.push(Certificate::from_der(&certificate).to_owned());
        }
        if roots.is_empty() { Err(failed(&"no certificate in it")) } else { Ok(roots) }
    }
}

/// Whether an address asks for TLS.
///
/// # Errors
/// [`AddressError::Scheme`].
pub fn is_encrypted(url: &str) -> Result<bool, AddressError> {
    match url.split_once("://") {
        Some(("http", _)) => Ok(false),
        Some(("https", _)) => Ok(true),
        _ => Err(AddressError::Scheme(url.to_owned())),
    }
}

/// Why there was no answer, for the operator.
pub fn explain(error: &ureq::Error) -> String {
    let tls = match error {
        ureq::Error::Rustls(e) => Some(e),
        ureq::Error::Io(e) => e.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>()),
        _ => None,
    };
    match tls {
        // The second: a root of the same name, with another key.
        Some(TlsError::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        )) => "its certificate does not come from a root that is trusted here (`tls_roots`)".to_owned(),
        Some(e) => format!("TLS: {e}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_whether_it_is_encrypted_and_only_then_roots_are_needed() {
        let outgoing = Outgoing::trusting(Path::new("/nowhere/roots.pem"));
        let refused = |url| outgoing.client(url, Duration::from_secs(1)).unwrap_err().to_string();
        assert!(outgoing.client("http://bar.example", Duration::from_secs(1)).is_ok());
        assert!(refused("https://bar.example").contains("/nowhere/roots.pem"));
        for other in ["bar.example:7001", "ftp://bar.example", "HTTPS//bar.example", ""] {
            assert!(refused(other).contains("begins with http:// or https://"), "{other}");
        }
    }

    #[test]
    fn a_file_without_a_certificate_holds_no_roots() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roots.pem");
        std::fs::write(&file, "nothing").unwrap();
        let refused = Outgoing::trusting(&file).client("https://bar.example", Duration::from_secs(1));
        assert!(refused.unwrap_err().to_string().contains("no certificate in it"));
    }
}
