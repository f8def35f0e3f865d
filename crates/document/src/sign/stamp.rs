//! Time stamps (RFC 3161): a request, a service of our own that answers it, and what a token proves.

use super::asn1::{
    MessageImprint, PkiStatusInfo, TST_INFO, TimeStampReq, TimeStampResp, TstInfo, any, is_sha256,
    sha256_algorithm,
};
use super::cms::{BadSignature, Signer, attached, check};
use super::key::{SignFault, sha256};
use cms::content_info::ContentInfo;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::ID_KP_TIME_STAMPING;
use der::asn1::{GeneralizedTime, OctetString, Uint};
use der::{DateTime, Decode as _, Encode as _, Tag, Tagged as _};
use std::time::Duration;
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;

/// The policy of a test service: below the number that RFC 5612 sets aside for examples.
const TEST_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.3161.1");
/// Status of a granted answer, and of one granted with changes.
const GRANTED: [u8; 2] = [0, 1];
/// Status of a refusal.
const REJECTED: u8 = 2;
/// What a token needs beside its signature, in bytes.
const TOKEN_ROOM: usize = 512;

/// A time-stamp service: one of our own, or one that is asked over the network.
pub trait Stamp {
    /// Room for a token, in bytes.
    fn reserve(&self) -> usize;

    /// Its answer to a request, both in DER.
    ///
    /// # Errors
    /// [`StampFault::Away`].
    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, StampFault>;
}

/// A time stamp that is wanted.
pub struct Stamping<'a> {
    /// Who gives it.
    pub service: &'a mut dyn Stamp,
    /// A random number that the answer must repeat.
    pub nonce: u64,
}

/// Why there is no time stamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// The service did not answer.
    #[error("the time-stamp service did not answer: {0}")]
    Away(String),
    /// It answered, and gave none.
    #[error("the time-stamp service refused: status {0}")]
    Refused(u8),
    /// It gave a token that is not about what was asked, or does not hold.
    #[error("the time-stamp service gave a token that does not hold: {0}")]
    Bad(String),
}

/// What a token that holds says.
#[derive(Debug, Clone)]
pub struct Stamped {
    /// When, in seconds since 1970.
    pub at: u64,
    /// Certificate of the service.
    pub service: Certificate,
    /// All certificates that came with it.
    pub certificates: Vec<Certificate>,
}

/// Asks for a token over bytes and checks it.
pub(crate) fn obtain(bytes: &[u8], service: &mut dyn Stamp, nonce: u64) -> Result<Vec<u8>, StampFault> {
    let bad = |e: der::Error| StampFault::Bad(e.to_string());
    let nonce = Uint::new(&nonce.to_be_bytes()).map_err(bad)?;
    let request = TimeStampReq {
        version: 1,
        imprint: imprint(bytes).map_err(bad)?,
        policy: None,
        nonce: Some(nonce.clone()),
        certificates: true,
    };
    let answer = service.answer(&request.to_der().map_err(bad)?)?;
    let answer = TimeStampResp::from_der(&answer).map_err(bad)?;
    if !GRANTED.contains(&answer.status.status) {
        return Err(StampFault::Refused(answer.status.status));
    }
    let token = answer.token.ok_or_else(|| StampFault::Bad("it is missing".to_owned()))?;
    let token = token.to_der().map_err(bad)?;
    let (_, info) = read(&token, bytes).map_err(|e| StampFault::Bad(e.to_string()))?;
    if info.nonce != Some(nonce) {
        return Err(StampFault::Bad("it answers another request".to_owned()));
    }
    if token.len() > service.reserve() {
        return Err(StampFault::Bad(format!("it is longer than {} bytes", service.reserve())));
    }
    Ok(token)
}

/// What a token proves about bytes. Whether its service is trusted is another question.
///
/// # Errors
/// [`BadSignature`].
pub fn check_token(token: &[u8], bytes: &[u8]) -> Result<Stamped, BadSignature> {
    let (stamped, _) = read(token, bytes)?;
    Ok(stamped)
}

