//! Contributions to a draw (draw.md sections 3 and 8, steps 3, 5 and 6): promised in the commit, shown when the round has come.
//!
//! The court's own is made here, because only the decision knows the commit: proving is arithmetic without chance, the same
//! commit always gives the same proof. Other bodies are asked at the edge, about the draft of a commit; what they promised
//! comes with a command, and counts only if the same draft follows from the ledger then
//! (docs/decisions/0010-contributors-are-asked-about-a-draft.md).

use crate::bodies::{Draft, DrawReveals, Promised};
use crate::office::Registry;
use crate::wire;
use tarazy_docket::{Hash, Object, StreamId, StreamKind};
use tarazy_draw::ledger::OpenDraw;
use tarazy_draw::protocol::{Part, alpha, with_contributors};
use tarazy_draw::record::{Body as _, BodyId, Bytes, Contribution, DrawCommit, Proof};
pub use tarazy_draw::rules::COURT;
use tarazy_draw::{Context as _, Ledger, Rules, Weak};
use tarazy_store::{Command, Desk, Refusal};

/// A commit's entry is written at most so long after its `at` (draw.md section 8, step 3), in seconds.
const SLACK: i64 = 5;

/// How far the contributors of the rules were asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Parts<'a> {
    /// Not yet: where the rules name any, the case waits for `draw.due`.
    NotAsked,
    /// Not yet: where the rules name any, the draft is given that they are to be asked about.
    Draft,
    /// They were asked about a draft.
    Promised(&'a Promised),
}

/// A commit with its contributions, or what is answered where others are to be asked first.
pub(crate) enum Contributed {
    Commit(Box<DrawCommit>),
    Asks(Object),
}

impl Parts<'_> {
    /// The `at` of the draft that they were asked about.
    pub(crate) fn at(self) -> Option<i64> {
        match self {
            Self::Promised(promised) => Some(promised.at),
            Self::NotAsked | Self::Draft => None,
        }
    }
}

fn court() -> Result<BodyId, Refusal> {
    COURT.parse().map_err(Refusal::internal)
}

fn lacks(what: &str) -> Refusal {
    Refusal::new(422, "rules").with("what", what)
}

fn number(e: impl core::fmt::Display) -> Refusal {
    Refusal::new(422, "number").with("what", e)
}

/// The draft is not the one that follows from the ledger now. The contributors are asked again.
fn stale() -> Refusal {
    Refusal::new(409, "other-draft")
}

/// The other bodies that the rules name.
fn others(rules: &Rules) -> Vec<BodyId> {
    let named = rules.record().contributors.iter().map(|key| &key.id);
    named.filter(|id| id.as_str() != COURT).cloned().collect()
}

/// What the court still owes to an open draw: what it is to prove.
fn owes(book: &Ledger, commit: &Hash, court: &BodyId) -> Option<Hash> {
    let draw = book.open_draw(commit)?;
    let is_missing = !draw.has_left() && draw.missing().contains(court);
    draw.alpha().filter(|_| is_missing)
}

/// True while a proof counts: from the round on, up to REVEAL_MAX.
fn is_time(draw: OpenDraw<'_>, now: i64) -> bool {
    (draw.times().speaks_millis()..=draw.times().reveal).contains(&now)
}

impl Registry {
    /// The commit with all contributions, or the answer that asks for those of others. History that is imported has none.
    pub(crate) fn contribute(
        &self,
        commit: DrawCommit,
        rules: &Rules,
        parts: Parts<'_>,
        now: i64,
    ) -> Result<Contributed, Refusal> {
        let ask = others(rules);
        let is_imported = commit.flags.contains(&Weak::Imported);
        let promises = match parts {
            _ if ask.is_empty() || is_imported => Vec::new(),
            Parts::NotAsked => return Ok(Contributed::Asks(Object::new().with("draw", "asks"))),
            Parts::Draft => {
                // A draft to which the court itself could not contribute is not worth asking about.
                self.own_promise(&commit, rules)?;
                let mut body = commit.to_object().map_err(number)?;
                body.remove("contributors");
                let draft = wire::object(&Draft { commit: body, ask })?;
                return Ok(Contributed::Asks(draft.with("draw", "asks")));
            }
            Parts::Promised(promised) => {
                let age = now.div_euclid(1000).saturating_sub(promised.at);
                if !(0..=SLACK).contains(&age) || alpha(&commit).map_err(number)? != promised.alpha {
                    return Err(stale());
                }
                let mut ids: Vec<&BodyId> = promised.promises.iter().map(|p| &p.id).collect();
                ids.sort();
                ids.dedup();
                if ids.len() != promised.promises.len() || !ids.iter().all(|id| ask.contains(id)) {
                    return Err(lacks("a promise of somebody whom the rules do not name as a contributor"));
                }
                promised.promises.clone()
            }
        };
        let own = self.own_promise(&commit, rules)?;
        let all = promises.into_iter().chain(own).collect();
        Ok(Contributed::Commit(Box::new(with_contributors(commit, all))))
    }

