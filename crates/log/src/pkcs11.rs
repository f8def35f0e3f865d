//! Keys of the log that lie in a token and never leave it: PKCS#11, Ed25519 by `CKM_EDDSA` (docket.md section 10.4).
//!
//! A token may go away and come back (it is pulled out, its service restarts). Then a session is opened anew, and if that does
//! not help, the module is started anew. A wrong PIN is tried once in the life of a process, because tokens lock themselves.

mod hashes;

use crate::signing::{SignNotes, SigningFault};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
pub use hashes::HashKey;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tarazy_docket::VerifierKey;
use tarazy_docket::note::{Algorithm, KeyName, Signature};

/// What is signed when a key is taken into use, to see that both halves in the token are of one key. It is no checkpoint.
const TRIAL: &str = "tarazy/token/1\n";
/// OCTET STRING of 32 bytes: how most tokens wrap a public key; the standard's newer text gives it bare.
const POINT_HEAD: [u8; 2] = [0x04, 0x20];

/// Where the token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The library that speaks to it.
    pub module: PathBuf,
    /// Its label.
    pub token: String,
    /// File whose one line is the PIN of its user.
    pub pin_file: PathBuf,
}

/// Why a token or a key in it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// The library is not there, or is none.
    #[error("the PKCS#11 module {}: {what}", module.display())]
    Module {
        /// Its file.
        module: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// No token with this label, or more than one.
    #[error("the PKCS#11 module shows {found} tokens with the label {label:?}; others: {others}")]
    Token {
        /// The label.
        label: String,
        /// How many have it.
        found: usize,
        /// Labels of the others.
        others: String,
    },
    /// The file of the PIN cannot be read.
    #[error("the PIN of the token: {}: {what}", file.display())]
    PinFile {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The token does not take the PIN. It is not tried again, because a token locks itself after some wrong ones.
    #[error("the token {0:?} does not take the PIN: {1}")]
    Pin(String, &'static str),
    /// No object of the kind with this label, or more than one.
    #[error("the token holds {found} {what} keys with the label {label:?}")]
    Object {
        /// Of which algorithm, private or public.
        what: &'static str,
        /// The label.
        label: String,
        /// How many it holds.
        found: usize,
    },
    /// The public key cannot be one.
    #[error("the public key with the label {0:?} is no Ed25519 key that may be used")]
    PublicKey(String),
    /// The key signs, and not as the public key says.
    #[error("the private key with the label {0:?} is not that of the public key {1}")]
    OtherKey(String, String),
    /// The module reports something else.
    #[error("the token: {0}")]
    Call(#[source] Error),
}

impl TokenFault {
    /// True if trying again may help without anybody's doing.
    fn may_pass(&self) -> bool {
        match self {
            Self::Token { .. } | Self::Object { .. } | Self::Call(_) => true,
            Self::Module { .. } | Self::PinFile { .. } | Self::Pin(..) => false,
            Self::PublicKey(_) | Self::OtherKey(..) => false,
        }
    }
}

/// A token.
pub struct Token {
    module: Pkcs11,
    place: Place,
}

impl Token {
    /// Starts the module. The token is looked for when a key in it is.
    ///
    /// # Errors
    /// [`TokenFault::Module`].
    pub fn open(place: Place) -> Result<Arc<Self>, TokenFault> {
        let failed = |what: String| TokenFault::Module { module: place.module.clone(), what };
        let module = Pkcs11::new(&place.module).map_err(|e| failed(e.to_string()))?;
        start(&module).map_err(|e| failed(e.to_string()))?;
        Ok(Arc::new(Self { module, place }))
    }

    /// The public half of the key with a label, under the name of a log.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn public(&self, label: &str, name: KeyName) -> Result<VerifierKey, TokenFault> {
        let session = self.session()?;
        let object = find(&session, ObjectClass::PUBLIC_KEY, KeyType::EC_EDWARDS, label)?;
        let attributes =
            session.get_attributes(object, &[AttributeType::EcPoint]).map_err(TokenFault::Call)?;
        let point = attributes.into_iter().find_map(|attribute| match attribute {
            Attribute::EcPoint(point) => Some(point),
            _ => None,
        });
        let public: Option<[u8; 32]> = point.and_then(|point| {
            let bare = point.strip_prefix(&POINT_HEAD[..]).filter(|rest| rest.len() == 32);
            bare.unwrap_or(&point).try_into().ok()
        });
        let unfit = || TokenFault::PublicKey(label.to_owned());
        VerifierKey::ed25519(name, Algorithm::Ed25519, &public.ok_or_else(unfit)?).map_err(|_| unfit())
    }

    /// The key with a label, which signs as `public` says.
    ///
    /// # Errors
    /// [`TokenFault`]; above all if the token holds another key under this label.
    pub fn key(self: &Arc<Self>, label: &str, public: VerifierKey) -> Result<TokenKey, TokenFault> {
        let mut key = TokenKey { token: Arc::clone(self), label: label.to_owned(), public, session: None };
        key.sign_once(TRIAL)?;
        Ok(key)
    }

    /// A session of the token's user.
    fn session(&self) -> Result<Session, TokenFault> {
        let session = self.module.open_ro_session(self.slot()?).map_err(TokenFault::Call)?;
        match session.login(UserType::User, Some(&self.pin()?)) {
            // One login holds for all sessions of a process.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _)) => {
                Err(TokenFault::Pin(self.place.token.clone(), "it is wrong"))
            }
            Err(Error::Pkcs11(RvError::PinLocked, _)) => {
                Err(TokenFault::Pin(self.place.token.clone(), "it is locked"))
            }
            Err(e) => Err(TokenFault::Call(e)),
        }
    }

    fn slot(&self) -> Result<Slot, TokenFault> {
        let (mut found, mut others) = (Vec::new(), Vec::new());
        for slot in self.module.get_slots_with_token().map_err(TokenFault::Call)? {
            let info = self.module.get_token_info(slot).map_err(TokenFault::Call)?;
            if info.label() == self.place.token {
                found.push(slot);
            } else {
                others.push(format!("{:?}", info.label()));
            }
        }
        match found[..] {
            [slot] => Ok(slot),
            _ => Err(TokenFault::Token {
                label: self.place.token.clone(),
                found: found.len(),
                others: others.join(", "),
            }),
        }
    }

    fn pin(&self) -> Result<AuthPin, TokenFault> {
        let file = &self.place.pin_file;
        let failed = |what: String| TokenFault::PinFile { file: file.clone(), what };
        let text = fs::read_to_string(file).map_err(|e| failed(e.to_string()))?;
        let pin = text.strip_suffix('\n').unwrap_or(&text);
        if pin.is_empty() || pin.contains('\n') {
            return Err(failed("one line is expected".to_owned()));
        }
        Ok(AuthPin::new(pin.into()))
    }

    /// Stops the module and starts it, so that it looks for its tokens anew. Sessions of other keys end with that; they are
    /// opened anew when they are used.
    fn restart(&self) -> Result<(), TokenFault> {
        match self.module.clone().finalize() {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiNotInitialized, _)) => {}
            Err(e) => return Err(TokenFault::Call(e)),
        }
        start(&self.module).map_err(TokenFault::Call)
    }
}

