//! Which action of the policies a step is, and as whom a person takes it.

use super::super::session::Signed;
use crate::error::ApiError;
use crate::site::Site;
use tarazy_access::Role;
use tarazy_access::policy::{Action, CaseFacts, Thing};
use tarazy_procedure::{Step, Who};

/// What somebody must be allowed to do to take a step; none for what no person does.
pub(super) fn action(step: Step) -> Option<Action> {
    Some(match (step.who(), step) {
        (Who::Party, _) => Action::TakePart,
        (_, Step::Register | Step::CorrectCategory | Step::MarkDuplicate) => Action::Register,
        (Who::Chancery, _) => Action::KeepFile,
        (_, Step::DecideSecuring) => Action::DecideUrgent,
        (_, Step::SignProtocol) => Action::KeepProtocol,
        (Who::Judge, _) => Action::Decide,
        (Who::Chair, _) => Action::DecideRecusals,
        (Who::AppealCourt | Who::Program, _) => return None,
    })
}

/// Whether somebody may do something to a thing.
///
/// # Errors
/// If the policies cannot be asked.
pub(in super::super) fn may(
    site: &Site,
    signed: &Signed,
    action: Action,
    thing: &Thing,
) -> Result<bool, ApiError> {
    let decided = site.access.policies.decide(&signed.who(), action, thing);
    decided.map(|decided| decided.may).map_err(|fault| ApiError::internal(&fault))
}

/// Whether somebody may take a step in a case.
///
/// # Errors
/// As [`may`].
pub(super) fn may_take(
    site: &Site,
    signed: &Signed,
    step: Step,
    facts: &CaseFacts,
) -> Result<bool, ApiError> {
    let Some(action) = action(step) else { return Ok(false) };
    // A judge who may not sit says so himself.
    if step == Step::DeclareRecusal && may(site, signed, Action::Decide, &Thing::Case(facts.clone()))? {
        return Ok(true);
    }
    let thing = match action {
        Action::DecideRecusals => Thing::Court(facts.court.clone()),
        _ => Thing::Case(facts.clone()),
    };
    may(site, signed, action, &thing)
}

/// The judge who somebody is, by the role in which he acts.
pub(in super::super) fn own_judge(signed: &Signed) -> Option<&str> {
    let acting = signed.acting.as_ref().filter(|grant| grant.role == Role::Judge)?;
    acting.judges.first().map(String::as_str)
}

/// The name under which the docket keeps what somebody does, with his own for the audit.
pub(in super::super) fn actor(signed: &Signed) -> String {
    let acting = signed.acting.as_ref();
    let court = acting.and_then(|grant| grant.court.as_deref()).unwrap_or_default();
    let as_whom = match acting.map(|grant| grant.role) {
        Some(Role::Clerk) => format!("registrar:{court}"),
        Some(Role::Judge) => format!("judge:{}", own_judge(signed).unwrap_or(court)),
        Some(Role::Chair) => format!("chair:{court}"),
        Some(Role::Secretary) => "secretary".to_owned(),
        Some(Role::Assistant) => "assistant".to_owned(),
        Some(Role::Citizen | Role::Lawyer | Role::Administrator) | None => "party".to_owned(),
    };
    format!("{as_whom};{}", signed.actor())
}

/// The officer whom a decision names: role and id. A chair who is a judge too is named as that judge, so that he cannot decide about
/// himself.
pub(super) fn officer(signed: &Signed) -> (&'static str, String) {
    let acting = signed.acting.as_ref();
    let role = match acting.map(|grant| grant.role) {
        Some(Role::Chair) => "chair",
        Some(Role::Judge) => "judge",
        _ => "registrar",
    };
    let same_court = |g: &&tarazy_access::Grant| {
        g.role == Role::Judge && g.court == acting.and_then(|grant| grant.court.clone())
    };
    let judge = signed.person.grants.iter().find(same_court).and_then(|grant| grant.judges.first());
    (role, judge.cloned().unwrap_or_else(|| signed.person.id.clone()))
}
