//! Messages of errors in the reader's language.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use tarazy_base::Lang;

type Bundle = FluentBundle<FluentResource>;

static TEXTS: LazyLock<[Bundle; 3]> = LazyLock::new(|| Lang::ALL.map(bundle));

fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::Kk => include_str!("../../../locales/kk/web.ftl"),
        Lang::Ru => include_str!("../../../locales/ru/web.ftl"),
        Lang::En => include_str!("../../../locales/en/web.ftl"),
    }
}

fn bundle(lang: Lang) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![lang.as_str().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    // What cannot be read shows as the message's name; a test reads every message in every language.
    let resource = FluentResource::try_new(source(lang).to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A message with its arguments; its name if there is none.
pub(crate) fn message(lang: Lang, id: &str, arguments: &[(&'static str, String)]) -> String {
    let [kk, ru, en] = &*TEXTS;
    let bundle = match lang {
        Lang::Kk => kk,
        Lang::Ru => ru,
        Lang::En => en,
    };
    let Some(pattern) = bundle.get_message(id).and_then(|m| m.value()) else { return id.to_owned() };
    let mut args = FluentArgs::new();
    for (name, value) in arguments {
        args.set(*name, FluentValue::from(value.as_str()));
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
}

/// The first language of the request that the product speaks; Kazakh if it names none.
pub(crate) fn of_request(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let primary =
        |range: &str| range.split([';', '-']).next().unwrap_or_default().trim().to_ascii_lowercase();
    wanted.split(',').find_map(|range| primary(range).parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn ids(lang: Lang) -> BTreeSet<&'static str> {
        let lines = source(lang).lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.split_once(" = ").map_or(line, |(id, _)| id)).collect()
    }

    #[test]
    fn every_message_of_an_error_is_there_in_every_language_and_none_is_unused() {
        let used: BTreeSet<String> = crate::error::CODES.iter().map(|code| format!("http-{code}")).collect();
        for lang in Lang::ALL {
            assert_eq!(ids(lang), used.iter().map(String::as_str).collect(), "{lang}");
            for id in &used {
                let arguments = [
                    ("index", "1".to_owned()),
                    ("size", "2".to_owned()),
                    ("time", "3".to_owned()),
                    ("seconds", "4".to_owned()),
                ];
                let text = message(lang, id, &arguments);
                assert!(text != *id && !text.contains('{'), "{lang} {id}: {text}");
            }
        }
    }

    #[test]
    fn the_first_language_that_the_product_speaks_is_taken() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, text.parse().unwrap());
            of_request(&headers)
        };
        assert_eq!(of("de, ru-KZ;q=0.9, en;q=0.8"), Lang::Ru);
        assert_eq!(of("EN-GB"), Lang::En);
        assert_eq!(of("de"), Lang::Kk);
        assert_eq!(of_request(&HeaderMap::new()), Lang::Kk);
    }
}
