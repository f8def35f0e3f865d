//! The list of a backup's files with their SHA-256, in the form that `sha256sum --check` reads. It is written last: a folder
//! without it is no whole backup.

use crate::failure::Failure;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use tarazy_docket::Hash;

/// Its name in the backup's folder.
pub(crate) const NAME: &str = "SHA256SUMS";
/// Bytes of a file that are read at once.
const CHUNK: usize = 1 << 16;

/// The files of a backup, in the order of their paths.
pub(crate) struct Manifest(Vec<(PathBuf, Hash)>);

impl Manifest {
    /// Hashes all files of a folder and writes the list into it, durably.
    ///
    /// # Errors
    /// A failure that names the file that cannot be read or written.
    pub(crate) fn write(folder: &Path) -> Result<Self, Failure> {
        let mut paths = Vec::new();
        collect(folder, Path::new(""), &mut paths)?;
        paths.sort();
        let files = paths.into_iter().map(|path| Ok((path.clone(), hash(&folder.join(path))?)));
        let manifest = Self(files.collect::<Result<_, Failure>>()?);
        let text: String =
            manifest.0.iter().map(|(path, hash)| format!("{hash}  {}\n", path.display())).collect();
        let path = folder.join(NAME);
        let write = || {
            let mut file = File::create_new(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            File::open(folder)?.sync_all()
        };
        write().map_err(|e| Failure::file(&path, &e))?;
        Ok(manifest)
    }

    /// Reads the list of a folder, and checks every file that it names.
    ///
    /// # Errors
    /// A usage failure for a folder that is no whole backup, or whose files were changed.
    pub(crate) fn check(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(NAME);
        let text = std::fs::read_to_string(&path)
            .map_err(|e| Failure::usage(format!("{}: {e}: this is no whole backup", path.display())))?;
        let mut files = Vec::new();
        for line in text.lines() {
            let wrong = || Failure::usage(format!("{}: {line:?} names no file of a backup", path.display()));
            let (hash, name) = line.split_once("  ").ok_or_else(wrong)?;
            let name = PathBuf::from(name);
            let inside = name.components().all(|part| matches!(part, Component::Normal(_)));
            let hash = Hash::from_hex(hash).ok().filter(|_| inside).ok_or_else(wrong)?;
            files.push((name, hash));
        }
        if !text.ends_with('\n') || files.is_empty() {
            return Err(Failure::usage(format!("{}: cut off", path.display())));
        }
        for (name, wanted) in &files {
            let file = folder.join(name);
            if hash(&file)? != *wanted {
                let what = "was changed after the backup was made";
                return Err(Failure::usage(format!("{}: {what}", file.display())));
            }
        }
        Ok(Self(files))
    }

    /// The files below a folder of the backup, with their paths below it.
    pub(crate) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Path> {
        self.0.iter().filter_map(move |(path, _)| path.strip_prefix(folder).ok())
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Paths of all files below a folder, but for temporary ones.
pub(crate) fn collect(folder: &Path, below: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let here = folder.join(below);
    let items = match std::fs::read_dir(&here) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        items => items.map_err(|e| Failure::file(&here, &e))?,
    };
    for item in items {
        let item = item.map_err(|e| Failure::file(&here, &e))?;
        let path = below.join(item.file_name());
        let is_folder = item.file_type().map_err(|e| Failure::file(&path, &e))?.is_dir();
        if path == Path::new("tmp") {
            continue;
        }
        if is_folder {
            collect(folder, &path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn hash(path: &Path) -> Result<Hash, Failure> {
    let failed = |e: std::io::Error| Failure::file(path, &e);
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).map_err(failed)?;
        if read == 0 {
            return Ok(Hash(hasher.finalize().into()));
        }
        hasher.update(chunk.get(..read).unwrap_or_default());
    }
}
