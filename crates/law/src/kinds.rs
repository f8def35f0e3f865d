//! The kinds of rules, and how each is read from its section.

use crate::reader::Fields;
use crate::rule::Kind;
use tarazy_base::CaseKind;

/// `[[category]]`: a category of cases and what it weighs in the draw. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Code.
    pub code: String,
    /// Weight in micro-points; a case of usual effort weighs 1,000,000.
    pub weight: i64,
    /// Cases of this category are closed: docket and draw show commitments only.
    pub closed: bool,
    /// The procedure that they follow.
    pub procedure: Procedure,
}

/// A kind of court procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Procedure {
    /// Criminal cases.
    Criminal,
    /// Civil cases.
    Civil,
    /// Cases of administrative offences.
    Offence,
    /// Administrative justice: disputes with the state's bodies.
    Administrative,
}

/// An instance of court.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Instance {
    /// The first.
    First,
    /// Appeal.
    Appeal,
    /// Cassation.
    Cassation,
    /// The Supreme Court.
    Supreme,
}

/// `[[bench]]`: how many judges sit. The key is the procedure's code in `draw.rules`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bench {
    /// Code of the procedure, such as `first` or `appeal`.
    pub procedure: String,
    /// Judges who are drawn; always odd.
    pub seats: u32,
    /// Reserves drawn after them.
    pub reserves: u32,
}

/// `[[recusal]]`: a ground on which a judge may not sit. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// Code.
    pub code: String,
    /// Ground of a `pool.conflict` entry that it leads to (draw.md section 6).
    pub conflict: String,
    /// A judge's own motion on this ground must be granted.
    pub unconditional: bool,
    /// It holds between judges of one bench, not between a judge and a case.
    pub between_judges: bool,
}

/// A closed list of causes. The first four stand in `draw.rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseList {
    /// For a late exclusion.
    Late,
    /// For drawing again.
    Redraw,
    /// For declaring a draw void.
    Void,
    /// For assigning without a draw.
    Nonrandom,
    /// For showing the content of an entry to everybody.
    Open,
    /// For no longer serving an entry.
    Close,
}

/// What of a cause is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseClass {
    /// The judge is away.
    Absent,
    /// His powers ended or are suspended.
    Ended,
    /// The law keeps him from this case.
    ExcludedByLaw,
    /// A higher court sent the case back to another judge.
    Remand,
    /// The earlier draw is void.
    Void,
}

impl CauseClass {
    /// The word in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Ended => "ended",
            Self::ExcludedByLaw => "excluded-by-law",
            Self::Remand => "remand",
            Self::Void => "void",
        }
    }
}

/// `[[cause]]`: one cause of one closed list. The key is `list/code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The list.
    pub list: CauseList,
    /// Code.
    pub code: String,
    /// What of it is public; none for the lists `void` and `nonrandom`, whose codes are public themselves.
    pub class: Option<CauseClass>,
    /// It needs no two persons: replay itself checks it.
    pub by_rule: bool,
}

/// `[[kind]]`: what the kind in a case number means. The key is the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseKindRule {
    /// The kind as it stands in numbers.
    pub kind: CaseKind,
    /// Procedure.
    pub procedure: Procedure,
    /// Instance.
    pub instance: Instance,
}

/// `[[numbering]]`: how running numbers of cases run: in each court, year and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    /// Site or branch of a court that has one only.
    pub site: u8,
    /// First running number of a year.
    pub first: u32,
}

/// `[[refund]]`: what of a case's weight is undone when its judge loses it. The key is the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Code of the stage that the case had reached.
    pub stage: String,
    /// Share that is undone, in ‰.
    pub share: i64,
}

/// `[[policy]]`: the parameters of the allocation policy. One version holds at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Version of the policy's document.
    pub version: String,
    /// β · 256: how often a second ticket is drawn.
    pub beta256: u32,
    /// Weight of the mean case in micro-points.
    pub mean_weight: i64,
    /// What further members of a bench get of the weight, in ‰.
    pub panel_share: i64,
    /// From how many mean cases a category may have a sub-ledger.
    pub heavy_factor: i64,
    /// How many eligible judges are enough.
    pub pool_min: u32,
    /// How long fingerprints of disputes are remembered, in months.
    pub refile_months: u32,
    /// How many working days before its start a planned absence should be logged.
    pub notice_days: u32,
    /// The court rule that names this way of allocation; none while the program is on trial.
    pub adopted: Option<String>,
}

