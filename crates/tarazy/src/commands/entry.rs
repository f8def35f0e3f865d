//! `tarazy entry`: showing an entry's content to everybody, and no longer serving an entry.

use super::by;
use super::submit::submit_and_print;
use crate::cli::{Cli, EntryCommand as Args};
use crate::failure::Failure;
use tarazy_docket::Hash;
use tarazy_registry::bodies::{EntryClose, EntryOpen};

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Open { leaf, ground, by: officer } => {
            by(officer)?;
            let body = EntryOpen { target: target(leaf)?, ground: ground.clone() };
            submit_and_print(cli, officer, "entry.open", &body)
        }
        Args::Close { leaf, ground, withhold, by: officer } => {
            by(officer)?;
            let body = EntryClose { target: target(leaf)?, ground: ground.clone(), withheld: *withhold };
            submit_and_print(cli, officer, "entry.close", &body)
        }
    }
}

fn target(leaf: &str) -> Result<Hash, Failure> {
    Hash::from_hex(leaf)
        .map_err(|_| Failure::usage("a leaf hash has 64 hex digits; `tarazy case show --json` prints them"))
}
