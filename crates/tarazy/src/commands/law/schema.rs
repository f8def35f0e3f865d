//! `tarazy law schema`: the JSON Schema of the files of a law, from the table that the law's own tests hold to its reader.

use serde_json::{Map, Value, json};
use tarazy_law::schema::{COMMON, Form, HEAD, Member, SECTIONS, Section};

/// The whole schema.
pub(crate) fn whole() -> Value {
    let mut properties = Map::new();
    properties.insert("law".to_owned(), object(&HEAD.iter().collect::<Vec<_>>(), &[]));
    for section in SECTIONS {
        let rules = json!({ "type": "array", "items": rule(section) });
        properties.insert(section.name.to_owned(), rules);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The law as data (docs/law.md)",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// One rule of a section.
fn rule(section: &Section) -> Value {
    let members: Vec<&Member> = section.members.iter().chain(COMMON).collect();
    let known: &[&str] = if section.dated { &["known"] } else { &[] };
    let mut rule = object(&members, known);
    let mut choices = vec![json!({ "oneOf": [{ "required": ["cite"] }, { "required": ["act", "at"] }] })];
    if !section.one_of.is_empty() {
        let each: Vec<Value> = section.one_of.iter().map(|name| json!({ "required": [name] })).collect();
        choices.push(json!({ "oneOf": each }));
    }
    for member in section.members {
        let Some((other, words)) = member.only_with else { continue };
        let mut with = Map::new();
        with.insert(other.to_owned(), json!({ "enum": words }));
        let there = json!({ "required": [member.name] });
        choices.push(json!({ "if": { "properties": with }, "then": there, "else": { "not": there } }));
    }
    if let Value::Object(rule) = &mut rule {
        rule.insert("allOf".to_owned(), Value::Array(choices));
    }
    rule
}

fn object(members: &[&Member], also: &[&str]) -> Value {
    let required: Vec<&str> =
        members.iter().filter(|m| m.required).map(|m| m.name).chain(also.iter().copied()).collect();
    let properties: Map<String, Value> = members.iter().map(|m| (m.name.to_owned(), form(m.form))).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

fn form(of: Form) -> Value {
    let identifier = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
    match of {
        Form::Text => json!({ "type": "string" }),
        Form::Id => json!({ "type": "string", "pattern": identifier }),
        Form::Like(pattern) => json!({ "type": "string", "pattern": pattern }),
        Form::Int(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Form::Word(words) => json!({ "enum": words }),
        Form::Text3 => {
            let text = json!({ "type": "string", "minLength": 1 });
            json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["kk", "ru", "en"],
                "properties": { "kk": text, "ru": text, "en": text },
            })
        }
        Form::Ids => json!({ "type": "array", "items": { "type": "string", "pattern": identifier } }),
        Form::Words(words) => json!({ "type": "array", "items": { "enum": words } }),
        Form::Tables(members) => {
            let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
            let properties: Map<String, Value> =
                members.iter().map(|(name, of)| ((*name).to_owned(), form(*of))).collect();
            let table = json!({ "type": "object", "additionalProperties": false, "required": names, "properties": properties });
            json!({ "type": "array", "items": table })
        }
    }
}
