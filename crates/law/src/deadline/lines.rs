//! The explanation in sentences, each a message of `locales/*/law.ftl`, in the order in which it is read aloud.

use super::{About, Deadline, Doubt, End, Ruling, RulingKind, Step, What};
use crate::calendar::OffWhy;
use crate::citation::Basis;
use crate::limits::{Ends, Length, Owner};
use crate::said::{Arg, Said};
use tarazy_base::{Certainty, Date, DateCase, Instant, Lang, Zone, date_kk, format_date, ordinal_kk};

impl Deadline {
    /// The deadline and how it comes about, a sentence each; last of all what of it has to be confirmed.
    pub fn lines(&self, lang: Lang) -> Vec<Said> {
        let mut lines = self.reasoning(lang);
        lines.extend(self.doubts.iter().map(|doubt| doubtful(doubt, lang)));
        lines
    }

    fn reasoning(&self, lang: Lang) -> Vec<Said> {
        let mut lines = vec![
            Said::new("deadline-what").with("what", self.limit.text.get(lang)),
            Said::new("deadline-rule").and("cite", self.limit.basis.said(lang)),
        ];
        if !matches!(self.limit.length, Length::After(_)) {
            lines.push(Said::new("deadline-length").and("length", length(&self.limit.length, lang)));
        }
        for step in &self.steps {
            self.step(step, lang, &mut lines);
        }
        self.end(lang, &mut lines);
        lines.push(dated(Said::new("deadline-version"), "from", self.limit.from, lang));
        lines
    }

    /// The last day, or what else the limit comes to, in one sentence.
    pub fn short(&self, lang: Lang) -> Said {
        match &self.end {
            End::Due { last, until, ends: Ends::Closing, .. } => {
                dated(Said::new("deadline-due-closing"), "date", *last, lang)
                    .with("time", clock(*until, self.zone))
            }
            End::Due { last, .. } => dated(Said::new("deadline-due"), "date", *last, lang),
            End::DueAt { until, .. } => at(Said::new("deadline-due-at"), "date", *until, self.zone, lang),
            End::AtOnce(day) => dated(Said::new("deadline-at-once"), "date", *day, lang),
            End::Begins(day) => {
                let follows = matches!(self.limit.length, Length::After(_));
                let key = if follows { "deadline-begins-after" } else { "deadline-begins" };
                dated(Said::new(key), "date", *day, lang)
            }
            End::Stopped { since, left } => {
                let left = amount(&self.limit.length, *left, lang);
                dated(Said::new("deadline-stopped"), "date", *since, lang).and("left", left)
            }
        }
    }

    fn step(&self, step: &Step, lang: Lang, lines: &mut Vec<Said>) {
        let cite = |said: Said| match &step.basis {
            Some(basis) => said.and("cite", basis.said(lang)),
            None => said.and("cite", Said::new("cite-none")),
        };
        let line = match &step.what {
            What::Event { day, moment, text } => {
                let key = if moment.is_some() { "deadline-event-at" } else { "deadline-event" };
                let said = dated(Said::new(key).with("event", text.get(lang)), "date", *day, lang);
                match moment {
                    Some(moment) => said.with("time", clock(*moment, self.zone)),
                    None => said,
                }
            }
            What::First(day) if step.basis.is_some() => {
                dated(Said::new("deadline-first"), "date", *day, lang)
            }
            What::First(day) => dated(Said::new("deadline-first-same"), "date", *day, lang),
            What::Moment(moment) => at(Said::new("deadline-moment"), "date", *moment, self.zone, lang),
            What::Halted { from, to } => {
                let key = if to.is_some() { "deadline-paused" } else { "deadline-paused-open" };
                let said = dated(Said::new(key), "from", from.date_in(self.zone), lang);
                to.map_or(said.clone(), |to| dated(said, "to", to.date_in(self.zone), lang))
            }
            What::Skipped(day, reason) => off("deadline-skipped", *day, reason, lang),
            What::Worked { day, off } => {
                let said = dated(Said::new("deadline-worked"), "date", *day, lang);
                dated(said, "off", *off, lang).and("weekday", weekday(*day))
            }
            What::Paused { from, to: Some(to) } => {
                dated(dated(Said::new("deadline-paused"), "from", *from, lang), "to", *to, lang)
            }
            What::Paused { from, to: None } => dated(Said::new("deadline-paused-open"), "from", *from, lang),
            What::Counted(day) => dated(Said::new("deadline-counted"), "date", *day, lang),
            What::SameNumber(day) => dated(Said::new("deadline-same-number"), "date", *day, lang),
            What::NoSuchNumber { number, last } => {
                let number = u64::try_from(*number).unwrap_or(0);
                let shown = if lang == Lang::Kk { ordinal_kk(number) } else { number.to_string() };
                dated(Said::new("deadline-no-such-number").with("number", shown), "date", *last, lang)
            }
            What::Longer { days, last } => {
                let days = amount(&Length::Days(*days), *days, lang);
                dated(Said::new("deadline-longer").and("days", days), "date", *last, lang)
            }
            What::Moved { from, to, over } => {
                lines.extend(over.iter().map(|(day, reason)| off("deadline-off", *day, reason, lang)));
                dated(dated(Said::new("deadline-moved"), "from", *from, lang), "to", *to, lang)
            }
            What::Ruled(Ruling { kind, until }) => dated(Said::new(ruled(*kind)), "date", *until, lang),
            What::Follows(other) => {
                lines.push(Said::new("deadline-follows"));
                lines.extend(other.reasoning(lang));
                return;
            }
        };
        lines.push(cite(line));
    }

