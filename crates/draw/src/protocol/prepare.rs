//! From a registered case to its commit, or to an assignment where chance has nothing to decide.

use crate::context::Context;
use crate::fault::DrawFault;
use crate::fingerprint::Fingerprint;
use crate::ledger::{Flagged, Frozen, Ledger, MAX_FINGERPRINTS, figures, flags, freeze, sure, weaknesses};
use crate::pool::{LateWindow, MAX_ROWS, Pool, Rows, pairs};
use crate::record::{
    AlarmCode, AssignNonrandom, Body, By, Cause, Code, CommitKind, Contribution, DrawAlarm, DrawCommit,
    JudgeId, Late, Match, MatchKind, NonrandomCause, RedrawCode, Sought, Why,
};
use crate::rules::{Rules, Seats, Speaker};
use crate::weak::Weak;
use tarazy_docket::convert::ConvertError;
use tarazy_docket::{Hash, StreamId};

/// A case that is to get its judge.
#[derive(Debug, Clone)]
pub struct Request {
    /// The case.
    pub case: StreamId,
    /// Leaf hash of its filing, an entry of the case's stream.
    pub filing: Hash,
    /// Its category.
    pub category: Code,
    /// The category differs from the filing's.
    pub category_changed: bool,
    /// Seats and reserves: those of the procedure by [`Rules::bench`]; in a redraw those that are to be filled anew.
    pub bench: Seats,
    /// Why it is drawn; for a redraw see [`Ledger::redraw`].
    pub cause: Cause,
    /// Its fingerprints, by [`crate::fingerprint::fingerprints`].
    pub fingerprints: Vec<Fingerprint>,
    /// Absences after the freezing entry that count because their cause is one of the rules' `late_causes`: leaf hashes
    /// of the acts. Conflicts and leaves count by themselves.
    pub late_absences: Vec<Hash>,
    /// The beacon: the first of the rules' list of which a round was verified within ten minutes.
    pub beacon: Hash,
    /// The index that the next entry will have.
    pub index: u64,
    /// The writer's clock in milliseconds since 1970 UTC.
    pub now: i64,
    /// Seconds since 1970 from which the round follows, where the contributors were asked about a draft of that moment;
    /// the writer's clock where none.
    pub at: Option<i64>,
    /// The responsible officer, for an assignment without a draw.
    pub by: By,
}

/// What is to be written for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Prepared {
    /// `draw.commit`, without contributors yet.
    Commit(Box<DrawCommit>),
    /// `assign.nonrandom`: the case has its judge, and there is no draw.
    Assign(Box<AssignNonrandom>),
    /// `draw.alarm`: too few can be drawn, or kinship could leave a seat of the bench empty, and the case waits. The act that makes enough eligible is the cause
    /// [`Cause::NoCandidate`] of the next request.
    NoCandidate(Box<DrawAlarm>),
}

/// Why nothing can be written for a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// Filing, cause, beacon or prior draw do not fit.
    #[error(transparent)]
    Fault(#[from] DrawFault),
    /// No rules are in force.
    #[error("no rules of the draw are in force in this division")]
    NoRules,
    /// The rules have no weight for the category.
    #[error("the rules have no weight for category {0}")]
    NoWeight(Code),
    /// A draw of the case is open.
    #[error("a draw of this case is open already")]
    IsOpen,
    /// The case has its judge; only a redraw gives it another one.
    #[error("the case has its judge already")]
    IsSeated,
    /// A result of the round is written, so no draw can join it.
    #[error("round {0} of the beacon has its results already")]
    RoundIsDone(u64),
    /// The same dispute is being drawn in another case; this one waits for that result, which binds it.
    #[error("the same dispute is being drawn in {0}; its result comes first")]
    MatchIsOpen(StreamId),
    /// Seats of the bench do not fit the rules.
    #[error("{0} seats and {1} reserves are not a bench of the rules")]
    Bench(u32, u32),
    /// More than 200 rows.
    #[error("a pool of {0} judges does not fit one entry; the division needs more than one ledger")]
    PoolTooLarge(usize),
    /// Nobody is on duty over whom the weight could be settled.
    #[error("nobody is on duty in this division")]
    NobodyOnDuty,
    /// More than 64 fingerprints.
    #[error("{0} fingerprints are more than {MAX_FINGERPRINTS}")]
    Fingerprints(usize),
}

