//! Other bodies that contribute to draws: asked about a draft, counted if they promise in time, named if they do not keep it.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, by, kinds};
use tarazy_docket::{Hash, StreamId, Value, from_value};
use tarazy_draw::record::{
    Body, BodyId, Bytes, Contribution, DrawCommit, DrawOverdue, DrawResult, DrawReveal,
};
use tarazy_draw::{Weak, seed};
use tarazy_registry::bodies::{
    CaseRedraw, CaseRegister, Conflict, Draft, DrawDue, DrawOverduePut, DrawResults, DrawReveals,
    ImportBegin, Promised,
};
use tarazy_registry::models::{self, ContributorRecord, DueRound};
use tarazy_store::{Answer, Refusal};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60_000;

fn due(court: &mut Court, case: &StreamId, promised: Option<Promised>) -> Result<Answer, Refusal> {
    let body = DrawDue { case: case.clone(), witnessed: None, promised, by: by("registrar:r1") };
    court.run("system", "draw.due", &body)
}

fn word(answer: &Answer) -> &str {
    answer.body.get("draw").unwrap().as_text().unwrap()
}

fn draft(court: &mut Court, case: &StreamId) -> Draft {
    let answer = due(court, case, None).unwrap();
    assert_eq!(word(&answer), "asks");
    from_value(&Value::Object(answer.body)).unwrap()
}

fn prove(court: &Court, id: &str, alpha: &Hash) -> (Bytes, Contribution) {
    let (id, key) = court.others.iter().find(|(other, _)| other.as_str() == id).unwrap();
    let (pi, beta) = key.prove(alpha.as_bytes()).unwrap();
    (Bytes::from(pi.as_slice()), Contribution { id: id.clone(), beta_hash: beta.hash() })
}

fn promised(court: &Court, draft: &Draft, who: &[&str]) -> Promised {
    let alpha = seed::alpha(&draft.commit);
    let at = draft.commit.get("at").unwrap().as_int().unwrap();
    Promised { at, alpha, promises: who.iter().map(|id| prove(court, id, &alpha).1).collect() }
}

/// A case whose draw is fixed with the parts of these bodies.
fn fixed(court: &mut Court, who: &[&str]) -> (StreamId, Hash, DrawCommit) {
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    assert_eq!(word(&court.register(&case)), "asks");
    let draft = draft(court, &case);
    let promised = promised(court, &draft, who);
    assert_eq!(word(&due(court, &case, Some(promised)).unwrap()), "fixed");
    let ledger = court.ledger();
    let record = ledger.iter().rev().find(|r| r.kind() == Some("draw.commit")).unwrap();
    (case, record.leaf, DrawCommit::from_object(record.body().unwrap()).unwrap())
}

fn part(court: &Court, leaf: Hash, commit: &DrawCommit, id: &str) -> DrawReveal {
    let alpha = tarazy_draw::protocol::alpha(&DrawCommit { contributors: Vec::new(), ..commit.clone() });
    let (pi, _) = prove(court, id, &alpha.unwrap());
    DrawReveal { commit: leaf, id: id.parse().unwrap(), pi }
}

fn show(court: &mut Court, part: DrawReveal) -> Result<Answer, Refusal> {
    court.run("system", "draw.reveal", &DrawReveals { commits: Vec::new(), parts: vec![part] })
}

fn ids<'a>(ids: impl IntoIterator<Item = &'a BodyId>) -> Vec<&'a str> {
    ids.into_iter().map(BodyId::as_str).collect()
}

fn last<T: Body>(court: &Court) -> T {
    let ledger = court.ledger();
    T::from_object(ledger.iter().rev().find(|r| r.kind() == Some(T::TYPE)).unwrap().body().unwrap()).unwrap()
}

fn results(court: &mut Court, due: DueRound, leaf: Hash, order: &str) -> Result<Answer, Refusal> {
    let orders = vec![(leaf, order.to_owned())];
    let body =
        DrawResults { evidence: court.said(due), orders, reveal_orders: Vec::new(), by: by("registrar:r1") };
    court.run("system", "draw.results", &body)
}

