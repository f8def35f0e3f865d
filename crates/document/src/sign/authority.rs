//! A test authority: a root, and certificates of judges, courts and a time-stamp service under it.
//!
//! What it issues has no legal force, and says so: its organisation's name is [`TEST_AUTHORITY`], and a document that is
//! signed under it must carry the mark of a demonstration (`pdf::sign` holds that). The uses of keys are those that the
//! national authority writes into its certificates, so that a real one takes the place of this one without a change.

use super::key::{PublicKey, SignFault, SignPrehash, bit_string, sha256, sign_checked};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{ID_KP_EMAIL_PROTECTION, ID_KP_TIME_STAMPING};
use der::{DateTime, Document, Encode as _};
use spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey, SubjectPublicKeyInfoRef,
};
use std::str::FromStr as _;
use std::time::Duration;
use x509_cert::Certificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Validity;

/// The organisation's name of every test authority.
pub const TEST_AUTHORITY: &str = "Tarazy test authority, no legal force";
/// How the national authority marks an individual's key.
pub(crate) const INDIVIDUAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.398.3.3.4.1.1");
/// How it marks a legal entity's key.
pub(crate) const LEGAL_ENTITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.398.3.3.4.1.2");

/// Whom a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderKind {
    /// A judge or an officer of the court, who signs as a person.
    Judge,
    /// The court's seal.
    Court,
    /// A time-stamp service.
    Tsa,
}

/// What a certificate says of its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Kind.
    pub kind: HolderKind,
    /// Name: of the person, the court or the service.
    pub name: String,
    /// The court in which a person serves.
    pub organisation: Option<String>,
    /// Number of the person, or of the court; made up, as everything here is.
    pub number: Option<String>,
}

/// From when and until when a certificate holds, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// First moment, in seconds since 1970.
    pub from: u64,
    /// Last moment.
    pub until: u64,
    /// 16 random bytes.
    pub serial: [u8; 16],
}

/// Why no certificate was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueFault {
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] SignFault),
    /// A name or a time cannot stand in a certificate.
    #[error("cannot stand in a certificate: {0}")]
    Content(#[from] der::Error),
    /// The library refuses the certificate.
    #[error("no certificate: {0}")]
    Built(String),
}

/// The authority's own certificate.
///
/// # Errors
/// [`IssueFault`].
pub fn root(name: &str, key: &mut dyn SignPrehash, term: &Term) -> Result<Certificate, IssueFault> {
    let subject = distinguished(&[("CN", name), ("O", TEST_AUTHORITY), ("C", "KZ")])?;
    let profile = Profile { issuer: subject.clone(), subject, kind: None };
    let public = key.public().clone();
    build(profile, &public, key, term)
}

/// A certificate under the authority.
///
/// # Errors
/// [`IssueFault`].
pub fn issue(
    root: &Certificate,
    root_key: &mut dyn SignPrehash,
    holder: &Holder,
    public: &PublicKey,
    term: &Term,
) -> Result<Certificate, IssueFault> {
    let mut parts = Vec::new();
    let prefixed = holder.number.as_deref().map(|number| match holder.kind {
        HolderKind::Judge => ("serialNumber", format!("IIN{number}")),
        HolderKind::Court | HolderKind::Tsa => ("OU", format!("BIN{number}")),
    });
    parts.extend(prefixed.as_ref().map(|(kind, number)| (*kind, number.as_str())));
    parts.push(("CN", holder.name.as_str()));
    parts.extend(holder.organisation.as_deref().map(|name| ("O", name)));
    parts.push(("C", "KZ"));
    let profile = Profile {
        issuer: root.tbs_certificate().subject().clone(),
        subject: distinguished(&parts)?,
        kind: Some(holder.kind),
    };
    build(profile, public, root_key, term)
}

