//! Acknowledgements (docket.md section 13.2): one encoding of the five lines; only what its key signed is opened.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use tarazy_docket::{Ack, Signer};

static SIGNER: LazyLock<Signer> =
    LazyLock::new(|| Signer::from_seed("log.example/tarazy/ack".parse().unwrap(), &[5; 32]).unwrap());

fuzz_target!(|bytes: &[u8]| {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if let Ok(ack) = text.parse::<Ack>() {
        assert_eq!(ack.text(), text);
        if let Ok(note) = ack.sign(&SIGNER) {
            assert_eq!(Ack::open(note.to_string().as_bytes(), SIGNER.verifier()), Ok(ack));
        }
    }
    if let Ok(ack) = Ack::open(bytes, SIGNER.verifier()) {
        assert!(bytes.starts_with(ack.text().as_bytes()));
    }
});
