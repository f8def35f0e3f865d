//! `GET /work/paper/{commitment}/{*case}`: a paper of a case, for who may read its documents. Reading it leaves a row in the audit.

use super::super::shell::Visit;
use super::super::{command, not_found, read};
use super::open::open;
use crate::error::ApiError;
use crate::upload::Kind;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use tarazy_access::bodies::AccessRead;
use tarazy_docket::Hash;
use tarazy_store::truth;

/// The paper.
pub(in super::super) async fn get(
    visit: Visit,
    Path((commitment, name)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let opened = open(site, &visit, &name)?;
        let commitment: Hash = commitment.parse().map_err(|_| not_found())?;
        if !opened.case.documents.contains(&commitment) {
            return Err(not_found());
        }
        let document = site.read(|reader, _| Ok(truth::document(reader, commitment)?))?;
        let document = document.ok_or_else(not_found)?;
        let body = AccessRead { what: format!("{}#{}", opened.row.stream.as_str(), commitment.to_hex()) };
        let noted = command(site, &visit.signed()?.actor(), "access.read", &body)?;
        noted.map_err(|refusal| ApiError::refused(&refusal))?;
        let object: Hash = document.object.parse().map_err(|_| not_found())?;
        let bytes = site.documents.get(&object).map_err(|e| ApiError::internal(&e))?.ok_or_else(not_found)?;
        Ok(answer(&document.name, bytes))
    })
    .await
}

/// What browsers show by themselves without running anything is shown; the rest is saved.
fn answer(name: &str, bytes: Vec<u8>) -> Response {
    let (kind, way) = match Kind::of(&bytes, &bytes) {
        Some(Kind::Pdf) => ("application/pdf", "inline"),
        Some(Kind::Png) => ("image/png", "inline"),
        Some(Kind::Jpeg) => ("image/jpeg", "inline"),
        _ if std::str::from_utf8(&bytes).is_ok() => ("text/plain; charset=utf-8", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    // RFC 8187: names beyond ASCII.
    let name: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{way}; filename*=UTF-8''{name}")),
    ];
    (headers, bytes).into_response()
}
