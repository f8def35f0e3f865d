//! The text of a paper, typed into a step's form: of it the program makes the document that the step brings.

use super::lists::{Lists, role_key};
use super::read::Typed as _;
use super::step::AtStep;
use crate::directory;
use crate::error::ApiError;
use crate::pages::case::category;
use crate::pages::shell::Say;
use crate::papers::Typed;
use tarazy_base::Lang;
use tarazy_procedure::asks::{Papers, papers};
use tarazy_procedure::{Instance, PartyRole, Step};
use tarazy_registry::bodies::FilePut;

/// The field of the text.
pub(super) const FIELD: &str = "paper-text";

/// Which message names the document that a step brings; none where it brings what others made.
pub(super) fn title(step: Step, instance: Instance) -> Option<&'static str> {
    if matches!(papers(step), Papers::None | Papers::Envelopes) {
        return None;
    }
    Some(match step {
        Step::AddDocument
        | Step::ReplaceDocument
        | Step::IssueNotice
        | Step::NoteNotice
        | Step::Represent => return None,
        Step::SignProtocol => "paper-protocol",
        Step::ReceiveReply => "paper-reply",
        Step::ReceiveMotion => "paper-motion",
        Step::ReceiveAppeal => "paper-appeal",
        Step::RequestSecuring
        | Step::ChangeClaim
        | Step::Withdraw
        | Step::WithdrawAppeal
        | Step::MendAppeal
        | Step::DeclareRecusal => "paper-application",
        Step::SupplementAct => "paper-additional",
        Step::IssueAct | Step::CompleteAct => match instance {
            Instance::First => "paper-decision",
            Instance::Appeal => "paper-resolution",
        },
        _ => "paper-ruling",
    })
}

/// The document that is made of what was typed; none if nothing was.
///
/// # Errors
/// If it cannot be kept. The inner error is the message for who typed.
pub(super) fn document(at: &AtStep<'_>) -> Result<Result<Option<FilePut>, &'static str>, ApiError> {
    let text = at.written.one(FIELD);
    let Some(title) = title(at.step, at.opened.case.instance()).filter(|_| !text.is_empty()) else {
        return Ok(Ok(None));
    };
    let site = at.site;
    let say = Say(language(at));
    let name = format!("{}.pdf", sentence_case(&say.t(title)));
    let typed = paper(at, say, title, text)?;
    let pdf = match site.papers.typed(&typed) {
        Ok(pdf) => pdf,
        Err(fault) => {
            let cause: &dyn std::error::Error = &fault;
            tracing::warn!(cause, "a typed text was not set");
            return Ok(Err("work-wrong-text"));
        }
    };
    let put = site.documents.put(&name, pdf, site.access.random_32());
    put.map(|put| Ok(Some(put))).map_err(|e| ApiError::internal(&e))
}

/// A title as names of files have it: «ШЕШІМ» → «Шешім».
fn sentence_case(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
    })
}

/// The language of the proceedings; before it is known the reader's own. English has no legal force.
fn language(at: &AtStep<'_>) -> Lang {
    match at.opened.case.language.as_deref() {
        Some("ru") => Lang::Ru,
        Some(_) => Lang::Kk,
        None if at.visit.lang == Lang::Ru => Lang::Ru,
        None => Lang::Kk,
    }
}

fn paper(at: &AtStep<'_>, say: Say, title: &str, text: String) -> Result<Typed, ApiError> {
    let (site, opened) = (at.site, &at.opened);
    let directory = site.directory()?;
    let now = (site.clock)();
    let lists = Lists { site, opened, directory: &directory, say, now };
    let of_role = |role: PartyRole| {
        let all = opened.case.present().filter(|(_, p)| p.party.role == role);
        all.map(|(_, p)| p.party.name.clone()).collect()
    };
    let signed = at.visit.signed()?;
    let own = opened.own.first().and_then(|n| opened.case.party(*n));
    let acting = signed.acting.as_ref().map(|grant| say.of("role-", grant.role.as_str()));
    let post = own.map(|p| say.t(role_key(p.party.role))).or(acting).unwrap_or_default();
    // A ruling says what it is on; other papers are called after it.
    let on = (title == "paper-ruling").then(|| say.a("paper-on", "step", &lists.title(at.step)));
    Ok(Typed {
        lang: say.0,
        court: directory::name(&opened.court, say.0).to_owned(),
        case: opened.row.number.clone(),
        title: say.t(title),
        on,
        parties: [
            of_role(PartyRole::Claimant),
            of_role(PartyRole::Respondent),
            of_role(PartyRole::ThirdPerson),
        ],
        subject: category(site, &opened.row, say.0),
        text,
        signature: (post, signed.person.name.clone()),
        made: opened.today(now),
        id: format!("{}/{}", opened.row.stream.identifier(), at.id.as_str()),
    })
}
