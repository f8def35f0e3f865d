//! Whether an entry can stand on the docket as the case is. The fold and the decision ask the same question, so nothing can be
//! written that a reader would refuse.

use crate::case::{AppealState, Case, HearingState, Instance};
use crate::events::{AppealNo, Event, HearingKind, HearingNo, MotionNo, NoticeNo, PartyNo, SecuringNo};
use crate::stage::Stage;
use tarazy_docket::Hash;

/// What stands against an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// The case is not so far, or further.
    Stage,
    /// The step is not of this instance.
    Instance,
    /// The proceedings are suspended.
    Suspended,
    /// The proceedings are not suspended.
    NotSuspended,
    /// The recusal of this judge has to be decided first.
    RecusalOpen(String),
    /// No recusal of this judge is open.
    NoRecusal(String),
    /// The judge does not sit in the case.
    NotBench(String),
    /// No such party takes part.
    NoParty(PartyNo),
    /// No such hearing is due.
    NoHearing(HearingNo),
    /// There is no such notice, or it was cancelled.
    NoNotice(NoticeNo),
    /// He is not the party's representative.
    NotRepresentative(PartyNo),
    /// No such motion waits for an answer.
    NoMotion(MotionNo),
    /// No such application to secure the claim waits, or no such measure holds.
    NoSecuring(SecuringNo),
    /// No such appeal waits.
    NoAppeal(AppealNo),
    /// The docket names no such document.
    NoDocument,
    /// The act is another one, or there is none.
    OtherAct,
    /// The claim did not yet go to this respondent.
    CopiesNeeded(PartyNo),
    /// The case was not heard to its end.
    HearingNeeded,
    /// A hearing is due already.
    HearingDue(HearingNo),
    /// A trial has begun: the respondent cannot be replaced any more.
    TrialBegun,
    /// The last claimant or the last respondent cannot leave.
    LastOfRole(PartyNo),
    /// Each judge of the panel leaves one envelope.
    Envelopes,
    /// The case lies with the court of appeal.
    Away,
    /// An appeal waits.
    AppealWaits(AppealNo),
    /// An appeal was not mended, or the others have no copies of it.
    AppealNotReady(AppealNo),
    /// Nothing was appealed.
    NothingAppealed,
    /// The act is in force already.
    InForce,
    /// It is done already.
    Done,
}

type Stands = Result<(), Hindrance>;

fn when(holds: bool, why: Hindrance) -> Stands {
    if holds { Ok(()) } else { Err(why) }
}

/// Whether the entry can stand as the case is.
///
/// # Errors
/// What stands against it.
pub fn stands(case: &Case, event: &Event) -> Stands {
    match event {
        Event::Reopened(_) => return when(case.is_closed(), Hindrance::Stage),
        Event::Archived(_) => {
            when(case.is_closed(), Hindrance::Stage)?;
            return when(!case.archived, Hindrance::Done);
        }
        // What became of a notice is noted whenever it becomes known, such as a letter that comes back late.
        Event::NoticeNoted(e) => {
            return when(case.notice(e.notice).is_some(), Hindrance::NoNotice(e.notice));
        }
        // The court of appeal joins a late appeal to its case, and corrects its own acts, after closing here.
        _ => when(!case.is_closed(), Hindrance::Stage)?,
    }
    when(!case.ending || matches!(event, Event::Closed(_)), Hindrance::Stage)?;
    match event {
        Event::Received(_)
        | Event::Opened(_)
        | Event::Registered(_)
        | Event::Numbered(_)
        | Event::Assigned(_)
        | Event::Corrected(_)
        | Event::Accepted(_)
        | Event::Refused(_)
        | Event::Returned(_)
        | Event::Withdrawn(_)
        | Event::Left(_)
        | Event::Terminated(_)
        | Event::Merged(_)
        | Event::Separated(_)
        | Event::Duplicate(_)
        | Event::Closed(_)
        | Event::Reopened(_)
        | Event::Archived(_) => frame(case, event),
        Event::CopiesSent(_)
        | Event::CopiesReceived(_)
        | Event::ReplyReceived(_)
        | Event::ReplyForwarded(_)
        | Event::PreparationExtended(_)
        | Event::PreparationEnded(_)
        | Event::Suspended(_)
        | Event::Resumed(_) => course(case, event),
        Event::PartyJoined(_)
        | Event::PartyLeft(_)
        | Event::PartyCorrected(_)
        | Event::PartyReplaced(_)
        | Event::PartySucceeded(_)
        | Event::Represented(_)
        | Event::RepresentationEnded(_) => party(case, event),
        Event::DocumentAdded(_)
        | Event::DocumentReplaced(_)
        | Event::ClaimChanged(_)
        | Event::MotionReceived(_)
        | Event::MotionDecided(_)
        | Event::SettlementDecided(_)
        | Event::SecuringRequested(_)
        | Event::SecuringDecided(_)
        | Event::SecuringLifted(_) => paper(case, event),
        Event::NoticeIssued(_)
        | Event::NoticeNoted(_)
        | Event::NoticeCancelled(_)
        | Event::NoticeConcluded(_) => notice(case, event),
        Event::HearingSet(_)
        | Event::HearingMoved(_)
        | Event::HearingCancelled(_)
        | Event::HearingHeld(_)
        | Event::HearingAdjourned(_)
        | Event::ProtocolSigned(_)
        | Event::RecusalDeclared(_)
        | Event::RecusalDecided(_) => hearing(case, event),
        Event::ActIssued(_)
        | Event::ActCompleted(_)
        | Event::ActCorrected(_)
        | Event::ActSupplemented(_)
        | Event::ActClarified(_)
        | Event::ActEnvelopes(_)
        | Event::ActInForce(_) => act(case, event),
        Event::AppealReceived(_)
        | Event::AppealUnmoved(_)
        | Event::AppealMended(_)
        | Event::AppealCopied(_)
        | Event::AppealReturned(_)
        | Event::AppealWithdrawn(_)
        | Event::AppealRestored(_)
        | Event::AppealSent(_)
        | Event::AppealDecided(_) => appeal(case, event),
    }
}

