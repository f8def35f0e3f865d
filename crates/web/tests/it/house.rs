//! A court with one case whose docket is a real one, written by a real writer, and people who are something to it.

use crate::pages::{categories, hex, server_with, somebody};
use crate::rig::{NOW, Seen, get_with, send};
use std::sync::{Arc, Mutex};
use tarazy_docket::{Actor, Draft, Object, StreamId, Value, sha256};
use tarazy_procedure::Event;
use tarazy_registry::models;
use tarazy_store::derived::DerivedTable;
use tarazy_store::{
    Clock, Command, Database, Desk, Entropy, Office, Part, Record, Refusal, Step, Stmt, Tools, Vault, Writer,
    truth,
};
use tarazy_web::{Rate, Server};

pub(crate) const NUMBER: &str = "7119-26-00-2/9";
pub(crate) const RESPONDENT: u8 = 20;
pub(crate) const STRANGER: u8 = 21;
pub(crate) const CLERK_ELSEWHERE: u8 = 22;
pub(crate) const OTHER_JUDGE: u8 = 23;
pub(crate) const JUDGE: u8 = 24;
pub(crate) const CLERK: u8 = 25;
pub(crate) const ASSISTANT: u8 = 26;
pub(crate) const CHAIR: u8 = 27;

/// A day that the writer refuses.
pub(crate) const TOO_LATE: &str = "2030-01-01";

/// Who there is: roles, and the one in which he acts.
const CAST: [(u8, &str, &str); 8] = [
    (RESPONDENT, r#"{"from":1,"role":"citizen"}"#, "citizen"),
    (STRANGER, r#"{"from":1,"role":"citizen"}"#, "citizen"),
    (CLERK_ELSEWHERE, r#"{"court":"7120","from":1,"role":"clerk"}"#, "clerk@7120"),
    (OTHER_JUDGE, r#"{"court":"7119","from":1,"judges":["J2"],"role":"judge"}"#, "judge@7119"),
    (JUDGE, r#"{"court":"7119","from":1,"judges":["J1"],"role":"judge"}"#, "judge@7119"),
    (CLERK, r#"{"court":"7119","from":1,"role":"clerk"}"#, "clerk@7119"),
    (ASSISTANT, r#"{"court":"7119","from":1,"judges":["J1"],"role":"assistant"}"#, "assistant@7119"),
    (CHAIR, r#"{"court":"7119","from":1,"role":"chair"}"#, "chair@7119"),
];

pub(crate) fn case() -> StreamId {
    StreamId::case([9; 16])
}

struct Still;
impl Clock for Still {
    fn now(&mut self) -> i64 {
        NOW
    }
}

struct Chance(u8);
impl Entropy for Chance {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(101);
            *byte = self.0;
        }
    }
}

/// Writes what it is told to the docket, and what the steps of notices write.
struct Teller;
impl Office for Teller {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let noted = |what: &str| {
            let body = Object::new().with("channel", "counter").with("what", what).with("source", "program");
            body.with("at", Value::Int(NOW))
        };
        let mut body = command.body.clone();
        body.remove("case");
        let kind = match command.kind.as_str() {
            "access.read" => return Ok(Object::new()),
            "notice.note" => "notice.noted",
            "notice.conclude" => "notice.concluded",
            "notice.print" => {
                body = noted("printed").with("notice", body.get("notice").unwrap().clone());
                "notice.noted"
            }
            kind => tarazy_procedure::Step::of_command(kind).and_then(Event::kind_of).unwrap_or(kind),
        };
        // Of a step's papers the docket would keep commitments.
        if kind != "filing.received" {
            body.remove("files");
        }
        if body.get("until").and_then(Value::as_text) == Some(TOO_LATE) {
            return Err(Refusal::new(422, "beyond-limit").with("date", "2025-12-31"));
        }
        let event =
            Event::read(kind, &body).map_err(|e| Refusal::new(422, "schema").with("what", e))?.unwrap();
        let actor =
            Actor::role(command.actor.split([':', ';']).next().unwrap()).map_err(Refusal::internal)?;
        let (stream, vis) = (case(), event.visibility());
        desk.append(Draft { stream, kind: kind.parse().unwrap(), actor, vis, body })?;
        Ok(Object::new())
    }

    fn project(&self, record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
        models::project_record(record, steps)
    }

    fn tables(&self) -> &'static [DerivedTable] {
        models::TABLES
    }

    fn statements(&self) -> Vec<&'static Stmt> {
        Vec::new()
    }
}

/// A court with a case, in which both parties were summoned to a hearing.
pub(crate) struct House {
    _folder: tempfile::TempDir,
    server: Server,
    asked: Arc<Mutex<Vec<Command>>>,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let asked = Arc::<Mutex<Vec<Command>>>::default();
        let writer = Arc::<Mutex<Option<Writer>>>::default();
        let (heard, own) = (Arc::clone(&asked), Arc::clone(&writer));
        let submit = Arc::new(move |command: Command| {
            heard.lock().unwrap().push(command.clone());
            own.lock().unwrap().as_mut().unwrap().run(command)
        });
        let server = server_with(folder.path(), Rate { per_second: 100, burst: 1000 }, submit, false);
        for (n, grants, acting) in CAST {
            somebody(folder.path(), n, grants, acting);
        }
        let part = Object::new().with("person", format!("p{RESPONDENT}")).with("party", Value::Int(2));
        let part = part.with("capacity", "party").with("from", Value::Int(1));
        let parts = Value::Array(vec![Value::Object(part)]);
        let put = truth::put_reference("part", case().as_str(), &parts);
        let mut open = Database::new("sqlite:", folder.path()).unwrap().maintenance().unwrap();
        open.engine.as_mut().run_all(vec![Part::Step(put)]).unwrap();
        drop(open);
        let tools = Tools {
            origin: "log.example/notices".to_owned(),
            vault: Vault::new(&[7; 32]),
            clock: Box::new(Still),
            entropy: Box::new(Chance(0)),
            office: Box::new(Teller),
        };
        let mut teller = Writer::open(Database::new("sqlite:", folder.path()).unwrap(), tools).unwrap();
        for (n, (kind, body)) in docket().into_iter().enumerate() {
            let Value::Object(body) = Value::from_canonical(body.as_bytes()).unwrap() else {
                panic!("{kind}")
            };
            let (key, actor, kind) = (format!("d{n}"), "registrar".to_owned(), kind.to_owned());
            teller.run(Command { key, actor, kind, body, at: None }).unwrap();
        }
        *writer.lock().unwrap() = Some(teller);
        Self { _folder: folder, server, asked }
    }

    /// The browser of one of the [`CAST`].
    pub(crate) fn enter(&self, n: u8) -> Browser<'_> {
        let token = sha256(&[b"tarazy/form/1\n", &[n; 32]]).to_hex();
        Browser { server: &self.server, cookie: format!("__Host-session={}", hex(&[n; 32])), token }
    }

    /// How often the writer was told that somebody read.
    pub(crate) fn read(&self) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|command| command.kind == "access.read").count()
    }

    /// What the writer was asked to do beside noting who read.
    pub(crate) fn asked(&self) -> Vec<Command> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|command| command.kind != "access.read").cloned().collect()
    }
}

