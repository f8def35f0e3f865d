//! Networks of the drand scheme with signatures on G1: quicknet, and others of the same kind.

use super::{Beacon, BeaconError, BeaconInfo, BeaconKind, Evidence, Rounds};
use blst::BLST_ERROR;
use blst::min_sig::{PublicKey, Signature};
use core::fmt;
use tarazy_docket::{Hash, sha256};

/// Length of a signature: a compressed point of G1.
pub const SIGNATURE_LEN: usize = 48;
/// Length of a network's key: a compressed point of G2.
pub const KEY_LEN: usize = 96;
const DST: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

const QUICKNET_ID: [u8; 32] = [
    0x52, 0xdb, 0x9b, 0xa7, 0x0e, 0x0c, 0xc0, 0xf6, 0xea, 0xf7, 0x80, 0x3d, 0xd0, 0x74, 0x47, 0xa1, 0xf5,
    0x47, 0x77, 0x35, 0xfd, 0x3f, 0x66, 0x17, 0x92, 0xba, 0x94, 0x60, 0x0c, 0x84, 0xe9, 0x71,
];
const QUICKNET_GENESIS: i64 = 1_692_803_367;
const QUICKNET_PERIOD: i64 = 3;
const QUICKNET_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

/// The chain hash of drand's quicknet, whose description is fixed.
pub fn quicknet_id() -> Hash {
    Hash(QUICKNET_ID)
}

/// A network of the drand scheme. A round's randomness is the hash of the network's signature over the round's number.
pub struct Drand {
    id: Hash,
    rounds: Rounds,
    key: PublicKey,
}

impl Drand {
    /// drand's quicknet.
    ///
    /// # Errors
    /// None that a test does not rule out: its constants are fixed.
    pub fn quicknet() -> Result<Self, BeaconError> {
        let key = hex::decode(QUICKNET_KEY).map_err(|_| BeaconError::Description("pk"))?;
        Self::from_parts(quicknet_id(), QUICKNET_GENESIS, QUICKNET_PERIOD, &key)
    }

    /// The description of drand's quicknet.
    ///
    /// # Errors
    /// As [`Drand::quicknet`].
    pub fn quicknet_info() -> Result<BeaconInfo, BeaconError> {
        let pk = QUICKNET_KEY.parse().map_err(|_| BeaconError::Description("pk"))?;
        Ok(BeaconInfo::Drand { genesis: QUICKNET_GENESIS, period: QUICKNET_PERIOD, pk, v: 1 })
    }

    /// The network of a description. The id is what the rules say; a description that claims to be quicknet's must be it.
    ///
    /// # Errors
    /// [`BeaconError`] for a description that is malformed, of another kind, or false.
    pub fn new(id: Hash, info: &BeaconInfo) -> Result<Self, BeaconError> {
        let BeaconInfo::Drand { genesis, period, pk, v } = info else {
            return Err(BeaconError::Description("kind"));
        };
        if *v != 1 {
            return Err(BeaconError::Description("v"));
        }
        let drand = Self::from_parts(id, *genesis, *period, &pk.0)?;
        if id == quicknet_id() {
            let known = Self::quicknet()?;
            if drand.rounds != known.rounds || drand.key != known.key {
                return Err(BeaconError::OtherId);
            }
        }
        Ok(drand)
    }

    fn from_parts(id: Hash, genesis: i64, period: i64, key: &[u8]) -> Result<Self, BeaconError> {
        let rounds = Rounds::new(genesis, period).map_err(|_| BeaconError::Description("period"))?;
        if key.len() != KEY_LEN {
            return Err(BeaconError::Description("pk"));
        }
        // Refuses infinity and points outside the group of prime order.
        let key = PublicKey::key_validate(key).map_err(|_| BeaconError::Description("pk"))?;
        Ok(Self { id, rounds, key })
    }

    /// The 32 bytes of a round, if `signature` is the network's.
    ///
    /// # Errors
    /// [`BeaconError::Form`] for bytes that are no point of the group, infinity among them; [`BeaconError::Invalid`] for
    /// the signature of something else.
    pub fn verify_signature(&self, round: u64, signature: &[u8]) -> Result<[u8; 32], BeaconError> {
        if signature.len() != SIGNATURE_LEN {
            return Err(BeaconError::Form);
        }
        let point = Signature::sig_validate(signature, true).map_err(|_| BeaconError::Form)?;
        let message = sha256(&[&round.to_be_bytes()]);
        // Key and signature were checked to lie in their groups above.
        match point.verify(false, message.as_bytes(), DST, &[], &self.key, false) {
            BLST_ERROR::BLST_SUCCESS => Ok(sha256(&[signature]).0),
            _ => Err(BeaconError::Invalid),
        }
    }
}

