//! Draws that were fixed get their results; draws that wait are tried again.

use crate::assignment::Wanted;
use crate::bodies::{DrawDue, DrawResults};
use crate::contribution::Parts;
use crate::docket;
use crate::office::Registry;
use crate::refusals;
use crate::wire;
use std::collections::BTreeMap;
use tarazy_docket::Visibility;
use tarazy_docket::{Hash, Object, StreamId, Value};
use tarazy_draw::beacon::BeaconError;
use tarazy_draw::ledger::{Waiting, Wants};
use tarazy_draw::protocol::Part;
use tarazy_draw::record::{Cause, DrawResult, Evidence};
use tarazy_draw::{Context as _, NoteClaim};
use tarazy_procedure::{Stage, Step};
use tarazy_store::{Command, Desk, Record, Refusal};

impl Registry {
    /// `draw.results`: the evidence is checked once and logged in the beacon's stream, then each ledger's draws of the round
    /// get their results, in the order of their batch, and each case its judge.
    pub(crate) fn results(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawResults = wire::read(&command.body)?;
        self.check_evidence(&body.evidence)?;
        let reveal_orders: BTreeMap<&Hash, &String> =
            body.reveal_orders.iter().map(|(commit, note)| (commit, note)).collect();
        let mut by_ledger: BTreeMap<StreamId, Vec<Part>> = BTreeMap::new();
        for (commit, order) in &body.orders {
            let ledger = match self.ledgers.holder(commit) {
                Some(ledger) => ledger.clone(),
                None => {
                    let record = desk.record(commit)?;
                    record.ok_or_else(|| Refusal::new(404, "unknown-draw"))?.entry.stream
                }
            };
            let part = Part {
                commit: *commit,
                reveals: Vec::new(),
                order: order.clone(),
                reveal_order: reveal_orders.get(commit).map(|note| (*note).clone()),
                doc: None,
            };
            by_ledger.entry(ledger).or_default().push(part);
        }
        if by_ledger.is_empty() {
            return Err(Refusal::new(409, "nothing-due"));
        }
        self.log_round(desk, command, &body.evidence)?;
        self.note_heard(desk, &body.evidence)?;
        let mut winners = 0u32;
        for (ledger, mut parts) in by_ledger {
            let ledger = &ledger;
            self.add_own_parts(desk, ledger, &mut parts)?;
            let (book, view) = self.ledger(desk, ledger)?;
            let results = book.results(&body.evidence, &parts, &body.by, &view);
            let results = results.map_err(|e| refusals::results(&e))?;
            let case = |result: &DrawResult| Some(book.open_draw(&result.commit)?.record().case.clone());
            let cases: Vec<Option<StreamId>> = results.iter().map(case).collect();
            for (result, case) in results.iter().zip(cases) {
                let case = case.ok_or_else(|| Refusal::internal("a result of no open draw"))?;
                self.give(desk, command, ledger, &case, result)?;
                winners += 1;
            }
        }
        Ok(Object::new().with("results", winners))
    }

    /// One result, and the link from the docket to it.
    fn give(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        case: &StreamId,
        result: &DrawResult,
    ) -> Result<(), Refusal> {
        let record = self.log_draw(desk, command, ledger, result)?;
        // A case that was returned or withdrawn meanwhile keeps its result in the ledger and gets no judge.
        let head = desk.head(case)?;
        if self.ledgers.is_as_fixed(case, head) || can_have_judge(desk, case)? {
            let judges = result.seats.iter().map(|seat| seat.winner.to_string()).collect();
            self.assigned(desk, command, case, ledger, record.leaf, judges)?;
        }
        Ok(())
    }

    /// What a mirror or member said counts only once it is verified, and it is verified here once more.
    pub(crate) fn check_evidence(&self, evidence: &Evidence) -> Result<(), Refusal> {
        let wrong = |e: BeaconError| refusals::beacon(&e);
        self.beacon(&evidence.beacon())?.verify(evidence.round(), evidence).map(|_| ()).map_err(wrong)
    }

