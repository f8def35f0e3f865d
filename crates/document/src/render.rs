//! From a paper to pages: Typst as a library, in a world without files, network and clock.
//!
//! A template sees its own text, the common one and the data of the paper; everything else is denied. The moment is the
//! paper's own, so that the same paper gives the same bytes. What the compiler warns of is an error, and the exporter refuses
//! what would not be PDF/A-2a and PDF/UA-1.

mod code;
mod fonts;
mod templates;
mod world;

use crate::paper::{Paper, Standing, Tongue};
use crate::pdf::marks::{DEMONSTRATION, DRAFT, PUBLIC_COPY};
use serde_json::{Value, json};
use tarazy_base::Date;
use typst::World as _;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::Desk;

/// What made the file, as its information says.
const CREATOR: &str = "Tarazy";

/// Why a paper could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderFault {
    /// The code is too long to be drawn.
    #[error("the text of the code is too long: {0} bytes")]
    Code(usize),
    /// The template or the exporter refuses, or warns.
    #[error("the document cannot be set: {0}")]
    Set(String),
    /// The data cannot be handed over.
    #[error("the data cannot be read: {0}")]
    Data(String),
}

/// A paper as its template gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    tongue: Tongue,
    kind: &'static str,
    id: String,
    made: Date,
    data: Value,
}

impl Sheet {
    /// The sheet of a paper.
    ///
    /// # Errors
    /// [`RenderFault::Data`], or [`RenderFault::Code`].
    pub fn of(paper: &Paper) -> Result<Self, RenderFault> {
        let mut data = serde_json::to_value(paper).map_err(|e| RenderFault::Data(e.to_string()))?;
        let is_demonstration = paper.standing == Standing::Demonstration;
        let words = [(is_demonstration, DEMONSTRATION), (paper.draft, DRAFT), (paper.public, PUBLIC_COPY)];
        let keywords: Vec<&str> = words.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
        let code = paper.code.as_deref().map(code::svg).transpose()?;
        if let Value::Object(members) = &mut data {
            members.insert("keywords".to_owned(), json!(keywords));
            members.insert("demonstration".to_owned(), json!(is_demonstration));
            members.insert("svg".to_owned(), json!(code));
        }
        Ok(Self {
            tongue: paper.lang,
            kind: paper.body.kind(),
            id: paper.id.clone(),
            made: paper.made.0,
            data,
        })
    }

    /// What the paper says, without the court and the marks around it.
    pub(crate) fn body(&mut self) -> &mut Value {
        &mut self.data["body"]
    }
}

/// Whether a text can be drawn as a code on a paper.
pub fn fits_code(text: &str) -> bool {
    code::svg(text).is_ok()
}

/// Renders a paper as PDF.
///
/// # Errors
/// [`RenderFault`].
pub fn render(paper: &Paper) -> Result<Vec<u8>, RenderFault> {
    render_sheet(&Sheet::of(paper)?)
}

/// Renders a sheet as PDF.
///
/// # Errors
/// [`RenderFault`].
pub fn render_sheet(sheet: &Sheet) -> Result<Vec<u8>, RenderFault> {
    let template = templates::of(sheet.tongue, sheet.kind);
    let template = template.ok_or_else(|| RenderFault::Set(format!("no template for {}", sheet.kind)))?;
    let desk = Desk::new(template, sheet.data.to_string())?;
    let compiled = typst::compile::<PagedDocument>(&desk);
    let document = compiled.output.map_err(|faults| told(&desk, &faults))?;
    if !compiled.warnings.is_empty() {
        return Err(told(&desk, &compiled.warnings));
    }
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{}/{}", sheet.kind, sheet.id)),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: Some(moment(sheet.made)?),
        standards: standards.map_err(|e| RenderFault::Set(e.message().to_string()))?,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|faults| told(&desk, &faults))?;
    // The library's cache is of the whole process and grows; papers have little in common but their fonts.
    typst::comemo::evict(1);
    Ok(pdf)
}

/// The day of a paper, as the file's information needs it.
fn moment(date: Date) -> Result<Timestamp, RenderFault> {
    let small = |n: i8| u8::try_from(n).unwrap_or_default();
    let year = i32::from(date.year());
    let day = Datetime::from_ymd_hms(year, small(date.month()), small(date.day()), 0, 0, 0);
    day.map(Timestamp::new_utc).ok_or_else(|| RenderFault::Data("the day is none".to_owned()))
}

fn told(desk: &Desk, faults: &[SourceDiagnostic]) -> RenderFault {
    use typst::WorldExt as _;
    let line = |fault: &SourceDiagnostic| {
        let place = desk.range(fault.span).map_or(0, |range| range.start);
        let source = desk.source(desk.main()).ok();
        let text = source.as_ref().map_or("", |s| s.text());
        let row = text.get(..place).map_or(0, |before| before.lines().count());
        format!("{} (line {row})", fault.message)
    };
    let all: Vec<String> = faults.iter().map(line).collect();
    RenderFault::Set(all.join("; "))
}
