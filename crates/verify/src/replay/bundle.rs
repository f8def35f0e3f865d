//! One bundle by itself: its entries against their leaf hashes, each read strictly. It needs nothing of the rest of the
//! log, so bundles can be read on several processors while their entries are taken in order.

use crate::source::SourceError;
use crate::verdict::{Fault, Verdict};
use alloc::collections::VecDeque;
use alloc::format;
use alloc::vec::Vec;
use core::ops::Range;
use tarazy_docket::entry::{Content, Outline};
use tarazy_docket::json::Canonical;
use tarazy_docket::notice::{EntryClosed, EntryOpened};
use tarazy_docket::tile::decode_bundle;
use tarazy_docket::{Body as _, Entry, Hash, Object, StreamKind, Value, Visibility, leaf_hash};
use tarazy_draw::DrawFault;
use tarazy_draw::record::Record;

/// Bytes of an entry's length in a bundle.
const LENGTH: usize = 2;
/// A new trust policy of the log.
pub(super) const POLICY_SET: &str = "policy.set";
/// Types whose bodies are asked for wherever they stand: notices and trust policies.
const ASKED_FOR: [&str; 3] = [EntryClosed::TYPE, EntryOpened::TYPE, POLICY_SET];

/// The files of a bundle, not looked at yet.
#[derive(Debug)]
pub struct Unread {
    pub(super) first: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) file_width: u16,
    pub(super) leaves: Vec<Hash>,
}

/// The entries of a bundle, each the one of its tile, and where their members stand.
#[derive(Debug)]
pub struct Bundle {
    bytes: Vec<u8>,
    lines: Vec<Line>,
    fault: Option<Fault>,
}

/// An entry that was found.
#[derive(Debug)]
struct Line {
    leaf: Hash,
    /// Where it stands in the bytes.
    span: Range<usize>,
    /// Where its members stand, if it is canonical.
    outline: Option<Outline>,
}

/// An entry that was read.
#[derive(Debug)]
pub(super) struct Read {
    /// The entry. Of a ledger's the body is in `record`; others have it where something follows from it.
    pub(super) entry: Entry,
    /// The entry that it says is withheld.
    pub(super) withholds: Option<Hash>,
    /// What a public entry of a ledger says.
    pub(super) record: Option<Result<Record, DrawFault>>,
}

/// Reads bundles, perhaps several at once, and gives them back in the order in which they came. The library starts no
/// threads; whoever calls it may bring some.
pub trait Readers {
    /// How many bundles may wait.
    fn ahead(&self) -> usize;

    /// Takes a bundle.
    ///
    /// # Errors
    /// [`SourceError`] if it cannot be given on; then nothing can be said.
    fn give(&mut self, bundle: Unread) -> Result<(), SourceError>;

    /// Gives back the first of those that were taken.
    ///
    /// # Errors
    /// [`SourceError`] if none was, or the reader is gone.
    fn take(&mut self) -> Result<Bundle, SourceError>;
}

/// Reads one bundle after the other.
#[derive(Debug, Default)]
pub struct OneByOne(VecDeque<Unread>);

impl Readers for OneByOne {
    fn ahead(&self) -> usize {
        1
    }

    fn give(&mut self, bundle: Unread) -> Result<(), SourceError> {
        self.0.push_back(bundle);
        Ok(())
    }

    fn take(&mut self) -> Result<Bundle, SourceError> {
        let next = self.0.pop_front().ok_or_else(|| SourceError("no bundle waits".into()))?;
        Ok(next.read())
    }
}

impl Unread {
    /// Checks the entries against their leaf hashes and finds their members. What this leaves needs no more memory than the
    /// files.
    pub fn read(self) -> Bundle {
        let found = self.lines();
        match found {
            Ok(lines) => Bundle { bytes: self.bytes, lines, fault: None },
            Err(fault) => Bundle { bytes: Vec::new(), lines: Vec::new(), fault: Some(fault) },
        }
    }

    fn lines(&self) -> Result<Vec<Line>, Fault> {
        let entries = decode_bundle(&self.bytes, self.file_width);
        let entries = entries.map_err(|e| Fault::new(Verdict::BadFormat, format!("bundle: {e}")))?;
        let mut lines = Vec::with_capacity(self.leaves.len());
        let mut end = 0;
        for ((bytes, leaf), index) in entries.into_iter().zip(&self.leaves).zip(self.first..) {
            if !bytes.is_empty() && leaf_hash(bytes) != *leaf {
                let detail = "an entry is not the one in its tile";
                return Err(Fault::new(Verdict::BadInclusion, detail).at(index));
            }
            // Each entry stands behind its length, of two bytes.
            let start = end + LENGTH;
            end = start + bytes.len();
            lines.push(Line { leaf: *leaf, span: start..end, outline: Outline::of(bytes) });
        }
        Ok(lines)
    }
}

impl Bundle {
    /// The fault of the bundle as a whole.
    pub(super) fn fault(&mut self) -> Option<Fault> {
        self.fault.take()
    }

    /// The bytes of one entry by its place in the bundle; empty for one that is withheld.
    pub(super) fn bytes_at(&self, place: usize) -> Option<&[u8]> {
        self.lines.get(place).and_then(|line| self.bytes.get(line.span.clone()))
    }

    /// The entries with their leaf hashes, each read when it is asked for; `None` for one that is withheld.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Hash, Result<Option<Read>, Fault>)> {
        self.lines.iter().map(|line| {
            let bytes = self.bytes.get(line.span.clone()).unwrap_or_default();
            (line.leaf, entry(bytes, line.outline))
        })
    }
}

fn entry(bytes: &[u8], outline: Option<Outline>) -> Result<Option<Read>, Fault> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let Some(outline) = outline else { return Ok(Some(read(Entry::parse(bytes)?, None))) };
    let (entry, body) = outline.read(bytes)?;
    let is_asked_for = entry.stream.kind() == StreamKind::Beacon || ASKED_FOR.contains(&entry.kind.as_str());
    let is_apart = is_asked_for && body.is_some();
    Ok(Some(if is_apart { read(Entry::parse(bytes)?, None) } else { read(entry, body) }))
}

/// What an entry says, where something follows from it. `text` is its body, if that is not in the entry.
fn read(entry: Entry, text: Option<Canonical<'_>>) -> Read {
    let kind = entry.kind.as_str();
    let withholds = entry.body().filter(|_| kind == EntryClosed::TYPE).and_then(withheld);
    let is_ledger = entry.stream.kind() == StreamKind::Draw && entry.vis == Visibility::Public;
    let record = match (&entry.content, text) {
        (Content::Body(_), Some(text)) if is_ledger => Some(Record::read_text(kind, text)),
        (Content::Body(body), None) if is_ledger => Some(Record::read(kind, body)),
        _ => None,
    };
    Read { entry, withholds, record }
}

/// The entry that an `entry.closed` withholds.
fn withheld(body: &Object) -> Option<Hash> {
    let target = body.get("target").and_then(Value::as_text).map(Hash::from_hex);
    match (body.get("withheld").and_then(Value::as_bool), target) {
        (Some(true), Some(Ok(target))) => Some(target),
        _ => None,
    }
}