/// The docket of the case.
fn docket() -> Vec<(&'static str, String)> {
    let [category, _] = categories();
    let at = NOW + 10 * 24 * 3_600_000;
    let hash = "ab".repeat(32);
    let issued = |party: u8| {
        format!(r#"{{"hearing":1,"party":{party},"ways":[{{"channel":"portal"}},{{"channel":"counter"}}]}}"#)
    };
    vec![
        ("filing.received", format!(r#"{{"category":"{category}","court":"7119","division":"main","files":0,"kind":"claim","received":{NOW}}}"#)),
        ("case.opened", r#"{"demand":"Борышты өндіріп алу","parties":[{"name":"Айгүл Үлгі","role":"claimant"},{"address":"Абай к. 2","name":"Асан Үлгілі","role":"respondent"}]}"#.to_owned()),
        ("case.registered", format!(r#"{{"category":"{category}","court":"7119","division":"main","filing":"{hash}"}}"#)),
        ("case.numbered", format!(r#"{{"number":"{NUMBER}"}}"#)),
        ("case.assigned", format!(r#"{{"by":"{hash}","judges":["J1"],"ledger":"draw/7119.main"}}"#)),
        ("filing.accepted", r#"{"judge":"J1","language":"kk"}"#.to_owned()),
        ("hearing.set", format!(r#"{{"at":{at},"kind":"preliminary","minutes":60,"room":"101"}}"#)),
        ("notice.issued", issued(1)),
        ("notice.issued", issued(2)),
    ]
}

/// Somebody's browser.
pub(crate) struct Browser<'a> {
    server: &'a Server,
    pub(crate) cookie: String,
    token: String,
}

impl Browser<'_> {
    pub(crate) fn get(&self, path: &str) -> Seen {
        get_with(self.server, path, &[("cookie", &self.cookie), ("accept", "text/html")])
    }

    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("form-token", &self.token).extend_pairs(fields);
        let headers =
            [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        send(self.server, path, &headers, body.finish().as_bytes())
    }

    /// Sends a form with files.
    pub(crate) fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Seen {
        let kind = format!("multipart/form-data; boundary={}", crate::claim::BOUNDARY);
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", &kind),
        ];
        send(self.server, path, &headers, &crate::claim::form(&self.token, fields, files))
    }
}