impl Drand {
    fn is_of(&self, round: u64, evidence: &Evidence) -> bool {
        evidence.beacon() == self.id && evidence.round() == round && round > 0
    }
}

impl Beacon for Drand {
    fn id(&self) -> &Hash {
        &self.id
    }

    fn kind(&self) -> BeaconKind {
        BeaconKind::Drand
    }

    fn rounds(&self) -> Rounds {
        self.rounds
    }

    fn verify(&self, round: u64, evidence: &Evidence) -> Result<[u8; 32], BeaconError> {
        match evidence {
            Evidence::Drand { sig, .. } if self.is_of(round, evidence) => {
                self.verify_signature(round, &sig.0)
            }
            Evidence::Drand { .. } | Evidence::Local { .. } => Err(BeaconError::OtherRound),
        }
    }

    fn claimed(&self, round: u64, evidence: &Evidence) -> Result<[u8; 32], BeaconError> {
        match evidence {
            Evidence::Drand { sig, .. } if self.is_of(round, evidence) => {
                if sig.0.len() == SIGNATURE_LEN {
                    Ok(sha256(&[&sig.0]).0)
                } else {
                    Err(BeaconError::Form)
                }
            }
            Evidence::Drand { .. } | Evidence::Local { .. } => Err(BeaconError::OtherRound),
        }
    }
}

