//! Signed data: CMS with the attributes that CAdES asks for (content type, digest, which certificate signed).

use super::asn1::{
    CertificateId, SIGNING_CERTIFICATE_V2, SigningCertificateV2, TIME_STAMP_TOKEN, any, is_sha256,
    sha256_algorithm,
};
use super::key::{PublicKey, SignFault, SignPrehash, sha256, sign_checked};
use super::stamp::{self, StampFault, Stamping};
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo,
    SignerInfos,
};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use der::asn1::{AnyRef, OctetString, SetOfVec};
use der::{Any, Decode as _, Encode as _};
use spki::AlgorithmIdentifierOwned;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;

/// What a signature's structure needs beside certificates, key and token, in bytes, with room to spare.
const OVERHEAD: usize = 512;

/// A key with its certificate and those above it, the signer's own first.
pub struct Signer<'a> {
    /// Key.
    pub key: &'a mut dyn SignPrehash,
    /// Certificates.
    pub chain: &'a [Certificate],
}

impl Signer<'_> {
    /// Room for a signature of this signer, in bytes.
    ///
    /// # Errors
    /// [`SignFault::Encoding`].
    pub(crate) fn reserve(&self) -> Result<usize, SignFault> {
        let mut room = OVERHEAD.saturating_add(self.key.public().max_signature());
        for certificate in self.chain {
            room = room.saturating_add(certificate.to_der()?.len());
        }
        // The signer is named by its issuer and number once more.
        let issuer =
            self.chain.first().map_or(Ok(0), |c| c.tbs_certificate().issuer().to_der().map(|d| d.len()));
        Ok(room.saturating_add(issuer?))
    }

    fn certificate(&self) -> Result<&Certificate, SignFault> {
        let first =
            self.chain.first().ok_or_else(|| SignFault::NotAKey("it has no certificate".to_owned()))?;
        let named = PublicKey::from_spki(first.tbs_certificate().subject_public_key_info())?;
        if named == *self.key.public() { Ok(first) } else { Err(SignFault::OtherKey) }
    }
}

/// Why a signature was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeFault {
    /// The key.
    #[error(transparent)]
    Sign(#[from] SignFault),
    /// The time stamp that was asked for.
    #[error(transparent)]
    Stamp(#[from] StampFault),
}

/// A detached signature over content of which the hash is given; with a time stamp over it if one is asked for.
///
/// # Errors
/// [`MakeFault`]. If the time stamp cannot be had, there is no signature without it.
pub fn detached(
    hash: &[u8; 32],
    mut signer: Signer<'_>,
    stamping: Option<Stamping<'_>>,
) -> Result<Vec<u8>, MakeFault> {
    let mut signed = sign(ID_DATA, None, hash, &mut signer)?;
    if let Some(stamping) = stamping {
        let mut infos = signed.signer_infos.0.into_vec();
        if let Some(info) = infos.first_mut() {
            let token = stamp::obtain(info.signature.as_bytes(), stamping.service, stamping.nonce)?;
            let token = Any::from_der(&token).map_err(SignFault::from)?;
            let unsigned = Attribute { oid: TIME_STAMP_TOKEN, values: set(vec![token])? };
            info.unsigned_attrs = Some(set(vec![unsigned])?);
        }
        signed.signer_infos = SignerInfos(set(infos)?);
    }
    Ok(wrap(&signed)?)
}

/// Signed data with its content inside.
pub(crate) fn attached(
    kind: ObjectIdentifier,
    content: &[u8],
    signer: &mut Signer<'_>,
) -> Result<Vec<u8>, SignFault> {
    wrap(&sign(kind, Some(content), &sha256(content), signer)?)
}

fn wrap(signed: &SignedData) -> Result<Vec<u8>, SignFault> {
    Ok(ContentInfo { content_type: ID_SIGNED_DATA, content: any(signed)? }.to_der()?)
}

fn sign(
    kind: ObjectIdentifier,
    content: Option<&[u8]>,
    hash: &[u8; 32],
    signer: &mut Signer<'_>,
) -> Result<SignedData, SignFault> {
    let certificate = signer.certificate()?.clone();
    let attributes = attributes(kind, hash, &certificate)?;
    // What is signed is the set in its own DER form, not the tagged one that stands in the structure.
    let signature = sign_checked(signer.key, &sha256(&attributes.to_der()?))?;
    let tbs = certificate.tbs_certificate();
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: sha256_algorithm(),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm(signer.key.public()),
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let content = content.map(|bytes| any(&OctetString::new(bytes)?)).transpose()?;
    let all = signer.chain.iter().cloned().map(CertificateChoices::Certificate).collect();
    Ok(SignedData {
        version: if kind == ID_DATA { CmsVersion::V1 } else { CmsVersion::V3 },
        digest_algorithms: set(vec![sha256_algorithm()])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: kind, econtent: content },
        certificates: Some(CertificateSet(set(all)?)),
        crls: None,
        signer_infos: SignerInfos(set(vec![info])?),
    })
}

