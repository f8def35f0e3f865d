//! The course of a case: accepted, prepared, suspended and resumed, ended without a decision.

use super::body::bodies;
use super::numbers::{MotionNo, PartyNo};
use tarazy_docket::{Hash, StreamId};

bodies! {
    /// `filing.accepted`: the judge accepts the claim and opens the case. Final; a case opened wrongly is terminated or left.
    FilingAccepted {
        /// Public id of the judge.
        judge: String,
        /// Language of the proceedings: `kk` or `ru`.
        language: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `filing.refused`: the judge refuses the claim; the same claim cannot be brought again. Final.
    FilingRefused {
        /// Public id of the judge.
        judge: String,
        /// Code of the ground of list `claim-refusal`.
        ground: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `filing.left`: the claim is left without consideration; it may be brought again when the ground is gone. Final.
    FilingLeft {
        /// Public id of the judge.
        judge: String,
        /// Code of the ground of list `claim-left`.
        ground: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `case.terminated`: the proceedings end without a decision; the same claim cannot be brought again. Final.
    CaseTerminated {
        /// Public id of the judge.
        judge: String,
        /// Code of the ground of list `termination`.
        ground: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `copies.sent`: the claim went to a party. Corrected by itself.
    CopiesSent {
        /// To whom.
        party: PartyNo,
    }
    /// `copies.received`: a party has the copy of the claim; his limit for a reply runs. Corrected by itself.
    CopiesReceived {
        /// Who.
        party: PartyNo,
        /// On which day, `YYYY-MM-DD`.
        on: String,
    }
    /// `reply.received`: a party answers the claim. Corrected by another reply.
    ReplyReceived {
        /// Who.
        party: PartyNo,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `reply.forwarded`: the others have the replies that came until now. Final.
    ReplyForwarded {}
    /// `preparation.extended`: the preparation of a specially complex case takes longer. Final.
    PreparationExtended {
        /// Public id of the judge.
        judge: String,
        /// The last day, `YYYY-MM-DD`.
        until: String,
    }
    /// `preparation.ended`: the case is ready for trial. Final; the replacement of a respondent begins preparation anew.
    PreparationEnded {
        /// Public id of the judge.
        judge: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `case.suspended`: the proceedings stand still, and so do all limits. Ended by [`CaseResumed`].
    CaseSuspended {
        /// Public id of the judge.
        judge: String,
        /// Code of the ground of list `suspension-duty` or `suspension-right`.
        ground: String,
        /// The day on which the judge looks whether the ground is gone, `YYYY-MM-DD`.
        control: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `case.resumed`: the proceedings go on. Corrected by a new suspension.
    CaseResumed {
        /// Public id of the judge.
        judge: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `settlement.decided`: the court approves the parties' agreement, which ends the case, or does not. Final.
    SettlementDecided {
        /// The motion that brought it.
        motion: MotionNo,
        /// Public id of the judge.
        judge: String,
        /// Whether it is approved.
        approved: bool,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `case.merged`: the case is heard together with another, where it goes on. Final; demands are separated anew.
    CaseMerged {
        /// The case in which it goes on.
        with: StreamId,
        /// Public id of the judge.
        judge: String,
    }
    /// `case.separated`: some demands go on in a case of their own. Final; cases are joined anew.
    CaseSeparated {
        /// The case in which they go on.
        into: StreamId,
        /// Public id of the judge.
        judge: String,
    }
    /// `case.duplicate`: the same paper was registered twice by mistake; the other case goes on. Final.
    CaseDuplicate {
        /// The case that goes on.
        of: StreamId,
    }
}
