//! `tarazy court`.

use super::by;
use super::submit::submit_and_print;
use crate::cli::{Cli, Court as Args};
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use tarazy_base::format_date;
use tarazy_base::time::parse_date;
use tarazy_docket::{StreamId, from_value};
use tarazy_draw::record::JudgeId;
use tarazy_registry::bodies::{CourtPut, DutyRoster, RulesPut, Text};
use tarazy_registry::{Court, ROSTER, Roster};
use tarazy_store::truth;

/// Who changes courts and rules.
const ACTOR: &str = "admin";

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Put { code, kk, ru, en, zone, divisions, appeals_to } => {
            let name = Text { kk: kk.clone(), ru: ru.clone(), en: en.clone() };
            let body = CourtPut {
                code: code.clone(),
                name,
                zone: zone.clone(),
                divisions: divisions.clone(),
                appeals_to: appeals_to.clone(),
            };
            submit_and_print(cli, ACTOR, "court.put", &body)
        }
        Args::Rules { code } => submit_and_print(cli, ACTOR, "rules.put", &RulesPut { court: code.clone() }),
        Args::Roster { code, days, division, .. } if days.is_empty() => roster(cli, code, division),
        Args::Roster { code, days, division, by: signer } => {
            by(signer)?;
            let days: Result<_, _> = days.iter().map(|text| day(text)).collect();
            let body = DutyRoster { court: code.clone(), division: division.clone(), days: days? };
            submit_and_print(cli, signer, "duty.put", &body)
        }
        Args::List => list(cli),
    }
}

/// A day and its judge.
fn day(text: &str) -> Result<(String, JudgeId), Failure> {
    let wrong = || Failure::usage(format!("{text:?}: a day of the roster is written as YYYY-MM-DD=JUDGE"));
    let (day, judge) = text.split_once('=').ok_or_else(wrong)?;
    Ok((day.to_owned(), judge.parse().map_err(|_| wrong())?))
}

fn roster(cli: &Cli, code: &str, division: &str) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let ledger = StreamId::ledger(code, division).map_err(Failure::usage)?;
    let known = truth::reference(installation.reader()?.as_mut(), ROSTER, ledger.as_str())?;
    let roster: Roster =
        known.map_or_else(|| Ok(Roster::default()), |value| from_value(&value)).map_err(Failure::not_done)?;
    if cli.json {
        println!("{}", serde_json::json!({ "ledger": ledger.as_str(), "days": roster.days }));
        return Ok(());
    }
    let texts = Texts::new(cli.lang);
    if roster.days.is_empty() {
        println!("{}", texts.say("roster-empty"));
    }
    for (day, judge) in roster.days {
        let date = parse_date(&day).map_err(Failure::not_done)?;
        println!("{}  {judge}", format_date(date, cli.lang));
    }
    Ok(())
}

fn list(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let rows = truth::references(installation.reader()?.as_mut(), "court")?;
    for (code, value) in rows {
        if cli.json {
            println!("{}", value.to_text());
            continue;
        }
        let court: Court = from_value(&value).map_err(Failure::not_done)?;
        let name = match cli.lang {
            tarazy_base::Lang::Kk => &court.name.kk,
            tarazy_base::Lang::Ru => &court.name.ru,
            tarazy_base::Lang::En => &court.name.en,
        };
        let divisions: Vec<&str> = court.divisions.iter().map(|d| d.id.as_str()).collect();
        println!("{code}  {name}  {}  {}", divisions.join(", "), court.zone);
    }
    Ok(())
}
