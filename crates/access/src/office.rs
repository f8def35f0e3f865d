//! The office of accounts, people and roles: its commands, each of which leaves its row of audit.

use crate::bodies::{
    AccessRead, AccountRecovered, AccountRegister, AccountSet, EnrolConfirm, EnrolIssue, PersonAdd, RoleEnd,
    RoleGrant,
};
use crate::codes;
use crate::names::{Login, Role};
use crate::parts::{self, Capacity};
use crate::records::{ACCOUNT, Account, Enrolment, Grant, PERSON, Person};
use crate::secrets::same;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tarazy_docket::{Object, StreamId, Value, from_value, to_value};
use tarazy_store::derived::DerivedTable;
use tarazy_store::{Command, Desk, Office, Record, Refusal, Step, Stmt};

/// No name is longer, in characters.
const LONGEST_NAME: usize = 200;
/// No code holds longer than a week, ms.
const LONGEST_CODE: i64 = 7 * 24 * 60 * 60 * 1000;

/// The office.
#[derive(Debug, Default)]
pub struct Access;

impl Access {
    /// True if a command is this office's.
    pub fn knows(kind: &str) -> bool {
        ["person.", "role.", "enrol.", "account.", "part.", "access."]
            .iter()
            .any(|family| kind.starts_with(family))
    }

    /// Somebody gets a part in a case by a command of another office: who files a claim is a party of it, or speaks for one.
    ///
    /// # Errors
    /// A refusal if the database cannot be read.
    pub fn take_part(
        &mut self,
        desk: &mut Desk<'_>,
        person: &str,
        case: &StreamId,
        party: u32,
        capacity: Capacity,
    ) -> Result<(), Refusal> {
        parts::take(desk, person, case, party, capacity)
    }
}

impl Office for Access {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        match command.kind.as_str() {
            "person.add" => add(desk, &read(command)?),
            "role.grant" => grant(desk, read(command)?),
            "role.end" => end(desk, &read(command)?),
            "enrol.issue" => issue(desk, &command.actor, read(command)?),
            "enrol.confirm" => confirm(desk, &command.actor, &read(command)?),
            "account.set" => set(desk, read(command)?),
            "account.register" => register(desk, read(command)?),
            "account.recovered" => recovered(desk, &read(command)?),
            "part.enter" => codes::enter(desk, &read(command)?),
            "part.end" => parts::end(desk, &read(command)?),
            "access.read" => {
                let body: AccessRead = read(command)?;
                desk.audit("access.read", &body.what);
                Ok(Object::new())
            }
            _ => Err(Refusal::new(404, "unknown-command").with("kind", &command.kind)),
        }
    }

    fn project(&self, _: &Record, _: &mut Vec<Step>) -> Result<(), Refusal> {
        Ok(())
    }

    fn tables(&self) -> &'static [DerivedTable] {
        &[]
    }

    fn statements(&self) -> Vec<&'static Stmt> {
        crate::audit::STATEMENTS.to_vec()
    }
}

fn read<T: DeserializeOwned>(command: &Command) -> Result<T, Refusal> {
    let body = Value::Object(command.body.clone());
    from_value(&body).map_err(|e| Refusal::new(422, "schema").with("what", e))
}

pub(crate) fn find<T: DeserializeOwned>(
    desk: &mut Desk<'_>,
    kind: &str,
    id: &str,
) -> Result<Option<T>, Refusal> {
    let found = desk.reference(kind, id)?;
    found.map(|value| from_value(&value).map_err(Refusal::internal)).transpose()
}

pub(crate) fn put<T: Serialize>(
    desk: &mut Desk<'_>,
    kind: &str,
    id: &str,
    record: &T,
) -> Result<(), Refusal> {
    desk.put_reference(kind, id, to_value(record).map_err(Refusal::internal)?);
    Ok(())
}

fn account(desk: &mut Desk<'_>, login: &Login) -> Result<Account, Refusal> {
    find(desk, ACCOUNT, login.as_str())?.ok_or_else(|| Refusal::new(404, "no-account"))
}