fn at(case: &Case, stages: &[Stage]) -> Stands {
    when(stages.contains(&case.stage), Hindrance::Stage)
}

fn first(case: &Case) -> Stands {
    when(case.instance() == Instance::First, Hindrance::Instance)
}

fn going_on(case: &Case) -> Stands {
    when(case.suspended().is_none(), Hindrance::Suspended)
}

/// A judge of the bench whom nobody wants recused.
fn bench(case: &Case, judge: &str) -> Stands {
    when(case.judges.iter().any(|j| j == judge), Hindrance::NotBench(judge.to_owned()))?;
    let open = case.open_recusals().find(|r| r.judge == judge);
    when(open.is_none(), Hindrance::RecusalOpen(judge.to_owned()))
}

fn known(case: &Case, number: PartyNo) -> Stands {
    when(case.party(number).is_some(), Hindrance::NoParty(number))
}

const BEFORE_ACCEPTANCE: &[Stage] = &[Stage::Received, Stage::Registered, Stage::Assigned];
const TRIED: &[Stage] = &[Stage::Preparation, Stage::Trial];
const WITH_BENCH: &[Stage] = &[Stage::Assigned, Stage::Preparation, Stage::Trial];
const AFTER_DECISION: &[Stage] = &[Stage::Decided, Stage::Final, Stage::InForce];

fn frame(case: &Case, event: &Event) -> Stands {
    match event {
        Event::Opened(_) => {
            at(case, &[Stage::Received])?;
            when(case.opened.is_none(), Hindrance::Done)
        }
        Event::Registered(_) => at(case, &[Stage::Received]),
        Event::Numbered(_) => {
            at(case, &[Stage::Registered])?;
            when(case.number.is_none(), Hindrance::Done)
        }
        Event::Assigned(_) => {
            when(case.stage == Stage::Registered || case.stage.has_bench(), Hindrance::Stage)
        }
        Event::Corrected(_) => when(case.stage > Stage::Received, Hindrance::Stage),
        Event::Accepted(e) => {
            first(case)?;
            at(case, &[Stage::Assigned])?;
            bench(case, &e.judge)
        }
        Event::Refused(e) => {
            first(case)?;
            at(case, &[Stage::Assigned])?;
            bench(case, &e.judge)
        }
        Event::Returned(_) | Event::Withdrawn(_) => when(
            BEFORE_ACCEPTANCE.contains(&case.stage) || case.stage == Stage::Preparation,
            Hindrance::Stage,
        ),
        Event::Left(e) => {
            first(case)?;
            at(case, TRIED)?;
            bench(case, &e.judge)
        }
        Event::Terminated(e) => {
            first(case)?;
            at(case, TRIED)?;
            bench(case, &e.judge)
        }
        Event::Merged(e) => {
            first(case)?;
            at(case, TRIED)?;
            going_on(case)?;
            bench(case, &e.judge)
        }
        Event::Separated(e) => {
            first(case)?;
            at(case, TRIED)?;
            going_on(case)?;
            bench(case, &e.judge)
        }
        Event::Duplicate(_) => at(case, BEFORE_ACCEPTANCE),
        Event::Closed(e) => {
            let imported = e.imported == Some(true) && case.stage == Stage::Decided;
            let over = case.ending || imported || case.stage == Stage::InForce;
            when(over, Hindrance::Stage)?;
            match case.live_appeals().next() {
                Some((number, _)) if !case.ending => Err(Hindrance::AppealWaits(number)),
                _ => Ok(()),
            }
        }
        // A docket has one filing; closed cases were looked at before.
        _ => Err(Hindrance::Done),
    }
}

