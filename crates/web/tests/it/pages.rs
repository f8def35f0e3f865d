//! The pages as nobody asks for them: every endpoint, in three languages, and what nobody may know of.

use crate::rig::{clock, face, get_from_browser, get_with, send, start, throttle};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tarazy_access::policy::Policies;
use tarazy_access::sessions::Sessions;
use tarazy_base::Zone;
use tarazy_docket::{Hash, Object, Value};
use tarazy_document::sign::trust::Roots;
use tarazy_registry::drafts::Drafts;
use tarazy_registry::models;
use tarazy_store::derived::create_missing;
use tarazy_store::{Answer, Command, Database, Part, Reader, Refusal, SqlValue, Vault, truth};
use tarazy_web::pages::{ENDPOINTS, Who};
use tarazy_web::papers::{NotMade, Papers, Typed};
use tarazy_web::payment::TestPayments;
use tarazy_web::site::Submit;
use tarazy_web::summons::{NotPrinted, Sheet, Summonses};
use tarazy_web::upload::{Documents, NoScanner};
use tarazy_web::{AccessFace, Proxies, Rate, RateLimiter, Readers, Server, Site, Throttle};

/// Number of a case that everybody may see, and of one of a closed category.
pub(crate) const OPEN: &str = "7119-26-00-2/1";
pub(crate) const CLOSED: &str = "7119-26-00-2/2";
/// Leaf hashes of their draws.
const DRAWS: [[u8; 32]; 2] = [[1; 32], [2; 32]];

/// Types the code of a summons and nothing else.
struct Typist;

impl Summonses for Typist {
    fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, NotPrinted> {
        Ok(format!("%PDF {} {:?}", sheet.addressee, sheet.code).into_bytes())
    }
}

struct Rows {
    database: Database,
    vault: Vault,
}

impl Readers for Rows {
    fn lend(
        &self,
        read: &mut dyn FnMut(&mut dyn Reader, &Vault) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        read(self.database.reader()?.as_mut(), &self.vault)
    }
}

/// Papers of which only the text matters.
struct PlainPapers;

impl Papers for PlainPapers {
    fn typed(&self, typed: &Typed) -> Result<Vec<u8>, NotMade> {
        Ok(format!("%PDF-1.7 {} {}", typed.title, typed.text).into_bytes())
    }
}

/// A category of the law that is closed, and one that is not.
pub(crate) fn categories() -> [String; 2] {
    let law = tarazy_law::kazakhstan().unwrap();
    let day = "2026-11-24".parse().unwrap();
    let rules = law.at(day).unwrap();
    let of = |closed: bool| rules.categories().find(|rule| rule.closed == closed).unwrap().code.clone();
    [of(false), of(true)]
}

