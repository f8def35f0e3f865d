//! Reading the rows of a flow: strict, line by line, one bad line never harms another, and their order does not matter.

use super::corrections::Corrections;
use std::collections::BTreeMap;
use tarazy_base::Date;
use tarazy_base::time::parse_date;
use tarazy_law::Law;

/// The columns, in order. A file with another first line is of another shape and is not read.
pub const COLUMNS: [&str; 10] = [
    "id",
    "filed",
    "judged",
    "status",
    "subject",
    "class",
    "district",
    "courthouse",
    "chamber",
    "claim_value",
];
/// The largest file, in bytes.
pub const MAX_FILE: usize = 256 << 20;
/// The longest line, in bytes.
const MAX_LINE: usize = 4096;
/// The longest field, in bytes.
const MAX_FIELD: usize = 300;

/// A case of the flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line of the file, from 1; the first line holds the names of the columns.
    pub line: u64,
    /// Running number in the source.
    pub id: u32,
    /// Day of filing.
    pub filed: Date,
    /// Day of the judgment in first instance.
    pub judged: Date,
    /// Code of the category that the law gives to subject and class.
    pub category: String,
    /// Where the court sits.
    pub district: String,
    /// The court.
    pub courthouse: String,
    /// The chamber that judged it in the source.
    pub chamber: String,
    /// The amount as the source writes it, with its currency; `None` if it gives none.
    pub value: Option<String>,
}

/// Why a line is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Not UTF-8, or with control characters.
    NotText,
    /// The line or a field is too long.
    TooLong,
    /// Not ten fields, or a quotation mark is not closed.
    Fields,
    /// Not a positive number.
    Id,
    /// Another line has the same number.
    Duplicate,
    /// Not `YYYY-MM-DD`, or no such day.
    Date,
    /// Judged before it was filed.
    JudgedBeforeFiled,
    /// Judged after today.
    Future,
    /// Empty where something must stand.
    Empty,
    /// Subject or class is not in the category table.
    UnknownSubject,
    /// Not an amount with a currency sign.
    Amount,
    /// The court is not in the list of courts that was given.
    UnknownCourt,
    /// The file of corrections expects another value here.
    Correction,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 13] = [
        Self::NotText,
        Self::TooLong,
        Self::Fields,
        Self::Id,
        Self::Duplicate,
        Self::Date,
        Self::JudgedBeforeFiled,
        Self::Future,
        Self::Empty,
        Self::UnknownSubject,
        Self::Amount,
        Self::UnknownCourt,
        Self::Correction,
    ];

    /// Key of its message, and its stable code in the reject file without `reject-`.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotText => "reject-not-text",
            Self::TooLong => "reject-too-long",
            Self::Fields => "reject-fields",
            Self::Id => "reject-id",
            Self::Duplicate => "reject-duplicate",
            Self::Date => "reject-date",
            Self::JudgedBeforeFiled => "reject-judged-before-filed",
            Self::Future => "reject-future",
            Self::Empty => "reject-empty",
            Self::UnknownSubject => "reject-unknown-subject",
            Self::Amount => "reject-amount",
            Self::UnknownCourt => "reject-unknown-court",
            Self::Correction => "reject-correction",
        }
    }
}

/// A line that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Line of the file, from 1.
    pub line: u64,
    /// The column at fault; empty if the whole line is.
    pub column: &'static str,
    /// Why.
    pub reason: Reason,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flow {
    /// Rows by id.
    pub rows: Vec<Row>,
    /// Lines not taken, in order of lines.
    pub rejects: Vec<Reject>,
    /// Numbers of rows that the corrections name and the file does not hold.
    pub unused_corrections: Vec<u32>,
}

/// The file as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongShape {
    /// The first line does not name the columns.
    #[error("the first line must be: {}", COLUMNS.join(","))]
    Header,
    /// No line follows the first.
    #[error("the file holds no rows")]
    NoRows,
    /// Larger than [`MAX_FILE`].
    #[error("the file is larger than {} MB", MAX_FILE >> 20)]
    TooLarge,
    /// The law has no rules on the day of a row's filing.
    #[error("the law has no rules for {0}")]
    NoLaw(Date),
}

/// The fields of a line, in the order of [`COLUMNS`].
type Fields = [String; COLUMNS.len()];

