//! A claim in steps, as its writer sends it, as somebody else tries it, and as a session ends in the middle.

use crate::pages::{hex, server_with, somebody};
use crate::rig::{NOW, Seen, get_with, send};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tarazy_access::sessions::Sessions;
use tarazy_docket::{Object, StreamId, Value, sha256};
use tarazy_store::{Answer, Command, Refusal};
use tarazy_web::{Rate, Server};

const CITIZEN: &str = r#"{"from":1,"role":"citizen"}"#;
pub(crate) const BOUNDARY: &str = "tarazy-test";

/// Fields of a form, and its files.
type Fields<'a> = &'a [(&'a str, &'a str)];
type Files<'a> = &'a [(&'a str, &'a [u8])];

/// What the writer was asked to do.
type Asked = Arc<Mutex<Vec<Command>>>;

/// A server whose writer takes filings.
fn start(folder: &Path) -> (Server, Asked) {
    let asked = Asked::default();
    let heard = Arc::clone(&asked);
    let submit = Arc::new(move |command: Command| {
        heard.lock().unwrap().push(command);
        let body = Object::new().with("case", StreamId::case([5; 16]).as_str());
        Ok::<_, Refusal>(Answer { body, entries: Vec::new(), replayed: false })
    });
    (server_with(folder, Rate { per_second: 100, burst: 1000 }, submit, false), asked)
}

fn token(n: u8) -> String {
    sha256(&[b"tarazy/form/1\n", &[n; 32]]).to_hex()
}

/// A form: fields, and files with their bytes.
pub(crate) fn form(token: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in std::iter::once(&("form-token", token)).chain(fields) {
        let part =
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
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

    fn post(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Seen {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
            ("content-type", &kind),
        ];
        send(self.server, path, &headers, &form(&self.token, fields, files))
    }

    fn begin(&self) -> String {
        let headers =
            [("cookie", self.cookie.as_str()), ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        let body = format!("form-token={}", self.token);
        let seen = send(self.server, "/kk/claims", &headers, body.as_bytes());
        assert_eq!(seen.status, 303);
        seen.header("location").trim_end_matches("/about").to_owned()
    }
}

fn browser<'a>(server: &'a Server, folder: &Path, n: u8, grants: &str, acting: &str) -> Browser<'a> {
    Browser { server, cookie: somebody(folder, n, grants, acting), token: token(n) }
}

fn category() -> String {
    let law = tarazy_law::kazakhstan().unwrap();
    let in_force = law.at("2025-11-22".parse().unwrap()).unwrap();
    let civil = |rule: &&tarazy_law::Rule<tarazy_law::Category>| {
        !rule.closed && rule.procedure == tarazy_law::Procedure::Civil
    };
    in_force.categories().find(civil).unwrap().code.clone()
}

const PARTIES: [(&str, &str); 4] =
    [("p0-name", "Сынақ Азамат"), ("p0-kind", "person"), ("p1-name", "John Sample"), ("p1-kind", "person")];
const DEMAND: [(&str, &str); 4] = [
    ("demand", "Борышты өндіріп алу"),
    ("circumstances", "Қарыз қайтарылмады"),
    ("price", "1 000 000"),
    ("no-pretrial", "yes"),
];

/// Walks through all steps but the last.
fn fill(citizen: &Browser<'_>, claim: &str) {
    let category = category();
    let steps: [(&str, Fields<'_>, Files<'_>, &str); 6] = [
        ("about", &[("category", &category)], &[], "court"),
        ("court", &[("court", "7119")], &[], "parties"),
        ("parties", &PARTIES, &[], "demand"),
        ("demand", &DEMAND, &[], "files"),
        ("files", &[("what", "evidence"), ("do", "continue")], &[("шарт", b"%PDF-1.7 a contract")], "fee"),
        ("fee", &[("fee-kind", "property"), ("way", "exempt"), ("ground", "labour")], &[], "check"),
    ];
    for (step, fields, files, next) in steps {
        let seen = citizen.post(&format!("{claim}/{step}"), fields, files);
        assert_eq!(
            (seen.status, seen.header("location")),
            (303, format!("{claim}/{next}").as_str()),
            "{step}"
        );
    }
}

