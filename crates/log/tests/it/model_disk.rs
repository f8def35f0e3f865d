//! A disk in memory that records every call, can fail any of them, and can lose its power between any two.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use tarazy_log::disk::{Disk, DiskFile, Item, Lock};

/// A call that changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Op {
    Create { path: String, file: usize },
    Write { file: usize, bytes: Vec<u8> },
    Sync { file: usize },
    Link { to: String, file: usize },
    Rename { from: String, to: String, file: usize },
    Remove { path: String },
    MakeDir { path: String },
    SyncDir { path: String },
}

#[derive(Default)]
struct Inner {
    files: Vec<Vec<u8>>,
    names: BTreeMap<String, usize>,
    folders: BTreeSet<String>,
    locks: BTreeSet<String>,
    ops: Vec<Op>,
    calls: usize,
    fail: Option<Failure>,
}

/// Which call fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    /// Number of the call, from 0.
    pub(crate) call: usize,
    /// True if it takes effect all the same.
    pub(crate) takes_effect: bool,
}

#[derive(Clone, Default)]
pub(crate) struct ModelDisk(Arc<Mutex<Inner>>);

/// A small generator of choices; the same seed gives the same ones.
pub(crate) struct Choices(pub(crate) u64);

impl Choices {
    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n).unwrap()).unwrap()
    }
}

/// What a power cut does with what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsynced {
    Lost,
    Kept,
    /// Each piece by itself kept, lost or torn.
    Mixed(u64),
}

impl ModelDisk {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Every changing call so far.
    pub(crate) fn ops(&self) -> Vec<Op> {
        self.inner().ops.clone()
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> usize {
        self.inner().calls
    }

    /// Makes one call fail.
    pub(crate) fn fail(&self, failure: Failure) {
        self.inner().fail = Some(failure);
    }

    /// Every file by its name, for comparing.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let inner = self.inner();
        inner.names.iter().map(|(name, file)| (name.clone(), inner.files[*file].clone())).collect()
    }

    /// Writes into a file behind everybody's back.
    pub(crate) fn tamper(&self, name: &str, bytes: &[u8]) {
        let mut inner = self.inner();
        let file = inner.names[name];
        inner.files[file] = bytes.to_vec();
    }

    /// The disk as a restarted process finds it: what was written stays, locks are free, nothing fails.
    pub(crate) fn after_kill(&self) -> Self {
        let inner = self.inner();
        Self::of(inner.files.clone(), inner.names.clone(), inner.folders.clone())
    }

    fn of(files: Vec<Vec<u8>>, names: BTreeMap<String, usize>, folders: BTreeSet<String>) -> Self {
        Self(Arc::new(Mutex::new(Inner { files, names, folders, ..Inner::default() })))
    }

    /// The disk after the power failed before the call number `at` of `ops`, on a disk that was empty before.
    pub(crate) fn after_power_cut(ops: &[Op], at: usize, unsynced: Unsynced) -> Self {
        let ops = &ops[..at];
        let mut choices = Choices(match unsynced {
            Unsynced::Mixed(seed) => seed,
            Unsynced::Lost | Unsynced::Kept => 0,
        });
        let mut keep = |durable: bool| match unsynced {
            _ if durable => true,
            Unsynced::Lost => false,
            Unsynced::Kept => true,
            Unsynced::Mixed(_) => choices.below(2) == 0,
        };
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for (i, op) in ops.iter().enumerate() {
            let durable_in = |path: &str| {
                ops[i..].iter().any(|later| matches!(later, Op::SyncDir { path: p } if p == folder_of(path)))
            };
            match op {
                Op::Create { path, file } | Op::Link { to: path, file } if keep(durable_in(path)) => {
                    names.insert(path.clone(), *file);
                }
                Op::Rename { from, to, file } if keep(durable_in(to)) => {
                    names.remove(from);
                    names.insert(to.clone(), *file);
                }
                Op::Remove { path } if keep(durable_in(path)) => {
                    names.remove(path);
                }
                Op::MakeDir { path } if keep(durable_in(path)) => {
                    folders.insert(path.clone());
                }
                _ => {}
            }
        }
        folders = folders.iter().filter(|f| is_reached(&folders, folder_of(f))).cloned().collect();
        names.retain(|name, _| is_reached(&folders, folder_of(name)));
        let files = contents_after_cut(ops, unsynced, &mut choices);
        Self::of(files, names, folders)
    }

    fn call(&self, apply: impl FnOnce(&mut Inner) -> io::Result<()>) -> io::Result<()> {
        let mut inner = self.inner();
        let number = inner.calls;
        inner.calls += 1;
        match inner.fail {
            Some(f) if f.call == number => {
                if f.takes_effect {
                    drop(apply(&mut inner));
                }
                Err(io::Error::other("injected"))
            }
            _ => apply(&mut inner),
        }
    }
}

