//! What each entry does to the case.

use crate::case::{
    Appeal, AppealState, Case, Hearing, HearingState, MeritsAct, Motion, Participant, Preparation, Recusal,
    Securing, Suspended,
};
use crate::events::{Event, HearingOutcome, HearingSet};
use crate::rules::{Hindrance, stands};
use crate::stage::Stage;
use tarazy_docket::Hash;

/// The ground of list `adjournment` that says that somebody did not come.
const ABSENT: &str = "absent";

/// The docket holds an entry that cannot stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{kind}` cannot follow in stage {stage}: {why:?}")]
pub struct Fault {
    /// Type of the entry.
    pub kind: &'static str,
    /// Where the case stood.
    pub stage: &'static str,
    /// What stands against it.
    pub why: Hindrance,
}

/// Where an entry stands: its leaf hash and its time, ms UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Leaf hash.
    pub leaf: Hash,
    /// Time, ms UTC.
    pub time: i64,
}

impl Case {
    /// Takes the next entry of the docket.
    ///
    /// # Errors
    /// [`Fault`] if the entry cannot stand here: the docket was not written by these rules.
    pub fn apply(&mut self, place: Place, event: &Event) -> Result<(), Fault> {
        if let (Err(why), false) = (stands(self, event), self.has_gaps) {
            return Err(Fault { kind: event.kind(), stage: self.stage.as_str(), why });
        }
        self.documents.extend(event.documents());
        self.take(place, event);
        Ok(())
    }

    fn take(&mut self, place: Place, event: &Event) {
        match event {
            Event::Received(_)
            | Event::ReplyForwarded(_)
            | Event::Opened(_)
            | Event::Registered(_)
            | Event::Numbered(_)
            | Event::Assigned(_)
            | Event::Corrected(_)
            | Event::Accepted(_)
            | Event::CopiesSent(_)
            | Event::CopiesReceived(_)
            | Event::ReplyReceived(_)
            | Event::PreparationExtended(_)
            | Event::PreparationEnded(_)
            | Event::Suspended(_)
            | Event::Resumed(_) => self.take_course(place, event),
            Event::PartyJoined(_)
            | Event::PartyLeft(_)
            | Event::PartyCorrected(_)
            | Event::PartyReplaced(_)
            | Event::PartySucceeded(_)
            | Event::Represented(_)
            | Event::RepresentationEnded(_) => self.take_party(place, event),
            Event::DocumentAdded(_)
            | Event::DocumentReplaced(_)
            | Event::ClaimChanged(_)
            | Event::MotionReceived(_)
            | Event::MotionDecided(_)
            | Event::SettlementDecided(_)
            | Event::SecuringRequested(_)
            | Event::SecuringDecided(_)
            | Event::SecuringLifted(_) => self.take_paper(place, event),
            Event::NoticeIssued(_)
            | Event::NoticeNoted(_)
            | Event::NoticeCancelled(_)
            | Event::NoticeConcluded(_) => self.take_notice(place, event),
            Event::HearingSet(_)
            | Event::HearingMoved(_)
            | Event::HearingCancelled(_)
            | Event::HearingHeld(_)
            | Event::HearingAdjourned(_)
            | Event::ProtocolSigned(_)
            | Event::RecusalDeclared(_)
            | Event::RecusalDecided(_) => self.take_hearing(place, event),
            Event::ActIssued(_)
            | Event::ActCompleted(_)
            | Event::ActCorrected(_)
            | Event::ActSupplemented(_)
            | Event::ActClarified(_)
            | Event::ActEnvelopes(_)
            | Event::ActInForce(_) => self.take_act(place, event),
            Event::AppealReceived(_)
            | Event::AppealUnmoved(_)
            | Event::AppealMended(_)
            | Event::AppealCopied(_)
            | Event::AppealReturned(_)
            | Event::AppealWithdrawn(_)
            | Event::AppealRestored(_)
            | Event::AppealSent(_)
            | Event::AppealDecided(_) => self.take_appeal(place, event),
            Event::Refused(_)
            | Event::Returned(_)
            | Event::Withdrawn(_)
            | Event::Left(_)
            | Event::Terminated(_)
            | Event::Merged(_)
            | Event::Duplicate(_) => self.ending = true,
            Event::Separated(_) => {}
            Event::Closed(_) => {
                self.before_closing = self.stage;
                self.stage = Stage::Closed;
                self.closed = Some(place.time);
                self.ending = false;
                self.cancel_hearings();
            }
            Event::Reopened(_) => {
                self.stage = self.before_closing;
                self.closed = None;
                self.archived = false;
            }
            Event::Archived(_) => self.archived = true,
        }
    }

