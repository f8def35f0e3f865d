//! What this room asks of a file system, as a trait, so that tests can record the calls, make each one fail, and cut
//! the power between any two.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// Threads that sync at the same time.
const SYNC_THREADS: usize = 8;

/// A file system below one folder. Paths are relative, with `/`; the empty path is the folder itself.
///
/// Nothing is durable until it is synced: a file's bytes by [`DiskFile::sync`], a name by [`Disk::sync_dir`] of its folder.
pub trait Disk: Send + Sync {
    /// The whole file.
    ///
    /// # Errors
    /// Of the system; [`io::ErrorKind::NotFound`] if there is none.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// A new file for writing; its folder must exist.
    ///
    /// # Errors
    /// Of the system; [`io::ErrorKind::AlreadyExists`] if the name is taken.
    fn create(&self, path: &str) -> io::Result<Box<dyn DiskFile>>;

    /// A second name for a file.
    ///
    /// # Errors
    /// Of the system; [`io::ErrorKind::AlreadyExists`] if the name is taken.
    fn link(&self, from: &str, to: &str) -> io::Result<()>;

    /// Gives a file another name, in the place of whatever had that name.
    ///
    /// # Errors
    /// Of the system.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a name.
    ///
    /// # Errors
    /// Of the system.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// A new folder; its parent must exist.
    ///
    /// # Errors
    /// Of the system; [`io::ErrorKind::AlreadyExists`] if the name is taken.
    fn make_dir(&self, path: &str) -> io::Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    /// Of the system.
    fn remove_dir(&self, path: &str) -> io::Result<()>;

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// Of the system.
    fn sync_dir(&self, path: &str) -> io::Result<()>;

    /// [`DiskFile::sync`] of several files, which a disk may do at the same time.
    ///
    /// # Errors
    /// The place of a file that failed, and why.
    fn sync_files(&self, files: &mut [Box<dyn DiskFile>]) -> Result<(), (usize, io::Error)> {
        files.iter_mut().enumerate().try_for_each(|(place, file)| file.sync().map_err(|e| (place, e)))
    }

    /// [`Disk::sync_dir`] of several folders, which a disk may do at the same time.
    ///
    /// # Errors
    /// The place of a folder that failed, and why.
    fn sync_dirs(&self, paths: &[&str]) -> Result<(), (usize, io::Error)> {
        paths.iter().enumerate().try_for_each(|(place, path)| self.sync_dir(path).map_err(|e| (place, e)))
    }

    /// The names in a folder, sorted.
    ///
    /// # Errors
    /// Of the system; [`io::ErrorKind::NotFound`] if there is no such folder.
    fn list(&self, path: &str) -> io::Result<Vec<Item>>;

    /// Takes an exclusive lock by the name of a file; it is free when what is returned is dropped, also by a crash.
    ///
    /// # Errors
    /// Of the system; [`io::ErrorKind::WouldBlock`] if another holds it.
    fn lock(&self, path: &str) -> io::Result<Box<dyn Lock>>;
}

/// A file that is being written.
pub trait DiskFile: Send {
    /// Appends all bytes.
    ///
    /// # Errors
    /// Of the system.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Makes the bytes durable.
    ///
    /// # Errors
    /// Of the system. What is on the disk after it is not known.
    fn sync(&mut self) -> io::Result<()>;
}

/// A held lock.
pub trait Lock: Send + Sync {}

/// An item of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its name in the folder.
    pub name: String,
    /// True for a folder.
    pub is_dir: bool,
}

/// A folder of the operating system.
#[derive(Debug, Clone)]
pub struct LocalDisk {
    root: PathBuf,
}

impl LocalDisk {
    /// The disk below `root`. The folder is not touched.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn at(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.root.clone() } else { self.root.join(path) }
    }
}

impl Disk for LocalDisk {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.at(path))
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn DiskFile>> {
        let file = OpenOptions::new().write(true).create_new(true).open(self.at(path))?;
        Ok(Box::new(file))
    }

    fn link(&self, from: &str, to: &str) -> io::Result<()> {
        fs::hard_link(self.at(from), self.at(to))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.at(from), self.at(to))
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        fs::remove_file(self.at(path))
    }

    fn make_dir(&self, path: &str) -> io::Result<()> {
        fs::create_dir(self.at(path))
    }

    fn remove_dir(&self, path: &str) -> io::Result<()> {
        fs::remove_dir(self.at(path))
    }

    fn sync_dir(&self, path: &str) -> io::Result<()> {
        File::open(self.at(path))?.sync_all()
    }

    fn sync_files(&self, files: &mut [Box<dyn DiskFile>]) -> Result<(), (usize, io::Error)> {
        in_parallel(files, |file| file.sync())
    }

    fn sync_dirs(&self, paths: &[&str]) -> Result<(), (usize, io::Error)> {
        let mut paths = paths.to_vec();
        in_parallel(&mut paths, |path| self.sync_dir(path))
    }

    fn list(&self, path: &str) -> io::Result<Vec<Item>> {
        let mut items = Vec::new();
        for item in fs::read_dir(self.at(path))? {
            let item = item?;
            let name = item.file_name().into_string().map_err(|name| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("a name that is not text: {}", name.display()),
                )
            })?;
            items.push(Item { name, is_dir: item.file_type()?.is_dir() });
        }
        items.sort();
        Ok(items)
    }

    fn lock(&self, path: &str) -> io::Result<Box<dyn Lock>> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(self.at(path))?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(e)) => Err(e),
        }
    }
}

/// Does the same for each item on some threads: a journal writes syncs that come together as one.
fn in_parallel<T: Send>(
    items: &mut [T],
    act: impl Fn(&mut T) -> io::Result<()> + Sync,
) -> Result<(), (usize, io::Error)> {
    let share = items.len().div_ceil(SYNC_THREADS).max(1);
    let act = &act;
    let work = move |first: usize, items: &mut [T]| {
        (first..).zip(items).try_for_each(|(place, item)| act(item).map_err(|e| (place, e)))
    };
    std::thread::scope(|scope| {
        let mut shares = items.chunks_mut(share).enumerate();
        let own = shares.next();
        // Without a thread nothing of its share is synced, and the caller must know.
        let spawn = std::thread::Builder::new;
        let others: Vec<_> = shares
            .map(|(n, items)| {
                let first = n * share;
                spawn().spawn_scoped(scope, move || work(first, items)).map_err(|e| (first, e))
            })
            .collect();
        let done = own.map_or(Ok(()), |(_, items)| work(0, items));
        let lost = |_| Err((0, io::Error::other("a thread that synced was lost")));
        let join = |other: Result<std::thread::ScopedJoinHandle<'_, _>, _>| {
            other.and_then(|thread| thread.join().unwrap_or_else(lost))
        };
        others.into_iter().map(join).fold(done, Result::and)
    })
}

impl DiskFile for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

impl Lock for File {}
