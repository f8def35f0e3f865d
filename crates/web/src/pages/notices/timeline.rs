//! `GET /notices/{*number}`: who was told of what, by which way, and what it proves, one addressee after the other.

use super::lines::{Lines, View};
use super::{Rights, role_key};
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Shell, Visit};
use crate::pages::work::{Opened, open};
use crate::pages::{command, read};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tarazy_access::bodies::AccessRead;
use tarazy_procedure::events::{NoticeNo, PartyNo};

#[derive(Template)]
#[template(path = "notices.html")]
struct TimelinePage {
    s: Shell,
    /// Addressees with what they were told.
    addressees: Vec<(String, Vec<View>)>,
}

/// The timeline.
pub(in super::super) async fn timeline(visit: Visit, Path(name): Path<String>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let opened = open(site, &visit, &name)?;
        let signed = visit.signed()?;
        let rights = Rights::of(site, signed, &opened)?;
        let body = AccessRead { what: opened.row.stream.as_str().to_owned() };
        let noted = command(site, &signed.actor(), "access.read", &body)?;
        noted.map_err(|refusal| ApiError::refused(&refusal))?;
        let say = visit.say();
        let lines = Lines { site, opened: &opened, say, now: (site.clock)() };
        let mut addressees: Vec<(String, Vec<View>)> = Vec::new();
        for (n, participant) in opened.case.parties.iter().enumerate() {
            let number = PartyNo::after(n);
            if !rights.sees(&opened, number) {
                continue;
            }
            let mut views = Vec::new();
            for (n, notice) in opened.case.notices.iter().enumerate() {
                if notice.party == number {
                    views.push(lines.view(NoticeNo::after(n), notice)?);
                }
            }
            // Who left without ever having been told of anything is nobody's addressee.
            if !(views.is_empty() && participant.left) {
                let role = say.t(role_key(participant.party.role));
                addressees.push((format!("{} — {role}", participant.party.name), views));
            }
        }
        TimelinePage { s: shell(&visit, &opened, say.t("notices-title")), addressees }.show()
    })
    .await
}

/// The frame of a page about the notices of a case.
pub(super) fn shell(visit: &Visit, opened: &Opened, title: String) -> Shell {
    let say = visit.say();
    let s = visit.court_shell(title, &opened.court).crumb("", say.t("home-crumb"));
    let public = opened.row.number.as_ref().filter(|_| !opened.facts.is_closed);
    match public {
        Some(number) => s.crumb(&format!("/case/{number}"), say.a("case-title", "number", number)),
        None => s,
    }
}

/// The address of the timeline, below the language.
pub(super) fn timeline_path(opened: &Opened) -> String {
    let name = opened.row.number.as_deref();
    format!("/notices/{}", name.unwrap_or_else(|| opened.row.stream.identifier()))
}
