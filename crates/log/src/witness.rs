//! A log witness (C2SP tlog-witness): it cosigns the checkpoints of the logs that it knows, if each continues the one
//! before. It serves any such log, not only ours.
//!
//! What is accepted is decided by a pure function ([`decide`]); [`Witness`] keeps what it cosigned of each log in files
//! ([`History`]) and persists the newest before it answers. HTTP is elsewhere.

mod decide;
mod history;
mod request;
mod segment;
mod server;

pub use decide::{Accepted, Known, Refusal, decide};
pub use history::{History, KEEP_SECONDS};
pub use request::{MAX_REQUEST, Malformed, Request};
pub use segment::{Cosigned, SEGMENT};
pub use server::{Reply, Witness, WitnessError};
