//! Trust policies (C2SP tlog-policy): comments change nothing, and judging by one is total.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tarazy_docket::{Policy, SignedCheckpoint};

static CHECKPOINT: LazyLock<SignedCheckpoint> =
    LazyLock::new(|| SignedCheckpoint::from_bytes(include_bytes!("../seeds/note/checkpoint")).unwrap());

fuzz_target!(|bytes: &[u8]| {
    if let Ok(policy) = Policy::parse(bytes) {
        let mut spaced = b"# The same, after a comment.\n\n".to_vec();
        spaced.extend_from_slice(bytes);
        assert_eq!(Policy::parse(&spaced), Ok(policy.clone()));
        assert!(policy.logs().iter().all(|log| log.key.to_string().parse() == Ok(log.key.clone())));
        let _ = policy.check(&CHECKPOINT, 1_800_000_000_000);
    }
});
