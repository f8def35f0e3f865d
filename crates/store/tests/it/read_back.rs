//! Taking back entries that a restored database lacks (docket.md section 18, "Start").

use crate::bed::{Bed, ORIGIN, vault};
use crate::office::{Notes, claim, note};
use crate::rebuild::digest;
use tarazy_docket::{Hash, leaf_hash};
use tarazy_store::backup::{check, dump, restore};
use tarazy_store::read_back::{ReadBack, pending};
use tarazy_store::rebuild::rebuild;
use tarazy_store::{StoreError, truth};

type Raw = Vec<(u64, Hash, Vec<u8>)>;

/// A database that goes on after its backup, and one that was restored from it.
fn torn(bed: &Bed) -> (Bed, Raw) {
    let mut writer = bed.writer();
    writer.run_batch(vec![note("k1", 1, "a"), note("k2", 2, "b")]);
    let mut backup = Vec::new();
    dump(bed.reader().as_mut(), &mut backup).unwrap();
    writer.run_batch(vec![claim("k3", 1, "c"), claim("k4", 3, "d"), claim("k5", 3, "e")]);
    let other = bed.another();
    restore(other.owner().engine.as_mut(), &mut backup.as_slice()).unwrap();
    let lacking = truth::raw_range(bed.reader().as_mut(), 2, 5).unwrap();
    (other, lacking)
}

fn all(bed: &Bed) -> Raw {
    truth::raw_range(bed.reader().as_mut(), 0, 99).unwrap()
}

pub(crate) fn a_restored_database_takes_back_what_it_lacks_and_goes_on(bed: &Bed) {
    let (other, mut lacking) = torn(bed);
    assert_eq!(pending(other.reader().as_mut()), Ok(None));
    let rest = lacking.split_off(1);
    let mut derived = Vec::new();
    for chunk in [lacking, rest] {
        // A recovery that was killed in between is opened anew.
        let mut back = ReadBack::open(&other.database, ORIGIN).unwrap();
        let busy = ReadBack::open(&other.database, ORIGIN).err();
        assert_eq!(busy, Some(StoreError::Locked));
        let derive = &mut |record: &tarazy_store::Record, steps: &mut Vec<_>| {
            derived.push(record.index);
            steps.push(truth::put_setting("last", &record.index.to_string()));
            Ok(())
        };
        back.insert(chunk, derive).unwrap();
        assert_eq!(back.entries(), *derived.last().unwrap() + 1);
    }
    assert_eq!(derived, [2, 3, 4]);
    assert_eq!(truth::setting(other.reader().as_mut(), "last"), Ok(Some("4".to_owned())));
    assert_eq!(pending(other.reader().as_mut()), Ok(Some(2)), "from the first chunk on");
    assert_eq!(all(&other), all(bed));
    check(other.reader().as_mut()).unwrap();
    rebuild(&other.database, &vault(), &Notes, &mut |_, _| {}).unwrap();
    assert_eq!(digest(&other), digest(bed), "public entries are enough for these read models");
    assert_eq!(other.writer().run(note("k6", 3, "f")).unwrap().first_index(), Some(5));
}

pub(crate) fn what_does_not_continue_the_log_is_not_taken_back(bed: &Bed) {
    let (other, lacking) = torn(bed);
    let [(_, first_leaf, first), (_, second_leaf, second), (_, third_leaf, third)] = &lacking[..] else {
        panic!("three entries are lacking");
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let entry = |index: u64, bytes: String| (index, leaf_hash(bytes.as_bytes()), bytes.into_bytes());
    let earlier = text(first).replace("\"time\":17", "\"time\":16");
    let wrong: Vec<Raw> = vec![
        vec![(3, *second_leaf, second.clone())],
        vec![(2, *second_leaf, first.clone())],
        vec![(2, *third_leaf, third.clone())],
        vec![entry(2, earlier)],
        vec![entry(2, text(first).replace("\"seq\":2", "\"seq\":3"))],
        vec![entry(2, text(first).replace("{\"actor\"", "{ \"actor\""))],
        vec![(2, *first_leaf, first.clone()), (4, *third_leaf, third.clone())],
        vec![(2, *first_leaf, first.clone()), (3, *third_leaf, third.clone())],
    ];
    let before = all(&other);
    let mut back = ReadBack::open(&other.database, ORIGIN).unwrap();
    for entries in wrong {
        let refused = back.insert(entries.clone(), &mut |_, _| Ok(()));
        assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{entries:?}");
    }
    assert_eq!((all(&other), back.entries()), (before, 2));
    assert_eq!(pending(other.reader().as_mut()), Ok(None));
    back.insert(lacking, &mut |_, _| Ok(())).unwrap();
}
