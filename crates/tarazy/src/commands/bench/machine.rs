//! The machine's own limits.

use super::{Figure, Scratch, time};
use crate::entropy::random;
use crate::failure::Failure;
use std::io::Write;
use tarazy_docket::{Signer, leaf_hash};
use tarazy_draw::vrf::{SecretKey, Suite};

const SYNCS: u64 = 200;
const HASHES: u64 = 500_000;
const SIGNATURES: u64 = 5_000;
const PROOFS: u64 = 500;

/// Syncs, hashes of entries of 300 bytes, signatures and proofs a second, on one core.
pub(super) fn limits() -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("machine")?;
    let path = scratch.0.join("sync");
    let mut file = std::fs::File::create(&path).map_err(|e| Failure::file(&path, &e))?;
    let ((), syncs) = time(|| {
        for _ in 0..SYNCS {
            file.write_all(&[0; 4096]).and_then(|()| file.sync_all()).map_err(Failure::not_done)?;
        }
        Ok(())
    })?;
    let entry = [7u8; 300];
    let (_, hashes) = time(|| Ok((0..HASHES).fold(0u8, |sum, _| sum ^ leaf_hash(&entry).0[0])))?;
    let key = Signer::from_seed("bench.example/log".parse().map_err(Failure::not_done)?, &random::<32>());
    let key = key.map_err(Failure::not_done)?;
    let (_, signs) = time(|| Ok((0..SIGNATURES).map(|_| key.sign("text\n").bytes.len()).sum::<usize>()))?;
    let signature = key.sign("text\n");
    let (_, checks) = time(|| {
        for _ in 0..SIGNATURES {
            key.verifier().verify("text\n", &signature.bytes).map_err(Failure::not_done)?;
        }
        Ok(())
    })?;
    let vrf = SecretKey::from_bytes(Suite::Tai, &random::<32>()).map_err(Failure::not_done)?;
    let (pi, proves) = time(|| {
        let mut last = Vec::new();
        for n in 0..PROOFS {
            last = vrf.prove(&n.to_be_bytes()).map_err(Failure::not_done)?.0.to_vec();
        }
        Ok(last)
    })?;
    let public =
        tarazy_draw::vrf::PublicKey::from_bytes(Suite::Tai, vrf.public_bytes()).map_err(Failure::not_done)?;
    let (_, verifies) = time(|| {
        for _ in 0..PROOFS {
            public.verify(&(PROOFS - 1).to_be_bytes(), &pi).map_err(Failure::not_done)?;
        }
        Ok(())
    })?;
    Ok(vec![
        Figure::rate("machine: syncs of 4 KiB", SYNCS, syncs, "/s"),
        Figure::rate("machine: leaf hashes of 300 bytes, one core", HASHES, hashes, "/s"),
        Figure::rate("machine: Ed25519 signatures, one core", SIGNATURES, signs, "/s"),
        Figure::rate("machine: Ed25519 checks, one core", SIGNATURES, checks, "/s"),
        Figure::rate("machine: VRF proofs (suite 3), one core", PROOFS, proves, "/s"),
        Figure::rate("machine: VRF checks (suite 3), one core", PROOFS, verifies, "/s"),
    ])
}