fn course(case: &Case, event: &Event) -> Stands {
    match event {
        Event::CopiesSent(e) => {
            first(case)?;
            at(case, TRIED)?;
            known(case, e.party)
        }
        Event::CopiesReceived(e) => {
            first(case)?;
            at(case, TRIED)?;
            known(case, e.party)?;
            let sent = case.party(e.party).is_some_and(|p| p.sent.is_some());
            when(sent, Hindrance::CopiesNeeded(e.party))
        }
        Event::ReplyReceived(e) => {
            at(case, WITH_BENCH)?;
            known(case, e.party)
        }
        Event::ReplyForwarded(_) => {
            at(case, WITH_BENCH)?;
            when(case.unforwarded.is_some(), Hindrance::Done)
        }
        Event::PreparationExtended(e) => {
            first(case)?;
            at(case, &[Stage::Preparation])?;
            going_on(case)?;
            let extended = case.preparation.as_ref().is_some_and(|p| p.extended.is_some());
            when(!extended, Hindrance::Done)?;
            bench(case, &e.judge)
        }
        Event::PreparationEnded(e) => {
            let stage = if case.instance() == Instance::First { Stage::Preparation } else { Stage::Assigned };
            at(case, &[stage])?;
            going_on(case)?;
            bench(case, &e.judge)?;
            if case.instance() == Instance::Appeal {
                return Ok(());
            }
            match case.respondents().find(|(_, p)| p.sent.is_none()) {
                Some((number, _)) => Err(Hindrance::CopiesNeeded(number)),
                None => Ok(()),
            }
        }
        Event::Suspended(e) => {
            at(case, if case.instance() == Instance::First { TRIED } else { WITH_BENCH })?;
            going_on(case)?;
            bench(case, &e.judge)
        }
        Event::Resumed(e) => {
            when(case.suspended().is_some(), Hindrance::NotSuspended)?;
            bench(case, &e.judge)
        }
        _ => Err(Hindrance::Done),
    }
}

fn party(case: &Case, event: &Event) -> Stands {
    match event {
        Event::PartyJoined(_) => {
            first(case)?;
            at(case, TRIED)
        }
        Event::PartyLeft(e) => {
            first(case)?;
            at(case, TRIED)?;
            known(case, e.party)?;
            let role = case.party(e.party).map(|p| p.party.role);
            let same = case.present().filter(|(_, p)| Some(p.party.role) == role).count();
            let third = role == Some(crate::events::PartyRole::ThirdPerson);
            when(third || same > 1, Hindrance::LastOfRole(e.party))
        }
        Event::PartyCorrected(e) => known(case, e.party),
        Event::PartyReplaced(e) => {
            first(case)?;
            at(case, TRIED)?;
            going_on(case)?;
            bench(case, &e.judge)?;
            known(case, e.party)?;
            let is_respondent = case.respondents().any(|(n, _)| n == e.party);
            when(is_respondent, Hindrance::NoParty(e.party))?;
            let begun = case.hearings.iter().any(|h| {
                h.kind == HearingKind::Trial
                    && matches!(h.state, HearingState::Continues | HearingState::Ended)
            });
            when(!begun, Hindrance::TrialBegun)
        }
        Event::PartySucceeded(e) => {
            when(case.stage > Stage::Registered, Hindrance::Stage)?;
            known(case, e.party)?;
            bench(case, &e.judge)
        }
        Event::Represented(e) => known(case, e.party),
        Event::RepresentationEnded(e) => {
            known(case, e.party)?;
            let speaks =
                case.party(e.party).is_some_and(|p| p.representatives.iter().any(|r| r.name == e.name));
            when(speaks, Hindrance::Done)
        }
        _ => Err(Hindrance::Done),
    }
}

