//! The office behind a real writer: who may let whom in.

#![cfg(test)]

mod codes;

use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tarazy_access::bodies::{EnrolConfirm, EnrolIssue, PersonAdd, RoleGrant};
use tarazy_access::secrets::{PasswordHash, code_hash};
use tarazy_access::sessions::Sessions;
use tarazy_access::sign_in::{NotEntered, Typed, check, seal_totp};
use tarazy_access::{Access, Login, Role, account, audit, bodies, people};
use tarazy_docket::{Object, Value, to_value};
use tarazy_store::derived::DerivedTable;
use tarazy_store::{
    Clock, Command, Database, Desk, Entropy, Office, Record, Refusal, Step, Stmt, Tools, Vault, Writer,
};

const NOW: i64 = 1_796_000_000_000;
const HOUR: i64 = 60 * 60 * 1000;

struct Chance(u8);
impl Entropy for Chance {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(101);
            *byte = self.0;
        }
    }
}

struct Time(Arc<AtomicI64>);
impl Clock for Time {
    fn now(&mut self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The office with the one thing that another office does for it: the code on a summons is the registry's to put.
struct Beside(Access);
impl Office for Beside {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        match (command.kind.strip_prefix("put "), command.body.get("code").and_then(Value::as_text)) {
            (Some(kind), Some(id)) => {
                desk.put_reference(kind, id, command.body.get("opens").unwrap().clone());
                Ok(Object::new())
            }
            _ => self.0.decide(desk, command),
        }
    }

    fn project(&self, record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
        self.0.project(record, steps)
    }

    fn tables(&self) -> &'static [DerivedTable] {
        self.0.tables()
    }

    fn statements(&self) -> Vec<&'static Stmt> {
        self.0.statements()
    }
}

struct House {
    _folder: tempfile::TempDir,
    database: Database,
    sessions: Sessions,
    writer: Writer,
    time: Arc<AtomicI64>,
    commands: u32,
}

fn vault() -> Vault {
    Vault::new(&[7; 32])
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new("sqlite:", folder.path()).unwrap();
        database.migrate(NOW).unwrap();
        let time = Arc::new(AtomicI64::new(NOW));
        let tools = Tools {
            origin: "log.example/access".to_owned(),
            vault: vault(),
            clock: Box::new(Time(Arc::clone(&time))),
            entropy: Box::new(Chance(0)),
            office: Box::new(Beside(Access)),
        };
        let writer = Writer::open(database.clone(), tools).unwrap();
        let sessions = Sessions::open(folder.path()).unwrap();
        Self { _folder: folder, database, sessions, writer, time, commands: 0 }
    }

    fn give<T: Serialize>(&mut self, actor: &str, kind: &str, body: &T) -> Result<Object, Refusal> {
        self.commands += 1;
        let Value::Object(body) = to_value(body).unwrap() else { panic!("a body is an object") };
        let (key, actor, kind) = (format!("k{}", self.commands), actor.to_owned(), kind.to_owned());
        self.writer.run(Command { key, actor, kind, body, at: None }).map(|answer| answer.body)
    }

    fn add(&mut self, login: &str) -> Login {
        let login: Login = login.parse().unwrap();
        let body = PersonAdd { login: login.clone(), name: format!("Сынақ {login}") };
        self.give("operator:u0", "person.add", &body).unwrap();
        login
    }

    fn issue(&mut self, actor: &str, login: &Login, code: &str) -> Result<Object, Refusal> {
        let (code_hash, until) = (code_hash(code), NOW + HOUR);
        self.give(actor, "enrol.issue", &EnrolIssue { login: login.clone(), code_hash, until })
    }

    fn set(&mut self, login: &Login, code: &str) -> Result<Object, Refusal> {
        let keys = keys(login);
        let body = bodies::AccountSet { login: login.clone(), code_hash: code_hash(code), keys };
        self.give("holder", "account.set", &body)
    }

    fn sign_in(&mut self, login: &str, password: &str, code: &str) -> Result<Option<String>, NotEntered> {
        let now = self.time.load(Ordering::Relaxed);
        let mut reader = self.database.reader().unwrap();
        let typed = Typed { login, password, code };
        check(reader.as_mut(), &vault(), &self.sessions, typed, now).map(|entered| entered.recovery)
    }
}

const SECRET: [u8; 20] = *b"12345678901234567890";
const PASSWORD: &str = "үш сөз бір тіркес";

fn keys(login: &Login) -> bodies::Keys {
    bodies::Keys {
        password: PasswordHash::of(PASSWORD, &mut Chance(3)).unwrap(),
        totp: seal_totp(&vault(), login, SECRET, &mut Chance(4)).unwrap(),
        recovery: vec![code_hash("aaaa-bbbb-cccc-dddd")],
    }
}

/// A moment and its one-time password, from RFC 6238.
const MOMENT: (i64, &str) = (2_000_000_000_000, "279037");

fn code_of(refused: Result<Object, Refusal>) -> String {
    refused.unwrap_err().code.into_owned()
}

