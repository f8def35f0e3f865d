//! `tarazy insider`: what somebody can do who holds the database, all files and the log's key (docs/insider.md).
//!
//! It rewrites one filing in a copy, hashes everything that follows anew, builds the tree and signs it with the court's own
//! key. The copy is flawless by itself. It exists so that everybody can see what exposes it.

use crate::cli::Cli;
use crate::commands::find;
use crate::commands::log::empty;
use crate::failure::Failure;
use crate::installation::Installation;
use std::collections::HashMap;
use std::path::Path;
use tarazy_docket::entry::Content;
use tarazy_docket::merkle::root_of;
use tarazy_docket::tile::{encode_bundle, encode_hashes, tiles_between};
use tarazy_docket::{
    Checkpoint, Entry, Hash, SignedCheckpoint, StreamId, Tile, TileKind, Tree, leaf_hash, sha256,
};
use tarazy_store::truth;

/// Entries read at once.
const CHUNK: u64 = 1024;

/// Runs the command.
///
/// # Errors
/// The refusal if there is no such case; a usage failure if the folder is not empty.
pub(crate) fn run(cli: &Cli, case: &str, dir: &Path) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    let row = find(reader.as_mut(), case)?;
    empty(dir)?;
    let end = truth::end(reader.as_mut())?.next_index;
    let mut forgery = Forgery::new(&installation.config.origin, row.stream);
    for from in (0..end).step_by(usize::try_from(CHUNK).unwrap_or(1)) {
        for (_, leaf, bytes) in truth::raw_range(reader.as_mut(), from, end.min(from + CHUNK))? {
            forgery.add(leaf, &bytes)?;
        }
    }
    let key = installation.keys().signer("log")?;
    let checkpoint = Checkpoint::new(installation.config.origin.clone(), end, forgery.tree.root());
    let unsigned =
        SignedCheckpoint::unsigned(checkpoint.map_err(Failure::not_done)?).map_err(Failure::not_done)?;
    let line = key.sign(unsigned.note().text());
    forgery.write(dir, &unsigned.with(line).to_string(), &installation.policy_text()?)?;
    println!("a forged log of {end} entries in {}: the filing of {case} says something else", dir.display());
    println!("{} later entries were hashed anew; the court's own key signed it", forgery.changed);
    Ok(())
}

/// A log that is written anew.
struct Forgery {
    origin: String,
    case: StreamId,
    /// Leaf hashes by which entries refer to each other: as they were, as they are now.
    new_leaf: HashMap<String, String>,
    heads: HashMap<StreamId, Hash>,
    entries: Vec<Vec<u8>>,
    leaves: Vec<Hash>,
    tree: Tree,
    changed: u64,
}

impl Forgery {
    fn new(origin: &str, case: StreamId) -> Self {
        Self {
            origin: origin.to_owned(),
            case,
            new_leaf: HashMap::new(),
            heads: HashMap::new(),
            entries: Vec::new(),
            leaves: Vec::new(),
            tree: Tree::new(),
            changed: 0,
        }
    }

    /// Adds an entry: the filing with another content, everything else with the hashes that follow from it.
    fn add(&mut self, old: Hash, bytes: &[u8]) -> Result<(), Failure> {
        let text = String::from_utf8(bytes.to_vec()).map_err(Failure::not_done)?;
        let text = self.renamed(&text);
        let mut entry = Entry::parse(text.as_bytes()).map_err(Failure::not_done)?;
        entry.prev = match self.heads.get(&entry.stream) {
            Some(head) => *head,
            None => entry.stream.genesis(&self.origin),
        };
        if entry.stream == self.case && entry.kind.as_str() == "filing.received" {
            entry.content = Content::Commit(sha256(&[b"another claim"]));
        }
        let bytes = entry.to_bytes();
        let leaf = leaf_hash(&bytes);
        if leaf != old {
            self.new_leaf.insert(old.to_hex(), leaf.to_hex());
            self.changed += 1;
        }
        self.heads.insert(entry.stream, leaf);
        self.tree.push(leaf);
        self.leaves.push(leaf);
        self.entries.push(bytes);
        Ok(())
    }

    /// The text with every reference to a changed entry put right.
    fn renamed(&self, text: &str) -> String {
        if self.new_leaf.is_empty() {
            return text.to_owned();
        }
        let mut out = text.to_owned();
        let mut at = 0;
        while let Some(found) = out[at..].find('"') {
            let start = at + found + 1;
            let word = out.get(start..start + 64).filter(|w| w.bytes().all(|b| b.is_ascii_hexdigit()));
            if let Some(new) = word.and_then(|w| self.new_leaf.get(w)) {
                out.replace_range(start..start + 64, new);
            }
            at = start;
        }
        out
    }

    /// Writes the tile tree, the checkpoint and the policy, as an export has them.
    fn write(&self, dir: &Path, checkpoint: &str, policy: &str) -> Result<(), Failure> {
        let put = |name: &str, bytes: &[u8]| {
            let path = dir.join(name);
            let folder = path.parent().unwrap_or(dir);
            std::fs::create_dir_all(folder).map_err(|e| Failure::file(folder, &e))?;
            std::fs::write(&path, bytes).map_err(|e| Failure::file(&path, &e))
        };
        for tile in tiles_between(0, self.tree.size()) {
            put(&tile.path(), &self.tile(tile)?)?;
        }
        put("checkpoint", checkpoint.as_bytes())?;
        put("policy", policy.as_bytes())
    }

    fn tile(&self, tile: Tile) -> Result<Vec<u8>, Failure> {
        let (index, width) =
            (usize::try_from(tile.index()).map_err(Failure::not_done)?, usize::from(tile.width()));
        match tile.kind() {
            TileKind::Entries => {
                let entries = self.entries.get(index * 256..index * 256 + width);
                encode_bundle(entries.unwrap_or_default()).map_err(Failure::not_done)
            }
            TileKind::Hashes(level) => {
                let span = 256usize.pow(u32::from(level));
                let first = index * 256;
                let node =
                    |k: usize| self.leaves.get((first + k) * span..(first + k + 1) * span).map(root_of);
                let hashes: Vec<Hash> = (0..width).filter_map(node).collect();
                Ok(encode_hashes(&hashes))
            }
        }
    }
}
