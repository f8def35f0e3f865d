//! Keys of the installation that end: retired after their successor has signed beside them long enough, or compromised
//! (docket.md section 10, point 5). That a key was added, the first writing command after a start says by itself.

use crate::bodies::KeyEnd;
use crate::office::Registry;
use crate::setup::KEYS;
use crate::wire;
use tarazy_docket::notice::{KeyAdded, KeyCompromised, KeyRetired};
use tarazy_docket::{Body as _, Object, StreamId, Value, from_value};
use tarazy_store::{Command, Desk, Record, Refusal};

/// Both keys sign for at least 30 days (docket.md section 10, point 5), ms.
const OVERLAP: i64 = 30 * 24 * 3600 * 1000;

/// A key by the entries of `sys/keys`.
struct Known {
    key: KeyAdded,
    added: i64,
    ended: bool,
}

impl Registry {
    /// `key.end`: final. A key that ended is never used again; a new one takes its place.
    pub(crate) fn end_key(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: KeyEnd = wire::read(&command.body)?;
        let stream: StreamId = KEYS.parse().map_err(Refusal::internal)?;
        let keys = known(&desk.stream(&stream)?);
        let ending = keys.iter().find(|k| k.key.vkey == body.vkey && !k.ended);
        let ending = ending.ok_or_else(|| Refusal::new(404, "unknown-key"))?;
        let successors = keys.iter().filter(|k| !k.ended && k.key.kind == ending.key.kind);
        let successors = successors.filter(|k| k.key.vkey != body.vkey);
        let since = successors.map(|k| k.added).min();
        let since = since.ok_or_else(|| Refusal::new(409, "last-key").with("kind", &ending.key.kind))?;
        // Of two keys the elder may go once both have signed side by side.
        let together = since.max(ending.added);
        if !body.compromised && desk.time() < together.saturating_add(OVERLAP) {
            let day = self.setup.day(together.saturating_add(OVERLAP))?;
            return Err(Refusal::new(409, "key-too-early").with("day", day));
        }
        let KeyAdded { kind, vkey } = ending.key.clone();
        let (kind, object) = if body.compromised {
            (KeyCompromised::TYPE, wire::object(&KeyCompromised { kind, vkey })?)
        } else {
            (KeyRetired::TYPE, wire::object(&KeyRetired { kind, vkey })?)
        };
        let entry = self.publish(desk, command, &stream, kind, object)?;
        Ok(Object::new().with("ended", entry.leaf.to_hex()))
    }
}

fn known(records: &[Record]) -> Vec<Known> {
    let mut keys: Vec<Known> = Vec::new();
    for record in records {
        let body = record.entry.body().cloned().unwrap_or_default();
        let Ok(key) = from_value::<KeyAdded>(&Value::Object(body)) else { continue };
        match record.kind() {
            Some(KeyAdded::TYPE) => keys.push(Known { key, added: record.entry.time, ended: false }),
            Some(KeyRetired::TYPE | KeyCompromised::TYPE) => {
                for known in keys.iter_mut().filter(|k| k.key == key) {
                    known.ended = true;
                }
            }
            _ => {}
        }
    }
    keys
}
