//! `tarazy case next`: what is due in a case, whose it is, until when and why.

use super::show::court;
use crate::cli::Cli;
use crate::clock::now_ms;
use crate::commands::find;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use tarazy_base::{Date, Instant, format_date};
use tarazy_procedure::{Context, Due, Next, Subject, next};
use tarazy_registry::read_case;
use tarazy_store::truth;

/// Runs the command.
///
/// # Errors
/// The refusal if there is no such case.
pub(crate) fn run(cli: &Cli, case: &str) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    let row = find(reader.as_mut(), case)?;
    let records = truth::stream(reader.as_mut(), &installation.vault()?, &row.stream)?;
    let file = read_case(&row.stream, &records)?;
    let zone = court(reader.as_mut(), &row.court)?.zone()?;
    let setup = installation.setup()?;
    let now = now_ms();
    let context = Context { law: &setup.law, known: Date::MAX, now, zone, duty: None, importing: false };
    let due = next(&file.case, &context);
    let texts = Texts::new(cli.lang);
    if cli.json {
        for next in &due {
            println!("{}", json(next));
        }
        return Ok(());
    }
    let title = match (due.is_empty(), file.case.is_closed()) {
        (false, _) => "next-title",
        (true, true) => "next-none",
        // The law of an imported flow is nobody's law, and has no limits.
        (true, false) => "next-unknown",
    };
    println!("{}", texts.say(title));
    for next in &due {
        println!("  {}", line(&texts, cli, next, zone)?);
        if let Due::Limit(deadline) = &next.due {
            println!("      {}", texts.with("refused-basis", &[("cite", deadline.limit.basis.cite.clone())]));
        }
    }
    Ok(())
}

fn line(texts: &Texts, cli: &Cli, next: &Next, zone: tarazy_base::Zone) -> Result<String, Failure> {
    let mut step = texts.say(&format!("step-{}", next.step.word()));
    if let Some(of) = subject(texts, &next.subject) {
        step = format!("{step} ({of})");
    }
    let who = texts.say(&format!("who-{}", next.who.as_str()));
    let mut arguments = vec![("step", step), ("who", who)];
    if let Due::At(at, _) = next.due {
        let time = Instant::from_ms(at).map_err(Failure::not_done)?.format(zone, cli.lang);
        arguments.push(("time", time));
        return Ok(texts.with("next-line-at", &arguments));
    }
    let day = next.due.day().map_or_else(|| "–".to_owned(), |day| format_date(day, cli.lang));
    arguments.push(("day", day));
    Ok(texts.with("next-line", &arguments))
}

/// What the step is about, where the case has more than one of its kind.
fn subject(texts: &Texts, subject: &Subject) -> Option<String> {
    let numbered = |kind: &str, n: String| texts.with(&format!("next-of-{kind}"), &[("n", n)]);
    Some(match subject {
        Subject::Case => return None,
        Subject::Party(n) => numbered("party", n.to_string()),
        Subject::Hearing(n) => numbered("hearing", n.to_string()),
        Subject::Motion(n) => numbered("motion", n.to_string()),
        Subject::Securing(n) => numbered("securing", n.to_string()),
        Subject::Appeal(n) => numbered("appeal", n.to_string()),
        Subject::Addressee(party, hearing) => {
            texts.with("next-of-addressee", &[("n", party.to_string()), ("hearing", hearing.to_string())])
        }
        Subject::Notice(n) => numbered("notice", n.to_string()),
        Subject::Judge(judge) => judge.clone(),
    })
}

fn json(next: &Next) -> serde_json::Value {
    let limit = if let Due::Limit(d) = &next.due { Some(d.limit.code.clone()) } else { None };
    serde_json::json!({
        "step": next.step.command(), "who": next.who.as_str(), "day": next.due.day().map(|d| d.to_string()),
        "limit": limit, "ready": next.ready,
    })
}
