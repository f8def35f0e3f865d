//! `draw.commit`: everything about a draw but its randomness (steps 3 and 6 to 8, and the codes known at the commit).

use super::freeze::{Claim, freeze};
use super::state::{Commit, Open, State};
use super::{Frozen, Ledger};
use crate::balance::Weight;
use crate::context::Context;
use crate::fault::{DrawFault, hold};
use crate::pool::{LateWindow, Place, Query};
use crate::record::{CommitKind, DrawCommit, JudgeId, Match, MatchKind, PoolRow};
use crate::rules::{Deadlines, Rules, Seats, Speaker};
use crate::steps::{Committed, People, check_contributors, check_round};
use crate::weak::Weak;
use std::collections::BTreeMap;
use std::sync::Arc;
use tarazy_docket::{Hash, StreamId};

/// A month of the memory for fingerprints, in milliseconds: 30 days.
const MONTH: i64 = 30 * 24 * 3600 * 1000;
/// The most fingerprints of a case.
pub(crate) const MAX_FINGERPRINTS: usize = 64;

/// What decides the codes that are known at the commit.
pub(crate) struct Flagged<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) speaker: &'a Speaker,
    pub(crate) has_quorum: bool,
    pub(crate) unsigned: bool,
    pub(crate) is_late: bool,
    pub(crate) eligible: usize,
    pub(crate) category_changed: bool,
}

/// The codes that are known at the commit, sorted.
pub(crate) fn flags(f: &Flagged<'_>) -> Vec<Weak> {
    Weak::list([
        (Weak::BeaconOneParty, f.speaker.one_party),
        (Weak::BeaconSwitched, f.speaker.position != 0),
        (Weak::CategoryChanged, f.category_changed),
        (Weak::Imported, f.speaker.import),
        (Weak::LateExclusion, f.is_late),
        (Weak::LowEntropy, f.eligible == 2),
        (Weak::NoWitness, f.speaker.import || !f.has_quorum),
        (Weak::Pilot, f.rules.is_pilot()),
        (Weak::UnsignedActs, f.unsigned || f.rules.is_unsigned()),
    ])
}

impl Ledger {
    pub(super) fn commit(
        &mut self,
        place: Place,
        record: DrawCommit,
        alpha: Option<Hash>,
        ctx: &dyn Context,
    ) -> Result<(), DrawFault> {
        let rules = self.named_rules(&record.rules, place.time)?;
        let speaker = rules.speaker(&record.beacon, |id| ctx.beacon(id))?;
        check_round(&record, place.time, &rules, &*speaker.beacon)?;
        let frozen = freeze(ctx, &record.case, &record.filing, record.cause.act())?;
        hold(
            frozen.filing_index == record.filing_index,
            6,
            "filing",
            "the filing does not stand at its index",
        )?;
        let replaced = self.replaced(&record.case, &record.cause, &frozen)?;
        let query = Self::query(&frozen, &record.case, &record.category, &replaced, &record.late);
        self.learn(&query);
        let unsigned = self.check_commit_pool(place, &record, &rules, query, ctx)?;
        let weight = rules.weight(&record.category).map(Weight::get);
        hold(weight == Some(record.weight), 6, "weight", "not the weight of the category")?;
        let known = self.cases.get(&record.case);
        hold(known.is_none_or(|c| c.open.is_none()), 8, "open", "the case has an open commit")?;
        let is_first = known.is_none_or(|c| c.last.is_none());
        hold(
            is_first || is_redraw(&record),
            8,
            "open",
            "the case was drawn before, and no cause says why it is again",
        )?;
        self.check_act(&record.case, &frozen)?;
        self.check_matches(&record.case, &record.fingerprints, &record.matches, &frozen, &rules)?;
        let eligible = record.pool.iter().filter(|r| r.elig).count();
        let due = flags(&Flagged {
            rules: &rules,
            speaker: &speaker,
            has_quorum: ctx.has_quorum(place.index),
            unsigned,
            is_late: !record.late.is_empty(),
            eligible,
            // The category of the filing is not public: only the court knows whether it was changed.
            category_changed: record.flags.contains(&Weak::CategoryChanged),
        });
        hold(due == record.flags, 12, "weak", "other codes follow from the commit")?;
        check_bench(&record, &rules, eligible)?;
        check_contributors(&record, &rules, &*speaker.beacon)?;
        self.check_binding(&record)?;
        let people = match self.known(&rules, &query) {
            Some(known) => known.people.clone(),
            None => self.people_of(&record.pool)?,
        };
        let times = Deadlines::new(rules.timing(), &*speaker.beacon, record.round);
        self.open_commit(place, Committed { leaf: place.leaf, record, alpha, people, rules, speaker, times });
        Ok(())
    }

