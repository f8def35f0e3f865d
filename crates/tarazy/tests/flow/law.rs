//! The law on the command line, without an installation: deadlines read aloud and as data, rules, and the check of files.

use crate::program::Installation;
use std::path::Path;

fn lines(args: &[&str]) -> Vec<String> {
    Installation::none().done(args).lines().map(ToOwned::to_owned).collect()
}

#[test]
fn a_deadline_is_explained_in_kazakh_as_an_official_would_write_it() {
    let said = lines(&["law", "deadline", "appeal", "--event", "2026-02-07", "--closes", "18:30"]);
    assert_eq!(
        said,
        [
            "Апелляциялық шағым беру.",
            "Құқықтық негізі: АПК 403-бабының 3-бөлігі.",
            "Мерзімі: 1 ай.",
            "Мерзім мына оқиғадан бастап есептеледі: шешімнің түпкілікті нысанда шығарылуы; оқиға күні — 2026 жылғы 7 ақпан.",
            "Мерзімнің ағымы оқиғадан кейінгі күні — 2026 жылғы 8 ақпанда басталады (АПК 122-бабының 2-бөлігі).",
            "Соңғы айдың тиісті күні — 2026 жылғы 7 наурыз (АПК 123-бабының 2-бөлігі).",
            "2026 жылғы 7 наурыз — сенбі, демалыс күні.",
            "2026 жылғы 8 наурыз — Халықаралық әйелдер күні, жұмыс істелмейтін күн.",
            "2026 жылғы 9 наурыз — 2026 жылғы 8 наурызға тура келген мереке (Халықаралық әйелдер күні) үшін берілген демалыс күні.",
            "2026 жылғы 7 наурыз жұмыс істемейтін күн болғандықтан, мерзім одан кейінгі жұмыс күніне, 2026 жылғы 10 наурызға ауысады (АПК 123-бабының 4-бөлігі).",
            "Соңғы күні — 2026 жылғы 10 наурыз.",
            "Әрекетті соңғы күнгі сағат 24-ке дейін жасауға болады, оның ішінде пошта немесе портал арқылы (АПК 123-бабының 5-бөлігі).",
            "Тікелей сотта жасалатын әрекет үшін — сот жұмысы аяқталғанға дейін, сағат 18:30 (АПК 123-бабының 6-бөлігі).",
            "Уақыт соттың уақыт белдеуі бойынша көрсетілген (UTC+5).",
            "Ереженің 2016 жылғы 1 қаңтардан бастап қолданылатын редакциясы қолданылды.",
            "Назар аударыңыз, тексеруді қажет етеді: 2026 жылғы жұмыс күндерінің күнтізбесі — қосалқы дереккөз бойынша.",
        ]
    );
}

#[test]
fn entry_into_force_follows_the_limit_for_appeal_in_russian_and_english() {
    let ask =
        |lang| lines(&["law", "deadline", "decision-in-force", "--event", "2024-10-04", "--lang", lang]);
    let russian = ask("ru");
    assert_eq!(russian[2], "Сначала должен истечь следующий срок.");
    assert!(russian.contains(&"Последний день — 4 ноября 2024 г.".to_owned()), "{russian:?}");
    assert!(russian.contains(&"Следующий за ним день — 5 ноября 2024 г.".to_owned()), "{russian:?}");
    let english = ask("en");
    assert!(english.contains(&"The day after it is 5 November 2024.".to_owned()), "{english:?}");
    assert!(!english.iter().any(|line| line.starts_with("Note")), "{english:?}");
}

