//! Proofs and receipts (C2SP tlog-proof, docket.md section 13): one encoding; checking is total.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tarazy_docket::{Hash, Policy, TlogProof};
use tarazy_verify::verify_receipt;

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_bytes!("../seeds/policy/court")).unwrap());

fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = TlogProof::from_bytes(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
        let _ = proof.check_inclusion(Hash([0; 32]));
    }
    let _ = verify_receipt(bytes, &POLICY, 1_800_000_000_000);
});
