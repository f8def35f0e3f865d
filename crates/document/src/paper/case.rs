//! What arrived, what was confirmed, and who got the case: papers that are made from the docket.

use super::day::{Clock, Day};
use serde::{Deserialize, Serialize};

/// A moment at the court: day and time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Day.
    pub day: Day,
    /// Time of day.
    pub time: Clock,
}

/// A party of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Role, in the language of the paper.
    pub role: String,
    /// Name.
    pub name: String,
    /// IIN or BIN, if known; only in papers for the parties and the court.
    #[serde(default)]
    pub number: Option<String>,
}

/// A file of a filing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Its name.
    pub name: String,
    /// Its size, in words.
    pub size: String,
    /// What names its content, in hex.
    pub hash: String,
}

/// A claim as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimSummary {
    /// When it arrived.
    pub received: Moment,
    /// The parties.
    pub parties: Vec<Party>,
    /// Category, in the language of the paper.
    pub category: String,
    /// Identity of the subject.
    #[serde(default)]
    pub subject: Option<String>,
    /// Price of the claim, in words and figures.
    #[serde(default)]
    pub value: Option<String>,
    /// Files.
    pub files: Vec<FileLine>,
    /// The judge, once the case is allocated.
    #[serde(default)]
    pub judges: Vec<String>,
    /// How the docket names the case.
    pub stream: String,
}

/// Confirmation that documents were received (құжаттың қабылданғаны туралы растама).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingReceipt {
    /// When they arrived.
    pub received: Moment,
    /// Who filed.
    pub claimants: Vec<String>,
    /// Files.
    pub files: Vec<FileLine>,
    /// How the docket names the case.
    pub stream: String,
    /// Index of the entry in the log.
    pub index: u64,
    /// Leaf hash of the entry, in hex.
    pub leaf: String,
    /// Name of the file with the proof.
    pub proof: String,
    /// Whether the code on the paper is the whole proof.
    pub code_is_proof: bool,
}

/// Record of the automatic allocation of a case (бөлу хаттамасы).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// How the docket names the case.
    pub stream: String,
    /// Every draw or assignment, in order.
    pub draws: Vec<DrawRecord>,
    /// The officer whose signature stands under the record.
    #[serde(default)]
    pub officer: Option<super::summons::Officer>,
}

/// A draw, or an assignment without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawRecord {
    /// When its conditions were fixed.
    pub fixed: Moment,
    /// Leaf hash of its record, in hex.
    pub leaf: String,
    /// Every judge of the pool.
    pub pool: Vec<PoolLine>,
    /// Where the random number came from; how each seat was drawn: sentences in the language of the paper.
    pub course: Vec<String>,
    /// Seed, in hex, once it is drawn.
    #[serde(default)]
    pub seed: Option<String>,
    /// Who got the case.
    pub winners: Vec<String>,
    /// What weakens it, in sentences.
    pub weak: Vec<String>,
}

/// A judge of the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolLine {
    /// Public id.
    pub judge: String,
    /// Took part, or the class of the reason why not, in the language of the paper.
    pub state: String,
    /// Whether the judge took part.
    pub eligible: bool,
}
