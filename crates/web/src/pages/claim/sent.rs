//! The receipt to keep: what was received when and where, how the log names it, and what comes next.

use super::{Errors, files};
use crate::directory;
use crate::error::ApiError;
use crate::pages::not_found;
use crate::pages::shell::{Page as _, Say, Shell, Visit};
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tarazy_base::{Date, Zone, format_date};
use tarazy_docket::StreamId;
use tarazy_docket::receipt::{FileProof, Receipt};
use tarazy_log::receipt::{self, ReceiptFault};
use tarazy_procedure::{Context, Due, Event, next};
use tarazy_registry::models;
use tarazy_registry::read_case;
use tarazy_store::truth::{self, Document};
use tarazy_store::{Record, Refusal};

/// What is remembered of a claim that was sent; the docket holds the rest.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Filed {
    /// The draft that was sent; its address stays.
    pub(super) draft: String,
    pub(super) court: String,
    pub(super) received: i64,
}

#[derive(Template)]
#[template(path = "claim_sent.html")]
struct SentPage {
    s: Shell,
    id: String,
    court: String,
    received: String,
    number: Option<String>,
    stage: String,
    stream: String,
    /// Of the proof's file.
    name: String,
    index: u64,
    leaf: String,
    files: Vec<(String, String)>,
    is_sealed: bool,
    next: Vec<(String, String)>,
}

/// A filing with its documents.
struct Filing {
    records: Vec<Record>,
    documents: Vec<Document>,
    received: i64,
}

fn filing(site: &Site, stream: &StreamId) -> Result<Filing, ApiError> {
    site.read(|reader, vault| {
        let records = truth::stream(reader, vault, stream)?;
        let (mut documents, mut received) = (Vec::new(), None);
        for record in &records {
            let (Some(kind), Some(body)) = (record.kind(), record.body()) else { continue };
            match Event::read(kind, body).map_err(Refusal::internal)? {
                Some(Event::Received(of)) if received.is_none() => received = Some(of.received),
                Some(Event::Opened(opened)) if documents.is_empty() => {
                    for commitment in opened.documents {
                        documents.extend(truth::document(reader, commitment)?);
                    }
                }
                _ => {}
            }
        }
        let received = received.ok_or_else(|| Refusal::new(404, "no-stream"))?;
        Ok(Filing { records, documents, received })
    })
}

/// The proof of a filing under the latest published checkpoint; none while it is not sealed.
///
/// # Errors
/// If the log cannot be read.
pub(super) fn proof(site: &Site, stream: &StreamId) -> Result<Option<String>, ApiError> {
    let filing = filing(site, stream)?;
    proof_of(site, &filing)
}

fn proof_of(site: &Site, filing: &Filing) -> Result<Option<String>, ApiError> {
    let first = filing.records.first().ok_or_else(not_found)?;
    let proofs: Vec<FileProof> = filing
        .documents
        .iter()
        .map(|d| FileProof { name: d.name.clone(), salt: d.salt.clone(), commit: d.commitment })
        .collect();
    let content = Receipt {
        entry: first.entry.clone(),
        opening: first.opening.clone(),
        files: Some(proofs).filter(|proofs| !proofs.is_empty()),
    };
    match receipt::latest(site.objects.as_ref(), first.index, Some(&content)) {
        Ok(proof) => Ok(Some(proof.to_string())),
        Err(ReceiptFault::NotYet { .. }) => Ok(None),
        Err(fault) => Err(ApiError::internal(&fault)),
    }
}

pub(super) fn page(
    site: &Site,
    visit: &Visit,
    id: &str,
    stream: &StreamId,
    errors: Errors,
) -> Result<Response, ApiError> {
    let say = visit.say();
    let filing = filing(site, stream)?;
    let row = site.read(|reader, _| models::case_by_stream(reader, stream))?.ok_or_else(not_found)?;
    let directory = site.directory()?;
    let court = directory.court(&row.court).ok_or_else(not_found)?;
    let zone = court.zone().unwrap_or(site.zone);
    let first = filing.records.first().ok_or_else(not_found)?;
    let s = visit.court_shell(say.t("claim-sent-title"), court);
    let mut s = s.crumb("", say.t("home-crumb")).crumb("/claims", say.t("claims-title")).at("claims");
    s.errors = errors;
    SentPage {
        s,
        id: id.to_owned(),
        court: directory::name(court, visit.lang).to_owned(),
        received: Site::moment(filing.received, zone, visit.lang),
        number: row.number.clone(),
        stage: say.of("stage-", &row.stage),
        stream: stream.to_string(),
        name: stream.identifier().to_owned(),
        index: first.index,
        leaf: first.leaf.to_hex(),
        files: filing.documents.iter().map(|d| (d.name.clone(), files::size(say, d.size))).collect(),
        is_sealed: proof_of(site, &filing)?.is_some(),
        next: next_steps(site, visit, stream, &filing.records, zone)?,
    }
    .show()
}

/// What comes next, whose it is and by when: a sentence, and its article.
fn next_steps(
    site: &Site,
    visit: &Visit,
    stream: &StreamId,
    records: &[Record],
    zone: Zone,
) -> Result<Vec<(String, String)>, ApiError> {
    let file = read_case(stream, records).map_err(|refusal| ApiError::refused(&refusal))?;
    let now = (site.clock)();
    let context = Context { law: &site.law, known: Date::MAX, now, zone, duty: None, importing: false };
    let line = |of: &tarazy_procedure::Next| {
        let say: Say = visit.say();
        let day = of.due.day().map_or_else(|| "–".to_owned(), |day| format_date(day, visit.lang));
        let (step, who) = (say.of("step-", &of.step.word()), say.of("who-", of.who.as_str()));
        let cite = match &of.due {
            Due::Limit(deadline) => deadline.limit.basis.cite.clone(),
            Due::Set(_) | Due::At(..) => String::new(),
        };
        (say.n("next-line", &[("step", step), ("who", who), ("day", day)]), cite)
    };
    Ok(next(&file.case, &context).iter().map(line).collect())
}
