//! The import of history: its beginning and its end.

use crate::bodies::{self, ImportBegin};
use crate::office::Registry;
use crate::wire;
use tarazy_docket::notice::ImportDone;
use tarazy_docket::{Body as _, Object, StreamId};
use tarazy_store::{Command, Desk, Refusal};

/// Setting that holds what is being imported, so that only the same import goes on.
const WHAT: &str = "import_of";

impl Registry {
    /// `import.begin`: an empty installation, or one in the state of the same import, which goes on.
    pub(crate) fn begin_import(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: ImportBegin = wire::read(&command.body)?;
        let what = tarazy_docket::Value::Object(wire::object(&body)?).to_text();
        if desk.is_importing()? {
            return match desk.setting(WHAT)? {
                Some(known) if known == what => Ok(Object::new().with("resumed", true)),
                _ => Err(Refusal::new(409, "other-import")),
            };
        }
        desk.begin_import()?;
        desk.put_setting(WHAT, &what);
        Ok(Object::new().with("resumed", false))
    }

    /// `import.done`.
    pub(crate) fn finish_import(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: bodies::ImportDone = wire::read(&command.body)?;
        if !desk.is_importing()? {
            return Err(Refusal::new(409, "no-import"));
        }
        let stream: StreamId = "sys/import".parse().map_err(Refusal::internal)?;
        let done = ImportDone {
            file: body.file,
            seed: body.seed,
            cases: body.cases,
            rejects: body.rejects,
            imported: true,
        };
        self.publish(desk, command, &stream, ImportDone::TYPE, wire::object(&done)?)?;
        desk.end_import()?;
        Ok(Object::new())
    }
}
