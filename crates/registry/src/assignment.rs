//! How a registered case gets its judge: by a draw that is fixed now and resolved later, or without one where the rules say so.

use crate::beacons;
use crate::contribution::{Contributed, Parts};
use crate::court;
use crate::docket::CaseFile;
use crate::office::Registry;
use std::sync::Arc;
use tarazy_docket::{Hash, Object, StreamId};
use tarazy_draw::fingerprint::Fingerprint;
use tarazy_draw::protocol::{self, PrepareError, Prepared, Request};
use tarazy_draw::record::{AssignNonrandom, Body, By, Cause, Code, DrawAlarm, DrawCommit};
use tarazy_procedure::Instance;
use tarazy_procedure::events::CaseAssigned;
use tarazy_store::{Command, Desk, Record, Refusal};

/// How a case is to get its judge.
pub(crate) struct Wanted<'a> {
    /// Its category.
    pub(crate) category: &'a str,
    /// Why it is drawn.
    pub(crate) cause: Cause,
    /// The responsible officer.
    pub(crate) by: By,
    /// How far the contributors of the rules were asked.
    pub(crate) parts: Parts<'a>,
}

/// The bench of a case, as the rules name it.
fn bench_of(instance: Instance) -> &'static str {
    match instance {
        Instance::First => "first",
        Instance::Appeal => "appeal",
    }
}

impl Registry {
    /// The ledger that a case belongs to.
    pub(crate) fn ledger_of(&self, desk: &mut Desk<'_>, file: &CaseFile) -> Result<StreamId, Refusal> {
        let filing = &file.case.filing.body;
        Ok(court::court(desk, &filing.court)?.division(Some(&filing.division))?.ledger.clone())
    }

    /// Fixes the draw of a case, or assigns it without one, or lets it wait for a judge or for contributors. The answer says
    /// which.
    pub(crate) fn fix_draw(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        wanted: Wanted<'_>,
    ) -> Result<Object, Refusal> {
        let Wanted { category, cause, by, parts } = wanted;
        let ledger = self.ledger_of(desk, file)?;
        self.ledgers.learn_filing(&file.case);
        if let Some(act) = cause.act() {
            self.know(desk, &act)?;
        }
        let reachable = self.reachable(desk)?;
        let (index, now) = (desk.end().next_index, desk.time());
        let (book, view) = self.ledger(desk, &ledger)?;
        let (_, rules) = book.rules_at(now).ok_or_else(|| refused(&PrepareError::NoRules))?;
        let rules = Arc::clone(rules);
        let Some(beacon) = beacons::choose(&rules, view.setup(), &reachable)? else {
            return self.wait_for_draw(desk, command, &ledger, file, cause);
        };
        let bench: Code = bench_of(file.case.instance()).parse().map_err(Refusal::internal)?;
        let bench = rules.bench(&bench).ok_or_else(|| Refusal::new(422, "rules").with("what", "no bench"))?;
        let request = Request {
            case: file.case.stream.clone(),
            filing: file.case.filing.leaf,
            category: category.parse().map_err(Refusal::internal)?,
            category_changed: category != file.case.filing.body.category,
            bench,
            cause,
            fingerprints: fingerprints(file),
            late_absences: Vec::new(),
            beacon,
            index,
            now,
            at: parts.at(),
            by,
        };
        match book.prepare(&request, &view) {
            Ok(Prepared::Commit(commit)) => match self.contribute(*commit, &rules, parts, now)? {
                Contributed::Commit(commit) => self.commit(desk, command, &ledger, &commit),
                Contributed::Asks(answer) => {
                    self.wait_for_draw(desk, command, &ledger, file, cause)?;
                    Ok(answer)
                }
            },
            Ok(Prepared::Assign(assignment)) => self.assign(desk, command, &ledger, &assignment),
            Ok(Prepared::NoCandidate(alarm)) => self.wait_for_judge(desk, command, &ledger, &alarm),
            Err(PrepareError::MatchIsOpen(_) | PrepareError::RoundIsDone(_)) => {
                self.wait_for_draw(desk, command, &ledger, file, cause)
            }
            Err(e) => Err(refused(&e)),
        }
    }

    fn commit(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        commit: &DrawCommit,
    ) -> Result<Object, Refusal> {
        let record = self.log_draw(desk, command, ledger, commit)?;
        let round = beacons::round_value(commit.round)?;
        Ok(Object::new().with("draw", "fixed").with("commit", record.leaf.to_hex()).with("round", round))
    }

    /// A case gets its judge without a draw.
    pub(crate) fn assign(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        assignment: &AssignNonrandom,
    ) -> Result<Object, Refusal> {
        let record = self.log_draw(desk, command, ledger, assignment)?;
        let judges = vec![assignment.judge.to_string()];
        self.assigned(desk, command, &assignment.case, ledger, record.leaf, judges)?;
        Ok(Object::new().with("draw", "none").with("judge", assignment.judge.as_str()))
    }

    /// The case waits for another draw, or for a beacon. A registered case that has no judge says so by itself; one that is to
    /// be drawn again is remembered by an alarm, once.
    fn wait_for_draw(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        file: &CaseFile,
        cause: Cause,
    ) -> Result<Object, Refusal> {
        let case = &file.case.stream;
        let now = desk.time();
        let (book, _) = self.ledger(desk, ledger)?;
        let known = book.waits(case).map(|waiting| waiting.cause);
        if matches!(cause, Cause::Redraw { .. }) && known != Some(cause) {
            self.log_draw(desk, command, ledger, &protocol::waits(case, cause, now))?;
        }
        Ok(Object::new().with("draw", "waits"))
    }

    fn wait_for_judge(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        alarm: &DrawAlarm,
    ) -> Result<Object, Refusal> {
        self.log_draw(desk, command, ledger, alarm)?;
        Ok(Object::new().with("draw", "no-candidate"))
    }

    /// Links a docket to the entry that gave the case its judges.
    pub(crate) fn assigned(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        case: &StreamId,
        ledger: &StreamId,
        by: Hash,
        judges: Vec<String>,
    ) -> Result<(), Refusal> {
        let imported = self.imported(desk)?;
        let event = CaseAssigned { ledger: ledger.clone(), by, judges, imported };
        self.append(desk, command, case, &event.into()).map(|_| ())
    }

    /// Appends a record to a ledger's stream and lets the ledger take it, so that nothing is written that replay refuses.
    pub(crate) fn log_draw<B: Body>(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        ledger: &StreamId,
        body: &B,
    ) -> Result<Record, Refusal> {
        let body = body.to_object().map_err(|e| Refusal::new(422, "number").with("what", e))?;
        let record = self.publish(desk, command, ledger, B::TYPE, body)?;
        self.ledger_takes(desk, &record)?;
        Ok(record)
    }
}

/// The fingerprints that were made at the filing.
pub(crate) fn fingerprints(file: &CaseFile) -> Vec<Fingerprint> {
    let opened = file.case.opened.as_ref();
    let has_subject = opened.is_some_and(|o| o.subject);
    let hashes = opened.map(|o| o.fingerprints.as_slice()).unwrap_or_default();
    hashes.iter().map(|hash| Fingerprint { hash: *hash, has_subject }).collect()
}

/// Why a draw cannot be prepared, for the user.
pub(crate) fn refused(e: &PrepareError) -> Refusal {
    crate::refusals::prepare(e)
}
