//! Files of known answers (draw.md section 11): checking is total.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tarazy_draw::kat;

fuzz_target!(|bytes: &[u8]| {
    let _ = kat::check(bytes);
});
