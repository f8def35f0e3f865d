//! The working pages as each of those who have, or have not, something to do with a case: who gets in, what he may do there, and that
//! a step is taken once.

use crate::house::{
    ASSISTANT, Browser, CHAIR, CLERK, CLERK_ELSEWHERE, House, JUDGE, NUMBER, OTHER_JUDGE, RESPONDENT,
    STRANGER, TOO_LATE,
};
use crate::rig::Seen;
use tarazy_docket::Value;
use tarazy_procedure::{Step, Who};

fn case() -> String {
    format!("/en/work/case/{NUMBER}")
}

fn step(command: &str) -> String {
    format!("/en/work/step/{command}/{NUMBER}")
}

/// What a hidden field of a form holds.
fn hidden(seen: &Seen, name: &str) -> String {
    let text = seen.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The id of the draft in a form.
fn draft(seen: &Seen) -> String {
    hidden(seen, "draft")
}

/// Opens the form of a step and sends it.
fn send(browser: &Browser<'_>, command: &str, fields: &[(&str, &str)]) -> Seen {
    let form = browser.get(&step(command));
    assert_eq!(form.status, 200, "{command}: {}", form.header("location"));
    let draft = draft(&form);
    browser.upload(&step(command), &[&[("draft", draft.as_str())], fields].concat(), &[])
}

#[test]
fn a_case_opens_for_its_people_alone_and_every_reading_is_noted() {
    let house = House::new();
    for (n, status) in [
        (RESPONDENT, 200),
        (JUDGE, 200),
        (ASSISTANT, 200),
        (CLERK, 200),
        (STRANGER, 403),
        (CLERK_ELSEWHERE, 403),
        (OTHER_JUDGE, 403),
        (CHAIR, 403),
    ] {
        let before = house.read();
        let seen = house.enter(n).get(&case());
        assert_eq!(seen.status, status, "{n}");
        assert_eq!(seen.text().contains("Асан Үлгілі"), status == 200, "{n}");
        assert_eq!(house.read() - before, usize::from(status == 200), "{n}");
    }
    assert_eq!(house.enter(JUDGE).get("/en/work/case/7119-26-00-2/999").status, 404);
}

#[test]
fn nobody_gets_the_form_of_a_step_that_is_not_his() {
    let house = House::new();
    for each in Step::ALL {
        let opens = |n: u8| house.enter(n).get(&step(each.command())).status != 403;
        for stranger in [STRANGER, CLERK_ELSEWHERE, OTHER_JUDGE] {
            assert!(!opens(stranger), "{} to {stranger}", each.command());
        }
        let (who, is_recusal) = (each.who(), *each == Step::DeclareRecusal);
        assert_eq!(opens(RESPONDENT), who == Who::Party, "{} to a party", each.command());
        assert_eq!(opens(JUDGE), who == Who::Judge || is_recusal, "{} to the judge", each.command());
        assert_eq!(opens(CHAIR), who == Who::Chair, "{} to the chair", each.command());
        let of_court = matches!(who, Who::Party | Who::Chancery);
        assert_eq!(opens(CLERK), of_court, "{} to the registry", each.command());
        let form = house.enter(STRANGER).upload(&step(each.command()), &[("draft", &"0a".repeat(16))], &[]);
        assert_eq!(form.status, 403, "{} sent by a stranger", each.command());
    }
    assert!(house.asked().is_empty());
}

#[test]
fn a_page_offers_what_its_reader_can_do() {
    let house = House::new();
    let offers =
        |n: u8, command: &str| house.enter(n).get(&case()).text().contains(&format!("/work/step/{command}/"));
    for (n, yes, no) in [
        (JUDGE, "hearing.cancel", "notice.issue"),
        (RESPONDENT, "reply.receive", "filing.withdraw"),
        (CLERK, "notice.issue", "hearing.cancel"),
        (ASSISTANT, "notice.note", "motion.receive"),
    ] {
        assert!(offers(n, yes), "{n} {yes}");
        assert!(!offers(n, no), "{n} {no}");
    }
    let late = house.enter(JUDGE).get(&step("act.complete"));
    assert_eq!(
        (late.status, late.header("location")),
        (303, format!("{}?late=act.complete", case()).as_str())
    );
}

#[test]
fn a_party_acts_in_its_own_name_alone() {
    let house = House::new();
    let respondent = house.enter(RESPONDENT);
    let fields = [("kind", "other"), ("paper-text", "Өтінемін")];
    let seen = send(&respondent, "motion.receive", &[&fields[..], &[("party", "1")]].concat());
    assert!(seen.status == 422 && seen.text().contains("only in your own name"), "{}", seen.text());
    let seen = send(&respondent, "filing.withdraw", &[("ground", "claimant")]);
    assert!(seen.status == 422 && seen.text().contains("only in your own name"), "{}", seen.text());
    assert!(house.asked().is_empty());
    let seen = send(&respondent, "motion.receive", &fields);
    assert_eq!(seen.header("location"), format!("{}?done=motion.receive", case()), "{}", seen.text());
    let asked = house.asked();
    let [command] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(command.actor, "party;person:p20");
    assert_eq!(command.body.get("party"), Some(&Value::Int(2)));
    assert!(command.body.get("files").is_some(), "what was typed is a document");
}

#[test]
fn a_step_is_taken_once_however_often_it_is_sent() {
    let house = House::new();
    let judge = house.enter(JUDGE);
    let id = draft(&judge.get(&step("hearing.cancel")));
    let fields = [("draft", id.as_str()), ("hearing", "1"), ("ground", "room")];
    for _ in 0..3 {
        let seen = judge.upload(&step("hearing.cancel"), &fields, &[]);
        assert_eq!(seen.header("location"), format!("{}?done=hearing.cancel", case()), "{}", seen.text());
    }
    assert_eq!(house.asked().len(), 1);
    assert!(judge.get(&format!("{}?done=hearing.cancel", case())).text().contains("On record:"));
}

#[test]
fn what_is_refused_stays_a_draft_that_the_bench_alone_sees() {
    let house = House::new();
    let judge = house.enter(JUDGE);
    let seen = send(&judge, "preparation.extend", &[("until", "tomorrow")]);
    assert!(seen.status == 422 && seen.text().contains("Give the day as"), "{}", seen.text());
    assert!(house.asked().is_empty());
    let id = draft(&seen);
    let fields = [("draft", id.as_str()), ("until", TOO_LATE)];
    let seen = judge.upload(&step("preparation.extend"), &fields, &[]);
    assert!(seen.status == 422 && seen.text().contains("31 December 2025"), "{}", seen.text());
    assert!(seen.text().contains(TOO_LATE), "what was typed stands there still");
    let link = |key: &str| format!("/work/step/preparation.extend/{NUMBER}?{key}={id}");
    assert!(judge.get(&case()).text().contains(&link("draft")));
    assert!(house.enter(ASSISTANT).get(&case()).text().contains(&link("from")));
    for other in [RESPONDENT, CLERK] {
        assert!(!house.enter(other).get(&case()).text().contains(&id), "{other}");
        assert_ne!(house.enter(other).get(&format!("/en{}", link("from"))).status, 200, "{other}");
        assert_ne!(house.enter(other).get(&format!("/en{}", link("draft"))).status, 200, "{other}");
    }
    let fields = [("draft", id.as_str()), ("until", "2025-12-20")];
    assert_eq!(judge.upload(&step("preparation.extend"), &fields, &[]).status, 303);
    assert!(!judge.get(&case()).text().contains(&id), "a draft that was taken is gone");
}

#[test]
fn a_desk_shows_its_owners_cases_and_the_chairs_page_nothing_of_their_inside() {
    let house = House::new();
    for (n, has) in
        [(JUDGE, true), (ASSISTANT, true), (RESPONDENT, false), (STRANGER, false), (OTHER_JUDGE, false)]
    {
        let seen = house.enter(n).get("/en/work");
        assert_eq!((seen.status, seen.text().contains(NUMBER)), (200, has), "{n}");
    }
    let chair = house.enter(CHAIR).get("/en/work/chair");
    assert_eq!(chair.status, 200);
    assert!(!chair.text().contains("Асан Үлгілі"));
    for n in [JUDGE, CLERK, STRANGER] {
        assert_ne!(house.enter(n).get("/en/work/chair").status, 200, "{n}");
    }
}

#[test]
fn what_is_typed_into_a_step_after_the_session_ended_stands_there_for_its_writer_alone() {
    let house = House::new();
    let mut judge = house.enter(JUDGE);
    let form = judge.get(&step("preparation.extend"));
    let (id, whose) = (draft(&form), hidden(&form, "whose"));
    let cookie = std::mem::take(&mut judge.cookie);
    let fields = [("draft", id.as_str()), ("whose", whose.as_str()), ("until", "2025-12-24")];
    let seen = judge.upload(&step("preparation.extend"), &fields, &[]);
    assert_eq!((seen.status, seen.header("location")), (303, "/en/sign-in"));
    let way = format!("__Host-back=work~preparation.extend~{}~{id};", crate::house::case().identifier());
    assert!(seen.header("set-cookie").contains(&way), "{}", seen.header("set-cookie"));
    // A form that somebody made himself is let go.
    let made_up = [("draft", id.as_str()), ("whose", "0a0b"), ("until", "2025-12-25")];
    assert_eq!(judge.upload(&step("preparation.extend"), &made_up, &[]).status, 303);
    let link = format!("/work/step/preparation.extend/{NUMBER}?draft={id}");
    for other in [ASSISTANT, CLERK, RESPONDENT] {
        let other = house.enter(other);
        assert!(!other.get(&case()).text().contains(&id));
        assert_ne!(other.get(&format!("/en{link}")).status, 200);
    }
    judge.cookie = cookie;
    assert!(judge.get(&case()).text().contains(&link), "the case's page leads to it too");
    let back = judge.get(&format!("/en{link}"));
    assert!(back.text().contains("2025-12-24") && back.text().contains("Your session ended"));
    assert!(house.asked().is_empty(), "nothing is taken by itself");
    assert!(
        !judge.get(&format!("/en{link}")).text().contains("Your session ended"),
        "it is an ordinary draft now"
    );
    let fields = [("draft", id.as_str()), ("until", "2025-12-24")];
    assert_eq!(judge.upload(&step("preparation.extend"), &fields, &[]).status, 303);
    assert_eq!(house.asked().len(), 1);
    // Sent once more from a page that was left open: what was taken is not begun again.
    let cookie = std::mem::take(&mut judge.cookie);
    let fields = [("draft", id.as_str()), ("whose", whose.as_str()), ("until", "2025-12-23")];
    assert_eq!(judge.upload(&step("preparation.extend"), &fields, &[]).status, 303);
    judge.cookie = cookie;
    let seen = judge.get(&format!("/en{link}"));
    assert_eq!(seen.header("location"), format!("{}?done=preparation.extend", case()));
    assert_eq!(house.asked().len(), 1);
}

#[test]
fn an_envelope_that_is_kept_for_later_is_read_by_no_colleague() {
    let house = House::new();
    let judge = house.enter(JUDGE);
    let id = "0b".repeat(16);
    let fields = [("draft", id.as_str()), ("do", "keep"), ("paper-text", "Келіспеймін")];
    assert_eq!(judge.upload(&step("act.envelopes"), &fields, &[]).status, 303);
    assert!(judge.get(&case()).text().contains(&id), "he finds it himself");
    let assistant = house.enter(ASSISTANT);
    assert!(!assistant.get(&case()).text().contains(&id));
    // The assistant's own forms take nothing of it over.
    for command in ["act.envelopes", "notice.note"] {
        let seen = assistant.get(&format!("{}?from={id}", step(command)));
        assert!(matches!(seen.status, 403 | 404), "{command}: {}", seen.status);
        let fields = [("draft", "0c".repeat(16)), ("of", id.clone()), ("do", "keep".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let seen = assistant.upload(&step(command), &fields, &[]);
        assert!(!seen.text().contains("Келіспеймін"));
    }
}

#[test]
fn the_chair_has_another_judge_drawn_without_seeing_the_inside() {
    let house = House::new();
    let chair = house.enter(CHAIR);
    let seen = chair.post("/en/work/chair", &[("do", "redraw"), ("case", "7119-26-00-2/999")]);
    assert!(
        seen.status == 422 && seen.text().contains("There is no case with this number"),
        "{}",
        seen.text()
    );
    let seen = chair.post("/en/work/chair", &[("do", "redraw"), ("case", NUMBER)]);
    assert_eq!((seen.status, seen.header("location")), (303, step("case.redraw").as_str()));
    let form = chair.get(&step("case.redraw"));
    assert_eq!(form.status, 200);
    assert!(!form.text().contains("Асан Үлгілі"));
    assert!(form.text().contains("href=\"/en/work/chair\""), "back to where he may be");
    let said = chair.get("/en/work/chair?done=recusal.decide");
    assert!(said.text().contains("On record:"), "{}", said.text());
    assert_ne!(house.enter(CLERK).post("/en/work/chair", &[("do", "redraw"), ("case", NUMBER)]).status, 303);
}
