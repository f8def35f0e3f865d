//! `tarazy law deadline`: the last day of a limit and how it comes about, to read aloud or as JSON.

use crate::cli::{Cli, LawDeadline};
use crate::failure::Failure;
use crate::texts::Texts;
use serde_json::{Value, json};
use tarazy_base::{Date, Instant, Lang};
use tarazy_law::{About, Basis, Deadline, End, OffWhy, Request, Ruling, RulingKind, Suspension, What};

/// Runs the command.
///
/// # Errors
/// A failure if there is no such limit or deadline.
pub(crate) fn run(cli: &Cli, args: &LawDeadline) -> Result<(), Failure> {
    let (law, zone) = super::applied(cli)?;
    let zone = args.zone.unwrap_or(zone);
    let (day, clock) = args.event;
    let moment = clock.map(|clock| Instant::at(day, clock, zone)).transpose().map_err(Failure::usage)?;
    let request = Request {
        moment,
        law: args.law.unwrap_or(day),
        known: args.known.unwrap_or(Date::MAX),
        closes: args.closes,
        suspensions: args.suspended.iter().map(|(from, to)| Suspension { from: *from, to: *to }).collect(),
        ruling: ruling(args),
        ..Request::on(&args.limit, day, zone)
    };
    let deadline = law.deadline(&request).map_err(Failure::not_done)?;
    let texts = Texts::new(cli.lang);
    let lines: Vec<String> = deadline.lines(cli.lang).iter().map(|said| texts.law(said)).collect();
    if cli.json {
        println!("{}", whole(&deadline, cli.lang, &lines));
    } else {
        for line in lines {
            println!("{line}");
        }
    }
    Ok(())
}

fn ruling(args: &LawDeadline) -> Option<Ruling> {
    let kinds = [
        (args.set, RulingKind::Set),
        (args.extended, RulingKind::Extended),
        (args.restored, RulingKind::Restored),
    ];
    kinds.into_iter().find_map(|(until, kind)| Some(Ruling { kind, until: until? }))
}

fn whole(deadline: &Deadline, lang: Lang, lines: &[String]) -> Value {
    let mut value = explained(deadline, lang);
    if let Value::Object(members) = &mut value {
        members.insert("lines".to_owned(), json!(lines));
    }
    value
}

fn explained(deadline: &Deadline, lang: Lang) -> Value {
    let limit = &deadline.limit;
    let steps: Vec<Value> = deadline
        .steps
        .iter()
        .map(|step| {
            let mut value = what(&step.what, lang);
            if let (Value::Object(members), Some(basis)) = (&mut value, &step.basis) {
                members.insert("basis".to_owned(), json!(basis.cite));
            }
            value
        })
        .collect();
    json!({
        "limit": limit.code,
        "what": limit.text.get(lang),
        "owner": limit.owner.as_str(),
        "basis": limit.basis.cite,
        "version": { "from": day(limit.from), "known": day(limit.known) },
        "zone": deadline.zone.name(),
        "end": end(&deadline.end),
        "mark": deadline.mark().as_str(),
        "doubts": doubts(deadline),
        "steps": steps,
    })
}

fn day(day: Date) -> Value {
    json!(day.to_string())
}

fn cites(basis: &[Basis]) -> Vec<&str> {
    basis.iter().map(|basis| basis.cite.as_str()).collect()
}

fn end(end: &End) -> Value {
    match end {
        End::Due { last, until, counter, basis, .. } => json!({
            "last": day(*last),
            "until": until.to_string(),
            "counter": counter.as_ref().map(|closing| closing.at.to_string()),
            "basis": cites(basis),
        }),
        End::DueAt { until, basis } => json!({ "until": until.to_string(), "basis": cites(basis) }),
        End::AtOnce(on) => json!({ "at_once": day(*on) }),
        End::Begins(begins) => json!({ "begins": day(*begins) }),
        End::Stopped { since, left } => json!({ "stopped": day(*since), "left": left }),
    }
}

fn doubts(deadline: &Deadline) -> Vec<Value> {
    let about = |about: &About| match about {
        About::Rule(basis) => json!({ "rule": basis.cite }),
        About::Calendar(year) => json!({ "calendar": year }),
    };
    deadline.doubts.iter().map(|d| json!({ "about": about(&d.about), "mark": d.mark.as_str() })).collect()
}

fn why(why: &OffWhy, lang: Lang) -> Value {
    match why {
        OffWhy::Weekend => json!({ "off": "weekend" }),
        OffWhy::Holiday(name) => json!({ "off": "holiday", "name": name.get(lang) }),
        OffWhy::Observed { of, name } => json!({ "off": "observed", "of": day(*of), "name": name.get(lang) }),
        OffWhy::Moved { from } => json!({ "off": "moved", "from": day(*from) }),
    }
}

fn what(what: &What, lang: Lang) -> Value {
    match what {
        What::Event { day: of, moment, text } => json!({
            "step": "event", "day": day(*of), "moment": moment.map(|m| m.to_string()), "event": text.get(lang),
        }),
        What::Moment(moment) => json!({ "step": "moment", "moment": moment.to_string() }),
        What::Halted { from, to } => {
            json!({ "step": "halted", "from": from.to_string(), "to": to.map(|to| to.to_string()) })
        }
        What::First(first) => json!({ "step": "first", "day": day(*first) }),
        What::Skipped(skipped, reason) => {
            json!({ "step": "skipped", "day": day(*skipped), "why": why(reason, lang) })
        }
        What::Worked { day: worked, off } => {
            json!({ "step": "worked", "day": day(*worked), "off": day(*off) })
        }
        What::Paused { from, to } => json!({ "step": "paused", "from": day(*from), "to": to.map(day) }),
        What::Counted(last) => json!({ "step": "counted", "day": day(*last) }),
        What::SameNumber(last) => json!({ "step": "same-number", "day": day(*last) }),
        What::NoSuchNumber { number, last } => {
            json!({ "step": "no-such-number", "number": number, "day": day(*last) })
        }
        What::Longer { days, last } => json!({ "step": "longer", "days": days, "day": day(*last) }),
        What::Moved { from, to, over } => {
            let over: Vec<Value> = over
                .iter()
                .map(|(off, reason)| json!({ "day": day(*off), "why": why(reason, lang) }))
                .collect();
            json!({ "step": "moved", "from": day(*from), "to": day(*to), "over": over })
        }
        What::Ruled(Ruling { kind, until }) => {
            let kind = match kind {
                RulingKind::Set => "set",
                RulingKind::Extended => "extended",
                RulingKind::Restored => "restored",
            };
            json!({ "step": "ruled", "ruling": kind, "until": day(*until) })
        }
        What::Follows(other) => json!({ "step": "follows", "limit": explained(other, lang) }),
    }
}
