//! Committing what a round has laid down: one transaction.

use super::Tools;
use crate::batch::{Batch, Step};
use crate::book::End;
use crate::database::Sequencer;
use crate::error::StoreError;
use crate::layer::{Item, Layer};
use crate::lock::advance_sequencer;
use crate::truth;

/// Writes a layer and moves the sequencer row to `end`. The fence comes first, so that nothing else is tried by a writer
/// that has been replaced.
pub(super) fn commit(
    seat: &mut Sequencer,
    end: End,
    layer: Layer,
    tools: &mut Tools,
) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    batch.push(advance_sequencer(&seat.fence, end)?);
    batch.push(truth::forget_answers(tools.clock.now()));
    batch.steps.append(&mut steps(layer, tools)?);
    seat.engine.apply(&batch)?;
    seat.fence.next_index = end.next_index;
    Ok(())
}

fn steps(layer: Layer, tools: &mut Tools) -> Result<Vec<Step>, StoreError> {
    let (items, records) = layer.into_items();
    let mut steps = Vec::with_capacity(items.len() * 2);
    for item in items {
        match item {
            Item::Step(step) => steps.push(step),
            Item::Record(at) => {
                let mut of_record = truth::insert(&records[at], &tools.vault, tools.entropy.as_mut())?;
                steps.append(&mut of_record);
            }
        }
    }
    Ok(steps)
}