    fn end(&self, lang: Lang, lines: &mut Vec<Said>) {
        lines.push(self.short(lang));
        let zone = |until| Said::new("deadline-zone").with("offset", offset(until, self.zone));
        if let End::DueAt { until, .. } = &self.end {
            lines.push(zone(*until));
        }
        let End::Due { until, ends, counter, basis, .. } = &self.end else { return };
        let cited = |said: Said, basis: Option<&Basis>| match basis {
            Some(basis) => said.and("cite", basis.said(lang)),
            None => said.and("cite", Said::new("cite-none")),
        };
        if *ends == Ends::Midnight {
            let party = matches!(self.limit.owner, Owner::Party | Owner::Claimant | Owner::Respondent);
            let key = if party { "deadline-midnight" } else { "deadline-midnight-court" };
            lines.push(cited(Said::new(key), basis.first()));
        }
        if let Some(counter) = counter {
            let key = if counter.by.is_some() { "deadline-counter-hours" } else { "deadline-counter" };
            let said = Said::new(key).with("time", clock(counter.at, self.zone));
            let said = match &counter.by {
                Some(by) => said.with("hours", by.text.get(lang)).and("mark", Said::new(mark(by.mark))),
                None => said,
            };
            lines.push(cited(said, basis.get(1)));
        }
        lines.push(zone(*until));
    }
}

/// Puts a date in: as it is, and for Kazakh in three cases under the name with `-on`, `-from` and `-to`.
fn dated(mut said: Said, name: &'static str, day: Date, lang: Lang) -> Said {
    let [on, from, to] = match name {
        "date" => ["date-on", "date-from", "date-to"],
        "from" => ["from-on", "from-from", "from-to"],
        "to" => ["to-on", "to-from", "to-to"],
        "off" => ["off-on", "off-from", "off-to"],
        _ => ["of-on", "of-from", "of-to"],
    };
    said.args.push((name, Arg::Text(format_date(day, lang))));
    for (name, case) in [(on, DateCase::Locative), (from, DateCase::Ablative), (to, DateCase::Dative)] {
        let text = if lang == Lang::Kk { date_kk(day, case) } else { format_date(day, lang) };
        said.args.push((name, Arg::Text(text)));
    }
    said
}

/// Puts the day and the clock of a moment in.
fn at(said: Said, name: &'static str, moment: Instant, zone: Zone, lang: Lang) -> Said {
    dated(said, name, moment.date_in(zone), lang).with("time", clock(moment, zone))
}

/// A day that is off, and why.
fn off(key: &'static str, day: Date, reason: &OffWhy, lang: Lang) -> Said {
    let why = match reason {
        OffWhy::Weekend => Said::new("why-weekend").and("weekday", weekday(day)),
        OffWhy::Holiday(name) => Said::new("why-holiday").with("name", name.get(lang)),
        OffWhy::Observed { of, name } => {
            dated(Said::new("why-observed").with("name", name.get(lang)), "of", *of, lang)
        }
        OffWhy::Moved { from } => dated(Said::new("why-moved"), "from", *from, lang),
    };
    dated(Said::new(key), "date", day, lang).and("why", why)
}

