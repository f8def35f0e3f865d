//! Taking back entries that a restored database lacks and the log's bundles have kept (docket.md section 18, "Start").
//!
//! Each chunk is one transaction behind the sequencer's fence, so a recovery that is killed goes on where it stopped. From
//! its first chunk on a setting says where it began: what follows from the entries (read models, marks of bodies that are
//! lost) is not done before that setting is cleared.

use crate::batch::{Batch, Step};
use crate::book::{End, Head};
use crate::database::{Database, Sequencer};
use crate::error::StoreError;
use crate::lock::advance_sequencer;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::truth;
use std::collections::HashMap;
use tarazy_docket::{Entry, Hash, StreamId, leaf_hash};

/// Setting that holds the index of the first entry that was read back; empty when nothing is left to do.
pub const SETTING: &str = "read_back";

/// A recovery at work. Nobody else is the sequencer while it lives.
pub struct ReadBack {
    seat: Sequencer,
    origin: String,
    end: End,
    begun: bool,
}

/// What an office derives from an entry that was read back, beyond its read models: settings.
pub type Derive<'a> = dyn FnMut(&Record, &mut Vec<Step>) -> Result<(), Refusal> + 'a;

impl ReadBack {
    /// Becomes the sequencer of a database, which may be without read models.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another process is the sequencer; what the database says.
    pub fn open(database: &Database, origin: &str) -> Result<Self, StoreError> {
        let mut seat = database.sequencer()?;
        let end = truth::end(seat.engine.as_mut())?;
        if end.next_index != seat.fence.next_index {
            return Err(StoreError::Corrupt("the sequencer row does not fit the entries".to_owned()));
        }
        let begun = pending(seat.engine.as_mut())?.is_some();
        Ok(Self { seat, origin: origin.to_owned(), end, begun })
    }

    /// How many entries are committed.
    pub fn entries(&self) -> u64 {
        self.end.next_index
    }

    /// Adds entries at the end of the log, in order: index, leaf hash and bytes of each. They must continue the log and
    /// their streams. That they are the log's own is for the caller to know, by a root that somebody remembers.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the first entry that does not fit; what the database says. Then none of them is added.
    pub fn insert(
        &mut self,
        entries: Vec<(u64, Hash, Vec<u8>)>,
        derive: &mut Derive<'_>,
    ) -> Result<(), StoreError> {
        let mut steps = Vec::new();
        let mut end = self.end;
        let mut heads = HashMap::new();
        if !self.begun {
            steps.push(truth::put_setting(SETTING, &end.next_index.to_string()));
        }
        for (index, leaf, bytes) in entries {
            let record = self.read(index, leaf, bytes, end, &mut heads)?;
            steps.push(truth::insert_entry(&record)?);
            derive(&record, &mut steps).map_err(|refusal| misplaced(index, &refusal.to_string()))?;
            end = End { next_index: index + 1, last_leaf: leaf, last_time: record.entry.time };
        }
        let mut batch = Batch::default();
        batch.push(advance_sequencer(&self.seat.fence, end)?);
        batch.steps.append(&mut steps);
        self.seat.engine.apply(&batch)?;
        self.seat.fence.next_index = end.next_index;
        self.end = end;
        self.begun = true;
        Ok(())
    }

    /// Reads an entry and checks that it continues log and stream.
    fn read(
        &mut self,
        index: u64,
        leaf: Hash,
        bytes: Vec<u8>,
        end: End,
        heads: &mut HashMap<StreamId, Head>,
    ) -> Result<Record, StoreError> {
        let entry = Entry::parse(&bytes).map_err(|e| misplaced(index, &e.to_string()))?;
        if index != end.next_index || leaf != leaf_hash(&bytes) || entry.time < end.last_time {
            return Err(misplaced(index, "it does not continue the log"));
        }
        let head = match heads.get(&entry.stream) {
            Some(head) => Some(*head),
            None => truth::head(self.seat.engine.as_mut(), &entry.stream)?,
        };
        let (seq, prev) =
            head.map_or_else(|| (1, entry.stream.genesis(&self.origin)), |h| (h.seq + 1, h.leaf));
        if (entry.seq, entry.prev) != (seq, prev) {
            return Err(misplaced(index, "it does not continue its stream"));
        }
        heads.insert(entry.stream.clone(), Head { seq, leaf });
        Ok(Record { index, leaf, bytes, entry, opening: None })
    }
}

/// Index of the first entry that was read back and not yet followed up; `None` if nothing is left to do.
///
/// # Errors
/// [`StoreError`] if the database cannot be read.
pub fn pending<R: crate::engine::Reader + ?Sized>(reader: &mut R) -> Result<Option<u64>, StoreError> {
    let Some(text) = truth::setting(reader, SETTING)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let wrong = |_| StoreError::Corrupt(format!("the setting {SETTING} is no index"));
    text.parse().map(Some).map_err(wrong)
}

fn misplaced(index: u64, what: &str) -> StoreError {
    StoreError::Corrupt(format!("entry {index} cannot be read back: {what}"))
}
