//! The bodies of the registry's commands, by name of the command. They are contracts: members are only added.

use serde::{Deserialize, Serialize};
use tarazy_docket::commit::commitment;
use tarazy_docket::notice::AlarmCode;
use tarazy_docket::{Hash, Object, Salt, StreamId, sha256};
use tarazy_draw::record::{
    BodyId, By, Code, Contribution, DrawReveal, Evidence, Exclusion, JudgeId, PoolAct,
};
use tarazy_procedure::events::Party;

/// A text in Kazakh, Russian and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// `court.put`: a court, its zone and its divisions; each new division gets its ledger and its rules. Corrected by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourtPut {
    /// Four digits.
    pub code: String,
    /// What it is called.
    pub name: Text,
    /// Its zone in the tz database.
    pub zone: String,
    /// Its divisions.
    pub divisions: Vec<String>,
    /// Code of the court that hears appeals from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeals_to: Option<String>,
}

/// `key.end`: a key of the installation is retired after its successor has signed beside it for 30 days, or is compromised.
/// Final: another key takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEnd {
    /// The key as signed notes name it.
    pub vkey: String,
    /// True if somebody else may have it.
    #[serde(default)]
    pub compromised: bool,
}

/// `rules.put`: the law in force today becomes the rules of every ledger of a court whose rules differ. Corrected by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesPut {
    /// The court.
    pub court: String,
}

/// `judge.appoint`: a judge joins a division. Corrected by `pool.act` (`leave`, `capacity`, `specialise`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeAppoint {
    /// The court.
    pub court: String,
    /// The division.
    pub division: String,
    /// Public id.
    pub judge: JudgeId,
    /// What people call the judge.
    pub name: String,
    /// In ‰ of full time.
    pub capacity: u32,
    /// Beginnings of the categories that the judge takes; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Code>,
    /// Who signed the appointment.
    pub by: By,
}

/// `pool.act`: an act of the personnel office. Each kind is corrected by its opposite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolActPut {
    /// The court.
    pub court: String,
    /// The division.
    pub division: String,
    /// The act.
    pub act: PoolAct,
}

/// `pool.conflict`: the law keeps a judge from a case. Final: the case is drawn without the judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The case.
    pub case: StreamId,
    /// The judge.
    pub judge: JudgeId,
    /// Code of the ground, of the law's list of recusal.
    pub ground: String,
    /// Who found it.
    pub by: By,
}

/// `filing.receive`: a claim. Ended by return or withdrawal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingReceive {
    /// The court.
    pub court: String,
    /// The division; absent: the court's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Code of the category that the filer proposes.
    pub category: String,
    /// When it reached the counter or the server, ms UTC.
    pub received: i64,
    /// The parties.
    pub parties: Vec<Party>,
    /// What is claimed, in the filer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<String>,
    /// Codes of what of the law's lists `claim-content` and `claim-annex` the filer gave; absent: nobody checked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Vec<String>>,
    /// What the dispute is about, if it has an identity: number of a contract, act, property, earlier case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The documents: name and commitment are kept, the bytes lie in the object store.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FilePut>,
    /// What the person who files is to the claimant; absent where an officer takes the filing, or nobody signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filer: Option<Filer>,
    /// Amount claimed in tiyn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_tiyn: Option<i64>,
    /// Amount as the source writes it, for imported cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_source: Option<String>,
    /// Number of the row that an import took it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
}

/// What the person who files is to the first claimant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filer {
    /// The claimant himself, or who acts for the organisation that is one.
    Party,
    /// His representative by a power of attorney.
    Representative,
}

/// A document of a filing, stored before the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePut {
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Salt of its commitment, 32 bytes in hex.
    pub salt: Hash,
    /// SHA-256 of the bytes, by which the object store keeps them.
    pub object: Hash,
    /// Commitment to the bytes.
    pub commitment: Hash,
}

impl FilePut {
    /// A document of these bytes, committed to with a fresh salt.
    pub fn of(name: &str, bytes: &[u8], salt: [u8; 32]) -> Self {
        Self {
            name: name.to_owned(),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            salt: Hash(salt),
            object: sha256(&[bytes]),
            commitment: commitment(&Salt::new(salt), bytes),
        }
    }
}

