//! What each step asks for, beyond what goes without saying (the judge who takes it, the act on the merits): one table, from which
//! every face makes its forms, and [`crate::offers`] finds out which steps can be taken now.

use crate::steps::Step;

/// What a member of a step is, so that a face can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A party of the case, by number.
    Party,
    /// A hearing that is due, by number.
    Hearing,
    /// A motion that waits, by number.
    Motion,
    /// An application to secure the claim, by number.
    Securing,
    /// An appeal, by number.
    Appeal,
    /// A notice, by number.
    Notice,
    /// The ways by which a notice goes: a channel of list `notice-channel` each, with an address and its origin of list
    /// `notice-origin` where the party's own is not meant.
    Ways,
    /// A judge of the bench.
    Judge,
    /// One code of these lists of the law.
    Ground(&'static [&'static str]),
    /// Codes of a list of the law, none or more.
    Grounds(&'static str),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A category of cases.
    Category,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A moment, ms UTC.
    Moment,
    /// A number that is not negative.
    Number,
    /// Code of a room, index of a file.
    Code,
    /// What somebody is called.
    Name,
    /// Yes or no.
    Flag,
    /// An amount in tiyn.
    Money,
    /// Somebody with what the court has to know of him; his role is that of the party whom he follows, if one is named.
    Person,
    /// Another case.
    Case,
    /// A document that the docket names.
    Document,
    /// A hearing anew.
    NewHearing,
}

/// A member of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its name in the entry.
    pub name: &'static str,
    /// What it is.
    pub ask: Ask,
    /// It may be left out.
    pub is_optional: bool,
}

const fn must(name: &'static str, ask: Ask) -> Member {
    Member { name, ask, is_optional: false }
}

const fn may(name: &'static str, ask: Ask) -> Member {
    Member { name, ask, is_optional: true }
}

const fn ground(lists: &'static [&'static str]) -> Member {
    must("ground", Ask::Ground(lists))
}

/// What the papers of a step are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Papers {
    /// There are none.
    None,
    /// There may be some.
    May,
    /// There must be one.
    Must,
    /// One for each judge of the bench.
    Envelopes,
}

const HEARING_KINDS: Ask = Ask::Choice(&["preliminary", "trial", "appeal", "question"]);
const OUTCOMES: Ask = Ask::Choice(&["ended", "continues"]);
const ACTS: Ask = Ask::Choice(&["decision", "resolution"]);
const LANGUAGES: Ask = Ask::Choice(&["kk", "ru"]);

