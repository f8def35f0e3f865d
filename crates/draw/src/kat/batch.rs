//! Draws on a ledger: chains, benches, refunds, chances, a batch with a draw that leaves it.

use super::arithmetic::{Parts, betas};
use super::{Answer, outputs, words};
use crate::balance::{ACCOUNT, Balances, Draw, Resolved, Weight, batch_order, resolve, settle_seats};
use crate::chance::chances;
use crate::record::{BodyId, JudgeId};
use crate::seat::{Beta256, Candidates, Judges};
use crate::seed::SeedParts;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tarazy_docket::Hash;

/// Balances as a map, the account among them.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Owed(BTreeMap<String, i64>);

impl Owed {
    fn balances(&self) -> Result<Balances, String> {
        let judges = self.0.iter().filter(|(id, _)| *id != ACCOUNT);
        let rows =
            judges.map(|(id, n)| Ok((id.parse().map_err(words)?, *n))).collect::<Result<_, String>>()?;
        Balances::from_rows(rows, self.0.get(ACCOUNT).copied().unwrap_or(0)).map_err(words)
    }
}

/// A ledger as the file writes it: the account stands there once something was capped.
fn after(ledger: &Balances, is_capped: bool) -> Value {
    let mut rows: Map<String, Value> = ledger.iter().map(|(id, n)| (id.to_string(), json!(n))).collect();
    if is_capped {
        rows.insert(ACCOUNT.to_owned(), json!(ledger.account()));
    }
    rows.into()
}

#[derive(Deserialize)]
pub(super) struct Chain {
    beta256: Beta256,
    mean_weight: Option<Weight>,
    owed: Owed,
    draws: Vec<ChainDraw>,
}

#[derive(Deserialize)]
struct ChainDraw {
    #[serde(flatten)]
    parts: Parts,
    weight: Weight,
    duty: Judges,
    eligible: Judges,
}

pub(super) fn chain(x: &Chain) -> Answer {
    let mut ledger = x.owed.balances()?;
    let mut results = Vec::new();
    for d in &x.draws {
        let seed = d.parts.seed()?;
        let draw = Draw {
            seed: &seed,
            eligible: &d.eligible,
            duty: &d.duty,
            weights: &[d.weight],
            reserves: 0,
            incompatible: &[],
            beta: x.beta256,
            mean_weight: x.mean_weight,
        };
        let resolved = resolve(&mut ledger, &draw).map_err(words)?;
        let mut row = serde_json::to_value(resolved.seats.first()).map_err(words)?;
        row["seed"] = json!(seed);
        row["owed_after"] = after(&ledger, x.mean_weight.is_some());
        results.push(row);
    }
    outputs([("results", results.into())])
}

#[derive(Deserialize)]
pub(super) struct Panel {
    seed: Hash,
    beta256: Beta256,
    duty: Judges,
    eligible: Judges,
    owed: Owed,
    seats: usize,
    reserves: u32,
    weights: Vec<Weight>,
    incompatible: Vec<(JudgeId, JudgeId)>,
}

pub(super) fn panel(x: &Panel) -> Answer {
    if x.weights.len() != x.seats {
        return Err("one weight for each seat".into());
    }
    let mut ledger = x.owed.balances()?;
    let draw = Draw {
        seed: &x.seed,
        eligible: &x.eligible,
        duty: &x.duty,
        weights: &x.weights,
        reserves: x.reserves,
        incompatible: &x.incompatible,
        beta: x.beta256,
        mean_weight: None,
    };
    let Resolved { seats, .. } = resolve(&mut ledger, &draw).map_err(words)?;
    outputs([("results", json!(seats)), ("owed_after", after(&ledger, false))])
}

#[derive(Deserialize)]
pub(super) struct Refund {
    owed: Owed,
    duty: Judges,
    weight: Weight,
    judge: JudgeId,
}

pub(super) fn refund(x: &Refund) -> Answer {
    let mut ledger = x.owed.balances()?;
    ledger.unsettle(&x.duty, x.weight, &x.judge).map_err(words)?;
    outputs([("owed_after", after(&ledger, false))])
}

