//! Signing in: password and one-time password together, in one answer that does not say which of them was wrong.

use crate::names::Login;
use crate::records::{Account, account};
use crate::secrets::{HashFault, PasswordHash, code_hash, same, totp_step};
use crate::sessions::Sessions;
use tarazy_docket::{Hash, sha256};
use tarazy_store::vault::CannotOpen;
use tarazy_store::{Entropy, Reader, Refusal, StoreError, Vault};

/// What somebody typed.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// Login name.
    pub login: &'a str,
    /// Password.
    pub password: &'a str,
    /// One-time password, or a recovery code.
    pub code: &'a str,
}

/// Somebody is who he says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The person.
    pub person: String,
    /// His login name.
    pub login: Login,
    /// Hash of the recovery code that he used, which must be used up by `account.recovered` before he is let in.
    pub recovery: Option<String>,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum NotEntered {
    /// Name, password or code is wrong; which of them, nobody is told.
    #[error("name, password or code is wrong")]
    Wrong,
    /// After too many failures: not before this time, ms UTC.
    #[error("locked until {0}")]
    Locked(i64),
    /// The rows cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The account cannot be read.
    #[error(transparent)]
    Rows(#[from] Refusal),
    /// What is kept of the password is damaged.
    #[error(transparent)]
    Hash(#[from] HashFault),
    /// What is kept of the one-time passwords is damaged.
    #[error(transparent)]
    Vault(#[from] CannotOpen),
}

/// Checks what somebody typed. Takes its time.
///
/// # Errors
/// [`NotEntered`].
pub fn check(
    reader: &mut dyn Reader,
    vault: &Vault,
    sessions: &Sessions,
    typed: Typed<'_>,
    now: i64,
) -> Result<Entered, NotEntered> {
    let Ok(login) = typed.login.parse::<Login>() else {
        PasswordHash::pretend(typed.password)?;
        return Err(NotEntered::Wrong);
    };
    if let Some(until) = sessions.locked(&login, now)? {
        return Err(NotEntered::Locked(until));
    }
    let account = account(reader, &login)?;
    match entered(account, vault, sessions, &login, typed, now)? {
        Some(entered) => {
            sessions.forgive(&login, now)?;
            Ok(entered)
        }
        None => {
            sessions.fail(&login, now)?;
            Err(NotEntered::Wrong)
        }
    }
}

fn entered(
    account: Option<Account>,
    vault: &Vault,
    sessions: &Sessions,
    login: &Login,
    typed: Typed<'_>,
    now: i64,
) -> Result<Option<Entered>, NotEntered> {
    let Some((person, keys)) = account.and_then(|a| Some((a.person, a.keys?))) else {
        PasswordHash::pretend(typed.password)?;
        return Ok(None);
    };
    if !keys.password.fits(typed.password)? {
        return Ok(None);
    }
    let entered = |recovery| Entered { person: person.clone(), login: login.clone(), recovery };
    if let Some(step) = totp_step(open_totp(vault, login, &keys.totp)?, typed.code, now) {
        return Ok(sessions.use_step(login, step)?.then(|| entered(None)));
    }
    let hash = code_hash(typed.code);
    let is_known = keys.recovery.iter().any(|known| same(known.as_bytes(), hash.as_bytes()));
    Ok(is_known.then(|| entered(Some(hash))))
}

/// The secret of one-time passwords, as it is kept: only this installation can open it, and only for this account.
///
/// # Errors
/// [`CannotOpen`], which a secret of 20 bytes excludes.
pub fn seal_totp(
    vault: &Vault,
    login: &Login,
    secret: [u8; 20],
    entropy: &mut dyn Entropy,
) -> Result<String, CannotOpen> {
    Ok(hex::encode(vault.seal(&place(login), &secret, entropy)?))
}

fn open_totp(vault: &Vault, login: &Login, sealed: &str) -> Result<[u8; 20], CannotOpen> {
    let stored = hex::decode(sealed).map_err(|_| CannotOpen)?;
    vault.open(&place(login), &stored)?.try_into().map_err(|_| CannotOpen)
}

fn place(login: &Login) -> Hash {
    sha256(&[b"tarazy/totp/1\n", login.as_str().as_bytes()])
}