fn build(
    profile: Profile,
    public: &PublicKey,
    key: &mut dyn SignPrehash,
    term: &Term,
) -> Result<Certificate, IssueFault> {
    let built = |e: x509_cert::builder::Error| IssueFault::Built(e.to_string());
    let validity = Validity::new(time(term.from)?.into(), time(term.until)?.into());
    let serial = SerialNumber::new(&positive(term.serial))?;
    let mut builder = CertificateBuilder::new(profile, serial, validity, public.to_spki()?).map_err(built)?;
    let issuer = Issuer { spki: key.public().to_spki()?.to_der()?, algorithm: key.public().algorithm() };
    let signed = builder.finalize(&issuer).map_err(built)?;
    let signature = sign_checked(key, &sha256(&signed))?;
    builder.assemble(bit_string(&signature)?, &issuer).map_err(built)
}

/// A serial number is positive and has a first byte that is not zero.
fn positive(mut serial: [u8; 16]) -> [u8; 16] {
    serial[0] = serial[0] & 0x7f | 0x40;
    serial
}

fn time(seconds: u64) -> Result<DateTime, der::Error> {
    DateTime::from_unix_duration(Duration::from_secs(seconds))
}

/// A name of parts, the narrowest first. What has a meaning of its own in the text form is escaped.
fn distinguished(parts: &[(&str, &str)]) -> Result<Name, der::Error> {
    let texts: Vec<String> = parts.iter().map(|(kind, value)| format!("{kind}={}", escaped(value))).collect();
    Name::from_str(&texts.join(","))
}

fn escaped(value: &str) -> String {
    let mut out = String::new();
    for c in value.trim().chars() {
        if ",+\"\\<>;=#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

struct Profile {
    issuer: Name,
    subject: Name,
    /// None for the root itself.
    kind: Option<HolderKind>,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let usage = match self.kind {
            None => KeyUsages::KeyCertSign | KeyUsages::CRLSign,
            Some(HolderKind::Tsa) => KeyUsages::DigitalSignature.into(),
            Some(HolderKind::Judge | HolderKind::Court) => {
                KeyUsages::DigitalSignature | KeyUsages::NonRepudiation
            }
        };
        let constraints = BasicConstraints {
            ca: self.kind.is_none(),
            path_len_constraint: self.kind.is_none().then_some(0),
        };
        let subject = tbs.subject();
        let mut all = vec![
            (&constraints).to_extension(subject, &[])?,
            (&KeyUsage(usage)).to_extension(subject, &[])?,
            (&SubjectKeyIdentifier::try_from(key)?).to_extension(subject, &[])?,
            (&AuthorityKeyIdentifier::try_from(issuer_key)?).to_extension(subject, &[])?,
        ];
        let extended = match self.kind {
            None => return Ok(all),
            Some(HolderKind::Judge) => vec![ID_KP_EMAIL_PROTECTION, INDIVIDUAL],
            Some(HolderKind::Court) => vec![ID_KP_EMAIL_PROTECTION, LEGAL_ENTITY],
            Some(HolderKind::Tsa) => vec![ID_KP_TIME_STAMPING],
        };
        // RFC 3161: that of a time-stamp service is critical, and its only use.
        let is_critical = self.kind == Some(HolderKind::Tsa);
        all.push((is_critical, &ExtendedKeyUsage(extended)).to_extension(subject, &[])?);
        Ok(all)
    }
}

/// The issuer's public half, in the form that the library asks for.
struct Issuer {
    spki: Vec<u8>,
    algorithm: AlgorithmIdentifierOwned,
}

#[derive(Clone)]
struct IssuerKey(Vec<u8>);

impl EncodePublicKey for IssuerKey {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        Ok(Document::try_from(self.0.as_slice())?)
    }
}

impl signature::Keypair for Issuer {
    type VerifyingKey = IssuerKey;

    fn verifying_key(&self) -> IssuerKey {
        IssuerKey(self.spki.clone())
    }
}

impl DynSignatureAlgorithmIdentifier for Issuer {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(self.algorithm.clone())
    }
}
