//! `tarazy draw bundle`: one draw with its proofs, for a verifier without network (draw.md section 10).

use crate::cli::Cli;
use crate::failure::Failure;
use crate::installation::Installation;
use std::io::Write;
use tarazy_docket::Hash;
use tarazy_store::Refusal;
use tarazy_web::pages::{NoBundle, draw_bundle};

/// Runs the command.
///
/// # Errors
/// A failure if there is no such draw, or it has no result yet.
pub(crate) fn run(cli: &Cli, leaf: &str) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let leaf = Hash::from_hex(leaf).map_err(|_| Failure::usage("a leaf hash has 64 hex digits"))?;
    let objects = installation.objects(&installation.files()?);
    let mut reader = installation.reader()?;
    let made = draw_bundle(reader.as_mut(), &installation.vault()?, objects.as_ref(), &leaf);
    let bytes = made.map_err(|fault| match fault {
        NoBundle::Unknown => Failure::Refused(Refusal::new(404, "unknown-draw")),
        NoBundle::Rows(refusal) => Failure::Refused(refusal),
        NoBundle::Open | NoBundle::Log(_) => Failure::not_done(fault),
    })?;
    std::io::stdout().write_all(&bytes).map_err(Failure::not_done)
}
