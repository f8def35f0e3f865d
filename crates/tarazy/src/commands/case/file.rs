//! `tarazy case file`: a claim at the counter.

use crate::ack;
use crate::cli::{Cli, FileClaim};
use crate::clock::now_ms;
use crate::commands::submit::{print, submit};
use crate::entropy::random;
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation};
use std::path::Path;
use tarazy_base::Tiyn;
use tarazy_log::objects::{LocalObjects, Objects};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{FilePut, FilingReceive, object_name};
use tarazy_web::upload::LARGEST;

/// Runs the command.
///
/// # Errors
/// A usage failure for a document that cannot be read; the refusal.
pub(crate) fn run(cli: &Cli, args: &FileClaim) -> Result<(), Failure> {
    let received = now_ms();
    let installation = Installation::open(&cli.data_dir)?;
    let documents = LocalObjects::new(installation.folder_below(DOCUMENTS)?, "");
    let mut parties: Vec<Party> = args.claimants.iter().map(|t| party(PartyRole::Claimant, t)).collect();
    parties.extend(args.respondents.iter().map(|t| party(PartyRole::Respondent, t)));
    let value = args.value.as_deref().map(|v| Tiyn::parse(v).map_err(Failure::usage)).transpose()?;
    let body = FilingReceive {
        court: args.court.clone(),
        division: args.division.clone(),
        category: args.category.clone(),
        received,
        parties,
        subject: args.subject.clone(),
        files: args.files.iter().map(|path| store(&documents, path)).collect::<Result<_, _>>()?,
        value_tiyn: value.map(Tiyn::get),
        value_source: None,
        demand: args.demand.clone(),
        given: None,
        filer: None,
        source_id: None,
    };
    let answer = submit(&installation, args.key.as_deref(), "party", "filing.receive", &body)?;
    let note = ack::of_answer(&installation, &answer)?;
    match (&args.ack, note) {
        (Some(path), Some(note)) => {
            std::fs::write(path, note.to_string()).map_err(|e| Failure::file(path, &e))?;
            print(cli, &answer);
        }
        (None, Some(note)) if cli.json => {
            println!("{}", ack::beside(answer.to_value(), &note).to_text());
        }
        (None, Some(note)) => {
            print(cli, &answer);
            println!("\n{note}");
        }
        (_, None) => print(cli, &answer),
    }
    Ok(())
}

/// `name`, or `name=IIN` or `name=BIN`: which of the two the number is, its digits tell.
fn party(role: PartyRole, text: &str) -> Party {
    let Some((name, number)) = text.rsplit_once('=') else {
        return Party::named(role, text);
    };
    let is_bin = number.as_bytes().get(4).is_some_and(|month| (b'4'..=b'6').contains(month));
    let (iin, bin) = if is_bin { (None, Some(number)) } else { (Some(number), None) };
    Party { iin: iin.map(str::to_owned), bin: bin.map(str::to_owned), ..Party::named(role, name) }
}

/// Keeps a document's bytes under their hash, and commits to them with a fresh salt.
pub(crate) fn store(documents: &LocalObjects, path: &Path) -> Result<FilePut, Failure> {
    let size = std::fs::metadata(path).map_err(|e| Failure::file(path, &e))?.len();
    if size > LARGEST {
        return Err(Failure::usage(format!("{}: larger than 20 MB", path.display())));
    }
    let bytes = std::fs::read(path).map_err(|e| Failure::file(path, &e))?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    keep(documents, &name, bytes)
}

/// Keeps the bytes of a document with a name.
///
/// # Errors
/// A failure if they cannot be kept.
pub(crate) fn keep(documents: &LocalObjects, name: &str, bytes: Vec<u8>) -> Result<FilePut, Failure> {
    let put = FilePut::of(name, &bytes, random::<32>());
    documents.put_new(&[(object_name(&put.object), bytes)]).map_err(Failure::not_done)?;
    Ok(put)
}
