//! `tarazy court`.

use super::submit::submit_and_print;
use crate::cli::{Cli, Court as Args};
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_docket::from_value;
use tarazy_registry::Court;
use tarazy_registry::bodies::{CourtPut, RulesPut, Text};
use tarazy_store::truth;

/// Who changes courts and rules.
const ACTOR: &str = "admin";

/// Runs the command.
///
/// # Errors
/// The refusal.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Put { code, kk, ru, en, zone, divisions } => {
            let name = Text { kk: kk.clone(), ru: ru.clone(), en: en.clone() };
            let body =
                CourtPut { code: code.clone(), name, zone: zone.clone(), divisions: divisions.clone() };
            submit_and_print(cli, ACTOR, "court.put", &body)
        }
        Args::Rules { code } => submit_and_print(cli, ACTOR, "rules.put", &RulesPut { court: code.clone() }),
        Args::List => list(cli),
    }
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
