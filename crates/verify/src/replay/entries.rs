//! The pass over the entries: strict, each next in its stream, then what it says.

use super::bundle::{Read, Readers};
use super::chain::Chains;
use super::draws::Draws;
use super::export::Export;
use super::{Checks, Counts, Progress};
use crate::source::Failure;
use crate::verdict::{Fault, Verdict};
use alloc::collections::BTreeMap;
use alloc::string::String;
use tarazy_docket::commit::body_commitment;
use tarazy_docket::notice::EntryOpened;
use tarazy_docket::{Body as _, Checkpoint, Content, Entry, Hash, Policy, Salt, Visibility};
use tarazy_draw::pool::Place;

/// Where the entry that is read stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) index: u64,
    pub(super) leaf: Hash,
}

impl Seen {
    pub(super) fn place(self, time: i64) -> Place {
        Place { index: self.index, leaf: self.leaf, time }
    }
}

/// The state of the pass.
pub(super) struct Run<'p> {
    chains: Chains,
    draws: Draws<'p>,
    entries: u64,
    types: BTreeMap<String, u64>,
}

impl<'p> Run<'p> {
    pub(super) fn new(checkpoint: &Checkpoint, policy: &'p Policy, checks: Checks) -> Self {
        let (chains, draws) = (Chains::new(checkpoint.origin()), Draws::new(checkpoint, policy, checks));
        Self { chains, draws, entries: 0, types: BTreeMap::new() }
    }

    /// All entries of the export, in the order of the log.
    pub(super) fn all(
        &mut self,
        export: &mut Export<'_>,
        readers: &mut dyn Readers,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Failure> {
        let all = export.size();
        let bundles = export.bundles();
        let mut given = 0;
        let ahead = u64::try_from(readers.ahead().max(1)).unwrap_or(1);
        // What cannot be had is told when its turn comes: a fault before it is the first one.
        let mut missing = None;
        for n in 0..bundles {
            while missing.is_none() && given < bundles.min(n + ahead) {
                match export.bundle(given) {
                    Ok(bundle) => {
                        readers.give(bundle)?;
                        given += 1;
                    }
                    Err(failure) => missing = Some(failure),
                }
            }
            if given <= n {
                return missing.map_or(Ok(()), Err);
            }
            let mut bundle = readers.take()?;
            if let Some(fault) = bundle.fault() {
                return Err(fault.into());
            }
            for (leaf, read) in bundle.entries() {
                let index = self.entries;
                let taken = read.map_err(Failure::from);
                let taken = taken.and_then(|read| self.one(Seen { index, leaf }, read, export));
                taken.map_err(|failure| failure.at(index))?;
                self.entries += 1;
            }
            progress(Progress::Entries { done: self.entries, all });
        }
        Ok(self.chains.end()?)
    }

    /// What was counted.
    pub(super) fn counts(self) -> Counts {
        Counts {
            entries: self.entries,
            streams: self.draws.streams(),
            withheld: self.chains.withheld(),
            types: self.types,
            draws: self.draws.counts(),
        }
    }

    fn one(&mut self, seen: Seen, read: Option<Read>, export: &mut Export<'_>) -> Result<(), Failure> {
        let Some(read) = read else {
            self.chains.withhold(seen.index, seen.leaf);
            return Ok(self.draws.skip()?);
        };
        let stream = self.draws.number(&read.entry.stream)?;
        self.chains.follow(&read, stream, seen.leaf)?;
        self.count(&read);
        if read.entry.kind.as_str() == EntryOpened::TYPE {
            self.opened(&read.entry, export)?;
        }
        self.draws.entry(seen, read, stream, export)
    }

    /// An opening must fit the commitment of the entry that it names, in its own stream (docket.md section 6, rule 4).
    fn opened(&self, notice: &Entry, export: &mut Export<'_>) -> Result<(), Failure> {
        let wrong =
            || Failure::from(Fault::new(Verdict::WrongContent, "an opening of no entry that it fits"));
        let Some(body) = notice.body() else { return Ok(()) };
        let opened = EntryOpened::from_object(body).map_err(|_| wrong())?;
        let index = self.draws.index_of(&opened.target).ok_or_else(wrong)?;
        let target = export.entry(index)?.ok_or_else(wrong)?;
        let commitment = body_commitment(&Salt::new(opened.salt.0), &opened.body);
        let fits = matches!(target.content, Content::Commit(known) if known == commitment);
        if fits && target.stream == notice.stream { Ok(()) } else { Err(wrong()) }
    }

    fn count(&mut self, read: &Read) {
        let entry = &read.entry;
        let shown = match entry.vis {
            Visibility::Public => entry.kind.as_str(),
            Visibility::Parties => "(parties)",
            Visibility::Court => "(court)",
            Visibility::Sealed => "(sealed)",
        };
        match self.types.get_mut(shown) {
            Some(count) => *count += 1,
            None => {
                self.types.insert(shown.into(), 1);
            }
        }
    }
}
