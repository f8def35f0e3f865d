//! One draw by itself: what commit, result and rules show without the rest of the log (draw.md section 10, steps 3 to 5,
//! 9 and 10).

use crate::beacon::{Beacon, BeaconError, Evidence};
use crate::chance::chances;
use crate::context::Proofs;
use crate::fault::{DrawFault, hold};
use crate::record::{BodyId, DrawCommit, DrawResult, JudgeId, PoolRow, Proof};
use crate::rules::{COURT, Deadlines, Rules, Speaker};
use crate::seat::{Bench, Candidates, Capacity, Judges, Seat, draw_seats};
use crate::seed::{SeedParts, seed};
use crate::vrf::Beta;
use crate::weak::Weak;
use std::sync::Arc;
use tarazy_docket::Hash;

/// How long after `at` the commit's entry may be written, in milliseconds.
const AT_SLACK: i64 = 5000;

/// Who accrues and who can be drawn, by the rows of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct People {
    pub(crate) duty: Arc<Judges>,
    pub(crate) eligible: Arc<Judges>,
}

impl People {
    /// True if these are the people of the rows: most draws have the same ones as the draw before.
    pub(crate) fn are_of(&self, pool: &[PoolRow]) -> bool {
        let same = |list: &Judges, of: fn(&PoolRow) -> bool| {
            let rows = pool.iter().filter(|r| of(r)).map(|r| (&r.id, r.alpha));
            list.iter().map(|(id, alpha)| (id, u32::from(alpha))).eq(rows)
        };
        same(&self.duty, |r| r.duty) && same(&self.eligible, |r| r.elig)
    }

    /// Fails for rows that are not sorted, or hold a capacity outside 1…1000.
    pub(crate) fn new(pool: &[PoolRow]) -> Result<Self, DrawFault> {
        let bad = || DrawFault::new(10, "seats", "the rows of the pool are not in order");
        let list = |of: fn(&PoolRow) -> bool| {
            let rows =
                pool.iter().filter(|r| of(r)).map(|r| Ok((r.id.clone(), Capacity::try_from(r.alpha)?)));
            let rows = rows.collect::<Result<Vec<_>, crate::seat::NotACapacity>>().map_err(|_| bad())?;
            Judges::new(rows).map(Arc::new).map_err(|_| bad())
        };
        let eligible = list(|r| r.elig)?;
        let duty = list(|r| r.duty)?;
        Ok(if duty == eligible {
            Self { duty: Arc::clone(&eligible), eligible }
        } else {
            Self { duty, eligible }
        })
    }
}

/// A committed draw with what its rules say of it.
#[derive(Debug, Clone)]
pub(crate) struct Committed {
    pub(crate) leaf: Hash,
    pub(crate) record: DrawCommit,
    /// What its contributors prove; none where there are none.
    pub(crate) alpha: Option<Hash>,
    pub(crate) people: People,
    pub(crate) rules: Arc<Rules>,
    pub(crate) speaker: Speaker,
    pub(crate) times: Deadlines,
}

/// The beacon that speaks for a draw, and its round.
pub(crate) type Voice = (Arc<dyn Beacon>, u64);

/// Step 3: the round follows from `at`, and the entry was written when it says.
pub(crate) fn check_round(
    commit: &DrawCommit,
    entry_time: i64,
    rules: &Rules,
    beacon: &dyn Beacon,
) -> Result<(), DrawFault> {
    let due = beacon.round_at_or_after(commit.at.saturating_add(rules.timing().delta));
    hold(commit.round == due, 3, "round", "the round does not follow from `at`")?;
    let since = entry_time.saturating_sub(crate::rules::millis(commit.at));
    hold((0..=AT_SLACK).contains(&since), 3, "at", "the entry's time does not fit `at`")
}

