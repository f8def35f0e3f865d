//! Notices of a case as each of those who may see them does: the timeline, the summons, and what court and addressee do with it. The
//! docket is a real one, written by a real writer.

use crate::pages::{categories, hex, server_with, somebody};
use crate::rig::{NOW, Seen, get_with, send};
use std::sync::{Arc, Mutex};
use tarazy_access::secrets::code_hash;
use tarazy_docket::{Actor, Draft, Object, StreamId, Value, sha256};
use tarazy_procedure::Event;
use tarazy_registry::models;
use tarazy_store::derived::DerivedTable;
use tarazy_store::{
    Clock, Command, Database, Desk, Entropy, Office, Part, Record, Refusal, Step, Stmt, Tools, Vault, Writer,
    truth,
};
use tarazy_web::{Rate, Server};

const NUMBER: &str = "7119-26-00-2/9";
const RESPONDENT: u8 = 20;
const STRANGER: u8 = 21;
const CLERK_ELSEWHERE: u8 = 22;
const OTHER_JUDGE: u8 = 23;
const JUDGE: u8 = 24;
const CLERK: u8 = 25;

/// Who there is: roles, and the one in which he acts.
const CAST: [(u8, &str, &str); 6] = [
    (RESPONDENT, r#"{"from":1,"role":"citizen"}"#, "citizen"),
    (STRANGER, r#"{"from":1,"role":"citizen"}"#, "citizen"),
    (CLERK_ELSEWHERE, r#"{"court":"7120","from":1,"role":"clerk"}"#, "clerk@7120"),
    (OTHER_JUDGE, r#"{"court":"7119","from":1,"judges":["J2"],"role":"judge"}"#, "judge@7119"),
    (JUDGE, r#"{"court":"7119","from":1,"judges":["J1"],"role":"judge"}"#, "judge@7119"),
    (CLERK, r#"{"court":"7119","from":1,"role":"clerk"}"#, "clerk@7119"),
];

fn case() -> StreamId {
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
            kind => kind,
        };
        let event = Event::read(kind, &body).map_err(Refusal::internal)?.unwrap();
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
struct House {
    _folder: tempfile::TempDir,
    server: Server,
    asked: Arc<Mutex<Vec<Command>>>,
}

impl House {
    fn new() -> Self {
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
    fn enter(&self, n: u8) -> Browser<'_> {
        let token = sha256(&[b"tarazy/form/1\n", &[n; 32]]).to_hex();
        Browser { server: &self.server, cookie: format!("__Host-session={}", hex(&[n; 32])), token }
    }

    /// What the writer was asked to do beside noting who read.
    fn asked(&self) -> Vec<Command> {
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
struct Browser<'a> {
    server: &'a Server,
    cookie: String,
    token: String,
}

impl Browser<'_> {
    fn get(&self, path: &str) -> Seen {
        get_with(self.server, path, &[("cookie", &self.cookie), ("accept", "text/html")])
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("form-token", &self.token).extend_pairs(fields);
        let headers =
            [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        send(self.server, path, &headers, body.finish().as_bytes())
    }
}

fn notice(n: u8) -> String {
    format!("/en/notice/{}/{n}", hex(&[9; 16]))
}

fn timeline() -> String {
    format!("/en/notices/{NUMBER}")
}

#[test]
fn a_party_sees_his_own_notices_and_nobody_elses() {
    let house = House::new();
    let respondent = house.enter(RESPONDENT);
    let page = respondent.get(&timeline());
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Асан Үлгілі") && !page.text().contains("Айгүл Үлгі"), "{}", page.text());
    assert_eq!(respondent.get(&notice(2)).status, 200);
    for path in [notice(1), format!("{}/pdf", notice(1)), notice(3)] {
        assert_eq!(respondent.get(&path).status, 404, "{path}");
    }
    for act in ["print", "note", "conclude"] {
        assert_eq!(
            respondent.post(&format!("{}/{act}", notice(2)), &[("what", "handed")]).status,
            403,
            "{act}"
        );
        assert_eq!(
            respondent.post(&format!("{}/{act}", notice(1)), &[("what", "handed")]).status,
            404,
            "{act}"
        );
    }
}

#[test]
fn who_may_not_read_the_case_reads_no_notice_of_it() {
    let house = House::new();
    let others = [house.enter(STRANGER), house.enter(CLERK_ELSEWHERE), house.enter(OTHER_JUDGE)];
    for other in others {
        for path in [timeline(), notice(1), format!("{}/pdf", notice(1))] {
            assert_eq!(other.get(&path).status, 403, "{path}");
        }
        for act in ["print", "note", "conclude"] {
            assert_eq!(
                other.post(&format!("{}/{act}", notice(1)), &[("what", "handed")]).status,
                403,
                "{act}"
            );
        }
    }
    assert!(house.asked().is_empty());
    let judge = house.enter(JUDGE);
    assert_eq!(judge.get("/en/notices/7119-26-00-2/999").status, 404);
    assert_eq!(judge.get(&notice(7)).status, 404);
}

#[test]
fn that_the_addressee_opened_his_summons_is_noted_once() {
    let house = House::new();
    let judge = house.enter(JUDGE);
    assert_eq!(judge.get(&notice(2)).status, 200);
    assert!(house.asked().is_empty(), "the judge is not the addressee");
    let respondent = house.enter(RESPONDENT);
    let page = respondent.get(&notice(2));
    assert!(page.text().contains("Summons") && page.text().contains("101"), "{}", page.text());
    assert!(page.text().contains("Evidence 1"), "he sees at once that it is noted: {}", page.text());
    respondent.get(&notice(2));
    let pdf = respondent.get(&format!("{}/pdf", notice(2)));
    assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.text().contains("Асан Үлгілі None"), "a copy has no code: {}", pdf.text());
    let asked = house.asked();
    let [command] = asked.as_slice() else { panic!("{asked:?}") };
    let member = |name: &str| command.body.get(name).and_then(Value::as_text).unwrap().to_owned();
    assert_eq!((command.kind.as_str(), command.actor.as_str()), ("notice.note", "party;person:p20"));
    assert_eq!(
        (member("channel"), member("what"), member("source")),
        ("portal".into(), "viewed".into(), "program".into())
    );
}

#[test]
fn the_chancery_prints_the_summons_with_a_code_that_is_kept_as_a_hash() {
    let house = House::new();
    let clerk = house.enter(CLERK);
    let pdf = clerk.post(&format!("{}/print", notice(2)), &[]);
    assert_eq!(
        (pdf.status, pdf.header("content-type"), pdf.header("cache-control")),
        (200, "application/pdf", "no-store")
    );
    let code = pdf.text().split('"').nth(1).unwrap().to_owned();
    let asked = house.asked();
    let kept = asked[0].body.get("code").and_then(Value::as_text);
    assert_eq!((asked[0].kind.as_str(), kept), ("notice.print", Some(code_hash(&code).as_str())));
    assert!(!format!("{:?}", asked[0]).contains(&code));
    assert!(!clerk.get(&notice(2)).text().contains(&code), "nobody sees it again");
}

#[test]
fn the_chancery_notes_what_became_of_it_and_the_judge_concludes() {
    let house = House::new();
    let clerk = house.enter(CLERK);
    let note = format!("{}/note", notice(2));
    let typed = [
        ("channel", "counter"),
        ("relation", "addressee"),
        ("person", "Асан"),
        ("day", "2025-11-22"),
        ("time", "10:00"),
    ];
    let seen = clerk.post(&note, &typed);
    assert_eq!(seen.status, 422);
    assert!(
        seen.text().contains("Choose what happened") && seen.text().contains("value=\"Асан\""),
        "{}",
        seen.text()
    );
    let wrong = [&typed[..3], &[("what", "handed"), ("day", "tomorrow"), ("time", "10:00")]].concat();
    assert!(clerk.post(&note, &wrong).text().contains("Type the day as"));
    assert!(house.asked().is_empty());
    let seen = clerk.post(&note, &[&typed[..], &[("what", "handed")]].concat());
    assert_eq!((seen.status, seen.header("location")), (303, format!("{}?done=noted", notice(2)).as_str()));
    let page = clerk.get(&notice(2));
    assert!(
        page.text().contains("properly notified") && !page.text().contains("/conclude"),
        "{}",
        page.text()
    );
    assert_eq!(
        clerk.post(&format!("{}/conclude", notice(2)), &[("proper", "yes"), ("way", "in-hand")]).status,
        403
    );
    let judge = house.enter(JUDGE);
    assert!(
        judge.get(&notice(2)).text().contains("<option value=\"in-hand\" selected>"),
        "what is proposed is chosen"
    );
    let seen = judge.post(&format!("{}/conclude", notice(2)), &[("proper", "no"), ("way", "in-hand")]);
    assert!(seen.status == 422 && seen.text().contains("Choose the ground"), "{}", seen.text());
    let seen = judge.post(&format!("{}/conclude", notice(2)), &[("proper", "yes"), ("way", "in-hand")]);
    assert_eq!(seen.status, 303);
    let command = house.asked().pop().unwrap();
    let body = &command.body;
    assert_eq!(body.get("judge").and_then(Value::as_text), Some("J1"));
    assert_eq!((command.kind.as_str(), body.get("proper")), ("notice.conclude", Some(&Value::Bool(true))));
    assert!(judge.get(&timeline()).text().contains("The judge concluded: properly notified"));
}
