//! Random lives: nothing that the table forbids is ever written, everything that it allows can happen, every open case has a next
//! step with an owner and a day, and a case whose people do what is due comes to its end.

use crate::life::{DAY, HOUR, Life};
use crate::road::{announced, decided, heard, heard_at_once};
use crate::table::{APPEAL, FIRST, STANDS_STILL};
use crate::wishes::{Dice, wish};
use std::collections::BTreeSet;
use tarazy_procedure::{Case, Event, Stage, Step, offers};

const PANEL: [&str; 3] = ["J1", "J2", "J3"];

fn judges(kind: &str) -> &'static [&'static str] {
    if kind == "appeal" { &PANEL } else { &PANEL[..1] }
}

fn allows(table: &[(&str, &str)], step: Step, stage: Stage) -> bool {
    let row = table.iter().find(|(command, _)| *command == step.command());
    let row = row.unwrap_or_else(|| panic!("the table has no row for {}", step.command())).1;
    row.as_bytes()[Stage::ALL.iter().position(|s| *s == stage).unwrap()] == b'x'
}

fn allowed(table: &[(&str, &str)], stage: Stage) -> Vec<Step> {
    let asked = |s: &Step| !matches!(s, Step::Receive | Step::Open | Step::Number | Step::Redraw);
    Step::ALL.iter().copied().filter(asked).filter(|s| allows(table, *s, stage)).collect()
}

/// Registry and draw, which this room leaves to others.
fn by_others(step: Step, life: &mut Life, kind: &str) -> bool {
    match step {
        Step::Register if life.case.stage == Stage::Received => life.register(),
        Step::Assign if life.case.stage == Stage::Registered || life.case.stage.has_bench() => {
            life.assign(judges(kind));
        }
        _ => return false,
    }
    true
}

/// The steps that any judge of the bench, a party or the registry would find on the page of the case.
fn offered(case: &Case) -> BTreeSet<Step> {
    let bench = case.judges.iter().map(|judge| Some(judge.as_str())).chain([None]);
    bench.flat_map(|judge| offers(case, judge)).map(|offer| offer.step).collect()
}

/// Steps that nobody is offered: they follow from others.
fn by_itself(step: Step) -> bool {
    use Step::{Assign, EnterForce, RestoreAppeal, TakeBackAppeal};
    matches!(step, Assign | EnterForce | RestoreAppeal | TakeBackAppeal)
}

fn every_open_case_has_a_next_step(life: &Life) {
    let next = life.next();
    if life.case.is_closed() {
        assert!(next.is_empty());
        return;
    }
    assert!(!next.is_empty(), "nothing comes next in {:?}", life.case);
    assert!(
        next.iter().any(|n| n.ready && n.due.day().is_some()),
        "nothing with a day can be done in {next:?}"
    );
}

fn fold_again(life: &Life) -> Case {
    let mut again = Case::open(life.case.stream.clone(), life.case.filing.clone());
    for (place, event) in &life.docket {
        again.apply(*place, event).unwrap();
    }
    again
}

fn live(kind: &str, table: &[(&str, &str)], lives: u64) {
    let mut seen = BTreeSet::new();
    for seed in 1..=lives {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Some lives begin late, so that what comes after a decision is tried as much as what comes before.
        let mut life = match (kind, seed % 6) {
            ("claim", 5) => announced(),
            ("claim", 0) => heard(),
            ("claim", 3) => heard_at_once(),
            ("claim", 1 | 2) => decided(),
            _ => Life::filed(kind),
        };
        for _ in 0..60 {
            let any =
                |dice: &mut Dice, of: &[Step]| of[usize::try_from(dice.below(of.len() as u64)).unwrap()];
            let step = match dice.below(8) {
                // What is due, so that lives get far; what may be, so that they are full; anything, so that all is tried.
                0 => life.next().first().map(|n| n.step),
                1..=5 => {
                    // Notices can be taken nearly always, and would crowd out the others.
                    let of = allowed(table, life.case.stage);
                    let first = any(&mut dice, &of);
                    let is_notice = first.command().starts_with("notice.");
                    Some(if is_notice && dice.below(2) > 0 { any(&mut dice, &of) } else { first })
                }
                _ => Some(any(&mut dice, Step::ALL)),
            };
            let Some(step) = step else { continue };
            let (stage, was_suspended) = (life.case.stage, life.case.suspended().is_some());
            // Asking for all that could be done is slow in a build for tests: some lives are enough.
            let offered = (seed % 100 < 2).then(|| offered(&life.case));
            assert!(
                offered.iter().flatten().all(|s| *s == Step::Redraw || allows(table, *s, stage)),
                "{offered:?} in {stage:?}"
            );
            let done = match wish(step, &life, &mut dice) {
                Some(event) => life.try_ask(event).is_ok(),
                None => by_others(step, &mut life, kind),
            };
            if done {
                assert!(allows(table, step, stage), "{} was taken in {stage:?}", step.command());
                let was_offered = offered.is_none_or(|offered| offered.contains(&step));
                assert!(by_itself(step) || was_offered, "{} was not offered", step.command());
                assert!(
                    !(was_suspended && STANDS_STILL.contains(&step.command())),
                    "{step:?} while suspended"
                );
                seen.insert((step, stage));
                every_open_case_has_a_next_step(&life);
            }
            life.now += i64::try_from(dice.below(20)).unwrap() * 12 * HOUR;
        }
        assert_eq!(fold_again(&life), life.case, "the docket alone makes the case");
    }
    let missing: Vec<String> = Stage::ALL
        .iter()
        .flat_map(|stage| allowed(table, *stage).into_iter().map(move |step| (step, *stage)))
        .filter(|cell| !seen.contains(cell))
        .map(|(step, stage)| format!("{} in {stage:?}", step.command()))
        .collect();
    assert!(missing.is_empty(), "the table allows what never happened: {missing:#?}");
}

#[test]
fn random_lives_of_claims_follow_the_table() {
    live("claim", FIRST, 2000);
}

#[test]
fn random_lives_of_appeals_follow_the_table() {
    live("appeal", APPEAL, 3000);
}

#[test]
fn a_case_whose_people_do_what_is_due_comes_to_its_end() {
    for (seed, kind) in (1..200u64).flat_map(|seed| [(seed, "claim"), (seed, "appeal")]) {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut life = Life::filed(kind);
        let mut steps = 0;
        while !life.case.is_closed() {
            steps += 1;
            assert!(steps < 300, "no end in {:?}", life.case);
            let due = life.next().into_iter().find(|n| n.ready).unwrap();
            if let Some(day) = due.due.day().filter(|day| *day > life.today()) {
                let days = (day - life.today()).get_days();
                life.now += i64::from(days) * DAY;
            }
            match wish(due.step, &life, &mut dice) {
                Some(event) => {
                    life.try_ask(event).ok();
                }
                None => assert!(by_others(due.step, &mut life, kind)),
            }
            let closed = matches!(life.docket.last(), Some((_, Event::Closed(_))));
            assert_eq!(closed, life.case.is_closed());
        }
    }
}
