//! Writing to PostgreSQL.

use super::pipeline::Pipeline;
use super::session::Session;
use super::{Address, Postgres, Purpose, error};
use crate::batch::{Batch, Part};
use crate::engine::{Engine, select_rows};
use crate::error::StoreError;

/// Key of the advisory lock of the sequencer, within the database: "tarazy" as a number.
const LOCK: i64 = 0x7461_7261_7a79;
/// Parts of a maintenance transaction that travel together.
const CHUNK: usize = 256;

impl Postgres {
    /// Connects for writing and takes the sequencer lock, which is held as long as the connection stands. A lock whose holder
    /// has just gone is waited for a moment.
    pub(crate) fn engine(address: &Address, purpose: Purpose) -> Result<Self, StoreError> {
        let mut engine = Self::connect(address, purpose)?;
        engine.check_server()?;
        engine.session.execute("SET lock_timeout = '1s'")?;
        match engine.session.execute(&format!("SELECT pg_advisory_lock({LOCK})")) {
            Err(StoreError::Busy(_)) => return Err(StoreError::Locked),
            other => other?,
        }
        engine.session.execute("RESET lock_timeout")?;
        Ok(engine)
    }

    /// What the server must be like, so that what it has committed stays committed.
    fn check_server(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "SELECT current_setting('fsync'), current_setting('full_page_writes'), \
                           current_setting('server_encoding'), CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END";
        let rows = select_rows(self, SQL, vec![])?;
        let row =
            rows.first().ok_or_else(|| StoreError::Open("the server says nothing of itself".to_owned()))?;
        if row.int(3)? == 1 {
            return Err(StoreError::ReadOnly("the server is a standby".to_owned()));
        }
        for (i, name, wanted) in [(0, "fsync", "on"), (1, "full_page_writes", "on"), (2, "encoding", "UTF8")]
        {
            if row.text(i)? != wanted {
                return Err(StoreError::Open(format!("the server runs with {name} {}", row.text(i)?)));
            }
        }
        Ok(())
    }

    /// Refuses a role that could change entries: serving needs one without that right (docket.md section 8, point 7).
    pub(crate) fn check_rights(&mut self) -> Result<(), StoreError> {
        const SQL: &str =
            "SELECT CASE WHEN has_table_privilege('entry', 'UPDATE, DELETE, TRUNCATE') THEN 1 ELSE 0 END";
        let rows = select_rows(self, SQL, vec![])?;
        if rows.first().map(|r| r.int(0)).transpose()? == Some(0) {
            return Ok(());
        }
        Err(StoreError::Open(
            "the serving role has the right to change entries: use one that migrating grants".to_owned(),
        ))
    }

    /// Ends a transaction: commits it, or undoes it if something in it failed.
    fn end(&mut self, done: Result<(), StoreError>) -> Result<(), StoreError> {
        if let Err(e) = done {
            // If this fails, the connection is gone, and the transaction with it.
            let undone = if self.session.is_lost() { Ok(()) } else { self.session.execute("ROLLBACK") };
            return Err(undone.err().unwrap_or(e));
        }
        let committed = self.session.runtime.block_on(self.session.client.batch_execute("COMMIT"));
        self.session.note(committed.map_err(|e| error::of_commit(&e)))
    }
}

impl Engine for Postgres {
    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let Session { runtime, client, prepared, .. } = &mut self.session;
        let done = runtime.block_on(async {
            let mut pipeline = Pipeline::new(client, prepared);
            pipeline.begin().await;
            for step in &batch.steps {
                pipeline.send_step(step).await?;
            }
            pipeline.finish().await
        });
        let done = self.session.note(done);
        self.end(done)
    }

    fn run(&mut self, parts: &mut dyn Iterator<Item = Result<Part, StoreError>>) -> Result<(), StoreError> {
        self.session.execute("BEGIN")?;
        loop {
            // Taken outside of the driver: they may be read on another connection.
            let chunk: Vec<Part> = match (&mut *parts).take(CHUNK).collect() {
                Ok(chunk) => chunk,
                Err(e) => return self.end(Err(e)),
            };
            if chunk.is_empty() {
                return self.end(Ok(()));
            }
            let Session { runtime, client, prepared, .. } = &mut self.session;
            let done = runtime.block_on(async {
                let mut pipeline = Pipeline::new(client, prepared);
                for part in &chunk {
                    pipeline.send_part(part).await?;
                }
                pipeline.finish().await
            });
            if let Err(e) = self.session.note(done) {
                return self.end(Err(e));
            }
        }
    }

    fn is_lost(&self) -> bool {
        self.session.is_lost()
    }
}
