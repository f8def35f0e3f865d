//! What the law and the calendar say about a step.

use super::{AGREEMENTS, Context, RESTORE_APPEAL, Why};
use crate::case::{Case, Instance};
use crate::events::{
    AppealReturned, Event, HearingHeld, MotionDecided, NoticeIssued, NoticeNoted, Party, PartyRepresented,
    RecusalDecided, SecuringDecided,
};
use crate::next::limits;
use crate::rules::Hindrance;
use crate::steps::Step;
use tarazy_base::Date;
use tarazy_base::time::parse_date;

type Checked = Result<(), Why>;

/// Longest name, in characters.
const MAX_NAME: usize = 300;

pub(super) fn check(case: &Case, asked: &Event, c: &Context<'_>) -> Checked {
    let on = |list: &str, code: &str| ground(c, list, code);
    match asked {
        Event::Accepted(e) => language(&e.language),
        Event::Refused(e) => on("claim-refusal", &e.ground),
        Event::Returned(e) => returned(case, &e.ground, c),
        Event::Withdrawn(e) => on("claim-withdrawal", &e.ground),
        Event::Left(e) => on("claim-left", &e.ground),
        Event::Terminated(e) => on("termination", &e.ground),
        Event::PartyJoined(e) => name(&e.party).and_then(|()| on("party-join", &e.ground)),
        Event::PartyLeft(e) => on("party-leave", &e.ground),
        Event::PartyCorrected(e) => name(&e.now),
        Event::PartyReplaced(e) => name(&e.by),
        Event::PartySucceeded(e) => name(&e.by).and_then(|()| on("succession", &e.ground)),
        Event::Represented(e) => represented(e, c),
        Event::DocumentAdded(e) => given(e.documents.is_empty()).and_then(|()| on("paper", &e.kind)),
        Event::DocumentReplaced(e) => {
            given(e.documents.is_empty()).and_then(|()| on("paper-correction", &e.ground))
        }
        Event::ClaimChanged(e) => on("claim-change", &e.what),
        Event::MotionReceived(e) => on("motion", &e.kind),
        Event::MotionDecided(e) => motion(case, e, c),
        Event::SettlementDecided(e) => {
            let kind = case.motion(e.motion).map_or("", |m| m.kind.as_str());
            let brings = AGREEMENTS.iter().any(|(known, _)| *known == kind);
            if brings { Ok(()) } else { Err(Why::OtherStep(Step::DecideMotion)) }
        }
        Event::SecuringRequested(e) => on("securing", &e.measure),
        Event::SecuringDecided(e) => securing(case, e, c),
        Event::CopiesReceived(e) => {
            let on = not_ahead(&e.on, c)?;
            let sent = case.party(e.party).and_then(|p| p.sent).and_then(|ms| c.day_of(ms));
            sent.map_or(Ok(()), |sent| if on < sent { Err(Why::DayBefore(sent)) } else { Ok(()) })
        }
        Event::PreparationExtended(e) => {
            let until = ahead(&e.until, c)?;
            match limits::preparation_extension(case, c) {
                Some(last) if until > last => Err(Why::BeyondLimit(last)),
                Some(_) => Ok(()),
                None => Err(Why::NoDeadline),
            }
        }
        Event::Suspended(e) => {
            ahead(&e.control, c)?;
            on("suspension-duty", &e.ground).or_else(|_| on("suspension-right", &e.ground))
        }
        Event::Merged(e) if e.with == case.stream => Err(Why::SameCase),
        Event::Separated(e) if e.into == case.stream => Err(Why::SameCase),
        Event::Duplicate(e) if e.of == case.stream => Err(Why::SameCase),
        Event::HearingSet(e) => moment_ahead(e.at, c),
        Event::HearingMoved(e) => moment_ahead(e.at, c).and_then(|()| on("hearing-move", &e.ground)),
        Event::HearingCancelled(e) => on("hearing-move", &e.ground),
        Event::HearingHeld(e) => held(e, c),
        Event::HearingAdjourned(e) => moment_ahead(e.next.at, c).and_then(|()| on("adjournment", &e.ground)),
        Event::ProtocolSigned(e) => given(e.documents.is_empty()),
        Event::NoticeIssued(e) => notice(e, c),
        Event::NoticeNoted(e) => noted(case, e, c),
        Event::NoticeCancelled(e) => on("notice-cancel", &e.ground),
        Event::NoticeConcluded(e) if e.proper => service(&e.ground, c),
        Event::NoticeConcluded(e) => on("notice-defect", &e.ground),
        Event::RecusalDeclared(e) => recusal_ground(&e.ground, c).map(|_| ()),
        Event::RecusalDecided(e) => recusal(case, e, c),
        Event::ActIssued(e) => {
            let list = if case.instance() == Instance::First { "outcome" } else { "appeal-outcome" };
            on(list, e.outcome.as_deref().unwrap_or_default())?;
            let date = day(&e.date)?;
            if date == c.today() { Ok(()) } else { Err(Why::DayBefore(c.today())) }
        }
        Event::ActCompleted(e) => {
            given(e.documents.is_empty())?;
            let date = not_ahead(&e.date, c)?;
            let announced = case.act.as_ref().and_then(|a| c.day_of(a.time));
            announced.map_or(Ok(()), |d| if date < d { Err(Why::DayBefore(d)) } else { Ok(()) })
        }
        Event::ActCorrected(e) => on("act-correction", &e.ground),
        Event::ActSupplemented(e) => {
            given(e.documents.is_empty()).and_then(|()| on("additional-decision", &e.ground))
        }
        Event::ActClarified(e) => given(e.documents.is_empty()),
        Event::ActInForce(e) => {
            let since = limits::in_force(case, c).ok_or(Why::NoDeadline)?;
            if since > c.today() {
                return Err(Why::NotBefore(since));
            }
            if day(&e.since)? == since { Ok(()) } else { Err(Why::DayBefore(since)) }
        }
        Event::AppealReceived(e) => e.lacks.iter().try_for_each(|code| on("appeal-content", code)),
        Event::AppealUnmoved(e) => {
            ahead(&e.until, c)?;
            given(e.lacks.is_empty())?;
            e.lacks.iter().try_for_each(|code| on("appeal-content", code))
        }
        Event::AppealReturned(e) => appeal_returned(case, e, c),
        Event::AppealRestored(e) => ahead(&e.until, c).map(|_| ()),
        Event::AppealSent(_) => {
            let last = limits::appeal_last(case, c).ok_or(Why::NoDeadline)?;
            match last.tomorrow() {
                Ok(from) if from > c.today() => Err(Why::NotBefore(from)),
                _ => Ok(()),
            }
        }
        Event::Reopened(e) => on("reopening", &e.ground),
        _ => Ok(()),
    }
}

