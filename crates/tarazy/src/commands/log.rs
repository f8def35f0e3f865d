//! Commands about the log as a whole: due work, receipts, export, checks, read models.

use super::find;
use crate::cli::{Cli, Receipt};
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::{GUARD, Installation, POLICY};
use crate::node::Node;
use crate::texts::Texts;
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};
use tarazy_docket::TlogProof;
use tarazy_docket::receipt::{FileProof, Receipt as Content};
use tarazy_log::entries::StoreEntries;
use tarazy_log::{export, fsck, receipt};
use tarazy_procedure::Event;
use tarazy_registry::Registry;
use tarazy_registry::models::CaseRow;
use tarazy_store::{Record, truth};

/// `tarazy migrate`.
///
/// # Errors
/// What the database says.
pub(crate) fn migrate(cli: &Cli) -> Result<(), Failure> {
    let applied = Installation::open(&cli.data_dir)?.database()?.migrate(now_ms())?;
    println!("{} migrations applied {}", applied.len(), applied.join(", "));
    Ok(())
}

/// `tarazy run-due`.
///
/// # Errors
/// A failure of the log or the beacon.
pub(crate) fn run_due(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut node = Node::open(&installation)?;
    let mut done = node.run_due()?;
    done.failures.extend(node.send_mails()?);
    for warning in &done.warnings {
        eprintln!("tarazy: {warning}");
    }
    println!("{} draws resolved; {} entries sealed", done.resolved, node.entries());
    if done.failures.is_empty() { Ok(()) } else { Err(Failure::not_done(done.failures.join("; "))) }
}

/// `tarazy receipt`: a proof of the case's filing that anybody can check offline.
///
/// # Errors
/// The refusal if there is no such case; a failure if the filing is not sealed yet.
pub(crate) fn receipt(cli: &Cli, args: &Receipt) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    let row = find(reader.as_mut(), &args.case)?;
    let records = truth::stream(reader.as_mut(), &installation.vault()?, &row.stream)?;
    let (_, proof) = proof(&installation, reader.as_mut(), &records)?;
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(proof_name(&row)));
    std::fs::write(&path, proof.to_string()).map_err(|e| Failure::file(&path, &e))?;
    let file = path.display().to_string();
    println!("{}", Texts::new(cli.lang).with("receipt-written", &[("file", file)]));
    Ok(())
}

/// A docket's first entry, and the proof of it under the latest checkpoint.
///
/// # Errors
/// A failure if it is not sealed yet.
pub(crate) fn proof<'a>(
    installation: &Installation,
    reader: &mut dyn tarazy_store::Reader,
    records: &'a [Record],
) -> Result<(&'a Record, TlogProof), Failure> {
    let filing = records.first().ok_or_else(|| Failure::not_done("the docket is empty"))?;
    let content = Content {
        entry: filing.entry.clone(),
        opening: filing.opening.clone(),
        files: files(reader, records)?,
    };
    let objects = installation.objects(&installation.files()?);
    let proof = receipt::latest(objects.as_ref(), filing.index, Some(&content)).map_err(Failure::not_done)?;
    Ok((filing, proof))
}

/// Name of the file of a case's proof.
pub(crate) fn proof_name(row: &CaseRow) -> String {
    let name = row.number.clone().unwrap_or_else(|| row.stream.identifier().to_owned());
    format!("{}.tlog-proof", name.replace('/', "_"))
}

/// The documents of a filing, as its receipt names them.
fn files(
    reader: &mut dyn tarazy_store::Reader,
    records: &[Record],
) -> Result<Option<Vec<FileProof>>, Failure> {
    let body = records.iter().find(|r| r.kind() == Some("case.opened")).and_then(Record::body);
    let event = body.map(|b| Event::read("case.opened", b)).transpose().map_err(Failure::not_done)?;
    let Some(Some(Event::Opened(opened))) = event else { return Ok(None) };
    if opened.documents.is_empty() {
        return Ok(None);
    }
    let mut proofs = Vec::new();
    for commitment in opened.documents {
        let document = truth::document(reader, commitment)?;
        let document = document.ok_or_else(|| Failure::not_done("a document of this filing was erased"))?;
        proofs.push(FileProof { name: document.name, salt: document.salt, commit: commitment });
    }
    Ok(Some(proofs))
}

/// `tarazy export`.
///
/// # Errors
/// A usage failure if the folder is not empty.
pub(crate) fn export(cli: &Cli, dir: &Path) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let objects = installation.objects(&installation.files()?);
    empty(dir)?;
    let bar = ProgressBar::new(0);
    let policy = installation.policy_text()?;
    let exported = export::export(objects.as_ref(), policy.as_bytes(), dir, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    let checkpoint = exported.map_err(Failure::not_done)?;
    bar.finish_and_clear();
    println!("{} entries exported to {}", checkpoint.checkpoint().size(), dir.display());
    println!("Check them anywhere: tarazy-verify replay {} --trust {POLICY}", dir.display());
    Ok(())
}

/// Refuses a folder that holds something.
pub(crate) fn empty(dir: &Path) -> Result<(), Failure> {
    match std::fs::read_dir(dir) {
        Ok(mut items) => match items.next() {
            Some(_) => Err(Failure::usage(format!("{}: not empty", dir.display()))),
            None => Ok(()),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(dir).map_err(|e| Failure::file(dir, &e))
        }
        Err(e) => Err(Failure::file(dir, &e)),
    }
}

/// `tarazy fsck`.
///
/// # Errors
/// The first fault.
pub(crate) fn fsck(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    tarazy_store::backup::check(reader.as_mut())?;
    let files = installation.files()?;
    let objects = installation.objects(&files);
    let keys = installation.log_keys(reader.as_mut())?;
    let bar = ProgressBar::new(0);
    let checked = fsck::Checked {
        entries: &mut StoreEntries(reader.as_mut()),
        files: &files,
        guard: GUARD,
        objects: objects.as_ref(),
        log: &keys,
    };
    let report = fsck::fsck(checked, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    let report = report.map_err(Failure::not_done)?;
    bar.finish_and_clear();
    if cli.json {
        println!("{}", serde_json::json!({ "ok": true, "entries": report.entries, "sealed": report.sealed }));
    } else {
        println!("whole: {} entries in the database, {} sealed", report.entries, report.sealed);
    }
    Ok(())
}

/// `tarazy rebuild`.
///
/// # Errors
/// What the database says.
pub(crate) fn rebuild(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let registry = Registry::new(installation.setup()?);
    let bar = ProgressBar::new(0);
    let done = tarazy_store::rebuild::rebuild(
        &installation.database()?,
        &installation.vault()?,
        &registry,
        &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        },
    )?;
    bar.finish_and_clear();
    println!("read models made again from {done} entries");
    Ok(())
}
