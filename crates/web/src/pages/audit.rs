//! `GET /audit`: who did what, the newest first; reading it is itself in it.

use super::shell::{Page as _, Shell, Visit};
use super::{command, read};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use tarazy_access::bodies::AccessRead;

/// Rows of a page.
const ROWS: u32 = 100;

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Audit {
    s: Shell,
    rows: Vec<Line>,
    earlier: Option<i64>,
}

struct Line {
    at: String,
    actor: String,
    action: String,
    detail: String,
}

/// The audit.
pub(super) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let noted =
            command(site, &visit.signed()?.actor(), "access.read", &AccessRead { what: "audit".to_owned() })?;
        noted.map_err(|refusal| ApiError::refused(&refusal))?;
        let before = asked.before.unwrap_or(i64::MAX);
        let rows = site.read(|reader, _| tarazy_access::audit(reader, before, ROWS))?;
        let is_full = u32::try_from(rows.len()).is_ok_and(|n| n == ROWS);
        let earlier = rows.last().filter(|_| is_full).map(|row| row.id);
        let line = |row: tarazy_access::AuditRow| Line {
            at: Site::moment(row.at, site.zone, visit.lang),
            actor: row.actor,
            action: row.action,
            detail: row.detail,
        };
        let say = visit.say();
        let s = visit.shell(say.t("audit-title"))?.crumb("", say.t("home-crumb")).at("audit");
        Audit { s, rows: rows.into_iter().map(line).collect(), earlier }.show()
    })
    .await
}
