//! Hearings and what is said against the bench.

use super::body::bodies;
use super::numbers::{HearingNo, PartyNo};
use serde::{Deserialize, Serialize};
use tarazy_docket::Hash;

/// What a hearing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HearingKind {
    /// The preliminary hearing at the end of preparation.
    Preliminary,
    /// The trial.
    Trial,
    /// The hearing of an appeal.
    Appeal,
    /// A question after the decision.
    Question,
}

/// How a hearing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HearingOutcome {
    /// It will go on after a break, at a time that is set.
    Continues,
    /// The case was heard to its end: the court retires to decide.
    Ended,
}

bodies! {
    /// `hearing.set`: when and where. Corrected by [`HearingMoved`] and [`HearingCancelled`].
    HearingSet {
        /// What it is for.
        kind: HearingKind,
        /// When it begins, ms UTC.
        at: i64,
        /// How long it is expected to take.
        minutes: u32,
        /// Code of the room.
        room: String,
        /// People may take part by video.
        #[serde(skip_serializing_if = "core::ops::Not::not", default)]
        remote: bool,
    }
    /// `hearing.moved`: another time or room. Corrected by itself.
    HearingMoved {
        /// Which.
        hearing: HearingNo,
        /// When it begins, ms UTC.
        at: i64,
        /// Code of the room.
        room: String,
        /// Code of the ground of list `hearing-move`.
        ground: String,
    }
    /// `hearing.cancelled`: it does not take place. Final; another is set.
    HearingCancelled {
        /// Which.
        hearing: HearingNo,
        /// Code of the ground of list `hearing-move`.
        ground: String,
    }
    /// `hearing.held`: it took place. Final; a mistake in its protocol is put right by remarks on the protocol.
    HearingHeld {
        /// Which.
        hearing: HearingNo,
        /// When it began, ms UTC.
        began: i64,
        /// When it ended, ms UTC.
        ended: i64,
        /// How.
        outcome: HearingOutcome,
        /// Why there is no recording, of list `no-recording`; absent where it was recorded.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        unrecorded: Option<String>,
    }
    /// `hearing.adjourned`: the trial is put off, and a new day is set. Corrected by moving the new hearing.
    HearingAdjourned {
        /// Which.
        hearing: HearingNo,
        /// Code of the ground of list `adjournment`.
        ground: String,
        /// The new hearing.
        next: HearingSet,
    }
    /// `protocol.signed`: the protocol of a hearing. Corrected by remarks, which are papers of their own.
    ProtocolSigned {
        /// Of which hearing.
        hearing: HearingNo,
        /// Commitments to the protocol.
        documents: Vec<Hash>,
    }
    /// `recusal.declared`: somebody asks that a judge not sit, or the judge himself does. Answered by [`RecusalDecided`].
    RecusalDeclared {
        /// Public id of the judge.
        judge: String,
        /// Who asks; absent where the judge himself does.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        party: Option<PartyNo>,
        /// Code of the ground of the law's list of recusal.
        ground: String,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `recusal.decided`: the judge is recused, and the case is drawn anew, or goes on. Final.
    RecusalDecided {
        /// Public id of the judge.
        judge: String,
        /// Whether the recusal is granted.
        granted: bool,
        /// Who decided: role and public id, such as `chair:c1`.
        by: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
}
