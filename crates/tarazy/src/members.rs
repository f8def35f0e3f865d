//! The members of the local beacon, as the court asks them for a round.

use crate::failure::Failure;
use crate::installation::Installation;
use crate::process::Process;
use tarazy_draw::beacon::Beacon;
use tarazy_draw::beacon::local::{self, Local};
use tarazy_draw::record::{BodyId, Bytes, Evidence, Proof};
use tarazy_draw::vrf::SecretKey;

/// Where a member's proofs come from.
enum Member {
    /// The key lies in this installation.
    Here(Box<SecretKey>),
    /// A process of its own.
    Process(Process),
}

/// The local beacon with its members.
pub(crate) struct Members {
    beacon: Local,
    members: Vec<(BodyId, Member)>,
}

impl Members {
    /// The members of an installation's beacon.
    ///
    /// # Errors
    /// A failure that names a missing key.
    pub(crate) fn open(installation: &Installation) -> Result<Self, Failure> {
        let (_, info) = installation.beacon()?;
        let mut members = Vec::new();
        for m in &installation.config.beacon.members {
            let id: BodyId = m.id.parse().map_err(Failure::usage)?;
            let member = match &m.url {
                Some(url) => {
                    Member::Process(Process::new(url, &installation.outgoing()).map_err(Failure::usage)?)
                }
                None => Member::Here(Box::new(installation.keys().vrf(&format!("beacon-{}", m.id))?)),
            };
            members.push((id, member));
        }
        members.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self { beacon: Local::new(&info).map_err(Failure::usage)?, members })
    }

    /// The beacon.
    pub(crate) fn beacon(&self) -> &dyn Beacon {
        &self.beacon
    }

    /// The proofs of all members for a round.
    ///
    /// # Errors
    /// A failure that names the member who does not answer, or whose proof does not hold.
    pub(crate) fn speak(&self, round: u64) -> Result<Evidence, Failure> {
        let mut proofs = Vec::new();
        for (id, member) in &self.members {
            let fault = |what: String| Failure::not_done(format!("beacon member {id}: {what}"));
            let pi = match member {
                Member::Here(key) => {
                    let pi = local::prove(key, self.beacon.id(), round).map_err(|e| fault(e.to_string()))?;
                    Bytes::from(pi.as_slice())
                }
                Member::Process(process) => process.prove(round).map_err(fault)?,
            };
            let proof = Proof { id: id.clone(), pi };
            self.beacon.verify_member(round, &proof).map_err(|e| fault(e.to_string()))?;
            proofs.push(proof);
        }
        Ok(Evidence::Local { beacon: *self.beacon.id(), round, proofs })
    }
}
