//! The law of Kazakhstan as the files have it, by article.

use tarazy_base::{Certainty, Date, Lang};
use tarazy_law::{CauseClass, CauseList, Instance, Procedure, Rule, kazakhstan};

fn day() -> Date {
    Date::constant(2026, 11, 24)
}

#[test]
fn gpk_35_parts_1_and_4_to_6_how_many_judges_sit() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    for (procedure, seats, cite) in [
        ("first", 1, "35(1)"),
        ("appeal", 3, "35(4)"),
        ("appeal-simplified", 1, "402"),
        ("appeal-private", 1, "402"),
        ("cassation", 3, "35(5)"),
        ("cassation-review", 7, "35(6)"),
    ] {
        let bench = law.bench(procedure).unwrap();
        assert_eq!((bench.seats, bench.reserves), (seats, 0), "{procedure}");
        assert!(bench.cite.contains(cite), "{procedure}: {}", bench.cite);
        assert_eq!(bench.certainty, Certainty::Verified);
    }
    assert!(law.bench("jury").is_none());
}

#[test]
fn gpk_35_parts_9_and_10_a_judge_is_replaced_for_these_causes_only() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    let class = |code| law.cause(CauseList::Redraw, code).and_then(|cause| cause.class);
    assert_eq!(class("recusal-granted"), Some(CauseClass::ExcludedByLaw));
    for absence in ["illness", "leave", "study", "mission"] {
        assert_eq!(class(absence), Some(CauseClass::Absent), "{absence}");
    }
    for end in ["powers-ended", "powers-suspended"] {
        assert_eq!(class(end), Some(CauseClass::Ended), "{end}");
    }
    assert_eq!(class("remand"), Some(CauseClass::Remand));
    assert_eq!(class("chairs-wish"), None);
    assert_eq!(law.causes(CauseList::Redraw).count(), 10);
}

#[test]
fn gpk_35_part_8_disputes_in_a_bankruptcy_go_to_the_judge_of_the_main_case() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    let bound = law.cause(CauseList::Nonrandom, "bound").unwrap();
    assert!(bound.cite.contains("35(8)"));
    let codes: Vec<&str> = law.causes(CauseList::Nonrandom).map(|cause| cause.code.as_str()).collect();
    assert_eq!(codes, ["bound", "joinder", "refile", "sole-judge"]);
}

#[test]
fn gpk_37_and_38_grounds_on_which_a_judge_may_not_sit() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    for (code, conflict, unconditional, between) in [
        ("sat-before", "sat-before", false, false),
        ("other-role", "other-role", true, false),
        ("kinship", "kinship", true, false),
        ("interest", "recusal-granted", false, false),
        ("related-judges", "kinship", false, true),
    ] {
        let ground = law.recusal(code).unwrap();
        assert_eq!(ground.conflict, conflict);
        assert_eq!((ground.unconditional, ground.between_judges), (unconditional, between), "{code}");
    }
    assert_eq!(law.recusals().count(), 5);
}

#[test]
fn draws_are_void_by_rule_or_by_two_persons() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    let by_rule: Vec<&str> =
        law.causes(CauseList::Void).filter(|cause| cause.by_rule).map(|cause| cause.code.as_str()).collect();
    assert_eq!(by_rule, ["not-thrown", "unwitnessed"]);
    assert!(law.causes(CauseList::Void).all(|cause| cause.class.is_none()));
}

#[test]
fn kinds_of_case_numbers() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    for (procedure, instance, kind) in [
        (Procedure::Criminal, Instance::First, "1"),
        (Procedure::Civil, Instance::First, "2"),
        (Procedure::Offence, Instance::First, "3"),
        (Procedure::Administrative, Instance::First, "4"),
        (Procedure::Civil, Instance::Appeal, "2а"),
        (Procedure::Civil, Instance::Cassation, "2к"),
        (Procedure::Administrative, Instance::Supreme, "6ап"),
        (Procedure::Civil, Instance::Supreme, "3гп"),
        (Procedure::Criminal, Instance::Supreme, "2уп"),
    ] {
        assert_eq!(law.kind_for(procedure, instance).map(|k| k.kind.as_str()), Some(kind));
    }
    let numbering = law.numbering().unwrap();
    assert_eq!((numbering.site, numbering.first), (0, 1));
}