    fn take_course(&mut self, place: Place, event: &Event) {
        match event {
            Event::Opened(e) => {
                self.parties = e.parties.iter().cloned().map(Participant::new).collect();
                self.opened = Some(e.clone());
            }
            Event::Registered(e) => {
                self.stage = Stage::Registered;
                self.category.clone_from(&e.category);
            }
            Event::Numbered(e) => self.number = Some(e.number.clone()),
            Event::Assigned(e) => {
                if self.stage == Stage::Registered {
                    self.stage = Stage::Assigned;
                } else {
                    self.begin_trial_anew();
                }
                self.judges.clone_from(&e.judges);
                self.assigned_by = Some(e.by);
                self.assigned = Some(place.time);
            }
            Event::Corrected(e) => self.category.clone_from(&e.category),
            Event::Accepted(e) => {
                self.stage = Stage::Preparation;
                self.language = Some(e.language.clone());
                self.preparation = Some(Preparation { from: place.time, extended: None, ended: None });
            }
            Event::CopiesSent(e) => {
                if let Some(p) = self.party_mut(e.party) {
                    p.sent = Some(place.time);
                }
            }
            Event::CopiesReceived(e) => {
                if let Some(p) = self.party_mut(e.party) {
                    p.received = Some(e.on.clone());
                }
            }
            Event::ReplyReceived(e) => {
                if let Some(p) = self.party_mut(e.party) {
                    p.replied = Some(place.time);
                }
                self.unforwarded.get_or_insert(place.time);
            }
            Event::ReplyForwarded(_) => self.unforwarded = None,
            Event::PreparationExtended(e) => {
                if let Some(p) = &mut self.preparation {
                    p.extended = Some(e.until.clone());
                }
            }
            Event::PreparationEnded(_) => {
                self.stage = Stage::Trial;
                let from = self.assigned.unwrap_or(place.time);
                let preparation =
                    self.preparation.get_or_insert(Preparation { from, extended: None, ended: None });
                preparation.ended = Some(place.time);
            }
            Event::Suspended(e) => {
                let control = e.control.clone();
                self.suspensions.push(Suspended { since: place.time, until: None, control });
                self.cancel_hearings();
            }
            Event::Resumed(_) => {
                if let Some(last) = self.suspensions.last_mut() {
                    last.until = Some(place.time);
                }
            }
            _ => {}
        }
    }

    /// The judge is another one: what was heard is heard again (ГПК 35, 186).
    fn begin_trial_anew(&mut self) {
        self.cancel_hearings();
        for hearing in &mut self.hearings {
            if hearing.state == HearingState::Ended {
                hearing.state = HearingState::Continues;
            }
        }
        self.envelopes = false;
    }

    fn cancel_hearings(&mut self) {
        for hearing in self.hearings.iter_mut().filter(|h| h.state == HearingState::Set) {
            hearing.state = HearingState::Cancelled;
        }
    }

