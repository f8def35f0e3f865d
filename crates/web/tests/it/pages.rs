//! The pages as nobody asks for them: every endpoint, in three languages, and what nobody may know of.

use crate::rig::{clock, face, get_from_browser, start, throttle};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tarazy_base::Zone;
use tarazy_docket::{Hash, Value};
use tarazy_registry::models;
use tarazy_store::derived::create_missing;
use tarazy_store::{Database, Part, Reader, Refusal, SqlValue, Vault, truth};
use tarazy_web::pages::{ENDPOINTS, Who};
use tarazy_web::{Rate, Readers, Server, Site};

/// Number of a case that everybody may see, and of one of a closed category.
const OPEN: &str = "7119-26-00-2/1";
const CLOSED: &str = "7119-26-00-2/2";
/// Leaf hashes of their draws.
const DRAWS: [[u8; 32]; 2] = [[1; 32], [2; 32]];

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

/// A category of the law that is closed, and one that is not.
fn categories() -> [String; 2] {
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn server(folder: &Path, rate: Rate) -> Server {
    let database = Database::new("sqlite:", folder).unwrap();
    fill(&database);
    let site = Site {
        readers: Arc::new(Rows { database, vault: Vault::new(&[7; 32]) }),
        law: tarazy_law::kazakhstan().unwrap(),
        zone: Zone::parse("Asia/Almaty").unwrap(),
        objects: crate::rig::objects(folder),
        clock: clock().1,
        name: None,
        is_demonstration: true,
        directory: Mutex::default(),
    };
    start(tarazy_web::installation::router(face(folder), None, throttle(rate), Some(&Arc::new(site))))
}

/// What nobody gets at each endpoint: an address, and the status.
fn as_nobody(path: &str) -> Option<(String, u16)> {
    let fixed = |address: &str, status| Some((address.to_owned(), status));
    match path {
        "/" => fixed("", 200),
        "/courts" | "/find" | "/about" | "/accessibility" | "/api/courts" => fixed(path, 200),
        "/court/{code}" => fixed("/court/7119", 200),
        "/api/court/{code}" => fixed("/api/court/7119", 200),
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
    for endpoint in ENDPOINTS {
        assert_eq!(endpoint.who, Who::Anybody, "{endpoint:?}: say what nobody gets");
        let (address, status) =
            as_nobody(endpoint.path).unwrap_or_else(|| panic!("{endpoint:?} has no test"));
        let prefixes: &[&str] = if endpoint.is_page { &["/kk", "/ru", "/en"] } else { &[""] };
        for prefix in prefixes {
            let seen = get_from_browser(&server, &format!("{prefix}{address}"));
            assert_eq!(seen.status, status, "{prefix}{address}");
            if endpoint.is_page {
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
