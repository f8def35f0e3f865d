//! The desk: what an office sees and may do while one command is decided. Nothing reaches the database here.

use crate::batch::{Row, SqlValue, Step, Stmt};
use crate::book::{Book, End, Head};
use crate::engine::Engine;
use crate::entropy::Entropy;
use crate::layer::Layer;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::truth;
use crate::vault::Vault;
use std::collections::BTreeMap;
use tarazy_docket::{Draft, Hash, Salt, StreamId, Value, leaf_hash};

/// Setting that says whether history is being imported: [`IMPORT_OPEN`] or [`IMPORT_DONE`]; absent if never.
pub const IMPORT: &str = "import";
/// History is being imported: the writer's clock is the event's time.
pub const IMPORT_OPEN: &str = "open";
/// History was imported; the state is closed for good.
pub const IMPORT_DONE: &str = "done";

/// What an office sees and may do while one command is decided.
///
/// Reading shows what is committed, what earlier commands of the batch have decided, and what this command has laid down
/// so far; only [`Desk::query`] shows committed rows alone. If the command is refused, all that it laid down is dropped.
pub struct Desk<'a> {
    pub(crate) engine: &'a mut dyn Engine,
    pub(crate) vault: &'a Vault,
    pub(crate) entropy: &'a mut dyn Entropy,
    pub(crate) book: &'a mut Book,
    pub(crate) origin: &'a str,
    /// What earlier commands of the batch have decided.
    pub(crate) earlier: &'a Layer,
    /// What this command has laid down.
    pub(crate) now: Layer,
    pub(crate) actor: &'a str,
    pub(crate) time: i64,
    pub(crate) wall: i64,
    /// History is being imported, as earlier commands left it.
    pub(crate) importing: bool,
}

