//! Making the read models again from the entries.

use crate::batch::Step;
use crate::database::Database;
use crate::derived::{self, DerivedDigest};
use crate::engine::Reader;
use crate::error::StoreError;
use crate::office::Office;
use crate::truth;
use crate::vault::Vault;
use std::path::Path;

/// Records that are read and projected at a time.
const CHUNK: u64 = 512;

/// Drops the read models and fills them again with what the office projects from all entries, in one transaction, under
/// the sequencer lock. `each` is told how many of how many entries are done. Gives the number of entries.
///
/// # Errors
/// [`StoreError::Locked`] while a sequencer runs; what the database says; then the old read models stand.
pub fn rebuild(
    database: &Database,
    vault: &Vault,
    office: &dyn Office,
    each: &mut dyn FnMut(u64, u64),
) -> Result<u64, StoreError> {
    let mut sequencer = database.sequencer()?;
    let mut reader = database.reader()?;
    let total = sequencer.fence.next_index;
    let mut steps = Projection::new(reader.as_mut(), vault, office, total, each);
    derived::rebuild(sequencer.engine.as_mut(), office.tables(), &mut steps)?;
    Ok(total)
}

/// What the read models are, and what a rebuild would make of the same entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How many entries were projected.
    pub entries: u64,
    /// As they stand.
    pub live: DerivedDigest,
    /// As they would be.
    pub rebuilt: DerivedDigest,
}

impl Comparison {
    /// True if they are equal (docket.md section 18, G5).
    pub fn holds(&self) -> bool {
        self.live == self.rebuilt
    }
}

/// Compares the read models with a rebuild in an empty scratch folder, without touching them; also beside a running server.
/// `each` is told how many of how many entries are done.
///
/// # Errors
/// [`StoreError`] if the database cannot be read or the scratch folder cannot be written.
pub fn compare(
    database: &Database,
    vault: &Vault,
    office: &dyn Office,
    scratch: &Path,
    each: &mut dyn FnMut(u64, u64),
) -> Result<Comparison, StoreError> {
    let mut reader = database.reader()?;
    let tables = office.tables();
    let (live, entries) = derived::dump_with_entries(reader.as_mut(), tables)?;
    let copy = Database::new("sqlite:", scratch)?;
    copy.migrate(0)?;
    let mut copy = copy.maintenance()?;
    let mut steps = Projection::new(reader.as_mut(), vault, office, entries, each);
    derived::rebuild(copy.engine.as_mut(), tables, &mut steps)?;
    let rebuilt = derived::dump_derived(copy.engine.as_mut(), tables)?;
    Ok(Comparison { entries, live, rebuilt })
}

/// The steps that the entries mean, in the order of the log.
struct Projection<'a> {
    reader: &'a mut dyn Reader,
    vault: &'a Vault,
    office: &'a dyn Office,
    next: u64,
    total: u64,
    ready: std::vec::IntoIter<Step>,
    each: &'a mut dyn FnMut(u64, u64),
}

impl<'a> Projection<'a> {
    fn new(
        reader: &'a mut dyn Reader,
        vault: &'a Vault,
        office: &'a dyn Office,
        total: u64,
        each: &'a mut dyn FnMut(u64, u64),
    ) -> Self {
        Self { reader, vault, office, next: 0, total, ready: Vec::new().into_iter(), each }
    }

    fn project_more(&mut self) -> Result<(), StoreError> {
        let until = self.total.min(self.next + CHUNK);
        let mut steps = Vec::new();
        for record in truth::range(self.reader, self.vault, self.next, until)? {
            self.office.project(&record, &mut steps).map_err(|refusal| StoreError::Statement {
                step: format!("projection of entry {}", record.index),
                what: refusal.to_string(),
            })?;
        }
        self.next = until;
        self.ready = steps.into_iter();
        (self.each)(self.next, self.total);
        Ok(())
    }
}

impl Iterator for Projection<'_> {
    type Item = Result<Step, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(step) = self.ready.next() {
                return Some(Ok(step));
            }
            if self.next >= self.total {
                return None;
            }
            if let Err(e) = self.project_more() {
                self.next = self.total;
                return Some(Err(e));
            }
        }
    }
}