fn ground(c: &Context<'_>, list: &str, code: &str) -> Checked {
    let known = c.law.ground(list, code, c.today(), c.known).is_some();
    let wrong = || Why::Ground { list: list.to_owned(), code: code.chars().take(60).collect() };
    if known { Ok(()) } else { Err(wrong()) }
}

fn given(is_empty: bool) -> Checked {
    if is_empty { Err(Why::NoDocument) } else { Ok(()) }
}

fn language(code: &str) -> Checked {
    if matches!(code, "kk" | "ru") { Ok(()) } else { Err(Why::Language(code.chars().take(20).collect())) }
}

fn name(party: &Party) -> Checked {
    let length = party.name.trim().chars().count();
    if (1..=MAX_NAME).contains(&length) { Ok(()) } else { Err(Why::Name) }
}

fn day(text: &str) -> Result<Date, Why> {
    parse_date(text).map_err(|_| Why::NotADay(text.chars().take(20).collect()))
}

fn ahead(text: &str, c: &Context<'_>) -> Result<Date, Why> {
    let date = day(text)?;
    if date > c.today() { Ok(date) } else { Err(Why::DayPassed(date)) }
}

fn not_ahead(text: &str, c: &Context<'_>) -> Result<Date, Why> {
    let date = day(text)?;
    if date <= c.today() { Ok(date) } else { Err(Why::DayAhead(date)) }
}

fn moment_ahead(ms: i64, c: &Context<'_>) -> Checked {
    if ms > c.now { Ok(()) } else { Err(Why::DayPassed(c.day_of(ms).unwrap_or(c.today()))) }
}

/// After its acceptance a claim is given back at the claimant's wish alone (ГПК 165(14)).
fn returned(case: &Case, code: &str, c: &Context<'_>) -> Checked {
    ground(c, "claim-return", code)?;
    let is_accepted = case.preparation.is_some();
    if is_accepted && code != "withdrawn" { Err(Why::AcceptedClaim) } else { Ok(()) }
}

fn represented(e: &PartyRepresented, c: &Context<'_>) -> Checked {
    let length = e.name.0.trim().chars().count();
    if !(1..=MAX_NAME).contains(&length) {
        return Err(Why::Name);
    }
    ground(c, "representative", &e.kind)?;
    e.powers.iter().try_for_each(|code| ground(c, "special-power", code))?;
    let from = day(&e.from)?;
    match &e.to {
        Some(to) if day(to)? < from => Err(Why::DayBefore(from)),
        _ => Ok(()),
    }
}

fn motion(case: &Case, e: &MotionDecided, c: &Context<'_>) -> Checked {
    let kind = case.motion(e.motion).map_or("", |m| m.kind.as_str());
    if AGREEMENTS.iter().any(|(known, _)| *known == kind) {
        return Err(Why::OtherStep(Step::DecideSettlement));
    }
    match &e.until {
        Some(until) => ahead(until, c).map(|_| ()),
        None if kind == RESTORE_APPEAL && e.granted => Err(Why::NotADay(String::new())),
        None => Ok(()),
    }
}

