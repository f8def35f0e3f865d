//! The draw: its arithmetic alone, with what a result carries, and with its entries in the court's database.

mod records;

use super::log::{Shape, make};
use super::{Figure, Scratch, time};
use crate::failure::Failure;
use tarazy_docket::{Hash, sha256};
use tarazy_draw::balance::{Balances, Draw, Weight, decide, resolve};
use tarazy_draw::chance::chances;
use tarazy_draw::record::JudgeId;
use tarazy_draw::seat::{Beta256, Candidates, Capacity, Judges};

/// Draws of the arithmetic for each draw with records.
const RECORDED_SHARE: u64 = 40;
/// Judges on duty.
const JUDGES: u32 = 30;
/// Weights in micro-points as they follow each other: those of draw.md section 16 in about its shares.
const WEIGHTS: [i64; 8] =
    [1_000_000, 2_000_000, 1_000_000, 3_000_000, 1_000_000, 5_000_000, 2_000_000, 8_000_000];
/// The mean weight by which balances are capped.
const MEAN: i64 = 2_500_000;

/// Measures so many draws.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let division = Division::new()?;
    let mut ledger = Balances::new();
    let mut drawn = Vec::new();
    let ((), arithmetic) = time(|| {
        division.each(count, |draw| decide(&mut ledger, draw, &mut drawn).map_err(Failure::not_done))
    })?;
    let mut recorded = Balances::new();
    let ((), with_records) = time(|| {
        division.each(count, |draw| {
            let candidates = Candidates::from_ledger(draw.eligible, &recorded);
            chances(&candidates, draw.beta).guess_ppm();
            resolve(&mut recorded, draw).map_err(Failure::not_done)?;
            recorded.hash();
            Ok(())
        })
    })?;
    if recorded != ledger {
        return Err(Failure::not_done("the two ways of drawing differ"));
    }
    let mut figures = vec![
        Figure::rate("draws of 30 judges with ledger, one core", count, arithmetic, "draws/s"),
        Figure::rate("the same with seat, balances, hash, best guess", count, with_records, "draws/s"),
    ];
    figures.extend(records::run((count / RECORDED_SHARE).max(1))?);
    figures.push(contributed(count / RECORDED_SHARE)?);
    Ok(figures)
}

/// So many draws to which the court contributes, proved, checked and decided by the protocol, in a log that is sealed with
/// all syncs; without the court's database.
fn contributed(count: u64) -> Result<Figure, Failure> {
    let scratch = Scratch::new("contributed")?;
    let shape = Shape { divisions: 20, judges: 10, cases: 25, docket: &[], contributes: true, troubles: 30 };
    let (held, seconds) = time(|| make(&scratch.0, &shape, 3 * count))?;
    Ok(Figure::rate("draws with the court's VRF, by the protocol, sealed", held.draws, seconds, "draws/s"))
}

/// A division of thirty judges, some of them not full time.
struct Division {
    judges: Judges,
    weights: Vec<Weight>,
    mean: Weight,
}

impl Division {
    fn new() -> Result<Self, Failure> {
        let capacity = |n: u32| match n {
            n if n % 5 == 4 => 500,
            n if n % 10 == 3 => 250,
            _ => 1000,
        };
        let judge = |n: u32| {
            let id = format!("J{n:02}").parse::<JudgeId>().map_err(Failure::not_done)?;
            Ok((id, Capacity::try_from(capacity(n)).map_err(Failure::not_done)?))
        };
        let judges = (0..JUDGES).map(judge).collect::<Result<Vec<_>, Failure>>()?;
        let weights = WEIGHTS.iter().map(|w| Weight::try_from(*w)).collect::<Result<_, _>>();
        Ok(Self {
            judges: Judges::new(judges).map_err(Failure::not_done)?,
            weights: weights.map_err(Failure::not_done)?,
            mean: Weight::try_from(MEAN).map_err(Failure::not_done)?,
        })
    }

    /// So many draws, each with a seed and a weight of its own.
    fn each(
        &self,
        count: u64,
        mut what: impl FnMut(&Draw<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for (n, weight) in (0..count).zip(self.weights.iter().cycle()) {
            let seed: Hash = sha256(&[&n.to_be_bytes()]);
            what(&Draw {
                seed: &seed,
                eligible: &self.judges,
                duty: &self.judges,
                weights: core::slice::from_ref(weight),
                reserves: 0,
                incompatible: &[],
                beta: Beta256::HALF,
                mean_weight: Some(self.mean),
            })?;
        }
        Ok(())
    }
}
