//! Backup and the restore drill.

use crate::bed::{Bed, vault};
use crate::office::{Notes, claim, command, note, stream};
use crate::rebuild::digest;
use tarazy_docket::{Object, Value};
use tarazy_store::backup::{DumpSummary, check, dump, dump_to_file, restore, verify};
use tarazy_store::rebuild::rebuild;
use tarazy_store::{StoreError, truth};

fn filled(bed: &Bed) {
    let judge = command("k1", "judge.put", Object::new().with("id", "a").with("name", "Ә"));
    let job = command("k2", "job", Object::new().with("key", "j"));
    let pair = command("k3", "pair", Object::new().with("text", "t").with("stream", stream(1).as_str()));
    let many =
        command("k4", "many", Object::new().with("n", Value::Int(50)).with("stream", stream(2).as_str()));
    let outcomes =
        bed.writer().run_batch(vec![judge, job, pair, many, claim("k5", 3, "n"), note("k6", 1, "u")]);
    assert!(outcomes.iter().all(Result::is_ok));
}

fn dumped(bed: &Bed) -> (DumpSummary, Vec<u8>) {
    let mut bytes = Vec::new();
    let summary = dump(bed.reader().as_mut(), &mut bytes).unwrap();
    (summary, bytes)
}

/// Restores into a fresh bed and makes the read models again.
pub(crate) fn drill(from: &Bed, to: &Bed) {
    filled(from);
    let file = from.folder.path().join("dump");
    let summary = dump_to_file(from.reader().as_mut(), &file).unwrap();
    assert_eq!(verify(&mut std::fs::File::open(&file).unwrap()), Ok(summary.clone()));
    let mut owner = to.owner();
    assert_eq!(restore(owner.engine.as_mut(), &mut std::fs::File::open(&file).unwrap()), Ok(summary));
    let again = restore(owner.engine.as_mut(), &mut std::fs::File::open(&file).unwrap());
    assert!(matches!(again, Err(StoreError::Schema(_))), "a database with rows takes no dump");
    drop(owner);
    rebuild(&to.database, &vault(), &Notes, &mut |_, _| {}).unwrap();

    assert_eq!(digest(to), digest(from));
    check(to.reader().as_mut()).unwrap();
    let all = |bed: &Bed| truth::raw_range(bed.reader().as_mut(), 0, 999).unwrap();
    assert_eq!(all(to), all(from));
    for letter in 1..=3 {
        let head = |bed: &Bed| truth::head(bed.reader().as_mut(), &stream(letter)).unwrap();
        assert!(head(from).is_some());
        assert_eq!(head(to), head(from));
    }
    // Everything goes on where it stood: answers, entries, reference data, numbered rows.
    let mut writer = to.writer();
    assert!(writer.run(note("k6", 1, "u")).unwrap().replayed);
    let next = writer.run(note("k7", 1, "v")).unwrap();
    assert_eq!(next.first_index(), Some(u64::try_from(all(from).len()).unwrap()));
    assert_eq!(writer.run(claim("k8", 3, "n")).unwrap_err().code, "name-taken");
    assert!(writer.run(command("k9", "job", Object::new().with("key", "j2"))).is_ok());
    let judges = writer.run(command("k10", "judges", Object::new())).unwrap().body;
    assert_eq!(Value::Object(judges).to_text(), r#"{"judges":[["a","Ә"]]}"#);
}

pub(crate) fn a_restored_installation_has_the_same_heads_and_rows(bed: &Bed) {
    drill(bed, &bed.another());
}

pub(crate) fn a_changed_or_cut_dump_restores_nothing(bed: &Bed) {
    filled(bed);
    let (_, good) = dumped(bed);
    assert!(verify(&mut good.as_slice()).is_ok());
    let other = bed.another();
    let mut owner = other.owner();
    let mut spoil: Vec<Vec<u8>> =
        (0..good.len()).step_by(good.len() / 20).map(|n| good[..n].to_vec()).collect();
    for at in (0..good.len()).step_by(good.len() / 20) {
        let mut changed = good.clone();
        changed[at] ^= 1;
        spoil.push(changed);
    }
    spoil.push([good.as_slice(), b"x"].concat());
    for bad in spoil {
        assert!(verify(&mut bad.as_slice()).is_err());
        assert!(restore(owner.engine.as_mut(), &mut bad.as_slice()).is_err());
        assert_eq!(truth::raw_range(owner.engine.as_mut(), 0, 9).unwrap(), []);
    }
    restore(owner.engine.as_mut(), &mut good.as_slice()).unwrap();
    drop(owner);
    // What was recorded about read models is not restored: there are none yet.
    let rows = |bed: &Bed| {
        let rows = dumped(bed).0.rows.into_iter();
        rows.filter(|(table, _)| table != "setting").collect::<Vec<_>>()
    };
    assert_eq!(rows(&other), rows(bed));
}
