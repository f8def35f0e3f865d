//! Whole lives of divisions: written by the court's side, folded again by somebody else, changed by a liar.

mod alarms;
mod corrections;
mod life;
mod lives;
mod mutation;
mod other_program;
mod plan;
mod scenes;
pub(crate) mod world;
