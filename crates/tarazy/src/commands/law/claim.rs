//! `tarazy law fee` and `tarazy law jurisdiction`: what a claim costs and which court has it, to read aloud or as JSON.

use crate::cli::{Cli, LawFee, LawJurisdiction};
use crate::failure::Failure;
use crate::texts::Texts;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tarazy_base::Date;
use tarazy_law::{Competence, Law, Place, Said, VenueKind};

/// Runs `tarazy law fee`.
///
/// # Errors
/// A failure if there is no such fee then, or its price is lacking.
pub(crate) fn fee(cli: &Cli, args: &LawFee) -> Result<(), Failure> {
    let (law, zone) = super::applied(cli)?;
    let day = args.day.map_or_else(|| super::today(zone), Ok)?;
    let known = args.known.unwrap_or(Date::MAX);
    let due = law.fee(&args.kind, args.payer, args.price, day, known).map_err(Failure::not_done)?;
    let value = json!({
        "kind": args.kind,
        "payer": args.payer.as_str(),
        "tiyn": due.amount.get(),
        "amount": due.amount.to_string(),
        "capped": due.capped,
        "unit_tiyn": due.unit.get(),
        "basis": due.basis.cite,
        "mark": due.mark.as_str(),
    });
    print(cli, value, &due.lines(cli.lang));
    Ok(())
}

/// Runs `tarazy law jurisdiction`.
///
/// # Errors
/// A failure for a fact that the law does not know, or if it has no court for the case then.
pub(crate) fn jurisdiction(cli: &Cli, args: &LawJurisdiction) -> Result<(), Failure> {
    let (law, zone) = super::applied(cli)?;
    let day = args.day.map_or_else(|| super::today(zone), Ok)?;
    let known = args.known.unwrap_or(Date::MAX);
    let facts: BTreeSet<String> = args.facts.iter().cloned().collect();
    all_known(&law, &facts, day, known)?;
    let found = law.competence(args.instance, &facts, day, known);
    let found =
        found.ok_or_else(|| Failure::not_done(format!("the law has no court for this case on {day}")))?;
    print(cli, as_json(&found), &found.lines(cli.lang));
    Ok(())
}

fn all_known(law: &Law, facts: &BTreeSet<String>, day: Date, known: Date) -> Result<(), Failure> {
    let unknown = |fact: &&String| !law.facts(day, known).any(|known| known.code == **fact);
    match facts.iter().find(unknown) {
        None => Ok(()),
        Some(fact) => {
            Err(Failure::not_done(format!("no fact has the code {fact:?}: see `tarazy law facts`")))
        }
    }
}

fn as_json(found: &Competence) -> Value {
    let place = |place: &Place| {
        let kind = match place.kind {
            VenueKind::General => "general",
            VenueKind::Choice => "choice",
            VenueKind::Exclusive => "exclusive",
        };
        json!({ "place": place.place, "kind": kind, "basis": place.basis.cite })
    };
    let (basis, mark) = &found.basis;
    let places: Vec<Value> = found.places.iter().map(place).collect();
    json!({ "court": found.court, "basis": basis.cite, "mark": mark.as_str(), "places": places })
}

/// The sentences, or the object with them.
fn print(cli: &Cli, mut value: Value, lines: &[Said]) {
    let texts = Texts::new(cli.lang);
    let lines: Vec<String> = lines.iter().map(|said| texts.law(said)).collect();
    if cli.json {
        if let Value::Object(members) = &mut value {
            members.insert("lines".to_owned(), json!(lines));
        }
        println!("{value}");
    } else {
        lines.iter().for_each(|line| println!("{line}"));
    }
}
