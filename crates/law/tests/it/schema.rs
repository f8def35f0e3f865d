//! The table of sections and members, held to the reader: what it asks for is asked for, what it allows is read, what it refuses is
//! refused.

use crate::LEAST;
use std::collections::BTreeSet;
use tarazy_law::schema::{COMMON, Form, HEAD, Member, SECTIONS, Section, read_sections};
use tarazy_law::{Law, LawFault, LawFile};

/// A rule as text, with some members set, left out or added.
fn rule(section: &Section, change: impl Fn(&str) -> Option<String>) -> String {
    let one = section.one_of.first();
    let is_base = |m: &Member| m.required || one == Some(&m.name) || m.name == "cite" || m.name == "known";
    let mut text = format!("[[{}]]\n", section.name);
    for member in section.members.iter().chain(COMMON) {
        let set = change(member.name);
        let value = match &set {
            Some(value) => Some(value.as_str()),
            None if is_base(member) => Some(member.example),
            None => None,
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            text += &format!("{} = {value}\n", member.name);
        }
    }
    text
}

/// What the reader says of a rule: faults of reading alone, not of what the rule names elsewhere.
fn faults(text: &str) -> Vec<LawFault> {
    let head = LEAST.lines().nth(1).unwrap();
    let text = format!("{head}\n{text}");
    let Err(errors) = Law::load(&[LawFile { name: "x.toml", bytes: text.as_bytes() }]) else {
        return Vec::new();
    };
    let of_reading = |fault: &LawFault| {
        matches!(
            fault,
            LawFault::Missing(_)
                | LawFault::Wrong { .. }
                | LawFault::UnknownMember(_)
                | LawFault::UnknownSection(_)
                | LawFault::Uncited
                | LawFault::Toml(_)
        )
    };
    errors.0.into_iter().map(|error| error.fault).filter(of_reading).collect()
}

/// The faults of a rule with one member set. What is there only with a word of another member gets that word.
fn with(section: &Section, name: &str, value: &str) -> Vec<LawFault> {
    let member = section.members.iter().find(|m| m.name == name);
    let beside = member.and_then(|m| m.only_with).map(|(other, words)| (other, format!("\"{}\"", words[0])));
    let set = |other: &str| {
        let beside = beside.as_ref().filter(|(name, _)| *name == other).map(|(_, word)| word.clone());
        if other == name { Some(value.to_owned()) } else { beside }
    };
    faults(&rule(section, set))
}

