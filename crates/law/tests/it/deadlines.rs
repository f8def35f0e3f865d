//! Deadlines of an ordinary claim, by article, with dates computed by hand.

use crate::{LEAST, kz, load, rule};
use jiff::civil::{Date, date, time};
use tarazy_base::{Certainty, Instant, Lang, Zone};
use tarazy_law::{
    About, Deadline, DeadlineError, End, Length, NoCalendar, OffWhy, Request, Ruling, RulingKind, Suspension,
    What,
};

fn on(limit: &str, event: Date) -> Request<'_> {
    Request::on(limit, event, Zone::Almaty)
}

fn last(request: &Request<'_>) -> Result<Option<Date>, DeadlineError> {
    kz().deadline(request).map(|deadline| deadline.last())
}

fn skipped(deadline: &Deadline) -> Vec<Date> {
    let day = |what: &What| if let What::Skipped(day, _) = what { Some(*day) } else { None };
    deadline.steps.iter().filter_map(|step| day(&step.what)).collect()
}

#[test]
fn each_limit_of_the_road_ends_on_the_day_that_its_article_gives() {
    for (article, limit, event, day) in [
        ("150(1)", "claim-acceptance", date(2026, 11, 25), date(2026, 12, 2)),
        ("150(1)", "claim-acceptance-conciliation", date(2026, 11, 25), date(2026, 12, 9)),
        // 16 December is Independence Day.
        ("150(1)", "claim-acceptance-protocol", date(2026, 11, 25), date(2026, 12, 17)),
        ("151(2)", "claim-refusal", date(2026, 11, 25), date(2026, 12, 2)),
        ("152(2)", "claim-return", date(2026, 11, 25), date(2026, 12, 2)),
        ("157(1)", "securing", date(2026, 11, 25), date(2026, 11, 25)),
        ("157(1)", "securing-with-claim", date(2026, 12, 2), date(2026, 12, 2)),
        ("165()(1)", "claim-copies", date(2026, 12, 2), date(2026, 12, 7)),
        ("166(2)", "reply", date(2026, 12, 7), date(2026, 12, 22)),
        ("166(1)", "reply-forwarding", date(2026, 12, 22), date(2026, 12, 25)),
        // 10, 21, 24 and 25 March 2025 are days off.
        ("164(1)", "preparation", date(2025, 2, 24), date(2025, 3, 28)),
        ("164(1)", "preparation-extension", date(2025, 3, 28), date(2025, 4, 28)),
        ("127(3)", "notice", date(2026, 11, 27), date(2026, 11, 30)),
        ("173", "trial-start", date(2026, 11, 25), date(2026, 12, 24)),
        ("183(2)", "trial", date(2026, 9, 25), date(2026, 11, 25)),
        ("183(2)", "trial-reinstatement", date(2026, 9, 25), date(2026, 10, 27)),
        ("183(2)", "trial-strike", date(2026, 11, 25), date(2026, 12, 9)),
        ("41(2)", "recusal", date(2026, 11, 27), date(2026, 11, 30)),
        ("223(3)", "announcement", date(2026, 11, 25), date(2026, 12, 2)),
        ("223(4)", "decision-text", date(2026, 11, 25), date(2026, 12, 2)),
        ("268(4)", "ruling-text", date(2026, 11, 25), date(2026, 12, 2)),
        ("271", "ruling-copy", date(2026, 11, 27), date(2026, 12, 2)),
        ("283(4)", "protocol", date(2026, 11, 26), date(2026, 12, 1)),
        ("283(4)", "protocol-complex", date(2026, 11, 26), date(2026, 12, 10)),
        ("283(4)", "protocol-act", date(2026, 11, 25), date(2026, 11, 26)),
        ("284", "protocol-reading", date(2026, 12, 1), date(2026, 12, 8)),
        ("284", "protocol-remarks", date(2026, 12, 2), date(2026, 12, 7)),
        ("285(4)", "protocol-remarks-decision", date(2026, 12, 7), date(2026, 12, 14)),
        ("267-1(2)", "trial-simplified", date(2026, 11, 25), date(2026, 12, 25)),
        ("267-3(2)", "simplified-notice", date(2026, 11, 27), date(2026, 11, 30)),
        ("267-3(3)", "simplified-objection", date(2026, 11, 25), date(2026, 12, 17)),
        ("267-4(1)", "simplified-decision-copy", date(2026, 11, 25), date(2026, 11, 30)),
        ("267-4(2)", "simplified-set-aside", date(2026, 11, 25), date(2026, 12, 2)),
        ("267-4(3)", "simplified-set-aside-decision", date(2026, 11, 25), date(2026, 12, 9)),
        ("234", "decision-copy", date(2026, 11, 27), date(2026, 12, 2)),
        ("235(2)", "correction", date(2026, 11, 25), date(2026, 12, 9)),
        ("126(4)", "restoration", date(2026, 11, 25), date(2026, 12, 25)),
        ("126(4)", "restoration-decision", date(2026, 11, 25), date(2026, 12, 9)),
        ("403(3)", "appeal", date(2026, 11, 25), date(2026, 12, 25)),
        ("403(3)", "appeal-absent", date(2026, 11, 25), date(2026, 12, 25)),
        ("405(1)(1)", "appeal-copies", date(2026, 11, 25), date(2026, 12, 2)),
        ("407(2)(2)", "appeal-return", date(2026, 11, 25), date(2026, 12, 2)),
        ("414(2)", "appeal-preparation", date(2026, 11, 25), date(2026, 12, 9)),
        ("415", "appeal-trial", date(2026, 9, 25), date(2026, 11, 25)),
        ("423(2)", "appeal-text", date(2026, 11, 25), date(2026, 12, 2)),
        ("429(1)", "private-complaint", date(2026, 11, 25), date(2026, 12, 9)),
        ("436(1)", "cassation", date(2026, 4, 1), date(2026, 10, 1)),
        ("109(5)", "costs", date(2026, 11, 25), date(2026, 12, 25)),
        ("241(4)", "writ", date(2026, 11, 25), date(2026, 11, 30)),
    ] {
        let deadline = kz().deadline(&on(limit, event)).unwrap();
        assert_eq!(deadline.last(), Some(day), "gpk {article}, {limit} from {event}");
        let (place, act) = deadline.limit.basis.place.unwrap();
        let part = place.part.map(|p| format!("({p})")).unwrap_or_default();
        let item = place.item.map(|i| format!("({i})")).unwrap_or_default();
        let place = format!("{}{part}{item}", place.article);
        assert_eq!((act.code.as_str(), place), ("gpk", article.replace("()", "")), "{limit}");
    }
}