/// Starts a module for a process with threads.
fn start(module: &Pkcs11) -> Result<(), Error> {
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        Err(e) => Err(e),
    }
}

fn find(
    session: &Session,
    class: ObjectClass,
    kind: KeyType,
    label: &str,
) -> Result<ObjectHandle, TokenFault> {
    let what = match (class == ObjectClass::PRIVATE_KEY, kind == KeyType::EC_EDWARDS, kind == KeyType::RSA) {
        (true, true, _) => "Ed25519 private",
        (false, true, _) => "Ed25519 public",
        (_, _, true) => "RSA private",
        (_, _, false) => "EC private",
    };
    let label_bytes = Attribute::Label(label.as_bytes().to_vec());
    let wanted = [Attribute::Class(class), Attribute::KeyType(kind), label_bytes];
    let found = session.find_objects(&wanted).map_err(TokenFault::Call)?;
    match found[..] {
        [object] => Ok(object),
        _ => Err(TokenFault::Object { what, label: label.to_owned(), found: found.len() }),
    }
}

/// A key in a token.
pub struct TokenKey {
    token: Arc<Token>,
    label: String,
    public: VerifierKey,
    /// Kept from one signature to the next.
    session: Option<(Session, ObjectHandle)>,
}

impl TokenKey {
    /// Signs in the open session, or in a new one.
    fn sign_once(&mut self, text: &str) -> Result<Signature, TokenFault> {
        let (session, object) = match self.session.take() {
            Some(open) => open,
            None => {
                let session = self.token.session()?;
                let object = find(&session, ObjectClass::PRIVATE_KEY, KeyType::EC_EDWARDS, &self.label)?;
                (session, object)
            }
        };
        let pure = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure));
        let bytes = session.sign(&pure, object, text.as_bytes()).map_err(TokenFault::Call)?;
        // A signature that does not hold must not be published: it would condemn the whole checkpoint.
        if self.public.verify(text, &bytes).is_err() {
            return Err(TokenFault::OtherKey(self.label.clone(), self.public.to_string()));
        }
        self.session = Some((session, object));
        Ok(Signature { name: self.public.name().clone(), id: self.public.id(), bytes })
    }
}

impl SignNotes for TokenKey {
    fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    fn sign(&mut self, text: &str) -> Result<Signature, SigningFault> {
        let mut fault = match self.sign_once(text) {
            Ok(line) => return Ok(line),
            Err(fault) => fault,
        };
        // The session was lost; then perhaps all that the module knows.
        for restart in [false, true] {
            if !fault.may_pass() {
                break;
            }
            let again = if restart { self.token.restart() } else { Ok(()) };
            fault = match again.and_then(|()| self.sign_once(text)) {
                Ok(line) => return Ok(line),
                Err(fault) => fault,
            };
        }
        let told = fault.to_string();
        Err(if fault.may_pass() { SigningFault::Away(told) } else { SigningFault::Refused(told) })
    }
}