#[test]
fn a_deadline_as_data_has_its_moment_its_steps_and_its_doubts() {
    let none = Installation::none();
    let answer =
        none.json(&["law", "deadline", "reply", "--event", "2024-02-15T23:40", "--zone", "Asia/Almaty"]);
    assert_eq!(answer["end"]["last"], "2024-02-29");
    // The clocks went back at the end of that day: 25 hours of it count.
    assert_eq!(answer["end"]["until"], "2024-02-29T19:00:00.000Z");
    assert_eq!(answer["steps"][0]["moment"], "2024-02-15T17:40:00.000Z");
    assert_eq!(answer["basis"], "АПК / ГПК 166(2)");
    assert_eq!((answer["mark"].as_str(), answer["owner"].as_str()), (Some("V"), Some("respondent")));
    let skipped = answer["steps"].as_array().unwrap().iter().filter(|step| step["step"] == "skipped");
    assert_eq!(skipped.count(), 4);
    let paused =
        ["law", "deadline", "trial", "--event", "2026-09-10", "--suspended", "2026-10-01/2026-10-11"];
    let answer = none.json(&paused);
    assert_eq!((answer["end"]["last"].as_str(), answer["mark"].as_str()), (Some("2026-11-20"), Some("L")));
    let open = none.json(&["law", "deadline", "trial", "--event", "2026-09-10", "--suspended", "2026-10-01"]);
    assert_eq!(
        (open["end"]["stopped"].as_str(), open["end"]["left"].as_u64()),
        (Some("2026-10-01"), Some(41))
    );
    let known = ["law", "deadline", "claim-copies", "--event", "2024-04-30", "--known", "2024-04-24"];
    assert_eq!(none.json(&known)["end"]["last"], "2024-05-06");
    let set = ["law", "deadline", "appeal-defects", "--event", "2026-11-25", "--set", "2026-12-16"];
    assert_eq!(none.json(&set)["end"]["last"], "2026-12-17");
}

#[test]
fn what_has_no_deadline_is_refused_and_what_is_no_date_is_wrong_use() {
    let none = Installation::none();
    for (args, code, message) in [
        (
            &["deadline", "appeal", "--event", "2031-01-01"][..],
            1,
            "no calendar of working days is known for 2031",
        ),
        (&["deadline", "appeel", "--event", "2026-01-01"], 1, "no limit `appeel` is in force on 2026-01-01"),
        (&["deadline", "appeal-defects", "--event", "2026-01-01"], 1, "say until when it was set"),
        (&["deadline", "appeal", "--event", "2026-02-30"], 2, "not a date"),
        (&["deadline", "appeal", "--event", "2026-01-01T25:00"], 2, "not a time of day"),
        (&["deadline", "appeal", "--event", "2026-01-01", "--zone", "Mars"], 2, "unknown time zone"),
        (&["show", "appeel"], 1, "there are: appeal"),
    ] {
        let run = none.run(&[&["law"], args].concat());
        assert_eq!(run.code, code, "{args:?}: {run:?}");
        assert!(run.err.contains(message), "{args:?}: {run:?}");
    }
}

#[test]
fn a_rule_is_shown_in_all_its_versions() {
    let shown = Installation::none().done(&["law", "show", "decision-text", "--lang", "en"]);
    assert_eq!(shown.lines().filter(|line| line.starts_with("limit decision-text")).count(), 2);
    assert!(shown.contains("in force from 2016-01-01 to 2020-06-24, known since 2015-10-31"), "{shown}");
    let first = Installation::none().done(&["law", "show", "2026", "--json"]);
    let versions: Vec<serde_json::Value> =
        first.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(versions.len(), 2);
    assert_eq!((&versions[0]["known"], &versions[1]["known"]), (&"2026-01-02".into(), &"2026-03-18".into()));
}

