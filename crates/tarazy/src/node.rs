//! A node at work: the writer, the sealer and the beacon of an installation, in one process.

use crate::clock::{SystemClock, now_ms};
use crate::entropy::SystemEntropy;
use crate::failure::Failure;
use crate::installation::{GUARD, Installation};
use crate::members::Members;
use std::sync::Arc;
use tarazy_docket::{Hash, Object, Policy, VerifierKey};
use tarazy_log::entries::StoreEntries;
use tarazy_log::objects::Objects;
use tarazy_log::witnesses::{Ask, HttpTransport};
use tarazy_log::{SealError, Sealed, Sealer, published};
use tarazy_registry::bodies::DrawResults;
use tarazy_registry::models::{self, DueRound};
use tarazy_registry::{Registry, to_body};
use tarazy_store::{Answer, Command, Reader, Tools, Writer};

/// Who resolves draws and imports when nobody asks.
pub(crate) const SYSTEM: &str = "system";

/// A node at work.
pub(crate) struct Node {
    writer: Writer,
    sealer: Sealer,
    reader: Box<dyn Reader>,
    objects: Arc<dyn Objects>,
    policy: Policy,
    log_key: VerifierKey,
    members: Members,
}

impl Node {
    /// Becomes the installation's sequencer.
    ///
    /// # Errors
    /// A failure that says what stands in the way.
    pub(crate) fn open(installation: &Installation) -> Result<Self, Failure> {
        let tools = Tools {
            origin: installation.config.origin.clone(),
            vault: installation.vault()?,
            clock: Box::new(SystemClock),
            entropy: Box::new(SystemEntropy),
            office: Box::new(Registry::new(installation.setup()?)),
        };
        let writer = Writer::open(installation.database()?, tools)?;
        let files = installation.files()?;
        let objects = installation.objects(&files);
        let signer = installation.keys().signer("log")?;
        let log_key = signer.verifier().clone();
        let policy = installation.policy()?;
        let ask = |w: &crate::config::Witness| {
            let key: VerifierKey = w.vkey.parse().map_err(Failure::usage)?;
            Ok::<_, Failure>(Ask::new(key, Arc::new(HttpTransport::new(&w.url))))
        };
        let sealer = Sealer::open(tarazy_log::Setup {
            files,
            guard: GUARD.to_owned(),
            objects: Arc::clone(&objects),
            signer,
            policy: policy.clone(),
            witnesses: installation.config.witnesses.iter().map(ask).collect::<Result<_, _>>()?,
            epoch: writer.epoch(),
        })?;
        let reader = installation.reader()?;
        let members = Members::open(installation)?;
        Ok(Self { writer, sealer, reader, objects, policy, log_key, members })
    }

    /// Carries out one command.
    ///
    /// # Errors
    /// The refusal.
    pub(crate) fn run(&mut self, command: Command) -> Result<Answer, Failure> {
        Ok(self.writer.run(command)?)
    }

    /// Carries out commands in order.
    pub(crate) fn run_batch(&mut self, commands: Vec<Command>) -> Vec<tarazy_store::writer::Outcome> {
        self.writer.run_batch(commands)
    }

    /// When a round of the beacon speaks, in seconds since 1970.
    pub(crate) fn round_time(&self, round: u64) -> i64 {
        self.members.time(round)
    }

    /// How many entries are committed.
    pub(crate) fn entries(&self) -> u64 {
        self.writer.end().next_index
    }

    /// The connection that reads.
    pub(crate) fn reader(&mut self) -> &mut dyn Reader {
        self.reader.as_mut()
    }

    /// Seals all that is committed.
    ///
    /// # Errors
    /// A failure if sealing must stop.
    pub(crate) fn seal(&mut self) -> Result<Sealed, Failure> {
        loop {
            let sealed = self.sealer.round(&mut StoreEntries(self.reader.as_mut()), now_ms())?;
            if !sealed.more {
                return Ok(sealed);
            }
        }
    }

    /// Everything that is due now: what is committed is sealed; draws whose random number is there get their result.
    /// Gives how many.
    ///
    /// # Errors
    /// A failure of the log or the beacon.
    pub(crate) fn run_due(&mut self) -> Result<usize, Failure> {
        self.seal()?;
        let mut resolved = 0;
        for due in models::due_rounds(self.reader())? {
            if due.beacon == *self.members.id() && self.members.time(due.round) * 1000 <= now_ms() {
                resolved += self.resolve(due, None)?;
            }
        }
        if resolved > 0 {
            self.seal()?;
        }
        Ok(resolved)
    }

    /// Writes the results of the draws that wait for a round. `at` is the event's time in import state.
    ///
    /// # Errors
    /// A failure of the beacon; the refusal if the draws cannot be resolved.
    pub(crate) fn resolve(&mut self, due: DueRound, at: Option<i64>) -> Result<usize, Failure> {
        let evidence = self.members.speak(due.round)?;
        let mut orders: Vec<(Hash, String)> = Vec::new();
        for (commit, index) in models::open_commits(self.reader(), due)? {
            let note = published::order_note(
                self.objects.as_ref(),
                &self.log_key,
                &self.policy,
                at.is_some(),
                index,
            )?;
            orders.extend(note.map(|note| (commit, note)));
        }
        let count = orders.len();
        if count > 0 {
            let body = DrawResults { evidence, orders, by: officer()? };
            let key = format!("results/{}/{}/{}", due.beacon, due.round, self.entries());
            self.run(command(&key, SYSTEM, "draw.results", to_body(&body)?, at))?;
        }
        Ok(count)
    }
}

/// A command.
pub(crate) fn command(key: &str, actor: &str, kind: &str, body: Object, at: Option<i64>) -> Command {
    Command { key: key.to_owned(), actor: actor.to_owned(), kind: kind.to_owned(), body, at }
}

/// The officer responsible for results that the program writes by itself.
fn officer() -> Result<tarazy_draw::record::By, Failure> {
    crate::commands::by("registrar:system")
}

impl From<SealError> for Failure {
    fn from(e: SealError) -> Self {
        Self::NotDone(format!("the log cannot be sealed: {e}"))
    }
}

impl From<published::PublishedError> for Failure {
    fn from(e: published::PublishedError) -> Self {
        Self::NotDone(format!("the log's checkpoints cannot be read: {e}"))
    }
}
