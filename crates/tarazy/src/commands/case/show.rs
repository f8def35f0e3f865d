//! `tarazy case show`: a docket that a person can read.

use crate::cli::Cli;
use crate::commands::find;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::texts::Texts;
use std::collections::BTreeSet;
use tarazy_base::{Instant, Lang, Zone};
use tarazy_docket::Body as _;
use tarazy_docket::notice::{EntryClosed, EntryOpened};
use tarazy_docket::{Value, Visibility, from_value};
use tarazy_procedure::{Event, PartyRole};
use tarazy_registry::models::CaseRow;
use tarazy_registry::{Court, Registry};
use tarazy_store::{Reader, Record, truth};

/// Runs the command.
///
/// # Errors
/// The refusal if there is no such case.
pub(crate) fn run(cli: &Cli, case: &str, open: bool) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    let row = find(reader.as_mut(), case)?;
    let records = truth::stream(reader.as_mut(), &installation.vault()?, &row.stream)?;
    if cli.json {
        return json(&records, open);
    }
    let court = court(reader.as_mut(), &row.court)?;
    let registry = Registry::new(installation.setup()?);
    let texts = Texts::new(cli.lang);
    let (opened, closed) = (targets(&records, EntryOpened::TYPE), targets(&records, EntryClosed::TYPE));
    let view = View { texts, zone: court.zone()?, lang: cli.lang, open, opened, closed };
    view.head(&row, &court, &registry);
    for record in &records {
        view.entry(record)?;
    }
    Ok(())
}

/// The court with a code.
///
/// # Errors
/// A failure if the reference data do not hold it.
pub(crate) fn court(reader: &mut dyn Reader, code: &str) -> Result<Court, Failure> {
    let value = truth::reference(reader, "court", code)?;
    let value =
        value.ok_or_else(|| Failure::not_done(format!("court {code} is not in the reference data")))?;
    from_value(&value).map_err(Failure::not_done)
}

struct View {
    texts: Texts,
    zone: Zone,
    lang: Lang,
    open: bool,
    /// Leaf hashes of entries whose content is shown to everybody.
    opened: BTreeSet<String>,
    /// Leaf hashes of entries that are no longer served.
    closed: BTreeSet<String>,
}

/// The entries that notices of a type name.
fn targets(records: &[Record], kind: &str) -> BTreeSet<String> {
    let notices = records.iter().filter(|r| r.kind() == Some(kind));
    let named = notices.filter_map(|r| r.body()?.get("target")?.as_text().map(str::to_owned));
    named.collect()
}

impl View {
    fn head(&self, row: &CaseRow, court: &Court, registry: &Registry) {
        let title = match &row.number {
            Some(number) => self.texts.with("case-title", &[("number", number.clone())]),
            None => self.texts.say("case-no-number"),
        };
        println!("{title}");
        let line = |key: &str, value: &str| println!("  {}: {value}", self.texts.say(key));
        line("case-court", name(court, self.lang));
        line("case-category", &registry.category_name(&row.category, row.filed, self.lang));
        line("case-stage", &self.texts.say(&format!("stage-{}", row.stage)));
        if !row.judges.is_empty() {
            let key = if row.judges.len() == 1 { "case-judge" } else { "case-judges" };
            line(key, &row.judges.join(", "));
        }
        if row.waits && row.stage != "closed" {
            println!("  {}", self.texts.say("case-waits"));
        }
        line("case-stream", row.stream.as_str());
        println!("{}", self.texts.say("case-docket"));
    }

