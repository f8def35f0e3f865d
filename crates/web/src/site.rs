//! What the pages of an installation need: its rows, its law, its log, and how it calls itself.

use crate::clock::Clock;
use crate::directory::Directory;
use crate::error::ApiError;
use crate::log;
use crate::papers::Papers;
use crate::payment::Payments;
use crate::rate::Throttle;
use crate::summons::Summonses;
use crate::upload::Documents;
use std::sync::{Arc, Mutex, PoisonError};
use tarazy_access::policy::Policies;
use tarazy_access::sessions::Sessions;
use tarazy_base::{Instant, Lang, Text3, Zone};
use tarazy_document::sign::trust::Roots;
use tarazy_draw::record::BeaconInfo;
use tarazy_law::Law;
use tarazy_log::objects::Objects;
use tarazy_registry::drafts::Drafts;
use tarazy_store::{Answer, Command, Entropy, Reader, Refusal, Vault};

/// How long courts and judges are remembered, ms.
const FRESH: i64 = 5_000;

/// Lends connections that only read. May block.
pub trait Readers: Send + Sync {
    /// Lets `read` use a connection.
    ///
    /// # Errors
    /// What `read` gives, or the refusal `recovering` if the database cannot be opened.
    fn lend(
        &self,
        read: &mut dyn FnMut(&mut dyn Reader, &Vault) -> Result<(), Refusal>,
    ) -> Result<(), Refusal>;
}

/// What the pages of an installation need.
pub struct Site {
    /// Its rows.
    pub readers: Arc<dyn Readers>,
    /// Its law.
    pub law: Law,
    /// Zone of days where no court gives one.
    pub zone: Zone,
    /// What people wrote and did not send.
    pub drafts: Drafts,
    /// Its documents.
    pub documents: Documents,
    /// Who takes payments of the state fee; none if it is paid elsewhere.
    pub payments: Option<Arc<dyn Payments>>,
    /// Who makes papers of what people type.
    pub papers: Arc<dyn Papers>,
    /// What prints summonses.
    pub summonses: Arc<dyn Summonses>,
    /// Its log.
    pub objects: Arc<dyn Objects>,
    /// What a reader needs to judge the log.
    pub trust: Arc<dyn log::Papers>,
    /// The beacons of its draws, in the order of preference.
    pub beacons: Vec<BeaconInfo>,
    /// Whether the writer takes commands.
    pub is_writing: Arc<dyn Fn() -> bool + Send + Sync>,
    /// The authorities whose certificates are believed on a paper.
    pub roots: Roots,
    /// Time.
    pub clock: Clock,
    /// The name on pages that are no single court's; absent: the only court's, or a common one.
    pub name: Option<Text3>,
    /// Accounts, sessions, and who may.
    pub access: AccessFace,
    /// True if it is a demonstration, which every page then says.
    pub is_demonstration: bool,
    /// True if the demonstration made it itself: its people may be signed in as by anybody, on the page `/demo`.
    pub has_demo_people: bool,
    /// Courts and judges, with the time at which they were read.
    pub directory: Mutex<Option<(i64, Arc<Directory>)>>,
}

/// Gives a command to the writer and waits for its outcome. Blocks.
pub type Submit = Arc<dyn Fn(Command) -> Result<Answer, Refusal> + Send + Sync>;
/// Fills bytes from the system's random source.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Accounts, sessions, and who may.
pub struct AccessFace {
    /// Sessions and failed sign-ins.
    pub sessions: Sessions,
    /// Who may what.
    pub policies: Policies,
    /// The way to the writer.
    pub submit: Submit,
    /// Randomness.
    pub random: Random,
    /// How often one sender may try to sign in or to register.
    pub attempts: Throttle,
}

impl AccessFace {
    /// 16 random bytes.
    pub(crate) fn random_16(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        (self.random)(&mut bytes);
        bytes
    }

    /// 32 random bytes.
    pub(crate) fn random_32(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        (self.random)(&mut bytes);
        bytes
    }
}

impl Entropy for &AccessFace {
    fn fill(&mut self, out: &mut [u8]) {
        (self.random)(out);
    }
}

impl Site {
    /// Reads with a lent connection. Blocks.
    ///
    /// # Errors
    /// What `read` gives; an internal failure if the database cannot be read.
    pub(crate) fn read<T>(
        &self,
        mut read: impl FnMut(&mut dyn Reader, &Vault) -> Result<T, Refusal>,
    ) -> Result<T, ApiError> {
        let mut found = None;
        let done = self.readers.lend(&mut |reader, vault| {
            found = Some(read(reader, vault)?);
            Ok(())
        });
        done.map_err(|refusal| ApiError::refused(&refusal))?;
        found.ok_or_else(|| ApiError::internal(&std::io::Error::other("nothing was read")))
    }

    /// Courts and judges, no older than a few seconds. Blocks.
    ///
    /// # Errors
    /// As [`Site::read`].
    pub(crate) fn directory(&self) -> Result<Arc<Directory>, ApiError> {
        let now = (self.clock)();
        let known = self.directory.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, directory)) = known
            && (now - FRESH..=now).contains(&at)
        {
            return Ok(directory);
        }
        let directory = Arc::new(self.read(|reader, _| Directory::read(reader))?);
        *self.directory.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&directory)));
        Ok(directory)
    }

    /// A moment in words, in a zone.
    pub(crate) fn moment(ms: i64, zone: Zone, lang: Lang) -> String {
        Instant::from_ms(ms).map_or_else(|_| ms.to_string(), |instant| instant.format(zone, lang))
    }
}
