//! The documents that the program makes of what was typed: the claim, and its payment. They are PDF; where a sign cannot be printed they
//! are plain text, so that nothing of a claim is lost.

use super::{Step, Work, summary};
use crate::directory;
use crate::error::ApiError;
use crate::pages::case;
use crate::pages::shell::Say;
use crate::papers::Typed;
use crate::site::Site;
use std::fmt::Write as _;
use tarazy_base::{Instant, Lang, Tiyn};
use tarazy_registry::bodies::FilePut;

/// The documents, the claim first.
///
/// # Errors
/// If they cannot be kept.
pub(super) fn papers(work: &Work<'_>, now: i64) -> Result<Vec<FilePut>, ApiError> {
    // English has no legal force: what goes to the court is in Kazakh then.
    let lang = if work.visit.lang == Lang::Ru { Lang::Ru } else { Lang::Kk };
    let visit = work.visit.in_language(lang);
    let work = Work {
        visit: &visit,
        site: work.site,
        id: work.id.clone(),
        claim: work.claim.clone(),
        notice: None,
        day: work.day,
    };
    let mut made = vec![document(&work, "claim-file", &text(&work, now)?)?];
    if let Some(text) = payment(&work) {
        made.push(document(&work, "claim-payment", &text)?);
    }
    Ok(made)
}

/// A document: `family` names its title and its file.
fn document(work: &Work<'_>, family: &str, text: &str) -> Result<FilePut, ApiError> {
    let (site, say) = (work.site, work.visit.say());
    let (title, name) = (say.t(&format!("{family}-title")), say.t(&format!("{family}-name")));
    let (name, bytes) = match site.papers.typed(&paper(work, say, title.clone(), text)?) {
        Ok(pdf) => (format!("{name}.pdf"), pdf),
        Err(fault) => {
            let cause: &dyn std::error::Error = &fault;
            tracing::warn!(cause, "a claim is kept as plain text");
            (format!("{name}.txt"), format!("{title}\n\n{text}").into_bytes())
        }
    };
    let put = site.documents.put(&name, bytes, site.access.random_32());
    put.map_err(|e| ApiError::internal(&e))
}

fn paper(work: &Work<'_>, say: Say, title: String, text: &str) -> Result<Typed, ApiError> {
    let (claim, directory) = (&work.claim, work.site.directory()?);
    let court = directory.court(&claim.court);
    let of_role = |role: &str| {
        let all = claim.parties.iter().filter(|party| party.role == role);
        all.map(|party| party.name.clone()).collect()
    };
    Ok(Typed {
        lang: say.0,
        court: court.map_or_else(String::new, |court| directory::name(court, say.0).to_owned()),
        case: None,
        title,
        on: None,
        parties: ["claimant", "respondent", "third-person"].map(of_role),
        subject: case::category_on(work.site, &claim.category, work.day, say.0),
        text: text.to_owned(),
        signature: (say.t("claim-file-filer"), work.visit.signed()?.person.name.clone()),
        made: work.day,
        id: work.id.as_str().to_owned(),
    })
}

/// The payment in words; none if nothing was paid here.
fn payment(work: &Work<'_>) -> Option<String> {
    let (paid, say) = (work.claim.paid.as_ref()?, work.visit.say());
    let values = [
        ("amount", Tiyn::new(paid.tiyn).to_string()),
        ("reference", paid.reference.clone()),
        ("time", Site::moment(paid.at, work.site.zone, work.visit.lang)),
        ("provider", paid.provider.clone()),
    ];
    let text = say.n("claim-payment-text", &values);
    Some(if paid.is_test { format!("{text}\n\n{}", say.t("claim-payment-test")) } else { text })
}

/// The claim as a text to read.
fn text(work: &Work<'_>, now: i64) -> Result<String, ApiError> {
    let say = work.visit.say();
    let mut text = String::new();
    for step in Step::ALL.into_iter().filter(|step| *step != Step::Check) {
        for (name, value) in summary::rows(work, step)?.into_iter().filter(|(_, value)| !value.is_empty()) {
            write!(text, "{name}: {value}\n\n").map_err(|e| ApiError::internal(&e))?;
        }
    }
    let made = Instant::from_ms(now).map_err(|e| ApiError::internal(&e))?;
    let made = made.format(work.site.zone, work.visit.lang);
    let values = [("name", work.visit.signed()?.person.name.clone()), ("time", made)];
    text.push_str(&say.n("claim-file-made", &values));
    Ok(text)
}
