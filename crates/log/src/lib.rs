//! The log: from committed entries to tiles, checkpoints, cosignatures and receipts.
//!
//! This room is the input and output around `docket`: the sealer and its guard, the object store, the log witnesses (as a
//! client and as a server's core), receipts, export, the check of everything against everything. All that it writes follows from the
//! entries and can be made again from them, except the guard and a witness's state, which remember what was signed.
//! Time and randomness are passed in. Its truth is `docs/spec/docket.md` sections 9 to 11, 13 and 18, and the C2SP
//! documents tlog-tiles, tlog-witness, tlog-cosignature and tlog-proof.

pub mod cache;
pub mod disk;
pub mod durable;
mod edge;
pub mod entries;
pub mod export;
pub mod fsck;
pub mod guard;
pub mod keys;
mod log_keys;
pub mod objects;
pub mod outgoing;
pub mod pkcs11;
pub mod promises;
pub mod published;
pub mod receipt;
pub mod recover;
pub mod schemas;
pub mod sealer;
pub mod signing;
pub mod tiles;
mod withheld;
pub mod witness;
pub mod witnesses;

pub use entries::{Entries, EntriesError, StoreEntries, StoredEntry};
pub use log_keys::LogKeys;
pub use sealer::{SealError, Sealed, Sealer, Setup};
pub use tiles::Tiles;
pub use withheld::withhold_again;
