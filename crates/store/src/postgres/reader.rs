//! Reading from PostgreSQL, on a connection for whatever purpose.

use super::session::Session;
use super::{Address, Postgres, Purpose};
use crate::batch::{Row, SqlValue, Stmt};
use crate::engine::{Dialect, EachRow, Reader, Select};
use crate::error::StoreError;

impl Postgres {
    /// Connects for reading only: the server refuses everything else.
    pub(crate) fn reader(address: &Address) -> Result<Self, StoreError> {
        Self::connect(address, Purpose::Read)
    }

    /// The session. One that only reads is opened anew when it was lost; the sequencer's is not, because its lock went with
    /// it.
    fn session(&mut self) -> Result<&mut Session, StoreError> {
        if self.purpose == Purpose::Read && self.session.is_lost() {
            self.session = Session::open(&self.address, self.purpose)?;
        }
        Ok(&mut self.session)
    }
}

impl Reader for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
        self.session()?.query(stmt, values)
    }

    fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError> {
        self.session()?.snapshot(selects, each)
    }

    fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError> {
        self.session()?.prepare(stmt)
    }

    /// The server's files are the server's to check (`pg_checksums`, `pg_amcheck`).
    fn self_check(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}
