//! The road of a case: every step that procedure decides, from the command's body to entries, and what the registry does beside it:
//! the draw anew after a recusal, the work given back when a case ends, the docket of an appeal, the echo of its act below.

use crate::bodies::FilePut;
use crate::code::check_code;
use crate::court::{self, Court};
use crate::docket::{self, CaseFile};
use crate::filing::{check_parties, put_documents};
use crate::notices::fill_ways;
use crate::office::Registry;
use crate::redraw::Replaced;
use crate::refusals;
use tarazy_base::Instant;
use tarazy_docket::commit::files_hash;
use tarazy_docket::{Hash, Object, StreamId, Value, from_value};
use tarazy_draw::record::{By, RedrawCode};
use tarazy_procedure::events::{
    ActInForce, AppealDecided, AppealSent, CaseOpened, FilingReceived, RecusalDecided, SecuringDecided,
};
use tarazy_procedure::{Context, Deed, Event, Instance, Place, Stage, Step, decide, in_force_day};
use tarazy_store::{Command, Desk, Record, Refusal};

/// The cause of a redraw after a recusal, in the law's list.
const RECUSED: &str = "recusal-granted";
/// The urgent act that the duty judge does, as the ledger names it.
const SECURING: &str = "securing";

impl Registry {
    /// Any step that procedure decides.
    pub(crate) fn take_step(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        step: Step,
    ) -> Result<Object, Refusal> {
        let mut body = command.body.clone();
        let stream = case_of(&mut body)?;
        let mut file = docket::case(desk, &stream)?;
        let court = court::court(desk, &file.case.filing.body.court)?;
        let files = files_of(&mut body)?;
        // A dissent must not show by the size of its envelope.
        if step == Step::LeaveEnvelopes
            && files.windows(2).any(|pair| matches!(pair, [a, b] if a.size != b.size))
        {
            return Err(Refusal::new(422, "envelopes"));
        }
        put_documents(desk, &files)?;
        let put: Vec<Hash> = files.iter().map(|file| file.commitment).collect();
        let to = (step == Step::SendAppeal).then(|| appeal_court(desk, &court)).transpose()?;
        let known = self.today(desk, &court)?;
        let (now, zone, importing) = (desk.time(), court.zone()?, desk.is_importing()?);
        let mut context = Context { law: &self.setup.law, known, now, zone, duty: None, importing };
        if step == Step::EnterForce && body.get("since").is_none() {
            let day = in_force_day(&file.case, &context).ok_or_else(|| docket::not_now(step, &file))?;
            body.insert("since", day.to_string());
        }
        let asked = self.asked(desk, &file, step, body, &put, to.as_ref())?;
        let duty = self.on_duty(desk, &file, &asked)?;
        context.duty = duty.as_deref();
        let deeds =
            decide(&file.case, asked, &context).map_err(|e| refusals::procedure(&e, &file.case, &context))?;
        let mut answer = Object::new();
        let mut last = None;
        for deed in deeds {
            last = Some(self.do_deed(desk, command, &mut file, deed, last.as_ref(), &mut answer)?);
        }
        if let (Some(to), Some(Event::AppealSent(sent))) =
            (&to, &last.as_ref().map(|(_, event)| event.clone()))
        {
            self.open_appeal(desk, command, &file, sent, to)?;
            answer.insert("appeal", sent.to.as_str());
        }
        Ok(answer.with("stage", file.case.stage.as_str()))
    }

    /// Writes a deed, with what the registry does beside it.
    fn do_deed(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &mut CaseFile,
        deed: Deed,
        last: Option<&(Record, Event)>,
        answer: &mut Object,
    ) -> Result<(Record, Event), Refusal> {
        let event = match (deed, last) {
            (Deed::Write(event), _) => *event,
            (Deed::InForce { since }, Some((act, _))) => ActInForce { act: act.leaf, since }.into(),
            (Deed::InForce { .. }, None) => return Err(Refusal::internal("no act before its force")),
        };
        if matches!(event, Event::Closed(_))
            && file.case.assigned_by.is_some()
            && is_given_up(&file.case.stage)
        {
            self.refund(desk, command, file)?;
        }
        let record = self.append(desk, command, &file.case.stream.clone(), &event)?;
        let before = file.clone();
        file.case
            .apply(Place { leaf: record.leaf, time: record.entry.time }, &event)
            .map_err(Refusal::internal)?;
        file.head = record.leaf;
        match &event {
            Event::Closed(e) => drop(answer.insert("outcome", e.outcome.as_str())),
            Event::ActIssued(_) => drop(answer.insert("act", record.leaf.to_hex())),
            Event::SecuringDecided(e) if !before.case.judges.contains(&e.judge) => {
                self.note_duty(desk, command, &before, e)?;
            }
            Event::NoticeIssued(e) => {
                let number = file.case.notices.len();
                answer.insert("notice", u32::try_from(number).map_err(Refusal::internal)?);
                self.put_sending(desk, file, e)?;
            }
            Event::RecusalDecided(e) if e.granted => {
                let drawn = self.recused(desk, command, &before, e)?;
                for (name, value) in drawn.iter() {
                    answer.insert(name, value.clone());
                }
            }
            Event::ActInForce(e) if file.case.instance() == Instance::Appeal => {
                self.echo(desk, command, file, last, e)?;
            }
            _ => {}
        }
        Ok((record, event))
    }

