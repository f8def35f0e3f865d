//! The first entry into a case by the code on a summons: whoever has it comes in, and nobody else learns anything.

use crate::pages::{CLOSED, OPEN, hex, server_with, somebody};
use crate::rig::{NOW, Seen, get_with, send};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tarazy_access::secrets::code_hash;
use tarazy_docket::{Object, Value, sha256};
use tarazy_store::{Answer, Command, Database, Part, Refusal, truth};
use tarazy_web::{Rate, Server};

const CODE: &str = "abcd-efgh-2345-6789";
const CITIZEN: &str = r#"{"from":1,"role":"citizen"}"#;

/// What the writer was asked to do.
type Asked = Arc<Mutex<Vec<Command>>>;

/// A server whose writer lets everybody in who has a code.
fn start(folder: &Path) -> (Server, Asked) {
    let asked = Asked::default();
    let heard = Arc::clone(&asked);
    let submit = Arc::new(move |command: Command| {
        heard.lock().unwrap().push(command);
        Ok::<_, Refusal>(Answer { body: Object::new(), entries: Vec::new(), replayed: false })
    });
    let server = server_with(folder, Rate { per_second: 100, burst: 1000 }, submit, false);
    print(folder, 0, CODE, NOW + 1, false);
    (server, asked)
}

/// A summons of a case is printed with a code.
fn print(folder: &Path, case: u8, code: &str, until: i64, used: bool) {
    let opens = Object::new().with("case", format!("case/{}", hex(&[case; 16]))).with("party", Value::Int(2));
    let opens = opens.with("until", Value::Int(until)).with("used", Value::Bool(used));
    let put = truth::put_reference("access-code", &code_hash(code), &Value::Object(opens));
    let mut open = Database::new("sqlite:", folder).unwrap().maintenance().unwrap();
    open.engine.as_mut().run_all(vec![Part::Step(put)]).unwrap();
}

/// Somebody's browser.
struct Browser<'a> {
    server: &'a Server,
    cookie: String,
    token: String,
}

impl<'a> Browser<'a> {
    fn nobody(server: &'a Server) -> Self {
        let (cookie, token) = (format!("__Host-form={}", hex(&[3; 32])), token(3));
        Self { server, cookie, token }
    }

    fn citizen(server: &'a Server, folder: &Path) -> Self {
        Self { server, cookie: somebody(folder, 7, CITIZEN, "citizen"), token: token(7) }
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("form-token", &self.token).extend_pairs(fields);
        let headers =
            [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        send(self.server, path, &headers, body.finish().as_bytes())
    }

    fn get(&self, path: &str) -> Seen {
        get_with(self.server, path, &[("cookie", &self.cookie), ("accept", "text/html")])
    }

    /// Takes the cookies of an answer.
    fn take(&mut self, seen: &Seen) {
        for cookie in seen.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let others = self.cookie.split("; ").filter(|c| !c.starts_with(&format!("{name}=")));
            let mut all: Vec<String> = others.map(str::to_owned).collect();
            all.extend((!value.is_empty()).then(|| pair.to_owned()));
            self.cookie = all.join("; ");
        }
    }
}

fn token(n: u8) -> String {
    sha256(&[b"tarazy/form/1\n", &[n; 32]]).to_hex()
}

