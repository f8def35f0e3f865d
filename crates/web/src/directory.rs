//! Courts and judges, as reference data have them.

use crate::order;
use std::collections::BTreeMap;
use tarazy_base::Lang;
use tarazy_base::fold_text::fold;
use tarazy_docket::from_value;
use tarazy_registry::{Court, JudgeCard};
use tarazy_store::{Reader, Refusal, truth};

/// Courts and judges.
pub struct Directory {
    courts: BTreeMap<String, Court>,
    judges: BTreeMap<String, JudgeCard>,
}

impl Directory {
    /// Reads them.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub(crate) fn read(reader: &mut dyn Reader) -> Result<Self, Refusal> {
        let courts = truth::references(reader, "court")?.into_iter();
        let judges = truth::references(reader, "judge")?.into_iter();
        Ok(Self {
            courts: courts
                .map(|(id, value)| Ok((id, from_value(&value).map_err(Refusal::internal)?)))
                .collect::<Result<_, Refusal>>()?,
            judges: judges
                .map(|(id, value)| Ok((id, from_value(&value).map_err(Refusal::internal)?)))
                .collect::<Result<_, Refusal>>()?,
        })
    }

    /// The court with a code.
    pub(crate) fn court(&self, code: &str) -> Option<&Court> {
        self.courts.get(code)
    }

    /// The only court of the installation.
    pub(crate) fn only_court(&self) -> Option<&Court> {
        self.courts.values().next().filter(|_| self.courts.len() == 1)
    }

    /// How many courts there are.
    pub(crate) fn count(&self) -> usize {
        self.courts.len()
    }

    /// The courts that fit what somebody typed, by name in his language. Everything fits nothing typed.
    pub(crate) fn search(&self, typed: &str, lang: Lang) -> Vec<&Court> {
        let words = fold(typed);
        let words: Vec<&str> = words.split_whitespace().collect();
        let fits = |court: &&Court| {
            let Court { code, name, .. } = court;
            let text = fold(&format!("{code} {} {} {}", name.kk, name.ru, name.en));
            words.iter().all(|word| text.contains(word))
        };
        let mut found: Vec<&Court> = self.courts.values().filter(fits).collect();
        found.sort_by_cached_key(|court| (order::key(name(court, lang)), court.code.clone()));
        found
    }

    /// What people call a judge; his id if he is not known.
    pub(crate) fn judge_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.judges.get(id).map_or(id, |card| card.name.as_str())
    }

    /// The judges of a court by name: id and name.
    pub(crate) fn judges_of(&self, court: &str) -> Vec<(&str, &str)> {
        let all = self.judges.iter().filter(|(_, card)| card.court == court);
        let mut found: Vec<(&str, &str)> = all.map(|(id, card)| (id.as_str(), card.name.as_str())).collect();
        found.sort_by_cached_key(|(id, name)| (order::key(name), (*id).to_owned()));
        found
    }
}

/// The court's name in a language.
pub(crate) fn name(court: &Court, lang: Lang) -> &str {
    match lang {
        Lang::Kk => &court.name.kk,
        Lang::Ru => &court.name.ru,
        Lang::En => &court.name.en,
    }
}
