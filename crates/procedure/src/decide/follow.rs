//! What follows from a step at once, by the law alone.

use super::{AGREEMENTS, Context, Deed, RESTORE_APPEAL, WAIVER};
use crate::case::{Case, Instance};
use crate::events::{AppealRestored, CaseClosed, CaseTerminated, Event, MotionDecided, SettlementDecided};

pub(super) fn follow(case: &Case, asked: Event, context: &Context<'_>) -> Vec<Deed> {
    let after = after(case, &asked);
    let is_act = matches!(asked, Event::ActIssued(_));
    let mut deeds = vec![Deed::Write(Box::new(asked))];
    deeds.extend(after.into_iter().map(|event| Deed::Write(Box::new(event))));
    // An act on appeal is in force from the day on which it is announced (ГПК 431).
    if is_act && case.instance() == Instance::Appeal {
        deeds.push(Deed::InForce { since: context.today().to_string() });
    }
    deeds
}

fn after(case: &Case, asked: &Event) -> Vec<Event> {
    match asked {
        Event::Refused(_) => vec![closed("refused")],
        Event::Returned(_) => vec![closed("returned")],
        Event::Withdrawn(_) => vec![closed("withdrawn")],
        Event::Left(_) => vec![closed("left")],
        Event::Terminated(_) => vec![closed("terminated")],
        Event::Merged(_) => vec![closed("merged")],
        Event::Duplicate(_) => vec![closed("duplicate")],
        // On appeal the act itself says that the decision is set aside and the agreement approved (ГПК 410(3)).
        Event::SettlementDecided(e) if e.approved && case.instance() == Instance::First => approved(case, e),
        Event::MotionDecided(e) if e.granted => granted(case, e),
        _ => Vec::new(),
    }
}

fn closed(outcome: &str) -> Event {
    CaseClosed { outcome: outcome.to_owned(), imported: None }.into()
}

fn approved(case: &Case, e: &SettlementDecided) -> Vec<Event> {
    let kind = case.motion(e.motion).map_or("", |m| m.kind.as_str());
    let ground = AGREEMENTS.iter().find(|(known, _)| *known == kind).map_or("settled", |(_, ground)| ground);
    terminated(&e.judge, ground)
}

fn granted(case: &Case, e: &MotionDecided) -> Vec<Event> {
    let kind = case.motion(e.motion).map_or("", |m| m.kind.as_str());
    match (kind, &e.until) {
        (WAIVER, _) if case.instance() == Instance::First => terminated(&e.judge, "waived"),
        (RESTORE_APPEAL, Some(until)) => {
            vec![AppealRestored { motion: e.motion, until: until.clone() }.into()]
        }
        _ => Vec::new(),
    }
}

fn terminated(judge: &str, ground: &str) -> Vec<Event> {
    let (judge, ground) = (judge.to_owned(), ground.to_owned());
    vec![CaseTerminated { judge, ground, documents: Vec::new() }.into(), closed("terminated")]
}
