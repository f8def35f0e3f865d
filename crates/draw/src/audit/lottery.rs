//! The lottery: tickets and coins are uniform whatever the ledger says.

use super::math::{chi_square_tail, normal_tail};
use crate::record::SeatRecord;
use crate::seat::Beta256;

const BINS: u32 = 20;

/// Tickets and coins of many seats.
#[derive(Debug, Clone, Default)]
pub struct Lottery {
    first: Vec<f64>,
    second: Vec<f64>,
    coins: Vec<f64>,
    /// How many coins asked for a second ticket, how many were expected to, and the variance of that.
    seconds: (f64, f64, f64),
}

/// What a list of numbers of 0…1 shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniformity {
    /// How many.
    pub count: usize,
    /// χ² on 20 bins.
    pub chi_square: f64,
    /// The chance of that or more, if the numbers are uniform.
    pub chi_square_p: f64,
    /// The Kolmogorov–Smirnov distance.
    pub distance: f64,
    /// The correlation of each number with the one before it.
    pub lag1: f64,
    /// The chance of that or more, if the numbers are independent.
    pub lag1_p: f64,
}

/// What the tickets and coins show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LotteryReport {
    /// First tickets: (ticket + ½) / total.
    pub first: Uniformity,
    /// Second tickets.
    pub second: Uniformity,
    /// Coins: coin / 256.
    pub coin: Uniformity,
    /// The chance that so many second tickets or a count further off are drawn, if the coin is fair.
    pub seconds_p: f64,
}

impl Lottery {
    /// Takes a seat that was drawn with this β, in the order of the log.
    pub fn seat(&mut self, seat: &SeatRecord, beta: Beta256) {
        let part = |ticket: u64| (ticket as f64 + 0.5) / seat.total.max(1) as f64;
        self.first.push(part(seat.ticket1));
        self.coins.push((f64::from(seat.coin) + 0.5) / 256.0);
        let expected = f64::from(beta.get()) / 256.0;
        let (drawn, mean, variance) = self.seconds;
        let is_second = f64::from(u8::from(seat.ticket2.is_some()));
        self.seconds = (drawn + is_second, mean + expected, variance + expected * (1.0 - expected));
        self.second.extend(seat.ticket2.map(part));
    }

    /// How many seats were taken.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// True if none was.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// What they show. `total` of a small pool makes tickets coarse; with thousands of draws that shows in no figure here
    /// unless all pools are tiny.
    pub fn report(&self) -> LotteryReport {
        let (drawn, mean, variance) = self.seconds;
        let seconds_p = if variance > 0.0 { normal_tail((drawn - mean) / variance.sqrt()) } else { 1.0 };
        LotteryReport {
            first: uniformity(&self.first),
            second: uniformity(&self.second),
            coin: uniformity(&self.coins),
            seconds_p,
        }
    }
}

fn uniformity(values: &[f64]) -> Uniformity {
    let count = values.len();
    let n = count as f64;
    if count < 2 {
        let none =
            Uniformity { count, chi_square: 0.0, chi_square_p: 1.0, distance: 0.0, lag1: 0.0, lag1_p: 1.0 };
        return none;
    }
    let in_bin = |bin: u32| {
        let (from, to) = (f64::from(bin) / f64::from(BINS), f64::from(bin + 1) / f64::from(BINS));
        values.iter().filter(|v| from <= **v && **v < to).count() as f64
    };
    let expected = n / f64::from(BINS);
    let chi_square: f64 = (0..BINS).map(|bin| (in_bin(bin) - expected).powi(2) / expected).sum();
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let distances = sorted.iter().enumerate().map(|(k, v)| {
        let k = k as f64;
        (v - k / n).abs().max(((k + 1.0) / n - v).abs())
    });
    let lag1 = values.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum::<f64>() * 12.0 / (n - 1.0);
    Uniformity {
        count,
        chi_square,
        chi_square_p: chi_square_tail(chi_square, BINS - 1),
        distance: distances.fold(0.0, f64::max),
        lag1,
        lag1_p: normal_tail(lag1 * (n - 1.0).sqrt()),
    }
}
