//! One draw from its offline bundle, and the known answers of the arithmetic (draw.md sections 10 and 11).

use crate::verdict::{Fault, Verdict};
use alloc::string::ToString;
use tarazy_docket::Policy;
use tarazy_draw::bundle::{Bundle, BundleError, BundleReport};

/// Checks what a bundle can show of a draw: steps 1 to 5, 9 and 10. Without a trust file nobody's signature is checked.
/// `now_ms` is the reader's clock, in milliseconds since 1970.
///
/// # Errors
/// The [`Fault`] if the bytes are no bundle. A step that does not hold is in the report: see [`draw_verdict`].
pub fn verify_draw(file: &[u8], trust: Option<&Policy>, now_ms: i64) -> Result<BundleReport, Fault> {
    Ok(Bundle::parse(file)?.check(trust, now_ms)?)
}

/// How a draw's check ended.
///
/// # Errors
/// The [`Fault`] of the first step that does not hold.
pub fn draw_verdict(report: &BundleReport) -> Result<Verdict, Fault> {
    match &report.fault {
        None => Ok(Verdict::DrawOk),
        Some(fault) => Err(fault.clone().into()),
    }
}

impl From<BundleError> for Fault {
    fn from(error: BundleError) -> Self {
        let verdict = match &error {
            BundleError::Format(_) => Verdict::BadFormat,
            BundleError::NotCanonical(_) => Verdict::NotCanonical,
            BundleError::Unsupported(_) => Verdict::Unsupported,
        };
        Self::new(verdict, error.to_string())
    }
}
