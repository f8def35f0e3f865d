//! Whatever happens, what the court writes is what replay accepts.

use super::life::Life;
use super::plan::any_plan;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(Config::with_cases(48))]
    #[test]
    fn what_the_court_writes_somebody_else_accepts(plan in any_plan(10..90)) {
        let life = Life::live(&plan);
        let other = life.world.replayed();
        for (stream, ledger) in &life.world.facts.ledgers {
            let again = &other.ledgers[stream];
            prop_assert_eq!(ledger.balances().sum(), 0);
            prop_assert_eq!(ledger.balances().hash(), again.balances().hash());
            prop_assert!(ledger.open_draws().map(|d| d.leaf()).eq(again.open_draws().map(|d| d.leaf())));
        }
    }
}

#[test]
fn lives_hold_everything_that_can_happen() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..60 {
        let plan = any_plan(60..90).new_tree(&mut runner).unwrap().current();
        for (what, times) in Life::live(&plan).seen {
            *seen.entry(what).or_default() += times;
        }
    }
    println!("{seen:?}");
    for what in [
        "commit",
        "panel",
        "results",
        "left",
        "overdue",
        "switched",
        "unwitnessed",
        "unseen",
        "redraw",
        "no-candidate",
        "sole-judge",
        "refile",
        "joinder",
        "bound",
        "category",
        "refund",
        "leave",
        "void commit",
        "void result",
    ] {
        assert!(seen.get(what).is_some_and(|n| *n >= 3), "{what}: {seen:?}");
    }
}
