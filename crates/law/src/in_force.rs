//! The law as it stands on one day.

use crate::kinds::{
    Bench, CaseKindRule, Category, Cause, CauseList, Instance, Numbering, Policy, Procedure, Recusal, Refund,
    Timing,
};
use crate::law::Law;
use crate::rule::Rule;
use tarazy_base::Date;

/// What holds on one day. Lists come in the order of their keys' bytes.
#[derive(Debug, Clone, Copy)]
pub struct InForce<'a> {
    law: &'a Law,
    day: Date,
    known: Date,
    policy: &'a Rule<Policy>,
}

impl<'a> InForce<'a> {
    pub(crate) fn new(law: &'a Law, day: Date, known: Date, policy: &'a Rule<Policy>) -> Self {
        Self { law, day, known, policy }
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// All categories.
    pub fn categories(&self) -> impl Iterator<Item = &'a Rule<Category>> {
        self.law.books.categories.at(self.day, self.known)
    }

    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<&'a Rule<Category>> {
        self.law.books.categories.get(code, self.day, self.known)
    }

    /// The category of an imported case by the names that its data set uses.
    pub fn imported_category(&self, subject: &str, class: &str) -> Option<&'a Rule<Category>> {
        let subject = self.law.books.subjects.get(subject, self.day, self.known)?;
        let class = self.law.books.classes.get(class, self.day, self.known)?;
        self.category(&crate::import_table::code(&subject.what.0, &class.what.0))
    }

    /// All sizes of benches.
    pub fn benches(&self) -> impl Iterator<Item = &'a Rule<Bench>> {
        self.law.books.benches.at(self.day, self.known)
    }

    /// The bench for a procedure, by its code.
    pub fn bench(&self, procedure: &str) -> Option<&'a Rule<Bench>> {
        self.law.books.benches.get(procedure, self.day, self.known)
    }

    /// All grounds of recusal.
    pub fn recusals(&self) -> impl Iterator<Item = &'a Rule<Recusal>> {
        self.law.books.recusals.at(self.day, self.known)
    }

    /// The ground with this code.
    pub fn recusal(&self, code: &str) -> Option<&'a Rule<Recusal>> {
        self.law.books.recusals.get(code, self.day, self.known)
    }

    /// The causes of one closed list.
    pub fn causes(&self, list: CauseList) -> impl Iterator<Item = &'a Rule<Cause>> {
        self.law.books.causes.at(self.day, self.known).filter(move |cause| cause.list == list)
    }

    /// A cause of one closed list.
    pub fn cause(&self, list: CauseList, code: &str) -> Option<&'a Rule<Cause>> {
        self.causes(list).find(|cause| cause.code == code)
    }

    /// All kinds of case numbers.
    pub fn kinds(&self) -> impl Iterator<Item = &'a Rule<CaseKindRule>> {
        self.law.books.kinds.at(self.day, self.known)
    }

    /// The kind in the numbers of cases of a procedure in an instance.
    pub fn kind_for(&self, procedure: Procedure, instance: Instance) -> Option<&'a Rule<CaseKindRule>> {
        self.kinds().find(|kind| kind.procedure == procedure && kind.instance == instance)
    }

    /// How running numbers run.
    pub fn numbering(&self) -> Option<&'a Rule<Numbering>> {
        self.law.books.numbering.get("", self.day, self.known)
    }

    /// Shares of the weight that are undone, by stage.
    pub fn refunds(&self) -> impl Iterator<Item = &'a Rule<Refund>> {
        self.law.books.refunds.at(self.day, self.known)
    }

    /// The share for one stage.
    pub fn refund(&self, stage: &str) -> Option<&'a Rule<Refund>> {
        self.law.books.refunds.get(stage, self.day, self.known)
    }

    /// The allocation policy.
    pub fn policy(&self) -> &'a Rule<Policy> {
        self.policy
    }

    /// Times of the draw's protocol.
    pub fn timing(&self) -> Option<&'a Rule<Timing>> {
        self.law.books.timing.get("", self.day, self.known)
    }
}