fn fill(database: &Database) {
    database.migrate(0).unwrap();
    let mut open = database.maintenance().unwrap();
    let engine = open.engine.as_mut();
    create_missing(engine, models::TABLES).unwrap();
    let court =
        r#"{"code":"7119","divisions":[],"name":{"en":"Court","kk":"Сот","ru":"Суд"},"zone":"Asia/Almaty"}"#;
    let mut parts = vec![Part::Step(truth::put_reference(
        "court",
        "7119",
        &Value::from_canonical(court.as_bytes()).unwrap(),
    ))];
    let [usual, closed] = categories();
    for (n, (number, category)) in (0u8..).zip([(OPEN, usual), (CLOSED, closed)]) {
        let stream = format!("case/{}", hex(&[n; 16]));
        let leaf = DRAWS[usize::from(n)];
        let case = "INSERT INTO case_row (stream, number, court, division, category, received, filed, stage, before_closing, judges, waits, kind, in_force) \
                    VALUES ($1, $2, '7119', 'main', $3, $4, $4, 'registered', '', '', 0, 'claim', 0)";
        let now = SqlValue::Int(crate::rig::NOW);
        let values = vec![stream.as_str().into(), number.into(), category.into(), now];
        parts.push(Part::Made { sql: case.into(), values });
        let draw = "INSERT INTO draw_row (leaf, idx, ledger, case_stream, kind, state, promised, reveals, overdue) \
                    VALUES ($1, $2, 'draw/7119.main', $3, 'draw.commit', 'open', 0, 0, 0)";
        let values = vec![leaf.as_slice().into(), SqlValue::Int(n.into()), stream.into()];
        parts.push(Part::Made { sql: draw.into(), values });
    }
    engine.run_all(parts).unwrap();
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn server(folder: &Path, rate: Rate) -> Server {
    server_of(folder, rate, false)
}

fn server_of(folder: &Path, rate: Rate, has_demo_people: bool) -> Server {
    let submit = Arc::new(|command: Command| {
        if command.kind == "access.read" {
            return Ok(Answer { body: Object::new(), entries: Vec::new(), replayed: false });
        }
        Err(Refusal::new(409, "role-held"))
    });
    server_with(folder, rate, submit, has_demo_people)
}

/// A server that gives what it is asked to do to `submit`.
pub(crate) fn server_with(folder: &Path, rate: Rate, submit: Submit, has_demo_people: bool) -> Server {
    server_trusting(folder, rate, submit, has_demo_people, Roots::default())
}

/// A server that believes the certificates of some authorities.
pub(crate) fn server_trusting(
    folder: &Path,
    rate: Rate,
    submit: Submit,
    has_demo_people: bool,
    roots: Roots,
) -> Server {
    let database = Database::new("sqlite:", folder).unwrap();
    fill(&database);
    let site = Site {
        readers: Arc::new(Rows { database, vault: Vault::new(&[7; 32]) }),
        documents: Documents::new(crate::rig::files(&folder.join("documents")), Arc::new(NoScanner)),
        payments: Some(Arc::new(TestPayments)),
        papers: Arc::new(PlainPapers),
        drafts: Drafts::open(folder).unwrap(),
        summonses: Arc::new(Typist),
        law: tarazy_law::kazakhstan().unwrap(),
        zone: Zone::parse("Asia/Almaty").unwrap(),
        objects: crate::rig::objects(folder),
        trust: Arc::new(crate::rig::Trusting),
        roots,
        beacons: Vec::new(),
        is_writing: Arc::new(|| true),
        clock: clock().1,
        name: None,
        is_demonstration: true,
        has_demo_people,
        directory: Mutex::default(),
        access: access(folder, submit),
    };
    start(tarazy_web::installation::router(face(folder), None, throttle(rate), Some(&Arc::new(site))))
}

/// Accounts whose chance is a count.
fn access(folder: &Path, submit: Submit) -> AccessFace {
    let count = std::sync::atomic::AtomicU8::new(1);
    let rate = Rate { per_second: 1, burst: 50 };
    AccessFace {
        sessions: Sessions::open(folder).unwrap(),
        policies: Policies::load().unwrap(),
        submit,
        random: Arc::new(move |out: &mut [u8]| {
            out.fill(count.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }),
        attempts: Throttle::new(RateLimiter::new(rate, [9; 32]), Proxies::default(), clock().1),
    }
}

/// What nobody gets at each endpoint: an address, and the status.
fn as_nobody(path: &str) -> Option<(String, u16)> {
    let fixed = |address: &str, status| Some((address.to_owned(), status));
    match path {
        "/sign-in" | "/register" | "/enrol" | "/enter" => fixed(path, 200),
        "/check" => fixed(path, 200),
        // To the page where he can sign in.
        "/account" | "/people" | "/audit" | "/claims" | "/work" | "/work/chair" => fixed(path, 303),
        "/work/case/{*name}" => Some((format!("/work/case/{OPEN}"), 303)),
        "/work/step/{step}/{*name}" => Some((format!("/work/step/filing.accept/{OPEN}"), 303)),
        "/work/paper/{commitment}/{*name}" => Some((format!("/work/paper/{}/{OPEN}", "0a".repeat(32)), 303)),
        "/admin" | "/admin/rules" | "/admin/keys" | "/admin/witnesses" | "/admin/jobs" => fixed(path, 303),
        "/claim/{id}/{step}" => Some((format!("/claim/{}/demand", "0a".repeat(16)), 303)),
        "/filed/{id}" => Some((format!("/filed/{}", "0a".repeat(16)), 303)),
        "/notices/{*number}" => Some((format!("/notices/{OPEN}"), 303)),
        "/notice/{case}/{n}" => Some((format!("/notice/{}/1", "00".repeat(16)), 303)),
        "/notice/{case}/{n}/pdf" => Some((format!("/notice/{}/1/pdf", "00".repeat(16)), 303)),
        "/filed/{id}/proof" => Some((format!("/filed/{}/proof", "0a".repeat(16)), 303)),
        "/person/{login}" => fixed("/person/bolat", 303),
        // There is none but in the demonstration's own installation.
        "/demo" => fixed(path, 404),
        "/" => fixed("", 200),
        "/courts" | "/find" | "/about" | "/accessibility" | "/api/courts" => fixed(path, 200),
        "/court/{code}" => fixed("/court/7119", 200),
        "/api/court/{code}" => fixed("/api/court/7119", 200),
        "/court/{code}/hearings" => fixed("/court/7119/hearings", 200),
        "/api/court/{code}/hearings" => fixed("/api/court/7119/hearings?day=2026-11-24", 200),
        "/api/court/{code}/hearings.ics" => fixed("/api/court/7119/hearings.ics", 200),
        "/case/{*number}" => Some((format!("/case/{OPEN}"), 200)),
        "/api/case/{*number}" => Some((format!("/api/case/{OPEN}"), 200)),
        // The draw's own entries are not in this log: what is looked for here is that the way to it is open.
        "/draw/{leaf}" => Some((format!("/draw/{}", Hash(DRAWS[0]).to_hex()), 404)),
        "/api/draw/{leaf}/bundle" => Some((format!("/api/draw/{}/bundle", Hash(DRAWS[0]).to_hex()), 404)),
        _ => None,
    }
}

#[test]
fn every_endpoint_is_asked_as_nobody_in_every_language() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate::default());
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.method == "get") {
        let (address, status) =
            as_nobody(endpoint.path).unwrap_or_else(|| panic!("{endpoint:?} has no test"));
        let prefixes: &[&str] = if endpoint.is_page { &["/kk", "/ru", "/en"] } else { &[""] };
        for prefix in prefixes {
            let seen = get_from_browser(&server, &format!("{prefix}{address}"));
            assert_eq!(seen.status, status, "{prefix}{address}");
            if status == 303 {
                assert_eq!(seen.header("location"), format!("{prefix}/sign-in"), "{address}");
            } else if endpoint.is_page {
                let opening = format!("<html lang=\"{}\"", prefix.trim_start_matches('/'));
                assert!(seen.text().contains(&opening) && !seen.text().contains("{ $"), "{prefix}{address}");
                assert!(seen.header("content-security-policy").contains("default-src 'none'"));
                assert_eq!(seen.header("x-robots-tag"), "noindex, nofollow");
                assert!(
                    !seen.text().contains("<style")
                        && !seen.text().contains(" style=")
                        && !seen.text().contains("onclick")
                );
            }
        }
    }
}

