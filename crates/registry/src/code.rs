//! Codes: what may stand in a public entry.

use tarazy_draw::record::Code;
use tarazy_store::Refusal;

/// Refuses what is not a code: free text never stands in a public entry.
pub(crate) fn check_code(code: &str) -> Result<(), Refusal> {
    match code.parse::<Code>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::new(422, "code").with("code", code.chars().take(40).collect::<String>())),
    }
}
