//! A case as the fold of its docket.

use crate::events::{CaseOpened, Event, FilingReceived};
use tarazy_docket::{Hash, StreamId};

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Filed, not yet registered.
    Received,
    /// Registered and numbered; waits for its judge.
    Registered,
    /// Has its judge.
    Assigned,
    /// An act on the merits was issued.
    Decided,
    /// Given back, withdrawn or finished: takes only reopening.
    Closed,
}

impl Stage {
    /// All stages, in the order of a case's life.
    pub const ALL: [Self; 5] =
        [Self::Received, Self::Registered, Self::Assigned, Self::Decided, Self::Closed];

    /// The word used in read models and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Registered => "registered",
            Self::Assigned => "assigned",
            Self::Decided => "decided",
            Self::Closed => "closed",
        }
    }
}

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
    /// The act on the merits, if one was issued.
    pub act: Option<Hash>,
    /// The stage before closing, to which reopening returns.
    before_closing: Stage,
}

/// The docket holds an entry that cannot stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{kind}` cannot follow in stage {stage}")]
pub struct Fault {
    /// Type of the entry.
    pub kind: &'static str,
    /// Where the case stood.
    pub stage: &'static str,
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
            act: None,
            before_closing: Stage::Received,
        }
    }

    /// Takes the next entry of the docket.
    ///
    /// # Errors
    /// [`Fault`] if the entry cannot stand here: the docket was not written by these rules.
    pub fn apply(&mut self, leaf: Hash, event: &Event) -> Result<(), Fault> {
        let fault = Fault { kind: event.kind(), stage: self.stage.as_str() };
        let open = self.stage != Stage::Closed;
        match event {
            Event::Opened(e) if self.stage == Stage::Received && self.opened.is_none() => {
                self.opened = Some(e.clone());
            }
            Event::Registered(e) if self.stage == Stage::Received => {
                self.stage = Stage::Registered;
                self.category.clone_from(&e.category);
            }
            Event::Numbered(e) if self.stage == Stage::Registered && self.number.is_none() => {
                self.number = Some(e.number.clone());
            }
            Event::Assigned(e) if matches!(self.stage, Stage::Registered | Stage::Assigned) => {
                self.stage = Stage::Assigned;
                self.judges.clone_from(&e.judges);
                self.assigned_by = Some(e.by);
            }
            Event::Corrected(e) if open && self.stage > Stage::Received => {
                self.category.clone_from(&e.category);
            }
            Event::ActIssued(_) if matches!(self.stage, Stage::Assigned | Stage::Decided) => {
                self.stage = Stage::Decided;
                self.act = Some(leaf);
            }
            Event::ActCorrected(e) if self.act == Some(e.act) => {}
            Event::Returned(_)
                if matches!(self.stage, Stage::Received | Stage::Registered | Stage::Assigned) => {}
            Event::Withdrawn(_)
                if matches!(self.stage, Stage::Received | Stage::Registered | Stage::Assigned) => {}
            Event::Closed(_) if open => {
                self.before_closing = self.stage;
                self.stage = Stage::Closed;
            }
            Event::Reopened(_) if !open => self.stage = self.before_closing,
            Event::Received(_)
            | Event::Opened(_)
            | Event::Registered(_)
            | Event::Numbered(_)
            | Event::Assigned(_)
            | Event::Corrected(_)
            | Event::ActIssued(_)
            | Event::ActCorrected(_)
            | Event::Returned(_)
            | Event::Withdrawn(_)
            | Event::Closed(_)
            | Event::Reopened(_) => return Err(fault),
        }
        Ok(())
    }
}