/// Where a document lies: by the first digits of its hash, so that no folder grows too large.
pub fn object_name(object: &Hash) -> String {
    let hex = object.to_hex();
    format!("{}/{hex}", hex.get(..2).unwrap_or_default())
}

/// `case.register`: jurisdiction and category are checked, the number is given, the draw is fixed. Corrected by
/// `case.correct`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRegister {
    /// The case.
    pub case: StreamId,
    /// The category as checked; absent: as filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The officer responsible for the allocation.
    pub by: By,
}

/// `case.correct`: the category is put right. The judge stays, the ledger settles the difference. Corrected by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseCorrect {
    /// The case.
    pub case: StreamId,
    /// The right category.
    pub category: String,
    /// Code of the ground.
    pub ground: String,
}

/// `case.redraw`: the judge is replaced for a cause of the closed list, and the case is drawn again. Corrected by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseRedraw {
    /// The case.
    pub case: StreamId,
    /// Code of the cause, of the law's list of redraws.
    pub cause: String,
    /// Code of the ground of recusal, where the cause is a recusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Who leaves the case; absent: the rapporteur.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgeId>,
    /// Who decided.
    pub by: By,
}

/// `beacon.heard`: a round of a network was fetched and verified. The program gives it by itself, so that a commit names a
/// beacon that can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconHeard {
    /// The number with its proof.
    pub evidence: Evidence,
}

/// `beacon.outage`: a beacon is silent, as other bodies confirm. Final; draws that waited BEACON_DOWN use the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconOutagePut {
    /// The beacon.
    pub beacon: Hash,
    /// The first round that is missing.
    pub round: u64,
    /// Bodies outside the court that confirm it; two where witnesses exist.
    pub confirmed: Vec<BodyId>,
    /// Who records it.
    pub by: By,
}

/// `draw.reveal`: the round of these draws has come, and the court shows its contributions, and what the others showed it. The
/// program gives it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawReveals {
    /// Leaf hashes of the commits to which the court owes its own part.
    pub commits: Vec<Hash>,
    /// Parts of other contributors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<DrawReveal>,
}

/// `draw.results`: the random number of a round is there; every draw that waits for it gets its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawResults {
    /// The number with its proof.
    pub evidence: Evidence,
    /// For each commit that waits: the published checkpoint that first covers it.
    pub orders: Vec<(Hash, String)>,
    /// For each commit whose contributions are logged, where the policy has a quorum: the published checkpoint that first
    /// covers them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reveal_orders: Vec<(Hash, String)>,
    /// The responsible officer.
    pub by: By,
}

/// `draw.due`: a registered case that waits without a draw is tried again. The program gives it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawDue {
    /// The case.
    pub case: StreamId,
    /// For a case whose commit nobody witnessed: a published checkpoint that covers the void, with its quorum. It shows that
    /// the witnesses are back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnessed: Option<String>,
    /// What the contributors answered about the draft that this command gave before; without it, and where the rules name
    /// contributors, the draft is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Promised>,
    /// The responsible officer.
    pub by: By,
}

/// What contributors promised for the draft of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promised {
    /// The draft's `at`, in seconds since 1970.
    pub at: i64,
    /// What they prove: it names the whole draft. If another one follows from the ledger now, they are asked again.
    pub alpha: Hash,
    /// The promises of those who answered in time.
    pub promises: Vec<Contribution>,
}

/// What `draw.due` gives where contributors are to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The draft of the commit, without its member `contributors`.
    pub commit: Object,
    /// Whom to ask: those of the rules but for the court.
    pub ask: Vec<BodyId>,
}

/// `draw.overdue`: the draws of a ledger whose results are overdue get their records. The program gives it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawOverduePut {
    /// The ledger.
    pub ledger: StreamId,
    /// Draws of which some parts were logged and not witnessed in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unwitnessed: Vec<UnwitnessedParts>,
}

/// Parts of a draw that count as missing, because the quorum did not witness them in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnwitnessedParts {
    /// Leaf hash of the commit.
    pub commit: Hash,
    /// The first index that no checkpoint in time covers.
    pub from: u64,
}

