//! What can stand on the docket of a case: typed bodies of its entries. They are frozen contracts; members are only added.

mod body;
mod course;
mod decision;
mod end;
mod filing;
mod hearing;
mod notice;
mod numbers;
mod papers;
mod parties;

pub use course::{
    CaseDuplicate, CaseMerged, CaseResumed, CaseSeparated, CaseSuspended, CaseTerminated, CopiesReceived,
    CopiesSent, FilingAccepted, FilingLeft, FilingRefused, PreparationEnded, PreparationExtended,
    ReplyForwarded, ReplyReceived, SettlementDecided,
};
pub use decision::{
    ActClarified, ActCompleted, ActCorrected, ActEnvelopes, ActInForce, ActIssued, ActSupplemented,
    AppealCopied, AppealDecided, AppealMended, AppealReceived, AppealRestored, AppealReturned, AppealSent,
    AppealUnmoved, AppealWithdrawn,
};
pub use end::{CaseArchived, CaseClosed, CaseReopened};
pub use filing::{
    CaseAssigned, CaseCorrected, CaseNumbered, CaseOpened, CaseRegistered, FilingReceived, FilingReturned,
    FilingWithdrawn, Party, PartyRole,
};
pub use hearing::{
    HearingAdjourned, HearingCancelled, HearingHeld, HearingKind, HearingMoved, HearingOutcome, HearingSet,
    ProtocolSigned, RecusalDecided, RecusalDeclared,
};
pub use notice::{NoticeCancelled, NoticeConcluded, NoticeIssued, NoticeNoted, Way};
pub use numbers::{AppealNo, HearingNo, MotionNo, NoticeNo, PartyNo, SecuringNo};
pub use papers::{
    ClaimChanged, DocumentAdded, DocumentReplaced, MotionDecided, MotionReceived, SecuringDecided,
    SecuringLifted, SecuringRequested,
};
pub use parties::{
    PartyCorrected, PartyJoined, PartyLeft, PartyReplaced, PartyRepresented, PartySucceeded, PersonName,
    RepresentationEnded,
};

use crate::steps::Step;
use tarazy_docket::convert::{ConvertError, from_value, to_value};
use tarazy_docket::{Object, Value, Visibility};

/// Marks a body that was written by an import of history: present and `true`, or absent.
pub type Imported = Option<bool>;

/// Commitments to the documents that an entry names.
impl Event {
    pub(crate) fn documents(&self) -> Vec<tarazy_docket::Hash> {
        match self {
            Self::Opened(e) => e.documents.clone(),
            Self::Accepted(e) => e.documents.clone(),
            Self::Returned(e) => e.documents.clone(),
            Self::Withdrawn(e) => e.documents.clone(),
            Self::PreparationEnded(e) => e.documents.clone(),
            Self::Resumed(e) => e.documents.clone(),
            Self::AppealUnmoved(e) => e.documents.clone(),
            Self::AppealReturned(e) => e.documents.clone(),
            Self::AppealWithdrawn(e) => e.documents.clone(),
            Self::Refused(e) => e.documents.clone(),
            Self::Left(e) => e.documents.clone(),
            Self::Terminated(e) => e.documents.clone(),
            Self::Represented(e) => e.documents.clone(),
            Self::DocumentAdded(e) => e.documents.clone(),
            Self::DocumentReplaced(e) => e.documents.clone(),
            Self::ClaimChanged(e) => e.documents.clone(),
            Self::MotionReceived(e) => e.documents.clone(),
            Self::MotionDecided(e) => e.documents.clone(),
            Self::SettlementDecided(e) => e.documents.clone(),
            Self::SecuringRequested(e) => e.documents.clone(),
            Self::SecuringDecided(e) => e.documents.clone(),
            Self::ReplyReceived(e) => e.documents.clone(),
            Self::Suspended(e) => e.documents.clone(),
            Self::ProtocolSigned(e) => e.documents.clone(),
            Self::RecusalDeclared(e) => e.documents.clone(),
            Self::RecusalDecided(e) => e.documents.clone(),
            Self::ActIssued(e) => e.documents.clone(),
            Self::ActCompleted(e) => e.documents.clone(),
            Self::ActCorrected(e) => e.documents.clone(),
            Self::ActSupplemented(e) => e.documents.clone(),
            Self::ActClarified(e) => e.documents.clone(),
            Self::AppealReceived(e) => e.documents.clone(),
            Self::AppealMended(e) => e.documents.clone(),
            Self::NoticeIssued(e) => e.documents.clone(),
            Self::NoticeNoted(e) => e.documents.clone(),
            _ => Vec::new(),
        }
    }
}

