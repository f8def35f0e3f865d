//! Notices of a case as each of those who may see them does: the timeline, the summons, and what court and addressee do with it.

use crate::house::{CLERK, CLERK_ELSEWHERE, House, JUDGE, NUMBER, OTHER_JUDGE, RESPONDENT, STRANGER};
use crate::pages::hex;
use tarazy_access::secrets::code_hash;
use tarazy_docket::Value;

fn notice(n: u8) -> String {
    format!("/en/notice/{}/{n}", hex(&[9; 16]))
}

fn timeline() -> String {
    format!("/en/notices/{NUMBER}")
}

#[test]
fn a_party_sees_his_own_notices_and_nobody_elses() {
    let house = House::new();
    let respondent = house.enter(RESPONDENT);
    let page = respondent.get(&timeline());
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Асан Үлгілі") && !page.text().contains("Айгүл Үлгі"), "{}", page.text());
    assert_eq!(respondent.get(&notice(2)).status, 200);
    for path in [notice(1), format!("{}/pdf", notice(1)), notice(3)] {
        assert_eq!(respondent.get(&path).status, 404, "{path}");
    }
    for act in ["print", "note", "conclude"] {
        assert_eq!(
            respondent.post(&format!("{}/{act}", notice(2)), &[("what", "handed")]).status,
            403,
            "{act}"
        );
        assert_eq!(
            respondent.post(&format!("{}/{act}", notice(1)), &[("what", "handed")]).status,
            404,
            "{act}"
        );
    }
}

#[test]
fn who_may_not_read_the_case_reads_no_notice_of_it() {
    let house = House::new();
    let others = [house.enter(STRANGER), house.enter(CLERK_ELSEWHERE), house.enter(OTHER_JUDGE)];
    for other in others {
        for path in [timeline(), notice(1), format!("{}/pdf", notice(1))] {
            assert_eq!(other.get(&path).status, 403, "{path}");
        }
        for act in ["print", "note", "conclude"] {
            assert_eq!(
                other.post(&format!("{}/{act}", notice(1)), &[("what", "handed")]).status,
                403,
                "{act}"
            );
        }
    }
    assert!(house.asked().is_empty());
    let judge = house.enter(JUDGE);
    assert_eq!(judge.get("/en/notices/7119-26-00-2/999").status, 404);
    assert_eq!(judge.get(&notice(7)).status, 404);
}

#[test]
fn that_the_addressee_opened_his_summons_is_noted_once() {
    let house = House::new();
    let judge = house.enter(JUDGE);
    assert_eq!(judge.get(&notice(2)).status, 200);
    assert!(house.asked().is_empty(), "the judge is not the addressee");
    let respondent = house.enter(RESPONDENT);
    let page = respondent.get(&notice(2));
    assert!(page.text().contains("Summons") && page.text().contains("101"), "{}", page.text());
    assert!(page.text().contains("Evidence 1"), "he sees at once that it is noted: {}", page.text());
    respondent.get(&notice(2));
    let pdf = respondent.get(&format!("{}/pdf", notice(2)));
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.text().contains("Асан Үлгілі None"), "a copy has no code: {}", pdf.text());
    let asked = house.asked();
    let [command] = asked.as_slice() else { panic!("{asked:?}") };
    let member = |name: &str| command.body.get(name).and_then(Value::as_text).unwrap().to_owned();
    assert_eq!((command.kind.as_str(), command.actor.as_str()), ("notice.note", "party;person:p20"));
    assert_eq!(
        (member("channel"), member("what"), member("source")),
        ("portal".into(), "viewed".into(), "program".into())
    );
}

#[test]
fn the_chancery_prints_the_summons_with_a_code_that_is_kept_as_a_hash() {
    let house = House::new();
    let clerk = house.enter(CLERK);
    let pdf = clerk.post(&format!("{}/print", notice(2)), &[]);
    assert_eq!(
        (pdf.status, pdf.header("content-type"), pdf.header("cache-control")),
        (200, "application/pdf", "no-store")
    );
    let code = pdf.text().split('"').nth(1).unwrap().to_owned();
    let asked = house.asked();
    let kept = asked[0].body.get("code").and_then(Value::as_text);
    assert_eq!((asked[0].kind.as_str(), kept), ("notice.print", Some(code_hash(&code).as_str())));
    assert!(!format!("{:?}", asked[0]).contains(&code));
    assert!(!clerk.get(&notice(2)).text().contains(&code), "nobody sees it again");
}

#[test]
fn the_chancery_notes_what_became_of_it_and_the_judge_concludes() {
    let house = House::new();
    let clerk = house.enter(CLERK);
    let note = format!("{}/note", notice(2));
    let typed = [
        ("channel", "counter"),
        ("relation", "addressee"),
        ("person", "Асан"),
        ("day", "2025-11-22"),
        ("time", "10:00"),
    ];
    let seen = clerk.post(&note, &typed);
    assert_eq!(seen.status, 422);
    assert!(
        seen.text().contains("Choose what happened") && seen.text().contains("value=\"Асан\""),
        "{}",
        seen.text()
    );
    let wrong = [&typed[..3], &[("what", "handed"), ("day", "tomorrow"), ("time", "10:00")]].concat();
    assert!(clerk.post(&note, &wrong).text().contains("Type the day as"));
    assert!(house.asked().is_empty());
    let seen = clerk.post(&note, &[&typed[..], &[("what", "handed")]].concat());
    assert_eq!((seen.status, seen.header("location")), (303, format!("{}?done=noted", notice(2)).as_str()));
    let page = clerk.get(&notice(2));
    assert!(
        page.text().contains("properly notified") && !page.text().contains("/conclude"),
        "{}",
        page.text()
    );
    assert_eq!(
        clerk.post(&format!("{}/conclude", notice(2)), &[("proper", "yes"), ("way", "in-hand")]).status,
        403
    );
    let judge = house.enter(JUDGE);
    assert!(
        judge.get(&notice(2)).text().contains("<option value=\"in-hand\" selected>"),
        "what is proposed is chosen"
    );
    let seen = judge.post(&format!("{}/conclude", notice(2)), &[("proper", "no"), ("way", "in-hand")]);
    assert!(seen.status == 422 && seen.text().contains("Choose the ground"), "{}", seen.text());
    let seen = judge.post(&format!("{}/conclude", notice(2)), &[("proper", "yes"), ("way", "in-hand")]);
    assert_eq!(seen.status, 303);
    let command = house.asked().pop().unwrap();
    let body = &command.body;
    assert_eq!(body.get("judge").and_then(Value::as_text), Some("J1"));
    assert_eq!((command.kind.as_str(), body.get("proper")), ("notice.conclude", Some(&Value::Bool(true))));
    assert!(judge.get(&timeline()).text().contains("The judge concluded: properly notified"));
}
