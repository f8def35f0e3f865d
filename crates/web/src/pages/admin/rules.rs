//! `GET /admin/rules`: the rules in force on a day, with article, dates, source and mark, by kind and by words.

use super::shell;
use crate::error::ApiError;
use crate::pages::read;
use crate::pages::shell::{Page as _, Say, Shell, Visit};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tarazy_base::fold_text::fold;
use tarazy_base::time::parse_date;
use tarazy_base::{Certainty, Date, DateCase, Instant, Lang, date_kk, format_date};
use tarazy_law::{Law, Listed};

/// Most rules of a page.
const MOST: usize = 100;

/// What is asked.
#[derive(Deserialize)]
pub(in crate::pages) struct Asked {
    day: Option<String>,
    kind: Option<String>,
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "admin_rules.html")]
struct Rules {
    s: Shell,
    day: String,
    q: String,
    /// Word, name, chosen.
    kinds: Vec<(String, String, bool)>,
    /// A mark in words, and how many rules bear it.
    marks: Vec<(String, String)>,
    unsure: String,
    found: String,
    is_cut: bool,
    lines: Vec<Line>,
}

struct Line {
    kind: String,
    key: String,
    text: String,
    cite: String,
    dates: String,
    source: String,
    mark: String,
    is_unsure: bool,
}

/// The rules.
pub(in crate::pages) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, ApiError> {
    let site = visit.site.clone();
    read(&site, move |site| {
        let say = visit.say();
        let today = Instant::from_ms((site.clock)()).map_err(|e| ApiError::internal(&e))?.date_in(site.zone);
        let typed = asked.day.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let chosen = typed.map_or(Ok(today), parse_date);
        let mut s = shell(&visit, say.t("admin-rules"), true)?;
        let mut status = StatusCode::OK;
        let day = chosen.unwrap_or_else(|_| {
            s.errors.push(("day".to_owned(), say.t("admin-day-wrong")));
            status = StatusCode::UNPROCESSABLE_ENTITY;
            today
        });
        let all = in_force(&site.law, day);
        let (kind, q) = (asked.kind.unwrap_or_default(), asked.q.unwrap_or_default());
        let words = fold(&q);
        let fits = |rule: &&Listed<'_>| (kind.is_empty() || rule.section == kind) && has(rule, &words);
        let found: Vec<&Listed<'_>> = all.iter().filter(fits).collect();
        let count = |mark: Certainty| all.iter().filter(|rule| rule.certainty == mark).count().to_string();
        let page = Rules {
            s,
            day: typed.map_or_else(|| today.to_string(), |day| day.chars().take(16).collect()),
            kinds: kinds(say, &all, &kind),
            marks: Certainty::ALL.map(|mark| (say.of("admin-mark-", mark.as_str()), count(mark))).into(),
            unsure: count(Certainty::Unsure),
            found: found.len().to_string(),
            is_cut: found.len() > MOST,
            lines: found.iter().take(MOST).map(|rule| line(say, rule)).collect(),
            q: q.chars().take(100).collect(),
        };
        page.show_as(status)
    })
    .await
}

/// Of each rule the version that holds on a day, by all that is known today.
fn in_force(law: &Law, day: Date) -> Vec<Listed<'_>> {
    let mut of: BTreeMap<(&str, &str), Listed<'_>> = BTreeMap::new();
    let holds = |rule: &Listed<'_>| rule.from <= day && rule.to.is_none_or(|to| day < to);
    for rule in law.listed().into_iter().filter(holds) {
        // As the books choose: what became known last, a correction before what it corrects.
        let newest = |rule: &Listed<'_>| (rule.known, rule.from);
        let held = of.entry((rule.section, rule.key)).or_insert(rule);
        if newest(held) < newest(&rule) {
            *held = rule;
        }
    }
    of.into_values().collect()
}

/// True if a rule holds all words that are looked for, in whatever language.
fn has(rule: &Listed<'_>, words: &str) -> bool {
    let text = [rule.key, rule.cite, rule.source, &rule.text.kk, &rule.text.ru, &rule.text.en].join(" ");
    let text = fold(&text);
    words.split_whitespace().all(|word| text.contains(word))
}

fn kinds(say: Say, all: &[Listed<'_>], chosen: &str) -> Vec<(String, String, bool)> {
    let sections: BTreeSet<&str> = all.iter().map(|rule| rule.section).collect();
    let named = sections.into_iter().map(|of| (of.to_owned(), say.of("admin-rule-of-", of), of == chosen));
    let mut named: Vec<_> = named.collect();
    named.sort_by_cached_key(|(_, name, _)| crate::order::key(name));
    named
}

fn line(say: Say, rule: &Listed<'_>) -> Line {
    let since = say.a("admin-rule-since", "day", &day(say, rule.from, DateCase::Ablative));
    let until = rule.to.map(|to| say.a("admin-rule-until", "day", &day(say, to, DateCase::Dative)));
    let known = rule.known;
    let known = known.map(|known| say.a("admin-rule-known", "day", &day(say, known, DateCase::Ablative)));
    Line {
        kind: say.of("admin-rule-of-", rule.section),
        key: rule.key.to_owned(),
        text: rule.text.get(say.0).to_owned(),
        cite: rule.cite.to_owned(),
        dates: std::iter::once(since).chain(until).chain(known).collect::<Vec<_>>().join(", "),
        source: rule.source.to_owned(),
        mark: say.of("admin-mark-", rule.certainty.as_str()),
        is_unsure: rule.certainty == Certainty::Unsure,
    }
}

/// A day as the sentence needs it: in Kazakh its month carries the ending.
fn day(say: Say, day: Date, case: DateCase) -> String {
    if say.0 == Lang::Kk { date_kk(day, case) } else { format_date(day, say.0) }
}
