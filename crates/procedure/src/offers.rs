//! Which steps can be taken as a case stands, and about what: the buttons of a case's page. It asks [`stands`] of an entry of
//! each step about each thing that the case has, so that a button is there exactly where the docket would take the entry. Whether the
//! law then agrees (a ground, a day) is for [`crate::decide()`] to say.

use crate::asks::{Ask, Member, Papers, asks, papers};
use crate::case::Case;
use crate::events::{AppealNo, Event, HearingNo, NoticeNo, PartyRole, SecuringNo};
use crate::next::Subject;
use crate::rules::stands;
use crate::stage::Stage;
use crate::steps::Step;
use tarazy_docket::{Hash, Object, Value};

/// A step that can be taken now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The step.
    pub step: Step,
    /// What of the case it can be about; [`Subject::Case`] alone where it is about the case itself.
    pub about: Vec<Subject>,
}

/// The steps that can be taken now, in the order in which procedure has them; `judge` is who would take those of a judge,
/// the rapporteur if nobody is named.
pub fn offers(case: &Case, judge: Option<&str>) -> Vec<Offer> {
    Step::ALL.iter().filter_map(|step| offer(case, *step, judge)).collect()
}

fn offer(case: &Case, step: Step, judge: Option<&str>) -> Option<Offer> {
    if let Some(allowed) = of_registry(case, step) {
        return allowed.then(|| Offer { step, about: subjects(case, step) });
    }
    let stands_with =
        |body: &Object| matches!(Event::asked(step, body), Ok(Some(event)) if stands(case, &event).is_ok());
    let stands_about = |subject: &Subject| {
        let body = candidate(case, step, subject, judge);
        variants(step, &body).iter().any(stands_with)
    };
    let about: Vec<Subject> = subjects(case, step).into_iter().filter(stands_about).collect();
    (!about.is_empty()).then_some(Offer { step, about })
}

/// The steps that the registry decides beside the docket, and those that nobody asks for.
fn of_registry(case: &Case, step: Step) -> Option<bool> {
    match step {
        Step::Register => Some(case.stage == Stage::Received && case.opened.is_some()),
        Step::CorrectCategory => Some(case.stage > Stage::Received && case.stage < Stage::Closed),
        Step::Redraw => Some(case.stage.has_bench() && !case.judges.is_empty()),
        Step::Receive
        | Step::Open
        | Step::Number
        | Step::Assign
        | Step::EnterForce
        | Step::RestoreAppeal
        | Step::TakeBackAppeal => Some(false),
        _ => None,
    }
}

/// What a step could be about.
fn subjects(case: &Case, step: Step) -> Vec<Subject> {
    let members = asks(step);
    let parties = || case.present().map(|(n, _)| Subject::Party(n)).collect();
    for Member { ask, is_optional, .. } in members {
        let found: Vec<Subject> = match ask {
            Ask::Party if !is_optional => parties(),
            Ask::Hearing => numbered(case.hearings.len(), |n| Subject::Hearing(HearingNo::after(n))),
            Ask::Motion => case.open_motions().map(|(n, _)| Subject::Motion(n)).collect(),
            Ask::Securing => numbered(case.securing.len(), |n| Subject::Securing(SecuringNo::after(n))),
            Ask::Notice => numbered(case.notices.len(), |n| Subject::Notice(NoticeNo::after(n))),
            Ask::Appeal => numbered(case.appeals.len(), |n| Subject::Appeal(AppealNo::after(n))),
            Ask::Judge if step == Step::DecideRecusal => {
                case.open_recusals().map(|r| Subject::Judge(r.judge.clone())).collect()
            }
            Ask::Judge => case.judges.iter().cloned().map(Subject::Judge).collect(),
            _ => continue,
        };
        return found;
    }
    vec![Subject::Case]
}

fn numbered(count: usize, subject: impl Fn(usize) -> Subject) -> Vec<Subject> {
    (0..count).map(subject).collect()
}

