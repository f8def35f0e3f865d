//! The envelopes of a panel: each judge writes his own, or leaves it empty, and sees no other. When the last one is there, all go on
//! the docket at once, of one size, in the order of the bench, so that nobody can tell who dissents.

use super::may::{actor, own_judge};
use super::read::Typed as _;
use super::step::AtStep;
use super::take::Outcome;
use super::typed::FIELD;
use crate::error::ApiError;
use crate::pages::{command_with, drafts, sentence};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tarazy_docket::{Object, sha256, to_value};
use tarazy_registry::bodies::FilePut;
use tarazy_registry::drafts::{Draft, DraftId};

/// The kind of draft that an envelope is until all are there.
const KIND: &str = "envelope";
/// Every envelope is of this size, in bytes: room for fifty pages.
const SIZE: usize = 256 * 1024;

#[derive(Serialize, Deserialize)]
struct Envelope {
    judge: String,
    text: String,
}

/// Leaves the envelope of the judge who asks; takes the step if it is the last.
///
/// # Errors
/// 403 for who is no judge of the bench; if it cannot be kept.
pub(super) fn leave(at: &AtStep<'_>) -> Result<Outcome, ApiError> {
    let signed = at.visit.signed()?;
    let judges = &at.opened.case.judges;
    let judge = own_judge(signed).filter(|judge| judges.iter().any(|known| known == judge));
    let judge = judge.ok_or_else(|| ApiError::new(StatusCode::FORBIDDEN, "forbidden"))?;
    let text = at.written.one(FIELD);
    if text.len() >= SIZE {
        return Ok(Outcome::Wrong(vec![(FIELD.to_owned(), at.visit.say().t("work-envelope-long"))]));
    }
    let (stream, owner) = (&at.opened.row.stream, signed.person.id.clone());
    let envelope = Envelope { judge: judge.to_owned(), text };
    let body = serde_json::to_vec(&envelope).map_err(|e| ApiError::internal(&e))?;
    let (id, kind) = (id(stream.as_str(), judge), KIND.to_owned());
    drafts::put(at.site, Draft { id, owner, kind, about: Some(stream.clone()), body, updated: 0 })?;
    let Some(left) = all(at)? else { return Ok(Outcome::Waits) };
    take(at, &left)
}

/// One place for each judge of a case: he may change what he wrote until the last one is there.
fn id(stream: &str, judge: &str) -> DraftId {
    let hash = sha256(&[b"tarazy/envelope/1\n", stream.as_bytes(), b"\n", judge.as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(hash.0.get(..16).unwrap_or(&[0; 16]));
    DraftId::new(id)
}

/// All envelopes in the order of the bench; none while one is missing.
fn all(at: &AtStep<'_>) -> Result<Option<Vec<Draft>>, ApiError> {
    let stream = at.opened.row.stream.as_str();
    let of =
        |judge: &String| drafts::with_vault(at.site, |vault| at.site.drafts.get(&id(stream, judge), vault));
    at.opened.case.judges.iter().map(of).collect()
}

fn take(at: &AtStep<'_>, left: &[Draft]) -> Result<Outcome, ApiError> {
    let files = left.iter().zip(1..).map(|(draft, n)| file(at, draft, n));
    let files: Vec<FilePut> = files.collect::<Result<_, _>>()?;
    let body = Object::new().with("case", at.opened.row.stream.as_str());
    let body = body.with("files", to_value(&files).map_err(|e| ApiError::internal(&e))?);
    let (key, actor) = (format!("step-{}", at.id.as_str()), actor(at.visit.signed()?));
    match command_with(at.site, key, &actor, at.step.command(), &body)? {
        Ok(_) => {
            for draft in left {
                drafts::with_vault(at.site, |_| at.site.drafts.remove(&draft.id, &draft.owner))?;
            }
            Ok(Outcome::Taken)
        }
        Err(refusal) => Ok(Outcome::Wrong(vec![("take".to_owned(), sentence(at.visit, &refusal))])),
    }
}

/// An envelope as a file: the text, filled up with spaces.
fn file(at: &AtStep<'_>, draft: &Draft, n: u32) -> Result<FilePut, ApiError> {
    let envelope: Envelope = serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))?;
    let mut bytes = envelope.text.into_bytes();
    bytes.resize(SIZE, b' ');
    let name = at.visit.say().a("work-envelope-name", "n", &n.to_string());
    let put = at.site.documents.put(&name, bytes, at.site.access.random_32());
    put.map_err(|e| ApiError::internal(&e))
}
