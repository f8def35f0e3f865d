//! The past of the demonstration: courts and people come into being, and every life up to yesterday is told by the commands that people
//! use, in the order of time, as history (an import). Entries and draws say that they are imported.

use super::cast::{Cast, Court, Level, Official};
use super::stories::STORIES;
use super::tale::{By, Days, Deed, Tale};
use crate::commands::by;
use crate::commands::case::file::keep;
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation};
use crate::node::{Node, SYSTEM, command};
use crate::texts::Texts;
use std::collections::HashMap;
use tarazy_access::Role;
use tarazy_access::bodies::{PersonAdd, RoleGrant};
use tarazy_base::{Lang, Text3};
use tarazy_docket::{Object, StreamId, Value, sha256, to_value};
use tarazy_log::objects::LocalObjects;
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{
    CaseRegister, Conflict, CourtPut, Filer, FilingReceive, ImportBegin, ImportDone, JudgeAppoint, Text,
};
use tarazy_registry::flow::random::Random;
use tarazy_registry::{models, to_body};
use tarazy_store::{Answer, Command};

/// The division of every court here.
pub(super) const DIVISION: &str = "civil";
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Courts and judges are there so long before the first case, ms.
const BEFORE: i64 = 30 * DAY;
/// How many of the lives a court has that has not all of them.
const LIVES: usize = 9;
/// After the round has spoken, ms.
const AFTER_ROUND: i64 = 1_000;
/// Commands that are handed to the writer at once.
const BATCH: usize = 256;

/// A case that is told.
struct Life {
    court: usize,
    claimant: Party,
    /// Login name of who files: the claimant where he has one, or his lawyer.
    login: Option<String>,
    filer: Filer,
    respondent: Party,
    /// Login name of the respondent where he has one.
    sued: Option<String>,
    category: (&'static str, &'static str),
    deeds: Vec<Deed>,
    /// The law keeps every judge of the court from it.
    all_kept: bool,
    case: Option<StreamId>,
    appeal: Option<StreamId>,
}

impl Life {
    /// The respondent with an account who is summoned to a hearing after a moment.
    fn summoned(&self, now: i64) -> Option<(StreamId, String)> {
        let sent = self.deeds.iter().any(|deed| deed.kind == "notice.issue");
        let ahead = |deed: &Deed| matches!(deed.body.get("at"), Some(Value::Int(at)) if *at > now);
        let is_ahead = self.deeds.iter().any(|deed| deed.kind == "hearing.set" && ahead(deed));
        (sent && is_ahead).then(|| self.case.clone().zip(self.sued.clone())).flatten()
    }
}

/// Categories that fit a court, with the message that says what is demanded.
const CITIZENS: [(&str, &str); 4] = [
    ("142010000600000000", "demo-demand-debt"),
    ("142030000100000000", "demo-demand-labour"),
    ("142030001200070000", "demo-demand-works"),
    ("992020000200000000", "demo-demand-alimony"),
];
const FIRMS: [(&str, &str); 2] =
    [("142030003000000000", "demo-demand-corporate"), ("142030001200070000", "demo-demand-works")];

/// Tells the past.
pub(super) struct Past<'a> {
    node: &'a mut Node,
    pub(super) cast: &'a Cast,
    days: Days,
    documents: LocalObjects,
    texts: Texts,
    seed: u64,
    keys: u64,
    /// Ids of people by their login names.
    pub(super) people: HashMap<String, String>,
    /// Respondents whose summons to a hearing to come lies in their hands: the case, and the login name.
    pub(super) summoned: Vec<(StreamId, String)>,
}

impl<'a> Past<'a> {
    pub(super) fn new(
        node: &'a mut Node,
        installation: &Installation,
        cast: &'a Cast,
        days: Days,
        seed: u64,
    ) -> Result<Self, Failure> {
        let documents = LocalObjects::new(installation.folder_below(DOCUMENTS)?, "");
        let texts = Texts::new(Lang::Kk);
        Ok(Self {
            node,
            cast,
            days,
            documents,
            texts,
            seed,
            keys: 0,
            people: HashMap::new(),
            summoned: Vec::new(),
        })
    }

