//! A case as its docket makes it, read at the writer's desk.

use tarazy_docket::{Hash, StreamId, StreamKind};
use tarazy_procedure::case::Filing;
use tarazy_procedure::events::{
    ActCompleted, ActIssued, CaseTerminated, FilingLeft, FilingReceived, FilingRefused, FilingReturned,
    FilingWithdrawn,
};
use tarazy_procedure::{Case, Event, Place, Stage, Step};
use tarazy_store::{Desk, Record, Refusal};

/// A case with what its entries need to refer to.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Leaf hash of the last entry of the docket.
    pub head: Hash,
}

/// An event of a docket with its record; `None` for types that are not of a case. Where the content is erased or lost, the
/// event says no more than that it happened.
///
/// # Errors
/// 500 if a body does not fit its type.
pub(crate) fn event(record: &Record) -> Result<Option<Event>, Refusal> {
    match (record.kind(), record.body()) {
        (Some(kind), Some(body)) => Event::read(kind, body).map_err(Refusal::internal),
        (Some(kind), None) => Ok(without_content(kind, record.entry.time)),
        (None, _) => Ok(None),
    }
}

/// What remains of an event whose content can be read no more. Those that are left out say nothing without it.
fn without_content(kind: &str, time: i64) -> Option<Event> {
    let (ground, judge) = (String::new(), String::new());
    match kind {
        "filing.received" => Some(Event::from(FilingReceived {
            kind: String::new(),
            court: String::new(),
            division: String::new(),
            category: String::new(),
            received: time,
            files: 0,
            files_hash: None,
            imported: None,
        })),
        "act.issued" => Some(Event::from(ActIssued {
            act: String::new(),
            date: String::new(),
            judge: String::new(),
            outcome: None,
            documents: Vec::new(),
            imported: None,
        })),
        "act.completed" => {
            Some(Event::from(ActCompleted { act: Hash([0; 32]), date: String::new(), documents: Vec::new() }))
        }
        "filing.refused" => Some(Event::from(FilingRefused { judge, ground, documents: Vec::new() })),
        "filing.left" => Some(Event::from(FilingLeft { judge, ground, documents: Vec::new() })),
        "case.terminated" => Some(Event::from(CaseTerminated { judge, ground, documents: Vec::new() })),
        "filing.returned" => Some(Event::from(FilingReturned { ground, documents: Vec::new() })),
        "filing.withdrawn" => Some(Event::from(FilingWithdrawn { ground, documents: Vec::new() })),
        _ => None,
    }
}

/// Folds the records of a docket.
///
/// # Errors
/// 404 `no-stream` for a docket without a filing; 500 if the docket was not written by the rules of procedure.
pub fn read_case(stream: &StreamId, records: &[Record]) -> Result<CaseFile, Refusal> {
    let mut found: Option<CaseFile> = None;
    for record in records {
        if let Some(file) = found.as_mut().filter(|_| record.body().is_none()) {
            file.case.lose_track();
        }
        let Some(event) = event(record)? else { continue };
        match (&mut found, event) {
            (None, Event::Received(body)) => {
                let filing = Filing { leaf: record.leaf, index: record.index, time: record.entry.time, body };
                found = Some(CaseFile { case: Case::open(stream.clone(), filing), head: record.leaf });
            }
            (None, _) => return Err(Refusal::internal("a docket does not begin with a filing")),
            (Some(file), event) => {
                fill_in(&mut file.case.filing.body, &event);
                file.case
                    .apply(Place { leaf: record.leaf, time: record.entry.time }, &event)
                    .map_err(Refusal::internal)?;
                file.head = record.leaf;
            }
        }
    }
    found.ok_or_else(|| Refusal::new(404, "no-stream"))
}

/// Court, division and category of a filing whose content is erased or lost, as its registration has them in clear.
fn fill_in(filing: &mut FilingReceived, event: &Event) {
    if let Event::Registered(registered) = event
        && filing.court.is_empty()
    {
        filing.court.clone_from(&registered.court);
        filing.division.clone_from(&registered.division);
        filing.category.clone_from(&registered.category);
    }
}

/// The case with a stream.
///
/// # Errors
/// 404 `no-stream` if there is none; 410 `erased` if the content of its filing is gone before it was registered; as
/// [`read_case`].
pub(crate) fn case(desk: &mut Desk<'_>, stream: &StreamId) -> Result<CaseFile, Refusal> {
    if stream.kind() != StreamKind::Case {
        return Err(Refusal::new(404, "no-stream"));
    }
    let file = read_case(stream, &desk.stream(stream)?)?;
    if file.case.filing.body.court.is_empty() {
        return Err(Refusal::new(410, "erased").with("leaf", file.case.filing.leaf));
    }
    Ok(file)
}

/// Refuses a step of the registry's own that may not be taken now.
///
/// # Errors
/// 409 `not-now` with step and stage.
pub(crate) fn check(step: Step, file: &CaseFile) -> Result<(), Refusal> {
    let stage = file.case.stage;
    let allowed = match step {
        Step::Register => stage == Stage::Received,
        Step::Assign => stage == Stage::Registered,
        Step::Redraw => stage.has_bench(),
        Step::CorrectCategory => stage > Stage::Received && stage < Stage::Closed,
        _ => false,
    };
    if allowed { Ok(()) } else { Err(not_now(step, file)) }
}

/// The step may not be taken while the case is in its stage.
pub(crate) fn not_now(step: Step, file: &CaseFile) -> Refusal {
    Refusal::new(409, "not-now").with("step", step.word()).with("stage", file.case.stage.as_str())
}
