//! Any record of a ledger, read by the type of its entry.

use super::{
    AlarmCode, AssignNonrandom, Body, DrawAlarm, DrawCommit, DrawOverdue, DrawResult, DrawReveal, DrawRules,
    DrawVoid, LedgerAdjust, PoolAct, PoolConflict,
};
use crate::fault::{DrawFault, hold};
use crate::seed::{alpha, alpha_of_text};
use crate::weak::Weak;
use serde::{Deserialize, Serialize};
use tarazy_docket::convert::ConvertError;
use tarazy_docket::json::Canonical;
use tarazy_docket::{Hash, Object, Value, from_canonical, from_object};

/// A public record of a ledger's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// `draw.rules`.
    Rules(Box<DrawRules>),
    /// `pool.act`.
    Act(PoolAct),
    /// `pool.conflict`.
    Conflict(PoolConflict),
    /// `draw.commit`, with what its contributors prove; none where there are none.
    Commit(Box<DrawCommit>, Option<Hash>),
    /// `draw.reveal`.
    Reveal(DrawReveal),
    /// `draw.overdue`.
    Overdue(DrawOverdue),
    /// `draw.void`.
    Void(DrawVoid),
    /// `draw.result`.
    Result(Box<DrawResult>),
    /// `assign.nonrandom`.
    Nonrandom(Box<AssignNonrandom>),
    /// `ledger.adjust`.
    Adjust(LedgerAdjust),
    /// `draw.alarm` of a code that is known here.
    Alarm(Box<DrawAlarm>),
    /// An entry that changes nothing of a ledger: `assign.duty`, other alarms, types of later versions.
    Other,
}

impl Record {
    /// Reads the body of an entry of a ledger's stream.
    ///
    /// # Errors
    /// `draw-1-record` if a member is missing or has another type; `unsupported` for `ledger.closed`.
    pub fn read(kind: &str, body: &Object) -> Result<Self, DrawFault> {
        match kind {
            DrawCommit::TYPE => check_codes(body, "flags")?,
            DrawResult::TYPE | AssignNonrandom::TYPE => check_codes(body, "weak")?,
            _ => {}
        }
        Self::from(kind, &Source::Values(body))
    }

    /// Reads the body of an entry of a ledger's stream from its text: the same as [`Record::read`], faster.
    ///
    /// # Errors
    /// As for [`Record::read`].
    pub fn read_text(kind: &str, body: Canonical<'_>) -> Result<Self, DrawFault> {
        Self::from(kind, &Source::Text(body)).or_else(|fault| {
            // What exactly is wrong is told by reading value by value.
            match Value::from_canonical(body.as_str().as_bytes()) {
                Ok(Value::Object(values)) => Self::read(kind, &values),
                Ok(_) | Err(_) => Err(fault),
            }
        })
    }

    fn from(kind: &str, body: &Source<'_>) -> Result<Self, DrawFault> {
        Ok(match kind {
            DrawRules::TYPE => Self::Rules(Box::new(typed(kind, body)?)),
            PoolAct::TYPE => Self::Act(typed(kind, body)?),
            PoolConflict::TYPE => Self::Conflict(typed(kind, body)?),
            DrawCommit::TYPE => {
                let commit: DrawCommit = typed(kind, body)?;
                let proved = (!commit.contributors.is_empty()).then(|| body.alpha());
                Self::Commit(Box::new(commit), proved)
            }
            DrawReveal::TYPE => Self::Reveal(typed(kind, body)?),
            DrawOverdue::TYPE => Self::Overdue(typed(kind, body)?),
            DrawVoid::TYPE => Self::Void(typed(kind, body)?),
            DrawResult::TYPE => Self::Result(Box::new(typed(kind, body)?)),
            AssignNonrandom::TYPE => Self::Nonrandom(Box::new(typed(kind, body)?)),
            LedgerAdjust::TYPE => Self::Adjust(typed(kind, body)?),
            DrawAlarm::TYPE if body.read::<Coded>().is_ok() => Self::Alarm(Box::new(typed(kind, body)?)),
            "ledger.closed" => return Err(DrawFault::unsupported("ledger.closed")),
            _ => Self::Other,
        })
    }
}

/// A code that the specification does not have is a false code (step 12), not a record that cannot be read.
fn check_codes(body: &Object, member: &str) -> Result<(), DrawFault> {
    let codes = body.get(member).and_then(Value::as_array).unwrap_or_default();
    let is_known = |code: &Value| code.as_text().is_none_or(|text| text.parse::<Weak>().is_ok());
    hold(codes.iter().all(is_known), 12, "weak", "a code that is none")
}

/// The code of an alarm; one that is not known here is none of a ledger's.
#[derive(Serialize, Deserialize)]
struct Coded {
    code: AlarmCode,
}

impl Body for Coded {
    const TYPE: &'static str = DrawAlarm::TYPE;
}

/// A body that is to be read.
enum Source<'a> {
    Values(&'a Object),
    Text(Canonical<'a>),
}

impl Source<'_> {
    fn read<T: Body>(&self) -> Result<T, ConvertError> {
        match self {
            Self::Values(body) => from_object(body),
            Self::Text(body) => from_canonical(*body),
        }
    }

    /// What contributors prove: over the body as it stands, members that are not known here included.
    fn alpha(&self) -> Hash {
        match self {
            Self::Values(body) => alpha(body),
            Self::Text(body) => alpha_of_text(*body),
        }
    }
}

fn typed<T: Body>(kind: &str, body: &Source<'_>) -> Result<T, DrawFault> {
    body.read().map_err(|e| DrawFault::new(1, "record", format!("{kind}: {e}")))
}
