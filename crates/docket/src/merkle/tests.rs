//! Trees against a naive twin, published vectors, and mutated proofs.

use super::*;
use crate::entry::leaf_hash;
use crate::testing::{leaves, vector_file};
use alloc::vec::Vec;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use proptest::prelude::*;
use serde_json::Value as Json;

/// MTH(D[n]) of RFC 6962, word by word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        more => {
            let mut k = 1;
            while 2 * k < more.len() {
                k *= 2;
            }
            sha256(&[&[1], &naive_root(&more[..k]).0, &naive_root(&more[k..]).0])
        }
    }
}

/// The leaves and roots that implementations of Certificate Transparency test with.
const CT_LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const CT_ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_roots_of_the_published_example_tree() {
    let mut tree = Tree::new();
    let mut roots = alloc::vec![tree.root()];
    for leaf in CT_LEAVES {
        tree.push(leaf_hash(&hex::decode(leaf).unwrap()));
        roots.push(tree.root());
    }
    let roots: Vec<_> = roots.into_iter().map(Hash::to_hex).collect();
    assert_eq!(roots, CT_ROOTS);
}

fn hashes(list: &Json) -> Option<Vec<Hash>> {
    let read = |item: &Json| Some(Hash(BASE64_STANDARD.decode(item.as_str()?).ok()?.try_into().ok()?));
    list.as_array().map_or(Some(Vec::new()), |items| items.iter().map(read).collect())
}

fn hash(item: &Json) -> Option<Hash> {
    hashes(&serde_json::json!([item])).and_then(|list| list.first().copied())
}

fn vectors(section: &str) -> Vec<Json> {
    let Some(file) = vector_file("rfc6962_merkle.json") else { return Vec::new() };
    let all: Json = serde_json::from_str(&file).unwrap();
    all[section].as_array().unwrap().clone()
}

#[test]
fn published_inclusion_proofs_are_judged_as_published() {
    for v in vectors("inclusion") {
        let (index, size) = (v["leafIdx"].as_u64().unwrap(), v["treeSize"].as_u64().unwrap());
        let given = hashes(&v["proof"]).zip(hash(&v["leafHash"])).zip(hash(&v["root"]));
        let holds = given
            .is_some_and(|((path, leaf), root)| root_from_inclusion(index, size, leaf, &path) == Ok(root));
        assert_eq!(holds, !v["wantErr"].as_bool().unwrap(), "{v}");
    }
}

#[test]
fn published_consistency_proofs_are_judged_as_published() {
    for v in vectors("consistency") {
        let (old, new) = (v["size1"].as_u64().unwrap(), v["size2"].as_u64().unwrap());
        let given = hashes(&v["proof"]).zip(hash(&v["root1"])).zip(hash(&v["root2"]));
        let holds = given
            .is_some_and(|((path, root1), root2)| verify_consistency(old, root1, new, root2, &path).is_ok());
        assert_eq!(holds, !v["wantErr"].as_bool().unwrap(), "{v}");
    }
}

#[test]
fn every_size_up_to_70_has_the_naive_root_and_proofs_for_every_leaf_and_older_size() {
    let all = leaves(70);
    let mut tree = Tree::new();
    for size in 0..=all.len() {
        let mut reader = Leaves(&all[..size]);
        let root = naive_root(&all[..size]);
        let size = size as u64;
        assert_eq!(tree.root(), root);
        assert_eq!(root_at(&mut reader, size), Ok(root));
        assert_eq!(Tree::load(size, &mut reader), Ok(tree.clone()));
        assert_eq!(Tree::from_peaks(size, tree.peaks().to_vec()), Some(tree.clone()));
        for index in 0..size {
            let path = inclusion_proof(&mut reader, index, size).unwrap();
            let leaf = all[usize::try_from(index).unwrap()];
            assert_eq!(root_from_inclusion(index, size, leaf, &path), Ok(root), "{index} of {size}");
        }
        for old in 1..=size {
            let path = consistency_proof(&mut reader, old, size).unwrap();
            let old_root = naive_root(&all[..usize::try_from(old).unwrap()]);
            assert_eq!(verify_consistency(old, old_root, size, root, &path), Ok(()), "{old} to {size}");
        }
        if let Some(leaf) = all.get(usize::try_from(size).unwrap()) {
            tree.push(*leaf);
        }
    }
}

