//! A log witness (C2SP tlog-witness): it cosigns the checkpoints of the logs that it knows, if each continues the one
//! before. It serves any such log, not only ours.
//!
//! What is accepted is decided by a pure function ([`decide`]); [`Witness`] keeps the last cosigned checkpoint of each log in
//! a file and persists the new one before it answers. HTTP is elsewhere.

mod decide;
mod request;
mod server;

pub use decide::{Accepted, Known, Refusal, decide};
pub use request::{MAX_REQUEST, Malformed, Request};
pub use server::{Reply, Witness, WitnessError};