impl Desk<'_> {
    /// Time of this command's entries, ms UTC: the writer's clock, in import state the event's time, never before the
    /// last entry.
    pub fn time(&self) -> i64 {
        self.time
    }

    /// The wall clock, ms UTC, also in import state. For audit rows and jobs, never for entries.
    pub fn wall_clock(&self) -> i64 {
        self.wall
    }

    /// Who asks.
    pub fn actor(&self) -> &str {
        self.actor
    }

    /// The log's origin.
    pub fn origin(&self) -> &str {
        self.origin
    }

    /// The end of the log.
    pub fn end(&self) -> End {
        self.book.end()
    }

    /// Fills `out` with random bytes.
    pub fn random(&mut self, out: &mut [u8]) {
        self.entropy.fill(out);
    }

    /// The head of a stream; `None` if it has no entry.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn head(&mut self, stream: &StreamId) -> Result<Option<Head>, Refusal> {
        if let Some(known) = self.book.head(stream) {
            return Ok(known);
        }
        let head = truth::head(self.engine, stream)?;
        self.book.learn(stream.clone(), head);
        Ok(head)
    }

    /// All records of a stream, in order.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn stream(&mut self, stream: &StreamId) -> Result<Vec<Record>, Refusal> {
        self.stream_after(stream, 0)
    }

    /// The records of a stream whose `seq` is greater than the given one, in order.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn stream_after(&mut self, stream: &StreamId, seq: u64) -> Result<Vec<Record>, Refusal> {
        let Some(head) = self.head(stream)?.filter(|h| h.seq > seq) else { return Ok(Vec::new()) };
        let pending: Vec<&Record> = self
            .earlier
            .stream(stream)
            .chain(self.now.stream(stream))
            .filter(|r| r.entry.seq > seq)
            .collect();
        let all_pending = pending.first().is_some_and(|r| r.entry.seq == seq + 1);
        let mut records = Vec::new();
        if !all_pending {
            records = truth::stream_after(self.engine, self.vault, stream, seq)?;
        }
        records.extend(pending.into_iter().cloned());
        let whole = records.last().map(|r| r.entry.seq) == Some(head.seq);
        if whole { Ok(records) } else { Err(Refusal::internal("a stream does not end at its head")) }
    }

    /// The record with a leaf hash.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn record(&mut self, leaf: &Hash) -> Result<Option<Record>, Refusal> {
        match self.now.record(leaf).or_else(|| self.earlier.record(leaf)) {
            Some(record) => Ok(Some(record.clone())),
            None => Ok(truth::record(self.engine, self.vault, *leaf)?),
        }
    }

    /// Builds the entry of a draft at the end of its stream and of the log, and gives it with index and leaf hash. It is
    /// written when the batch commits.
    ///
    /// # Errors
    /// 413 `too-large`, 422 `schema` for text that is not in normal form C, 500 `internal` for a draft whose members do not
    /// fit its class; and as [`Desk::head`].
    pub fn append(&mut self, draft: Draft) -> Result<&Record, Refusal> {
        let stream = draft.stream.clone();
        let (seq, prev) = match self.head(&stream)? {
            Some(head) => (head.seq + 1, head.leaf),
            None => (1, stream.genesis(self.origin)),
        };
        let entropy = &mut *self.entropy;
        let (entry, opening) = draft.into_entry(seq, prev, self.time, || {
            let mut salt = [0; 32];
            entropy.fill(&mut salt);
            Salt::new(salt)
        })?;
        let bytes = entry.to_bytes();
        let leaf = leaf_hash(&bytes);
        let index = self.book.end().next_index;
        self.book.advance(&stream, Head { seq, leaf }, self.time);
        Ok(self.now.add_record(Record { index, leaf, bytes, entry, opening }))
    }

    /// One row of reference data.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn reference(&mut self, kind: &str, id: &str) -> Result<Option<Value>, Refusal> {
        match self.now.reference(kind, id).or_else(|| self.earlier.reference(kind, id)) {
            Some(body) => Ok(Some(body.clone())),
            None => Ok(truth::reference(self.engine, kind, id)?),
        }
    }

    /// All rows of reference data of a kind, in the order of the bytes of their ids.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn references(&mut self, kind: &str) -> Result<Vec<(String, Value)>, Refusal> {
        let mut rows: BTreeMap<String, Value> = truth::references(self.engine, kind)?.into_iter().collect();
        for (id, body) in self.earlier.references(kind).chain(self.now.references(kind)) {
            rows.insert(id.to_owned(), body.clone());
        }
        Ok(rows.into_iter().collect())
    }

    /// Sets a row of reference data, and leaves an audit row about it.
    pub fn put_reference(&mut self, kind: &str, id: &str, body: Value) {
        self.now.add_step(truth::put_reference(kind, id, &body));
        self.now.note_reference(kind, id, body);
        self.audit("reference.put", &format!("{kind}/{id}"));
    }

    /// A setting of the installation.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn setting(&mut self, key: &str) -> Result<Option<String>, Refusal> {
        match self.now.setting(key).or_else(|| self.earlier.setting(key)) {
            Some(value) => Ok(Some(value.to_owned())),
            None => Ok(truth::setting(self.engine, key)?),
        }
    }

    /// Sets a setting of the installation, and leaves an audit row about it.
    pub fn put_setting(&mut self, key: &str, value: &str) {
        self.now.add_step(truth::put_setting(key, value));
        self.now.note_setting(key, value);
        self.audit("setting.put", key);
    }

    /// Begins the import of history; later commands carry the times of their events ([`crate::Command::at`]). The command
    /// that begins it writes no entry: its own time would be the wall clock's.
    ///
    /// # Errors
    /// 409 `not-empty` if the log has an entry.
    pub fn begin_import(&mut self) -> Result<(), Refusal> {
        if self.end().next_index > 0 {
            return Err(Refusal::new(409, "not-empty"));
        }
        self.put_setting(IMPORT, IMPORT_OPEN);
        Ok(())
    }

    /// Ends the import of history, after its last entry: from the next command on, time is the writer's clock.
    ///
    /// # Errors
    /// 409 `not-importing` if no import is open.
    pub fn end_import(&mut self) -> Result<(), Refusal> {
        if !self.is_importing()? {
            return Err(Refusal::new(409, "not-importing"));
        }
        self.put_setting(IMPORT, IMPORT_DONE);
        Ok(())
    }

    /// True while history is being imported.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn is_importing(&mut self) -> Result<bool, Refusal> {
        Ok(self.now.setting(IMPORT).map_or(self.importing, |state| state == IMPORT_OPEN))
    }

    /// The rows of a `SELECT` on read models or other tables. **Committed rows only**: what this batch has decided is not
    /// seen. Where that matters, decide by the stream, and let the step's expectation guard the rest.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, Refusal> {
        Ok(self.engine.query(stmt, values)?)
    }

    /// Adds a step on another table of truth (documents, keys). Never on `entry`, `body`, `idempotency` or `sequencer`.
    pub fn step(&mut self, step: Step) {
        self.now.add_step(step);
    }

    /// Puts a job into the outbox. `key` names it, so that it is there once (409 `job-exists`); `due` is ms UTC.
    pub fn job(&mut self, kind: &str, key: &str, body: &Value, due: i64) {
        self.now.add_step(truth::put_job(kind, key, body, due));
    }

    /// Leaves an audit row: who, when by the wall clock, what.
    pub fn audit(&mut self, action: &str, detail: &str) {
        self.now.add_step(truth::audit(self.wall, self.actor, action, detail));
    }
}
