//! A place in an act: which article, part and item. Written `150`, `150(1)`, `151(1)(2)`; `277()(4)` is an item of an
//! article without parts; numbers may be doubled as in `27-1` or `148(2)(6-1)`.

use crate::reader::Fields;
use crate::rule::Kind;
use crate::said::{Arg, Said};
use tarazy_base::{Lang, Text3};

/// A place in an act.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Citation {
    /// Code of the act.
    pub act: String,
    /// Article.
    pub article: String,
    /// Part (часть, бөлік) or, in acts that are divided so, paragraph (пункт, тармақ).
    pub part: Option<String>,
    /// Item (подпункт, тармақша).
    pub item: Option<String>,
}

impl Citation {
    /// Reads a place; none if it is not of that form.
    pub(crate) fn parse(act: String, text: &str) -> Option<Self> {
        let (article, rest) = text.split_once('(').map_or((text, None), |(a, rest)| (a, Some(rest)));
        if !number(article) {
            return None;
        }
        let mut place = Self { act, article: article.to_owned(), part: None, item: None };
        let Some(rest) = rest else { return Some(place) };
        let inside: Vec<&str> = rest.strip_suffix(')')?.split(")(").collect();
        match inside[..] {
            [part] if number(part) => place.part = Some(part.to_owned()),
            ["", item] if number(item) => place.item = Some(item.to_owned()),
            [part, item] if number(part) && number(item) => {
                place.part = Some(part.to_owned());
                place.item = Some(item.to_owned());
            }
            _ => return None,
        }
        Some(place)
    }

    /// The place as lawyers of both languages write it in short: `150(1)`, `151(1), 2)`, `277, 4)`.
    pub(crate) fn short(&self) -> String {
        let part = self.part.as_deref().map(|part| format!("({part})")).unwrap_or_default();
        let item = self.item.as_deref().map(|item| format!(", {item})")).unwrap_or_default();
        format!("{}{part}{item}", self.article)
    }
}

fn number(text: &str) -> bool {
    let digits = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.split_once('-').map_or_else(|| digits(text), |(first, second)| digits(first) && digits(second))
}

/// How an act calls the divisions of its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Division {
    /// Часть, бөлік.
    Part,
    /// Пункт, тармақ.
    Paragraph,
}

/// `[[act]]`: an act that rules cite. The key is its code; its text is its full title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Code.
    pub code: String,
    /// Its name in short, as it stands beside the number of an article.
    pub short: Text3,
    /// How its articles are divided.
    pub division: Division,
}

impl Kind for Act {
    const SECTION: &'static str = "act";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let code = f.id("code");
        let short = f.text3("short");
        let words = [("part", Division::Part), ("paragraph", Division::Paragraph)];
        let division = f.word("division", &words, "part or paragraph");
        let code = code?;
        Some((code.clone(), Self { code, short: short?, division: division? }))
    }
}

/// What a rule rests on, ready to be said in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// As the files have it, for those who know the acts.
    pub cite: String,
    /// The place, where it is one place in one act, with the act.
    pub place: Option<(Citation, Act)>,
}

impl Basis {
    /// In words, such as «АПК 150-бабының 1-бөлігі»; as the files have it where it is not one place.
    pub fn said(&self, lang: Lang) -> Said {
        let Some((place, act)) = &self.place else {
            return Said::new("cite-text").with("cite", self.cite.clone());
        };
        let key = match (act.division, &place.part, &place.item) {
            (_, None, None) => "cite-article",
            (_, None, Some(_)) => "cite-article-item",
            (Division::Part, Some(_), None) => "cite-part",
            (Division::Part, Some(_), Some(_)) => "cite-part-item",
            (Division::Paragraph, Some(_), None) => "cite-paragraph",
            (Division::Paragraph, Some(_), Some(_)) => "cite-paragraph-item",
        };
        let mut said =
            Said::new(key).with("act", act.short.get(lang).to_owned()).with("article", place.article.clone());
        said.args.extend(place.part.clone().map(|part| ("part", Arg::Text(part))));
        said.args.extend(place.item.clone().map(|item| ("item", Arg::Text(item))));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    fn parse(text: &str) -> Option<Citation> {
        Citation::parse("a".to_owned(), text)
    }

    #[test]
    fn a_place_is_an_article_a_part_and_an_item() {
        for (text, article, part, item) in [
            ("173", "173", None, None),
            ("150(1)", "150", Some("1"), None),
            ("148(2)(6-1)", "148", Some("2"), Some("6-1")),
            ("277()(4)", "277", None, Some("4")),
            ("27-1", "27-1", None, None),
        ] {
            let place = parse(text).unwrap();
            assert_eq!(
                (place.article.as_str(), place.part.as_deref(), place.item.as_deref()),
                (article, part, item)
            );
        }
        for bad in [
            "",
            "a",
            "150(",
            "150()",
            "150(1",
            "150 (1)",
            "150(1)(2)(3)",
            "150(a)",
            "15000",
            "-1",
            "1-",
            "1(1)()",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_place_by_panic(text in any::<String>(), near in "[0-9(),-]{0,12}") {
            let _any = parse(&text);
            if let Some(place) = parse(&near) {
                let part = place.part.map(|part| format!("({part})"));
                let none = place.item.is_some().then(|| "()".to_owned());
                let item = place.item.map(|item| format!("({item})")).unwrap_or_default();
                prop_assert_eq!(format!("{}{}{item}", place.article, part.or(none).unwrap_or_default()), near);
            }
        }
    }
}
