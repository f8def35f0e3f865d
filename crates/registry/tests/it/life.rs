//! A claim arrives, is registered, drawn, decided and closed.

use crate::office::{Court, DEBT, by, kinds, witness};
use tarazy_draw::Weak;
use tarazy_draw::record::{Body, DrawResult};
use tarazy_registry::bodies::{ActIssue, CaseClose, CaseRegister};
use tarazy_registry::models;
use tarazy_store::derived::{DerivedDigest, dump_derived};
use tarazy_store::rebuild::rebuild;
use tarazy_store::{Database, Office};

#[test]
fn a_claim_is_registered_numbered_drawn_decided_and_closed() {
    let mut court = Court::with_judges(5);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    assert_eq!(court.row(&case).stage, "received");
    let registered = court.register(&case);
    assert_eq!(registered.body.get("number").unwrap().as_text(), Some("7119-26-00-2/1"));
    assert_eq!(registered.body.get("draw").unwrap().as_text(), Some("fixed"));
    assert_eq!(court.row(&case).stage, "registered");
    assert_eq!(court.resolve(), 1);
    let row = court.row(&case);
    assert_eq!((row.stage.as_str(), row.judges.len()), ("assigned", 1));
    court.decide(&case);
    court.enforce(&case, 1);
    court.run("registrar:r1", "case.close", &CaseClose { case: case.clone() }).unwrap();
    let kinds_on_docket = [
        "filing.received",
        "case.opened",
        "case.registered",
        "case.numbered",
        "case.assigned",
        "filing.accepted",
        "copies.sent",
        "preparation.ended",
        "hearing.set",
        "hearing.held",
        "act.issued",
        "act.completed",
        "act.inforce",
        "case.closed",
    ];
    assert_eq!(kinds(&court.docket(&case)), kinds_on_docket);
    assert_eq!(court.row(&case).stage, "closed");
    let by_number = models::case_by_number(court.reader().as_mut(), "7119-26-00-2/1").unwrap().unwrap();
    assert_eq!(by_number.stream, case);
}

#[test]
fn the_first_command_brings_the_set_up_into_the_log() {
    let court = Court::with_judges(1);
    let mut reader = court.reader();
    let first = tarazy_store::truth::range(reader.as_mut(), &court.vault(), 0, 200).unwrap();
    let first: Vec<_> = first.into_iter().filter(|r| r.kind() != Some("schema.set")).take(6).collect();
    let streams: Vec<&str> = first.iter().map(|r| r.entry.stream.as_str()).collect();
    assert_eq!(
        kinds(&first),
        ["key.added", "policy.set", "rules.set", "beacon.chain", "draw.rules", "pool.act"]
    );
    assert_eq!(streams[..3], ["sys/keys", "sys/policy", "sys/rules"]);
    assert_eq!(streams[4], "draw/7119.civil");
}

#[test]
fn what_an_installation_brings_anew_becomes_an_entry_with_the_next_command() {
    let mut court = Court::with_judges(4);
    let end = |court: &Court| tarazy_store::truth::end(court.reader().as_mut()).unwrap().next_index;
    let claim = court.claim(DEBT);
    let drawn_before = court.file(&claim);
    court.register(&drawn_before);
    let before = end(&court);
    court.restart(Some(witness()));
    assert_eq!(end(&court), before, "a start alone writes nothing");
    // The draw that was fixed without witnesses gets its result by the policy of its commit.
    assert_eq!(court.resolve(), 1);
    let drawn_after = court.file(&claim);
    court.register(&drawn_after);
    assert_eq!(court.resolve(), 1);
    let records = tarazy_store::truth::range(court.reader().as_mut(), &court.vault(), before, end(&court));
    let records = records.unwrap();
    let announced = |r: &&tarazy_store::Record| r.entry.stream.as_str().starts_with("sys/");
    assert_eq!(
        records.iter().filter(announced).map(|r| r.kind().unwrap()).collect::<Vec<_>>(),
        ["policy.set"]
    );
    let weak = |r: &tarazy_store::Record| DrawResult::from_object(r.body().unwrap()).unwrap().weak;
    let results = records.iter().filter(|r| r.kind() == Some("draw.result")).map(weak);
    let unwitnessed: Vec<bool> = results.map(|weak| weak.contains(&Weak::NoWitness)).collect();
    assert_eq!(unwitnessed, [true, false]);
}

