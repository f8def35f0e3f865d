//! A step's form whose writer's session ended while he typed. The form says, sealed, to whom and for which step it was given; by that what
//! he sends without a session is kept for him alone, beside his draft, and stands in the form when he is back. Who sent it cannot be
//! checked then, so nothing that was there before changes until its owner sees it.

use super::open::Opened;
use super::step::AtStep;
use super::written::{self, Line, Written};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::pages::shell::Visit;
use crate::pages::{drafts, sealed, uploaded};
use crate::site::Site;
use axum::extract::Request;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tarazy_docket::{StreamId, sha256};
use tarazy_procedure::Step;
use tarazy_registry::drafts::{Draft, DraftId};

/// The field that says whose a form is.
pub(super) const FIELD: &str = "whose";
/// What it is sealed for.
const PLACE: &str = "step-form";
/// The kind of draft that such a text is.
const UNSENT: &str = "unsent-step";

/// Whose a form is, and what it is for.
#[derive(Serialize, Deserialize)]
struct Whose {
    person: String,
    case: String,
    step: String,
    draft: String,
}

/// What was sent without a session.
#[derive(Serialize, Deserialize)]
struct Unsent {
    step: String,
    draft: String,
    fields: Vec<(String, String)>,
}

fn unsent_id(draft: &DraftId) -> DraftId {
    let hash = sha256(&[b"tarazy/unsent-step/1\n", draft.as_str().as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(hash.0.get(..16).unwrap_or(&[0; 16]));
    DraftId::new(id)
}

/// What a form brings back, so that it is known whose it is.
///
/// # Errors
/// If it cannot be sealed.
pub(super) fn seal(at: &AtStep<'_>) -> Result<String, ApiError> {
    let whose = Whose {
        person: at.visit.signed()?.person.id.clone(),
        case: at.opened.row.stream.as_str().to_owned(),
        step: at.step.command().to_owned(),
        draft: at.id.as_str().to_owned(),
    };
    sealed::seal(at.site, PLACE, &whose)
}

/// Keeps what a visitor without a session sent to a step. Gives the way back to it, for a cookie; none if the form is not ours.
pub(in crate::pages) async fn keep(site: &Arc<Site>, request: Request) -> Option<String> {
    let typed = uploaded::texts(request).await.ok()?;
    let own = Arc::clone(site);
    let kept = blocking(move || store(&own, typed)).await;
    kept.unwrap_or_else(|_| {
        tracing::warn!("what was typed without a session was not kept");
        None
    })
}

fn store(site: &Site, typed: Vec<(String, String)>) -> Result<Option<String>, ApiError> {
    let found = typed.iter().find(|(name, _)| name == FIELD);
    let Some((_, sealed)) = found else { return Ok(None) };
    let Some(whose) = sealed::open::<Whose>(site, PLACE, sealed)? else { return Ok(None) };
    let (Some(draft), Ok(case)) = (DraftId::parse(&whose.draft), whose.case.parse::<StreamId>()) else {
        return Ok(None);
    };
    let fields = typed.into_iter().filter(|(name, _)| !matches!(name.as_str(), "draft" | "do" | FIELD));
    let unsent = Unsent { step: whose.step, draft: whose.draft, fields: fields.collect() };
    let body = serde_json::to_vec(&unsent).map_err(|e| ApiError::internal(&e))?;
    let way = format!("work~{}~{}~{}", unsent.step, case.identifier(), unsent.draft);
    let (id, kind) = (unsent_id(&draft), UNSENT.to_owned());
    drafts::put(site, Draft { id, owner: whose.person, kind, about: Some(case), body, updated: 0 })?;
    Ok(Some(way))
}

/// The address to which a way of [`keep`] leads, below the language.
pub(in crate::pages) fn back(way: &str) -> Option<String> {
    let parts: Vec<&str> = way.split('~').collect();
    let ["work", step, case, draft] = parts.as_slice() else { return None };
    let (step, draft) = (Step::of_command(step)?, DraftId::parse(draft)?);
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    is_plain(case).then(|| format!("/work/step/{}/{case}?draft={}", step.command(), draft.as_str()))
}

fn read(draft: &Draft) -> Result<Unsent, ApiError> {
    serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))
}

/// What was typed without a session, which from now on is the visitor's draft; none if there is nothing.
///
/// # Errors
/// If it cannot be read or kept.
pub(super) fn found(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    step: Step,
    id: &DraftId,
) -> Result<Option<Written>, ApiError> {
    let Some(draft) = drafts::own(site, visit, &unsent_id(id), UNSENT)? else { return Ok(None) };
    let unsent = read(&draft)?;
    let known = written::own(site, visit, id)?;
    // What is on its way to the writer is not changed any more.
    let is_sent = known.as_ref().is_some_and(|known| known.sending.is_some());
    if draft.about.as_ref() != Some(&opened.row.stream) || unsent.step != step.command() || is_sent {
        return Ok(None);
    }
    let of = unsent.fields.iter().find(|(name, _)| name == "of").and_then(|(_, id)| DraftId::parse(id));
    let before = match (known, of) {
        (Some(known), _) => Some(known),
        (None, Some(from)) => written::taken_over(site, visit, opened, &from)?,
        (None, None) => None,
    };
    let written = Written {
        step: unsent.step,
        fields: unsent.fields.into_iter().filter(|(name, _)| name != "of").collect(),
        writer: visit.signed()?.person.name.clone(),
        ..before.unwrap_or_default()
    };
    written::keep(site, visit, opened, id, &written)?;
    forget(site, visit, id)?;
    Ok(Some(written))
}

/// Lets it go.
///
/// # Errors
/// If the store cannot be written.
pub(super) fn forget(site: &Site, visit: &Visit, id: &DraftId) -> Result<(), ApiError> {
    let owner = &visit.signed()?.person.id;
    drafts::with_vault(site, |_| site.drafts.remove(&unsent_id(id), owner))
}

/// What the visitor typed into forms of a case without a session, and did not see again yet.
///
/// # Errors
/// If it cannot be read.
pub(super) fn lines(site: &Site, visit: &Visit, opened: &Opened) -> Result<Vec<Line>, ApiError> {
    let person = &visit.signed()?.person;
    let all = drafts::with_vault(site, |vault| site.drafts.about(&opened.row.stream, UNSENT, vault))?;
    let mut found = Vec::new();
    for draft in all.iter().filter(|draft| draft.owner == person.id) {
        let unsent = read(draft)?;
        let Some((id, step)) = DraftId::parse(&unsent.draft).zip(Step::of_command(&unsent.step)) else {
            continue;
        };
        found.push(Line { id, step, writer: person.name.clone(), is_own: true, updated: draft.updated });
    }
    Ok(found)
}