#[test]
fn the_files_of_a_law_are_checked_and_each_fault_has_its_line() {
    let none = Installation::none();
    let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/kz");
    let compiled = none.json(&["law", "check"]);
    assert_eq!(none.json(&["law", "check", law.to_str().unwrap()]), compiled);
    assert!(compiled["rules"].as_u64() > Some(200), "{compiled}");
    let copy = none.path("copy");
    std::fs::create_dir(&copy).unwrap();
    for entry in std::fs::read_dir(&law).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    let limits = copy.join("limits.toml");
    let text = std::fs::read_to_string(&limits).unwrap();
    let text = text.replacen("length = \"5 working days\"", "length = \"5 weeks\"", 1);
    let text = text.replacen("at = \"151(2)\"", "at = \"151, part 2\"", 1);
    std::fs::write(&limits, text).unwrap();
    let run = none.run(&["law", "check", copy.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("limits.toml:") && run.err.contains("`length` must be such as"), "{run:?}");
    assert!(run.err.contains("`at` must be an article, part and item, such as 150(1)"), "{run:?}");
    assert!(run.err.trim_end().ends_with("faults"), "{run:?}");
}

#[test]
fn a_fee_and_a_court_are_explained_with_their_articles_in_three_languages() {
    let fee = |price: &str, lang| {
        lines(&["law", "fee", "property", "--price", price, "--day", "2026-11-25", "--lang", lang])
    };
    assert_eq!(
        fee("1500000", "kk")[1..4],
        [
            "Құқықтық негізі: 2025 жылғы Салық кодексі 665-бабы 1-тармағының 1) тармақшасы.",
            "Талап қою бағасының (1\u{a0}500\u{a0}000,00\u{a0}₸) 1 пайызы — 15\u{a0}000,00\u{a0}₸.",
            "Төленетін сома: 15\u{a0}000,00\u{a0}₸.",
        ]
    );
    let capped = fee("5 000 000 000", "ru");
    let most = "Пошлина не превышает 10\u{a0}000 месячных расчётных показателей, то есть 43\u{a0}250\u{a0}000,00\u{a0}₸.";
    assert!(capped.contains(&most.to_owned()), "{capped:?}");
    let divorce = lines(&["law", "fee", "divorce", "--day", "2026-11-25", "--lang", "en"]);
    assert!(divorce.contains(&"The fee is 0.3 of this index.".to_owned()), "{divorce:?}");
    let none = Installation::none();
    let economic = none.json(&["law", "jurisdiction", "--fact", "business-parties", "--lang", "en"]);
    assert_eq!((&economic["court"], &economic["basis"]), (&"economic".into(), &"АПК / ГПК 27(1)".into()));
    for lang in ["kk", "ru", "en"] {
        let fact = none.done(&["law", "jurisdiction", "--fact", "immovable", "--lang", lang]);
        assert!(fact.lines().count() == 3 && !fact.contains("venue-") && !fact.contains('{'), "{fact}");
    }
    for (args, message) in [
        (&["law", "fee", "property"][..], "say the price"),
        (&["law", "fee", "unheard-of"], "no fee for `unheard-of`"),
        (&["law", "jurisdiction", "--fact", "unheard-of"], "see `tarazy law facts`"),
    ] {
        let run = none.run(args);
        assert!(run.code == 1 && run.err.contains(message), "{args:?}: {run:?}");
    }
}

#[test]
fn the_schema_of_the_files_is_printed_as_committed_and_fits_every_file() {
    let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let committed = std::fs::read_to_string(law.join("schema.json")).unwrap();
    let printed = Installation::none().done(&["law", "schema"]);
    assert!(printed == committed, "it changed: tarazy law schema > law/schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(&committed).unwrap()).unwrap();
    let mut files = 0;
    for folder in ["kz", "br-sp"] {
        for entry in std::fs::read_dir(law.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("#:schema ../schema.json\n"), "{}", path.display());
            let file = plain(&text.parse::<toml::Table>().unwrap().into());
            let faults: Vec<String> =
                schema.iter_errors(&file).map(|e| format!("{} {e}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{}: {faults:?}", path.display());
            files += 1;
        }
    }
    assert!(files > 15, "{files}");
    let wrong = |text: &str| !schema.is_valid(&plain(&text.parse::<toml::Table>().unwrap().into()));
    assert!(wrong("[[limit]]\ncode = 1") && wrong("[other]"));
}

/// TOML as JSON; a day is its text.
fn plain(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(items) => items.iter().map(plain).collect(),
        toml::Value::Table(members) => members.iter().map(|(name, v)| (name.clone(), plain(v))).collect(),
        toml::Value::String(text) => text.clone().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
    }
}
