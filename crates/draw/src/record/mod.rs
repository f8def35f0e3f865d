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
#[cfg(feature = "schema")]
mod schema;

pub use act::{ActValue, AssignDuty, By, PoolAct, PoolConflict, PoolGround};
pub use any::Record;
pub use beacon::{BeaconChain, BeaconInfo, BeaconKind, BeaconOutage, BeaconRound, Evidence, Member};
pub use bytes::{Bytes, NotHex};
pub use code::{
    ActKind, AdjustCause, AlarmCode, CommitKind, Exclusion, MatchKind, NonrandomCause, RedrawCode, VoidCause,
};
pub use commit::{AssignNonrandom, Cause, Contribution, DrawCommit, Late, Match, PoolRow, Why};
pub use ids::{BodyId, Code, JudgeId, NotAnId, OfficerId};
pub use result::{
    DrawAlarm, DrawOverdue, DrawResult, DrawReveal, DrawVoid, LedgerAdjust, Proof, SeatRecord, Sought,
};
pub use rules::{BeaconRule, DrawRules, KeyRule, Timing};

pub use tarazy_docket::Body;

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;
use serde::de;

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

macro_rules! bodies {
    ($($name:ident = $text:literal),+ $(,)?) => {
        $( impl Body for $name { const TYPE: &'static str = $text; } )+

        /// Every record, with its schema and its reader.
        #[cfg(feature = "schema")]
        pub fn described() -> alloc::vec::Vec<tarazy_docket::schema::Described> {
            alloc::vec![$(tarazy_docket::schema::Described::of::<$name>($text)),+]
        }
    };
}

bodies! {
    DrawRules = "draw.rules",
    PoolAct = "pool.act",
    PoolConflict = "pool.conflict",
    PoolGround = "pool.ground",
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
