//! Papers of a case: what is added, a wrong scan put right, motions and applications with their answer.

use super::body::bodies;
use super::numbers::{MotionNo, PartyNo, SecuringNo};
use tarazy_docket::Hash;

bodies! {
    /// `document.added`: a paper comes into the file. Corrected by [`DocumentReplaced`].
    DocumentAdded {
        /// Who gave it; absent where the court did.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        party: Option<PartyNo>,
        /// Code of the kind of paper, of list `paper`.
        kind: String,
        /// Commitments to the documents.
        documents: Vec<Hash>,
    }
    /// `document.replaced`: a document was scanned or attached wrongly; the right one takes its place, the wrong one stays on the
    /// docket. Corrected by itself.
    DocumentReplaced {
        /// Commitment to the wrong document.
        wrong: Hash,
        /// Commitment to the right one.
        documents: Vec<Hash>,
        /// Code of the ground of list `paper-correction`.
        ground: String,
    }
    /// `claim.changed`: the claimant changes subject, ground or amount of the claim. Corrected by itself.
    ClaimChanged {
        /// Who.
        party: PartyNo,
        /// `subject`, `ground`, `more` or `less`, of list `claim-change`.
        what: String,
        /// Amount claimed from now on, in tiyn.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        value_tiyn: Option<i64>,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `motion.received`: somebody asks the court for something. Answered by [`MotionDecided`].
    MotionReceived {
        /// Who; absent where the court acts by itself or an enforcement officer asks.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        party: Option<PartyNo>,
        /// Code of what is asked, of list `motion`.
        kind: String,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `motion.decided`: the court's answer to a motion. Final; a new motion may be made.
    MotionDecided {
        /// Which.
        motion: MotionNo,
        /// Public id of the judge.
        judge: String,
        /// Whether it is granted.
        granted: bool,
        /// The last day that the ruling gives, `YYYY-MM-DD`, where a limit was extended or restored.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until: Option<String>,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `securing.requested`: somebody asks that the claim be secured. Answered by [`SecuringDecided`].
    SecuringRequested {
        /// Who.
        party: PartyNo,
        /// Code of the measure that is asked, of list `securing`.
        measure: String,
        /// It was made within the claim.
        #[serde(skip_serializing_if = "core::ops::Not::not", default)]
        with_claim: bool,
        /// Commitments to the documents.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `securing.decided`: the claim is secured or not. Corrected by [`SecuringLifted`] and a new application.
    SecuringDecided {
        /// Which application.
        request: SecuringNo,
        /// Public id of the judge: of the bench, or the one on duty.
        judge: String,
        /// Whether it is granted.
        granted: bool,
        /// Code of the measure, where it is granted.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        measure: Option<String>,
        /// Commitments to the ruling.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `securing.lifted`: a measure ends. Final; it may be asked for anew.
    SecuringLifted {
        /// Which.
        request: SecuringNo,
        /// Public id of the judge.
        judge: String,
    }
}