fn paper(case: &Case, event: &Event) -> Stands {
    let asks = |number: Option<PartyNo>| number.map_or(Ok(()), |number| known(case, number));
    match event {
        Event::DocumentAdded(e) => asks(e.party),
        Event::DocumentReplaced(e) => when(case.documents.contains(&e.wrong), Hindrance::NoDocument),
        Event::ClaimChanged(e) => {
            first(case)?;
            at(case, TRIED)?;
            known(case, e.party)?;
            when(!case.is_heard(), Hindrance::Stage)
        }
        Event::MotionReceived(e) => asks(e.party),
        Event::MotionDecided(e) => {
            when(case.stage >= Stage::Assigned, Hindrance::Stage)?;
            bench(case, &e.judge)?;
            open_motion(case, e.motion)
        }
        Event::SettlementDecided(e) => {
            at(case, TRIED)?;
            bench(case, &e.judge)?;
            open_motion(case, e.motion)
        }
        Event::SecuringRequested(e) => known(case, e.party),
        Event::SecuringDecided(e) => {
            let open = case.security(e.request).is_some_and(|s| s.granted.is_none());
            when(open, Hindrance::NoSecuring(e.request))
        }
        Event::SecuringLifted(e) => {
            let holds = case.security(e.request).is_some_and(|s| s.granted == Some(true) && !s.lifted);
            when(holds, Hindrance::NoSecuring(e.request))?;
            bench(case, &e.judge)
        }
        _ => Err(Hindrance::Done),
    }
}

fn open_motion(case: &Case, number: MotionNo) -> Stands {
    when(case.motion(number).is_some_and(|m| m.granted.is_none()), Hindrance::NoMotion(number))
}

fn hearing(case: &Case, event: &Event) -> Stands {
    let due = |number: HearingNo| {
        let due = case.hearing(number).is_some_and(|h| h.state == HearingState::Set);
        when(due, Hindrance::NoHearing(number))
    };
    match event {
        Event::HearingSet(e) => set_hearing(case, e.kind),
        Event::HearingMoved(e) => due(e.hearing),
        Event::HearingCancelled(e) => due(e.hearing),
        Event::HearingHeld(e) => {
            due(e.hearing)?;
            going_on(case)?;
            match case.open_recusals().next() {
                Some(open) => Err(Hindrance::RecusalOpen(open.judge.clone())),
                None => Ok(()),
            }
        }
        Event::HearingAdjourned(e) => {
            due(e.hearing)?;
            going_on(case)
        }
        Event::ProtocolSigned(e) => {
            let held = case.hearing(e.hearing).is_some_and(|h| {
                matches!(h.state, HearingState::Ended | HearingState::Continues | HearingState::Adjourned)
                    && !h.protocol
            });
            when(held, Hindrance::NoHearing(e.hearing))
        }
        Event::RecusalDeclared(e) => {
            at(case, WITH_BENCH)?;
            bench(case, &e.judge)?;
            e.party.map_or(Ok(()), |number| known(case, number))
        }
        Event::RecusalDecided(e) => {
            at(case, WITH_BENCH)?;
            let open = case.open_recusals().any(|r| r.judge == e.judge);
            when(open, Hindrance::NoRecusal(e.judge.clone()))
        }
        _ => Err(Hindrance::Done),
    }
}

fn notice(case: &Case, event: &Event) -> Stands {
    let live = |number: NoticeNo| {
        let live = case.notice(number).is_some_and(|n| n.cancelled.is_none());
        when(live, Hindrance::NoNotice(number))
    };
    match event {
        Event::NoticeIssued(e) => {
            known(case, e.party)?;
            if let Some(number) = e.hearing {
                let due = case.due_hearings().any(|(due, _)| due == number);
                when(due, Hindrance::NoHearing(number))?;
            }
            if let Some(leaf) = e.act {
                when(case.act.as_ref().is_some_and(|act| act.leaf == leaf), Hindrance::OtherAct)?;
            }
            when(e.hearing.is_some() || e.act.is_some(), Hindrance::Stage)?;
            let speaks = e.representative.as_ref().is_none_or(|name| {
                case.party(e.party).is_some_and(|p| p.representatives.iter().any(|r| r.name == *name))
            });
            when(speaks, Hindrance::NotRepresentative(e.party))
        }
        Event::NoticeCancelled(e) => live(e.notice),
        Event::NoticeConcluded(e) => {
            live(e.notice)?;
            bench(case, &e.judge)
        }
        _ => Err(Hindrance::Done),
    }
}

