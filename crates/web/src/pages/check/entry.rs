//! A code or a proof against this court's log. Of the case only that is said which everybody may know anyway.

use super::answer::{Answer, Tone};
use super::code::Code;
use crate::directory;
use crate::error::ApiError;
use crate::pages::shell::{Say, Visit};
use crate::pages::{case, draw};
use crate::site::Site;
use axum::http::StatusCode;
use tarazy_docket::{Entry, Hash, Policy, StreamId};
use tarazy_log::{Tiles, published};
use tarazy_registry::models;
use tarazy_verify::{Fault, ReceiptReport, Verdict, verify_receipt};

/// The answer to a code. Blocks.
///
/// # Errors
/// If the log or the database cannot be read.
pub(super) fn answer(site: &Site, visit: &Visit, code: &Code) -> Result<Answer, ApiError> {
    let say = visit.say();
    match code {
        Code::Proof(proof) => of_proof(site, visit, proof),
        Code::Place { stream, index, leaf } => of_place(site, visit, stream, (*index, *leaf)),
        Code::Leaf(leaf) => of_leaf(site, say, leaf),
        Code::Number(number) => Ok(match case::row(site, number)? {
            Some(_) => {
                let answer = Answer::new(Tone::Open, say, "check-case-known", "check-case-known-lead");
                answer.link(case::path(number), say.a("case-title", "number", number))
            }
            None => unknown(say),
        }),
        Code::Entry => {
            let answer = Answer::new(Tone::Open, say, "check-entry-code", "check-entry-code-lead");
            Ok(answer.link("/enter".to_owned(), say.t("enter-title")))
        }
    }
}

fn unknown(say: Say) -> Answer {
    Answer::new(Tone::Open, say, "check-unknown", "check-unknown-lead")
}

/// A draw by its hash, if everybody may know of its case.
fn of_leaf(site: &Site, say: Say, leaf: &Hash) -> Result<Answer, ApiError> {
    match draw::row(site, leaf) {
        Ok(_) => {
            let answer = Answer::new(Tone::Good, say, "check-draw-good", "check-draw-good-lead");
            Ok(answer.link(format!("/draw/{}", leaf.to_hex()), say.t("check-draw-link")))
        }
        Err(refused) if refused.status() == StatusCode::NOT_FOUND => Ok(unknown(say)),
        Err(fault) => Err(fault),
    }
}

/// What this log holds at a place.
enum Held {
    /// The entry with this hash; its bytes, unless they are withheld.
    Same(Option<Entry>),
    /// Another entry.
    Other,
    /// Nothing yet.
    Nothing,
}

fn held(site: &Site, index: u64, leaf: Hash) -> Result<(u64, Held), ApiError> {
    let objects = site.objects.as_ref();
    let latest = published::latest(objects).map_err(|e| ApiError::internal(&e))?;
    let size = latest.map_or(0, |checkpoint| checkpoint.checkpoint().size());
    if index >= size {
        return Ok((size, Held::Nothing));
    }
    let tiles = Tiles::new(objects);
    if tiles.leaf(index, size).map_err(|e| ApiError::internal(&e))? != Some(leaf) {
        return Ok((size, Held::Other));
    }
    let bytes = tiles.entry(index, size).map_err(|e| ApiError::internal(&e))?;
    Ok((size, Held::Same(bytes.and_then(|bytes| Entry::parse(&bytes).ok()))))
}

/// Docket, place and hash, as they stand in the code of a receipt that is too long for a whole proof.
fn of_place(
    site: &Site,
    visit: &Visit,
    stream: &StreamId,
    (index, leaf): (u64, Hash),
) -> Result<Answer, ApiError> {
    let say = visit.say();
    let none = Answer::new(Tone::Bad, say, "check-place-none", "check-place-none-lead");
    let (size, Held::Same(entry)) = held(site, index, leaf)? else { return Ok(none) };
    if entry.as_ref().is_some_and(|entry| entry.stream != *stream) {
        return Ok(none);
    }
    let mut answer = Answer::new(Tone::Good, say, "check-place-good", "check-place-good-lead")
        .row(say.t("check-row-entry"), say.a("check-entry", "index", &index.to_string()));
    if let Some(entry) = &entry {
        answer = answer.row(say.t("receipt-filed"), Site::moment(entry.time, site.zone, visit.lang));
    }
    answer = answer.row(say.t("check-row-checkpoint"), checkpoint(say, size));
    of_case(site, visit, stream, answer)
}