/// Where each form is sent to.
fn address_of_form(path: &str) -> Option<String> {
    match path {
        "/sign-in" | "/sign-out" | "/register" | "/enrol" | "/enter" | "/enter/confirm" | "/second"
        | "/check" | "/account/act" | "/account/end-all" | "/people" | "/demo" | "/claims" => {
            Some(path.to_owned())
        }
        "/claim/{id}/{step}" => Some(format!("/claim/{}/demand", "0a".repeat(16))),
        "/work/chair" => Some(path.to_owned()),
        "/work/step/{step}/{*name}" => Some(format!("/work/step/filing.accept/{OPEN}")),
        "/notice/{case}/{n}/print" | "/notice/{case}/{n}/note" | "/notice/{case}/{n}/conclude" => {
            Some(path.replace("{case}", &"00".repeat(16)).replace("{n}", "1"))
        }
        "/person/{login}/grant"
        | "/person/{login}/end"
        | "/person/{login}/code"
        | "/person/{login}/confirm" => Some(path.replace("{login}", "bolat")),
        _ => None,
    }
}

#[test]
fn no_form_is_taken_from_nobody_or_from_another_site_or_without_its_token() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate::default());
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.method == "post") {
        let address = address_of_form(endpoint.path).unwrap_or_else(|| panic!("{endpoint:?} has no test"));
        let address = format!("/kk{address}");
        for site in ["cross-site", "same-site", "none", "same-origin"] {
            let headers = [("sec-fetch-site", site), ("accept", "text/html")];
            let seen = send(&server, &address, &headers, b"form-token=0&login=bolat&role=judge");
            let wanted = match endpoint.who {
                Who::Anybody => 403,
                Who::Demonstration => 404,
                Who::SignedIn | Who::Writing | Who::May(_) => 303,
            };
            assert_eq!(seen.status, wanted, "{address} from {site}");
        }
    }
}

