//! Sealing with witnesses: quorum, patience, late cosignatures, split views.

use crate::model_disk::{ModelDisk, Unsynced};
use crate::rig::{
    NOW, ORIGIN, Twin, Wire, cosigner, files, latest, objects, open_with, policy, signer, witness,
};
use std::sync::{Arc, Mutex, mpsc};
use tarazy_docket::{Hash, SignedCheckpoint};
use tarazy_log::guard;
use tarazy_log::witnesses::{Answer, Ask, Transport, WitnessFault};
use tarazy_log::{SealError, Sealer, published};

const NAMES: [&str; 3] = ["bar.example", "ombudsman.example", "university.example"];
const MINUTE: i64 = 60_000;

struct Court {
    disk: ModelDisk,
    wires: Vec<Wire>,
}

impl Court {
    fn new() -> Self {
        let wires = NAMES.map(|name| Wire::to(witness(&ModelDisk::default(), name).unwrap()));
        Self { disk: ModelDisk::default(), wires: wires.into() }
    }

    fn open(&self) -> Result<Sealer, SealError> {
        self.open_on(&self.disk)
    }

    fn open_on(&self, disk: &ModelDisk) -> Result<Sealer, SealError> {
        let asks = NAMES.iter().zip(&self.wires).map(|(name, wire)| wire.ask(name)).collect();
        open_with(disk, policy(2, &NAMES), asks)
    }

    fn set_time(&self, now_ms: i64) {
        for wire in &self.wires {
            wire.state().seconds = u64::try_from(now_ms / 1000).unwrap();
        }
    }

    fn cut(&self, which: usize) -> Option<Arc<tarazy_log::witness::Witness>> {
        self.wires[which].put(None)
    }
}

fn cosigned_by(checkpoint: &SignedCheckpoint) -> usize {
    let has = |name: &&&str| checkpoint.note().cosigned_by(cosigner(name).verifier()).unwrap().is_some();
    NAMES.iter().filter(has).count()
}

/// Rounds without new entries until all witnesses have answered.
fn settle(sealer: &mut Sealer, size: u64, now: i64) {
    while sealer.witness_answers().iter().any(Option::is_none) {
        std::thread::yield_now();
    }
    sealer.round(&mut Twin::of(size), now).unwrap();
}

#[test]
fn a_checkpoint_is_published_with_its_quorum_and_late_cosignatures_are_added() {
    let court = Court::new();
    let mut sealer = court.open().unwrap();
    let sealed = sealer.round(&mut Twin::of(10), NOW).unwrap();
    assert!(sealed.published && sealed.witnessed);
    assert!(cosigned_by(&latest(&court.disk).unwrap()) >= 2);
    settle(&mut sealer, 10, NOW);
    assert_eq!(cosigned_by(&latest(&court.disk).unwrap()), 3);
    let objects = objects(&court.disk);
    let first = published::first_witnessed(objects.as_ref(), 9).unwrap().unwrap();
    assert!(cosigned_by(&first) >= 2);
    let order =
        published::order_note(objects.as_ref(), &[signer().verifier().clone()], &policy(2, &NAMES), false, 9);
    assert_eq!(order.unwrap().unwrap(), first.to_string());
    let alone =
        published::order_note(objects.as_ref(), &[signer().verifier().clone()], &policy(2, &NAMES), true, 9);
    let alone: SignedCheckpoint = alone.unwrap().unwrap().parse().unwrap();
    assert_eq!((alone.note().signatures().len(), alone.checkpoint()), (1, first.checkpoint()));
}

#[test]
fn without_the_quorum_it_is_published_as_sealed_and_witnessed_when_the_quorum_returns() {
    let court = Court::new();
    let (first, second) = (court.cut(0), court.cut(1));
    let mut sealer = court.open().unwrap();
    let sealed = sealer.round(&mut Twin::of(10), NOW).unwrap();
    assert!(sealed.published && !sealed.witnessed);
    let objects = objects(&court.disk);
    assert_eq!(published::first_witnessed(objects.as_ref(), 0).unwrap(), None);
    assert_eq!(published::first_covering(objects.as_ref(), 0).unwrap(), latest(&court.disk));
    court.wires[0].put(first);
    court.wires[1].put(second);
    // They are asked again after a second, not before.
    assert!(!sealer.round(&mut Twin::of(10), NOW + 999).unwrap().published);
    sealer.round(&mut Twin::of(10), NOW + 1_000).unwrap();
    settle(&mut sealer, 10, NOW + 1_001);
    let sealed = sealer.round(&mut Twin::of(10), NOW + 1_002).unwrap();
    assert!(sealed.witnessed);
    assert_eq!(cosigned_by(&latest(&court.disk).unwrap()), 3);
    // The first note with the quorum stays the first; a cosignature that comes after it is in the latest alone.
    let first = published::first_witnessed(objects.as_ref(), 0).unwrap().unwrap();
    assert_eq!(first.checkpoint(), latest(&court.disk).unwrap().checkpoint());
    assert!(cosigned_by(&first) >= 2);
}

