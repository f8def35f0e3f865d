//! Every command that a court gives, once: a life of the court in which every usual type of entry is written.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, LABOUR, by};
use crate::road::{self, above};
use crate::steps::{DAY, HOUR, file, text};
use tarazy_docket::{Object, StreamId, Value};
use tarazy_draw::record::{ActKind, ActValue, Exclusion, PoolAct};
use tarazy_registry::bodies::{
    CaseClose, CaseCorrect, CaseJoin, CaseRedraw, Conflict, DrawVoidPut, DutyAct, DutyRoster, EntryClose,
    EntryOpen, Grounded, PoolActPut,
};

/// Gives them all to a court of five judges.
pub(crate) fn every_command(court: &mut Court) {
    pool(court);
    let [first, second, third, fourth, fifth] = [(); 5].map(|()| filed(court));
    let roster = DutyRoster {
        court: "7119".into(),
        division: "civil".into(),
        days: vec![("2026-11-24".into(), "J03".parse().unwrap())],
    };
    court.run("chair:c1", "duty.put", &roster).unwrap();
    let duty = DutyAct {
        case: first.clone(),
        judge: "J03".parse().unwrap(),
        act: "securing".parse().unwrap(),
        by: by("registrar:r1"),
    };
    court.run("registrar:r1", "assign.duty", &duty).unwrap();
    let conflict = Conflict {
        case: second.clone(),
        judge: "J02".parse().unwrap(),
        ground: "kinship".into(),
        by: by("chair:c1"),
    };
    court.run("chair:c1", "pool.conflict", &conflict).unwrap();
    for case in [&first, &second, &third, &fourth] {
        court.register(case);
    }
    court.resolve();
    corrections(court, &first, &second, &third);
    court.resolve();
    court.decide(&first);
    grounded(court, "judge", "act.correct", &first, "slip");
    court.enforce(&first, 1);
    court.run("registrar:r1", "case.close", &CaseClose { case: first.clone() }).unwrap();
    grounded(court, "registrar:r1", "case.reopen", &first, "new-facts");
    let act = court.docket(&first).into_iter().find(|r| r.kind() == Some("act.issued")).unwrap().leaf;
    let open = EntryOpen { target: act, ground: "public-by-law".into() };
    court.run("chair:c1", "entry.open", &open).unwrap();
    let close = EntryClose { target: act, ground: "put-in-clear-by-mistake".into(), withheld: false };
    court.run("chair:c1", "entry.close", &close).unwrap();
    grounded(court, "party", "filing.withdraw", &fourth, "request");
    grounded(court, "registrar:r1", "filing.return", &fifth, "jurisdiction");
    rest_of_the_road(court);
}

/// Steps that the five cases did not take.
fn rest_of_the_road(court: &mut Court) {
    above(court);
    parties_and_papers(court);
    let ends: [(&str, &[(&str, Value)]); 5] = [
        ("filing.refuse", &[("ground", text("decided"))]),
        ("filing.leave", &[("ground", text("absent-twice"))]),
        ("case.terminate", &[("ground", text("decided"))]),
        ("case.merge", &[("with", text("case/0123456789abcdef0123456789abcdef"))]),
        ("case.duplicate", &[("of", text("case/0123456789abcdef0123456789abcdef"))]),
    ];
    for (step, body) in ends {
        let case = road::assigned(court);
        if !matches!(step, "filing.refuse" | "case.duplicate") {
            court.step("filing.accept", &case, &[("language", text("kk"))]);
        }
        court.step(step, &case, body);
    }
    appeals(court);
}

