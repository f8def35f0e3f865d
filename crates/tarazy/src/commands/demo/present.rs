//! The present of the demonstration: history is closed, the clock rules, and claims of today arrive and are drawn under the eyes of the
//! witnesses, as in any court.

use super::cast::{Cast, Level};
use crate::clock::now_ms;
use crate::commands::by;
use crate::entropy::random;
use crate::failure::Failure;
use crate::node::{Node, command};
use crate::texts::Texts;
use std::collections::HashMap;
use std::time::Duration;
use tarazy_access::bodies::PartEnter;
use tarazy_access::secrets::code_hash;
use tarazy_base::Lang;
use tarazy_docket::{Object, StreamId, Value};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::{NoticeNo, Party};
use tarazy_registry::bodies::{CaseRegister, Filer, FilingReceive, RulesPut};
use tarazy_registry::notices::NoticePrint;
use tarazy_registry::{models, to_body};
use tarazy_store::Answer;

/// Claims of today in each court of the first instance.
const CLAIMS: usize = 3;
const DEBT: &str = "142010000600000000";

/// A claim of today arrives in each court of the first instance, and some; all but the last of a court are registered and drawn. Gives the
/// number of the last one that was drawn.
///
/// # Errors
/// The refusal of a command; a failure of the log.
pub(super) fn begin(
    node: &mut Node,
    cast: &Cast,
    people: &HashMap<String, String>,
) -> Result<String, Failure> {
    let texts = Texts::new(Lang::Kk);
    let mut number = String::new();
    for court in &cast.courts {
        run(node, "admin", "rules.put", to_body(&RulesPut { court: court.code.clone() })?)?;
    }
    let first = cast.courts.iter().filter(|court| court.level == Level::District).rev();
    for (n, (court, claim)) in
        first.flat_map(|court| (0..CLAIMS).map(move |claim| (court, claim))).enumerate()
    {
        let place = n % cast.citizens.len().max(1);
        let Some((official, party)) = cast.citizens.get(place) else { continue };
        let Some(firm) = cast.firms.get(n % cast.firms.len().max(1)) else { continue };
        let body = FilingReceive {
            court: court.code.clone(),
            division: None,
            category: DEBT.to_owned(),
            received: now_ms(),
            parties: vec![
                Party { role: PartyRole::Claimant, ..party.clone() },
                Party { role: PartyRole::Respondent, ..firm.clone() },
            ],
            demand: Some(texts.say("demo-demand-debt")),
            given: None,
            subject: Some(format!("№ {}/{n}", court.code)),
            files: Vec::new(),
            value_tiyn: Some(150_000_000),
            value_source: None,
            source_id: None,
            filer: Some(Filer::Party),
        };
        let person = people.get(&official.login).map_or_else(String::new, |id| format!("party;person:{id}"));
        let filed = run(node, &person, "filing.receive", to_body(&body)?)?;
        if claim + 1 < CLAIMS {
            let case = member(&filed, "case").parse().map_err(Failure::not_done)?;
            let body = CaseRegister { case, category: None, by: by("registrar:r1")? };
            number = member(&run(node, "registrar:r1", "case.register", to_body(&body)?)?, "number");
        }
    }
    node.seal()?;
    while !models::due_rounds(node.reader())?.is_empty() {
        std::thread::sleep(Duration::from_millis(300));
        node.run_due()?;
    }
    Ok(number)
}

/// The notice to the respondent among those of a hearing.
const TO_RESPONDENT: u32 = 2;

/// Respondents enter their cases as people do: the counter prints their summons anew, and they type the code on it.
///
/// # Errors
/// As [`begin`].
pub(super) fn enter(
    node: &mut Node,
    summoned: &[(StreamId, String)],
    people: &HashMap<String, String>,
) -> Result<(), Failure> {
    for (case, login) in summoned {
        let Some(person) = people.get(login) else { continue };
        let code = code_hash(&hex::encode(random::<16>()));
        let print = NoticePrint { case: case.clone(), notice: NoticeNo(TO_RESPONDENT), code: code.clone() };
        run(node, "registrar:r1", "notice.print", to_body(&print)?)?;
        let enter = PartEnter { person: person.clone(), code };
        run(node, &format!("person:{person}"), "part.enter", to_body(&enter)?)?;
    }
    Ok(())
}

fn run(node: &mut Node, actor: &str, kind: &str, body: Object) -> Result<Answer, Failure> {
    node.run(command(&hex::encode(random::<16>()), actor, kind, body, None))
}

fn member(answer: &Answer, name: &str) -> String {
    answer.body.get(name).and_then(Value::as_text).unwrap_or_default().to_owned()
}
