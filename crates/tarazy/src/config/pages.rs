//! How the pages of an installation call themselves.

use serde::{Deserialize, Serialize};
use tarazy_base::Text3;

/// How the pages call themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Pages {
    /// Every page says that it is a demonstration.
    pub(crate) demonstration: bool,
    /// The name on pages that are no single court's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Name>,
}

/// A name in three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Name {
    kk: String,
    ru: String,
    en: String,
}

impl Pages {
    /// True if nothing was set.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The name.
    pub(crate) fn text(&self) -> Option<Text3> {
        let name = self.name.as_ref()?;
        Some(Text3::new(name.kk.clone(), name.ru.clone(), name.en.clone()))
    }
}
