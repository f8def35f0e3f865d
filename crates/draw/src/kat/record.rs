//! A complete commit and result, byte for byte, with the proofs behind them.

use super::arithmetic::betas;
use super::{Answer, outputs, words};
use crate::balance::{Balances, Draw, Weight, resolve};
use crate::beacon;
use crate::chance::chances;
use crate::record::{Body as _, BodyId, DrawCommit, Evidence, JudgeId, KeyRule, Proof};
use crate::seat::{Beta256, Candidates};
use crate::seed::{SeedParts, alpha, seed};
use crate::steps::People;
use crate::vrf::{PublicKey, Suite};
use serde::Deserialize;
use serde_json::json;
use tarazy_docket::{Hash, Object, Value, from_value, leaf_hash, to_value};

#[derive(Deserialize)]
pub(super) struct Record {
    commit: Object,
    owed: Vec<(JudgeId, i64)>,
    beta256: Beta256,
    mean_weight: Option<Weight>,
    panel_share: u16,
    randomness: Hash,
    betas: Vec<(BodyId, String)>,
    keys: Vec<KeyRule>,
    result: Object,
}

pub(super) fn record(x: &Record) -> Answer {
    let body = body(&x.commit)?;
    let commit = DrawCommit::from_object(body).map_err(words)?;
    let commit_text = Value::Object(x.commit.clone()).to_bytes();
    let leaf = leaf_hash(&commit_text);
    let proved = alpha(body);
    let contributors = betas(&x.betas)?;
    let seed = seed(&SeedParts {
        commit: &leaf,
        beacon: &commit.beacon,
        round: commit.round,
        randomness: x.randomness.as_bytes(),
        contributors: &contributors,
    })
    .map_err(words)?;
    let people = People::new(&commit.pool).map_err(words)?;
    let mut ledger = Balances::from_rows(x.owed.clone(), 0).map_err(words)?;
    let guess = chances(&Candidates::from_ledger(&people.eligible, &ledger), x.beta256).guess_ppm();
    let whole = Weight::try_from(commit.weight).map_err(words)?;
    let weights: Vec<Weight> =
        (0..commit.seats).map(|k| if k == 0 { whole } else { whole.share(x.panel_share) }).collect();
    let pairs: Vec<_> = commit.incompatible.iter().map(|(a, b, _)| (a.clone(), b.clone())).collect();
    let draw = Draw {
        seed: &seed,
        eligible: &people.eligible,
        duty: &people.duty,
        weights: &weights,
        reserves: commit.reserves,
        incompatible: &pairs,
        beta: x.beta256,
        mean_weight: x.mean_weight,
    };
    let resolved = resolve(&mut ledger, &draw).map_err(words)?;
    let value = |v: Result<Value, tarazy_docket::convert::ConvertError>| v.map_err(words);
    let result_body = self::body(&x.result)?
        .clone()
        .with("commit", leaf.to_hex())
        .with("base", leaf.to_hex())
        .with("place", Value::Int(0))
        .with("seed", seed.to_hex())
        .with("owed", value(to_value(&resolved.owed))?)
        .with("seats", value(to_value(&resolved.seats))?)
        .with("owed_hash", ledger.hash().to_hex())
        .with("guess_ppm", value(to_value(&guess))?);
    let (randomness, found) = proofs(x, &commit, &proved, &result_body)?;
    let result_text = Value::Object(x.result.clone().with("body", result_body)).to_bytes();
    outputs([
        ("commit_text", json!(text(&commit_text)?)),
        ("commit_leaf", json!(leaf)),
        ("alpha", json!(proved)),
        ("seed", json!(seed)),
        ("seats", json!(resolved.seats)),
        ("owed_hash", json!(ledger.hash())),
        ("result_text", json!(text(&result_text)?)),
        ("result_leaf", json!(leaf_hash(&result_text))),
        // Given, but to be had from the proofs too.
        ("randomness", json!(randomness)),
        ("betas", json!(found)),
    ])
}

/// The randomness that the evidence proves, and the outputs that the contributors' proofs prove.
fn proofs(
    x: &Record,
    commit: &DrawCommit,
    proved: &Hash,
    result: &Object,
) -> Result<(Hash, Vec<(BodyId, String)>), String> {
    let member = |name: &str| result.get(name).ok_or_else(|| format!("the result has no {name}"));
    let evidence: Evidence = from_value(member("evidence")?).map_err(words)?;
    let source = beacon::open(&commit.beacon, None).map_err(words)?;
    let randomness = source.verify(commit.round, &evidence).map_err(words)?;
    let reveals: Vec<Proof> = from_value(member("reveals")?).map_err(words)?;
    let mut found = Vec::new();
    for reveal in reveals {
        let key = x.keys.iter().find(|k| k.id == reveal.id).ok_or("no key of a contributor")?;
        let key = Suite::try_from(key.suite).and_then(|suite| PublicKey::from_bytes(suite, &key.pk.0));
        let beta = key.and_then(|key| key.verify(proved.as_bytes(), &reveal.pi.0)).map_err(words)?;
        let promised = commit.contributors.iter().find(|c| c.id == reveal.id);
        if promised.is_none_or(|c| c.beta_hash != beta.hash()) {
            return Err(format!("{} promised another output", reveal.id));
        }
        found.push((reveal.id, hex::encode(beta.as_bytes())));
    }
    Ok((Hash(randomness), found))
}

fn body(entry: &Object) -> Result<&Object, String> {
    entry.get("body").and_then(Value::as_object).ok_or_else(|| "an entry has a body".into())
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    core::str::from_utf8(bytes).map_err(words)
}