fn person(desk: &mut Desk<'_>, login: &Login) -> Result<Person, Refusal> {
    let account = account(desk, login)?;
    find(desk, PERSON, &account.person)?.ok_or_else(|| Refusal::internal("an account without a person"))
}

/// Makes a person with his account.
fn create(
    desk: &mut Desk<'_>,
    login: &Login,
    name: &str,
    account: impl FnOnce(String) -> Account,
    grants: Vec<Grant>,
) -> Result<Object, Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Refusal::new(422, "person-name"));
    }
    if desk.reference(ACCOUNT, login.as_str())?.is_some() {
        return Err(Refusal::new(409, "login-taken"));
    }
    let mut chance = [0; 8];
    desk.random(&mut chance);
    let id = format!("p{}", hex::encode(chance));
    put(desk, ACCOUNT, login.as_str(), &account(id.clone()))?;
    put(desk, PERSON, &id, &Person { id: id.clone(), name: name.to_owned(), login: login.clone(), grants })?;
    Ok(Object::new().with("person", id))
}

fn add(desk: &mut Desk<'_>, body: &PersonAdd) -> Result<Object, Refusal> {
    let account = |person| Account { person, keys: None, enrolment: None };
    let made = create(desk, &body.login, &body.name, account, Vec::new())?;
    desk.audit("person.add", body.login.as_str());
    Ok(made)
}

fn register(desk: &mut Desk<'_>, body: AccountRegister) -> Result<Object, Refusal> {
    let from = desk.wall_clock();
    let citizen = Grant { role: Role::Citizen, court: None, judges: Vec::new(), from, to: None };
    let keys = Some(body.keys);
    let account = |person| Account { person, keys, enrolment: None };
    let made = create(desk, &body.login, &body.name, account, vec![citizen])?;
    desk.audit("account.register", body.login.as_str());
    Ok(made)
}

fn grant(desk: &mut Desk<'_>, body: RoleGrant) -> Result<Object, Refusal> {
    let mut person = person(desk, &body.login)?;
    match (&body.court, body.role.is_of_court()) {
        (None, true) => return Err(Refusal::new(422, "role-needs-court")),
        (Some(_), false) => return Err(Refusal::new(422, "role-without-court")),
        (Some(court), true) if desk.reference("court", court)?.is_none() => {
            return Err(Refusal::new(422, "no-court").with("court", court));
        }
        _ => {}
    }
    check_judges(desk, &body)?;
    let (now, from) = (desk.wall_clock(), body.from.unwrap_or_else(|| desk.wall_clock()));
    if body.to.is_some_and(|to| to <= from) {
        return Err(Refusal::new(422, "act-window"));
    }
    let same = |g: &Grant| g.role == body.role && g.court == body.court && g.to.is_none_or(|to| to > now);
    if person.grants.iter().any(same) {
        return Err(Refusal::new(409, "role-held"));
    }
    let what = format!("{} {} {}", body.login, body.role.as_str(), body.court.as_deref().unwrap_or("-"));
    let RoleGrant { role, court, judges, to, .. } = body;
    person.grants.push(Grant { role, court, judges, from, to });
    put(desk, PERSON, &person.id.clone(), &person)?;
    desk.audit("role.grant", &what);
    Ok(Object::new().with("person", person.id))
}

/// A judge is one judge of the court's; assistants and secretaries work for some of them; nobody else is bound to any.
fn check_judges(desk: &mut Desk<'_>, body: &RoleGrant) -> Result<(), Refusal> {
    let most = match body.role {
        Role::Judge => 1,
        Role::Assistant | Role::Secretary => usize::MAX,
        _ => 0,
    };
    if body.judges.len() > most {
        return Err(Refusal::new(422, "role-judges"));
    }
    for judge in &body.judges {
        let card = desk.reference("judge", judge)?;
        let court = card.as_ref().and_then(|card| card.as_object()?.get("court")?.as_text());
        if court.is_none() || court != body.court.as_deref() {
            return Err(Refusal::new(422, "no-judge").with("judge", judge));
        }
    }
    Ok(())
}

