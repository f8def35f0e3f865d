//! Rounds, local beacons, dice, and what contributors prove.

use super::arithmetic::betas;
use super::{Answer, outputs, words};
use crate::beacon::{Rounds, dice, local};
use crate::record::BodyId;
use serde::Deserialize;
use serde_json::json;
use tarazy_docket::{Hash, Object};

#[derive(Deserialize)]
pub(super) struct Alpha {
    body: Object,
}

pub(super) fn alpha(x: &Alpha) -> Answer {
    outputs([("alpha", json!(crate::seed::alpha(&x.body)))])
}

#[derive(Deserialize)]
pub(super) struct Round {
    genesis: i64,
    period: i64,
    t: i64,
}

pub(super) fn round(x: &Round) -> Answer {
    let rounds = Rounds::new(x.genesis, x.period).map_err(words)?;
    let round = rounds.at_or_after(x.t);
    outputs([("round", json!(round)), ("time", json!(rounds.time(round)))])
}

#[derive(Deserialize)]
pub(super) struct Local {
    info: Object,
    round: u64,
    betas: Vec<(BodyId, String)>,
}

pub(super) fn local(x: &Local) -> Answer {
    let id = local::id(&x.info);
    let randomness = local::output(&id, x.round, &betas(&x.betas)?).map_err(words)?;
    outputs([
        ("beacon_id", json!(id)),
        ("alpha", json!(hex::encode(local::alpha(&id, x.round)))),
        ("randomness", json!(Hash(randomness))),
    ])
}

#[derive(Deserialize)]
pub(super) struct Dice {
    announcement_leaf_hash: Hash,
    digits: String,
}

pub(super) fn dice(x: &Dice) -> Answer {
    let id = dice::id(&x.announcement_leaf_hash);
    let digits = x.digits.parse().map_err(words)?;
    outputs([("beacon_id", json!(id)), ("randomness", json!(Hash(dice::output(&id, &digits))))])
}
