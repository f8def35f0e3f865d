//! Signing a PDF: PAdES, baseline level B, or T with a time stamp; the judge first, the court's seal after him.

use super::marks::{self, Marks};
use super::update::{Field, PdfFault, field_names, load, prepare};
use super::verify::{Report, reports};
use crate::sign::Certificate;
use crate::sign::cms::{MakeFault, Signer, detached};
use crate::sign::key::{SignFault, sha256};
use crate::sign::stamp::Stamping;
use crate::sign::trust::{Mark, Roots, holder, is_test, mark, names_a_number};
use der::DateTime;
use lopdf::Document;
use std::time::Duration;

/// What is to be signed, by whom, and how.
pub struct Signing<'a> {
    /// Who signs.
    pub signer: Signer<'a>,
    /// The time stamp, for level T. With `None` it is level B.
    pub stamping: Option<Stamping<'a>>,
    /// The signer's clock, in seconds since 1970.
    pub at: u64,
    /// Why he signs, in the language of the document.
    pub reason: Option<&'a str>,
}

/// Why a document was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningFault {
    /// The file.
    #[error(transparent)]
    Pdf(#[from] PdfFault),
    /// Key or time stamp.
    #[error(transparent)]
    Make(#[from] MakeFault),
    /// It is a draft.
    #[error("a draft is not signed; render the document without --draft")]
    Draft,
    /// A test authority's certificate, and no mark.
    #[error("a test authority's certificate signs only documents that are marked as a demonstration")]
    NotMarked,
    /// A certificate with legal force, and the mark of a demonstration.
    #[error("the document is marked as a demonstration; a certificate with legal force does not sign it")]
    Demonstration,
    /// A copy for the public bears the court's seal alone.
    #[error("a public copy is signed by the court's seal alone, whose certificate names nobody's number")]
    PublicCopy,
    /// The court's seal stands on it already, which is the last signature.
    #[error("the court's seal is on it already, and nothing is signed after it")]
    Sealed,
    /// A signature on it does not hold.
    #[error("signature {0} on it does not hold any more; nothing is signed over it")]
    Broken(String),
}

impl From<SignFault> for SigningFault {
    fn from(fault: SignFault) -> Self {
        Self::Make(fault.into())
    }
}

/// Signs a PDF, as a further part at its end.
///
/// # Errors
/// [`SigningFault`]. What was asked for is reached, or there is no signature.
pub fn sign(file: &[u8], signing: Signing<'_>) -> Result<Vec<u8>, SigningFault> {
    let document = load(file)?;
    let no_certificate = || SignFault::NotAKey("it has no certificate".to_owned());
    let certificate = signing.signer.chain.first().ok_or_else(no_certificate)?.clone();
    check_marks(marks::read(&document), &certificate)?;
    check_before(file, &document, signing.at)?;
    let names = field_names(&document);
    let number = (1_u32..).find(|n| !names.contains(&format!("Signature{n}"))).unwrap_or_default();
    let room = signing.stamping.as_ref().map_or(0, |stamping| stamping.service.reserve());
    let field = Field {
        name: format!("Signature{number}"),
        signer: &holder(&certificate).to_string(),
        reason: signing.reason,
        date: date(signing.at)?,
        reserve: signing.signer.reserve()?.saturating_add(room),
    };
    let prepared = prepare(file, &document, &field)?;
    let hash = sha256(&prepared.covered());
    let signature = detached(&hash, signing.signer, signing.stamping)?;
    Ok(prepared.fill(&signature)?)
}

fn check_marks(marks: Marks, certificate: &Certificate) -> Result<(), SigningFault> {
    let is_seal = mark(certificate) == Mark::Organisation && !names_a_number(certificate);
    match (marks.is_demonstration, is_test(certificate)) {
        _ if marks.is_draft => Err(SigningFault::Draft),
        (false, true) => Err(SigningFault::NotMarked),
        (true, false) => Err(SigningFault::Demonstration),
        _ if marks.is_public_copy && !is_seal => Err(SigningFault::PublicCopy),
        _ => Ok(()),
    }
}

/// What is signed already must hold, and must not be closed by the seal.
fn check_before(file: &[u8], document: &Document, at: u64) -> Result<(), SigningFault> {
    for report in reports(file, document, &Roots::default(), at) {
        match report {
            Report { field, state: Err(_), .. } => return Err(SigningFault::Broken(field)),
            Report { mark: Mark::Organisation, .. } => return Err(SigningFault::Sealed),
            Report { .. } => {}
        }
    }
    Ok(())
}

/// A moment as PDF writes it.
fn date(seconds: u64) -> Result<String, SignFault> {
    let date = DateTime::from_unix_duration(Duration::from_secs(seconds))?;
    let (day, time) =
        (format!("{:04}{:02}{:02}", date.year(), date.month(), date.day()), (date.hour(), date.minutes()));
    Ok(format!("D:{day}{:02}{:02}{:02}Z", time.0, time.1, date.seconds()))
}
