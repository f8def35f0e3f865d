//! Reading a policy file, strictly.

use super::{Log, Member, Name, Policy, Witness};
use crate::note::{Algorithm, KeyError, VerifierKey};
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

/// How many lines of a policy are read. The C2SP document asks for at least 32 logs, witnesses and groups each.
pub const MAX_LINES: usize = 4096;

/// Why a file is not a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy, line {line}: {fault}")]
pub struct PolicyError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: PolicyFault,
}

/// What is wrong with a line of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// A control character other than tab and line end.
    #[error("control character")]
    Characters,
    /// Neither `log`, `witness`, `group` nor `quorum`, or one of them with a wrong number of words.
    #[error(
        "expected: log <vkey> [<url>] | witness <name> <vkey> [<url>] | group <name> <k> <member>… | quorum <name>"
    )]
    Words,
    /// The verifier key cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A witness's key in a log line or the reverse.
    #[error("a key of the wrong type for this line")]
    KeyType,
    /// The same public key twice.
    #[error("the same key twice")]
    SameKey,
    /// A name that is taken, or `none`.
    #[error("the name is taken")]
    NameTaken,
    /// A name that no line before defines.
    #[error("no line before defines {0}")]
    Unknown(Name),
    /// A member of two groups, or twice of one: a witness counts once.
    #[error("{0} is a member already")]
    SecondGroup(Name),
    /// Neither `all`, `any` nor a decimal number from 1 to the number of members.
    #[error("the threshold is not `all`, `any` or a number from 1 to the number of members")]
    Threshold,
    /// A second quorum line.
    #[error("a second quorum line")]
    SecondQuorum,
    /// The file ends without a quorum line.
    #[error("no quorum line")]
    NoQuorum,
    /// More than [`MAX_LINES`] lines.
    #[error("more than {MAX_LINES} lines")]
    TooLong,
}

#[derive(Default)]
struct Reader {
    logs: Vec<Log>,
    members: Vec<Member>,
    grouped: BTreeSet<usize>,
    quorum: Option<Option<usize>>,
}

impl Policy {
    /// Reads a policy from the bytes of its file.
    ///
    /// # Errors
    /// [`PolicyError`] names the first line that does not fit.
    pub fn parse(file: &[u8]) -> Result<Self, PolicyError> {
        let mut reader = Reader::default();
        let mut last = 1;
        for (number, line) in (1..).zip(file.split(|b| *b == b'\n')) {
            let read = if number > MAX_LINES { Err(PolicyFault::TooLong) } else { reader.line(line) };
            read.map_err(|fault| PolicyError { line: number, fault })?;
            last = number;
        }
        let missing = PolicyError { line: last, fault: PolicyFault::NoQuorum };
        Ok(Self { logs: reader.logs, members: reader.members, quorum: reader.quorum.ok_or(missing)? })
    }
}

impl Reader {
    fn line(&mut self, line: &[u8]) -> Result<(), PolicyFault> {
        if line.iter().any(|b| (*b < 0x20 && *b != b'\t') || *b == 0x7f) {
            return Err(PolicyFault::Characters);
        }
        let words: Vec<&[u8]> = line.split(|b| matches!(b, b' ' | b'\t')).filter(|w| !w.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] => self.log(key, None),
            [b"log", key, url] => self.log(key, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] if !members.is_empty() => {
                self.group(name, threshold, members)
            }
            [b"quorum", name] => self.set_quorum(name),
            _ => Err(PolicyFault::Words),
        }
    }

    fn log(&mut self, key: &[u8], url: Option<&[u8]>) -> Result<(), PolicyFault> {
        let key = read_key(key, Algorithm::Ed25519)?;
        if self.logs.iter().any(|log| log.key.public() == key.public()) {
            return Err(PolicyFault::SameKey);
        }
        self.logs.push(Log { key, url: url.map(lossy) });
        Ok(())
    }

    fn witness(&mut self, name: &[u8], key: &[u8], url: Option<&[u8]>) -> Result<(), PolicyFault> {
        let key = read_key(key, Algorithm::CosignatureV1)?;
        let same_key = |m: &Member| matches!(m, Member::Witness(w) if w.key.public() == key.public());
        if self.members.iter().any(same_key) {
            return Err(PolicyFault::SameKey);
        }
        let name = self.new_name(name)?;
        self.members.push(Member::Witness(Box::new(Witness { name, key, url: url.map(lossy) })));
        Ok(())
    }

    fn group(&mut self, name: &[u8], threshold: &[u8], names: &[&[u8]]) -> Result<(), PolicyFault> {
        let name = self.new_name(name)?;
        let mut members = Vec::with_capacity(names.len());
        for member in names {
            let place = self.place(member)?;
            if !self.grouped.insert(place) {
                return Err(PolicyFault::SecondGroup(Name((*member).to_owned())));
            }
            members.push(place);
        }
        let threshold = match threshold {
            b"any" => 1,
            b"all" => members.len(),
            digits => number(digits).ok_or(PolicyFault::Threshold)?,
        };
        if threshold > members.len() {
            return Err(PolicyFault::Threshold);
        }
        self.members.push(Member::Group { name, threshold, members });
        Ok(())
    }

    fn set_quorum(&mut self, name: &[u8]) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::SecondQuorum);
        }
        self.quorum = Some(if name == b"none" { None } else { Some(self.place(name)?) });
        Ok(())
    }

    fn place(&self, name: &[u8]) -> Result<usize, PolicyFault> {
        let found = self.members.iter().position(|member| member.name().0 == name);
        found.ok_or_else(|| PolicyFault::Unknown(Name(name.to_owned())))
    }

    fn new_name(&self, name: &[u8]) -> Result<Name, PolicyFault> {
        let taken = name == b"none" || self.place(name).is_ok();
        if taken { Err(PolicyFault::NameTaken) } else { Ok(Name(name.to_owned())) }
    }
}

/// A key of the algorithm that a line asks for, or of ML-DSA-44, which both logs and witnesses may have.
fn read_key(word: &[u8], algorithm: Algorithm) -> Result<VerifierKey, PolicyFault> {
    let key: VerifierKey = core::str::from_utf8(word).map_err(|_| KeyError::Layout)?.parse()?;
    let fits = key.algorithm() == algorithm || key.algorithm() == Algorithm::MlDsa44;
    if fits { Ok(key) } else { Err(PolicyFault::KeyType) }
}

fn number(digits: &[u8]) -> Option<usize> {
    let decimal = digits.iter().all(u8::is_ascii_digit) && digits.first().is_some_and(|b| *b != b'0');
    if decimal { core::str::from_utf8(digits).ok()?.parse().ok() } else { None }
}

fn lossy(url: &[u8]) -> String {
    String::from_utf8_lossy(url).into_owned()
}