fn overdue(court: &mut Court) -> DrawOverdue {
    let ledger: StreamId = "draw/7119.civil".parse().unwrap();
    court.run("system", "draw.overdue", &DrawOverduePut { ledger, unwitnessed: Vec::new() }).unwrap();
    last(court)
}

fn record((id, asked, left_out, unkept): (&str, u64, u64, u64)) -> ContributorRecord {
    ContributorRecord { id: id.to_owned(), asked, left_out, unkept }
}

fn counted(court: &Court) -> Vec<ContributorRecord> {
    models::contributors(court.reader().as_mut()).unwrap()
}

#[test]
fn a_draw_carries_the_parts_of_all_who_promised_and_showed_them() {
    for network in [false, true] {
        let mut court = Court::with_contributors(4, network, false);
        if network {
            court.hear();
        }
        let (case, leaf, commit) = fixed(&mut court, &["bar", "ombudsman"]);
        let all: &[&str] = if network { &["bar", "court", "ombudsman"] } else { &["bar", "ombudsman"] };
        assert_eq!(ids(commit.contributors.iter().map(|c| &c.id)), all);
        let due = DueRound { beacon: commit.beacon, round: commit.round };
        let order = court.checkpoint();
        let bar = part(&court, leaf, &commit, "bar");
        let early = show(&mut court, bar.clone()).unwrap_err();
        assert_eq!(early.code, "nothing-due", "its round has not come");
        court.wait(court.spoken(due) - court.now());
        show(&mut court, bar.clone()).unwrap();
        assert_eq!(show(&mut court, bar).unwrap_err().code, "nothing-due", "it is shown once");
        let refused = results(&mut court, due, leaf, &order).unwrap_err();
        assert!(refused.to_string().contains("waits for the proof of ombudsman"), "{refused}");
        let ombudsman = part(&court, leaf, &commit, "ombudsman");
        show(&mut court, ombudsman).unwrap();
        results(&mut court, due, leaf, &order).unwrap();
        let result: DrawResult = last(&court);
        assert_eq!(ids(result.reveals.iter().map(|r| &r.id)), all);
        assert!(!result.weak.contains(&Weak::Fallback));
        assert_eq!(court.row(&case).stage, "assigned");
        crate::life::rebuilt(&mut court);
    }
}

#[test]
fn who_promises_nothing_in_time_is_left_out_of_this_draw_and_the_record_shows_it() {
    let mut court = Court::with_contributors(4, false, false);
    let (_, _, commit) = fixed(&mut court, &["ombudsman"]);
    assert_eq!(ids(commit.contributors.iter().map(|c| &c.id)), ["ombudsman"]);
    let rules = court.ledger();
    let rules = rules.iter().find(|r| r.leaf == commit.rules).unwrap();
    let named = rules.body().unwrap().get("contributors").unwrap().as_array().unwrap();
    assert_eq!(named.len(), 2, "the rules name both, so anybody can count who was left out");
    assert_eq!(counted(&court), [("bar", 1, 1, 0), ("ombudsman", 1, 0, 0)].map(record));
    court.wait(10 * SECOND);
    // Nobody at all: the case is drawn all the same, by the beacon alone.
    let (case, leaf, commit) = fixed(&mut court, &[]);
    assert!(commit.contributors.is_empty());
    assert_eq!(counted(&court), [("bar", 2, 2, 0), ("ombudsman", 2, 1, 0)].map(record));
    let (due, order) = (DueRound { beacon: commit.beacon, round: commit.round }, court.checkpoint());
    court.wait(court.spoken(due) - court.now());
    results(&mut court, due, leaf, &order).unwrap();
    assert_eq!(court.row(&case).stage, "assigned");
}

