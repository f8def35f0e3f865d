//! What strangers do to a server in the open, over real connections.

use crate::rig::{Ear, face, get, post, start, throttle};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use tarazy_web::installation::router;
use tarazy_web::{Limits, Proxies, Rate, Server};

/// As long as anybody in these tests is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// A time limit that is over soon.
const SOON: Duration = Duration::from_millis(100);

/// A log without entries and a counter that answers 200, within limits.
fn server(limits: Limits) -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let rate = Rate { per_second: 1_000_000, burst: 1_000_000 };
    let router = router(face(folder.path()), Some(Ear::new(200)), throttle(rate), None);
    (Server::start("127.0.0.1:0".parse().unwrap(), router, limits).unwrap(), folder)
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What comes until the other side closes.
fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    match stream.read_to_end(&mut text) {
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::ConnectionReset => {}
        Err(e) => panic!("it is not closed: {e}"),
    }
    String::from_utf8(text).unwrap()
}

/// One answer of a connection that stays open: status and code of an error.
fn answer(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    while !text.ends_with(b"}") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        text.extend(byte);
    }
    String::from_utf8(text).unwrap()
}

const GET: &[u8] = b"GET /checkpoint HTTP/1.1\r\nhost: x\r\n\r\n";

#[test]
fn who_never_finishes_the_head_of_a_request_is_cut_off_and_disturbs_nobody() {
    let limits = Limits { head: SOON, connections_each: 100, ..Limits::default() };
    let (server, _folder) = server(limits);
    let mut slow: Vec<TcpStream> = (0..50).map(|_| connect(&server)).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /checkpoint HTTP/1.1\r\nx-a: b\r\n").unwrap();
    }
    assert_eq!(get(&server, "/checkpoint").error(), (404, "no-checkpoint".to_owned()));
    for stream in &mut slow {
        assert!(!rest(stream).contains("no-checkpoint"));
    }
}

#[test]
fn a_connection_that_says_nothing_or_nothing_more_is_closed() {
    let (server, _folder) = server(Limits { head: SOON, ..Limits::default() });
    assert_eq!(rest(&mut connect(&server)), "");
    let mut used = connect(&server);
    used.write_all(GET).unwrap();
    assert!(rest(&mut used).contains("no-checkpoint"), "after its answer");
}

#[test]
fn a_body_that_drips_is_refused_when_its_time_is_over() {
    let (server, _folder) = server(Limits { body: SOON, ..Limits::default() });
    let mut stream = connect(&server);
    stream.write_all(b"POST /commands HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{").unwrap();
    let answer = rest(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"timeout\""), "{answer}");
}