    fn take_party(&mut self, place: Place, event: &Event) {
        match event {
            Event::PartyJoined(e) => self.parties.push(Participant::new(e.party.clone())),
            Event::PartyLeft(e) => self.leave(e.party),
            Event::PartyCorrected(e) => {
                if let Some(p) = self.party_mut(e.party) {
                    p.party = e.now.clone();
                }
            }
            Event::PartyReplaced(e) => {
                self.leave(e.party);
                self.parties.push(Participant::new(e.by.clone()));
                self.stage = Stage::Preparation;
                self.preparation = Some(Preparation { from: place.time, extended: None, ended: None });
                self.cancel_hearings();
            }
            Event::PartySucceeded(e) => {
                let before = self.party(e.party).cloned();
                self.leave(e.party);
                // The successor is bound by what his predecessor did, and has what he had.
                let taken =
                    before.map(|b| Participant { party: e.by.clone(), representatives: Vec::new(), ..b });
                self.parties.push(taken.unwrap_or_else(|| Participant::new(e.by.clone())));
            }
            Event::Represented(e) => {
                if let Some(p) = self.party_mut(e.party) {
                    p.representatives.retain(|r| r.name != e.name);
                    p.representatives.push(e.clone());
                }
            }
            Event::RepresentationEnded(e) => {
                if let Some(p) = self.party_mut(e.party) {
                    p.representatives.retain(|r| r.name != e.name);
                }
            }
            _ => {}
        }
    }

    fn party_mut(&mut self, number: crate::events::PartyNo) -> Option<&mut Participant> {
        self.parties.get_mut(number.place()?)
    }

    fn leave(&mut self, number: crate::events::PartyNo) {
        if let Some(p) = self.party_mut(number) {
            p.left = true;
        }
    }

    fn take_paper(&mut self, place: Place, event: &Event) {
        match event {
            Event::MotionReceived(e) => self.motions.push(Motion {
                kind: e.kind.clone(),
                party: e.party,
                time: place.time,
                granted: None,
                until: None,
            }),
            Event::MotionDecided(e) => {
                if let Some(m) = e.motion.place().and_then(|n| self.motions.get_mut(n)) {
                    m.granted = Some(e.granted);
                    m.until.clone_from(&e.until);
                }
            }
            Event::SettlementDecided(e) => {
                if let Some(m) = e.motion.place().and_then(|n| self.motions.get_mut(n)) {
                    m.granted = Some(e.approved);
                }
            }
            Event::SecuringRequested(e) => self.securing.push(Securing {
                with_claim: e.with_claim,
                time: place.time,
                granted: None,
                lifted: false,
            }),
            Event::SecuringDecided(e) => {
                if let Some(s) = e.request.place().and_then(|n| self.securing.get_mut(n)) {
                    s.granted = Some(e.granted);
                }
            }
            Event::SecuringLifted(e) => {
                if let Some(s) = e.request.place().and_then(|n| self.securing.get_mut(n)) {
                    s.lifted = true;
                }
            }
            _ => {}
        }
    }

    fn take_hearing(&mut self, place: Place, event: &Event) {
        match event {
            Event::HearingSet(e) => self.set_hearing(place, e),
            Event::HearingMoved(e) => {
                if let Some(h) = self.hearing_mut(e.hearing) {
                    (h.at, h.set) = (e.at, place.time);
                    h.room.clone_from(&e.room);
                }
                self.outdate(e.hearing);
            }
            Event::HearingCancelled(e) => self.hearing_becomes(e.hearing, HearingState::Cancelled),
            Event::HearingHeld(e) => {
                let state = match e.outcome {
                    HearingOutcome::Continues => HearingState::Continues,
                    HearingOutcome::Ended => HearingState::Ended,
                };
                self.hearing_becomes(e.hearing, state);
            }
            Event::HearingAdjourned(e) => {
                self.hearing_becomes(e.hearing, HearingState::Adjourned);
                if let Some(h) = self.hearing_mut(e.hearing) {
                    h.somebody_absent = e.ground == ABSENT;
                }
                self.set_hearing(place, &e.next);
            }
            Event::ProtocolSigned(e) => {
                if let Some(h) = self.hearing_mut(e.hearing) {
                    h.protocol = true;
                }
            }
            Event::RecusalDeclared(e) => self.recusals.push(Recusal {
                judge: e.judge.clone(),
                ground: e.ground.clone(),
                party: e.party,
                time: place.time,
                granted: None,
            }),
            Event::RecusalDecided(e) => {
                let open = self.recusals.iter_mut().find(|r| r.granted.is_none() && r.judge == e.judge);
                if let Some(r) = open {
                    r.granted = Some(e.granted);
                }
            }
            _ => {}
        }
    }