fn attributes(
    kind: ObjectIdentifier,
    hash: &[u8; 32],
    certificate: &Certificate,
) -> Result<SignedAttributes, SignFault> {
    let id = CertificateId {
        hash_algorithm: None,
        hash: OctetString::new(sha256(&certificate.to_der()?))?,
        issuer_serial: None,
    };
    let which = SigningCertificateV2 { certificates: vec![id], policies: None };
    set(vec![
        Attribute { oid: ID_CONTENT_TYPE, values: set(vec![any(&kind)?])? },
        Attribute { oid: ID_MESSAGE_DIGEST, values: set(vec![any(&OctetString::new(*hash)?)?])? },
        Attribute { oid: SIGNING_CERTIFICATE_V2, values: set(vec![any(&which)?])? },
    ])
}

fn set<T: der::DerOrd>(items: Vec<T>) -> Result<SetOfVec<T>, SignFault> {
    Ok(SetOfVec::try_from(items)?)
}

/// In CMS a signature by RSA names the key's algorithm alone (RFC 3370).
fn algorithm(public: &PublicKey) -> AlgorithmIdentifierOwned {
    match public {
        PublicKey::Rsa(_) => AlgorithmIdentifierOwned {
            oid: const_oid::db::rfc5912::RSA_ENCRYPTION,
            parameters: Some(AnyRef::NULL.into()),
        },
        PublicKey::P256(_) => public.algorithm(),
    }
}

/// Why a signature does not hold, or is not one that can be checked here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// Not a structure of the kind.
    #[error("no signature that can be read: {0}")]
    Form(String),
    /// It is over other content.
    #[error("the content was changed after it was signed")]
    OtherContent,
    /// It does not hold under the certificate's key.
    #[error("the signature does not hold under the key of its certificate")]
    DoesNotHold,
    /// It does not say which certificate signed, or names another.
    #[error("the signature does not name the certificate that it came with")]
    OtherCertificate,
}

/// A signature that holds. Whether its certificate is trusted is another question.
#[derive(Debug, Clone)]
pub struct Holds {
    /// Certificate of the signer.
    pub signer: Certificate,
    /// All certificates that came with it.
    pub certificates: Vec<Certificate>,
    /// The signature's own bytes, which a time stamp covers.
    pub signature: Vec<u8>,
    /// The token of its time stamp.
    pub token: Option<Vec<u8>>,
    /// Content that lies inside.
    pub content: Option<Vec<u8>>,
}

/// Checks a detached signature over content of which the hash is given.
///
/// # Errors
/// [`BadSignature`].
pub fn check_detached(der: &[u8], hash: &[u8; 32]) -> Result<Holds, BadSignature> {
    check(der, ID_DATA, Some(hash))
}

