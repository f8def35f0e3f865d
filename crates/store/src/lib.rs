//! The store: truth, read models and jobs in SQLite or PostgreSQL, and the one writer that commits to them.
//!
//! A write is data ([`batch`]): statements with values and expectations, applied as a whole or not at all by an
//! [`engine`]. The SQL is written once, in the words that both engines understand; only this room knows SQL drivers.
//!
//! The way of a command: a face puts a [`Command`] into the queue of the [`writer`]; the [`Office`] decides it at a
//! [`Desk`], in memory; what it laid down is committed with that of other commands in one transaction, behind the fence of
//! the sequencer ([`lock`]); then it is answered. What an entry means for the read models is projected by the office, in
//! the same transaction and again by a [`rebuild`].
//!
//! No office is known here, and no clock or random source is started: both are passed in. The room imports `docket` alone.
//! Its truth is docket.md sections 8, 17 and 18.

pub mod backup;
pub mod batch;
pub mod book;
pub mod chatter;
pub mod clock;
pub mod command;
pub mod database;
pub mod derived;
pub mod desk;
pub mod engine;
pub mod entropy;
pub mod error;
pub mod lock;
pub mod migrate;
pub mod numbering;
pub mod office;
pub mod read_back;
pub mod rebuild;
pub mod record;
pub mod refusal;
pub mod truth;
pub mod vault;
pub mod writer;

mod layer;
mod postgres;
mod sqlite;
mod tables;

pub use batch::{Batch, Expect, Part, Row, SqlValue, Step, Stmt};
pub use clock::Clock;
pub use command::{Answer, Command};
pub use database::{Database, Maintenance, Sequencer};
pub use desk::Desk;
pub use engine::{Dialect, Engine, Reader};
pub use entropy::Entropy;
pub use error::StoreError;
pub use office::Office;
pub use record::Record;
pub use refusal::Refusal;
pub use vault::{CannotOpen, Vault};
pub use writer::{Tools, Writer};

/// Every statement of this room, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static Stmt> {
    let truth = truth::STATEMENTS.iter().copied();
    truth.chain([lock::STATEMENTS, backup::STATEMENTS]).flatten().copied().collect()
}
