//! A flow of cases from a file: read strictly, laid out in time, ready to be replayed into an empty installation.
//!
//! Everything here is a function of its inputs: bytes, the law, a seed, today's date. [`rows`] reads and rejects,
//! [`courts`] derives courts and judges, [`scenario`] invents absences and recusals, [`plan`] merges all into days,
//! [`synthetic`] makes a flow of the same shape where no file is at hand.

pub mod corrections;
pub mod courts;
pub mod plan;
pub mod random;
pub mod rows;
pub mod scenario;
pub mod synthetic;

pub use corrections::Corrections;
pub use courts::{Court, Courts, Judge};
pub use plan::{Day, Plan};
pub use rows::{Flow, Reason, Reject, Row};
pub use scenario::Scenario;
