//! An object store that fails, delays and tears writes (docket.md section 18): whatever it does, no two checkpoints
//! contradict each other, and what is published has its tiles.

use crate::model_disk::ModelDisk;
use crate::rig::{NOW, ORIGIN, Twin, files, no_quorum, signer};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use tarazy_docket::SignedCheckpoint;
use tarazy_docket::merkle::root_of;
use tarazy_docket::tile::tiles_between;
use tarazy_log::durable::DurableError;
use tarazy_log::fsck::{Checked, fsck};
use tarazy_log::objects::Objects;
use tarazy_log::{SealError, Sealer, Setup, Tiles, guard, published};

/// Sizes of the log at its rounds: they cross the edges of bundles and tiles.
const SCHEDULE: [u64; 5] = [1, 3, 255, 257, 520];

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It has no effect, and an error is told.
    Refused,
    /// It takes effect, but an error is told.
    AnswerLost,
    /// Of several new objects only the first half is made.
    Half,
    /// The last object holds the first half of its bytes.
    Torn,
    /// An error is told, and it takes effect so many calls later.
    Late(usize),
}

type Effect = Vec<(String, Option<Vec<u8>>)>;

/// A store in memory.
#[derive(Default)]
struct State {
    objects: BTreeMap<String, Vec<u8>>,
    calls: usize,
    trouble: Option<(usize, Trouble)>,
    /// Effects that come later, with the number of the call before which they do.
    late: Vec<(usize, Effect)>,
}

#[derive(Clone, Default)]
struct Store(Arc<Mutex<State>>);

