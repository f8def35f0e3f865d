//! Registration: jurisdiction and category are checked, the number is given, the draw is fixed.

use crate::assignment::{Wanted, fingerprints};
use crate::bodies::{CaseCorrect, CaseJoin, CaseRegister};
use crate::code::check_code;
use crate::contribution::Parts;
use crate::court::{self, Court};
use crate::docket;
use crate::office::Registry;
use crate::refusals;
use crate::wire;
use tarazy_base::{CaseKind, CaseNumber, CourtCode, Instant, Lang};
use tarazy_docket::{Hash, Object, StreamId, Value};
use tarazy_draw::protocol::{Follow, Followed, PrepareError};
use tarazy_draw::record::Cause;
use tarazy_law::Instance;
use tarazy_procedure::Step;
use tarazy_procedure::events::{CaseCorrected, CaseNumbered, CaseRegistered, Event};
use tarazy_store::{Command, Desk, Record, Refusal};

impl Registry {
    /// `case.register`.
    pub(crate) fn register(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: CaseRegister = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        docket::check(Step::Register, &file)?;
        let filing = &file.case.filing;
        let court = court::court(desk, &filing.body.court)?;
        let category = body.category.unwrap_or_else(|| filing.body.category.clone());
        let imported = self.imported(desk)?;
        let instance = match file.case.instance() {
            tarazy_procedure::Instance::First => Instance::First,
            tarazy_procedure::Instance::Appeal => Instance::Appeal,
        };
        let number = self.number(desk, &court, &category, instance)?;
        let registered = CaseRegistered {
            filing: filing.leaf,
            court: filing.body.court.clone(),
            division: filing.body.division.clone(),
            category: category.clone(),
            imported,
        };
        self.append(desk, command, &body.case, &registered.into())?;
        let numbered = CaseNumbered { number: number.to_string(), imported };
        self.append(desk, command, &body.case, &numbered.into())?;
        let wanted =
            Wanted { category: &category, cause: Cause::Initial, by: body.by, parts: Parts::NotAsked };
        let draw = self.fix_draw(desk, command, &file, wanted)?;
        if let (Some(_), Some(head)) = (draw.get("commit"), desk.head(&body.case)?) {
            self.ledgers.fix(body.case, head);
        }
        Ok(draw.with("number", number.to_string()))
    }

    /// The next number of a court: running in court, year and kind, in the court's zone.
    fn number(
        &self,
        desk: &mut Desk<'_>,
        court: &Court,
        category: &str,
        instance: Instance,
    ) -> Result<CaseNumber, Refusal> {
        let procedure = self.category(desk.time(), court, category)?.procedure;
        let day = Instant::from_ms(desk.time()).map_err(Refusal::internal)?.date_in(court.zone()?);
        let law = self.setup.law.at(day).map_err(|_| Refusal::new(422, "no-law").with("day", day))?;
        let lacks = |what| Refusal::new(422, "rules").with("what", what);
        let kind = law.kind_for(procedure, instance).ok_or_else(|| lacks("no kind of case numbers"))?;
        let numbering = law.numbering().ok_or_else(|| lacks("no numbering"))?;
        let counter = counter(&court.code, day.year(), &kind.kind);
        let last: Option<u32> =
            desk.setting(&counter)?.map(|n| n.parse().map_err(Refusal::internal)).transpose()?;
        let running = last.map_or(numbering.first, |n| n.saturating_add(1));
        desk.put_setting(&counter, &running.to_string());
        let code = CourtCode::parse(&court.code).map_err(Refusal::internal)?;
        CaseNumber::new(code, day.year(), numbering.site, kind.kind.clone(), running)
            .map_err(Refusal::internal)
    }

    /// `case.correct`: the category is put right; the ledger settles the difference over those who were on duty.
    pub(crate) fn correct(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: CaseCorrect = wire::read(&command.body)?;
        let file = docket::case(desk, &body.case)?;
        docket::check(Step::CorrectCategory, &file)?;
        check_code(&body.ground)?;
        let court = court::court(desk, &file.case.filing.body.court)?;
        self.category(desk.time(), &court, &body.category)?;
        let corrected = CaseCorrected { category: body.category.clone(), ground: body.ground };
        self.append(desk, command, &body.case, &corrected.into())?;
        if let Some(target) = file.case.assigned_by {
            self.recategorise(desk, command, &file, target, &body.category)?;
        }
        Ok(Object::new().with("category", body.category.as_str()))
    }

