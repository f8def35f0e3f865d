//! What a party, judge or clerk reads on this program's screen, in Kazakh, Russian or English (`locales/`).

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use tarazy_base::Lang;
use tarazy_law::Said;
use tarazy_store::Refusal;
use unic_langid::LanguageIdentifier;

macro_rules! sources {
    ($lang:literal) => {
        [
            include_str!(concat!("../../../locales/", $lang, "/base.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/verify.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/case.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/procedure.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/notice.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/law.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/document.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/access.ftl")),
            include_str!(concat!("../../../locales/", $lang, "/demo.ftl")),
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

    /// A sentence of the law's room.
    pub(crate) fn law(&self, said: &Said) -> String {
        said.in_words(&|id, arguments| self.with(id, arguments))
    }

    /// A refusal in the user's words.
    pub(crate) fn refusal(&self, refusal: &Refusal) -> String {
        // A value that is a word of the program's own (a stage, a step) is said in the user's language.
        let kind = |name: &str| if name == "next" { "step".to_owned() } else { name.to_owned() };
        let word = |name: &str, value: &String| self.find(&format!("{}-{value}", kind(name)), &[]);
        let args: Vec<(&str, String)> = refusal
            .args
            .iter()
            .map(|(name, value)| (name.as_ref(), word(name, value).unwrap_or_else(|| value.clone())))
            .collect();
        let known = self.find(&format!("refused-{}", refusal.code), &args);
        let mut said =
            known.unwrap_or_else(|| self.with("refused-other", &[("code", refusal.code.to_string())]));
        // A step of procedure also names its article, and what can be done instead.
        for (name, id) in [("cite", "refused-basis"), ("next", "refused-next")] {
            if let Some(value) = args.iter().find(|(arg, _)| *arg == name) {
                said.push(' ');
                said.push_str(&self.with(id, &[(name, value.1.clone())]));
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// The codes of all refusals in the rooms that make them.
    fn codes() -> BTreeSet<String> {
        let mut codes = BTreeSet::new();
        for room in ["access", "registry", "store"] {
            let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room).join("src")];
            while let Some(folder) = folders.pop() {
                for item in std::fs::read_dir(folder).unwrap() {
                    let path = item.unwrap().path();
                    if path.is_dir() {
                        folders.push(path);
                    } else {
                        codes.extend(codes_in(&std::fs::read_to_string(path).unwrap()));
                    }
                }
            }
        }
        codes
    }

    fn codes_in(source: &str) -> impl Iterator<Item = String> {
        let refusals = source.split("Refusal::new(").skip(1).chain(source.split("Self::new(").skip(1));
        let short = ["wrong(\"", "not_now(\""].into_iter().flat_map(move |start| source.split(start).skip(1));
        let short = short.filter_map(|text| Some(text.split_once('"')?.0.to_owned()));
        let first = |text: &str| {
            let (status, rest) = text.split_once(", \"")?;
            let (code, _) = rest.split_once('"')?;
            status.parse::<u16>().ok().map(|_| code.to_owned())
        };
        refusals.filter_map(first).chain(short).collect::<Vec<_>>().into_iter()
    }

    #[test]
    fn every_refusal_has_its_sentence_in_every_language() {
        let codes = codes();
        assert!(codes.len() > 50, "{codes:?}");
        for lang in [Lang::Kk, Lang::Ru, Lang::En] {
            let texts = Texts::new(lang);
            let lacking: Vec<_> =
                codes.iter().filter(|code| texts.find(&format!("refused-{code}"), &[]).is_none()).collect();
            assert!(lacking.is_empty(), "{lang:?}: {lacking:?}");
        }
    }

    /// Every limit of the law, with everything that can happen to it.
    fn explained(lang: Lang) -> Vec<String> {
        use tarazy_base::{Date, Zone};
        use tarazy_law::{Length, Request, Ruling, RulingKind, Suspension};
        let (law, texts) = (tarazy_law::kazakhstan().unwrap(), Texts::new(lang));
        let mut lines = Vec::new();
        let from = Date::constant(2024, 4, 5);
        let paused = |to| Suspension { from: Date::constant(2024, 4, 8), to };
        let pauses = [None, Some(paused(None)), Some(paused(Some(Date::constant(2024, 4, 25))))];
        let closes = Date::constant(2024, 1, 1).at(18, 30, 0, 0).time();
        for limit in law.limits(from, Date::MAX) {
            for event in
                [from, Date::constant(2026, 1, 31), Date::constant(2026, 2, 7), Date::constant(2026, 11, 25)]
            {
                for pause in pauses {
                    for kind in
                        [None, Some(RulingKind::Extended), Some(RulingKind::Restored), Some(RulingKind::Set)]
                    {
                        let kind = kind.or((limit.length == Length::ByCourt).then_some(RulingKind::Set));
                        let ruling = kind.map(|kind| Ruling { kind, until: Date::constant(2027, 8, 2) });
                        let suspensions = pause.into_iter().collect();
                        let noon = Date::constant(2024, 1, 1).at(12, 5, 0, 0).time();
                        let moment = tarazy_base::Instant::at(event, noon, Zone::Almaty).unwrap();
                        let request = Request::at(&limit.code, moment, Zone::Almaty);
                        // Half of them by the court's own hour, half by the opening hours of the law.
                        let closes = Some(closes).filter(|_| event.day() % 2 == 1);
                        let request = Request { law: from, ruling, suspensions, closes, ..request };
                        let deadline = law.deadline(&request).unwrap();
                        lines.extend(deadline.lines(lang).iter().map(|said| texts.law(said)));
                    }
                }
            }
        }
        lines
    }

    #[test]
    fn every_explanation_of_a_deadline_is_whole_sentences_in_every_language() {
        for lang in [Lang::Kk, Lang::Ru, Lang::En] {
            let texts = Texts::new(lang);
            let mut seen = BTreeSet::new();
            for line in explained(lang) {
                // A message or variable that is missing stands as its own name.
                let names =
                    ["{$", "deadline-", "why-", "cite-", "length-", "mark-", "weekday-", "doubt-", ".."];
                assert!(!names.iter().any(|name| line.contains(name)), "{lang:?}: {line}");
                assert!(line.ends_with('.'), "{lang:?}: {line}");
                seen.insert(line);
            }
            assert!(seen.len() > 200, "{}", seen.len());
            for key in [
                "why-weekend",
                "why-holiday",
                "why-observed",
                "why-moved",
                "deadline-paused-open",
                "deadline-moment",
                "deadline-due-at",
                "deadline-at-once",
                "deadline-counter-hours",
            ] {
                assert!(texts.find(key, &[]).is_some(), "{lang:?}: {key}");
            }
        }
    }

    /// Commands and names of forms are the same in every language; all else is said in the reader's own.
    #[test]
    fn no_english_stands_in_a_kazakh_or_russian_sentence() {
        let is_command =
            |word: &str| word.starts_with("tarazy") || word.starts_with("--") || word.contains('.');
        let names =
            ["JSON", "UTC", "registrar", "chair", "draw", "bundle", "policy", "trust", "json", "leaf"];
        for sources in [sources!("kk"), sources!("ru")] {
            for line in sources.iter().flat_map(|source| source.lines()).filter(|l| !l.starts_with('#')) {
                let Some((name, text)) = line.split_once(" = ") else { continue };
                let tells_why = name.starts_with("refused") || name.starts_with("fault");
                assert!(!tells_why || !(text.contains("$what") || text.contains("$detail")), "{name}");
                // What follows the name of the program belongs to the command.
                let sentence = text.split("tarazy ").next().unwrap_or_default();
                let outside = sentence.split('{').flat_map(|part| part.rsplit('}').take(1));
                let words = outside
                    .flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '.'));
                for word in words.filter(|w| !is_command(w) && !names.contains(w)) {
                    let latin = word.chars().filter(char::is_ascii_alphabetic).count();
                    assert!(latin < 3, "{name}: {word}");
                }
            }
        }
    }

    #[test]
    fn a_refusal_names_step_and_stage_in_the_users_words() {
        let refusal = Refusal::new(409, "not-now").with("step", "case-close").with("stage", "registered");
        let said = Texts::new(Lang::Kk).refusal(&refusal);
        assert!(said.contains("іс жүргізуді аяқтау") && said.contains("тіркелді, бөлуді күтуде"), "{said}");
        let unknown = Texts::new(Lang::Ru).refusal(&Refusal::new(422, "of-a-later-version"));
        assert!(unknown.contains("of-a-later-version"), "{unknown}");
    }
}
