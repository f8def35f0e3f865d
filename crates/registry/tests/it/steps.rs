//! The steps of a case, as tests ask the office for them.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

use crate::office::Court;
use tarazy_docket::{Hash, Object, StreamId, Value};
use tarazy_registry::bodies::FilePut;
use tarazy_registry::to_body;
use tarazy_store::{Answer, Refusal};

pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Members of a step's body.
pub(crate) fn members(list: &[(&str, Value)]) -> Object {
    list.iter().fold(Object::new(), |body, (name, value)| body.with(name, value.clone()))
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// A document as a body brings it; `n` tells documents apart.
pub(crate) fn file(n: u8) -> Object {
    let put = FilePut {
        name: format!("{n}.pdf"),
        size: 4096,
        salt: Hash([n; 32]),
        object: Hash([n; 32]),
        commitment: Hash([n.wrapping_add(100); 32]),
    };
    to_body(&put).unwrap()
}

impl Court {
    pub(crate) fn try_step(
        &mut self,
        actor: &str,
        step: &str,
        case: &StreamId,
        list: &[(&str, Value)],
    ) -> Result<Answer, Refusal> {
        self.run(actor, step, &Raw(members(list).with("case", case.as_str())))
    }

    #[track_caller]
    pub(crate) fn step(&mut self, step: &str, case: &StreamId, list: &[(&str, Value)]) -> Answer {
        self.try_step("judge", step, case, list).unwrap()
    }

    /// From its judge to the end of its trial.
    pub(crate) fn hear_case(&mut self, case: &StreamId) {
        self.step("filing.accept", case, &[("language", text("kk"))]);
        // Where the contents are lost nobody knows the parties any more.
        self.try_step("registrar:r1", "copies.send", case, &[("party", Value::Int(2))]).ok();
        self.step("preparation.end", case, &[]);
        self.hold(case, "trial");
    }

    /// Sets a hearing and holds it to its end.
    pub(crate) fn hold(&mut self, case: &StreamId, kind: &str) {
        let at = self.now() + 2 * HOUR;
        let set = [
            ("kind", text(kind)),
            ("at", Value::Int(at)),
            ("minutes", Value::Int(60)),
            ("room", text("101")),
        ];
        self.step("hearing.set", case, &set);
        let n = self.docket(case).iter().filter(|r| matches!(r.kind(), Some("hearing.set"))).count();
        let n =
            n + self.docket(case).iter().filter(|r| matches!(r.kind(), Some("hearing.adjourned"))).count();
        self.wait(3 * HOUR);
        let held = [
            ("hearing", Value::Int(i64::try_from(n).unwrap())),
            ("began", Value::Int(at)),
            ("ended", Value::Int(self.now())),
            ("outcome", text("ended")),
        ];
        self.step("hearing.hold", case, &held);
    }

    /// Heard and decided: the operative part is announced.
    pub(crate) fn decide(&mut self, case: &StreamId) {
        self.hear_case(case);
        let today = self.today();
        let act = [("act", text("decision")), ("date", text(&today)), ("outcome", text("granted"))];
        self.step("act.issue", case, &act);
    }

    /// The decision is written out, and its month is over.
    pub(crate) fn enforce(&mut self, case: &StreamId, document: u8) {
        let today = self.today();
        let files = Value::Array(vec![Value::Object(file(document))]);
        self.step("act.complete", case, &[("date", text(&today)), ("files", files)]);
        self.wait(40 * DAY);
        self.step("act.enforce", case, &[]);
    }

    /// Today in Almaty.
    pub(crate) fn today(&self) -> String {
        self.day(0)
    }

    /// A day from now on, in Almaty.
    pub(crate) fn day(&self, days: i64) -> String {
        let at = tarazy_base::Instant::from_ms(self.now() + days * DAY).unwrap();
        at.date_in(tarazy_base::Zone::Almaty).to_string()
    }
}

/// A body as it is.
struct Raw(Object);

impl serde::Serialize for Raw {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json: serde_json::Value = serde_json::from_str(&Value::Object(self.0.clone()).to_text()).unwrap();
        json.serialize(serializer)
    }
}
