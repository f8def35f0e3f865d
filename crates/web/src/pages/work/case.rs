//! `GET /work/case/{*number}`: a case as one page for who works on it or is a party: what comes next, what can be done, who takes part,
//! hearings, papers, the docket. Reading it leaves a row in the audit.

use super::super::case::{Docket, Happened, category};
use super::super::shell::{Page as _, Shell, Visit};
use super::super::{command, read};
use super::lists::{Lists, role_key};
use super::may::{may_take, own_judge};
use super::open::{Opened, open};
use super::{due, ended, lost, named, side, written};
use crate::directory::{self, Directory};
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use std::collections::HashMap;
use tarazy_access::bodies::AccessRead;
use tarazy_base::Tiyn;
use tarazy_procedure::{Next, Step, offers};

#[derive(Template)]
#[template(path = "work_case.html")]
struct CasePage {
    s: Shell,
    name: String,
    public: Option<String>,
    court: String,
    category: String,
    stage: String,
    judges: Vec<String>,
    value: Option<String>,
    demand: Option<String>,
    lacks: Vec<String>,
    due: Vec<due::DueLine>,
    is_closed: bool,
    /// Why it ended without a decision, and what can be done.
    ended: Vec<String>,
    steps: Vec<(String, Vec<(&'static str, String)>)>,
    parties: Vec<PartyLine>,
    hearings: Vec<String>,
    papers: Vec<(String, String)>,
    drafts: Vec<DraftLine>,
    events: Vec<Happened>,
    /// A step that cannot be taken any more.
    late: Option<String>,
}

/// A form that somebody began.
struct DraftLine {
    link: String,
    step: String,
    /// Who wrote it, and when.
    by: String,
}

struct PartyLine {
    what: String,
    name: String,
    is_own: bool,
    details: Vec<(String, String)>,
    representatives: Vec<String>,
}

/// The page.
pub(in super::super) async fn get(
    visit: Visit,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let opened = open(site, &visit, &name)?;
        let signed = visit.signed()?;
        let body = AccessRead { what: opened.row.stream.as_str().to_owned() };
        let noted = command(site, &signed.actor(), "access.read", &body)?;
        noted.map_err(|refusal| ApiError::refused(&refusal))?;
        page(site, &visit, &opened, &query)
    })
    .await
}

fn page(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    query: &HashMap<String, String>,
) -> Result<Response, ApiError> {
    let say = visit.say();
    let signed = visit.signed()?;
    let directory = site.directory()?;
    let now = (site.clock)();
    let lists = Lists { site, opened, directory: &directory, say, now };
    let context = opened.context(site, now);
    let case_name = named(&opened.row);
    let mut allowed: HashMap<Step, bool> = HashMap::new();
    let offered = offers(&opened.case, own_judge(signed));
    for offer in &offered {
        let may =
            may_take(site, signed, offer.step, &opened.facts)? && side::fits(signed, opened, offer.step);
        allowed.insert(offer.step, may);
    }
    let may_do = |step: Step| allowed.get(&step).copied().unwrap_or(false);
    let link = |next: &Next| {
        let about = due::about(next).map(|about| format!("?about={about}")).unwrap_or_default();
        may_do(next.step).then(|| format!("/{}/{case_name}{about}", next.step.command()))
    };
    let due = due::lines(&lists, &context, link);
    let (court, row) = (directory::name(&opened.court, visit.lang).to_owned(), &opened.row);
    let title = match &row.number {
        Some(number) => say.a("case-title", "number", number),
        None => say.t("work-unregistered"),
    };
    let mut s = visit.court_shell(title, &opened.court).at("work");
    s = s.crumb("", say.t("home-crumb")).crumb("/work", say.t("work-title"));
    s.path = super::path(row);
    let told = |key: &str, message: &str| {
        let step = Step::of_command(query.get(key)?)?;
        Some(say.a(message, "step", &lists.title(step)))
    };
    s.done = told("done", "work-done").or_else(|| told("left", "work-left"));
    let late = told("late", "work-late");
    let is_public = row.number.is_some() && !opened.facts.is_closed;
    let opened_by = opened.case.opened.as_ref();
    CasePage {
        name: case_name.clone(),
        public: row.number.as_ref().filter(|_| is_public).map(|n| format!("/case/{n}")),
        court,
        category: category(site, row, visit.lang),
        stage: say.of("stage-", &row.stage),
        judges: row.judges.iter().map(|id| directory.judge_name(id).to_owned()).collect(),
        value: opened_by.and_then(|o| Some(Tiyn::new(o.value_tiyn?).to_string())),
        demand: opened_by.and_then(|o| o.demand.clone()),
        lacks: lacks(&lists),
        due,
        is_closed: opened.case.is_closed(),
        ended: ended::lines(&lists),
        steps: groups(&lists, offered.iter().map(|offer| offer.step).filter(|step| may_do(*step))),
        parties: parties(&lists),
        hearings: hearings(&lists, &directory),
        papers: lists.documents()?,
        drafts: drafts(&lists, visit, &case_name)?,
        late,
        events: Docket::whole(&opened.records, &directory, say, opened.zone).lines(),
        s,
    }
    .show()
}

