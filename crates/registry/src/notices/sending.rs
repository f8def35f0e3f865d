//! A sending in the outbox, the commands about it, and what can become of it.

use serde::{Deserialize, Serialize};
use tarazy_docket::StreamId;
use tarazy_procedure::events::NoticeNo;

/// A sending, as it waits in the outbox. The address stands on the docket alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// The case.
    pub case: StreamId,
    /// The notice.
    pub notice: NoticeNo,
    /// Until when it is tried, ms UTC. After that it is the chancery's.
    pub until: i64,
    /// Why it still waits, where it was tried.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub waits: Option<Waits>,
}

/// Why a mail could not be handed over yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waits {
    /// The installation names no mail server.
    NoServer,
    /// The server cannot be reached.
    Unreachable,
    /// The line to it would not be protected.
    Unprotected,
    /// It does not take the court's name and password.
    Login,
    /// It says that it takes the mail later.
    PutOff,
}

impl Waits {
    /// All of them, for what has to have words for each.
    pub const ALL: [Self; 5] =
        [Self::NoServer, Self::Unreachable, Self::Unprotected, Self::Login, Self::PutOff];

    /// The word used in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoServer => "no-server",
            Self::Unreachable => "unreachable",
            Self::Unprotected => "unprotected",
            Self::Login => "login",
            Self::PutOff => "put-off",
        }
    }
}

/// `notice.take`: somebody begins to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeTake {
    /// Name of the job.
    pub job: String,
    /// How often it was taken before.
    pub attempts: i64,
    /// Until when he tells what became of it, ms UTC.
    pub until: i64,
}

/// `notice.print`: the summons is printed with a code for the first entry; the code itself stays on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePrint {
    /// The case.
    pub case: StreamId,
    /// The notice.
    pub notice: NoticeNo,
    /// Hash of the code, in hex, as the office of access makes it.
    pub code: String,
}

/// What became of a sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "why", rename_all = "kebab-case")]
pub enum Became {
    /// The server took what the law asks for.
    Accepted,
    /// The server took a hint.
    Hinted,
    /// The server refused it for good.
    Failed,
    /// Nobody knows.
    Unknown,
    /// It was not handed over, and is tried again.
    NotNow(Waits),
    /// It is not tried any more: the time is over.
    GivenUp,
    /// The notice was cancelled or is outdated: nothing is to be sent.
    Stopped,
}

impl Became {
    /// What of it is evidence, and who says so: codes of the law's lists `notice-evidence` and `notice-source`. This is the only place
    /// that says what a mail can prove.
    pub(super) fn evidence(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Accepted => Some(("accepted", "mail-server")),
            Self::Hinted => Some(("hinted", "mail-server")),
            Self::Failed => Some(("failed", "mail-server")),
            Self::GivenUp => Some(("failed", "program")),
            Self::Unknown => Some(("unknown", "program")),
            Self::NotNow(_) | Self::Stopped => None,
        }
    }

    /// What becomes of the job: it ended well or badly; none if it is tried again.
    pub(super) fn end(self) -> Option<bool> {
        match self {
            Self::Accepted | Self::Hinted | Self::Stopped => Some(true),
            Self::Failed | Self::GivenUp => Some(false),
            Self::Unknown | Self::NotNow(_) => None,
        }
    }
}

/// `notice.result`: what became of a sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeResult {
    /// Name of the job.
    pub job: String,
    /// What it was.
    pub sending: Sending,
    /// What became of it.
    pub became: Became,
    /// What the server said, or why.
    pub detail: String,
    /// When it is tried again, ms UTC, where it is.
    pub again: i64,
}
