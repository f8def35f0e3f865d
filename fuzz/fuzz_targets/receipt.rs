//! The content of a receipt (docket.md section 13.1): one encoding; checking is total.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::Receipt;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(receipt) = Receipt::parse(bytes) {
        assert_eq!(receipt.to_bytes().unwrap(), bytes);
        let _ = receipt.check();
    }
});