macro_rules! events {
    ($($name:ident($body:ident) = $kind:literal, $vis:ident, $step:ident;)+) => {
        /// An entry of a case's docket, read.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event { $(#[doc = concat!("`", $kind, "`")] $name($body),)+ }

        impl Event {
            /// All types with their usual visibility.
            pub const TYPES: &[(&str, Visibility)] = &[$(($kind, Visibility::$vis)),+];

            /// Every type, with its schema and its reader.
            #[cfg(feature = "schema")]
            pub fn described() -> Vec<tarazy_docket::schema::Described> {
                vec![$(tarazy_docket::schema::Described::of::<$body>($kind)),+]
            }

            /// The entry's type.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)+ }
            }

            /// The step that the entry stands for.
            pub fn step(&self) -> Step {
                match self { $(Self::$name(_) => Step::$step,)+ }
            }

            /// Reads what a step is asked to write; `None` for a step that has no entry of its own.
            ///
            /// # Errors
            /// If the body does not fit.
            pub fn asked(step: Step, body: &Object) -> Result<Option<Self>, ConvertError> {
                let value = Value::Object(body.clone());
                Ok(match step { $(Step::$step => Some(Self::$name(from_value(&value)?)),)+ Step::Redraw => None })
            }

            /// The type of the entry that a step writes; `None` for a step that has no entry of its own.
            pub fn kind_of(step: Step) -> Option<&'static str> {
                match step { $(Step::$step => Some($kind),)+ Step::Redraw => None }
            }

            /// The class that an open case's entry of this type has.
            pub fn visibility(&self) -> Visibility {
                match self { $(Self::$name(_) => Visibility::$vis,)+ }
            }

            /// The body.
            ///
            /// # Errors
            /// If a number is beyond what restricted JSON holds.
            pub fn body(&self) -> Result<Object, ConvertError> {
                let value = match self { $(Self::$name(b) => to_value(b)?,)+ };
                match value { Value::Object(o) => Ok(o), Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Array(_) => Ok(Object::new()) }
            }

            /// Reads a type and body; `None` for a type that is not of a case's docket.
            ///
            /// # Errors
            /// If the body does not fit the type.
            pub fn read(kind: &str, body: &Object) -> Result<Option<Self>, ConvertError> {
                let value = Value::Object(body.clone());
                Ok(match kind { $($kind => Some(Self::$name(from_value(&value)?)),)+ _ => None })
            }
        }

        $(impl From<$body> for Event {
            fn from(b: $body) -> Self { Self::$name(b) }
        })+
    };
}

