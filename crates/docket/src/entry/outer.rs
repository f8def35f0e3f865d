//! An entry found in its text: where its members stand, without values in between.

use super::{Content, Entry, EntryError, MAX_ENTRY, MEMBERS, VERSION, Visibility};
use crate::hash::Hash;
use crate::json::{Canonical, Object};

/// Where the members of an entry stand in its bytes, which are canonical JSON. Finding them needs no memory, so one thread
/// can find what another reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline {
    /// In the order of [`MEMBERS`]; from and to, equal where there is no such member.
    spans: [(u32, u32); MEMBERS.len()],
}

impl Outline {
    /// The outline of an entry; `None` for bytes that are none, or no canonical JSON. What is wrong with them is told by
    /// [`Entry::parse`].
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_ENTRY {
            return None;
        }
        let text = core::str::from_utf8(bytes).ok()?;
        let mut spans = [(0, 0); MEMBERS.len()];
        Canonical::object(text, |name, (from, to)| {
            let place = MEMBERS.iter().position(|member| *member == name)?;
            spans[place] = (u32::try_from(from).ok()?, u32::try_from(to).ok()?);
            Some(())
        })?;
        Some(Self { spans })
    }

    /// Reads the entry, strictly; a body in clear stays text, and the entry's is empty. `bytes` are those that the outline
    /// is of.
    ///
    /// # Errors
    /// [`EntryError`] says what does not fit.
    pub fn read<'a>(&self, bytes: &'a [u8]) -> Result<(Entry, Option<Canonical<'a>>), EntryError> {
        match self.quick(bytes) {
            Some(found) => Ok(found),
            // What is wrong is told by reading value by value.
            None => Entry::parse_values(bytes).map(|entry| (entry, None)),
        }
    }

    fn quick<'a>(&self, bytes: &'a [u8]) -> Option<(Entry, Option<Canonical<'a>>)> {
        let text = core::str::from_utf8(bytes).ok()?;
        let [actor, body, commit, prev, seq, stream, time, kind, version, vis] =
            self.spans.map(|(from, to)| {
                let span = usize::try_from(from).ok()?..usize::try_from(to).ok()?;
                Canonical::part(text, span).filter(|part| !part.as_str().is_empty())
            });
        if version?.as_int()? != VERSION {
            return None;
        }
        let content = match (body, commit) {
            (Some(body), None) if body.as_str().starts_with('{') => Content::Body(Object::new()),
            (None, Some(commit)) => Content::Commit(Hash::from_hex(commit.as_plain_text()?).ok()?),
            _ => return None,
        };
        let actor = match actor {
            Some(actor) => Some(actor.as_plain_text()?.parse().ok()?),
            None => None,
        };
        let entry = Entry {
            stream: stream?.as_plain_text()?.parse().ok()?,
            seq: u64::try_from(seq?.as_int()?).ok()?,
            prev: Hash::from_hex(prev?.as_plain_text()?).ok()?,
            time: time?.as_int()?,
            kind: kind?.as_plain_text()?.parse().ok()?,
            actor,
            vis: Visibility::parse(vis?.as_plain_text()?)?,
            content,
        };
        entry.check().ok()?;
        Some((entry, body))
    }
}