    /// Tells all of it; gives how many cases there are.
    ///
    /// # Errors
    /// The refusal of a command, which names it; a failure of the log.
    pub(super) fn tell(&mut self, now: i64) -> Result<usize, Failure> {
        let file = sha256(&[b"tarazy/demonstration\n", &self.seed.to_be_bytes()]);
        let begin = to_body(&ImportBegin { file, others: Vec::new(), seed: self.seed })?;
        self.node.run(command("demo-begin", SYSTEM, "import.begin", begin, None))?;
        let mut lives = self.lives()?;
        let first = lives.iter().flat_map(|life| &life.deeds).map(|deed| deed.at).min().unwrap_or(now);
        self.set_up(first - BEFORE)?;
        self.live(&mut lives)?;
        self.summoned = lives.iter().filter_map(|life| life.summoned(now)).collect();
        let cases = u64::try_from(lives.len()).map_err(Failure::not_done)?;
        let done = to_body(&ImportDone { file, seed: self.seed, cases, rejects: 0 })?;
        let done = self.command(SYSTEM, "import.done", done, now);
        self.node.run(done)?;
        self.node.seal()?;
        Ok(lives.len())
    }

    fn command(&mut self, actor: &str, kind: &str, body: Object, at: i64) -> Command {
        self.keys += 1;
        command(&format!("demo-{}", self.keys), actor, kind, body, Some(at))
    }

