//! The code on a summons: it opens the case to its addressee once, and whatever else is typed is answered alike.

use crate::{HOUR, House, NOW};
use std::sync::atomic::Ordering;
use tarazy_access::bodies::{PartEnd, PartEnter};
use tarazy_access::secrets::code_hash;
use tarazy_access::{Capacity, Part, cases_of, parts};
use tarazy_docket::{Object, StreamId, Value};
use tarazy_store::Refusal;

const CASE: &str = "case/0123456789abcdef0123456789abcdef";

impl House {
    /// A summons to the second party is printed; its code holds for an hour.
    fn print(&mut self, code: &str) {
        let opens = Object::new().with("case", CASE).with("party", Value::Int(2));
        let opens = opens.with("until", Value::Int(NOW + HOUR)).with("used", Value::Bool(false));
        let put = Object::new().with("code", code_hash(code)).with("opens", Value::Object(opens));
        self.give("registry", "put access-code", &Value::Object(put)).unwrap();
    }

    fn enter(&mut self, person: &str, code: &str) -> Result<Object, Refusal> {
        let body = PartEnter { person: person.to_owned(), code: code_hash(code) };
        self.give(&format!("person:{person}"), "part.enter", &body)
    }

    fn held(&self) -> Vec<Part> {
        let case: StreamId = CASE.parse().unwrap();
        parts(self.database.reader().unwrap().as_mut(), &case).unwrap()
    }
}

fn said(refused: Result<Object, Refusal>) -> String {
    format!("{:?}", refused.unwrap_err())
}

#[test]
fn the_code_on_a_summons_opens_the_case_once() {
    let mut house = House::new();
    house.print("KHTX-4821-MPQR");
    let opened = house.enter("p1", "khtx 4821 mpqr").unwrap();
    assert_eq!(opened, Object::new().with("case", CASE).with("party", Value::Int(2)));
    let part = Part { person: "p1".into(), party: 2, capacity: Capacity::Party, from: NOW, to: None };
    assert_eq!(house.held(), [part]);
    let mut reader = house.database.reader().unwrap();
    assert_eq!(cases_of(reader.as_mut(), "p1").unwrap(), [CASE.parse().unwrap()]);
}

#[test]
fn a_wrong_used_or_late_code_opens_nothing_and_cannot_be_told_from_another() {
    let mut house = House::new();
    house.print("KHTX-4821-MPQR");
    house.print("WXYZ-2345-6789");
    let wrong = said(house.enter("p2", "AAAA-BBBB-CCCC"));
    house.enter("p1", "KHTX-4821-MPQR").unwrap();
    let used = [house.enter("p2", "KHTX-4821-MPQR"), house.enter("p1", "KHTX-4821-MPQR")].map(said);
    house.time.store(NOW + HOUR, Ordering::Relaxed);
    let late = said(house.enter("p2", "WXYZ-2345-6789"));
    assert!(wrong.contains("no-code"), "{wrong}");
    assert_eq!([&used[0], &used[1], &late], [&wrong; 3]);
    assert_eq!(house.held().len(), 1, "nobody else came in");
}

#[test]
fn a_code_holds_until_its_last_moment() {
    let mut house = House::new();
    house.print("WXYZ-2345-6789");
    house.time.store(NOW + HOUR - 1, Ordering::Relaxed);
    assert!(house.enter("p2", "WXYZ-2345-6789").is_ok());
}

#[test]
fn a_part_that_was_ended_comes_back_with_a_new_code_alone() {
    let mut house = House::new();
    house.print("KHTX-4821-MPQR");
    house.enter("p1", "KHTX-4821-MPQR").unwrap();
    let end = PartEnd { person: "p1".into(), case: CASE.parse().unwrap() };
    house.give("registrar:r1", "part.end", &end).unwrap();
    assert!(house.held().iter().all(|part| !part.holds(NOW + 1)));
    assert!(house.enter("p1", "KHTX-4821-MPQR").is_err());
    house.print("WXYZ-2345-6789");
    house.enter("p1", "WXYZ-2345-6789").unwrap();
    assert!(house.held().iter().any(|part| part.holds(NOW + 1)));
}
