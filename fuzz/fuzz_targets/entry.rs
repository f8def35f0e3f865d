//! Entries of the log: one encoding, and what is parsed holds its own rules.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::Entry;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = Entry::parse(bytes) {
        assert_eq!(entry.to_bytes(), bytes);
        entry.check().unwrap();
    }
});
