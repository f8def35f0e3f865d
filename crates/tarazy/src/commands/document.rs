//! `tarazy document`: papers of a court as PDF, rendered once, signed, verified.

mod allocation;
mod of_case;
mod sign;
mod verify;

use crate::cli::{Cli, Document as Args, Kind};
use crate::commands::authority::{named, read};
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation};
use clap::ValueEnum as _;
use std::path::Path;
use tarazy_docket::sha256;
use tarazy_document::paper::Paper;
use tarazy_document::paper::public::{Replacement, public_copy};
use tarazy_document::render::{render, render_sheet};
use tarazy_log::objects::{LocalObjects, Objects as _};
use tarazy_registry::bodies::object_name;

/// Runs the command.
///
/// # Errors
/// What stands in the way.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::ClaimSummary(of) => of_case::claim_summary(cli, of),
        Args::Receipt(of) => of_case::receipt(cli, of),
        Args::Allocation(of) => allocation::run(cli, of),
        Args::Render { kind, data, draft, replace, public, out } => {
            let mut paper = read_paper(*kind, data)?;
            paper.draft |= *draft;
            let pdf = if *public || !replace.is_empty() {
                let names = replace.iter().map(|text| replacement(text)).collect::<Result<Vec<_>, _>>()?;
                let sheet = public_copy(&paper, &names).map_err(Failure::not_done)?;
                render_sheet(&sheet).map_err(Failure::usage)?
            } else {
                render(&paper).map_err(Failure::usage)?
            };
            keep(cli, &pdf, out.as_deref())
        }
        Args::Sign(args) => sign::run(cli, args),
        Args::Verify { file, roots } => verify::run(cli, file, roots),
    }
}

fn replacement(text: &str) -> Result<Replacement, Failure> {
    let wrong = || Failure::usage(format!("--replace {text:?}: written as NAME=TEXT"));
    let (name, by) = text.split_once('=').ok_or_else(wrong)?;
    Ok(Replacement { name: name.to_owned(), by: by.to_owned() })
}

/// A paper from a file; the kind that it says must be the one that is meant.
fn read_paper(kind: Kind, path: &Path) -> Result<Paper, Failure> {
    let paper: Paper = serde_json::from_str(&read(path)?).map_err(|e| named(path, &e))?;
    let meant = kind.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let found = paper.body.kind();
    if meant == found { Ok(paper) } else { Err(named(path, &format!("it is of kind {found}"))) }
}

/// Keeps a document in the object store under its hash, and at a place that is named. What is signed is these bytes; they are
/// not made anew.
fn keep(cli: &Cli, pdf: &[u8], out: Option<&Path>) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let objects = LocalObjects::new(installation.folder_below(DOCUMENTS)?, "");
    let hash = sha256(&[pdf]);
    objects.put_new(&[(object_name(&hash), pdf.to_vec())]).map_err(Failure::not_done)?;
    if let Some(path) = out {
        std::fs::write(path, pdf).map_err(|e| Failure::file(path, &e))?;
    }
    if cli.json {
        println!("{}", serde_json::json!({ "sha256": hash.to_hex(), "bytes": pdf.len() }));
    } else {
        println!("{hash}");
    }
    Ok(())
}
