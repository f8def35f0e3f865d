//! The policies hold together, and the table of who may what is the one that a lawyer has read (`docs/access.md`).

use super::*;
use crate::Role;
use cedar_policy::{ValidationMode, Validator};
use std::path::Path;

#[test]
fn the_policies_are_valid_by_their_schema_strictly() {
    let policies = Policies::load().unwrap();
    let validator = Validator::new(policies.schema.clone());
    let result = validator.validate(&policies.policies, ValidationMode::Strict);
    assert!(result.validation_passed_without_warnings(), "{result}");
}

#[test]
fn every_policy_has_a_sentence_above_it_an_id_and_a_citation() {
    for (file, text) in FILES {
        let mut before = "";
        for line in text.lines() {
            if line.starts_with("@id(") {
                assert!(before.starts_with("//"), "{file}: {line} has no sentence above it");
            }
            before = line;
        }
        assert_eq!(text.matches("@id(").count(), text.matches("@cite(").count(), "{file}");
    }
}

fn actor(role: Option<Role>) -> Who {
    let court = role.filter(|role| role.is_of_court()).map(|_| "7119".to_owned());
    Who { person: if role.is_some() { "p1".to_owned() } else { String::new() }, role, court }
}

fn case(change: impl FnOnce(&mut CaseFacts)) -> Thing {
    let mut facts = CaseFacts {
        id: "case/1".to_owned(),
        court: "7119".to_owned(),
        is_registered: true,
        ..CaseFacts::default()
    };
    change(&mut facts);
    Thing::Case(facts)
}

/// The things of the table, in words.
fn things() -> Vec<(&'static str, Thing)> {
    let mine = || vec!["p1".to_owned()];
    vec![
        ("an open case of the own court", case(|_| {})),
        ("an open case of another court", case(|c| c.court = "7120".to_owned())),
        ("a filing that is not registered yet, of the own court", case(|c| c.is_registered = false)),
        ("a closed case of the own court", case(|c| c.is_closed = true)),
        ("an open case in which he is a party", case(|c| c.parties = mine())),
        ("a closed case in which he is a party", case(|c| (c.is_closed, c.parties) = (true, mine()))),
        ("an open case in which he is of the bench", case(|c| c.bench = mine())),
        ("a closed case in which he is of the bench", case(|c| (c.is_closed, c.bench) = (true, mine()))),
        ("a case of his bench from which he is recused", case(|c| (c.bench, c.recused) = (mine(), mine()))),
        ("an open case of the own court on a day on which he is on duty", case(|c| c.duty = mine())),
        ("the own court", Thing::Court("7119".to_owned())),
        ("another court", Thing::Court("7120".to_owned())),
        ("the own account", Thing::Account("p1".to_owned())),
        ("somebody else's account", Thing::Account("p2".to_owned())),
        ("the installation", Thing::Installation),
    ]
}

fn fits(action: Action, thing: &Thing) -> bool {
    match action {
        Action::KnowCase
        | Action::SeePublicPage
        | Action::ReadDocuments
        | Action::Register
        | Action::WriteDrafts
        | Action::Decide
        | Action::DecideUrgent
        | Action::KeepProtocol
        | Action::KeepFile
        | Action::TakePart => matches!(thing, Thing::Case(_)),
        Action::FileClaim | Action::SeeInbox | Action::SeeLoad | Action::DecideRecusals => {
            matches!(thing, Thing::Court(_))
        }
        Action::UseAccount => matches!(thing, Thing::Account(_)),
        Action::ManagePeople | Action::ReadAudit | Action::ReadSystem => matches!(thing, Thing::Installation),
    }
}

fn table() -> String {
    let policies = Policies::load().unwrap();
    let mut text = String::from(
        "# Who may do what\n\nMade from the policies in `policies/` by a test, which fails when it no longer says what they say. \
         A cell names the policies that permit; an empty one is a refusal. Who may not even know that a case exists is answered \
         as if there were none.\n",
    );
    let mut roles = vec![None];
    roles.extend(Role::ALL.map(Some));
    let name = |role: &Option<Role>| role.map_or("nobody", Role::as_str);
    for (words, thing) in things() {
        text.push_str(&format!(
            "\n## {}\n\n| | {} |\n|---|",
            words,
            roles.iter().map(name).collect::<Vec<_>>().join(" | ")
        ));
        text.push_str(&"---|".repeat(roles.len()));
        text.push('\n');
        for action in Action::ALL.into_iter().filter(|action| fits(*action, &thing)) {
            let cell = |role: &Option<Role>| {
                let decided = policies.decide(&actor(*role), action, &thing).unwrap();
                if decided.may { decided.by.join(", ") } else { String::new() }
            };
            text.push_str(&format!(
                "| {} | {} |\n",
                action.as_str(),
                roles.iter().map(cell).collect::<Vec<_>>().join(" | ")
            ));
        }
    }
    text
}

#[test]
fn the_table_of_who_may_what_is_the_one_in_docs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.md");
    let made = table();
    if std::fs::read_to_string(&path).ok().as_ref() != Some(&made) {
        let new = std::env::temp_dir().join("access.md");
        std::fs::write(&new, &made).unwrap();
        panic!("docs/access.md does not say what the policies say; the new table lies in {}", new.display());
    }
}

#[test]
fn nobody_reads_a_closed_case_but_its_parties_and_bench() {
    let policies = Policies::load().unwrap();
    let may = |who: &Who, action, thing: &Thing| policies.decide(who, action, thing).unwrap().may;
    for role in Role::ALL {
        let closed = case(|c| c.is_closed = true);
        for action in [Action::KnowCase, Action::SeePublicPage, Action::ReadDocuments, Action::Decide] {
            assert!(!may(&actor(Some(role)), action, &closed), "{role:?} {action:?}");
        }
    }
    let own = case(|c| (c.is_closed, c.parties) = (true, vec!["p1".to_owned()]));
    assert!(may(&actor(Some(Role::Citizen)), Action::ReadDocuments, &own));
    assert!(!may(&Who { person: "p2".to_owned(), ..actor(Some(Role::Citizen)) }, Action::KnowCase, &own));
}

#[test]
fn the_chairs_power_ends_at_the_case() {
    let policies = Policies::load().unwrap();
    let own = case(|c| c.bench = vec!["p1".to_owned()]);
    for role in [Role::Chair, Role::Administrator] {
        let decided = policies.decide(&actor(Some(role)), Action::ReadDocuments, &own).unwrap();
        assert_eq!((decided.may, decided.by), (false, vec!["power-ends-at-the-case".to_owned()]));
    }
}