    /// The court's promise, where the beacon asks for one.
    fn own_promise(&self, commit: &DrawCommit, rules: &Rules) -> Result<Option<Contribution>, Refusal> {
        if !self.beacon(&commit.beacon)?.kind().needs_the_court() {
            return Ok(None);
        }
        let key = self.setup.contribution.as_ref();
        let key = key.ok_or_else(|| lacks("the installation has no key for the court's contribution"))?;
        let id = court()?;
        // A promise that the rules' key cannot open would leave the case without a result.
        let is_named = rules.key(&id).is_ok_and(|known| known.as_bytes() == key.public_bytes());
        if !is_named {
            return Err(lacks("the rules of this division do not name the court's key: tarazy court rules"));
        }
        let alpha = alpha(commit).map_err(number)?;
        let (_, beta) = key.prove(alpha.as_bytes()).map_err(Refusal::internal)?;
        Ok(Some(Contribution { id, beta_hash: beta.hash() }))
    }

    fn prove(&self, alpha: &Hash) -> Result<Proof, Refusal> {
        let key = self.setup.contribution.as_ref();
        let key = key.ok_or_else(|| lacks("the installation has no key for the court's contribution"))?;
        let (pi, _) = key.prove(alpha.as_bytes()).map_err(Refusal::internal)?;
        Ok(Proof { id: court()?, pi: Bytes::from(pi.as_slice()) })
    }

    /// `draw.reveal`: the round of these draws has come, and the court shows its part before REVEAL_MAX, and those that others
    /// showed it. What is shown already, came too late or never was promised is passed over; a proof that does not hold is
    /// refused.
    pub(crate) fn reveal(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawReveals = wire::read(&command.body)?;
        let (now, court) = (desk.time(), court()?);
        let mut shown = Vec::new();
        for commit in &body.commits {
            let ledger = ledger_of_draw(desk, commit)?;
            let (book, _) = self.ledger(desk, &ledger)?;
            let is_due = book.open_draw(commit).is_some_and(|draw| is_time(draw, now));
            if let Some(alpha) = owes(book, commit, &court).filter(|_| is_due) {
                let Proof { id, pi } = self.prove(&alpha)?;
                shown.push((ledger, *commit, id, pi));
            }
        }
        for part in body.parts {
            shown.push((ledger_of_draw(desk, &part.commit)?, part.commit, part.id, part.pi));
        }
        let mut count = 0u32;
        for (ledger, commit, id, pi) in shown {
            let (book, _) = self.ledger(desk, &ledger)?;
            let is_due = |draw: OpenDraw<'_>| is_time(draw, now) && draw.missing().contains(&id);
            if !book.open_draw(&commit).is_some_and(is_due) {
                continue;
            }
            let reveal = book.check_reveal(&commit, &id, pi).map_err(|e| crate::refusals::fault(&e))?;
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

/// The ledger of a draw.
fn ledger_of_draw(desk: &mut Desk<'_>, commit: &Hash) -> Result<StreamId, Refusal> {
    let unknown = || Refusal::new(404, "unknown-draw");
    let ledger = desk.record(commit)?.ok_or_else(unknown)?.entry.stream;
    if ledger.kind() == StreamKind::Draw { Ok(ledger) } else { Err(unknown()) }
}