/// One hearing is due at a time: the next is set when it was held, put off or cancelled.
fn set_hearing(case: &Case, kind: HearingKind) -> Stands {
    going_on(case)?;
    match kind {
        HearingKind::Preliminary => {
            first(case)?;
            at(case, &[Stage::Preparation])?;
        }
        HearingKind::Trial => {
            first(case)?;
            at(case, &[Stage::Trial])?;
        }
        HearingKind::Appeal => {
            when(case.instance() == Instance::Appeal, Hindrance::Instance)?;
            at(case, &[Stage::Trial])?;
        }
        HearingKind::Question => at(case, AFTER_DECISION)?,
    }
    match case.due_hearings().next() {
        Some((number, _)) => Err(Hindrance::HearingDue(number)),
        None => Ok(()),
    }
}

fn act(case: &Case, event: &Event) -> Stands {
    let of = |leaf: Hash| when(case.act.as_ref().is_some_and(|a| a.leaf == leaf), Hindrance::OtherAct);
    match event {
        Event::ActIssued(e) => {
            // History may tell a decision alone, or all that came before it.
            if e.imported == Some(true) && matches!(case.stage, Stage::Assigned | Stage::Decided) {
                return Ok(());
            }
            at(case, if case.instance() == Instance::First { TRIED } else { &[Stage::Trial] })?;
            going_on(case)?;
            bench(case, &e.judge)?;
            if let Some(open) = case.open_recusals().next() {
                return Err(Hindrance::RecusalOpen(open.judge.clone()));
            }
            when(case.is_heard(), Hindrance::HearingNeeded)?;
            when(case.judges.len() == 1 || case.envelopes, Hindrance::Envelopes)
        }
        Event::ActCompleted(e) => {
            at(case, &[Stage::Decided])?;
            of(e.act)
        }
        Event::ActCorrected(e) => of(e.act),
        Event::ActSupplemented(e) => {
            at(case, AFTER_DECISION)?;
            bench(case, &e.judge)?;
            of(e.act)
        }
        Event::ActClarified(e) => {
            at(case, AFTER_DECISION)?;
            bench(case, &e.judge)?;
            of(e.act)
        }
        Event::ActEnvelopes(e) => {
            at(case, &[Stage::Trial])?;
            when(case.is_heard(), Hindrance::HearingNeeded)?;
            when(!case.envelopes, Hindrance::Done)?;
            when(case.judges.len() > 1 && e.envelopes.len() == case.judges.len(), Hindrance::Envelopes)
        }
        Event::ActInForce(e) => {
            at(case, &[Stage::Decided, Stage::Final])?;
            of(e.act)?;
            when(case.act.as_ref().is_some_and(|a| a.in_force.is_none()), Hindrance::InForce)?;
            when(!case.is_away(), Hindrance::Away)?;
            match case.live_appeals().next() {
                Some((number, _)) => Err(Hindrance::AppealWaits(number)),
                None => Ok(()),
            }
        }
        _ => Err(Hindrance::Done),
    }
}

fn appeal(case: &Case, event: &Event) -> Stands {
    first(case)?;
    let live =
        |number: AppealNo| when(case.live_appeals().any(|(n, _)| n == number), Hindrance::NoAppeal(number));
    match event {
        Event::AppealReceived(e) => {
            at(case, AFTER_DECISION)?;
            e.party.map_or(Ok(()), |number| known(case, number))
        }
        Event::AppealUnmoved(e) => {
            let fresh = case.appeal(e.appeal).is_some_and(|a| a.state == AppealState::Received);
            when(fresh, Hindrance::NoAppeal(e.appeal))?;
            bench(case, &e.judge)
        }
        Event::AppealMended(e) => {
            let waits = case.appeal(e.appeal).is_some_and(|a| matches!(a.state, AppealState::Unmoved(_)));
            when(waits, Hindrance::NoAppeal(e.appeal))
        }
        Event::AppealCopied(e) => {
            let fresh = case.appeal(e.appeal).is_some_and(|a| a.state == AppealState::Received && !a.copied);
            when(fresh, Hindrance::NoAppeal(e.appeal))
        }
        Event::AppealReturned(e) => {
            live(e.appeal)?;
            bench(case, &e.judge)
        }
        Event::AppealWithdrawn(e) => live(e.appeal),
        Event::AppealRestored(_) => at(case, &[Stage::Final, Stage::InForce]),
        Event::AppealSent(_) => {
            at(case, &[Stage::Final])?;
            let mut live = case.live_appeals().peekable();
            when(live.peek().is_some(), Hindrance::NothingAppealed)?;
            match live.find(|(_, a)| a.state != AppealState::Received || !a.copied) {
                Some((number, _)) => Err(Hindrance::AppealNotReady(number)),
                None => Ok(()),
            }
        }
        Event::AppealDecided(_) => when(case.is_away(), Hindrance::NothingAppealed),
        _ => Err(Hindrance::Done),
    }
}
