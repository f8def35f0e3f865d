//! What cannot be printed: a full disk behind a redirected output, a reader such as `head` that has gone.
//!
//! `println!` panics then. What the command did is committed all the same, so the user is told that only the telling failed.

use std::io::Write as _;
use std::panic::{set_hook, take_hook};
use std::process::exit;

/// How the standard library begins its message.
const FAILED: &str = "failed printing to std";

/// From now on the program ends with code 1 and one line, in place of a panic, when it cannot print.
pub(crate) fn end_quietly() {
    let usual = take_hook();
    set_hook(Box::new(move |panic| match panic.payload_as_str().filter(|what| what.starts_with(FAILED)) {
        Some(what) => {
            // If this fails too, nobody is left to be told.
            drop(writeln!(std::io::stderr(), "tarazy: {what}; what was asked for may have been done"));
            exit(1);
        }
        None => usual(panic),
    }));
}
