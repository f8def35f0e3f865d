//! Fees and jurisdiction in sentences, each a message of `locales/*/law.ftl`, with the article for each.

use crate::citation::Basis;
use crate::courts_of::{Jurisdiction, Venue, VenueKind};
use crate::deadline::mark_message;
use crate::fees::{FeeDue, Rate};
use crate::kinds::Instance;
use crate::law::Law;
use crate::rule::Rule;
use crate::said::Said;
use std::collections::BTreeSet;
use tarazy_base::{Certainty, Date, Lang, Text3};

impl FeeDue {
    /// The fee and how it comes about, a sentence each; last what of it has to be confirmed.
    pub fn lines(&self, lang: Lang) -> Vec<Said> {
        let mut lines = vec![
            Said::new("fee-what").with("what", self.text.get(lang)),
            Said::new("fee-rule").and("cite", self.basis.said(lang)),
        ];
        let unit = || {
            Said::new("fee-unit").with("what", self.unit_text.get(lang)).with("amount", self.unit.to_string())
        };
        match (self.rate, self.price, self.share) {
            (Rate::Share { per_mille, cap }, Some(price), Some(share)) => {
                let said = Said::new("fee-share").with("percent", decimal(per_mille, 1, lang));
                lines.push(said.with("price", price.to_string()).with("share", share.to_string()));
                if let Some(cap) = cap.filter(|_| self.capped) {
                    lines.push(unit());
                    lines.push(
                        Said::new("fee-capped")
                            .with("units", grouped(cap))
                            .with("amount", self.amount.to_string()),
                    );
                }
            }
            (Rate::Units(thousandths), _, _) => {
                lines.push(unit());
                lines.push(Said::new("fee-units").with("units", decimal(thousandths, 3, lang)));
            }
            // A share of no price is no fee: `Law::fee` does not give one.
            (Rate::Share { .. }, _, _) => {}
        }
        lines.push(Said::new("fee-due").with("amount", self.amount.to_string()));
        if self.mark != Certainty::Verified {
            let said = Said::new("doubt-rule").and("cite", self.unit_basis.said(lang));
            lines.push(said.and("mark", Said::new(mark_message(self.mark))));
        }
        lines
    }
}

/// A number of parts of ten, a hundred and so on, with no more digits than it needs.
fn decimal(parts: i64, digits: u32, lang: Lang) -> String {
    let whole = 10_i64.pow(digits);
    let rest = format!("{:0width$}", parts % whole, width = usize::try_from(digits).unwrap_or(0));
    let rest = rest.trim_end_matches('0');
    let comma = if lang == Lang::En { '.' } else { ',' };
    if rest.is_empty() { (parts / whole).to_string() } else { format!("{}{comma}{rest}", parts / whole) }
}

/// A whole number with no-break spaces between groups of three digits.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join("\u{a0}")
}

/// Which court, and where it may be: what the facts of a case give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    /// Kind of court, such as `district` or `economic`.
    pub court: String,
    /// Why this kind.
    pub why: Text3,
    /// By which article, and how sure that is.
    pub basis: (Basis, Certainty),
    /// The facts that were counted.
    pub facts: Vec<Text3>,
    /// Where a claim may be filed; none on appeal, where the lower court decides the place.
    pub places: Vec<Place>,
}

/// A place of filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Code of the place.
    pub place: String,
    /// What it is to the claimant.
    pub kind: VenueKind,
    /// In words.
    pub text: Text3,
    /// By which article.
    pub basis: Basis,
}

impl Law {
    /// The court for a case, with the articles and the places of filing; none if the law has no court for it then.
    pub fn competence(
        &self,
        instance: Instance,
        facts: &BTreeSet<String>,
        day: Date,
        known: Date,
    ) -> Option<Competence> {
        let rule: &Rule<Jurisdiction> = self.jurisdiction(instance, facts, day, known)?;
        let counted = self.facts(day, known).filter(|fact| facts.contains(&fact.code));
        let places = if instance == Instance::First { self.venues(facts, day, known) } else { Vec::new() };
        Some(Competence {
            court: rule.court.clone(),
            why: rule.text.clone(),
            basis: (rule.basis(&self.books.acts), rule.certainty),
            facts: counted.map(|fact| fact.text.clone()).collect(),
            places: places.into_iter().map(|venue| self.place(venue)).collect(),
        })
    }

    fn place(&self, venue: &Rule<Venue>) -> Place {
        let (place, text) = (venue.what.place.clone(), venue.text.clone());
        Place { place, kind: venue.kind, text, basis: venue.basis(&self.books.acts) }
    }
}

impl Competence {
    /// The court and why, a sentence each; last what of it has to be confirmed.
    pub fn lines(&self, lang: Lang) -> Vec<Said> {
        let (basis, mark) = &self.basis;
        let cited = |said: Said, basis: &Basis| said.and("cite", basis.said(lang));
        let mut lines = vec![cited(Said::new("court-what").with("what", self.why.get(lang)), basis)];
        lines.extend(self.facts.iter().map(|fact| Said::new("court-fact").with("fact", fact.get(lang))));
        for place in &self.places {
            let key = match place.kind {
                VenueKind::General => "venue-general",
                VenueKind::Choice => "venue-choice",
                VenueKind::Exclusive => "venue-exclusive",
            };
            lines.push(cited(Said::new(key).with("what", place.text.get(lang)), &place.basis));
        }
        if *mark != Certainty::Verified {
            lines.push(cited(Said::new("doubt-rule"), basis).and("mark", Said::new(mark_message(*mark))));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_written_with_the_comma_of_the_language() {
        assert_eq!(decimal(10, 1, Lang::Kk), "1");
        assert_eq!(decimal(35, 1, Lang::Ru), "3,5");
        assert_eq!(decimal(500, 3, Lang::En), "0.5");
        assert_eq!(decimal(15_050, 3, Lang::Kk), "15,05");
        assert_eq!([grouped(500), grouped(20_000)], ["500", "20\u{a0}000"]);
    }
}