/// The members of a step, in the order in which a person would say them.
pub fn asks(step: Step) -> &'static [Member] {
    use Ask::{
        Appeal, Case, Category, Code, Day, Document, Flag, Ground, Grounds, Hearing, Judge, Moment, Money,
        Motion, Name, NewHearing, Notice, Number, Party, Person, Securing, Ways,
    };
    match step {
        Step::Register => const { &[may("category", Category)] },
        Step::CorrectCategory => const { &[must("category", Category), ground(&["case-correction"])] },
        Step::Redraw => const { &[must("judge", Judge), must("cause", Ground(&["redraw"]))] },
        Step::Accept => const { &[must("language", LANGUAGES)] },
        Step::Refuse => const { &[ground(&["claim-refusal"])] },
        Step::Return => const { &[ground(&["claim-return"])] },
        Step::Withdraw => const { &[ground(&["claim-withdrawal"])] },
        Step::Leave => const { &[ground(&["claim-left"])] },
        Step::Terminate => const { &[ground(&["termination"])] },
        Step::JoinParty => const { &[must("party", Person), ground(&["party-join"])] },
        Step::ReleaseParty => const { &[must("party", Party), ground(&["party-leave"])] },
        Step::CorrectParty => const { &[must("party", Party), must("now", Person)] },
        Step::ReplaceParty => const { &[must("party", Party), must("by", Person)] },
        Step::SucceedParty => const { &[must("party", Party), must("by", Person), ground(&["succession"])] },
        Step::Represent => {
            const {
                &[
                    must("party", Party),
                    must("name", Name),
                    must("kind", Ground(&["representative"])),
                    must("powers", Grounds("special-power")),
                    must("from", Day),
                    may("to", Day),
                ]
            }
        }
        Step::EndRepresentation => const { &[must("party", Party), must("name", Name)] },
        Step::AddDocument => const { &[may("party", Party), must("kind", Ground(&["paper"]))] },
        Step::ReplaceDocument => const { &[must("wrong", Document), ground(&["paper-correction"])] },
        Step::ChangeClaim => {
            const { &[must("party", Party), must("what", Ground(&["claim-change"])), may("value_tiyn", Money)] }
        }
        Step::ReceiveMotion => const { &[may("party", Party), must("kind", Ground(&["motion"]))] },
        Step::DecideMotion => const { &[must("motion", Motion), must("granted", Flag), may("until", Day)] },
        Step::RequestSecuring => {
            const { &[must("party", Party), must("measure", Ground(&["securing"])), must("with_claim", Flag)] }
        }
        Step::DecideSecuring => {
            const { &[must("request", Securing), must("granted", Flag), may("measure", Ground(&["securing"]))] }
        }
        Step::LiftSecuring => const { &[must("request", Securing)] },
        Step::SendCopies => const { &[must("party", Party)] },
        Step::NoteCopies => const { &[must("party", Party), must("on", Day)] },
        Step::ReceiveReply => const { &[must("party", Party)] },
        Step::ExtendPreparation => const { &[must("until", Day)] },
        Step::Suspend => const { &[ground(&["suspension-duty", "suspension-right"]), must("control", Day)] },
        Step::DecideSettlement => const { &[must("motion", Motion), must("approved", Flag)] },
        Step::Merge => const { &[must("with", Case)] },
        Step::Separate => const { &[must("into", Case)] },
        Step::MarkDuplicate => const { &[must("of", Case)] },
        Step::SetHearing => {
            const {
                &[
                    must("kind", HEARING_KINDS),
                    must("at", Moment),
                    must("minutes", Number),
                    must("room", Code),
                    may("remote", Flag),
                ]
            }
        }
        Step::MoveHearing => {
            const { &[must("hearing", Hearing), must("at", Moment), must("room", Code), ground(&["hearing-move"])] }
        }
        Step::CancelHearing => const { &[must("hearing", Hearing), ground(&["hearing-move"])] },
        Step::HoldHearing => {
            const {
                &[
                    must("hearing", Hearing),
                    must("began", Moment),
                    must("ended", Moment),
                    must("outcome", OUTCOMES),
                    may("unrecorded", Ground(&["no-recording"])),
                ]
            }
        }
        Step::AdjournHearing => {
            const { &[must("hearing", Hearing), ground(&["adjournment"]), must("next", NewHearing)] }
        }
        Step::SignProtocol => const { &[must("hearing", Hearing)] },
        Step::IssueNotice => {
            const {
                &[
                    must("party", Party),
                    may("representative", Name),
                    may("hearing", Hearing),
                    must("ways", Ways),
                ]
            }
        }
        Step::NoteNotice => {
            const {
                &[
                    must("notice", Notice),
                    must("channel", Ground(&["notice-channel"])),
                    must("what", Ground(&["notice-evidence"])),
                    must("source", Ground(&["notice-source"])),
                    must("at", Moment),
                    may("person", Name),
                    may("relation", Ground(&["notice-person"])),
                    may("detail", Name),
                    may("instead_of", Number),
                ]
            }
        }
        Step::CancelNotice => const { &[must("notice", Notice), ground(&["notice-cancel"])] },
        Step::ConcludeNotice => {
            const { &[must("notice", Notice), must("proper", Flag), ground(&["notice-proper", "notice-defect"])] }
        }
        Step::DeclareRecusal => const { &[must("judge", Judge), may("party", Party), ground(&["recusal"])] },
        Step::DecideRecusal => const { &[must("judge", Judge), must("granted", Flag)] },
        Step::IssueAct => {
            const {
                &[
                    must("act", ACTS),
                    must("date", Day),
                    may("outcome", Ground(&["outcome", "appeal-outcome"])),
                ]
            }
        }
        Step::CompleteAct => const { &[must("date", Day)] },
        Step::CorrectAct => const { &[ground(&["act-correction"])] },
        Step::SupplementAct => const { &[ground(&["additional-decision"])] },
        Step::ReceiveAppeal => const { &[may("party", Party), may("lacks", Grounds("appeal-content"))] },
        Step::StayAppeal => {
            const { &[must("appeal", Appeal), must("lacks", Grounds("appeal-content")), must("until", Day)] }
        }
        Step::MendAppeal | Step::CopyAppeal | Step::WithdrawAppeal => const { &[must("appeal", Appeal)] },
        Step::ReturnAppeal => const { &[must("appeal", Appeal), ground(&["appeal-return"])] },
        Step::Reopen => const { &[ground(&["reopening"])] },
        Step::Archive => const { &[must("index", Code), may("until", Number)] },
        Step::Receive
        | Step::Open
        | Step::Number
        | Step::Assign
        | Step::ForwardReply
        | Step::EndPreparation
        | Step::Resume
        | Step::ClarifyAct
        | Step::LeaveEnvelopes
        | Step::EnterForce
        | Step::RestoreAppeal
        | Step::SendAppeal
        | Step::TakeBackAppeal
        | Step::Close => &[],
    }
}

/// The papers of a step.
pub fn papers(step: Step) -> Papers {
    match step {
        Step::AddDocument
        | Step::ReplaceDocument
        | Step::ReceiveMotion
        | Step::SignProtocol
        | Step::CompleteAct
        | Step::SupplementAct
        | Step::ClarifyAct
        | Step::ReceiveAppeal
        | Step::ReceiveReply => Papers::Must,
        Step::Accept
        | Step::Refuse
        | Step::Leave
        | Step::Terminate
        | Step::Represent
        | Step::ChangeClaim
        | Step::DecideMotion
        | Step::RequestSecuring
        | Step::DecideSecuring
        | Step::Suspend
        | Step::DecideSettlement
        | Step::DeclareRecusal
        | Step::DecideRecusal
        | Step::IssueAct
        | Step::CorrectAct
        | Step::IssueNotice
        | Step::NoteNotice
        | Step::Return
        | Step::Withdraw
        | Step::EndPreparation
        | Step::Resume
        | Step::StayAppeal
        | Step::ReturnAppeal
        | Step::WithdrawAppeal
        | Step::MendAppeal => Papers::May,
        Step::LeaveEnvelopes => Papers::Envelopes,
        _ => Papers::None,
    }
}
