//! `tarazy case`.

pub(crate) mod file;
mod next;
pub(crate) mod show;
mod step;

pub(crate) use file::store;

use super::submit::submit_and_print;
use super::{by, find};
use crate::cli::{Case as Args, Cli};
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use tarazy_base::Instant;
use tarazy_docket::StreamId;
use tarazy_registry::bodies::{
    ActIssue, CaseClose, CaseCorrect, CaseJoin, CaseRedraw, CaseRegister, Grounded,
};
use tarazy_registry::models;

const REGISTRAR: &str = "registrar";

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::File(claim) => file::run(cli, claim),
        Args::Show { case, open } => show::run(cli, case, *open),
        Args::List { court, most } => list(cli, court.as_deref(), *most),
        Args::Register { case, category, by: officer } => {
            let body =
                CaseRegister { case: stream(cli, case)?, category: category.clone(), by: by(officer)? };
            submit_and_print(cli, officer, "case.register", &body)
        }
        Args::Correct { case, category, ground } => {
            let body =
                CaseCorrect { case: stream(cli, case)?, category: category.clone(), ground: ground.clone() };
            submit_and_print(cli, REGISTRAR, "case.correct", &body)
        }
        Args::Redraw { case, cause, ground, judge, by: decided } => {
            let body = CaseRedraw {
                case: stream(cli, case)?,
                cause: cause.clone(),
                ground: ground.clone(),
                judge: judge.as_deref().map(|j| j.parse().map_err(Failure::usage)).transpose()?,
                by: by(decided)?,
            };
            submit_and_print(cli, decided, "case.redraw", &body)
        }
        Args::Join { case, to, cause, by: decided } => {
            let body = CaseJoin {
                case: stream(cli, case)?,
                to: stream(cli, to)?,
                cause: cause.clone(),
                by: by(decided)?,
            };
            submit_and_print(cli, decided, "case.join", &body)
        }
        Args::Step(args) => step::run(cli, args),
        Args::Next { case } => next::run(cli, case),
        Args::Decide { case, act, date, judge, outcome } => {
            let judge = judge.as_deref().map(|j| j.parse().map_err(Failure::usage)).transpose()?;
            let date = date.clone().map_or_else(|| today(cli), Ok)?;
            let outcome = Some(outcome.clone());
            let body = ActIssue { case: stream(cli, case)?, act: act.clone(), date, judge, outcome };
            submit_and_print(cli, "judge", "act.issue", &body)
        }
        Args::CorrectAct { case, ground } => grounded(cli, "judge", "act.correct", case, ground),
        Args::Close { case } => {
            submit_and_print(cli, REGISTRAR, "case.close", &CaseClose { case: stream(cli, case)? })
        }
        Args::Reopen { case, ground } => grounded(cli, REGISTRAR, "case.reopen", case, ground),
        Args::Return { case, ground } => grounded(cli, REGISTRAR, "filing.return", case, ground),
        Args::Withdraw { case, ground } => grounded(cli, "party", "filing.withdraw", case, ground),
    }
}

fn grounded(cli: &Cli, actor: &str, kind: &str, case: &str, ground: &str) -> Result<(), Failure> {
    let body = Grounded { case: stream(cli, case)?, ground: ground.to_owned() };
    submit_and_print(cli, actor, kind, &body)
}

/// The stream that a number or a stream names.
fn stream(cli: &Cli, case: &str) -> Result<StreamId, Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    Ok(find(installation.reader()?.as_mut(), case)?.stream)
}

fn today(cli: &Cli) -> Result<String, Failure> {
    let zone = Installation::open(&cli.data_dir)?.zone()?;
    Ok(Instant::from_ms(now_ms()).map_err(Failure::usage)?.date_in(zone).to_string())
}

fn list(cli: &Cli, court: Option<&str>, most: u32) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let rows = models::cases(installation.reader()?.as_mut(), court, most)?;
    let texts = Texts::new(cli.lang);
    if rows.is_empty() && !cli.json {
        println!("{}", texts.say("list-empty"));
    }
    for row in rows {
        let number = row.number.clone().unwrap_or_else(|| row.stream.to_string());
        if cli.json {
            let line = serde_json::json!({
                "number": row.number, "stream": row.stream.as_str(), "court": row.court, "category": row.category,
                "stage": row.stage, "judges": row.judges, "filed": row.filed,
            });
            println!("{line}");
        } else {
            let stage = texts.say(&format!("stage-{}", row.stage));
            let filed = Instant::from_ms(row.filed).map_err(Failure::not_done)?;
            let filed = filed.format(installation.zone()?, cli.lang);
            println!("{number}  {filed}  {stage}  {}", row.judges.join(", "));
        }
    }
    Ok(())
}
