//! The three languages of the product, and texts that exist in all three.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// A language of the screens and documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Kazakh, the default.
    #[default]
    Kk,
    /// Russian.
    Ru,
    /// English; its texts have no legal force.
    En,
}

/// The text names no language that the product speaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("language must be kk, ru or en, not {0:?}")]
pub struct UnknownLang(pub String);

impl Lang {
    /// All languages, the default first.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The two letters of ISO 639-1.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == text).ok_or_else(|| UnknownLang(text.to_owned()))
    }
}

/// One text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text3 {
    /// In Kazakh.
    pub kk: Cow<'static, str>,
    /// In Russian.
    pub ru: Cow<'static, str>,
    /// In English.
    pub en: Cow<'static, str>,
}

impl Text3 {
    /// A text that is compiled in.
    pub const fn fixed(kk: &'static str, ru: &'static str, en: &'static str) -> Self {
        Self { kk: Cow::Borrowed(kk), ru: Cow::Borrowed(ru), en: Cow::Borrowed(en) }
    }

    /// A text that was read or composed.
    pub fn new(kk: impl Into<String>, ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kk: Cow::Owned(kk.into()), ru: Cow::Owned(ru.into()), en: Cow::Owned(en.into()) }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Kk => &self.kk,
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_by_two_small_letters() {
        for lang in Lang::ALL {
            assert_eq!(lang.to_string().parse(), Ok(lang));
        }
        for not in ["", "KK", "kz", "rus", "en "] {
            assert_eq!(not.parse::<Lang>(), Err(UnknownLang(not.to_owned())));
        }
        assert_eq!(Lang::default(), Lang::Kk);
    }

    #[test]
    fn a_text_is_taken_by_language() {
        let case = Text3::fixed("іс", "дело", "case");
        assert_eq!(Lang::ALL.map(|lang| case.get(lang)), ["іс", "дело", "case"]);
        assert_eq!(case, Text3::new("іс", "дело", "case"));
    }
}
