//! What the program says, in Kazakh, Russian or English (`locales/<language>/verify.ftl`).

use clap::ValueEnum;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Lang {
    fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::Kk => ("kk", include_str!("../../../../../locales/kk/verify.ftl")),
            Self::Ru => ("ru", include_str!("../../../../../locales/ru/verify.ftl")),
            Self::En => ("en", include_str!("../../../../../locales/en/verify.ftl")),
        }
    }
}

/// The messages of one language.
pub(crate) struct Texts {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The messages of a language. What is wrong in a message file shows as the message's name.
    pub(crate) fn new(lang: Lang) -> Self {
        let (tag, source) = lang.source();
        let id: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![id]);
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    /// True if the reader reads English.
    pub(crate) fn is_english(&self) -> bool {
        self.lang == Lang::En
    }

    /// A message without arguments.
    pub(crate) fn say(&self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// A message with its arguments.
    pub(crate) fn say_with(&self, id: &str, arguments: &[(&str, String)]) -> String {
        self.try_say(id, arguments).unwrap_or_else(|| id.to_owned())
    }

    /// A message, if there is one of this name.
    pub(crate) fn try_say(&self, id: &str, arguments: &[(&str, String)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut args = FluentArgs::new();
        for (name, value) in arguments {
            args.set(*name, FluentValue::from(value.as_str()));
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Name of each message and the arguments that it uses.
    fn messages(lang: Lang) -> BTreeMap<String, Vec<String>> {
        let (_, source) = lang.source();
        assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{lang:?}");
        let lines = source.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
        lines
            .map(|line| {
                let (name, text) = line.split_once(" = ").unwrap_or_else(|| panic!("{lang:?}: {line}"));
                let mut used: Vec<String> = text
                    .split("{ $")
                    .skip(1)
                    .filter_map(|rest| rest.split_once(" }").map(|(argument, _)| argument.to_owned()))
                    .collect();
                used.sort();
                (name.to_owned(), used)
            })
            .collect()
    }

    #[test]
    fn the_three_languages_have_the_same_messages_with_the_same_arguments() {
        let kk = messages(Lang::Kk);
        assert!(kk.len() > 100);
        assert_eq!(kk, messages(Lang::Ru));
        assert_eq!(kk, messages(Lang::En));
    }

    #[test]
    fn arguments_are_put_in() {
        let texts = Texts::new(Lang::En);
        let said = texts.say_with("fault-at", &[("index", "7".to_owned())]);
        assert!(said.starts_with("First fault at entry 7."), "{said}");
        assert_eq!(texts.say("no-such-message"), "no-such-message");
    }
}