    /// What is asked for, read from the command's body, with what goes without saying filled in.
    fn asked(
        &self,
        desk: &mut Desk<'_>,
        file: &CaseFile,
        step: Step,
        mut body: Object,
        documents: &[Hash],
        to: Option<&Court>,
    ) -> Result<Event, Refusal> {
        let surplus = |member: &str| Refusal::new(422, "schema").with("member", member.to_owned());
        if body.remove("imported").is_some() {
            return Err(surplus("imported"));
        }
        if !documents.is_empty() {
            let member = if step == Step::LeaveEnvelopes { "envelopes" } else { "documents" };
            let list = documents.iter().map(|hash| Value::Text(hash.to_hex())).collect();
            body.insert(member, Value::Array(list));
        }
        if step.names_a_judge() && body.get("judge").is_none() {
            let judge = file.case.judges.first().ok_or_else(|| docket::not_now(step, file))?;
            body.insert("judge", judge.as_str());
        }
        if step.names_the_act() && body.get("act").is_none() {
            let act = file.case.act.as_ref().ok_or_else(|| docket::not_now(step, file))?;
            body.insert("act", act.leaf.to_hex());
        }
        if step == Step::Close {
            body.insert("outcome", "decided");
        }
        if let Some(court) = to {
            let mut random = [0; 16];
            desk.random(&mut random);
            body.insert("court", court.code.as_str());
            body.insert("to", StreamId::case(random).as_str());
        }
        let given: Vec<String> = body.iter().map(|(name, _)| name.to_owned()).collect();
        let asked = Event::asked(step, &body).map_err(|e| Refusal::new(422, "schema").with("what", e))?;
        let mut asked = asked.ok_or_else(|| Refusal::internal("a step without an entry"))?;
        let read = asked.body().map_err(|e| Refusal::new(422, "number").with("what", e))?;
        if let Some(name) = given.iter().find(|name| read.get(name).is_none()) {
            return Err(surplus(name));
        }
        let imported = self.imported(desk)?;
        match &mut asked {
            Event::ActIssued(e) => {
                e.imported = imported;
                check_code(&e.act)?;
            }
            Event::Closed(e) => e.imported = imported,
            Event::PartyJoined(e) => check_parties(std::slice::from_ref(&e.party))?,
            Event::PartyCorrected(e) => check_parties(std::slice::from_ref(&e.now))?,
            Event::PartyReplaced(e) => check_parties(std::slice::from_ref(&e.by))?,
            Event::PartySucceeded(e) => check_parties(std::slice::from_ref(&e.by))?,
            Event::NoticeIssued(e) => fill_ways(&file.case, e),
            Event::HearingSet(e) => check_code(&e.room)?,
            Event::HearingMoved(e) => check_code(&e.room)?,
            Event::HearingAdjourned(e) => check_code(&e.next.room)?,
            Event::RecusalDecided(e) => drop(officer(&e.by)?),
            Event::Archived(e) => check_code(&e.index)?,
            _ => {}
        }
        Ok(asked)
    }

    fn today(&self, desk: &Desk<'_>, court: &Court) -> Result<tarazy_base::Date, Refusal> {
        Ok(Instant::from_ms(desk.time()).map_err(Refusal::internal)?.date_in(court.zone()?))
    }

    /// The judge who asks, if the roster of today names him and he does not sit in the case.
    fn on_duty(
        &self,
        desk: &mut Desk<'_>,
        file: &CaseFile,
        asked: &Event,
    ) -> Result<Option<String>, Refusal> {
        let Event::SecuringDecided(e) = asked else { return Ok(None) };
        if file.case.judges.contains(&e.judge) {
            return Ok(None);
        }
        let is_named = self.is_on_duty(desk, file, &e.judge)?;
        Ok(is_named.then(|| e.judge.clone()))
    }

    /// The ledger keeps every urgent act of a duty judge.
    fn note_duty(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        e: &SecuringDecided,
    ) -> Result<(), Refusal> {
        let judge = e.judge.parse().map_err(Refusal::internal)?;
        let act = SECURING.parse().map_err(Refusal::internal)?;
        let by = officer(&format!("judge:{}", e.judge))?;
        self.log_duty(desk, command, file, judge, act, by).map(|_| ())
    }

