//! Which court: `[[jurisdiction]]` by kind of court, `[[venue]]` by place, both from a set of facts (`[[fact]]`) about the
//! case. The first rule in order whose facts fit decides; its text says why.

use crate::error::LawFault;
use crate::kinds::Instance;
use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use std::collections::BTreeSet;
use tarazy_base::Date;

/// `[[fact]]`: something about a case on which jurisdiction depends; its text is the question to ask. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Code.
    pub code: String,
}

/// Facts that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// All of these.
    pub all: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
}

impl Condition {
    fn fits(&self, facts: &BTreeSet<String>) -> bool {
        self.all.iter().all(|fact| facts.contains(fact)) && !self.none.iter().any(|fact| facts.contains(fact))
    }

    fn read(f: &mut Fields<'_, '_>) -> Option<Self> {
        let (all, none) = (f.ids("all"), f.ids("none"));
        Some(Self { all: all?, none: none? })
    }
}

/// `[[jurisdiction]]`: a kind of court for cases of an instance. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jurisdiction {
    /// Code.
    pub code: String,
    /// `first` or `appeal`.
    pub instance: Instance,
    /// Kind of court, such as `district` or `economic`.
    pub court: String,
    /// Rules are tried in this order.
    pub order: u32,
    /// The facts that it asks for.
    pub when: Condition,
}

/// What a place of filing is to the claimant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VenueKind {
    /// The rule.
    General,
    /// Also allowed, if the claimant chooses.
    Choice,
    /// The only one.
    Exclusive,
}

/// `[[venue]]`: a place at which a claim is filed. The key is its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    /// Code.
    pub code: String,
    /// The place: where it is that of this person or thing.
    pub place: String,
    /// What it is to the claimant.
    pub kind: VenueKind,
    /// The facts that it asks for.
    pub when: Condition,
}

impl Law {
    /// The rule that gives the kind of court for an instance, from the facts of the case; none if the law has none.
    pub fn jurisdiction(
        &self,
        instance: Instance,
        facts: &BTreeSet<String>,
        day: Date,
        known: Date,
    ) -> Option<&Rule<Jurisdiction>> {
        let rules = self.books.jurisdictions.at(day, known);
        rules.filter(|rule| rule.instance == instance && rule.when.fits(facts)).min_by_key(|rule| rule.order)
    }

    /// The places at which the claim may be filed: the exclusive ones alone where there are any.
    pub fn venues(&self, facts: &BTreeSet<String>, day: Date, known: Date) -> Vec<&Rule<Venue>> {
        let fit: Vec<&Rule<Venue>> =
            self.books.venues.at(day, known).filter(|rule| rule.when.fits(facts)).collect();
        let exclusive: Vec<&Rule<Venue>> =
            fit.iter().copied().filter(|rule| rule.kind == VenueKind::Exclusive).collect();
        let mut venues = if exclusive.is_empty() { fit } else { exclusive };
        venues.sort_by_key(|rule| rule.kind);
        venues
    }

    /// The facts that may be asked about, on a day, by what was known on another.
    pub fn facts(&self, day: Date, known: Date) -> impl Iterator<Item = &Rule<Fact>> {
        self.books.facts.at(day, known)
    }
}

impl Kind for Fact {
    const SECTION: &'static str = "fact";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code")?;
        Some((code.clone(), Self { code }))
    }
}

impl Kind for Jurisdiction {
    const SECTION: &'static str = "jurisdiction";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let instances = [("first", Instance::First), ("appeal", Instance::Appeal)];
        let instance = f.word("instance", &instances, "first or appeal");
        let court = f.id("court");
        let order = f.int("order", 1..=10_000, "1 to 10000");
        let when = Condition::read(f);
        let code = code?;
        let what =
            Self { code: code.clone(), instance: instance?, court: court?, order: order?, when: when? };
        Some((code, what))
    }
}

impl Kind for Venue {
    const SECTION: &'static str = "venue";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let place = f.id("place");
        let kinds = [
            ("general", VenueKind::General),
            ("choice", VenueKind::Choice),
            ("exclusive", VenueKind::Exclusive),
        ];
        let kind = f.word("kind", &kinds, "general, choice or exclusive");
        let when = Condition::read(f);
        let when = when?;
        if kind == Some(VenueKind::Exclusive) && when.all.is_empty() {
            let expected = "some facts: an exclusive place for every case would leave no other";
            f.fault(LawFault::Wrong { member: "all", expected });
            return None;
        }
        let code = code?;
        Some((code.clone(), Self { code, place: place?, kind: kind?, when }))
    }
}
