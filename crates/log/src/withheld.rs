//! Entries that are withheld: what was put in clear by mistake (docket.md section 15, point 5). An `entry.closed` names such an
//! entry; from the first published checkpoint that covers this notice, the bundles have an empty place instead. The leaf hash
//! stays in its tile, so every proof still holds.
//!
//! A notice is written down durably before the guard covers it, so that a process that was killed before the place is
//! emptied finds what is left to do. A backup holds the entries and the bundles, but not what is written down here, and the
//! bundles may be those from before: [`withhold_again`] does both anew.

use crate::durable::{Durable, DurableError};
use crate::edge::Edge;
use crate::entries::{Entries, StoredEntry};
use crate::objects::Objects;
use crate::published;
use crate::sealer::SealError;
use std::sync::Arc;
use tarazy_docket::notice::EntryClosed;
use tarazy_docket::tile::{FULL_WIDTH, decode_bundle, encode_bundle};
use tarazy_docket::{Body as _, Entry, Hash, Tile, TileKind, leaf_hash};

/// Folder of the notices below that of the log; it is not public.
const FOLDER: &str = "withheld";
/// Entries read at once.
const CHUNK: u64 = 1_024;
const WIDTH: u64 = FULL_WIDTH as u64;
/// What every notice contains; most entries are told apart by its absence, without being read.
const MARK: &[u8] = b"\"type\":\"entry.closed\"";

/// A notice that withholds an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Notice {
    /// Index of the entry that is withheld.
    pub(crate) target: u64,
    /// Its leaf hash.
    pub(crate) leaf: Hash,
    /// Index of the notice.
    pub(crate) notice: u64,
}

impl Notice {
    /// The notice that an entry is; `None` for any other.
    pub(crate) fn read(index: u64, bytes: &[u8]) -> Option<Self> {
        if !bytes.windows(MARK.len()).any(|window| window == MARK) {
            return None;
        }
        let entry = Entry::parse(bytes).ok()?;
        let body = entry.body().filter(|_| entry.kind.as_str() == EntryClosed::TYPE)?;
        let closed = EntryClosed::from_object(body).ok().filter(EntryClosed::is_withheld)?;
        (closed.index < index).then_some(Self { target: closed.index, leaf: closed.target, notice: index })
    }

    fn name(self) -> String {
        format!("{FOLDER}/{}", self.target)
    }
}

/// The notices of a log, and which of them are carried out.
pub(crate) struct Withheld {
    files: Arc<Durable>,
    open: Vec<Notice>,
}

impl Withheld {
    /// All notices that are written down. Whether their places are empty is looked at once more.
    ///
    /// # Errors
    /// [`DurableError`].
    pub(crate) fn open(files: Arc<Durable>) -> Result<Self, DurableError> {
        let mut open = Vec::new();
        for item in files.list(FOLDER)? {
            let name = format!("{FOLDER}/{}", item.name);
            let text = files.read(&name)?.unwrap_or_default();
            open.extend(parse(&item.name, &text));
        }
        open.sort_unstable();
        Ok(Self { files, open })
    }

    /// Writes notices down before they are sealed.
    ///
    /// # Errors
    /// [`DurableError`].
    pub(crate) fn note(&mut self, notices: &[Notice]) -> Result<(), DurableError> {
        if notices.is_empty() {
            return Ok(());
        }
        let line = |n: &Notice| (n.name(), format!("{} {}\n", n.notice, n.leaf).into_bytes());
        self.files.put_new(&notices.iter().map(line).collect::<Vec<_>>())?;
        self.open.extend(notices.iter().copied());
        Ok(())
    }

    /// Empties the places of all notices that a published checkpoint of this size covers.
    ///
    /// # Errors
    /// [`SealError`]: above all if a notice names an entry that does not stand at its index.
    pub(crate) fn carry_out(
        &mut self,
        objects: &dyn Objects,
        edge: &mut Edge,
        published: u64,
    ) -> Result<(), SealError> {
        while let Some(place) = self.open.iter().position(|notice| notice.notice < published) {
            let notice = self.open[place];
            empty_place(objects, notice)?;
            edge.withhold(notice.target);
            self.open.remove(place);
        }
        Ok(())
    }
}

/// Writes down the notices among the entries that the latest published checkpoint covers, and empties their places: for an
/// installation whose log was put back from a copy. Nothing may seal meanwhile. Gives how many notices there are.
///
/// # Errors
/// [`SealError`]: above all if a notice names an entry that does not stand at its index.
pub fn withhold_again(
    files: Arc<Durable>,
    objects: &dyn Objects,
    entries: &mut dyn Entries,
) -> Result<usize, SealError> {
    let latest = published::latest(objects)?;
    let published = latest.map_or(0, |checkpoint| checkpoint.checkpoint().size());
    let end = entries.count()?.min(published);
    let mut notices = Vec::new();
    let mut next = 0;
    while next < end {
        let until = end.min(next + CHUNK);
        let read = |e: &StoredEntry| Notice::read(e.index, &e.bytes);
        notices.extend(entries.range(next, until)?.iter().filter_map(read));
        next = until;
    }
    let mut withheld = Withheld { files, open: Vec::new() };
    withheld.note(&notices)?;
    for notice in &notices {
        empty_place(objects, *notice)?;
    }
    Ok(notices.len())
}

fn parse(name: &str, text: &[u8]) -> Option<Notice> {
    let (notice, leaf) = std::str::from_utf8(text).ok()?.trim_end().split_once(' ')?;
    Some(Notice {
        target: name.parse().ok()?,
        leaf: Hash::from_hex(leaf).ok()?,
        notice: notice.parse().ok()?,
    })
}

/// Empties the place in the full bundle and in every partial one.
fn empty_place(objects: &dyn Objects, notice: Notice) -> Result<(), SealError> {
    let full = Tile::new(TileKind::Entries, notice.target / WIDTH, FULL_WIDTH)?;
    let mut names = objects.list(&format!("{}.p", full.path()))?;
    names.push(full.path());
    for name in names {
        let (Ok(tile), Some(bytes)) = (name.parse::<Tile>(), objects.get(&name)?) else { continue };
        let mut entries = decode_bundle(&bytes, tile.width())?;
        let place = usize::try_from(notice.target % WIDTH).unwrap_or(usize::MAX);
        let Some(entry) = entries.get_mut(place).filter(|entry| !entry.is_empty()) else { continue };
        if leaf_hash(entry) != notice.leaf {
            return Err(SealError::Mismatch("a notice withholds another entry than it names"));
        }
        *entry = &[];
        objects.put_latest(&name, &encode_bundle(&entries)?)?;
    }
    Ok(())
}

/// The places that `now` leaves empty and `whole` does not, if they are alike in all others; `None` if they are not.
pub(crate) fn emptied(whole: &[u8], now: &[u8], width: u16) -> Option<Vec<(usize, Hash)>> {
    let (whole, now) = (decode_bundle(whole, width).ok()?, decode_bundle(now, width).ok()?);
    let mut places = Vec::new();
    for (place, (whole, now)) in whole.iter().zip(&now).enumerate() {
        match now {
            now if whole == now => {}
            [] => places.push((place, leaf_hash(whole))),
            _ => return None,
        }
    }
    Some(places)
}
