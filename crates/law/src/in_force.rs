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
    policy: &'a Rule<Policy>,
}

impl<'a> InForce<'a> {
    pub(crate) fn new(law: &'a Law, day: Date, policy: &'a Rule<Policy>) -> Self {
        Self { law, day, policy }
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// All categories.
    pub fn categories(&self) -> impl Iterator<Item = &'a Rule<Category>> {
        self.law.categories.at(self.day)
    }

    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<&'a Rule<Category>> {
        self.law.categories.get(code, self.day)
    }

    /// The category of an imported case by the names that its data set uses.
    pub fn imported_category(&self, subject: &str, class: &str) -> Option<&'a Rule<Category>> {
        let subject = self.law.subjects.get(subject, self.day)?;
        let class = self.law.classes.get(class, self.day)?;
        self.category(&crate::import_table::code(&subject.what.0, &class.what.0))
    }

    /// All sizes of benches.
    pub fn benches(&self) -> impl Iterator<Item = &'a Rule<Bench>> {
        self.law.benches.at(self.day)
    }

    /// The bench for a procedure, by its code.
    pub fn bench(&self, procedure: &str) -> Option<&'a Rule<Bench>> {
        self.law.benches.get(procedure, self.day)
    }

    /// All grounds of recusal.
    pub fn recusals(&self) -> impl Iterator<Item = &'a Rule<Recusal>> {
        self.law.recusals.at(self.day)
    }

    /// The ground with this code.
    pub fn recusal(&self, code: &str) -> Option<&'a Rule<Recusal>> {
        self.law.recusals.get(code, self.day)
    }

    /// The causes of one closed list.
    pub fn causes(&self, list: CauseList) -> impl Iterator<Item = &'a Rule<Cause>> {
        self.law.causes.at(self.day).filter(move |cause| cause.list == list)
    }

    /// A cause of one closed list.
    pub fn cause(&self, list: CauseList, code: &str) -> Option<&'a Rule<Cause>> {
        self.causes(list).find(|cause| cause.code == code)
    }

    /// All kinds of case numbers.
    pub fn kinds(&self) -> impl Iterator<Item = &'a Rule<CaseKindRule>> {
        self.law.kinds.at(self.day)
    }

    /// The kind in the numbers of cases of a procedure in an instance.
    pub fn kind_for(&self, procedure: Procedure, instance: Instance) -> Option<&'a Rule<CaseKindRule>> {
        self.kinds().find(|kind| kind.procedure == procedure && kind.instance == instance)
    }

    /// How running numbers run.
    pub fn numbering(&self) -> Option<&'a Rule<Numbering>> {
        self.law.numbering.get("", self.day)
    }

    /// Shares of the weight that are undone, by stage.
    pub fn refunds(&self) -> impl Iterator<Item = &'a Rule<Refund>> {
        self.law.refunds.at(self.day)
    }

    /// The share for one stage.
    pub fn refund(&self, stage: &str) -> Option<&'a Rule<Refund>> {
        self.law.refunds.get(stage, self.day)
    }

    /// The allocation policy.
    pub fn policy(&self) -> &'a Rule<Policy> {
        self.policy
    }

    /// Times of the draw's protocol.
    pub fn timing(&self) -> Option<&'a Rule<Timing>> {
        self.law.timing.get("", self.day)
    }
}