fn parties_and_papers(court: &mut Court) {
    let n = Value::Int;
    let files = |k: u8| ("files", Value::Array(vec![Value::Object(file(k))]));
    let person = |role: &str, name: &str| Value::Object(Object::new().with("role", role).with("name", name));
    let case = road::assigned(court);
    court.step("recusal.declare", &case, &[("party", n(2)), ("ground", text("interest"))]);
    let refused = [("granted", Value::Bool(false)), ("by", text("chair:c1"))];
    court.step("recusal.decide", &case, &refused);
    court.step("filing.accept", &case, &[("language", text("ru"))]);
    let third = [("party", person("third-person", "Сәуле")), ("ground", text("no-own-claim"))];
    court.step("party.join", &case, &third);
    court.step("party.release", &case, &[("party", n(3)), ("ground", text("joined-by-mistake"))]);
    court.step("party.correct", &case, &[("party", n(1)), ("now", person("claimant", "Асан Үсенов"))]);
    court.step("party.replace", &case, &[("party", n(2)), ("by", person("respondent", "«Жаңа» ЖШС"))]);
    let heir = [("party", n(4)), ("by", person("respondent", "Мұрагер")), ("ground", text("death"))];
    court.step("party.succeed", &case, &heir);
    let (from, name) = (court.today(), text("Адвокат"));
    let advocate =
        [("party", n(5)), ("name", name.clone()), ("kind", text("advocate")), ("from", text(&from))];
    court.step("party.represent", &case, &advocate);
    court.step("representation.end", &case, &[("party", n(5)), ("name", name)]);
    court.step("document.add", &case, &[("party", n(1)), ("kind", text("evidence")), files(30)]);
    let wrong = text(&"82".repeat(32));
    court.step("document.replace", &case, &[("wrong", wrong), ("ground", text("bad-scan")), files(31)]);
    court.step("claim.change", &case, &[("party", n(1)), ("what", text("less")), ("value_tiyn", n(5))]);
    court.step("securing.request", &case, &[("party", n(1)), ("measure", text("arrest"))]);
    let granted = [("request", n(1)), ("granted", Value::Bool(true)), ("measure", text("arrest"))];
    court.step("securing.decide", &case, &granted);
    court.step("securing.lift", &case, &[("request", n(1))]);
    court.step("copies.send", &case, &[("party", n(5))]);
    court.step("copies.note", &case, &[("party", n(5)), ("on", text(&from))]);
    court.step("reply.receive", &case, &[("party", n(5)), files(32)]);
    court.step("reply.forward", &case, &[]);
    let until = court.day(30);
    court.step("preparation.extend", &case, &[("until", text(&until))]);
    let control = court.day(20);
    court.step("case.suspend", &case, &[("ground", text("hospital")), ("control", text(&control))]);
    court.step("case.resume", &case, &[]);
    let into = text("case/0123456789abcdef0123456789abcdef");
    court.step("case.separate", &case, &[("into", into)]);
    court.step("preparation.end", &case, &[]);
    hearings(court, &case);
    court.step("motion.receive", &case, &[("party", n(1)), ("kind", text("evidence"))]);
    court.step("motion.decide", &case, &[("motion", n(1)), ("granted", Value::Bool(true))]);
    court.step("motion.receive", &case, &[("party", n(1)), ("kind", text("settlement"))]);
    court.step("settlement.decide", &case, &[("motion", n(2)), ("approved", Value::Bool(true))]);
}

fn hearings(court: &mut Court, case: &StreamId) {
    let n = Value::Int;
    let at = court.now() + 30 * HOUR;
    let hearing = |at: i64| {
        let body = Object::new().with("kind", "trial").with("at", n(at)).with("minutes", n(60));
        body.with("room", "101")
    };
    let set: Vec<(&str, Value)> = vec![
        ("kind", text("trial")),
        ("at", n(at)),
        ("minutes", n(60)),
        ("room", text("101")),
        ("remote", Value::Bool(true)),
    ];
    court.step("hearing.set", case, &set);
    let moved = [("hearing", n(1)), ("at", n(at + HOUR)), ("room", text("4")), ("ground", text("room"))];
    court.step("hearing.move", case, &moved);
    let next = Value::Object(hearing(at + 50 * HOUR));
    notices(court, case);
    court.step("hearing.adjourn", case, &[("hearing", n(1)), ("ground", text("absent")), ("next", next)]);
    court.step("hearing.cancel", case, &[("hearing", n(2)), ("ground", text("mistake"))]);
    let files = ("files", Value::Array(vec![Value::Object(file(33))]));
    court.step("protocol.sign", case, &[("hearing", n(1)), files]);
}

fn appeals(court: &mut Court) {
    let n = Value::Int;
    let files = |k: u8| ("files", Value::Array(vec![Value::Object(file(k))]));
    let case = road::assigned(court);
    court.decide(&case);
    court.enforce(&case, 40);
    court.step("act.supplement", &case, &[("ground", text("costs")), files(41)]);
    court.step("act.clarify", &case, &[files(42)]);
    court.step("motion.receive", &case, &[("party", n(2)), ("kind", text("restore-appeal"))]);
    let until = court.day(15);
    let granted = [("motion", n(1)), ("granted", Value::Bool(true)), ("until", text(&until))];
    court.step("motion.decide", &case, &granted);
    for (appeal, ends) in [(1, "appeal.return"), (2, "appeal.withdraw")] {
        court.step("appeal.receive", &case, &[("party", n(2))]);
        let body = [("appeal", n(appeal)), ("ground", text("withdrawn"))];
        court.step(ends, &case, if ends == "appeal.return" { &body } else { &body[..1] });
    }
    court.step("appeal.receive", &case, &[("party", n(2)), ("lacks", Value::Array(vec![text("reasons")]))]);
    let stay = [("appeal", n(3)), ("lacks", Value::Array(vec![text("reasons")])), ("until", text(&until))];
    court.step("appeal.stay", &case, &stay);
    court.step("appeal.mend", &case, &[("appeal", n(3)), files(43)]);
    court.step("appeal.copy", &case, &[("appeal", n(3))]);
    court.wait(20 * DAY);
    let sent = court.step("appeal.send", &case, &[]);
    let appeal: StreamId = sent.body.get("appeal").unwrap().as_text().unwrap().parse().unwrap();
    court.register(&appeal);
    court.resolve();
    court.step("preparation.end", &appeal, &[]);
    court.hold(&appeal, "appeal");
    let envelopes = [("files", Value::Array((50..53).map(|k| Value::Object(file(k))).collect()))];
    court.step("act.envelopes", &appeal, &envelopes);
    let today = court.today();
    let act = [("act", text("resolution")), ("date", text(&today)), ("outcome", text("upheld"))];
    court.step("act.issue", &appeal, &act);
    court.step("case.close", &case, &[]);
    court.step("case.archive", &case, &[("index", text("02-15")), ("until", n(2040))]);
}

