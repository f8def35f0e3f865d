//! A small office that does everything an office may do: it keeps notes in streams, and lets names be claimed once.

use tarazy_docket::{Actor, Draft, Hash, Object, StreamId, Value, Visibility};
use tarazy_store::derived::DerivedTable;
use tarazy_store::{Command, Desk, Expect, Office, Record, Refusal, SqlValue, Step, Stmt};

const NOTE: Stmt = Stmt {
    name: "note_insert",
    sql: "INSERT INTO note (leaf, stream, seq, time, text) VALUES ($1, $2, $3, $4, $5)",
};
const TALLY: Stmt = Stmt {
    name: "tally_add",
    sql: "INSERT INTO tally (stream, notes) VALUES ($1, 1) ON CONFLICT (stream) DO UPDATE SET notes = tally.notes + 1",
};
const CLAIM: Stmt = Stmt { name: "claim_insert", sql: "INSERT INTO claim (name) VALUES ($1)" };
const TALLY_OF: Stmt = Stmt { name: "tally_of", sql: "SELECT notes FROM tally WHERE stream = $1" };
const STEP: Stmt = Stmt { name: "tally_move", sql: "UPDATE tally SET notes = $1 WHERE stream = $2" };

pub(crate) const TABLES: &[DerivedTable] = &[
    DerivedTable {
        name: "note",
        create_sqlite: "CREATE TABLE note (leaf BLOB PRIMARY KEY NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL, \
                        time INTEGER NOT NULL, text TEXT) STRICT",
        create_postgres: "CREATE TABLE note (leaf BYTEA PRIMARY KEY, stream TEXT NOT NULL, seq BIGINT NOT NULL, \
                          time BIGINT NOT NULL, text TEXT)",
    },
    DerivedTable {
        name: "tally",
        create_sqlite: "CREATE TABLE tally (stream TEXT PRIMARY KEY NOT NULL, notes INTEGER NOT NULL) STRICT",
        create_postgres: "CREATE TABLE tally (stream TEXT PRIMARY KEY, notes BIGINT NOT NULL)",
    },
    DerivedTable {
        name: "claim",
        create_sqlite: "CREATE TABLE claim (name TEXT PRIMARY KEY NOT NULL) STRICT",
        create_postgres: "CREATE TABLE claim (name TEXT PRIMARY KEY)",
    },
];

/// The office of these tests.
pub(crate) struct Notes;

/// The stream of a letter.
pub(crate) fn stream(letter: u8) -> StreamId {
    StreamId::case([letter; 16])
}

/// A command with a key.
pub(crate) fn command(key: impl Into<String>, kind: &str, body: Object) -> Command {
    Command { key: key.into(), actor: "operator:test".to_owned(), kind: kind.to_owned(), body, at: None }
}

/// `note`: one entry of class `parties`.
pub(crate) fn note(key: impl Into<String>, letter: u8, text: &str) -> Command {
    command(key, "note", Object::new().with("stream", stream(letter).as_str()).with("text", text))
}

/// `claim`: one public entry; the second claim of a name fails in the database with the conflict `name-taken`.
pub(crate) fn claim(key: impl Into<String>, letter: u8, name: &str) -> Command {
    command(key, "claim", Object::new().with("stream", stream(letter).as_str()).with("name", name))
}