#[test]
fn gpk_122_part_2_the_limit_runs_from_the_day_after_the_event() {
    let deadline = kz().deadline(&on("appeal", date(2026, 11, 25))).unwrap();
    let first = deadline.steps.iter().find(|step| matches!(step.what, What::First(_))).unwrap();
    assert_eq!(first.what, What::First(date(2026, 11, 26)));
    assert_eq!(first.basis.as_ref().unwrap().cite, "АПК / ГПК 122(2)");
}

#[test]
fn gpk_123_part_2_a_month_without_the_number_gives_its_last_day() {
    for (event, day) in [
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 1, 29), date(2024, 2, 29)),
        // 28 February 2026 is a Saturday.
        (date(2026, 1, 31), date(2026, 3, 2)),
        (date(2025, 10, 31), date(2025, 12, 1)),
        (date(2025, 12, 31), date(2026, 2, 2)),
    ] {
        assert_eq!(last(&on("appeal", event)), Ok(Some(day)), "{event}");
    }
    let deadline = kz().deadline(&on("cassation", date(2025, 8, 31))).unwrap();
    assert!(
        deadline.steps.iter().any(|s| s.what == What::NoSuchNumber { number: 31, last: date(2026, 2, 28) })
    );
    assert_eq!(deadline.last(), Some(date(2026, 3, 2)));
}

#[test]
fn gpk_123_part_4_a_last_day_off_gives_way_to_the_next_working_day_with_each_reason() {
    let deadline = kz().deadline(&on("appeal", date(2026, 2, 7))).unwrap();
    assert_eq!(deadline.last(), Some(date(2026, 3, 10)));
    let Some(What::Moved { from, to, over }) =
        deadline.steps.iter().map(|s| &s.what).find(|what| matches!(what, What::Moved { .. }))
    else {
        panic!("{deadline:?}")
    };
    assert_eq!((*from, *to), (date(2026, 3, 7), date(2026, 3, 10)));
    let reasons: Vec<&OffWhy> = over.iter().map(|(_, why)| why).collect();
    assert!(matches!(
        &reasons[..],
        [OffWhy::Weekend, OffWhy::Holiday(women), OffWhy::Observed { of, .. }]
            if women.get(Lang::Kk) == "Халықаралық әйелдер күні" && *of == date(2026, 3, 8)
    ));
}

