//! PDF: signatures as further parts at the end of a file, and their check.

pub mod marks;
mod objects;
mod revisions;
mod sign;
mod update;
mod verify;

pub use revisions::Later;
pub use sign::{Signing, SigningFault, sign};
pub use update::PdfFault;
pub use verify::{Broken, Coverage, Report, Stamp, verify};

/// The marks of a PDF.
///
/// # Errors
/// [`PdfFault`] for what is no PDF.
pub fn marks_of(file: &[u8]) -> Result<marks::Marks, PdfFault> {
    Ok(marks::read(&update::load(file)?))
}

/// What a PDF calls itself; `None` if it has no title.
///
/// # Errors
/// [`PdfFault`] for what is no PDF.
pub fn title_of(file: &[u8]) -> Result<Option<String>, PdfFault> {
    Ok(marks::title(&update::load(file)?))
}
