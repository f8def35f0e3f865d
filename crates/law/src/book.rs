//! All rules of one kind, and the checks on their versions.

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

    /// What holds on a day, by key.
    pub(crate) fn at(&self, day: Date) -> impl Iterator<Item = &Rule<T>> {
        self.0.iter().filter(move |rule| rule.holds(day))
    }

    /// The version of one rule that holds on a day.
    pub(crate) fn get(&self, key: &str, day: Date) -> Option<&Rule<T>> {
        let first = self.0.partition_point(|rule| rule.key.as_str() < key);
        self.0[first..].iter().take_while(|rule| rule.key == key).find(|rule| rule.holds(day))
    }

    /// Notes versions of one rule that overlap or leave a gap.
    pub(crate) fn check(&self, faults: &mut Vec<LawError>) {
        for pair in self.0.windows(2) {
            let [earlier, later] = pair else { continue };
            if earlier.key != later.key {
                continue;
            }
            if let Some(fault) = between(T::SECTION, earlier, later) {
                faults.push(LawError { file: later.file.clone(), line: later.line, fault });
            }
        }
    }
}

fn between<T>(section: &str, earlier: &Rule<T>, later: &Rule<T>) -> Option<LawFault> {
    let what = format!("{section} `{}`", later.key);
    match earlier.to {
        Some(to) if to == later.from || (to < later.from && later.after_gap) => None,
        Some(to) if to < later.from => Some(LawFault::Gap { what, from: to, to: later.from }),
        Some(_) | None => Some(LawFault::Overlap { what, file: earlier.file.clone(), line: earlier.line }),
    }
}
