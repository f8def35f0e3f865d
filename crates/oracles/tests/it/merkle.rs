//! Roots, inclusion and consistency proofs against `tlog_tiles`.

use proptest::prelude::*;
use tarazy_docket::merkle::{
    Leaves, Tree, consistency_proof, inclusion_proof, root_at, root_from_inclusion, verify_consistency,
};
use tarazy_docket::{Hash, leaf_hash};
use tlog_tiles::tlog;

/// A tree kept by the other library: its stored hashes, in the order of their indexes.
pub(crate) struct Theirs(pub(crate) Vec<tlog::Hash>);

impl tlog::HashReader for Theirs {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let hash = |index: &u64| self.0.get(usize::try_from(*index).unwrap()).copied();
        indexes.iter().map(hash).collect::<Option<_>>().ok_or(tlog::Error::IndexesNotInTree)
    }
}

/// The same entries in their tree and as our leaf hashes.
pub(crate) fn both(entries: &[Vec<u8>]) -> (Theirs, Vec<Hash>) {
    let mut theirs = Theirs(Vec::new());
    for (n, entry) in (0..).zip(entries) {
        let more = tlog::stored_hashes(n, entry, &theirs).unwrap();
        theirs.0.extend(more);
    }
    (theirs, entries.iter().map(|entry| leaf_hash(entry)).collect())
}

fn ours(proof: Vec<tlog::Hash>) -> Vec<Hash> {
    proof.into_iter().map(|hash| Hash(hash.0)).collect()
}

fn theirs(proof: &[Hash]) -> Vec<tlog::Hash> {
    proof.iter().map(|hash| tlog::Hash(hash.0)).collect()
}

/// Entries, an index below their number, and an older size.
fn entries() -> impl Strategy<Value = (Vec<Vec<u8>>, usize, usize)> {
    let entry = prop::collection::vec(any::<u8>(), 0..20);
    prop::collection::vec(entry, 1..300)
        .prop_flat_map(|entries| (Just(entries.clone()), 0..entries.len(), 1..=entries.len()))
}

proptest! {
    #[test]
    fn roots_agree_at_every_size((entries, ..) in entries()) {
        let (tree, leaves) = both(&entries);
        let mut growing = Tree::new();
        for size in 0..=leaves.len() {
            let root = Hash(tlog::tree_hash(size as u64, &tree).unwrap().0);
            prop_assert_eq!(growing.root(), root);
            prop_assert_eq!(root_at(&mut Leaves(&leaves), size as u64), Ok(root));
            if let Some(leaf) = leaves.get(size) {
                growing.push(*leaf);
            }
        }
    }

    #[test]
    fn proofs_are_the_same_and_each_side_accepts_the_others(
        (entries, index, old) in entries(),
    ) {
        let (tree, leaves) = both(&entries);
        let (size, at, older) = (leaves.len() as u64, index as u64, old as u64);
        let root = root_at(&mut Leaves(&leaves), size).unwrap();
        let old_root = root_at(&mut Leaves(&leaves), older).unwrap();

        let path = inclusion_proof(&mut Leaves(&leaves), at, size).unwrap();
        prop_assert_eq!(&ours(tlog::prove_record(size, at, &tree).unwrap()), &path);
        prop_assert_eq!(root_from_inclusion(at, size, leaves[index], &path), Ok(root));
        let accepted = tlog::check_record(&theirs(&path), size, tlog::Hash(root.0), at, tlog::Hash(leaves[index].0));
        prop_assert!(accepted.is_ok());

        let path = consistency_proof(&mut Leaves(&leaves), older, size).unwrap();
        prop_assert_eq!(&ours(tlog::prove_tree(size, older, &tree).unwrap()), &path);
        prop_assert_eq!(verify_consistency(older, old_root, size, root, &path), Ok(()));
        let accepted = tlog::check_tree(&theirs(&path), size, tlog::Hash(root.0), older, tlog::Hash(old_root.0));
        prop_assert!(accepted.is_ok());
    }

    #[test]
    fn both_judge_damaged_proofs_alike(
        (entries, index, old) in entries(),
        at in any::<prop::sample::Index>(),
        how in 0_u8..5,
        shift in 0_u64..3,
    ) {
        let (_, leaves) = both(&entries);
        let (size, older) = (leaves.len() as u64, old as u64);
        let root = root_at(&mut Leaves(&leaves), size).unwrap();
        let old_root = root_at(&mut Leaves(&leaves), older).unwrap();
        let damage = |mut path: Vec<Hash>| {
            if path.is_empty() || how == 4 {
                path.push(root);
                return path;
            }
            let place = at.index(path.len());
            match how {
                0 => path[place].0[0] ^= 1,
                1 => { path.remove(place); }
                2 => path.insert(place, path[place]),
                _ => path.reverse(),
            }
            path
        };
        let place = index as u64 + shift;
        let path = damage(inclusion_proof(&mut Leaves(&leaves), index as u64, size).unwrap());
        let we = root_from_inclusion(place, size, leaves[index], &path) == Ok(root);
        let they = tlog::check_record(&theirs(&path), size, tlog::Hash(root.0), place, tlog::Hash(leaves[index].0));
        prop_assert_eq!(we, they.is_ok());

        let path = damage(consistency_proof(&mut Leaves(&leaves), older, size).unwrap());
        let we = verify_consistency(older + shift, old_root, size, root, &path).is_ok();
        let they = tlog::check_tree(&theirs(&path), size, tlog::Hash(root.0), older + shift, tlog::Hash(old_root.0));
        prop_assert_eq!(we, they.is_ok());
    }
}
