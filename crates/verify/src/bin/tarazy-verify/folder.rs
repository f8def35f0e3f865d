//! An export as a folder of files.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tarazy_verify::{ExportSource, SourceError};

/// Reads the files below a folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder at a path.
    ///
    /// # Errors
    /// [`SourceError`] if there is no such folder.
    pub(crate) fn open(path: &Path) -> Result<Self, SourceError> {
        if path.is_dir() {
            Ok(Self(path.to_owned()))
        } else {
            Err(SourceError(format!("{}: not a folder", path.display())))
        }
    }
}

impl ExportSource for Folder {
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(SourceError(format!("{name}: {e}"))),
        }
    }
}
