//! Reads one table of a TOML file member by member, keeps the line of each, and notes every fault instead of stopping at
//! the first.

use crate::error::{LawError, LawFault};
use jiff::civil::Time;
use std::collections::BTreeSet;
use tarazy_base::time::parse_clock;
use tarazy_base::{Certainty, Date, Identifier, Text3};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file by its name, and where its lines begin.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) name: &'a str,
    pub(crate) lines: &'a [usize],
}

/// The bytes at which the second and later lines begin.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1).collect()
}

impl Source<'_> {
    /// Line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        1 + self.lines.partition_point(|start| *start <= at)
    }

    pub(crate) fn error(&self, line: usize, fault: LawFault) -> LawError {
        LawError { file: self.name.to_owned(), line, fault }
    }
}

/// One table that is being read.
pub(crate) struct Fields<'a, 'f> {
    source: Source<'a>,
    table: &'a DeTable<'a>,
    line: usize,
    known: BTreeSet<&'static str>,
    faults: &'f mut Vec<LawError>,
}

impl<'a, 'f> Fields<'a, 'f> {
    pub(crate) fn new(
        source: Source<'a>,
        table: &'a DeTable<'a>,
        at: usize,
        faults: &'f mut Vec<LawError>,
    ) -> Self {
        Self { source, table, line: source.line(at), known: BTreeSet::new(), faults }
    }

