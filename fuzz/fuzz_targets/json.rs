//! Canonical JSON (RFC 8785, restricted): what is taken is what would be written, byte for byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::Value;

fuzz_target!(|bytes: &[u8]| {
    let canonical = Value::from_canonical(bytes);
    if let Ok(value) = &canonical {
        assert_eq!(value.to_bytes(), bytes);
    }
    match Value::from_json(bytes) {
        Ok(value) => assert_eq!(Value::from_canonical(&value.to_bytes()), Ok(value)),
        Err(_) => assert!(canonical.is_err(), "canonical JSON is JSON"),
    }
});