/// Step 5, the part known at the commit: contributors stand in order, the rules hold a key for each, and the court is one
/// of them where others make the numbers. Another beacon that speaks later adds nobody.
pub(crate) fn check_contributors(
    commit: &DrawCommit,
    rules: &Rules,
    beacon: &dyn Beacon,
) -> Result<(), DrawFault> {
    let ids = || commit.contributors.iter().map(|c| &c.id);
    let in_order = ids().is_sorted_by(|a, b| a < b);
    hold(in_order && commit.contributors.len() <= 255, 5, "contributors", "contributors are not in order")?;
    let has_court = ids().any(|id| id.as_str() == COURT);
    hold(has_court || !beacon.kind().needs_the_court(), 5, "contributors", "the court contributes nothing")?;
    ids().try_for_each(|id| rules.key(id).map(|_| ()))
}

impl Committed {
    /// The beacon that speaks, and its round: those of the commit, or by the codes of the result the fallback round or
    /// another beacon's.
    pub(crate) fn voice(
        &self,
        result: &DrawResult,
        known: impl FnOnce(&Hash) -> Option<Arc<dyn Beacon>>,
    ) -> Result<Voice, DrawFault> {
        let used = result.evidence.beacon();
        let (beacon, round) = if used != self.record.beacon {
            let ids = || self.rules.beacons();
            let place = |id: &Hash| ids().position(|other| other == id);
            let is_later = place(&used).is_some_and(|p| Some(p) > place(&self.record.beacon));
            let is_said = result.weak.contains(&Weak::BeaconSwitched);
            hold(is_later && is_said, 4, "beacon", "another beacon than the commit's")?;
            self.voice_of(&used, known)?
        } else if result.weak.contains(&Weak::Fallback) {
            self.fallback()
        } else {
            (Arc::clone(&self.speaker.beacon), self.record.round)
        };
        hold(result.round == round, 4, "round", "not the round of the commit or its fallback")?;
        Ok((beacon, round))
    }

    /// Another beacon of the rules, used because the commit's own is down.
    pub(crate) fn voice_of(
        &self,
        id: &Hash,
        known: impl FnOnce(&Hash) -> Option<Arc<dyn Beacon>>,
    ) -> Result<Voice, DrawFault> {
        let beacon = self.rules.speaker(id, known)?.beacon;
        let round = self.times.round_of(&*beacon, self.rules.timing());
        Ok((beacon, round))
    }

    /// The commit's beacon and its fallback round.
    pub(crate) fn fallback(&self) -> Voice {
        (Arc::clone(&self.speaker.beacon), self.times.fallback_round)
    }

    /// Step 5: the outputs of the contributors whose parts are shown. All of them must be there unless it is a fallback
    /// draw.
    pub(crate) fn betas(
        &self,
        reveals: &[Proof],
        is_fallback: bool,
        proofs: Proofs,
    ) -> Result<Vec<(BodyId, Beta)>, DrawFault> {
        check_contributors(&self.record, &self.rules, &*self.speaker.beacon)?;
        let promised = |id: &BodyId| self.record.contributors.iter().rev().find(|c| c.id == *id);
        let in_order = reveals.windows(2).all(|w| w[0].id < w[1].id);
        let known = reveals.iter().all(|r| promised(&r.id).is_some());
        hold(in_order && known, 5, "reveals", "not the contributors of the commit")?;
        let is_whole = self.record.contributors.iter().all(|c| reveals.iter().any(|r| r.id == c.id));
        hold(is_fallback || is_whole, 5, "missing", "a reveal is missing")?;
        let mut betas = Vec::with_capacity(reveals.len());
        for reveal in reveals {
            let beta = self.beta(reveal, proofs)?;
            betas.push((reveal.id.clone(), beta));
        }
        Ok(betas)
    }

    /// The output of one contributor's proof, if it is the one that he promised.
    pub(crate) fn beta(&self, reveal: &Proof, proofs: Proofs) -> Result<Beta, DrawFault> {
        let fault = |reason, detail: &str| DrawFault::new(5, reason, format!("{detail} {}", reveal.id));
        let key = self.rules.key(&reveal.id)?;
        let promised = self.record.contributors.iter().rev().find(|c| c.id == reveal.id);
        let promised = promised.ok_or_else(|| fault("reveals", "not a contributor of the commit:"))?;
        let alpha = self.alpha.ok_or_else(|| fault("reveals", "not a contributor of the commit:"))?;
        let beta = match proofs {
            Proofs::Check => key.verify(alpha.as_bytes(), &reveal.pi.0),
            Proofs::Derive => Beta::claimed(key.suite(), &reveal.pi.0),
        };
        let beta = beta.map_err(|_| fault("proof", "the proof does not hold of"))?;
        if beta.hash() == promised.beta_hash {
            Ok(beta)
        } else {
            Err(fault("beta", "not the promised output of"))
        }
    }

