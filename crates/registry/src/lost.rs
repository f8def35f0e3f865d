//! After entries were read back from the log's bundles: what they say about settings, and bodies that are lost
//! (docket.md section 18, "Start").

use crate::bodies::BodiesLost;
use crate::docket;
use crate::office::Registry;
use crate::registration::counter;
use crate::wire;
use tarazy_base::CaseNumber;
use tarazy_docket::notice::BodyLost;
use tarazy_docket::{Body as _, Hash, Object, Value, Visibility};
use tarazy_procedure::Event;
use tarazy_store::desk::{IMPORT, IMPORT_DONE};
use tarazy_store::read_back::SETTING;
use tarazy_store::{Command, Desk, Record, Refusal, Step, truth};

/// Type of the entry that says that a content can be read no more.
pub const BODY_LOST: &str = BodyLost::TYPE;

/// What an entry that was read back means for the installation's settings: numbers of cases that were given, an import
/// that was finished. Without it the next case would get a number that somebody has already.
///
/// # Errors
/// 500 if a public record does not fit its type.
pub fn read_back(record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
    if record.kind() == Some("import.done") {
        steps.push(truth::put_setting(IMPORT, IMPORT_DONE));
    }
    if record.kind() == Some("case.numbered")
        && let Some(Event::Numbered(numbered)) = docket::event(record)?
    {
        let number = CaseNumber::parse(&numbered.number).map_err(Refusal::internal)?;
        let key = counter(number.court().as_str(), number.year(), number.kind());
        steps.push(truth::put_setting(&key, &number.running().to_string()));
    }
    Ok(())
}

impl Registry {
    /// `body.lost`: contents of entries that neither this database nor a backup holds are marked in their streams.
    pub(crate) fn lose(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: BodiesLost = wire::read(&command.body)?;
        let mut marked = 0u32;
        for target in body.targets {
            let record = desk.record(&target)?.ok_or_else(|| Refusal::new(404, "no-stream"))?;
            let has_content = record.entry.vis == Visibility::Public || record.opening.is_some();
            if has_content || is_marked(&desk.stream(&record.entry.stream)?, &target) {
                continue;
            }
            let lost = wire::object(&BodyLost { target })?;
            self.publish(desk, command, &record.entry.stream, BODY_LOST, lost)?;
            marked += 1;
        }
        Ok(Object::new().with("marked", marked))
    }

    /// `recovery.done`: nothing is left to be marked; the installation works again.
    pub(crate) fn finish_recovery(&self, desk: &mut Desk<'_>) -> Result<Object, Refusal> {
        desk.put_setting(SETTING, "");
        desk.audit("recovery.done", "");
        Ok(Object::new())
    }
}

/// True if the stream says already that the content of an entry is lost or erased.
fn is_marked(stream: &[Record], target: &Hash) -> bool {
    let hex = target.to_hex();
    let says = |r: &&Record| matches!(r.kind(), Some(BODY_LOST | "erasure.done"));
    let names = |r: &Record| {
        r.body().and_then(|b| b.get("target")).and_then(Value::as_text).is_some_and(|t| t == hex)
    };
    stream.iter().filter(says).any(names)
}
