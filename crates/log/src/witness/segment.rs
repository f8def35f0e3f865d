//! Cosigned checkpoints one after the other, as they stand in a file: notes with an empty line between.
//!
//! The text of a checkpoint has no empty line, so the file reads in one way only. A file with a single note is a segment too.

use super::decide::Known;
use tarazy_docket::{Checkpoint, Note, VerifierKey};

/// Notes of one file. When it is full, the next one begins another.
pub const SEGMENT: usize = 128;

/// The notes of one file, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Segment {
    notes: Vec<String>,
}

/// A checkpoint that a witness cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// When, by the witness's clock, in seconds since 1970.
    pub time: u64,
    /// The tree.
    pub tree: Known,
    /// The checkpoint with the log's lines and the witness's own.
    pub note: Note,
}

impl Segment {
    /// Reads the bytes of a file; `None` if they are none of a segment.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = core::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
        let blocks: Vec<&str> = text.split("\n\n").collect();
        let pairs = blocks.chunks(2).map(|pair| match pair {
            [text, lines] => Some(format!("{text}\n\n{lines}\n")),
            _ => None,
        });
        pairs.collect::<Option<_>>().map(|notes| Self { notes })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.notes.join("\n").into_bytes()
    }

    pub(super) fn is_full(&self) -> bool {
        self.notes.len() >= SEGMENT
    }

    pub(super) fn push(&mut self, note: &Note) {
        self.notes.push(note.to_string());
    }

    /// The note that was cosigned last, of the log `origin` and under `key`; `None` if a note is another's or damaged.
    pub(super) fn last(&self, origin: &str, key: &VerifierKey) -> Option<Cosigned> {
        self.notes.last().and_then(|note| read(note, origin, key))
    }

    /// The first note of a tree that covers the entry `index`; `None` if there is none.
    ///
    /// # Errors
    /// [`DamagedNote`].
    pub(super) fn covering(
        &self,
        origin: &str,
        key: &VerifierKey,
        index: u64,
    ) -> Result<Option<Cosigned>, DamagedNote> {
        for text in &self.notes {
            let (_, tree) = open(text, origin).ok_or(DamagedNote)?;
            if tree.size > index {
                return read(text, origin, key).map(Some).ok_or(DamagedNote);
            }
        }
        Ok(None)
    }

    /// All notes, the oldest first; `None` for one that is another's or damaged.
    pub(super) fn all<'a>(
        &'a self,
        origin: &'a str,
        key: &'a VerifierKey,
    ) -> impl Iterator<Item = Option<Cosigned>> + 'a {
        self.notes.iter().map(move |note| read(note, origin, key))
    }
}

/// A note that is another's or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DamagedNote;

fn open(note: &str, origin: &str) -> Option<(Note, Known)> {
    let note: Note = note.parse().ok()?;
    let (checkpoint, _) = Checkpoint::read(note.text()).ok()?;
    let tree = Known { size: checkpoint.size(), root: checkpoint.root() };
    (checkpoint.origin() == origin).then_some((note, tree))
}

fn read(note: &str, origin: &str, key: &VerifierKey) -> Option<Cosigned> {
    let (note, tree) = open(note, origin)?;
    let time = note.cosigned_by(key).ok()??;
    Some(Cosigned { time, tree, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTES: [&str; 3] =
        ["a\n1\nx\n\n— k AAAAAAA=\n", "b\n2\ny\nz\n\n— k AAAAAAA=\n— l AAAAAAA=\n", "c\n\n— k A\n"];

    #[test]
    fn notes_come_back_as_they_were_put_in_and_one_alone_is_a_note() {
        for count in 1..=NOTES.len() {
            let segment = Segment { notes: NOTES[..count].iter().map(|note| (*note).to_owned()).collect() };
            assert_eq!(Segment::parse(&segment.to_bytes()), Some(segment));
        }
        assert_eq!(Segment::parse(NOTES[1].as_bytes()).unwrap().to_bytes(), NOTES[1].as_bytes());
    }

    #[test]
    fn what_is_cut_off_is_no_segment_or_lacks_its_last_note() {
        let whole = Segment { notes: NOTES.map(str::to_owned).to_vec() };
        let bytes = whole.to_bytes();
        for end in 0..bytes.len() {
            assert_ne!(Segment::parse(&bytes[..end]), Some(whole.clone()), "{end}");
        }
        assert_eq!(Segment::parse(b""), None);
        assert_eq!(Segment::parse(b"\n"), None);
    }
}
