//! Small pieces of the C2SP text formats: numbers and hashes as they stand in a line.

use crate::hash::Hash;
use alloc::string::String;
use alloc::vec::Vec;
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// A decimal number without sign and leading zeroes.
pub(crate) fn from_decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits && (text == "0" || !text.starts_with('0')) { text.parse().ok() } else { None }
}

/// Standard base64 in its one canonical form.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

/// A hash in base64.
pub(crate) fn hash_from_base64(text: &str) -> Option<Hash> {
    from_base64(text)?.try_into().ok().map(Hash)
}

/// Base64 of a hash.
pub(crate) fn hash_to_base64(hash: Hash) -> String {
    BASE64_STANDARD.encode(hash.0)
}
