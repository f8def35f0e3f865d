//! `GET /api/court/{code}/hearings` and `….ics`: the list of hearings for programs and calendars (RFC 5545).

use super::hearings::{Asked, Week, week};
use super::{not_found, read};
use crate::error::ApiError;
use crate::language;
use crate::site::Site;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use std::sync::Arc;
use tarazy_base::{Instant, Lang, Zone};

/// Longest line of a calendar, in bytes.
const LINE: usize = 75;

#[derive(Serialize)]
struct HearingData {
    case: String,
    n: u32,
    /// Milliseconds since 1970, UTC.
    at: i64,
    minutes: u32,
    room: String,
    kind: String,
    remote: bool,
    state: String,
    judges: Vec<String>,
}

/// The list as JSON.
pub(super) async fn json(
    State(site): State<Arc<Site>>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    read(&site, move |site| {
        let directory = site.directory()?;
        let week = week(site, directory.court(&code).ok_or_else(not_found)?, &asked)?;
        let data = |h: tarazy_registry::models::HearingRow| HearingData {
            case: h.number.unwrap_or_default(),
            n: h.n,
            at: h.at,
            minutes: h.minutes,
            room: h.room,
            kind: h.kind,
            remote: h.remote,
            state: h.state,
            judges: h.judges,
        };
        Ok(Json(week.hearings.into_iter().map(data).collect::<Vec<_>>()).into_response())
    })
    .await
}

/// The list as a calendar, in the language that the asker wants.
pub(super) async fn ics(
    State(site): State<Arc<Site>>,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let lang = language::kept(&headers);
    read(&site, move |site| {
        let directory = site.directory()?;
        let court = directory.court(&code).ok_or_else(not_found)?;
        let name = crate::directory::name(court, lang).to_owned();
        let week = week(site, court, &asked)?;
        let text = calendar(&week, &name, lang, (site.clock)())?;
        let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
        Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
    })
    .await
}

fn calendar(week: &Week, court: &str, lang: Lang, now: i64) -> Result<String, ApiError> {
    let mut text = String::new();
    let mut put = |name: &str, value: &str| fold(&mut text, name, value);
    put("BEGIN", "VCALENDAR");
    put("VERSION", "2.0");
    put("PRODID", "-//Tarazy//hearings//EN");
    put("X-WR-CALNAME", &escape(court));
    for h in &week.hearings {
        let number = h.number.as_deref().unwrap_or_default();
        let kind = language::message(lang, &format!("hearing-kind-{}", h.kind), &[("", ""); 0]);
        let end = h.at.saturating_add(i64::from(h.minutes).saturating_mul(60_000));
        put("BEGIN", "VEVENT");
        // The stream says nothing that the number does not: a hearing keeps its name when it is moved.
        put("UID", &format!("{}-{}@tarazy", h.case.as_str().replace('/', "-"), h.n));
        put("DTSTAMP", &utc(now)?);
        put("DTSTART", &utc(h.at)?);
        put("DTEND", &utc(end)?);
        put("SUMMARY", &escape(&format!("{number}: {kind}")));
        put("LOCATION", &escape(&format!("{court}, {}", h.room)));
        put(
            "STATUS",
            if h.state == "cancelled" || h.state == "adjourned" { "CANCELLED" } else { "CONFIRMED" },
        );
        put("END", "VEVENT");
    }
    put("END", "VCALENDAR");
    Ok(text)
}

fn utc(ms: i64) -> Result<String, ApiError> {
    let at = Instant::from_ms(ms).map_err(|e| ApiError::internal(&e))?;
    Ok(at.in_zone(Zone::Almaty).timestamp().strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Text of a property (RFC 5545, 3.3.11).
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of content, folded before a letter that would make it too long (RFC 5545, 3.1).
fn fold(out: &mut String, name: &str, value: &str) {
    let mut length = 0;
    for letter in format!("{name}:{value}").chars() {
        if length + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        length += letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_by_bytes_and_never_within_a_letter() {
        let mut out = String::new();
        fold(&mut out, "SUMMARY", &"қ".repeat(100));
        assert!(out.split("\r\n").all(|line| line.len() <= LINE), "{out}");
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "қ".repeat(100)));
    }

    #[test]
    fn what_separates_is_escaped() {
        assert_eq!(escape("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
