//! The local beacon: named members, each with a key; all of them make a round.

use super::{Beacon, BeaconError, BeaconInfo, BeaconKind, Evidence, Rounds};
use crate::record::{BodyId, Member, Proof};
use crate::seed::{SeedError, push_outputs};
use crate::vrf::{Beta, PROOF_LEN, PublicKey, SecretKey, Suite, VrfError};
use core::fmt;
use tarazy_docket::{Hash, Object, Value, sha256, to_value};

const PROTOCOL: &[u8] = b"tarazy-beacon-local/1";

/// The id of a local beacon: the hash of its description.
pub fn id(description: &Object) -> Hash {
    sha256(&[PROTOCOL, b" info\0", &Value::Object(description.clone()).to_bytes()])
}

/// What each member proves for a round.
pub fn alpha(beacon: &Hash, round: u64) -> Vec<u8> {
    [PROTOCOL, b"\0", beacon.as_bytes(), &round.to_be_bytes()].concat()
}

/// The 32 bytes of a round, from the outputs of all members in any order.
///
/// # Errors
/// [`SeedError`] for members that are too many or not distinct.
pub fn output(beacon: &Hash, round: u64, members: &[(BodyId, Beta)]) -> Result<[u8; 32], SeedError> {
    let mut bytes = [PROTOCOL, b" out\0", beacon.as_bytes(), &round.to_be_bytes()].concat();
    push_outputs(&mut bytes, members)?;
    Ok(sha256(&[&bytes]).0)
}

/// A member's proof of a round. Its program must not make one before the round's time: nobody else can check that.
///
/// # Errors
/// [`VrfError`], which does not happen in practice.
pub fn prove(key: &SecretKey, beacon: &Hash, round: u64) -> Result<[u8; PROOF_LEN], VrfError> {
    key.prove(&alpha(beacon, round)).map(|(pi, _)| pi)
}

/// A local beacon, with the keys of its members.
pub struct Local {
    id: Hash,
    rounds: Rounds,
    members: Vec<(BodyId, PublicKey)>,
}

impl Local {
    /// The beacon of a description. It must have version 1, suite 3, a period of at least a second, and 1…255 members
    /// sorted by id with valid keys.
    ///
    /// # Errors
    /// [`BeaconError::Description`] names the member that does not fit.
    pub fn new(info: &BeaconInfo) -> Result<Self, BeaconError> {
        let BeaconInfo::Local { genesis, members, period, suite, v } = info else {
            return Err(BeaconError::Description("kind"));
        };
        if *v != 1 {
            return Err(BeaconError::Description("v"));
        }
        if *suite != Suite::Tai.number() {
            return Err(BeaconError::Description("suite"));
        }
        let rounds = Rounds::new(*genesis, *period).map_err(|_| BeaconError::Description("period"))?;
        let sorted = members.windows(2).all(|w| w[0].id < w[1].id);
        if !sorted || !(1..=255).contains(&members.len()) {
            return Err(BeaconError::Description("members"));
        }
        let member = |m: &Member| Ok((m.id.clone(), PublicKey::from_bytes(Suite::Tai, &m.pk.0)?));
        let members: Result<Vec<_>, VrfError> = members.iter().map(member).collect();
        let members = members.map_err(|_| BeaconError::Description("pk"))?;
        let Ok(Value::Object(description)) = to_value(info) else {
            return Err(BeaconError::Description("genesis"));
        };
        Ok(Self { id: id(&description), rounds, members })
    }

    /// The members, sorted by id.
    pub fn members(&self) -> impl ExactSizeIterator<Item = &BodyId> {
        self.members.iter().map(|(id, _)| id)
    }

    /// The output of one member's proof, if it holds.
    ///
    /// # Errors
    /// [`BeaconError::Members`] for somebody else; [`BeaconError::Form`] and [`BeaconError::Invalid`] for the proof.
    pub fn verify_member(&self, round: u64, proof: &Proof) -> Result<Beta, BeaconError> {
        let (_, key) = self.members.iter().find(|(id, _)| *id == proof.id).ok_or(BeaconError::Members)?;
        key.verify(&alpha(&self.id, round), &proof.pi.0).map_err(|e| match e {
            VrfError::Form => BeaconError::Form,
            VrfError::Suite(_)
            | VrfError::PublicKey
            | VrfError::SecretKey
            | VrfError::Invalid
            | VrfError::NoPoint => BeaconError::Invalid,
        })
    }
}

impl Beacon for Local {
    fn id(&self) -> &Hash {
        &self.id
    }

    fn kind(&self) -> BeaconKind {
        BeaconKind::Local
    }

    fn rounds(&self) -> Rounds {
        self.rounds
    }

    fn verify(&self, round: u64, evidence: &Evidence) -> Result<[u8; 32], BeaconError> {
        self.round(round, evidence, |proof| self.verify_member(round, proof))
    }

    fn claimed(&self, round: u64, evidence: &Evidence) -> Result<[u8; 32], BeaconError> {
        self.round(round, evidence, |p| Beta::claimed(Suite::Tai, &p.pi.0).map_err(|_| BeaconError::Form))
    }

    fn bodies(&self) -> Vec<BodyId> {
        self.members().cloned().collect()
    }
}

