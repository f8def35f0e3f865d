//! A file on its way: to a temporary file of the documents' folder, piece by piece, and at the end under its hash.

use super::scan::{Scan, Scanner};
use super::{Kind, LARGEST};
use sha2::{Digest as _, Sha256};
use std::io;
use std::sync::Arc;
use tarazy_docket::Hash;
use tarazy_log::disk::DiskFile;
use tarazy_log::durable::{Durable, DurableError};
use tarazy_registry::bodies::{FilePut, object_name};

/// Folder for files that have no name yet; `tarazy_log::durable` has its own there too, with other names.
const TEMPORARY: &str = "tmp";

/// The documents of an installation, and what looks at them.
pub struct Documents {
    files: Arc<Durable>,
    scanner: Arc<dyn Scanner>,
}

/// Why a file is not taken. What was written of it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nothing in it.
    Empty,
    /// More than [`LARGEST`].
    TooLarge,
    /// Nothing that is taken, whatever its name says.
    Kind,
    /// The scanner found something, or could not look.
    Unclean,
}

/// A file could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum UploadFault {
    /// The disk.
    #[error("a document cannot be written: {0}")]
    Disk(#[from] io::Error),
    /// The folder.
    #[error(transparent)]
    Durable(#[from] DurableError),
}

impl Documents {
    /// The documents that lie in a folder.
    pub fn new(files: Arc<Durable>, scanner: Arc<dyn Scanner>) -> Self {
        Self { files, scanner }
    }

    /// Begins to take a file. `chance` names the temporary file and is the salt of its commitment. May block.
    ///
    /// # Errors
    /// [`UploadFault`] if the disk does not take it.
    pub(crate) fn begin(&self, name: &str, chance: ([u8; 16], [u8; 32])) -> Result<Incoming, UploadFault> {
        self.files.make_folders(TEMPORARY)?;
        let (temporary, salt) = (format!("{TEMPORARY}/up-{}", hex::encode(chance.0)), chance.1);
        let file = self.files.disk().create(&temporary)?;
        let mut committed = Sha256::new();
        committed.update(b"tarazy/commit/1\0");
        committed.update(salt);
        Ok(Incoming {
            files: Arc::clone(&self.files),
            temporary: Some(temporary),
            file,
            name: name.to_owned(),
            salt,
            size: 0,
            head: Vec::new(),
            tail: Vec::new(),
            object: Sha256::new(),
            committed,
            scan: self.scanner.begin(),
        })
    }

    /// Keeps a document that the program itself made. May block.
    ///
    /// # Errors
    /// [`UploadFault`] if it cannot be kept.
    pub(crate) fn put(&self, name: &str, bytes: Vec<u8>, salt: [u8; 32]) -> Result<FilePut, UploadFault> {
        let put = FilePut::of(name, &bytes, salt);
        self.files.put_new(&[(object_name(&put.object), bytes)])?;
        Ok(put)
    }

    /// A document by the hash of its bytes; none if it is not there. May block.
    ///
    /// # Errors
    /// [`UploadFault`] if it cannot be read.
    pub(crate) fn get(&self, object: &Hash) -> Result<Option<Vec<u8>>, UploadFault> {
        Ok(self.files.read(&object_name(object))?)
    }
}

/// A file on its way. Dropped before its end, it leaves nothing.
pub(crate) struct Incoming {
    files: Arc<Durable>,
    temporary: Option<String>,
    file: Box<dyn DiskFile>,
    name: String,
    salt: [u8; 32],
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
    object: Sha256,
    committed: Sha256,
    scan: Box<dyn Scan>,
}

impl Incoming {
    /// Takes the next bytes. False as soon as the file is too large. May block.
    ///
    /// # Errors
    /// [`UploadFault`] if the disk does not take them.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<bool, UploadFault> {
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.size > LARGEST {
            return Ok(false);
        }
        let missing = Kind::HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..missing).unwrap_or_default());
        self.tail.extend_from_slice(bytes);
        if self.tail.len() > 2 * Kind::TAIL {
            self.tail.drain(..self.tail.len() - Kind::TAIL);
        }
        self.object.update(bytes);
        self.committed.update(bytes);
        self.scan.feed(bytes);
        self.file.write(bytes)?;
        Ok(true)
    }

    /// Makes the file durable under its hash. May block.
    ///
    /// # Errors
    /// [`UploadFault`] if it cannot be kept.
    pub(crate) fn finish(mut self) -> Result<Result<(FilePut, Kind), Refused>, UploadFault> {
        if self.size == 0 {
            return Ok(Err(Refused::Empty));
        }
        if self.size > LARGEST {
            return Ok(Err(Refused::TooLarge));
        }
        let Some(kind) = Kind::of(&self.head, &self.tail) else { return Ok(Err(Refused::Kind)) };
        let scan = std::mem::replace(&mut self.scan, Box::new(super::NoScanner));
        if !scan.is_clean() {
            return Ok(Err(Refused::Unclean));
        }
        self.file.sync()?;
        let hash = |hash: Sha256| Hash(hash.finalize().into());
        let (object, commitment) = (hash(self.object.clone()), hash(self.committed.clone()));
        let place = object_name(&object);
        let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.files.make_folders(folder)?;
        match self.files.disk().link(self.temporary.as_deref().unwrap_or_default(), &place) {
            // The name is the hash: what lies there is the same.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        self.files.sync_dir(folder)?;
        let (name, salt) = (kind.name(&self.name), Hash(self.salt));
        Ok(Ok((FilePut { name, size: self.size, salt, object, commitment }, kind)))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take()
            && let Err(e) = self.files.remove(&temporary)
        {
            let cause: &dyn std::error::Error = &e;
            tracing::warn!(cause, "a temporary file is left");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::NoScanner;
    use super::*;
    use tarazy_docket::commit::commitment;
    use tarazy_docket::{Salt, sha256};
    use tarazy_log::disk::LocalDisk;

    struct Suspicious;
    impl Scanner for Suspicious {
        fn begin(&self) -> Box<dyn Scan> {
            Box::new(Found(false))
        }
    }
    struct Found(bool);
    impl Scan for Found {
        fn feed(&mut self, bytes: &[u8]) {
            self.0 |= bytes.windows(5).any(|window| window == b"virus");
        }
        fn is_clean(self: Box<Self>) -> bool {
            !self.0
        }
    }

    fn documents(folder: &std::path::Path, scanner: Arc<dyn Scanner>) -> Documents {
        Documents::new(Arc::new(Durable::new(Arc::new(LocalDisk::new(folder)))), scanner)
    }

    fn send(documents: &Documents, pieces: &[&[u8]]) -> Result<(FilePut, Kind), Refused> {
        let mut incoming = documents.begin("шарт", ([1; 16], [2; 32])).unwrap();
        for piece in pieces {
            if !incoming.write(piece).unwrap() {
                break;
            }
        }
        incoming.finish().unwrap()
    }

    fn left(folder: &std::path::Path) -> usize {
        std::fs::read_dir(folder.join(TEMPORARY)).unwrap().count()
    }

    #[test]
    fn a_file_lies_under_its_hash_and_its_commitment_is_to_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let documents = documents(folder.path(), Arc::new(NoScanner));
        let bytes = b"%PDF-1.7 a contract";
        for _ in 0..2 {
            let (put, kind) = send(&documents, &[&bytes[..4], &bytes[4..]]).unwrap();
            assert_eq!((put.name.as_str(), put.size, kind), ("шарт.pdf", 19, Kind::Pdf));
            assert_eq!(
                (put.object, put.commitment),
                (sha256(&[bytes]), commitment(&Salt::new([2; 32]), bytes))
            );
            assert_eq!(std::fs::read(folder.path().join(object_name(&put.object))).unwrap(), bytes);
            assert_eq!(put, documents.put("шарт.pdf", bytes.to_vec(), [2; 32]).unwrap(), "as by the program");
        }
        assert_eq!(left(folder.path()), 0);
    }

    #[test]
    fn what_is_not_taken_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let documents = documents(folder.path(), Arc::new(Suspicious));
        let piece = vec![b'a'; 1 << 20];
        let large: Vec<&[u8]> =
            std::iter::once(b"%PDF-1.7".as_slice()).chain([piece.as_slice(); 20]).collect();
        assert_eq!(send(&documents, &large), Err(Refused::TooLarge));
        assert_eq!(send(&documents, &large[..20]).map(|(_, kind)| kind), Ok(Kind::Pdf), "less than 20 MB");
        assert_eq!(send(&documents, &[]), Err(Refused::Empty));
        assert_eq!(send(&documents, &[b"MZ", b"a program"]), Err(Refused::Kind));
        assert_eq!(send(&documents, &[b"%PDF-1.7 ", b"virus"]), Err(Refused::Unclean));
        assert_eq!(left(folder.path()), 0);
    }
}
