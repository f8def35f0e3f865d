//! `tarazy judge`: appointments and acts of the personnel office.

use super::submit::submit_and_print;
use super::{by, find};
use crate::cli::{Cli, Judge as Args};
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_base::Instant;
use tarazy_base::time::parse_date;
use tarazy_draw::record::{ActKind, ActValue, Exclusion, PoolAct};
use tarazy_registry::bodies::{Conflict, JudgeAppoint, PoolActPut};
use tarazy_registry::flow::plan::DAY_STARTS;

/// Whose acts these are.
const ACTOR: &str = "personnel";

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Appoint { court, judge, name, division, capacity, categories, by: signer } => {
            let categories = categories.iter().map(|c| c.parse().map_err(Failure::usage));
            let body = JudgeAppoint {
                court: court.clone(),
                division: division.clone(),
                judge: judge.parse().map_err(Failure::usage)?,
                name: name.clone(),
                capacity: *capacity,
                categories: categories.collect::<Result<_, _>>()?,
                by: by(signer)?,
            };
            submit_and_print(cli, ACTOR, "judge.appoint", &body)
        }
        Args::Absent { court, judge, from, to, division, by: signer } => {
            let start = |day: &Option<String>| day.as_deref().map(|d| midnight(cli, d)).transpose();
            let act = PoolAct {
                from: start(from)?,
                to: start(to)?,
                class: Some(Exclusion::Absent),
                ..plain(judge, ActKind::Absent, signer)?
            };
            put(cli, court, division, act)
        }
        Args::Return { court, judge, division, by: signer } => {
            put(cli, court, division, plain(judge, ActKind::Return, signer)?)
        }
        Args::Leave { court, judge, division, by: signer } => {
            let act = PoolAct { class: Some(Exclusion::Ended), ..plain(judge, ActKind::Leave, signer)? };
            put(cli, court, division, act)
        }
        Args::Capacity { court, judge, capacity, division, by: signer } => {
            let value = Some(ActValue::Capacity(*capacity));
            put(cli, court, division, PoolAct { value, ..plain(judge, ActKind::Capacity, signer)? })
        }
        Args::Specialise { court, judge, categories, division, by: signer } => {
            let categories: Result<_, _> =
                categories.iter().map(|c| c.parse().map_err(Failure::usage)).collect();
            let value = Some(ActValue::Categories(categories?));
            put(cli, court, division, PoolAct { value, ..plain(judge, ActKind::Specialise, signer)? })
        }
        Args::Incompatible { court, judge, other, to, division, by: signer } => {
            let act = PoolAct {
                value: Some(ActValue::Judge(other.parse().map_err(Failure::usage)?)),
                to: to.as_deref().map(|day| midnight(cli, day)).transpose()?,
                class: Some(Exclusion::ExcludedByLaw),
                ..plain(judge, ActKind::Incompatible, signer)?
            };
            put(cli, court, division, act)
        }
        Args::Conflict { case, judge, ground, by: signer } => {
            let installation = Installation::open(&cli.data_dir)?;
            let body = Conflict {
                case: find(installation.reader()?.as_mut(), case)?.stream,
                judge: judge.parse().map_err(Failure::usage)?,
                ground: ground.clone(),
                by: by(signer)?,
            };
            submit_and_print(cli, ACTOR, "pool.conflict", &body)
        }
    }
}

fn plain(judge: &str, act: ActKind, signer: &str) -> Result<PoolAct, Failure> {
    Ok(PoolAct {
        judge: judge.parse().map_err(Failure::usage)?,
        act,
        value: None,
        from: None,
        to: None,
        class: None,
        ground_commit: None,
        doc: None,
        by: by(signer)?,
    })
}

fn put(cli: &Cli, court: &str, division: &str, act: PoolAct) -> Result<(), Failure> {
    let body = PoolActPut { court: court.to_owned(), division: division.to_owned(), act };
    submit_and_print(cli, ACTOR, "pool.act", &body)
}

/// The beginning of a day in the installation's zone.
fn midnight(cli: &Cli, day: &str) -> Result<i64, Failure> {
    let zone = Installation::open(&cli.data_dir)?.zone()?;
    let day = parse_date(day).map_err(Failure::usage)?;
    Instant::at(day, DAY_STARTS, zone).map(Instant::ms).map_err(Failure::usage)
}