/// Checks signed data of a kind, with the content inside, or over a hash.
pub(crate) fn check(
    der: &[u8],
    kind: ObjectIdentifier,
    hash: Option<&[u8; 32]>,
) -> Result<Holds, BadSignature> {
    let form = |e: der::Error| BadSignature::Form(e.to_string());
    let odd = |what: &str| BadSignature::Form(what.to_owned());
    let info = ContentInfo::from_der(der).map_err(form)?;
    if info.content_type != ID_SIGNED_DATA {
        return Err(odd("it is no signed data"));
    }
    let signed: SignedData = info.content.decode_as().map_err(form)?;
    let [info] = signed.signer_infos.0.as_slice() else { return Err(odd("it has not one signer")) };
    if signed.encap_content_info.econtent_type != kind || !is_sha256(&info.digest_alg) {
        return Err(odd("it is of another kind"));
    }
    let content = signed.encap_content_info.econtent.as_ref().map(Any::decode_as::<OctetString>);
    let content = content.transpose().map_err(form)?.map(|content| content.as_bytes().to_vec());
    let expected = match (hash, &content) {
        (Some(hash), None) => *hash,
        (None, Some(content)) => sha256(content),
        _ => return Err(odd("content inside and outside")),
    };
    let attributes = info.signed_attrs.as_ref().ok_or_else(|| odd("it signs no attributes"))?;
    let digest: OctetString = one(attributes, ID_MESSAGE_DIGEST)?.decode_as().map_err(form)?;
    let named: ObjectIdentifier = one(attributes, ID_CONTENT_TYPE)?.decode_as().map_err(form)?;
    if digest.as_bytes() != expected || named != kind {
        return Err(BadSignature::OtherContent);
    }
    let certificates = certificates(&signed);
    let signer =
        certificates.iter().find(|c| is_named(&info.sid, c)).ok_or(BadSignature::OtherCertificate)?;
    let which: SigningCertificateV2 = one(attributes, SIGNING_CERTIFICATE_V2)?.decode_as().map_err(form)?;
    let hash = sha256(&signer.to_der().map_err(form)?);
    let is_named = which
        .certificates
        .first()
        .is_some_and(|id| id.hash_algorithm.as_ref().is_none_or(is_sha256) && id.hash.as_bytes() == hash);
    if !is_named {
        return Err(BadSignature::OtherCertificate);
    }
    let key = PublicKey::from_spki(signer.tbs_certificate().subject_public_key_info());
    let key = key.map_err(|e| BadSignature::Form(e.to_string()))?;
    let covered = attributes.to_der().map_err(form)?;
    if !key.holds_over(&info.signature_algorithm, &covered, info.signature.as_bytes()) {
        return Err(BadSignature::DoesNotHold);
    }
    let token = info.unsigned_attrs.as_ref().map(|all| one(all, TIME_STAMP_TOKEN)).and_then(Result::ok);
    Ok(Holds {
        signer: signer.clone(),
        signature: info.signature.as_bytes().to_vec(),
        token: token.map(|token| token.to_der()).transpose().map_err(form)?,
        content,
        certificates,
    })
}

fn certificates(signed: &SignedData) -> Vec<Certificate> {
    let all = signed.certificates.iter().flat_map(|set| set.0.iter());
    let known = all.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
        CertificateChoices::Other(_) => None,
    });
    known.collect()
}

fn is_named(id: &SignerIdentifier, certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer == *tbs.issuer() && id.serial_number == *tbs.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => tbs
            .get_extension::<x509_cert::ext::pkix::SubjectKeyIdentifier>()
            .is_ok_and(|found| found.is_some_and(|(_, own)| own == *id)),
    }
}

/// The one value of an attribute.
fn one(attributes: &SignedAttributes, oid: ObjectIdentifier) -> Result<Any, BadSignature> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    match (found.next(), found.next()) {
        (Some(attribute), None) if attribute.values.len() == 1 => {
            attribute.values.get(0).cloned().ok_or(BadSignature::OtherCertificate)
        }
        _ => Err(BadSignature::Form(format!("attribute {oid} does not stand in it once"))),
    }
}