    fn entry(&self, record: &Record) -> Result<(), Failure> {
        let time = Instant::from_ms(record.entry.time).map_err(Failure::not_done)?;
        let leaf = record.leaf.to_hex();
        let is_closed = self.closed.contains(&leaf);
        let is_shown = record.entry.vis == Visibility::Public || self.opened.contains(&leaf);
        let is_public = is_shown && !is_closed;
        let event = match (record.kind(), record.body()) {
            (Some(kind), Some(body)) => Event::read(kind, body).map_err(Failure::not_done)?,
            _ => None,
        };
        let what = match &event {
            Some(event) if is_public || self.open => self.words(event),
            Some(event) => self.title(event),
            None => self.other(record, is_public),
        };
        println!("  {}  {what}", time.format(self.zone, self.lang));
        if is_closed {
            println!("      {}", self.texts.say("case-closed-entry"));
        } else if !is_public && !self.open {
            println!("      {}", self.texts.say("case-hidden"));
        }
        if let (Some(Event::Opened(filing)), true) = (&event, self.open) {
            println!("      {}", self.texts.say("case-opened-for-you"));
            for party in &filing.parties {
                let role = match party.role {
                    PartyRole::Claimant => "role-claimant",
                    PartyRole::Respondent => "role-respondent",
                    PartyRole::ThirdPerson => "role-third-person",
                };
                println!("      {}: {}", self.texts.say(role), party.name);
            }
        }
        Ok(())
    }

    /// An entry that is no step of procedure. What its class hides is named to those alone who may see it.
    fn other(&self, record: &Record, is_public: bool) -> String {
        let shown = record.entry.kind.as_str();
        let kind = if is_public || self.open { record.kind().unwrap_or(shown) } else { shown };
        let known = self.texts.find(&format!("entry-{}", kind.replace('.', "-")), &[]);
        known.unwrap_or_else(|| self.texts.with("entry-other", &[("kind", kind.to_owned())]))
    }

    /// What happened, without what only parties and the court may read.
    fn title(&self, event: &Event) -> String {
        let key = format!("entry-{}", event.kind().replace('.', "-"));
        self.texts.find(&format!("{key}-hidden"), &[]).unwrap_or_else(|| self.texts.say(&key))
    }

    fn words(&self, event: &Event) -> String {
        let key = format!("entry-{}", event.kind().replace('.', "-"));
        let args: Vec<(&str, String)> = match event {
            Event::Numbered(e) => vec![("number", e.number.clone())],
            Event::Assigned(e) => vec![("judges", e.judges.join(", "))],
            Event::Corrected(e) => vec![("category", e.category.clone())],
            Event::ActIssued(e) => vec![("date", self.date(&e.date)), ("judge", e.judge.clone())],
            Event::HearingSet(e) => self.when(e.at, &e.room),
            Event::HearingMoved(e) => self.when(e.at, &e.room),
            Event::HearingAdjourned(e) => self.when(e.next.at, &e.next.room),
            Event::PreparationExtended(e) => vec![("until", self.date(&e.until))],
            Event::AppealRestored(e) => vec![("until", self.date(&e.until))],
            Event::ActInForce(e) => vec![("since", self.date(&e.since))],
            _ => Vec::new(),
        };
        self.texts.with(&key, &args)
    }

    /// Time and room of a hearing.
    fn when(&self, at: i64, room: &str) -> Vec<(&'static str, String)> {
        let time = Instant::from_ms(at).map(|at| at.format(self.zone, self.lang));
        vec![("at", time.unwrap_or_else(|_| at.to_string())), ("room", room.to_owned())]
    }

    fn date(&self, text: &str) -> String {
        let date = tarazy_base::time::parse_date(text);
        date.map_or_else(|_| text.to_owned(), |d| tarazy_base::format_date(d, self.lang))
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

fn json(records: &[Record], open: bool) -> Result<(), Failure> {
    for record in records {
        let entry = Value::from_canonical(&record.bytes).map_err(Failure::not_done)?;
        let mut line = tarazy_docket::Object::new().with("entry", entry).with("leaf", record.leaf.to_hex());
        line.insert("index", Value::Int(i64::try_from(record.index).map_err(Failure::not_done)?));
        if let (true, Some(opening)) = (open, &record.opening) {
            line.insert("opened", opening.body.clone());
        }
        println!("{}", Value::Object(line).to_text());
    }
    Ok(())
}
