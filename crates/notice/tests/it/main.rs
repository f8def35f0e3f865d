//! Mails through a real server (aiosmtpd) over STARTTLS with a login, their signatures checked by another program (dkimpy).
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step of a test that fails ends the test")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tarazy_notice::{Hindrance, Letter, MailError, Mailer, Outcome, Ready, Security, Server, send};
use tempfile::TempDir;

/// The Python that `cargo xtask setup` prepares.
fn python() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let found = here.ancestors().map(|folder| folder.join("python/bin/python")).find(|p| p.exists());
    found.unwrap_or_else(|| panic!("no Python for the tests: run `cargo xtask setup`"))
}

struct Post {
    child: Child,
    folder: TempDir,
    roots: Vec<u8>,
    port: u16,
}

impl Post {
    fn open(tls: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/server.py");
        let mut command = Command::new(python());
        command.arg(script).arg(folder.path()).arg(&cert).arg(&key).arg(tls);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let roots = made.cert.pem().into_bytes();
        Self { child, folder, roots, port: line.trim().parse().unwrap() }
    }

    fn server(&self) -> Server {
        Server {
            host: "localhost".into(),
            port: self.port,
            security: Security::StartTls,
            login: Some(("court".into(), "secret".into())),
            roots: self.roots.clone(),
            hello: "sot.example".into(),
            timeout: Duration::from_secs(3),
        }
    }

    fn taken(&self) -> Vec<Vec<u8>> {
        let paths = (1..).map(|n| self.folder.path().join(format!("{n}.eml")));
        paths.map_while(|path| std::fs::read(path).ok()).collect()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn openssl(args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "openssl {args:?}");
    out.stdout
}

fn letter(to: &str) -> Letter {
    Letter {
        to: to.into(),
        subject: "Сот хабарламасы".into(),
        text: "Сізге сот хабарламасы бар.\nӘ Ғ Қ Ң Ө Ұ Ү Һ І\n".into(),
        id: "0123.1.email".into(),
        at: 1_768_276_800_000,
        back: None,
    }
}

fn mail(to: &str) -> Ready {
    Mailer::new("Сот <sot@sot.example>", None).unwrap().write(&letter(to)).unwrap()
}

#[test]
fn a_signed_mail_is_taken_and_another_program_finds_its_signature_good() {
    let post = Post::open("tls");
    let key = openssl(&["genrsa", "-traditional", "2048"], b"");
    let public = openssl(&["rsa", "-pubout", "-outform", "DER"], &key);
    let public = openssl(&["base64", "-A"], &public);
    let pem = String::from_utf8(key).unwrap();
    let mailer = Mailer::new("Сот <sot@sot.example>", Some(("s1", &pem))).unwrap();
    let ready = mailer.write(&letter("asan@example.kz")).unwrap();
    assert_eq!(send(&post.server(), &ready), Outcome::Accepted("250 2.0.0 queued as 1".into()));
    let taken = post.taken();
    let check = "import sys, dkim\nkey, mail = sys.argv[1], open(sys.argv[2], 'rb').read()\ndns = lambda name, timeout=5: ('v=DKIM1; k=rsa; p=' + key).encode() if name == b's1._domainkey.sot.example.' else None\nprint(dkim.verify(mail, dnsfunc=dns))";
    let verdict = |bytes: &[u8]| {
        let file = post.folder.path().join("asked.eml");
        std::fs::write(&file, bytes).unwrap();
        let key = std::str::from_utf8(&public).unwrap();
        let out = Command::new(python()).args(["-c", check, key]).arg(&file).output().unwrap();
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(verdict(&taken[0]), "True");
    let text = String::from_utf8(taken[0].clone()).unwrap();
    assert!(text.contains("<0123.1.email@sot.example>"), "{text}");
    assert_eq!(verdict(text.replace("asan@", "usen@").as_bytes()), "False");
}

#[test]
fn what_the_server_says_is_told_as_it_is() {
    let post = Post::open("tls");
    let refused = send(&post.server(), &mail("gone@example.kz"));
    assert!(matches!(&refused, Outcome::Refused(why) if why.contains("no such user")), "{refused:?}");
    let later = send(&post.server(), &mail("later@example.kz"));
    assert!(
        matches!(&later, Outcome::NotNow(Hindrance::PutOff, why) if why.contains("try again")),
        "{later:?}"
    );
    assert!(post.taken().is_empty());
    let cut = send(&post.server(), &mail("cut@example.kz"));
    assert!(matches!(cut, Outcome::Unknown(_)), "{cut:?}");
    assert_eq!(post.taken().len(), 1, "it had arrived, and nobody could know");
}

#[test]
fn nothing_is_said_to_a_server_that_cannot_be_trusted_or_is_away() {
    let post = Post::open("tls");
    let not_now = |server: &Server, why: Hindrance| {
        let outcome = send(server, &mail("asan@example.kz"));
        assert!(matches!(outcome, Outcome::NotNow(told, _) if told == why), "{outcome:?}");
    };
    let login = Some(("court".into(), "wrong".into()));
    not_now(&Server { login, ..post.server() }, Hindrance::Login);
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    not_now(&Server { roots: other.cert.pem().into_bytes(), ..post.server() }, Hindrance::Unprotected);
    let plain = Post::open("plain");
    not_now(&plain.server(), Hindrance::Unprotected);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    not_now(&Server { port: free, ..post.server() }, Hindrance::Unreachable);
    assert!(post.taken().is_empty() && plain.taken().is_empty());
    let open = Server { security: Security::None, login: None, ..plain.server() };
    assert!(matches!(send(&open, &mail("asan@example.kz")), Outcome::Accepted(_)));
}

#[test]
fn what_is_no_address_or_key_is_said_before_anything_is_sent() {
    assert!(matches!(Mailer::new("nobody", None), Err(MailError::Sender(_))));
    assert!(matches!(Mailer::new("a@b.kz", Some(("s", "no key"))), Err(MailError::Key(_))));
    let mailer = Mailer::new("a@b.kz", None).unwrap();
    assert_eq!(mailer.write(&letter("not an address")).unwrap_err(), MailError::Address);
    assert_eq!(mailer.write(&letter("a@b.kz\r\nBcc: c@d.kz")).unwrap_err(), MailError::Address);
}