fn read(token: &[u8], bytes: &[u8]) -> Result<(Stamped, TstInfo), BadSignature> {
    let form = |e: der::Error| BadSignature::Form(e.to_string());
    let holds = check(token, TST_INFO, None)?;
    let content = holds.content.ok_or_else(|| BadSignature::Form("it holds nothing".to_owned()))?;
    let info = TstInfo::from_der(&content).map_err(form)?;
    if !is_sha256(&info.imprint.algorithm) || info.imprint.hash.as_bytes() != sha256(bytes) {
        return Err(BadSignature::OtherContent);
    }
    let usage = holds.signer.tbs_certificate().get_extension::<ExtendedKeyUsage>();
    let is_service =
        matches!(&usage, Ok(Some((true, ExtendedKeyUsage(uses)))) if uses[..] == [ID_KP_TIME_STAMPING]);
    if !is_service {
        return Err(BadSignature::Form("its certificate is not that of a time-stamp service".to_owned()));
    }
    let at = seconds(&info.time).ok_or_else(|| BadSignature::Form("its time cannot be read".to_owned()))?;
    Ok((Stamped { at, service: holds.signer, certificates: holds.certificates }, info))
}

fn imprint(bytes: &[u8]) -> Result<MessageImprint, der::Error> {
    Ok(MessageImprint { algorithm: sha256_algorithm(), hash: OctetString::new(sha256(bytes))? })
}

/// Whole seconds of a GeneralizedTime, with or without a fraction.
fn seconds(time: &der::Any) -> Option<u64> {
    if time.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(time.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 14 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to)?.parse::<u16>().ok();
    let small = |from, to| part(from, to).and_then(|n| u8::try_from(n).ok());
    let date =
        DateTime::new(part(0, 4)?, small(4, 6)?, small(6, 8)?, small(8, 10)?, small(10, 12)?, small(12, 14)?);
    Some(date.ok()?.unix_duration().as_secs())
}

/// A time-stamp service of our own, at a moment.
pub struct Tsa<'a> {
    /// Key and certificates.
    pub signer: Signer<'a>,
    /// The moment, in seconds since 1970.
    pub now: u64,
    /// Serial number of the token, 16 random bytes.
    pub serial: [u8; 16],
}

impl Tsa<'_> {
    fn token(&mut self, request: &TimeStampReq) -> Result<ContentInfo, SignFault> {
        let time = GeneralizedTime::from_unix_duration(Duration::from_secs(self.now))?;
        let info = TstInfo {
            version: 1,
            policy: request.policy.unwrap_or(TEST_POLICY),
            imprint: request.imprint.clone(),
            serial: Uint::new(&self.serial)?,
            time: any(&time)?,
            accuracy: None,
            ordering: false,
            nonce: request.nonce.clone(),
            tsa: None,
        };
        let token = attached(TST_INFO, &info.to_der()?, &mut self.signer)?;
        Ok(ContentInfo::from_der(&token)?)
    }
}

impl Stamp for Tsa<'_> {
    fn reserve(&self) -> usize {
        self.signer.reserve().unwrap_or_default().saturating_add(TOKEN_ROOM)
    }

    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, StampFault> {
        let failed = |what: String| StampFault::Away(what);
        let granted = match TimeStampReq::from_der(request) {
            Ok(request)
                if is_sha256(&request.imprint.algorithm) && request.imprint.hash.as_bytes().len() == 32 =>
            {
                Some(self.token(&request).map_err(|e| failed(e.to_string()))?)
            }
            Ok(_) | Err(_) => None,
        };
        let status = if granted.is_some() { GRANTED[0] } else { REJECTED };
        let status = PkiStatusInfo { status, text: None, failure: None };
        TimeStampResp { status, token: granted }.to_der().map_err(|e| failed(e.to_string()))
    }
}
