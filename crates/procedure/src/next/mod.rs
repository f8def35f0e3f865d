//! What comes next in a case: which step, whose it is, until when and why. Every open case has at least one.

pub(crate) mod limits;
mod notices;

use crate::case::{AppealState, Case, Instance};
use crate::decide::{AGREEMENTS, Context, RESTORE_APPEAL};
use crate::events::{AppealNo, HearingNo, MotionNo, NoticeNo, PartyNo, SecuringNo};
use crate::stage::Stage;
use crate::steps::{Step, Who};
use limits::{From, due};
use tarazy_base::Date;
use tarazy_law::{Deadline, End};

/// What a step is about, where the case has more than one of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The case.
    Case,
    /// A party.
    Party(PartyNo),
    /// A hearing.
    Hearing(HearingNo),
    /// A party who is to be notified of a hearing.
    Addressee(PartyNo, HearingNo),
    /// A notice.
    Notice(NoticeNo),
    /// A motion.
    Motion(MotionNo),
    /// An application to secure the claim.
    Securing(SecuringNo),
    /// An appeal.
    Appeal(AppealNo),
    /// A judge.
    Judge(String),
}

/// Until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// By a limit of the law, with its explanation.
    Limit(Box<Deadline>),
    /// On a day that the court set.
    Set(Date),
    /// At a moment that the court set, ms UTC, on this day of the court's.
    At(i64, Date),
}

impl Due {
    /// The last day, or the first where the law names a beginning.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Limit(deadline) => deadline.last().or(match deadline.end {
                End::Begins(first) => Some(first),
                End::Due { .. } | End::DueAt { .. } | End::AtOnce(_) | End::Stopped { .. } => None,
            }),
            Self::Set(day) | Self::At(_, day) => Some(*day),
        }
    }
}

/// A step that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Which.
    pub step: Step,
    /// Whose it is.
    pub who: Who,
    /// What it is about.
    pub subject: Subject,
    /// Until when.
    pub due: Due,
    /// It can be taken now; else something else comes first.
    pub ready: bool,
}

struct List<'a> {
    case: &'a Case,
    context: &'a Context<'a>,
    steps: Vec<Next>,
}

/// The day on which a decision that nobody appeals enters into force; none where it is not there in its final form.
pub fn in_force_day(case: &Case, context: &Context<'_>) -> Option<Date> {
    limits::in_force(case, context)
}

/// The last day on which the decision can be appealed, with a restored limit; none where it is not there in its final form.
pub fn appeal_day(case: &Case, context: &Context<'_>) -> Option<Date> {
    limits::appeal_last(case, context)
}

/// The steps that are due, the earliest first; none once the case is closed.
pub fn next(case: &Case, context: &Context<'_>) -> Vec<Next> {
    if case.is_closed() {
        return Vec::new();
    }
    let mut list = List { case, context, steps: Vec::new() };
    list.securing();
    if let Some(suspended) = case.suspended() {
        let control = tarazy_base::time::parse_date(&suspended.control).unwrap_or(context.today());
        list.push(Step::Resume, Who::Judge, Subject::Case, Some(Due::Set(control)));
    } else {
        list.recusals();
        list.stage();
        list.notices();
    }
    list.motions();
    list.steps.sort_by_key(|next| next.due.day());
    list.steps
}