fn pool(court: &mut Court) {
    let kinds = [
        (ActKind::Capacity, "J01", Some(ActValue::Capacity(500)), None),
        (ActKind::Specialise, "J01", Some(ActValue::Categories(vec!["14".parse().unwrap()])), None),
        (
            ActKind::Incompatible,
            "J01",
            Some(ActValue::Judge("J02".parse().unwrap())),
            Some(Exclusion::ExcludedByLaw),
        ),
        (ActKind::Absent, "J05", None, Some(Exclusion::Absent)),
        (ActKind::Return, "J05", None, None),
    ];
    for (kind, judge, value, class) in kinds {
        let act = PoolAct {
            judge: judge.parse().unwrap(),
            act: kind,
            value,
            from: None,
            to: None,
            class,
            ground_commit: None,
            doc: None,
            by: by("chair:c1"),
        };
        let body = PoolActPut { court: "7119".into(), division: "civil".into(), act };
        court.run("chair:c1", "pool.act", &body).unwrap();
    }
}

fn corrections(court: &mut Court, first: &StreamId, second: &StreamId, third: &StreamId) {
    let correct = CaseCorrect { case: first.clone(), category: LABOUR.into(), ground: "intake-error".into() };
    court.run("registrar:r1", "case.correct", &correct).unwrap();
    let redraw = CaseRedraw {
        case: second.clone(),
        cause: "recusal-granted".into(),
        ground: Some("kinship".into()),
        judge: None,
        by: by("chair:c1"),
    };
    court.run("chair:c1", "case.redraw", &redraw).unwrap();
    let join =
        CaseJoin { case: third.clone(), to: first.clone(), cause: "joinder".into(), by: by("judge:J01") };
    court.run("judge", "case.join", &join).unwrap();
    court.resolve();
    let void = DrawVoidPut {
        case: second.clone(),
        cause: "wrong-facts".into(),
        by: vec![by("inspector:a"), by("inspector:b")],
    };
    court.run("void-authority", "draw.void", &void).unwrap();
}

fn filed(court: &mut Court) -> StreamId {
    let claim = court.claim(DEBT);
    court.file(&claim)
}

fn grounded(court: &mut Court, actor: &str, kind: &str, case: &StreamId, ground: &str) {
    court.run(actor, kind, &Grounded { case: case.clone(), ground: ground.into() }).unwrap();
}

/// A notice by e-mail and at the counter, handed over; another that was a mistake.
fn notices(court: &mut Court, case: &StreamId) {
    let n = Value::Int;
    let way = |channel: &str, address: &str| {
        let way = Object::new().with("channel", channel).with("address", address);
        Value::Object(way.with("origin", "given"))
    };
    let ways = Value::Array(vec![way("email", "a@example.kz"), way("counter", "101")]);
    for _ in 0..2 {
        court.step("notice.issue", case, &[("party", n(1)), ("hearing", n(1)), ("ways", ways.clone())]);
    }
    let noted = [
        ("notice", n(1)),
        ("channel", text("counter")),
        ("what", text("handed")),
        ("source", text("clerk")),
        ("at", n(court.now())),
        ("relation", text("addressee")),
        ("person", text("Асан")),
        ("detail", text("қолхат")),
    ];
    court.step("notice.note", case, &noted);
    let again = [&noted[..], &[("instead_of", n(1))]].concat();
    court.step("notice.note", case, &again);
    let proper = [("notice", n(1)), ("proper", Value::Bool(true)), ("ground", text("in-hand"))];
    court.step("notice.conclude", case, &proper);
    court.step("notice.cancel", case, &[("notice", n(2)), ("ground", text("twice"))]);
}
