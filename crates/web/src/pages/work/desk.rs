//! `GET /work`: what lies on the desk of whoever has signed in: to a judge and those who work for him his cases, to the chancery what
//! came in and what waits for it, to a party its own cases; the earliest limit first.

use super::super::read;
use super::super::shell::{Page as _, Say, Shell, Visit};
use super::due;
use super::lists::Lists;
use super::may::may;
use super::open::{Opened, look};
use super::path;
use crate::directory::Directory;
use crate::error::ApiError;
use crate::pages::case::category;
use crate::pages::session::Signed;
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use tarazy_access::policy::{Action, Thing};
use tarazy_access::{Role, cases_of};
use tarazy_base::Date;
use tarazy_procedure::{PartyRole, Who};
use tarazy_registry::models::{self, CaseRow};

/// So many cases are looked at for one desk; of more, the oldest.
const MOST: u32 = 300;

#[derive(Template)]
#[template(path = "work_desk.html")]
struct DeskPage {
    s: Shell,
    /// What he acts as, in words.
    acting: String,
    is_chair: bool,
    is_administrator: bool,
    files_claims: bool,
    groups: Vec<Group>,
}

/// Cases of one kind.
struct Group {
    title: String,
    empty: String,
    lines: Vec<Line>,
    /// There are more than are shown.
    has_more: bool,
}

/// A case on a desk.
struct Line {
    path: String,
    title: String,
    parties: String,
    category: String,
    stage: String,
    due: Option<due::DueLine>,
    day: Option<Date>,
    is_own: bool,
}

/// The page.
pub(in super::super) async fn get(visit: Visit) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let signed = visit.signed()?;
        let directory = site.directory()?;
        let say = visit.say();
        let role = signed.acting.as_ref().map(|grant| grant.role);
        let court = signed.acting.as_ref().and_then(|grant| grant.court.clone());
        let desk = Desk { site, signed, say, directory: &directory };
        let groups = match (role, court) {
            (Some(Role::Judge | Role::Assistant | Role::Secretary), _) => desk.of_judges()?,
            (Some(Role::Clerk), Some(court)) => desk.of_chancery(&court)?,
            (Some(Role::Citizen | Role::Lawyer) | None, _) => desk.own()?,
            (Some(Role::Chair | Role::Administrator | Role::Clerk), _) => Vec::new(),
        };
        let acting = signed.acting.as_ref();
        let acting = acting.map(|grant| crate::pages::account::role_name(say, &directory, grant));
        let s = visit.shell(say.t("work-title"))?.crumb("", say.t("home-crumb")).at("work");
        DeskPage {
            s,
            acting: acting.unwrap_or_default(),
            is_chair: role == Some(Role::Chair),
            is_administrator: role == Some(Role::Administrator),
            files_claims: matches!(role, Some(Role::Citizen | Role::Lawyer | Role::Clerk)),
            groups,
        }
        .show()
    })
    .await
}

/// Somebody's desk.
struct Desk<'a> {
    site: &'a Site,
    signed: &'a Signed,
    say: Say,
    directory: &'a Directory,
}

