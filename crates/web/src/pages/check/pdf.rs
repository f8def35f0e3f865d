//! A PDF: whose signatures stand under it, and whether it is as they signed it.

use super::answer::{Answer, Tone};
use crate::error::ApiError;
use crate::pages::shell::{Say, Visit};
use crate::site::Site;
use tarazy_document::pdf::{Coverage, Later, Report, Stamp, marks_of, title_of, verify};
use tarazy_document::sign::trust::Mark;

/// The answer to a file. Blocks.
///
/// # Errors
/// If the clock is before 1970.
pub(super) fn answer(site: &Site, visit: &Visit, file: &[u8]) -> Result<Answer, ApiError> {
    let say = visit.say();
    let now = u64::try_from((site.clock)() / 1000).map_err(|e| ApiError::internal(&e))?;
    let (Ok(reports), Ok(title), Ok(marks)) =
        (verify(file, &site.roots, now), title_of(file), marks_of(file))
    else {
        return Ok(Answer::new(Tone::Bad, say, "check-pdf-unreadable", "check-pdf-unreadable-lead"));
    };
    let (tone, title_id, lead) = judged(&reports);
    let mut answer = Answer::new(tone, say, title_id, lead);
    // What is under no signature, anybody may have written.
    if let Some(title) = title.filter(|_| !reports.is_empty() && reports.iter().all(is_unchanged)) {
        answer = answer.row(say.t("check-row-document"), title);
    }
    if marks.is_public_copy {
        answer.notes.push(say.t("check-public-copy"));
    }
    if !reports.is_empty() {
        answer.notes.push(say.t("check-pdf-log"));
    }
    answer.signatures = reports.iter().map(|report| signature(site, visit, report)).collect();
    Ok(answer)
}

/// What all signatures together say: the tone, the title, the lead.
fn judged(reports: &[Report]) -> (Tone, &'static str, &'static str) {
    match () {
        () if reports.is_empty() => (Tone::Open, "check-pdf-none", "check-pdf-none-lead"),
        () if !reports.iter().all(is_unchanged) => (Tone::Bad, "check-pdf-bad", "check-pdf-bad-lead"),
        () if !reports.iter().all(Report::is_good) => {
            (Tone::Open, "check-pdf-untrusted", "check-pdf-untrusted-lead")
        }
        () if reports.iter().any(|report| report.is_test) => {
            (Tone::Open, "check-pdf-test", "check-pdf-test-lead")
        }
        () => (Tone::Good, "check-pdf-good", "check-pdf-good-lead"),
    }
}

/// Whether what a signature covers is what was signed, and all that is seen.
fn is_unchanged(report: &Report) -> bool {
    let is_stamp_whole = !matches!(report.stamp, Stamp::Broken(_));
    let is_covered = matches!(report.coverage, Coverage::Whole | Coverage::Earlier(Later::Signatures));
    report.state.is_ok() && is_stamp_whole && is_covered
}

/// A signature: whose, and what is to be said of it.
fn signature(site: &Site, visit: &Visit, report: &Report) -> (String, Vec<String>) {
    let say = visit.say();
    // A certificate names the holder's number too; the name that is shown here has none.
    let name = report.signer.as_ref().map_or_else(|| say.t("signed-unknown"), ToString::to_string);
    let mut said: Vec<String> =
        if report.state.is_ok() { held(say, report) } else { vec![say.t("signed-broken")] };
    if let Stamp::At { seconds, service, .. } = &report.stamp {
        let ms = i64::try_from(*seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        let time = Site::moment(ms, site.zone, visit.lang);
        said.push(say.n("signed-at", &[("time", time), ("service", service.to_string())]));
    }
    (name, said)
}

/// What is to be said of a signature that holds.
fn held(say: Say, report: &Report) -> Vec<String> {
    let mut said = vec![say.t(match report.mark {
        Mark::Person => "signed-person",
        Mark::Organisation => "signed-organisation",
        Mark::Service | Mark::None => "signed-no-kind",
    })];
    said.push(say.t("signed-intact"));
    said.push(say.t(match report.coverage {
        Coverage::Whole => "signed-whole",
        Coverage::Earlier(Later::Signatures) => "signed-then-signed",
        Coverage::Earlier(Later::Changed) => "signed-then-changed",
        Coverage::Odd => "signed-odd",
    }));
    said.push(say.t(if report.trust.is_ok() { "signed-trusted" } else { "signed-not-trusted" }));
    said.extend(match &report.stamp {
        Stamp::None => Some(say.t("signed-no-stamp")),
        Stamp::Broken(_) => Some(say.t("signed-stamp-broken")),
        Stamp::At { trust: Err(_), .. } => Some(say.t("signed-stamp-not-trusted")),
        Stamp::At { trust: Ok(()), .. } => None,
    });
    if report.is_test {
        said.push(say.t("signed-test"));
    }
    said
}
