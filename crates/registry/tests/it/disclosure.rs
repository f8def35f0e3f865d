//! Showing an entry's content to everybody, and no longer serving an entry.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT};
use tarazy_docket::commit::body_commitment;
use tarazy_docket::notice::{EntryClosed, EntryOpened};
use tarazy_docket::{Body as _, Content, Hash, Salt, StreamId, Visibility};
use tarazy_registry::bodies::{EntryClose, EntryOpen};
use tarazy_store::Record;

fn decided(court: &mut Court) -> StreamId {
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    court.decide(&case);
    case
}

fn entry(court: &Court, case: &StreamId, kind: &str) -> Record {
    court.docket(case).into_iter().rfind(|r| r.kind() == Some(kind)).unwrap()
}

fn open(target: Hash) -> EntryOpen {
    EntryOpen { target, ground: "public-by-law".into() }
}

fn close(target: Hash, withheld: bool) -> EntryClose {
    EntryClose { target, ground: "put-in-clear-by-mistake".into(), withheld }
}

#[test]
fn an_act_is_opened_by_a_named_officer_and_the_opening_fits_its_commitment() {
    let mut court = Court::with_judges(3);
    let case = decided(&mut court);
    let act = entry(&court, &case, "act.issued");
    let refused = |court: &mut Court, actor: &str, body: &EntryOpen| {
        court.run(actor, "entry.open", body).map_err(|e| e.code.into_owned()).unwrap_err()
    };
    assert_eq!(refused(&mut court, "chair", &open(act.leaf)), "named-officer");
    let wish = EntryOpen { ground: "curiosity".into(), ..open(act.leaf) };
    assert_eq!(refused(&mut court, "chair:c1", &wish), "disclosure-ground");
    assert_eq!(refused(&mut court, "chair:c1", &open(Hash([7; 32]))), "no-entry");
    let parties = entry(&court, &case, "case.opened");
    assert_eq!(refused(&mut court, "chair:c1", &open(parties.leaf)), "not-openable", "names stay hidden");
    let public = entry(&court, &case, "case.registered");
    assert_eq!(refused(&mut court, "chair:c1", &open(public.leaf)), "not-openable");
    court.run("chair:c1", "entry.open", &open(act.leaf)).unwrap();
    assert_eq!(refused(&mut court, "chair:c1", &open(act.leaf)), "is-open");
    let notice = entry(&court, &case, "entry.opened");
    let opened = EntryOpened::from_object(notice.body().unwrap()).unwrap();
    let commitment = body_commitment(&Salt::new(opened.salt.0), &opened.body);
    assert!(matches!(act.entry.content, Content::Commit(c) if c == commitment));
    assert_eq!(notice.entry.vis, Visibility::Public);
    assert_eq!(notice.entry.actor.unwrap().as_str(), "chair:c1");
}

#[test]
fn only_what_stands_in_clear_on_a_docket_is_withheld_and_once() {
    let mut court = Court::with_judges(3);
    let case = decided(&mut court);
    let refused = |court: &mut Court, body: &EntryClose| {
        court.run("chair:c1", "entry.close", body).map_err(|e| e.code.into_owned()).unwrap_err()
    };
    let act = entry(&court, &case, "act.issued");
    assert_eq!(refused(&mut court, &close(act.leaf, true)), "not-withholdable", "it is a commitment");
    let commit = court.ledger().into_iter().find(|r| r.kind() == Some("draw.commit")).unwrap();
    assert_eq!(refused(&mut court, &close(commit.leaf, true)), "no-entry", "a ledger stays whole");
    court.run("chair:c1", "entry.open", &open(act.leaf)).unwrap();
    let opened = entry(&court, &case, "entry.opened");
    court.run("chair:c1", "entry.close", &close(opened.leaf, true)).unwrap();
    let notice = entry(&court, &case, "entry.closed");
    let closed = EntryClosed::from_object(notice.body().unwrap()).unwrap();
    assert_eq!((closed.target, closed.index, closed.is_withheld()), (opened.leaf, opened.index, true));
    assert_eq!(refused(&mut court, &close(opened.leaf, true)), "is-closed");
    assert_eq!(refused(&mut court, &close(notice.leaf, true)), "not-withholdable", "notices stay");
    court.run("chair:c1", "entry.close", &close(act.leaf, false)).unwrap();
    // The docket goes on.
    court.enforce(&case, 1);
    court
        .run("registrar:r1", "case.close", &tarazy_registry::bodies::CaseClose { case: case.clone() })
        .unwrap();
    assert_eq!(court.row(&case).stage, "closed");
}