#[test]
fn a_claim_is_written_in_steps_and_sent_once() {
    let folder = tempfile::tempdir().unwrap();
    let (server, asked) = start(folder.path());
    let citizen = browser(&server, folder.path(), 7, CITIZEN, "citizen");
    let claim = citizen.begin();
    fill(&citizen, &claim);
    for step in ["about", "court", "parties", "demand", "files", "fee", "check"] {
        for lang in ["kk", "ru", "en"] {
            let seen = citizen.get(&claim.replace("/kk/", &format!("/{lang}/")).replace("/x", step));
            assert_eq!(seen.status, 404, "a claim without its step is no page");
            let seen = citizen.get(&format!("{}/{step}", claim.replace("/kk/", &format!("/{lang}/"))));
            assert_eq!(seen.status, 200, "{lang} {step}");
            assert!(!seen.text().contains("claim-") || !seen.text().contains(">claim-"), "{lang} {step}");
        }
    }
    let check = citizen.get(&format!("{claim}/check"));
    assert!(check.text().contains("Борышты өндіріп алу") && check.text().contains("шарт.pdf"));
    assert!(citizen.get("/kk/claims").text().contains("John Sample"));
    let sent = citizen.post(&format!("{claim}/check"), &[("do", "continue")], &[]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let filed = claim.replace("/claim/", "/filed/");
    assert_eq!(sent.header("location"), filed);
    let again = citizen.post(&format!("{claim}/check"), &[("do", "continue")], &[]);
    assert_eq!((again.status, again.header("location")), (303, filed.as_str()), "the second click");
    let asked = asked.lock().unwrap();
    let [command] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((command.actor.as_str(), command.kind.as_str()), ("party;person:p7", "filing.receive"));
    assert_eq!(command.key, format!("claim-{}", claim.rsplit('/').next().unwrap()));
    assert_eq!(command.body.get("court"), Some(&Value::Text("7119".to_owned())));
    assert_eq!(command.body.get("value_tiyn"), Some(&Value::Int(100_000_000)));
    assert_eq!(command.body.get("filer"), Some(&Value::Text("party".to_owned())));
    let Some(Value::Array(files)) = command.body.get("files") else { panic!("no files") };
    assert_eq!(files.len(), 2, "the claim itself, and its annex");
}

#[test]
fn another_persons_claim_does_not_exist_and_who_may_not_file_begins_none() {
    let folder = tempfile::tempdir().unwrap();
    let (server, asked) = start(folder.path());
    let citizen = browser(&server, folder.path(), 7, CITIZEN, "citizen");
    let other = browser(&server, folder.path(), 8, CITIZEN, "citizen");
    let claim = citizen.begin();
    fill(&citizen, &claim);
    for step in ["about", "demand", "check"] {
        assert_eq!(other.get(&format!("{claim}/{step}")).status, 404, "{step}");
        assert_eq!(other.post(&format!("{claim}/{step}"), &DEMAND, &[]).status, 404, "{step}");
    }
    citizen.post(&format!("{claim}/check"), &[("do", "continue")], &[]);
    let filed = claim.replace("/claim/", "/filed/");
    for path in [filed.clone(), format!("{filed}/proof")] {
        assert_eq!(other.get(&path).status, 404, "{path}");
    }
    assert!(!other.get("/kk/claims").text().contains("John Sample"));
    assert_eq!(asked.lock().unwrap().len(), 1);
    let judge =
        browser(&server, folder.path(), 9, r#"{"court":"7119","from":1,"role":"judge"}"#, "judge@7119");
    let headers =
        [("cookie", judge.cookie.as_str()), ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
    let body = format!("form-token={}", judge.token);
    assert_eq!(send(&server, "/kk/claims", &headers, body.as_bytes()).status, 403);
}

#[test]
fn what_is_wrong_is_told_and_what_was_typed_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let citizen = browser(&server, folder.path(), 7, CITIZEN, "citizen");
    let claim = citizen.begin();
    let parties =
        [("p0-name", ""), ("p1-name", "«Үлгі» ЖШС"), ("p1-kind", "organisation"), ("p1-number", "123")];
    let seen = citizen.post(&format!("{claim}/parties"), &parties, &[]);
    assert_eq!(seen.status, 422);
    assert!(seen.text().contains("#p0-name") && seen.text().contains("#p1-number"));
    assert!(citizen.get(&format!("{claim}/parties")).text().contains("«Үлгі» ЖШС"));
    let more = citizen.post(&format!("{claim}/parties"), &[("do", "more-respondent")], &[]);
    assert_eq!(more.status, 303);
    assert!(citizen.get(&format!("{claim}/parties")).text().contains("p2-name"));
    let files: [(&str, &[u8]); 2] = [("шарт.pdf", b"MZ a program"), ("скан.pdf", b"%PDF-1.4 whole")];
    let seen = citizen.post(&format!("{claim}/files"), &[("what", "evidence"), ("do", "more")], &files);
    assert_eq!(seen.status, 422, "one of them is no document");
    assert!(seen.text().contains("шарт.pdf") && seen.text().contains("скан.pdf"));
    let seen = citizen.post(&format!("{claim}/check"), &[("do", "continue")], &[]);
    assert_eq!(seen.status, 422, "it is not complete");
}

#[test]
fn a_file_that_is_too_large_is_refused_with_a_page_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let citizen = browser(&server, folder.path(), 7, CITIZEN, "citizen");
    let claim = citizen.begin();
    let mut large = b"%PDF-1.7 ".to_vec();
    large.resize((21 << 20) + 1, b'a');
    let seen = citizen.post(
        &format!("{claim}/files"),
        &[("what", "evidence"), ("do", "more")],
        &[("ұзақ.pdf", &large)],
    );
    assert_eq!(seen.status, 422);
    assert!(seen.text().contains("ұзақ.pdf") && seen.text().contains("20 МБ"));
    large.resize(45 << 20, b'a');
    let seen = citizen.post(&format!("{claim}/files"), &[], &[("ұзақ.pdf", &large)]);
    assert_eq!(seen.status, 413, "before it was read");
    assert!(seen.text().contains("20 МБ"));
    let left = std::fs::read_dir(folder.path().join("documents/tmp")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[test]
fn a_file_field_that_was_left_empty_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let citizen = browser(&server, folder.path(), 1, CITIZEN, "citizen");
    let files = format!("{}/files", citizen.begin());
    // As browsers send it: without a name and without a byte.
    assert_eq!(citizen.post(&files, &[("do", "continue")], &[("", b"")]).status, 303);
    assert_eq!(citizen.post(&files, &[("do", "continue")], &[("бос.pdf", b"")]).status, 422);
}

#[test]
fn a_form_without_its_token_or_with_a_file_before_it_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let mut citizen = browser(&server, folder.path(), 7, CITIZEN, "citizen");
    let claim = citizen.begin();
    citizen.token = token(8);
    assert_eq!(citizen.post(&format!("{claim}/demand"), &DEMAND, &[]).status, 403);
    assert!(!citizen.get(&format!("{claim}/demand")).text().contains("Қарыз қайтарылмады"));
}

#[test]
fn a_long_text_whose_session_ended_stands_in_the_form_when_its_writer_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = start(folder.path());
    let mut citizen = browser(&server, folder.path(), 7, CITIZEN, "citizen");
    let claim = citizen.begin();
    Sessions::open(folder.path()).unwrap().end(&[7; 32]).unwrap();
    let long = "Қарыз қайтарылмады. ".repeat(2_000);
    let seen =
        citizen.post(&format!("{claim}/demand"), &[("demand", "Өндіріп алу"), ("circumstances", &long)], &[]);
    assert_eq!((seen.status, seen.header("location")), (303, "/kk/sign-in"));
    let id = claim.rsplit('/').next().unwrap();
    assert!(seen.header("set-cookie").contains(&format!("__Host-back={id}-demand;")));
    let other = browser(&server, folder.path(), 8, CITIZEN, "citizen");
    assert_eq!(other.get(&format!("{claim}/demand")).status, 404, "it is still nobody else's");
    Sessions::open(folder.path()).unwrap().begin(&[6; 32], "p7", "citizen", NOW).unwrap();
    citizen.cookie = format!("__Host-session={}", hex(&[6; 32]));
    let back = citizen.get(&format!("{claim}/demand"));
    assert_eq!(back.status, 200);
    assert!(back.text().contains(long.trim()) && back.text().contains("Сеансыңыз аяқталып қалған еді"));
    assert!(citizen.get(&format!("{claim}/demand")).text().contains(long.trim()), "it is kept");
}
