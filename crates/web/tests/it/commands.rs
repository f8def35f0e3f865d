//! The counter for commands over HTTP.

use crate::rig::{Shelf, get, objects, post, send, start};
use std::sync::{Arc, Mutex};
use tarazy_base::Lang;
use tarazy_web::Server;
use tarazy_web::commands::{Commands, MAX_COMMAND, Reply, SIGNATURE};
use tarazy_web::log::LogFace;

type Heard = (Option<String>, Vec<u8>, Lang);

/// Answers with a status, and remembers what it was given.
struct Ear {
    status: u16,
    heard: Mutex<Vec<Heard>>,
}

impl Commands for Ear {
    fn post(&self, signature: Option<&str>, body: &[u8], lang: Lang) -> Reply {
        self.heard.lock().unwrap().push((signature.map(str::to_owned), body.to_vec(), lang));
        Reply { status: self.status, body: br#"{"code":"x","message":"y"}"#.to_vec() }
    }
}

fn counter(status: u16) -> (Arc<Ear>, Server, tempfile::TempDir) {
    let ear = Arc::new(Ear { status, heard: Mutex::default() });
    let folder = tempfile::tempdir().unwrap();
    let face = LogFace { objects: objects(folder.path()), papers: Arc::new(Shelf) };
    let commands: Arc<dyn Commands> = ear.clone();
    (ear, start(tarazy_web::installation::router(face, Some(commands))), folder)
}

#[test]
fn a_command_comes_through_with_its_signature_and_the_answer_goes_back() {
    let (ear, server, _folder) = counter(200);
    let seen = send(&server, "/commands", &[(SIGNATURE, "gate c2ln"), ("accept-language", "ru")], b"{}");
    assert_eq!((seen.status, seen.header("content-type")), (200, "application/json"));
    assert_eq!((seen.header("cache-control"), seen.text()), ("no-store", r#"{"code":"x","message":"y"}"#));
    assert_eq!(post(&server, "/commands", b"\xff").status, 200);
    let heard = ear.heard.lock().unwrap();
    let signed = (Some("gate c2ln".to_owned()), b"{}".to_vec(), Lang::Ru);
    assert_eq!(*heard, [signed, (None, b"\xff".to_vec(), Lang::En)]);
}

#[test]
fn who_is_refused_for_now_is_told_when_to_come_again() {
    for (status, after) in [(503, "5"), (429, "5"), (409, ""), (403, "")] {
        let (_ear, server, _folder) = counter(status);
        let seen = post(&server, "/commands", b"{}");
        assert_eq!((seen.error().0, seen.header("retry-after")), (status, after));
    }
}

#[test]
fn what_is_too_long_or_no_command_at_all_never_reaches_the_counter() {
    let (ear, server, _folder) = counter(200);
    let long = vec![b'a'; MAX_COMMAND + 1];
    assert_eq!(post(&server, "/commands", &long).error(), (413, "too-large".to_owned()));
    assert_eq!(get(&server, "/commands").error(), (405, "method".to_owned()));
    assert_eq!(get(&server, "/checkpoint").error(), (404, "no-checkpoint".to_owned()), "beside the log");
    assert!(ear.heard.lock().unwrap().is_empty());
}

#[test]
fn without_a_counter_nobody_takes_commands() {
    let folder = tempfile::tempdir().unwrap();
    let face = LogFace { objects: objects(folder.path()), papers: Arc::new(Shelf) };
    let server = start(tarazy_web::installation::router(face, None));
    assert_eq!(post(&server, "/commands", b"{}").error(), (404, "not-found".to_owned()));
}
