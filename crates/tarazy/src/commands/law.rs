//! `tarazy law`: the closed lists of the law in force today, deadlines, and a look at the rules themselves. It needs no
//! installation: without one it answers by the law that is compiled in.

mod check;
mod claim;
mod deadline;
mod schema;
mod show;

use crate::cli::{Cli, LawCommand, LawList};
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::Installation;
use std::collections::BTreeSet;
use tarazy_base::{Date, Instant, Lang, Zone};
use tarazy_law::{CauseList, Fee, InForce, Law, Rule};

/// Runs the command.
///
/// # Errors
/// A failure if no law is in force today, a rule or deadline does not exist, or files of a law have faults.
pub(crate) fn run(cli: &Cli, command: &LawCommand) -> Result<(), Failure> {
    let list = match command {
        LawCommand::List(list) => *list,
        LawCommand::Grounds { list } => return grounds(cli, list.as_deref()),
        LawCommand::Deadline(args) => return deadline::run(cli, args),
        LawCommand::Fee(args) => return claim::fee(cli, args),
        LawCommand::Jurisdiction(args) => return claim::jurisdiction(cli, args),
        LawCommand::Schema => {
            let mut whole = schema::whole();
            // The order of members must not depend on what other crates ask of the library.
            whole.sort_all_objects();
            println!("{whole:#}");
            return Ok(());
        }
        LawCommand::Show { rule } => return show::run(cli, rule),
        LawCommand::Check { dir } => return check::run(cli, dir.as_deref()),
    };
    let (law, zone) = applied(cli)?;
    let today = today(zone)?;
    for (code, text) in rows(&law, today, list, cli.lang)? {
        if cli.json {
            println!("{}", serde_json::json!({ "code": code, "text": text }));
        } else {
            println!("{code}  {text}");
        }
    }
    Ok(())
}

/// A closed list, or the names of all.
fn grounds(cli: &Cli, list: Option<&str>) -> Result<(), Failure> {
    let (law, zone) = applied(cli)?;
    let today = today(zone)?;
    let Some(list) = list else {
        let all = law.listed();
        let names = all.iter().filter(|rule| rule.section == "ground");
        let names: BTreeSet<&str> = names.filter_map(|rule| Some(rule.key.split_once('/')?.0)).collect();
        names.iter().for_each(|name| println!("{name}"));
        return Ok(());
    };
    let mut found = false;
    for ground in law.grounds(list, today, today) {
        found = true;
        let text = ground.text.get(cli.lang);
        if cli.json {
            println!("{}", serde_json::json!({ "code": ground.code, "text": text, "cite": ground.cite }));
        } else {
            println!("{}  {text} ({})", ground.code, ground.cite);
        }
    }
    let unknown = || Failure::usage(format!("no list is called {list:?}; tarazy law grounds names them"));
    if found { Ok(()) } else { Err(unknown()) }
}

fn today(zone: Zone) -> Result<Date, Failure> {
    Ok(Instant::from_ms(now_ms()).map_err(Failure::usage)?.date_in(zone))
}

/// The law and the zone of the installation; without an installation those of Kazakhstan.
fn applied(cli: &Cli) -> Result<(Law, Zone), Failure> {
    if crate::config::exists(&cli.data_dir)? {
        let installation = Installation::open(&cli.data_dir)?;
        return Ok((installation.law()?, installation.zone()?));
    }
    Ok((tarazy_law::kazakhstan().map_err(Failure::not_done)?, Zone::Almaty))
}

fn rows(law: &Law, today: Date, list: LawList, lang: Lang) -> Result<Vec<(String, String)>, Failure> {
    let pair = |code: &String, text: &tarazy_base::Text3| (code.clone(), text.get(lang).to_owned());
    match list {
        LawList::Limits => {
            return Ok(law.limits(today, today).map(|limit| pair(&limit.code, &limit.text)).collect());
        }
        LawList::Facts => {
            return Ok(law.facts(today, today).map(|fact| pair(&fact.code, &fact.text)).collect());
        }
        LawList::Fees => {
            let fee = |fee: &Rule<Fee>| {
                (format!("{} --payer {}", fee.kind, fee.payer.as_str()), fee.text.get(lang).to_owned())
            };
            return Ok(law.fees(today, today).map(fee).collect());
        }
        _ => {}
    }
    let law: InForce<'_> = law.at(today).map_err(Failure::not_done)?;
    let causes = |list| law.causes(list).filter(|c| !c.by_rule).map(|c| pair(&c.code, &c.text)).collect();
    Ok(match list {
        LawList::Categories => law.categories().map(|c| pair(&c.code, &c.text)).collect(),
        LawList::Recusal => {
            law.recusals().filter(|ground| !ground.between_judges).map(|g| pair(&g.code, &g.text)).collect()
        }
        LawList::Redraw => causes(CauseList::Redraw),
        LawList::Void => causes(CauseList::Void),
        LawList::Open => causes(CauseList::Open),
        LawList::Close => causes(CauseList::Close),
        LawList::Limits | LawList::Facts | LawList::Fees => Vec::new(),
    })
}
