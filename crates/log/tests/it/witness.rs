//! The witness: its answers, its memory, and what it never does.

use crate::model_disk::{Failure, ModelDisk, Unsynced};
use crate::rig::{ORIGIN, Twin, cosigner, files, signer, witness};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use tarazy_docket::merkle::{Leaves, consistency_proof, root_of};
use tarazy_docket::{Checkpoint, Hash, Note, SignedCheckpoint, Signer, leaf_hash, sha256};
use tarazy_log::witness::{Reply, Witness, WitnessError};

const TIME: u64 = 1_763_802_000;

/// The leaves of one of several histories, which part at entry 3.
fn leaves(history: u8) -> Vec<Hash> {
    let mut entries = Twin::of(40).0;
    entries.iter_mut().skip(3).for_each(|bytes| bytes.push(history));
    entries.iter().map(|bytes| leaf_hash(bytes)).collect()
}

fn checkpoint(history: u8, size: u64) -> SignedCheckpoint {
    let root = root_of(&leaves(history)[..usize::try_from(size).unwrap()]);
    signed(&signer(), &Checkpoint::new(ORIGIN, size, root).unwrap())
}

fn signed(signer: &Signer, checkpoint: &Checkpoint) -> SignedCheckpoint {
    let unsigned = SignedCheckpoint::unsigned(checkpoint.clone()).unwrap();
    let line = signer.sign(unsigned.note().text());
    unsigned.with(line)
}

fn proof(history: u8, old: u64, new: u64) -> Vec<Hash> {
    if old == 0 || old >= new {
        return Vec::new();
    }
    consistency_proof(&mut Leaves(&leaves(history)), old, new).unwrap()
}

fn request(old: u64, proof: &[Hash], note: &Note) -> Vec<u8> {
    let mut out = format!("old {old}\n");
    for hash in proof {
        out += &format!("{}\n", BASE64_STANDARD.encode(hash.0));
    }
    format!("{out}\n{note}").into_bytes()
}

fn send(witness: &Witness, old: u64, history: u8, new: u64) -> Reply {
    let body = request(old, &proof(history, old, new), checkpoint(history, new).note());
    witness.add_checkpoint(&body, TIME).unwrap()
}

fn origin_hash() -> String {
    sha256(&[ORIGIN.as_bytes()]).to_hex()
}

#[test]
fn a_checkpoint_that_continues_is_cosigned_and_served() {
    let disk = ModelDisk::default();
    let w = witness(&disk, "bar.example").unwrap();
    assert_eq!(w.checkpoint(&origin_hash()).unwrap().status, 404);
    for (old, new) in [(0, 5), (5, 5), (5, 9), (9, 16)] {
        let reply = send(&w, old, 1, new);
        assert_eq!((reply.status, reply.content_type), (200, "text/plain; charset=utf-8"));
        let sent = checkpoint(1, new);
        let line = reply.body.strip_suffix('\n').unwrap().parse().unwrap();
        let cosigned = sent.note().clone().with(line);
        assert_eq!(cosigned.cosigned_by(w.verifier()).unwrap(), Some(TIME));
        let served = w.checkpoint(&origin_hash()).unwrap();
        assert_eq!((served.status, served.body), (200, cosigned.to_string()));
    }
}

#[test]
fn each_fault_has_its_status() {
    let disk = ModelDisk::default();
    let w = witness(&disk, "bar.example").unwrap();
    send(&w, 0, 1, 5);
    let status = |body: &[u8]| w.add_checkpoint(body, TIME).unwrap().status;
    let good = checkpoint(1, 9);
    let path = proof(1, 5, 9);

    assert_eq!(status(b""), 400);
    assert_eq!(status(b"old 5\n"), 400);
    assert_eq!(status(&request(5, &[Hash([0; 32]); 64], good.note())), 400);
    assert_eq!(status(&request(10, &[], good.note())), 400);
    let text = String::from_utf8(request(5, &path, good.note())).unwrap();
    assert_eq!(status(text.replace("old 5", "old 05").as_bytes()), 400);
    assert_eq!(status(text.replace("old 5\n", "old 5\nAAAA\n").as_bytes()), 400);

    let stranger = Signer::from_seed("log.example/other".parse().unwrap(), &[7; 32]).unwrap();
    let theirs = Checkpoint::new("log.example/other", 9, good.checkpoint().root()).unwrap();
    assert_eq!(status(&request(5, &path, signed(&stranger, &theirs).note())), 404);

    let thief = Signer::from_seed(ORIGIN.parse().unwrap(), &[8; 32]).unwrap();
    assert_eq!(status(&request(5, &path, signed(&thief, good.checkpoint()).note())), 403);
    let mut broken = good.note().clone().retain(|_| false);
    let mut line = good.note().signatures()[0].clone();
    line.bytes[20] ^= 1;
    broken.add(line);
    assert_eq!(status(&request(5, &path, &broken)), 403);

    let conflict = w.add_checkpoint(&request(4, &proof(1, 4, 9), good.note()), TIME).unwrap();
    assert_eq!(
        (conflict.status, conflict.content_type, conflict.body.as_str()),
        (409, "text/x.tlog.size", "5\n")
    );

    let mut wrong = path.clone();
    wrong[0].0[0] ^= 1;
    assert_eq!(status(&request(5, &wrong, good.note())), 422);
    assert_eq!(status(&request(5, &path[1..], good.note())), 422);
    assert_eq!(status(&request(5, &[], checkpoint(2, 5).note())), 422);
    let fresh = witness(&ModelDisk::default(), "new.example").unwrap();
    assert_eq!(fresh.add_checkpoint(&request(0, &path, good.note()), TIME).unwrap().status, 422);
    let nothing = signed(&signer(), &Checkpoint::new(ORIGIN, 0, Hash([1; 32])).unwrap());
    assert_eq!(fresh.add_checkpoint(&request(0, &[], nothing.note()), TIME).unwrap().status, 422);

    assert_eq!(status(&request(5, &path, good.note())), 200);
    assert_eq!(w.checkpoint("00").unwrap().status, 404);
}