/// Reads a whole file. `today` is the last day on which a case can have been judged.
///
/// # Errors
/// [`WrongShape`] if the file is not such a file at all. Bad lines are no error: they are in [`Flow::rejects`].
pub fn read(bytes: &[u8], corrections: &Corrections, law: &Law, today: Date) -> Result<Flow, WrongShape> {
    if bytes.len() > MAX_FILE {
        return Err(WrongShape::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = (1u64..).zip(bytes.split(|b| *b == b'\n').map(|l| l.strip_suffix(b"\r").unwrap_or(l)));
    match lines.next() {
        Some((_, header)) if header == COLUMNS.join(",").as_bytes() => {}
        _ => return Err(WrongShape::Header),
    }
    let mut flow = Flow::default();
    let mut taken: BTreeMap<u32, Vec<(u64, Fields)>> = BTreeMap::new();
    let mut any = false;
    for (line, bytes) in lines.filter(|(_, bytes)| !bytes.is_empty()) {
        any = true;
        match split(bytes).and_then(|fields| Ok((id(&fields[0])?, fields))) {
            Ok((id, fields)) => taken.entry(id).or_default().push((line, fields)),
            Err((column, reason)) => flow.rejects.push(Reject { line, column, reason }),
        }
    }
    if !any {
        return Err(WrongShape::NoRows);
    }
    flow.unused_corrections = corrections.ids().filter(|id| !taken.contains_key(id)).collect();
    for (id, mut same) in taken {
        // Of several lines with one number the least by content is taken, so that the order of lines does not decide.
        same.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        let rest = same.split_off(1);
        flow.rejects.extend(rest.iter().map(|(line, _)| Reject {
            line: *line,
            column: COLUMNS[0],
            reason: Reason::Duplicate,
        }));
        for (line, mut fields) in same {
            if let Err(column) = corrections.apply(id, &mut fields) {
                flow.rejects.push(Reject { line, column, reason: Reason::Correction });
                continue;
            }
            match row(line, id, &fields, law, today)? {
                Ok(row) => flow.rows.push(row),
                Err((column, reason)) => flow.rejects.push(Reject { line, column, reason }),
            }
        }
    }
    flow.rejects.sort_by_key(|r| r.line);
    Ok(flow)
}

type Fault = (&'static str, Reason);

/// Splits a line. Fields never hold a line break, so a quotation mark that is not closed spoils this line alone.
fn split(bytes: &[u8]) -> Result<Fields, Fault> {
    if bytes.len() > MAX_LINE {
        return Err(("", Reason::TooLong));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ("", Reason::NotText))?;
    if text.chars().any(char::is_control) {
        return Err(("", Reason::NotText));
    }
    // Too few commas cannot make ten fields. To see that here spares the reader, which is dear to make for each line.
    if !text.matches('"').count().is_multiple_of(2) || text.matches(',').count() + 1 < COLUMNS.len() {
        return Err(("", Reason::Fields));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(record)) = records.next() else { return Err(("", Reason::Fields)) };
    let fields: Vec<String> = record.iter().map(|f| tarazy_base::fold_text::nfc(f.trim())).collect();
    let fields: Fields = fields.try_into().map_err(|_| ("", Reason::Fields))?;
    match fields.iter().position(|f| f.len() > MAX_FIELD) {
        Some(i) => Err((COLUMNS[i], Reason::TooLong)),
        None => Ok(fields),
    }
}

fn id(text: &str) -> Result<u32, Fault> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain).ok_or((COLUMNS[0], Reason::Id))
}

fn date(fields: &Fields, i: usize) -> Result<Date, Fault> {
    parse_date(&fields[i]).map_err(|_| (COLUMNS[i], Reason::Date))
}

fn row(line: u64, id: u32, f: &Fields, law: &Law, today: Date) -> Result<Result<Row, Fault>, WrongShape> {
    let dates = date(f, 1).and_then(|filed| Ok((filed, date(f, 2)?)));
    let (filed, judged) = match dates {
        Ok(dates) => dates,
        Err(fault) => return Ok(Err(fault)),
    };
    if judged > today || filed > today {
        return Ok(Err((if filed > today { COLUMNS[1] } else { COLUMNS[2] }, Reason::Future)));
    }
    if judged < filed {
        return Ok(Err((COLUMNS[2], Reason::JudgedBeforeFiled)));
    }
    if let Some(i) = [6, 7, 8].into_iter().find(|i| f[*i].is_empty()) {
        return Ok(Err((COLUMNS[i], Reason::Empty)));
    }
    let in_force = law.at(filed).map_err(|_| WrongShape::NoLaw(filed))?;
    let Some(category) = in_force.imported_category(&f[4], &f[5]) else {
        return Ok(Err((COLUMNS[4], Reason::UnknownSubject)));
    };
    if !f[9].is_empty() && !is_amount(&f[9]) {
        return Ok(Err((COLUMNS[9], Reason::Amount)));
    }
    Ok(Ok(Row {
        line,
        id,
        filed,
        judged,
        category: category.code.clone(),
        district: f[6].clone(),
        courthouse: f[7].clone(),
        chamber: f[8].clone(),
        value: Some(f[9].clone()).filter(|v| !v.is_empty()),
    }))
}

/// `R$ 20.000,00`: a currency sign, thousands by dots, cents after a comma.
fn is_amount(text: &str) -> bool {
    let Some((sign, number)) = text.split_once(' ') else { return false };
    let is_sign = sign.ends_with('$')
        && sign.len() <= 4
        && sign.trim_end_matches('$').bytes().all(|b| b.is_ascii_uppercase());
    let (whole, cents) = number.split_once(',').unwrap_or((number, "00"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split('.').collect();
    let grouped = groups.iter().enumerate().all(|(i, g)| digits(g) && (i == 0 || g.len() == 3))
        && (groups.len() == 1 || groups[0].len() <= 3);
    is_sign && grouped && digits(cents) && cents.len() == 2
}

#[cfg(test)]
mod tests;
