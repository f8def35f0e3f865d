//! Showing the content of an entry to everybody, and no longer serving an entry (docket.md sections 6.4 and 15.5). A named
//! officer decides, for a ground of the law's closed list. Neither can be undone: what was read stays known.

use crate::bodies::{EntryClose, EntryOpen};
use crate::office::Registry;
use crate::wire;
use tarazy_base::find_personal;
use tarazy_docket::notice::{EntryClosed, EntryOpened};
use tarazy_docket::{Body, Hash, Object, StreamKind, Value, Visibility};
use tarazy_law::CauseList;
use tarazy_store::{Command, Desk, Record, Refusal};

/// Types whose content may be shown: what they hold are codes, times and hashes, never a person.
const OPENABLE: [&str; 5] =
    ["act.corrected", "act.issued", "filing.received", "filing.returned", "filing.withdrawn"];

impl Registry {
    /// `entry.open`.
    pub(crate) fn open_entry(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: EntryOpen = wire::read(&command.body)?;
        let record = self.of_a_case(desk, command, CauseList::Open, &body.ground, &body.target)?;
        let is_hidden = record.entry.vis != Visibility::Public;
        let kind = record.kind().unwrap_or_default();
        if !is_hidden || !OPENABLE.contains(&kind) {
            return Err(Refusal::new(422, "not-openable"));
        }
        let opening = record.opening.as_ref();
        let opening = opening.ok_or_else(|| Refusal::new(410, "erased").with("leaf", record.leaf))?;
        if names(&desk.stream(&record.entry.stream)?, EntryOpened::TYPE, &body.target) {
            return Err(Refusal::new(409, "is-open"));
        }
        if is_personal(&Value::Object(opening.body.clone())) {
            return Err(Refusal::new(422, "personal-data"));
        }
        let opened = EntryOpened {
            target: body.target,
            salt: Hash(*opening.salt.as_bytes()),
            body: opening.body.clone(),
            ground: body.ground,
        };
        self.notify(desk, command, &record, &opened)
    }

    /// `entry.close`.
    pub(crate) fn close_entry(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: EntryClose = wire::read(&command.body)?;
        let record = self.of_a_case(desk, command, CauseList::Close, &body.ground, &body.target)?;
        let kind = record.entry.kind.as_str();
        let is_notice = matches!(kind, EntryClosed::TYPE | crate::lost::BODY_LOST | "erasure.done");
        if body.withheld && (record.entry.vis != Visibility::Public || is_notice) {
            return Err(Refusal::new(422, "not-withholdable"));
        }
        if names(&desk.stream(&record.entry.stream)?, EntryClosed::TYPE, &body.target) {
            return Err(Refusal::new(409, "is-closed"));
        }
        let closed = EntryClosed {
            target: body.target,
            index: record.index,
            withheld: body.withheld.then_some(true),
            ground: body.ground,
        };
        self.notify(desk, command, &record, &closed)
    }

    /// The entry of a case that a named officer may decide about, for a ground of the law's list. Ledgers and the
    /// installation's own streams stay whole: replay needs every entry of them.
    fn of_a_case(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        list: CauseList,
        ground: &str,
        target: &Hash,
    ) -> Result<Record, Refusal> {
        if !command.actor.contains(':') {
            return Err(Refusal::new(422, "named-officer"));
        }
        let day = self.setup.day(desk.time())?;
        let law = self.setup.law.at(day).map_err(|_| Refusal::new(422, "no-law").with("day", day))?;
        if law.cause(list, ground).is_none() {
            return Err(Refusal::new(422, "disclosure-ground").with("ground", ground));
        }
        let record = desk.record(target)?.filter(|r| r.entry.stream.kind() == StreamKind::Case);
        record.ok_or_else(|| Refusal::new(404, "no-entry"))
    }

    fn notify<B: Body>(
        &self,
        desk: &mut Desk<'_>,
        command: &Command,
        target: &Record,
        body: &B,
    ) -> Result<Object, Refusal> {
        let body = body.to_object().map_err(Refusal::internal)?;
        let leaf = self.publish(desk, command, &target.entry.stream, B::TYPE, body)?.leaf;
        Ok(Object::new().with("notice", leaf.to_hex()))
    }
}

/// True if the stream has a notice of a type about this entry.
fn names(stream: &[Record], kind: &str, target: &Hash) -> bool {
    let hex = target.to_hex();
    let about =
        |r: &&Record| r.body().and_then(|b| b.get("target")).and_then(Value::as_text) == Some(hex.as_str());
    stream.iter().filter(|r| r.kind() == Some(kind)).any(|r| about(&r))
}

/// True if some text of a content holds an address, a number of a phone or of a person. Hashes are exempt: their grammar is
/// closed.
fn is_personal(value: &Value) -> bool {
    match value {
        Value::Text(text) => Hash::from_hex(text).is_err() && find_personal(text).is_some(),
        Value::Array(items) => items.iter().any(is_personal),
        Value::Object(members) => members.iter().any(|(_, value)| is_personal(value)),
        Value::Bool(_) | Value::Int(_) => false,
    }
}