    fn check_commit_pool(
        &self,
        place: Place,
        record: &DrawCommit,
        rules: &Rules,
        query: Query<'_>,
        ctx: &dyn Context,
    ) -> Result<bool, DrawFault> {
        let claim = Claim {
            query,
            window: LateWindow { since: query.moment.limit, until: place.index, at: place.time },
            pool: &record.pool,
            incompatible: Some(&record.incompatible),
        };
        self.check_pool(ctx, rules, &claim)
    }

    /// One list of people for many draws: most have those of the draw before.
    fn people_of(&mut self, pool: &[PoolRow]) -> Result<People, DrawFault> {
        if let Some(known) = self.people.as_ref().filter(|p| p.are_of(pool)) {
            return Ok(known.clone());
        }
        let people = People::new(pool)?;
        self.people = Some(people.clone());
        Ok(people)
    }

    fn open_commit(&mut self, place: Place, committed: Committed) {
        let case = committed.record.case.clone();
        for fp in &committed.record.fingerprints {
            let earlier = self.fingerprints.entry(*fp).or_default();
            if earlier.last() != Some(&place.leaf) {
                earlier.push(place.leaf);
            }
        }
        let known = self.case(&case);
        known.open = Some(place.leaf);
        known.add(place.leaf, place.index);
        self.waiting.remove(&case);
        self.open.insert(place.index, place.leaf);
        let open =
            Open { committed, before: Arc::clone(&self.owed), reveals: BTreeMap::new(), overdue: None };
        let state = State::Open(Box::new(open));
        self.commits.insert(place.leaf, Commit { index: place.index, time: place.time, case, state });
    }

    /// Earlier commits of other cases that share a fingerprint and stand within the memory of the rules before the
    /// filing: pairs of fingerprint and commit, sorted.
    pub(crate) fn matches(
        &self,
        case: &StreamId,
        fingerprints: &[Hash],
        frozen: &Frozen,
        rules: &Rules,
    ) -> Vec<(Hash, Hash)> {
        let memory = i64::from(rules.record().refile_months).saturating_mul(MONTH);
        let since = frozen.filed.saturating_sub(memory);
        let counts = |commit: &Commit| commit.case != *case && (since..=frozen.filed).contains(&commit.time);
        let mut found = Vec::new();
        for fp in fingerprints {
            let earlier = self.fingerprints.get(fp).map_or(&[][..], Vec::as_slice);
            let earlier = earlier.iter().filter(|leaf| self.commits.get(*leaf).is_some_and(counts));
            found.extend(earlier.map(|leaf| (*fp, *leaf)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Step 8: the matches that a record names are those of the log.
    pub(super) fn check_matches(
        &self,
        case: &StreamId,
        fingerprints: &[Hash],
        claimed: &[Match],
        frozen: &Frozen,
        rules: &Rules,
    ) -> Result<(), DrawFault> {
        let due = self.matches(case, fingerprints, frozen, rules);
        let same = due.iter().copied().eq(claimed.iter().map(|m| (m.fp, m.commit)));
        let few = fingerprints.len() <= MAX_FINGERPRINTS;
        hold(same && few, 8, "matches", "other matches follow from the log")
    }

    /// The judge to whom a match binds: he who sits in the matched case.
    pub(crate) fn bound_judge(&self, commit: &Hash) -> Option<&JudgeId> {
        let case = &self.commits.get(commit)?.case;
        self.seated(case).and_then(|(_, settled)| settled.judge())
    }

    /// Step 8: a dispute that was drawn before goes to its first judge if he can sit, and is not drawn again.
    fn check_binding(&self, record: &DrawCommit) -> Result<(), DrawFault> {
        if record.seats != 1 || record.reserves != 0 {
            return Ok(());
        }
        let can_sit = |judge: &JudgeId| record.pool.iter().any(|r| r.elig && r.id == *judge);
        let binds = |m: &&Match| m.how == MatchKind::Subject;
        let bound = record.matches.iter().filter(binds).filter_map(|m| self.bound_judge(&m.commit));
        hold(!bound.into_iter().any(can_sit), 8, "refile", "the dispute has its judge, who can sit")
    }
}

fn is_redraw(record: &DrawCommit) -> bool {
    matches!(record.cause, crate::record::Cause::Redraw { .. })
}

/// Step 6: the bench is one of the rules', and there are judges enough for it and for chance to decide.
fn check_bench(record: &DrawCommit, rules: &Rules, eligible: usize) -> Result<(), DrawFault> {
    let bench = Seats { seats: record.seats, reserves: record.reserves };
    let fits = match record.kind {
        CommitKind::Case => record.seats == 1,
        CommitKind::Panel => record.seats > 1,
    };
    // One seat of a bench may have to be drawn again.
    hold(fits && (rules.has_bench(bench) || is_redraw(record)), 6, "bench", "not a bench of the rules")?;
    let positions = u64::from(record.seats) + u64::from(record.reserves);
    let needed = usize::try_from(positions).unwrap_or(usize::MAX).max(2);
    hold(eligible >= needed, 6, "candidates", "too few can be drawn")
}