#[test]
fn a_body_that_is_cut_off_or_never_ends_is_no_command() {
    let (server, _folder) = server(Limits::default());
    let mut cut = connect(&server);
    cut.write_all(b"POST /commands HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{}").unwrap();
    cut.shutdown(std::net::Shutdown::Write).unwrap();
    assert!(!rest(&mut cut).contains(" 200 "));
    let mut endless = connect(&server);
    endless.write_all(b"POST /commands HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
    // The server may close before all is sent.
    let sent = (0..40).try_for_each(|_| endless.write_all(&chunk));
    let answer = rest(&mut endless);
    assert!(sent.is_err() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(!answer.contains(" 200 "), "{answer}");
}

#[test]
fn heads_without_measure_are_refused() {
    let (server, _folder) = server(Limits::default());
    let long = format!("GET /checkpoint HTTP/1.1\r\nx-a: {}\r\n\r\n", "b".repeat(1 << 20));
    let many = format!("GET /checkpoint HTTP/1.1\r\n{}\r\n", "x-a: b\r\n".repeat(1000));
    for head in [long, many] {
        let mut stream = connect(&server);
        // The server may close before all is sent.
        let sent = stream.write_all(head.as_bytes());
        let answer = rest(&mut stream);
        assert!(sent.is_err() || answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert!(!answer.contains("no-checkpoint"), "{answer}");
    }
    assert_eq!(get(&server, "/checkpoint").status, 404, "others are served");
}

#[test]
fn one_address_has_its_share_of_connections_and_gets_it_back() {
    let (server, _folder) = server(Limits { connections_each: 2, ..Limits::default() });
    let mut own: Vec<TcpStream> = (0..2).map(|_| connect(&server)).collect();
    for stream in &mut own {
        stream.write_all(GET).unwrap();
        assert!(answer(stream).contains("no-checkpoint"));
    }
    let mut third = connect(&server);
    drop(third.write_all(GET));
    assert_eq!(rest(&mut third), "", "closed at once");
    drop(own.pop());
    let again = || {
        let mut stream = connect(&server);
        drop(stream.write_all(b"GET /checkpoint HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"));
        rest(&mut stream).contains("no-checkpoint")
    };
    // The server notices the end of a connection a moment later.
    assert!((0..100_000).any(|_| again()), "the free place is given again");
}

#[test]
fn a_proxy_may_have_all_connections() {
    let proxies = Proxies::new(&["127.0.0.1".parse().unwrap()], "x-forwarded-for".parse().unwrap());
    let (server, _folder) = server(Limits { connections_each: 1, proxies, ..Limits::default() });
    let mut open: Vec<TcpStream> = (0..5).map(|_| connect(&server)).collect();
    for stream in &mut open {
        stream.write_all(GET).unwrap();
        assert!(answer(stream).contains("no-checkpoint"));
    }
}

#[test]
fn when_every_place_is_taken_the_next_waits_and_is_served() {
    let (server, _folder) = server(Limits { connections: 2, ..Limits::default() });
    let mut open: Vec<TcpStream> = (0..2).map(|_| connect(&server)).collect();
    for stream in &mut open {
        stream.write_all(GET).unwrap();
        assert!(answer(stream).contains("no-checkpoint"));
    }
    let mut waiting = connect(&server);
    waiting.write_all(GET).unwrap();
    waiting.set_read_timeout(Some(SOON)).unwrap();
    assert!(waiting.read(&mut [0]).is_err(), "there is no place");
    waiting.set_read_timeout(Some(PATIENCE)).unwrap();
    drop(open);
    assert!(answer(&mut waiting).contains("no-checkpoint"));
}

#[test]
fn an_old_connection_gets_one_more_answer_and_ends_also_under_a_reader_who_never_reads() {
    let (server, _folder) = server(Limits { age: SOON, grace: SOON, ..Limits::default() });
    let mut old = connect(&server);
    let mut asked = 0;
    while old.write_all(GET).is_ok() && asked < 1_000_000 {
        asked += 1;
    }
    assert!(asked < 1_000_000, "it stays open for ever");
    assert_eq!(get(&server, "/checkpoint").status, 404);
}

#[test]
fn who_asks_too_often_is_told_when_to_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let rate = Rate { per_second: 1, burst: 3 };
    let server = start(tarazy_web::log::router(face(folder.path()), throttle(rate)));
    for path in ["/checkpoint", "/keys", "/nowhere"] {
        assert_ne!(get(&server, path).status, 429, "{path}");
    }
    let refused = get(&server, "/checkpoint");
    assert_eq!(refused.error(), (429, "rate-limited".to_owned()));
    assert_eq!((refused.header("retry-after"), refused.header("cache-control")), ("2", "no-store"));
    assert_eq!(refused.header("access-control-allow-origin"), "*", "a page can read why");
    assert_eq!(post(&server, "/checkpoint", b"").status, 429, "whatever it asks");
}

#[test]
fn behind_a_proxy_each_sender_has_his_own_share_and_nobody_can_name_himself_another() {
    let folder = tempfile::tempdir().unwrap();
    let proxies = Proxies::new(&["127.0.0.1".parse().unwrap()], "x-forwarded-for".parse().unwrap());
    let limiter = tarazy_web::RateLimiter::new(Rate { per_second: 1, burst: 1 }, [9; 32]);
    let (_, clock) = crate::rig::clock();
    let throttle = tarazy_web::Throttle::new(limiter, proxies, clock);
    let server = start(tarazy_web::log::router(face(folder.path()), std::sync::Arc::new(throttle)));
    let from = |sender: &str| crate::rig::get_from(&server, "/keys", sender).status;
    assert_eq!((from("192.0.2.1"), from("192.0.2.2")), (200, 200));
    assert_eq!((from("192.0.2.1"), from("203.0.113.5, 192.0.2.1")), (429, 429));
    assert_eq!((from("2001:db8::1"), from("2001:db8::2")), (200, 429), "one /64");
}

#[test]
fn a_server_that_is_stopped_answers_what_it_has_begun() {
    let (server, _folder) = server(Limits::default());
    let mut idle = connect(&server);
    idle.write_all(GET).unwrap();
    assert!(answer(&mut idle).contains("no-checkpoint"));
    let mut busy = connect(&server);
    busy.write_all(
        b"POST /commands HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n",
    )
    .unwrap();
    let mut go_on = [0; 25];
    busy.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n", "the handler waits for the body");
    let address = server.address();
    let stopping = std::thread::spawn(move || server.stop());
    assert_eq!(rest(&mut idle), "", "an idle connection is closed");
    busy.write_all(b"{}").unwrap();
    assert!(rest(&mut busy).starts_with("HTTP/1.1 200 "));
    stopping.join().unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_stop_is_not_put_off_by_those_who_dawdle() {
    let (server, _folder) = server(Limits { grace: SOON, ..Limits::default() });
    let mut slow = connect(&server);
    slow.write_all(b"POST /commands HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{").unwrap();
    server.stop().unwrap();
    assert!(!rest(&mut slow).contains(" 200 "));
}
