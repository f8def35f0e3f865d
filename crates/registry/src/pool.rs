//! The pool of judges: appointments, acts of the personnel office, conflicts with a case.

use crate::bodies::{CONFLICT_CLASS, Conflict, JudgeAppoint, PoolActPut};
use crate::court::{self, JUDGE, JudgeCard};
use crate::docket;
use crate::office::Registry;
use crate::refusals;
use crate::wire;
use tarazy_docket::commit::commitment;
use tarazy_docket::{Actor, Hash, Object, Salt, StreamId, Value, Visibility};
use tarazy_draw::pool::{Moment, Place, Pool};
use tarazy_draw::record::{ActKind, ActValue, Body, JudgeId, PoolAct, PoolConflict, PoolGround};
use tarazy_store::{Command, Desk, Refusal};

/// Full time, in ‰.
const FULL: u32 = 1000;

impl Registry {
    /// `judge.appoint`.
    pub(crate) fn appoint(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: JudgeAppoint = wire::read(&command.body)?;
        let ledger = court::court(desk, &body.court)?.division(Some(&body.division))?.ledger.clone();
        let act = |act, value| PoolAct {
            judge: body.judge.clone(),
            act,
            value,
            from: None,
            to: None,
            class: None,
            ground_commit: None,
            doc: None,
            by: body.by.clone(),
        };
        let capacity = Some(ActValue::Capacity(body.capacity));
        let mut acts = vec![act(ActKind::Appoint, capacity.filter(|_| body.capacity != FULL))];
        if !body.categories.is_empty() {
            acts.push(act(ActKind::Specialise, Some(ActValue::Categories(body.categories.clone()))));
        }
        for act in acts {
            fits(&act, desk.time())?;
            self.log_act(desk, command, &ledger, &act)?;
        }
        let card = JudgeCard { name: body.name, court: body.court };
        desk.put_reference(JUDGE, body.judge.as_str(), Value::Object(wire::object(&card)?));
        Ok(Object::new().with("judge", body.judge.as_str()))
    }

    /// `pool.act`. An act that makes enough judges eligible frees the cases that wait for one.
    pub(crate) fn put_act(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: PoolActPut = wire::read(&command.body)?;
        let ledger = court::court(desk, &body.court)?.division(Some(&body.division))?.ledger.clone();
        self.check_act(desk, &ledger, &body.act)?;
        let leaf = self.log_act(desk, command, &ledger, &body.act)?;
        if body.act.act == ActKind::Leave && body.act.from.is_none_or(|from| from <= desk.time()) {
            self.settle_leave(desk, command, &ledger, &leaf)?;
        }
        Ok(Object::new().with("act", leaf.to_hex()))
    }

    /// `pool.conflict`.
    pub(crate) fn put_conflict(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: Conflict = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        let court = court::court(desk, &file.case.filing.body.court)?;
        let day = self.setup.day(desk.time())?;
        let law = self.setup.law.at(day).map_err(|_| Refusal::new(422, "no-law").with("day", day))?;
        let ground = law.recusal(&body.ground).filter(|r| !r.between_judges);
        let ground = ground.ok_or_else(|| Refusal::new(422, "code").with("code", &body.ground))?;
        let ground = ground.conflict.clone();
        let (ground_commit, salt) = self.commit_ground(desk, &ground);
        let conflict = PoolConflict {
            case: body.case.clone(),
            judge: body.judge,
            class: CONFLICT_CLASS,
            ground_commit,
            doc: None,
            by: body.by,
        };
        let ledger = court.division(Some(&file.case.filing.body.division))?.ledger.clone();
        let leaf = self.log_conflict(desk, command, &ledger, &conflict)?;
        self.keep_ground(desk, &body.case, &leaf, &ground, &salt)?;
        Ok(Object::new().with("act", leaf.to_hex()))
    }

    /// Refuses an act whose members do not fit together, or that concerns a judge whom the division does not have.
    fn check_act(&mut self, desk: &mut Desk<'_>, ledger: &StreamId, act: &PoolAct) -> Result<(), Refusal> {
        fits(act, desk.time())?;
        if act.act != ActKind::Appoint {
            self.check_member(desk, ledger, &act.judge)?;
        }
        if let Some(ActValue::Judge(other)) = &act.value {
            self.check_member(desk, ledger, other)?;
        }
        Ok(())
    }

    /// Refuses a judge who does not belong to the division.
    ///
    /// # Errors
    /// 422 `unknown-judge`.
    pub(crate) fn check_member(
        &mut self,
        desk: &mut Desk<'_>,
        ledger: &StreamId,
        judge: &JudgeId,
    ) -> Result<(), Refusal> {
        let now = Moment { limit: desk.end().next_index, time: desk.time() };
        let (book, _) = self.ledger(desk, ledger)?;
        if book.pool().is_member(judge, now) {
            return Ok(());
        }
        Err(Refusal::new(422, "unknown-judge").with("judge", judge))
    }

    /// The balance of a judge who leaves moves to the public balancing account.
    fn settle_leave(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        act: &Hash,
    ) -> Result<(), Refusal> {
        let now = desk.time();
        let (book, _) = self.ledger(desk, ledger)?;
        let adjust = book.settle_leave(act, now).map_err(|e| refusals::correct(&e))?;
        self.log_draw(desk, command, ledger, &adjust).map(|_| ())
    }

    fn log_act(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        act: &PoolAct,
    ) -> Result<Hash, Refusal> {
        let body = act.to_object().map_err(Refusal::internal)?;
        let record = self.publish(desk, command, ledger, PoolAct::TYPE, body)?;
        self.ledger_takes(desk, &record)?;
        Ok(record.leaf)
    }

    pub(crate) fn log_conflict(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        conflict: &PoolConflict,
    ) -> Result<Hash, Refusal> {
        let body = conflict.to_object().map_err(Refusal::internal)?;
        let record = self.publish(desk, command, ledger, PoolConflict::TYPE, body)?;
        self.ledger_takes(desk, &record)?;
        Ok(record.leaf)
    }

    /// A commitment to a ground. Parties and auditors may have it opened: the opening is an entry of the court's on the
    /// docket of the case, see [`Registry::keep_ground`].
    pub(crate) fn commit_ground(&self, desk: &mut Desk<'_>, ground: &str) -> (Hash, Salt) {
        let mut salt = [0; 32];
        desk.random(&mut salt);
        let salt = Salt::new(salt);
        (commitment(&salt, ground.as_bytes()), salt)
    }

    /// Keeps the opening of a ground where only the court sees it.
    pub(crate) fn keep_ground(
        &self,
        desk: &mut Desk<'_>,
        case: &StreamId,
        act: &Hash,
        ground: &str,
        salt: &Salt,
    ) -> Result<Hash, Refusal> {
        let body = PoolGround { act: *act, ground: ground.to_owned(), salt: Hash(*salt.as_bytes()) };
        let body = body.to_object().map_err(Refusal::internal)?;
        let court = Actor::role("court").map_err(Refusal::internal)?;
        Ok(desk.append(wire::draft(case, PoolGround::TYPE, court, Visibility::Court, body)?)?.leaf)
    }
}

/// Refuses an act whose members do not fit together, before the ledger would.
fn fits(act: &PoolAct, time: i64) -> Result<(), Refusal> {
    let place = Place { index: 0, leaf: Hash([0; 32]), time };
    Pool::default().apply_act(place, act).map_err(refusals::act)
}
