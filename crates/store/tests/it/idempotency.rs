//! Same key, same bytes: the first answer again (docket.md section 8, point 5).

use crate::bed::{Bed, START};
use crate::office::{claim, command, note, stream};
use crate::writer::records;
use tarazy_docket::Object;
use tarazy_store::Answer;
use tarazy_store::truth::KEEP_ANSWERS_MS;

pub(crate) fn the_same_command_gets_the_first_answer_again(bed: &Bed) {
    let mut writer = bed.writer();
    let outcomes = writer.run_batch(vec![note("k1", 1, "x"), note("k1", 1, "x"), note("k2", 1, "y")]);
    let first = outcomes[0].clone().unwrap();
    assert!(!first.replayed);
    let again = Answer { replayed: true, ..first.clone() };
    assert_eq!(outcomes[1], Ok(again.clone()));
    assert_eq!(outcomes[2].as_ref().unwrap().first_index(), Some(1));
    drop(writer);
    let replayed = bed.writer().run(note("k1", 1, "x")).unwrap();
    assert_eq!(replayed, again);
    assert_eq!(replayed.to_value().to_bytes(), first.to_value().to_bytes());
    assert_eq!(records(bed).len(), 2);
}

pub(crate) fn the_same_key_with_other_bytes_is_refused(bed: &Bed) {
    let mut writer = bed.writer();
    let mut by_other = note("k1", 1, "x");
    by_other.actor = "operator:other".to_owned();
    let outcomes = writer.run_batch(vec![note("k1", 1, "x"), note("k1", 1, "z")]);
    assert!(outcomes[0].is_ok());
    for refused in [outcomes[1].clone(), writer.run(note("k1", 1, "z")), writer.run(by_other)] {
        let refused = refused.unwrap_err();
        assert_eq!((refused.status, refused.code.as_ref()), (409, "idempotency-mismatch"));
    }
    let blank = writer.run(note("", 1, "x")).unwrap_err();
    assert_eq!((blank.status, blank.arg("member")), (422, Some("key")));
    assert_eq!(records(bed).len(), 1);
}

pub(crate) fn a_key_is_free_again_after_thirty_days(bed: &Bed) {
    let mut writer = bed.writer();
    writer.run(note("k1", 1, "x")).unwrap();
    bed.clock.set(START + KEEP_ANSWERS_MS);
    assert!(writer.run(note("k1", 1, "x")).unwrap().replayed);
    bed.clock.set(START + KEEP_ANSWERS_MS + 1);
    assert!(!writer.run(note("k1", 1, "another")).unwrap().replayed);
    assert_eq!(records(bed).len(), 2);
}

pub(crate) fn a_refused_command_is_decided_anew(bed: &Bed) {
    let mut writer = bed.writer();
    let refuse = command("k1", "refuse", Object::new().with("text", "x").with("stream", stream(1).as_str()));
    assert!(writer.run(refuse).is_err());
    assert!(writer.run(note("k1", 1, "x")).is_ok(), "a refused command leaves its key free");
    assert!(writer.run(claim("k2", 1, "n")).is_ok());
    assert!(writer.run(claim("k3", 1, "n")).is_err());
    assert!(writer.run(claim("k3", 1, "m")).is_ok());
}