#[test]
fn a_quorum_that_returns_is_heard_also_where_each_round_asks_again() {
    let court = Court::new();
    let (first, second) = (court.cut(0), court.cut(1));
    let mut sealer = court.open().unwrap();
    sealer.round(&mut Twin::of(10), NOW).unwrap();
    court.wires[0].put(first);
    court.wires[1].put(second);
    sealer.round(&mut Twin::of(10), NOW + 1_000).unwrap();
    // The answers come after the round, and the next one is late enough to ask again: they count all the same.
    settle(&mut sealer, 10, NOW + 2_000);
    assert!(sealer.round(&mut Twin::of(10), NOW + 2_001).unwrap().witnessed);
}

#[test]
fn an_old_checkpoint_is_cosigned_again_every_ten_minutes_and_the_first_note_stays_the_first() {
    let court = Court::new();
    let mut sealer = court.open().unwrap();
    sealer.round(&mut Twin::of(10), NOW).unwrap();
    settle(&mut sealer, 10, NOW);
    let objects = objects(&court.disk);
    let first = published::first_witnessed(objects.as_ref(), 0).unwrap();
    let (before, later) = (NOW + 10 * MINUTE - 1, NOW + 10 * MINUTE);
    court.set_time(later);
    assert!(!sealer.round(&mut Twin::of(10), before).unwrap().published);
    sealer.round(&mut Twin::of(10), later).unwrap();
    settle(&mut sealer, 10, later);
    let renewed = latest(&court.disk).unwrap();
    for name in NAMES {
        let time = renewed.note().cosigned_by(cosigner(name).verifier()).unwrap();
        assert_eq!(time, Some(u64::try_from(later / 1000).unwrap()));
    }
    assert_eq!(renewed.note().signatures().len(), 4);
    assert_eq!(published::first_witnessed(objects.as_ref(), 0).unwrap(), first);
}

#[test]
fn a_witness_that_was_away_is_brought_up_to_date_with_a_proof_from_what_it_has() {
    let court = Court::new();
    let mut sealer = court.open().unwrap();
    sealer.round(&mut Twin::of(10), NOW).unwrap();
    settle(&mut sealer, 10, NOW);
    let away = court.cut(2);
    for size in [300, 555, 1_000] {
        sealer.round(&mut Twin::of(size), NOW).unwrap();
        settle(&mut sealer, size, NOW);
        assert_eq!(cosigned_by(&latest(&court.disk).unwrap()), 2);
    }
    court.wires[2].put(away);
    sealer.round(&mut Twin::of(1_001), NOW).unwrap();
    settle(&mut sealer, 1_001, NOW);
    assert_eq!(cosigned_by(&latest(&court.disk).unwrap()), 3);
    // After a restart the sealer knows no sizes, and learns them.
    drop(sealer);
    let mut sealer = court.open().unwrap();
    sealer.round(&mut Twin::of(1_300), NOW).unwrap();
    settle(&mut sealer, 1_300, NOW);
    assert_eq!(cosigned_by(&latest(&court.disk).unwrap()), 3);
}

#[test]
fn nothing_is_sent_to_a_witness_before_the_guard_that_holds_it_is_durable() {
    let court = Court::new();
    court.wires.iter().for_each(|wire| wire.state().watched = Some(court.disk.clone()));
    let mut sealer = court.open().unwrap();
    for size in [3, 255, 256, 700] {
        sealer.round(&mut Twin::of(size), NOW).unwrap();
        settle(&mut sealer, size, NOW);
    }
    let sent: Vec<(usize, String)> =
        court.wires.iter().flat_map(|wire| wire.state().requests.clone()).collect();
    assert_eq!(sent.len(), 3 * 4);
    for (at, request) in sent {
        let sent: SignedCheckpoint = request.split_once("\n\n").unwrap().1.parse().unwrap();
        let durable = ModelDisk::after_power_cut(&court.disk.ops(), at, Unsynced::Lost);
        let held = guard::read(&files(&durable), "guard", ORIGIN).unwrap().unwrap();
        assert_eq!((sent.checkpoint().size(), sent.checkpoint().root()), (held.size, held.root));
    }
}

fn is_checkpoint_rename(op: &crate::model_disk::Op) -> bool {
    matches!(op, crate::model_disk::Op::Rename { to, .. } if to == "public/checkpoint")
}

#[test]
fn a_checkpoint_that_was_written_down_as_witnessed_is_the_one_published_after_a_crash() {
    let court = Court::new();
    let mut sealer = court.open().unwrap();
    sealer.round(&mut Twin::of(10), NOW).unwrap();
    let ops = court.disk.ops();
    let published = ops.iter().rposition(is_checkpoint_rename).unwrap();
    let cut = ModelDisk::after_power_cut(&ops, published, Unsynced::Lost);
    drop(sealer);
    assert_eq!(latest(&cut), None);
    let first = published::first_witnessed(objects(&cut).as_ref(), 0).unwrap().unwrap();
    let mut restarted = court.open_on(&cut).unwrap();
    let sealed = restarted.round(&mut Twin::of(10), NOW + 5_000).unwrap();
    assert!(sealed.published && sealed.witnessed);
    assert_eq!(latest(&cut).unwrap(), first);
}

