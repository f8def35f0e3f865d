//! What travels through a browser and comes back: sealed by this installation, so that it can be neither read nor changed on the way.

use crate::error::ApiError;
use crate::site::Site;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tarazy_docket::{Hash, Value, from_value, sha256, to_value};
use tarazy_store::Refusal;

/// What is sealed for one place opens at no other.
fn hash(place: &str) -> Hash {
    sha256(&[b"tarazy/", place.as_bytes(), b"/1\n"])
}

/// Seals; letters and figures.
///
/// # Errors
/// If the vault cannot be asked.
pub(super) fn seal<T: Serialize>(site: &Site, place: &str, what: &T) -> Result<String, ApiError> {
    let bytes = to_value(what).map_err(|e| ApiError::internal(&e))?.to_bytes();
    let sealed =
        site.read(|_, vault| vault.seal(&hash(place), &bytes, &mut &site.access).map_err(Refusal::internal))?;
    Ok(hex::encode(sealed))
}

/// What came back; none if this installation did not give it.
///
/// # Errors
/// If the vault cannot be asked.
pub(super) fn open<T: DeserializeOwned>(
    site: &Site,
    place: &str,
    sealed: &str,
) -> Result<Option<T>, ApiError> {
    let Ok(sealed) = hex::decode(sealed) else { return Ok(None) };
    let plain = site.read(|_, vault| Ok(vault.open(&hash(place), &sealed).ok()))?;
    let value = plain.and_then(|bytes| Value::from_canonical(&bytes).ok());
    Ok(value.and_then(|value| from_value(&value).ok()))
}
