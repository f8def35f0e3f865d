//! The decision: announced, written out, mended, in force; the appeal against it and the act of the court of appeal.

use super::Imported;
use super::body::bodies;
use super::numbers::{AppealNo, MotionNo, PartyNo};
use tarazy_docket::{Hash, StreamId};

bodies! {
    /// `act.issued`: an act on the merits is announced. Corrected by [`ActCorrected`], [`ActSupplemented`].
    ActIssued {
        /// `decision`, `resolution` or another kind of act.
        act: String,
        /// Day of the act in the court's zone, `YYYY-MM-DD`.
        date: String,
        /// Public id of the judge who issued it; on a panel the one who presided.
        judge: String,
        /// Code of the outcome, of list `outcome` or `appeal-outcome`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        outcome: Option<String>,
        /// Commitments to the operative part.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
        /// Written by an import.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        imported: Imported,
    }
    /// `act.completed`: the act in its final form; the limit of appeal runs from its day. Corrected by [`ActCorrected`].
    ActCompleted {
        /// Leaf hash of the act.
        act: Hash,
        /// Day on which it was made in its final form, `YYYY-MM-DD`.
        date: String,
        /// Commitments to the act.
        documents: Vec<Hash>,
    }
    /// `act.corrected`: a slip or arithmetic mistake in an act put right. May be repeated.
    ActCorrected {
        /// Leaf hash of the act.
        act: Hash,
        /// Code of the ground.
        ground: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `act.supplemented`: an additional decision on what was left undecided. Corrected by [`ActCorrected`].
    ActSupplemented {
        /// Leaf hash of the act.
        act: Hash,
        /// Code of the ground of list `additional-decision`.
        ground: String,
        /// Public id of the judge.
        judge: String,
        /// Commitments to the additional decision.
        documents: Vec<Hash>,
    }
    /// `act.clarified`: what an act means, its content unchanged. May be repeated.
    ActClarified {
        /// Leaf hash of the act.
        act: Hash,
        /// Public id of the judge.
        judge: String,
        /// Commitments to the ruling.
        documents: Vec<Hash>,
    }
    /// `act.inforce`: the act binds everybody. Final.
    ActInForce {
        /// Leaf hash of the act.
        act: Hash,
        /// Day since when, `YYYY-MM-DD`.
        since: String,
    }
    /// `act.envelopes`: after deliberation each judge of a panel leaves one envelope of one size, empty or not, in the order of
    /// the bench. It is there in every case of a panel, so a dissent does not show. Final.
    ActEnvelopes {
        /// A commitment for each judge.
        envelopes: Vec<Hash>,
    }
    /// `appeal.received`: somebody appeals against the decision. Ended by return, withdrawal or sending.
    AppealReceived {
        /// Who; absent for somebody who was no party, whose rights the decision touches.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        party: Option<PartyNo>,
        /// Codes of what it lacks, of list `appeal-content`; the court checks it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        lacks: Vec<String>,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `appeal.unmoved`: the appeal is left without motion until its defects are mended. Ended by [`AppealMended`] or return.
    AppealUnmoved {
        /// Which.
        appeal: AppealNo,
        /// Public id of the judge.
        judge: String,
        /// Codes of what it lacks, of list `appeal-content`.
        lacks: Vec<String>,
        /// The last day to mend it, `YYYY-MM-DD`.
        until: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `appeal.mended`: the defects are mended; the appeal counts as filed on its first day. Final.
    AppealMended {
        /// Which.
        appeal: AppealNo,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `appeal.copied`: the others have copies of the appeal. Final.
    AppealCopied {
        /// Which.
        appeal: AppealNo,
    }
    /// `appeal.returned`: the court gives the appeal back. Final; it may be filed anew within the limit.
    AppealReturned {
        /// Which.
        appeal: AppealNo,
        /// Public id of the judge.
        judge: String,
        /// Code of the ground of list `appeal-return`.
        ground: String,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `appeal.withdrawn`: the appellant takes it back. Final.
    AppealWithdrawn {
        /// Which.
        appeal: AppealNo,
        /// Commitments to the application.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `appeal.restored`: the limit of appeal was missed for good reasons and is restored; the decision is not in force. Final.
    AppealRestored {
        /// The motion that asked for it.
        motion: MotionNo,
        /// The last day on which an appeal may be filed, `YYYY-MM-DD`.
        until: String,
    }
    /// `appeal.sent`: the case goes to the court of appeal. Final.
    AppealSent {
        /// Code of the court of appeal.
        court: String,
        /// The docket of the appeal there.
        to: StreamId,
    }
    /// `appeal.decided`: the court of appeal has spoken; the case comes back. Final.
    AppealDecided {
        /// The docket of the appeal.
        by: StreamId,
        /// Leaf hash of the act on appeal.
        act: Hash,
        /// Code of the outcome, of list `appeal-outcome`.
        outcome: String,
    }
}
