//! The same for programs, as JSON: courts, a court, a case; and the bundle of a draw to download.

use super::bundle::{NoBundle, draw_bundle};
use super::{case, draw, not_found, read};
use crate::error::ApiError;
use crate::site::Site;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use std::sync::Arc;
use tarazy_base::Lang;
use tarazy_docket::Hash;
use tarazy_registry::Court;

/// A text in three languages.
#[derive(Serialize)]
struct Three {
    kk: String,
    ru: String,
    en: String,
}

#[derive(Serialize)]
struct CourtData {
    code: String,
    name: Three,
    zone: String,
    divisions: Vec<String>,
}

#[derive(Serialize)]
struct JudgeData {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct WholeCourt {
    #[serde(flatten)]
    court: CourtData,
    judges: Vec<JudgeData>,
}

#[derive(Serialize)]
struct CaseData {
    number: String,
    stream: String,
    court: String,
    category: String,
    stage: String,
    /// Milliseconds since 1970, UTC.
    filed: i64,
    judges: Vec<JudgeData>,
    draws: Vec<DrawData>,
}

#[derive(Serialize)]
struct DrawData {
    leaf: String,
    kind: String,
    state: String,
    result: Option<String>,
}

fn court_data(court: &Court) -> CourtData {
    let name = Three { kk: court.name.kk.clone(), ru: court.name.ru.clone(), en: court.name.en.clone() };
    let divisions = court.divisions.iter().map(|d| d.id.clone()).collect();
    CourtData { code: court.code.clone(), name, zone: court.zone.clone(), divisions }
}

/// `GET /api/courts`.
pub(super) async fn courts(State(site): State<Arc<Site>>) -> Result<Response, ApiError> {
    read(&site, |site| {
        let directory = site.directory()?;
        let all: Vec<CourtData> = directory.search("", Lang::Kk).into_iter().map(court_data).collect();
        Ok(Json(all).into_response())
    })
    .await
}

/// `GET /api/court/{code}`.
pub(super) async fn court(
    State(site): State<Arc<Site>>,
    Path(code): Path<String>,
) -> Result<Response, ApiError> {
    read(&site, move |site| {
        let directory = site.directory()?;
        let court = court_data(directory.court(&code).ok_or_else(not_found)?);
        let judges = directory.judges_of(&code).into_iter();
        let judges =
            judges.map(|(id, name)| JudgeData { id: id.to_owned(), name: name.to_owned() }).collect();
        Ok(Json(WholeCourt { court, judges }).into_response())
    })
    .await
}

/// `GET /api/case/{*number}`.
pub(super) async fn case(
    State(site): State<Arc<Site>>,
    Path(number): Path<String>,
) -> Result<Response, ApiError> {
    read(&site, move |site| {
        let seen = case::seen(site, &number)?;
        let directory = site.directory()?;
        let judge = |id: &String| JudgeData { name: directory.judge_name(id).to_owned(), id: id.clone() };
        let draw = |row: &tarazy_registry::models::DrawRow| DrawData {
            leaf: row.leaf.to_hex(),
            kind: row.kind.clone(),
            state: row.state.clone(),
            result: row.result.map(Hash::to_hex),
        };
        Ok(Json(CaseData {
            number: seen.number,
            stream: seen.row.stream.to_string(),
            court: seen.row.court,
            category: seen.row.category,
            stage: seen.row.stage,
            filed: seen.row.filed,
            judges: seen.row.judges.iter().map(judge).collect(),
            draws: seen.draws.iter().map(draw).collect(),
        })
        .into_response())
    })
    .await
}

/// `GET /api/draw/{leaf}/bundle`: what `tarazy-verify draw` reads.
pub(super) async fn bundle(
    State(site): State<Arc<Site>>,
    Path(leaf): Path<String>,
) -> Result<Response, ApiError> {
    let leaf = Hash::from_hex(&leaf).map_err(|_| not_found())?;
    read(&site, move |site| {
        draw::row(site, &leaf)?;
        let mut made = Err(NoBundle::Unknown);
        site.read(|reader, vault| {
            made = draw_bundle(reader, vault, site.objects.as_ref(), &leaf);
            Ok(())
        })?;
        let bytes = made.map_err(|fault| match fault {
            NoBundle::Unknown => not_found(),
            NoBundle::Open | NoBundle::Log(_) => ApiError::new(StatusCode::NOT_FOUND, "draw-not-ready"),
            NoBundle::Rows(refusal) => ApiError::refused(&refusal),
        })?;
        let name =
            format!("attachment; filename=\"draw-{}.json\"", leaf.to_hex().get(..12).unwrap_or_default());
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|e| ApiError::internal(&e))?),
        ];
        Ok((headers, bytes).into_response())
    })
    .await
}
