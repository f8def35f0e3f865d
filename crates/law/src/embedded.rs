//! The files of `law/`, compiled in.

use crate::error::LawErrors;
use crate::law::{Law, LawFile};

macro_rules! file {
    ($path:literal) => {
        LawFile { name: concat!("law/", $path), bytes: include_bytes!(concat!("../../../law/", $path)) }
    };
}

/// The law of Kazakhstan, as far as it is needed.
pub const KAZAKHSTAN: &[LawFile<'static>] = &[
    file!("kz/law.toml"),
    file!("kz/policy.toml"),
    file!("kz/categories.toml"),
    file!("kz/benches.toml"),
    file!("kz/recusal.toml"),
    file!("kz/causes.toml"),
    file!("kz/disclosure.toml"),
    file!("kz/numbering.toml"),
    file!("kz/acts.toml"),
    file!("kz/calendar.toml"),
    file!("kz/limits.toml"),
    file!("kz/offences.toml"),
    file!("kz/grounds.toml"),
    file!("kz/procedure.toml"),
    file!("kz/notices.toml"),
    file!("kz/fees.toml"),
    file!("kz/jurisdiction.toml"),
];

/// Rules for the imported cases of São Paulo: nobody's law.
pub const SAO_PAULO: &[LawFile<'static>] =
    &[file!("br-sp/law.toml"), file!("br-sp/categories.toml"), file!("br-sp/draw.toml")];

/// The allocation policy in words, in three languages; `policy_hash` of `draw.rules` is the SHA-256 of these bytes.
pub const ALLOCATION_POLICY: &[u8] = include_bytes!("../../../law/kz/allocation-policy.md");

/// The law of Kazakhstan.
///
/// # Errors
/// [`LawErrors`] if a file was changed and does not hold together; a test keeps the committed files right.
pub fn kazakhstan() -> Result<Law, LawErrors> {
    Law::load(KAZAKHSTAN)
}

/// The rules for the imported cases of São Paulo.
///
/// # Errors
/// As [`kazakhstan`].
pub fn sao_paulo() -> Result<Law, LawErrors> {
    Law::load(SAO_PAULO)
}