/// `[[timing]]`: times of the draw's protocol in seconds (draw.md section 8). One version holds at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// From the commit to its round, at least.
    pub delta: i64,
    /// How long before the round the commit is witnessed, at least.
    pub guard: i64,
    /// From registration to commit.
    pub commit_max: i64,
    /// From the round: a reveal logged later does not count.
    pub reveal_max: i64,
    /// From the round to the result.
    pub result_max: i64,
    /// From the round to the fallback round.
    pub fallback: i64,
    /// From the round until another beacon may be used.
    pub beacon_down: i64,
    /// How long commits of closed cases are collected.
    pub closed_batch: i64,
}

const PROCEDURES: [(&str, Procedure); 4] = [
    ("criminal", Procedure::Criminal),
    ("civil", Procedure::Civil),
    ("offence", Procedure::Offence),
    ("administrative", Procedure::Administrative),
];
const INSTANCES: [(&str, Instance); 4] = [
    ("first", Instance::First),
    ("appeal", Instance::Appeal),
    ("cassation", Instance::Cassation),
    ("supreme", Instance::Supreme),
];
const LISTS: [(&str, CauseList); 6] = [
    ("late", CauseList::Late),
    ("redraw", CauseList::Redraw),
    ("void", CauseList::Void),
    ("nonrandom", CauseList::Nonrandom),
    ("open", CauseList::Open),
    ("close", CauseList::Close),
];
const CLASSES: [(&str, CauseClass); 5] = [
    ("absent", CauseClass::Absent),
    ("ended", CauseClass::Ended),
    ("excluded-by-law", CauseClass::ExcludedByLaw),
    ("remand", CauseClass::Remand),
    ("void", CauseClass::Void),
];

const PROCEDURE_WORDS: &str = "criminal, civil, offence or administrative";
const SECONDS: &str = "1 to 604800 seconds";
const PER_MILLE: &str = "0 to 1000 per mille";
/// Heaviest category: a thousand usual cases.
pub(crate) const MAX_WEIGHT: i64 = 1_000_000_000;
const WEIGHT: &str = "1 to 1000000000 micro-points";

fn seconds(f: &mut Fields<'_, '_>, member: &'static str) -> Option<i64> {
    f.int(member, 1..=604_800, SECONDS)
}

impl Kind for Category {
    const SECTION: &'static str = "category";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let weight = f.int("weight", 1..=MAX_WEIGHT, WEIGHT);
        let closed = f.flag("closed");
        let procedure = f.word("procedure", &PROCEDURES, PROCEDURE_WORDS);
        let code = code?;
        Some((code.clone(), Self { code, weight: weight?, closed: closed?, procedure: procedure? }))
    }
}

impl Kind for Bench {
    const SECTION: &'static str = "bench";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let procedure = f.id("procedure");
        let seats = f.int("seats", 1..=99, "an odd number of judges, 1 to 99");
        let reserves = f.int("reserves", 0..=99, "0 to 99 judges");
        let seats: u32 = seats?;
        if seats.is_multiple_of(2) {
            let expected = "an odd number of judges, 1 to 99";
            f.fault(crate::error::LawFault::Wrong { member: "seats", expected });
            return None;
        }
        let procedure = procedure?;
        Some((procedure.clone(), Self { procedure, seats, reserves: reserves? }))
    }
}

impl Kind for Recusal {
    const SECTION: &'static str = "recusal";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let conflict = f.id("conflict");
        let unconditional = f.flag("unconditional");
        let between_judges = f.flag("between_judges");
        let code = code?;
        let what = Self {
            code: code.clone(),
            conflict: conflict?,
            unconditional: unconditional?,
            between_judges: between_judges?,
        };
        Some((code, what))
    }
}

