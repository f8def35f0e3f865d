//! `GET /notice/{case}/{n}`: a summons or notice as its addressee sees it, with what it proves and what the court does with it; and the
//! same as PDF. That its addressee opened it here is evidence, once.

use super::lines::{Lines, View};
use super::sheet::sheet;
use super::timeline::{shell, timeline_path};
use super::{Rights, forms, path, role_key, seen};
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Shell, Visit};
use crate::pages::work::{Opened, actor, open};
use crate::pages::{command, not_found, read};
use crate::site::Site;
use crate::summons::Sheet;
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use std::collections::HashMap;
use tarazy_access::bodies::AccessRead;
use tarazy_procedure::events::NoticeNo;
use tarazy_procedure::notice::Notice;

/// The channel of the portal and the evidence of opening something there, of the law's lists.
const PORTAL: (&str, &str) = ("portal", "viewed");

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    s: Shell,
    view: View,
    /// Elements of the summons, where it is one: what they are called, and what they say.
    elements: Vec<(String, String)>,
    is_summons: bool,
    /// How the log names the entry by which it was issued.
    leaf: Option<(u64, String)>,
    timeline: String,
    keeps: Option<forms::NoteForm>,
    concludes: Option<forms::ConcludeForm>,
}

/// The page.
pub(in super::super) async fn get(
    visit: Visit,
    Path((case, number)): Path<(String, u32)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let opened = open(site, &visit, &case)?;
        let rights = Rights::of(site, visit.signed()?, &opened)?;
        let (number, notice) = seen(&opened, rights, number)?;
        note_reading(site, &visit, &opened)?;
        let opened = if note_viewing(site, &visit, &opened, (number, notice))? {
            open(site, &visit, &case)?
        } else {
            opened
        };
        let done = query.get("done").map(String::as_str).and_then(|word| match word {
            "noted" => Some(visit.say().t("notice-done-noted")),
            "concluded" => Some(visit.say().t("notice-done-concluded")),
            _ => None,
        });
        page(site, &visit, &opened, number, Shown { done, ..Shown::default() })
    })
    .await
}

/// What a page shows beside the notice: what just happened, and forms that were sent and are wrong.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) done: Option<String>,
    pub(super) errors: Vec<(String, String)>,
    pub(super) typed: HashMap<String, String>,
}

/// The page of a notice.
///
/// # Errors
/// 404 if there is none for him.
pub(super) fn page(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    number: NoticeNo,
    shown: Shown,
) -> Result<Response, ApiError> {
    let rights = Rights::of(site, visit.signed()?, opened)?;
    let (number, notice) = seen(opened, rights, number.0)?;
    let say = visit.say();
    let lines = Lines { site, opened, say, now: (site.clock)() };
    let sheet = sheet(site, opened, (number, notice), None)?;
    let title = if sheet.is_some() { say.t("summons-title") } else { lines.title(number, notice) };
    let mut s =
        shell(visit, opened, title).crumb(&timeline_path(opened), say.t("notices-title")).with_forms(visit);
    s.path = path(opened, number);
    s.done = shown.done;
    let status = if shown.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    s.errors = shown.errors;
    let typed = &shown.typed;
    NoticePage {
        view: lines.view(number, notice)?,
        is_summons: sheet.is_some(),
        elements: sheet.as_ref().map(|sheet| elements(&lines, notice, sheet)).unwrap_or_default(),
        leaf: issued(opened, number),
        timeline: timeline_path(opened),
        keeps: rights.keeps.then(|| forms::NoteForm::new(&lines, notice, typed)),
        concludes: (rights.concludes && notice.cancelled.is_none())
            .then(|| forms::ConcludeForm::new(&lines, number, notice, typed)),
        s,
    }
    .show_as(status)
}

