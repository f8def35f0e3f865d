//! Cases that go to the judge of another one: joinder, and cases that the law binds to a main case.

use super::prepare::{PrepareError, finished};
use crate::context::Context;
use crate::fault::DrawFault;
use crate::fingerprint::Fingerprint;
use crate::ledger::{Ledger, freeze};
use crate::pool::LateWindow;
use crate::record::{AssignNonrandom, By, Code, NonrandomCause};
use crate::weak::Weak;
use tarazy_docket::{Hash, StreamId};

/// Why a case follows another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// It is joined with it. Of joined cases the one with the lowest commit index keeps its judge.
    Joinder,
    /// The law binds it to a main case.
    Bound,
}

/// A case that is to go to the judge of another one. If it had a judge, his share is refunded besides
/// ([`Ledger::refund`]).
#[derive(Debug, Clone)]
pub struct Follow {
    /// The case.
    pub case: StreamId,
    /// Leaf hash of its filing, an entry of the case's stream.
    pub filing: Hash,
    /// Its category.
    pub category: Code,
    /// The category differs from the filing's.
    pub category_changed: bool,
    /// Why.
    pub cause: Followed,
    /// Leaf hash of the order that says so, where it came after the filing: those on duty then accrue.
    pub act: Option<Hash>,
    /// Leaf hash of the commit or assignment of the case that it follows, of this ledger or another one.
    pub prior: Hash,
    /// Its fingerprints.
    pub fingerprints: Vec<Fingerprint>,
    /// The index that the next entry will have.
    pub index: u64,
    /// The writer's clock in milliseconds since 1970 UTC.
    pub now: i64,
    /// The responsible officer.
    pub by: By,
}

impl Ledger {
    /// The assignment of a case to the judge of another one.
    ///
    /// # Errors
    /// [`PrepareError`] says what does not fit.
    pub fn follow(&self, request: &Follow, ctx: &dyn Context) -> Result<AssignNonrandom, PrepareError> {
        if self.is_open(&request.case) {
            return Err(PrepareError::IsOpen);
        }
        let (rules_leaf, rules) = self.rules_at(request.now).ok_or(PrepareError::NoRules)?;
        let category = &request.category;
        let weight = rules.weight(category).ok_or_else(|| PrepareError::NoWeight(category.clone()))?.get();
        let frozen = freeze(ctx, &request.case, &request.filing, request.act)?;
        let prior = |detail| DrawFault::new(8, "prior", detail);
        let (judge, index) = self
            .followed(&request.prior, &request.case, ctx)
            .ok_or_else(|| prior("the case that it follows has no judge"))?;
        let first = self.first_of(&request.case);
        if request.cause == Followed::Joinder && first.is_some_and(|first| first < index) {
            return Err(prior("of joined cases the one that was drawn first keeps its judge").into());
        }
        let asked = Self::query(&frozen, &request.case, category, &[], &[]);
        let window = LateWindow { since: frozen.moment.limit, until: request.index, at: request.now };
        let (_, _, seen) = self.look(ctx, rules, &asked, window, &[]);
        let (fingerprints, matches) = self.matched(&request.case, &request.fingerprints, &frozen, rules)?;
        let record = AssignNonrandom {
            case: request.case.clone(),
            filing: request.filing,
            filing_index: frozen.filing_index,
            act: request.act,
            category: category.clone(),
            judge: judge.clone(),
            cause: match request.cause {
                Followed::Joinder => NonrandomCause::Joinder,
                Followed::Bound => NonrandomCause::Bound,
            },
            prior: Some(request.prior),
            weight,
            duty: Vec::new(),
            pool: None,
            late: None,
            fingerprints,
            matches,
            rules: rules_leaf,
            weak: if request.category_changed { vec![Weak::CategoryChanged] } else { Vec::new() },
            doc: None,
            by: request.by.clone(),
        };
        finished(record, &seen, rules)
    }
}
