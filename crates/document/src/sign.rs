//! Signatures by certificates: keys, a test authority, CMS, time stamps, and whom to trust.

mod asn1;
pub mod authority;
pub mod cms;
pub mod key;
pub mod stamp;
pub mod trust;

pub(crate) use asn1::first_value;
pub use x509_cert::Certificate;

use der::EncodePem as _;
use pkcs8::LineEnding;

/// A certificate in PEM.
///
/// # Errors
/// If it cannot be written.
pub fn certificate_pem(certificate: &Certificate) -> Result<String, der::Error> {
    certificate.to_pem(LineEnding::LF)
}

/// Reads certificates in PEM, one after another.
///
/// # Errors
/// What is wrong with them.
pub fn certificates(pem: &str) -> Result<Vec<Certificate>, der::Error> {
    Certificate::load_pem_chain(pem.as_bytes())
}
