//! The administrator's pages: what they tell, what they must not tell, and that whoever is none gets none of it.

use crate::pages::{server_with, somebody};
use crate::rig::{NOW, Seen, Twin, get_with, sealer, signer};
use std::path::Path;
use std::sync::Arc;
use tarazy_docket::{Object, Policy, Value};
use tarazy_store::{Command, Database, Part, Refusal, truth};
use tarazy_web::{Rate, Server};

const PATHS: [&str; 5] = ["/admin", "/admin/rules", "/admin/keys", "/admin/witnesses", "/admin/jobs"];

fn start(folder: &Path) -> Server {
    let submit = Arc::new(|_: Command| Err(Refusal::new(409, "role-held")));
    server_with(folder, Rate { per_second: 100, burst: 1000 }, submit, false)
}

/// An administrator's browser.
fn keeper(folder: &Path) -> String {
    somebody(folder, 9, r#"{"from":1,"role":"administrator"}"#, "administrator")
}

fn get(server: &Server, cookie: &str, path: &str) -> Seen {
    get_with(server, path, &[("cookie", cookie), ("accept", "text/html")])
}

#[test]
fn an_administrator_comes_from_his_account_to_every_page_in_every_language_and_a_judge_to_none() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let (judge, keeper) = (
        somebody(folder.path(), 7, r#"{"court":"7119","from":1,"role":"judge"}"#, "judge@7119"),
        keeper(folder.path()),
    );
    assert!(get(&server, &keeper, "/en/account").text().contains("href=\"/en/admin\""));
    assert!(!get(&server, &judge, "/en/account").text().contains("/en/admin"));
    for lang in ["kk", "ru", "en"] {
        for path in PATHS {
            let seen = get(&server, &keeper, &format!("/{lang}{path}"));
            let text = seen.text();
            assert_eq!(seen.status, 200, "{lang}{path}");
            assert!(!text.contains("admin-") && !text.contains("{ $"), "{lang}{path}: {text}");
            assert_eq!(get(&server, &judge, &format!("/{lang}{path}")).status, 403, "{lang}{path}");
        }
    }
    let overview = get(&server, &keeper, "/en/admin");
    for path in PATHS.into_iter().skip(1).chain(["/people", "/audit"]) {
        assert!(overview.text().contains(&format!("href=\"/en{path}\"")), "{path}");
    }
}

#[test]
fn the_overview_tells_the_database_the_log_and_what_needs_attention() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let keeper = keeper(folder.path());
    assert!(get(&server, &keeper, "/en/admin").text().contains("SQLite"));
    let policy = Policy::parse(b"quorum none\n").unwrap();
    assert!(!sealer(folder.path(), policy, Vec::new()).round(&mut Twin::of(3), NOW).unwrap().more);
    let seen = get(&server, &keeper, "/en/admin");
    assert!(seen.text().contains("3 entries") && seen.text().contains("No alarms"), "{}", seen.text());
    assert!(!seen.text().contains("govuk-tag--red"), "{}", seen.text());
    let seen = get(&server, &keeper, "/en/admin/witnesses");
    assert!(seen.text().contains("3 entries") && seen.text().contains("names no witness"));
}

#[test]
fn rules_are_found_by_day_kind_and_words_without_kazakh_letters() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let keeper = keeper(folder.path());
    let rows = |query: &str| {
        let seen = get(&server, &keeper, &format!("/kk/admin/rules?{query}"));
        assert_eq!(seen.status, 200, "{query}");
        seen.text().matches("data-label=\"Бап\"").count()
    };
    let all = rows("");
    assert_eq!(all, 100, "the first hundred");
    let limits = rows("kind=limit");
    assert!(limits > 0 && limits <= all);
    let (kazakh, plain) = (rows("kind=recusal&q=%D2%9B%D0%B0"), rows("kind=recusal&q=%D0%BA%D0%B0"));
    assert!(kazakh > 0 && kazakh == plain, "қа and ка find the same: {kazakh}, {plain}");
    assert_eq!(rows("q=xyzzy"), 0);
    assert!(rows("day=2026-12-01&kind=fee") >= rows("day=1950-01-01&kind=fee"));
    let wrong = get(&server, &keeper, "/en/admin/rules?day=tomorrow");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("govuk-error-summary") && wrong.text().contains("value=\"tomorrow\""));
    // As many as the law itself marks so.
    let law = tarazy_law::kazakhstan().unwrap();
    let day = "2025-11-22".parse().unwrap();
    let holds = |rule: &&tarazy_law::Listed<'_>| rule.from <= day && rule.to.is_none_or(|to| day < to);
    let listed = law.listed();
    let unsure = listed.iter().filter(holds).filter(|rule| rule.certainty == tarazy_base::Certainty::Unsure);
    let count = unsure.map(|rule| (rule.section, rule.key)).collect::<std::collections::BTreeSet<_>>().len();
    let seen = get(&server, &keeper, "/en/admin/rules?day=2025-11-22");
    assert!(seen.text().contains(&format!("{count} rules in force are marked as unsure")), "{count}");
}

#[test]
fn jobs_are_told_without_what_they_are_about() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let keeper = keeper(folder.path());
    let empty = get(&server, &keeper, "/en/admin/jobs");
    assert!(empty.text().contains("There has been no job yet"));
    let database = Database::new("sqlite:", folder.path()).unwrap();
    let body = Value::Object(Object::new().with("to", "someone@example.org"));
    let job = |key: &str| Part::Step(truth::put_job("notice.email", key, &body, NOW - 3_600_000));
    let failed = Part::Step(truth::end_job("case/secret-2 1", false));
    let mut open = database.maintenance().unwrap();
    open.engine.as_mut().run_all(vec![job("case/secret-1 1"), job("case/secret-2 1"), failed]).unwrap();
    drop(open);
    let seen = get(&server, &keeper, "/en/admin/jobs");
    let text = seen.text();
    assert!(text.contains("Notice by e-mail, failed") && text.contains("Notice by e-mail, waits"), "{text}");
    assert!(!text.contains("example.org") && !text.contains("secret"), "nothing of what they are about");
    let (failed, waits) = (text.rfind(">failed<").unwrap(), text.rfind(">waits<").unwrap());
    assert!(failed < waits, "the failed ones come first");
    let overview = get(&server, &keeper, "/en/admin");
    assert!(overview.text().contains("60 min") && overview.text().contains("govuk-tag--red"), "an hour late");
}

#[test]
fn keys_are_told_by_their_public_halves() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let seen = get(&server, &keeper(folder.path()), "/en/admin/keys");
    assert!(seen.text().contains("The log names no key yet") && seen.text().contains("signature_roots"));
    assert!(!seen.text().contains("PRIVATE") && !seen.text().contains(&signer().reveal()));
}