fn contents_after_cut(ops: &[Op], unsynced: Unsynced, choices: &mut Choices) -> Vec<Vec<u8>> {
    let count = ops.iter().filter(|op| matches!(op, Op::Create { .. })).count();
    let first = ops.iter().find_map(|op| if let Op::Create { file, .. } = op { Some(*file) } else { None });
    let mut files = vec![Vec::new(); first.unwrap_or(0) + count];
    let mut synced = vec![0; files.len()];
    for op in ops {
        match op {
            Op::Write { file, bytes } => files[*file].extend_from_slice(bytes),
            Op::Sync { file } => synced[*file] = files[*file].len(),
            _ => {}
        }
    }
    for (bytes, synced) in files.iter_mut().zip(synced) {
        let tail = bytes.len() - synced;
        match unsynced {
            Unsynced::Kept => {}
            Unsynced::Lost => bytes.truncate(synced),
            Unsynced::Mixed(_) => {
                let at = synced + choices.below(tail + 1);
                if choices.below(2) == 0 {
                    bytes.truncate(at);
                } else {
                    bytes[at..].fill(0);
                }
            }
        }
    }
    files
}

fn is_reached(folders: &BTreeSet<String>, folder: &str) -> bool {
    folder.is_empty() || (folders.contains(folder) && is_reached(folders, folder_of(folder)))
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn not_found<T>() -> io::Result<T> {
    Err(io::ErrorKind::NotFound.into())
}

impl Inner {
    fn free_name(&self, path: &str) -> io::Result<()> {
        if self.names.contains_key(path) || self.folders.contains(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if !is_reached(&self.folders, folder_of(path)) {
            return not_found();
        }
        Ok(())
    }

    fn file(&self, path: &str) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Disk for ModelDisk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.call(|d| {
            out.clone_from(&d.files[d.file(path)?]);
            Ok(())
        })?;
        Ok(out)
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        let mut number = 0;
        self.call(|d| {
            d.free_name(path)?;
            number = d.files.len();
            d.files.push(Vec::new());
            d.names.insert(path.to_owned(), number);
            d.ops.push(Op::Create { path: path.to_owned(), file: number });
            Ok(())
        })?;
        Ok(Box::new(ModelFile { disk: self.clone(), file: number }))
    }

    fn link(&self, from: &str, to: &str) -> io::Result<()> {
        self.call(|d| {
            let file = d.file(from)?;
            d.free_name(to)?;
            d.names.insert(to.to_owned(), file);
            d.ops.push(Op::Link { to: to.to_owned(), file });
            Ok(())
        })
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.call(|d| {
            let file = d.file(from)?;
            d.names.remove(from);
            d.names.insert(to.to_owned(), file);
            d.ops.push(Op::Rename { from: from.to_owned(), to: to.to_owned(), file });
            Ok(())
        })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.call(|d| {
            d.file(path)?;
            d.names.remove(path);
            d.ops.push(Op::Remove { path: path.to_owned() });
            Ok(())
        })
    }

    fn make_dir(&self, path: &str) -> io::Result<()> {
        self.call(|d| {
            d.free_name(path)?;
            d.folders.insert(path.to_owned());
            d.ops.push(Op::MakeDir { path: path.to_owned() });
            Ok(())
        })
    }

    fn remove_dir(&self, path: &str) -> io::Result<()> {
        self.call(|d| {
            let inside = |name: &String| folder_of(name) == path;
            if d.names.keys().any(inside) || d.folders.iter().any(inside) {
                return Err(io::ErrorKind::DirectoryNotEmpty.into());
            }
            if d.folders.remove(path) { Ok(()) } else { not_found() }
        })
    }

    fn sync_dir(&self, path: &str) -> io::Result<()> {
        self.call(|d| {
            d.ops.push(Op::SyncDir { path: path.to_owned() });
            Ok(())
        })
    }

    fn list(&self, path: &str) -> io::Result<Vec<Item>> {
        let mut items = Vec::new();
        self.call(|d| {
            if !is_reached(&d.folders, path) {
                return not_found();
            }
            let own = |name: &&String| folder_of(name) == path && !name.is_empty();
            let item = |name: &String, is_dir| {
                let name = name.rsplit_once('/').map_or(name.as_str(), |(_, n)| n).to_owned();
                Item { name, is_dir }
            };
            items.extend(d.names.keys().filter(own).map(|n| item(n, false)));
            items.extend(d.folders.iter().filter(own).map(|n| item(n, true)));
            items.sort();
            Ok(())
        })?;
        Ok(items)
    }

    fn lock(&self, path: &str) -> io::Result<Box<dyn Lock>> {
        self.call(|d| {
            if d.locks.insert(path.to_owned()) { Ok(()) } else { Err(io::ErrorKind::WouldBlock.into()) }
        })?;
        Ok(Box::new(ModelLock { disk: self.clone(), path: path.to_owned() }))
    }
}

struct ModelFile {
    disk: ModelDisk,
    file: usize,
}

impl DiskFile for ModelFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.call(|d| {
            d.files[self.file].extend_from_slice(bytes);
            d.ops.push(Op::Write { file: self.file, bytes: bytes.to_vec() });
            Ok(())
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.call(|d| {
            d.ops.push(Op::Sync { file: self.file });
            Ok(())
        })
    }
}

struct ModelLock {
    disk: ModelDisk,
    path: String,
}

impl Lock for ModelLock {}

impl Drop for ModelLock {
    fn drop(&mut self) {
        self.disk.inner().locks.remove(&self.path);
    }
}