#[test]
fn a_split_view_is_refused_whoever_asks_and_whenever() {
    let disk = ModelDisk::default();
    let w = witness(&disk, "bar.example").unwrap();
    assert_eq!(send(&w, 0, 1, 8).status, 200);
    for (old, new) in [(0, 8), (0, 9), (8, 8), (8, 9), (3, 9), (8, 20)] {
        assert_ne!(send(&w, old, 2, new).status, 200, "{old} to {new}");
    }
    drop(w);
    let restarted = witness(&disk.after_kill(), "bar.example").unwrap();
    assert_eq!(send(&restarted, 0, 2, 9).status, 409);
    assert_eq!(send(&restarted, 8, 2, 9).status, 422);
    assert_eq!(send(&restarted, 8, 1, 9).status, 200);
}

#[test]
fn other_logs_with_extension_lines_and_two_keys_are_served_too() {
    let origin = "other.example/log";
    let keys = [1, 2].map(|seed| Signer::from_seed(origin.parse().unwrap(), &[seed; 32]).unwrap());
    let disk = ModelDisk::default();
    let logs = keys.iter().map(|key| key.verifier().clone()).collect();
    let w = Witness::open(files(&disk), cosigner("bar.example"), logs).unwrap();
    let root = BASE64_STANDARD.encode(root_of(&leaves(1)[..4]).0);
    let note = Note::new(format!("{origin}\n4\n{root}\nextension line\n")).unwrap();
    let stranger = Signer::from_seed("stranger.example".parse().unwrap(), &[3; 32]).unwrap();
    let (line, strange) = (keys[1].sign(note.text()), stranger.sign(note.text()));
    let sent = note.with(strange.clone()).with(line.clone());
    let reply = w.add_checkpoint(&request(0, &[], &sent), TIME).unwrap();
    assert_eq!(reply.status, 200);
    let served = w.checkpoint(&sha256(&[origin.as_bytes()]).to_hex()).unwrap().body;
    let served = Note::from_bytes(served.as_bytes()).unwrap();
    assert!(served.signed_by(keys[1].verifier()).unwrap());
    assert!(served.cosigned_by(w.verifier()).unwrap().is_some());
    assert!(!served.signatures().contains(&strange));
}

#[test]
fn one_witness_runs_at_a_time_and_damaged_memory_is_no_memory() {
    let disk = ModelDisk::default();
    let w = witness(&disk, "bar.example").unwrap();
    assert!(matches!(witness(&disk, "bar.example"), Err(WitnessError::Held)));
    send(&w, 0, 1, 8);
    let name = format!("state/{}", origin_hash());
    let good = disk.contents()[&name].clone();
    for damaged in [b"".to_vec(), checkpoint(2, 8).to_string().into_bytes()] {
        disk.tamper(&name, &damaged);
        let body = request(8, &proof(1, 8, 9), checkpoint(1, 9).note());
        assert!(matches!(w.add_checkpoint(&body, TIME), Err(WitnessError::Damaged(_))));
    }
    disk.tamper(&name, &good);
    assert_eq!(send(&w, 8, 1, 9).status, 200);
}

