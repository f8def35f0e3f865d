//! Who takes part: parties that join, are named rightly, replaced or succeeded, and those who speak for them.

use super::body::bodies;
use super::filing::Party;
use super::numbers::PartyNo;
use tarazy_docket::Hash;

/// Somebody's name as he gave it. Never in clear in the log, and not in a program's messages either.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct PersonName(pub String);

impl core::fmt::Debug for PersonName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PersonName(…)")
    }
}

bodies! {
    /// `party.joined`: a co-party or third person takes part. Corrected by [`PartyLeft`].
    PartyJoined {
        /// Who, and as what.
        party: Party,
        /// Code of the ground of list `party-join`.
        ground: String,
    }
    /// `party.left`: a party takes part no more; his number stays his. Final.
    PartyLeft {
        /// Which.
        party: PartyNo,
        /// Code of the ground of list `party-leave`.
        ground: String,
    }
    /// `party.corrected`: name, number or address of a party were written wrongly; it is the same person. Corrected by itself.
    PartyCorrected {
        /// Which.
        party: PartyNo,
        /// What is right.
        now: Party,
    }
    /// `party.replaced`: the claim was brought against the wrong person, and with the claimant's consent another answers it;
    /// preparation begins anew. Corrected by itself.
    PartyReplaced {
        /// Who leaves.
        party: PartyNo,
        /// Who answers the claim.
        by: Party,
        /// Public id of the judge.
        judge: String,
    }
    /// `party.succeeded`: another takes a party's place in the disputed relation, bound by all that was done. Final.
    PartySucceeded {
        /// Who left.
        party: PartyNo,
        /// Who succeeds.
        by: Party,
        /// Code of the ground of list `succession`.
        ground: String,
        /// Public id of the judge.
        judge: String,
    }
    /// `party.represented`: somebody may speak for a party. Ended by [`RepresentationEnded`].
    PartyRepresented {
        /// For whom.
        party: PartyNo,
        /// Who.
        name: PersonName,
        /// Code of the kind of representative, of list `representative`.
        kind: String,
        /// Codes of the acts that need a special power, of list `special-power`.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        powers: Vec<String>,
        /// First day of the power, `YYYY-MM-DD`.
        from: String,
        /// Last day of the power; absent where it has none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        to: Option<String>,
        /// Commitments to the power of attorney or the advocate's order.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `representation.ended`: a representative of a party speaks for him no more. Final; he may be named anew.
    RepresentationEnded {
        /// For whom.
        party: PartyNo,
        /// Who.
        name: PersonName,
    }
}