/// The judges of the case decide, or at once the one on duty.
fn securing(case: &Case, e: &SecuringDecided, c: &Context<'_>) -> Checked {
    let may = case.judges.contains(&e.judge) || c.duty == Some(e.judge.as_str());
    if !may {
        return Err(Why::Docket(Hindrance::NotBench(e.judge.clone())));
    }
    match (&e.measure, e.granted) {
        (Some(measure), true) => ground(c, "securing", measure),
        (None, false) => Ok(()),
        (None, true) | (Some(_), false) => Err(Why::Measure),
    }
}

fn held(e: &HearingHeld, c: &Context<'_>) -> Checked {
    let today = c.today();
    if e.ended > c.now {
        return Err(Why::DayAhead(c.day_of(e.ended).unwrap_or(today)));
    }
    if e.ended < e.began {
        return Err(Why::DayBefore(c.day_of(e.began).unwrap_or(today)));
    }
    e.unrecorded.as_ref().map_or(Ok(()), |code| ground(c, "no-recording", code))
}

/// Channels that go nowhere without an address.
const NEEDS_ADDRESS: [&str; 2] = ["email", "sms"];

fn notice(e: &NoticeIssued, c: &Context<'_>) -> Checked {
    if e.hearing.is_some() == e.act.is_some() {
        return Err(Why::OneSubject);
    }
    let mut channels: Vec<&str> = e.ways.iter().map(|way| way.channel.as_str()).collect();
    channels.sort_unstable();
    if channels.is_empty() || channels.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        return Err(Why::Ways);
    }
    for way in &e.ways {
        ground(c, "notice-channel", &way.channel)?;
        if let Some(origin) = &way.origin {
            ground(c, "notice-origin", origin)?;
        }
        if NEEDS_ADDRESS.contains(&way.channel.as_str()) && way.address.is_none() {
            return Err(Why::NoAddress(way.channel.clone()));
        }
    }
    Ok(())
}

fn noted(case: &Case, e: &NoticeNoted, c: &Context<'_>) -> Checked {
    ground(c, "notice-channel", &e.channel)?;
    ground(c, "notice-evidence", &e.what)?;
    ground(c, "notice-source", &e.source)?;
    if let Some(relation) = &e.relation {
        ground(c, "notice-person", relation)?;
    }
    if e.at > c.now {
        return Err(Why::DayAhead(c.day_of(e.at).unwrap_or(c.today())));
    }
    let Some(notice) = case.notice(e.notice) else { return Ok(()) };
    let issued = c.day_of(notice.issued);
    match (c.day_of(e.at), issued) {
        (Some(at), Some(issued)) if at < issued => return Err(Why::DayBefore(issued)),
        _ => {}
    }
    let wrong = e.instead_of.is_none_or(|n| notice.piece(n).is_some());
    if wrong { Ok(()) } else { Err(Why::Docket(Hindrance::NoNotice(e.notice))) }
}

/// A proper notice names the law's way.
fn service(code: &str, c: &Context<'_>) -> Checked {
    let known = c.law.service(code, c.today(), c.known).is_some();
    let wrong = || Why::Ground { list: "service".to_owned(), code: code.chars().take(60).collect() };
    if known { Ok(()) } else { Err(wrong()) }
}

/// Whether the judge's own motion on this ground must be granted.
fn recusal_ground(code: &str, c: &Context<'_>) -> Result<bool, Why> {
    let wrong = || Why::Ground { list: "recusal".to_owned(), code: code.chars().take(60).collect() };
    let law = c.law.at_known(c.today(), c.known).map_err(|_| wrong())?;
    law.recusal(code).map(|rule| rule.unconditional).ok_or_else(wrong)
}

fn recusal(case: &Case, e: &RecusalDecided, c: &Context<'_>) -> Checked {
    let by = e.by.rsplit(':').next().unwrap_or_default();
    if by == e.judge {
        return Err(Why::OwnRecusal);
    }
    let Some(open) = case.open_recusals().find(|r| r.judge == e.judge) else { return Ok(()) };
    let own = open.party.is_none();
    if own && !e.granted && recusal_ground(&open.ground, c).unwrap_or(false) {
        return Err(Why::MustGrant(open.ground.clone()));
    }
    Ok(())
}

fn appeal_returned(case: &Case, e: &AppealReturned, c: &Context<'_>) -> Checked {
    ground(c, "appeal-return", &e.ground)?;
    if e.ground != "late" {
        return Ok(());
    }
    let came = case.appeal(e.appeal).and_then(|a| c.day_of(a.time));
    let last = limits::appeal_last(case, c).ok_or(Why::NoDeadline)?;
    if came.is_some_and(|came| came > last) { Ok(()) } else { Err(Why::NotLate) }
}
