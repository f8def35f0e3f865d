//! Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): one encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_docket::note::Note;
use tarazy_docket::{Checkpoint, SignedCheckpoint};

fuzz_target!(|bytes: &[u8]| {
    let Ok(note) = Note::from_bytes(bytes) else {
        assert!(SignedCheckpoint::from_bytes(bytes).is_err(), "a checkpoint is a note");
        return;
    };
    assert_eq!(note.to_string().as_bytes(), bytes);
    if let Ok(signed) = SignedCheckpoint::from_bytes(bytes) {
        assert_eq!(signed.to_string().as_bytes(), bytes);
        let text = signed.checkpoint().text();
        assert_eq!(Checkpoint::read(&text), Ok((signed.checkpoint().clone(), "")));
        assert!(signed.note().text().starts_with(&text));
    }
});
