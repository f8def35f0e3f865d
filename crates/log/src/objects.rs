//! The object store: where tiles, entry bundles and checkpoints lie. An interface, and a local folder behind it.

use crate::durable::{Durable, DurableError};
use std::sync::Arc;

/// What the log asks of an object store. Names are path elements of `[A-Za-z0-9._-]` joined by `/`.
pub trait Objects: Send + Sync {
    /// The object's bytes; `None` if there is none.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, DurableError>;

    /// Makes objects that are never changed, all durable when it returns. Those that are there with the same bytes stay.
    ///
    /// # Errors
    /// [`DurableError::Differs`] if one is there with other bytes; the other cases too. Then some may have been made.
    fn put_new(&self, objects: &[(String, Vec<u8>)]) -> Result<(), DurableError>;

    /// Puts an object in the place of the one before, whole and durable. For the latest checkpoint, and for
    /// bundles of which an entry is withheld.
    ///
    /// # Errors
    /// [`DurableError`]; then the old one or the new one is there.
    fn put_latest(&self, name: &str, bytes: &[u8]) -> Result<(), DurableError>;

    /// The names of all objects whose names begin with `folder` and `/`, sorted.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    fn list(&self, folder: &str) -> Result<Vec<String>, DurableError>;

    /// The first name below `folder`, in the order of names, that is not before `name`; both are full names of one depth.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    fn first_from(&self, folder: &str, name: &str) -> Result<Option<String>, DurableError>;

    /// Removes the objects below `folder` whose names come before `name`, for what is kept for some time only. Others may read
    /// them meanwhile and find them gone.
    ///
    /// # Errors
    /// [`DurableError::Io`]; then some may be gone.
    fn remove_before(&self, folder: &str, name: &str) -> Result<(), DurableError>;

    /// Removes an object that a larger one has made superfluous.
    ///
    /// # Errors
    /// [`DurableError::Io`].
    fn remove(&self, name: &str) -> Result<(), DurableError>;
}

/// Objects as files of a local folder.
pub struct LocalObjects {
    files: Arc<Durable>,
    folder: String,
}

impl LocalObjects {
    /// Objects in a folder below that of `files`.
    pub fn new(files: Arc<Durable>, folder: &str) -> Self {
        Self { files, folder: folder.to_owned() }
    }

    fn path(&self, name: &str) -> String {
        if self.folder.is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) }
    }

    fn collect(&self, folder: &str, names: &mut Vec<String>) -> Result<(), DurableError> {
        for item in self.files.list(&self.path(folder))? {
            let name = format!("{folder}/{}", item.name);
            if item.is_dir {
                self.collect(&name, names)?;
            } else {
                names.push(name);
            }
        }
        Ok(())
    }

    /// As [`Objects::remove_before`]; `rest` is what of the name follows `folder`, `None` if all go. Gives whether nothing is left.
    fn sweep(&self, folder: &str, rest: Option<&str>) -> Result<bool, DurableError> {
        let (head, tail) = match rest.map(|r| r.split_once('/').unwrap_or((r, ""))) {
            None => (None, None),
            Some((head, tail)) => (Some(head), Some(tail)),
        };
        for item in self.files.list(&self.path(folder))? {
            let is_before = head.is_none_or(|head| item.name.as_str() < head);
            let name = format!("{folder}/{}", item.name);
            let emptied = match (item.is_dir, is_before) {
                (true, true) => self.sweep(&name, None)?,
                (true, false) if Some(item.name.as_str()) == head => self.sweep(&name, tail)?,
                (false, true) => {
                    self.files.remove(&self.path(&name))?;
                    continue;
                }
                (_, false) => false,
            };
            if !emptied {
                return Ok(false);
            }
            self.files.remove_folder(&self.path(&name))?;
        }
        Ok(true)
    }

    /// As [`Objects::first_from`]; `rest` is what of the name follows `folder`, `None` if any will do.
    fn search(&self, folder: &str, rest: Option<&str>) -> Result<Option<String>, DurableError> {
        let (head, tail) = match rest.map(|r| r.split_once('/').unwrap_or((r, ""))) {
            None => ("", None),
            Some((head, tail)) => (head, Some(tail)),
        };
        for item in self.files.list(&self.path(folder))? {
            if item.name.as_str() < head {
                continue;
            }
            let name = format!("{folder}/{}", item.name);
            if !item.is_dir {
                return Ok(Some(name));
            }
            let deeper = if item.name == head { tail } else { None };
            if let Some(found) = self.search(&name, deeper)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl Objects for LocalObjects {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, DurableError> {
        self.files.read(&self.path(name))
    }

    fn put_new(&self, objects: &[(String, Vec<u8>)]) -> Result<(), DurableError> {
        let files: Vec<_> = objects.iter().map(|(name, bytes)| (self.path(name), bytes.clone())).collect();
        self.files.put_new(&files)
    }

    fn put_latest(&self, name: &str, bytes: &[u8]) -> Result<(), DurableError> {
        self.files.replace(&self.path(name), bytes)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, DurableError> {
        let mut names = Vec::new();
        self.collect(folder, &mut names)?;
        names.sort_unstable();
        Ok(names)
    }

    fn first_from(&self, folder: &str, name: &str) -> Result<Option<String>, DurableError> {
        let rest = name.strip_prefix(folder).and_then(|r| r.strip_prefix('/'));
        self.search(folder, rest.or(Some(name)))
    }

    fn remove_before(&self, folder: &str, name: &str) -> Result<(), DurableError> {
        let rest = name.strip_prefix(folder).and_then(|r| r.strip_prefix('/'));
        self.sweep(folder, rest.or(Some(name))).map(|_| ())
    }

    fn remove(&self, name: &str) -> Result<(), DurableError> {
        self.files.remove(&self.path(name))
    }
}