#[test]
fn labour_code_85_part_3_a_worked_saturday_counts_once_its_move_is_known() {
    let before = Request { known: date(2024, 4, 24), ..on("claim-copies", date(2024, 4, 30)) };
    let after = Request { known: date(2024, 4, 25), ..before.clone() };
    assert_eq!(last(&before), Ok(Some(date(2024, 5, 6))));
    assert_eq!(last(&after), Ok(Some(date(2024, 5, 4))));
    let deadline = kz().deadline(&after).unwrap();
    let worked = What::Worked { day: date(2024, 5, 4), off: date(2024, 5, 8) };
    assert!(deadline.steps.iter().any(|step| step.what == worked));
    assert_eq!(skipped(&deadline), [date(2024, 5, 1)]);
}

#[test]
fn gpk_123_part_5_the_last_day_counts_to_its_end_also_on_the_day_that_had_twenty_five_hours() {
    for (event, last, until) in [
        (date(2026, 11, 25), date(2026, 12, 25), "2026-12-25T19:00:00.000Z"),
        (date(2024, 1, 28), date(2024, 2, 28), "2024-02-28T18:00:00.000Z"),
        // Clocks of Almaty went back by an hour at the end of 29 February 2024.
        (date(2024, 1, 29), date(2024, 2, 29), "2024-02-29T19:00:00.000Z"),
    ] {
        let deadline = kz().deadline(&on("appeal", event)).unwrap();
        let End::Due { last: day, until: end, .. } = deadline.end else { panic!("{deadline:?}") };
        assert_eq!((day, end.to_string()), (last, until.to_owned()));
    }
    let west = kz().deadline(&Request::on("appeal", date(2024, 1, 28), Zone::Oral)).unwrap();
    assert!(matches!(west.end, End::Due { until, .. } if until.to_string() == "2024-02-28T19:00:00.000Z"));
}

#[test]
fn gpk_123_part_6_in_the_court_itself_the_limit_ends_when_the_court_closes() {
    let request = Request { closes: Some(time(18, 30, 0, 0)), ..on("appeal", date(2026, 11, 25)) };
    let deadline = kz().deadline(&request).unwrap();
    let End::Due { counter, basis, .. } = &deadline.end else { panic!("{deadline:?}") };
    assert_eq!(counter.as_ref().unwrap().at.to_string(), "2026-12-25T13:30:00.000Z");
    let cites: Vec<&str> = basis.iter().map(|basis| basis.cite.as_str()).collect();
    assert_eq!(cites, ["АПК / ГПК 123(5)", "АПК / ГПК 123(6)"]);
}

#[test]
fn the_day_of_the_event_is_the_courts_day() {
    // 23:30 in Almaty on 25 November is 18:30 UTC; half an hour after midnight it is still the 25th in UTC.
    let evening = Instant::from_ms(1_795_631_400_000).unwrap();
    assert_eq!(evening.to_string(), "2026-11-25T18:30:00.000Z");
    let night = Instant::from_ms(1_795_635_000_000).unwrap();
    for (moment, day) in [(evening, date(2026, 12, 2)), (night, date(2026, 12, 3))] {
        assert_eq!(last(&Request::at("claim-acceptance", moment, Zone::Almaty)), Ok(Some(day)));
    }
}

#[test]
fn gpk_125_working_days_stand_still_from_the_ruling_and_go_on_with_the_resumption() {
    let paused =
        |from, to| Request { suspensions: vec![Suspension { from, to }], ..on("reply", date(2026, 11, 25)) };
    // Three days have run (26, 27, 30 November); seven are left from 1 February on.
    let resumed = paused(date(2026, 12, 1), Some(date(2027, 2, 1)));
    assert_eq!(last(&resumed), Ok(Some(date(2027, 2, 9))));
    let open = kz().deadline(&paused(date(2026, 12, 1), None)).unwrap();
    assert_eq!(open.end, End::Stopped { since: date(2026, 12, 1), left: 7 });
    assert_eq!(open.last(), None);
    // A suspension after the end changes nothing.
    assert_eq!(last(&paused(date(2026, 12, 10), None)), last(&on("reply", date(2026, 11, 25))));
    // One on the last day takes it.
    assert_eq!(last(&paused(date(2026, 12, 9), Some(date(2026, 12, 11)))), Ok(Some(date(2026, 12, 11))));
}

