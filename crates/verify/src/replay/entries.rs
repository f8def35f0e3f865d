//! The pass over the entries: strict, each next in its stream, then what it says.

use super::chain::Chains;
use super::draws::Draws;
use super::export::Export;
use super::{Counts, Progress};
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
    pub(super) fn new(checkpoint: &Checkpoint, policy: &'p Policy) -> Self {
        let (chains, draws) = (Chains::new(checkpoint.origin()), Draws::new(checkpoint, policy));
        Self { chains, draws, entries: 0, types: BTreeMap::new() }
    }

    /// All entries of the export, in the order of the log.
    pub(super) fn all(
        &mut self,
        export: &mut Export<'_>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Failure> {
        let all = export.size();
        for n in 0..export.bundles() {
            let bundle = export.bundle(n)?;
            for (bytes, leaf) in bundle.entries()?.into_iter().zip(&bundle.leaves) {
                let index = self.entries;
                let seen = Seen { index, leaf: *leaf };
                self.one(seen, bytes, export).map_err(|failure| failure.at(index))?;
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
            streams: self.chains.streams(),
            withheld: self.chains.withheld(),
            types: self.types,
            draws: self.draws.counts(),
        }
    }

    fn one(&mut self, seen: Seen, bytes: &[u8], export: &mut Export<'_>) -> Result<(), Failure> {
        if bytes.is_empty() {
            self.chains.withhold(seen.index, seen.leaf);
            return Ok(());
        }
        let entry = Entry::parse(bytes).map_err(Fault::from)?;
        self.chains.follow(&entry, seen.leaf)?;
        self.count(&entry);
        if entry.kind.as_str() == EntryOpened::TYPE {
            self.opened(&entry, export)?;
        }
        self.draws.entry(seen, entry, export)
    }

    /// An opening must fit the commitment of the entry that it names, in its own stream (docket.md section 6, rule 4).
    fn opened(&self, notice: &Entry, export: &mut Export<'_>) -> Result<(), Failure> {
        let wrong =
            || Failure::from(Fault::new(Verdict::WrongContent, "an opening of no entry that it fits"));
        let Some(body) = notice.body() else { return Ok(()) };
        let opened = EntryOpened::from_object(body).map_err(|_| wrong())?;
        let index = self.draws.index_of(&opened.target).ok_or_else(wrong)?;
        let (bundle, place) =
            (export.bundle(index / 256)?, usize::try_from(index % 256).unwrap_or(usize::MAX));
        let bytes = bundle.entries()?.get(place).copied().ok_or_else(wrong)?;
        let target = Entry::parse(bytes).map_err(Fault::from)?;
        let commitment = body_commitment(&Salt::new(opened.salt.0), &opened.body);
        let fits = matches!(target.content, Content::Commit(known) if known == commitment);
        if fits && target.stream == notice.stream { Ok(()) } else { Err(wrong()) }
    }

    fn count(&mut self, entry: &Entry) {
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