/// `GET /notice/{case}/{n}/pdf`: the summons to print, without a code.
pub(in super::super) async fn pdf(
    visit: Visit,
    Path((case, number)): Path<(String, u32)>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let opened = open(site, &visit, &case)?;
        let rights = Rights::of(site, visit.signed()?, &opened)?;
        let (number, notice) = seen(&opened, rights, number)?;
        note_reading(site, &visit, &opened)?;
        note_viewing(site, &visit, &opened, (number, notice))?;
        let sheet = sheet(site, &opened, (number, notice), None)?.ok_or_else(not_found)?;
        print(site, &sheet)
    })
    .await
}

/// A summons as PDF.
///
/// # Errors
/// If it cannot be printed.
pub(super) fn print(site: &Site, sheet: &Sheet) -> Result<Response, ApiError> {
    let bytes = site.summonses.print(sheet).map_err(|e| ApiError::internal(&e))?;
    let response = Response::builder()
        .header(header::CONTENT_TYPE, "application/pdf")
        .header(header::CONTENT_DISPOSITION, "inline; filename=\"summons.pdf\"")
        .body(Body::from(bytes));
    response.map_err(|e| ApiError::internal(&e))
}

/// That somebody read a case's papers leaves its row of audit.
fn note_reading(site: &Site, visit: &Visit, opened: &Opened) -> Result<(), ApiError> {
    let body = AccessRead { what: opened.row.stream.as_str().to_owned() };
    let noted = command(site, &visit.signed()?.actor(), "access.read", &body)?;
    noted.map(|_| ()).map_err(|refusal| ApiError::refused(&refusal))
}

#[derive(Serialize)]
struct Viewed {
    case: String,
    notice: u32,
    channel: &'static str,
    what: &'static str,
    source: &'static str,
    at: i64,
}

/// Its addressee opened it: the docket says so, once. True if it was written just now.
fn note_viewing(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    (number, notice): (NoticeNo, &Notice),
) -> Result<bool, ApiError> {
    let (channel, what) = PORTAL;
    let is_known =
        notice.standing().any(|(_, piece)| (piece.channel.as_str(), piece.what.as_str()) == PORTAL);
    if is_known || !notice.holds() || !opened.own.contains(&notice.party) {
        return Ok(false);
    }
    let case = opened.row.stream.as_str().to_owned();
    let body = Viewed { case, notice: number.0, channel, what, source: "program", at: (site.clock)() };
    match command(site, &actor(visit.signed()?), "notice.note", &body)? {
        Ok(_) => Ok(true),
        Err(refusal) => {
            // The addressee sees his summons all the same; that the docket lacks a line is the operator's.
            tracing::warn!("that a summons was viewed was not noted: {refusal}");
            Ok(false)
        }
    }
}

/// The ten elements, as far as they are this summons' own.
fn elements(lines: &Lines<'_>, notice: &Notice, sheet: &Sheet) -> Vec<(String, String)> {
    let say = lines.say;
    let role = if sheet.is_representative { "summons-representative" } else { role_key(sheet.role) };
    let when = match notice.about {
        tarazy_procedure::notice::About::Hearing(_, at) => lines.time(at),
        tarazy_procedure::notice::About::Act(_) => String::new(),
    };
    let court = crate::directory::name(&lines.opened.court, say.0).to_owned();
    let rows = [
        ("summons-addressee", sheet.addressee.clone()),
        ("summons-address", sheet.address.clone().unwrap_or_default()),
        ("summons-court", court),
        ("summons-when", when),
        ("summons-room", sheet.room.clone()),
        ("summons-case", sheet.number.clone().unwrap_or_default()),
        ("summons-about", sheet.matter.clone()),
        ("summons-capacity", say.t(role)),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(id, value)| (say.t(id), value)).collect()
}

/// Index and leaf hash of the entry by which a notice was issued.
fn issued(opened: &Opened, number: NoticeNo) -> Option<(u64, String)> {
    let mut issued = opened.records.iter().filter(|record| record.kind() == Some("notice.issued"));
    issued.nth(number.place()?).map(|record| (record.index, record.leaf.to_hex()))
}