#[test]
fn gpk_125_months_become_longer_by_the_days_of_the_suspension_which_is_an_inference() {
    let request = Request {
        suspensions: vec![Suspension { from: date(2026, 10, 1), to: Some(date(2026, 10, 11)) }],
        ..on("trial", date(2026, 9, 10))
    };
    let deadline = kz().deadline(&request).unwrap();
    assert_eq!(deadline.last(), Some(date(2026, 11, 20)));
    assert_eq!(deadline.mark(), Certainty::Unsure);
    let inferred = |about: &About| matches!(about, About::Rule(basis) if basis.cite == "АПК / ГПК 125");
    assert!(deadline.doubts.iter().any(|doubt| inferred(&doubt.about)));
    let still = Request { suspensions: vec![Suspension { from: date(2026, 10, 1), to: None }], ..request };
    let deadline = kz().deadline(&still).unwrap();
    // From 1 October to 10 November, both included.
    assert_eq!(deadline.end, End::Stopped { since: date(2026, 10, 1), left: 41 });
}

#[test]
fn suspensions_must_follow_each_other() {
    let wrong = |suspensions| last(&Request { suspensions, ..on("reply", date(2026, 11, 25)) });
    let one = |from, to| Suspension { from: date(2026, 12, from), to };
    for suspensions in [
        vec![one(3, Some(date(2026, 12, 3)))],
        vec![one(1, Some(date(2026, 12, 5))), one(4, Some(date(2026, 12, 8)))],
        vec![one(1, None), one(4, None)],
    ] {
        assert_eq!(wrong(suspensions), Err(DeadlineError::Suspensions));
    }
}

#[test]
fn gpk_126_a_court_extends_and_restores_and_never_shortens() {
    let ruled =
        |kind, until| Request { ruling: Some(Ruling { kind, until }), ..on("appeal", date(2026, 11, 25)) };
    // 16 January 2027 is a Saturday.
    let restored = kz().deadline(&ruled(RulingKind::Restored, date(2027, 1, 16))).unwrap();
    assert_eq!(restored.last(), Some(date(2027, 1, 18)));
    let step = restored.steps.iter().find(|step| matches!(step.what, What::Ruled(_))).unwrap();
    assert_eq!(step.basis.as_ref().unwrap().cite, "АПК / ГПК 126(2)");
    let until = date(2026, 12, 24);
    assert_eq!(
        last(&ruled(RulingKind::Extended, until)),
        Err(DeadlineError::Shortens { until, last: date(2026, 12, 25) })
    );
}

#[test]
fn gpk_406_part_1_the_court_sets_the_limit_for_mending_an_appeal() {
    let request = on("appeal-defects", date(2026, 11, 25));
    assert_eq!(last(&request), Err(DeadlineError::NeedsRuling("appeal-defects".to_owned())));
    let ruling = Some(Ruling { kind: RulingKind::Set, until: date(2026, 12, 16) });
    // Independence Day.
    assert_eq!(last(&Request { ruling, ..request }), Ok(Some(date(2026, 12, 17))));
}

#[test]
fn gpk_240_part_1_a_decision_is_in_force_on_the_day_after_the_limit_for_appeal() {
    let deadline = kz().deadline(&on("decision-in-force", date(2026, 1, 31))).unwrap();
    assert_eq!(deadline.end, End::Begins(date(2026, 3, 3)));
    assert!(
        matches!(&deadline.steps[0].what, What::Follows(appeal) if appeal.last() == Some(date(2026, 3, 2)))
    );
}

#[test]
fn gpk_431_an_act_on_appeal_is_in_force_on_the_day_of_its_announcement_even_a_sunday() {
    for limit in ["appeal-in-force", "decision-in-force-appealed"] {
        let deadline = kz().deadline(&on(limit, date(2026, 11, 29))).unwrap();
        assert_eq!(deadline.end, End::Begins(date(2026, 11, 29)));
    }
}

