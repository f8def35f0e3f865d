//! Notices and summonses: to whom, by which ways, what became of them, and what the judge concludes. Evidence is one kind of entry for
//! every channel, so that a new channel is a line in the law's lists and changes nothing here.

use super::body::bodies;
use super::numbers::{HearingNo, NoticeNo, PartyNo};
use super::parties::PersonName;
use tarazy_docket::Hash;

/// One way by which a notice goes. The address is never in clear in the log, and not in a program's messages either.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Way {
    /// Code of the channel, of list `notice-channel`.
    pub channel: String,
    /// Where it goes: an e-mail address, a number, a place; absent where the channel has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// Where the address is known from: code of list `notice-origin`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub origin: Option<String>,
}

impl core::fmt::Debug for Way {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Way({}, …)", self.channel)
    }
}

bodies! {
    /// `notice.issued`: a party, or his representative, is notified of a hearing or an act. Corrected by [`NoticeCancelled`].
    NoticeIssued {
        /// Which party.
        party: PartyNo,
        /// His representative, where the notice goes to him.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        representative: Option<PersonName>,
        /// The hearing that it is about.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        hearing: Option<HearingNo>,
        /// The act that it is about: the leaf hash of its entry.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        act: Option<Hash>,
        /// The ways by which it goes.
        ways: Vec<Way>,
        /// Commitments to the paper.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `notice.noted`: one piece of evidence of what became of a notice. Corrected by itself: `instead_of` names the piece that was
    /// wrong.
    NoticeNoted {
        /// Of which notice.
        notice: NoticeNo,
        /// Code of the channel, of list `notice-channel`.
        channel: String,
        /// What happened: code of list `notice-evidence`.
        what: String,
        /// Who says so: code of list `notice-source`.
        source: String,
        /// When it happened, ms UTC.
        at: i64,
        /// Who took it, refused it or certified it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        person: Option<PersonName>,
        /// As whom: code of list `notice-person`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        relation: Option<String>,
        /// What the other side answered, word for word.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        detail: Option<String>,
        /// Number of the piece of evidence of this notice that was wrong, counted from 1.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        instead_of: Option<u32>,
        /// Commitments to the stub, the report, the certificate.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        documents: Vec<Hash>,
    }
    /// `notice.cancelled`: the notice was a mistake; what became of it stays known. Final; it is issued anew.
    NoticeCancelled {
        /// Which.
        notice: NoticeNo,
        /// Code of the ground of list `notice-cancel`.
        ground: String,
    }
    /// `notice.concluded`: whether the addressee is properly notified. Corrected by itself: the last conclusion holds.
    NoticeConcluded {
        /// By which notice.
        notice: NoticeNo,
        /// He is.
        proper: bool,
        /// Code of the law's way of notice where he is, else of list `notice-defect`.
        ground: String,
        /// Public id of the judge.
        judge: String,
    }
}
