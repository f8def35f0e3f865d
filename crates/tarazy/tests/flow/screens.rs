//! What people read on the screen, in three languages, Kazakh by default.

use crate::made_up::flow;
use crate::program::Installation;
use std::process::Stdio;

fn court() -> Installation {
    let court = Installation::for_import();
    let file = court.write("cases.csv", &flow(8));
    court.done(&["import", "cases", &file]);
    court
}

#[test]
fn a_docket_reads_in_kazakh_russian_and_english() {
    let court = court();
    let show = |lang: &[&str]| court.done(&[["case", "show", "9001-15-00-2/1"].as_slice(), lang].concat());
    let kk = show(&[]);
    assert!(kk.starts_with("№ 9001-15-00-2/1 іс\n"), "{kk}");
    assert!(kk.contains("Іс бөлінді: 9001-J"), "{kk}");
    assert!(!kk.contains("Claimant"), "parties are shown only when asked for");
    assert!(show(&["--lang", "ru"]).starts_with("Дело 9001-15-00-2/1\n"));
    let en = show(&["--lang", "en", "--open"]);
    assert!(en.contains("claimant: Claimant 1"), "{en}");
}

#[test]
fn a_draw_is_never_shown_without_what_weakens_it() {
    let court = court();
    let drawn = court.done(&["draw", "show", "9001-15-00-2/1", "--lang", "en"]);
    for text in ["Allocation of case 9001-15-00-2/1", "Seat 1: of 3000 tickets", "imported: ", "pilot: "] {
        assert!(drawn.contains(text), "{text}: {drawn}");
    }
    let alone = court.done(&["draw", "show", "9002-15-00-2/1", "--lang", "en"]);
    assert!(alone.contains("Assigned without a draw, ground: only one judge can sit"), "{alone}");
    assert!(alone.contains("sole-judge: "), "{alone}");
}

#[test]
fn a_bundle_of_a_draw_is_proven_offline() {
    let court = court();
    let drawn = court.done(&["draw", "show", "9001-15-00-2/1", "--lang", "en"]);
    let leaf = drawn.split("bundle ").nth(1).unwrap().split(' ').next().unwrap();
    let bundle = court.write("draw.json", court.done(&["draw", "bundle", leaf]).as_bytes());
    assert_eq!(court.python(&["draw", &bundle, "--trust", "court/policy"]), ("draw-ok".to_owned(), 0));
    assert_eq!(court.javascript(&["draw", &bundle, "--trust", "court/policy"]), ("draw-ok".to_owned(), 0));
}

#[test]
fn refusals_speak_the_users_language_and_name_their_code() {
    let court = court();
    let refused = court.run(&["case", "show", "9001-15-00-2/99"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("9001-15-00-2/99 нөмірлі іс жоқ"), "{refused:?}");
    assert!(refused.err.contains("no-number"), "{refused:?}");
    assert_eq!(court.run(&["case", "decide", "9001-15-00-2/1", "--lang", "ru"]).code, 1);
    assert_eq!(court.run(&["case"]).code, 2);
    let elsewhere = court.run(&["--data-dir", "nowhere", "case", "list"]);
    assert_eq!(elsewhere.code, 2);
    assert!(elsewhere.err.contains("tarazy init"), "{elsewhere:?}");
}

#[test]
fn what_cannot_be_printed_is_told_in_one_line() {
    let court = court();
    for args in
        [["case", "list", "--json"].as_slice(), &["court", "list"], &["case", "show", "9001-15-00-2/1"]]
    {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let ended = court.command(args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_ne!(ended.status.code(), Some(0), "{args:?}");
        assert!(!said.contains("panicked") && said.lines().count() <= 1, "{args:?}: {said}");
    }
}
