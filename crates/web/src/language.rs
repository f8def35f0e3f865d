//! Messages in the reader's language, and which language that is.

use crate::cookies;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::sync::LazyLock;
use tarazy_base::Lang;

type Bundle = FluentBundle<FluentResource>;

static TEXTS: LazyLock<[Bundle; 3]> = LazyLock::new(|| Lang::ALL.map(bundle));

/// The cookie that keeps the language.
pub(crate) const COOKIE: &str = "lang";

macro_rules! sources {
    ($lang:literal) => {
        [
            include_str!(concat!("../../../locales/", $lang, "/admin.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/check.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/document.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/claim.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/verify.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/case.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/law.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/procedure.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/notice.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/access.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/web.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/demo.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/work.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/notices-web.ftl")),
        ]
    };
}

fn sources(lang: Lang) -> [&'static str; 14] {
    match lang {
        Lang::Kk => sources!("kk"),
        Lang::Ru => sources!("ru"),
        Lang::En => sources!("en"),
    }
}

fn bundle(lang: Lang) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![lang.as_str().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    for source in sources(lang) {
        // What cannot be read shows as the message's name; a test reads every message in every language.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// A message with its arguments; its name if there is none. A value of figures is a number, so that the message can
/// choose its plural.
pub(crate) fn message<N: AsRef<str>, V: AsRef<str>>(lang: Lang, id: &str, arguments: &[(N, V)]) -> String {
    find(lang, id, arguments).unwrap_or_else(|| id.to_owned())
}

/// A message, if there is one of this name.
pub(crate) fn find<N: AsRef<str>, V: AsRef<str>>(
    lang: Lang,
    id: &str,
    arguments: &[(N, V)],
) -> Option<String> {
    let [kk, ru, en] = &*TEXTS;
    let bundle = match lang {
        Lang::Kk => kk,
        Lang::Ru => ru,
        Lang::En => en,
    };
    let pattern = bundle.get_message(id)?.value()?;
    let mut args = FluentArgs::new();
    for (name, value) in arguments {
        args.set(name.as_ref().to_owned(), value_of(value.as_ref()));
    }
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
}

fn value_of(text: &str) -> FluentValue<'_> {
    let is_figures = (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_figures && (text == "0" || !text.starts_with('0')) {
        FluentValue::try_number(text)
    } else {
        FluentValue::from(text)
    }
}

/// The first language of the request that the product speaks; Kazakh if it names none.
pub(crate) fn of_request(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let primary =
        |range: &str| range.split([';', '-']).next().unwrap_or_default().trim().to_ascii_lowercase();
    wanted.split(',').find_map(|range| primary(range).parse().ok()).unwrap_or_default()
}

/// The language that the reader chose before; Kazakh if he chose none, whatever his browser was set to by its maker.
pub(crate) fn kept(headers: &HeaderMap) -> Lang {
    cookies::get(headers, COOKIE).and_then(|text| text.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Which of the sources are this room's own.
    const OWN: [usize; 3] = [0, 1, 10];

    fn own(lang: Lang) -> String {
        OWN.map(|n| sources(lang)[n]).join("\n")
    }

    fn ids(source: &str) -> BTreeSet<&str> {
        let of_message = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        source.lines().filter(of_message).filter_map(|line| Some(line.split_once('=')?.0.trim())).collect()
    }

    /// The text of all templates and of all sources of this room.
    fn written() -> String {
        let mut text = String::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("src"), root.join("templates")];
        while let Some(folder) = folders.pop() {
            for item in std::fs::read_dir(folder).unwrap() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    text.push_str(&std::fs::read_to_string(path).unwrap());
                }
            }
        }
        text
    }

    /// Ids that templates and sources name, where a message must be.
    fn named(text: &str) -> BTreeSet<&str> {
        let mut ids = BTreeSet::new();
        for opening in ["say.t(\"", "say.a(\"", "say.n(\"", "say().t(\"", "say().a(\"", "say().n(\""] {
            for rest in text.split(opening).skip(1) {
                ids.extend(rest.split_once('"').map(|(id, _)| id).filter(|id| !id.ends_with('-')));
            }
        }
        ids
    }

    #[test]
    fn every_message_that_is_named_is_there_in_every_language_and_none_of_this_room_is_unused() {
        let text = written();
        let codes: Vec<String> = crate::error::CODES.iter().map(|code| format!("http-{code}")).collect();
        let named: BTreeSet<&str> =
            named(&text).into_iter().chain(codes.iter().map(String::as_str)).collect();
        for lang in Lang::ALL {
            let source = own(lang);
            let own = ids(&source);
            for id in &named {
                assert!(find::<&str, &str>(lang, id, &[]).is_some(), "{lang}: {id} is missing");
            }
            for id in &own {
                let is_named = named.contains(id) || text.contains(&format!("\"{id}\""));
                let of_family = |n: usize| {
                    text.contains(&format!(
                        "\"{}-\"",
                        id.splitn(n + 1, '-').take(n).collect::<Vec<_>>().join("-")
                    ))
                };
                let of_format = |n: usize| {
                    text.contains(&format!(
                        "\"{}-{{",
                        id.splitn(n + 1, '-').take(n).collect::<Vec<_>>().join("-")
                    ))
                };
                assert!(is_named || (1..4).any(|n| of_family(n) || of_format(n)), "{lang}: {id} is unused");
            }
        }
    }

    #[test]
    fn every_message_of_this_room_is_whole_in_every_language_with_the_same_arguments() {
        let variables = |lang, id: &str| {
            let source = own(lang);
            let start =
                source.lines().position(|l| l.split_once('=').is_some_and(|(n, _)| n.trim() == id)).unwrap();
            let mut lines = source.lines().skip(start);
            let first = lines.next().unwrap().to_owned();
            let rest = lines.take_while(|l| l.starts_with(' ') || l.starts_with('}')).collect::<String>();
            let text = first + &rest;
            text.split('$')
                .skip(1)
                .map(|t| t.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or("").to_owned())
                .collect::<BTreeSet<String>>()
        };
        for id in ids(&own(Lang::Kk)) {
            let wanted = variables(Lang::Kk, id);
            for lang in Lang::ALL {
                assert_eq!(variables(lang, id), wanted, "{lang} {id}");
                let arguments: Vec<(String, &str)> = wanted.iter().map(|name| (name.clone(), "5")).collect();
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

    #[test]
    fn figures_choose_the_plural() {
        let said = |lang, n| message(lang, "courts-found", &[("count", n)]);
        assert_eq!(
            ["1", "2", "5", "21"].map(|n| said(Lang::Ru, n)),
            ["1 суд", "2 суда", "5 судов", "21 суд"]
        );
        assert_eq!(["1", "5"].map(|n| said(Lang::Kk, n)), ["1 сот", "5 сот"]);
        assert_eq!(["1", "5"].map(|n| said(Lang::En, n)), ["1 court", "5 courts"]);
    }
}
