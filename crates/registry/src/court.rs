//! Courts, their divisions and judges: reference data, and the entries that a verifier needs of them.

use crate::bodies::{CourtPut, Text};
use crate::office::Registry;
use crate::wire;
use serde::{Deserialize, Serialize};
use tarazy_base::{CourtCode, Zone};
use tarazy_docket::{Object, StreamId, Value, Visibility, from_value};
use tarazy_store::{Command, Desk, Refusal};

/// Kind of reference data of courts; the id is the code.
pub(crate) const COURT: &str = "court";
/// Kind of reference data of judges; the id is the public id.
pub(crate) const JUDGE: &str = "judge";

/// A court as the installation knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Court {
    /// Four digits.
    pub code: String,
    /// What it is called.
    pub name: Text,
    /// Its zone in the tz database.
    pub zone: String,
    /// Its divisions.
    pub divisions: Vec<Division>,
    /// Code of the court that hears appeals from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeals_to: Option<String>,
}

/// A division of a court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// Its id.
    pub id: String,
    /// The stream of its ledger.
    pub ledger: StreamId,
}

/// A judge as people call him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeCard {
    /// The name.
    pub name: String,
    /// Code of the court.
    pub court: String,
}

impl Court {
    /// Its zone.
    ///
    /// # Errors
    /// 500 if the reference data hold an unknown one.
    pub fn zone(&self) -> Result<Zone, Refusal> {
        Zone::parse(&self.zone).map_err(Refusal::internal)
    }

    /// A division, or the first.
    ///
    /// # Errors
    /// 422 `no-ledger` if it has no such one.
    pub fn division(&self, id: Option<&str>) -> Result<&Division, Refusal> {
        let found = self.divisions.iter().find(|d| id.is_none_or(|id| d.id == id));
        found.ok_or_else(|| {
            Refusal::new(422, "no-ledger").with("court", &self.code).with("division", id.unwrap_or("–"))
        })
    }
}

/// The court with a code.
///
/// # Errors
/// 422 `no-ledger` if there is none.
pub(crate) fn court(desk: &mut Desk<'_>, code: &str) -> Result<Court, Refusal> {
    let value = desk.reference(COURT, code)?;
    let value =
        value.ok_or_else(|| Refusal::new(422, "no-ledger").with("court", code).with("division", "–"))?;
    from_value(&value).map_err(Refusal::internal)
}

impl Registry {
    /// `court.put`.
    pub(crate) fn put_court(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: CourtPut = wire::read(&command.body)?;
        CourtCode::parse(&body.code)
            .map_err(|_| Refusal::new(422, "court-code").with("court", &body.code))?;
        Zone::parse(&body.zone).map_err(|_| Refusal::new(422, "zone").with("zone", &body.zone))?;
        if body.divisions.is_empty() {
            return Err(Refusal::new(422, "no-division").with("court", &body.code));
        }
        let mut divisions = Vec::new();
        for id in &body.divisions {
            let wrong = |_| Refusal::new(422, "division").with("division", id);
            let ledger = StreamId::ledger(&body.code, id).map_err(wrong)?;
            if desk.head(&ledger)?.is_none() {
                self.put_rules(desk, command, &ledger)?;
            }
            divisions.push(Division { id: id.clone(), ledger });
        }
        if let Some(above) = &body.appeals_to {
            court(desk, above)?;
        }
        let appeals_to = body.appeals_to;
        let court = Court { code: body.code, name: body.name, zone: body.zone, divisions, appeals_to };
        desk.put_reference(COURT, &court.code, Value::Object(wire::object(&court)?));
        Ok(Object::new().with("court", court.code.as_str()))
    }

    /// `rules.put`.
    pub(crate) fn renew_rules(&self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: crate::bodies::RulesPut = wire::read(&command.body)?;
        let mut renewed = 0u32;
        for division in court(desk, &body.court)?.divisions {
            renewed += u32::from(self.put_rules(desk, command, &division.ledger)?);
        }
        Ok(Object::new().with("renewed", renewed))
    }

    /// Logs the rules of a ledger if they are not those in force; the first rules of an installation bring its beacons' chains.
    fn put_rules(&self, desk: &mut Desk<'_>, command: &Command, ledger: &StreamId) -> Result<bool, Refusal> {
        let importing = desk.is_importing()?;
        let rules = wire::object(&self.setup.draw_rules(desk.time(), importing)?)?;
        let without_date = |body: &Object| {
            let mut body = body.clone();
            body.remove("from");
            body
        };
        let last = desk.stream(ledger)?.into_iter().rev().find(|r| r.kind() == Some("draw.rules"));
        if last.and_then(|r| r.body().map(without_date)) == Some(without_date(&rules)) {
            return Ok(false);
        }
        let actor = wire::actor(&command.actor, Visibility::Public)?;
        desk.append(wire::draft(ledger, "draw.rules", actor, Visibility::Public, rules)?)?;
        Ok(true)
    }
}