#[derive(Deserialize)]
pub(super) struct Chance {
    eligible: Judges,
    owed: Owed,
    beta256: Beta256,
}

pub(super) fn chance(x: &Chance) -> Answer {
    let ledger = x.owed.balances()?;
    let candidates = Candidates::from_ledger(&x.eligible, &ledger);
    let found = chances(&candidates, x.beta256);
    let numerators: Vec<Value> = found.numerators.iter().map(|(id, n)| json!([id, n.to_string()])).collect();
    outputs([
        ("numerators", numerators.into()),
        ("denominator", json!(found.denominator.to_string())),
        ("guess_ppm", json!(found.guess_ppm())),
    ])
}

#[derive(Deserialize)]
pub(super) struct LedgerBatch {
    beta256: Beta256,
    mean_weight: Option<Weight>,
    owed: Owed,
    beacon_id: Hash,
    round: u64,
    randomness: Hash,
    fallback_round: u64,
    fallback_randomness: Hash,
    commits: Vec<BatchCommit>,
}

#[derive(Deserialize)]
struct BatchCommit {
    commit_leaf_hash: Hash,
    /// An empty text: not revealed in time.
    contributors: Vec<(BodyId, String)>,
    weights: Vec<Weight>,
    duty: Judges,
    eligible: Judges,
}

impl LedgerBatch {
    fn seed(&self, commit: &BatchCommit, round: u64, randomness: &Hash) -> Result<Hash, String> {
        let revealed: Vec<_> =
            commit.contributors.iter().filter(|(_, beta)| !beta.is_empty()).cloned().collect();
        let parts = SeedParts {
            commit: &commit.commit_leaf_hash,
            beacon: &self.beacon_id,
            round,
            randomness: randomness.as_bytes(),
            contributors: &betas(&revealed)?,
        };
        crate::seed::seed(&parts).map_err(words)
    }

    fn draw<'a>(&self, commit: &'a BatchCommit, seed: &'a Hash) -> Draw<'a> {
        Draw {
            seed,
            eligible: &commit.eligible,
            duty: &commit.duty,
            weights: &commit.weights,
            reserves: 0,
            incompatible: &[],
            beta: self.beta256,
            mean_weight: self.mean_weight,
        }
    }
}

pub(super) fn ledger_batch(x: &LedgerBatch) -> Answer {
    let base = x.owed.balances()?;
    let left = |k: &usize| x.commits[*k].contributors.iter().any(|(_, beta)| beta.is_empty());
    let (dropped, whole): (Vec<usize>, Vec<usize>) = (0..x.commits.len()).partition(left);
    let mut ledger = base.clone();
    let mut seen = base.clone();
    let mut results = Vec::new();
    let mut seeds = Vec::new();
    for k in &whole {
        seeds.push(x.seed(&x.commits[*k], x.round, &x.randomness)?);
    }
    let row = |k: usize, round: u64, seed: &Hash, place: usize, resolved: &Resolved, ledger: &Balances| {
        json!({
            "commit": k, "round": round, "seed": seed, "owed": resolved.owed, "seats": resolved.seats,
            "place": place, "owed_hash": ledger.hash(),
        })
    };
    for (place, n) in batch_order(&seeds).into_iter().enumerate() {
        let (k, seed) = (whole[n], &seeds[n]);
        let draw = x.draw(&x.commits[k], seed);
        let resolved = resolve(&mut seen, &draw).map_err(words)?;
        settle_seats(&mut ledger, &draw, &resolved.seats).map_err(words)?;
        results.push(row(k, x.round, seed, place, &resolved, &ledger));
    }
    for k in &dropped {
        let seed = x.seed(&x.commits[*k], x.fallback_round, &x.fallback_randomness)?;
        let draw = x.draw(&x.commits[*k], &seed);
        let resolved = resolve(&mut base.clone(), &draw).map_err(words)?;
        settle_seats(&mut ledger, &draw, &resolved.seats).map_err(words)?;
        results.push(row(*k, x.fallback_round, &seed, 0, &resolved, &ledger));
    }
    let owed_after = after(&ledger, x.mean_weight.is_some());
    outputs([("dropped", json!(dropped)), ("results", results.into()), ("owed_after", owed_after)])
}