    /// Line of the table's beginning.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn file(&self) -> &'a str {
        self.source.name
    }

    /// Notes a fault of the table as a whole.
    pub(crate) fn fault(&mut self, fault: LawFault) {
        self.faults.push(self.source.error(self.line, fault));
    }

    fn wrong<T>(&mut self, at: usize, member: &'static str, expected: &'static str) -> Option<T> {
        let line = self.source.line(at);
        self.faults.push(self.source.error(line, LawFault::Wrong { member, expected }));
        None
    }

    /// The value of a member that may be absent.
    fn get(&mut self, member: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.insert(member);
        self.table.get(member)
    }

    fn need(&mut self, member: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let found = self.get(member);
        if found.is_none() {
            self.fault(LawFault::Missing(member));
        }
        found
    }

    pub(crate) fn has(&mut self, member: &'static str) -> bool {
        self.get(member).is_some()
    }

    /// Text that is not empty.
    pub(crate) fn text(&mut self, member: &'static str) -> Option<String> {
        let value = self.need(member)?;
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            _ => self.wrong(value.span().start, member, "a text that is not empty"),
        }
    }

    /// Text, which may be empty.
    pub(crate) fn any_text(&mut self, member: &'static str) -> Option<String> {
        let value = self.need(member)?;
        let text = value.get_ref().as_str().map(ToOwned::to_owned);
        text.or_else(|| self.wrong(value.span().start, member, "a text"))
    }

    /// An identifier by the docket's grammar.
    pub(crate) fn id(&mut self, member: &'static str) -> Option<String> {
        let text = self.text(member)?;
        if Identifier::parse(&text).is_ok() {
            return Some(text);
        }
        let at = self.get(member)?.span().start;
        self.wrong(at, member, "an identifier (Latin letters, digits, `.`, `_`, `-`)")
    }

    /// A whole number within bounds.
    pub(crate) fn int<T: TryFrom<i64>>(
        &mut self,
        member: &'static str,
        bounds: std::ops::RangeInclusive<i64>,
        expected: &'static str,
    ) -> Option<T> {
        let value = self.need(member)?;
        let number =
            value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        let fits = number.filter(|n| bounds.contains(n)).and_then(|n| T::try_from(n).ok());
        fits.or_else(|| self.wrong(value.span().start, member, expected))
    }

    /// A truth value; absent is false.
    pub(crate) fn flag(&mut self, member: &'static str) -> Option<bool> {
        let Some(value) = self.get(member) else { return Some(false) };
        value.get_ref().as_bool().or_else(|| self.wrong(value.span().start, member, "true or false"))
    }

    /// A day, written without quotes.
    pub(crate) fn date(&mut self, member: &'static str) -> Option<Date> {
        let value = self.need(member)?;
        let datetime = value.get_ref().as_datetime().filter(|d| d.time.is_none() && d.offset.is_none());
        let day = datetime.and_then(|d| d.date).and_then(|d| {
            let year = i16::try_from(d.year).ok()?;
            Date::new(year, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?).ok()
        });
        day.or_else(|| self.wrong(value.span().start, member, "a day, such as 2016-01-01"))
    }

    /// An hour and minute of a day, written `"18:30"`.
    pub(crate) fn clock(&mut self, member: &'static str) -> Option<Time> {
        let value = self.need(member)?;
        let time = value.get_ref().as_str().and_then(|text| parse_clock(text).ok());
        time.or_else(|| self.wrong(value.span().start, member, "an hour and minute, such as \"18:30\""))
    }

    /// The mark V, S, M or L.
    pub(crate) fn mark(&mut self) -> Option<Certainty> {
        let value = self.need("mark")?;
        let mark = value.get_ref().as_str().and_then(Certainty::from_letter);
        mark.or_else(|| self.wrong(value.span().start, "mark", "V, S, M or L"))
    }

    /// A text in Kazakh, Russian and English, none of them empty.
    pub(crate) fn text3(&mut self, member: &'static str) -> Option<Text3> {
        let value = self.need(member)?;
        let part = |lang: &str| {
            let text = value.get_ref().as_table()?.get(lang)?.get_ref().as_str()?.trim();
            if text.is_empty() { None } else { Some(text.to_owned()) }
        };
        let no_more = value.get_ref().as_table().is_some_and(|t| t.len() == 3);
        match (part("kk"), part("ru"), part("en")) {
            (Some(kk), Some(ru), Some(en)) if no_more => Some(Text3::new(kk, ru, en)),
            _ => {
                self.wrong(value.span().start, member, "a text in kk, ru and en: { kk = …, ru = …, en = … }")
            }
        }
    }

    /// A list of tables, each read by the function; absent is empty.
    pub(crate) fn each<T>(
        &mut self,
        member: &'static str,
        expected: &'static str,
        mut read: impl FnMut(&mut Fields<'a, '_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(value) = self.get(member) else { return Some(Vec::new()) };
        let Some(items) = value.get_ref().as_array() else {
            return self.wrong(value.span().start, member, expected);
        };
        let mut found = Vec::new();
        for item in items {
            let at = item.span().start;
            let Some(table) = item.get_ref().as_table() else {
                return self.wrong(at, member, expected);
            };
            let mut fields = Fields::new(self.source, table, at, self.faults);
            let one = read(&mut fields);
            fields.finish();
            found.push(one?);
        }
        Some(found)
    }

    /// A list of identifiers; absent is empty.
    pub(crate) fn ids(&mut self, member: &'static str) -> Option<Vec<String>> {
        let expected = "a list of identifiers (Latin letters, digits, `.`, `_`, `-`)";
        let Some(value) = self.get(member) else { return Some(Vec::new()) };
        let items = value.get_ref().as_array();
        let id = |item: &Spanned<DeValue<'_>>| {
            item.get_ref().as_str().filter(|text| Identifier::parse(text).is_ok()).map(ToOwned::to_owned)
        };
        let ids = items.and_then(|items| items.iter().map(id).collect());
        ids.or_else(|| self.wrong(value.span().start, member, expected))
    }

    /// One of a closed list of words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        member: &'static str,
        words: &[(&str, T)],
        expected: &'static str,
    ) -> Option<T> {
        let value = self.need(member)?;
        let found = value.get_ref().as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
        found.map(|(_, meaning)| *meaning).or_else(|| self.wrong(value.span().start, member, expected))
    }

    /// Members that were not asked for are faults.
    pub(crate) fn finish(self) {
        for (name, _) in self.table {
            if !self.known.contains(name.get_ref().as_ref()) {
                let line = self.source.line(name.span().start);
                let fault = LawFault::UnknownMember(name.get_ref().clone().into_owned());
                self.faults.push(self.source.error(line, fault));
            }
        }
    }
}
