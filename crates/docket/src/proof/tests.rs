//! Proof files: what they say, and mutation of every byte.

use super::*;
use crate::checkpoint::Checkpoint;
use crate::merkle::{Leaves, inclusion_proof, root_of};
use crate::note::{NoteError, Signer};
use crate::policy::Policy;
use crate::testing::leaves;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use proptest::prelude::*;

fn log() -> Signer {
    Signer::from_seed("log.example".parse().unwrap(), &[1; 32]).unwrap()
}

fn proof(index: usize, size: usize, extra: Option<Vec<u8>>) -> (TlogProof, Hash) {
    let all = leaves(size);
    let checkpoint = Checkpoint::new("log.example", size as u64, root_of(&all)).unwrap();
    let checkpoint = SignedCheckpoint::unsigned(checkpoint).unwrap();
    let signature = log().sign(checkpoint.note().text());
    let path = inclusion_proof(&mut Leaves(&all), index as u64, size as u64).unwrap();
    let proof = TlogProof { extra, index: index as u64, path, checkpoint: checkpoint.with(signature) };
    (proof, all[index])
}

#[test]
fn a_proof_is_written_in_the_layout_of_the_c2sp_document() {
    let (proof, leaf) = proof(2, 3, Some(b"more".to_vec()));
    let text = proof.to_string();
    let lines: Vec<&str> = text.split('\n').collect();
    assert_eq!(lines[..3], ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 2"]);
    assert_eq!(lines[3], hash_to_base64(proof.path[0]));
    assert_eq!(lines[4..7], ["", "log.example", "3"]);
    assert_eq!(TlogProof::from_bytes(text.as_bytes()), Ok(proof.clone()));
    assert_eq!(proof.check_inclusion(leaf), Ok(()));
    assert_eq!(proof.check_inclusion(Hash([0; 32])), Err(ProofError::WrongRoot));
    assert!(TlogProof::is_proof(text.as_bytes()));
    assert!(!TlogProof::is_proof(proof.checkpoint.to_string().as_bytes()));
}

#[test]
fn a_log_of_one_entry_has_an_empty_path() {
    let (proof, leaf) = proof(0, 1, None);
    assert!(proof.to_string().starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example\n1\n"));
    assert_eq!(proof.to_string().parse::<TlogProof>().unwrap().check_inclusion(leaf), Ok(()));
}

#[test]
fn other_layouts_are_refused() {
    let good = proof(2, 3, Some(b"more".to_vec())).0.to_string();
    let with = |from: &str, to: &str| {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good, "{from}");
        changed.parse::<TlogProof>().unwrap_err()
    };
    assert_eq!(with("@v1", "@v2"), ProofFileError::Version);
    assert_eq!(with("@v1", "@v1 "), ProofFileError::Version);
    assert_eq!(with("c2sp", "C2sp"), ProofFileError::Format);
    assert_eq!(with("extra bW9y", "extra bW9"), ProofFileError::Extra);
    assert_eq!(with("extra ", "Extra "), ProofFileError::Index);
    assert_eq!(with("index 2", "index 02"), ProofFileError::Index);
    assert_eq!(with("index 2", "index +2"), ProofFileError::Index);
    assert_eq!(with("index 2", "index 18446744073709551616"), ProofFileError::Index);
    assert_eq!(with("index 2\n", "index 2\nAAAA\n"), ProofFileError::Path);
    assert_eq!(with("index 2\n", "index 2\nextra AAAA\n"), ProofFileError::Path);
    assert_eq!(with("\n3\n", "\n03\n"), ProofFileError::Checkpoint(CheckpointError::Size));
    assert_eq!("".parse::<TlogProof>(), Err(ProofFileError::NoCheckpoint));
    assert_eq!(TlogProof::from_bytes(b"\xff"), Err(ProofFileError::Characters));
    let unsigned = good.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n") + "\n\n";
    let want = ProofFileError::Checkpoint(CheckpointError::Note(NoteError::Layout));
    assert_eq!(unsigned.parse::<TlogProof>(), Err(want));
}

#[test]
fn a_checkpoint_has_exactly_three_lines() {
    let root = hash_to_base64(Hash([7; 32]));
    let read = |text: String| text.parse::<Checkpoint>();
    assert!(read(format!("o\n0\n{root}\n")).is_ok());
    assert_eq!(read(format!("\n0\n{root}\n")), Err(CheckpointError::Origin));
    assert_eq!(read(format!("o\n0\n{root}\nextension\n")), Err(CheckpointError::Lines));
    assert_eq!(read(format!("o\n0\n{root}")), Err(CheckpointError::Lines));
    assert_eq!(read("o\n0\n".into()), Err(CheckpointError::Lines));
    assert_eq!(read(format!("o\n-1\n{root}\n")), Err(CheckpointError::Size));
    assert_eq!(read(format!("o\n\n{root}\n")), Err(CheckpointError::Size));
    assert_eq!(read("o\n0\nAAAA\n".into()), Err(CheckpointError::Root));
    assert_eq!(read(format!("o\n0\n{}\n", root.replace("c=", "d="))), Err(CheckpointError::Root));
    let (checkpoint, extensions) =
        Checkpoint::read(&format!("o\n5\n{root}\nab\ncd\n")).map(|(c, e)| (c, String::from(e))).unwrap();
    assert_eq!((checkpoint.size(), extensions.as_str()), (5, "ab\ncd\n"));
    for broken in ["ab", "\n", "ab\n\ncd\n"] {
        let text = format!("o\n5\n{root}\n{broken}");
        assert_eq!(Checkpoint::read(&text), Err(CheckpointError::Lines), "{broken:?}");
    }
    assert_eq!(Checkpoint::new("a\nb", 0, Hash([0; 32])), Err(CheckpointError::Origin));
}

#[test]
fn adding_and_dropping_signatures_leaves_the_checkpoint_as_it_is() {
    let (proof, _) = proof(0, 4, None);
    let other = Signer::from_seed("other.example".parse().unwrap(), &[2; 32]).unwrap();
    let signature = other.sign(proof.checkpoint.note().text());
    let more = proof.checkpoint.clone().with(signature.clone()).with(signature);
    assert_eq!(more.note().signatures().len(), 2);
    assert_eq!(more.to_string().parse::<SignedCheckpoint>().as_ref(), Ok(&more));
    assert_eq!(more.retain(|s| s.name == *log().verifier().name()), proof.checkpoint);
}

proptest! {
    #[test]
    fn a_changed_byte_never_proves_another_entry_or_place(
        size in 1_usize..40,
        at in any::<prop::sample::Index>(),
        index in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let (good, leaf) = proof(index.index(size), size, Some(vec![1, 2, 3]));
        let policy = Policy::parse(format!("log {}\nquorum none", log().verifier()).as_bytes()).unwrap();
        let mut bytes = good.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(read) = TlogProof::from_bytes(&bytes) {
            prop_assert_eq!(read.to_string().into_bytes(), bytes.clone());
            if read.check_inclusion(leaf).is_ok() && policy.check(&read.checkpoint, 0).is_ok() {
                prop_assert_eq!((read.index, &read.path), (good.index, &good.path));
                prop_assert_eq!(read.checkpoint.checkpoint(), good.checkpoint.checkpoint());
            }
        }
    }

    #[test]
    fn any_text_is_a_proof_or_not(text in "(c2sp.org/tlog-proof@v1\n)?(extra [A-Za-z=]{0,8}\n)?(index [0-9]{1,3}\n)?[\\PC\n]{0,60}") {
        if let Ok(proof) = text.parse::<TlogProof>() {
            prop_assert_eq!(proof.to_string(), text);
        }
    }
}
