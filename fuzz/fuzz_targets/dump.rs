//! Dumps of a database: whole or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_store::backup;

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    if backup::verify(&mut rest).is_ok() {
        assert!(rest.is_empty(), "what follows the end of a dump is not part of it");
    }
});
