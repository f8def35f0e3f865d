//! Sending. What is sent is fixed once and kept with the draft; the key of the command comes from the draft. So a claim that is
//! sent twice, by a double click or after an answer was lost, is filed once.

use super::sent::{self, Filed};
use super::{Errors, KIND, Work, may_file, own, papers, put, summary, to, with_vault};
use crate::error::ApiError;
use crate::pages::shell::Visit;
use crate::pages::{command_with, not_found, read, sentence};
use crate::site::Site;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::sync::{Mutex, PoisonError};
use tarazy_access::Role;
use tarazy_base::Tiyn;
use tarazy_docket::{StreamId, Value, sha256};
use tarazy_registry::bodies::{Filer, FilingReceive};
use tarazy_registry::drafts::{Draft, DraftId};

/// The kind under which the store remembers what was sent.
pub(super) const FILED: &str = "filed";

/// Two clicks at the same time must fix one and the same text.
static FIXING: Mutex<()> = Mutex::new(());

/// Under which id it is remembered that a draft was sent.
pub(super) fn filed_id(draft: &DraftId) -> DraftId {
    let hash = sha256(&[b"tarazy/filed/1\n", draft.as_str().as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(hash.0.get(..16).unwrap_or(&[0; 16]));
    DraftId::new(id)
}

/// To the receipt, if the draft was sent before.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn already(site: &Site, visit: &Visit, id: &str) -> Result<Option<Response>, ApiError> {
    let Some(id) = DraftId::parse(id) else { return Ok(None) };
    let filed = own(site, visit, &filed_id(&id), FILED)?;
    Ok(filed.map(|_| to(visit, &format!("/filed/{}", id.as_str()))))
}

/// Sends the claim.
///
/// # Errors
/// If it cannot be written now.
pub(super) fn send(mut work: Work<'_>) -> Result<Response, ApiError> {
    if !may_file(work.site, work.visit, &work.claim.court)? {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "forbidden"));
    }
    let Some(body) = fix(&mut work)? else {
        return Ok(to(work.visit, &format!("/filed/{}", work.id.as_str())));
    };
    // The docket keeps that a party filed; the audit and the case's parts keep who he is.
    let actor = format!("party;{}", work.visit.signed()?.actor());
    let key = format!("claim-{}", work.id.as_str());
    match command_with(work.site, key, &actor, "filing.receive", &body)? {
        Ok(answer) => {
            let Some(Value::Text(stream)) = answer.body.get("case") else { return Err(not_found()) };
            let stream: StreamId = stream.parse().map_err(|_| not_found())?;
            let owner = work.visit.signed()?.person.id.clone();
            let filed = Filed {
                draft: work.id.as_str().to_owned(),
                court: body.court.clone(),
                received: body.received,
            };
            let text = serde_json::to_vec(&filed).map_err(|e| ApiError::internal(&e))?;
            let id = filed_id(&work.id);
            let kind = FILED.to_owned();
            put(
                work.site,
                Draft { id, owner: owner.clone(), kind, about: Some(stream), body: text, updated: 0 },
            )?;
            with_vault(work.site, |_| work.site.drafts.remove(&work.id, &owner))?;
            Ok(to(work.visit, &format!("/filed/{}", work.id.as_str())))
        }
        Err(refusal) => {
            // It was not filed: it may be changed and sent anew, which is another command then.
            let sentence = sentence(work.visit, &refusal);
            work.claim.sending = None;
            work.save()?;
            summary::page(&work, vec![("send".to_owned(), sentence)])
        }
    }
}

/// What is sent: as it was fixed before, or fixed now. None if it was sent meanwhile.
fn fix(work: &mut Work<'_>) -> Result<Option<FilingReceive>, ApiError> {
    let _fixing = FIXING.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(draft) = own(work.site, work.visit, &work.id, KIND)? else { return Ok(None) };
    work.claim = serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))?;
    if let Some(body) = &work.claim.sending {
        return Ok(Some(body.clone()));
    }
    let body = body(work)?;
    work.claim.sending = Some(body.clone());
    work.save()?;
    Ok(Some(body))
}

fn body(work: &Work<'_>) -> Result<FilingReceive, ApiError> {
    let claim = &work.claim;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let now = (work.site.clock)();
    let mut files = papers::papers(work, now)?;
    files.extend(claim.files.iter().map(|annex| annex.file.clone()));
    Ok(FilingReceive {
        court: claim.court.clone(),
        division: None,
        category: claim.category.clone(),
        received: now,
        parties: claim.parties.iter().map(super::text::Someone::party).collect(),
        demand: some(&claim.demand),
        given: Some(claim.given(&work.site.law, work.day)),
        subject: some(&claim.subject),
        files,
        value_tiyn: claim.value().map(Tiyn::get),
        filer: filer(work)?,
        value_source: None,
        source_id: None,
    })
}

/// What the writer is to the claimant; nothing at the counter, where a clerk writes for somebody else.
fn filer(work: &Work<'_>) -> Result<Option<Filer>, ApiError> {
    let acting = work.visit.signed()?.acting.as_ref().map(|grant| grant.role);
    Ok(match (acting, work.claim.for_other) {
        (Some(Role::Clerk), _) => None,
        (_, true) => Some(Filer::Representative),
        (_, false) => Some(Filer::Party),
    })
}

/// `GET /filed/{id}`: the receipt.
pub(in crate::pages) async fn sent(visit: Visit, Path(id): Path<String>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let stream = stream_of(site, &visit, &id)?;
        sent::page(site, &visit, &id, &stream, Errors::new())
    })
    .await
}

/// `GET /filed/{id}/proof`: the file that proves it to everybody.
pub(in crate::pages) async fn proof(visit: Visit, Path(id): Path<String>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let stream = stream_of(site, &visit, &id)?;
        let Some(text) = sent::proof(site, &stream)? else {
            return Err(ApiError::new(StatusCode::NOT_FOUND, "receipt-not-yet"));
        };
        let name = format!("attachment; filename=\"{}.tlog-proof\"", stream.identifier());
        Ok((
            [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ],
            text,
        )
            .into_response())
    })
    .await
}

fn stream_of(site: &Site, visit: &Visit, id: &str) -> Result<StreamId, ApiError> {
    let id = DraftId::parse(id).ok_or_else(not_found)?;
    let filed = own(site, visit, &filed_id(&id), FILED)?.ok_or_else(not_found)?;
    filed.about.ok_or_else(not_found)
}
