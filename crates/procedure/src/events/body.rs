//! How a body of an entry is declared: what all of them derive stands once.

/// Declares structs that are bodies of entries.
macro_rules! bodies {
    ($($(#[$doc:meta])+ $name:ident { $($(#[$field_doc:meta])+ $field:ident: $type:ty,)* })+) => { $(
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name { $($(#[$field_doc])+ pub $field: $type,)* }
    )+ };
}

pub(super) use bodies;