impl Desk<'_> {
    /// Whose steps are the visitor's own work.
    fn own_steps(&self) -> Who {
        match self.signed.acting.as_ref().map(|grant| grant.role) {
            Some(Role::Judge) => Who::Judge,
            Some(Role::Clerk | Role::Secretary | Role::Assistant) => Who::Chancery,
            _ => Who::Party,
        }
    }

    fn of_judges(&self) -> Result<Vec<Group>, ApiError> {
        let judges = self.signed.acting.iter().flat_map(|grant| grant.judges.clone());
        let mut rows = Vec::new();
        for judge in judges {
            let of_judge = self.site.read(|reader, _| models::open_cases_of_judge(reader, &judge, MOST))?;
            rows.extend(of_judge.into_iter().filter(|row| !rows.contains(row)).collect::<Vec<_>>());
        }
        self.by_owner(rows)
    }

    /// What waits for the visitor, and the rest.
    fn by_owner(&self, rows: Vec<CaseRow>) -> Result<Vec<Group>, ApiError> {
        let mut own = self.group("work-mine", "work-no-mine", rows)?;
        let (lines, others) = own.lines.into_iter().partition(|line| line.is_own);
        own.lines = lines;
        let (title, empty) = (self.say.t("work-cases"), self.say.t("work-no-cases"));
        let rest = Group { title, empty, lines: others, has_more: own.has_more };
        own.has_more = false;
        Ok(vec![own, rest])
    }

    fn of_chancery(&self, court: &str) -> Result<Vec<Group>, ApiError> {
        let inbox = self.site.read(|reader, _| models::inbox_of_court(reader, court, MOST))?;
        let rows = self.site.read(|reader, _| models::open_cases_of_court(reader, court, MOST))?;
        let others: Vec<CaseRow> = rows.into_iter().filter(|row| row.stage != "received").collect();
        let inbox = self.group("work-inbox", "work-no-inbox", inbox)?;
        let mut others = self.group("work-chancery", "work-no-chancery", others)?;
        // What waits for somebody else is not the chancery's work.
        others.lines.retain(|line| line.is_own);
        Ok(vec![inbox, others])
    }

    fn own(&self) -> Result<Vec<Group>, ApiError> {
        let person = &self.signed.person.id;
        let rows = self.site.read(|reader, _| {
            let streams = cases_of(reader, person)?;
            let mut rows = Vec::new();
            for stream in streams {
                rows.extend(models::case_by_stream(reader, &stream)?);
            }
            Ok(rows)
        })?;
        if rows.is_empty() {
            return Ok(vec![self.group("work-own", "work-no-own", rows)?]);
        }
        self.by_owner(rows)
    }

    fn group(&self, title: &str, empty: &str, rows: Vec<CaseRow>) -> Result<Group, ApiError> {
        let has_more = u32::try_from(rows.len()).is_ok_and(|count| count >= MOST);
        let mut lines = Vec::new();
        for row in rows {
            let opened = look(self.site, self.signed, row)?;
            if may(self.site, self.signed, Action::ReadDocuments, &Thing::Case(opened.facts.clone()))? {
                lines.push(self.line(&opened));
            }
        }
        // Nothing due comes last.
        lines.sort_by_key(|line| (line.day.is_none(), line.day));
        Ok(Group { title: self.say.t(title), empty: self.say.t(empty), lines, has_more })
    }

    fn line(&self, opened: &Opened) -> Line {
        let (site, say, row) = (self.site, self.say, &opened.row);
        let now = (site.clock)();
        let lists = Lists { site, opened, directory: self.directory, say, now };
        let first = due::first(&lists, &opened.context(site, now), Some(self.own_steps()));
        let first = first.filter(|_| !opened.case.is_closed());
        let (day, is_own) = first.as_ref().map_or((None, false), |first| (first.day, first.is_own));
        let received = Site::moment(row.filed, opened.zone, say.0);
        Line {
            path: path(row),
            title: row
                .number
                .as_ref()
                .map_or_else(|| say.a("work-received", "time", &received), |number| format!("№ {number}")),
            parties: parties(opened),
            category: category(site, row, say.0),
            stage: say.of("stage-", &row.stage),
            due: first.map(|first| first.line),
            day,
            is_own,
        }
    }
}

/// Who against whom: the first of each side.
fn parties(opened: &Opened) -> String {
    let first = |role: PartyRole| {
        let mut of_role = opened.case.present().filter(|(_, p)| p.party.role == role);
        of_role.next().map(|(_, p)| p.party.name.clone())
    };
    let sides = [first(PartyRole::Claimant), first(PartyRole::Respondent)];
    sides.into_iter().flatten().collect::<Vec<_>>().join(" → ")
}
