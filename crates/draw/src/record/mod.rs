//! The public records of a ledger (draw.md section 6): their exact members, as types.
//!
//! What the court writes is built from these types alone. A reader keeps what it does not know: the entry's bytes stay
//! the truth, and no type here refuses a surplus member. Of the kinds of draws these are `case` and `panel`.

mod act;
mod any;
mod beacon;
mod bytes;
mod code;
mod commit;
mod ids;
mod result;
mod rules;

pub use act::{ActValue, AssignDuty, By, PoolAct, PoolConflict};
pub use any::Record;
pub use beacon::{BeaconChain, BeaconInfo, BeaconKind, BeaconOutage, BeaconRound, Evidence, Member};
pub use bytes::{Bytes, NotHex};
pub use code::{
    ActKind, AdjustCause, AlarmCode, CommitKind, Exclusion, MatchKind, NonrandomCause, RedrawCode, VoidCause,
};
pub use commit::{AssignNonrandom, Cause, Contribution, DrawCommit, Late, Match, PoolRow, Why};
pub use ids::{BodyId, Code, JudgeId, NotAnId, OfficerId};
pub use result::{DrawAlarm, DrawOverdue, DrawResult, DrawReveal, DrawVoid, LedgerAdjust, Proof, SeatRecord};
pub use rules::{BeaconRule, DrawRules, KeyRule, Timing};

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;
use serde::Serialize;
use serde::de::{self, DeserializeOwned};
use tarazy_docket::convert::ConvertError;
use tarazy_docket::{Object, Value, from_value, to_value};

/// Reads a text as `T`, without a copy of the text.
struct FromText<T>(&'static str, PhantomData<T>);

impl<T> FromText<T> {
    fn new(what: &'static str) -> Self {
        Self(what, PhantomData)
    }
}

impl<T: FromStr> de::Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// A record as the body of an entry.
pub trait Body: Serialize + DeserializeOwned {
    /// The entry's type.
    const TYPE: &'static str;

    /// The body for an entry.
    ///
    /// # Errors
    /// If a number lies beyond ±(2^53 − 1).
    fn to_object(&self) -> Result<Object, ConvertError> {
        match to_value(self)? {
            Value::Object(o) => Ok(o),
            _ => Err(de::Error::custom("a record is an object")),
        }
    }

    /// Reads a body.
    ///
    /// # Errors
    /// If a member is missing or has another type.
    fn from_object(body: &Object) -> Result<Self, ConvertError> {
        from_value(&Value::Object(body.clone()))
    }
}

macro_rules! bodies {
    ($($name:ty = $text:literal),+ $(,)?) => { $( impl Body for $name { const TYPE: &'static str = $text; } )+ };
}

bodies! {
    DrawRules = "draw.rules",
    PoolAct = "pool.act",
    PoolConflict = "pool.conflict",
    DrawCommit = "draw.commit",
    DrawReveal = "draw.reveal",
    DrawResult = "draw.result",
    DrawOverdue = "draw.overdue",
    DrawVoid = "draw.void",
    AssignNonrandom = "assign.nonrandom",
    AssignDuty = "assign.duty",
    LedgerAdjust = "ledger.adjust",
    DrawAlarm = "draw.alarm",
    BeaconInfo = "beacon.chain",
    Evidence = "beacon.round",
    BeaconOutage = "beacon.outage",
}
