//! Which step may be taken now, and what corrects it.

use crate::case::{Case, Stage};

/// A step of procedure that somebody may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Register and number the case.
    Register,
    /// Assign judges by the draw's result.
    Assign,
    /// Draw again for a cause of the closed list.
    Redraw,
    /// Correct the category.
    CorrectCategory,
    /// Issue the act on the merits.
    Decide,
    /// Correct a slip in the act.
    CorrectAct,
    /// Give the paper back.
    Return,
    /// Take the filing back.
    Withdraw,
    /// Close.
    Close,
    /// Reopen.
    Reopen,
}

/// The step may not be taken in the case's present stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("step {step:?} is not possible while the case is {stage:?}")]
pub struct NotNow {
    /// What was asked for.
    pub step: Step,
    /// Where the case stands.
    pub stage: Stage,
}

/// How a mistake in a step is put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// By another step.
    By(Step),
    /// Not at all: the step is final.
    Final,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 10] = [
        Self::Register,
        Self::Assign,
        Self::Redraw,
        Self::CorrectCategory,
        Self::Decide,
        Self::CorrectAct,
        Self::Return,
        Self::Withdraw,
        Self::Close,
        Self::Reopen,
    ];

    /// The step's word, as messages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Assign => "assign",
            Self::Redraw => "redraw",
            Self::CorrectCategory => "correct-category",
            Self::Decide => "decide",
            Self::CorrectAct => "correct-act",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    /// The lawful correction of this step, or that it is final.
    pub fn correction(self) -> Correction {
        match self {
            Self::Register => Correction::By(Self::CorrectCategory),
            Self::Assign | Self::Redraw => Correction::By(Self::Redraw),
            Self::CorrectCategory => Correction::By(Self::CorrectCategory),
            Self::Decide | Self::CorrectAct => Correction::By(Self::CorrectAct),
            Self::Close => Correction::By(Self::Reopen),
            Self::Reopen => Correction::By(Self::Close),
            Self::Return | Self::Withdraw => Correction::Final,
        }
    }

    /// Checks that the step may be taken now.
    ///
    /// # Errors
    /// [`NotNow`] with the stage in which the case stands.
    pub fn check(self, case: &Case) -> Result<(), NotNow> {
        let stage = case.stage;
        let allowed = match self {
            Self::Register => stage == Stage::Received,
            Self::Assign => stage == Stage::Registered,
            Self::Redraw => stage == Stage::Assigned,
            Self::CorrectCategory => {
                matches!(stage, Stage::Registered | Stage::Assigned | Stage::Decided)
            }
            Self::Decide => matches!(stage, Stage::Assigned | Stage::Decided),
            Self::CorrectAct => case.act.is_some() && stage != Stage::Closed,
            Self::Return | Self::Withdraw => {
                matches!(stage, Stage::Received | Stage::Registered | Stage::Assigned)
            }
            Self::Close => stage == Stage::Decided,
            Self::Reopen => stage == Stage::Closed,
        };
        if allowed { Ok(()) } else { Err(NotNow { step: self, stage }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Filing;
    use crate::events::{
        ActCorrected, ActIssued, CaseAssigned, CaseClosed, CaseCorrected, CaseNumbered, CaseRegistered,
        CaseReopened, Event, FilingReceived, FilingReturned, FilingWithdrawn,
    };
    use proptest::prelude::*;
    use tarazy_docket::{Hash, StreamId};

    fn filed() -> Case {
        let body = FilingReceived {
            kind: "claim".into(),
            court: "7119".into(),
            division: "civil".into(),
            category: "c1".into(),
            received: 1,
            files: 0,
            files_hash: None,
            imported: None,
        };
        let filing = Filing { leaf: Hash([1; 32]), index: 0, time: 1, body };
        Case::open(StreamId::case([0; 16]), filing)
    }

    fn events_of(step: Step, case: &Case) -> Vec<Event> {
        let text = String::from;
        let closed = |outcome: &str| CaseClosed { outcome: outcome.into(), imported: None }.into();
        match step {
            Step::Register => vec![
                CaseRegistered {
                    filing: case.filing.leaf,
                    court: text("7119"),
                    division: text("civil"),
                    category: text("c1"),
                    imported: None,
                }
                .into(),
                CaseNumbered { number: text("7119-25-00-2/1"), imported: None }.into(),
            ],
            Step::Assign | Step::Redraw => vec![
                CaseAssigned {
                    ledger: StreamId::ledger("7119", "civil").unwrap(),
                    by: Hash([2; 32]),
                    judges: vec![text("J1")],
                    imported: None,
                }
                .into(),
            ],
            Step::CorrectCategory => {
                vec![CaseCorrected { category: text("c2"), ground: text("intake-error") }.into()]
            }
            Step::Decide => vec![
                ActIssued {
                    act: text("decision"),
                    date: text("2026-01-01"),
                    judge: text("J1"),
                    imported: None,
                }
                .into(),
            ],
            Step::CorrectAct => {
                vec![ActCorrected { act: case.act.unwrap_or(Hash([0; 32])), ground: text("slip") }.into()]
            }
            Step::Return => vec![FilingReturned { ground: text("jurisdiction") }.into(), closed("returned")],
            Step::Withdraw => vec![FilingWithdrawn { ground: text("request") }.into(), closed("withdrawn")],
            Step::Close => vec![closed("decided")],
            Step::Reopen => vec![CaseReopened { ground: text("new-facts") }.into()],
        }
    }

    /// Independent of the code: rows are stages, a cell says whether the step is lawful there.
    const TABLE: [(Step, [bool; 5]); 10] = [
        //                        received registered assigned decided closed
        (Step::Register, [true, false, false, false, false]),
        (Step::Assign, [false, true, false, false, false]),
        (Step::Redraw, [false, false, true, false, false]),
        (Step::CorrectCategory, [false, true, true, true, false]),
        (Step::Decide, [false, false, true, true, false]),
        (Step::CorrectAct, [false, false, false, true, false]),
        (Step::Return, [true, true, true, false, false]),
        (Step::Withdraw, [true, true, true, false, false]),
        (Step::Close, [false, false, false, true, false]),
        (Step::Reopen, [false, false, false, false, true]),
    ];

    proptest! {
        #[test]
        fn random_lives_follow_the_table(wishes in prop::collection::vec(0..10usize, 1..40)) {
            let mut case = filed();
            for (n, wish) in wishes.into_iter().enumerate() {
                let step = Step::ALL[wish];
                let column = Stage::ALL.iter().position(|s| *s == case.stage).unwrap();
                let row = TABLE.iter().find(|(s, _)| *s == step).unwrap().1;
                let act_exists = step != Step::CorrectAct || case.act.is_some();
                prop_assert_eq!(step.check(&case).is_ok(), row[column] && act_exists);
                if step.check(&case).is_ok() {
                    let leaf = Hash([u8::try_from(n).unwrap() + 3; 32]);
                    for event in events_of(step, &case) {
                        case.apply(leaf, &event).unwrap();
                    }
                }
            }
        }
    }

    #[test]
    fn every_step_has_a_correction_or_is_final() {
        let finals: Vec<_> = Step::ALL.into_iter().filter(|s| s.correction() == Correction::Final).collect();
        assert_eq!(finals, [Step::Return, Step::Withdraw]);
    }

    #[test]
    fn an_entry_out_of_place_is_a_fault() {
        let mut case = filed();
        let decide = &events_of(Step::Decide, &case)[0];
        assert!(case.apply(Hash([9; 32]), decide).is_err());
    }
}