    /// The seed, once randomness and outputs are known.
    pub(crate) fn seed(
        &self,
        (beacon, round): &Voice,
        randomness: &[u8; 32],
        contributors: &[(BodyId, Beta)],
    ) -> Result<Hash, DrawFault> {
        seed(&SeedParts { commit: &self.leaf, beacon: beacon.id(), round: *round, randomness, contributors })
            .map_err(|e| DrawFault::new(9, "seed", e.to_string()))
    }

    /// Steps 4, 5, 9 and 10. Gives the seed.
    pub(crate) fn check(
        &self,
        result: &DrawResult,
        voice: &Voice,
        proofs: Proofs,
        randomness: impl FnOnce(&dyn Beacon, u64, &Evidence) -> Result<[u8; 32], BeaconError>,
    ) -> Result<Hash, DrawFault> {
        let randomness = randomness(&*voice.0, voice.1, &result.evidence)
            .map_err(|e| DrawFault::new(4, "evidence", e.to_string()))?;
        let is_fallback = result.weak.contains(&Weak::Fallback);
        let betas = self.betas(&result.reveals, is_fallback, proofs)?;
        let seed = self.seed(voice, &randomness, &betas)?;
        hold(result.seed == seed, 9, "seed", "another seed follows from the record")?;
        self.check_seats(result, &seed)?;
        Ok(seed)
    }

    /// Step 10: tickets, coins and winners on the balances that the result claims; the chance of a guess.
    fn check_seats(&self, result: &DrawResult, seed: &Hash) -> Result<(), DrawFault> {
        let eligible = &self.people.eligible;
        let candidates = Candidates::from_result(eligible, &result.owed)
            .map_err(|_| DrawFault::new(10, "owed", "not the balances of the eligible"))?;
        let positions = self.positions(eligible.len())?;
        let (seats, guess) = self.outcome(seed, &candidates, positions)?;
        let same = seats.len() == result.seats.len()
            && seats.iter().zip(&result.seats).all(|(seat, record)| seat.is(record, eligible));
        hold(same, 10, "seats", "other tickets or winners follow from the seed")?;
        hold(guess == result.guess_ppm, 10, "guess", "another chance of a guess follows")
    }

    /// Seats and reserves together, if there are judges enough.
    pub(crate) fn positions(&self, eligible: usize) -> Result<u32, DrawFault> {
        let positions = self.record.seats.checked_add(self.record.reserves);
        let fits = |p: &u32| self.record.seats >= 1 && usize::try_from(*p).is_ok_and(|p| p <= eligible);
        positions.filter(fits).ok_or_else(|| DrawFault::new(10, "seats", "more seats than judges"))
    }

    /// What the seed decides on these balances: seats, and the best chance of a guess of the first.
    pub(crate) fn outcome(
        &self,
        seed: &Hash,
        candidates: &Candidates<'_>,
        positions: u32,
    ) -> Result<(Vec<Seat>, u64), DrawFault> {
        let incompatible = self.pairs();
        let bench = Bench { positions, incompatible: &incompatible };
        let mut seats = Vec::new();
        draw_seats(seed, candidates, bench, self.rules.beta(), &mut seats)
            .map_err(|_| DrawFault::new(10, "seats", "nobody is left for a seat"))?;
        Ok((seats, chances(candidates, self.rules.beta()).guess_ppm()))
    }

    /// Who may not sit together.
    pub(crate) fn pairs(&self) -> Vec<(JudgeId, JudgeId)> {
        self.record.incompatible.iter().map(|(a, b, _)| (a.clone(), b.clone())).collect()
    }

    /// The weight of each seat.
    pub(crate) fn weights(&self) -> Vec<crate::balance::Weight> {
        let weight = crate::balance::Weight::try_from(self.record.weight).unwrap_or_default();
        self.rules.seat_weights(weight, self.record.seats)
    }
}
