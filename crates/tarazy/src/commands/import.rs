//! `tarazy import cases`: a flow of old cases, replayed into an empty installation.

pub(crate) mod replay;
pub(crate) mod report;

use crate::cli::{Cli, ImportCases};
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use crate::texts::Texts;
use replay::Replay;
use std::path::Path;
use tarazy_base::Instant;
use tarazy_docket::{Hash, sha256};
use tarazy_registry::flow::{Corrections, Courts, Flow, Plan, rows};

/// A flow that was read, with what identifies it.
pub(crate) struct Source {
    /// SHA-256 of the file.
    pub(crate) file: Hash,
    /// SHA-256 of corrections and courts, where given.
    pub(crate) others: Vec<Hash>,
    /// Rows and rejects.
    pub(crate) flow: Flow,
    /// Courts and judges.
    pub(crate) courts: Courts,
    /// Seed of the scenario.
    pub(crate) seed: u64,
}

/// Runs the command.
///
/// # Errors
/// A usage failure for a file that cannot be read: then nothing is written. With `--strict`, a failure if a line is not taken.
pub(crate) fn run(cli: &Cli, args: &ImportCases) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let source = read(&installation, args)?;
    if let Some(path) = &args.rejects {
        write_rejects(path, &source.flow, &Texts::new(cli.lang))?;
    }
    let rejects = source.flow.rejects.len();
    let plan = plan(&installation, &source)?;
    let mut node = Node::open(&installation)?;
    let done = Replay::new(&mut node, &plan, &source).run(args.stop_after)?;
    report::print(cli, &installation, &mut node, &plan, &source.flow, &done)?;
    if args.strict && rejects > 0 {
        return Err(Failure::not_done(format!("{rejects} lines were not taken (--strict)")));
    }
    Ok(())
}

/// Reads the files of a flow. Nothing is written yet.
fn read(installation: &Installation, args: &ImportCases) -> Result<Source, Failure> {
    let bytes = file(&args.file)?;
    let mut others = Vec::new();
    let mut also = |path: &Path| {
        let bytes = file(path)?;
        others.push(sha256(&[&bytes]));
        Ok::<_, Failure>(bytes)
    };
    let corrections = match &args.corrections {
        Some(path) => Corrections::read(&also(path)?).map_err(|e| named(path, e))?,
        None => Corrections::default(),
    };
    let given = match &args.courts {
        Some(path) => Some(Courts::read(&also(path)?).map_err(|e| named(path, e))?),
        None => None,
    };
    read_bytes(installation, &bytes, &corrections, given, others, args.seed).map_err(|e| named(&args.file, e))
}

fn named(path: &Path, e: impl std::fmt::Display) -> Failure {
    Failure::usage(format!("{}: {e}", path.display()))
}

/// Reads a flow from the bytes of its file.
///
/// # Errors
/// What is wrong with the file as a whole.
pub(crate) fn read_bytes(
    installation: &Installation,
    bytes: &[u8],
    corrections: &Corrections,
    given: Option<Courts>,
    others: Vec<Hash>,
    seed: u64,
) -> Result<Source, String> {
    let setup = installation.setup().map_err(|e| format!("{e:?}"))?;
    let today = Instant::from_ms(now_ms()).map_err(|e| e.to_string())?.date_in(setup.zone);
    let mut flow = rows::read(bytes, corrections, &setup.law, today).map_err(|e| e.to_string())?;
    let courts = match given {
        Some(courts) => {
            courts.reject_strangers(&mut flow);
            courts
        }
        None => Courts::derive(&flow.rows).map_err(|e| e.to_string())?,
    };
    Ok(Source { file: sha256(&[bytes]), others, flow, courts, seed })
}

/// Lays the flow out in time.
///
/// # Errors
/// A usage failure for an unknown zone.
pub(crate) fn plan(installation: &Installation, source: &Source) -> Result<Plan, Failure> {
    Ok(Plan::new(source.flow.rows.clone(), source.courts.clone(), source.seed, installation.zone()?))
}

fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(path).map_err(|e| Failure::file(path, &e))?.len();
    if size > u64::try_from(rows::MAX_FILE).unwrap_or(u64::MAX) {
        return Err(named(path, rows::WrongShape::TooLarge));
    }
    std::fs::read(path).map_err(|e| Failure::file(path, &e))
}

/// `line,column,code,reason`: the code is stable, the reason is in the user's language.
fn write_rejects(path: &Path, flow: &Flow, texts: &Texts) -> Result<(), Failure> {
    let mut out = String::from("line,column,code,reason\n");
    for r in &flow.rejects {
        let code = r.reason.key().trim_start_matches("reject-");
        let reason = texts.say(r.reason.key()).replace('"', "\"\"");
        out.push_str(&format!("{},{},{code},\"{reason}\"\n", r.line, r.column));
    }
    std::fs::write(path, out).map_err(|e| Failure::file(path, &e))
}
