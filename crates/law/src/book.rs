//! All rules of one kind, and the checks on their versions.

use crate::citation::Act;
use crate::error::{LawError, LawFault};
use crate::rule::{Kind, Rule};
use tarazy_base::Date;

/// The rules of one kind, sorted by key and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Book<T>(Vec<Rule<T>>);

impl<T: Kind> Book<T> {
    pub(crate) fn new(mut rules: Vec<Rule<T>>) -> Self {
        rules.sort_by(|a, b| (&a.key, a.from).cmp(&(&b.key, b.from)));
        Self(rules)
    }

    /// Every version of every rule.
    pub(crate) fn all(&self) -> &[Rule<T>] {
        &self.0
    }

    /// What holds on a day by what was known on another, by key.
    pub(crate) fn at(&self, day: Date, known: Date) -> impl Iterator<Item = &Rule<T>> {
        self.0.chunk_by(|a, b| a.key == b.key).filter_map(move |versions| winner(versions, day, known))
    }

    /// The version of one rule that holds on a day by what was known on another.
    pub(crate) fn get(&self, key: &str, day: Date, known: Date) -> Option<&Rule<T>> {
        winner(self.versions(key), day, known)
    }

    /// All versions of one rule, in the order of their first days.
    pub(crate) fn versions(&self, key: &str) -> &[Rule<T>] {
        let first = self.0.partition_point(|rule| rule.key.as_str() < key);
        let count = self.0[first..].partition_point(|rule| rule.key == key);
        &self.0[first..first + count]
    }

    /// Puts the names of the act before every place in it; notes acts that no file has.
    pub(crate) fn name_acts(&mut self, acts: &Book<Act>, faults: &mut Vec<LawError>) {
        for rule in &mut self.0 {
            let Some(place) = &rule.place else { continue };
            match acts.versions(&place.act).last() {
                Some(act) => rule.cite = format!("{} / {} {}", act.short.kk, act.short.ru, place.short()),
                None => {
                    let (member, section) = ("act", Act::SECTION);
                    let fault = LawFault::Unknown { member, value: place.act.clone(), section };
                    faults.push(LawError { file: rule.file.clone(), line: rule.line, fault });
                }
            }
        }
    }

    /// Notes versions of one rule that overlap or leave a gap.
    pub(crate) fn check(&self, faults: &mut Vec<LawError>) {
        for versions in self.0.chunk_by(|a, b| a.key == b.key) {
            overlaps(versions, faults);
            let mut known: Vec<Date> = versions.iter().map(|rule| rule.known).collect();
            known.sort_unstable();
            known.dedup();
            let mut told = Vec::new();
            for known in known {
                gaps(versions, known, &mut told);
            }
            faults.extend(told);
        }
    }
}

/// Of the versions that hold on the day and were known, the one that became known last: a correction stands beside what it
/// corrects, and a later law takes over from its first day.
fn winner<T>(versions: &[Rule<T>], day: Date, known: Date) -> Option<&Rule<T>> {
    let seen = versions.iter().filter(|rule| rule.holds(day) && rule.known <= known);
    seen.max_by_key(|rule| (rule.known, rule.from))
}

/// Two versions that became known on one day must not hold on one day.
fn overlaps<T: Kind>(versions: &[Rule<T>], faults: &mut Vec<LawError>) {
    for (n, later) in versions.iter().enumerate() {
        let clash =
            |earlier: &&Rule<T>| earlier.known == later.known && earlier.to.is_none_or(|to| to > later.from);
        if let Some(earlier) = versions[..n].iter().find(clash) {
            let (file, line) = (earlier.file.clone(), earlier.line);
            let fault = LawFault::Overlap { what: name(later), file, line };
            faults.push(LawError { file: later.file.clone(), line: later.line, fault });
        }
    }
}

/// By what was known on a day, there is a version for every day from the first to the last.
fn gaps<T: Kind>(versions: &[Rule<T>], known: Date, told: &mut Vec<LawError>) {
    let mut covered: Option<Date> = None;
    for rule in versions.iter().filter(|rule| rule.known <= known) {
        if let Some(to) = covered.filter(|to| *to < rule.from && !rule.after_gap) {
            let fault = LawFault::Gap { what: name(rule), from: to, to: rule.from };
            let error = LawError { file: rule.file.clone(), line: rule.line, fault };
            if !told.contains(&error) {
                told.push(error);
            }
        }
        let end = rule.to.unwrap_or(Date::MAX);
        covered = Some(covered.map_or(end, |to| to.max(end)));
    }
}

fn name<T: Kind>(rule: &Rule<T>) -> String {
    format!("{} `{}`", T::SECTION, rule.key)
}
