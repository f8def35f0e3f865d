//! The trust policies of a log over time: each `policy.set` entry says who had to cosign from then on.

use super::Policy;
use alloc::vec::Vec;

/// Which policy was in force where in a log. A policy counts for the entries after the one that set it, so that a
/// checkpoint is judged by who had to cosign when what it proves was written, not by who has to today.
#[derive(Debug, Clone)]
pub struct PolicyHistory {
    initial: Policy,
    /// By the index of the entry that set it, ascending.
    later: Vec<(u64, Policy)>,
}

impl PolicyHistory {
    /// A log of which only this policy is known. It counts up to the first one that an entry sets.
    pub fn new(initial: Policy) -> Self {
        Self { initial, later: Vec::new() }
    }

    /// The entry at `index` sets a policy. Entries are told in the order of the log.
    pub fn set(&mut self, index: u64, policy: Policy) {
        self.later.push((index, policy));
    }

    /// The policy in force for the entry at `index`: the last one that an earlier entry set.
    pub fn at(&self, index: u64) -> &Policy {
        let last = self.before(index).checked_sub(1).and_then(|last| self.later.get(last));
        last.map_or(&self.initial, |(_, policy)| policy)
    }

    /// How many policies were set by entries before `index`.
    pub fn before(&self, index: u64) -> usize {
        self.later.partition_point(|(set, _)| *set < index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::Cosigner;
    use alloc::format;

    #[test]
    fn a_policy_counts_for_what_is_written_after_it() {
        let none = Policy::parse(b"quorum none\n").unwrap();
        let key = Cosigner::from_seed("bar.example".parse().unwrap(), &[1; 32]).unwrap();
        let strict = format!("witness bar {}\nquorum bar\n", key.verifier());
        let strict = Policy::parse(strict.as_bytes()).unwrap();
        let mut history = PolicyHistory::new(none.clone());
        history.set(3, strict.clone());
        history.set(7, none.clone());
        assert_eq!(history.at(3), &none);
        assert_eq!(history.at(4), &strict);
        assert_eq!(history.at(7), &strict);
        assert_eq!(history.at(8), &none);
        assert_eq!([history.before(3), history.before(4), history.before(8)], [0, 1, 2]);
    }
}