fn ruled(kind: RulingKind) -> &'static str {
    match kind {
        RulingKind::Set => "deadline-ruled-set",
        RulingKind::Extended => "deadline-ruled-extended",
        RulingKind::Restored => "deadline-ruled-restored",
    }
}

fn doubtful(doubt: &Doubt, lang: Lang) -> Said {
    let said = match &doubt.about {
        About::Rule(basis) => Said::new("doubt-rule").and("cite", basis.said(lang)),
        About::Calendar(year) => Said::new("doubt-calendar").with("year", year.to_string()),
    };
    said.and("mark", Said::new(mark(doubt.mark)))
}

/// The message that says how sure a mark is.
pub(crate) fn mark(mark: Certainty) -> &'static str {
    match mark {
        Certainty::Verified => "mark-verified",
        Certainty::Secondary => "mark-secondary",
        Certainty::Memory => "mark-memory",
        Certainty::Unsure => "mark-unsure",
    }
}

/// A length in words.
pub(crate) fn length(length: &Length, lang: Lang) -> Said {
    match length {
        Length::Days(n) | Length::WorkingDays(n) | Length::Months(n) | Length::Years(n) => {
            amount(length, *n, lang)
        }
        Length::Hours(n) => amount(length, *n, lang),
        Length::FullDays(n) => full_days(*n, lang),
        Length::AtOnce => Said::new("length-at-once"),
        Length::SameDay => Said::new("length-same-day"),
        Length::After(_) => Said::new("length-after"),
        Length::ByCourt => Said::new("length-by-court"),
    }
}

/// So many units of a length; what is left of months and years is days of the calendar.
fn amount(length: &Length, n: u32, lang: Lang) -> Said {
    let whole = |of: &u32| *of == n;
    let keys = match length {
        Length::WorkingDays(_) => {
            ["length-working-days-one", "length-working-days-few", "length-working-days-many"]
        }
        Length::Months(of) if whole(of) => ["length-months-one", "length-months-few", "length-months-many"],
        Length::Years(of) if whole(of) => ["length-years-one", "length-years-few", "length-years-many"],
        Length::Hours(_) | Length::FullDays(_) => {
            ["length-hours-one", "length-hours-few", "length-hours-many"]
        }
        _ => ["length-days-one", "length-days-few", "length-days-many"],
    };
    numbered(keys, n, lang)
}

/// So many days of 24 hours.
fn full_days(n: u32, lang: Lang) -> Said {
    numbered(["length-full-days-one", "length-full-days-few", "length-full-days-many"], n, lang)
}

/// The message for a number, by the grammar of the language.
fn numbered([one, few, many]: [&'static str; 3], n: u32, lang: Lang) -> Said {
    let key = match (lang, n % 10, n % 100) {
        (Lang::Ru, _, 11..=14) => many,
        (Lang::Ru, 1, _) => one,
        (Lang::Ru, 2..=4, _) => few,
        (Lang::Ru, _, _) => many,
        (Lang::Kk | Lang::En, _, _) if n == 1 => one,
        (Lang::Kk | Lang::En, _, _) => many,
    };
    Said::new(key).with("n", n.to_string())
}

fn weekday(day: Date) -> Said {
    let key = match day.weekday().to_monday_one_offset() {
        1 => "weekday-1",
        2 => "weekday-2",
        3 => "weekday-3",
        4 => "weekday-4",
        5 => "weekday-5",
        6 => "weekday-6",
        _ => "weekday-7",
    };
    Said::new(key)
}

fn clock(moment: Instant, zone: Zone) -> String {
    let local = moment.in_zone(zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// The offset of the zone just before a moment, such as `UTC+5`.
fn offset(until: Instant, zone: Zone) -> String {
    let minutes = super::before(until).in_zone(zone).offset().seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    if rest == 0 { format!("UTC{sign}{hours}") } else { format!("UTC{sign}{hours}:{rest:02}") }
}