impl List<'_> {
    fn push(&mut self, step: Step, who: Who, subject: Subject, due: Option<Due>) {
        self.push_if(true, step, who, subject, due);
    }

    fn push_if(&mut self, ready: bool, step: Step, who: Who, subject: Subject, due: Option<Due>) {
        if let Some(due) = due {
            self.steps.push(Next { step, who, subject, due, ready });
        }
    }

    fn limit(&self, code: &str, from: From<'_>) -> Option<Due> {
        due(self.case, self.context, code, from)
    }

    /// The whole time that the law gives for accepting the claim, or preparing the appeal: it runs from receipt.
    fn receipt_limit(&self) -> Option<Due> {
        let received = From::At(self.case.filing.body.received);
        match self.case.instance() {
            Instance::First => self.limit("claim-acceptance", received),
            Instance::Appeal => self.limit("appeal-preparation", received),
        }
    }

    fn securing(&mut self) {
        let open: Vec<_> = self.case.open_securing().map(|(n, s)| (n, s.with_claim, s.time)).collect();
        for (number, with_claim, time) in open {
            let accepted = self.case.preparation.as_ref().map(|p| p.from);
            let due = match (with_claim, accepted) {
                (true, None) => self.receipt_limit(),
                (true, Some(accepted)) => self.limit("securing-with-claim", From::At(accepted)),
                (false, _) => self.limit("securing", From::At(time)),
            };
            self.push(Step::DecideSecuring, Who::Judge, Subject::Securing(number), due);
        }
    }

    fn recusals(&mut self) {
        let open: Vec<_> = self.case.open_recusals().map(|r| (r.judge.clone(), r.time)).collect();
        for (judge, time) in open {
            let (who, code) = match self.case.instance() {
                Instance::First => (Who::Chair, "recusal"),
                Instance::Appeal => (Who::Judge, "recusal-appeal"),
            };
            let due = self.limit(code, From::At(time));
            self.push(Step::DecideRecusal, who, Subject::Judge(judge), due);
        }
    }

    fn stage(&mut self) {
        match self.case.stage {
            Stage::Received => self.push(Step::Register, Who::Chancery, Subject::Case, self.receipt_limit()),
            Stage::Registered => self.push(Step::Assign, Who::Program, Subject::Case, self.receipt_limit()),
            Stage::Assigned => {
                let step =
                    if self.case.instance() == Instance::First { Step::Accept } else { Step::EndPreparation };
                let ready = self.case.open_recusals().next().is_none();
                self.push_if(ready, step, Who::Judge, Subject::Case, self.receipt_limit());
            }
            Stage::Preparation => self.preparation(),
            Stage::Trial => self.trial(),
            Stage::Decided => {
                let code = match self.case.instance() {
                    Instance::First => "decision-text",
                    Instance::Appeal => "appeal-text",
                };
                let due = self.case.act.as_ref().and_then(|act| self.limit(code, From::At(act.time)));
                self.push(Step::CompleteAct, Who::Judge, Subject::Case, due);
            }
            Stage::Final => self.appealable(),
            Stage::InForce => self.in_force(),
            Stage::Closed => {}
        }
    }

    fn preparation(&mut self) {
        let Some(preparation) = &self.case.preparation else { return };
        let from = preparation.from;
        let respondents: Vec<_> = self.case.respondents().map(|(n, p)| (n, p.clone())).collect();
        for (number, p) in respondents {
            let subject = Subject::Party(number);
            match (p.sent, &p.received) {
                (None, _) => {
                    let due = self.limit("claim-copies", From::At(from));
                    self.push(Step::SendCopies, Who::Chancery, subject, due);
                }
                (Some(_), Some(day)) if p.replied.is_none() => {
                    let due = self.limit("reply", From::On(day));
                    self.push(Step::ReceiveReply, Who::Party, subject, due);
                }
                (Some(_), _) => {}
            }
        }
        if let Some(since) = self.case.unforwarded {
            let due = self.limit("reply-forwarding", From::At(since));
            self.push(Step::ForwardReply, Who::Chancery, Subject::Case, due);
        }
        let extended = preparation.extended.as_ref().and_then(|d| tarazy_base::time::parse_date(d).ok());
        let due = extended.map(Due::Set).or_else(|| self.limit("preparation", From::At(from)));
        let is_sent = self.case.respondents().all(|(_, p)| p.sent.is_some());
        let ready = is_sent && self.case.open_recusals().next().is_none();
        self.push_if(ready, Step::EndPreparation, Who::Judge, Subject::Case, due);
        self.hearings();
    }

    fn hearings(&mut self) {
        let due: Vec<_> = self.case.due_hearings().map(|(n, h)| (n, h.at)).collect();
        for (number, at) in due {
            let day = self.context.day_of(at).map(|day| Due::At(at, day));
            let ready = self.case.open_recusals().next().is_none();
            self.push_if(ready, Step::HoldHearing, Who::Judge, Subject::Hearing(number), day);
        }
    }

    fn trial(&mut self) {
        let prepared = self.case.preparation.as_ref().and_then(|p| p.ended);
        let whole = match self.case.instance() {
            Instance::First => prepared.and_then(|ms| self.limit("trial", From::At(ms))),
            Instance::Appeal => self.limit("appeal-trial", From::At(self.case.filing.body.received)),
        };
        self.hearings();
        if self.case.is_heard() {
            if self.case.judges.len() > 1 && !self.case.envelopes {
                self.push(Step::LeaveEnvelopes, Who::Judge, Subject::Case, whole.clone());
            }
        } else if self.case.due_hearings().next().is_none() {
            let is_first = self.case.hearings.is_empty() && self.case.instance() == Instance::First;
            let start = prepared.filter(|_| is_first).and_then(|ms| self.limit("trial-start", From::At(ms)));
            self.push(Step::SetHearing, Who::Judge, Subject::Case, start.or_else(|| whole.clone()));
        }
        let enveloped = self.case.judges.len() == 1 || self.case.envelopes;
        let ready = self.case.is_heard() && enveloped && self.case.open_recusals().next().is_none();
        self.push_if(ready, Step::IssueAct, Who::Judge, Subject::Case, whole);
    }

    fn appealable(&mut self) {
        if self.case.instance() == Instance::Appeal {
            return self.push_close();
        }
        if let Some((_, since)) = self.case.sent.as_ref().filter(|_| self.case.is_away()) {
            let due = self.limit("appeal-trial", From::At(*since));
            return self.push(Step::TakeBackAppeal, Who::AppealCourt, Subject::Case, due);
        }
        let live: Vec<_> = self.case.live_appeals().map(|(n, a)| (n, a.clone())).collect();
        if live.is_empty() {
            let completed = self.case.act.as_ref().and_then(|act| act.completed.clone());
            let day = limits::in_force(self.case, self.context);
            let by_law = completed.and_then(|day| self.limit("decision-in-force", From::On(&day)));
            let restored = self.case.act.as_ref().is_some_and(|act| act.restored.is_some());
            let due = if restored { day.map(Due::Set) } else { by_law };
            return self.push(Step::EnterForce, Who::Program, Subject::Case, due);
        }
        for (number, appeal) in live {
            let subject = Subject::Appeal(number);
            let copies = self.limit("appeal-copies", From::At(appeal.time));
            match &appeal.state {
                AppealState::Unmoved(until) => {
                    let until = tarazy_base::time::parse_date(until).ok().map(Due::Set);
                    self.push(Step::MendAppeal, Who::Party, subject, until);
                }
                _ if !appeal.lacks.is_empty() => self.push(Step::StayAppeal, Who::Judge, subject, copies),
                _ if !appeal.copied => self.push(Step::CopyAppeal, Who::Chancery, subject, copies),
                _ => {
                    let completed = self.case.act.as_ref().and_then(|act| act.completed.clone());
                    let due = completed.and_then(|day| self.limit("appeal-file", From::On(&day)));
                    self.push(Step::SendAppeal, Who::Chancery, subject, due);
                }
            }
        }
    }

    fn in_force(&mut self) {
        let live: Vec<_> = self.case.live_appeals().map(|(n, a)| (n, a.time)).collect();
        for (number, time) in live {
            let due = self.limit("appeal-return", From::At(time));
            self.push(Step::ReturnAppeal, Who::Judge, Subject::Appeal(number), due);
        }
        if self.case.live_appeals().next().is_none() {
            self.push_close();
        }
    }

    fn push_close(&mut self) {
        let since = self.case.act.as_ref().and_then(|act| act.in_force.clone());
        let due = since.and_then(|day| self.limit("writ", From::On(&day)));
        self.push(Step::Close, Who::Chancery, Subject::Case, due);
    }

    /// A motion without a limit of its own is answered at the next hearing, else with the next thing that is due.
    fn motions(&mut self) {
        let next = self.steps.iter().map(|next| next.due.clone()).min_by_key(Due::day);
        let open: Vec<_> = self.case.open_motions().map(|(n, m)| (n, m.kind.clone(), m.time)).collect();
        for (number, kind, time) in open {
            let own = match kind.as_str() {
                RESTORE_APPEAL | "restore-limit" => self.limit("restoration-decision", From::At(time)),
                "correction" => self.limit("correction", From::At(time)),
                "additional-decision" => self.limit("additional-decision", From::At(time)),
                "clarification" => self.limit("clarification", From::At(time)),
                _ => None,
            };
            let is_agreement = AGREEMENTS.iter().any(|(known, _)| *known == kind);
            let step = if is_agreement { Step::DecideSettlement } else { Step::DecideMotion };
            let due = own.or_else(|| next.clone());
            self.push(step, Who::Judge, Subject::Motion(number), due);
        }
    }
}
