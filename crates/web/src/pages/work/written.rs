//! What somebody wrote into a step's form and did not take yet. Nobody but those who work on the case with him sees it; the docket
//! knows nothing of it.

use super::super::shell::Visit;
use super::may::may;
use super::open::Opened;
use super::read::Typed;
use crate::error::ApiError;
use crate::pages::drafts;
use crate::site::Site;
use serde::{Deserialize, Serialize};
use tarazy_access::policy::{Action, Thing};
use tarazy_docket::{Object, Value, sha256};
use tarazy_procedure::Step;
use tarazy_registry::bodies::FilePut;
use tarazy_registry::drafts::{Draft, DraftId};

/// The kind of draft that a step is.
const KIND: &str = "step";
/// The kind under which the store remembers that a step was taken.
const TAKEN: &str = "taken";

/// A form as it stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Written {
    /// The command of the step.
    pub(super) step: String,
    /// What was typed, field by field.
    pub(super) fields: Vec<(String, String)>,
    /// The papers.
    pub(super) files: Vec<FilePut>,
    /// The body that was sent to the writer and not answered yet, canonical. What is sent is fixed once, so that two clicks are one step.
    pub(super) sending: Option<String>,
    /// The draft of a colleague from which it was taken over: its id and its owner.
    pub(super) of: Option<(String, String)>,
    /// Who wrote it.
    pub(super) writer: String,
}

impl Typed for Written {
    fn one(&self, name: &str) -> String {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, text)| text.trim().to_owned()).unwrap_or_default()
    }

    fn all(&self, name: &str) -> Vec<String> {
        let of_name = self.fields.iter().filter(|(field, _)| field == name);
        of_name.map(|(_, text)| text.trim().to_owned()).collect()
    }
}

impl Written {
    /// The body that was sent before.
    pub(super) fn sent(&self) -> Option<Object> {
        match Value::from_canonical(self.sending.as_deref()?.as_bytes()) {
            Ok(Value::Object(body)) => Some(body),
            _ => None,
        }
    }
}

/// A draft of a case, as a list shows it.
pub(super) struct Line {
    pub(super) id: DraftId,
    pub(super) step: Step,
    pub(super) writer: String,
    pub(super) is_own: bool,
    /// When it was last written, ms UTC.
    pub(super) updated: i64,
}

/// Whether those who work on the case share their drafts with the visitor, and he his with them.
fn shares(site: &Site, visit: &Visit, opened: &Opened) -> Result<bool, ApiError> {
    may(site, visit.signed()?, Action::WriteDrafts, &Thing::Case(opened.facts.clone()))
}

/// The drafts of a case that the visitor may see: his own, and those of the bench if he is of it.
///
/// # Errors
/// If they cannot be read.
pub(super) fn lines(site: &Site, visit: &Visit, opened: &Opened) -> Result<Vec<Line>, ApiError> {
    let own = &visit.signed()?.person.id;
    let is_shared = shares(site, visit, opened)?;
    let all = drafts::with_vault(site, |vault| site.drafts.about(&opened.row.stream, KIND, vault))?;
    let lines = all.iter().filter_map(|draft| line(draft, own));
    Ok(lines.filter(|line| line.is_own || (is_shared && !is_secret(line.step))).collect())
}

/// What no colleague may read before all have written: a judge's envelope.
fn is_secret(step: Step) -> bool {
    step == Step::LeaveEnvelopes
}

fn line(draft: &Draft, own: &str) -> Option<Line> {
    let written: Written = serde_json::from_slice(&draft.body).ok()?;
    Some(Line {
        id: draft.id.clone(),
        step: Step::of_command(&written.step)?,
        writer: written.writer,
        is_own: draft.owner == own,
        updated: draft.updated,
    })
}

/// What stands in a draft of the visitor's own.
///
/// # Errors
/// If it cannot be read.
pub(super) fn own(site: &Site, visit: &Visit, id: &DraftId) -> Result<Option<Written>, ApiError> {
    let Some(draft) = drafts::own(site, visit, id, KIND)? else { return Ok(None) };
    serde_json::from_slice(&draft.body).map(Some).map_err(|e| ApiError::internal(&e))
}

/// What stands in a colleague's draft, to go on with as one's own.
///
/// # Errors
/// If it cannot be read.
pub(super) fn taken_over(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    id: &DraftId,
) -> Result<Option<Written>, ApiError> {
    if !shares(site, visit, opened)? {
        return Ok(None);
    }
    let found = drafts::with_vault(site, |vault| site.drafts.get(id, vault))?;
    let of_case = |draft: &Draft| draft.kind == KIND && draft.about.as_ref() == Some(&opened.row.stream);
    let Some(draft) = found.filter(of_case) else { return Ok(None) };
    let written: Written = serde_json::from_slice(&draft.body).map_err(|e| ApiError::internal(&e))?;
    if Step::of_command(&written.step).is_none_or(is_secret) {
        return Ok(None);
    }
    let of = Some((draft.id.as_str().to_owned(), draft.owner));
    Ok(Some(Written { of, sending: None, ..written }))
}

/// Keeps it.
///
/// # Errors
/// If it cannot be kept.
pub(super) fn keep(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    id: &DraftId,
    written: &Written,
) -> Result<(), ApiError> {
    let body = serde_json::to_vec(written).map_err(|e| ApiError::internal(&e))?;
    let owner = visit.signed()?.person.id.clone();
    let about = Some(opened.row.stream.clone());
    drafts::put(site, Draft { id: id.clone(), owner, kind: KIND.to_owned(), about, body, updated: 0 })
}

/// Lets it go, with the colleague's from which it was taken over.
///
/// # Errors
/// If it cannot be removed.
pub(super) fn forget(site: &Site, visit: &Visit, id: &DraftId, written: &Written) -> Result<(), ApiError> {
    let own = &visit.signed()?.person.id;
    drafts::with_vault(site, |_| site.drafts.remove(id, own))?;
    if let Some((id, owner)) = &written.of
        && let Some(id) = DraftId::parse(id)
    {
        drafts::with_vault(site, |_| site.drafts.remove(&id, owner))?;
    }
    Ok(())
}

fn taken_id(draft: &DraftId) -> DraftId {
    let hash = sha256(&[b"tarazy/taken/1\n", draft.as_str().as_bytes()]);
    let mut id = [0; 16];
    id.copy_from_slice(hash.0.get(..16).unwrap_or(&[0; 16]));
    DraftId::new(id)
}

/// Whether the step of a draft was taken before.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn was_taken(site: &Site, visit: &Visit, id: &DraftId) -> Result<bool, ApiError> {
    Ok(drafts::own(site, visit, &taken_id(id), TAKEN)?.is_some())
}

/// Remembers that the step of a draft was taken. Of many such the oldest go.
///
/// # Errors
/// If the store cannot be written.
pub(super) fn note_taken(site: &Site, visit: &Visit, id: &DraftId) -> Result<(), ApiError> {
    let owner = visit.signed()?.person.id.clone();
    let remembered = drafts::with_vault(site, |vault| site.drafts.of_owner(&owner, TAKEN, vault))?;
    for old in remembered.iter().skip(MOST_TAKEN) {
        drafts::with_vault(site, |_| site.drafts.remove(&old.id, &owner))?;
    }
    let (id, kind) = (taken_id(id), TAKEN.to_owned());
    drafts::put(site, Draft { id, owner, kind, about: None, body: Vec::new(), updated: 0 })
}

/// So many steps are remembered of each person: more than anybody sends twice.
const MOST_TAKEN: usize = 50;
