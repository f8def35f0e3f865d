//! Writing files so that a power cut leaves the old state or the new one, and nothing between (docket.md section 9).
//!
//! Bytes go to a temporary file, are synced, and only then get their name; then the folder is synced. What is found to be
//! there already is synced too, because it may be the unsynced work of a process that was killed.

use crate::disk::{Disk, Item};
use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Folder for files that have no name yet.
const TEMPORARY: &str = "tmp";
/// Temporary files that are open at the same time.
const OPEN_FILES: usize = 128;

/// A write or read that failed. The name is a path below the disk's folder.
#[derive(Debug, thiserror::Error)]
pub enum DurableError {
    /// A create-only file is there already, with other bytes. Nothing may be written over it; a person must look.
    #[error("{name} is already there with other bytes")]
    Differs {
        /// Its name.
        name: String,
    },
    /// Something could not be forced to the disk. What the disk holds is not known: the process must stop and start again.
    #[error("{name} could not be forced to the disk: {source}")]
    Sync {
        /// Its name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// Another failure of the system, for instance a full disk. The same may succeed later.
    #[error("cannot {what} {name}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

impl DurableError {
    /// True if the process must stop and recover from storage (docket.md section 18, G8).
    pub fn must_stop(&self) -> bool {
        match self {
            Self::Differs { .. } | Self::Sync { .. } => true,
            Self::Io { .. } => false,
        }
    }
}

fn failed(what: &'static str, name: &str) -> impl FnOnce(io::Error) -> DurableError {
    let name = name.to_owned();
    move |source| DurableError::Io { what, name, source }
}

/// Durable files on a disk.
pub struct Durable {
    disk: Arc<dyn Disk>,
    next: AtomicU64,
    /// Folders whose own names are known to be durable.
    folders: Mutex<HashSet<String>>,
}

impl Durable {
    /// Durable files on `disk`. Nothing is touched.
    pub fn new(disk: Arc<dyn Disk>) -> Self {
        Self { disk, next: AtomicU64::new(0), folders: Mutex::new(HashSet::new()) }
    }

    /// The disk.
    pub fn disk(&self) -> &dyn Disk {
        self.disk.as_ref()
    }

    /// Removes temporary files that a killed process left. Only for the one process that writes here.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    pub fn clear_leftovers(&self) -> Result<(), DurableError> {
        for item in self.list(TEMPORARY)? {
            let name = format!("{TEMPORARY}/{}", item.name);
            self.disk.remove(&name).map_err(failed("remove", &name))?;
        }
        Ok(())
    }

    /// Removes the folder of temporary files, for a folder that is given away.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    pub fn remove_temporary(&self) -> Result<(), DurableError> {
        self.clear_leftovers()?;
        self.remove_folder(TEMPORARY)
    }

    /// Removes an empty folder; that it is gone is not made durable.
    ///
    /// # Errors
    /// [`DurableError::Io`], also if it is not empty.
    pub fn remove_folder(&self, name: &str) -> Result<(), DurableError> {
        // First: whoever makes it again must not take it for being there.
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        self.disk.remove_dir(name).map_err(failed("remove", name))
    }

    /// The file's bytes; `None` if there is none.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DurableError> {
        match self.disk.read(name) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed("read", name)(e)),
        }
    }

    /// The names in a folder, sorted; none if there is no such folder.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    pub fn list(&self, folder: &str) -> Result<Vec<Item>, DurableError> {
        match self.disk.list(folder) {
            Ok(items) => Ok(items),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(failed("list", folder)(e)),
        }
    }

    /// Makes new files, all durable when it returns. One that is there already with the same bytes is left as it is.
    ///
    /// # Errors
    /// [`DurableError::Differs`] if one is there with other bytes; the other cases too. Then some may have been made.
    pub fn put_new(&self, files: &[(String, Vec<u8>)]) -> Result<(), DurableError> {
        for chunk in files.chunks(OPEN_FILES) {
            let temporary = self.write_temporary(chunk)?;
            for ((name, bytes), temporary) in chunk.iter().zip(&temporary) {
                self.make_folders(folder_of(name))?;
                match self.disk.link(temporary, name) {
                    Ok(()) => {}
                    Err(e) if e.kind() == io::ErrorKind::AlreadyExists => self.expect_same(name, bytes)?,
                    Err(e) => return Err(failed("make", name)(e)),
                }
                self.disk.remove(temporary).map_err(failed("remove", temporary))?;
            }
        }
        let folders: HashSet<&str> = files.iter().map(|(name, _)| folder_of(name)).collect();
        let mut folders: Vec<&str> = folders.into_iter().collect();
        folders.sort_unstable();
        let name = |place: usize| format!("folder {:?}", folders.get(place).copied().unwrap_or_default());
        self.disk
            .sync_dirs(&folders)
            .map_err(|(place, source)| DurableError::Sync { name: name(place), source })
    }

    /// Puts a file in the place of the one before, durable when it returns.
    ///
    /// # Errors
    /// [`DurableError`]; then the old one or the new one is there.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), DurableError> {
        let temporary = self.write_temporary(&[(name.to_owned(), bytes.to_vec())])?;
        self.make_folders(folder_of(name))?;
        for temporary in temporary {
            self.disk.rename(&temporary, name).map_err(failed("replace", name))?;
        }
        self.sync_dir(folder_of(name))
    }

    /// Removes a file; that it is gone is not made durable.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    pub fn remove(&self, name: &str) -> Result<(), DurableError> {
        self.disk.remove(name).map_err(failed("remove", name))
    }

    /// Makes sure that what is found in a folder is durable.
    ///
    /// # Errors
    /// [`DurableError::Sync`].
    pub fn sync_dir(&self, folder: &str) -> Result<(), DurableError> {
        self.disk
            .sync_dir(folder)
            .map_err(|source| DurableError::Sync { name: format!("folder {folder:?}"), source })
    }

    /// Makes a folder and those above it, with durable names.
    ///
    /// # Errors
    /// [`DurableError`].
    pub fn make_folders(&self, folder: &str) -> Result<(), DurableError> {
        if folder.is_empty() || self.folders.lock().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        let parent = folder_of(folder);
        self.make_folders(parent)?;
        match self.disk.make_dir(folder) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(failed("make the folder", folder)(e)),
        }
        self.sync_dir(parent)?;
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }

    /// Writes and syncs temporary files. All are written before the first is synced, so that the system can do the syncs together.
    fn write_temporary(&self, files: &[(String, Vec<u8>)]) -> Result<Vec<String>, DurableError> {
        self.make_folders(TEMPORARY)?;
        let (mut names, mut open) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for (_, bytes) in files {
            let name = format!("{TEMPORARY}/{}", self.next.fetch_add(1, Ordering::Relaxed));
            // A leftover may be a second name of a finished file, so it is never opened for writing.
            let mut file = match self.disk.create(&name) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                    self.disk.remove(&name).map_err(failed("remove", &name))?;
                    self.disk.create(&name)
                }
                other => other,
            }
            .map_err(failed("make", &name))?;
            file.write(bytes).map_err(failed("write", &name))?;
            names.push(name);
            open.push(file);
        }
        let name = |place: usize| names.get(place).cloned().unwrap_or_default();
        self.disk
            .sync_files(&mut open)
            .map_err(|(place, source)| DurableError::Sync { name: name(place), source })?;
        Ok(names)
    }

    fn expect_same(&self, name: &str, bytes: &[u8]) -> Result<(), DurableError> {
        let there = self.disk.read(name).map_err(failed("read", name))?;
        if there == bytes { Ok(()) } else { Err(DurableError::Differs { name: name.to_owned() }) }
    }
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
