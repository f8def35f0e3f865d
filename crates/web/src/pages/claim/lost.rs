//! A long text whose writer's session ended while he typed. Whose it is cannot be checked then, so nothing of the claim changes:
//! the text is kept beside it, under the claim's own id, which nobody but its owner knows, and stands in the form when he is back.

use super::{KIND, own, with_vault};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::pages::shell::Visit;
use crate::pages::uploaded;
use crate::site::Site;
use axum::extract::Request;
use std::sync::Arc;
use tarazy_docket::sha256;
use tarazy_registry::drafts::{Draft, DraftId};

/// The kind of draft that such a text is.
const UNSENT: &str = "unsent";

fn unsent_id(claim: &DraftId, step: &str) -> DraftId {
    let hash = sha256(&[b"tarazy/unsent/1\n", claim.as_str().as_bytes(), b"\n", step.as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(hash.0.get(..16).unwrap_or(&[0; 16]));
    DraftId::new(id)
}

/// Keeps what a visitor without a session sent to a step of a claim. What belongs to no claim is let go.
pub(in crate::pages) async fn keep(site: &Arc<Site>, request: Request) {
    let path = request.uri().path().to_owned();
    let mut parts = path.rsplit('/');
    let (Some(step), Some(id)) = (parts.next().map(str::to_owned), parts.next().and_then(DraftId::parse))
    else {
        return;
    };
    let Ok(typed) = uploaded::texts(request).await else { return };
    let own = Arc::clone(site);
    let kept = blocking(move || store(&own, &id, &step, &typed)).await;
    if kept.is_err() {
        tracing::warn!("what was typed without a session was not kept");
    }
}

fn store(site: &Site, id: &DraftId, step: &str, typed: &[(String, String)]) -> Result<(), ApiError> {
    let claim = with_vault(site, |vault| site.drafts.get(id, vault))?;
    let Some(claim) = claim.filter(|draft| draft.kind == KIND) else { return Ok(()) };
    let body = serde_json::to_vec(typed).map_err(|e| ApiError::internal(&e))?;
    let (id, owner, kind) = (unsent_id(id, step), claim.owner, UNSENT.to_owned());
    super::put(site, Draft { id, owner, kind, about: None, body, updated: 0 })
}

/// What was typed without a session; it stays until it is kept elsewhere ([`forget`]).
///
/// # Errors
/// If the store cannot be read.
pub(super) fn found(
    site: &Site,
    visit: &Visit,
    claim: &DraftId,
    step: &str,
) -> Result<Option<Vec<(String, String)>>, ApiError> {
    let id = unsent_id(claim, step);
    let Some(draft) = own(site, visit, &id, UNSENT)? else { return Ok(None) };
    serde_json::from_slice(&draft.body).map(Some).map_err(|e| ApiError::internal(&e))
}

/// Lets go what was typed without a session, once the claim itself holds it.
///
/// # Errors
/// If the store cannot be written.
pub(super) fn forget(site: &Site, visit: &Visit, claim: &DraftId, step: &str) -> Result<(), ApiError> {
    let owner = &visit.signed()?.person.id;
    with_vault(site, |_| site.drafts.remove(&unsent_id(claim, step), owner))
}