    /// A granted recusal: the conflict is logged, the work given back, the case drawn again.
    fn recused(
        &mut self,
        desk: &mut Desk<'_>,
        command: &Command,
        file: &CaseFile,
        e: &RecusalDecided,
    ) -> Result<Object, Refusal> {
        let open = file.case.open_recusals().find(|r| r.judge == e.judge);
        let ground = open.map_or(RECUSED, |r| r.ground.as_str()).to_owned();
        let ground = self.conflict_ground(desk, &ground)?;
        let (code, judge) = (RedrawCode::ExcludedByLaw, e.judge.as_str());
        self.replace_judge(
            desk,
            command,
            file,
            Replaced { code, ground: &ground, judge, by: officer(&e.by)? },
        )
    }

    /// The docket of an appeal, in the court above.
    fn open_appeal(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        first: &CaseFile,
        sent: &AppealSent,
        court: &Court,
    ) -> Result<(), Refusal> {
        let imported = self.imported(desk)?;
        let documents: Vec<Hash> = first.case.documents.iter().copied().collect();
        let received = FilingReceived {
            kind: "appeal".to_owned(),
            court: court.code.clone(),
            division: court.division(None)?.id.clone(),
            category: first.case.category.clone(),
            received: desk.time(),
            files: u32::try_from(documents.len()).map_err(Refusal::internal)?,
            files_hash: (!documents.is_empty()).then(|| files_hash(&documents)),
            imported,
        };
        let opened = CaseOpened {
            parties: first.case.present().map(|(_, p)| p.party.clone()).collect(),
            documents,
            of: Some(first.case.stream.clone()),
            imported,
            ..CaseOpened::default()
        };
        self.append(desk, command, &sent.to, &received.into())?;
        self.append(desk, command, &sent.to, &opened.into())?;
        Ok(())
    }

    /// What the act of the court of appeal does below: the case comes back, its decision is in force.
    fn echo(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        appeal: &CaseFile,
        act: Option<&(Record, Event)>,
        force: &ActInForce,
    ) -> Result<(), Refusal> {
        let Some(first) = appeal.case.opened.as_ref().and_then(|o| o.of.clone()) else { return Ok(()) };
        let Some((_, Event::ActIssued(issued))) = act else { return Ok(()) };
        let mut first = docket::case(desk, &first)?;
        let decided = AppealDecided {
            by: appeal.case.stream.clone(),
            act: force.act,
            outcome: issued.outcome.clone().unwrap_or_default(),
        };
        let below = first.case.act.as_ref().map(|a| a.leaf);
        let below = below.ok_or_else(|| Refusal::internal("an appeal against no decision"))?;
        let in_force = ActInForce { act: below, since: force.since.clone() };
        for event in [Event::from(decided), Event::from(in_force)] {
            let record = self.append(desk, command, &first.case.stream.clone(), &event)?;
            let place = Place { leaf: record.leaf, time: record.entry.time };
            first.case.apply(place, &event).map_err(Refusal::internal)?;
        }
        Ok(())
    }
}

/// The case that a body names; the body keeps the rest.
fn case_of(body: &mut Object) -> Result<StreamId, Refusal> {
    let missing = || Refusal::new(422, "schema").with("member", "case");
    let Some(Value::Text(case)) = body.remove("case") else { return Err(missing()) };
    case.parse().map_err(|_| Refusal::new(404, "no-stream"))
}

/// Before a decision the judge's ledger gets back what was not worked off.
fn is_given_up(stage: &Stage) -> bool {
    matches!(stage, Stage::Assigned | Stage::Preparation | Stage::Trial)
}

/// The court that hears appeals from a court.
fn appeal_court(desk: &mut Desk<'_>, court: &Court) -> Result<Court, Refusal> {
    let above = court.appeals_to.as_deref();
    court::court(desk, above.ok_or_else(|| Refusal::new(422, "no-appeal-court").with("court", &court.code))?)
}

/// An officer, as `role:id`.
pub(crate) fn officer(text: &str) -> Result<By, Refusal> {
    let wrong = || Refusal::new(422, "named-officer");
    let (role, id) = text.split_once(':').ok_or_else(wrong)?;
    Ok(By { role: role.parse().map_err(|_| wrong())?, id: id.parse().map_err(|_| wrong())? })
}

/// The documents that a body brings.
fn files_of(body: &mut Object) -> Result<Vec<FilePut>, Refusal> {
    match body.remove("files") {
        None => Ok(Vec::new()),
        Some(value) => from_value(&value).map_err(|e| Refusal::new(422, "schema").with("what", e)),
    }
}