events! {
    Received(FilingReceived) = "filing.received", Parties, Receive;
    Opened(CaseOpened) = "case.opened", Parties, Open;
    Registered(CaseRegistered) = "case.registered", Public, Register;
    Numbered(CaseNumbered) = "case.numbered", Public, Number;
    Assigned(CaseAssigned) = "case.assigned", Public, Assign;
    Corrected(CaseCorrected) = "case.corrected", Public, CorrectCategory;
    Accepted(FilingAccepted) = "filing.accepted", Public, Accept;
    Refused(FilingRefused) = "filing.refused", Parties, Refuse;
    Returned(FilingReturned) = "filing.returned", Parties, Return;
    Withdrawn(FilingWithdrawn) = "filing.withdrawn", Parties, Withdraw;
    Left(FilingLeft) = "filing.left", Parties, Leave;
    Terminated(CaseTerminated) = "case.terminated", Parties, Terminate;
    PartyJoined(PartyJoined) = "party.joined", Parties, JoinParty;
    PartyLeft(PartyLeft) = "party.left", Parties, ReleaseParty;
    PartyCorrected(PartyCorrected) = "party.corrected", Parties, CorrectParty;
    PartyReplaced(PartyReplaced) = "party.replaced", Parties, ReplaceParty;
    PartySucceeded(PartySucceeded) = "party.succeeded", Parties, SucceedParty;
    Represented(PartyRepresented) = "party.represented", Parties, Represent;
    RepresentationEnded(RepresentationEnded) = "representation.ended", Parties, EndRepresentation;
    DocumentAdded(DocumentAdded) = "document.added", Parties, AddDocument;
    DocumentReplaced(DocumentReplaced) = "document.replaced", Parties, ReplaceDocument;
    ClaimChanged(ClaimChanged) = "claim.changed", Parties, ChangeClaim;
    MotionReceived(MotionReceived) = "motion.received", Parties, ReceiveMotion;
    MotionDecided(MotionDecided) = "motion.decided", Parties, DecideMotion;
    SecuringRequested(SecuringRequested) = "securing.requested", Parties, RequestSecuring;
    SecuringDecided(SecuringDecided) = "securing.decided", Parties, DecideSecuring;
    SecuringLifted(SecuringLifted) = "securing.lifted", Parties, LiftSecuring;
    CopiesSent(CopiesSent) = "copies.sent", Parties, SendCopies;
    CopiesReceived(CopiesReceived) = "copies.received", Parties, NoteCopies;
    ReplyReceived(ReplyReceived) = "reply.received", Parties, ReceiveReply;
    ReplyForwarded(ReplyForwarded) = "reply.forwarded", Parties, ForwardReply;
    PreparationExtended(PreparationExtended) = "preparation.extended", Public, ExtendPreparation;
    PreparationEnded(PreparationEnded) = "preparation.ended", Public, EndPreparation;
    Suspended(CaseSuspended) = "case.suspended", Parties, Suspend;
    Resumed(CaseResumed) = "case.resumed", Public, Resume;
    SettlementDecided(SettlementDecided) = "settlement.decided", Parties, DecideSettlement;
    Merged(CaseMerged) = "case.merged", Public, Merge;
    Separated(CaseSeparated) = "case.separated", Public, Separate;
    Duplicate(CaseDuplicate) = "case.duplicate", Public, MarkDuplicate;
    HearingSet(HearingSet) = "hearing.set", Public, SetHearing;
    HearingMoved(HearingMoved) = "hearing.moved", Public, MoveHearing;
    HearingCancelled(HearingCancelled) = "hearing.cancelled", Public, CancelHearing;
    HearingHeld(HearingHeld) = "hearing.held", Public, HoldHearing;
    HearingAdjourned(HearingAdjourned) = "hearing.adjourned", Public, AdjournHearing;
    ProtocolSigned(ProtocolSigned) = "protocol.signed", Parties, SignProtocol;
    NoticeIssued(NoticeIssued) = "notice.issued", Parties, IssueNotice;
    NoticeNoted(NoticeNoted) = "notice.noted", Parties, NoteNotice;
    NoticeCancelled(NoticeCancelled) = "notice.cancelled", Parties, CancelNotice;
    NoticeConcluded(NoticeConcluded) = "notice.concluded", Parties, ConcludeNotice;
    RecusalDeclared(RecusalDeclared) = "recusal.declared", Parties, DeclareRecusal;
    RecusalDecided(RecusalDecided) = "recusal.decided", Parties, DecideRecusal;
    ActIssued(ActIssued) = "act.issued", Parties, IssueAct;
    ActCompleted(ActCompleted) = "act.completed", Parties, CompleteAct;
    ActCorrected(ActCorrected) = "act.corrected", Parties, CorrectAct;
    ActSupplemented(ActSupplemented) = "act.supplemented", Parties, SupplementAct;
    ActClarified(ActClarified) = "act.clarified", Parties, ClarifyAct;
    ActEnvelopes(ActEnvelopes) = "act.envelopes", Parties, LeaveEnvelopes;
    ActInForce(ActInForce) = "act.inforce", Public, EnterForce;
    AppealReceived(AppealReceived) = "appeal.received", Parties, ReceiveAppeal;
    AppealUnmoved(AppealUnmoved) = "appeal.unmoved", Parties, StayAppeal;
    AppealMended(AppealMended) = "appeal.mended", Parties, MendAppeal;
    AppealCopied(AppealCopied) = "appeal.copied", Parties, CopyAppeal;
    AppealReturned(AppealReturned) = "appeal.returned", Parties, ReturnAppeal;
    AppealWithdrawn(AppealWithdrawn) = "appeal.withdrawn", Parties, WithdrawAppeal;
    AppealRestored(AppealRestored) = "appeal.restored", Public, RestoreAppeal;
    AppealSent(AppealSent) = "appeal.sent", Public, SendAppeal;
    AppealDecided(AppealDecided) = "appeal.decided", Public, TakeBackAppeal;
    Closed(CaseClosed) = "case.closed", Public, Close;
    Reopened(CaseReopened) = "stream.reopened", Public, Reopen;
    Archived(CaseArchived) = "case.archived", Public, Archive;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_survives_its_body() {
        let e = Event::from(CaseNumbered { number: "7119-25-00-2/1".into(), imported: Some(true) });
        let body = e.body().unwrap();
        assert_eq!(Value::Object(body.clone()).to_text(), r#"{"imported":true,"number":"7119-25-00-2/1"}"#);
        assert_eq!(Event::read(e.kind(), &body).unwrap(), Some(e));
        assert_eq!(Event::read("card.opened", &body).unwrap(), None);
        assert!(Event::read("act.issued", &body).is_err());
    }
}
