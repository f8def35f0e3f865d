//! Numbers, seeds, samples, the order of a batch.

use super::{Answer, outputs, words};
use crate::balance::batch_order;
use crate::record::{BodyId, Code};
use crate::sample::quotas;
use crate::seed::{SeedParts, stratum_seed};
use crate::uniform::{Label, Stream};
use crate::vrf::Beta;
use core::num::NonZeroU128;
use serde::Deserialize;
use serde_json::{Map, json};
use tarazy_docket::Hash;

#[derive(Deserialize)]
pub(super) struct Uniform {
    seed: Hash,
    label: String,
    modulus: String,
    count: usize,
}

pub(super) fn uniform(x: &Uniform) -> Answer {
    let modulus: u128 = x.modulus.parse().map_err(words)?;
    let modulus = NonZeroU128::new(modulus).ok_or("modulus 0")?;
    let mut stream = Stream::new(&x.seed, x.label.parse::<Label>().map_err(words)?);
    let values: Vec<String> = (0..x.count).map(|_| stream.uniform(modulus).to_string()).collect();
    outputs([("values", json!(values)), ("blocks", json!(stream.blocks()))])
}

/// The parts of a seed.
#[derive(Deserialize)]
pub(super) struct Parts {
    commit_leaf_hash: Hash,
    beacon_id: Hash,
    round: u64,
    randomness: Hash,
    contributors: Vec<(BodyId, String)>,
}

impl Parts {
    pub(super) fn seed(&self) -> Result<Hash, String> {
        let contributors = betas(&self.contributors)?;
        let parts = SeedParts {
            commit: &self.commit_leaf_hash,
            beacon: &self.beacon_id,
            round: self.round,
            randomness: self.randomness.as_bytes(),
            contributors: &contributors,
        };
        crate::seed::seed(&parts).map_err(words)
    }
}

/// Outputs of contributors from their hex digits.
pub(super) fn betas(rows: &[(BodyId, String)]) -> Result<Vec<(BodyId, Beta)>, String> {
    rows.iter().map(|(id, hex)| Ok((id.clone(), Beta::from_hex(hex).map_err(words)?))).collect()
}

pub(super) fn seed(x: &Parts) -> Answer {
    outputs([("seed", json!(x.seed()?))])
}

#[derive(Deserialize)]
pub(super) struct Sample {
    seed: Hash,
    label: String,
    #[serde(rename = "N")]
    size: u64,
    k: u64,
}

pub(super) fn sample(x: &Sample) -> Answer {
    let label = x.label.parse().map_err(words)?;
    let indices = crate::sample::sample(&x.seed, label, x.size, x.k).map_err(words)?;
    outputs([("indices", json!(indices))])
}

#[derive(Deserialize)]
pub(super) struct Strata {
    seed: Hash,
    strata: Vec<(Code, u64)>,
    k: u64,
}

pub(super) fn strata(x: &Strata) -> Answer {
    let counts = quotas(&x.strata, x.k).map_err(words)?;
    let (mut by_id, mut indices) = (Map::new(), Map::new());
    for ((id, size), count) in x.strata.iter().zip(counts) {
        let seed = stratum_seed(&x.seed, id);
        let drawn = crate::sample::sample(&seed, Label::Jury, *size, count).map_err(words)?;
        by_id.insert(id.to_string(), json!(count));
        indices.insert(id.to_string(), json!(drawn));
    }
    outputs([("quotas", by_id.into()), ("indices", indices.into())])
}

#[derive(Deserialize)]
pub(super) struct Seeds {
    seeds: Vec<Hash>,
}

pub(super) fn batch(x: &Seeds) -> Answer {
    outputs([("order", json!(batch_order(&x.seeds)))])
}
