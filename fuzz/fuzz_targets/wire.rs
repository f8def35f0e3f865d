//! Frames of the socket (docket.md section 8, point 10), and commands and replies in them: one encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use tarazy_store::{Command, wire};

fuzz_target!(|bytes: &[u8]| {
    let mut input = Cursor::new(bytes);
    while let Ok(Some(value)) = wire::read_frame(&mut input) {
        let end = usize::try_from(input.position()).unwrap();
        let mut written = Vec::new();
        wire::write_frame(&mut written, &value).unwrap();
        assert!(bytes[..end].ends_with(&written));
        if let Ok(command) = Command::from_value(value.clone()) {
            assert_eq!(command.to_value(), value);
        }
        if let Ok(outcome) = wire::reply_from_value(value.clone()) {
            assert_eq!(wire::reply_to_value(&outcome), value);
        }
    }
});