impl Kind for Cause {
    const SECTION: &'static str = "cause";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let list = f.word("list", &LISTS, "late, redraw, void, nonrandom, open or close");
        let code = f.id("code");
        let by_rule = f.flag("by_rule");
        let classed = matches!(list, Some(CauseList::Late | CauseList::Redraw));
        let class = if classed {
            f.word("class", &CLASSES, "absent, ended, excluded-by-law, remand or void").map(Some)
        } else {
            Some(None)
        };
        let (list, code) = (list?, code?);
        let (word, _) = LISTS.iter().find(|(_, meaning)| *meaning == list)?;
        Some((format!("{word}/{code}"), Self { list, code, class: class?, by_rule: by_rule? }))
    }
}

impl Kind for CaseKindRule {
    const SECTION: &'static str = "kind";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let text = f.text("kind");
        let procedure = f.word("procedure", &PROCEDURES, PROCEDURE_WORDS);
        let instance = f.word("instance", &INSTANCES, "first, appeal, cassation or supreme");
        let Ok(kind) = CaseKind::parse(&text?) else {
            let expected = "a digit and up to two Cyrillic letters";
            f.fault(crate::error::LawFault::Wrong { member: "kind", expected });
            return None;
        };
        Some((kind.to_string(), Self { kind, procedure: procedure?, instance: instance? }))
    }
}

impl Kind for Numbering {
    const SECTION: &'static str = "numbering";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let site = f.int("site", 0..=99, "0 to 99");
        let first = f.int("first", 1..=999_999_999, "1 to 999999999");
        Some((String::new(), Self { site: site?, first: first? }))
    }
}

impl Kind for Refund {
    const SECTION: &'static str = "refund";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let stage = f.id("stage");
        let share = f.int("share", 0..=1000, PER_MILLE);
        let stage = stage?;
        Some((stage.clone(), Self { stage, share: share? }))
    }
}

impl Kind for Policy {
    const SECTION: &'static str = "policy";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let version = f.id("version");
        let beta256 = f.int("beta256", 64..=192, "64 to 192");
        let mean_weight = f.int("mean_weight", 1..=MAX_WEIGHT, WEIGHT);
        let panel_share = f.int("panel_share", 0..=1000, PER_MILLE);
        let heavy_factor = f.int("heavy_factor", 1..=1000, "1 to 1000 mean cases");
        let pool_min = f.int("pool_min", 2..=200, "2 to 200 judges");
        let refile_months = f.int("refile_months", 0..=240, "0 to 240 months");
        let notice_days = f.int("notice_days", 0..=60, "0 to 60 working days");
        let adopted = if f.has("adopted") { f.text("adopted").map(Some) } else { Some(None) };
        let what = Self {
            version: version?,
            beta256: beta256?,
            mean_weight: mean_weight?,
            panel_share: panel_share?,
            heavy_factor: heavy_factor?,
            pool_min: pool_min?,
            refile_months: refile_months?,
            notice_days: notice_days?,
            adopted: adopted?,
        };
        Some((String::new(), what))
    }
}

impl Kind for Timing {
    const SECTION: &'static str = "timing";

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let delta = seconds(f, "delta");
        let guard = seconds(f, "guard");
        let commit_max = seconds(f, "commit_max");
        let reveal_max = seconds(f, "reveal_max");
        let result_max = seconds(f, "result_max");
        let fallback = seconds(f, "fallback");
        let beacon_down = seconds(f, "beacon_down");
        let closed_batch = seconds(f, "closed_batch");
        let what = Self {
            delta: delta?,
            guard: guard?,
            commit_max: commit_max?,
            reveal_max: reveal_max?,
            result_max: result_max?,
            fallback: fallback?,
            beacon_down: beacon_down?,
            closed_batch: closed_batch?,
        };
        if what.guard >= what.delta {
            let expected = "shorter than `delta`, or no commit could be witnessed in time";
            f.fault(crate::error::LawFault::Wrong { member: "guard", expected });
            return None;
        }
        Some((String::new(), what))
    }
}