/// The words of the page, without what differs from form to form.
fn said(seen: &Seen) -> String {
    let lines = seen.text().lines().filter(|line| !line.contains("<input"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn whoever_has_the_summons_signs_in_and_enters_his_case_once() {
    let folder = tempfile::tempdir().unwrap();
    let (server, asked) = start(folder.path());
    let mut nobody = Browser::nobody(&server);
    let typed = CODE.to_uppercase().replace('-', " ");
    let seen = nobody.post("/kk/enter", &[("number", OPEN), ("code", &typed)]);
    assert_eq!((seen.status, seen.header("location")), (303, "/kk/enter"));
    let cookie = seen.header("set-cookie");
    assert!(cookie.starts_with("__Host-enter=") && cookie.contains("HttpOnly"), "{cookie}");
    assert!(!cookie.contains("abcd") && !cookie.contains(&code_hash(CODE)), "sealed: {cookie}");
    nobody.take(&seen);
    let page = nobody.get("/ru/enter");
    assert!(page.text().contains(OPEN) && page.text().contains("/ru/register"), "{}", page.text());
    assert!(asked.lock().unwrap().is_empty(), "nobody got a part yet");
    let kept = nobody.cookie.split("; ").find(|c| c.starts_with("__Host-enter=")).unwrap();
    let mut citizen = Browser::citizen(&server, folder.path());
    citizen.cookie = format!("{}; {kept}", citizen.cookie);
    assert!(citizen.get("/en/enter").text().contains("Person 7"));
    let seen = citizen.post("/en/enter/confirm", &[]);
    assert_eq!(seen.status, 303);
    citizen.take(&seen);
    assert!(!citizen.cookie.contains("__Host-enter"), "{}", citizen.cookie);
    let asked = asked.lock().unwrap();
    let [command] = asked.as_slice() else { panic!("{asked:?}") };
    let body = Object::new().with("person", "p7").with("code", code_hash(CODE));
    assert_eq!(
        (command.kind.as_str(), command.actor.as_str(), &command.body),
        ("part.enter", "person:p7", &body)
    );
}

#[test]
fn what_does_not_fit_is_answered_alike_whether_there_is_such_a_case_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    print(folder.path(), 0, "used-used-used-used", NOW + 1, true);
    print(folder.path(), 0, "late-late-late-late", NOW, false);
    let nobody = Browser::nobody(&server);
    let wrong = |number: &str, code: &str| {
        let seen = nobody.post("/en/enter", &[("number", number), ("code", code)]);
        let mut cookies = seen.headers.get_all("set-cookie").iter();
        assert!(!cookies.any(|c| c.to_str().unwrap().starts_with("__Host-enter")), "{number} {code}");
        (seen.status, said(&seen))
    };
    let first = wrong(OPEN, "aaaa-bbbb-cccc-dddd");
    assert_eq!(first.0, 422);
    assert!(first.1.contains("were not found together"), "{}", first.1);
    for (number, code) in [
        (CLOSED, "aaaa-bbbb-cccc-dddd"),
        ("7119-26-00-2/999", "aaaa-bbbb-cccc-dddd"),
        ("nothing", CODE),
        // The right code of another case.
        (CLOSED, CODE),
        (OPEN, "used-used-used-used"),
        (OPEN, "late-late-late-late"),
    ] {
        assert_eq!(wrong(number, code), first, "{number} {code}");
    }
    // What was typed stands in the form again.
    let seen = nobody.post("/en/enter", &[("number", OPEN), ("code", "")]);
    assert!(seen.status == 422 && seen.text().contains(&format!("value=\"{OPEN}\"")), "{}", seen.text());
}

#[test]
fn too_many_tries_with_a_number_wait_also_where_there_is_no_such_case() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let nobody = Browser::nobody(&server);
    for number in [OPEN, "7119-26-00-2/999"] {
        let tries: Vec<bool> = (0..7)
            .map(|_| nobody.post("/en/enter", &[("number", number), ("code", "wrong")]))
            .map(|seen| seen.text().contains("too many tries"))
            .collect();
        assert_eq!(tries, [false, false, false, false, false, false, true], "{number}");
    }
    assert_eq!(
        nobody.post("/en/enter", &[("number", OPEN), ("code", CODE)]).status,
        422,
        "for the right one too"
    );
}

#[test]
fn one_address_may_not_try_as_often_as_it_likes() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let nobody = Browser::nobody(&server);
    let tried = |n: u32| nobody.post("/en/enter", &[("number", &n.to_string()), ("code", "x")]).status;
    let statuses: Vec<u16> = (0..51).map(tried).collect();
    assert_eq!((statuses[49], statuses[50]), (422, 429));
}

#[test]
fn a_cookie_of_somebody_elses_making_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (server, asked) = start(folder.path());
    let mut citizen = Browser::citizen(&server, folder.path());
    citizen.cookie = format!("{}; __Host-enter={}", citizen.cookie, "ab".repeat(80));
    assert!(citizen.get("/en/enter").text().contains("name=\"code\""));
    assert_eq!(citizen.post("/en/enter/confirm", &[]).header("location"), "/en/enter");
    assert!(asked.lock().unwrap().is_empty());
}