    fn set_hearing(&mut self, place: Place, e: &HearingSet) {
        self.hearings.push(Hearing {
            kind: e.kind,
            at: e.at,
            set: place.time,
            minutes: e.minutes,
            room: e.room.clone(),
            state: HearingState::Set,
            somebody_absent: false,
            protocol: false,
        });
    }

    fn hearing_mut(&mut self, number: crate::events::HearingNo) -> Option<&mut Hearing> {
        self.hearings.get_mut(number.place()?)
    }

    fn hearing_becomes(&mut self, number: crate::events::HearingNo, state: HearingState) {
        if let Some(h) = self.hearing_mut(number) {
            h.state = state;
        }
    }

    fn take_act(&mut self, place: Place, event: &Event) {
        match event {
            Event::ActIssued(e) => {
                self.stage = Stage::Decided;
                self.act = Some(MeritsAct {
                    leaf: place.leaf,
                    time: place.time,
                    outcome: e.outcome.clone(),
                    completed: None,
                    restored: None,
                    in_force: None,
                });
            }
            Event::ActCompleted(e) => {
                let Some(act) = &mut self.act else { return };
                act.completed = Some(e.date.clone());
                self.stage = if act.in_force.is_some() { Stage::InForce } else { Stage::Final };
            }
            Event::ActInForce(e) => {
                let Some(act) = &mut self.act else { return };
                act.in_force = Some(e.since.clone());
                if act.completed.is_some() {
                    self.stage = Stage::InForce;
                }
            }
            Event::ActEnvelopes(_) => self.envelopes = true,
            _ => {}
        }
    }

    fn take_appeal(&mut self, place: Place, event: &Event) {
        match event {
            Event::AppealReceived(e) => {
                self.appeals.push(Appeal {
                    party: e.party,
                    time: place.time,
                    lacks: e.lacks.clone(),
                    copied: false,
                    state: AppealState::Received,
                });
            }
            Event::AppealUnmoved(e) => self.appeal_becomes(e.appeal, AppealState::Unmoved(e.until.clone())),
            Event::AppealMended(e) => {
                self.appeal_becomes(e.appeal, AppealState::Received);
                if let Some(a) = e.appeal.place().and_then(|n| self.appeals.get_mut(n)) {
                    a.lacks.clear();
                }
            }
            Event::AppealCopied(e) => {
                if let Some(a) = e.appeal.place().and_then(|n| self.appeals.get_mut(n)) {
                    a.copied = true;
                }
            }
            Event::AppealReturned(e) => self.appeal_becomes(e.appeal, AppealState::Ended),
            Event::AppealWithdrawn(e) => self.appeal_becomes(e.appeal, AppealState::Ended),
            Event::AppealRestored(e) => {
                let Some(act) = &mut self.act else { return };
                act.restored = Some(e.until.clone());
                if self.stage == Stage::InForce {
                    act.in_force = None;
                    self.stage = Stage::Final;
                }
            }
            Event::AppealSent(e) => {
                self.sent = Some((e.to.clone(), place.time));
                self.all_appeals(&AppealState::Received, &AppealState::Sent);
            }
            Event::AppealDecided(_) => self.all_appeals(&AppealState::Sent, &AppealState::Decided),
            _ => {}
        }
    }

    fn appeal_becomes(&mut self, number: crate::events::AppealNo, state: AppealState) {
        if let Some(a) = number.place().and_then(|n| self.appeals.get_mut(n)) {
            a.state = state;
        }
    }

    fn all_appeals(&mut self, from: &AppealState, to: &AppealState) {
        for appeal in self.appeals.iter_mut().filter(|a| a.state == *from) {
            appeal.state = to.clone();
        }
    }
}
