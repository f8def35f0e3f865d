//! History goes only into an empty installation, at the times of its events.

use crate::office::{Court, DEBT, by, kinds};
use tarazy_docket::Hash;
use tarazy_draw::record::{Body, DrawResult};
use tarazy_registry::bodies::{CaseRegister, ImportBegin, ImportDone};
use tarazy_store::truth;

const THEN: i64 = 1_500_000_000_000;

#[test]
fn imported_entries_carry_the_events_time_and_say_so() {
    let mut court = Court::empty(tarazy_law::kazakhstan().unwrap());
    let begin = ImportBegin { file: Hash([1; 32]), others: Vec::new(), seed: 1 };
    court.run("system", "import.begin", &begin).unwrap();
    court.put_court("7119", Some(THEN));
    for judge in ["J01", "J02", "J03"] {
        court.appoint(judge, Some(THEN));
    }
    let mut claim = court.claim(DEBT);
    claim.received = THEN + 1000;
    let answer = court.run_at("party", "filing.receive", &claim, Some(THEN + 1000)).unwrap();
    let case = answer.body.get("case").unwrap().as_text().unwrap().parse().unwrap();
    let register = CaseRegister { case, category: None, by: by("registrar:import") };
    court.run_at("registrar:import", "case.register", &register, Some(THEN + 2000)).unwrap();
    assert_eq!(court.resolve_at(Some(THEN + 3000)), 1);
    let other = ImportBegin { file: Hash([2; 32]), others: Vec::new(), seed: 1 };
    assert_eq!(court.run_at("system", "import.begin", &other, Some(THEN)).unwrap_err().code, "other-import");
    let done = ImportDone { file: Hash([1; 32]), seed: 1, cases: 1, rejects: 0 };
    court.run_at("system", "import.done", &done, Some(THEN + 200_000)).unwrap();

    let docket = court.docket(&register.case);
    assert!(docket.iter().all(|r| r.entry.time < THEN + 200_000));
    assert!(
        docket
            .iter()
            .all(|r| r.body().unwrap().get("imported").and_then(tarazy_docket::Value::as_bool) == Some(true))
    );
    let ledger = court.ledger();
    let result = ledger.iter().find(|r| r.kind() == Some("draw.result")).unwrap();
    let result = DrawResult::from_object(result.body().unwrap()).unwrap();
    let codes: Vec<&str> = result.weak.iter().map(|w| w.as_str()).collect();
    assert!(codes.contains(&"imported") && codes.contains(&"no-witness"), "{codes:?}");
    let mut reader = court.reader();
    let end = truth::end(reader.as_mut()).unwrap();
    let last = truth::range(reader.as_mut(), &court.vault(), end.next_index - 1, end.next_index).unwrap();
    assert_eq!(kinds(&last), ["import.done"]);
}

#[test]
fn after_the_import_the_clock_rules_and_the_beacon_is_no_longer_marked() {
    let mut court = Court::empty(tarazy_law::kazakhstan().unwrap());
    let begin = ImportBegin { file: Hash([1; 32]), others: Vec::new(), seed: 1 };
    court.run("system", "import.begin", &begin).unwrap();
    court.put_court("7119", Some(THEN));
    for judge in ["J01", "J02", "J03"] {
        court.appoint(judge, Some(THEN));
    }
    let done = ImportDone { file: Hash([1; 32]), seed: 1, cases: 0, rejects: 0 };
    court.run_at("system", "import.done", &done, Some(THEN + 1)).unwrap();
    let rules = tarazy_registry::bodies::RulesPut { court: "7119".into() };
    court.run("admin", "rules.put", &rules).unwrap();
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    let ledger = court.ledger();
    let result = ledger.iter().rev().find(|r| r.kind() == Some("draw.result")).unwrap();
    let result = DrawResult::from_object(result.body().unwrap()).unwrap();
    assert!(result.weak.iter().all(|w| w.as_str() != "imported"));
    assert!(court.docket(&case)[0].body().unwrap().get("imported").is_none());
}

#[test]
fn an_installation_with_entries_takes_no_history() {
    let mut court = Court::with_judges(1);
    let begin = ImportBegin { file: Hash([1; 32]), others: Vec::new(), seed: 1 };
    assert_eq!(court.run("system", "import.begin", &begin).unwrap_err().code, "not-empty");
}
