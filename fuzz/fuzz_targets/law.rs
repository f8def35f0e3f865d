//! Files of law: read or refused with the faults named.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_law::{Law, LawFile};

fuzz_target!(|bytes: &[u8]| {
    match Law::load(&[LawFile { name: "law.toml", bytes }]) {
        Ok(law) => {
            if let Some(day) = law.first_day() {
                assert!(law.at(day).is_ok());
            }
        }
        Err(faults) => assert!(!faults.to_string().is_empty()),
    }
});