#[test]
fn whose_part_is_missing_costs_a_later_round_and_is_named() {
    let mut court = Court::with_contributors(4, false, false);
    let (_, leaf, commit) = fixed(&mut court, &["bar", "ombudsman"]);
    let (due, order) = (DueRound { beacon: commit.beacon, round: commit.round }, court.checkpoint());
    court.wait(court.spoken(due) - court.now());
    let bar = part(&court, leaf, &commit, "bar");
    show(&mut court, bar).unwrap();
    court.wait(2 * MINUTE + 1);
    let late = part(&court, leaf, &commit, "ombudsman");
    assert_eq!(show(&mut court, late).unwrap_err().code, "nothing-due", "REVEAL_MAX is over");
    let told = overdue(&mut court);
    assert_eq!(ids(&told.missing), ["ombudsman"]);
    let fallback = DueRound { round: told.fallback_round.unwrap(), ..due };
    court.wait(court.spoken(fallback) - court.now());
    results(&mut court, fallback, leaf, &order).unwrap();
    let result: DrawResult = last(&court);
    assert_eq!(ids(result.reveals.iter().map(|r| &r.id)), ["bar"]);
    assert!(result.weak.contains(&Weak::Fallback));
    assert_eq!(counted(&court), [("bar", 1, 0, 0), ("ombudsman", 1, 0, 1)].map(record));
    crate::life::rebuilt(&mut court);
}

#[test]
fn a_proof_that_is_not_what_was_promised_is_refused_and_the_liar_counts_as_silent() {
    let mut court = Court::with_contributors(4, false, false);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    let draft = draft(&mut court, &case);
    let mut lie = promised(&court, &draft, &["bar", "ombudsman"]);
    // The bar promises its output for something else.
    lie.promises[0].beta_hash = prove(&court, "bar", &Hash([1; 32])).1.beta_hash;
    due(&mut court, &case, Some(lie)).unwrap();
    let ledger = court.ledger();
    let record = ledger.last().unwrap();
    let (leaf, commit) = (record.leaf, DrawCommit::from_object(record.body().unwrap()).unwrap());
    let round = DueRound { beacon: commit.beacon, round: commit.round };
    court.wait(court.spoken(round) - court.now());
    let true_proof = part(&court, leaf, &commit, "bar");
    assert!(show(&mut court, true_proof).unwrap_err().to_string().contains("draw-5"));
    let mut wrong = part(&court, leaf, &commit, "ombudsman");
    wrong.pi = prove(&court, "ombudsman", &Hash([2; 32])).0;
    assert!(
        show(&mut court, wrong.clone()).unwrap_err().to_string().contains("draw-5"),
        "a proof of something else"
    );
    wrong.pi = part(&court, leaf, &commit, "bar").pi;
    assert!(show(&mut court, wrong).unwrap_err().to_string().contains("draw-5"), "another's proof");
    let right = part(&court, leaf, &commit, "ombudsman");
    show(&mut court, right).unwrap();
    court.wait(2 * MINUTE + 1);
    assert_eq!(ids(&overdue(&mut court).missing), ["bar"]);
}

#[test]
fn promises_count_only_for_the_draft_that_follows_from_the_ledger_now() {
    let mut court = Court::with_contributors(4, false, false);
    let claim = court.claim(DEBT);
    let case = court.file(&claim);
    court.register(&case);
    let before = court.ledger().len();
    let first = draft(&mut court, &case);
    assert_eq!(court.ledger().len(), before, "a draft is no entry");
    assert_eq!(ids(&first.ask), ["bar", "ombudsman"]);
    assert!(first.commit.get("contributors").is_none());
    let good = promised(&court, &first, &["bar"]);
    let other = Promised { alpha: Hash([3; 32]), ..good.clone() };
    assert_eq!(due(&mut court, &case, Some(other)).unwrap_err().code, "other-draft");
    let later = Promised { at: good.at + 1, ..good.clone() };
    assert_eq!(due(&mut court, &case, Some(later)).unwrap_err().code, "other-draft");
    for who in ["court", "press"] {
        let mut stranger = good.clone();
        stranger.promises[0].id = who.parse().unwrap();
        assert_eq!(due(&mut court, &case, Some(stranger)).unwrap_err().code, "rules", "{who}");
    }
    let mut twice = good.clone();
    twice.promises.push(twice.promises[0].clone());
    assert_eq!(due(&mut court, &case, Some(twice)).unwrap_err().code, "rules");
    court.wait(6 * SECOND);
    assert_eq!(due(&mut court, &case, Some(good)).unwrap_err().code, "other-draft", "it is too old");
    let second = draft(&mut court, &case);
    let promises = promised(&court, &second, &["bar"]);
    // Meanwhile a judge leaves: another draw follows, and the bar is asked about it.
    let conflict = Conflict {
        case: case.clone(),
        judge: "J01".parse().unwrap(),
        ground: "kinship".into(),
        by: by("chair:c1"),
    };
    court.run("chair:c1", "pool.conflict", &conflict).unwrap();
    assert_eq!(due(&mut court, &case, Some(promises)).unwrap_err().code, "other-draft");
    let third = draft(&mut court, &case);
    court.wait(4 * SECOND);
    let promises = promised(&court, &third, &["bar"]);
    assert_eq!(word(&due(&mut court, &case, Some(promises)).unwrap()), "fixed");
    assert_eq!(due(&mut court, &case, None).unwrap_err().code, "draw-is-open", "one open commit a case");
}

