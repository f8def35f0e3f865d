//! `tarazy draw`.

mod bundle;
pub(crate) mod show;

use super::submit::submit_and_print;
use super::{by, find};
use crate::cli::{Cli, Draw as Args};
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_docket::StreamId;
use tarazy_registry::bodies::{DrawVoidPut, DutyAct};

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Show { case } => show::run(cli, case),
        Args::Bundle { leaf } => bundle::run(cli, leaf),
        Args::Void { case, cause, by: persons } => {
            let body = DrawVoidPut {
                case: stream(cli, case)?,
                cause: cause.clone(),
                by: persons.iter().map(|p| by(p)).collect::<Result<_, _>>()?,
            };
            submit_and_print(cli, "void-authority", "draw.void", &body)
        }
        Args::Duty { case, judge, act, by: recorded } => {
            let body = DutyAct {
                case: stream(cli, case)?,
                judge: judge.parse().map_err(Failure::usage)?,
                act: act.parse().map_err(Failure::usage)?,
                by: by(recorded)?,
            };
            submit_and_print(cli, recorded, "assign.duty", &body)
        }
    }
}

fn stream(cli: &Cli, case: &str) -> Result<StreamId, Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    Ok(find(installation.reader()?.as_mut(), case)?.stream)
}
