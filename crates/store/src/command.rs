//! Commands and their answers.

use crate::refusal::Refusal;
use tarazy_docket::{Hash, Object, Value, sha256};

/// Longest key of a command, in bytes.
pub const MAX_KEY: usize = 128;

/// What somebody wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Idempotency key, unique for 30 days: 1 to 128 printable ASCII characters.
    pub key: String,
    /// Who asks: an operator or an office. The face that took the command has made sure of it.
    pub actor: String,
    /// What is asked: the office's name of the command.
    pub kind: String,
    /// What it is about.
    pub body: Object,
    /// Time of the event, ms UTC: due in import state, refused outside of it.
    pub at: Option<i64>,
}

impl Command {
    /// The command as canonical JSON.
    pub fn to_value(&self) -> Value {
        let mut o = Object::new()
            .with("actor", self.actor.as_str())
            .with("body", self.body.clone())
            .with("key", self.key.as_str())
            .with("kind", self.kind.as_str());
        if let Some(at) = self.at {
            o.insert("at", Value::Int(at));
        }
        Value::Object(o)
    }

    /// SHA-256 of the canonical JSON: two commands with one key are the same command if their digests agree.
    pub fn digest(&self) -> Hash {
        sha256(&[&self.to_value().to_bytes()])
    }

    /// Reads a command.
    ///
    /// # Errors
    /// A refusal that names the member that is missing, surplus or of another type.
    pub fn from_value(value: Value) -> Result<Self, Refusal> {
        let schema = |member: &'static str| Refusal::new(422, "schema").with("member", member);
        let Value::Object(mut o) = value else { return Err(schema("command")) };
        let mut text = |name| match o.remove(name) {
            Some(Value::Text(s)) => Ok(s),
            _ => Err(schema(name)),
        };
        let (key, actor, kind) = (text("key")?, text("actor")?, text("kind")?);
        let Some(Value::Object(body)) = o.remove("body") else { return Err(schema("body")) };
        let at = match o.remove("at") {
            None => None,
            Some(Value::Int(at)) => Some(at),
            Some(_) => return Err(schema("at")),
        };
        if !o.is_empty() {
            return Err(schema("(surplus)"));
        }
        Ok(Self { key, actor, kind, body, at })
    }

    /// Refuses a key that no engine should be asked to keep.
    pub(crate) fn check_key(&self) -> Result<(), Refusal> {
        let fits = (1..=MAX_KEY).contains(&self.key.len()) && self.key.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(()) } else { Err(Refusal::new(422, "schema").with("member", "key")) }
    }
}

/// What a command was answered. It is given only after its entries are durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What the office says.
    pub body: Object,
    /// Index and leaf hash of each entry that the command wrote, in order.
    pub entries: Vec<(u64, Hash)>,
    /// True if the command had been carried out before, and this is the first answer again.
    pub replayed: bool,
}

impl Answer {
    /// Index of the first entry that the command wrote; `None` if it wrote none.
    pub fn first_index(&self) -> Option<u64> {
        self.entries.first().map(|(index, _)| *index)
    }

    /// The answer as canonical JSON, without saying whether it is given again: the same bytes each time.
    pub fn to_value(&self) -> Value {
        let entry = |(index, leaf): &(u64, Hash)| {
            let index = Value::Int(i64::try_from(*index).unwrap_or(i64::MAX));
            Value::Array(vec![index, Value::Text(leaf.to_hex())])
        };
        let entries = Value::Array(self.entries.iter().map(entry).collect());
        Value::Object(Object::new().with("body", self.body.clone()).with("entries", entries))
    }

    /// Reads an answer; `None` if it is none.
    pub fn from_value(value: Value, replayed: bool) -> Option<Self> {
        let Value::Object(mut o) = value else { return None };
        let (Some(Value::Object(body)), Some(Value::Array(entries))) =
            (o.remove("body"), o.remove("entries"))
        else {
            return None;
        };
        let entry = |v: &Value| {
            let [index, leaf] = v.as_array()? else { return None };
            Some((u64::try_from(index.as_int()?).ok()?, Hash::from_hex(leaf.as_text()?).ok()?))
        };
        let entries = entries.iter().map(entry).collect::<Option<_>>()?;
        o.is_empty().then_some(Self { body, entries, replayed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> Command {
        let body = Object::new().with("number", "7119-26-00-2/1");
        Command { key: "k-1".into(), actor: "operator:a".into(), kind: "case.open".into(), body, at: None }
    }

    #[test]
    fn the_digest_covers_every_member() {
        let c = command();
        let others = [
            Command { key: "k-2".into(), ..c.clone() },
            Command { actor: "operator:b".into(), ..c.clone() },
            Command { kind: "case.close".into(), ..c.clone() },
            Command { body: Object::new(), ..c.clone() },
            Command { at: Some(0), ..c.clone() },
        ];
        assert!(others.iter().all(|o| o.digest() != c.digest()));
        assert_eq!(Command::from_value(c.to_value()), Ok(c));
    }

    #[test]
    fn a_command_with_a_surplus_or_wrong_member_is_refused_by_name() {
        let with = |name: &str, v: Value| {
            let Value::Object(o) = command().to_value() else { panic!() };
            Command::from_value(Value::Object(o.with(name, v))).unwrap_err()
        };
        assert_eq!(with("extra", Value::Int(1)).arg("member"), Some("(surplus)"));
        assert_eq!(with("at", Value::Text("x".into())).arg("member"), Some("at"));
        assert_eq!(with("body", Value::Int(1)).arg("member"), Some("body"));
    }

    #[test]
    fn an_answer_comes_back_from_its_bytes() {
        let entries = vec![(7, Hash([1; 32])), (8, Hash([2; 32]))];
        let a = Answer { body: Object::new().with("x", Value::Int(1)), entries, replayed: true };
        assert_eq!(Answer::from_value(a.to_value(), true), Some(a.clone()));
        assert_eq!(a.first_index(), Some(7));
        let bad = Value::from_json(br#"{"body":{},"entries":[[-1,"00"]]}"#).unwrap();
        assert_eq!(Answer::from_value(bad, false), None);
    }
}
