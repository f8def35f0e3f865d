//! Whether a certificate comes from a root that the reader trusts, and what it says of its holder.
//!
//! Revocation is not asked (a later form of signature carries its proof), so a report names when the certificate held and
//! not that it was never recalled.

use super::authority::{INDIVIDUAL, LEGAL_ENTITY, TEST_AUTHORITY};
use super::key::PublicKey;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519::{COMMON_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME, SERIAL_NUMBER};
use const_oid::db::rfc5280::ID_KP_TIME_STAMPING;
use der::Encode as _;
use der::asn1::{PrintableStringRef, Utf8StringRef};
use std::fmt;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use x509_cert::name::Name;

/// No chain of certificates is longer.
const MAX_CHAIN: usize = 4;

/// The roots that the reader trusts.
#[derive(Debug, Clone, Default)]
pub struct Roots(Vec<Certificate>);

/// Why a certificate is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTrusted {
    /// No root that the reader trusts stands above it.
    #[error("no trusted root stands above its certificate")]
    NoRoot,
    /// A certificate did not hold at the moment.
    #[error("a certificate did not hold at the time of the signature")]
    Term,
    /// A certificate may not be used so.
    #[error("a certificate is not meant for this use")]
    Use,
}

/// What a certificate is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing documents.
    Document,
    /// Giving time stamps.
    Stamp,
}

/// Whose key a certificate says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A person's.
    Person,
    /// A court's seal, or another organisation's.
    Organisation,
    /// A time-stamp service's.
    Service,
    /// It does not say.
    None,
}

impl Roots {
    /// Reads certificates in PEM, one after another.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn from_pem(pem: &str) -> Result<Self, der::Error> {
        Certificate::load_pem_chain(pem.as_bytes()).map(Self)
    }

    /// Trusts certificates.
    pub fn new(certificates: Vec<Certificate>) -> Self {
        Self(certificates)
    }

    /// Who they are, from when and until when each holds, in seconds since 1970.
    pub fn listed(&self) -> impl Iterator<Item = (HolderName, u64, u64)> {
        self.0.iter().map(|root| {
            let validity = root.tbs_certificate().validity();
            let second = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs();
            (holder(root), second(&validity.not_before), second(&validity.not_after))
        })
    }

    /// Whether a certificate may be used for a purpose at a moment, and comes from one of the roots.
    ///
    /// # Errors
    /// [`NotTrusted`].
    pub fn trust(
        &self,
        certificate: &Certificate,
        others: &[Certificate],
        purpose: Purpose,
        at: u64,
    ) -> Result<(), NotTrusted> {
        if !may_be_used(certificate, purpose) {
            return Err(NotTrusted::Use);
        }
        let mut current = certificate.clone();
        for _ in 0..MAX_CHAIN {
            if !holds_at(&current, at) {
                return Err(NotTrusted::Term);
            }
            if let Some(root) = self.0.iter().find(|root| is_issued_by(&current, root)) {
                return if holds_at(root, at) { Ok(()) } else { Err(NotTrusted::Term) };
            }
            let above = others.iter().find(|other| **other != current && is_issued_by(&current, other));
            current = above.ok_or(NotTrusted::NoRoot)?.clone();
        }
        Err(NotTrusted::NoRoot)
    }
}

fn holds_at(certificate: &Certificate, at: u64) -> bool {
    let validity = certificate.tbs_certificate().validity();
    let second = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs();
    (second(&validity.not_before)..=second(&validity.not_after)).contains(&at)
}

fn is_issued_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let (tbs, above) = (certificate.tbs_certificate(), issuer.tbs_certificate());
    let is_authority = above.get_extension::<BasicConstraints>().is_ok_and(|x| x.is_some_and(|(_, c)| c.ca))
        && above.get_extension::<KeyUsage>().is_ok_and(|x| x.is_some_and(|(_, u)| u.key_cert_sign()));
    if tbs.issuer() != above.subject() || !is_authority {
        return false;
    }
    let Ok(key) = PublicKey::from_spki(above.subject_public_key_info()) else { return false };
    let Ok(signed) = tbs.to_der() else { return false };
    // Both places name the algorithm; a certificate in which they differ was put together.
    tbs.signature() == certificate.signature_algorithm()
        && certificate
            .signature()
            .as_bytes()
            .is_some_and(|signature| key.holds_over(certificate.signature_algorithm(), &signed, signature))
}

fn may_be_used(certificate: &Certificate, purpose: Purpose) -> bool {
    let tbs = certificate.tbs_certificate();
    let is_authority = tbs.get_extension::<BasicConstraints>().is_ok_and(|x| x.is_some_and(|(_, c)| c.ca));
    let usage = tbs.get_extension::<KeyUsage>();
    let signs =
        usage.is_ok_and(|x| x.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation()));
    let is_service = mark(certificate) == Mark::Service;
    signs && !is_authority && is_service == (purpose == Purpose::Stamp)
}

/// Whose key a certificate says it is, by the extended uses that the national authority writes.
pub fn mark(certificate: &Certificate) -> Mark {
    let Ok(Some((_, ExtendedKeyUsage(uses)))) = certificate.tbs_certificate().get_extension() else {
        return Mark::None;
    };
    let has = |oid: ObjectIdentifier| uses.contains(&oid);
    match () {
        () if has(ID_KP_TIME_STAMPING) => Mark::Service,
        () if has(LEGAL_ENTITY) => Mark::Organisation,
        () if has(INDIVIDUAL) => Mark::Person,
        () => Mark::None,
    }
}

/// Whether a test authority issued it.
pub fn is_test(certificate: &Certificate) -> bool {
    part(certificate.tbs_certificate().issuer(), ORGANIZATION_NAME).as_deref() == Some(TEST_AUTHORITY)
}

/// Whether it names the individual number of a person.
pub fn names_a_number(certificate: &Certificate) -> bool {
    let subject = certificate.tbs_certificate().subject();
    let parts = [SERIAL_NUMBER, COMMON_NAME, ORGANIZATIONAL_UNIT_NAME].map(|oid| part(subject, oid));
    parts.iter().flatten().any(|text| text.starts_with("IIN"))
}

/// How a holder is called: name, and organisation where it is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderName {
    /// Name.
    pub name: String,
    /// Organisation.
    pub organisation: Option<String>,
}

impl fmt::Display for HolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.organisation {
            Some(organisation) if *organisation != self.name => write!(f, ", {organisation}"),
            _ => Ok(()),
        }
    }
}

/// The holder of a certificate.
pub fn holder(certificate: &Certificate) -> HolderName {
    let subject = certificate.tbs_certificate().subject();
    let name = part(subject, COMMON_NAME).unwrap_or_else(|| subject.to_string());
    HolderName { name, organisation: part(subject, ORGANIZATION_NAME) }
}

fn part(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    let value = name.iter().find(|part| part.oid == oid).map(|part| &part.value)?;
    let utf8 = value.decode_as::<Utf8StringRef<'_>>().map(|s| s.as_str().to_owned());
    utf8.or_else(|_| value.decode_as::<PrintableStringRef<'_>>().map(|s| s.as_str().to_owned())).ok()
}
