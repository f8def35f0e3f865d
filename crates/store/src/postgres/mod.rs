//! PostgreSQL: a server that several processes share; one of them is the sequencer.
//!
//! Serving runs as a role that cannot change entries; migrations, grants and restoring use the owner's role. A connection
//! blocks its thread; inside it, the statements of a batch travel together (pipelining), so that a batch costs two round
//! trips whatever its length.

mod error;
mod grant;
mod pipeline;
mod reader;
mod session;
mod value;
mod writer;

pub(crate) use grant::grant;
pub(crate) use reader::PostgresReader;
pub(crate) use writer::PostgresEngine;

use crate::error::StoreError;
use tokio_postgres::Config;

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

/// Reads an address `postgres://…`.
pub(crate) fn parse_address(address: &str) -> Result<Config, StoreError> {
    // The error names no part of the address, which may hold a password.
    address.parse().map_err(|_| StoreError::Open("not an address of PostgreSQL".to_owned()))
}