fn checkpoint(say: Say, size: u64) -> String {
    say.a("check-checkpoint", "size", &size.to_string())
}

/// A whole proof, by the same code with which a stranger checks it.
fn of_proof(site: &Site, visit: &Visit, proof: &str) -> Result<Answer, ApiError> {
    let policy = Policy::parse(&site.trust.policy()?).map_err(|e| ApiError::internal(&e))?;
    let mut answer = match verify_receipt(proof.as_bytes(), &policy, (site.clock)()) {
        Ok(report) => good(site, visit, &report)?,
        Err(fault) => bad(visit.say(), &fault),
    };
    answer.is_proof = true;
    Ok(answer)
}

fn good(site: &Site, visit: &Visit, report: &ReceiptReport) -> Result<Answer, ApiError> {
    let say = visit.say();
    let (size, held) = held(site, report.index, report.leaf)?;
    if !matches!(held, Held::Same(_)) || size < report.size {
        // This log signed it, and shows something else today.
        return Ok(Answer::new(Tone::Bad, say, "check-contradicts", "check-contradicts-lead")
            .row(say.t("check-row-entry"), say.a("check-entry", "index", &report.index.to_string())));
    }
    let entry = &report.receipt.entry;
    let moment = |seconds: u64| {
        let ms = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Site::moment(ms, site.zone, visit.lang)
    };
    let witness = |(name, seconds): &(String, u64)| {
        say.n("receipt-witness", &[("name", name.clone()), ("time", moment(*seconds))])
    };
    let witnesses: Vec<String> = report.witnesses.iter().map(witness).collect();
    let said = if witnesses.is_empty() { say.t("receipt-no-witness") } else { witnesses.join("; ") };
    let count = report.witnesses.len().to_string();
    let mut answer = Answer::new(Tone::Good, say, "check-proof-good", "check-proof-good-lead")
        .row(say.t("check-row-entry"), say.a("check-entry", "index", &report.index.to_string()))
        .row(say.t("receipt-filed"), Site::moment(entry.time, site.zone, visit.lang))
        .row(say.t("receipt-log"), report.origin.clone())
        .row(say.t("check-row-checkpoint"), checkpoint(say, report.size))
        .row(say.a("check-row-witnesses", "count", &count), said);
    let limits = ["not-proven-truth", "not-proven-later", "not-proven-right"];
    answer.limits = limits.map(|id| say.t(id)).into();
    of_case(site, visit, &entry.stream, answer)
}

/// What everybody may know of the case on whose docket an entry stands. Of any other the answer is the same, whether it is closed, not
/// registered, or none at all.
fn of_case(site: &Site, visit: &Visit, stream: &StreamId, mut answer: Answer) -> Result<Answer, ApiError> {
    let say = visit.say();
    let row = site.read(|reader, _| models::case_by_stream(reader, stream))?;
    let open = row.filter(|row| case::is_public(site, row));
    let Some((row, number)) = open.and_then(|row| row.number.clone().map(|number| (row, number))) else {
        answer.notes.push(say.t("check-case-hidden"));
        return Ok(answer);
    };
    let directory = site.directory()?;
    if let Some(court) = directory.court(&row.court) {
        answer = answer.row(say.t("receipt-court"), directory::name(court, visit.lang).to_owned());
    }
    let answer = answer.row(say.t("receipt-case-number"), number.clone());
    Ok(answer.link(case::path(&number), say.a("case-title", "number", &number)))
}

/// Why a proof does not hold, in words for whoever holds it; the verifier's own sentence stands below.
fn bad(say: Say, fault: &Fault) -> Answer {
    let (tone, family) = match fault.verdict {
        Verdict::UnknownLog => (Tone::Open, "foreign"),
        Verdict::NoQuorum => (Tone::Open, "few"),
        Verdict::FutureTime => (Tone::Open, "future"),
        Verdict::BadFormat | Verdict::NotCanonical | Verdict::Unsupported => (Tone::Bad, "unreadable"),
        _ => (Tone::Bad, "altered"),
    };
    let (title, lead) = (format!("check-{family}"), format!("check-{family}-lead"));
    let mut answer = Answer::new(tone, say, &title, &lead);
    answer.notes.push(say.of("verdict-", &fault.verdict.word()));
    answer
}