#[test]
fn what_was_answered_is_remembered_after_a_power_cut_or_a_failure_at_any_point() {
    let steps = [(0, 5), (5, 5), (5, 9), (9, 16)];
    let run = |disk: &ModelDisk| {
        let mut answered = Vec::new();
        let Ok(w) = witness(disk, "bar.example") else { return answered };
        for (old, new) in steps {
            let body = request(old, &proof(1, old, new), checkpoint(1, new).note());
            if let Ok(Reply { status: 200, .. }) = w.add_checkpoint(&body, TIME) {
                answered.push((disk.ops().len(), new));
            }
        }
        answered
    };
    let remembers = |disk: &ModelDisk, size: u64| {
        let restarted = witness(disk, "bar.example").unwrap();
        let reply = send(&restarted, 40, 1, 40);
        assert_eq!(reply.status, 409);
        let known: u64 = reply.body.trim_end().parse().unwrap();
        assert!(known >= size, "{known} instead of {size}");
    };
    let disk = ModelDisk::default();
    let answered = run(&disk);
    assert_eq!(answered.len(), steps.len());
    let calls = disk.calls();
    for at in 0..=disk.ops().len() {
        let size = answered.iter().filter(|(mark, _)| *mark <= at).map(|(_, size)| *size).max().unwrap_or(0);
        for way in
            [Unsynced::Lost, Unsynced::Kept, Unsynced::Mixed(1), Unsynced::Mixed(2), Unsynced::Mixed(3)]
        {
            remembers(&ModelDisk::after_power_cut(&disk.ops(), at, way), size);
        }
    }
    for call in 0..calls {
        for takes_effect in [false, true] {
            let disk = ModelDisk::default();
            disk.fail(Failure { call, takes_effect });
            let size = run(&disk).iter().map(|(_, size)| *size).max().unwrap_or(0);
            remembers(&disk.after_kill(), size);
            remembers(&ModelDisk::after_power_cut(&disk.ops(), disk.ops().len(), Unsynced::Lost), size);
        }
    }
}

#[test]
fn after_a_failed_sync_the_witness_answers_nothing_more() {
    let plain = ModelDisk::default();
    let w = witness(&plain, "bar.example").unwrap();
    let before = plain.calls();
    send(&w, 0, 1, 5);
    for call in before..plain.calls() {
        let disk = ModelDisk::default();
        let w = witness(&disk, "bar.example").unwrap();
        disk.fail(Failure { call, takes_effect: false });
        let failed = w.add_checkpoint(&request(0, &[], checkpoint(1, 5).note()), TIME);
        let Err(WitnessError::Durable(fault)) = failed else { panic!("call {call} did not fail") };
        let again = w.add_checkpoint(&request(0, &[], checkpoint(1, 5).note()), TIME);
        assert_eq!(matches!(again, Err(WitnessError::Stopped)), fault.must_stop());
    }
}

/// The witness as a person would write it down: what was cosigned last, and nothing else.
#[derive(Default)]
struct Model {
    last: Option<(u8, u64)>,
}

impl Model {
    fn status(&mut self, old: u64, history: u8, new: u64) -> u16 {
        let size = self.last.map_or(0, |(_, size)| size);
        if old > new {
            return 400;
        }
        if old != size {
            return 409;
        }
        // The histories are the same up to three entries.
        let continues = self.last.is_none_or(|(known, size)| known == history || size <= 3);
        if !continues {
            return 422;
        }
        self.last = Some((history, new));
        200
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_answers_as_the_model_does(
        steps in prop::collection::vec((0u64..24, 1u8..3, 1u64..24, any::<bool>(), any::<bool>()), 1..20),
    ) {
        let mut disk = ModelDisk::default();
        let mut w = witness(&disk, "bar.example").unwrap();
        let mut model = Model::default();
        for (old, history, new, from_last, restart) in steps {
            let old = if from_last { model.last.map_or(0, |(_, size)| size) } else { old };
            prop_assert_eq!(send(&w, old, history, new).status, model.status(old, history, new));
            if restart {
                drop(w);
                disk = disk.after_kill();
                w = witness(&disk, "bar.example").unwrap();
            }
        }
    }

    #[test]
    fn a_mutated_request_is_never_cosigned_as_another_one(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let w = witness(&ModelDisk::default(), "bar.example").unwrap();
        send(&w, 0, 1, 5);
        let good = request(5, &proof(1, 5, 9), checkpoint(1, 9).note());
        let mut body = good.clone();
        let at = at.index(body.len());
        body[at] = byte;
        let reply = w.add_checkpoint(&body, TIME).unwrap();
        prop_assert_eq!(reply.status == 200, body == good);
    }

    #[test]
    fn any_bytes_are_answered(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let w = witness(&ModelDisk::default(), "bar.example").unwrap();
        prop_assert_eq!(w.add_checkpoint(&body, TIME).unwrap().status, 400);
    }
}

#[test]
fn a_time_that_cannot_be_stated_is_an_error() {
    let w = witness(&ModelDisk::default(), "bar.example").unwrap();
    let body = request(0, &[], checkpoint(1, 5).note());
    assert!(matches!(w.add_checkpoint(&body, u64::MAX), Err(WitnessError::Time(_))));
}