/// The forms that were begun: one's own to go on with, a colleague's to take over.
fn drafts(lists: &Lists<'_>, visit: &Visit, name: &str) -> Result<Vec<DraftLine>, ApiError> {
    let say = lists.say;
    let line = |draft: written::Line| {
        let (key, id) = (if draft.is_own { "draft" } else { "from" }, draft.id.as_str().to_owned());
        let time = Site::moment(draft.updated, lists.opened.zone, say.0);
        DraftLine {
            link: format!("/{}/{name}?{key}={id}", draft.step.command()),
            step: lists.title(draft.step),
            by: say.n("work-draft-by", &[("name", draft.writer), ("time", time)]),
        }
    };
    let mut all = lost::lines(lists.site, visit, lists.opened)?;
    let kept = written::lines(lists.site, visit, lists.opened)?;
    // Of a draft with something newer beside it, one line is enough: both lead to the newer.
    all.extend(
        kept.into_iter()
            .filter(|known| all.iter().all(|unsent| unsent.id.as_str() != known.id.as_str()))
            .collect::<Vec<_>>(),
    );
    Ok(all.into_iter().map(line).collect())
}

/// What the claim lacks, as the program sees it.
fn lacks(lists: &Lists<'_>) -> Vec<String> {
    let lacks = lists.opened.case.opened.iter().flat_map(|opened| &opened.lacks);
    let words = |key: &String| {
        let (list, code) = key.split_once('/').unwrap_or(("claim-content", key));
        lists.ground_text(list, code)
    };
    lacks.map(words).collect()
}

/// The steps that can be taken, by theme: the first word of their command.
fn groups(
    lists: &Lists<'_>,
    steps: impl Iterator<Item = Step>,
) -> Vec<(String, Vec<(&'static str, String)>)> {
    let mut groups: Vec<(&str, Vec<(&'static str, String)>)> = Vec::new();
    for step in steps {
        let theme = step.command().split('.').next().unwrap_or_default();
        let line = (step.command(), lists.title(step));
        match groups.iter_mut().find(|(known, _)| *known == theme) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((theme, vec![line])),
        }
    }
    groups.into_iter().map(|(theme, lines)| (lists.say.of("work-theme-", theme), lines)).collect()
}

fn parties(lists: &Lists<'_>) -> Vec<PartyLine> {
    let say = lists.say;
    let line = |(number, participant): (_, &tarazy_procedure::case::Participant)| {
        let party = &participant.party;
        let details = [
            ("iin", &party.iin),
            ("bin", &party.bin),
            ("address", &party.address),
            ("phone", &party.phone),
            ("email", &party.email),
        ];
        let shown = details
            .into_iter()
            .filter_map(|(of, value)| Some((say.t(&format!("ask-person-{of}")), value.clone()?)));
        PartyLine {
            what: say.t(role_key(party.role)),
            name: party.name.clone(),
            is_own: lists.opened.own.contains(&number),
            details: shown.collect(),
            representatives: participant.representatives.iter().map(|r| r.name.0.clone()).collect(),
        }
    };
    lists.opened.case.present().map(line).collect()
}

fn hearings(lists: &Lists<'_>, _: &Directory) -> Vec<String> {
    let say = lists.say;
    let line = |hearing: &tarazy_procedure::case::Hearing| {
        let kind = tarazy_docket::to_value(&hearing.kind).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_text()).unwrap_or_default().to_owned();
        let at = Site::moment(hearing.at, lists.opened.zone, say.0);
        let state = say.t(&format!("work-hearing-{}", state_word(hearing.state)));
        let args = [
            ("kind", say.of("hearing-kind-", &kind)),
            ("at", at),
            ("room", hearing.room.clone()),
            ("state", state),
        ];
        say.n("work-hearing-line", &args)
    };
    lists.opened.case.hearings.iter().map(line).collect()
}

fn state_word(state: tarazy_procedure::case::HearingState) -> &'static str {
    use tarazy_procedure::case::HearingState::{Adjourned, Cancelled, Continues, Ended, Set};
    match state {
        Set => "set",
        Cancelled => "cancelled",
        Adjourned => "adjourned",
        Continues => "continues",
        Ended => "ended",
    }
}