impl Store {
    fn in_trouble(call: usize, trouble: Trouble) -> Self {
        Self(Arc::new(Mutex::new(State { trouble: Some((call, trouble)), ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Lets everything that is on its way arrive.
    fn arrive(&self) {
        let mut state = self.state();
        for (_, effect) in std::mem::take(&mut state.late) {
            state.take(effect);
        }
    }

    /// One call: what it answers, and what it changes.
    fn call<T>(
        &self,
        apply: impl FnOnce(&State) -> Result<(T, Effect), DurableError>,
    ) -> Result<T, DurableError> {
        let mut state = self.state();
        let number = state.calls;
        state.calls += 1;
        let (due, later) = std::mem::take(&mut state.late).into_iter().partition(|(at, _)| *at <= number);
        state.late = later;
        let due: Vec<(usize, Effect)> = due;
        due.into_iter().for_each(|(_, effect)| state.take(effect));
        let (answer, mut effect) = apply(&state)?;
        let Some((_, trouble)) = state.trouble.filter(|(at, _)| *at == number) else {
            state.take(effect);
            return Ok(answer);
        };
        match trouble {
            Trouble::Refused => {}
            Trouble::AnswerLost => state.take(effect),
            Trouble::Half => {
                effect.truncate(effect.len() / 2);
                state.take(effect);
            }
            Trouble::Torn => {
                if let Some((_, Some(bytes))) = effect.last_mut() {
                    bytes.truncate(bytes.len() / 2);
                }
                state.take(effect);
            }
            Trouble::Late(calls) => state.late.push((number + calls, effect)),
        }
        let source = io::Error::other("the store is in trouble");
        Err(DurableError::Io { what: "reach", name: "the store".to_owned(), source })
    }
}

impl State {
    fn take(&mut self, effect: Effect) {
        for (name, bytes) in effect {
            match bytes {
                Some(bytes) => drop(self.objects.insert(name, bytes)),
                None => drop(self.objects.remove(&name)),
            }
        }
    }
}

impl Objects for Store {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, DurableError> {
        self.call(|s| Ok((s.objects.get(name).cloned(), Vec::new())))
    }

    fn put_new(&self, objects: &[(String, Vec<u8>)]) -> Result<(), DurableError> {
        self.call(|s| {
            let differs =
                |(name, bytes): &&(String, Vec<u8>)| s.objects.get(name).is_some_and(|old| old != bytes);
            match objects.iter().find(differs) {
                Some((name, _)) => Err(DurableError::Differs { name: name.clone() }),
                None => Ok(((), objects.iter().map(|(n, b)| (n.clone(), Some(b.clone()))).collect())),
            }
        })
    }

    fn put_latest(&self, name: &str, bytes: &[u8]) -> Result<(), DurableError> {
        self.call(|_| Ok(((), vec![(name.to_owned(), Some(bytes.to_vec()))])))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, DurableError> {
        let below = format!("{folder}/");
        self.call(|s| Ok((s.objects.keys().filter(|n| n.starts_with(&below)).cloned().collect(), Vec::new())))
    }

    fn first_from(&self, folder: &str, name: &str) -> Result<Option<String>, DurableError> {
        let below = format!("{folder}/");
        let mut found = None;
        self.call(|s| {
            found = s.objects.keys().find(|n| n.starts_with(&below) && n.as_str() >= name).cloned();
            Ok(((), Vec::new()))
        })?;
        Ok(found)
    }

    fn remove_before(&self, folder: &str, name: &str) -> Result<(), DurableError> {
        let below = format!("{folder}/");
        let is_old = |n: &&String| n.starts_with(&below) && n.as_str() < name;
        self.call(|s| Ok(((), s.objects.keys().filter(is_old).map(|n| (n.clone(), None)).collect())))
    }

    fn remove(&self, name: &str) -> Result<(), DurableError> {
        self.call(|_| Ok(((), vec![(name.to_owned(), None)])))
    }
}

fn open(store: &Store, disk: &ModelDisk) -> Result<Sealer, SealError> {
    Sealer::open(Setup {
        files: files(disk),
        guard: "guard".to_owned(),
        objects: Arc::new(store.clone()),
        signers: vec![Box::new(signer())],
        policy: no_quorum(),
        witnesses: Vec::new(),
        epoch: 1,
    })
}

/// Seals all rounds; what can be tried again is.
fn seal(store: &Store, disk: &ModelDisk) -> Result<(), SealError> {
    let mut sealer = match open(store, disk) {
        Err(e) if !e.must_stop() => open(store, disk)?,
        other => other?,
    };
    for size in SCHEDULE {
        loop {
            match sealer.round(&mut Twin::of(size), NOW) {
                Ok(sealed) => {
                    assert_eq!((sealed.size, sealed.more), (size, false));
                    break;
                }
                Err(e) if e.must_stop() => return Err(e),
                Err(_) => assert_consistent(store, disk),
            }
        }
        assert_consistent(store, disk);
    }
    Ok(())
}

/// What readers see is signed for the one true tree, not beyond the guard, and has its tiles.
fn assert_consistent(store: &Store, disk: &ModelDisk) {
    let leaves = Twin::of(SCHEDULE[4]).leaves();
    let root = |size: u64| root_of(&leaves[..usize::try_from(size).unwrap()]);
    let held = guard::read(&files(disk), "guard", ORIGIN).unwrap().map_or(0, |held| held.size);
    let objects: BTreeMap<String, Vec<u8>> = store.state().objects.clone();
    let readers = Store(Arc::new(Mutex::new(State { objects: objects.clone(), ..State::default() })));
    let notes = objects.iter().filter(|(name, _)| *name == "checkpoint" || name.starts_with("published/"));
    for (name, bytes) in notes {
        // One that was torn cannot be read, and says nothing false.
        let Ok(signed) = SignedCheckpoint::from_bytes(bytes) else { continue };
        let checkpoint = signed.checkpoint();
        assert!(signed.note().signed_by(signer().verifier()).unwrap());
        assert_eq!(checkpoint.root(), root(checkpoint.size()), "{name}");
        assert!(checkpoint.size() <= held, "{name} was signed beyond the guard");
        let tiles = Tiles::new(&readers);
        assert_eq!(tiles.root_within(checkpoint.size(), held).unwrap(), checkpoint.root(), "{name}");
    }
}

fn is_whole(store: &Store, disk: &ModelDisk) -> bool {
    let (files, signer) = (files(disk), signer());
    let entries = &mut Twin::of(SCHEDULE[4]);
    let log = &signer.verifier().clone().into();
    let checked = Checked { entries, files: &files, guard: "guard", objects: store, log };
    fsck(checked, &mut |_, _| ()).is_ok()
}

/// How many calls a log without trouble makes, and what it leaves.
fn plain() -> (usize, BTreeMap<String, Vec<u8>>) {
    let (store, disk) = (Store::default(), ModelDisk::default());
    seal(&store, &disk).unwrap();
    let calls = store.state().calls;
    assert!(is_whole(&store, &disk));
    let objects = store.state().objects.clone();
    (calls, objects)
}

#[test]
fn a_store_that_fails_or_answers_late_delays_sealing_and_changes_nothing() {
    let (calls, wanted) = plain();
    let troubles = [Trouble::Refused, Trouble::AnswerLost, Trouble::Half, Trouble::Late(1), Trouble::Late(9)];
    for call in 0..calls {
        for trouble in troubles {
            let (store, disk) = (Store::in_trouble(call, trouble), ModelDisk::default());
            seal(&store, &disk).unwrap_or_else(|e| panic!("{trouble:?} at call {call}: {e}"));
            store.arrive();
            assert_consistent(&store, &disk);
            // A checkpoint that arrives after a newer one is the older of two true ones; the next round puts that right.
            let mut sealer = open(&store, &disk).unwrap();
            sealer.round(&mut Twin::of(SCHEDULE[4]), NOW).unwrap();
            assert!(is_whole(&store, &disk), "{trouble:?} at call {call}");
            let latest = published::latest(&store).unwrap().unwrap();
            assert_eq!(latest.to_string().as_bytes(), wanted["checkpoint"], "{trouble:?} at call {call}");
            let objects = store.state().objects.clone();
            for tile in tiles_between(0, SCHEDULE[4]) {
                assert_eq!(objects.get(&tile.path()), wanted.get(&tile.path()), "{trouble:?} at call {call}");
            }
        }
    }
}

#[test]
fn a_torn_object_is_written_anew_or_stops_the_sealing_and_is_never_taken_for_whole() {
    let (calls, _) = plain();
    let (mut healed, mut stopped) = (0, 0);
    for call in 0..calls {
        let (store, disk) = (Store::in_trouble(call, Trouble::Torn), ModelDisk::default());
        match seal(&store, &disk) {
            Ok(()) => {
                assert!(is_whole(&store, &disk), "call {call}");
                healed += 1;
            }
            Err(_) => {
                assert_consistent(&store, &disk);
                stopped += 1;
            }
        }
    }
    assert!(healed > 0 && stopped > 0, "{healed} healed, {stopped} stopped");
}
