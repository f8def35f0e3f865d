//! Every error that a person reads has its message in every language, with the variables that it gives.

use std::collections::BTreeMap;
use tarazy_base::message::Message;
use tarazy_base::{
    CaseNumberError, Finding, IdError, Lang, MoneyError, NumberError, PersonalKind, TimeError,
};

/// Messages in the text of a language file, by id; a line that is none has the empty message.
fn messages(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(" = ").unwrap_or((line, ""))).collect()
}

fn all() -> Vec<Box<dyn Message>> {
    let text = || "x".to_owned();
    let found = |kind| Finding { kind, span: 0..1 };
    vec![
        Box::new(IdError::Grammar(text())),
        Box::new(IdError::CourtCode(text())),
        Box::new(IdError::LongDivision(text())),
        Box::new(NumberError::Length(3)),
        Box::new(NumberError::NotDigits),
        Box::new(NumberError::CheckDigit),
        Box::new(NumberError::Date),
        Box::new(NumberError::Century),
        Box::new(NumberError::Kind),
        Box::new(CaseNumberError::Shape(text())),
        Box::new(CaseNumberError::Kind(text())),
        Box::new(CaseNumberError::Running(text())),
        Box::new(CaseNumberError::Year(1)),
        Box::new(CaseNumberError::Site(1)),
        Box::new(MoneyError::Shape(text())),
        Box::new(MoneyError::TooLarge),
        Box::new(TimeError::OutOfRange),
        Box::new(TimeError::Zone(text())),
        Box::new(TimeError::Date(text())),
        Box::new(TimeError::Clock(text())),
        Box::new(found(PersonalKind::Email)),
        Box::new(found(PersonalKind::Phone)),
        Box::new(found(PersonalKind::Number)),
    ]
}

#[test]
fn every_message_exists_in_three_languages_and_uses_the_variables_given() {
    for lang in Lang::ALL {
        let path = format!("{}/../../locales/{lang}/base.ftl", env!("CARGO_MANIFEST_DIR"));
        let file = std::fs::read_to_string(path).unwrap();
        let mut texts = messages(&file);
        for error in all() {
            let text = texts.remove(error.key()).unwrap_or_else(|| panic!("{lang}: no {}", error.key()));
            let named: Vec<&str> =
                text.split("{ $").skip(1).filter_map(|rest| rest.split(" }").next()).collect();
            let given: Vec<&str> = error.args().iter().map(|(name, _)| *name).collect();
            assert_eq!(named, given, "{lang}: {}", error.key());
        }
        assert!(texts.is_empty(), "{lang}: no error uses {:?}", texts.keys());
    }
}
