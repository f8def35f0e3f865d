//! A case as the fold of its docket: what its entries make of it.

use crate::events::{
    AppealNo, CaseOpened, FilingReceived, HearingKind, HearingNo, MotionNo, NoticeNo, Party, PartyNo,
    PartyRole, SecuringNo,
};
use crate::notice::Notice;
use crate::stage::Stage;
use std::collections::BTreeSet;
use tarazy_docket::{Hash, StreamId};

/// The filing that opened a case, with its place in the log: pool and category are frozen there (draw.md section 8.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Leaf hash of the entry.
    pub leaf: Hash,
    /// Index in the log.
    pub index: u64,
    /// Time of the entry, ms UTC.
    pub time: i64,
    /// What was filed.
    pub body: FilingReceived,
}

/// Which court's road a case goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instance {
    /// A claim in the court of first instance.
    First,
    /// An appeal.
    Appeal,
}

/// Somebody who takes part, or took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub party: Party,
    /// He takes part no more.
    pub left: bool,
    /// When the claim went to him, ms UTC.
    pub sent: Option<i64>,
    /// Day on which he received it, `YYYY-MM-DD`.
    pub received: Option<String>,
    /// When his reply came, ms UTC.
    pub replied: Option<i64>,
    /// Who speaks for him.
    pub representatives: Vec<crate::events::PartyRepresented>,
}

impl Participant {
    pub(crate) fn new(party: Party) -> Self {
        Self { party, left: false, sent: None, received: None, replied: None, representatives: Vec::new() }
    }
}

/// How a hearing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HearingState {
    /// It will be.
    Set,
    /// It does not take place.
    Cancelled,
    /// It was put off.
    Adjourned,
    /// It took place and goes on at another time.
    Continues,
    /// It took place, and the court retired to decide.
    Ended,
}

/// A hearing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// What it is for.
    pub kind: HearingKind,
    /// When it begins, ms UTC.
    pub at: i64,
    /// When this time was set, ms UTC.
    pub set: i64,
    /// How long it is expected to take, in minutes.
    pub minutes: u32,
    /// Code of the room.
    pub room: String,
    /// How it stands.
    pub state: HearingState,
    /// It was put off because somebody did not come.
    pub somebody_absent: bool,
    /// Its protocol is signed.
    pub protocol: bool,
}

/// A recusal that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// The judge.
    pub judge: String,
    /// Code of the ground.
    pub ground: String,
    /// Who asked; none: the judge himself.
    pub party: Option<PartyNo>,
    /// When, ms UTC.
    pub time: i64,
    /// What was decided; none while it is open.
    pub granted: Option<bool>,
}

/// A motion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    /// Code of what is asked.
    pub kind: String,
    /// Who asked.
    pub party: Option<PartyNo>,
    /// When, ms UTC.
    pub time: i64,
    /// What was decided; none while it is open.
    pub granted: Option<bool>,
    /// The last day that the ruling gave.
    pub until: Option<String>,
}

/// An application to secure the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Securing {
    /// It was made within the claim.
    pub with_claim: bool,
    /// When it came, ms UTC.
    pub time: i64,
    /// What was decided; none while it is open.
    pub granted: Option<bool>,
    /// The measure was lifted.
    pub lifted: bool,
}

/// The act on the merits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeritsAct {
    /// Leaf hash of its entry.
    pub leaf: Hash,
    /// When it was announced, ms UTC.
    pub time: i64,
    /// Code of the outcome.
    pub outcome: Option<String>,
    /// Day on which it was there in its final form, `YYYY-MM-DD`.
    pub completed: Option<String>,
    /// The court restored the limit of appeal until this day, `YYYY-MM-DD`.
    pub restored: Option<String>,
    /// Day since when it is in force, `YYYY-MM-DD`.
    pub in_force: Option<String>,
}

/// How an appeal stands in the court that made the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppealState {
    /// It is being checked.
    Received,
    /// It waits until this day for its defects to be mended, `YYYY-MM-DD`.
    Unmoved(String),
    /// Given back or taken back.
    Ended,
    /// It lies with the court of appeal.
    Sent,
    /// The court of appeal has spoken.
    Decided,
}

