//! Schemas of the types whose grammar is their own. All others are derived where the types stand.

use super::{BodyId, Bytes, Cause, Code, JudgeId, OfficerId, VoidCause};
use alloc::borrow::Cow;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use tarazy_docket::Hash;
use tarazy_docket::schema::{HEX, IDENTIFIER, text};

macro_rules! texts {
    ($($name:ident: $pattern:expr),+ $(,)?) => { $(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                text($pattern)
            }
        }
    )+ };
}

texts! {
    JudgeId: IDENTIFIER,
    BodyId: IDENTIFIER,
    OfficerId: IDENTIFIER,
    Code: IDENTIFIER,
    VoidCause: IDENTIFIER,
    Bytes: HEX,
}

impl JsonSchema for Cause {
    fn schema_name() -> Cow<'static, str> {
        "Cause".into()
    }

    /// `initial` names nothing, `no-candidate` an act alone, a redraw prior and act.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let hash = generator.subschema_for::<Hash>();
        let absent = |name: &str| json_schema!({ "not": { "required": [name] } });
        json_schema!({
            "type": "object",
            "properties": { "prior": hash, "act": hash },
            "required": ["code"],
            "oneOf": [
                {
                    "properties": { "code": { "const": "initial" } },
                    "allOf": [absent("prior"), absent("act")],
                },
                {
                    "properties": { "code": { "const": "no-candidate" } },
                    "required": ["act"],
                    "allOf": [absent("prior")],
                },
                {
                    "properties": { "code": { "enum": ["absent", "ended", "excluded-by-law", "remand", "void"] } },
                    "required": ["prior", "act"],
                },
            ],
        })
    }
}
