//! The counter for commands over HTTP.

use crate::rig::{Ear, face, get, post, send, start, throttle};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use tarazy_base::Lang;
use tarazy_web::client::{Question, ask_socket};
use tarazy_web::commands::{Commands, MAX_COMMAND, SIGNATURE};
use tarazy_web::installation::router;
use tarazy_web::{Limits, Peer, Rate, Server};

fn counter(status: u16) -> (Arc<Ear>, Server, tempfile::TempDir) {
    let ear = Ear::new(status);
    let folder = tempfile::tempdir().unwrap();
    let commands: Arc<dyn Commands> = ear.clone();
    let router =
        router(face(folder.path()), Some(commands), throttle(Rate { per_second: 1, burst: 9 }), None);
    (ear, start(router), folder)
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
    let server = start(router(face(folder.path()), None, throttle(Rate::default()), None));
    assert_eq!(post(&server, "/commands", b"{}").error(), (404, "not-found".to_owned()));
}

#[test]
fn on_the_socket_the_system_says_who_asks_and_in_the_network_only_from_where() {
    let (ear, folder) = (Ear::new(200), tempfile::tempdir().unwrap());
    let path = folder.path().join("socket");
    let commands = || -> Option<Arc<dyn Commands>> { Some(ear.clone()) };
    let routes = |commands| router(face(folder.path()), commands, throttle(Rate::default()), None);
    let socket = UnixListener::bind(&path).unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let (network, local) = (routes(commands()), routes(commands()));
    let server = Server::start_with_socket(any, network, socket, local, Limits::default()).unwrap();
    let question = |path: &str, body: Option<&'static [u8]>| Question {
        path: path.to_owned(),
        headers: vec![(SIGNATURE, "gate c2ln".to_owned())],
        body: body.map(Into::into),
    };
    let ask = |question| ask_socket(UnixStream::connect(&path).unwrap(), &question).unwrap();
    assert_eq!(ask(question("/commands", Some(b"{}"))).status, 200);
    assert_eq!(ask(question("/checkpoint", None)).status, 404, "the log is served there too");
    assert_eq!(post(&server, "/commands", b"{}").status, 200);
    let own = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&path).unwrap());
    assert_eq!(*ear.peers.lock().unwrap(), [Peer::User(own), Peer::Address([127, 0, 0, 1].into())]);
    let signed = (Some("gate c2ln".to_owned()), b"{}".to_vec(), Lang::default());
    assert_eq!(ear.heard.lock().unwrap()[0], signed);
    server.stop().unwrap();
    assert!(UnixStream::connect(&path).is_err(), "both doors are closed");
}

#[test]
fn commands_are_not_counted_because_each_is_signed_or_an_operators() {
    let (ear, server, _folder) = counter(200);
    for _ in 0..30 {
        assert_eq!(post(&server, "/commands", b"{}").status, 200);
    }
    assert_eq!(ear.heard.lock().unwrap().len(), 30);
}
