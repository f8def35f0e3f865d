//! Addresses `postgres://…`, as libpq reads them, and what protects the way to the server.
//!
//! A server on this machine is spoken to in clear. One on another machine must show a certificate for its name that comes
//! from a root that the address names (`sslmode=verify-full`, the default there); anything less must be asked for.

use crate::error::StoreError;
use percent_encoding::percent_decode_str;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Where a server is, as whom to speak to it, and how.
#[derive(Clone)]
pub(crate) struct Address {
    /// All but TLS.
    pub(super) config: Config,
    /// TLS 1.3, unless the way is taken in clear.
    pub(super) tls: Option<MakeRustlsConnect>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The configuration hides its password by itself.
        f.debug_struct("Address").field("config", &self.config).field("tls", &self.tls.is_some()).finish()
    }
}

/// What an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// In clear.
    Disable,
    /// Encrypted; whoever answers is believed.
    Require,
    /// Encrypted, to a server whose certificate is for its name and comes from the root.
    VerifyFull,
}

impl Address {
    /// Reads an address. The file of `sslrootcert` is read here; a relative one lies in `folder`.
    ///
    /// # Errors
    /// [`StoreError::Open`] says what does not fit. It names no part of the address, which may hold a password.
    pub(crate) fn parse(address: &str, folder: &Path) -> Result<Self, StoreError> {
        let open = |what: &str| StoreError::Open(what.to_owned());
        let (address, words) = take_words(address).ok_or_else(|| open("not an address of PostgreSQL"))?;
        let mut config: Config = address.parse().map_err(|_| open("not an address of PostgreSQL"))?;
        let mode = match words.mode.as_deref() {
            Some("disable") => Mode::Disable,
            Some("require") => Mode::Require,
            Some("verify-full") => Mode::VerifyFull,
            Some(_) => return Err(open("sslmode is one of disable, require, verify-full")),
            None if words.root.is_none() && is_near(&config) => Mode::Disable,
            None => Mode::VerifyFull,
        };
        let tls = match (mode, words.root) {
            (Mode::Disable, None) => None,
            (Mode::Require, None) => Some(unverified()?),
            (Mode::VerifyFull, Some(root)) => Some(verified(&folder.join(root))?),
            (Mode::VerifyFull, None) => {
                return Err(open(
                    "the server is on another machine or sslmode=verify-full: sslrootcert=FILE names the root that its \
                     certificate must come from; sslmode=require would encrypt without asking who answers, and \
                     sslmode=disable is for a way that is protected by other means",
                ));
            }
            (Mode::Disable | Mode::Require, Some(_)) => {
                return Err(open(
                    "sslrootcert is for sslmode=verify-full: nothing would be checked against it",
                ));
            }
        };
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        Ok(Self { config, tls })
    }
}

impl Address {
    /// The role.
    pub(crate) fn user(&self) -> Option<&str> {
        self.config.get_user()
    }
}

/// The words of libpq that the driver does not know.
#[derive(Debug, Default)]
struct Words {
    mode: Option<String>,
    root: Option<String>,
}

/// Takes them out of the address. `None` if it has one of them twice, or one that is not UTF-8.
fn take_words(address: &str) -> Option<(String, Words)> {
    let mut words = Words::default();
    // A password may hold any character but `@`, as the driver reads it.
    let host = address.find('@').map_or(0, |at| at + 1);
    let Some(question) = address.get(host..)?.find('?') else { return Some((address.to_owned(), words)) };
    let (before, parameters) = (address.get(..host + question)?, address.get(host + question + 1..)?);
    let mut kept = Vec::new();
    for parameter in parameters.split('&') {
        let place = match parameter.split_once('=') {
            Some(("sslmode", _)) => &mut words.mode,
            Some(("sslrootcert", _)) => &mut words.root,
            _ => {
                kept.push(parameter);
                continue;
            }
        };
        let value = parameter.split_once('=').map(|(_, value)| value)?;
        let value = percent_decode_str(value).decode_utf8().ok()?.into_owned();
        if place.replace(value).is_some() {
            return None;
        }
    }
    let rest = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some((format!("{before}{rest}"), words))
}

