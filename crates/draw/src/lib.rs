//! The draw: who gets a case, by rules that anybody can replay.
//!
//! This room is for the arithmetic of the draw, its records, the ledger as a fold of the log, beacons and verifiable
//! random functions, and the checks of one draw. It is pure: no I/O, no clock, no randomness of its own. It imports
//! `tarazy-docket` alone. Its truth is the specification `docs/spec/draw.md`; the reference program and its known
//! answers stand in `independent/python`.

extern crate alloc;

pub mod audit;
pub mod balance;
pub mod beacon;
pub mod bundle;
pub mod chance;
pub mod context;
mod fault;
pub mod fingerprint;
pub mod kat;
pub mod ledger;
pub mod pool;
pub mod protocol;
pub mod record;
pub mod rules;
pub mod sample;
pub mod seat;
pub mod seed;
pub mod simulate;
mod steps;
pub mod uniform;
pub mod vrf;
pub mod weak;

pub use bundle::Bundle;
pub use context::{Context, NoteClaim, Proofs, Standing};
pub use fault::DrawFault;
pub use ledger::Ledger;
pub use rules::Rules;
pub use weak::Weak;

#[cfg(test)]
mod testing;