#[test]
fn names_and_numbers_of_parties_stand_nowhere_in_clear() {
    let mut court = Court::with_judges(3);
    let mut claim = court.claim(DEBT);
    claim.parties[0].iin = Some("900101300017".into());
    let case = court.file(&claim);
    court.register(&case);
    court.resolve();
    let mut reader = court.reader();
    let end = tarazy_store::truth::end(reader.as_mut()).unwrap().next_index;
    let all = tarazy_store::truth::raw_range(reader.as_mut(), 0, end).unwrap();
    for (_, _, bytes) in &all {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains("Асан") && !text.contains("900101300017"), "{text}");
    }
    court.close_writer();
    for file in std::fs::read_dir(court.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(12).any(|w| w == b"900101300017"), "at rest they are encrypted");
    }
}

#[test]
fn all_cases_of_one_moment_share_a_round_and_a_batch() {
    let mut court = Court::with_judges(4);
    let cases: Vec<_> = (0..6)
        .map(|_| {
            let claim = court.claim(DEBT);
            court.file(&claim)
        })
        .collect();
    for case in &cases {
        court.register(case);
    }
    assert_eq!(court.resolve(), 6);
    let results: Vec<DrawResult> = court
        .ledger()
        .iter()
        .filter(|r| r.kind() == Some("draw.result"))
        .map(|r| DrawResult::from_object(r.body().unwrap()).unwrap())
        .collect();
    assert_eq!(results.iter().map(|r| r.place).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert!(results.windows(2).all(|w| w[0].base == w[1].base && w[0].round == w[1].round));
    assert!(results.iter().all(|r| r.weak.contains(&Weak::Pilot) && r.weak.contains(&Weak::NoWitness)));
    assert!(results.iter().all(|r| !r.weak.contains(&Weak::BeaconOneParty)), "three operators");
}

#[test]
fn a_court_with_one_judge_assigns_without_a_draw_and_says_so() {
    let mut court = Court::with_judges(1);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let answer = court.register(&case);
    assert_eq!(answer.body.get("judge").unwrap().as_text(), Some("J01"));
    assert_eq!(court.row(&case).judges, ["J01"]);
    assert!(kinds(&court.ledger()).contains(&"assign.nonrandom"));
}

#[test]
fn without_a_judge_the_case_waits_and_is_drawn_when_there_is_one() {
    let mut court = Court::with_judges(0);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let answer = court.register(&case);
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("no-candidate"));
    assert!(kinds(&court.ledger()).contains(&"draw.alarm"));
    court.appoint("J01", None);
    court.appoint("J02", None);
    court.appoint("J03", None);
    let due = tarazy_registry::bodies::DrawDue {
        case: case.clone(),
        witnessed: None,
        promised: None,
        by: by("registrar:r1"),
    };
    let answer = court.run("system", "draw.due", &due).unwrap();
    assert_eq!(answer.body.get("draw").unwrap().as_text(), Some("fixed"));
    assert_eq!(court.resolve(), 1);
    assert_eq!(court.row(&case).stage, "assigned");
}

