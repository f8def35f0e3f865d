//! The store of drafts, as pages use it: one's own by its id and kind, and nothing of anybody else.

use super::shell::Visit;
use crate::error::ApiError;
use crate::site::Site;
use axum::http::StatusCode;
use tarazy_registry::drafts::{Draft, DraftError, DraftId};
use tarazy_store::Vault;

/// The draft with an id, if it is the visitor's own and of this kind.
///
/// # Errors
/// If it cannot be read.
pub(super) fn own(site: &Site, visit: &Visit, id: &DraftId, kind: &str) -> Result<Option<Draft>, ApiError> {
    let owner = &visit.signed()?.person.id;
    let found = with_vault(site, |vault| site.drafts.get(id, vault))?;
    Ok(found.filter(|draft| draft.owner == *owner && draft.kind == kind))
}

/// Keeps a draft as of now.
///
/// # Errors
/// 413 if it is too long, or its owner has too many.
pub(super) fn put(site: &Site, draft: Draft) -> Result<(), ApiError> {
    let draft = Draft { updated: (site.clock)(), ..draft };
    with_vault(site, |vault| site.drafts.put(&draft, vault, &mut &site.access))
}

/// Works on the store.
///
/// # Errors
/// As [`put`].
pub(super) fn with_vault<T>(
    site: &Site,
    work: impl Fn(&Vault) -> Result<T, DraftError>,
) -> Result<T, ApiError> {
    site.read(|_, vault| Ok(work(vault)))?.map_err(|e| match e {
        DraftError::TooLong | DraftError::NotKept => {
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
        }
        fault => ApiError::internal(&fault),
    })
}
