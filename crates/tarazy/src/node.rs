//! A node at work: the writer, the sealer and the beacon of an installation, in one process.

use crate::beacons::Beacons;
use crate::clock::{SystemClock, now_ms};
use crate::contributors::Contributors;
use crate::due::{Done, Due, Notes};
use crate::entropy::SystemEntropy;
use crate::failure::Failure;
use crate::installation::{GUARD, Installation, POLICY};
use crate::mails::Mails;
use crate::offices::Offices;
use crate::start;
use std::sync::Arc;
use tarazy_docket::{Object, Policy, VerifierKey};
use tarazy_log::entries::StoreEntries;
use tarazy_log::{SealError, Sealed, Sealer, published, schemas};
use tarazy_registry::Registry;
use tarazy_registry::models::DueRound;
use tarazy_store::{Answer, Command, Reader, Tools, Writer};

/// Who resolves draws and imports when nobody asks.
pub(crate) const SYSTEM: &str = "system";

/// A node at work.
pub(crate) struct Node {
    /// Decides and commits.
    pub(crate) writer: Writer,
    /// Signs for the log.
    pub(crate) sealer: Sealer,
    /// Reads what is committed.
    pub(crate) reader: Box<dyn Reader>,
    /// Finds and does what is due.
    pub(crate) due: Due,
    /// Sends what waits.
    pub(crate) mails: Mails,
}

impl Node {
    /// Becomes the installation's sequencer, if the database continues everything that was sealed.
    ///
    /// # Errors
    /// A failure that says what stands in the way; the refusal `recovering` if entries are missing.
    pub(crate) fn open(installation: &Installation) -> Result<Self, Failure> {
        start::check(installation)?;
        let writer = open_writer(installation)?;
        let files = installation.files()?;
        let objects = installation.objects(&files);
        let documents = tarazy_registry::schemas::schemas().map(|schema| schema.document);
        schemas::publish(objects.as_ref(), documents).map_err(Failure::not_done)?;
        let signers = installation.keys().log_signers(installation.token())?;
        let policy = installation.policy()?;
        if let Some(key) = signers.iter().map(|s| s.verifier()).find(|key| !names(&policy, key)) {
            let what = format!("{POLICY} does not name a key of this log; add the line: log {key}");
            return Err(Failure::usage(what));
        }
        let mut reader = installation.reader()?;
        let vault = installation.vault()?;
        let notes = Notes {
            objects: Arc::clone(&objects),
            log_keys: signers.iter().map(|s| s.verifier().clone()).collect(),
            policies: tarazy_registry::policies(reader.as_mut(), &vault, &policy)?,
            trust: policy.clone(),
            last: std::cell::RefCell::default(),
        };
        let sealer = Sealer::open(tarazy_log::Setup {
            files,
            guard: GUARD.to_owned(),
            objects,
            signers,
            policy,
            witnesses: installation.witnesses()?,
            epoch: writer.epoch(),
        })?;
        let (beacons, contributors) = (Beacons::open(installation)?, Contributors::open(installation)?);
        let due = Due::new(beacons, contributors, notes, vault);
        let mails = Mails::open(installation)?;
        Ok(Self { writer, sealer, reader, due, mails })
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

    /// When a round of a beacon speaks, in seconds since 1970.
    ///
    /// # Errors
    /// A failure if the installation has no such beacon.
    pub(crate) fn round_time(&self, due: DueRound) -> Result<i64, Failure> {
        self.due.round_time(due)
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
            self.due.conditions().note(&self.sealer, sealed);
            if !sealed.more {
                return Ok(sealed);
            }
        }
    }

    /// Everything that is due now: what is committed is sealed; draws whose random number is there get their result; and the
    /// rest of [`Due::run`]. What cannot be done now is named in the answer.
    ///
    /// # Errors
    /// A failure of the log or the database.
    pub(crate) fn run_due(&mut self) -> Result<Done, Failure> {
        self.seal()?;
        let Self { writer, reader, due, .. } = self;
        let mut done = due.run(reader.as_mut(), now_ms(), &mut |command| writer.run(command))?;
        if done.changed {
            self.seal()?;
        }
        if done.revealed {
            // What was shown is witnessed now, and the results need not wait for the next time.
            let Self { writer, reader, due, .. } = self;
            let next = due.run(reader.as_mut(), now_ms(), &mut |command| writer.run(command))?;
            done.resolved += next.resolved;
            done.failures = next.failures;
            done.warnings.extend(next.warnings);
            self.seal()?;
        }
        Ok(done)
    }

    /// Sends the mails that are due, and seals what became of them. Gives what could not be sent now.
    ///
    /// # Errors
    /// A failure of the log or the database.
    pub(crate) fn send_mails(&mut self) -> Result<Vec<String>, Failure> {
        let Self { writer, reader, mails, .. } = self;
        let looked = mails.run(reader.as_mut(), &|| false, &mut |command| writer.run(command))?;
        if looked.changed {
            self.seal()?;
        }
        Ok(looked.failures)
    }

    /// Writes the results of the draws that wait for a round. `at` is the event's time in import state.
    ///
    /// # Errors
    /// A failure of the beacon; the refusal if the draws cannot be resolved.
    pub(crate) fn resolve(&mut self, round: DueRound, at: Option<i64>) -> Result<usize, Failure> {
        let Self { writer, reader, due, .. } = self;
        due.resolve(reader.as_mut(), round, (at, now_ms()), &mut |command| writer.run(command))
    }
}

fn names(policy: &Policy, key: &VerifierKey) -> bool {
    policy.logs().iter().any(|log| log.key == *key)
}

/// The writer of an installation, which is its sequencer from now on.
///
/// # Errors
/// A failure that says what stands in the way.
pub(crate) fn open_writer(installation: &Installation) -> Result<Writer, Failure> {
    let tools = Tools {
        origin: installation.config.origin.clone(),
        vault: installation.vault()?,
        clock: Box::new(SystemClock),
        entropy: Box::new(SystemEntropy),
        office: Box::new(Offices::new(Registry::new(installation.setup()?))),
    };
    Ok(Writer::open(installation.database()?, tools)?)
}

/// A command.
pub(crate) fn command(key: &str, actor: &str, kind: &str, body: Object, at: Option<i64>) -> Command {
    Command { key: key.to_owned(), actor: actor.to_owned(), kind: kind.to_owned(), body, at }
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
