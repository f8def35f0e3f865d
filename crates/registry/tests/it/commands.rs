//! Every command that a court gives, once: a life of the court in which every usual type of entry is written.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::{Court, DEBT, LABOUR, by};
use tarazy_docket::StreamId;
use tarazy_draw::record::{ActKind, ActValue, Exclusion, PoolAct};
use tarazy_registry::bodies::{
    ActIssue, CaseClose, CaseCorrect, CaseJoin, CaseRedraw, Conflict, DrawVoidPut, DutyAct, DutyRoster,
    EntryClose, EntryOpen, Grounded, PoolActPut,
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
    let act =
        ActIssue { case: first.clone(), act: "decision".into(), date: "2026-12-01".into(), judge: None };
    court.run("judge", "act.issue", &act).unwrap();
    grounded(court, "judge", "act.correct", &first, "slip");
    court.run("registrar:r1", "case.close", &CaseClose { case: first.clone() }).unwrap();
    grounded(court, "registrar:r1", "case.reopen", &first, "new-facts");
    let act = court.docket(&first).into_iter().find(|r| r.kind() == Some("act.issued")).unwrap().leaf;
    let open = EntryOpen { target: act, ground: "public-by-law".into() };
    court.run("chair:c1", "entry.open", &open).unwrap();
    let close = EntryClose { target: act, ground: "put-in-clear-by-mistake".into(), withheld: false };
    court.run("chair:c1", "entry.close", &close).unwrap();
    grounded(court, "party", "filing.withdraw", &fourth, "request");
    grounded(court, "registrar:r1", "filing.return", &fifth, "jurisdiction");
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