#[test]
fn categories_have_eighteen_digits_and_invented_ones_begin_with_nine() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    let known = [
        "142010000600000000",
        "142030000100000000",
        "142030001200070000",
        "142030003000000000",
        "142040000300010000",
    ];
    let mut seen = 0;
    for category in law.categories() {
        assert_eq!(category.code.len(), 18);
        assert!(category.code.bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(
            category.code.starts_with('9'),
            !known.contains(&category.code.as_str()),
            "{}",
            category.code
        );
        // No official table of weights is known, so no weight may claim more.
        assert_eq!(category.certainty, Certainty::Unsure);
        seen += 1;
    }
    assert!(seen >= 30, "{seen}");
    assert_eq!(
        law.category("142030001200070000").map(|c| c.text.get(Lang::Ru)),
        Some("Спор по договору подряда")
    );
    assert!(law.category("142030001200070001").is_none());
}

#[test]
fn gpk_19_part_2_adoption_is_closed() {
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    let closed: Vec<&str> = law.categories().filter(|c| c.closed).map(|c| c.text.get(Lang::En)).collect();
    assert_eq!(closed, ["Adoption"]);
}

#[test]
fn the_civil_procedure_code_begins_on_the_first_of_january_2016() {
    let law = kazakhstan().unwrap();
    assert_eq!(law.first_day(), Some(Date::constant(2016, 1, 1)));
    assert!(law.at(Date::constant(2015, 12, 31)).is_err());
    assert!(law.at(Date::constant(2016, 1, 1)).is_ok());
    assert_eq!(
        law.at(Date::constant(2015, 12, 31)).unwrap_err().to_string(),
        "no allocation policy is in force on 2015-12-31"
    );
}

#[test]
fn the_laws_part_of_draw_rules_has_the_defaults_of_the_specification() {
    let law = kazakhstan().unwrap();
    let rules = law.at(day()).unwrap().draw_rules().unwrap();
    assert_eq!((rules.beta256, rules.pool_min, rules.refile_months, rules.heavy_factor), (128, 3, 24, 8));
    let t = &rules.timing;
    assert_eq!((t.delta, t.guard, t.commit_max, t.reveal_max), (60, 20, 60, 120));
    assert_eq!((t.result_max, t.fallback, t.beacon_down, t.closed_batch), (300, 300, 3600, 3600));
    assert_eq!(rules.adopted, None);
    assert!(rules.weights.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(rules.benches.contains(&("appeal".to_owned(), 3, 0)));
    assert_eq!(rules.refund.iter().find(|(stage, _)| stage == "decided"), Some(&("decided".to_owned(), 0)));
    assert_eq!(rules.redraw_classes, ["absent", "ended", "excluded-by-law", "remand", "void"]);
    assert_eq!(
        rules.late_causes,
        ["conflict-found", "death", "long-absence", "powers-ended", "powers-suspended"]
    );
    // A table over 16 KiB would have to be a file of its own.
    let bytes: usize = rules.weights.iter().map(|(code, _)| code.len() + 20).sum();
    assert!(bytes < 16_384, "{bytes}");
}

#[test]
fn no_rule_claims_to_be_verified_without_an_article_or_working_code() {
    fn check<T>(rule: &Rule<T>) {
        let sure = rule.certainty == Certainty::Verified;
        let read = ["kazakhstan-law/codes", "code bases", "domain reference"]
            .iter()
            .any(|s| rule.source.contains(s));
        assert!(!sure || read, "{}: {}", rule.key, rule.source);
    }
    let law = kazakhstan().unwrap();
    let law = law.at(day()).unwrap();
    law.benches().for_each(check);
    law.recusals().for_each(check);
    law.kinds().for_each(check);
    law.refunds().for_each(check);
    for list in [CauseList::Late, CauseList::Redraw, CauseList::Void, CauseList::Nonrandom] {
        law.causes(list).for_each(check);
    }
    check(law.policy());
}

#[test]
fn the_page_for_lawyers_names_every_section_and_its_example_is_a_rule_of_the_files() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/law.md");
    let page = std::fs::read_to_string(path).unwrap();
    let law = kazakhstan().unwrap();
    for rule in law.listed() {
        assert!(page.contains(&format!("`{}`", rule.section)), "{}", rule.section);
    }
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let head = crate::LEAST.lines().nth(1).unwrap();
    let acts = include_str!("../../../../law/kz/acts.toml");
    let event = "[[event]]\ncode = \"decision-final\"\nact = \"gpk\"\nat = \"403(3)\"\n";
    let step = "[[step]]\ncomputing = \"civil\"\nstep = \"start\"\nact = \"gpk\"\nat = \"122(2)\"\n";
    let rest = "from = 2016-01-01\nknown = 2015-10-31\nsource = \"s\"\nmark = \"V\"\ntext = { kk = \"а\", ru = \"б\", en = \"c\" }\n";
    let text = format!("{head}\n{acts}\n{event}{rest}{step}{rest}{example}");
    let from_page = crate::load(&text).unwrap();
    assert_eq!(from_page.limit("appeal")[0].what, law.limit("appeal")[0].what);
}
