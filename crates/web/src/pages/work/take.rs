//! Taking a step: from the form to the command, once.

use super::may::{actor, officer, own_judge};
use super::read::{Reading, Typed as _};
use super::step::AtStep;
use super::{envelopes, side, typed, written};
use crate::error::ApiError;
use crate::pages::{command_with, sentence};
use std::sync::{Mutex, PoisonError};
use tarazy_docket::{Object, Value, to_value};
use tarazy_procedure::Step;
use tarazy_procedure::asks::{Papers, papers};

/// What came of it.
pub(super) enum Outcome {
    /// It is on the docket.
    Taken,
    /// It is there, and waits for those of others.
    Waits,
    /// It is not, and why: id of the field, and the sentence.
    Wrong(Vec<(String, String)>),
}

/// Two clicks at the same time must fix one and the same body.
static FIXING: Mutex<()> = Mutex::new(());

/// Takes the step.
///
/// # Errors
/// If it cannot be written now.
pub(super) fn take(at: &mut AtStep<'_>) -> Result<Outcome, ApiError> {
    if at.step == Step::LeaveEnvelopes {
        return envelopes::leave(at);
    }
    let body = match fix(at)? {
        Fixed::Body(body) => body,
        Fixed::Taken => return Ok(Outcome::Taken),
        Fixed::Wrong(errors) => return Ok(Outcome::Wrong(errors)),
    };
    let actor = actor(at.visit.signed()?);
    let key = format!("step-{}", at.id.as_str());
    match command_with(at.site, key, &actor, at.step.command(), &body)? {
        Ok(_) => {
            written::note_taken(at.site, at.visit, &at.id)?;
            written::forget(at.site, at.visit, &at.id, &at.written)?;
            Ok(Outcome::Taken)
        }
        Err(refusal) => {
            // Nothing was written: it may be changed and sent anew, which is another command then.
            at.written.sending = None;
            at.keep()?;
            Ok(Outcome::Wrong(vec![("take".to_owned(), sentence(at.visit, &refusal))]))
        }
    }
}

enum Fixed {
    Body(Object),
    Taken,
    Wrong(Vec<(String, String)>),
}

/// What is sent: as it was fixed before, or fixed now.
fn fix(at: &mut AtStep<'_>) -> Result<Fixed, ApiError> {
    let _fixing = FIXING.lock().unwrap_or_else(PoisonError::into_inner);
    if written::was_taken(at.site, at.visit, &at.id)? {
        return Ok(Fixed::Taken);
    }
    if let Some(known) = written::own(at.site, at.visit, &at.id)?
        && let Some(body) = known.sent()
    {
        at.written = known;
        return Ok(Fixed::Body(body));
    }
    let body = match body(at)? {
        Ok(body) => body,
        Err(errors) => {
            at.keep()?;
            return Ok(Fixed::Wrong(errors));
        }
    };
    at.written.sending = Some(Value::Object(body.clone()).to_text());
    at.keep()?;
    Ok(Fixed::Body(body))
}

/// The body of the command, or what is wrong with the form.
fn body(at: &AtStep<'_>) -> Result<Result<Object, Vec<(String, String)>>, ApiError> {
    let say = at.visit.say();
    let reading = Reading { site: at.site, opened: &at.opened, typed: &at.written, step: at.step };
    let mut wrong = Vec::new();
    let mut body = match reading.body() {
        Ok(body) => body,
        Err(found) => {
            wrong.extend(found.into_iter().map(|(field, message)| (field, say.t(message))));
            Object::new()
        }
    };
    let is_typed = !at.written.one(typed::FIELD).is_empty();
    if at.written.files.is_empty() && !is_typed && papers(at.step) == Papers::Must {
        wrong.push(("file".to_owned(), say.t("work-wrong-no-paper")));
    }
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let mut files = at.written.files.clone();
    match typed::document(at)? {
        Ok(made) => files.splice(0..0, made).for_each(drop),
        Err(message) => return Ok(Err(vec![(typed::FIELD.to_owned(), say.t(message))])),
    }
    body.insert("case", at.opened.row.stream.as_str());
    if !files.is_empty() {
        body.insert("files", to_value(&files).map_err(|e| ApiError::internal(&e))?);
    }
    said(at, &mut body)?;
    if let Err(message) = side::sign(at.visit.signed()?, &at.opened, at.step, &mut body) {
        return Ok(Err(vec![("take".to_owned(), say.t(message))]));
    }
    Ok(Ok(body))
}

/// What goes without saying: who takes the step.
fn said(at: &AtStep<'_>, body: &mut Object) -> Result<(), ApiError> {
    let signed = at.visit.signed()?;
    let by = || {
        let (role, id) = officer(signed);
        Value::Object(Object::new().with("role", role).with("id", id))
    };
    match at.step {
        Step::Register | Step::Redraw => drop(body.insert("by", by())),
        Step::DecideRecusal => {
            let (role, id) = officer(signed);
            drop(body.insert("by", format!("{role}:{id}")));
        }
        // A notice that is about no hearing is about the act on the merits.
        Step::IssueNotice if body.get("hearing").is_none() => {
            if let Some(act) = &at.opened.case.act {
                drop(body.insert("act", act.leaf.to_hex()));
            }
        }
        step if step.names_a_judge() && body.get("judge").is_none() => {
            if let Some(judge) = own_judge(signed) {
                drop(body.insert("judge", judge));
            }
        }
        _ => {}
    }
    Ok(())
}