    fn all(&mut self, commands: Vec<Command>) -> Result<Vec<Answer>, Failure> {
        let mut answers = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let batch: Vec<Command> = commands.by_ref().take(BATCH).collect();
            let kinds: Vec<String> = batch.iter().map(|c| c.kind.clone()).collect();
            for (kind, outcome) in kinds.into_iter().zip(self.node.run_batch(batch)) {
                answers.push(outcome.map_err(|refusal| Failure::not_done(format!("{kind}: {refusal:?}")))?);
            }
        }
        Ok(answers)
    }

    /// Courts, judges, and everybody's account.
    fn set_up(&mut self, at: i64) -> Result<(), Failure> {
        let cast = self.cast;
        let mut commands = Vec::new();
        for court in &cast.courts {
            let body = CourtPut {
                code: court.code.clone(),
                name: text(&court.name),
                zone: self.days.zone.name().to_owned(),
                divisions: vec![DIVISION.to_owned()],
                appeals_to: court.above.clone(),
            };
            commands.push(self.command("admin", "court.put", to_body(&body)?, at));
            for (id, name) in &court.judges {
                let body = JudgeAppoint {
                    court: court.code.clone(),
                    division: DIVISION.to_owned(),
                    judge: id.parse().map_err(Failure::usage)?,
                    name: name.clone(),
                    capacity: 1000,
                    categories: Vec::new(),
                    by: by("personnel:p1")?,
                };
                commands.push(self.command("personnel:p1", "judge.appoint", to_body(&body)?, at));
            }
        }
        let courts = cast.courts.iter().flat_map(|c| c.people.iter().map(move |o| (Some(&c.code), o)));
        let citizens = cast.citizens.iter().map(|(official, _)| (None, official));
        let all: Vec<(Option<&String>, &Official)> =
            courts.chain(citizens).chain(cast.others.iter().map(|o| (None, o))).collect();
        let mut roles = Vec::new();
        for (court, one) in &all {
            let login = one.login.parse().map_err(Failure::usage)?;
            let body = PersonAdd { login, name: one.name.clone() };
            commands.push(self.command("admin", "person.add", to_body(&body)?, at));
            for role in &one.roles {
                let login = one.login.parse().map_err(Failure::usage)?;
                let court = court.cloned();
                let judges = one.judge.iter().cloned().collect();
                let body = RoleGrant { login, role: *role, court, judges, from: None, to: None };
                roles.push(self.command("admin", "role.grant", to_body(&body)?, at));
            }
        }
        let answers = self.all(commands)?;
        let ids = answers.iter().filter_map(|a| a.body.get("person").and_then(Value::as_text));
        self.people = all.iter().map(|(_, one)| one.login.clone()).zip(ids.map(str::to_owned)).collect();
        self.all(roles).map(drop)
    }

    /// Who goes to court about what, and what becomes of it.
    fn lives(&self) -> Result<Vec<Life>, Failure> {
        let mut random = Random::new(self.seed, "demo/lives");
        let mut lives = Vec::new();
        let cast = self.cast;
        let main = cast.courts.iter().position(|court| court.code == super::MAIN);
        for (n, court) in cast.courts.iter().enumerate().filter(|(_, court)| court.level != Level::Oblast) {
            let has_all = Some(n) == main;
            let mut told: Vec<usize> = (0..STORIES.len()).collect();
            while !has_all && told.len() > LIVES {
                told.remove(random.index(told.len()));
            }
            for (slot, story) in told.iter().filter_map(|at| STORIES.get(*at)).enumerate() {
                lives.push(self.life(&mut random, n, court, slot, story.1)?);
            }
            if court.level == Level::Economic {
                let mut life = self.life(&mut random, n, court, 0, |tale| tale.registered(5))?;
                life.all_kept = true;
                lives.push(life);
            }
        }
        Ok(lives)
    }

    fn life(
        &self,
        random: &mut Random,
        court: usize,
        of: &Court,
        slot: usize,
        tell: fn(&mut Tale) -> Result<(), Failure>,
    ) -> Result<Life, Failure> {
        let mut tale = Tale::new(self.days, i64::try_from(slot % 16).unwrap_or_default());
        tell(&mut tale)?;
        let firm = |random: &mut Random| self.cast.firms.get(random.index(self.cast.firms.len())).cloned();
        let (mut at, people) = (random.index(self.cast.citizens.len()), &self.cast.citizens);
        let citizen = people.get(at).map(|(official, party)| (official.login.clone(), party.clone()));
        at = (at + 1 + random.index(people.len().saturating_sub(1))) % people.len().max(1);
        let other = people.get(at).map(|(official, party)| (Some(official.login.clone()), party.clone()));
        let missing = || Failure::not_done("the cast of the demonstration is empty");
        let is_firm = of.level == Level::Economic;
        let list: &[(&str, &str)] = if is_firm { &FIRMS } else { &CITIZENS };
        let category = list.get(random.index(list.len())).copied().ok_or_else(missing)?;
        let (login, claimant) = match (is_firm, citizen) {
            (false, Some((login, party))) => (Some(login), party),
            _ => (None, firm(random).ok_or_else(missing)?),
        };
        // Citizens sue each other over money lent and maintenance, firms over the rest.
        let is_between_citizens = matches!(category.1, "demo-demand-alimony" | "demo-demand-debt");
        let other = if is_between_citizens { other } else { firm(random).map(|party| (None, party)) };
        let (sued, respondent) = other.ok_or_else(missing)?;
        // For some a lawyer files, by a power of attorney.
        let lawyers: Vec<&Official> =
            self.cast.others.iter().filter(|one| one.roles.contains(&Role::Lawyer)).collect();
        let lawyer = lawyers.get(slot % (2 * lawyers.len()).max(1)).filter(|_| !is_firm);
        let (login, filer) = match lawyer {
            Some(lawyer) => (Some(lawyer.login.clone()), Filer::Representative),
            None => (login, Filer::Party),
        };
        let at_home =
            |party: Party| Party { address: party.address.map(|a| format!("{}, {a}", of.city)), ..party };
        Ok(Life {
            court,
            claimant: at_home(Party { role: PartyRole::Claimant, ..claimant }),
            login,
            filer,
            sued,
            respondent: at_home(Party { role: PartyRole::Respondent, ..respondent }),
            category,
            deeds: tale.deeds,
            all_kept: false,
            case: None,
            appeal: None,
        })
    }

    /// All deeds in the order of time; those of one moment together, then the draws that they fixed.
    fn live(&mut self, lives: &mut [Life]) -> Result<(), Failure> {
        let mut order: Vec<(i64, usize, usize)> = Vec::new();
        for (life, one) in lives.iter().enumerate() {
            order.extend(one.deeds.iter().enumerate().map(|(deed, d)| (d.at, life, deed)));
        }
        order.sort_unstable();
        for moment in order.chunk_by(|a, b| a.0 == b.0) {
            let mut commands = Vec::new();
            let mut whose = Vec::new();
            for (_, life, deed) in moment {
                let one = lives.get(*life).ok_or_else(lost)?;
                let deed = one.deeds.get(*deed).ok_or_else(lost)?;
                for command in self.commands(one, deed)? {
                    commands.push(command);
                    whose.push(*life);
                }
            }
            for (life, answer) in whose.into_iter().zip(self.all(commands)?) {
                let named = |member: &str| answer.body.get(member).and_then(Value::as_text)?.parse().ok();
                let life = lives.get_mut(life).ok_or_else(lost)?;
                life.case = life.case.take().or_else(|| named("case"));
                life.appeal = life.appeal.take().or_else(|| named("appeal"));
            }
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), Failure> {
        let rounds = models::due_rounds(self.node.reader())?;
        if rounds.is_empty() {
            return Ok(());
        }
        self.node.seal()?;
        for due in rounds {
            let at = self.node.round_time(due)?.saturating_mul(1000) + AFTER_ROUND;
            self.node.resolve(due, Some(at))?;
        }
        Ok(())
    }

    /// The commands of a deed: one, but for a case from which the law keeps every judge.
    fn commands(&mut self, life: &Life, deed: &Deed) -> Result<Vec<Command>, Failure> {
        let court = self.cast.courts.get(life.court).ok_or_else(lost)?;
        if deed.kind == "filing.receive" {
            let claim = self.claim(life, court, deed)?;
            let person = life.login.as_ref().and_then(|login| self.people.get(login));
            let actor = person.map_or_else(|| "party".to_owned(), |id| format!("party;person:{id}"));
            return Ok(vec![self.command(&actor, deed.kind, to_body(&claim)?, deed.at)]);
        }
        let stream = if deed.on_appeal { &life.appeal } else { &life.case };
        let case = stream.clone().ok_or_else(lost)?;
        let mut commands = Vec::new();
        if deed.kind == "case.register" {
            for (judge, _) in court.judges.iter().filter(|_| life.all_kept) {
                let judge = judge.parse().map_err(Failure::usage)?;
                let body = Conflict {
                    case: case.clone(),
                    judge,
                    ground: "kinship".to_owned(),
                    by: by("personnel:p1")?,
                };
                commands.push(self.command("personnel:p1", "pool.conflict", to_body(&body)?, deed.at));
            }
            let body = CaseRegister { case, category: None, by: by("registrar:r1")? };
            commands.push(self.command("registrar:r1", deed.kind, to_body(&body)?, deed.at));
            return Ok(commands);
        }
        let mut body = deed.body.clone().with("case", case.as_str());
        if deed.kind == "recusal.decide" {
            body.insert("by", format!("chair:{}-c1", court.code));
        }
        if !deed.files.is_empty() {
            let files = deed.files.iter().map(|message| self.document(message));
            let files = files.collect::<Result<Vec<_>, Failure>>()?;
            body.insert("files", to_value(&files).map_err(Failure::usage)?);
        }
        let actor = match deed.by {
            By::Claimant | By::Party => "party".to_owned(),
            By::Chancery => "registrar:r1".to_owned(),
            By::Judge => "judge".to_owned(),
            By::Chair => format!("chair:{}-c1", court.code),
            By::Program => SYSTEM.to_owned(),
        };
        commands.push(self.command(&actor, deed.kind, body, deed.at));
        Ok(commands)
    }

    fn claim(&self, life: &Life, court: &Court, deed: &Deed) -> Result<FilingReceive, Failure> {
        let files = deed.files.iter().map(|message| self.document(message));
        Ok(FilingReceive {
            court: court.code.clone(),
            division: None,
            category: life.category.0.to_owned(),
            received: deed.at,
            parties: vec![life.claimant.clone(), life.respondent.clone()],
            demand: Some(self.texts.say(life.category.1)),
            given: None,
            subject: Some(format!("№ {}", self.keys)),
            files: files.collect::<Result<_, _>>()?,
            value_tiyn: Some(50_000_000 + i64::try_from(self.keys % 97).unwrap_or_default() * 1_250_000),
            value_source: None,
            source_id: None,
            filer: life.login.as_ref().map(|_| life.filer),
        })
    }

    /// A document whose content is a message.
    fn document(&self, message: &str) -> Result<tarazy_registry::bodies::FilePut, Failure> {
        let name = format!("{}.txt", self.texts.say(&format!("{message}-name")));
        keep(&self.documents, &name, self.texts.say(message).into_bytes())
    }
}

fn text(name: &Text3) -> Text {
    Text { kk: name.kk.to_string(), ru: name.ru.to_string(), en: name.en.to_string() }
}

fn lost() -> Failure {
    Failure::not_done("a step of the demonstration stands out of place")
}
