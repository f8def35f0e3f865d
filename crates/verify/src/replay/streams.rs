//! Names of streams and places of entries, found again among millions.

use alloc::vec::Vec;
use core::hash::BuildHasher;
use core::num::NonZeroU32;
use hashbrown::{DefaultHashBuilder, HashTable};
use tarazy_docket::{Hash, StreamId};

/// A stream by its number: the order in which streams begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(NonZeroU32);

impl Number {
    /// The number as a place in a list.
    pub(super) fn place(self) -> usize {
        usize::try_from(self.0.get() - 1).unwrap_or(usize::MAX)
    }

    /// The number of the next one after so many.
    fn after(count: usize) -> Option<Self> {
        u32::try_from(count).ok()?.checked_add(1).and_then(NonZeroU32::new).map(Self)
    }
}

/// The streams of a log. Memory: for each its name, and five bytes or ten to find it.
#[derive(Debug, Default)]
pub(super) struct Streams {
    names: Vec<StreamId>,
    numbers: HashTable<Number>,
    hasher: DefaultHashBuilder,
}

impl Streams {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// A stream's number; `None` if there are more than 2^32.
    pub(super) fn number(&mut self, stream: &StreamId) -> Option<Number> {
        let Self { names, numbers, hasher } = self;
        let hash = hasher.hash_one(stream);
        let name = |n: &Number| names.get(n.place());
        if let Some(n) = numbers.find(hash, |n| name(n) == Some(stream)) {
            return Some(*n);
        }
        let next = Number::after(names.len())?;
        numbers.insert_unique(hash, next, |n| name(n).map_or(0, |name| hasher.hash_one(name)));
        names.push(stream.clone());
        Some(next)
    }

    /// The name of a stream.
    pub(super) fn name(&self, number: Number) -> Option<&StreamId> {
        self.names.get(number.place())
    }
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stands {
    leaf: Hash,
    pub(super) time: i64,
    pub(super) stream: Number,
}

/// The places of all entries so far: a filing or an order may cause a draw at any later time. Memory: 48 bytes for each
/// entry, and five or ten to find it.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// By index; withheld entries have none.
    stands: Vec<Option<Stands>>,
    indices: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Places {
    /// Remembers the next entry; `None` if there are more than 2^32. An empty place is remembered as such.
    pub(super) fn push(&mut self, next: Option<(Hash, i64, Number)>) -> Option<()> {
        let Self { stands, indices, hasher } = self;
        let index = u32::try_from(stands.len()).ok()?;
        stands.push(next.map(|(leaf, time, stream)| Stands { leaf, time, stream }));
        if let Some((leaf, ..)) = next {
            let leaf_at = |n: &u32| usize::try_from(*n).ok().and_then(|n| stands.get(n)?.as_ref());
            let hash_at = |n: &u32| leaf_at(n).map_or(0, |at| hasher.hash_one(at.leaf));
            indices.insert_unique(hasher.hash_one(leaf), index, hash_at);
        }
        Some(())
    }

    /// The index of an entry and where it stands.
    pub(super) fn find(&self, leaf: &Hash) -> Option<(u64, &Stands)> {
        let at = |n: &u32| usize::try_from(*n).ok().and_then(|n| self.stands.get(n)?.as_ref());
        let found =
            self.indices.find(self.hasher.hash_one(leaf), |n| at(n).is_some_and(|s| s.leaf == *leaf))?;
        Some((u64::from(*found), at(found)?))
    }
}