fn end(desk: &mut Desk<'_>, body: &RoleEnd) -> Result<Object, Refusal> {
    let mut person = person(desk, &body.login)?;
    let now = desk.wall_clock();
    let holds =
        |g: &&mut Grant| g.role == body.role && g.court == body.court && g.to.is_none_or(|to| to > now);
    let grant = person.grants.iter_mut().find(holds).ok_or_else(|| Refusal::new(404, "role-not-held"))?;
    grant.to = Some(now.max(grant.from));
    put(desk, PERSON, &person.id.clone(), &person)?;
    let what = format!("{} {} {}", body.login, body.role.as_str(), body.court.as_deref().unwrap_or("-"));
    desk.audit("role.end", &what);
    Ok(Object::new().with("person", person.id))
}

fn issue(desk: &mut Desk<'_>, actor: &str, body: EnrolIssue) -> Result<Object, Refusal> {
    let mut account = account(desk, &body.login)?;
    let now = desk.wall_clock();
    if body.until <= now || body.until > now + LONGEST_CODE {
        return Err(Refusal::new(422, "code-window"));
    }
    let is_operator = actor.starts_with("operator:");
    account.enrolment = Some(Enrolment {
        code_hash: body.code_hash,
        until: body.until,
        by: actor.to_owned(),
        confirmed: is_operator.then(|| actor.to_owned()),
    });
    put(desk, ACCOUNT, body.login.as_str(), &account)?;
    desk.audit("enrol.issue", body.login.as_str());
    Ok(Object::new().with("confirmed", is_operator))
}

fn confirm(desk: &mut Desk<'_>, actor: &str, body: &EnrolConfirm) -> Result<Object, Refusal> {
    let mut account = account(desk, &body.login)?;
    let now = desk.wall_clock();
    let waiting = account.enrolment.as_mut().filter(|e| e.confirmed.is_none() && e.until > now);
    let enrolment = waiting.ok_or_else(|| Refusal::new(404, "no-code-waits"))?;
    if enrolment.by == actor || actor == format!("person:{}", account.person) {
        return Err(Refusal::new(403, "two-administrators"));
    }
    enrolment.confirmed = Some(actor.to_owned());
    put(desk, ACCOUNT, body.login.as_str(), &account)?;
    desk.audit("enrol.confirm", body.login.as_str());
    Ok(Object::new())
}

fn set(desk: &mut Desk<'_>, body: AccountSet) -> Result<Object, Refusal> {
    let wrong = || Refusal::new(403, "wrong-code");
    let mut account: Account = find(desk, ACCOUNT, body.login.as_str())?.ok_or_else(wrong)?;
    let now = desk.wall_clock();
    let fits = |e: &Enrolment| {
        e.confirmed.is_some() && e.until > now && same(e.code_hash.as_bytes(), body.code_hash.as_bytes())
    };
    account.enrolment.take().filter(fits).ok_or_else(wrong)?;
    account.keys = Some(body.keys);
    put(desk, ACCOUNT, body.login.as_str(), &account)?;
    desk.audit("account.set", body.login.as_str());
    Ok(Object::new().with("person", account.person))
}

fn recovered(desk: &mut Desk<'_>, body: &AccountRecovered) -> Result<Object, Refusal> {
    let wrong = || Refusal::new(403, "wrong-code");
    let mut account: Account = find(desk, ACCOUNT, body.login.as_str())?.ok_or_else(wrong)?;
    let keys = account.keys.as_mut().ok_or_else(wrong)?;
    let place = keys.recovery.iter().position(|c| same(c.as_bytes(), body.code_hash.as_bytes()));
    keys.recovery.remove(place.ok_or_else(wrong)?);
    put(desk, ACCOUNT, body.login.as_str(), &account)?;
    desk.audit("account.recovered", body.login.as_str());
    Ok(Object::new())
}