    fn log_round(&self, desk: &mut Desk<'_>, command: &Command, evidence: &Evidence) -> Result<(), Refusal> {
        let stream = crate::setup::beacon_stream(&evidence.beacon());
        let actor = wire::actor(&command.actor, Visibility::Public)?;
        let body = wire::object(evidence)?;
        desk.append(wire::draft(&stream, "beacon.round", actor, Visibility::Public, body)?)?;
        Ok(())
    }

    /// `draw.due`: a registered case that waits without a draw is tried again.
    pub(crate) fn due(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawDue = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        let ledger = self.ledger_of(desk, &file)?;
        let (book, _) = self.ledger(desk, &ledger)?;
        let waiting = book.waits(&body.case);
        let cause = match waiting {
            Some(waiting) => self.cause_now(desk, &ledger, &body, &file, waiting)?,
            None => Cause::Initial,
        };
        // A case that is drawn again keeps its stage until it has another judge.
        let is_seated = matches!(cause, Cause::Redraw { .. }) && file.case.stage.has_bench();
        docket::check(if is_seated { Step::Redraw } else { Step::Assign }, &file)?;
        let category = &file.case.category;
        let parts = body.promised.as_ref().map_or(Parts::Draft, Parts::Promised);
        let wanted = |cause| Wanted { category, cause, by: body.by.clone(), parts };
        let answer = self.fix_draw(desk, command, &file, wanted(cause))?;
        if !(is_in_vain(&answer) && waiting.is_some_and(|w| w.wants == Wants::Judge)) {
            return Ok(answer);
        }
        // Where no act helps, time may: an absence ends with the day that it names. The alarm that was laid down just now is
        // then the freezing entry. If that is in vain too, the command is refused, and its entries with it.
        let not_now = || docket::not_now(Step::Assign, &file);
        let alarm = desk.head(&ledger)?.ok_or_else(not_now)?.leaf;
        let answer = self.fix_draw(desk, command, &file, wanted(cause.frozen_by(alarm)))?;
        if is_in_vain(&answer) { Err(not_now()) } else { Ok(answer) }
    }

    /// Why a waiting case is drawn now, if what it waited for has come.
    fn cause_now(
        &mut self,
        desk: &mut Desk<'_>,
        ledger: &StreamId,
        body: &DrawDue,
        file: &docket::CaseFile,
        waiting: Waiting,
    ) -> Result<Cause, Refusal> {
        let not_now = || docket::not_now(Step::Assign, file);
        match waiting.wants {
            Wants::Draw => Ok(waiting.cause),
            Wants::Judge => Ok(waiting.cause.frozen_by(helping_act(desk, ledger, &body.case)?)),
            Wants::Witnesses => {
                let note = body.witnessed.as_deref().ok_or_else(not_now)?;
                let carried_by = desk.end().next_index;
                let (_, view) = self.ledger(desk, ledger)?;
                // Any time of the cosignatures will do: they show that the witnesses answer again.
                let (covers, commit, latest) = (waiting.index, carried_by, Some(i64::MAX));
                let claim = NoteClaim { covers, carried_by, commit, latest };
                view.note(note, claim).map_err(|_| not_now())?;
                Ok(waiting.cause)
            }
        }
    }
}

/// Too few can be drawn still.
fn is_in_vain(answer: &Object) -> bool {
    answer.get("draw").and_then(Value::as_text) == Some("no-candidate")
}

/// The last act of the personnel office since the case began to wait: it is the one that can have made enough judges
/// eligible. Without one the alarm itself, since which other rules or another category may help.
fn helping_act(desk: &mut Desk<'_>, ledger: &StreamId, case: &StreamId) -> Result<Hash, Refusal> {
    let records = desk.stream(ledger)?;
    let is_alarm = |r: &Record| {
        let of = r.body().and_then(|b| b.get("case")).and_then(Value::as_text);
        r.kind() == Some("draw.alarm") && of == Some(case.as_str())
    };
    let frozen = records.iter().rev().find(|r| r.kind() == Some("pool.act") || is_alarm(r));
    frozen.map(|r| r.leaf).ok_or_else(|| Refusal::internal("a case waits without an alarm"))
}

/// True while a docket stands so that it may get its judge.
fn can_have_judge(desk: &mut Desk<'_>, case: &StreamId) -> Result<bool, Refusal> {
    let stage = docket::case(desk, case)?.case.stage;
    Ok(stage == Stage::Registered || stage.has_bench())
}
