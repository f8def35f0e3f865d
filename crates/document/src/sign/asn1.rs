//! The few structures that the libraries do not have: RFC 5035 (which certificate signed) and RFC 3161 (time stamps).

use const_oid::ObjectIdentifier;
use der::asn1::{Any, Null, OctetString, Uint};
use der::{Decode as _, Sequence};
use spki::AlgorithmIdentifierOwned;

/// `id-aa-signingCertificateV2`.
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// `id-aa-timeStampToken`.
pub(crate) const TIME_STAMP_TOKEN: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// `id-ct-TSTInfo`.
pub(crate) const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// `id-sha256`.
pub(crate) const SHA_256: ObjectIdentifier = const_oid::db::rfc5912::ID_SHA_256;

/// Which certificate signed.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct SigningCertificateV2 {
    pub(crate) certificates: Vec<CertificateId>,
    #[asn1(optional = "true")]
    pub(crate) policies: Option<Any>,
}

/// A certificate by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct CertificateId {
    /// SHA-256 if absent.
    #[asn1(optional = "true")]
    pub(crate) hash_algorithm: Option<AlgorithmIdentifierOwned>,
    pub(crate) hash: OctetString,
    #[asn1(optional = "true")]
    pub(crate) issuer_serial: Option<Any>,
}

/// What is stamped.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct MessageImprint {
    pub(crate) algorithm: AlgorithmIdentifierOwned,
    pub(crate) hash: OctetString,
}

/// A request to a time-stamp service.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct TimeStampReq {
    pub(crate) version: u8,
    pub(crate) imprint: MessageImprint,
    #[asn1(optional = "true")]
    pub(crate) policy: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    pub(crate) nonce: Option<Uint>,
    #[asn1(default = "no")]
    pub(crate) certificates: bool,
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct TimeStampResp {
    pub(crate) status: PkiStatusInfo,
    #[asn1(optional = "true")]
    pub(crate) token: Option<cms::content_info::ContentInfo>,
}

/// Whether it was granted.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct PkiStatusInfo {
    pub(crate) status: u8,
    #[asn1(optional = "true")]
    pub(crate) text: Option<Vec<Any>>,
    #[asn1(optional = "true")]
    pub(crate) failure: Option<der::asn1::BitString>,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct TstInfo {
    pub(crate) version: u8,
    pub(crate) policy: ObjectIdentifier,
    pub(crate) imprint: MessageImprint,
    pub(crate) serial: Uint,
    /// GeneralizedTime; services write fractions of a second, which the library's own type does not take.
    pub(crate) time: Any,
    #[asn1(optional = "true")]
    pub(crate) accuracy: Option<Accuracy>,
    #[asn1(default = "no")]
    pub(crate) ordering: bool,
    #[asn1(optional = "true")]
    pub(crate) nonce: Option<Uint>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) tsa: Option<Any>,
}

/// How exact its clock is.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct Accuracy {
    #[asn1(optional = "true")]
    pub(crate) seconds: Option<Uint>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) micros: Option<u16>,
}

fn no() -> bool {
    false
}

/// SHA-256 as an algorithm, without parameters (RFC 5754).
pub(crate) fn sha256_algorithm() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: SHA_256, parameters: None }
}

/// Whether an algorithm is SHA-256; both forms of its parameters are in use.
pub(crate) fn is_sha256(algorithm: &AlgorithmIdentifierOwned) -> bool {
    let no_parameters = match &algorithm.parameters {
        None => true,
        Some(any) => any.decode_as::<Null>().is_ok(),
    };
    algorithm.oid == SHA_256 && no_parameters
}

/// A structure inside a value of any type.
pub(crate) fn any(value: &impl der::Encode) -> Result<Any, der::Error> {
    Any::from_der(&value.to_der()?)
}

/// The first DER value of bytes that may go on, such as the padded field of a PDF.
pub(crate) fn first_value(bytes: &[u8]) -> Option<&[u8]> {
    let (first, rest) = (bytes.get(1)?, bytes.get(2..)?);
    let (head, length) = match first {
        n if *n < 0x80 => (2, usize::from(*n)),
        n => {
            let count = usize::from(*n & 0x7f);
            let digits = rest.get(..count).filter(|_| (1..=4).contains(&count))?;
            let length = digits.iter().fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit));
            (count.checked_add(2)?, length)
        }
    };
    bytes.get(..head.checked_add(length)?)
}