impl Local {
    /// The bytes of a round, with each member's output by `beta`.
    fn round(
        &self,
        round: u64,
        evidence: &Evidence,
        beta: impl Fn(&Proof) -> Result<Beta, BeaconError>,
    ) -> Result<[u8; 32], BeaconError> {
        let proofs = match evidence {
            Evidence::Local { beacon, round: claimed, proofs }
                if *beacon == self.id && *claimed == round && round > 0 =>
            {
                proofs
            }
            Evidence::Drand { .. } | Evidence::Local { .. } => return Err(BeaconError::OtherRound),
        };
        if !self.members().eq(proofs.iter().map(|p| &p.id)) {
            return Err(BeaconError::Members);
        }
        let betas: Vec<(BodyId, Beta)> =
            proofs.iter().map(|p| Ok((p.id.clone(), beta(p)?))).collect::<Result<_, BeaconError>>()?;
        output(&self.id, round, &betas).map_err(|_| BeaconError::Members)
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Local({}, {} members)", self.id, self.members.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Bytes;

    fn key(n: u8) -> SecretKey {
        SecretKey::from_bytes(Suite::Tai, &[n; 32]).unwrap()
    }

    fn info(ids: &[&str]) -> BeaconInfo {
        let member = |(n, id): (u8, &&str)| Member {
            id: id.parse().unwrap(),
            pk: Bytes(key(n).public_bytes().to_vec()),
        };
        let members = (1..).zip(ids).map(member).collect();
        BeaconInfo::Local { genesis: 1_760_000_000, members, period: 10, suite: 3, v: 1 }
    }

    fn proofs(beacon: &Local, round: u64) -> Vec<Proof> {
        let proof = |(n, id): (u8, &BodyId)| {
            let pi = prove(&key(n), beacon.id(), round).unwrap();
            Proof { id: id.clone(), pi: Bytes(pi.to_vec()) }
        };
        (1..).zip(beacon.members()).map(proof).collect()
    }

    #[test]
    fn all_members_make_a_round_and_no_fewer() {
        let beacon = Local::new(&info(&["bar", "court", "ombudsman"])).unwrap();
        let of = |proofs: Vec<Proof>| Evidence::Local { beacon: *beacon.id(), round: 7, proofs };
        let all = proofs(&beacon, 7);
        let randomness = beacon.verify(7, &of(all.clone())).unwrap();
        assert_eq!(beacon.claimed(7, &of(all.clone())), Ok(randomness));
        let later = Evidence::Local { beacon: *beacon.id(), round: 8, proofs: proofs(&beacon, 8) };
        assert_ne!(beacon.verify(8, &later).unwrap(), randomness);
        assert_eq!(beacon.verify(8, &of(all.clone())), Err(BeaconError::OtherRound));

        let mut swapped = all.clone();
        swapped.swap(0, 1);
        let twice = [all[0].clone(), all[0].clone(), all[1].clone()].to_vec();
        for bad in [all[..2].to_vec(), swapped, twice, Vec::new()] {
            assert_eq!(beacon.verify(7, &of(bad)), Err(BeaconError::Members));
        }
        let mut exchanged = all.clone();
        exchanged[0].pi = all[1].pi.clone();
        assert_eq!(beacon.verify(7, &of(exchanged)), Err(BeaconError::Invalid));
        let mut cut = all.clone();
        cut[2].pi.0.pop();
        assert_eq!(beacon.verify(7, &of(cut)), Err(BeaconError::Form));
        let mut stale = all;
        stale[1] = proofs(&beacon, 6)[1].clone();
        assert_eq!(beacon.verify(7, &of(stale)), Err(BeaconError::Invalid));
    }

    #[test]
    fn the_id_is_the_hash_of_the_description() {
        let info = info(&["court"]);
        let beacon = Local::new(&info).unwrap();
        let text = serde_json::to_string(&to_value(&info).unwrap()).unwrap();
        assert!(text.starts_with(r#"{"genesis":1760000000,"kind":"local","members":[{"id":"court","pk":""#));
        assert_eq!(*beacon.id(), sha256(&[b"tarazy-beacon-local/1 info\0", text.as_bytes()]));
        assert_eq!(super::super::open(beacon.id(), Some(&info)).unwrap().time(2), 1_760_000_010);
        let other = super::super::open(&Hash([0; 32]), Some(&info));
        assert_eq!(other.map(|b| *b.id()), Err(BeaconError::OtherId));
    }

    #[test]
    fn descriptions_are_checked() {
        type Change = dyn Fn(&mut i64, &mut Vec<Member>, &mut u32, &mut u32);
        let bad = |change: &Change| {
            let BeaconInfo::Local { genesis, mut members, mut period, mut suite, mut v } =
                info(&["bar", "court"])
            else {
                panic!()
            };
            change(&mut period, &mut members, &mut suite, &mut v);
            Local::new(&BeaconInfo::Local { genesis, members, period, suite, v }).map(|b| *b.id())
        };
        let refused = |what| Err(BeaconError::Description(what));
        assert!(bad(&|_, _, _, _| {}).is_ok());
        assert_eq!(bad(&|period, _, _, _| *period = 0), refused("period"));
        assert_eq!(bad(&|_, members, _, _| members.swap(0, 1)), refused("members"));
        assert_eq!(bad(&|_, members, _, _| members.clear()), refused("members"));
        assert_eq!(bad(&|_, members, _, _| members[0].pk.0 = [&[1][..], &[0; 31]].concat()), refused("pk"));
        assert_eq!(bad(&|_, members, _, _| members[0].pk.0.push(0)), refused("pk"));
        assert_eq!(bad(&|_, _, suite, _| *suite = 4), refused("suite"));
        assert_eq!(bad(&|_, _, _, v| *v = 2), refused("v"));
    }
}