#[test]
fn gpk_126_part_4_the_limit_for_deciding_on_restoration_began_in_2020() {
    let request = on("restoration-decision", date(2020, 6, 23));
    assert!(
        matches!(last(&request), Err(DeadlineError::Unknown { limit, .. }) if limit == "restoration-decision")
    );
    assert_eq!(last(&on("restoration-decision", date(2020, 6, 24))), Ok(Some(date(2020, 7, 9))));
    // The law of another day may be asked for, and what was known then.
    let law = Request { law: date(2020, 6, 24), ..request.clone() };
    assert!(last(&law).is_ok());
    let known = Request { law: date(2020, 6, 24), known: date(2020, 6, 9), ..request };
    assert!(matches!(last(&known), Err(DeadlineError::Unknown { .. })));
}

#[test]
fn a_limit_that_reaches_into_a_year_without_a_calendar_has_no_deadline_rather_than_a_wrong_one() {
    assert_eq!(last(&on("cassation", date(2028, 8, 1))), Err(DeadlineError::Calendar(NoCalendar(2029))));
    let foreseen = kz().deadline(&on("cassation", date(2026, 11, 25))).unwrap();
    assert_eq!(foreseen.last(), Some(date(2027, 5, 25)));
    assert!(foreseen.doubts.iter().any(|d| d.about == About::Calendar(2027) && d.mark == Certainty::Unsure));
}

#[test]
fn limits_that_name_what_no_file_has_are_refused() {
    let dates = "from = 2020-01-01\nknown = 2020-01-01";
    let limit = |members: &str| {
        rule("limit", &format!("code = \"a\"\nowner = \"court\"\n{members}"), dates)
            + &rule("event", "code = \"e\"", dates)
            + &rule("step", "computing = \"c\"\nstep = \"start\"", dates)
    };
    for (members, message) in [
        ("length = \"5 days\"\nevent = \"x\"\ncomputing = \"c\"", "`event` names `x`, which no event has"),
        ("length = \"5 days\"\nevent = \"e\"\ncomputing = \"x\"", "`computing` names `x`, which no step has"),
        (
            "length = \"five days\"\nevent = \"e\"\ncomputing = \"c\"",
            "`length` must be such as \"5 working days\"",
        ),
        (
            "length = \"after b\"\nevent = \"e\"\ncomputing = \"c\"",
            "`begins` must be true where the length is `after`",
        ),
        (
            "length = \"after b\"\nbegins = true\nevent = \"e\"\ncomputing = \"c\"",
            "`length` names `b`, which no limit has",
        ),
        ("length = \"after a\"\nbegins = true\nevent = \"e\"\ncomputing = \"c\"", "limit `a` follows itself"),
        (
            "length = \"5 days\"\nevent = \"e\"\ncomputing = \"c\"\nact = \"z\"\nat = \"1\"",
            "where `act` and `at` say it",
        ),
    ] {
        let errors = load(&format!("{LEAST}{}", limit(members))).unwrap_err().to_string();
        assert!(errors.contains(message), "{members}: {errors}");
    }
    let cited = limit("length = \"5 days\"\nevent = \"e\"\ncomputing = \"c\"\nact = \"z\"\nat = \"1(1)\"");
    let cited = cited.replacen("cite = \"c\"\n", "", 1);
    let errors = load(&format!("{LEAST}{cited}")).unwrap_err().to_string();
    assert!(errors.contains("`act` names `z`, which no act has"), "{errors}");
    let bad = cited.replacen("1(1)", "1, 2", 1);
    let errors = load(&format!("{LEAST}{bad}")).unwrap_err().to_string();
    assert!(errors.contains("`at` must be an article, part and item"), "{errors}");
}

#[test]
fn every_limit_of_the_files_can_be_computed_on_any_day_on_which_it_holds() {
    let ruling = Some(Ruling { kind: RulingKind::Set, until: date(2026, 12, 31) });
    for limit in kz().limits(date(2026, 11, 25), Date::MAX) {
        let ruling = ruling.filter(|_| limit.length == Length::ByCourt);
        let moment = Instant::at(date(2026, 11, 25), time(12, 0, 0, 0), Zone::Almaty).unwrap();
        let request = Request { ruling, ..Request::at(&limit.code, moment, Zone::Almaty) };
        let deadline = kz().deadline(&request).unwrap();
        assert!(!deadline.limit.owner.as_str().is_empty());
        assert!(deadline.limit.basis.place.is_some(), "{}: {}", limit.code, limit.cite);
    }
}
