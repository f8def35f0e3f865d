//! Reading from PostgreSQL.

use super::Purpose;
use super::session::Session;
use crate::batch::{Row, SqlValue, Stmt};
use crate::engine::{Dialect, EachRow, Reader, Select};
use crate::error::StoreError;
use tokio_postgres::Config;

/// A connection that the server lets only read.
pub(crate) struct PostgresReader {
    session: Session,
}

impl PostgresReader {
    /// Connects.
    pub(crate) fn open(address: &Config) -> Result<Self, StoreError> {
        Ok(Self { session: Session::open(address, Purpose::Read)? })
    }
}

impl Reader for PostgresReader {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
        self.session.query(stmt, values)
    }

    fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError> {
        self.session.snapshot(selects, each)
    }

    fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError> {
        self.session.prepare(stmt)
    }

    /// The server's files are the server's to check (`pg_checksums`, `pg_amcheck`).
    fn self_check(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}
