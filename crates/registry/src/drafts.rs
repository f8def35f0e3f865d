//! What people wrote and did not send: claims and steps that are not yet before a court. No entry, no truth: rows in a file of
//! their own, encrypted with the installation's data key, which their owner changes and removes as he likes.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tarazy_docket::{Hash, StreamId, sha256};
use tarazy_store::{Batch, Engine, Entropy, Expect, Row, SqlValue, Step, Stmt, StoreError, Vault, chatter};

/// The file, in the installation's folder.
pub const FILE: &str = "drafts.sqlite";
/// The longest body, in bytes: a claim of a hundred pages, and no more.
pub const LONGEST: usize = 1 << 20;
/// The most drafts of one kind that one person can have.
pub const MOST: i64 = 200;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,
  body BLOB NOT NULL, updated INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS draft_owner ON draft (owner, kind);
CREATE INDEX IF NOT EXISTS draft_about ON draft (about, kind);
";

// A draft stays with whom it began: nobody else's words come under the same id.
const PUT: Stmt = Stmt {
    name: "draft_put",
    sql: "INSERT INTO draft (id, owner, kind, about, body, updated) \
          SELECT $1, $2, $3, $4, $5, $6 WHERE EXISTS (SELECT 1 FROM draft WHERE id = $1) \
             OR (SELECT COUNT(*) FROM draft WHERE owner = $2 AND kind = $3) < $7 \
          ON CONFLICT (id) DO UPDATE SET about = excluded.about, body = excluded.body, updated = excluded.updated \
          WHERE draft.owner = excluded.owner AND draft.kind = excluded.kind",
};
const GET: Stmt =
    Stmt { name: "draft_get", sql: "SELECT id, owner, kind, about, body, updated FROM draft WHERE id = $1" };
const OF_OWNER: Stmt = Stmt {
    name: "draft_of_owner",
    sql: "SELECT id, owner, kind, about, body, updated FROM draft WHERE owner = $1 AND kind = $2 \
          ORDER BY updated DESC, id",
};
const ABOUT: Stmt = Stmt {
    name: "draft_about",
    sql: "SELECT id, owner, kind, about, body, updated FROM draft WHERE about = $1 AND kind = $2 \
          ORDER BY updated DESC, id",
};
const REMOVE: Stmt = Stmt { name: "draft_remove", sql: "DELETE FROM draft WHERE id = $1 AND owner = $2" };

/// The id of a draft: 32 hex digits by chance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DraftId(String);

