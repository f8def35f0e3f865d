//! The log over the real database, and the drill for a lost one.

use crate::model_disk::ModelDisk;
use crate::rig::{NOW, ORIGIN, files, objects, open, signer};
use std::path::Path;
use tarazy_docket::{Actor, Draft, Entry, Hash, Object, StreamId, Visibility, leaf_hash};
use tarazy_log::fsck::{Checked, fsck};
use tarazy_log::recover::{RecoverError, Sides, State, examine, read_back};
use tarazy_log::{Entries, StoreEntries, StoredEntry};
use tarazy_store::book::End;
use tarazy_store::lock::{Fence, advance_sequencer};
use tarazy_store::{Batch, Database, Entropy, Record, Sequencer, Vault, truth};

struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&mut self, _: &mut [u8]) {
        unreachable!("public entries need no salt")
    }
}

fn entries(count: u64) -> Vec<StoredEntry> {
    let stream: StreamId = "sys/rules".parse().unwrap();
    let mut prev = stream.genesis(ORIGIN);
    let entry = |index| {
        let draft = Draft {
            stream: stream.clone(),
            kind: "rules.set".parse().unwrap(),
            actor: Actor::role("registrar").unwrap(),
            vis: Visibility::Public,
            body: Object::new().with("hash", prev.to_hex()),
        };
        let (entry, _) = draft.into_entry(index + 1, prev, NOW, || unreachable!()).unwrap();
        let bytes = entry.to_bytes();
        prev = leaf_hash(&bytes);
        StoredEntry { index, leaf: prev, bytes }
    };
    (0..count).map(entry).collect()
}

fn database(folder: &Path) -> Sequencer {
    let database = Database::new("sqlite:", folder).unwrap();
    database.migrate(NOW).unwrap();
    database.sequencer().unwrap()
}

fn insert(sequencer: &mut Sequencer, new: &[StoredEntry]) {
    let vault = Vault::new(&[1; 32]);
    let mut steps = Vec::new();
    for e in new {
        let entry = Entry::parse(&e.bytes).unwrap();
        let record = Record { index: e.index, leaf: e.leaf, bytes: e.bytes.clone(), entry, opening: None };
        steps.extend(truth::insert(&record, &vault, &mut NoEntropy).unwrap());
    }
    let Some(last) = new.last() else { return };
    let end = End { next_index: last.index + 1, last_leaf: last.leaf, last_time: NOW };
    steps.push(advance_sequencer(&sequencer.fence, end).unwrap());
    sequencer.engine.apply(&Batch::new(steps)).unwrap();
    sequencer.fence = Fence { next_index: end.next_index, ..sequencer.fence };
}

fn look(disk: &ModelDisk, sequencer: &mut Sequencer) -> State {
    let (files, objects, signer) = (files(disk), objects(disk), signer());
    let sides = Sides {
        entries: &mut StoreEntries(sequencer.engine.as_mut()),
        files: &files,
        guard: "guard",
        objects: objects.as_ref(),
        witnesses: &[],
        log: &signer.verifier().clone().into(),
    };
    examine(sides, &mut |_, _| ()).unwrap().state
}

#[test]
fn committed_entries_are_sealed_and_a_lost_database_is_read_back_from_the_bundles() {
    let all = entries(600);
    let disk = ModelDisk::default();
    let lost = tempfile::tempdir().unwrap();
    let mut sequencer = database(lost.path());
    let mut sealer = open(&disk).unwrap();
    for batch in [&all[..3], &all[3..300], &all[300..]] {
        insert(&mut sequencer, batch);
        let sealed = sealer.round(&mut StoreEntries(sequencer.engine.as_mut()), NOW).unwrap();
        assert_eq!(sealed.size, batch.last().unwrap().index + 1);
    }
    drop(sealer);
    drop(sequencer);

    // The backup held 100 entries.
    let folder = tempfile::tempdir().unwrap();
    let mut restored = database(folder.path());
    insert(&mut restored, &all[..100]);
    let State::Recovering { have: 100, want, available: 600 } = look(&disk, &mut restored) else { panic!() };
    let mut missing: Vec<StoredEntry> = Vec::new();
    let engine = restored.engine.as_mut();
    read_back::<RecoverError>(&mut StoreEntries(engine), objects(&disk).as_ref(), &want, &mut |found| {
        missing.extend(found);
        Ok(())
    })
    .unwrap();
    insert(&mut restored, &missing);
    assert_eq!(look(&disk, &mut restored), State::Ok);
    assert_eq!(StoreEntries(restored.engine.as_mut()).range(0, 600).unwrap(), all);

    let (files, objects, signer) = (files(&disk), objects(&disk), signer());
    let checked = Checked {
        entries: &mut StoreEntries(restored.engine.as_mut()),
        files: &files,
        guard: "guard",
        objects: objects.as_ref(),
        log: &signer.verifier().clone().into(),
    };
    assert_eq!(fsck(checked, &mut |_, _| ()).unwrap().sealed, 600);
    let mut sealer = open(&disk).unwrap();
    insert(&mut restored, &entries(601)[600..]);
    let sealed = sealer.round(&mut StoreEntries(restored.engine.as_mut()), NOW).unwrap();
    assert_eq!((sealed.size, sealer.root() == Hash([0; 32])), (601, false));
}
