//! What a party, judge or clerk reads on this program's screen, in Kazakh, Russian or English (`locales/`).

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use tarazy_base::Lang;
use tarazy_store::Refusal;
use unic_langid::LanguageIdentifier;

macro_rules! sources {
    ($lang:literal) => {
        [
            include_str!(concat!("../../../locales/", $lang, "/base.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/verify.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/case.ftl")),
        ]
    };
}

/// The messages of one language.
pub(crate) struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The messages of a language.
    pub(crate) fn new(lang: Lang) -> Self {
        let sources = match lang {
            Lang::Kk => sources!("kk"),
            Lang::Ru => sources!("ru"),
            Lang::En => sources!("en"),
        };
        let id: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        bundle.set_use_isolating(false);
        // Names that stand in two files are meant as the last one says them.
        for source in sources {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    /// A message without arguments.
    pub(crate) fn say(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A message with its arguments; its name if there is none.
    pub(crate) fn with(&self, id: &str, arguments: &[(&str, String)]) -> String {
        self.find(id, arguments).unwrap_or_else(|| id.to_owned())
    }

    /// A message, if there is one of this name.
    pub(crate) fn find(&self, id: &str, arguments: &[(&str, String)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            args.set(*name, FluentValue::from(value.as_str()));
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }

    /// A refusal in the user's words.
    pub(crate) fn refusal(&self, refusal: &Refusal) -> String {
        let args: Vec<(&str, String)> = refusal.args.iter().map(|(n, v)| (n.as_ref(), v.clone())).collect();
        self.find(&format!("refused-{}", refusal.code), &args).unwrap_or_else(|| refusal.to_string())
    }
}