impl DraftId {
    /// The id of 16 random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads an id; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_id.then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody wrote and did not send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// Whose it is: id of a person.
    pub owner: String,
    /// What it will be: `claim`, `step`.
    pub kind: String,
    /// The case that it is about.
    pub about: Option<StreamId>,
    /// What was written.
    pub body: Vec<u8>,
    /// When it was last written, ms UTC.
    pub updated: i64,
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The body is too long.
    #[error("a draft holds at most {LONGEST} bytes")]
    TooLong,
    /// Another person's, or another kind of draft, has the id; or its owner has too many.
    #[error("the draft is another's, or its owner has {MOST} of them")]
    NotKept,
    /// A stored draft cannot be read.
    #[error("a stored draft cannot be read: {0}")]
    Unreadable(#[from] tarazy_store::CannotOpen),
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The file of drafts.
pub struct Drafts(Mutex<Box<dyn Engine>>);

impl Drafts {
    /// Opens the file of an installation.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be opened.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self(Mutex::new(chatter::open(&folder.join(FILE), SCHEMA)?)))
    }

    fn engine(&self) -> MutexGuard<'_, Box<dyn Engine>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a draft, in the place of what stood under its id.
    ///
    /// # Errors
    /// [`DraftError`]; then what stood there stays.
    pub fn put(&self, draft: &Draft, vault: &Vault, entropy: &mut dyn Entropy) -> Result<(), DraftError> {
        if draft.body.len() > LONGEST {
            return Err(DraftError::TooLong);
        }
        let sealed = vault.seal(&bound(&draft.id, &draft.owner), &draft.body, entropy)?;
        let values = vec![
            draft.id.as_str().into(),
            draft.owner.as_str().into(),
            draft.kind.as_str().into(),
            draft.about.as_ref().map_or("", StreamId::as_str).into(),
            SqlValue::Bytes(sealed),
            draft.updated.into(),
            MOST.into(),
        ];
        let put = Step::new(&PUT, values, Expect::Rows(1)).or("not-kept");
        match self.engine().apply(&Batch::new(vec![put])) {
            Err(StoreError::Expectation { conflict: Some("not-kept"), .. }) => Err(DraftError::NotKept),
            done => Ok(done?),
        }
    }

    /// The draft with an id, whoever asks: compare its owner.
    ///
    /// # Errors
    /// [`DraftError`] if it cannot be read.
    pub fn get(&self, id: &DraftId, vault: &Vault) -> Result<Option<Draft>, DraftError> {
        Ok(self.find(&GET, &[id.as_str().into()], vault)?.pop())
    }

    /// All drafts of a kind that somebody has, the newest first.
    ///
    /// # Errors
    /// As [`Drafts::get`].
    pub fn of_owner(&self, owner: &str, kind: &str, vault: &Vault) -> Result<Vec<Draft>, DraftError> {
        self.find(&OF_OWNER, &[owner.into(), kind.into()], vault)
    }

    /// All drafts of a kind about a case, whoever wrote them, the newest first.
    ///
    /// # Errors
    /// As [`Drafts::get`].
    pub fn about(&self, case: &StreamId, kind: &str, vault: &Vault) -> Result<Vec<Draft>, DraftError> {
        self.find(&ABOUT, &[case.as_str().into(), kind.into()], vault)
    }

    /// Removes a draft of somebody, if he has it.
    ///
    /// # Errors
    /// [`DraftError`] if it cannot be removed.
    pub fn remove(&self, id: &DraftId, owner: &str) -> Result<(), DraftError> {
        let values = vec![id.as_str().into(), owner.into()];
        Ok(self.engine().apply(&Batch::new(vec![Step::new(&REMOVE, values, Expect::Any)]))?)
    }

    fn find(
        &self,
        stmt: &'static Stmt,
        values: &[SqlValue],
        vault: &Vault,
    ) -> Result<Vec<Draft>, DraftError> {
        let rows = self.engine().query(stmt, values)?;
        rows.iter().map(|row| read(row, vault)).collect()
    }
}

/// A stored body opens only under its own id and for its owner.
fn bound(id: &DraftId, owner: &str) -> Hash {
    sha256(&[b"tarazy/draft/1\n", id.as_str().as_bytes(), b"\n", owner.as_bytes()])
}

fn read(row: &Row, vault: &Vault) -> Result<Draft, DraftError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("a draft has no {what}"));
    let id = DraftId::parse(row.text(0)?).ok_or_else(|| corrupt("id"))?;
    let owner = row.text(1)?.to_owned();
    let about = match row.text(3)? {
        "" => None,
        stream => Some(stream.parse().map_err(|_| corrupt("case"))?),
    };
    let body = vault.open(&bound(&id, &owner), row.bytes(4)?)?;
    Ok(Draft { id, owner, kind: row.text(2)?.to_owned(), about, body, updated: row.int(5)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);
    impl Entropy for Counting {
        fn fill(&mut self, out: &mut [u8]) {
            self.0 += 1;
            out.fill(self.0);
        }
    }

    fn open() -> (tempfile::TempDir, Drafts, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(folder.path()).unwrap();
        (folder, drafts, Vault::new(&[7; 32]))
    }

    fn draft(n: u8, owner: &str, body: &str) -> Draft {
        let about = (n > 1).then(|| StreamId::case([9; 16]));
        let body = body.as_bytes().to_vec();
        Draft {
            id: DraftId::new([n; 16]),
            owner: owner.to_owned(),
            kind: "claim".to_owned(),
            about,
            body,
            updated: n.into(),
        }
    }

    #[test]
    fn a_draft_is_read_as_it_was_written_also_by_another_process() {
        let (folder, drafts, vault) = open();
        let (first, second) = (draft(1, "p1", "қарыз"), draft(2, "p1", "долг"));
        for each in [&first, &second, &draft(3, "p2", "debt")] {
            drafts.put(each, &vault, &mut Counting(0)).unwrap();
        }
        let other = Drafts::open(folder.path()).unwrap();
        assert_eq!(other.get(&first.id, &vault).unwrap().unwrap(), first);
        assert_eq!(other.of_owner("p1", "claim", &vault).unwrap(), [second.clone(), first.clone()]);
        assert_eq!(other.of_owner("p1", "step", &vault).unwrap(), []);
        assert_eq!(other.about(&StreamId::case([9; 16]), "claim", &vault).unwrap().len(), 2);
        other.remove(&first.id, "p2").unwrap();
        assert!(drafts.get(&first.id, &vault).unwrap().is_some(), "another's hand");
        other.remove(&first.id, "p1").unwrap();
        assert_eq!(drafts.get(&first.id, &vault).unwrap(), None);
    }

    #[test]
    fn the_file_holds_nothing_that_was_written_in_clear() {
        let (folder, drafts, vault) = open();
        drafts.put(&draft(1, "p1", "мұра туралы дау"), &vault, &mut Counting(0)).unwrap();
        assert!(drafts.get(&DraftId::new([1; 16]), &Vault::new(&[8; 32])).is_err());
        for item in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(item.unwrap().path()).unwrap();
            assert!(!bytes.windows(8).any(|w| w == &"мұра туралы дау".as_bytes()[..8]));
        }
    }

    #[test]
    fn nobody_writes_over_anothers_draft_and_nobody_keeps_more_than_he_can_read() {
        let (_folder, drafts, vault) = open();
        drafts.put(&draft(1, "p1", "own"), &vault, &mut Counting(0)).unwrap();
        let foreign = drafts.put(&draft(1, "p2", "foreign"), &vault, &mut Counting(0));
        assert!(matches!(foreign, Err(DraftError::NotKept)));
        assert_eq!(drafts.get(&DraftId::new([1; 16]), &vault).unwrap().unwrap().body, b"own");
        let long = Draft { body: vec![b'a'; LONGEST + 1], ..draft(2, "p1", "") };
        assert!(matches!(drafts.put(&long, &vault, &mut Counting(0)), Err(DraftError::TooLong)));
        for n in 2..=200 {
            drafts.put(&draft(n, "p1", "more"), &vault, &mut Counting(0)).unwrap();
        }
        let more = drafts.put(&draft(201, "p1", "too many"), &vault, &mut Counting(0));
        assert!(matches!(more, Err(DraftError::NotKept)));
        drafts.put(&draft(1, "p1", "own, anew"), &vault, &mut Counting(0)).unwrap();
    }

    #[test]
    fn only_hex_digits_are_an_id() {
        assert!(DraftId::parse(&"0a".repeat(16)).is_some());
        for text in ["", "0A", &"0A".repeat(16), &"g0".repeat(16), &"0".repeat(33)] {
            assert!(DraftId::parse(text).is_none(), "{text}");
        }
    }
}
