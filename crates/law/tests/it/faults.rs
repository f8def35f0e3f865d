//! What the loader refuses, in which words; and that no bytes make it panic.

use crate::{LEAST, load, rule, whole};
use proptest::prelude::{Just, Strategy, any, prop_assert, proptest};
use tarazy_law::{KAZAKHSTAN, Law, LawFile};

fn bench(change: impl Fn(String) -> String) -> String {
    let one = rule("bench", "procedure = \"appeal\"\nseats = 3\nreserves = 0", "from = 2020-01-01");
    whole() + &change(one)
}

#[test]
fn each_fault_is_told_with_its_line() {
    let line = whole().lines().count();
    let own = |n: usize| line + n;
    for (from, to, at, message) in [
        (
            "cite = \"c\"\n",
            "",
            own(1),
            "uncited: `cite`, or `act` and `at`, must name the article or document that the rule rests on",
        ),
        (
            "cite = \"c\"",
            "cite = \"  \"",
            own(1),
            "uncited: `cite`, or `act` and `at`, must name the article or document that the rule rests on",
        ),
        ("source = \"s\"\n", "", own(1), "`source` is missing"),
        ("mark = \"V\"", "mark = \"v\"", own(8), "`mark` must be V, S, M or L"),
        ("from = 2020-01-01", "from = \"2020-01-01\"", own(5), "`from` must be a day, such as 2016-01-01"),
        (
            "from = 2020-01-01",
            "from = 2020-01-01T00:00:00",
            own(5),
            "`from` must be a day, such as 2016-01-01",
        ),
        (
            "ru = \"б\"",
            "ru = \" \"",
            own(9),
            "`text` must be a text in kk, ru and en: { kk = …, ru = …, en = … }",
        ),
        (", en = \"c\"", "", own(9), "`text` must be a text in kk, ru and en: { kk = …, ru = …, en = … }"),
        ("seats = 3", "seats = 4", own(1), "`seats` must be an odd number of judges, 1 to 99"),
        ("seats = 3", "seats = -1", own(3), "`seats` must be an odd number of judges, 1 to 99"),
        ("seats = 3", "seats = 3.0", own(3), "`seats` must be an odd number of judges, 1 to 99"),
        ("seats = 3", "seats = 3\nchairs = 3", own(4), "unknown member `chairs`"),
        (
            "procedure = \"appeal\"",
            "procedure = \"апелляция\"",
            own(2),
            "`procedure` must be an identifier (Latin letters, digits, `.`, `_`, `-`)",
        ),
        ("[[bench]]", "[[benches]]", own(1), "unknown section `benches`"),
        ("[[bench]]", "[bench.x]", 0, ""),
    ] {
        let errors = load(&bench(|text| text.replacen(from, to, 1))).unwrap_err();
        if message.is_empty() {
            assert!(!errors.0.is_empty());
            continue;
        }
        assert_eq!(errors.to_string(), format!("x.toml:{at}: {message}"), "{to}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let errors =
        load(&bench(|text| text.replacen("cite = \"c\"\n", "", 1).replacen("\"V\"", "1", 1) + "x = 1\n"))
            .unwrap_err();
    assert_eq!(errors.0.len(), 3, "{errors}");
    assert_eq!(errors.to_string().lines().count(), 3);
}

#[test]
fn files_that_are_no_law() {
    for (bytes, message) in [
        (&b"\xff\xfe"[..], "the file is not UTF-8"),
        (b"", "exactly one file must have a section `[law]`"),
        (b"law = 1", "exactly one file must have a section `[law]`"),
        (b"[[policy]\n", "not TOML: "),
        (b"bench = 3", "`bench` must be a list of tables: [[…]]"),
        (b"bench = [3]", "`bench` must be a list of tables: [[…]]"),
    ] {
        let errors = Law::load(&[LawFile { name: "x", bytes }]).unwrap_err();
        assert!(errors.to_string().contains(message), "{errors}");
    }
    assert!(Law::load(&[]).is_err());
}

#[test]
fn a_second_head_is_refused() {
    let (one, two) = (whole(), LEAST.lines().nth(1).unwrap_or_default().to_owned());
    let files = [LawFile { name: "1", bytes: one.as_bytes() }, LawFile { name: "2", bytes: two.as_bytes() }];
    assert!(Law::load(&files[..1]).is_ok());
    assert!(Law::load(&files).unwrap_err().to_string().contains("exactly one file"));
}

#[test]
fn a_guard_longer_than_delta_is_refused() {
    let errors = load(&whole().replacen("guard = 20", "guard = 60", 1)).unwrap_err();
    assert!(errors.to_string().contains("`guard` must be shorter than `delta`"), "{errors}");
}

/// A committed file with one byte changed, one piece cut out or one line doubled.
fn mutated() -> impl Strategy<Value = (usize, Vec<u8>)> {
    (
        0..KAZAKHSTAN.len(),
        any::<proptest::sample::Index>(),
        any::<proptest::sample::Index>(),
        any::<u8>(),
        0..3u8,
    )
        .prop_map(|(file, a, b, byte, how)| {
            let mut bytes = KAZAKHSTAN[file].bytes.to_vec();
            let (a, b) = (a.index(bytes.len()), b.index(bytes.len()));
            let (from, to) = (a.min(b), a.max(b));
            match how {
                0 => bytes[a] = byte,
                1 => drop(bytes.drain(from..to)),
                _ => {
                    let piece = bytes[from..to].to_vec();
                    bytes.splice(from..from, piece);
                }
            }
            (file, bytes)
        })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 200, ..Default::default() })]

    #[test]
    fn no_change_of_a_file_makes_loading_panic((file, bytes) in mutated()) {
        let mut files = KAZAKHSTAN.to_vec();
        files[file].bytes = &bytes;
        if let Err(errors) = Law::load(&files) {
            prop_assert!(errors.0.iter().all(|e| e.line >= 1 && e.line <= 1 + bytes.len().max(200_000)));
            prop_assert!(!errors.0.is_empty());
        }
    }

    #[test]
    fn no_bytes_make_loading_panic(bytes in any::<Vec<u8>>(), text in any::<String>(), name in Just("x")) {
        let from_bytes = Law::load(&[LawFile { name, bytes: &bytes }]);
        let from_text = Law::load(&[LawFile { name, bytes: text.as_bytes() }]);
        prop_assert!(from_bytes.is_err() && from_text.is_err());
    }
}
