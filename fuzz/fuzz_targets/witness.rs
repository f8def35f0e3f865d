//! Requests to a log witness (C2SP tlog-witness): parsed or refused; a cosignature needs the log's signature.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tarazy_docket::{Hash, Policy, VerifierKey};
use tarazy_log::witness::{Known, Request, decide};

static KEYS: LazyLock<Vec<VerifierKey>> = LazyLock::new(|| {
    let policy = Policy::parse(include_bytes!("../seeds/policy/court")).unwrap();
    policy.logs().iter().map(|log| log.key.clone()).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = Request::parse(bytes) else { return };
    for known in [None, Some(Known { size: request.old, root: Hash([7; 32]) })] {
        if decide(&request, &KEYS, known).is_ok() {
            assert_eq!(request.note.signed_by(&KEYS[0]), Ok(true));
        }
    }
});