impl Office for Notes {
    fn decide(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body = &command.body;
        let text = |name: &str| {
            let found = body.get(name).and_then(Value::as_text);
            found.map(str::to_owned).ok_or_else(|| Refusal::new(422, "schema"))
        };
        let to: StreamId = match text("stream") {
            Ok(s) => s.parse().map_err(Refusal::internal)?,
            Err(_) => stream(0),
        };
        match command.kind.as_str() {
            "note" => {
                let before = desk.stream(&to)?.len();
                let leaf = desk.append(draft(&to, Visibility::Parties, text("text")?)?)?.leaf;
                Ok(Object::new()
                    .with("before", Value::Int(before.try_into().unwrap()))
                    .with("leaf", leaf.to_hex()))
            }
            "pair" => {
                let first = desk.append(draft(&to, Visibility::Parties, text("text")?)?)?.leaf;
                assert!(desk.record(&first)?.is_some(), "an entry of the same command is seen");
                let second = desk.append(draft(&stream(9), Visibility::Court, first.to_hex())?)?.leaf;
                Ok(Object::new().with("first", first.to_hex()).with("second", second.to_hex()))
            }
            "many" => {
                let n = body.get("n").and_then(Value::as_int).unwrap();
                for i in 0..n {
                    desk.append(draft(&to, Visibility::Public, format!("{i}"))?)?;
                }
                Ok(Object::new())
            }
            "refuse" => {
                desk.append(draft(&to, Visibility::Parties, text("text")?)?)?;
                desk.put_reference("judge", "refused", Value::Int(1));
                Err(Refusal::new(409, "stream-closed"))
            }
            "claim" => {
                let name = text("name")?;
                let draft = Draft { kind: kind("name.claimed"), ..draft(&to, Visibility::Public, name)? };
                desk.append(draft)?;
                Ok(Object::new())
            }
            "count" => {
                let by_stream = desk.stream(&to)?.len();
                let by_head = desk.head(&to)?.map_or(0, |h| h.seq);
                let committed = desk.query(&TALLY_OF, &[to.as_str().into()])?;
                let committed = committed.first().map_or(0, |r| r.int(0).unwrap());
                assert_eq!(u64::try_from(by_stream).unwrap(), by_head);
                Ok(Object::new()
                    .with("committed", Value::Int(committed))
                    .with("seen", Value::Int(by_stream.try_into().unwrap())))
            }
            "judge.put" => {
                desk.put_reference("judge", &text("id")?, Value::Text(text("name")?));
                Ok(Object::new())
            }
            "judges" => {
                let rows = desk.references("judge")?.into_iter();
                let pairs = rows.map(|(id, body)| Value::Array(vec![Value::Text(id), body])).collect();
                Ok(Object::new().with("judges", Value::Array(pairs)))
            }
            "job" => {
                let due = desk.wall_clock();
                desk.job("send", &text("key")?, &Value::Int(1), due);
                Ok(Object::new())
            }
            "time" => Ok(Object::new().with("time", Value::Int(desk.time()))),
            "import.begin" => desk.begin_import().map(|()| Object::new()),
            "import.end" => {
                desk.append(draft(&"sys/import".parse().unwrap(), Visibility::Public, "done".to_owned())?)?;
                desk.end_import().map(|()| Object::new())
            }
            "move" => {
                // The expectation fails unless the tally has a row for the stream.
                let n = body.get("n").cloned().and_then(|v| v.as_int()).unwrap();
                desk.step(
                    Step::new(&STEP, vec![n.into(), to.as_str().into()], Expect::Rows(1)).or("no-tally"),
                );
                Ok(Object::new())
            }
            _ => Err(Refusal::new(422, "schema").with("member", "kind")),
        }
    }

    fn project(&self, record: &Record, steps: &mut Vec<Step>) -> Result<(), Refusal> {
        let stream = record.entry.stream.as_str();
        let text = record.body().and_then(|b| b.get("text")).and_then(Value::as_text);
        if record.kind() == Some("name.claimed") {
            let name = vec![text.unwrap().into()];
            steps.push(Step::new(&CLAIM, name, Expect::Rows(1)).or("name-taken"));
        }
        let values = vec![
            SqlValue::from(record.leaf.0.as_slice()),
            stream.into(),
            i64::try_from(record.entry.seq).unwrap().into(),
            record.entry.time.into(),
            text.map_or(SqlValue::Null, Into::into),
        ];
        steps.push(Step::new(&NOTE, values, Expect::Rows(1)));
        steps.push(Step::new(&TALLY, vec![stream.into()], Expect::Rows(1)));
        Ok(())
    }

    fn tables(&self) -> &'static [DerivedTable] {
        TABLES
    }

    fn statements(&self) -> Vec<&'static Stmt> {
        vec![&NOTE, &TALLY, &CLAIM, &TALLY_OF, &STEP]
    }
}

fn kind(text: &str) -> tarazy_docket::EntryType {
    text.parse().unwrap()
}

fn draft(stream: &StreamId, vis: Visibility, text: String) -> Result<Draft, Refusal> {
    let body = Object::new().with("text", text);
    Ok(Draft { stream: stream.clone(), kind: kind("note.made"), actor: Actor::role("party")?, vis, body })
}

/// The leaf hash in an answer's member.
pub(crate) fn leaf_of(body: &Object, member: &str) -> Hash {
    Hash::from_hex(body.get(member).and_then(Value::as_text).unwrap()).unwrap()
}