#[test]
fn a_code_of_an_administrator_holds_only_when_a_second_one_confirmed_it() {
    let mut house = House::new();
    let login = house.add("bolat");
    house.issue("person:pa", &login, "one").unwrap();
    assert_eq!(code_of(house.set(&login, "one")), "wrong-code", "nobody confirmed it");
    let confirm = EnrolConfirm { login: login.clone() };
    assert_eq!(code_of(house.give("person:pa", "enrol.confirm", &confirm)), "two-administrators");
    let own = people(house.database.reader().unwrap().as_mut()).unwrap().remove(0).id;
    assert_eq!(
        code_of(house.give(&format!("person:{own}"), "enrol.confirm", &confirm)),
        "two-administrators"
    );
    house.give("person:pb", "enrol.confirm", &confirm).unwrap();
    assert_eq!(code_of(house.set(&login, "two")), "wrong-code");
}

#[test]
fn a_code_is_used_up_and_runs_out() {
    let mut house = House::new();
    let login = house.add("bolat");
    house.issue("operator:u0", &login, "one").unwrap();
    house.set(&login, "ONE").unwrap();
    assert_eq!(code_of(house.set(&login, "one")), "wrong-code", "used");
    house.issue("operator:u0", &login, "two").unwrap();
    house.time.store(NOW + HOUR + 1, Ordering::Relaxed);
    assert_eq!(code_of(house.set(&login, "two")), "wrong-code", "too late");
}

#[test]
fn roles_have_their_court_and_their_time_and_leave_their_row_of_audit() {
    let mut house = House::new();
    let login = house.add("bolat");
    let grant = |role, court: Option<&str>| RoleGrant {
        login: login.clone(),
        role,
        court: court.map(str::to_owned),
        judges: Vec::new(),
        from: None,
        to: None,
    };
    assert_eq!(code_of(house.give("person:pa", "role.grant", &grant(Role::Judge, None))), "role-needs-court");
    assert_eq!(code_of(house.give("person:pa", "role.grant", &grant(Role::Judge, Some("7119")))), "no-court");
    assert_eq!(
        code_of(house.give("person:pa", "role.grant", &grant(Role::Administrator, Some("7119")))),
        "role-without-court"
    );
    house.give("person:pa", "role.grant", &grant(Role::Administrator, None)).unwrap();
    assert_eq!(
        code_of(house.give("person:pa", "role.grant", &grant(Role::Administrator, None))),
        "role-held"
    );
    house.time.store(NOW + HOUR, Ordering::Relaxed);
    let end = bodies::RoleEnd { login: login.clone(), role: Role::Administrator, court: None };
    house.give("person:pa", "role.end", &end).unwrap();
    let mut reader = house.database.reader().unwrap();
    let grants = people(reader.as_mut()).unwrap().remove(0).grants;
    assert!(grants[0].holds(NOW) && !grants[0].holds(NOW + HOUR));
    let rows = audit(reader.as_mut(), i64::MAX, 100).unwrap();
    let actions: Vec<&str> =
        rows.iter().rev().map(|row| row.action.as_str()).filter(|a| *a != "reference.put").collect();
    assert_eq!(actions, ["person.add", "role.grant", "role.end"]);
    assert_eq!(rows[0].actor, "person:pa");
}

#[test]
fn whoever_has_all_three_is_let_in_and_nobody_learns_which_was_wrong() {
    let mut house = House::new();
    let login = house.add("bolat");
    assert!(
        matches!(house.sign_in("bolat", PASSWORD, "000000"), Err(NotEntered::Wrong)),
        "nothing chosen yet"
    );
    house.issue("operator:u0", &login, "one").unwrap();
    house.set(&login, "one").unwrap();
    house.time.store(MOMENT.0, Ordering::Relaxed);
    let right = MOMENT.1;
    for (name, password, code) in
        [("bolat", PASSWORD, "12345"), ("bolat", "another password", right), ("nobody", PASSWORD, right)]
    {
        assert!(matches!(house.sign_in(name, password, code), Err(NotEntered::Wrong)), "{name} {code}");
    }
    assert_eq!(house.sign_in("Bolat", PASSWORD, right).unwrap(), None);
    assert!(matches!(house.sign_in("bolat", PASSWORD, right), Err(NotEntered::Wrong)), "each counts once");
    let hash = house.sign_in("bolat", PASSWORD, "AAAA BBBB CCCC DDDD").unwrap().unwrap();
    let used = bodies::AccountRecovered { login: login.clone(), code_hash: hash };
    house.give("person:p", "account.recovered", &used).unwrap();
    assert!(matches!(house.sign_in("bolat", PASSWORD, "aaaa-bbbb-cccc-dddd"), Err(NotEntered::Wrong)));
    assert!(account(house.database.reader().unwrap().as_mut(), &login).unwrap().unwrap().keys.is_some());
}

#[test]
fn a_login_name_belongs_to_one() {
    let mut house = House::new();
    let login = house.add("bolat");
    let again = PersonAdd { login, name: "Басқа".to_owned() };
    assert_eq!(code_of(house.give("operator:u0", "person.add", &again)), "login-taken");
}
