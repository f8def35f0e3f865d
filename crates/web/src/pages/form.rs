//! A form that was sent: only from this site's own pages, with the token of its visitor, and with what he typed.

use super::session::Visitor;
use super::shell::Visit;
use crate::body::Whole as WholeBody;
use crate::error::ApiError;
use crate::site::Site;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use std::collections::HashMap;
use std::sync::Arc;
use tarazy_access::secrets::same;

/// No form is longer, in bytes.
const LONGEST: usize = 64 * 1024;
/// The hidden field of the token.
pub(super) const TOKEN: &str = "form-token";

/// A visit that sends a form. A handler of `post` gets its visit in no other way, so none can forget the check.
pub(crate) struct Form {
    pub(crate) visit: Visit,
    fields: HashMap<String, String>,
}

impl Form {
    /// What was typed into a field, without white space around; empty if nothing was.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// What was typed, to the letter: for passwords.
    pub(crate) fn exact(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

impl FromRequest<Arc<Site>> for Form {
    type Rejection = ApiError;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, ApiError> {
        let foreign = || ApiError::new(StatusCode::FORBIDDEN, "foreign-form");
        if request.method() != Method::POST || !is_own(request.headers()) {
            return Err(foreign());
        }
        let visitor = request.extensions().get::<Visitor>().cloned().unwrap_or_default();
        let (mut parts, body) = request.into_parts();
        let visit = Visit::read(&mut parts, site).await?;
        let WholeBody(bytes) =
            WholeBody::<LONGEST>::from_request(Request::from_parts(parts, body), site).await?;
        let fields: HashMap<String, String> = form_urlencoded::parse(&bytes).into_owned().collect();
        let token = fields.get(TOKEN).map(String::as_str).unwrap_or_default();
        if !same(token.as_bytes(), visitor.expected().as_bytes()) {
            return Err(foreign());
        }
        Ok(Self { visit, fields })
    }
}

/// True if a page of this site sent it: new browsers say so, old ones name the page's origin.
pub(super) fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = text(header::ORIGIN.as_str()).and_then(|origin| origin.split_once("://"));
    matches!((origin, text(header::HOST.as_str())), (Some((_, origin)), Some(host)) if origin == host)
}
