//! Grounds, fees and jurisdiction of an ordinary claim, by article.

use crate::{LEAST, kz, load, rule};
use jiff::civil::{Date, date};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use std::collections::BTreeSet;
use tarazy_base::{Certainty, Lang, Tiyn};
use tarazy_law::{FeeError, Instance, Payer, VenueKind};

const NOW: Date = date(2026, 11, 25);

fn codes(list: &str, day: Date) -> Vec<String> {
    kz().grounds(list, day, Date::MAX).map(|ground| ground.code.clone()).collect()
}

fn facts(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn each_list_of_grounds_has_what_its_article_names() {
    for (article, list, count) in [
        ("148(2), (4)", "claim-content", 10),
        ("149(1)", "claim-annex", 8),
        ("151(1)", "claim-refusal", 4),
        ("152(1)", "claim-return", 9),
        ("272(1)", "suspension-duty", 8),
        ("273", "suspension-right", 9),
        ("277", "termination", 9),
        ("279", "claim-left", 13),
        ("404(1), 403(2)", "appeal-content", 8),
        ("407(1)", "appeal-return", 4),
    ] {
        assert_eq!(codes(list, NOW).len(), count, "{article}");
    }
}

#[test]
fn gpk_152_each_return_names_its_item_and_what_the_claimant_can_do() {
    for ground in kz().grounds("claim-return", NOW, Date::MAX) {
        let place = ground.place.clone().unwrap();
        assert_eq!((place.article.as_str(), place.part.as_deref()), ("152", Some("1")));
        assert!(place.item.is_some() && ground.certainty == Certainty::Verified);
        assert_eq!(ground.remedy.is_none(), ground.code == "withdrawn", "{}", ground.code);
    }
    let court = kz().ground("claim-return", "jurisdiction", NOW, Date::MAX).unwrap();
    assert_eq!(court.text.get(Lang::Kk), "Іс осы соттың соттылығына жатпайды");
}

#[test]
fn gpk_151_a_notarial_writ_bars_a_claim_since_2019() {
    assert!(!codes("claim-refusal", date(2019, 4, 14)).contains(&"notarial-writ".to_owned()));
    assert!(codes("claim-refusal", date(2019, 4, 15)).contains(&"notarial-writ".to_owned()));
}

#[test]
fn tax_code_668_exempts_since_2026_whom_616_exempted_before() {
    let (old, new) = (codes("fee-exemption", date(2025, 12, 31)), codes("fee-exemption", date(2026, 1, 1)));
    assert_eq!((old.len(), new.len()), (33, 34));
    let added: Vec<_> = new.iter().filter(|code| !old.contains(code)).collect();
    assert_eq!(added, ["deposit-guarantee"]);
    // Item 32 ends by article 848(2)(4).
    assert_eq!(codes("fee-exemption", date(2030, 1, 1)).len(), 33);
    let article = |day| {
        let ground = kz().ground("fee-exemption", "labour", day, Date::MAX);
        ground.map(|ground| ground.cite.clone()).unwrap_or_default()
    };
    assert!(
        article(date(2025, 12, 31)).ends_with(" 616, 1)") && article(date(2026, 1, 1)).ends_with(" 668, 1)")
    );
}

#[test]
fn tax_code_665_part_1_a_claim_costs_a_share_of_its_price_up_to_a_cap() {
    let tenge = |amount| Tiyn::from_tenge(amount).unwrap();
    for (payer, price, fee, capped) in [
        (Payer::Person, 1_000_000, tenge(10_000), false),
        (Payer::Organisation, 1_000_000, tenge(30_000), false),
        (Payer::Person, 4_325_000_000, tenge(43_250_000), false),
        (Payer::Person, 4_325_000_100, tenge(43_250_000), true),
        (Payer::Organisation, 100_000_000_000, tenge(86_500_000), true),
        (Payer::Person, 0, Tiyn::ZERO, false),
    ] {
        let due = kz().fee("property", payer, Some(tenge(price)), NOW, Date::MAX).unwrap();
        assert_eq!((due.amount, due.capped), (fee, capped), "{payer:?} {price}");
        assert!(due.basis.cite.ends_with("665(1), 1)"), "{}", due.basis.cite);
        // The index of 2026 was read in the press.
        assert_eq!(due.mark, Certainty::Secondary);
    }
}

#[test]
fn a_claim_that_has_no_price_costs_a_part_of_the_index_of_its_year() {
    for (kind, day, tiyn) in [
        ("non-property", date(2026, 5, 1), 216_250),
        ("non-property", date(2025, 12, 31), 196_600),
        ("divorce", date(2026, 5, 1), 129_750),
        ("divorce", date(2020, 3, 31), 79_530),
        ("divorce", date(2020, 4, 1), 83_340),
        ("copies", date(2024, 7, 1), 36_920),
    ] {
        let due = kz().fee(kind, Payer::Person, None, day, Date::MAX).unwrap();
        assert_eq!(due.amount, Tiyn::new(tiyn), "{kind} {day}");
    }
}

#[test]
fn a_fee_that_is_not_known_is_not_guessed() {
    let ask = |kind: &str, price, day| kz().fee(kind, Payer::Person, price, day, Date::MAX);
    assert_eq!(ask("property", None, NOW), Err(FeeError::Price));
    assert_eq!(ask("property", Some(Tiyn::new(-1)), NOW), Err(FeeError::Range));
    assert_eq!(ask("property", Some(Tiyn::new(i64::MAX)), NOW), Err(FeeError::Range));
    let (kind, day) = ("property".to_owned(), date(2017, 12, 31));
    assert_eq!(ask("property", Some(Tiyn::ZERO), day), Err(FeeError::Unknown { kind, day }));
    // The budget of 2027 is not known.
    let (unit, day) = ("mrp".to_owned(), date(2027, 1, 1));
    assert_eq!(ask("divorce", None, day), Err(FeeError::Unit { unit, day }));
}

#[test]
fn gpk_26_and_27_the_kind_of_court_follows_from_the_facts() {
    let court = |names: &[&str], day| {
        let found = kz().jurisdiction(Instance::First, &facts(names), day, Date::MAX);
        found.map(|rule| (rule.court.clone(), rule.place.clone().map(|place| place.article))).unwrap()
    };
    for (names, day, expected, article) in [
        (&[][..], NOW, "district", "26"),
        (&["business-parties"], NOW, "economic", "27"),
        (&["corporate"], NOW, "economic", "27"),
        (&["insolvency", "business-parties"], NOW, "economic", "27"),
        (&["investment", "business-parties"], NOW, "economic-capital", "27"),
        (&["investment", "large-investor"], NOW, "economic-capital", "27"),
        (&["child"], NOW, "juvenile", "27"),
        (&["child", "child-to-district"], NOW, "district", "27"),
        (&["military"], NOW, "military", "27"),
        // "Save what other specialised courts have".
        (&["military", "business-parties"], NOW, "economic", "27"),
        (&["investment"], date(2021, 6, 30), "capital-city", "27"),
        (&["investment", "large-investor"], date(2021, 6, 30), "supreme", "28"),
        (&["investment", "large-investor"], date(2021, 7, 1), "economic-capital", "27"),
    ] {
        assert_eq!(court(names, day), (expected.to_owned(), Some(article.to_owned())), "{names:?} {day}");
    }
}

#[test]
fn gpk_402_appeals_go_to_the_oblast_court_and_investment_disputes_to_the_court_of_the_capital() {
    let court = |names: &[&str]| {
        let found = kz().jurisdiction(Instance::Appeal, &facts(names), NOW, Date::MAX);
        found.map(|rule| rule.court.clone())
    };
    assert_eq!(court(&["business-parties"]).as_deref(), Some("oblast"));
    assert_eq!(court(&["investment"]).as_deref(), Some("capital-city"));
}

#[test]
fn gpk_29_to_32_where_a_claim_is_filed() {
    let places = |names: &[&str]| -> Vec<String> {
        kz().venues(&facts(names), NOW, Date::MAX).iter().map(|venue| venue.code.clone()).collect()
    };
    assert_eq!(places(&[]), ["respondent-residence"]);
    assert_eq!(places(&["respondent-organisation"]), ["respondent-seat", "respondent-property"]);
    assert_eq!(places(&["consumer", "contract-place"]), ["respondent-residence", "consumer", "performance"]);
    // Exclusive jurisdiction shuts out choice and agreement (31, 32, 30(13)).
    assert_eq!(places(&["immovable", "agreed-court", "consumer"]), ["immovable"]);
}

#[test]
fn a_condition_may_name_known_facts_only_and_no_place_is_the_only_one_for_every_case() {
    let dates = "from = 2020-01-01\nknown = 2020-01-01";
    let venue = rule("venue", "code = \"a\"\nplace = \"b\"\nkind = \"exclusive\"", dates);
    assert!(load(&format!("{LEAST}{venue}")).unwrap_err().to_string().contains("`all` must be some facts"));
    let court = "code = \"a\"\ninstance = \"first\"\ncourt = \"b\"\norder = 1\nnone = [\"x\"]";
    let errors = load(&format!("{LEAST}{}", rule("jurisdiction", court, dates))).unwrap_err().to_string();
    assert!(errors.contains("`none` names `x`, which no fact has"), "{errors}");
    let fee =
        rule("fee", "kind = \"a\"\npayer = \"person\"\nunit = \"u\"\nper_mille = 1\nthousandths = 1", dates);
    let errors = load(&format!("{LEAST}{fee}")).unwrap_err().to_string();
    assert!(errors.contains("`per_mille` must be there, or `thousandths` in its place"), "{errors}");
}

proptest! {
    /// Whatever the facts, there is one kind of court for each instance and at least one place; and the order decides.
    #[test]
    fn every_case_has_a_court_and_a_place(chosen in any::<u64>()) {
        let all: Vec<String> = kz().facts(NOW, Date::MAX).map(|fact| fact.code.clone()).collect();
        let chosen: BTreeSet<String> =
            all.iter().enumerate().filter(|(n, _)| chosen >> n & 1 == 1).map(|(_, fact)| fact.clone()).collect();
        for instance in [Instance::First, Instance::Appeal] {
            prop_assert!(kz().jurisdiction(instance, &chosen, NOW, Date::MAX).is_some());
        }
        let venues = kz().venues(&chosen, NOW, Date::MAX);
        prop_assert!(!venues.is_empty());
        let exclusive = venues.iter().filter(|venue| venue.kind == VenueKind::Exclusive).count();
        prop_assert!(exclusive == 0 || exclusive == venues.len());
    }

    #[test]
    fn a_dearer_claim_never_costs_less(price in 0i64..1_000_000_000_000_000, more in 0i64..1_000_000_000_000) {
        for payer in [Payer::Person, Payer::Organisation] {
            let fee = |price| kz().fee("property", payer, Some(Tiyn::new(price)), NOW, Date::MAX).unwrap();
            let (less, dearer) = (fee(price), fee(price + more));
            prop_assert!(less.amount <= dearer.amount && less.amount >= Tiyn::ZERO);
            prop_assert_eq!(less.capped && more > 0, less.capped && dearer.capped && more > 0);
        }
    }
}