impl fmt::Debug for Drand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Drand({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROUND_1000: &str =
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
    const RANDOMNESS_1000: &str = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";

    fn quicknet() -> Drand {
        Drand::quicknet().unwrap()
    }

    fn sig() -> Vec<u8> {
        hex::decode(ROUND_1000).unwrap()
    }

    fn evidence(json: &str) -> Evidence {
        serde_json::from_str(json).unwrap()
    }

    fn quicknet_info(genesis: i64, key: &str) -> BeaconInfo {
        let text = format!(r#"{{"kind":"drand","genesis":{genesis},"period":3,"pk":"{key}","v":1}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_real_round_of_quicknet() {
        let got = quicknet().verify_signature(1000, &sig()).unwrap();
        assert_eq!(hex::encode(got), RANDOMNESS_1000);
        assert_eq!(quicknet().time(1000), 1_692_806_364);
        assert_eq!(quicknet().round_at_or_after(1_692_806_362), 1000);
    }

    #[test]
    fn published_rounds() {
        let Some(text) = crate::testing::vector_file("drand_quicknet.json") else { return };
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["public_key"], QUICKNET_KEY);
        assert_eq!(file["chain_hash"], quicknet_id().to_hex());
        assert_eq!(
            (file["genesis_time"].as_i64(), file["period"].as_i64()),
            (Some(QUICKNET_GENESIS), Some(3))
        );
        let rounds = file["positive"].as_array().unwrap();
        assert!(rounds.len() >= 14);
        for (k, v) in rounds.iter().enumerate() {
            let round = v["round"].as_u64().unwrap();
            let signature = hex::decode(v["signature"].as_str().unwrap()).unwrap();
            let randomness = quicknet().verify_signature(round, &signature).unwrap();
            assert_eq!(hex::encode(randomness), v["randomness"].as_str().unwrap());
            let other = rounds[(k + 1) % rounds.len()]["round"].as_u64().unwrap();
            assert_eq!(quicknet().verify_signature(other, &signature), Err(BeaconError::Invalid));
        }
    }

    #[test]
    fn signatures_of_the_default_chain_are_not_quicknets() {
        let Some(text) = crate::testing::vector_file("drand_default.json") else { return };
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut texts = Vec::new();
        collect_hex(&file, &mut texts);
        assert!(!texts.is_empty());
        for text in texts {
            assert!(quicknet().verify_signature(1, &hex::decode(text).unwrap()).is_err());
        }
    }

    fn collect_hex(v: &serde_json::Value, out: &mut Vec<String>) {
        match v {
            serde_json::Value::String(s) if s.len() >= 64 && hex::decode(s).is_ok() => out.push(s.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|v| collect_hex(v, out)),
            serde_json::Value::Object(members) => members.values().for_each(|v| collect_hex(v, out)),
            _ => {}
        }
    }

    #[test]
    fn infinity_wrong_lengths_and_points_outside_the_group_are_refused() {
        let mut infinity = [0; 48];
        infinity[0] = 0xc0;
        assert_eq!(quicknet().verify_signature(1000, &infinity), Err(BeaconError::Form));
        // x = 0 gives y = ±2: on the curve, but of order 3.
        let mut low_order = [0; 48];
        low_order[0] = 0x80;
        assert_eq!(quicknet().verify_signature(1000, &low_order), Err(BeaconError::Form));
        let mut outside = 0;
        for x in 1..=60 {
            let mut point = low_order;
            point[47] = x;
            if Signature::from_bytes(&point).is_ok() {
                outside += 1;
                assert_eq!(quicknet().verify_signature(1000, &point), Err(BeaconError::Form));
            }
        }
        assert!(outside > 10, "{outside}");
        let uncompressed = Signature::from_bytes(&sig()).unwrap().serialize();
        for bad in [&[][..], &sig()[..47], &[&sig()[..], &[0]].concat(), &uncompressed] {
            assert_eq!(quicknet().verify_signature(1000, bad), Err(BeaconError::Form));
        }
        // The other square root: the negated signature is a point of the group, but signs nothing.
        let mut negated = sig();
        negated[0] ^= 0x20;
        assert_eq!(quicknet().verify_signature(1000, &negated), Err(BeaconError::Invalid));
    }

    #[test]
    fn evidence_is_of_this_beacon_and_round() {
        let of = |beacon: &str, round: u64| {
            evidence(&format!(
                r#"{{"beacon":"{beacon}","kind":"drand","round":{round},"sig":"{ROUND_1000}"}}"#
            ))
        };
        let id = quicknet_id().to_hex();
        let randomness = quicknet().verify(1000, &of(&id, 1000)).unwrap();
        assert_eq!(hex::encode(randomness), RANDOMNESS_1000);
        assert_eq!(quicknet().claimed(1000, &of(&id, 1000)), Ok(randomness));
        assert_eq!(quicknet().claimed(1001, &of(&id, 1000)), Err(BeaconError::OtherRound));
        let local = evidence(&format!(r#"{{"beacon":"{id}","kind":"local","round":1000,"proofs":[]}}"#));
        for (round, bad) in
            [(1001, of(&id, 1000)), (1000, of(&id, 1001)), (1000, of(&"0".repeat(64), 1000)), (1000, local)]
        {
            assert_eq!(quicknet().verify(round, &bad), Err(BeaconError::OtherRound));
        }
        assert_eq!(quicknet().verify(0, &of(&id, 0)), Err(BeaconError::OtherRound));
    }

    #[test]
    fn descriptions_are_checked() {
        let open = |id: Hash, info: &BeaconInfo| super::super::open(&id, Some(info)).map(|b| b.time(2));
        assert_eq!(
            open(quicknet_id(), &quicknet_info(QUICKNET_GENESIS, QUICKNET_KEY)),
            Ok(QUICKNET_GENESIS + 3)
        );
        assert_eq!(open(quicknet_id(), &quicknet_info(5, QUICKNET_KEY)), Err(BeaconError::OtherId));
        assert_eq!(open(Hash([1; 32]), &quicknet_info(5, QUICKNET_KEY)), Ok(8));
        let infinity = format!("c0{}", "0".repeat(190));
        for key in ["", &QUICKNET_KEY[2..], &infinity, &"0".repeat(192), &"f".repeat(192)] {
            assert_eq!(open(Hash([1; 32]), &quicknet_info(5, key)), Err(BeaconError::Description("pk")));
        }
        let by_id = |id: Hash| super::super::open(&id, None).map(|b| *b.id());
        assert_eq!(by_id(quicknet_id()), Ok(quicknet_id()));
        assert_eq!(by_id(Hash([1; 32])), Err(BeaconError::Unknown));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_other_signature_is_refused(at in 0usize..384) {
            let mut other = sig();
            other[at / 8] ^= 1 << (at % 8);
            prop_assert!(quicknet().verify_signature(1000, &other).is_err());
        }
    }
}
