//! Tests of the statistics: a fair lottery looks fair, a bent one does not.

use super::*;
use crate::balance::{Balances, Draw, Weight, resolve};
use crate::record::SeatRecord;
use crate::seat::{Beta256, Candidates};
use crate::testing::{id, judges};
use tarazy_docket::sha256;

/// Draws of a division; `bend` may change who won.
fn division(draws: u64, bend: impl Fn(u64, &mut SeatRecord)) -> (Division, Lottery, Balances) {
    let list = judges(&[("J01", 1000), ("J02", 1000), ("J03", 500), ("J04", 1000), ("J05", 250)]);
    let some = judges(&[("J01", 1000), ("J02", 1000), ("J04", 1000)]);
    let (mut of_judges, mut lottery, mut ledger) = (Division::default(), Lottery::default(), Balances::new());
    for n in 0..draws {
        let eligible = if n % 7 == 0 { &some } else { &list };
        let candidates = Candidates::from_ledger(eligible, &ledger);
        let before = ledger.clone();
        let draw = Draw {
            seed: &sha256(&[&n.to_be_bytes()]),
            eligible,
            duty: &list,
            weights: &[Weight::try_from(1_000_000 * i64::try_from(1 + n % 3).unwrap()).unwrap()],
            reserves: 0,
            incompatible: &[],
            beta: Beta256::HALF,
            mean_weight: None,
        };
        let mut seat = resolve(&mut ledger.clone(), &draw).unwrap().seats.remove(0);
        bend(n, &mut seat);
        of_judges.draw(&candidates, Beta256::HALF, &seat.winner);
        lottery.seat(&seat, Beta256::HALF);
        ledger = before;
        ledger.settle(&list, draw.weights[0], &seat.winner).unwrap();
    }
    (of_judges, lottery, ledger)
}

#[test]
fn a_fair_division_looks_fair() {
    let (judges, lottery, ledger) = division(4000, |_, _| {});
    assert_eq!((judges.len(), lottery.len()), (4000, 4000));
    let rows = judges.rows();
    assert_eq!(rows.iter().map(|r| r.won).sum::<u64>(), 4000);
    assert!((rows.iter().map(|r| r.expected).sum::<f64>() - 4000.0).abs() < 1e-6);
    assert!(rows.iter().all(|r| r.z.abs() < 4.0), "{rows:?}");
    let (value, degrees, p) = judges.chi_square();
    assert_eq!(degrees, 4);
    assert!(p > 0.0001, "{value}");
    let report = lottery.report();
    for u in [report.first, report.second, report.coin] {
        assert!(u.chi_square_p > 0.0001 && u.lag1_p > 0.0001 && u.distance < 0.05, "{u:?}");
    }
    assert!(report.seconds_p > 0.0001);
    let found = spread(&ledger, 2_000_000, |_| Some(1000)).unwrap();
    assert!(found.worst < 20.0 && found.mean <= found.worst && found.beyond == 0, "{found:?}");
}

#[test]
fn one_winner_in_twenty_given_away_shows() {
    let (judges, _, _) = division(4000, |n, seat| {
        if n % 20 == 0 {
            seat.winner = id("J04");
        }
    });
    let rows = judges.rows();
    let z = rows.iter().find(|r| r.judge == id("J04")).unwrap().z;
    assert!(z > 4.0, "{z}");
    assert!(judges.chi_square().2 < 0.001);
}

#[test]
fn bent_tickets_and_coins_show() {
    let (_, lottery, _) = division(4000, |n, seat| {
        if n % 3 == 0 {
            seat.ticket1 /= 2;
        }
        if seat.ticket2.is_some() && n % 5 == 0 {
            (seat.ticket2, seat.second) = (None, None);
        }
        seat.coin = seat.coin.max(20);
    });
    let report = lottery.report();
    assert!(report.first.chi_square_p < 1e-6 && report.coin.chi_square_p < 1e-3, "{report:?}");
    assert!(report.seconds_p < 1e-6);
}

#[test]
fn no_draws_show_nothing() {
    let report = Lottery::default().report();
    assert!(Lottery::default().is_empty() && Division::default().is_empty());
    assert_eq!((report.first.count, report.seconds_p), (0, 1.0));
    assert_eq!(Division::default().chi_square(), (0.0, 0, 1.0));
    assert_eq!(spread(&Balances::new(), 1, |_| None), None);
}
