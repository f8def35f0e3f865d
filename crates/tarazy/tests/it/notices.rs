//! A notice from the desk to a real mail server and back onto the docket, through the built program (ГПК 127–129).
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step of a test that fails ends the test")]

use crate::installation::{Installation, until};
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tarazy_store::truth;

/// aiosmtpd without a login: the line does not leave this machine.
struct Post {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Post {
    fn open() -> Self {
        let here = std::env::current_exe().unwrap();
        let python = here.ancestors().map(|f| f.join("python/bin/python")).find(|p| p.exists());
        let python = python.unwrap_or_else(|| panic!("no Python for the tests: run `cargo xtask setup`"));
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../notice/tests/it/server.py");
        let mut command = Command::new(python);
        command.arg(script).arg(folder.path()).args(["", "", "plain"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, folder, port: line.trim().parse().unwrap() }
    }

    fn mail(&self, n: u32) -> Option<String> {
        let path: PathBuf = self.folder.path().join(format!("{n}.eml"));
        std::fs::read_to_string(path).ok()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn configure(court: &Installation, port: u16, with_court: bool) {
    let path = court.path("court/tarazy.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let config = config.split("\n[mail]").next().unwrap();
    let known =
        "[[mail.court]]\ncode = \"7119\"\naddress = \"Астана қ., Абай к. 1\"\nofficer = \"Үлгілі Айгүл\"\n";
    let known = if with_court { known } else { "" };
    let mail = format!(
        "{config}\n[mail]\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"Сот <sot@sot.example>\"\nsite = \"https://sot.example\"\n{known}"
    );
    std::fs::write(path, mail).unwrap();
}

/// A case that is being prepared, with a hearing in ten days.
fn with_hearing(court: &Installation) -> String {
    court.staff(4);
    let case = court.register("Айгүл Үлгі");
    until("the draw has its result", || {
        court.done(&["run-due"]);
        court.stage(&case) == "assigned"
    });
    let step = |step: &str, set: &[&str]| {
        let set = set.iter().flat_map(|member| ["--set", member]);
        court.done(&["case", "step", step, &case].into_iter().chain(set).collect::<Vec<_>>());
    };
    step("filing.accept", &["language=kk"]);
    for (party, role, address) in [(1, "claimant", "later"), (2, "respondent", "asan")] {
        let now = format!(r#"now={{"role":"{role}","name":"Асан Үлгілі","email":"{address}@example.kz"}}"#);
        step("party.correct", &[&format!("party={party}"), &now]);
    }
    let now = truth::end(court.reader().as_mut()).unwrap().last_time;
    let at = format!("at={}", now + 10 * 24 * 3_600_000);
    step("hearing.set", &["kind=preliminary", &at, "minutes=60", "room=101"]);
    case
}

fn shown(court: &Installation, case: &str) -> Vec<serde_json::Value> {
    let out = court.done(&["notice", "show", case, "--json"]);
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn issue(court: &Installation, case: &str, party: &str, way: &str) {
    court.done(&[
        "notice",
        "issue",
        case,
        "--party",
        party,
        "--hearing",
        "1",
        "--way",
        way,
        "--way",
        "counter",
    ]);
}

#[test]
fn a_notice_is_mailed_and_its_timeline_says_what_it_proves() {
    let (post, court) = (Post::open(), Installation::new());
    configure(&court, post.port, true);
    let case = with_hearing(&court);
    issue(&court, &case, "2", "email");
    court.done(&["run-due"]);
    let mail = post.mail(1).unwrap();
    assert!(!mail.contains("Subject: =?utf-8?b?0JDRgdCw0L0"), "no name in the subject: {mail}");
    let notice = &shown(&court, &case)[0];
    assert_eq!(notice["evidence"][0]["what"], "accepted");
    assert_eq!(notice["evidence"][0]["detail"], "250 2.0.0 queued as 1");
    assert_eq!((notice["verdict"].as_str(), notice["rule"].as_str()), (Some("proper"), Some("email-given")));
    court.done(&["run-due"]);
    assert!(post.mail(2).is_none(), "once is enough");
    court.done(&["notice", "conclude", &case, "1"]);
    let kk = court.done(&["notice", "show", &case, "--lang", "kk"]);
    assert!(kk.contains("Судьяның бағалауы: тиісті түрде хабарланған"), "{kk}");
    assert!(kk.contains("ГПК 127(4)"), "{kk}");
    // The claimant's server says "try again": nothing on the timeline yet, and it stays due.
    issue(&court, &case, "1", "email");
    let due = court.run(&["run-due"]);
    assert!(due.code == 1 && due.err.contains("sent again later"), "{due:?}");
    let waiting = &shown(&court, &case)[1];
    assert!(waiting["evidence"].as_array().unwrap().is_empty() && post.mail(2).is_none());
    assert_eq!(waiting["waits"], "put-off");
    let ru = court.done(&["notice", "show", &case, "--lang", "ru"]);
    assert!(ru.contains("почтовый сервер сообщил, что примет письмо позже"), "{ru}");
    assert!(court.done(&["case", "next", &case]).contains("notice 2"));
    court.done(&["notice", "note", &case, "2", "counter", "handed", "--relation", "addressee"]);
    assert_eq!(shown(&court, &case)[1]["rule"], "in-hand");
}

#[test]
fn a_mail_server_that_says_nothing_delays_no_draw() {
    let (silent, court) = (TcpListener::bind(("127.0.0.1", 0)).unwrap(), Installation::new());
    configure(&court, silent.local_addr().unwrap().port(), true);
    // It is waited for longer than this test may take.
    let path = court.path("court/tarazy.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, config.replace("[mail]\n", "[mail]\ntimeout = 300\n")).unwrap();
    let case = with_hearing(&court);
    issue(&court, &case, "2", "email");
    let server = court.serve();
    let (line, _) = silent.accept().unwrap();
    let drawn = court.register("Болат Үлгі");
    until("the draw has its result", || court.stage(&drawn) == "assigned");
    line.set_nonblocking(true).unwrap();
    let heard = line.peek(&mut [0]).map_err(|e| e.kind());
    assert_eq!(heard, Err(ErrorKind::WouldBlock), "the mail still waits for the server's first word");
    assert!(shown(&court, &case)[0]["evidence"].as_array().unwrap().is_empty());
    // The line breaks before anything was handed over: it is sent again later.
    drop(line);
    drop(server);
    assert!(shown(&court, &case)[0]["evidence"].as_array().unwrap().is_empty());
}

#[test]
fn what_the_server_refuses_or_breaks_off_stands_on_the_timeline() {
    let (post, court) = (Post::open(), Installation::new());
    configure(&court, post.port, true);
    let case = with_hearing(&court);
    issue(&court, &case, "2", "email=gone@example.kz@given");
    issue(&court, &case, "2", "email=cut@example.kz@given");
    court.done(&["run-due"]);
    let notices = shown(&court, &case);
    assert_eq!(notices[0]["evidence"][0]["what"], "failed");
    assert!(notices[0]["evidence"][0]["detail"].as_str().unwrap().contains("no such user"));
    assert_eq!((notices[1]["evidence"][0]["what"].as_str(), post.mail(1).is_some()), (Some("unknown"), true));
    assert!(notices.iter().all(|n| n["verdict"] == "unproven"));
}

/// The report of a mail that failed, as Postfix writes it.
fn report(to: &str, action: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         I'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; asan@example.kz\r\nAction: {action}\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2\r\n    mailbox full\r\n\r\n--b--\r\n"
    )
}

#[test]
fn a_mail_that_comes_back_speaks_against_its_notice_and_nobody_can_make_one_up() {
    let (post, court) = (Post::open(), Installation::new());
    configure(&court, post.port, true);
    let path = court.path("court/tarazy.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, config.replace("[mail]\n", "[mail]\nbounces = \"bounce@sot.example\"\n")).unwrap();
    let case = with_hearing(&court);
    issue(&court, &case, "2", "email");
    court.done(&["run-due"]);
    let back = std::fs::read_to_string(post.folder.path().join("1.from")).unwrap();
    assert!(back.starts_with("bounce+") && back.split('@').next().unwrap().len() <= 64, "{back}");
    assert!(post.mail(1).unwrap().contains("From: "), "the sender that people see is the court's own");
    let file = court.path("bounce.eml");
    let bounce = |mail: &str| {
        std::fs::write(&file, mail).unwrap();
        court.run(&["notice", "bounce", file.to_str().unwrap()])
    };
    let mark = back.rsplit('.').nth(1).unwrap().split('@').next().unwrap().to_owned();
    for (mail, why) in [
        ("hello".to_owned(), "no report"),
        (report(&back, "delayed"), "does not say that the mail failed"),
        (report("bounce@sot.example", "failed"), "about no mail of this court"),
        (report(&back.replace(&mark, "0123456789abcdef"), "failed"), "about no mail of this court"),
    ] {
        let run = bounce(&mail);
        assert!(run.code != 0 && run.err.contains(why), "{why}: {run:?}");
    }
    assert_eq!(shown(&court, &case)[0]["verdict"], "proper");
    assert_eq!(bounce(&report(&back, "failed")).code, 0);
    let notice = &shown(&court, &case)[0];
    assert_eq!(notice["evidence"][1]["what"], "failed");
    assert_eq!(notice["evidence"][1]["detail"], "5.2.2 smtp; 552 5.2.2 mailbox full");
    assert_eq!(notice["verdict"], "contradicted", "the judge sees both");
    assert_eq!(bounce(&report(&back, "failed")).code, 0);
    assert_eq!(shown(&court, &case)[0]["evidence"].as_array().unwrap().len(), 2, "once");
}

#[test]
fn a_court_that_says_less_than_the_law_asks_sends_a_hint_that_proves_nothing() {
    let (post, court) = (Post::open(), Installation::new());
    configure(&court, post.port, false);
    let case = with_hearing(&court);
    issue(&court, &case, "2", "email");
    court.done(&["run-due"]);
    let notice = &shown(&court, &case)[0];
    assert_eq!(
        (notice["evidence"][0]["what"].as_str(), notice["verdict"].as_str()),
        (Some("hinted"), Some("unproven"))
    );
    assert!(post.mail(1).is_some());
}
