//! What a contributor to draws remembers: every draw to which it promised a part (draw.md section 8, step 3), one file each,
//! made once and never changed.
//!
//! The files of a filing lie in one folder, so whoever asks sees at once how many drafts of its draw the court showed. The
//! log has one of them, or several if the case was drawn again; each other one is a draft that the court let go.

use crate::disk::Lock;
use crate::durable::{Durable, DurableError};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_docket::{Hash, Object, StreamId, Value};

const FOLDER: &str = "promises";
const LOCK: &str = "contributor.lock";

/// A draw to which a part was promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// The case.
    pub case: StreamId,
    /// Leaf hash of the filing.
    pub filing: Hash,
    /// What is proved: it names the whole draft of the commit.
    pub alpha: Hash,
    /// When its round speaks, in seconds since 1970. Nothing is proved before.
    pub speaks: i64,
    /// When it was promised, by the contributor's clock, ms UTC.
    pub time: i64,
    /// Which draft of this filing it was, from 1.
    pub draft: i64,
}

/// Why the memory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PromisesError {
    /// Another process is this contributor.
    #[error("another process has the memory of this contributor")]
    Held,
    /// A file is not one that this program wrote. It must not be removed: what was promised must stay known.
    #[error("the memory is damaged: {0}")]
    Damaged(String),
    /// The disk failed in a way after which it is not known what it holds. Restart the contributor.
    #[error("the contributor has stopped after a failed write; restart it")]
    Stopped,
    /// The disk failed.
    #[error(transparent)]
    Durable(#[from] DurableError),
}

/// The memory of a contributor.
pub struct Promises {
    files: Arc<Durable>,
    /// Held while one is added, so that each has its own number. True once the disk failed.
    stopped: Mutex<bool>,
    #[expect(dead_code, reason = "held so that no second process has the same memory")]
    lock: Box<dyn Lock>,
}

impl Promises {
    /// The memory in the folder of `files`.
    ///
    /// # Errors
    /// [`PromisesError::Held`], or a failure of the disk.
    pub fn open(files: Arc<Durable>) -> Result<Self, PromisesError> {
        let lock = files.disk().lock(LOCK).map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => PromisesError::Held,
            _ => DurableError::Io { what: "lock", name: LOCK.to_owned(), source: e }.into(),
        })?;
        files.clear_leftovers()?;
        Ok(Self { files, stopped: Mutex::new(false), lock })
    }

    /// Remembers a promise; it is durable when this returns. One that was made before is given back as it was.
    ///
    /// # Errors
    /// [`PromisesError`].
    pub fn remember(
        &self,
        case: &StreamId,
        filing: &Hash,
        alpha: &Hash,
        speaks: i64,
        time: i64,
    ) -> Result<Promised, PromisesError> {
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        if *stopped {
            return Err(PromisesError::Stopped);
        }
        if let Some(known) = self.of(filing, alpha)? {
            return Ok(known);
        }
        let drafts = self.files.list(&folder(filing))?.len();
        let draft = i64::try_from(drafts).unwrap_or(i64::MAX).saturating_add(1);
        let (case, filing, alpha) = (case.clone(), *filing, *alpha);
        let promised = Promised { case, filing, alpha, speaks, time, draft };
        let done = self.files.put_new(&[(name(&filing, &alpha), promised.to_bytes())]);
        *stopped = done.as_ref().is_err_and(DurableError::must_stop);
        done?;
        Ok(promised)
    }

    /// What was promised for a draft of a filing's draw.
    ///
    /// # Errors
    /// [`PromisesError::Damaged`], or a failure of the disk.
    pub fn of(&self, filing: &Hash, alpha: &Hash) -> Result<Option<Promised>, PromisesError> {
        let name = name(filing, alpha);
        let Some(bytes) = self.files.read(&name)? else { return Ok(None) };
        let promised = Promised::read(&bytes).filter(|p| p.filing == *filing && p.alpha == *alpha);
        promised.map(Some).ok_or(PromisesError::Damaged(name))
    }

    /// All that was promised for a filing, in the order of promising.
    ///
    /// # Errors
    /// As [`Promises::of`].
    pub fn of_filing(&self, filing: &Hash) -> Result<Vec<Promised>, PromisesError> {
        let mut all = Vec::new();
        for item in self.files.list(&folder(filing))? {
            let alpha = Hash::from_hex(&item.name).map_err(|_| PromisesError::Damaged(item.name.clone()))?;
            all.extend(self.of(filing, &alpha)?);
        }
        all.sort_by_key(|p| p.draft);
        Ok(all)
    }
}

impl Promised {
    /// As it is kept, and shown to anybody.
    pub fn to_object(&self) -> Object {
        Object::new()
            .with("alpha", self.alpha.to_hex())
            .with("case", self.case.as_str())
            .with("draft", Value::Int(self.draft))
            .with("filing", self.filing.to_hex())
            .with("speaks", Value::Int(self.speaks))
            .with("time", Value::Int(self.time))
    }

    fn to_bytes(&self) -> Vec<u8> {
        Value::Object(self.to_object()).to_bytes()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let value = Value::from_canonical(bytes).ok()?;
        let object = value.as_object()?;
        let hash = |member: &str| Hash::from_hex(object.get(member)?.as_text()?).ok();
        let int = |member: &str| object.get(member)?.as_int();
        Some(Self {
            case: object.get("case")?.as_text()?.parse().ok()?,
            filing: hash("filing")?,
            alpha: hash("alpha")?,
            speaks: int("speaks")?,
            time: int("time")?,
            draft: int("draft")?,
        })
    }
}

/// Filings are many, so their folders lie in 256 others.
fn folder(filing: &Hash) -> String {
    let hex = filing.to_hex();
    format!("{FOLDER}/{}/{hex}", hex.get(..2).unwrap_or_default())
}

fn name(filing: &Hash, alpha: &Hash) -> String {
    format!("{}/{}", folder(filing), alpha.to_hex())
}
