//! Drawing again: the judge is replaced for a cause of the closed list, or the draw was void.

use crate::assignment::{Wanted, refused};
use crate::bodies::{CONFLICT_CLASS, CaseRedraw, DrawVoidPut};
use crate::contribution::Parts;
use crate::docket::{self, CaseFile};
use crate::office::Registry;
use crate::refusals;
use crate::wire;
use tarazy_docket::{Hash, Object};
use tarazy_draw::record::{By, Code, JudgeId, PoolConflict, RedrawCode};
use tarazy_law::{CauseClass, CauseList};
use tarazy_procedure::{Stage, Step};
use tarazy_store::{Command, Desk, Refusal};

/// A judge who is replaced.
pub(crate) struct Replaced<'a> {
    /// The class of the cause.
    pub(crate) code: RedrawCode,
    /// Code of the ground.
    pub(crate) ground: &'a str,
    /// Who leaves the case.
    pub(crate) judge: &'a str,
    /// Who decided.
    pub(crate) by: By,
}

/// The stage of a case in the table of refunds.
fn refund_stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Received | Stage::Registered | Stage::Assigned => "assigned",
        Stage::Preparation => "preparation",
        Stage::Trial => "trial",
        Stage::Decided | Stage::Final | Stage::InForce | Stage::Closed => "decided",
    }
}

impl Registry {
    /// `case.redraw`: the cause is logged, the prior judge's work refunded, and a new draw fixed.
    pub(crate) fn redraw(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: CaseRedraw = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        docket::check(Step::Redraw, &file)?;
        let day = self.setup.day(desk.time())?;
        let law = self.setup.law.at(day).map_err(|_| Refusal::new(422, "no-law").with("day", day))?;
        let cause = law.cause(CauseList::Redraw, &body.cause);
        let class = cause.and_then(|c| c.class);
        let code = match class {
            Some(CauseClass::ExcludedByLaw) => RedrawCode::ExcludedByLaw,
            Some(CauseClass::Absent) => RedrawCode::Absent,
            Some(CauseClass::Ended) => RedrawCode::Ended,
            Some(CauseClass::Remand) => RedrawCode::Remand,
            Some(CauseClass::Void) | None => {
                return Err(Refusal::new(422, "cause").with("cause", &body.cause));
            }
        };
        let ground = match &body.ground {
            Some(ground) => self.conflict_ground(desk, ground)?,
            None => body.cause.clone(),
        };
        let sits = |judge: &&String| body.judge.as_ref().is_none_or(|named| named.as_str() == judge.as_str());
        let judge = file.case.judges.iter().find(sits);
        let judge = judge.ok_or_else(|| match &body.judge {
            Some(judge) => Refusal::new(422, "not-bench").with("judge", judge),
            None => docket::not_now(Step::Redraw, &file),
        })?;
        self.replace_judge(desk, command, &file, Replaced { code, ground: &ground, judge, by: body.by })
    }

    /// The cause is logged, the prior judge's work refunded, and a new draw fixed.
    pub(crate) fn replace_judge(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        replaced: Replaced<'_>,
    ) -> Result<Object, Refusal> {
        let act = self.log_cause(desk, command, file, &replaced)?;
        self.refund(desk, command, file)?;
        self.draw_anew(desk, command, file, replaced.code, act, replaced.by)
    }

    /// The ground of the `pool.conflict` entry that a ground of recusal gives.
    pub(crate) fn conflict_ground(&self, desk: &Desk<'_>, ground: &str) -> Result<String, Refusal> {
        let day = self.setup.day(desk.time())?;
        let law = self.setup.law.at(day).map_err(|_| Refusal::new(422, "no-law").with("day", day))?;
        let rule = law.recusal(ground).filter(|r| !r.between_judges);
        rule.map(|r| r.conflict.clone()).ok_or_else(|| Refusal::new(422, "code").with("code", ground))
    }

    /// The entry that causes a redraw: a conflict for a judge whom the law excludes; for the others the ground is an entry
    /// of the court's on the docket.
    fn log_cause(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        replaced: &Replaced<'_>,
    ) -> Result<Hash, Refusal> {
        let Replaced { code, ground, judge, by } = replaced;
        let (ground_commit, salt) = self.commit_ground(desk, ground);
        if *code != RedrawCode::ExcludedByLaw {
            return self.keep_ground(desk, &file.case.stream, &ground_commit, ground, &salt);
        }
        let judge: JudgeId = judge.parse().map_err(Refusal::internal)?;
        let case = file.case.stream.clone();
        let conflict = PoolConflict {
            case: case.clone(),
            judge,
            class: CONFLICT_CLASS,
            ground_commit,
            doc: None,
            by: by.clone(),
        };
        let ledger = self.ledger_of(desk, file)?;
        let leaf = self.log_conflict(desk, command, &ledger, &conflict)?;
        self.keep_ground(desk, &case, &leaf, ground, &salt)?;
        Ok(leaf)
    }

    pub(crate) fn draw_anew(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        code: RedrawCode,
        act: Hash,
        by: By,
    ) -> Result<Object, Refusal> {
        let ledger = self.ledger_of(desk, file)?;
        let (book, _) = self.ledger(desk, &ledger)?;
        let cause = book.redraw(&file.case.stream, code, act).map_err(|e| refused(&e))?;
        let wanted = Wanted { category: &file.case.category, cause, by, parts: Parts::NotAsked };
        self.fix_draw(desk, command, file, wanted)
    }

    /// The share of the weight that was not worked off goes back.
    pub(crate) fn refund(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
    ) -> Result<(), Refusal> {
        let Some(target) = file.case.assigned_by else { return Ok(()) };
        let ledger = self.ledger_of(desk, file)?;
        let stage: Code = refund_stage(file.case.stage).parse().map_err(Refusal::internal)?;
        let (book, _) = self.ledger(desk, &ledger)?;
        let adjust = book.refund(&target, &stage, None);
        let adjust = adjust.map_err(|e| refusals::correct(&e))?;
        self.log_draw(desk, command, &ledger, &adjust).map(|_| ())
    }

    /// `draw.void`: two persons of another authority; then the case is drawn anew.
    pub(crate) fn void(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawVoidPut = wire::read(&command.body)?;
        let [first, second] = &body.by[..] else { return Err(Refusal::new(422, "two-persons")) };
        let by = [first.clone(), second.clone()];
        let file = docket::case(desk, &body.case)?;
        let ledger = self.ledger_of(desk, &file)?;
        let cause: Code =
            body.cause.parse().map_err(|_| Refusal::new(422, "cause").with("cause", &body.cause))?;
        let now = desk.time();
        let (book, _) = self.ledger(desk, &ledger)?;
        let open = book.open_draws().find(|d| d.record().case == body.case).map(|d| d.leaf());
        let void = match (open, file.case.assigned_by) {
            (Some(commit), _) => book.void_commit(&commit, &cause, &by, None, now),
            (None, Some(result)) => book.void_result(&result, &cause, &by, None),
            (None, None) => return Err(Refusal::new(404, "unknown-draw")),
        };
        let void = void.map_err(|e| refusals::void(&e))?;
        let record = self.log_draw(desk, command, &ledger, &void)?;
        if void.result.is_some() {
            self.refund(desk, command, &file)?;
        }
        let officer = first.clone();
        self.draw_anew(desk, command, &file, RedrawCode::Void, record.leaf, officer)
    }
}
