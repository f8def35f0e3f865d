//! What a step asks for is what its entry holds: the forms that are made from the table can say all of an entry and nothing else.

use std::collections::BTreeSet;
use tarazy_procedure::asks::{Papers, asks, papers};
use tarazy_procedure::{Event, Step};

/// Members that go without saying: the registry fills them in.
const OF_ITSELF: [&str; 7] = ["judge", "act", "documents", "envelopes", "imported", "by", "outcome"];

/// The steps of the registry's own have bodies of their own.
fn is_of_docket(step: Step) -> bool {
    use Step::{
        Assign, CorrectCategory, EnterForce, Number, Open, Receive, Redraw, Register, RestoreAppeal,
        SendAppeal, TakeBackAppeal,
    };
    !matches!(
        step,
        Receive
            | Open
            | Register
            | Number
            | Assign
            | Redraw
            | CorrectCategory
            | EnterForce
            | RestoreAppeal
            | SendAppeal
            | TakeBackAppeal
    )
}

#[test]
fn the_members_of_a_step_are_those_of_its_entry() {
    for (kind, _) in Event::TYPES {
        let text = std::fs::read_to_string(format!("../../schemas/{kind}.json")).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        let has: BTreeSet<String> =
            schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        let required = schema["required"].as_array().into_iter().flatten();
        let required: BTreeSet<String> =
            required.filter_map(|name| name.as_str()).map(str::to_owned).collect();
        for step in
            Step::ALL.iter().copied().filter(|s| is_of_docket(*s) && Event::kind_of(*s) == Some(*kind))
        {
            let asked: BTreeSet<String> = asks(step).iter().map(|m| m.name.to_owned()).collect();
            let must: BTreeSet<String> =
                asks(step).iter().filter(|m| !m.is_optional).map(|m| m.name.to_owned()).collect();
            assert!(asked.is_subset(&has), "{kind}: {asked:?} of {has:?}");
            let left_out: Vec<_> =
                has.difference(&asked).filter(|name| !OF_ITSELF.contains(&name.as_str())).collect();
            assert!(left_out.is_empty(), "{kind}: the form cannot say {left_out:?}");
            let demanded: Vec<_> =
                required.difference(&must).filter(|name| !OF_ITSELF.contains(&name.as_str())).collect();
            assert!(demanded.is_empty(), "{kind}: {demanded:?} must not be left out");
            let has_papers = has.contains("documents") || has.contains("envelopes");
            assert_eq!(papers(step) != Papers::None, has_papers, "{kind}");
        }
    }
}
