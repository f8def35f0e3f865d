//! Bundles of a draw (draw.md section 10): one encoding; checking is total and makes nothing false of a bundle in memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tarazy_docket::Policy;
use tarazy_draw::bundle::Bundle;

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_bytes!("../seeds/policy/court")).unwrap());

fuzz_target!(|bytes: &[u8]| {
    if let Ok(bundle) = Bundle::parse(bytes) {
        assert_eq!(bundle.to_bytes().unwrap(), bytes);
        let _ = bundle.check(None, 1_800_000_000_000);
        let _ = bundle.check(Some(&POLICY), 1_800_000_000_000);
    }
});