/// What every contributor of a draw proves.
///
/// # Errors
/// [`ConvertError`] if a number is beyond the range of a record.
pub fn alpha(commit: &DrawCommit) -> Result<Hash, ConvertError> {
    commit.to_object().map(|body| crate::seed::alpha(&body))
}

/// The commit with the promises of those who contribute.
#[must_use]
pub fn with_contributors(mut commit: DrawCommit, mut promises: Vec<Contribution>) -> DrawCommit {
    promises.sort_by(|a, b| a.id.cmp(&b.id));
    commit.contributors = promises;
    commit
}

/// What is known of a request once its pool is seen.
pub(super) struct View<'a> {
    pub(super) rules_leaf: Hash,
    pub(super) rules: &'a Rules,
    pub(super) weight: i64,
    pub(super) frozen: Frozen,
    pub(super) pools: Vec<&'a Pool>,
    pub(super) late: Vec<Late>,
    pub(super) seen: Rows,
    pub(super) fingerprints: Vec<Hash>,
    pub(super) matches: Vec<Match>,
}

impl Ledger {
    /// What is to be written for a case.
    ///
    /// # Errors
    /// [`PrepareError`] says what does not fit, or for what the case waits.
    pub fn prepare(&self, request: &Request, ctx: &dyn Context) -> Result<Prepared, PrepareError> {
        if self.is_open(&request.case) {
            return Err(PrepareError::IsOpen);
        }
        let is_redraw = matches!(request.cause, Cause::Redraw { .. });
        if self.seated(&request.case).is_some() && !is_redraw {
            return Err(PrepareError::IsSeated);
        }
        let (rules_leaf, rules) = self.rules_at(request.now).ok_or(PrepareError::NoRules)?;
        let Seats { seats, reserves } = request.bench;
        if seats == 0 || !(is_redraw || rules.has_bench(request.bench)) {
            return Err(PrepareError::Bench(seats, reserves));
        }
        if self.last_of(&request.case).is_some() && !is_redraw {
            return Err(
                DrawFault::new(8, "prior", "the case was drawn before: the cause names that draw").into()
            );
        }
        let frozen = freeze(ctx, &request.case, &request.filing, request.cause.act())?;
        let replaced = self.replaced(&request.case, &request.cause, &frozen)?;
        let view = self.view(request, ctx, rules_leaf, rules, frozen, &replaced)?;
        if seats == 1
            && reserves == 0
            && let Some((judge, prior)) = self.bound_to(&view)?
        {
            self.check_act(&request.case, &frozen)?;
            let asked = Self::query(&frozen, &request.case, &request.category, &[], &[]);
            let (_, _, seen) = self.look(ctx, rules, &asked, window(&frozen, request), &[]);
            let record = assignment(request, &view, judge, NonrandomCause::Refile, Some(prior));
            return Ok(Prepared::Assign(Box::new(finished(record, &seen, rules)?)));
        }
        let eligible: Vec<&JudgeId> = view.seen.eligible().collect();
        let (incompatible, all_signed) = pairs(&view.pools, view.frozen.moment, &view.seen.rows);
        self.check_act(&request.case, &frozen)?;
        let sure = sure(&eligible, &incompatible);
        let needed = u64::from(seats) + u64::from(reserves);
        if u64::try_from(sure).is_ok_and(|sure| sure < needed) {
            return Ok(Prepared::NoCandidate(Box::new(no_candidate(request, &view, sure, needed))));
        }
        if let [judge] = eligible[..] {
            let judge = judge.clone();
            let prior = match request.cause {
                Cause::Redraw { prior, .. } => Some(prior),
                Cause::Initial | Cause::NoCandidate { .. } => None,
            };
            let mut record = assignment(request, &view, judge, NonrandomCause::SoleJudge, prior);
            record.pool = Some(view.seen.rows.clone());
            record.late = Some(view.late.clone());
            return Ok(Prepared::Assign(Box::new(finished(record, &view.seen, rules)?)));
        }
        self.commit_of_view(request, ctx, view, incompatible, all_signed)
    }