/// An appeal against the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Who appeals.
    pub party: Option<PartyNo>,
    /// When it came, ms UTC.
    pub time: i64,
    /// What it lacks, as the program sees it.
    pub lacks: Vec<String>,
    /// The others have copies.
    pub copied: bool,
    /// How it stands.
    pub state: AppealState,
}

/// The proceedings stand still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspended {
    /// Since when, ms UTC.
    pub since: i64,
    /// Until when, ms UTC; none while they do.
    pub until: Option<i64>,
    /// The day on which the judge looks whether the ground is gone, `YYYY-MM-DD`.
    pub control: String,
}

/// Preparation for trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preparation {
    /// From when it runs, ms UTC.
    pub from: i64,
    /// It was extended until this day, `YYYY-MM-DD`.
    pub extended: Option<String>,
    /// When it ended, ms UTC.
    pub ended: Option<i64>,
}

/// A case as its docket makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its stream.
    pub stream: StreamId,
    /// How far it has come.
    pub stage: Stage,
    /// The filing.
    pub filing: Filing,
    /// What the filing says of parties and dispute; `None` if it is erased.
    pub opened: Option<CaseOpened>,
    /// Category now in force.
    pub category: String,
    /// Its number, once given.
    pub number: Option<String>,
    /// Its judges, the rapporteur first; empty until assigned.
    pub judges: Vec<String>,
    /// Leaf hash of the draw's result or the non-random assignment.
    pub assigned_by: Option<Hash>,
    /// When it got its present judges, ms UTC.
    pub assigned: Option<i64>,
    /// Language of the proceedings.
    pub language: Option<String>,
    /// Parties, by their numbers.
    pub parties: Vec<Participant>,
    /// Preparation, once the claim was accepted.
    pub preparation: Option<Preparation>,
    /// Replies came since this moment that the others do not have, ms UTC.
    pub unforwarded: Option<i64>,
    /// Suspensions; the last one may go on.
    pub suspensions: Vec<Suspended>,
    /// Hearings, by their numbers.
    pub hearings: Vec<Hearing>,
    /// Notices and summonses, by their numbers.
    pub notices: Vec<Notice>,
    /// Recusals.
    pub recusals: Vec<Recusal>,
    /// Motions, by their numbers.
    pub motions: Vec<Motion>,
    /// Applications to secure the claim, by their numbers.
    pub securing: Vec<Securing>,
    /// Commitments to the documents that the docket names.
    pub documents: BTreeSet<Hash>,
    /// The envelopes of a panel are there.
    pub envelopes: bool,
    /// The act on the merits, if one was issued.
    pub act: Option<MeritsAct>,
    /// Appeals, by their numbers.
    pub appeals: Vec<Appeal>,
    /// The docket of the appeal, with the moment at which the case went there, ms UTC.
    pub sent: Option<(StreamId, i64)>,
    /// When the case was closed, ms UTC.
    pub closed: Option<i64>,
    /// Its file lies in the archive.
    pub archived: bool,
    /// An entry said that the case ends without a decision; its closing follows.
    pub(crate) ending: bool,
    /// The stage before closing, to which reopening returns.
    pub(crate) before_closing: Stage,
    /// The content of an entry can be read no more.
    pub(crate) has_gaps: bool,
}

impl Case {
    /// The case that a filing opens.
    pub fn open(stream: StreamId, filing: Filing) -> Self {
        Self {
            stream,
            stage: Stage::Received,
            opened: None,
            category: filing.body.category.clone(),
            filing,
            number: None,
            judges: Vec::new(),
            assigned_by: None,
            assigned: None,
            language: None,
            parties: Vec::new(),
            preparation: None,
            unforwarded: None,
            suspensions: Vec::new(),
            hearings: Vec::new(),
            notices: Vec::new(),
            recusals: Vec::new(),
            motions: Vec::new(),
            securing: Vec::new(),
            documents: BTreeSet::new(),
            envelopes: false,
            act: None,
            appeals: Vec::new(),
            sent: None,
            closed: None,
            archived: false,
            ending: false,
            before_closing: Stage::Received,
            has_gaps: false,
        }
    }