fn is_near(config: &Config) -> bool {
    let is_local = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
    };
    config.get_hosts().iter().all(is_local) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn builder(
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, StoreError> {
    // The library knows TLS 1.2 too, for HTTP clients.
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&TLS13]);
    builder.map_err(|e| StoreError::Open(format!("TLS: {e}")))
}

fn verified(root: &Path) -> Result<MakeRustlsConnect, StoreError> {
    let failed = |e: &dyn fmt::Display| StoreError::Open(format!("sslrootcert {}: {e}", root.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(root).map_err(|e| failed(&e))? {
        roots.add(certificate.map_err(|e| failed(&e))?).map_err(|e| failed(&e))?;
    }
    if roots.is_empty() {
        return Err(failed(&"no certificate in it"));
    }
    let builder = builder(Arc::new(ring::default_provider()))?;
    Ok(MakeRustlsConnect::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn unverified() -> Result<MakeRustlsConnect, StoreError> {
    let provider = Arc::new(ring::default_provider());
    let builder = builder(Arc::clone(&provider))?.dangerous();
    let config = builder.with_custom_certificate_verifier(Arc::new(Anybody(provider))).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Believes whoever answers, as `sslmode=require` says; the handshake's own signature must hold.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Result<Address, StoreError> {
        Address::parse(address, Path::new("/nowhere"))
    }

    #[test]
    fn a_server_on_another_machine_is_not_spoken_to_in_clear_unless_asked() {
        let table = [
            ("postgres://a@localhost/d", Some(false)),
            ("postgres://a@127.0.0.1:5433/d", Some(false)),
            ("postgres://a@%2Frun%2Fpostgresql/d", Some(false)),
            ("postgres://a:?&@localhost/d", Some(false)),
            ("postgres://a@localhost/d?sslmode=require", Some(true)),
            ("postgres://a@localhost/d?sslmode=verify-full", None),
            ("postgres://a@db.court.example/d", None),
            ("postgres://a@localhost,10.0.0.7/d", None),
            ("postgres://a@localhost/d?hostaddr=10.0.0.7", None),
            ("postgres://a@10.0.0.7/d?sslmode=prefer", None),
            ("postgres://a@10.0.0.7/d?ssl%6Dode=disable", None),
            ("postgres://a@10.0.0.7/d?sslmode=disable&sslmode=disable", None),
            ("postgres://a@10.0.0.7/d?sslmode=verify-full", None),
            ("postgres://a@10.0.0.7/d?sslmode=disable&sslrootcert=root.pem", None),
            ("postgres://a@10.0.0.7/d?sslmode=require&sslrootcert=root.pem", None),
            ("postgres://a@10.0.0.7/d?connect_timeout=3&sslmode=require", Some(true)),
            ("postgres://a@10.0.0.7/d?sslmode=disable&connect_timeout=3", Some(false)),
        ];
        for (address, encrypted) in table {
            let parsed = parse(address).ok();
            assert_eq!(parsed.as_ref().map(|a| a.tls.is_some()), encrypted, "{address}");
            let mode = parsed.map(|a| a.config.get_ssl_mode() == SslMode::Require);
            assert_eq!(mode, encrypted, "{address}");
        }
    }

    #[test]
    fn the_root_lies_in_the_installations_folder_and_must_hold_a_certificate() {
        let refused = parse("postgres://a@db.court.example/d?sslrootcert=my%20root.pem").unwrap_err();
        assert!(refused.to_string().contains("/nowhere/my root.pem"), "{refused}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let refused = Address::parse("postgres://a@db.court.example/d?sslrootcert=Cargo.toml", folder);
        assert!(refused.unwrap_err().to_string().contains("no certificate"));
    }

    #[test]
    fn a_bad_address_is_refused_without_showing_its_password() {
        for address in ["postgres://a:secret@localhost:port/d", "postgres://a:secret@h/d?sslmode=%ff"] {
            assert!(!parse(address).unwrap_err().to_string().contains("secret"));
        }
        let parsed = parse("postgres://a:secret@localhost/d").unwrap();
        assert!(!format!("{parsed:?}").contains("secret"));
    }
}