/// A person with a role and a session of his.
pub(crate) fn somebody(folder: &Path, n: u8, grants: &str, acting: &str) -> String {
    let database = Database::new("sqlite:", folder).unwrap();
    let mut open = database.maintenance().unwrap();
    let (id, login) = (format!("p{n}"), format!("person-{n}"));
    let person = format!(r#"{{"grants":[{grants}],"id":"{id}","login":"{login}","name":"Person {n}"}}"#);
    let account = format!(r#"{{"person":"{id}"}}"#);
    let put = |kind, id: &str, text: &str| {
        Part::Step(truth::put_reference(kind, id, &Value::from_canonical(text.as_bytes()).unwrap()))
    };
    open.engine
        .as_mut()
        .run_all(vec![put("person", &id, &person), put("account", &login, &account)])
        .unwrap();
    Sessions::open(folder).unwrap().begin(&[n; 32], &id, acting, crate::rig::NOW).unwrap();
    format!("__Host-session={}", hex(&[n; 32]))
}

#[test]
fn every_endpoint_that_is_not_everybodys_is_asked_as_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate::default());
    let judge = somebody(folder.path(), 7, r#"{"court":"7119","from":1,"role":"judge"}"#, "judge@7119");
    // His role as administrator has ended; that his session says so is not enough.
    let former = somebody(folder.path(), 8, r#"{"from":1,"role":"administrator","to":2}"#, "administrator");
    let keeper = somebody(folder.path(), 9, r#"{"from":1,"role":"administrator"}"#, "administrator");
    for endpoint in ENDPOINTS.iter().filter(|endpoint| matches!(endpoint.who, Who::May(_))) {
        let address = format!("/kk{}", endpoint.path.replace("{login}", "person-7"));
        let ask = |cookie: &str| {
            let headers = [("cookie", cookie), ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
            if endpoint.method == "get" {
                get_with(&server, &address, &headers)
            } else {
                send(&server, &address, &headers, b"role=judge")
            }
        };
        for cookie in [&judge, &former] {
            assert_eq!(ask(cookie).status, 403, "{} {address}", endpoint.method);
        }
        let seen = ask(&keeper);
        let wanted = if endpoint.method == "get" { 200 } else { 403 };
        assert_eq!(
            seen.status, wanted,
            "{} {address}: the administrator, whose form lacks its token",
            endpoint.method
        );
        assert_eq!(seen.header("cache-control"), "no-store");
    }
    let account = get_with(&server, "/en/account", &[("cookie", &judge), ("accept", "text/html")]);
    assert!(account.text().contains("Person 7") && !account.text().contains("Person 9"));
    assert!(account.text().contains("judge"));
}

#[test]
fn only_in_the_demonstrations_own_installation_a_button_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_of(folder.path(), Rate::default(), true);
    somebody(folder.path(), 7, r#"{"court":"7119","from":1,"role":"judge"}"#, "");
    assert!(get_from_browser(&server, "/en/sign-in").text().contains("/en/demo"));
    assert!(!get_from_browser(&server, "/en/demo").text().contains("Person 7"));
    let page = get_from_browser(&server, "/en/demo?court=7119");
    assert!(page.text().contains("Sign in as Person 7"), "{}", page.text());
    let (_, rest) = page.text().split_once("name=\"form-token\" value=\"").unwrap();
    let token = rest.split('"').next().unwrap();
    let cookies = |seen: &crate::rig::Seen| {
        let all = seen.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned());
        all.map(|c| c.split(';').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let cookie = cookies(&page).into_iter().find(|c| c.starts_with("__Host-form=")).unwrap();
    let press = |role: &str, cookie: &str| {
        let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin"), ("accept", "text/html")];
        let form = format!("form-token={token}&login=person-7&role={role}");
        send(&server, "/en/demo", &headers, form.as_bytes())
    };
    assert_eq!(press("judge%407119", "").status, 403, "without the page's cookie");
    assert_eq!(press("chair%407119", &cookie).status, 404, "a role that he has not");
    let seen = press("judge%407119", &cookie);
    assert_eq!(seen.status, 303);
    assert!(cookies(&seen).iter().any(|c| c.starts_with("__Host-session=")), "{seen:?}");
}

#[test]
fn a_closed_case_does_not_exist_for_the_public_nor_does_its_draw() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate::default());
    let leaf = Hash(DRAWS[1]).to_hex();
    let other = get_from_browser(&server, "/kk/case/7119-26-00-2/77");
    for path in [format!("/kk/case/{CLOSED}"), format!("/kk/draw/{leaf}")] {
        let seen = get_from_browser(&server, &path);
        assert_eq!(seen.status, 404, "{path}");
        let without_address = |text: &str| text.lines().filter(|l| !l.contains("href=")).collect::<String>();
        assert_eq!(without_address(seen.text()), without_address(other.text()), "{path} tells apart");
    }
    for path in [format!("/api/case/{CLOSED}"), format!("/api/draw/{leaf}/bundle")] {
        assert_eq!(get_from_browser(&server, &path).status, 404, "{path}");
    }
    let court = get_from_browser(&server, "/kk/court/7119");
    assert!(court.text().contains(OPEN) && !court.text().contains(CLOSED));
    let find = get_from_browser(&server, &format!("/kk/find?number={CLOSED}"));
    assert_eq!(find.status, 422);
}

#[test]
fn what_is_not_there_or_comes_too_often_is_a_page_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate { per_second: 1, burst: 4 });
    for (lang, title) in [("kk", "Бет табылмады"), ("ru", "Страница не найдена"), ("en", "Page not found")]
    {
        let seen = get_from_browser(&server, &format!("/{lang}/nothing"));
        assert_eq!(seen.status, 404);
        assert!(seen.text().contains(title), "{lang}");
    }
    assert_eq!(get_from_browser(&server, "/de").status, 404);
    let seen = get_from_browser(&server, "/ru");
    assert_eq!(seen.status, 429);
    assert!(seen.text().contains("Слишком много запросов") && !seen.header("retry-after").is_empty());
}

#[test]
fn programs_get_errors_as_json_and_the_log_is_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate::default());
    assert_eq!(crate::rig::get(&server, "/nothing").error(), (404, "not-found".to_owned()));
    assert_eq!(crate::rig::get(&server, "/policy").text(), "quorum none\n");
    assert_eq!(crate::rig::get(&server, "/policy").header("access-control-allow-origin"), "*");
    assert_eq!(get_from_browser(&server, "/kk").header("access-control-allow-origin"), "");
}

#[test]
fn style_and_scripts_are_kept_for_ever_under_the_hash_of_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path(), Rate::default());
    let home = get_from_browser(&server, "/kk");
    let address = home.text().split('"').find(|part| part.ends_with("/app.css")).unwrap().to_owned();
    let style = get_from_browser(&server, &address);
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(style.header("cache-control").contains("immutable"));
    assert!(style.text().contains("Golos Text") && !style.text().contains("GDS Transport"));
    let other = address.replace("/assets/", "/assets/0");
    assert_eq!(get_from_browser(&server, &other).status, 404);
}
