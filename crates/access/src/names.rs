//! Login names and roles.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What somebody signs in with: 3 to 64 small Latin letters, figures, `.`, `-`, `_`, `@`. Never an IIN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Login(String);

/// Why a text is no login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotALogin {
    /// Too short, too long, or of other characters.
    #[error("a login name has 3 to 64 small Latin letters, figures, dots, dashes and @")]
    Shape,
    /// It could be somebody's IIN, which is nobody's business here.
    #[error("a login name is no identity number")]
    Number,
}

impl FromStr for Login {
    type Err = NotALogin;

    /// Capital letters are read as small ones.
    fn from_str(text: &str) -> Result<Self, NotALogin> {
        let text = text.trim().to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_@".contains(&b);
        if !(3..=64).contains(&text.len()) || !text.bytes().all(fits) {
            return Err(NotALogin::Shape);
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 12 { Err(NotALogin::Number) } else { Ok(Self(text)) }
    }
}

impl TryFrom<String> for Login {
    type Error = NotALogin;

    fn try_from(text: String) -> Result<Self, NotALogin> {
        text.parse()
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

impl Login {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What somebody is to a court, or to the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Anybody who registered.
    Citizen,
    /// Acts for others by a power of attorney.
    Lawyer,
    /// Of the chancery.
    Clerk,
    /// Secretary of the hearing.
    Secretary,
    /// Drafts for a judge.
    Assistant,
    /// Judge.
    Judge,
    /// Chair of the court.
    Chair,
    /// Keeps people, roles and settings of the installation; sees no case.
    Administrator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Citizen,
        Self::Lawyer,
        Self::Clerk,
        Self::Secretary,
        Self::Assistant,
        Self::Judge,
        Self::Chair,
        Self::Administrator,
    ];

    /// Its word, as policies and reference data have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Lawyer => "lawyer",
            Self::Clerk => "clerk",
            Self::Secretary => "secretary",
            Self::Assistant => "assistant",
            Self::Judge => "judge",
            Self::Chair => "chair",
            Self::Administrator => "administrator",
        }
    }

    /// True if the role is one at a court.
    pub fn is_of_court(self) -> bool {
        match self {
            Self::Clerk | Self::Secretary | Self::Assistant | Self::Judge | Self::Chair => true,
            Self::Citizen | Self::Lawyer | Self::Administrator => false,
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_name_is_no_identity_number() {
        assert_eq!("Aliya.K".parse::<Login>().unwrap().as_str(), "aliya.k");
        assert_eq!("010203400500".parse::<Login>(), Err(NotALogin::Number));
        assert_eq!("iin-010203400500".parse::<Login>(), Err(NotALogin::Number));
        for text in ["", "ab", "a b c", "әлия", &"a".repeat(65), "a/b/c"] {
            assert_eq!(text.parse::<Login>(), Err(NotALogin::Shape), "{text}");
        }
    }

    #[test]
    fn a_role_is_named_by_its_word() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("operator".parse::<Role>(), Err(()));
    }
}