    /// Which court's road it goes.
    pub fn instance(&self) -> Instance {
        if self.filing.body.kind == "appeal" { Instance::Appeal } else { Instance::First }
    }

    /// The content of an entry is erased or lost: later entries are taken as they stand, since what they rest on may be gone.
    pub fn lose_track(&mut self) {
        self.has_gaps = true;
    }

    /// True if nothing is left to do.
    pub fn is_closed(&self) -> bool {
        self.stage == Stage::Closed
    }

    /// The suspension that goes on.
    pub fn suspended(&self) -> Option<&Suspended> {
        self.suspensions.last().filter(|s| s.until.is_none())
    }

    /// The recusals that wait for an answer.
    pub fn open_recusals(&self) -> impl Iterator<Item = &Recusal> {
        self.recusals.iter().filter(|r| r.granted.is_none())
    }

    /// A party that takes part.
    pub fn party(&self, number: PartyNo) -> Option<&Participant> {
        self.parties.get(number.place()?).filter(|p| !p.left)
    }

    /// The parties that take part, with their numbers.
    pub fn present(&self) -> impl Iterator<Item = (PartyNo, &Participant)> {
        self.parties.iter().enumerate().map(|(n, p)| (PartyNo::after(n), p)).filter(|(_, p)| !p.left)
    }

    /// Those against whom the claim goes.
    pub fn respondents(&self) -> impl Iterator<Item = (PartyNo, &Participant)> {
        self.present().filter(|(_, p)| p.party.role == PartyRole::Respondent)
    }

    /// A hearing.
    pub fn hearing(&self, number: HearingNo) -> Option<&Hearing> {
        self.hearings.get(number.place()?)
    }

    /// The hearings that will be, with their numbers.
    pub fn due_hearings(&self) -> impl Iterator<Item = (HearingNo, &Hearing)> {
        let numbered = self.hearings.iter().enumerate().map(|(n, h)| (HearingNo::after(n), h));
        numbered.filter(|(_, h)| h.state == HearingState::Set)
    }

    /// A notice.
    pub fn notice(&self, number: NoticeNo) -> Option<&Notice> {
        self.notices.get(number.place()?)
    }

    /// True if the case was heard to its end by the present judges.
    pub fn is_heard(&self) -> bool {
        let held = self.hearings.iter().rev().find(|h| h.state != HearingState::Cancelled);
        held.is_some_and(|h| h.state == HearingState::Ended)
    }

    /// A motion.
    pub fn motion(&self, number: MotionNo) -> Option<&Motion> {
        self.motions.get(number.place()?)
    }

    /// The motions that wait for an answer, with their numbers.
    pub fn open_motions(&self) -> impl Iterator<Item = (MotionNo, &Motion)> {
        let numbered = self.motions.iter().enumerate().map(|(n, m)| (MotionNo::after(n), m));
        numbered.filter(|(_, m)| m.granted.is_none())
    }

    /// An application to secure the claim.
    pub fn security(&self, number: SecuringNo) -> Option<&Securing> {
        self.securing.get(number.place()?)
    }

    /// The applications to secure the claim that wait for an answer, with their numbers.
    pub fn open_securing(&self) -> impl Iterator<Item = (SecuringNo, &Securing)> {
        let numbered = self.securing.iter().enumerate().map(|(n, s)| (SecuringNo::after(n), s));
        numbered.filter(|(_, s)| s.granted.is_none())
    }

    /// An appeal.
    pub fn appeal(&self, number: AppealNo) -> Option<&Appeal> {
        self.appeals.get(number.place()?)
    }

    /// The appeals that are neither ended nor sent, with their numbers.
    pub fn live_appeals(&self) -> impl Iterator<Item = (AppealNo, &Appeal)> {
        let numbered = self.appeals.iter().enumerate().map(|(n, a)| (AppealNo::after(n), a));
        numbered.filter(|(_, a)| matches!(a.state, AppealState::Received | AppealState::Unmoved(_)))
    }

    /// True while the case lies with the court of appeal.
    pub fn is_away(&self) -> bool {
        self.appeals.iter().any(|a| a.state == AppealState::Sent)
    }
}
