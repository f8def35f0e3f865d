//! Known answers: a file of inputs with their outputs, recomputed (draw.md section 11).

mod arithmetic;
mod batch;
mod beacons;
mod record;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

const FORMAT: &str = "tarazy-draw-kat/1";

/// An answer that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The section.
    pub section: String,
    /// The place of the item in it, from 0.
    pub item: usize,
    /// The member.
    pub member: String,
}

/// What came of a file of known answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KatReport {
    /// How many items were recomputed.
    pub items: usize,
    /// Answers that come out otherwise, in the order of the file's sections.
    pub differences: Vec<Difference>,
}

/// Why a file cannot be recomputed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KatError {
    /// Not a file of known answers.
    #[error("not a file of known answers: {0}")]
    Format(String),
    /// An item's inputs cannot be read, or have no outcome.
    #[error("{section}[{item}]: {detail}")]
    Item {
        /// The section.
        section: String,
        /// The place of the item in it, from 0.
        item: usize,
        /// Why.
        detail: String,
    },
}

/// What an item's inputs give: its outputs by name.
type Answer = Result<Map<String, Value>, String>;

/// A section of the file with the function that answers its items.
type Section = (&'static str, fn(&Value) -> Answer);

const SECTIONS: [Section; 15] = [
    ("uniform", |x| arithmetic::uniform(&input(x)?)),
    ("seed", |x| arithmetic::seed(&input(x)?)),
    ("chain", |x| batch::chain(&input(x)?)),
    ("panel", |x| batch::panel(&input(x)?)),
    ("refund", |x| batch::refund(&input(x)?)),
    ("chance", |x| batch::chance(&input(x)?)),
    ("sample", |x| arithmetic::sample(&input(x)?)),
    ("strata", |x| arithmetic::strata(&input(x)?)),
    ("batch", |x| arithmetic::batch(&input(x)?)),
    ("ledger_batch", |x| batch::ledger_batch(&input(x)?)),
    ("alpha", |x| beacons::alpha(&input(x)?)),
    ("round", |x| beacons::round(&input(x)?)),
    ("local", |x| beacons::local(&input(x)?)),
    ("dice", |x| beacons::dice(&input(x)?)),
    ("record", |x| record::record(&input(x)?)),
];

/// Recomputes all answers of a file. Sections that are not known here are left out.
///
/// # Errors
/// [`KatError`] if the file is none, or an item cannot be computed at all.
pub fn check(file: &[u8]) -> Result<KatReport, KatError> {
    let format = |detail: &str| KatError::Format(detail.to_owned());
    let file: Value = serde_json::from_slice(file).map_err(|e| KatError::Format(e.to_string()))?;
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(format("another format"));
    }
    let mut report = KatReport::default();
    for (section, answer) in SECTIONS {
        let Some(items) = file.get(section) else { continue };
        let items = items.as_array().ok_or_else(|| format("a section is a list"))?;
        for (item, given) in items.iter().enumerate() {
            let found = answer(given);
            let found =
                found.map_err(|detail| KatError::Item { section: section.to_owned(), item, detail })?;
            report.items += 1;
            for (member, value) in found {
                if given.get(&member) != Some(&value) {
                    report.differences.push(Difference { section: section.to_owned(), item, member });
                }
            }
        }
    }
    if report.items == 0 { Err(format("no section that is known here")) } else { Ok(report) }
}

fn input<T: DeserializeOwned>(item: &Value) -> Result<T, String> {
    T::deserialize(item).map_err(|e| e.to_string())
}

/// Outputs by name.
fn outputs<const N: usize>(members: [(&str, Value); N]) -> Answer {
    Ok(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The words of an error.
fn words(e: impl core::fmt::Display) -> String {
    e.to_string()
}

#[cfg(test)]
mod tests;