    fn recategorise(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &docket::CaseFile,
        target: Hash,
        category: &str,
    ) -> Result<(), Refusal> {
        let ledger = self.ledger_of(desk, file)?;
        let category = category.parse().map_err(Refusal::internal)?;
        let now = desk.time();
        let (book, _) = self.ledger(desk, &ledger)?;
        let adjust = book.recategorise(&target, &category, now);
        match adjust.map_err(|e| refusals::correct(&e))? {
            Some(adjust) => self.log_draw(desk, command, &ledger, &adjust).map(|_| ()),
            None => Ok(()),
        }
    }

    /// `case.join`: the case goes to the judge of another, without a draw.
    pub(crate) fn join(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: CaseJoin = wire::read(&command.body)?;
        let cause = match body.cause.as_str() {
            "joinder" => Followed::Joinder,
            "bound" => Followed::Bound,
            other => return Err(Refusal::new(422, "cause").with("cause", other)),
        };
        let file = docket::case(desk, &body.case)?;
        docket::check(Step::Assign, &file).or_else(|_| docket::check(Step::Redraw, &file))?;
        let other = docket::case(desk, &body.to)?;
        if other.case.assigned_by.is_none() {
            return Err(Refusal::new(409, "other-has-no-judge"));
        }
        let prior = first_draw(desk, &body.to)?.ok_or_else(|| Refusal::internal("a judge without a draw"))?;
        let ledger = self.ledger_of(desk, &file)?;
        if self.ledger(desk, &ledger)?.0.is_open(&body.case) {
            return Err(refusals::prepare(&PrepareError::IsOpen));
        }
        self.know(desk, &file.case.filing.leaf)?;
        self.refund(desk, command, &file)?;
        let follow = Follow {
            case: body.case,
            filing: file.case.filing.leaf,
            category: file.case.category.parse().map_err(Refusal::internal)?,
            category_changed: file.case.category != file.case.filing.body.category,
            cause,
            act: None,
            prior,
            fingerprints: fingerprints(&file),
            index: desk.end().next_index,
            now: desk.time(),
            by: body.by,
        };
        let (book, view) = self.ledger(desk, &ledger)?;
        let assignment = book.follow(&follow, &view).map_err(|e| refusals::prepare(&e))?;
        self.assign(desk, command, &ledger, &assignment)
    }

    /// What a category is called on a day, or its code.
    pub fn category_name(&self, code: &str, time: i64, lang: Lang) -> String {
        let day = self.setup.day(time).ok();
        let law = day.and_then(|day| self.setup.law.at(day).ok());
        let rule = law.and_then(|law| law.category(code));
        rule.map_or_else(|| code.to_owned(), |rule| rule.text.get(lang).to_owned())
    }
}

/// The commit of a case's first draw, or its first assignment without one: by it the ledger knows which of two cases came
/// first.
fn first_draw(desk: &mut Desk<'_>, case: &StreamId) -> Result<Option<Hash>, Refusal> {
    let docket = desk.stream(case)?;
    let Some(assigned) = docket.iter().find(|r| r.kind() == Some("case.assigned")) else { return Ok(None) };
    let Some(Event::Assigned(assigned)) = docket::event(assigned)? else { return Ok(None) };
    let by = desk.record(&assigned.by)?;
    let commit =
        by.as_ref().and_then(Record::body).and_then(|body| body.get("commit")).and_then(Value::as_text);
    let commit = commit.map(|hex| Hash::from_hex(hex).map_err(Refusal::internal)).transpose()?;
    Ok(Some(commit.unwrap_or(assigned.by)))
}

/// The setting that holds the last running number of a court, year and kind.
pub(crate) fn counter(court: &str, year: i16, kind: &CaseKind) -> String {
    format!("running/{court}/{year}/{kind}")
}