/// `draw.unwitnessed`: a commit that no checkpoint covers in time is void by rule; its case waits until the witnesses are
/// back (`draw.due`). The program gives it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawUnwitnessed {
    /// Leaf hash of the commit.
    pub commit: Hash,
    /// The responsible officer.
    pub by: By,
}

/// `body.lost`: contents that no backup holds are marked. A recovery gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodiesLost {
    /// Leaf hashes of their entries.
    pub targets: Vec<Hash>,
}

/// `alarm.clear`: what an alarm told of is over. The program gives it by itself. Corrected by `alarm.raise`, whose body is that of
/// `alarm.raised`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlarmClear {
    /// What it was.
    pub code: AlarmCode,
}

/// `draw.void`: a draw made on wrong facts, or whose breach a court found, is void. Final; a redraw follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawVoidPut {
    /// The case.
    pub case: StreamId,
    /// Code of the cause, of the law's list.
    pub cause: String,
    /// Two different persons of another authority.
    pub by: Vec<By>,
}

/// `entry.open`: the content of an entry of a case is shown to everybody. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryOpen {
    /// Leaf hash of the entry.
    pub target: Hash,
    /// Code of the ground, of the law's list.
    pub ground: String,
}

/// `entry.close`: an entry of a case stops being served. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryClose {
    /// Leaf hash of the entry.
    pub target: Hash,
    /// Code of the ground, of the law's list.
    pub ground: String,
    /// The bundles get an empty place: for what was put in clear by mistake.
    #[serde(default)]
    pub withheld: bool,
}

/// `duty.put`: who is on duty on which days. Days that are not named stay as they are. Corrected by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyRoster {
    /// The court.
    pub court: String,
    /// The division.
    pub division: String,
    /// Each day, `YYYY-MM-DD`, with its judge.
    pub days: Vec<(String, JudgeId)>,
}

/// `assign.duty`: the duty judge acts at once in an urgent matter. Final; the case is drawn all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyAct {
    /// The case.
    pub case: StreamId,
    /// The duty judge.
    pub judge: JudgeId,
    /// Code of the urgent act.
    pub act: Code,
    /// Who recorded it.
    pub by: By,
}

/// `case.join`: the case goes to the judge of another, by joinder or because the law binds it there. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseJoin {
    /// The registered case.
    pub case: StreamId,
    /// The case whose judge takes it.
    pub to: StreamId,
    /// `joinder` or `bound`.
    pub cause: String,
    /// Who decided.
    pub by: By,
}

/// `act.issue`: an act on the merits. Corrected by `act.correct`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActIssue {
    /// The case.
    pub case: StreamId,
    /// `decision`, `ruling` or another kind.
    pub act: String,
    /// Its day, `YYYY-MM-DD`.
    pub date: String,
    /// The judge; absent: the rapporteur.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgeId>,
    /// Code of the outcome, of the law's list `outcome` or `appeal-outcome`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// A step that needs a ground alone: `act.correct`, `filing.return`, `filing.withdraw`, `case.reopen`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounded {
    /// The case.
    pub case: StreamId,
    /// Code of the ground.
    pub ground: String,
}

/// `case.close`: nothing is left to do. Corrected by `case.reopen`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseClose {
    /// The case.
    pub case: StreamId,
}

/// `import.begin`: an empty installation takes a flow of old cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportBegin {
    /// SHA-256 of the file.
    pub file: Hash,
    /// SHA-256 of corrections and courts, where given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Hash>,
    /// Seed of the scenario.
    pub seed: u64,
}

/// `import.done`: the flow is in; the installation works by the clock from now on. Final.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportDone {
    /// SHA-256 of the file.
    pub file: Hash,
    /// Seed of the scenario.
    pub seed: u64,
    /// Cases taken.
    pub cases: u64,
    /// Lines not taken.
    pub rejects: u64,
}

/// The public class of an exclusion by a ground of recusal.
pub const CONFLICT_CLASS: Exclusion = Exclusion::ExcludedByLaw;
