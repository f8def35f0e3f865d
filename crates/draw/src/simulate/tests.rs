//! Tests of the simulation.

use super::*;
use crate::seat::Beta256;

fn short(policy: Policy, judges: u32) -> Outcome {
    Plan { policy, judges, cases: 50 * judges, runs: 6, equal_capacity: false, seed: 300 }
        .run(|_| {})
        .unwrap()
}

#[test]
fn the_rule_keeps_every_chance_within_half_of_the_share_and_balance_far_better_than_chance_alone() {
    let rule = Policy::OnePlusBeta(Beta256::HALF);
    for judges in [3, 5, 10, 30] {
        let (found, uniform) = (short(rule, judges), short(Policy::Uniform, judges));
        assert!(found.chance.0 >= 0.5 && found.chance.1 <= 1.5, "{judges}: {found:?}");
        assert_eq!(found.without_chance, 0.0);
        assert!(found.deviation.0 < uniform.deviation.0, "{judges}");
        assert!((uniform.chance.0 - 1.0).abs() < 1e-9 && (uniform.chance.1 - 1.0).abs() < 1e-9);
        assert!(found.effective > short(Policy::TwoChoices, judges).effective);
    }
}

#[test]
fn who_always_takes_the_lowest_load_is_foreseen() {
    let found = short(Policy::Lowest, 10);
    assert!(found.effective < 1.05 && found.without_chance > 0.8, "{found:?}");
    let within_one = short(Policy::LowestWithinOne, 10);
    assert!(within_one.without_chance > 0.4, "{within_one:?}");
}

#[test]
fn a_smaller_beta_is_nearer_to_chance() {
    let beta = |n: u32| short(Policy::OnePlusBeta(Beta256::try_from(n).unwrap()), 10);
    let found: Vec<Outcome> = [0, 64, 128, 192, 256].map(beta).to_vec();
    assert!(found.windows(2).all(|w| w[0].effective > w[1].effective && w[0].deviation.0 > w[1].deviation.0));
}

#[test]
fn the_same_seed_gives_the_same_outcome() {
    assert_eq!(short(Policy::TwoChoices, 5), short(Policy::TwoChoices, 5));
    let other =
        Plan { policy: Policy::TwoChoices, judges: 5, cases: 250, runs: 6, equal_capacity: false, seed: 301 };
    assert_ne!(short(Policy::TwoChoices, 5), other.run(|_| {}).unwrap());
    assert!(Plan { judges: 0, ..other }.run(|_| {}).is_err());
}

#[test]
fn the_rules_row_of_the_table_holds() {
    let row = COMMITTED[4];
    let mut told = 0;
    let found = row.plan().run(|done| told = done).unwrap();
    assert_eq!((told, found.drawn), (60, 360_000));
    assert_eq!(row.outside(&found), [""; 0], "{found:?}");
    assert_ne!(COMMITTED[0].outside(&found), [""; 0], "a row holds its own policy alone");
}

#[test]
#[ignore = "a minute; the command prints the same"]
fn the_whole_table_holds() {
    for row in COMMITTED {
        let found = row.plan().run(|_| {}).unwrap();
        println!("{}: {found:?}", row.policy.name());
        assert_eq!(row.outside(&found), [""; 0], "{found:?}");
    }
}