/// A body of the step about the subject, with something in every member that [`stands`] does not look at.
fn candidate(case: &Case, step: Step, subject: &Subject, judge: Option<&str>) -> Object {
    let mut body = Object::new();
    for member in asks(step) {
        if let Some(value) = filler(case, member, subject) {
            body.insert(member.name, value);
        }
    }
    let judge = judge.or(case.judges.first().map(String::as_str)).unwrap_or_default();
    if step.names_a_judge() && body.get("judge").is_none() {
        body.insert("judge", judge);
    }
    if step.names_the_act() {
        let act = case.act.as_ref().map_or(Hash([0; 32]), |act| act.leaf);
        body.insert("act", act.to_hex());
    }
    match step {
        Step::DecideRecusal => drop(body.insert("by", "chair:c1")),
        Step::Close => drop(body.insert("outcome", "decided")),
        Step::IssueNotice => about_something(case, &mut body),
        Step::SendAppeal => {
            body.insert("court", "0000");
            body.insert("to", case.stream.as_str());
        }
        _ => {}
    }
    let paper = || Value::Text(Hash([0; 32]).to_hex());
    match papers(step) {
        Papers::None => {}
        Papers::May | Papers::Must => drop(body.insert("documents", Value::Array(vec![paper()]))),
        Papers::Envelopes => {
            let list = case.judges.iter().map(|_| paper()).collect();
            body.insert("envelopes", Value::Array(list));
        }
    }
    body
}

/// A notice is about the hearing that is due, else about the act on the merits, and goes to the party himself.
fn about_something(case: &Case, body: &mut Object) {
    body.remove("representative");
    match (case.due_hearings().next(), &case.act) {
        (Some((number, _)), _) => drop(body.insert("hearing", number.0)),
        (None, Some(act)) => drop(body.insert("act", act.leaf.to_hex())),
        (None, None) => {}
    }
}

/// The body with each answer to its questions of choice, and of yes or no: on these may hang whether it stands.
fn variants(step: Step, body: &Object) -> Vec<Object> {
    let mut all = vec![body.clone()];
    for member in asks(step) {
        let answers: Vec<Value> = match member.ask {
            Ask::Choice(words) => words.iter().map(|word| Value::Text((*word).to_owned())).collect(),
            Ask::Flag => vec![Value::Bool(true), Value::Bool(false)],
            _ => continue,
        };
        let with = |body: &Object, answer: &Value| {
            let mut body = body.clone();
            body.insert(member.name, answer.clone());
            body
        };
        all = all.iter().flat_map(|body| answers.iter().map(|answer| with(body, answer))).collect();
    }
    all
}

fn filler(case: &Case, member: &Member, subject: &Subject) -> Option<Value> {
    let hearing = || {
        let new = Object::new().with("kind", "trial").with("at", Value::Int(0));
        Value::Object(new.with("minutes", Value::Int(1)).with("room", "1"))
    };
    let person = || {
        let role = match subject {
            Subject::Party(n) => case.party(*n).map(|p| p.party.role),
            _ => None,
        };
        let role = tarazy_docket::to_value(&role.unwrap_or(PartyRole::ThirdPerson)).ok()?;
        Some(Value::Object(Object::new().with("role", role).with("name", "x")))
    };
    // Whose power ends is somebody who has one.
    let name = || match subject {
        Subject::Party(n) => case.party(*n).and_then(|p| p.representatives.first()).map(|r| r.name.0.clone()),
        _ => None,
    };
    Some(match (member.ask, subject) {
        (Ask::Party, Subject::Party(n)) => tarazy_docket::to_value(n).ok()?,
        (Ask::Hearing, Subject::Hearing(n)) => tarazy_docket::to_value(n).ok()?,
        (Ask::Motion, Subject::Motion(n)) => tarazy_docket::to_value(n).ok()?,
        (Ask::Securing, Subject::Securing(n)) => tarazy_docket::to_value(n).ok()?,
        (Ask::Notice, Subject::Notice(n)) => tarazy_docket::to_value(n).ok()?,
        (Ask::Ways, _) => Value::Array(vec![Value::Object(Object::new().with("channel", "x"))]),
        (Ask::Appeal, Subject::Appeal(n)) => tarazy_docket::to_value(n).ok()?,
        (Ask::Judge, Subject::Judge(judge)) => Value::Text(judge.clone()),
        (Ask::Document, _) => Value::Text(case.documents.first()?.to_hex()),
        (Ask::Case, _) => Value::Text(case.stream.as_str().to_owned()),
        (Ask::Person, _) => person()?,
        (Ask::Name, _) => Value::Text(name().unwrap_or_else(|| "x".into())),
        (Ask::NewHearing, _) => hearing(),
        (Ask::Flag, _) => Value::Bool(true),
        (Ask::Moment | Ask::Number | Ask::Money, _) => Value::Int(1),
        (Ask::Grounds(_), _) => Value::Array(Vec::new()),
        (Ask::Choice(words), _) => Value::Text((*words.first()?).to_owned()),
        (Ask::Ground(_) | Ask::Category | Ask::Day | Ask::Code, _) => Value::Text("x".into()),
        _ => return None,
    })
}
