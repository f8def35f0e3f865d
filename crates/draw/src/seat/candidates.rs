//! The judges of a draw as the lottery sees them: in order, with what each is owed.

use super::{Capacity, JudgeId, Judges, ListError};
use crate::balance::Balances;
use core::cmp::Ordering;

/// A judge who can be drawn, as the lottery sees him.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Who.
    pub id: &'a JudgeId,
    /// His capacity.
    pub alpha: Capacity,
    /// Work owed to him in micro-points.
    pub owed: i64,
}

impl Candidate<'_> {
    /// Compares what they are owed per capacity, exactly.
    pub fn cmp_owed(&self, other: &Self) -> Ordering {
        let (a, b) = (i64::from(self.alpha.get()), i64::from(other.alpha.get()));
        // What a ledger can hold times a capacity always fits 64 bits; 128 are for what a record may claim.
        match (self.owed.checked_mul(b), other.owed.checked_mul(a)) {
            (Some(own), Some(others)) => own.cmp(&others),
            _ => {
                let own = i128::from(self.owed) * i128::from(b);
                own.cmp(&(i128::from(other.owed) * i128::from(a)))
            }
        }
    }
}

/// Where balances are read.
#[derive(Debug, Clone, Copy)]
enum Owed<'a> {
    Ledger(&'a Balances),
    Claimed(&'a [(JudgeId, i64)]),
}

/// The eligible judges of a draw with what each is owed, sorted by id. Balances are read where the lottery asks for them:
/// most draws ask for two.
#[derive(Debug, Clone)]
pub struct Candidates<'a> {
    judges: &'a Judges,
    owed: Owed<'a>,
    /// Places of those who are out of this seat, in order.
    out: Vec<usize>,
}

impl<'a> Candidates<'a> {
    /// The eligible with their balances; a judge who is not in the ledger is owed 0.
    pub fn from_ledger(eligible: &'a Judges, ledger: &'a Balances) -> Self {
        Self { judges: eligible, owed: Owed::Ledger(ledger), out: Vec::new() }
    }

    /// The eligible with the balances that a result claims, which must name exactly them, in order.
    ///
    /// # Errors
    /// [`ListError::Owed`] if it names others.
    pub fn from_result(eligible: &'a Judges, owed: &'a [(JudgeId, i64)]) -> Result<Self, ListError> {
        let fits = eligible.len() == owed.len() && eligible.iter().zip(owed).all(|((a, _), (b, _))| a == b);
        if fits {
            Ok(Self { judges: eligible, owed: Owed::Claimed(owed), out: Vec::new() })
        } else {
            Err(ListError::Owed)
        }
    }

    /// The same without those at some places, which are in order.
    pub(super) fn without(&self, out: Vec<usize>) -> Self {
        Self { judges: self.judges, owed: self.owed, out }
    }

    /// The list of all of them, those who are out of this seat included.
    pub fn judges(&self) -> &'a Judges {
        self.judges
    }

    /// In order of id.
    pub fn rows(&self) -> impl Iterator<Item = Candidate<'a>> {
        (0..self.judges.len()).filter(|place| !self.out.contains(place)).filter_map(|place| self.at(place))
    }

    /// What a result carries as `owed`: each with his balance, in order of id.
    pub fn owed(&self) -> Vec<(JudgeId, i64)> {
        self.rows().map(|c| (c.id.clone(), c.owed)).collect()
    }

    /// The sum of the capacities.
    pub fn total(&self) -> u32 {
        let alpha = |place: &usize| self.judges.get(*place).map_or(0, |(_, alpha)| u32::from(alpha));
        self.judges.total() - self.out.iter().map(alpha).sum::<u32>()
    }

    /// The one at a place of the list.
    pub(super) fn at(&self, place: usize) -> Option<Candidate<'a>> {
        let (id, alpha) = self.judges.get(place)?;
        let owed = match self.owed {
            Owed::Ledger(ledger) => ledger.get_near(place, id),
            Owed::Claimed(rows) => rows.get(place).map_or(0, |(_, owed)| *owed),
        };
        Some(Candidate { id, alpha, owed })
    }

    /// The place of the one whom a ticket names: the first in order whose cumulated capacity exceeds it.
    pub(super) fn holder(&self, ticket: u32) -> usize {
        let mut ticket = ticket;
        let mut place = self.judges.holder(ticket);
        // Each one who is out before the ticket's place moves it on by his capacity.
        for out in &self.out {
            if *out > place {
                break;
            }
            ticket += self.judges.get(*out).map_or(0, |(_, alpha)| u32::from(alpha));
            place = self.judges.holder(ticket);
        }
        place
    }
}