#[test]
fn what_is_outside_the_tree_has_no_proof() {
    let all = leaves(5);
    let mut reader = Leaves(&all);
    let outside = |position, size| Err(ProveError::NotInTree(NotInTree { position, size }));
    assert_eq!(inclusion_proof(&mut reader, 5, 5), outside(5, 5));
    assert_eq!(inclusion_proof(&mut reader, 0, 0), outside(0, 0));
    assert_eq!(consistency_proof(&mut reader, 6, 5), outside(6, 5));
    assert_eq!(consistency_proof(&mut reader, 0, 5), outside(0, 5));
    let unreadable = NoSuchNode { height: 2, index: 1 };
    assert_eq!(inclusion_proof(&mut reader, 0, 8), Err(ProveError::Reader(unreadable)));
    assert_eq!(Tree::from_peaks(3, leaves(1)), None);
}

#[test]
fn an_empty_older_tree_is_refused_whatever_the_proof() {
    let root = leaves(1)[0];
    assert_eq!(verify_consistency(0, empty_root(), 1, root, &[]), Err(ProofError::EmptyOlderTree));
    assert_eq!(verify_consistency(0, empty_root(), 0, empty_root(), &[]), Err(ProofError::EmptyOlderTree));
}

#[test]
fn sizes_at_the_end_of_64_bits_are_judged_without_overflow() {
    let leaf = leaves(1)[0];
    for (index, size) in [(u64::MAX - 1, u64::MAX), (u64::MAX, u64::MAX), (0, u64::MAX), (u64::MAX, 0)] {
        for length in [0, 1, 63, 64, 65] {
            let path = leaves(length);
            let judged = root_from_inclusion(index, size, leaf, &path);
            assert_eq!(judged == Err(ProofError::OutOfRange), index >= size, "{index} {size} {length}");
            let judged = verify_consistency(index, leaf, size, leaf, &path);
            assert!(judged.is_err() || (index == size && path.is_empty()), "{index} {size} {length}");
        }
    }
}

/// A size, an index below it and an older size.
fn places() -> impl Strategy<Value = (usize, usize, usize)> {
    (1_usize..600).prop_flat_map(|size| (Just(size), 0..size, 1..=size))
}

/// A proof in which one thing is not as it was: a bit, a hash missing, doubled or added.
fn mutated(path: &[Hash], at: prop::sample::Index, how: u8) -> Vec<Hash> {
    let mut path = path.to_vec();
    let place = at.index(path.len().max(1));
    match how % 4 {
        0 if !path.is_empty() => path[place].0[usize::from(how) % 32] ^= 1 << (how % 8),
        1 if !path.is_empty() => {
            path.remove(place);
        }
        2 if !path.is_empty() => path.insert(place, path[place]),
        _ => path.push(sha256(&[&[how]])),
    }
    path
}

proptest! {
    #[test]
    fn proofs_at_random_places_hold_and_no_mutated_one_does(
        (size, index, old) in places(),
        at in any::<prop::sample::Index>(),
        how in any::<u8>(),
    ) {
        let all = leaves(size);
        let root = naive_root(&all);
        let mut reader = Leaves(&all);
        let (size, place, older) = (size as u64, index as u64, old as u64);
        let path = inclusion_proof(&mut reader, place, size).unwrap();
        prop_assert_eq!(root_from_inclusion(place, size, all[index], &path), Ok(root));
        prop_assert_ne!(root_from_inclusion(place, size, all[index], &mutated(&path, at, how)), Ok(root));
        prop_assert_ne!(root_from_inclusion(place, size, sha256(&[&[how]]), &path), Ok(root));
        let path = consistency_proof(&mut reader, older, size).unwrap();
        let old_root = naive_root(&all[..old]);
        prop_assert_eq!(verify_consistency(older, old_root, size, root, &path), Ok(()));
        prop_assert!(verify_consistency(older, old_root, size, root, &mutated(&path, at, how)).is_err());
        prop_assert!(verify_consistency(older, sha256(&[&[how]]), size, root, &path).is_err());
        prop_assert!(verify_consistency(older, old_root, size, sha256(&[&[how]]), &path).is_err());
    }

    #[test]
    fn a_path_proves_one_index_only((size, index, _) in places(), other in any::<prop::sample::Index>()) {
        let all = leaves(size);
        let other = other.index(size);
        prop_assume!(other != index);
        let path = inclusion_proof(&mut Leaves(&all), index as u64, size as u64).unwrap();
        prop_assert_ne!(root_from_inclusion(other as u64, size as u64, all[index], &path), Ok(naive_root(&all)));
    }
}