    /// The cause of a redraw: the prior draw of the case is the last one.
    ///
    /// # Errors
    /// [`PrepareError::Fault`] if the case was never drawn here.
    pub fn redraw(&self, case: &StreamId, code: RedrawCode, act: Hash) -> Result<Cause, PrepareError> {
        let prior = self.last_of(case);
        let prior =
            prior.ok_or_else(|| DrawFault::new(8, "prior", "the case was never drawn in this ledger"))?;
        Ok(Cause::Redraw { code, prior, act })
    }

    fn view<'a>(
        &'a self,
        request: &Request,
        ctx: &'a dyn Context,
        rules_leaf: Hash,
        rules: &'a Rules,
        frozen: Frozen,
        replaced: &[(JudgeId, Why)],
    ) -> Result<View<'a>, PrepareError> {
        let category = &request.category;
        let weight = rules.weight(category).ok_or_else(|| PrepareError::NoWeight(category.clone()))?.get();
        let asked = Self::query(&frozen, &request.case, category, replaced, &[]);
        let (pools, late, seen) =
            self.look(ctx, rules, &asked, window(&frozen, request), &request.late_absences);
        if seen.rows.len() > MAX_ROWS {
            return Err(PrepareError::PoolTooLarge(seen.rows.len()));
        }
        let (fingerprints, matches) = self.matched(&request.case, &request.fingerprints, &frozen, rules)?;
        Ok(View { rules_leaf, rules, weight, frozen, pools, late, seen, fingerprints, matches })
    }

    /// Fingerprints in order, and the earlier commits that share one.
    pub(super) fn matched(
        &self,
        case: &StreamId,
        fingerprints: &[Fingerprint],
        frozen: &Frozen,
        rules: &Rules,
    ) -> Result<(Vec<Hash>, Vec<Match>), PrepareError> {
        if fingerprints.len() > MAX_FINGERPRINTS {
            return Err(PrepareError::Fingerprints(fingerprints.len()));
        }
        let hashes: Vec<Hash> = fingerprints.iter().map(|f| f.hash).collect();
        let has_subject = |fp: &Hash| fingerprints.iter().any(|f| f.hash == *fp && f.has_subject);
        let how = |fp: &Hash| if has_subject(fp) { MatchKind::Subject } else { MatchKind::Category };
        let found = self.matches(case, &hashes, frozen, rules).into_iter();
        let matches = found.map(|(fp, commit)| Match { fp, commit, how: how(&fp) }).collect();
        Ok((hashes, matches))
    }

    /// The judge to whom an earlier draw of the same dispute binds the case, if he can sit.
    fn bound_to(&self, view: &View<'_>) -> Result<Option<(JudgeId, Hash)>, PrepareError> {
        let mut bound = Vec::new();
        for m in view.matches.iter().filter(|m| m.how == MatchKind::Subject) {
            let Some(case) = self.case_of(&m.commit) else { continue };
            if self.is_open(case) {
                return Err(PrepareError::MatchIsOpen(case.clone()));
            }
            bound.extend(self.judge_by(&m.commit).map(|(_, judge, index)| (index, judge, m.commit)));
        }
        bound.sort_unstable();
        let can_sit = |judge: &JudgeId| view.seen.eligible().any(|id| id == judge);
        let first = bound.into_iter().find(|(_, judge, _)| can_sit(judge));
        Ok(first.map(|(_, judge, commit)| (judge.clone(), commit)))
    }

    fn commit_of_view(
        &self,
        request: &Request,
        ctx: &dyn Context,
        view: View<'_>,
        incompatible: Vec<(JudgeId, JudgeId, Hash)>,
        all_signed: bool,
    ) -> Result<Prepared, PrepareError> {
        let rules = view.rules;
        let speaker: Speaker = rules.speaker(&request.beacon, |id| ctx.beacon(id))?;
        let at = request.at.unwrap_or_else(|| request.now.div_euclid(1000));
        let round = speaker.beacon.round_at_or_after(at.saturating_add(rules.timing().delta));
        if self.has_begun(&(request.beacon, round)) {
            return Err(PrepareError::RoundIsDone(round));
        }
        let known = flags(&Flagged {
            rules,
            speaker: &speaker,
            has_quorum: ctx.has_quorum(request.index),
            unsigned: view.seen.unsigned || !all_signed,
            is_late: !view.late.is_empty(),
            eligible: view.seen.eligible().count(),
            category_changed: request.category_changed,
        });
        let Seats { seats, reserves } = request.bench;
        Ok(Prepared::Commit(Box::new(DrawCommit {
            kind: if seats == 1 { CommitKind::Case } else { CommitKind::Panel },
            case: request.case.clone(),
            filing: request.filing,
            filing_index: view.frozen.filing_index,
            category: request.category.clone(),
            weight: view.weight,
            cause: request.cause,
            fingerprints: view.fingerprints,
            matches: view.matches,
            pool: view.seen.rows,
            incompatible,
            seats,
            reserves,
            rules: view.rules_leaf,
            beacon: request.beacon,
            round,
            at,
            late: view.late,
            flags: known,
            contributors: Vec::new(),
        })))
    }
}

