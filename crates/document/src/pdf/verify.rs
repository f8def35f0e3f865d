//! Who signed a PDF, when, whether it is intact, and whether the whole of it is covered.

use super::objects::read_text;
use super::revisions::{Later, later};
use super::update::{PdfFault, form, load};
use crate::sign::cms::{BadSignature, check_detached};
use crate::sign::first_value;
use crate::sign::key::sha256;
use crate::sign::stamp::check_token;
use crate::sign::trust::{HolderName, Mark, NotTrusted, Purpose, Roots, holder, is_test, mark};
use lopdf::{Dictionary, Document, Object};

/// Forms of a signature that are checked here.
const SUB_FILTERS: [&[u8]; 2] = [b"ETSI.CAdES.detached", b"adbe.pkcs7.detached"];

/// What is known of one signature.
#[derive(Debug, Clone)]
pub struct Report {
    /// Name of its field.
    pub field: String,
    /// Who signed, as the certificate says; `None` if the signature does not hold.
    pub signer: Option<HolderName>,
    /// Whose key it is.
    pub mark: Mark,
    /// Whether a test authority issued the certificate.
    pub is_test: bool,
    /// Whether the bytes that it covers are those that were signed.
    pub state: Result<(), Broken>,
    /// Whether the certificate comes from a root that the reader trusts.
    pub trust: Result<(), NotTrusted>,
    /// The time stamp.
    pub stamp: Stamp,
    /// How much of the file it covers.
    pub coverage: Coverage,
}

/// The time stamp of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stamp {
    /// There is none: when it was signed is not proven.
    None,
    /// It does not hold, or is about something else.
    Broken(BadSignature),
    /// It holds.
    At {
        /// The moment, in seconds since 1970.
        seconds: u64,
        /// Who says so.
        service: HolderName,
        /// Whether that service is trusted.
        trust: Result<(), NotTrusted>,
    },
}

/// How much of the file a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All but its own place.
    Whole,
    /// The file as it was; what came after is named.
    Earlier(Later),
    /// Not a whole file, so that what is seen is not what was signed.
    Odd,
}

