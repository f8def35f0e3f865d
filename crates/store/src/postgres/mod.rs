//! PostgreSQL: a server that several processes share; one of them is the sequencer.
//!
//! Serving runs as a role that cannot change entries; migrations, grants and restoring use the owner's role. A connection
//! blocks its thread; inside it, the statements of a batch travel together (pipelining), so that a batch costs two round
//! trips whatever its length.

mod address;
mod error;
mod grant;
mod pipeline;
mod reader;
mod session;
mod value;
mod writer;

pub(crate) use address::Address;
pub(crate) use grant::grant;

use crate::error::StoreError;
use session::Session;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Reading only.
    Read,
    /// The sequencer's writing.
    Serve,
    /// Migrations, grants and restoring, as the owner.
    Maintain,
}

/// A connection.
pub(crate) struct Postgres {
    address: Address,
    purpose: Purpose,
    session: Session,
}

impl Postgres {
    fn connect(address: &Address, purpose: Purpose) -> Result<Self, StoreError> {
        Ok(Self { address: address.clone(), purpose, session: Session::open(address, purpose)? })
    }
}
