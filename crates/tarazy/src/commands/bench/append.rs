//! Sealing: entries from memory through tree, tiles, guard, signature and publication, with all syncs of docket.md section 9.

use super::{Figure, Scratch, per_second, time};
use crate::clock::now_ms;
use crate::entropy::random;
use crate::failure::Failure;
use std::sync::Arc;
use tarazy_docket::{Hash, Policy, Signer, leaf_hash};
use tarazy_log::disk::LocalDisk;
use tarazy_log::durable::Durable;
use tarazy_log::objects::LocalObjects;
use tarazy_log::{Entries, EntriesError, Sealer, Setup, StoredEntry};

/// Rounds of one entry, for the time from commit to checkpoint.
const SINGLES: u64 = 100;

/// Measures so many entries.
pub(super) fn run(count: u64, machine: &[Figure]) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("append")?;
    let mut entries = Twin::of(count + SINGLES);
    let files = Arc::new(Durable::new(Arc::new(LocalDisk::new(&scratch.0))));
    let signer = Signer::from_seed("bench.example/log".parse().map_err(Failure::not_done)?, &random::<32>());
    let mut sealer = Sealer::open(Setup {
        objects: Arc::new(LocalObjects::new(Arc::clone(&files), "public")),
        files,
        guard: "guard".to_owned(),
        signers: vec![Box::new(signer.map_err(Failure::not_done)?)],
        policy: Policy::parse(b"quorum none\n").map_err(Failure::not_done)?,
        witnesses: Vec::new(),
        epoch: 1,
    })?;
    entries.count = count;
    let ((), bulk) = time(|| {
        while sealer.round(&mut entries, now_ms())?.more {}
        Ok(())
    })?;
    let ((), singles) = time(|| {
        for _ in 0..SINGLES {
            entries.count += 1;
            sealer.round(&mut entries, now_ms())?;
        }
        Ok(())
    })?;
    let hashes = machine.get(1).map_or(1.0, |f| f.value);
    Ok(vec![
        Figure::rate("sealing in rounds of 16,384, all syncs", count, bulk, "entries/s")
            .against("leaf hashes", hashes),
        Figure {
            name: "a round of one entry, commit to checkpoint".to_owned(),
            value: 1000.0 / per_second(SINGLES, singles),
            unit: "ms",
            against: None,
        },
    ])
}

/// An entry of 300 bytes, and its leaf hash.
pub(super) fn entry(n: u64) -> (Hash, Vec<u8>) {
    let mut bytes = vec![b'x'; 300];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    (leaf_hash(&bytes), bytes)
}

/// Committed entries in memory.
pub(super) struct Twin {
    count: u64,
    entries: Vec<(Hash, Vec<u8>)>,
}

impl Twin {
    /// So many entries.
    pub(super) fn of(count: u64) -> Self {
        Self { count, entries: (0..count).map(entry).collect() }
    }
}

impl Entries for Twin {
    fn count(&mut self) -> Result<u64, EntriesError> {
        Ok(self.count)
    }

    fn range(&mut self, from: u64, to: u64) -> Result<Vec<StoredEntry>, EntriesError> {
        let no = |e: std::num::TryFromIntError| EntriesError { what: e.to_string(), must_stop: true };
        let place = |n: u64| usize::try_from(n).map_err(no);
        let slice = self.entries.get(place(from)?..place(to)?).unwrap_or_default();
        let stored = |(index, (leaf, bytes)): (u64, &(Hash, Vec<u8>))| StoredEntry {
            index,
            leaf: *leaf,
            bytes: bytes.clone(),
        };
        Ok((from..).zip(slice).map(stored).collect())
    }
}
