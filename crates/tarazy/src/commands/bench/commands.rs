//! The path of commands inside the process: decision, encryption, read models, one durable transaction a batch. Without HTTP
//! and without submitters' signatures, which `docs/performance.md` says.

use super::gate::{claim, court};
use super::{Figure, Scratch, per_second, time};
use crate::commands::init::Extras;
use crate::failure::Failure;
use crate::node::{Node, command};
use tarazy_registry::to_body;

/// Commands that wait together.
const BATCH: u64 = 256;
/// Commands that are measured one by one.
const SINGLES: u64 = 200;

/// Measures so many claims; each is a command of two entries.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("commands")?;
    let installation = court(&scratch, Extras::default())?;
    let mut node = Node::open(&installation)?;
    let body = to_body(&claim())?;
    let claim = |n: u64| {
        command(&format!("claim {n}").replace(' ', "-"), "party", "filing.receive", body.clone(), None)
    };
    let ((), batched) = time(|| {
        let mut n = 0;
        while n < count {
            let batch = (n..count.min(n + BATCH)).map(claim).collect();
            for outcome in node.run_batch(batch) {
                outcome?;
            }
            n += BATCH;
        }
        Ok(())
    })?;
    let ((), single) = time(|| {
        for n in 0..SINGLES {
            node.run(claim(count + n))?;
        }
        Ok(())
    })?;
    Ok(vec![
        Figure::rate("claims in batches of 256, durable", count, batched, "commands/s"),
        Figure {
            name: "a claim alone, until it is durable".to_owned(),
            value: 1000.0 / per_second(SINGLES, single),
            unit: "ms",
            against: None,
        },
    ])
}
