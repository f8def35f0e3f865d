//! `GET /court/{code}`: a court, its judges, and its newest cases.

use super::shell::{Page as _, Shell, Visit};
use super::{case, not_found, read};
use crate::directory;
use crate::error::ApiError;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tarazy_registry::models;

/// Cases that are shown.
const NEWEST: u32 = 30;

#[derive(Template)]
#[template(path = "court.html")]
struct CourtPage {
    s: Shell,
    name: String,
    code: String,
    judges: Vec<(String, String)>,
    cases: Vec<Line>,
}

struct Line {
    number: String,
    stage: String,
    judges: String,
}

/// A court's page.
pub(super) async fn get(visit: Visit, Path(code): Path<String>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let directory = site.directory()?;
        let court = directory.court(&code).ok_or_else(not_found)?;
        let name = directory::name(court, visit.lang).to_owned();
        let rows = site.read(|reader, _| models::cases(reader, Some(&code), NEWEST))?;
        let say = visit.say();
        let line = |row: models::CaseRow| {
            let names: Vec<&str> = row.judges.iter().map(|id| directory.judge_name(id)).collect();
            let judges = names.join(", ");
            Some(Line { number: row.number?, stage: say.of("stage-", &row.stage), judges })
        };
        let shown = rows.into_iter().filter(|row| case::is_public(site, row));
        let cases = shown.filter_map(line).collect();
        let judges = directory.judges_of(&code);
        let judges = judges.into_iter().map(|(id, name)| (id.to_owned(), name.to_owned())).collect();
        let s = visit.court_shell(name.clone(), court);
        let s = s.crumb("", say.t("home-crumb")).crumb("/courts", say.t("courts-title")).at("courts");
        CourtPage { s: s.data(format!("/api/court/{code}")), name, code: code.clone(), judges, cases }.show()
    })
    .await
}
