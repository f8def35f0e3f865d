//! The jobs that send notices: what waits says why, what nobody knows is given up after as many times as the policy says, and a code on
//! a summons holds as long as it says.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::Court;
use crate::road::assigned;
use crate::steps::{DAY, text};
use tarazy_docket::{Object, StreamId, Value};
use tarazy_procedure::events::NoticeNo;
use tarazy_procedure::notice::Notice;
use tarazy_registry::notices::{
    Became, NoticePrint, NoticeResult, NoticeTake, Sending, Waits, job_key, waiting,
};
use tarazy_registry::read_case;
use tarazy_store::truth;

const FIRST: NoticeNo = NoticeNo(1);

/// A case with a hearing in twenty days and a notice of it by e-mail.
fn told(court: &mut Court) -> StreamId {
    let case = assigned(court);
    court.step("filing.accept", &case, &[("language", text("kk"))]);
    let at = court.now() + 20 * DAY;
    let hearing = [
        ("kind", text("preliminary")),
        ("at", Value::Int(at)),
        ("minutes", Value::Int(60)),
        ("room", text("101")),
    ];
    court.step("hearing.set", &case, &hearing);
    let way = Object::new().with("channel", "email").with("address", "a@example.kz").with("origin", "given");
    let ways = Value::Array(vec![Value::Object(way)]);
    let issued = [("party", Value::Int(1)), ("hearing", Value::Int(1)), ("ways", ways)];
    court.step("notice.issue", &case, &issued);
    case
}

fn notice(court: &Court, case: &StreamId) -> Notice {
    read_case(case, &court.docket(case)).unwrap().case.notice(FIRST).unwrap().clone()
}

/// What is told of the sending, tried again an hour later; the job has been taken.
fn became(court: &mut Court, case: &StreamId, became: Became) {
    let (sending, job) = waiting(court.reader().as_mut(), case, FIRST).unwrap().unwrap();
    let again = court.now() + 3_600_000;
    let take = NoticeTake { job: job.key.clone(), attempts: job.attempts, until: again };
    court.run("system", "notice.take", &take).unwrap();
    let result = NoticeResult { job: job.key, sending, became, detail: "detail".into(), again };
    court.run("system", "notice.result", &result).unwrap();
}

fn evidence(court: &Court, case: &StreamId) -> Vec<(String, String)> {
    let notice = notice(court, case);
    notice.standing().map(|(_, piece)| (piece.what.clone(), piece.source.clone())).collect()
}

#[test]
fn a_mail_that_waits_says_why_and_is_no_evidence() {
    let mut court = Court::with_judges(4);
    let case = told(&mut court);
    let first = waiting(court.reader().as_mut(), &case, FIRST).unwrap().unwrap();
    assert_eq!((first.0.waits, first.1.attempts), (None, 0));
    for (tries, waits) in (1..).zip(Waits::ALL) {
        became(&mut court, &case, Became::NotNow(waits));
        let (sending, job) = waiting(court.reader().as_mut(), &case, FIRST).unwrap().unwrap();
        assert_eq!((sending.waits, job.attempts, job.due), (Some(waits), tries, court.now() + 3_600_000));
    }
    assert!(evidence(&court, &case).is_empty());
    // What the last try met is not said of the next one.
    became(&mut court, &case, Became::Unknown);
    assert_eq!(waiting(court.reader().as_mut(), &case, FIRST).unwrap().unwrap().0.waits, None);
}

#[test]
fn an_unknown_outcome_is_given_up_after_as_many_times_as_the_policy_says() {
    let law = tarazy_law::kazakhstan().unwrap();
    let mut court = Court::with_judges(4);
    let case = told(&mut court);
    let today = court.today().parse().unwrap();
    let most = law.notifying(today, tarazy_base::Date::MAX).unwrap().unknown_most;
    for _ in 0..most {
        assert!(waiting(court.reader().as_mut(), &case, FIRST).unwrap().is_some());
        became(&mut court, &case, Became::Unknown);
    }
    assert!(waiting(court.reader().as_mut(), &case, FIRST).unwrap().is_none(), "it is tried no more");
    let unknown = std::iter::repeat_n(("unknown".to_owned(), "program".to_owned()), most.try_into().unwrap());
    let all: Vec<_> = unknown.chain([("failed".to_owned(), "program".to_owned())]).collect();
    assert_eq!(evidence(&court, &case), all, "and the timeline says so");
}

#[test]
fn each_outcome_ends_the_job_or_not_and_leaves_its_evidence() {
    let table = [
        (Became::Accepted, Some(("accepted", "mail-server")), false),
        (Became::Hinted, Some(("hinted", "mail-server")), false),
        (Became::Failed, Some(("failed", "mail-server")), false),
        (Became::GivenUp, Some(("failed", "program")), false),
        (Became::Unknown, Some(("unknown", "program")), true),
        (Became::NotNow(Waits::PutOff), None, true),
        (Became::Stopped, None, false),
    ];
    for (outcome, left, still) in table {
        let mut court = Court::with_judges(4);
        let case = told(&mut court);
        became(&mut court, &case, outcome);
        let left: Vec<_> =
            left.map(|(what, source)| (what.to_owned(), source.to_owned())).into_iter().collect();
        assert_eq!(evidence(&court, &case), left, "{outcome:?}");
        let waits = waiting(court.reader().as_mut(), &case, FIRST).unwrap().is_some();
        assert_eq!(waits, still, "{outcome:?}");
    }
}

#[test]
fn a_job_that_somebody_has_is_not_taken_twice_and_only_the_program_tells_what_became_of_it() {
    let mut court = Court::with_judges(4);
    let case = told(&mut court);
    let take = NoticeTake { job: job_key(&case, FIRST), attempts: 0, until: court.now() + 60_000 };
    court.run("system", "notice.take", &take).unwrap();
    assert_eq!(court.run("system", "notice.take", &take).unwrap_err().code, "job-taken");
    let sending = Sending { case: case.clone(), notice: FIRST, until: court.now(), waits: None };
    let detail = String::new();
    let result =
        NoticeResult { job: take.job, sending, became: Became::Accepted, detail, again: court.now() };
    assert_eq!(court.run("registrar:r1", "notice.result", &result).unwrap_err().code, "unknown-command");
    assert!(evidence(&court, &case).is_empty());
}

#[test]
fn the_code_on_a_summons_is_kept_as_a_hash_until_the_day_of_the_policy() {
    let mut court = Court::with_judges(4);
    let case = told(&mut court);
    let code = "0f".repeat(32);
    let print = |code: &str| NoticePrint { case: case.clone(), notice: FIRST, code: code.to_owned() };
    assert_eq!(court.run("registrar:r1", "notice.print", &print("KHTX-4821")).unwrap_err().code, "schema");
    court.run("registrar:r1", "notice.print", &print(&code)).unwrap();
    let kept = truth::reference(court.reader().as_mut(), "access-code", &code).unwrap().unwrap();
    let days = tarazy_law::kazakhstan().unwrap();
    let days = days.notifying(court.today().parse().unwrap(), tarazy_base::Date::MAX).unwrap().code_days;
    let until = court.now() + i64::from(days) * DAY;
    let opens = Object::new().with("case", case.as_str()).with("party", Value::Int(1));
    assert_eq!(kept, Value::Object(opens.with("until", Value::Int(until)).with("used", Value::Bool(false))));
    assert_eq!(evidence(&court, &case), [("printed".to_owned(), "program".to_owned())]);
}