fn window(frozen: &Frozen, request: &Request) -> LateWindow {
    LateWindow { since: frozen.moment.limit, until: request.index, at: request.now }
}

/// The record of an assignment, but for who is on duty.
fn assignment(
    request: &Request,
    view: &View<'_>,
    judge: JudgeId,
    cause: NonrandomCause,
    prior: Option<Hash>,
) -> AssignNonrandom {
    AssignNonrandom {
        case: request.case.clone(),
        filing: request.filing,
        filing_index: view.frozen.filing_index,
        act: request.cause.act(),
        category: request.category.clone(),
        judge,
        cause,
        prior,
        weight: view.weight,
        duty: Vec::new(),
        pool: None,
        late: None,
        fingerprints: view.fingerprints.clone(),
        matches: view.matches.clone(),
        rules: view.rules_leaf,
        weak: if request.category_changed { vec![Weak::CategoryChanged] } else { Vec::new() },
        doc: None,
        by: request.by.clone(),
    }
}

/// The record with who is on duty, and its codes.
pub(super) fn finished(
    mut record: AssignNonrandom,
    seen: &Rows,
    rules: &Rules,
) -> Result<AssignNonrandom, PrepareError> {
    record.duty = seen.duty();
    if record.duty.is_empty() {
        return Err(PrepareError::NobodyOnDuty);
    }
    record.weak = weaknesses(&record, rules, seen.unsigned);
    Ok(record)
}

/// The alarm that a case is to be drawn again and waits for another draw or for a beacon, so that nobody forgets it. `now`
/// in milliseconds since 1970 UTC.
pub fn waits(case: &StreamId, cause: Cause, now: i64) -> DrawAlarm {
    DrawAlarm {
        code: AlarmCode::Waits,
        figures: Vec::new(),
        window: (now, now),
        case: Some(case.clone()),
        cause: Some(cause),
        sought: None,
        commit: None,
    }
}

fn no_candidate(request: &Request, view: &View<'_>, sure: usize, needed: u64) -> DrawAlarm {
    DrawAlarm {
        code: AlarmCode::NoCandidate,
        figures: figures(view.seen.eligible().count(), needed, sure),
        window: (view.frozen.moment.time, request.now),
        case: Some(request.case.clone()),
        cause: (request.cause != Cause::Initial).then_some(request.cause),
        sought: Some(Sought {
            filing: request.filing,
            filing_index: view.frozen.filing_index,
            category: request.category.clone(),
            seats: request.bench.seats,
            reserves: request.bench.reserves,
            late: view.late.clone(),
        }),
        commit: None,
    }
}