#[test]
fn a_redraw_and_a_void_ask_again_and_nothing_is_forgotten() {
    let mut court = Court::with_contributors(4, false, false);
    let (case, leaf, commit) = fixed(&mut court, &["bar"]);
    let (round, order) = (DueRound { beacon: commit.beacon, round: commit.round }, court.checkpoint());
    court.wait(court.spoken(round) - court.now());
    let bar = part(&court, leaf, &commit, "bar");
    show(&mut court, bar).unwrap();
    results(&mut court, round, leaf, &order).unwrap();
    let body = CaseRedraw {
        case: case.clone(),
        cause: "recusal-granted".into(),
        ground: Some("interest".into()),
        judge: None,
        by: by("chair:c1"),
    };
    let answer = court.run("chair:c1", "case.redraw", &body).unwrap();
    assert_eq!(word(&answer), "asks");
    assert!(kinds(&court.ledger()).ends_with(&["draw.alarm"]), "the log itself says that it waits");
    let waiting = models::waiting_cases(court.reader().as_mut()).unwrap();
    assert_eq!(waiting.iter().map(|w| &w.case).collect::<Vec<_>>(), [&case]);
    let again = draft(&mut court, &case);
    assert_eq!(kinds(&court.ledger()).iter().filter(|k| **k == "draw.alarm").count(), 1, "told once");
    let cause = again.commit.get("cause").unwrap().as_object().unwrap();
    assert_eq!(cause.get("prior").unwrap().as_text(), Some(leaf.to_hex().as_str()));
    let promises = promised(&court, &again, &["ombudsman"]);
    assert_eq!(word(&due(&mut court, &case, Some(promises)).unwrap()), "fixed");
    assert!(models::waiting_cases(court.reader().as_mut()).unwrap().is_empty());
    crate::life::rebuilt(&mut court);
}

#[test]
fn history_is_imported_without_asking_anybody() {
    let then = 1_500_000_000_000;
    let mut court = Court::empty(tarazy_law::kazakhstan().unwrap()).joined();
    let begin = ImportBegin { file: Hash([1; 32]), others: Vec::new(), seed: 1 };
    court.run("system", "import.begin", &begin).unwrap();
    court.put_court("7119", Some(then));
    for judge in ["J01", "J02", "J03"] {
        court.appoint(judge, Some(then));
    }
    let mut claim = court.claim(DEBT);
    claim.received = then + 1000;
    let answer = court.run_at("party", "filing.receive", &claim, Some(then + 1000)).unwrap();
    let case = answer.body.get("case").unwrap().as_text().unwrap().parse().unwrap();
    let register = CaseRegister { case, category: None, by: by("registrar:import") };
    let answer = court.run_at("registrar:import", "case.register", &register, Some(then + 2000)).unwrap();
    assert_eq!(word(&answer), "fixed");
    assert!(last::<DrawCommit>(&court).contributors.is_empty());
    assert_eq!(court.resolve_at(Some(then + 3000)), 1);
    let counted = counted(&court);
    assert!(counted.len() == 2 && counted.iter().all(|body| body.asked == 0), "{counted:?}");
}
