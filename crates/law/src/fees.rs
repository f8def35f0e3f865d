//! State fees: `[[unit]]`, the amount in which the law counts (МРП), and `[[fee]]`, what a claim costs.

use crate::citation::Basis;
use crate::error::LawFault;
use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use tarazy_base::{Certainty, Date, Text3, Tiyn};

/// `[[unit]]`: an amount that the budget sets and other laws count in. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Code, such as `mrp`.
    pub code: String,
    /// The amount.
    pub amount: Tiyn,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payer {
    /// A natural person.
    Person,
    /// A legal entity.
    Organisation,
}

impl Payer {
    /// The word in the files.
    pub fn as_str(self) -> &'static str {
        PAYERS.iter().find(|(_, of)| *of == self).map_or("", |(word, _)| word)
    }

    /// The payer of a word.
    pub fn parse(word: &str) -> Option<Self> {
        PAYERS.iter().find(|(other, _)| *other == word).map(|(_, payer)| *payer)
    }
}

/// `[[fee]]`: what is paid for a claim of a kind by a payer. The key is `kind/payer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Kind of claim, such as `property`.
    pub kind: String,
    /// Who pays.
    pub payer: Payer,
    /// How it is counted.
    pub rate: Rate,
    /// The unit of amounts that are not a share of the claim, and of the cap.
    pub unit: String,
}

/// How a fee is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rate {
    /// A share of the claim's price.
    Share {
        /// In ‰.
        per_mille: i64,
        /// At most so many units; none without a cap.
        cap: Option<i64>,
    },
    /// Thousandths of a unit.
    Units(i64),
}

/// A fee as it is to be paid, with what it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeDue {
    /// What is paid for, and by whom.
    pub text: Text3,
    /// The amount, a part of a tiyn left away.
    pub amount: Tiyn,
    /// The price of the claim, where the fee is a share of it.
    pub price: Option<Tiyn>,
    /// The share before the cap, where the fee is a share.
    pub share: Option<Tiyn>,
    /// It would be more without the cap.
    pub capped: bool,
    /// How it is counted.
    pub rate: Rate,
    /// The article of the fee.
    pub basis: Basis,
    /// The unit on the day of payment.
    pub unit: Tiyn,
    /// What the unit rests on.
    pub unit_basis: Basis,
    /// What the unit is.
    pub unit_text: Text3,
    /// How sure fee and unit are.
    pub mark: Certainty,
}

/// Why a fee cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeeError {
    /// No such fee then.
    #[error("no fee for `{kind}` is in force on {day}")]
    Unknown {
        /// Kind of claim.
        kind: String,
        /// Day of payment.
        day: Date,
    },
    /// No amount of the unit then.
    #[error("the amount of `{unit}` on {day} is not known")]
    Unit {
        /// The unit.
        unit: String,
        /// Day of payment.
        day: Date,
    },
    /// A share of a price that is not given.
    #[error("the fee is a share of the claim's price: say the price")]
    Price,
    /// A price below nothing, or so great that the fee cannot be told.
    #[error("the price must be between nothing and what a fee can be told of")]
    Range,
}

impl Law {
    /// The fee for a claim, on the day of its payment, by what was known on another.
    ///
    /// # Errors
    /// [`FeeError`].
    pub fn fee(
        &self,
        kind: &str,
        payer: Payer,
        price: Option<Tiyn>,
        day: Date,
        known: Date,
    ) -> Result<FeeDue, FeeError> {
        let fee = self.books.fees.get(&key(kind, payer), day, known);
        let fee = fee.ok_or_else(|| FeeError::Unknown { kind: kind.to_owned(), day })?;
        let unit = self.books.units.get(&fee.unit, day, known);
        let unit = unit.ok_or_else(|| FeeError::Unit { unit: fee.unit.clone(), day })?;
        let (amount, share) = match fee.rate {
            Rate::Share { per_mille, cap } => {
                let price = price.ok_or(FeeError::Price)?;
                if price < Tiyn::ZERO {
                    return Err(FeeError::Range);
                }
                let share = thousandths(price, per_mille)?;
                let cap = cap
                    .map(|units| unit.amount.checked_mul(units))
                    .transpose()
                    .map_err(|_| FeeError::Range)?;
                (cap.map_or(share, |cap| share.min(cap)), Some(share))
            }
            Rate::Units(amount) => (thousandths(unit.amount, amount)?, None),
        };
        Ok(FeeDue {
            text: fee.text.clone(),
            amount,
            price: price.filter(|_| share.is_some()),
            share,
            capped: share.is_some_and(|share| share > amount),
            rate: fee.rate,
            basis: fee.basis(&self.books.acts),
            unit: unit.amount,
            unit_basis: unit.basis(&self.books.acts),
            unit_text: unit.text.clone(),
            mark: fee.certainty.max(unit.certainty),
        })
    }

    /// The fees of a day, by what was known on another.
    pub fn fees(&self, day: Date, known: Date) -> impl Iterator<Item = &Rule<Fee>> {
        self.books.fees.at(day, known)
    }

    /// The amount of a unit on a day, by what was known on another.
    pub fn unit(&self, code: &str, day: Date, known: Date) -> Option<&Rule<Unit>> {
        self.books.units.get(code, day, known)
    }
}

fn thousandths(amount: Tiyn, times: i64) -> Result<Tiyn, FeeError> {
    amount.checked_mul(times).map(|whole| Tiyn::new(whole.get() / 1000)).map_err(|_| FeeError::Range)
}

fn key(kind: &str, payer: Payer) -> String {
    format!("{kind}/{}", payer.as_str())
}

const PAYERS: [(&str, Payer); 2] = [("person", Payer::Person), ("organisation", Payer::Organisation)];

impl Kind for Unit {
    const SECTION: &'static str = "unit";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let tenge: Option<i64> = f.int("tenge", 1..=1_000_000_000, "1 to 1000000000 tenge");
        let amount = Tiyn::from_tenge(tenge?).ok()?;
        let code = code?;
        Some((code.clone(), Self { code, amount }))
    }
}

impl Kind for Fee {
    const SECTION: &'static str = "fee";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let kind = f.id("kind");
        let payer = f.word("payer", &PAYERS, "person or organisation");
        let unit = f.id("unit");
        let rate = rate(f);
        let (kind, payer) = (kind?, payer?);
        Some((key(&kind, payer), Self { kind, payer, rate: rate?, unit: unit? }))
    }
}

fn rate(f: &mut Fields<'_, '_>) -> Option<Rate> {
    match (f.has("per_mille"), f.has("thousandths")) {
        (true, false) => {
            let per_mille = f.int("per_mille", 1..=1000, "1 to 1000 per mille of the price");
            let most = "1 to 1000000 units";
            let cap = if f.has("cap") { f.int("cap", 1..=1_000_000, most).map(Some) } else { Some(None) };
            Some(Rate::Share { per_mille: per_mille?, cap: cap? })
        }
        (false, true) => {
            f.int("thousandths", 1..=10_000_000, "1 to 10000000 thousandths of a unit").map(Rate::Units)
        }
        _ => {
            let expected = "there, or `thousandths` in its place";
            f.fault(LawFault::Wrong { member: "per_mille", expected });
            None
        }
    }
}