/// Why a signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The field is not as one is.
    #[error("the field of the signature is odd: {0}")]
    Field(&'static str),
    /// The signature itself.
    #[error(transparent)]
    Signature(#[from] BadSignature),
}

impl Report {
    /// Whether a reader may rely on it: it holds, comes from a trusted root, and nothing but signatures came after it.
    pub fn is_good(&self) -> bool {
        let is_stamp_good = match &self.stamp {
            Stamp::None => true,
            Stamp::Broken(_) => false,
            Stamp::At { trust, .. } => trust.is_ok(),
        };
        let is_covered = matches!(self.coverage, Coverage::Whole | Coverage::Earlier(Later::Signatures));
        self.state.is_ok() && self.trust.is_ok() && is_stamp_good && is_covered
    }
}

/// Checks every signature of a PDF; no report means that it has none. The moment is that of the reader's clock, at which a
/// certificate without a time stamp must hold.
///
/// # Errors
/// [`PdfFault`] for what is no PDF.
pub fn verify(file: &[u8], roots: &Roots, now: u64) -> Result<Vec<Report>, PdfFault> {
    Ok(reports(file, &load(file)?, roots, now))
}

pub(crate) fn reports(file: &[u8], document: &Document, roots: &Roots, now: u64) -> Vec<Report> {
    let form = form(document).ok().flatten().map(|(_, form)| form).unwrap_or_default();
    let fields = form.get(b"Fields").and_then(|fields| document.dereference(fields));
    let fields = fields.ok().and_then(|(_, fields)| fields.as_array().ok()).cloned().unwrap_or_default();
    let dictionaries = fields.iter().filter_map(|field| document.dereference(field).ok()?.1.as_dict().ok());
    let signed = dictionaries.filter(|field| is_signed(field));
    signed.map(|field| report(file, document, field, roots, now)).collect()
}

fn is_signed(field: &Dictionary) -> bool {
    matches!(field.get(b"FT"), Ok(Object::Name(kind)) if kind == b"Sig") && field.has(b"V")
}

fn report(file: &[u8], document: &Document, field: &Dictionary, roots: &Roots, now: u64) -> Report {
    let name = field.get(b"T").and_then(Object::as_str).map(read_text).unwrap_or_default();
    let mut report = Report {
        field: name,
        signer: None,
        mark: Mark::None,
        is_test: false,
        state: Ok(()),
        trust: Err(NotTrusted::NoRoot),
        stamp: Stamp::None,
        coverage: Coverage::Odd,
    };
    let found = read(file, document, field).and_then(|place| {
        report.coverage = coverage(file, document, &place);
        let covered = [&file[..place.gap.0], &file[place.gap.1..place.end]].concat();
        let holds = check_detached(&place.signature, &sha256(&covered))?;
        Ok(holds)
    });
    let holds = match found {
        Ok(holds) => holds,
        Err(broken) => {
            report.state = Err(broken);
            return report;
        }
    };
    if let Some(token) = &holds.token {
        report.stamp = match check_token(token, &holds.signature) {
            Err(bad) => Stamp::Broken(bad),
            Ok(stamped) => {
                let trust = roots.trust(&stamped.service, &stamped.certificates, Purpose::Stamp, stamped.at);
                Stamp::At { seconds: stamped.at, service: holder(&stamped.service), trust }
            }
        };
    }
    // A time stamp that is trusted shows when the certificate had to hold.
    let at = match &report.stamp {
        Stamp::At { seconds, trust: Ok(()), .. } => *seconds,
        _ => now,
    };
    report.trust = roots.trust(&holds.signer, &holds.certificates, Purpose::Document, at);
    report.signer = Some(holder(&holds.signer));
    report.mark = mark(&holds.signer);
    report.is_test = is_test(&holds.signer);
    report
}

/// A signature in its file.
struct Place {
    gap: (usize, usize),
    /// Where what it covers ends.
    end: usize,
    signature: Vec<u8>,
}

fn read(file: &[u8], document: &Document, field: &Dictionary) -> Result<Place, Broken> {
    let odd = |what| move |_| Broken::Field(what);
    let value = field.get(b"V").and_then(|value| document.dereference(value));
    let value = value.and_then(|(_, value)| value.as_dict()).map_err(odd("it has no value"))?;
    let kind = value.get(b"SubFilter").and_then(Object::as_name).unwrap_or_default();
    if !SUB_FILTERS.contains(&kind) {
        return Err(Broken::Field("its form is not checked here"));
    }
    let range = value.get(b"ByteRange").and_then(Object::as_array).map_err(odd("it has no range"))?;
    let numbers: Option<Vec<usize>> =
        range.iter().map(|n| n.as_i64().ok().and_then(|n| usize::try_from(n).ok())).collect();
    let [0, start, rest, length] = numbers.unwrap_or_default()[..] else {
        return Err(Broken::Field("its range does not begin with the file"));
    };
    let end = rest.checked_add(length).filter(|end| *end <= file.len() && start < rest);
    let end = end.ok_or(Broken::Field("its range is not within the file"))?;
    // The gap must be the signature's own place and nothing else, or what lies in it could say anything.
    let gap = file.get(start..rest).and_then(|gap| gap.strip_prefix(b"<")?.strip_suffix(b">"));
    let contents = value.get(b"Contents").and_then(Object::as_str).map_err(odd("it holds no signature"))?;
    let bytes = gap.and_then(|digits| hex::decode(digits).ok()).filter(|bytes| bytes == contents);
    let bytes = bytes.ok_or(Broken::Field("its range leaves out more than the signature"))?;
    let signature = first_value(&bytes).ok_or(Broken::Field("it holds no signature"))?.to_vec();
    Ok(Place { gap: (start, rest), end, signature })
}

fn coverage(file: &[u8], document: &Document, place: &Place) -> Coverage {
    if place.end == file.len() {
        return Coverage::Whole;
    }
    match file.get(..place.end).map(load) {
        Some(Ok(earlier)) => Coverage::Earlier(later(&earlier, document)),
        _ => Coverage::Odd,
    }
}
