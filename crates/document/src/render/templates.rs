//! The templates: one for each kind of paper and language, and what is common to them.

use crate::paper::Tongue;

/// A template and its name.
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

macro_rules! template {
    ($name:literal) => {
        Template { name: $name, text: include_str!(concat!("../../templates/", $name)) }
    };
}

/// Pages, marks, head, signature, code.
pub(super) static COMMON: Template = template!("common.typ");

static KAZAKH: &[Template] = &[
    template!("kk/claim-summary.typ"),
    template!("kk/receipt.typ"),
    template!("kk/summons.typ"),
    template!("kk/ruling.typ"),
    template!("kk/decision.typ"),
    template!("kk/resolution.typ"),
    template!("kk/allocation.typ"),
    template!("kk/text.typ"),
];

static RUSSIAN: &[Template] = &[
    template!("ru/claim-summary.typ"),
    template!("ru/receipt.typ"),
    template!("ru/summons.typ"),
    template!("ru/ruling.typ"),
    template!("ru/decision.typ"),
    template!("ru/resolution.typ"),
    template!("ru/allocation.typ"),
    template!("ru/text.typ"),
];

/// The template of a kind of paper in a language.
pub(super) fn of(tongue: Tongue, kind: &str) -> Option<&'static Template> {
    let all = match tongue {
        Tongue::Kk => KAZAKH,
        Tongue::Ru => RUSSIAN,
    };
    all.iter().find(|template| template.name.get(3..).and_then(|n| n.strip_suffix(".typ")) == Some(kind))
}