#[test]
fn a_member_of_some_words_only_is_asked_for_with_them_and_refused_with_others() {
    let mut seen = 0;
    for section in SECTIONS {
        for member in section.members {
            let Some((other, words)) = member.only_with else { continue };
            let Some(Form::Word(all)) = section.members.iter().find(|m| m.name == other).map(|m| m.form)
            else {
                panic!("{other} is no word")
            };
            for word in all {
                let said = faults(&rule(section, |name| match name {
                    _ if name == other => Some(format!("\"{word}\"")),
                    _ if name == member.name => Some(member.example.to_owned()),
                    _ => None,
                }));
                let without = faults(&rule(section, |name| (name == other).then(|| format!("\"{word}\""))));
                let (there, lacking) = if words.contains(word) {
                    (Vec::new(), vec![LawFault::Missing(member.name)])
                } else {
                    (vec![LawFault::UnknownMember(member.name.to_owned())], Vec::new())
                };
                assert_eq!((said, without), (there, lacking), "{} {word}", section.name);
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn the_table_has_the_sections_that_the_reader_knows() {
    let named: BTreeSet<&str> = SECTIONS.iter().map(|section| section.name).collect();
    assert_eq!(named, read_sections().iter().copied().collect());
    assert_eq!(named.len(), SECTIONS.len());
}

#[test]
fn every_section_is_read_with_what_must_be_there_and_refused_without_any_of_it() {
    for section in SECTIONS {
        assert_eq!(faults(&rule(section, |_| None)), [], "{}", section.name);
        for member in section.members.iter().chain(COMMON).filter(|m| m.required) {
            let said = with(section, member.name, "");
            assert!(
                said.contains(&LawFault::Missing(member.name)),
                "{} {}: {said:?}",
                section.name,
                member.name
            );
        }
        assert_eq!(with(section, "cite", ""), [LawFault::Uncited], "{}", section.name);
        let known = with(section, "known", "");
        let expected = if section.dated { vec![LawFault::Missing("known")] } else { Vec::new() };
        assert_eq!(known, expected, "{}", section.name);
        for name in section.one_of {
            assert!(!with(section, section.one_of[0], "").is_empty(), "{} {name}", section.name);
        }
    }
}

#[test]
fn every_member_that_may_be_there_is_read_and_no_other() {
    for section in SECTIONS {
        for member in section.members.iter().filter(|m| !m.required && !section.one_of.contains(&m.name)) {
            assert_eq!(with(section, member.name, member.example), [], "{} {}", section.name, member.name);
        }
        for name in ["to", "after_gap"] {
            let member = COMMON.iter().find(|m| m.name == name).unwrap();
            assert_eq!(with(section, name, member.example), [], "{} {name}", section.name);
        }
        let cited = |other: &str| match other {
            "cite" => Some(String::new()),
            "act" => Some("\"gpk\"".to_owned()),
            "at" => Some("\"277()(4)\"".to_owned()),
            _ => None,
        };
        assert_eq!(faults(&rule(section, cited)), [], "{}", section.name);
        let more = format!("{}other = 1\n", rule(section, |_| None));
        assert_eq!(faults(&more), [LawFault::UnknownMember("other".to_owned())], "{}", section.name);
    }
}

/// True if the reader finds fault with this member, or with the rule because of it.
fn refused(section: &Section, member: &Member, value: &str) -> bool {
    with(section, member.name, value).iter().any(|fault| matches!(fault, LawFault::Wrong { .. }))
}

#[test]
fn bounds_and_words_are_those_of_the_reader() {
    for section in SECTIONS {
        for member in section.members {
            let told = format!("{} {}", section.name, member.name);
            assert!(refused(section, member, "1.5"), "{told}");
            match member.form {
                Form::Int(least, most) => {
                    assert!(refused(section, member, &(least - 1).to_string()), "{told}");
                    assert!(refused(section, member, &(most + 1).to_string()), "{told}");
                    // What else the members of a rule must be to each other is told beside: an odd bench, a guard within delta.
                    for bound in [least, most] {
                        let said = with(section, member.name, &bound.to_string());
                        let out_of_bounds = said.iter().any(|f| matches!(f, LawFault::Wrong { member: m, expected } if *m == member.name && expected.contains(" to ") && !expected.contains("odd")));
                        assert!(!out_of_bounds, "{told}: {said:?}");
                    }
                }
                Form::Word(words) => {
                    for word in words {
                        let named = with(section, member.name, &format!("\"{word}\""));
                        let own = named
                            .iter()
                            .any(|f| matches!(f, LawFault::Wrong { member: m, .. } if *m == member.name));
                        assert!(!own, "{told} {word}: {named:?}");
                    }
                    assert!(refused(section, member, "\"other\""), "{told}");
                }
                Form::Id => assert!(refused(section, member, "\"a b\""), "{told}"),
                Form::Text3 => assert!(refused(section, member, "{ kk = \"а\", ru = \"б\" }"), "{told}"),
                Form::Words(_) | Form::Ids => assert!(refused(section, member, "[\"a b\"]"), "{told}"),
                Form::Like(_) => assert!(refused(section, member, "\"~\""), "{told}"),
                Form::Tables(_) => assert!(refused(section, member, "[1]"), "{told}"),
                Form::Text | Form::Flag | Form::Date => {}
            }
        }
    }
}

#[test]
fn the_head_is_read_with_its_members() {
    let head = |change: &dyn Fn(&Member) -> bool| {
        let members: Vec<String> =
            HEAD.iter().filter(|m| change(m)).map(|m| format!("{} = {}", m.name, m.example)).collect();
        let text = format!("[law]\n{}\n", members.join("\n"));
        Law::load(&[LawFile { name: "x.toml", bytes: text.as_bytes() }]).map(|law| law.meta().id.clone())
    };
    assert_eq!(head(&|_| true), Ok("kz".to_owned()));
    assert_eq!(head(&|m| m.required), Ok("kz".to_owned()));
    for member in HEAD.iter().filter(|m| m.required) {
        let errors = head(&|m| m.name != member.name).unwrap_err().to_string();
        assert!(errors.contains(&format!("`{}` is missing", member.name)), "{errors}");
    }
}
