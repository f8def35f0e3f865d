//! Streams as chains: each entry follows the one before it, and time does not fall (docket.md sections 4, 5 and 15.5).

use super::bundle::Read;
use super::streams::Number;
use crate::verdict::{Fault, Verdict, need};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use tarazy_docket::{Entry, Hash};

/// The last entry of a stream.
#[derive(Debug, Clone, Copy)]
struct Head {
    seq: u64,
    leaf: Hash,
}

/// An entry that is not served: an empty place in its bundle.
#[derive(Debug, Clone, Copy)]
struct Withheld {
    index: u64,
    /// The next entry of its stream was seen.
    followed: bool,
}

/// The heads of all streams. Memory: one head for each stream, one place for each entry that is withheld.
#[derive(Debug)]
pub(crate) struct Chains {
    origin: String,
    /// By the number of the stream.
    heads: Vec<Head>,
    withheld: BTreeMap<Hash, Withheld>,
    /// Leaf hashes that an `entry.closed` withholds.
    excused: BTreeSet<Hash>,
    time: i64,
}

impl Chains {
    pub(crate) fn new(origin: &str) -> Self {
        Self {
            origin: origin.into(),
            heads: Vec::new(),
            withheld: BTreeMap::new(),
            excused: BTreeSet::new(),
            time: 0,
        }
    }

    /// How many entries are withheld.
    pub(crate) fn withheld(&self) -> usize {
        self.withheld.len()
    }

    /// An empty place, whose leaf hash still stands in its tile.
    pub(crate) fn withhold(&mut self, index: u64, leaf: Hash) {
        self.withheld.insert(leaf, Withheld { index, followed: false });
    }

    /// The next entry of the log.
    ///
    /// # Errors
    /// `chain-broken` if it does not follow its stream's head, or its time falls.
    pub(super) fn follow(&mut self, read: &Read, stream: Number, leaf: Hash) -> Result<(), Fault> {
        let entry = &read.entry;
        let head = self.heads.get(stream.place()).copied();
        let (seq, expected) =
            head.map_or_else(|| (0, entry.stream.genesis(&self.origin)), |head| (head.seq, head.leaf));
        let follows = entry.prev == expected && entry.seq == seq + 1;
        if !follows && !self.follows_withheld(entry, seq) {
            let detail = format!("{}/{} does not follow the entry before it", entry.stream, entry.seq);
            return Err(Fault::new(Verdict::ChainBroken, detail));
        }
        need(entry.time >= self.time, Verdict::ChainBroken, "time falls")?;
        self.time = entry.time;
        let next = Head { seq: entry.seq, leaf };
        match self.heads.get_mut(stream.place()) {
            Some(head) => *head = next,
            None => self.heads.push(next),
        }
        self.excused.extend(read.withholds);
        Ok(())
    }

    /// An entry after a withheld one of its stream: how many were withheld in a row cannot be seen.
    fn follows_withheld(&mut self, entry: &Entry, seq: u64) -> bool {
        match self.withheld.get_mut(&entry.prev) {
            Some(gap) if !gap.followed && entry.seq > seq + 1 => {
                gap.followed = true;
                true
            }
            Some(_) | None => false,
        }
    }

    /// The end of the log: every empty place needs the notice that withholds it.
    ///
    /// # Errors
    /// `bad-inclusion` at the first empty place without one.
    pub(crate) fn end(&self) -> Result<(), Fault> {
        let unexcused = self.withheld.iter().filter(|(leaf, _)| !self.excused.contains(leaf));
        match unexcused.map(|(_, gap)| gap.index).min() {
            Some(index) => {
                let detail = "an empty place without an `entry.closed`";
                Err(Fault::new(Verdict::BadInclusion, detail).at(index))
            }
            None => Ok(()),
        }
    }
}