#[test]
fn a_second_history_under_the_same_key_gets_no_quorum_and_the_witnesses_say_why() {
    let court = Court::new();
    let mut sealer = court.open().unwrap();
    sealer.round(&mut Twin::of(10), NOW).unwrap();
    settle(&mut sealer, 10, NOW);
    drop(sealer);
    // The insider has the key and begins anew on an empty disk, with one filing rewritten.
    let forged = ModelDisk::default();
    let mut twin = Twin::of(12);
    twin.0[4] = b"another filing".to_vec();
    let mut fork = court.open_on(&forged).unwrap();
    let sealed = fork.round(&mut twin, NOW).unwrap();
    assert!(!sealed.witnessed);
    let answers = fork.witness_answers();
    assert!(answers.iter().all(|a| matches!(a, Some(Err(WitnessFault::Contradicts)))), "{answers:?}");
    assert_eq!(published::first_witnessed(objects(&forged).as_ref(), 0).unwrap(), None);
    // A shorter one is told that the witnesses have seen more.
    let short = ModelDisk::default();
    let mut fork = court.open_on(&short).unwrap();
    assert!(!fork.round(&mut Twin::of(5), NOW).unwrap().witnessed);
    let answers = fork.witness_answers();
    let ahead =
        |a: &Option<Result<_, _>>| matches!(a, Some(Err(WitnessFault::Ahead { theirs: 10, ours: 5 })));
    assert!(answers.iter().all(ahead), "{answers:?}");
}

#[test]
fn a_cosignature_that_does_not_hold_or_comes_from_the_future_is_not_published() {
    let court = Court::new();
    // One wire leads to a witness with another key, one to a clock ten minutes ahead.
    let impostor = Wire::to(witness(&ModelDisk::default(), "impostor.example").unwrap());
    court.wires[1].state().seconds += 600;
    let asks = vec![court.wires[0].ask(NAMES[0]), court.wires[1].ask(NAMES[1]), impostor.ask(NAMES[2])];
    let mut sealer = open_with(&court.disk, policy(2, &NAMES), asks).unwrap();
    let sealed = sealer.round(&mut Twin::of(10), NOW).unwrap();
    assert!(!sealed.witnessed);
    settle(&mut sealer, 10, NOW);
    let answers = sealer.witness_answers();
    assert!(matches!(answers[0], Some(Ok(_))));
    assert!(matches!(answers[1], Some(Err(WitnessFault::FutureTime))));
    assert!(matches!(answers[2], Some(Err(WitnessFault::NoLine))));
    assert_eq!(cosigned_by(&latest(&court.disk).unwrap()), 1);
}

/// A witness that takes a request and does not answer until it is let go.
struct Hanging(Mutex<mpsc::Receiver<()>>);

impl Transport for Hanging {
    fn add_checkpoint(&self, _: &str) -> Result<Answer, String> {
        // An error means that the test is over.
        self.0.lock().unwrap().recv().map_err(|e| e.to_string())?;
        Err("let go".to_owned())
    }

    fn latest(&self, _: Hash) -> Result<Answer, String> {
        Err("hangs".to_owned())
    }
}

fn hanging(name: &str) -> (mpsc::Sender<()>, Ask) {
    let (let_go, wait) = mpsc::channel();
    (let_go, Ask::new(cosigner(name).verifier().clone(), Arc::new(Hanging(Mutex::new(wait)))))
}

#[test]
fn one_witness_that_hangs_keeps_nobody_waiting() {
    let court = Court::new();
    let (let_go, hangs) = hanging(NAMES[2]);
    let asks = vec![court.wires[0].ask(NAMES[0]), court.wires[1].ask(NAMES[1]), hangs];
    let mut sealer = open_with(&court.disk, policy(2, &NAMES), asks).unwrap();
    for size in [10, 20, 30] {
        assert!(sealer.round(&mut Twin::of(size), NOW).unwrap().witnessed);
        assert!(sealer.witness_answers()[2].is_none());
    }
    drop(let_go);
}

#[test]
fn witnesses_that_hang_delay_a_checkpoint_but_do_not_stop_it() {
    let disk = ModelDisk::default();
    let (first_let_go, first) = hanging(NAMES[0]);
    let (second_let_go, second) = hanging(NAMES[1]);
    let mut sealer = open_with(&disk, policy(2, &NAMES[..2]), vec![first, second]).unwrap();
    let sealed = sealer.round(&mut Twin::of(10), NOW).unwrap();
    assert_eq!((sealed.size, sealed.published, sealed.witnessed), (10, true, false));
    drop((first_let_go, second_let_go));
}
