//! An engine whose commits fail when a test says so.

use std::sync::{Arc, Mutex};
use tarazy_store::batch::Part;
use tarazy_store::engine::{EachRow, Select};
use tarazy_store::writer::Source;
use tarazy_store::{Batch, Database, Dialect, Engine, Reader, Row, Sequencer, SqlValue, Stmt, StoreError};

/// What happens to the next commit.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// It fails; nothing was written.
    Before(StoreError),
    /// It is written, but the writer is told this error.
    After(StoreError),
}

/// The faults to come, shared with the test.
#[derive(Clone, Default)]
pub(crate) struct Plan(Arc<Mutex<Vec<Fault>>>);

impl Plan {
    /// Plans faults for the next commits, in order.
    pub(crate) fn fail(&self, faults: &[Fault]) {
        let mut plan = self.0.lock().unwrap();
        plan.clear();
        plan.extend(faults.iter().rev().cloned());
    }

    /// Forgets what is planned; true if all of it had happened.
    pub(crate) fn clear(&self) -> bool {
        let mut plan = self.0.lock().unwrap();
        let all = plan.is_empty();
        plan.clear();
        all
    }

    fn next(&self) -> Option<Fault> {
        self.0.lock().unwrap().pop()
    }
}

/// A database whose engine fails by plan.
pub(crate) struct FaultySource {
    pub(crate) database: Database,
    pub(crate) plan: Plan,
}

impl Source for FaultySource {
    fn sequencer(&mut self) -> Result<Sequencer, StoreError> {
        let Sequencer { engine, fence, lock } = self.database.sequencer()?;
        let engine = Box::new(FaultyEngine { engine, plan: self.plan.clone(), lost: false });
        Ok(Sequencer { engine, fence, lock })
    }
}

struct FaultyEngine {
    engine: Box<dyn Engine>,
    plan: Plan,
    lost: bool,
}

impl Reader for FaultyEngine {
    fn dialect(&self) -> Dialect {
        self.engine.dialect()
    }

    fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
        self.engine.query(stmt, values)
    }

    fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError> {
        self.engine.snapshot(selects, each)
    }

    fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError> {
        self.engine.prepare(stmt)
    }

    fn self_check(&mut self) -> Result<(), StoreError> {
        self.engine.self_check()
    }
}

impl Engine for FaultyEngine {
    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let done = match self.plan.next() {
            None => return self.engine.apply(batch),
            Some(Fault::Before(e)) => Err(e),
            Some(Fault::After(e)) => self.engine.apply(batch).and(Err(e)),
        };
        self.lost |= done.as_ref().is_err_and(StoreError::is_connection);
        done
    }

    fn run(&mut self, parts: &mut dyn Iterator<Item = Result<Part, StoreError>>) -> Result<(), StoreError> {
        self.engine.run(parts)
    }

    fn is_lost(&self) -> bool {
        self.lost || self.engine.is_lost()
    }
}
