//! A key that lies in a token: its file holds the public key and where to find it (RFC 7512), and nothing secret.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;
use std::str::FromStr;
use tarazy_docket::VerifierKey;

const HEAD: &str = "pkcs11:object=";
const TAIL: &str = ";type=private";
/// What a URI leaves as it is.
const OTHERS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An object of the installation's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its public key.
    pub key: VerifierKey,
    /// Its label in the token.
    pub label: String,
}

/// The text refers to a token in a way that is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected: the public key, and on the next line pkcs11:object=<label>;type=private")]
pub struct NotAReference;

/// True if a file's text refers to an object of a token.
pub fn is_reference(text: &str) -> bool {
    text.lines().nth(1).is_some_and(|line| line.starts_with("pkcs11:"))
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{HEAD}{}{TAIL}", self.key, utf8_percent_encode(&self.label, OTHERS))
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let read = || {
            let (key, uri) = text.split_once('\n')?;
            let label = uri.strip_prefix(HEAD)?.strip_suffix(TAIL)?;
            let label = percent_decode_str(label).decode_utf8().ok()?.into_owned();
            let reference = Self { key: key.parse().ok()?, label };
            (!reference.label.is_empty() && reference.to_string() == text).then_some(reference)
        };
        read().ok_or(NotAReference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tarazy_docket::Signer;

    fn key() -> VerifierKey {
        Signer::from_seed("log.example/tarazy".parse().unwrap(), &[1; 32]).unwrap().verifier().clone()
    }

    #[test]
    fn a_reference_is_a_uri_of_rfc_7512_after_the_public_key() {
        let text = format!("{}\npkcs11:object=log%20of%20%D1%81%D0%BE%D1%82-2;type=private", key());
        let reference: Reference = text.parse().unwrap();
        assert_eq!((reference.key, reference.label.as_str()), (key(), "log of сот-2"));
        assert!(is_reference(&text) && !is_reference(&key().to_string()));
    }

    #[test]
    fn anything_else_is_refused() {
        let lines = [
            "pkcs11:object=;type=private",
            "pkcs11:object=a",
            "pkcs11:object=a;type=public",
            "pkcs11:object=%61;type=private",
            "pkcs11:object=a b;type=private",
            "pkcs11:object=%FF;type=private",
            "pkcs11:object=a;type=private\n",
            "pkcs11:token=t;object=a;type=private",
        ];
        for line in lines {
            assert_eq!(format!("{}\n{line}", key()).parse::<Reference>(), Err(NotAReference), "{line}");
        }
        assert_eq!("no key\npkcs11:object=a;type=private".parse::<Reference>(), Err(NotAReference));
    }

    proptest! {
        #[test]
        fn any_label_comes_back(label in ".+") {
            let reference = Reference { key: key(), label };
            prop_assert_eq!(reference.to_string().parse::<Reference>(), Ok(reference));
        }
    }
}