#[test]
fn what_may_not_happen_now_is_refused_and_leaves_nothing() {
    let mut court = Court::with_judges(3);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    let before = court.docket(&case).len();
    let close = court.run("registrar:r1", "case.close", &CaseClose { case: case.clone() }).unwrap_err();
    assert_eq!((close.code.as_ref(), close.status), ("not-now", 409));
    let act = ActIssue {
        case: case.clone(),
        act: "decision".into(),
        date: "2026-11-30".into(),
        judge: None,
        outcome: Some("granted".into()),
    };
    assert_eq!(court.run("judge", "act.issue", &act).unwrap_err().code, "not-now");
    court.register(&case);
    let twice = CaseRegister { case: case.clone(), category: None, by: by("registrar:r1") };
    assert_eq!(court.run("registrar:r1", "case.register", &twice).unwrap_err().code, "not-now");
    assert_eq!(court.docket(&case).len(), before + 2);
    let unknown = "case/00000000000000000000000000000000".parse().unwrap();
    assert_eq!(
        court.run("registrar:r1", "case.close", &CaseClose { case: unknown }).unwrap_err().code,
        "no-stream"
    );
}

#[test]
fn wrong_claims_are_refused_by_name() {
    let mut court = Court::with_judges(3);
    let refused = |court: &mut Court, change: &dyn Fn(&mut tarazy_registry::bodies::FilingReceive)| {
        let mut claim = court.claim(DEBT);
        change(&mut claim);
        court.run("party", "filing.receive", &claim).unwrap_err().code.into_owned()
    };
    assert_eq!(refused(&mut court, &|c| c.court = "9999".into()), "no-ledger");
    assert_eq!(refused(&mut court, &|c| c.division = Some("criminal".into())), "no-ledger");
    assert_eq!(refused(&mut court, &|c| c.category = "1".into()), "unknown-category");
    assert_eq!(refused(&mut court, &|c| c.received += 60_000), "received-later");
    assert_eq!(refused(&mut court, &|c| c.parties[0].name = " ".into()), "party-name");
    assert_eq!(refused(&mut court, &|c| c.parties[1].iin = Some("12".into())), "iin");
    assert_eq!(refused(&mut court, &|c| c.parties[1].bin = Some("abc".into())), "bin");
}

#[test]
fn read_models_that_are_made_again_equal_the_live_ones() {
    let mut court = Court::with_judges(3);
    for _ in 0..4 {
        let claim = court.claim(DEBT);
        let case = court.file(&claim);
        court.register(&case);
    }
    court.resolve();
    let live = rebuilt(&mut court);
    let wanted = [("case_row", 4), ("draw_row", 4), ("bench_row", 4), ("recusal_row", 0), ("hearing_row", 0)];
    assert_eq!(live.rows[..5], wanted);
}

/// Makes the read models again and demands that they are as they were; gives them. The writer is closed.
#[expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]
pub(crate) fn rebuilt(court: &mut Court) -> DerivedDigest {
    let registry = TablesOnly;
    let live = dump_derived(court.reader().as_mut(), registry.tables()).unwrap();
    court.close_writer();
    let database = Database::new("sqlite:", court.folder.path()).unwrap();
    rebuild(&database, &court.vault(), &registry, &mut |_, _| {}).unwrap();
    assert_eq!(dump_derived(court.reader().as_mut(), registry.tables()).unwrap(), live);
    live
}

/// The registry's projection alone.
struct TablesOnly;

impl Office for TablesOnly {
    fn decide(
        &mut self,
        _: &mut tarazy_store::Desk<'_>,
        _: &tarazy_store::Command,
    ) -> Result<tarazy_docket::Object, tarazy_store::Refusal> {
        Err(tarazy_store::Refusal::recovering())
    }
    fn project(
        &self,
        record: &tarazy_store::Record,
        steps: &mut Vec<tarazy_store::Step>,
    ) -> Result<(), tarazy_store::Refusal> {
        models::project_record(record, steps)
    }
    fn tables(&self) -> &'static [tarazy_store::derived::DerivedTable] {
        models::TABLES
    }
    fn statements(&self) -> Vec<&'static tarazy_store::Stmt> {
        Vec::new()
    }
}
