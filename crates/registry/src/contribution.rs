//! The court's contribution to a draw (draw.md sections 3 and 8, steps 3, 5 and 6): promised in the commit, shown when the
//! round has come.
//!
//! Proving is arithmetic without chance: the same commit always gives the same proof. It happens here because only the
//! decision knows the commit; the key comes with the set-up.

use crate::bodies::DrawReveals;
use crate::office::Registry;
use crate::wire;
use tarazy_docket::{Hash, Object, StreamId, StreamKind};
use tarazy_draw::beacon::BeaconKind;
use tarazy_draw::protocol::{Part, alpha, with_contributors};
use tarazy_draw::record::{BodyId, Bytes, Contribution, DrawCommit, Proof};
use tarazy_draw::{Context as _, Ledger, Rules};
use tarazy_store::{Command, Desk, Refusal};

/// The court as a contributor.
pub const COURT: &str = "court";

fn court() -> Result<BodyId, Refusal> {
    COURT.parse().map_err(Refusal::internal)
}

fn lacks(what: &str) -> Refusal {
    Refusal::new(422, "rules").with("what", what)
}

/// What the court still owes to an open draw: what it is to prove.
fn owes(book: &Ledger, commit: &Hash, court: &BodyId) -> Option<Hash> {
    let draw = book.open_draw(commit)?;
    let is_missing = !draw.has_left() && draw.missing().contains(court);
    draw.alpha().filter(|_| is_missing)
}

impl Registry {
    /// The commit with the court's promise, where its beacon asks for one.
    pub(crate) fn contribute(&self, commit: DrawCommit, rules: &Rules) -> Result<DrawCommit, Refusal> {
        if self.beacon(&commit.beacon)?.kind() == BeaconKind::Local {
            return Ok(commit);
        }
        let key = self.setup.contribution.as_ref();
        let key = key.ok_or_else(|| lacks("the installation has no key for the court's contribution"))?;
        let id = court()?;
        // A promise that the rules' key cannot open would leave the case without a result.
        let is_named = rules.key(&id).is_ok_and(|known| known.as_bytes() == key.public_bytes());
        if !is_named {
            return Err(lacks("the rules of this division do not name the court's key: tarazy court rules"));
        }
        let alpha = alpha(&commit).map_err(|e| Refusal::new(422, "number").with("what", e))?;
        let (_, beta) = key.prove(alpha.as_bytes()).map_err(Refusal::internal)?;
        Ok(with_contributors(commit, vec![Contribution { id, beta_hash: beta.hash() }]))
    }

    fn prove(&self, alpha: &Hash) -> Result<Proof, Refusal> {
        let key = self.setup.contribution.as_ref();
        let key = key.ok_or_else(|| lacks("the installation has no key for the court's contribution"))?;
        let (pi, _) = key.prove(alpha.as_bytes()).map_err(Refusal::internal)?;
        Ok(Proof { id: court()?, pi: Bytes::from(pi.as_slice()) })
    }

    /// `draw.reveal`: the round of these draws has come, and the court shows its part before REVEAL_MAX. What is shown
    /// already, came too late or never was promised is passed over.
    pub(crate) fn reveal(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawReveals = wire::read(&command.body)?;
        let (now, court) = (desk.time(), court()?);
        let mut count = 0u32;
        for commit in &body.commits {
            let record = desk.record(commit)?.ok_or_else(|| Refusal::new(404, "unknown-draw"))?;
            let ledger = record.entry.stream;
            if ledger.kind() != StreamKind::Draw {
                return Err(Refusal::new(404, "unknown-draw"));
            }
            let (book, _) = self.ledger(desk, &ledger)?;
            let is_time = |draw: tarazy_draw::ledger::OpenDraw<'_>| {
                (draw.times().speaks_millis()..=draw.times().reveal).contains(&now)
            };
            let alpha = owes(book, commit, &court).filter(|_| book.open_draw(commit).is_some_and(is_time));
            let Some(alpha) = alpha else { continue };
            let proof = self.prove(&alpha)?;
            let (book, _) = self.ledger(desk, &ledger)?;
            let reveal = book.check_reveal(commit, &proof.id, proof.pi);
            let reveal = reveal.map_err(|e| crate::refusals::fault(&e))?;
            self.log_draw(desk, command, &ledger, &reveal)?;
            count += 1;
        }
        if count == 0 {
            return Err(Refusal::new(409, "nothing-due"));
        }
        Ok(Object::new().with("reveals", count))
    }

    /// With `quorum none` the court's parts may stand in the results alone.
    pub(crate) fn add_own_parts(
        &mut self,
        desk: &mut Desk<'_>,
        ledger: &StreamId,
        parts: &mut [Part],
    ) -> Result<(), Refusal> {
        if self.setup.contribution.is_none() {
            return Ok(());
        }
        let court = court()?;
        let (book, view) = self.ledger(desk, ledger)?;
        let is_unwitnessed = |commit: &Hash| {
            let draw = book.open_draw(commit);
            draw.is_some_and(|draw| !view.has_quorum(draw.index()))
        };
        let owed: Vec<Option<Hash>> = parts
            .iter()
            .map(|part| owes(book, &part.commit, &court).filter(|_| is_unwitnessed(&part.commit)))
            .collect();
        for (part, alpha) in parts.iter_mut().zip(owed) {
            if let Some(alpha) = alpha {
                part.reveals.push(self.prove(&alpha)?);
            }
        }
        Ok(())
    }
}
