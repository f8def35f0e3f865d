//! The import of history: its beginning and its end.

use crate::bodies::{ImportBegin, ImportDone};
use crate::office::Registry;
use crate::wire;
use serde::Serialize;
use tarazy_docket::{Hash, Object, StreamId};
use tarazy_store::{Command, Desk, Refusal};

/// Setting that holds what is being imported, so that only the same import goes on.
const WHAT: &str = "import_of";

/// The body of `import.done`.
#[derive(Serialize)]
struct Done {
    file: Hash,
    seed: u64,
    cases: u64,
    rejects: u64,
    imported: bool,
}

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
        let body: ImportDone = wire::read(&command.body)?;
        if !desk.is_importing()? {
            return Err(Refusal::new(409, "no-import"));
        }
        let stream: StreamId = "sys/import".parse().map_err(Refusal::internal)?;
        let done = Done {
            file: body.file,
            seed: body.seed,
            cases: body.cases,
            rejects: body.rejects,
            imported: true,
        };
        self.publish(desk, command, &stream, "import.done", wire::object(&done)?)?;
        desk.end_import()?;
        Ok(Object::new())
    }
}
