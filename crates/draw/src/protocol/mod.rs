//! The court's side of the protocol: what the writer writes, computed so that replay accepts it (draw.md sections 8, 9).
//!
//! Everything here reads a ledger and gives records; nothing here changes one. The writer turns a record into an entry,
//! and when the entry has its place it applies it to the ledger like everybody else. In order:
//!
//! 1. [`Ledger::prepare`] for a registered case: a commit, an assignment without a draw, or the alarm `no-candidate`.
//! 2. For a commit: [`alpha`] goes to the contributors, their promises are added by [`with_contributors`], the entry is
//!    written within five seconds.
//! 3. [`Ledger::due`] from time to time: commits to be witnessed, rounds that have spoken, overdue draws.
//! 4. [`Ledger::check_reveal`] for each contributor's proof after the round; each is an entry.
//! 5. [`Ledger::results`] for a round with its evidence: all draws of it at once, in the order of the batch.
//! 6. Corrections: [`Ledger::void_unwitnessed`] and its like, [`Ledger::refund`], [`Ledger::recategorise`],
//!    [`Ledger::settle_leave`], [`Ledger::redraw`], [`Ledger::follow`].

mod correct;
mod due;
mod follow;
mod prepare;
mod results;
mod void;

pub use correct::CorrectError;
pub use due::{Due, DueRound};
pub use follow::{Follow, Followed};
pub use prepare::{PrepareError, Prepared, Request, alpha, waits, with_contributors};
pub use results::{Part, ResultsError};
pub use void::VoidError;

#[cfg(doc)]
use crate::Ledger;
