//! The draw's arithmetic: seats of 30 judges with their settlement, without records and proofs.

use super::{Figure, time};
use crate::failure::Failure;
use tarazy_docket::sha256;
use tarazy_draw::balance::{Balances, Draw, Weight, resolve};
use tarazy_draw::record::JudgeId;
use tarazy_draw::seat::{Beta256, Capacity, Judges};

const JUDGES: u32 = 30;

/// Measures so many draws.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let judge = |n: u32| Ok((format!("J{n:02}").parse::<JudgeId>()?, Capacity::FULL));
    let judges: Result<Vec<_>, tarazy_draw::record::NotAnId> = (0..JUDGES).map(judge).collect();
    let judges = Judges::new(judges.map_err(Failure::not_done)?).map_err(Failure::not_done)?;
    let weight = Weight::try_from(1_000_000).map_err(Failure::not_done)?;
    let mut ledger = Balances::new();
    let ((), seconds) = time(|| {
        for n in 0..count {
            let seed = sha256(&[&n.to_be_bytes()]);
            let draw = Draw {
                seed: &seed,
                eligible: &judges,
                duty: &judges,
                weights: &[weight],
                reserves: 0,
                incompatible: &[],
                beta: Beta256::HALF,
                mean_weight: Some(weight),
            };
            resolve(&mut ledger, &draw).map_err(Failure::not_done)?;
        }
        Ok(())
    })?;
    Ok(vec![Figure::rate("draws of 30 judges with settlement, one core", count, seconds, "draws/s")])
}
