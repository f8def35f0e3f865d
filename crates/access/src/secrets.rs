//! What people sign in with: passwords hashed with Argon2id, one-time passwords of RFC 6238, recovery and enrolment codes.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use tarazy_docket::sha256;
use tarazy_store::Entropy;
use totp_rs::{Builder, Secret, Totp};

/// Memory of a new hash in KiB, passes and lanes: about 50 ms of one core.
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// Characters of a password at least: long and free of rules, as people can remember.
pub const SHORTEST: usize = 12;
/// And at most, so that nobody keeps the server busy.
pub const LONGEST: usize = 200;
/// Recovery codes of an account.
const CODES: usize = 8;
/// Letters of codes: none that is taken for another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A password as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordHash {
    /// Salt, in hex.
    pub salt: String,
    /// Argon2id of it, in hex.
    pub hash: String,
    /// Memory in KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// Why a password cannot be hashed or checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be hashed: {0}")]
pub struct HashFault(String);

fn derive(
    password: &str,
    salt: &[u8],
    (memory, passes, lanes): (u32, u32, u32),
) -> Result<[u8; 32], HashFault> {
    let fault = |e: argon2::Error| HashFault(e.to_string());
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(fault)?;
    let mut out = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(password.as_bytes(), salt, &mut out).map_err(fault)?;
    Ok(out)
}

impl PasswordHash {
    /// Hashes a password. Takes its time: not inside an asynchronous task.
    ///
    /// # Errors
    /// [`HashFault`], which the fixed cost excludes.
    pub fn of(password: &str, entropy: &mut dyn Entropy) -> Result<Self, HashFault> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let hash = hex::encode(derive(password, &salt, COST)?);
        let (memory, passes, lanes) = COST;
        Ok(Self { salt: hex::encode(salt), hash, memory, passes, lanes })
    }

    /// True if it is the hash of this password. Takes its time.
    ///
    /// # Errors
    /// [`HashFault`] if what is kept is damaged.
    pub fn fits(&self, password: &str) -> Result<bool, HashFault> {
        let salt = hex::decode(&self.salt).map_err(|e| HashFault(e.to_string()))?;
        let hash = derive(password, &salt, (self.memory, self.passes, self.lanes))?;
        Ok(same(hex::encode(hash).as_bytes(), self.hash.as_bytes()))
    }

    /// Takes as long as checking a password, so that nobody can tell which accounts exist.
    ///
    /// # Errors
    /// As [`PasswordHash::of`].
    pub fn pretend(password: &str) -> Result<(), HashFault> {
        derive(password, &[0; 16], COST).map(|_| ())
    }
}

/// Compares in a time that does not depend on where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (x, y)| differ | (x ^ y)) == 0
}

/// A new secret for one-time passwords.
pub fn new_totp(entropy: &mut dyn Entropy) -> [u8; 20] {
    let mut secret = [0; 20];
    entropy.fill(&mut secret);
    secret
}

/// One-time passwords of six figures, a new one every 30 seconds; the neighbours count too, for clocks that differ.
fn totp(secret: [u8; 20], account: &str, issuer: &str) -> Option<Totp> {
    let builder = Builder::new().with_secret(Secret::new_stack(secret)).with_account_name(account);
    builder.with_issuer(Some(issuer)).build().ok()
}

/// The step of the one-time password that was typed, if it is right at a time in ms UTC. Each step counts once.
pub fn totp_step(secret: [u8; 20], typed: &str, now: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.div_euclid(1000)).ok()?;
    totp(secret, "x", "x")?.check(&typed, seconds).and_then(|step| i64::try_from(step).ok())
}

/// The secret as people type it into their program, and as the address that programs read.
pub fn totp_shown(secret: [u8; 20], account: &str, issuer: &str) -> (String, String) {
    let text = Secret::new_stack(secret).to_base32();
    let address = totp(secret, account, issuer).and_then(|totp| totp.to_url().ok());
    (text, address.unwrap_or_default())
}

/// A code of 16 letters, 80 bits, in four groups.
pub fn code(entropy: &mut dyn Entropy) -> String {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// Recovery codes.
pub fn recovery_codes(entropy: &mut dyn Entropy) -> Vec<String> {
    (0..CODES).map(|_| code(entropy)).collect()
}

/// How a code is kept: its 80 bits cannot be guessed, so a plain hash is enough. Spaces and dashes do not count.
pub fn code_hash(typed: &str) -> String {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    sha256(&[b"tarazy/code/1\n", plain.to_ascii_lowercase().as_bytes()]).to_hex()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);
    impl Entropy for Counting {
        fn fill(&mut self, out: &mut [u8]) {
            for byte in out {
                self.0 = self.0.wrapping_add(37);
                *byte = self.0;
            }
        }
    }

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let hash = PasswordHash::of("қыс пен жаз арасы", &mut Counting(0)).unwrap();
        assert_eq!(hash.fits("қыс пен жаз арасы"), Ok(true));
        assert_eq!(hash.fits("қыс пен жаз араси"), Ok(false));
        let other = PasswordHash::of("қыс пен жаз арасы", &mut Counting(1)).unwrap();
        assert_ne!(hash.hash, other.hash, "the salt is another");
    }

    #[test]
    fn one_time_passwords_are_those_of_rfc_6238() {
        let secret = *b"12345678901234567890";
        for (seconds, typed) in [(59, "287082"), (1_111_111_109, "081 804"), (2_000_000_000, "279037")] {
            assert_eq!(totp_step(secret, typed, seconds * 1000), Some(seconds / 30), "{seconds}");
        }
        assert_eq!(totp_step(secret, "287082", 59_000 + 90_000), None, "too old");
        for wrong in ["", "28708", "2870822", "abcdef"] {
            assert_eq!(totp_step(secret, wrong, 59_000), None);
        }
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = code(&mut Counting(3));
        assert_eq!(code.len(), 19);
        assert_eq!(code_hash(&code), code_hash(&code.replace('-', " ").to_uppercase()));
        assert_ne!(code_hash(&code), code_hash("aaaa-aaaa-aaaa-aaaa"));
    }
}
