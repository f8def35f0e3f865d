//! A case with its clock, as tests lead it.

use std::sync::LazyLock;
use tarazy_base::{Date, Zone};
use tarazy_docket::{Hash, StreamId};
use tarazy_law::Law;
use tarazy_procedure::case::Filing;
use tarazy_procedure::events::{
    ActInForce, CaseAssigned, CaseNumbered, CaseOpened, CaseRegistered, FilingReceived, Party,
};
use tarazy_procedure::{Case, Context, Deed, Event, Next, PartyRole, Place, Refused, decide, next};

static LAW: LazyLock<Law> = LazyLock::new(|| tarazy_law::kazakhstan().unwrap());

/// Tuesday 2026-01-13 09:00 in Almaty.
pub(crate) const START: i64 = 1_768_276_800_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A case at work.
#[derive(Clone)]
pub(crate) struct Life {
    pub(crate) case: Case,
    pub(crate) now: i64,
    entries: u8,
    /// Everything that was written, in order.
    pub(crate) docket: Vec<(Place, Event)>,
}

impl Life {
    /// A claim of one against one, or an appeal, just received.
    pub(crate) fn filed(kind: &str) -> Self {
        let body = FilingReceived {
            kind: kind.into(),
            court: "7119".into(),
            division: "civil".into(),
            category: "142010000600000000".into(),
            received: START,
            files: 0,
            files_hash: None,
            imported: None,
        };
        let filing = Filing { leaf: Hash([1; 32]), index: 0, time: START, body };
        let case = Case::open(StreamId::case([0; 16]), filing);
        let mut life = Self { case, now: START, entries: 1, docket: Vec::new() };
        let parties = [(PartyRole::Claimant, "Асан"), (PartyRole::Respondent, "Үсен")];
        let parties = parties.map(|(role, name)| Party::named(role, name)).into();
        life.write(CaseOpened { parties, ..CaseOpened::default() }.into());
        life
    }

    /// The same, registered and given to judges.
    pub(crate) fn assigned(kind: &str, judges: &[&str]) -> Self {
        let mut life = Self::filed(kind);
        life.register();
        life.assign(judges);
        life
    }

    pub(crate) fn register(&mut self) {
        let (court, division) = ("7119".to_owned(), "civil".to_owned());
        let category = self.case.category.clone();
        let filing = self.case.filing.leaf;
        self.write(CaseRegistered { filing, court, division, category, imported: None }.into());
        self.write(CaseNumbered { number: "7119-26-00-2/1".into(), imported: None }.into());
    }

    pub(crate) fn assign(&mut self, judges: &[&str]) {
        let judges = judges.iter().map(|j| (*j).to_owned()).collect();
        let ledger = StreamId::ledger("7119", "civil").unwrap();
        self.write(CaseAssigned { ledger, by: Hash([2; 32]), judges, imported: None }.into());
    }

    /// Writes an entry that the registry makes by itself.
    pub(crate) fn write(&mut self, event: Event) -> Hash {
        self.entries = self.entries.wrapping_add(1);
        let mut leaf = [9; 32];
        leaf[0] = self.entries;
        leaf[1..9].copy_from_slice(&self.now.to_be_bytes());
        leaf[9] = u8::try_from(self.docket.len() % 256).unwrap();
        let place = Place { leaf: Hash(leaf), time: self.now };
        self.case.apply(place, &event).unwrap();
        self.docket.push((place, event));
        Hash(leaf)
    }

    pub(crate) fn context(&self) -> Context<'static> {
        let zone = Zone::parse("Asia/Almaty").unwrap();
        Context { law: &LAW, known: Date::MAX, now: self.now, zone, duty: Some("DUTY"), importing: false }
    }

    pub(crate) fn try_ask(&mut self, event: impl Into<Event>) -> Result<(), Refused> {
        let deeds = decide(&self.case, event.into(), &self.context())?;
        let mut last = Hash([0; 32]);
        for deed in deeds {
            last = match deed {
                Deed::Write(event) => self.write(*event),
                Deed::InForce { since } => self.write(ActInForce { act: last, since }.into()),
            };
        }
        Ok(())
    }

    /// Takes a step that must be possible.
    #[track_caller]
    pub(crate) fn ask(&mut self, event: impl Into<Event>) {
        self.try_ask(event).unwrap();
    }

    /// A step that must be refused.
    #[track_caller]
    pub(crate) fn refused(&mut self, event: impl Into<Event>) -> tarazy_procedure::Why {
        let before = self.case.clone();
        let refused = self.try_ask(event).unwrap_err();
        assert_eq!(self.case, before, "a refused step changes nothing");
        refused.why
    }

    pub(crate) fn next(&self) -> Vec<Next> {
        next(&self.case, &self.context())
    }

    pub(crate) fn today(&self) -> Date {
        self.context().today()
    }

    /// So many days later, at nine.
    pub(crate) fn later(&mut self, days: i64) {
        self.now += days * DAY;
    }

    /// A day from now on, as bodies write it.
    pub(crate) fn day(&self, from_now: i64) -> String {
        self.context().day_of(self.now + from_now * DAY).unwrap().to_string()
    }
}
